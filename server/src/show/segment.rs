//! The run of show: segments in order, without gaps.

use chrono::{DateTime, Utc};

use super::segment_entity::Performers;
use super::{Saved, Segment, Show, ShowStatus, TITLE_MAX, store};
use crate::audit::{self, Event};
use crate::ctx::Ctx;
use crate::error::{Error, Result};
use crate::ids::{SegmentId, ShowId};
use crate::member::Producer;
use crate::text;

const PERFORMERS_MAX: usize = 50;
const SEGMENTS_MAX: usize = 200;

#[derive(Clone, Debug)]
pub struct SegmentInput {
    pub title: String,
    pub performers: Vec<String>,
    pub starts_at: Option<DateTime<Utc>>,
}

/// What became of a deletion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deleted {
    Deleted,
    NotFound,
    Frozen,
}

fn checked(input: SegmentInput) -> Result<SegmentInput> {
    if input.performers.len() > PERFORMERS_MAX {
        return Err(Error::bad_input(
            "performers",
            format!("at most {PERFORMERS_MAX}"),
        ));
    }
    let performers = input
        .performers
        .iter()
        .map(|name| text::line("performers", name, TITLE_MAX))
        .collect::<Result<_>>()?;
    Ok(SegmentInput {
        title: text::line("title", &input.title, TITLE_MAX)?,
        performers,
        starts_at: input.starts_at,
    })
}

/// The segment's place in the list that it is put into.
fn place(position: Option<i32>, len: usize) -> usize {
    position
        .and_then(|position| usize::try_from(position).ok())
        .map_or(len, |position| position.min(len))
}

/// # Errors
/// `BAD_USER_INPUT` on a bad title or performer, or when the run of show is full.
pub async fn create(
    producer: &Producer,
    show: ShowId,
    input: SegmentInput,
    position: Option<i32>,
) -> Result<Saved<Segment>> {
    let input = checked(input)?;
    let id: SegmentId = producer.new_id();
    let tx = producer.tenant.write().await?;
    let Some(show) = store::find_locked(&tx, show).await? else {
        return Ok(Saved::NotFound);
    };
    if show.status == ShowStatus::Ended {
        return Ok(Saved::Frozen);
    }
    let mut segments = store::segments(&tx, show.id()).await?;
    if let Some(made_before) = segments.iter().find(|segment| segment.id == id.0) {
        return Ok(Saved::Saved(made_before.clone()));
    }
    if segments.len() >= SEGMENTS_MAX {
        return Err(Error::bad_input(
            "showId",
            format!("a run of show has at most {SEGMENTS_MAX} segments"),
        ));
    }
    let at = place(position, segments.len());
    let mut segment = Segment {
        id: id.0,
        show_id: show.id,
        position: 0,
        title: input.title,
        performers: Performers(input.performers),
        starts_at: input.starts_at,
    };
    segment.position = i32::try_from(at).unwrap_or(i32::MAX);
    segments.insert(at, segment.clone());
    store::insert_segment(&tx, segment.clone()).await?;
    store::renumber(&tx, &mut segments).await?;
    let created = Event::new("segment.create", id).after(segment.facts());
    audit::commit(producer, tx, created).await?;
    Ok(Saved::Saved(segment))
}

/// # Errors
/// `BAD_USER_INPUT` on a bad title or performer.
pub async fn update(producer: &Producer, id: SegmentId, input: SegmentInput) -> Result<Saved<Segment>> {
    let input = checked(input)?;
    let tx = producer.tenant.write().await?;
    let Some(mut segment) = store::find_segment(&tx, id).await? else {
        return Ok(Saved::NotFound);
    };
    if is_over(&tx, &segment).await? {
        return Ok(Saved::Frozen);
    }
    let before = segment.facts();
    segment.title = input.title;
    segment.performers = Performers(input.performers);
    segment.starts_at = input.starts_at;
    store::save_segment(&tx, segment.clone()).await?;
    let updated = Event::new("segment.update", id).change(before, segment.facts());
    audit::commit(producer, tx, updated).await?;
    Ok(Saved::Saved(segment))
}

/// # Errors
/// The record is out of reach.
pub async fn move_to(producer: &Producer, id: SegmentId, position: i32) -> Result<Saved<Segment>> {
    let tx = producer.tenant.write().await?;
    let Some(segment) = store::find_segment(&tx, id).await? else {
        return Ok(Saved::NotFound);
    };
    if is_over(&tx, &segment).await? {
        return Ok(Saved::Frozen);
    }
    let before = segment.facts();
    let mut segments = store::segments(&tx, ShowId(segment.show_id)).await?;
    segments.retain(|other| other.id != segment.id);
    let at = place(Some(position), segments.len());
    segments.insert(at, segment);
    store::renumber(&tx, &mut segments).await?;
    let segment = segments.swap_remove(at);
    let moved = Event::new("segment.move", id).change(before, segment.facts());
    audit::commit(producer, tx, moved).await?;
    Ok(Saved::Saved(segment))
}

/// # Errors
/// The record is out of reach.
pub async fn delete(producer: &Producer, id: SegmentId) -> Result<Deleted> {
    let tx = producer.tenant.write().await?;
    let Some(segment) = store::find_segment(&tx, id).await? else {
        return Ok(Deleted::NotFound);
    };
    let show: Option<Show> = store::find_locked(&tx, ShowId(segment.show_id)).await?;
    if show.is_none_or(|show| show.status == ShowStatus::Ended || show.current_segment_id == Some(segment.id))
    {
        return Ok(Deleted::Frozen);
    }
    let mut segments = store::segments(&tx, ShowId(segment.show_id)).await?;
    segments.retain(|other| other.id != segment.id);
    store::delete_segment(&tx, id).await?;
    store::renumber(&tx, &mut segments).await?;
    let deleted = Event::new("segment.delete", id).before(segment.facts());
    audit::commit(producer, tx, deleted).await?;
    Ok(Deleted::Deleted)
}

async fn is_over(tx: &tenants::TenantTx, segment: &Segment) -> Result<bool> {
    let show = store::find_locked(tx, ShowId(segment.show_id)).await?;
    Ok(show.is_none_or(|show| show.status == ShowStatus::Ended))
}

/// The run of show, in order.
///
/// # Errors
/// The record is out of reach.
pub async fn list(ctx: &Ctx, show: ShowId) -> Result<Vec<Segment>> {
    Ok(store::segments(&ctx.tenant.read().await?, show).await?)
}

/// # Errors
/// The record is out of reach.
pub async fn find(ctx: &Ctx, id: SegmentId) -> Result<Option<Segment>> {
    Ok(store::find_segment(&ctx.tenant.read().await?, id).await?)
}
