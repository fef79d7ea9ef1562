//! The ledger: who won what. Append-only, one row a grant; its keys (campaign, slot) and (viewer, campaign) are what makes
//! a grant happen once, whatever the hot state believed.

mod entity;
mod rows;
mod store;

use chrono::{DateTime, Utc};
use tenants::TenantTx;
use uuid::Uuid;

use crate::ctx::Ctx;
use crate::error::Result;
use crate::ids::{CampaignId, GrantId};
use crate::page::Page;

pub use entity::{GrantStatus, Model as Grant};
pub use rows::MoneyGrants;
pub use store::{Totals, by_viewer, by_viewers, count, insert, rivals, totals, walk};

/// What was won.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Award {
    /// Minor units of the tenant's currency.
    Money(i64),
    Prize(Uuid),
}

impl Grant {
    /// A grant as it will be written.
    #[must_use]
    pub fn of_slot(
        campaign: CampaignId,
        slot: u64,
        viewer: (&str, &str),
        award: Award,
        granted_at: DateTime<Utc>,
    ) -> Self {
        let (money_minor, prize_id) = match award {
            Award::Money(minor) => (Some(minor), None),
            Award::Prize(prize) => (None, Some(prize)),
        };
        Self {
            campaign_id: campaign.0,
            slot: i64::try_from(slot).unwrap_or(i64::MAX),
            viewer_id: viewer.0.to_owned(),
            nickname: viewer.1.to_owned(),
            money_minor,
            prize_id,
            entry_number: None,
            status: GrantStatus::Granted,
            granted_at,
        }
    }
}

/// # Errors
/// The record is out of reach.
pub async fn find(ctx: &Ctx, id: GrantId) -> Result<Option<Grant>> {
    Ok(store::find(&ctx.tenant.read().await?, id).await?)
}

/// The viewer's grant of one campaign.
///
/// # Errors
/// The record is out of reach.
pub async fn of_viewer(ctx: &Ctx, campaign: CampaignId, viewer: &str) -> Result<Option<Grant>> {
    let tx: TenantTx = ctx.tenant.read().await?;
    Ok(store::by_viewer(&tx, campaign, viewer).await?)
}

/// The one change that a grant ever sees: who won it is told by a pseudonym from now on. What was won, and that it was,
/// stays.
///
/// # Errors
/// The record is out of reach.
pub async fn erase_viewer(tx: &TenantTx, campaign: CampaignId, viewer: &str, pseudonym: &str) -> Result<()> {
    Ok(store::rename(tx, campaign, viewer, pseudonym).await?)
}

/// A viewer's grants of all campaigns, newest first.
///
/// # Errors
/// `BAD_USER_INPUT` on a cursor of another list.
pub async fn list_of_viewer(ctx: &Ctx, viewer: &str, page: &Page) -> Result<Vec<Grant>> {
    let after = page.after.as_deref().map(store::parse_key).transpose()?;
    Ok(store::list_of_viewer(&ctx.tenant.read().await?, viewer, after, page.limit()).await?)
}

/// A campaign's grants, by slot.
///
/// # Errors
/// `BAD_USER_INPUT` on a cursor of another list.
pub async fn list(ctx: &Ctx, campaign: CampaignId, page: &Page) -> Result<Vec<Grant>> {
    let after = page.after_key::<i64>()?;
    Ok(store::list(&ctx.tenant.read().await?, campaign, after, page.limit()).await?)
}

/// A campaign's grants, the latest slot first.
///
/// # Errors
/// `BAD_USER_INPUT` on a cursor of another list.
pub async fn newest(ctx: &Ctx, campaign: CampaignId, page: &Page) -> Result<Vec<Grant>> {
    let before = page.after_key::<i64>()?;
    Ok(store::newest(&ctx.tenant.read().await?, campaign, before, page.limit()).await?)
}

/// Where a grant stands in [`list_of_viewer`], for its cursor.
#[must_use]
pub fn key(grant: &Grant) -> String {
    store::key(grant)
}
