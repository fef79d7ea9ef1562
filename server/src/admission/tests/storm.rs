//! Whole storms against the real gate, in simulated time: a node that does so many requests a second and no more, and
//! callers who come when they like.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tokio::sync::oneshot::Receiver;

use crate::admission::gate::{Admission, Time};
use crate::admission::lane::Lane;
use crate::admission::limit::Bounds;
use crate::admission::queue::{BURST, Place};
use crate::admission::{Class, Cost, Ticket};
use crate::telemetry::stages::AllStages;

/// Requests a second that the simulated engine does, in batches as the real one.
const CAPACITY: u64 = 20_000;
const BATCH: usize = 64;

const BOUNDS: Bounds = Bounds {
    target: Duration::from_millis(25),
    min: 256,
    max: 16_384,
};

/// One tenant's callers: who they are, and how many come in each millisecond on average.
struct Callers {
    lane: Arc<Lane>,
    a_second: u64,
    from: Duration,
    until: Duration,
}

#[derive(Default)]
struct Outcome {
    /// How long the answer took, in microseconds.
    answered: Vec<u64>,
    refused: Vec<u64>,
    /// When the last one was refused.
    refused_at: Duration,
}

impl Outcome {
    fn p99(times: &[u64]) -> Duration {
        Self::percentile(times, 99)
    }

    fn percentile(times: &[u64], percent: usize) -> Duration {
        let mut times = times.to_vec();
        times.sort_unstable();
        Duration::from_micros(
            times
                .get(times.len() * percent / 100)
                .copied()
                .unwrap_or_default(),
        )
    }
}

struct Waiting {
    place: Place,
    mine: Receiver<Ticket>,
    callers: usize,
    came: Duration,
}

struct Node {
    now: Arc<AtomicU64>,
    admission: Admission,
    waiting: BTreeMap<(Duration, u64), Waiting>,
    engine: VecDeque<(Ticket, usize, Duration)>,
    outcomes: Vec<Outcome>,
}

impl Node {
    fn new() -> Self {
        let now = Arc::new(AtomicU64::new(0));
        Self {
            admission: Admission::at(Time::Given(now.clone()), BOUNDS, AllStages::default()),
            now,
            waiting: BTreeMap::new(),
            engine: VecDeque::new(),
            outcomes: Vec::new(),
        }
    }

    fn callers(&mut self, slug: &str, a_second: u64, from_s: u64, until_s: u64) -> Callers {
        self.outcomes.push(Outcome::default());
        Callers {
            lane: self.admission.0.held().add(slug, 8_000),
            a_second,
            from: Duration::from_secs(from_s),
            until: Duration::from_secs(until_s),
        }
    }

    fn at(&self) -> Duration {
        Duration::from_nanos(self.now.load(Ordering::Relaxed))
    }

    fn refuse(&mut self, callers: usize, came: Duration) {
        let now = self.at();
        let outcome = &mut self.outcomes[callers];
        outcome.refused.push(micros(now - came));
        outcome.refused_at = now;
    }

    fn come(&mut self, callers: usize, lane: &Arc<Lane>) {
        let came = self.at();
        if let Some(ticket) = self.admission.0.enter(lane, Class::Play, Cost::SMALL) {
            self.engine.push_back((ticket, callers, came));
            return;
        }
        match self.admission.0.stand(lane, Class::Play, Cost::SMALL) {
            Ok((place, mine)) => {
                let waiting = Waiting {
                    place,
                    mine,
                    callers,
                    came,
                };
                self.waiting.insert((place.deadline, place.id), waiting);
            }
            Err(_) => self.refuse(callers, came),
        }
    }

    /// Who has been let in meanwhile goes to the engine; whose time is over goes away.
    fn turn(&mut self) {
        let now = self.at();
        let mut keep = BTreeMap::new();
        for (key, mut one) in std::mem::take(&mut self.waiting) {
            if let Ok(ticket) = one.mine.try_recv() {
                self.engine.push_back((ticket, one.callers, one.came));
            } else if key.0 <= now {
                self.admission.0.leave(one.place);
                self.refuse(one.callers, one.came);
            } else {
                keep.insert(key, one);
            }
        }
        self.waiting = keep;
    }

    fn work(&mut self, room: usize) {
        let now = self.at();
        for _ in 0..room {
            let Some((ticket, callers, came)) = self.engine.pop_front() else {
                return;
            };
            self.outcomes[callers].answered.push(micros(now - came));
            drop(ticket);
        }
    }

    fn run(&mut self, all: &[Callers], seconds: u64, seed: u64) {
        println!("seed {seed}");
        let mut chance = ChaCha8Rng::seed_from_u64(seed);
        let step = Duration::from_micros(BATCH as u64 * 1_000_000 / CAPACITY);
        while self.at() < Duration::from_secs(seconds) {
            self.now
                .fetch_add(u64::try_from(step.as_nanos()).unwrap(), Ordering::Relaxed);
            let now = self.at();
            for (index, callers) in all.iter().enumerate() {
                if (callers.from..callers.until).contains(&now) {
                    let mean = callers.a_second * u64::try_from(step.as_micros()).unwrap();
                    let come = (mean + chance.next_u64() % 1_000_000) / 1_000_000;
                    (0..come).for_each(|_| self.come(index, &callers.lane));
                }
            }
            self.work(BATCH);
            self.turn();
        }
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap()
}

#[test]
fn at_ten_times_capacity_the_node_does_what_it_can_and_refuses_the_rest_at_once() {
    let mut node = Node::new();
    let all = [
        node.callers("stormer", CAPACITY * 10, 1, 5),
        node.callers("other", CAPACITY / 10, 0, 7),
    ];
    node.run(&all, 7, 7);
    let [stormer, other] = &node.outcomes[..] else {
        panic!("two callers")
    };
    // All that the other left, but for a tenth.
    let left = CAPACITY * 9 / 10 * 4;
    assert!(
        stormer.answered.len() as u64 >= left * 9 / 10,
        "{}",
        stormer.answered.len()
    );
    assert!(stormer.refused.len() as u64 > left * 8);
    let refused = Outcome::p99(&stormer.refused);
    assert!(refused <= Duration::from_millis(5), "{refused:?}");
    // As little as the target lets wait, and the stormer no longer than that either.
    for answered in [&stormer.answered, &other.answered] {
        let [median, p95, p99] = [50, 95, 99].map(|percent| Outcome::percentile(answered, percent));
        println!("answered in {median:?}, {p95:?}, {p99:?}");
        assert!(p95 <= BOUNDS.target * 2, "{p95:?}");
        // The first of the burst have waited, too.
        assert!(p99 <= BOUNDS.target * 2 + BURST, "{p99:?}");
    }
    // The other keeps within its share and is never told to come back.
    assert!(other.refused.is_empty(), "{}", other.refused.len());
    // Over at once when it is over.
    assert!(
        stormer.refused_at <= Duration::from_millis(5_050),
        "{:?}",
        stormer.refused_at
    );
    assert_eq!(node.admission.figures().in_flight, 0);
}

/// The engine stops for three seconds, as when the record's disk hangs: what was let in is finished, what comes is told at
/// once to come back, and ten seconds after it all is as before.
#[test]
fn after_a_standstill_everything_is_as_before() {
    let mut node = Node::new();
    let all = [node.callers("one", CAPACITY / 2, 0, 30)];
    node.run(&all, 5, 1);
    let lane = all[0].lane.clone();
    let let_in = node.engine.len();
    for _ in 0..3_000 {
        node.now.fetch_add(1_000_000, Ordering::Relaxed);
        (0..10).for_each(|_| node.come(0, &lane));
        node.turn();
    }
    assert!(node.engine.len() as u64 <= BOUNDS.max && node.engine.len() > let_in);
    assert!(Outcome::p99(&node.outcomes[0].refused) <= Duration::from_millis(60));
    let before = node.outcomes[0].refused.len();
    node.run(&all, 18, 2);
    let (at, refused) = (
        node.outcomes[0].refused_at,
        node.outcomes[0].refused.len() - before,
    );
    assert!(at < Duration::from_secs(10), "{at:?}");
    assert!(refused < 10_000, "{refused}");
    assert_eq!(node.admission.figures().waiting, 0);
}
