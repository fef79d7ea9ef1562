//! Lucky draws: viewers enter once; winners are drawn from the entries so that anyone can check it ([`pick`]).

mod entity;
pub mod graphql;
pub mod pick;
pub mod publish;
pub mod run;
mod settings;
mod store;

use std::sync::Arc;

use tenants::TenantTx;

use crate::analytics::Try;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::ids::CampaignId;
use crate::live::{Live, Primitive, Reply};
use crate::page::Page;
use crate::viewer::Viewer;

pub use entity::Model as Entry;
pub use settings::{NewPrize, Prize, Settings};

/// A published lucky draw: its terms can't change any more.
#[derive(Clone, Debug)]
pub struct LuckyDraw {
    pub id: CampaignId,
    pub settings: Settings,
    /// Secret until the winners are published.
    pub seed: [u8; 32],
}

/// What became of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Entered {
    Entered(u64),
    /// With the number of the first time.
    Already(u64),
    NotOpen,
}

impl LuckyDraw {
    fn live(&self, ctx: &Ctx) -> Arc<Live> {
        ctx.platform
            .engine
            .open(&ctx.tenant, self.id.0, Primitive::Roll, store::EntryBook(self.id))
    }
}

/// # Errors
/// `OVERLOADED`, or the record is out of reach: asking again gives the one answer.
pub async fn enter(viewer: &Viewer, draw: &LuckyDraw) -> Result<Entered> {
    let at = viewer.now();
    let entered = match draw
        .live(viewer)
        .play(viewer.id.clone(), viewer.nickname.clone(), 0, at)
        .await?
    {
        Reply::New(claim) => Entered::Entered(claim.value),
        Reply::Already(claim) => Entered::Already(claim.value),
        Reply::SoldOut | Reply::NotOpen => Entered::NotOpen,
    };
    let outcome = match entered {
        Entered::Entered(_) => "ENTERED",
        Entered::Already(_) => "ALREADY",
        Entered::NotOpen => "NOT_OPEN",
    };
    viewer.platform.meter.note(
        &viewer.tenant,
        draw.id,
        at,
        Try {
            viewer: &viewer.id,
            outcome,
            count: 1,
            money: 0,
        },
    );
    Ok(entered)
}

/// Entries so far; some hundred milliseconds old under load.
///
/// # Errors
/// The record is out of reach.
pub async fn entries(ctx: &Ctx, draw: &LuckyDraw) -> Result<u64> {
    Ok(draw.live(ctx).figures().await?.claimed)
}

/// The viewer's entry number, once there is one.
///
/// # Errors
/// The record is out of reach.
pub async fn my_number(viewer: &Viewer, draw: &LuckyDraw) -> Result<Option<u64>> {
    Ok(draw
        .live(viewer)
        .claim_of(&viewer.id)
        .await?
        .map(|claim| claim.value))
}

/// What a viewer has entered.
///
/// # Errors
/// The record is out of reach.
pub async fn of_viewer(tx: &TenantTx, campaign: CampaignId, viewer: &str) -> Result<Option<Entry>> {
    Ok(store::of_viewer(tx, campaign, viewer).await?)
}

/// The entry stays, under the pseudonym; its line in the published list stays as it was drawn from.
///
/// # Errors
/// The record is out of reach.
pub async fn erase_viewer(tx: &TenantTx, campaign: CampaignId, viewer: &str, pseudonym: &str) -> Result<()> {
    if let Some(entry) = store::of_viewer(tx, campaign, viewer).await? {
        let erased = Entry {
            ticket: Some(entry.ticket()),
            viewer_id: pseudonym.to_owned(),
            nickname: String::new(),
            ..entry
        };
        store::save(tx, erased).await?;
    }
    Ok(())
}

/// Exact, from the record.
///
/// # Errors
/// The record is out of reach.
pub async fn count(ctx: &Ctx, campaign: CampaignId) -> Result<u64> {
    Ok(store::count(&ctx.tenant.read().await?, campaign).await?)
}

/// By number.
///
/// # Errors
/// `BAD_USER_INPUT` on a cursor of another list.
pub async fn list(ctx: &Ctx, campaign: CampaignId, page: &Page) -> Result<Vec<Entry>> {
    let after = page.after_key::<i64>()?;
    Ok(store::list(&ctx.tenant.read().await?, campaign, after, page.limit()).await?)
}
