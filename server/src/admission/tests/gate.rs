use std::sync::Arc;
use std::time::Duration;

use crate::admission::gate::Admission;
use crate::admission::lane::Lane;
use crate::admission::limit::Bounds;
use crate::admission::{Class, Cost, Refused, Ticket};
use crate::telemetry::stages::AllStages;

/// Room for eight, six of one tenant.
const SMALL: Bounds = Bounds {
    target: Duration::from_secs(60),
    min: 8,
    max: 8,
};

fn lane(admission: &Admission, slug: &str) -> Arc<Lane> {
    admission.0.held().add(slug, 1)
}

fn enter(admission: &Admission, lane: &Arc<Lane>) -> Option<Ticket> {
    admission.0.enter(lane, Class::Play, Cost::SMALL)
}

fn counts(admission: &Admission, tenant: &str) -> [u64; 3] {
    let figures = admission.figures();
    ["admitted", "full", "late"].map(|result| {
        let of = figures
            .counts
            .iter()
            .filter(|one| one.tenant == tenant && one.result == result);
        of.map(|one| one.count).sum()
    })
}

#[tokio::test]
async fn no_tenant_takes_all_the_room() {
    let admission = Admission::new(SMALL, AllStages::default());
    let (stormer, other) = (lane(&admission, "stormer"), lane(&admission, "other"));
    let held: Vec<Ticket> = std::iter::from_fn(|| enter(&admission, &stormer)).collect();
    assert_eq!(held.len(), 6);
    assert!(enter(&admission, &other).is_some());
    drop(held);
    assert_eq!(admission.figures().in_flight, 0);
}

/// Whoever waits is let in by whoever leaves, in turn.
#[tokio::test]
async fn room_that_is_given_back_is_the_next_ones() {
    let admission = Admission::new(SMALL, AllStages::default());
    let lane = lane(&admission, "one");
    let mut held: Vec<Ticket> = std::iter::from_fn(|| enter(&admission, &lane)).collect();
    let (first, mut at_first) = admission.0.stand(&lane, Class::Play, Cost::SMALL).unwrap();
    let (_, mut at_second) = admission.0.stand(&lane, Class::Play, Cost::SMALL).unwrap();
    // Not past those who wait, although there is room for another tenant.
    assert!(at_first.try_recv().is_err());
    held.pop();
    let first_ticket = at_first.try_recv().unwrap();
    assert!(at_second.try_recv().is_err());
    drop(first_ticket);
    let second_ticket = at_second.try_recv().unwrap();
    // A place that was used is nobody's: leaving it changes nothing.
    admission.0.leave(first);
    drop((held, second_ticket));
    assert_eq!(admission.figures().in_flight, 0);
    assert_eq!(admission.figures().waiting, 0);
    assert_eq!(counts(&admission, "one"), [8, 0, 0]);
}

#[tokio::test]
async fn who_waits_too_long_is_refused_and_counted() {
    let admission = Admission::new(SMALL, AllStages::default());
    let platform: Vec<Ticket> = std::iter::from_fn(|| enter(&admission, &admission.0.lane(None))).collect();
    let refused = admission.admit(None, Class::Console, Cost::SMALL).await;
    assert_eq!(refused.unwrap_err(), Refused::Late);
    assert_eq!(counts(&admission, "platform"), [6, 0, 1]);
    drop(platform);
    assert!(admission.admit(None, Class::Console, Cost::SMALL).await.is_ok());
    assert_eq!(admission.figures().waiting, 0);
}

/// A client that goes away takes nothing along: neither its place, nor the room that was given to it meanwhile.
#[tokio::test]
async fn who_goes_away_leaves_nothing_behind() {
    let admission = Admission::new(SMALL, AllStages::default());
    let held: Vec<Ticket> = std::iter::from_fn(|| enter(&admission, &admission.0.lane(None))).collect();
    let waits = admission.clone();
    let waiting = tokio::spawn(async move { waits.admit(None, Class::Read, Cost::SMALL).await });
    while admission.figures().waiting == 0 {
        tokio::task::yield_now().await;
    }
    waiting.abort();
    assert!(waiting.await.unwrap_err().is_cancelled());
    assert_eq!(admission.figures().waiting, 0);
    let (_, given) = admission
        .0
        .stand(&admission.0.lane(None), Class::Read, Cost::SMALL)
        .unwrap();
    drop(held);
    assert_eq!(admission.figures().in_flight, 1);
    drop(given);
    assert_eq!(admission.figures().in_flight, 0);
}

/// Many threads at once: never more than the limit, everybody answered, and nothing left over.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn counts_add_up_under_contention() {
    const TASKS: u64 = 64;
    const EACH: u64 = 200;
    let admission = Admission::new(SMALL, AllStages::default());
    let tasks = (0..TASKS).map(|_| {
        let admission = admission.clone();
        tokio::spawn(async move {
            let mut let_in = 0;
            for _ in 0..EACH {
                if let Ok(ticket) = admission.admit(None, Class::Play, Cost::SMALL).await {
                    let_in += 1;
                    tokio::task::yield_now().await;
                    drop(ticket);
                }
            }
            let_in
        })
    });
    let let_in: u64 = futures::future::join_all(tasks)
        .await
        .into_iter()
        .map(Result::unwrap)
        .sum();
    let [admitted, full, late] = counts(&admission, "platform");
    assert_eq!(admitted, let_in);
    assert_eq!(admitted + full + late, TASKS * EACH);
    assert!(admitted > 0);
    let figures = admission.figures();
    assert_eq!((figures.in_flight, figures.waiting), (0, 0));
}

#[test]
fn cost_is_counted_and_no_request_too_dear_to_fit() {
    assert_eq!(Cost::of_document(6), Cost::SMALL);
    assert!(Cost::of_document(300) > Cost::SMALL);
    assert_eq!(Cost::of_document(u64::MAX), Cost::of_document(1_000_000));
}
