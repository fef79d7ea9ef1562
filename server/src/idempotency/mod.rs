//! Mutations that may be sent again. The first request with an `Idempotency-Key` reserves it, is carried out, and leaves
//! its response; the same request again gets that response, another request under the same key is refused.
//!
//! Two things make a crash between the change and the stored response harmless: a reservation older than a minute may be
//! taken over, and every run makes the same ids ([`IdSource::replayable`]), so that what the first run made is found
//! instead of made twice. Responses are kept for a day, sealed: some hold a secret that is shown once, and sending the
//! request again must show the same one.
//!
//! The HTTP layer calls [`begin`] before a mutation, then [`finish`] with the response, or [`release`] where it ended in a
//! fault of ours and should run anew. Nobody's requests (signing in) have no scope and are not kept.

mod entity;
mod store;

use std::sync::Arc;

use aws_lc_rs::digest;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use std::time::Duration;

use crate::ctx::{IdSource, Platform};
use crate::error::{Error, Result};
use crate::keyring::Purpose;
use entity::Model;

const KEY_BYTES_MAX: usize = 128;

/// Longer than mutations take: whoever reserved this has died. (Should one live on after all, its rows are locked and its
/// ids are the same: nothing happens twice.)
const ABANDONED_AFTER: TimeDelta = TimeDelta::seconds(20);
const KEPT_FOR: TimeDelta = TimeDelta::days(1);

/// What was answered the first time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stored {
    /// The HTTP status.
    pub status: u16,
    pub body: Vec<u8>,
}

/// The right to carry a request out. Dropped unfinished, it is given away after a minute.
#[derive(Debug)]
pub struct Reservation(Model);

#[derive(Debug)]
pub enum Begun {
    /// Carry it out with these ids ([`crate::api::Actor::with_ids`]), then [`finish`].
    Run(Reservation, Arc<IdSource>),
    /// It has been carried out: answer this.
    Replay(Stored),
}

/// `scope` names who asks ([`crate::api::Actor::scope`]); `body` is the whole request, byte for byte.
///
/// # Errors
/// `BAD_USER_INPUT` for a key that is not 1 to 128 visible ASCII characters, or was used for another request;
/// `OVERLOADED`, to be sent again, while the first one is still being carried out.
pub async fn begin(platform: &Platform, scope: &str, key: &str, body: &[u8]) -> Result<Begun> {
    if !(1..=KEY_BYTES_MAX).contains(&key.len()) || !key.bytes().all(|b| b.is_ascii_graphic()) {
        let rule = format!("1 to {KEY_BYTES_MAX} visible ASCII characters");
        return Err(Error::bad_input("Idempotency-Key", rule));
    }
    let now = platform.clock.now();
    let fresh = Model {
        scope: scope.to_owned(),
        key: key.to_owned(),
        request_hash: digest::digest(&digest::SHA256, body).as_ref().to_vec(),
        reserved_at: now,
        status: None,
        response: None,
        created_at: now,
    };
    let tx = platform.registry.control_write().await?;
    let Some(row) = store::find(&tx, scope, key).await? else {
        if !store::insert(&tx, fresh.clone()).await? {
            return Err(busy());
        }
        tx.commit().await?;
        return Ok(run(fresh, false));
    };
    if row.request_hash != fresh.request_hash {
        return Err(Error::bad_input(
            "Idempotency-Key",
            "this key was used for another request",
        ));
    }
    if let (Some(status), Some(response)) = (row.status, &row.response) {
        return Ok(Begun::Replay(open(platform, &row, status, response)?));
    }
    if now - row.reserved_at < ABANDONED_AFTER || !store::take_over(&tx, &row, now).await? {
        return Err(busy());
    }
    tx.commit().await?;
    let row = Model {
        reserved_at: now,
        ..row
    };
    Ok(run(row, true))
}

/// The same request makes the same ids; another request under a key whose time is over makes others.
fn run(row: Model, is_second: bool) -> Begun {
    let key = format!("{} {}", row.key, BASE64URL_NOPAD.encode(&row.request_hash));
    let ids = IdSource::replayable(&row.scope, &key);
    let ids = if is_second { ids.of_second_run() } else { ids };
    Begun::Run(Reservation(row), Arc::new(ids))
}

const fn busy() -> Error {
    Error::Overloaded {
        retry_after: Duration::from_secs(1),
    }
}

/// Keeps the response for whoever asks again.
///
/// # Errors
/// The record is out of reach. The change itself is done: answer it.
pub async fn finish(platform: &Platform, reservation: Reservation, response: &Stored) -> Result<()> {
    let row = reservation.0;
    let sealed = platform.keyrings.sealer().seal(
        Purpose::Response,
        row.scope.as_bytes(),
        row.key.as_bytes(),
        &response.body,
    )?;
    let tx = platform.registry.control_write().await?;
    store::answer(&tx, &row, response.status.into(), sealed).await?;
    Ok(tx.commit().await?)
}

/// After a fault of ours: the next time it is carried out anew, with the same ids.
///
/// # Errors
/// The record is out of reach; then the reservation is given away after a minute.
pub async fn release(platform: &Platform, reservation: Reservation) -> Result<()> {
    let tx = platform.registry.control_write().await?;
    store::delete(&tx, &reservation.0).await?;
    Ok(tx.commit().await?)
}

/// All that was kept for these callers, who are gone.
///
/// # Errors
/// The record is out of reach.
pub async fn forget(platform: &Platform, scopes: Vec<String>) -> Result<()> {
    let tx = platform.registry.control_write().await?;
    store::delete_scopes(&tx, scopes).await?;
    Ok(tx.commit().await?)
}

/// For a worker, now and then.
///
/// # Errors
/// The record is out of reach.
pub async fn forget_old(platform: &Platform) -> Result<()> {
    let before: DateTime<Utc> = platform.clock.now() - KEPT_FOR;
    let tx = platform.registry.control_write().await?;
    store::delete_before(&tx, before).await?;
    Ok(tx.commit().await?)
}

fn open(platform: &Platform, row: &Model, status: i32, response: &[u8]) -> Result<Stored> {
    let body = platform.keyrings.sealer().open(
        Purpose::Response,
        row.scope.as_bytes(),
        row.key.as_bytes(),
        response,
    )?;
    let status = u16::try_from(status).map_err(Error::internal)?;
    Ok(Stored {
        status,
        body: body.to_vec(),
    })
}
