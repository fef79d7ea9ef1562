//! The shell around the rules: counters that all cores share, and a lock only where somebody has to wait.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use arc_swap::ArcSwap;
use tenants::{Tenant, TenantId};
use tokio::sync::oneshot;
use tokio::time::Instant;

use super::adaptive::Adaptive;
use super::lane::Lane;
use super::limit::{self, Bounds};
use super::queue::{Next, Place, Queue, Room};
use super::{Class, Cost, Count, Figures, Refused, Ticket};
use crate::telemetry::stages::AllStages;

/// Of whoever is no tenant's: signing in, account managers. As a small channel.
const PLATFORM_WEIGHT: u64 = 1_000;

/// Of one node.
#[derive(Clone, Debug)]
pub struct Admission(pub(super) Arc<Inner>);

#[derive(Debug)]
pub(super) struct Inner {
    time: Time,
    adaptive: Adaptive,
    /// Units of cost, as the limit.
    in_flight: AtomicU64,
    waiting: AtomicU64,
    platform: Arc<Lane>,
    lanes: ArcSwap<HashMap<TenantId, Arc<Lane>>>,
    queue: Mutex<Waiting>,
}

#[derive(Debug)]
pub(super) struct Waiting {
    queue: Queue<oneshot::Sender<Ticket>>,
    stages: AllStages,
    /// By their place in the queue.
    lanes: Vec<Arc<Lane>>,
}

/// Since the node began.
#[derive(Debug)]
pub(super) enum Time {
    Real(Instant),
    #[cfg(test)]
    Given(Arc<AtomicU64>),
}

impl Waiting {
    pub(super) fn add(&mut self, slug: &str, weight: u64) -> Arc<Lane> {
        let index = self.queue.add(weight);
        let lane = Arc::new(Lane::new(index, slug, weight, self.stages.of(slug)));
        self.lanes.push(lane.clone());
        lane
    }
}

impl Admission {
    #[must_use]
    pub fn new(bounds: Bounds, stages: AllStages) -> Self {
        Self::at(Time::Real(Instant::now()), bounds, stages)
    }

    pub(super) fn at(time: Time, bounds: Bounds, stages: AllStages) -> Self {
        let mut waiting = Waiting {
            queue: Queue::new(),
            stages,
            lanes: Vec::new(),
        };
        let platform = waiting.add("platform", PLATFORM_WEIGHT);
        Self(Arc::new(Inner {
            time,
            adaptive: Adaptive::new(bounds),
            in_flight: AtomicU64::new(0),
            waiting: AtomicU64::new(0),
            platform,
            lanes: ArcSwap::default(),
            queue: Mutex::new(waiting),
        }))
    }

    /// At once where there is room and nobody waits; otherwise in turn. No tenant: a stranger, or the platform's own staff.
    ///
    /// # Errors
    /// Full or late: the caller is to come back after a while.
    pub async fn admit(&self, tenant: Option<&Tenant>, class: Class, cost: Cost) -> Result<Ticket, Refused> {
        let lane = self.0.lane(tenant);
        match self.0.enter(&lane, class, cost) {
            Some(ticket) => {
                lane.stages.queue.time(Duration::ZERO);
                Ok(ticket)
            }
            None => self.0.wait(lane, class, cost).await,
        }
    }

    #[must_use]
    pub fn figures(&self) -> Figures {
        let counts = self.0.held().lanes.clone().into_iter().flat_map(|lane| {
            let of_class = lane.counts().collect::<Vec<_>>().into_iter();
            of_class.flat_map(move |(class, counts)| {
                let slug = lane.slug.clone();
                let named = ["admitted", "full", "late"].into_iter().zip(counts);
                named.map(move |(result, count)| Count {
                    tenant: slug.clone(),
                    class: class.name(),
                    result,
                    count,
                })
            })
        });
        Figures {
            limit: self.0.adaptive.limit(),
            in_flight: self.0.in_flight.load(Ordering::Relaxed),
            waiting: self.0.waiting.load(Ordering::Relaxed),
            counts: counts.collect(),
        }
    }
}

impl Inner {
    fn now(&self) -> Duration {
        match &self.time {
            Time::Real(began) => began.elapsed(),
            #[cfg(test)]
            Time::Given(now) => Duration::from_nanos(now.load(Ordering::Relaxed)),
        }
    }

    pub(super) fn held(&self) -> MutexGuard<'_, Waiting> {
        self.queue.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn lane(&self, tenant: Option<&Tenant>) -> Arc<Lane> {
        let Some(tenant) = tenant else {
            return self.platform.clone();
        };
        let weight = u64::from(tenant.manifest().quotas.requests_per_second);
        if let Some(lane) = self.lanes.load().get(&tenant.id())
            && lane.weight.load(Ordering::Relaxed) == weight
        {
            return lane.clone();
        }
        self.meet(tenant, weight)
    }

    /// A tenant that this node meets for the first time, or one of another plan than before.
    fn meet(&self, tenant: &Tenant, weight: u64) -> Arc<Lane> {
        let mut held = self.held();
        let mut lanes = HashMap::clone(&self.lanes.load());
        if let Some(lane) = lanes.get(&tenant.id()) {
            held.queue.weigh(lane.index, weight);
            lane.weight.store(weight, Ordering::Relaxed);
            return lane.clone();
        }
        let lane = held.add(tenant.slug().as_str(), weight);
        lanes.insert(tenant.id(), lane.clone());
        self.lanes.store(Arc::new(lanes));
        lane
    }

    pub(super) fn enter(self: &Arc<Self>, lane: &Arc<Lane>, class: Class, cost: Cost) -> Option<Ticket> {
        // Nobody overtakes who waits.
        if self.waiting.load(Ordering::Relaxed) > 0 {
            return None;
        }
        match self.take(lane, cost.units()) {
            Room::Yes => Some(self.ticket(lane, class, cost)),
            Room::NotForLane | Room::No => None,
        }
    }

    /// Sequentially consistent, here and where room is given back: of who begins to wait and who gives room back, one sees
    /// the other.
    fn take(&self, lane: &Lane, units: u64) -> Room {
        let limit = self.adaptive.limit();
        if lane.in_flight.fetch_add(units, Ordering::SeqCst) + units > limit::of_tenant(limit) {
            lane.in_flight.fetch_sub(units, Ordering::SeqCst);
            return Room::NotForLane;
        }
        if self.in_flight.fetch_add(units, Ordering::SeqCst) + units > limit {
            self.in_flight.fetch_sub(units, Ordering::SeqCst);
            lane.in_flight.fetch_sub(units, Ordering::SeqCst);
            return Room::No;
        }
        Room::Yes
    }

    fn ticket(self: &Arc<Self>, lane: &Arc<Lane>, class: Class, cost: Cost) -> Ticket {
        lane.admitted(class);
        Ticket {
            gate: self.clone(),
            lane: lane.clone(),
            class,
            cost,
            began: self.now(),
            was_overloaded: false,
        }
    }

    async fn wait(self: &Arc<Self>, lane: Arc<Lane>, class: Class, cost: Cost) -> Result<Ticket, Refused> {
        let came = self.now();
        let (place, mut mine) = self.stand(&lane, class, cost)?;
        let leaving = Leaving { gate: self, place };
        let left = place.deadline.saturating_sub(self.now());
        let turn = match tokio::time::timeout(left, &mut mine).await {
            Ok(turn) => turn.ok(),
            Err(_) if self.leave(place) => None,
            // Somebody has just taken it out of the queue, and says what for.
            Err(_) => mine.await.ok(),
        };
        leaving.end();
        if let Some(ticket) = turn {
            lane.stages.queue.time(ticket.began.saturating_sub(came));
            return Ok(ticket);
        }
        lane.refused(class, Refused::Late);
        Err(Refused::Late)
    }

    /// Joins the queue.
    pub(super) fn stand(
        self: &Arc<Self>,
        lane: &Lane,
        class: Class,
        cost: Cost,
    ) -> Result<(Place, oneshot::Receiver<Ticket>), Refused> {
        self.adaptive.full();
        let (turn, mine) = oneshot::channel();
        let now = self.now();
        let mut held = self.held();
        let place = held.queue.push(now, lane.index, class, cost.units(), turn);
        self.waiting.store(held.queue.len() as u64, Ordering::SeqCst);
        // There may have been room again since it was looked for.
        let granted = self.pump(&mut held, now);
        drop(held);
        hand_out(granted);
        place.map(|place| (place, mine)).map_err(|_| {
            lane.refused(class, Refused::Full);
            Refused::Full
        })
    }

    /// Gives the place up; or it was another's already.
    pub(super) fn leave(&self, place: Place) -> bool {
        let mut held = self.held();
        let turn = held.queue.forget(self.now(), place);
        self.waiting.store(held.queue.len() as u64, Ordering::SeqCst);
        drop(held);
        turn.is_some()
    }

    /// Lets in whoever there is room for, and drops who is late. What comes back is sent when the lock is gone: a ticket
    /// that nobody takes comes back here.
    #[must_use]
    fn pump(self: &Arc<Self>, held: &mut Waiting, now: Duration) -> Vec<(oneshot::Sender<Ticket>, Ticket)> {
        let mut granted = Vec::new();
        let Waiting { queue, lanes, .. } = held;
        while let Some(next) = queue.next(now, |lane, units| self.take(&lanes[lane], units)) {
            if let Next::Serve {
                lane,
                class,
                cost,
                item,
            } = next
            {
                granted.push((item, self.ticket(&lanes[lane], class, Cost::of_units(cost))));
            }
        }
        self.waiting.store(queue.len() as u64, Ordering::SeqCst);
        granted
    }

    pub(super) fn finish(self: &Arc<Self>, ticket: &Ticket) {
        let now = self.now();
        let units = ticket.cost.units();
        ticket.lane.in_flight.fetch_sub(units, Ordering::SeqCst);
        self.in_flight.fetch_sub(units, Ordering::SeqCst);
        self.adaptive
            .saw(ticket.class, ticket.began, now, ticket.was_overloaded);
        if self.waiting.load(Ordering::SeqCst) > 0 {
            let granted = self.pump(&mut self.held(), now);
            hand_out(granted);
        }
    }
}

/// Gives the place up when whoever waits there goes away: by time, or because nobody wants the answer any more.
struct Leaving<'a> {
    gate: &'a Inner,
    place: Place,
}

impl Leaving<'_> {
    fn end(self) {
        std::mem::forget(self);
    }
}

impl Drop for Leaving<'_> {
    fn drop(&mut self) {
        self.gate.leave(self.place);
    }
}

fn hand_out(granted: Vec<(oneshot::Sender<Ticket>, Ticket)>) {
    for (turn, ticket) in granted {
        // Nobody there any more: the ticket is dropped, and its room is the next one's.
        drop(turn.send(ticket));
    }
}
