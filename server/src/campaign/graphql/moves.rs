//! What a viewer does in the heat of a show, from the words of a request to the outcome: for the schema's own fields and
//! for the plans of published documents (`http/plan`), so that both do the same.

use std::sync::Arc;

use async_graphql::{Enum, EnumType};

use crate::campaign::{self, Terms};
use crate::comment;
use crate::draw::{self, Entered};
use crate::error::{Error, Result};
use crate::ids::{CampaignId, OptionId, Prefixed};
use crate::ledger::Grant;
use crate::red_packet::{self, Grabbed};
use crate::viewer::Viewer;
use crate::vote::{self, Cast};

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum GrabOutcome {
    Won,
    Already,
    SoldOut,
    NotOpen,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum EnterOutcome {
    Entered,
    Already,
    NotOpen,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum VoteOutcome {
    Counted,
    Already,
    NotOpen,
    Invalid,
}

/// As the schema calls it.
pub fn name_of<T: EnumType>(value: T) -> &'static str {
    let item = T::items().iter().find(|item| item.value == value);
    item.map_or("", |item| item.name)
}

/// How many reactions a call is that does not say.
pub const REACTIONS: i32 = 1;

/// What a move is made in.
///
/// # Errors
/// `NOT_FOUND`, also for a draft; the record is out of reach.
pub async fn terms(viewer: &Viewer, id: CampaignId) -> Result<Arc<Terms>> {
    campaign::terms(viewer, id)
        .await?
        .ok_or(Error::NotFound("campaign"))
}

/// A campaign of another kind is no campaign of this one.
macro_rules! of_kind {
    ($terms:expr, $kind:ident, $noun:literal) => {
        match $terms {
            Terms::$kind(terms) => Ok(terms),
            _ => Err(Error::NotFound($noun)),
        }
    };
}
pub(super) use of_kind;

/// # Errors
/// As [`red_packet::grab`]; `NOT_FOUND` where there is no such red packet.
pub async fn grab(viewer: &Viewer, terms: &Terms) -> Result<(GrabOutcome, Option<Grant>)> {
    let grabbed = red_packet::grab(viewer, of_kind!(terms, RedPacket, "red packet")?).await?;
    Ok(match grabbed {
        Grabbed::Won(grant) => (GrabOutcome::Won, Some(grant)),
        Grabbed::Already(grant) => (GrabOutcome::Already, Some(grant)),
        Grabbed::SoldOut => (GrabOutcome::SoldOut, None),
        Grabbed::NotOpen => (GrabOutcome::NotOpen, None),
    })
}

/// With the number of the entry.
///
/// # Errors
/// As [`draw::enter`]; `NOT_FOUND` where there is no such lucky draw.
pub async fn enter(viewer: &Viewer, terms: &Terms) -> Result<(EnterOutcome, Option<u64>)> {
    let entered = draw::enter(viewer, of_kind!(terms, LuckyDraw, "lucky draw")?).await?;
    Ok(match entered {
        Entered::Entered(number) => (EnterOutcome::Entered, Some(number)),
        Entered::Already(number) => (EnterOutcome::Already, Some(number)),
        Entered::NotOpen => (EnterOutcome::NotOpen, None),
    })
}

/// # Errors
/// As [`vote::cast`]; `NOT_FOUND` where there is no such vote; `BAD_USER_INPUT` on what is no id of an option.
pub async fn cast<'a>(
    viewer: &Viewer,
    terms: &Terms,
    options: impl Iterator<Item = &'a str>,
) -> Result<VoteOutcome> {
    let vote = of_kind!(terms, Vote, "vote")?;
    let chosen: Vec<OptionId> = options
        .map(|id| OptionId::parse(id, "optionIds"))
        .collect::<Result<_>>()?;
    Ok(match vote::cast(viewer, vote, &chosen).await? {
        Cast::Counted => VoteOutcome::Counted,
        Cast::Already => VoteOutcome::Already,
        Cast::NotOpen => VoteOutcome::NotOpen,
        Cast::Invalid => VoteOutcome::Invalid,
    })
}

/// Whether it was counted.
///
/// # Errors
/// As [`comment::react`]; `NOT_FOUND` where there is no such comment wall.
pub async fn react(viewer: &Viewer, terms: &Terms, reaction: &str, count: i32) -> Result<bool> {
    let wall = of_kind!(terms, CommentWall, "comment wall")?;
    comment::react(viewer, wall, reaction, count).await
}
