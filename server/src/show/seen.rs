//! Shows as viewers see them: at most half a second old, and the record is asked once for all of them.

use std::sync::Arc;

use super::{Segment, Show, segment};
use crate::error::Result;
use crate::ids::ShowId;
use crate::viewer::Viewer;

/// No slug is longer: what is, names nothing, and is not worth remembering.
const SLUG_BYTES_MAX: usize = 32;

/// # Errors
/// The record is out of reach.
pub async fn by_slug(viewer: &Viewer, slug: &str) -> Result<Option<Show>> {
    if slug.len() > SLUG_BYTES_MAX {
        return Ok(None);
    }
    let ask = super::find_by_slug(viewer, slug);
    let seen = &viewer.platform.seen;
    seen.get(&viewer.tenant, "show", slug.to_owned(), ask).await
}

/// The show that is on air, or the next one.
///
/// # Errors
/// The record is out of reach.
pub async fn current(viewer: &Viewer) -> Result<Option<Show>> {
    let ask = super::current(viewer);
    let seen = &viewer.platform.seen;
    seen.get(&viewer.tenant, "current show", String::new(), ask).await
}

/// The run of show, in order.
///
/// # Errors
/// The record is out of reach.
pub async fn segments(viewer: &Viewer, show: ShowId) -> Result<Arc<Vec<Segment>>> {
    let ask = async { segment::list(viewer, show).await.map(Arc::new) };
    let seen = &viewer.platform.seen;
    seen.get(&viewer.tenant, "segments", show.to_string(), ask).await
}
