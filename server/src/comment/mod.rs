//! Comment walls: viewers write, blocked words are refused, a moderator may look first. And reactions: counted, never
//! stored one by one.

mod entity;
pub mod graphql;
mod settings;
mod store;

use std::sync::Arc;

use aho_corasick::AhoCorasick;
use chrono::TimeDelta;
use serde_json::json;
use tenants::TenantTx;
use unicode_normalization::UnicodeNormalization;

use crate::analytics::Try;
use crate::audit::{self, Event};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ids::{CampaignId, CommentId, SegmentId};
use crate::live;
use crate::member::Moderator;
use crate::page::Page;
use crate::text;
use crate::viewer::Viewer;

pub use entity::{CommentStatus, Model as Comment};
pub use settings::{ModerationMode, NewSettings, Settings};

/// A published comment wall: its terms can't change any more.
#[derive(Clone, Debug)]
pub struct Wall {
    pub id: CampaignId,
    pub settings: Settings,
    blocked: Option<Arc<AhoCorasick>>,
}

/// What became of a comment.
#[derive(Clone, Debug)]
pub enum Posted {
    Published(Comment),
    Held(Comment),
    /// It has a blocked word in it; it is kept for moderators.
    Rejected(Comment),
    NotOpen,
    TooLong,
    TooFast,
}

/// What a viewer sends.
#[derive(Clone, Debug)]
pub struct NewComment {
    pub body: String,
    /// The viewer's own name for it: the same one again is the same comment.
    pub client_id: String,
    /// What is on air.
    pub segment: Option<SegmentId>,
}

const CLIENT_ID_BYTES: std::ops::RangeInclusive<usize> = 1..=64;
/// Reactions of one call: what thumbs can do between two calls of a page that gathers them.
const REACTIONS_A_CALL: std::ops::RangeInclusive<i32> = 1..=100;

impl Wall {
    /// # Errors
    /// Never for settings that were accepted.
    pub fn new(id: CampaignId, settings: Settings) -> Result<Self> {
        let words: Vec<String> = settings.blocked_words.iter().map(|word| folded(word)).collect();
        let blocked = if words.is_empty() {
            None
        } else {
            Some(Arc::new(
                AhoCorasick::new(words).map_err(|error| Error::Internal(error.into()))?,
            ))
        };
        Ok(Self {
            id,
            settings,
            blocked,
        })
    }

    fn has_blocked_word(&self, body: &str) -> bool {
        self.blocked
            .as_ref()
            .is_some_and(|blocked| blocked.is_match(&folded(body)))
    }

    fn status(&self, body: &str) -> CommentStatus {
        match self.settings.moderation {
            _ if self.has_blocked_word(body) => CommentStatus::Rejected,
            ModerationMode::Hold => CommentStatus::Held,
            ModerationMode::Publish => CommentStatus::Published,
        }
    }
}

/// Compatibility forms made one, case and what can't be seen taken out: `ＢＡＤ` and `b a d` are `bad`.
fn folded(text: &str) -> String {
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .collect()
}

/// # Errors
/// `BAD_USER_INPUT` on an empty body, control characters or a bad `clientId`; or the record is out of reach: sending it
/// again is harmless.
pub async fn post(viewer: &Viewer, wall: &Wall, new: NewComment) -> Result<Posted> {
    let posted = checked_post(viewer, wall, new).await?;
    let outcome = match &posted {
        Posted::Published(_) => "PUBLISHED",
        Posted::Held(_) => "HELD",
        Posted::Rejected(_) => "REJECTED",
        Posted::NotOpen => "NOT_OPEN",
        Posted::TooLong => "TOO_LONG",
        Posted::TooFast => "TOO_FAST",
    };
    let what = Try {
        viewer: &viewer.id,
        outcome,
        count: 1,
        money: 0,
    };
    viewer
        .platform
        .meter
        .note(&viewer.tenant, wall.id, viewer.now(), what);
    Ok(posted)
}

async fn checked_post(viewer: &Viewer, wall: &Wall, new: NewComment) -> Result<Posted> {
    if !CLIENT_ID_BYTES.contains(&new.client_id.len()) || new.client_id.chars().any(text::is_unprintable) {
        return Err(Error::bad_input("clientId", "1 to 64 printable bytes"));
    }
    // Before anything walks through it: a body may be as long as a request.
    if text::is_longer(&new.body, wall.settings.max_length) {
        return Ok(Posted::TooLong);
    }
    let body = text::line("body", &new.body, wall.settings.max_length)?;
    let now = viewer.now();
    let comment = Comment {
        id: viewer.new_id::<CommentId>().0,
        campaign_id: wall.id.0,
        segment_id: new.segment.map(|segment| segment.0),
        viewer_id: viewer.id.to_string(),
        nickname: viewer.nickname.to_string(),
        client_id: new.client_id,
        status: wall.status(&body),
        body,
        posted_at: now,
    };
    let tx = viewer.tenant.write().await?;
    store::take_turn(&tx, wall.id, &viewer.id).await?;
    if let Some(sent_before) = store::find_sent(&tx, &comment).await? {
        return Ok(posted(sent_before));
    }
    if !live::is_open(&tx, wall.id.0).await? {
        return Ok(Posted::NotOpen);
    }
    let gap = TimeDelta::seconds(wall.settings.min_interval_seconds.into());
    if store::last_posted(&tx, wall.id, &viewer.id)
        .await?
        .is_some_and(|last| now - last < gap)
    {
        return Ok(Posted::TooFast);
    }
    store::insert(&tx, comment.clone()).await?;
    tx.commit().await?;
    Ok(posted(comment))
}

fn posted(comment: Comment) -> Posted {
    match comment.status {
        CommentStatus::Published => Posted::Published(comment),
        CommentStatus::Held => Posted::Held(comment),
        CommentStatus::Rejected | CommentStatus::Erased => Posted::Rejected(comment),
    }
}

/// Counts applause, hearts and the like. False: not open, or not a reaction of this wall.
///
/// # Errors
/// `BAD_USER_INPUT` when `count` is not 1 to 100; or the record is out of reach.
pub async fn react(viewer: &Viewer, wall: &Wall, reaction: &str, count: i32) -> Result<bool> {
    if !REACTIONS_A_CALL.contains(&count) {
        return Err(Error::bad_input("count", "1 to 100"));
    }
    let known = wall.settings.reactions.iter().any(|known| known == reaction);
    if !known || !viewer.platform.engine.is_open(&viewer.tenant, wall.id.0).await? {
        return Ok(false);
    }
    let outcome = format!("REACTION:{reaction}");
    let what = Try {
        viewer: &viewer.id,
        outcome: &outcome,
        count: count.unsigned_abs().into(),
        money: 0,
    };
    viewer
        .platform
        .meter
        .note(&viewer.tenant, wall.id, viewer.now(), what);
    Ok(true)
}

/// Newest first.
///
/// # Errors
/// `BAD_USER_INPUT` on a cursor of another list.
pub async fn list(
    ctx: &Ctx,
    campaign: CampaignId,
    status: Option<CommentStatus>,
    page: &Page,
) -> Result<Vec<Comment>> {
    let after = page.after_key()?;
    Ok(store::list(&ctx.tenant.read().await?, campaign, status, after, page.limit()).await?)
}

/// # Errors
/// The record is out of reach.
pub async fn find(ctx: &Ctx, id: CommentId) -> Result<Option<Comment>> {
    Ok(store::find(&ctx.tenant.read().await?, id).await?)
}

/// # Errors
/// The record is out of reach.
pub async fn count(ctx: &Ctx, campaign: CampaignId) -> Result<u64> {
    Ok(store::count(&ctx.tenant.read().await?, campaign).await?)
}

/// What a viewer has written, oldest first.
///
/// # Errors
/// The record is out of reach.
pub async fn of_viewer(tx: &TenantTx, campaign: CampaignId, viewer: &str) -> Result<Vec<Comment>> {
    Ok(store::of_viewer(tx, campaign, viewer).await?)
}

/// Of each comment nothing is left but that there was one: the count stays.
///
/// # Errors
/// The record is out of reach.
pub async fn erase_viewer(tx: &TenantTx, campaign: CampaignId, viewer: &str, pseudonym: &str) -> Result<()> {
    Ok(store::erase(tx, campaign, viewer, pseudonym).await?)
}

/// None: no such comment, or one whose viewer is erased.
///
/// # Errors
/// The record is out of reach.
pub async fn moderate(
    moderator: &Moderator,
    id: CommentId,
    status: CommentStatus,
) -> Result<Option<Comment>> {
    let tx = moderator.tenant.write().await?;
    let found = store::find(&tx, id).await?;
    let Some(mut comment) = found.filter(|found| found.status != CommentStatus::Erased) else {
        return Ok(None);
    };
    let before = json!({ "status": comment.status });
    comment.status = status;
    store::save(&tx, comment.clone()).await?;
    let action = match status {
        CommentStatus::Published => "comment.publish",
        CommentStatus::Held => "comment.hold",
        CommentStatus::Rejected => "comment.reject",
        CommentStatus::Erased => "comment.erase",
    };
    // Neither the words nor the viewer, who may want both forgotten.
    let after = json!({ "status": status, "campaign": CampaignId(comment.campaign_id).to_string() });
    let moderated = Event::new(action, id).before(before).after(after);
    audit::commit(moderator, tx, moderated).await?;
    Ok(Some(comment))
}
