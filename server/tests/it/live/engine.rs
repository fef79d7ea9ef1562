//! The engine over a record that works: one claim a viewer, whatever the gate, the clients and the other nodes do.

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use ovation::live::claims::{Lesson, Play};
use ovation::live::hot::{Answer, HotState};
use ovation::live::redis::Redis;
use ovation::live::{Claim, Engine, Live, LiveError, Mailbox, Primitive, Reply};
use ovation::telemetry::stages::AllStages;
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::LocalSet;

use super::book::{Entries, POISON};
use crate::support::channel::Channel;
use crate::support::redis::PrivateRedis;

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp_micros(1_795_000_000_123_456).unwrap()
}

pub async fn play(live: &Live, viewer: &str) -> Result<Reply, LiveError> {
    live.play(viewer.into(), "nick".into(), 0, now()).await
}

fn claim(viewer: &str, value: u64) -> Claim {
    Claim {
        viewer: viewer.into(),
        nickname: "nick".into(),
        value,
        at: now(),
    }
}

/// A campaign that is open, on one node.
struct Opened {
    channel: Channel,
    book: Entries,
    engine: Engine,
    live: Arc<Live>,
}

impl Opened {
    async fn new(primitive: Primitive) -> Self {
        Self::on(Channel::embedded(None).await, primitive, None).await
    }

    /// Its record lets a batch through for a permit of the gate.
    async fn on(channel: Channel, primitive: Primitive, gate: Option<Arc<Semaphore>>) -> Self {
        let book = Entries {
            gate,
            ..Entries::new(channel.campaign().await)
        };
        let engine = Engine::new(Handle::current(), AllStages::default());
        let live = engine.open(&channel.tenant, book.campaign, primitive, book.clone());
        Self {
            channel,
            book,
            engine,
            live,
        }
    }

    async fn gated(channel: Channel, primitive: Primitive) -> (Self, Arc<Semaphore>) {
        let gate = Arc::new(Semaphore::new(0));
        (Self::on(channel, primitive, Some(gate.clone())).await, gate)
    }

    async fn play(&self, viewer: &str) -> Reply {
        play(&self.live, viewer).await.unwrap()
    }

    async fn record(&self) -> Vec<Claim> {
        self.book.all(&self.channel.tenant).await
    }

    /// Its gate moves, and this node hears of it.
    async fn turn(&self, status: &str) {
        self.channel.set_status(self.book.campaign, status).await;
        self.engine.changed(&self.channel.tenant, self.book.campaign);
    }
}

#[tokio::test]
async fn a_pool_is_given_out_once_and_the_same_question_gets_the_same_answer() {
    let primitive = Primitive::Pool { slots: 2 };
    let open = Opened::new(primitive).await;
    let again = (open.engine).open(
        &open.channel.tenant,
        open.book.campaign,
        primitive,
        open.book.clone(),
    );
    assert!(Arc::ptr_eq(&open.live, &again), "one door a campaign");

    assert_eq!(open.play("ann").await, Reply::New(claim("ann", 0)));
    assert_eq!(open.play("bob").await, Reply::New(claim("bob", 1)));
    assert_eq!(open.play("ann").await, Reply::Already(claim("ann", 0)));
    assert_eq!(open.play("cat").await, Reply::SoldOut);
    open.live.forget();
    assert_eq!(open.play("bob").await, Reply::Already(claim("bob", 1)));
    assert_eq!(open.play("cat").await, Reply::SoldOut);

    assert_eq!(open.record().await, [claim("ann", 0), claim("bob", 1)]);
    let mine = open.live.claim_of(&"ann".into()).await.unwrap().unwrap();
    assert_eq!((mine.value, mine.at), (0, now()));
    assert_eq!(open.live.claim_of(&"cat".into()).await.unwrap(), None);
    let figures = open.live.figures().await.unwrap();
    assert_eq!((figures.claimed, figures.pending, figures.left), (2, 0, Some(0)));
}

#[tokio::test]
async fn a_shut_campaign_lets_nobody_in_and_still_knows_who_was() {
    let open = Opened::new(Primitive::Pool { slots: 9 }).await;
    open.channel.set_status(open.book.campaign, "SCHEDULED").await;
    assert_eq!(open.play("ann").await, Reply::NotOpen);
    assert_eq!(open.live.figures().await.unwrap().left, Some(9));

    open.turn("OPEN").await;
    assert_eq!(open.play("ann").await, Reply::New(claim("ann", 0)));
    // This node has not heard of it: the record says so, and the slot goes back.
    open.channel.set_status(open.book.campaign, "CLOSED").await;
    assert_eq!(open.play("bob").await, Reply::NotOpen);
    assert_eq!(open.play("ann").await, Reply::Already(claim("ann", 0)));
    open.turn("OPEN").await;
    assert_eq!(open.play("cat").await, Reply::New(claim("cat", 1)));
    open.turn("PAUSED").await;
    assert_eq!(open.play("bob").await, Reply::NotOpen);
    assert_eq!(open.play("cat").await, Reply::Already(claim("cat", 1)));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roll_numbers_its_entries_without_gaps() {
    let open = Opened::new(Primitive::Roll).await;
    let viewers: Vec<String> = (0..500).map(|n| format!("viewer {n}")).collect();
    let replies = futures::future::join_all(viewers.iter().map(|viewer| open.play(viewer))).await;
    assert!(replies.iter().all(|reply| matches!(reply, Reply::New(_))));
    let numbers: Vec<u64> = open.record().await.iter().map(|c| c.value).collect();
    assert_eq!(numbers, (1..=500).collect::<Vec<u64>>());
}

#[tokio::test]
async fn a_viewer_who_asks_several_times_at_once_is_written_once() {
    let open = Opened::new(Primitive::Pool { slots: 9 }).await;
    let replies = futures::future::join_all((0..5).map(|_| open.play("ann"))).await;
    let of = |reply| replies.iter().filter(|told| **told == reply).count();
    let (new, already) = (
        of(Reply::New(claim("ann", 0))),
        of(Reply::Already(claim("ann", 0))),
    );
    assert_eq!((new, already), (1, 4));
}

/// Asks three times more while the first claim is being written, and lets one transaction through when all have come as far as
/// they get.
async fn told_meanwhile(open: &Opened, gate: &Semaphore, nickname: &str) -> Vec<Result<Reply, LiveError>> {
    let ask = || (open.live).play("ann".into(), nickname.into(), 0, now());
    let meanwhile = async {
        while !open.book.at_gate.load(Ordering::Acquire) {
            tokio::task::yield_now().await;
        }
        let again = futures::future::join_all((0..3).map(|_| ask()));
        let passing = async {
            for _ in 0..1_000 {
                tokio::task::yield_now().await;
            }
            gate.add_permits(1);
        };
        tokio::join!(again, passing).0
    };
    let (first, again) = tokio::join!(ask(), meanwhile);
    [first].into_iter().chain(again).collect()
}

#[tokio::test]
async fn who_asks_again_while_a_claim_is_being_written_goes_along_with_it() {
    let (open, gate) = Opened::gated(Channel::embedded(None).await, Primitive::Pool { slots: 9 }).await;
    let told = told_meanwhile(&open, &gate, "nick").await;
    let told: Vec<Reply> = told.into_iter().map(Result::unwrap).collect();
    let already = Reply::Already(claim("ann", 0));
    let expected = [
        Reply::New(claim("ann", 0)),
        already.clone(),
        already.clone(),
        already,
    ];
    assert_eq!(told, expected, "by one transaction: there was no permit for more");
}

#[tokio::test]
async fn who_goes_along_with_a_claim_that_fails_is_told_so_and_may_ask_again() {
    let (open, gate) = Opened::gated(Channel::embedded(None).await, Primitive::Pool { slots: 9 }).await;
    for reply in told_meanwhile(&open, &gate, POISON).await {
        assert!(matches!(reply, Err(LiveError::Record(_))), "{reply:?}");
    }
    gate.add_permits(1);
    assert_eq!(open.play("ann").await, Reply::New(claim("ann", 0)));
}

#[tokio::test]
async fn a_client_that_goes_away_keeps_its_claim() {
    let (open, gate) = Opened::gated(Channel::embedded(None).await, Primitive::Pool { slots: 9 }).await;
    let cut = tokio::time::timeout(Duration::from_millis(50), open.play("ann"));
    assert!(cut.await.is_err(), "the record is held up");
    gate.add_permits(9);
    assert_eq!(open.play("ann").await, Reply::Already(claim("ann", 0)));
}

/// As on a thread of the server, to which answers come by the batch. The thread ends with the work.
async fn with_a_mailbox<T: Send + 'static>(work: impl AsyncFnOnce() -> T + Send + 'static) -> T {
    let thread = std::thread::spawn(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        LocalSet::new().block_on(&runtime.unwrap(), async {
            Mailbox::open();
            work().await
        })
    });
    tokio::task::spawn_blocking(|| thread.join().unwrap())
        .await
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thread_with_a_mailbox_gets_everybodys_answer() {
    let open = Opened::new(Primitive::Pool { slots: 60 }).await;
    let live = open.live.clone();
    let replies = with_a_mailbox(async move || {
        let viewers: Vec<String> = (0..100).map(|n| format!("viewer {n}")).collect();
        let twice = viewers.iter().flat_map(|viewer| [viewer, viewer]);
        futures::future::join_all(twice.map(|viewer| play(&live, viewer))).await
    });
    let mut won = HashSet::new();
    for pair in replies.await.chunks(2) {
        match pair {
            [Ok(Reply::New(claim)), Ok(Reply::Already(same))] => {
                assert!(claim == same && won.insert(claim.value))
            }
            [Ok(Reply::SoldOut), Ok(Reply::SoldOut)] => {}
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(won.len(), 60);
}

#[tokio::test]
async fn what_comes_when_too_many_wait_is_refused_at_once() {
    let (open, _gate) = Opened::gated(Channel::embedded(None).await, Primitive::Roll).await;
    let mut waiting = tokio::task::JoinSet::new();
    for n in 0..20_001 {
        let live = open.live.clone();
        waiting.spawn(async move { play(&live, &format!("viewer {n}")).await });
    }
    let first = waiting.join_next().await.unwrap().unwrap();
    assert!(matches!(first, Err(LiveError::Overloaded { .. })), "{first:?}");
}

#[tokio::test]
async fn one_viewers_odd_bytes_do_not_refuse_the_others() {
    let open = Opened::new(Primitive::Pool { slots: 99 }).await;
    let plays = (0..40).map(|n| {
        let nickname = if n == 17 { POISON } else { "nick" };
        (open.live).play(format!("viewer {n}").into(), nickname.into(), 0, now())
    });
    let replies = futures::future::join_all(plays).await;
    for (n, reply) in replies.iter().enumerate() {
        match n {
            17 => assert!(matches!(reply, Err(LiveError::Record(_))), "{reply:?}"),
            _ => assert!(matches!(reply, Ok(Reply::New(_))), "{n}: {reply:?}"),
        }
    }
    assert_eq!(open.record().await.len(), 39);
}

#[tokio::test(flavor = "multi_thread")]
async fn nodes_without_a_common_hot_state_are_taught_by_the_record() {
    let channel = Channel::embedded(None).await;
    let book = Entries::new(channel.campaign().await);
    let primitive = Primitive::Pool { slots: 300 };
    let engines = [
        Engine::new(Handle::current(), AllStages::default()),
        Engine::new(Handle::current(), AllStages::default()),
    ];
    let lives = engines
        .each_ref()
        .map(|e| e.open(&channel.tenant, book.campaign, primitive, book.clone()));
    let viewers: Vec<String> = (0..400).map(|n| format!("viewer {n}")).collect();
    let asks = viewers
        .iter()
        .enumerate()
        .map(|(n, viewer)| play(&lives[n % 2], viewer));
    let replies = futures::future::join_all(asks).await;
    let slots: HashSet<u64> = replies
        .iter()
        .filter_map(|reply| match reply {
            Ok(Reply::New(claim)) => Some(claim.value),
            Ok(Reply::SoldOut) => None,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(slots.len(), 300);
    for (viewer, reply) in viewers.iter().zip(&replies) {
        let Ok(Reply::New(claim)) = reply else { continue };
        for live in &lives {
            assert_eq!(play(live, viewer).await.unwrap(), Reply::Already(claim.clone()));
        }
    }
}

#[tokio::test]
async fn the_sweep_returns_what_nobody_completed_and_confirms_what_was_written() {
    let redis = PrivateRedis::start();
    let primitive = Primitive::Pool { slots: 3 };
    let open = Opened::on(Channel::embedded(Some(&redis.url)).await, primitive, None).await;
    let (channel, book) = (&open.channel, &open.book);
    open.play("ann").await;

    // Another node dies between hot state and record, once before and once after the commit.
    let shard = channel.tenant.hot().shard(book.campaign, 0);
    let hot = HotState::Redis(Redis::new(shard, primitive));
    let epoch = channel.epoch(book.campaign).await;
    let plays = ["bob", "cat"].map(|viewer| Play {
        viewer: viewer.into(),
        choice: 0,
        at: now().timestamp_micros(),
    });
    hot.play(epoch, &Lesson::default(), &plays).await.unwrap();
    let tx = channel.tenant.write().await.unwrap();
    book.write_one(&tx, &claim("cat", 2)).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(open.play("dan").await, Reply::SoldOut);

    let minute = Duration::from_secs(60);
    assert_eq!(open.engine.sweep(now(), minute).await, 0, "not old enough");
    assert_eq!(open.engine.sweep(now() + TimeDelta::seconds(61), minute).await, 1);
    let Answer::Ready(figures) = hot.figures(epoch).await.unwrap() else {
        panic!("gone");
    };
    assert_eq!((figures.claimed, figures.pending, figures.left), (2, 0, Some(1)));
    assert_eq!(open.play("dan").await, Reply::New(claim("dan", 1)));
    assert_eq!(open.play("cat").await, Reply::Already(claim("cat", 2)));
    assert_eq!(open.play("bob").await, Reply::SoldOut);
}

/// On PostgreSQL many write at once: who closes waits for who is in, and nobody gets in behind.
#[tokio::test(flavor = "multi_thread")]
async fn closing_waits_for_the_batch_that_is_in() {
    let (open, gate) = Opened::gated(Channel::pooled(None).await, Primitive::Pool { slots: 9 }).await;
    let playing = open.play("ann");
    let closing = async {
        // The batch is in once it waits for its permit.
        while !open.book.at_gate.load(Ordering::Acquire) {
            tokio::task::yield_now().await;
        }
        let closed = open.turn("CLOSED");
        tokio::pin!(closed);
        let early = tokio::time::timeout(Duration::from_millis(100), &mut closed).await;
        assert!(early.is_err(), "closed over a batch that is in");
        gate.add_permits(9);
        closed.await;
        assert_eq!(open.play("bob").await, Reply::NotOpen);
    };
    let (reply, ()) = tokio::join!(playing, closing);
    assert_eq!(reply, Reply::New(claim("ann", 0)));
}
