//! What viewers are promised.

mod comment_wall;
mod documents;
mod lucky_draw;
mod moderation;
mod page;
mod red_packet;
mod vote;
