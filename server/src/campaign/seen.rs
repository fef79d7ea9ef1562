//! Campaigns as viewers see them: at most half a second old, and the record is asked once for all of them.

use std::sync::Arc;

use super::Campaign;
use crate::error::Result;
use crate::ids::ShowId;
use crate::viewer::Viewer;

/// Of one show, oldest first.
///
/// # Errors
/// The record is out of reach.
pub async fn list(viewer: &Viewer, show: ShowId) -> Result<Arc<Vec<Campaign>>> {
    let ask = async { super::list(viewer, show).await.map(Arc::new) };
    let seen = &viewer.platform.seen;
    seen.get(&viewer.tenant, "campaigns", show.to_string(), ask).await
}
