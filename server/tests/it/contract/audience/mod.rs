//! What viewers are promised.

mod comment_wall;
mod documents;
mod known;
mod lucky_draw;
mod moderation;
mod page;
mod plans;
mod red_packet;
mod vote;
