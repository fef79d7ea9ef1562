//! Suspending a channel and taking that back: nothing is lost, nobody is served.

use tenants::{Entry, Status};

use crate::ctx::Platform;
use crate::error::Result;

#[derive(Clone, Debug)]
pub enum Switched {
    Done(Entry),
    /// It was so already.
    Already(Entry),
    NotFound,
}

/// Viewers, members and apps of the channel are refused from now on.
///
/// # Errors
/// The record is out of reach.
pub async fn suspend(platform: &Platform, slug: &str) -> Result<Switched> {
    switch(platform, slug, Status::Suspended).await
}

/// # Errors
/// The record is out of reach.
pub async fn resume(platform: &Platform, slug: &str) -> Result<Switched> {
    switch(platform, slug, Status::Active).await
}

async fn switch(platform: &Platform, slug: &str, status: Status) -> Result<Switched> {
    // What another node has done meanwhile counts.
    platform.registry.refresh().await?;
    match platform.registry.find(slug) {
        None => return Ok(Switched::NotFound),
        Some(entry) if entry.status == status => return Ok(Switched::Already(entry)),
        Some(_) => {}
    }
    let switched = platform
        .registry
        .set_status(slug, status, platform.clock.now())
        .await?;
    Ok(switched.map_or(Switched::NotFound, Switched::Done))
}
