//! What a producer may set for a lucky draw.

use serde::{Deserialize, Serialize};
use tenants::{Currency, format_minor};

use crate::error::{Error, Result};
use crate::ids::PrizeId;
use crate::text;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub prizes: Vec<Prize>,
}

/// One kind of prize.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prize {
    pub id: PrizeId,
    pub name: String,
    pub quantity: u64,
    /// What one is worth, in minor units.
    pub value_minor: i64,
    pub image_url: Option<String>,
}

/// A prize as a producer gives it.
#[derive(Clone, Debug)]
pub struct NewPrize {
    pub name: String,
    pub quantity: i64,
    pub value_minor: i64,
    pub image_url: Option<String>,
}

const PRIZES_MAX: usize = 500;
const WINNERS_MAX: u64 = 1_000_000;

/// The most that one prize of a draw may be worth in China: CNY 50,000 (SAMR order 32 of 2020, on promotion).
const TOP_PRIZE_CNY_MINOR: i64 = 5_000_000;

impl Settings {
    /// # Errors
    /// `BAD_USER_INPUT` on the prize that is to blame.
    pub fn new(prizes: Vec<NewPrize>, currency: Currency, new_id: impl Fn() -> PrizeId) -> Result<Self> {
        if prizes.is_empty() || prizes.len() > PRIZES_MAX {
            return Err(Error::bad_input(
                "settings.luckyDraw.prizes",
                format!("1 to {PRIZES_MAX}"),
            ));
        }
        let prizes = prizes
            .into_iter()
            .enumerate()
            .map(|(index, prize)| prize.checked(index, currency, new_id()))
            .collect::<Result<Vec<_>>>()?;
        let settings = Self { prizes };
        if settings.winners() > WINNERS_MAX || settings.value_minor().is_none() {
            return Err(Error::bad_input(
                "settings.luckyDraw.prizes",
                format!("at most {WINNERS_MAX} winners"),
            ));
        }
        Ok(settings)
    }

    /// Prizes of all kinds together.
    #[must_use]
    pub fn winners(&self) -> u64 {
        self.prizes.iter().map(|prize| prize.quantity).sum()
    }

    /// What all prizes are worth, in minor units; none beyond `i64`.
    #[must_use]
    pub fn value_minor(&self) -> Option<i64> {
        self.prizes.iter().try_fold(0_i64, |sum, prize| {
            sum.checked_add(
                i64::try_from(prize.quantity)
                    .ok()?
                    .checked_mul(prize.value_minor)?,
            )
        })
    }

    #[must_use]
    pub fn prize(&self, id: PrizeId) -> Option<&Prize> {
        self.prizes.iter().find(|prize| prize.id == id)
    }

    /// The prize of each winner in the order of the draw: all of the first kind, then all of the second, …
    pub fn in_order(&self) -> impl Iterator<Item = &Prize> {
        self.prizes
            .iter()
            .flat_map(|prize| (0..prize.quantity).map(move |_| prize))
    }

    /// The same prizes under ids of their own, for a copy of the campaign.
    #[must_use]
    pub fn renamed(mut self, new_id: impl Fn() -> PrizeId) -> Self {
        for prize in &mut self.prizes {
            prize.id = new_id();
        }
        self
    }
}

impl NewPrize {
    fn checked(self, index: usize, currency: Currency, id: PrizeId) -> Result<Prize> {
        let field = |name: &str| format!("settings.luckyDraw.prizes.{index}.{name}");
        let quantity = u64::try_from(self.quantity)
            .ok()
            .filter(|quantity| (1..=WINNERS_MAX).contains(quantity))
            .ok_or_else(|| Error::bad_input(field("quantity"), format!("1 to {WINNERS_MAX}")))?;
        if currency == Currency::CNY && self.value_minor > TOP_PRIZE_CNY_MINOR {
            let most = format_minor(TOP_PRIZE_CNY_MINOR, currency);
            return Err(Error::bad_input(
                field("value"),
                format!("the law allows at most {most} a prize"),
            ));
        }
        Ok(Prize {
            id,
            name: text::line(&field("name"), &self.name, 60)?,
            quantity,
            value_minor: self.value_minor,
            image_url: text::https(&field("imageUrl"), self.image_url)?,
        })
    }
}
