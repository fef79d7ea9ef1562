//! The hot path's transaction (`tenants::Batch`): what it writes, what it says, and whose rows there are in it.

use std::collections::HashSet;

use chrono::DateTime;
use ovation::live::{Book, Claim};
use sea_orm::SqlErr;
use tenants::{Gate, Lot, New, RecordError};
use uuid::Uuid;

use super::book::Entries;
use super::engine::now;
use crate::support::channel::Channel;

pub fn claim(n: u64) -> Claim {
    Claim {
        viewer: format!("viewer {n}").into(),
        nickname: "nick".into(),
        value: n,
        at: now(),
    }
}

pub async fn write(channel: &Channel, campaign: Uuid, epoch: i64, claims: &[Claim]) -> Lot {
    let mut batch = channel.tenant.batch().await.unwrap();
    let gate = Gate {
        campaign,
        status: "OPEN",
        epoch,
    };
    let lot = Entries::new(campaign)
        .insert(&mut batch, gate, claims)
        .await
        .unwrap();
    batch.commit().await.unwrap();
    lot
}

/// As many rows as make several statements on SQLite; then some of them again, and some whose number is taken.
async fn only_what_is_new(channel: Channel) {
    let campaign = channel.campaign().await;
    let book = Entries::new(campaign);
    let all: Vec<Claim> = (0..1_300).map(claim).collect();
    let lot = write(&channel, campaign, 0, &all).await;
    assert_eq!((lot.gate, lot.new), (Some(("OPEN".to_owned(), 0)), New::All));
    assert_eq!(book.all(&channel.tenant).await, all);

    let late = DateTime::UNIX_EPOCH;
    let again = Claim { at: late, ..claim(7) };
    let taken = Claim {
        viewer: "somebody".into(),
        ..claim(8)
    };
    let lot = write(&channel, campaign, 0, &[again, claim(1_300), taken]).await;
    assert_eq!(lot.new, New::Only(HashSet::from(["viewer 1300".to_owned()])));
    assert_eq!(book.all(&channel.tenant).await.len(), 1_301);

    let lot = write(&channel, campaign, 1, &[claim(1_301)]).await;
    assert_eq!(
        (lot.gate, lot.new),
        (Some(("OPEN".to_owned(), 0)), New::Only(HashSet::new()))
    );
    channel.set_status(campaign, "CLOSED").await;
    let lot = write(&channel, campaign, 0, &[claim(1_301)]).await;
    assert_eq!(
        (lot.gate, lot.new),
        (Some(("CLOSED".to_owned(), 0)), New::Only(HashSet::new()))
    );
    assert_eq!(book.all(&channel.tenant).await.len(), 1_301);
}

#[tokio::test]
async fn only_what_is_new_is_written_on_sqlite() {
    only_what_is_new(Channel::embedded(None).await).await;
}

#[tokio::test]
async fn only_what_is_new_is_written_on_postgresql() {
    only_what_is_new(Channel::pooled(None).await).await;
}

/// Rows that were said to be new: all of them, or nothing and a fault that says why.
async fn all_or_nothing(channel: Channel) {
    let campaign = channel.campaign().await;
    let book = Entries::new(campaign);
    let gate = Gate {
        campaign,
        status: "OPEN",
        epoch: 0,
    };
    let first: Vec<Claim> = (0..300).map(claim).collect();
    let mut batch = channel.tenant.batch().await.unwrap().of_new();
    let lot = book.insert(&mut batch, gate, &first).await.unwrap();
    batch.commit().await.unwrap();
    assert_eq!(lot.new, New::All);

    let then: Vec<Claim> = (299..600).map(claim).collect();
    let mut batch = channel.tenant.batch().await.unwrap().of_new();
    let fault = book.insert(&mut batch, gate, &then).await.unwrap_err();
    drop(batch);
    let RecordError::Database(fault) = fault else {
        panic!("{fault:?}");
    };
    assert!(
        matches!(fault.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))),
        "{fault:?}"
    );
    assert_eq!(book.all(&channel.tenant).await, first);
}

#[tokio::test]
async fn what_is_said_to_be_new_is_written_whole_or_not_at_all_on_sqlite() {
    all_or_nothing(Channel::embedded(None).await).await;
}

#[tokio::test]
async fn what_is_said_to_be_new_is_written_whole_or_not_at_all_on_postgresql() {
    all_or_nothing(Channel::pooled(None).await).await;
}

/// A neighbour's campaign is not closed, not of another epoch: it is not there.
#[tokio::test]
async fn a_neighbours_gate_is_not_there() {
    let (one, other) = (Channel::pooled(None).await, Channel::pooled(None).await);
    let campaign = other.campaign().await;
    let lot = write(&one, campaign, 0, &[claim(1)]).await;
    assert_eq!((lot.gate, lot.new), (None, New::Only(HashSet::new())));
    assert_eq!(Entries::new(campaign).all(&other.tenant).await, []);
    assert_eq!(write(&other, campaign, 0, &[claim(1)]).await.new, New::All);
}
