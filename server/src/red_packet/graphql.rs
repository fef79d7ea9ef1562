//! A red packet's settings in the Console API.

use async_graphql::{InputObject, SimpleObject};
use tenants::Currency;

use super::Settings;
use crate::api::{Decimal, Money};
use crate::error::Result;

#[derive(SimpleObject)]
pub struct RedPacketSettings {
    pool: Money,
    packets: u64,
}

impl RedPacketSettings {
    #[must_use]
    pub fn new(settings: &Settings, currency: Currency) -> Self {
        Self {
            pool: Money::of_minor(settings.pool_minor, currency),
            packets: settings.packets,
        }
    }
}

#[derive(Clone, InputObject)]
pub struct RedPacketSettingsInput {
    /// Major units of the channel's currency.
    pool: Decimal,
    packets: i64,
}

impl RedPacketSettingsInput {
    /// # Errors
    /// `BAD_USER_INPUT` on the field that is to blame.
    pub fn settings(&self, currency: Currency) -> Result<Settings> {
        Settings::new(
            self.pool.minor("settings.redPacket.pool", currency)?,
            self.packets,
        )
    }
}
