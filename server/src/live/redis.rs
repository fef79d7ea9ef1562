//! The hot state in Redis: one script call an operation, all keys of a shard on one node of a cluster. Viewers are
//! fields and arguments, never part of a key.

use std::sync::{Arc, LazyLock};

use tenants::{Args, HotError, Script, Shard};

use super::claim::{Figures, Primitive};
use super::claims::{Decision, Known, Lesson, Play};
use super::hot::{Asked, Load};
use super::parcel::{SPANS_MAX, Sent, Step};
use super::redis_reply::{self, options};
use super::slots::Span;

const PARTS: [&str; 6] = ["state", "claims", "pending", "free", "counts", "parcels"];

macro_rules! script {
    ($name:ident, $file:literal) => {
        static $name: LazyLock<Script> =
            LazyLock::new(|| Script::new(concat!(include_str!("lua/common.lua"), include_str!($file))));
    };
}
script!(SLOTS, "lua/slots.lua");
script!(TALLY, "lua/tally.lua");
script!(RELEASE, "lua/release.lua");
script!(LOAD, "lua/load.lua");
script!(LOOK, "lua/look.lua");
script!(PARCEL, "lua/parcel.lua");
script!(DELETE, "lua/delete.lua");

#[derive(Debug)]
pub struct Redis {
    shard: Shard,
    primitive: Primitive,
}

fn begin(epoch: i64) -> Args {
    Args::default().and(epoch)
}

/// All that is kept of the shard, of whatever epoch.
pub(super) async fn delete(shard: &Shard) -> Result<(), HotError> {
    let _: Vec<String> = shard.call(&DELETE, &PARTS, &begin(0)).await?;
    Ok(())
}

impl Redis {
    #[must_use]
    pub const fn new(shard: Shard, primitive: Primitive) -> Self {
        Self { shard, primitive }
    }

    pub(super) async fn play(&self, epoch: i64, lesson: &Lesson, plays: &[Play]) -> Asked<Vec<Decision>> {
        let mut args = begin(epoch)
            .and(lesson.lost.len())
            .and(lesson.known.len())
            .and(plays.len());
        self.add(&mut args, &lesson.lost);
        self.add(&mut args, &lesson.known);
        for play in plays {
            args.push_text(&play.viewer);
            args.push(play.at);
            self.add_value(&mut args, play.choice);
        }
        let script = if self.is_tally() { &TALLY } else { &SLOTS };
        let answer = self.call(script, args).await?;
        redis_reply::words(answer, plays.len(), |text| self.decision(text))
    }

    pub(super) async fn release(&self, epoch: i64, claims: &[Known]) -> Asked<()> {
        let mut args = begin(epoch).and(u8::from(!self.is_tally())).and(claims.len());
        self.add(&mut args, claims);
        Ok(self.call(&RELEASE, args).await?.map(drop))
    }

    pub(super) async fn load(&self, epoch: i64, step: Load<'_>) -> Asked<()> {
        let args = begin(epoch);
        let args = match step {
            Load::Begin => args.and("begin"),
            Load::Claims(claims) => {
                let mut args = args
                    .and("claims")
                    .and(u8::from(self.is_tally()))
                    .and(claims.len());
                self.add(&mut args, claims);
                args
            }
            Load::Free(spans) => with_spans(args.and("free").and(spans.len()), spans),
            Load::Finish => args.and("finish"),
        };
        Ok(self.call(&LOAD, args).await?.map(drop))
    }

    pub(super) async fn find(&self, epoch: i64, viewers: &[Arc<str>]) -> Asked<Vec<Option<Decision>>> {
        let mut args = begin(epoch).and("find").and(viewers.len());
        viewers.iter().for_each(|viewer| args.push_text(viewer));
        let answer = self.call(&LOOK, args).await?;
        redis_reply::words(answer, viewers.len(), |text| match text {
            "-" => Some(None),
            _ => self.decision(text).map(Some),
        })
    }

    pub(super) async fn expired(&self, epoch: i64, before: i64, limit: usize) -> Asked<Vec<Known>> {
        let args = begin(epoch).and("expired").and(before).and(limit);
        let answer = self.call(&LOOK, args).await?;
        redis_reply::pairs(answer, |viewer, held| match self.decision(held)? {
            Decision::Claimed { value, at, .. } => Some(Known {
                viewer: viewer.into(),
                value,
                at,
            }),
            Decision::SoldOut => None,
        })
    }

    pub(super) async fn parcel(&self, epoch: i64, step: Step<'_>) -> Asked<Option<Sent>> {
        if self.is_tally() {
            return Ok(self.find(epoch, &[]).await?.map(|_| None));
        }
        let args = begin(epoch);
        let args = match step {
            Step::Send { to, wanted } => args.and("send").and(to).and(wanted).and(SPANS_MAX),
            Step::Take { from, parcel } => {
                let args = args.and("take").and(from).and(parcel.number);
                with_spans(args.and(parcel.spans.len()), &parcel.spans)
            }
            Step::Done { to, number } => args.and("done").and(to).and(number),
        };
        let answer = self.call(&PARCEL, args).await?;
        match step {
            Step::Send { .. } => redis_reply::sent(answer),
            Step::Take { .. } | Step::Done { .. } => Ok(answer.map(|_| None)),
        }
    }

    pub(super) async fn figures(&self, epoch: i64) -> Asked<Figures> {
        let answer = self.call(&LOOK, begin(epoch).and("figures")).await?;
        redis_reply::figures(answer, self.primitive)
    }

    async fn call(&self, script: &Script, args: Args) -> Asked<Vec<String>> {
        let reply: Vec<String> = self.shard.call(script, &PARTS, &args).await?;
        redis_reply::answer(reply)
    }

    const fn is_tally(&self) -> bool {
        matches!(self.primitive, Primitive::Tally)
    }

    fn add_value(&self, args: &mut Args, value: u64) {
        if self.is_tally() {
            args.push_text(&options::write(value));
        } else {
            args.push(value);
        }
    }

    fn add(&self, args: &mut Args, claims: &[Known]) {
        for claim in claims {
            args.push_text(&claim.viewer);
            args.push(claim.at);
            self.add_value(args, claim.value);
        }
    }

    /// `<state><at>:<value>`, or `s`.
    fn decision(&self, text: &str) -> Option<Decision> {
        if text == "s" {
            return Some(Decision::SoldOut);
        }
        let (at, value) = text.get(1..)?.split_once(':')?;
        Some(Decision::Claimed {
            value: if self.is_tally() {
                options::read(value)?
            } else {
                value.parse().ok()?
            },
            at: at.parse().ok()?,
            fresh: text.starts_with('n'),
            confirmed: text.starts_with('c'),
        })
    }
}

fn with_spans(args: Args, spans: &[Span]) -> Args {
    spans
        .iter()
        .fold(args, |args, span| args.and(span.first).and(span.last))
}
