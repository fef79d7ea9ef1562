//! Everybody at once: a red packet, a draw and a vote, and viewers who send each request up to five times at once and
//! often do not wait for the answer.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use anyhow::{Context, Result};
use futures::{StreamExt, TryStreamExt, stream};
use hyper::body::Bytes;
use hyper::header::HeaderValue;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::json;

use crate::address::Address;
use crate::audience::{self, Played};
use crate::connection::Lost;
use crate::console::{Console, text};
use crate::history::{Ask, History, Kind};
use crate::ovation::Ovation;
use crate::retry::{Call, Caller, Missed, Patience, Refusal};

/// A play is answered within ten seconds, whatever has happened; the rest is the way there and back.
pub const HUNG: Duration = Duration::from_secs(13);

/// The campaigns of a storm, and its viewers.
pub struct Scene {
    pub packet: String,
    pub draw: String,
    pub vote: String,
    pub options: Vec<String>,
    pub packets: u32,
    pub pool_fen: u64,
    /// What the viewers' ids begin with.
    pub prefix: String,
    bearers: Vec<HeaderValue>,
}

impl Scene {
    /// Opens the campaigns. `prefix`: no other scene has it.
    ///
    /// # Errors
    /// When the console refuses.
    pub async fn open(
        console: &mut Console,
        show: &str,
        (ovation, channel): (&Ovation, &str),
        prefix: &str,
        (viewers, packets): (u32, u32),
    ) -> Result<Self> {
        let pool_fen = u64::from(packets) * 188;
        let pool = format!("{}.{:02}", pool_fen / 100, pool_fen % 100);
        let prizes = json!([{ "name": "礼盒", "quantity": 3, "value": "10.00" }]);
        let options = json!([{ "label": "歌曲" }, { "label": "小品" }, { "label": "舞蹈" }]);
        let mut ids = Vec::new();
        for settings in [
            json!({ "redPacket": { "pool": pool, "packets": packets } }),
            json!({ "luckyDraw": { "prizes": prizes } }),
            json!({ "vote": { "options": options } }),
        ] {
            let id = console.create_campaign(show, "风暴", settings).await?;
            console.transit("scheduleCampaign", &id).await?;
            console.transit("openCampaign", &id).await?;
            ids.push(id);
        }
        let [packet, draw, vote] = <[String; 3]>::try_from(ids).ok().context("three campaigns")?;
        let found = console.campaign(&vote, "results { option { id } }").await?;
        let results = found["results"].as_array().context("a vote without options")?;
        let options = results.iter().map(|result| text(&result["option"]["id"]));
        let mut tokens = ovation.viewer_tokens(channel, prefix, viewers)?;
        let mut bearers = Vec::new();
        for viewer in 0..viewers {
            bearers.push(tokens.header(viewer).await?);
        }
        Ok(Self {
            packet,
            draw,
            vote,
            options: options.collect::<Result<_>>()?,
            packets,
            pool_fen,
            prefix: prefix.to_owned(),
            bearers,
        })
    }

    pub fn viewers(&self) -> u32 {
        self.bearers.len() as u32
    }

    /// Which option this viewer votes for.
    pub fn choice(&self, viewer: u32) -> usize {
        viewer as usize % self.options.len()
    }

    pub fn call(&self, ask: Ask) -> Call {
        let body: Bytes = match ask.kind {
            Kind::Grab => audience::grab_red_packet(&self.packet),
            Kind::Enter => audience::enter_draw(&self.draw),
            Kind::Vote => audience::cast_vote(&self.vote, &self.options[self.choice(ask.viewer)]),
        };
        audience::call(body, self.bearers[ask.viewer as usize].clone())
    }

    /// As any viewer, for what is the same for all.
    pub fn bearer(&self) -> HeaderValue {
        self.bearers[0].clone()
    }

    pub fn asks(&self, kinds: &[Kind]) -> Vec<Ask> {
        let of = |kind: &Kind| {
            let kind = *kind;
            (0..self.viewers()).map(move |viewer| Ask { kind, viewer })
        };
        kinds.iter().flat_map(of).collect()
    }
}

/// How it is asked.
#[derive(Debug, Clone)]
pub struct Storm {
    pub address: Address,
    pub connections: usize,
    pub seed: u64,
    /// So many sends of 1,000 are given up within milliseconds.
    pub abandoned_per_mille: u32,
}

impl Storm {
    /// Sends each ask one to five times, the first of them until it is answered.
    ///
    /// # Errors
    /// An ask was refused, or not answered for minutes.
    pub async fn rage(&self, scene: &Scene, history: &History, asks: &[Ask]) -> Result<()> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        let mut order: Vec<Ask> = asks.to_vec();
        order.shuffle(&mut rng);
        let sends: Vec<(Ask, bool)> = order
            .into_iter()
            .flat_map(|ask| (0..rng.random_range(1..=5)).map(move |copy| (ask, copy == 0)))
            .collect();
        self.send(scene, history, &sends).await
    }

    /// Asks each again, twice, until it is answered: whatever was left open is resolved, and stays so.
    ///
    /// # Errors
    /// As [`rage`](Self::rage).
    pub async fn settle(&self, scene: &Scene, history: &History, asks: &[Ask]) -> Result<()> {
        let calm = Self {
            abandoned_per_mille: 0,
            ..self.clone()
        };
        for _ in 0..2 {
            let sends: Vec<(Ask, bool)> = asks.iter().map(|ask| (*ask, true)).collect();
            calm.send(scene, history, &sends).await?;
        }
        Ok(())
    }

    /// Somebody with the storm's patience.
    pub fn caller(&self) -> Caller {
        Caller::new(self.address.clone(), patience(), self.seed)
    }

    async fn send(&self, scene: &Scene, history: &History, sends: &[(Ask, bool)]) -> Result<()> {
        let next = AtomicUsize::new(0);
        let workers = (0..self.connections).map(|worker| {
            let seed = self.seed ^ (worker as u64) << 32;
            Sender {
                storm: self,
                scene,
                history,
                caller: Caller::new(self.address.clone(), patience(), seed),
                rng: ChaCha8Rng::seed_from_u64(seed),
            }
            .run(sends, &next)
        });
        stream::iter(workers)
            .buffer_unordered(self.connections)
            .try_collect::<()>()
            .await
    }
}

fn patience() -> Patience {
    Patience {
        try_max: HUNG,
        pause_max: Duration::from_millis(100),
        ..Patience::default()
    }
}

/// One connection of the storm.
struct Sender<'a> {
    storm: &'a Storm,
    scene: &'a Scene,
    history: &'a History,
    caller: Caller,
    rng: ChaCha8Rng,
}

impl Sender<'_> {
    async fn run(mut self, sends: &[(Ask, bool)], next: &AtomicUsize) -> Result<()> {
        while let Some((ask, until_answered)) = sends.get(next.fetch_add(1, Ordering::Relaxed)) {
            let call = self.scene.call(*ask);
            if *until_answered {
                self.until_answered(*ask, &call).await?;
            } else {
                self.once(*ask, &call).await;
            }
        }
        Ok(())
    }

    async fn until_answered(&mut self, ask: Ask, call: &Call) -> Result<()> {
        let answer = self.caller.graphql::<Played>(call).await;
        for trouble in std::mem::take(&mut self.caller.troubles).into_keys() {
            if trouble.starts_with("no answer") {
                self.history.wrong(Some(ask), format!("it hung: {trouble}"));
            }
            self.history.event(Some(ask), trouble);
        }
        match answer {
            Ok(answer) => self.history.answered(ask, &answer.data, &answer.body),
            Err(refusal @ Refusal::GaveUp { .. }) => self.history.wrong(Some(ask), refusal.to_string()),
            Err(refusal) => return Err(refusal).with_context(|| format!("{ask:?}")),
        }
        Ok(())
    }

    async fn once(&mut self, ask: Ask, call: &Call) {
        let abandoned = self.rng.random_ratio(self.storm.abandoned_per_mille, 1_000);
        let limit = match abandoned {
            true => Duration::from_micros(self.rng.random_range(0..8_000)),
            false => HUNG,
        };
        match self.caller.once::<Played>(call, limit).await {
            Ok(answer) => self.history.answered(ask, &answer.data, &answer.body),
            Err(Missed::Lost(Lost::Silent(_))) if abandoned => {
                self.history.event(Some(ask), format!("given up after {limit:?}"));
            }
            Err(Missed::Lost(lost @ Lost::Silent(_))) => {
                self.history.wrong(Some(ask), format!("it hung: {lost}"))
            }
            Err(missed) => self.history.event(Some(ask), missed.to_string()),
        }
    }
}
