//! Who goes next, when not everybody can. Pure: time is passed in.
//!
//! Two levels of start-time fair queueing (Goyal, Vin, Cheng: "Start-time Fair Queuing", SIGCOMM 1996): between tenants by
//! the weight of their plans, within a tenant by the weight of the [`Class`]. What is counted is cost. Each queue has a
//! tag, the virtual time at which its next turn begins; the lowest tag goes first and moves on by cost / weight. A queue that
//! was empty begins at the present virtual time: nobody saves up turns, and who comes with one request waits for one turn
//! of each of the others at most, however many of theirs wait.
//!
//! How long one may wait is as in "Fail at Scale" (Maurer, ACM Queue 13(8), 2015), after CoDel: a burst has [`BURST`]; once
//! a tenant's queue has stood for that long without a pause, what comes then has [`STANDING`], and there is only
//! room for what can be served in that time: waiting longer would help nobody.

use std::collections::VecDeque;
use std::time::Duration;

use super::Class;

/// How long the first of a burst may wait.
pub const BURST: Duration = Duration::from_millis(50);
/// A queue that was empty for less stands on: one that is drained in each breath and full in the next is not short.
pub const QUIET: Duration = Duration::from_millis(10);
/// How long one may wait behind a queue that stands. With the time that a timer is late, a refusal is out within 5 ms.
pub const STANDING: Duration = Duration::from_millis(3);
/// What one class of one tenant may have waiting: a bound of memory.
pub const PLACES: usize = 2048;
/// Below this the measured rate says nothing.
const PLACES_MIN: u64 = 16;

const CLASSES: usize = Class::ALL.len();
/// Virtual time passes by `cost * SCALE / weight`. The tags begin at 0 whenever nothing waits.
const SCALE: u64 = 1 << 20;

#[derive(Debug)]
pub struct Queue<T> {
    lanes: Vec<Lane<T>>,
    clock: u64,
    waiting: usize,
    ids: u64,
    rounds: u64,
}

#[derive(Debug)]
struct Lane<T> {
    weight: u64,
    tag: u64,
    clock: u64,
    waiting: usize,
    /// Since when somebody waits, but for pauses shorter than [`QUIET`].
    busy_since: Duration,
    emptied_at: Duration,
    /// The round of [`Queue::next`] in which it was at its own bound.
    passed_over: u64,
    flows: [Flow<T>; CLASSES],
}

#[derive(Debug)]
struct Flow<T> {
    tag: u64,
    entries: VecDeque<Entry<T>>,
    served: Served,
}

#[derive(Debug)]
struct Entry<T> {
    id: u64,
    cost: u64,
    deadline: Duration,
    item: T,
}

/// How many were served in the last whole span of [`BURST`], and in the one that runs.
#[derive(Clone, Copy, Debug, Default)]
struct Served {
    began: Duration,
    running: u64,
    last: u64,
}

impl Served {
    fn turn(&mut self, now: Duration) {
        let passed = now.saturating_sub(self.began);
        if passed >= BURST {
            self.last = if passed < BURST * 2 { self.running } else { 0 };
            (self.running, self.began) = (0, now);
        }
    }

    fn in_standing_time(&mut self, now: Duration) -> u64 {
        self.turn(now);
        let rate = self.last.max(self.running);
        rate * u64::try_from(STANDING.as_micros()).unwrap_or(0)
            / u64::try_from(BURST.as_micros()).unwrap_or(1)
    }
}

/// Where one waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub lane: usize,
    pub class: Class,
    pub id: u64,
    pub deadline: Duration,
}

/// What there is room for, as the caller knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    Yes,
    /// Not for this tenant, which has its own bound; perhaps for others.
    NotForLane,
    No,
}

#[derive(Debug, PartialEq, Eq)]
pub enum Next<T> {
    Serve {
        lane: usize,
        class: Class,
        cost: u64,
        item: T,
    },
    /// It has waited too long: no work is spent on it.
    Late { lane: usize, class: Class, item: T },
}

impl<T> Default for Queue<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Queue<T> {
    #[must_use]
    pub const fn new() -> Self {
        Self {
            lanes: Vec::new(),
            clock: 0,
            waiting: 0,
            ids: 0,
            rounds: 0,
        }
    }

    /// A tenant more.
    pub fn add(&mut self, weight: u64) -> usize {
        self.lanes.push(Lane {
            weight: weight.max(1),
            tag: 0,
            clock: 0,
            waiting: 0,
            busy_since: Duration::ZERO,
            emptied_at: Duration::ZERO,
            passed_over: 0,
            flows: std::array::from_fn(|_| Flow {
                tag: 0,
                entries: VecDeque::new(),
                served: Served::default(),
            }),
        });
        self.lanes.len() - 1
    }

    pub fn weigh(&mut self, lane: usize, weight: u64) {
        self.lanes[lane].weight = weight.max(1);
    }

    #[must_use]
    pub const fn len(&self) -> usize {
        self.waiting
    }

    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.waiting == 0
    }

    /// # Errors
    /// There is no place: the item comes back.
    pub fn push(&mut self, now: Duration, lane: usize, class: Class, cost: u64, item: T) -> Result<Place, T> {
        let clock = self.clock;
        let at = &mut self.lanes[lane];
        if at.waiting == 0 {
            if now.saturating_sub(at.emptied_at) > QUIET {
                at.busy_since = now;
            }
            at.tag = at.tag.max(clock);
        }
        let stands = now.saturating_sub(at.busy_since) > BURST;
        let flow = &mut at.flows[class as usize];
        let places = if stands {
            let fits = flow.served.in_standing_time(now).max(PLACES_MIN);
            usize::try_from(fits).map_or(PLACES, |fits| fits.min(PLACES))
        } else {
            PLACES
        };
        if flow.entries.len() >= places {
            return Err(item);
        }
        if flow.entries.is_empty() {
            flow.tag = flow.tag.max(at.clock);
        }
        let deadline = now + if stands { STANDING } else { BURST };
        let id = self.ids;
        self.ids += 1;
        flow.entries.push_back(Entry {
            id,
            cost,
            deadline,
            item,
        });
        at.waiting += 1;
        self.waiting += 1;
        Ok(Place {
            lane,
            class,
            id,
            deadline,
        })
    }

    /// Gives the place up. None: it has been served, or was late, already.
    pub fn forget(&mut self, now: Duration, place: Place) -> Option<T> {
        let at = &mut self.lanes[place.lane];
        let entries = &mut at.flows[place.class as usize].entries;
        // First come, first in line: the ids are in order.
        let index = entries.binary_search_by_key(&place.id, |entry| entry.id).ok()?;
        let entry = entries.remove(index)?;
        self.left(now, place.lane);
        Some(entry.item)
    }

    /// The next one, where there is room for it. Who is at its own bound is passed over; who merely asks for much is not,
    /// or it would wait for ever behind many small ones.
    pub fn next(&mut self, now: Duration, room: impl Fn(usize, u64) -> Room) -> Option<Next<T>> {
        self.rounds += 1;
        loop {
            let lane = self.lowest()?;
            let class = self.lanes[lane].lowest()?;
            let head = self.lanes[lane].flows[class as usize].entries.front()?;
            if head.deadline < now {
                let entry = self.lanes[lane].flows[class as usize].entries.pop_front()?;
                self.left(now, lane);
                return Some(Next::Late {
                    lane,
                    class,
                    item: entry.item,
                });
            }
            match room(lane, head.cost) {
                Room::Yes => return self.serve(now, lane, class),
                Room::NotForLane => self.lanes[lane].passed_over = self.rounds,
                Room::No => return None,
            }
        }
    }

    fn lowest(&self) -> Option<usize> {
        let waiting = self.lanes.iter().enumerate().filter(|(_, lane)| lane.waiting > 0);
        let open = waiting.filter(|(_, lane)| lane.passed_over != self.rounds);
        open.min_by_key(|(_, lane)| lane.tag).map(|(index, _)| index)
    }

    fn serve(&mut self, now: Duration, lane: usize, class: Class) -> Option<Next<T>> {
        let at = &mut self.lanes[lane];
        let flow = &mut at.flows[class as usize];
        let entry = flow.entries.pop_front()?;
        flow.served.turn(now);
        flow.served.running += 1;
        at.clock = flow.tag;
        flow.tag += entry.cost * SCALE / class.weight();
        self.clock = at.tag;
        at.tag += (entry.cost * SCALE / at.weight).max(1);
        self.left(now, lane);
        Some(Next::Serve {
            lane,
            class,
            cost: entry.cost,
            item: entry.item,
        })
    }

    fn left(&mut self, now: Duration, lane: usize) {
        self.waiting -= 1;
        let at = &mut self.lanes[lane];
        at.waiting -= 1;
        if at.waiting == 0 {
            at.emptied_at = now;
            at.clock = 0;
            for flow in &mut at.flows {
                flow.tag = 0;
            }
        }
        if self.waiting == 0 {
            self.clock = 0;
            for lane in &mut self.lanes {
                lane.tag = 0;
            }
        }
    }
}

impl<T> Lane<T> {
    fn lowest(&self) -> Option<Class> {
        let waiting = Class::ALL
            .into_iter()
            .filter(|class| !self.flows[*class as usize].entries.is_empty());
        waiting.min_by_key(|class| self.flows[*class as usize].tag)
    }
}
