//! Votes: each viewer chooses once, from one up to `max_choices` options.

mod entity;
pub mod graphql;
mod settings;
mod store;

use std::sync::Arc;

use tenants::TenantTx;

use crate::analytics::Try;
use crate::ctx::Ctx;
use crate::error::Result;
use crate::ids::{CampaignId, OptionId};
use crate::live::{Live, Primitive, Reply, Shape};
use crate::viewer::Viewer;

pub use entity::Model as Ballot;
pub use settings::{Choice, NewChoice, Settings};

/// A published vote: its terms can't change any more.
#[derive(Clone, Debug)]
pub struct Vote {
    pub id: CampaignId,
    pub settings: Settings,
    /// Of its hot state; fixed when it was scheduled.
    pub shards: u16,
}

/// What became of a ballot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cast {
    Counted,
    Already,
    NotOpen,
    /// Nothing chosen, too much, or what is no option of this vote.
    Invalid,
}

impl Vote {
    fn live(&self, ctx: &Ctx) -> Arc<Live> {
        ctx.platform.engine.open(
            &ctx.tenant,
            self.id.0,
            Shape::new(Primitive::Tally, self.shards),
            store::BallotBook(self.id),
        )
    }
}

/// # Errors
/// `OVERLOADED`, or the record is out of reach: asking again gives the one answer.
pub async fn cast(viewer: &Viewer, vote: &Vote, options: &[OptionId]) -> Result<Cast> {
    let at = viewer.now();
    let cast = match vote.settings.mask(options) {
        None => Cast::Invalid,
        Some(mask) => match vote
            .live(viewer)
            .play(viewer.id.clone(), viewer.nickname.clone(), mask, at)
            .await?
        {
            Reply::New(_) => Cast::Counted,
            Reply::Already(_) => Cast::Already,
            Reply::SoldOut | Reply::NotOpen => Cast::NotOpen,
        },
    };
    let outcome = match cast {
        Cast::Counted => "COUNTED",
        Cast::Already => "ALREADY",
        Cast::NotOpen => "NOT_OPEN",
        Cast::Invalid => "INVALID",
    };
    viewer.platform.meter.note(
        &viewer.tenant,
        vote.id,
        at,
        Try {
            viewer: &viewer.id,
            outcome,
            count: 1,
            money: 0,
        },
    );
    Ok(cast)
}

/// Votes by option, in the order of the options; some hundred milliseconds old under load.
///
/// # Errors
/// The record is out of reach.
pub async fn tally(ctx: &Ctx, vote: &Vote) -> Result<Vec<u64>> {
    let mut counts = vote.live(ctx).figures().await?.counts;
    counts.resize(vote.settings.options.len(), 0);
    Ok(counts)
}

/// # Errors
/// The record is out of reach.
pub async fn my_choices(viewer: &Viewer, vote: &Vote) -> Result<Vec<OptionId>> {
    let claim = vote.live(viewer).claim_of(&viewer.id).await?;
    Ok(claim.map_or_else(Vec::new, |claim| vote.settings.chosen(claim.value)))
}

/// What a viewer has chosen.
///
/// # Errors
/// The record is out of reach.
pub async fn of_viewer(tx: &TenantTx, campaign: CampaignId, viewer: &str) -> Result<Option<Ballot>> {
    Ok(store::of_viewer(tx, campaign, viewer).await?)
}

/// The ballot stays, under the pseudonym.
///
/// # Errors
/// The record is out of reach.
pub async fn erase_viewer(tx: &TenantTx, campaign: CampaignId, viewer: &str, pseudonym: &str) -> Result<()> {
    Ok(store::rename(tx, campaign, viewer, pseudonym).await?)
}

/// Counted from the record: ballots in all, and votes by option in the order of the options.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recount {
    pub ballots: u64,
    pub votes: Vec<u64>,
    /// How many chose each set of options.
    masks: Vec<(u64, u64)>,
}

impl Recount {
    /// Ballots that choose nothing, more than `max_choices`, or what is no option.
    #[must_use]
    pub fn invalid(&self, max_choices: usize) -> u64 {
        let fits = |mask: u64| {
            let chosen = mask.count_ones() as usize;
            (1..=max_choices).contains(&chosen) && mask >> self.votes.len() == 0
        };
        self.masks
            .iter()
            .filter(|(mask, _)| !fits(*mask))
            .map(|(_, ballots)| ballots)
            .sum()
    }
}

/// # Errors
/// The record is out of reach.
pub async fn recount(ctx: &Ctx, campaign: CampaignId, options: usize) -> Result<Recount> {
    let masks = store::count_by_mask(&ctx.tenant.read().await?, campaign).await?;
    let votes_of = |bit: usize| {
        masks
            .iter()
            .filter(|(mask, _)| mask >> bit & 1 == 1)
            .map(|(_, ballots)| ballots)
            .sum()
    };
    let votes = (0..options).map(votes_of).collect();
    Ok(Recount {
        ballots: masks.iter().map(|(_, ballots)| ballots).sum(),
        votes,
        masks,
    })
}
