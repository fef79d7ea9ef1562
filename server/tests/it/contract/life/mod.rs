//! A channel's life: suspended and resumed, exported, moved, deleted.

mod delete;
mod export;
mod fence;
mod suspend;
mod tables;
mod viewer_data;
