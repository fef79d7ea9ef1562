//! What a producer may set for a red packet.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Minor units.
    pub pool_minor: i64,
    pub packets: u64,
}

impl Settings {
    const PACKETS_MAX: u64 = 100_000_000;

    /// Over how many shards a pool of this size is dealt: one for each million packets.
    #[must_use]
    pub fn shards(&self) -> u16 {
        u16::try_from(self.packets / 1_000_000)
            .unwrap_or(u16::MAX)
            .clamp(1, 16)
    }

    /// # Errors
    /// `BAD_USER_INPUT` when there would be a packet without at least one minor unit in it.
    pub fn new(pool_minor: i64, packets: i64) -> Result<Self> {
        let packets = u64::try_from(packets)
            .ok()
            .filter(|packets| (1..=Self::PACKETS_MAX).contains(packets))
            .ok_or_else(|| {
                Error::bad_input(
                    "settings.redPacket.packets",
                    format!("1 to {}", Self::PACKETS_MAX),
                )
            })?;
        if u64::try_from(pool_minor).is_ok_and(|pool| pool >= packets) {
            return Ok(Self { pool_minor, packets });
        }
        Err(Error::bad_input(
            "settings.redPacket.pool",
            "too little: each packet holds at least 0.01",
        ))
    }
}
