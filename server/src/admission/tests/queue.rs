use std::collections::HashMap;
use std::time::Duration;

use proptest::prelude::*;

use crate::admission::Class;
use crate::admission::queue::{BURST, Next, PLACES, QUIET, Queue, Room, STANDING};

fn class(index: usize) -> Class {
    Class::ALL[index % Class::ALL.len()]
}

#[derive(Clone, Debug)]
enum Step {
    Push { lane: usize, class: usize, cost: u64 },
    Pass(u64),
    Serve(u64),
    Forget(usize),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0_usize..4, 0_usize..5, 1_u64..=64).prop_map(|(lane, class, cost)| Step::Push { lane, class, cost }),
        2 => (0_u64..40).prop_map(Step::Pass),
        2 => (0_u64..128).prop_map(Step::Serve),
        1 => (0_usize..50).prop_map(Step::Forget),
    ];
    prop::collection::vec(step, 0..300)
}

proptest! {
    /// Whoever joined comes out exactly once: served in time, late, or gone of their own will; first come, first served
    /// within a class.
    #[test]
    fn nobody_is_lost_or_served_twice(steps in steps()) {
        let mut queue = Queue::new();
        let lanes: Vec<usize> = [1, 10, 100, 1000].map(|weight| queue.add(weight)).into();
        let mut now = Duration::ZERO;
        let mut waiting = HashMap::new();
        let mut last = HashMap::new();
        for (name, step) in steps.into_iter().enumerate() {
            match step {
                Step::Push { lane, class: index, cost } => {
                    if let Ok(place) = queue.push(now, lanes[lane], class(index), cost, name) {
                        prop_assert!(place.deadline <= now + BURST);
                        waiting.insert(name, place);
                    }
                }
                Step::Pass(millis) => now += Duration::from_millis(millis),
                Step::Serve(mut room) => {
                    while let Some(next) = queue.next(now, |_, cost| if cost <= room { Room::Yes } else { Room::No }) {
                        match next {
                            Next::Serve { lane, class, cost, item } => {
                                room -= cost;
                                let place = waiting.remove(&item).expect("waiting");
                                prop_assert!(place.deadline >= now);
                                prop_assert_eq!((place.lane, place.class), (lane, class));
                                let before = last.insert((lane, class as usize), place.id);
                                prop_assert!(before.is_none_or(|before| before < place.id));
                            }
                            Next::Late { item, .. } => {
                                prop_assert!(waiting.remove(&item).expect("waiting").deadline < now);
                            }
                        }
                    }
                }
                Step::Forget(index) => {
                    let known: Option<(usize, _)> = waiting.iter().map(|(name, place)| (*name, *place)).nth(index);
                    if let Some((name, place)) = known {
                        prop_assert_eq!(queue.forget(now, place), Some(name));
                        prop_assert_eq!(queue.forget(now, place), None);
                        waiting.remove(&name);
                    }
                }
            }
            prop_assert_eq!(queue.len(), waiting.len());
        }
    }

    /// While two wait all the time, what they are given is as their weights, whatever their requests cost: off by one
    /// request of each at most (the bound of start-time fair queueing).
    #[test]
    fn turns_are_as_the_weights(weights in prop::array::uniform3(1_u64..1000), costs in prop::array::uniform3(1_u64..=64), turns in 50_usize..300) {
        let mut queue = Queue::new();
        let lanes = weights.map(|weight| queue.add(weight));
        let mut served = [0_u64; 3];
        for (lane, cost) in lanes.into_iter().zip(costs) {
            for _ in 0..turns {
                queue.push(Duration::ZERO, lane, Class::Play, cost, ()).expect("room");
            }
        }
        for _ in 0..turns {
            if let Some(Next::Serve { lane, cost, .. }) = queue.next(Duration::ZERO, |_, _| Room::Yes) {
                served[lanes.iter().position(|known| *known == lane).expect("known")] += cost;
            }
        }
        for (a, b) in [(0, 1), (0, 2), (1, 2)] {
            let given = |of: usize| served[of] as f64 / weights[of] as f64;
            let bound = costs[a] as f64 / weights[a] as f64 + costs[b] as f64 / weights[b] as f64;
            prop_assert!((given(a) - given(b)).abs() <= bound * 1.01, "{served:?} for {weights:?}");
        }
    }
}

/// However many of the stormer's wait, and however small the other's plan.
#[test]
fn who_comes_alone_waits_for_one_turn() {
    let mut queue = Queue::new();
    let (stormer, other) = (queue.add(20_000), queue.add(8_000));
    for _ in 0..2_000 {
        queue
            .push(Duration::ZERO, stormer, Class::Play, 1, "stormer")
            .expect("room");
    }
    for _ in 0..500 {
        queue.next(Duration::ZERO, |_, _| Room::Yes).expect("one waits");
    }
    queue
        .push(Duration::ZERO, other, Class::Read, 1, "other")
        .expect("room");
    let mut turns = 0;
    while let Some(Next::Serve { item, .. }) = queue.next(Duration::ZERO, |_, _| Room::Yes) {
        turns += 1;
        if item == "other" {
            break;
        }
    }
    assert!(turns <= 2, "{turns}");
}

#[test]
fn within_a_tenant_a_grab_goes_before_a_page_and_both_go() {
    let mut queue = Queue::new();
    let lane = queue.add(1);
    for class in [Class::Read, Class::Console, Class::Play] {
        for _ in 0..190 {
            queue.push(Duration::ZERO, lane, class, 1, ()).expect("room");
        }
    }
    let mut served = HashMap::new();
    for _ in 0..190 {
        if let Some(Next::Serve { class, .. }) = queue.next(Duration::ZERO, |_, _| Room::Yes) {
            *served.entry(class.name()).or_insert(0) += 1;
        }
    }
    assert_eq!(
        served,
        HashMap::from([("play", 160), ("read", 20), ("console", 10)])
    );
}

/// Two tenants wait, one of them is at its bound: the other is served, and one that asks for much is waited for.
#[test]
fn who_is_at_the_own_bound_holds_nobody_up() {
    let mut queue = Queue::new();
    let (bound, other) = (queue.add(1), queue.add(1));
    for (lane, cost) in [(bound, 1), (other, 64), (other, 1)] {
        queue
            .push(Duration::ZERO, lane, Class::Play, cost, ())
            .expect("room");
    }
    let of_bound = |lane: usize| {
        if lane == bound {
            Room::NotForLane
        } else {
            Room::Yes
        }
    };
    let next = queue.next(Duration::ZERO, |lane, _| of_bound(lane));
    assert!(matches!(next, Some(Next::Serve { lane, cost: 64, .. }) if lane == other));
    let next = queue.next(Duration::ZERO, |_, _| Room::No);
    assert_eq!(next, None);
    let next = queue.next(Duration::ZERO, |lane, _| of_bound(lane));
    assert!(matches!(next, Some(Next::Serve { lane, cost: 1, .. }) if lane == other));
    assert_eq!(queue.next(Duration::ZERO, |lane, _| of_bound(lane)), None);
    assert_eq!(queue.len(), 1);
}

/// A burst may wait; a queue that stands has room for what is served in time.
#[test]
fn a_queue_that_stands_is_kept_short() {
    let mut queue = Queue::new();
    let lane = queue.add(1);
    let mut now = Duration::ZERO;
    let burst = queue.push(now, lane, Class::Vote, 1, ()).expect("room");
    assert_eq!(burst.deadline, BURST);
    // Ten are served each millisecond and twenty come, for long.
    for _ in 0..200 {
        now += Duration::from_millis(1);
        for _ in 0..20 {
            let _ = queue.push(now, lane, Class::Vote, 1, ());
        }
        let mut room = 10;
        while room > 0
            && let Some(next) = queue.next(now, |_, _| Room::Yes)
        {
            room -= u64::from(matches!(next, Next::Serve { .. }));
        }
    }
    assert!(queue.len() <= 40, "{}", queue.len());
    let standing = loop {
        match queue.push(now, lane, Class::Vote, 1, ()) {
            Ok(place) => break place,
            Err(()) => assert!(queue.next(now, |_, _| Room::Yes).is_some()),
        }
    };
    assert_eq!(standing.deadline, now + STANDING);
    // Empty for a breath is not empty; empty for a while, and it is a burst again.
    while queue.next(now, |_, _| Room::Yes).is_some() {}
    let breath = queue.push(now, lane, Class::Vote, 1, ()).expect("room");
    assert_eq!(breath.deadline, now + STANDING);
    while queue.next(now, |_, _| Room::Yes).is_some() {}
    now += QUIET * 2;
    let again = queue.push(now, lane, Class::Vote, 1, ()).expect("room");
    assert_eq!(again.deadline, now + BURST);
}

#[test]
fn its_memory_is_bounded() {
    let mut queue = Queue::new();
    let lane = queue.add(1);
    let pushed = (0..PLACES * 2).filter(|_| queue.push(Duration::ZERO, lane, Class::Play, 1, ()).is_ok());
    assert_eq!(pushed.count(), PLACES);
}
