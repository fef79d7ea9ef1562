//! Shows and their run of show. A show is scheduled, goes on air once and ends; at most one segment is on air.

mod entity;
pub mod graphql;
pub mod seen;
pub mod segment;
mod segment_entity;
mod store;

use chrono::{DateTime, Utc};
use tenants::{Slug, TenantTx};

use crate::audit::{self, Event};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ids::{SegmentId, ShowId};
use crate::member::{Operator, Producer};
use crate::page::Page;
use crate::text;

pub use entity::{Model as Show, ShowStatus};
pub use segment_entity::Model as Segment;
pub use store::lock_quotas;

const TITLE_MAX: usize = 80;

/// What became of a save.
#[derive(Clone, Debug)]
pub enum Saved<T> {
    Saved(T),
    SlugTaken,
    NotFound,
    /// Over, or published: it can't be changed any more.
    Frozen,
}

/// What became of a transition.
#[derive(Clone, Debug)]
pub enum Moved<T> {
    Done(T),
    Illegal(T),
    NotFound,
}

#[derive(Clone, Debug)]
pub struct NewShow {
    pub slug: String,
    pub title: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
}

#[derive(Clone, Debug, Default)]
pub struct ShowChange {
    pub title: Option<String>,
    pub starts_at: Option<DateTime<Utc>>,
    pub ends_at: Option<DateTime<Utc>>,
}

fn check_times(starts_at: DateTime<Utc>, ends_at: DateTime<Utc>) -> Result<()> {
    if ends_at > starts_at {
        Ok(())
    } else {
        Err(Error::bad_input("endsAt", "is not after startsAt"))
    }
}

/// # Errors
/// `BAD_USER_INPUT` on a bad slug, title or times.
pub async fn create(producer: &Producer, new: NewShow) -> Result<Saved<Show>> {
    let slug = Slug::parse(&new.slug).map_err(|reason| Error::bad_input("slug", reason))?;
    let title = text::line("title", &new.title, TITLE_MAX)?;
    check_times(new.starts_at, new.ends_at)?;
    let id: ShowId = producer.new_id();
    let show = Show::scheduled(
        id,
        slug.to_string(),
        title,
        (new.starts_at, new.ends_at),
        producer.now(),
    );
    let tx = producer.tenant.write().await?;
    if let Some(made_before) = store::find(&tx, id).await? {
        return Ok(Saved::Saved(made_before));
    }
    if store::find_by_slug(&tx, &show.slug).await?.is_some() {
        return Ok(Saved::SlugTaken);
    }
    store::insert(&tx, show.clone()).await?;
    let created = Event::new("show.create", id).after(show.facts());
    audit::commit(producer, tx, created).await?;
    Ok(Saved::Saved(show))
}

/// # Errors
/// `BAD_USER_INPUT` on a bad title or times.
pub async fn update(producer: &Producer, id: ShowId, change: ShowChange) -> Result<Saved<Show>> {
    let title = change
        .title
        .map(|title| text::line("title", &title, TITLE_MAX))
        .transpose()?;
    let tx = producer.tenant.write().await?;
    let Some(mut show) = store::find_locked(&tx, id).await? else {
        return Ok(Saved::NotFound);
    };
    if show.status == ShowStatus::Ended {
        return Ok(Saved::Frozen);
    }
    let before = show.facts();
    show.title = title.unwrap_or(show.title);
    show.starts_at = change.starts_at.unwrap_or(show.starts_at);
    show.ends_at = change.ends_at.unwrap_or(show.ends_at);
    check_times(show.starts_at, show.ends_at)?;
    store::save(&tx, show.clone()).await?;
    let updated = Event::new("show.update", id).change(before, show.facts());
    audit::commit(producer, tx, updated).await?;
    Ok(Saved::Saved(show))
}

/// Goes on air, or ends: SCHEDULED → ON_AIR → ENDED.
///
/// # Errors
/// The record is out of reach.
pub async fn transition(operator: &Operator, id: ShowId, to: ShowStatus) -> Result<Moved<Show>> {
    let tx = operator.tenant.write().await?;
    let Some(mut show) = store::find_locked(&tx, id).await? else {
        return Ok(Moved::NotFound);
    };
    let legal = matches!(
        (show.status, to),
        (ShowStatus::Scheduled, ShowStatus::OnAir) | (ShowStatus::OnAir, ShowStatus::Ended)
    );
    if !legal {
        return Ok(Moved::Illegal(show));
    }
    let before = show.facts();
    show.status = to;
    let action = if to == ShowStatus::Ended {
        show.current_segment_id = None;
        "show.end"
    } else {
        "show.start"
    };
    store::save(&tx, show.clone()).await?;
    let moved = Event::new(action, id).change(before, show.facts());
    audit::commit(operator, tx, moved).await?;
    Ok(Moved::Done(show))
}

/// Puts a segment on air, or takes the current one off.
///
/// # Errors
/// The record is out of reach.
pub async fn take(operator: &Operator, id: ShowId, segment: Option<SegmentId>) -> Result<Saved<Show>> {
    let tx = operator.tenant.write().await?;
    let Some(mut show) = store::find_locked(&tx, id).await? else {
        return Ok(Saved::NotFound);
    };
    if show.status == ShowStatus::Ended {
        return Ok(Saved::Frozen);
    }
    if let Some(segment) = segment {
        let known = store::find_segment(&tx, segment).await?;
        if known.is_none_or(|segment| segment.show_id != id.0) {
            return Ok(Saved::NotFound);
        }
    }
    let before = show.facts();
    show.current_segment_id = segment.map(|segment| segment.0);
    store::save(&tx, show.clone()).await?;
    let taken = Event::new("show.take_segment", id).change(before, show.facts());
    audit::commit(operator, tx, taken).await?;
    Ok(Saved::Saved(show))
}

/// # Errors
/// The record is out of reach.
pub async fn find(ctx: &Ctx, id: ShowId) -> Result<Option<Show>> {
    Ok(store::find(&ctx.tenant.read().await?, id).await?)
}

/// # Errors
/// The record is out of reach.
pub async fn find_by_slug(ctx: &Ctx, slug: &str) -> Result<Option<Show>> {
    Ok(store::find_by_slug(&ctx.tenant.read().await?, slug).await?)
}

/// Within a transaction of the caller's.
///
/// # Errors
/// The record is out of reach.
pub async fn find_in(tx: &TenantTx, id: ShowId) -> Result<Option<Show>> {
    Ok(store::find(tx, id).await?)
}

/// The show that is on air, or the next one.
///
/// # Errors
/// The record is out of reach.
pub async fn current(ctx: &Ctx) -> Result<Option<Show>> {
    Ok(store::current(&ctx.tenant.read().await?).await?)
}

/// Newest first.
///
/// # Errors
/// `BAD_USER_INPUT` on a cursor of another list.
pub async fn list(ctx: &Ctx, page: &Page, status: Option<ShowStatus>) -> Result<Vec<Show>> {
    let after = page.after.as_deref().map(store::parse_key).transpose()?;
    Ok(store::list(&ctx.tenant.read().await?, after, page.limit(), status).await?)
}

/// Where a show stands in the list, for its cursor.
#[must_use]
pub fn list_key(show: &Show) -> String {
    store::list_key(show)
}
