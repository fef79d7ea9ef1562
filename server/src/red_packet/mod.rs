//! Red packets: a pool of money, split beforehand into packets. A viewer takes at most one, first come first served.
//!
//! The split follows from the campaign's seed ([`split`]): who knows the seed can recompute every packet, so only what
//! has been granted needs a row.

mod book;
pub mod graphql;
mod settings;
pub mod split;

use std::sync::Arc;

use crate::analytics::Try;
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ids::CampaignId;
use crate::ledger::{self, Award, Grant};
use crate::live::{Claim, Live, Primitive, Reply, Shape};
use crate::viewer::Viewer;

use book::GrantBook;
pub use settings::Settings;
pub use split::Split;

/// A published red packet: its terms can't change any more.
#[derive(Clone, Debug)]
pub struct RedPacket {
    pub id: CampaignId,
    pub split: Arc<Split>,
    /// Of its hot state; fixed when it was scheduled.
    pub shards: u16,
}

/// What became of a snatch.
#[derive(Clone, Debug)]
pub enum Grabbed {
    Won(Grant),
    /// The grant that the first try won.
    Already(Grant),
    SoldOut,
    NotOpen,
}

impl RedPacket {
    #[must_use]
    pub fn new(id: CampaignId, settings: &Settings, seed: [u8; 32], shards: u16) -> Self {
        Self {
            id,
            split: Arc::new(Split::new(seed, settings.pool_minor, settings.packets)),
            shards,
        }
    }

    /// # Errors
    /// Never for a slot of this pool.
    pub fn grant(&self, claim: &Claim) -> Result<Grant> {
        let money = self.money(claim.value)?;
        Ok(Grant::of_slot(
            self.id,
            claim.value,
            (&claim.viewer, &claim.nickname),
            Award::Money(money),
            claim.at,
        ))
    }

    fn money(&self, slot: u64) -> Result<i64> {
        let money = self.split.amount(slot);
        money.ok_or_else(|| Error::internal("a slot beyond the pool"))
    }

    fn live(&self, ctx: &Ctx) -> Arc<Live> {
        let primitive = Primitive::Pool {
            slots: self.split.packets(),
        };
        let shape = Shape::new(primitive, self.shards);
        ctx.platform
            .engine
            .open(&ctx.tenant, self.id.0, shape, GrantBook::new(self.clone()))
    }
}

/// # Errors
/// `OVERLOADED`, or the record is out of reach: asking again gives the one answer.
pub async fn grab(viewer: &Viewer, packet: &RedPacket) -> Result<Grabbed> {
    let at = viewer.now();
    let reply = packet
        .live(viewer)
        .play(viewer.id.clone(), viewer.nickname.clone(), 0, at)
        .await?;
    let grabbed = match reply {
        Reply::New(claim) => Grabbed::Won(packet.grant(&claim)?),
        Reply::Already(claim) => Grabbed::Already(packet.grant(&claim)?),
        Reply::SoldOut => Grabbed::SoldOut,
        Reply::NotOpen => Grabbed::NotOpen,
    };
    let (outcome, money) = match &grabbed {
        Grabbed::Won(grant) => ("WON", grant.money_minor.unwrap_or(0)),
        Grabbed::Already(_) => ("ALREADY", 0),
        Grabbed::SoldOut => ("SOLD_OUT", 0),
        Grabbed::NotOpen => ("NOT_OPEN", 0),
    };
    let what = Try {
        viewer: &viewer.id,
        outcome,
        count: 1,
        money,
    };
    viewer.platform.meter.note(&viewer.tenant, packet.id, at, what);
    Ok(grabbed)
}

/// Packets that nobody has yet; some hundred milliseconds old under load.
///
/// # Errors
/// The record is out of reach.
pub async fn remaining(ctx: &Ctx, packet: &RedPacket) -> Result<u64> {
    Ok(packet.live(ctx).figures().await?.left.unwrap_or(0))
}

/// # Errors
/// The record is out of reach.
pub async fn my_grant(viewer: &Viewer, packet: &RedPacket) -> Result<Option<Grant>> {
    ledger::of_viewer(viewer, packet.id, &viewer.id).await
}
