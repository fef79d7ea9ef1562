//! Usage in the Console API.

use async_graphql::SimpleObject;

use super::{QuotaName, Usage};
use crate::api::Decimal;

/// PRIZE_MONEY_PER_SHOW is in major units of the channel's currency, the show that uses most.
#[derive(SimpleObject)]
pub struct QuotaUsage {
    name: QuotaName,
    used: Decimal,
    limit: Decimal,
}

impl From<Usage> for QuotaUsage {
    fn from(usage: Usage) -> Self {
        Self {
            name: usage.name,
            used: Decimal(usage.used),
            limit: Decimal(usage.limit),
        }
    }
}
