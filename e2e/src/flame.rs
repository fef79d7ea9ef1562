//! Flame graphs: what `perf script` writes, as a picture in which width is time.

mod picture;
mod stacks;

pub use picture::svg;
pub use stacks::Frame;
