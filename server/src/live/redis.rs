//! The hot state in Redis: one script call an operation, all keys of a shard on one node of a cluster. Viewers are
//! fields and arguments, never part of a key.

use std::fmt::Display;
use std::sync::{Arc, LazyLock};

use tenants::{HotError, Script, Shard};

use super::claim::{Figures, Primitive};
use super::claims::{Decision, Known, Lesson, Play};
use super::hot::{Asked, Load};
use super::redis_reply::{self, options};

const PARTS: [&str; 5] = ["meta", "claims", "pending", "returned", "counts"];

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
script!(DELETE, "lua/delete.lua");

#[derive(Debug)]
pub struct Redis {
    shard: Shard,
    primitive: Primitive,
}

/// A script's arguments, in order.
struct Args(Vec<String>);

impl Args {
    fn new(epoch: i64) -> Self {
        Self(vec![epoch.to_string()])
    }

    fn and(mut self, value: impl Display) -> Self {
        self.0.push(value.to_string());
        self
    }
}

/// All that is kept of the shard, of whatever epoch.
pub(super) async fn delete(shard: &Shard) -> Result<(), HotError> {
    let _: Vec<String> = shard.call(&DELETE, &PARTS, &Args::new(0).0).await?;
    Ok(())
}

impl Redis {
    #[must_use]
    pub const fn new(shard: Shard, primitive: Primitive) -> Self {
        Self { shard, primitive }
    }

    pub(super) async fn play(&self, epoch: i64, lesson: &Lesson, plays: &[Play]) -> Asked<Vec<Decision>> {
        let args = Args::new(epoch)
            .and(lesson.lost.len())
            .and(lesson.known.len())
            .and(plays.len());
        let mut args = self.claims(self.claims(args, &lesson.lost), &lesson.known);
        for play in plays {
            args = args.and(&play.viewer).and(play.at).and(self.value(play.choice));
        }
        let script = if self.is_tally() { &TALLY } else { &SLOTS };
        let answer = self.call(script, args).await?;
        redis_reply::all(answer, |text| self.decision(text))
    }

    pub(super) async fn release(&self, epoch: i64, claims: &[Known]) -> Asked<()> {
        let args = Args::new(epoch).and(u8::from(!self.is_tally())).and(claims.len());
        let answer = self.call(&RELEASE, self.claims(args, claims)).await?;
        Ok(answer.map(drop))
    }

    pub(super) async fn load(&self, epoch: i64, step: Load<'_>) -> Asked<()> {
        let args = Args::new(epoch);
        let args = match step {
            Load::Begin => args.and("begin").and(match self.primitive {
                Primitive::Pool { slots: 0 } => "-1".to_owned(),
                Primitive::Pool { slots } => (slots - 1).to_string(),
                Primitive::Tally | Primitive::Roll => String::new(),
            }),
            Load::Claims(claims) => {
                let args = args.and("claims").and(u8::from(self.is_tally()));
                self.claims(args.and(claims.len()), claims)
            }
            Load::Free(values) => values.iter().fold(args.and("free").and(values.len()), Args::and),
            Load::Finish { next } => args.and("finish").and(next),
        };
        Ok(self.call(&LOAD, args).await?.map(drop))
    }

    pub(super) async fn find(&self, epoch: i64, viewers: &[Arc<str>]) -> Asked<Vec<Option<Decision>>> {
        let args = Args::new(epoch).and("find").and(viewers.len());
        let answer = self.call(&LOOK, viewers.iter().fold(args, Args::and)).await?;
        redis_reply::all(answer, |text| match text {
            "" => Some(None),
            _ => self.decision(text).map(Some),
        })
    }

    pub(super) async fn expired(&self, epoch: i64, before: i64, limit: usize) -> Asked<Vec<Known>> {
        let args = Args::new(epoch).and("expired").and(before).and(limit);
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

    pub(super) async fn figures(&self, epoch: i64) -> Asked<Figures> {
        let answer = self.call(&LOOK, Args::new(epoch).and("figures")).await?;
        redis_reply::figures(answer, self.primitive)
    }

    async fn call(&self, script: &Script, args: Args) -> Asked<Vec<String>> {
        let reply: Vec<String> = self.shard.call(script, &PARTS, &args.0).await?;
        redis_reply::answer(reply)
    }

    const fn is_tally(&self) -> bool {
        matches!(self.primitive, Primitive::Tally)
    }

    fn value(&self, value: u64) -> String {
        if self.is_tally() {
            options::write(value)
        } else {
            value.to_string()
        }
    }

    fn claims(&self, args: Args, claims: &[Known]) -> Args {
        claims.iter().fold(args, |args, claim| {
            args.and(&claim.viewer).and(claim.at).and(self.value(claim.value))
        })
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
