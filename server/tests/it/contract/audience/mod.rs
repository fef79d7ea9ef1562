//! What viewers are promised.

mod red_packet;
