//! Tries, outcomes, distinct viewers and money, by campaign and minute. Counted in passing, in memory, and written to the
//! record about once a second by the worker: a crash may lose the last of it. Exact totals come from the record's own
//! rows, never from here.

mod entity;
mod meter;
mod point;
mod store;

use chrono::{DateTime, Utc};
use tenants::Tenant;

use crate::error::Result;
use crate::ids::CampaignId;

pub use meter::{Meter, Try};
pub use point::Point;

/// One minute of one campaign, over all nodes.
#[derive(Clone, Debug)]
pub struct Minute {
    pub minute: DateTime<Utc>,
    pub point: Point,
}

/// Oldest first; at most `limit`, the newest ones.
///
/// # Errors
/// The record is out of reach.
pub async fn series(
    tenant: &Tenant,
    campaign: CampaignId,
    range: (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    limit: usize,
) -> Result<Vec<Minute>> {
    store::series(&tenant.read().await?, campaign, range, limit).await
}

/// Everything of one campaign in one point.
///
/// # Errors
/// The record is out of reach.
pub async fn total(tenant: &Tenant, campaign: CampaignId) -> Result<Point> {
    let minutes = store::series(&tenant.read().await?, campaign, (None, None), usize::MAX).await?;
    let mut total = Point::default();
    for minute in &minutes {
        total.merge(&minute.point);
    }
    Ok(total)
}
