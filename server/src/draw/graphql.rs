//! A lucky draw's settings and entries in the Console API.

use async_graphql::{InputObject, SimpleObject};
use chrono::{DateTime, Utc};
use tenants::Currency;

use super::{Entry, NewPrize, Prize, Settings};
use crate::api::{Decimal, Money};
use crate::error::Result;
use crate::ids::{Prefixed, PrizeId};

#[derive(SimpleObject)]
pub struct LuckyDrawSettings {
    prizes: Vec<PrizeSetting>,
}

/// value: what one is worth; at most CNY 50,000 by law, counted against the prize money of the show.
#[derive(Clone, SimpleObject)]
pub struct PrizeSetting {
    id: async_graphql::ID,
    name: String,
    quantity: u64,
    value: Money,
    image_url: Option<String>,
}

impl PrizeSetting {
    #[must_use]
    pub fn new(prize: &Prize, currency: Currency) -> Self {
        Self {
            id: prize.id.encode().into(),
            name: prize.name.clone(),
            quantity: prize.quantity,
            value: Money::of_minor(prize.value_minor, currency),
            image_url: prize.image_url.clone(),
        }
    }
}

impl LuckyDrawSettings {
    #[must_use]
    pub fn new(settings: &Settings, currency: Currency) -> Self {
        Self {
            prizes: settings
                .prizes
                .iter()
                .map(|prize| PrizeSetting::new(prize, currency))
                .collect(),
        }
    }
}

#[derive(Clone, InputObject)]
pub struct LuckyDrawSettingsInput {
    prizes: Vec<PrizeSettingInput>,
}

#[derive(Clone, InputObject)]
pub struct PrizeSettingInput {
    name: String,
    quantity: i64,
    value: Decimal,
    image_url: Option<String>,
}

impl LuckyDrawSettingsInput {
    /// # Errors
    /// `BAD_USER_INPUT` on the field that is to blame.
    pub fn settings(&self, currency: Currency, new_id: impl Fn() -> PrizeId) -> Result<Settings> {
        let prizes = self.prizes.iter().enumerate().map(|(index, prize)| {
            let field = format!("settings.luckyDraw.prizes.{index}.value");
            Ok(NewPrize {
                name: prize.name.clone(),
                quantity: prize.quantity,
                value_minor: prize.value.minor(&field, currency)?,
                image_url: prize.image_url.clone(),
            })
        });
        Settings::new(prizes.collect::<Result<_>>()?, currency, new_id)
    }
}

#[derive(SimpleObject)]
#[graphql(name = "Entry")]
pub struct EntryNode {
    number: i64,
    viewer_id: String,
    nickname: String,
    entered_at: DateTime<Utc>,
}

impl From<Entry> for EntryNode {
    fn from(entry: Entry) -> Self {
        let Entry {
            number,
            viewer_id,
            nickname,
            entered_at,
            ..
        } = entry;
        Self {
            number,
            viewer_id,
            nickname,
            entered_at,
        }
    }
}
