//! What must hold after every fault and every bench: what was told, against what the record says and what the hot state
//! shows. One piece, for replay, benches and chaos alike.
//!
//! - granted ≤ issued, Σ amounts ≤ budget; granted and left make the pool
//! - every acknowledged grant, entry and vote is in the record, as it was told
//! - at most one grant, entry and vote a viewer
//! - the same question got the same answer, byte for byte ([`History`] sees to that)
//! - at rest the hot state shows what the record has: packets left, votes by option, entries
//!
//! At rest means: everybody who asked has been asked again until the answer came ([`Storm::settle`](crate::storm::Storm::settle)).

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::audience::{self, Outcome, fen};
use crate::console::{Console, text};
use crate::history::{Ask, Held, History, Kind, Word};
use crate::retry::Caller;
use crate::storm::Scene;

/// Notes in the history what does not hold. `caller` asks as a viewer.
///
/// # Errors
/// The server does not answer.
pub async fn check(
    console: &mut Console,
    caller: &mut Caller,
    scene: &Scene,
    history: &History,
) -> Result<()> {
    let words = history.words();
    let seen = Seen::read(caller, scene).await?;
    let mut check = Check {
        scene,
        history,
        words: &words,
    };
    check.packet(&Packet::read(console, &scene.packet).await?, &seen);
    check.draw(&entries(console, &scene.draw).await?, &seen);
    check.vote(&Ballots::read(console, &scene.vote).await?, &seen);
    Ok(())
}

/// What viewers are shown, which comes from the hot state.
struct Seen {
    remaining: u64,
    entries: u64,
    votes: Vec<u64>,
}

impl Seen {
    async fn read(caller: &mut Caller, scene: &Scene) -> Result<Self> {
        let document = "query Seen($p: ID!, $d: ID!, $v: ID!) { \
            p: campaign(id: $p) { ... on RedPacketCampaign { remaining } } \
            d: campaign(id: $d) { ... on LuckyDrawCampaign { entries } } \
            v: campaign(id: $v) { ... on VoteCampaign { options { votes } } } }";
        let variables = json!({ "p": scene.packet, "d": scene.draw, "v": scene.vote });
        let body = json!({ "query": document, "variables": variables }).to_string();
        let call = audience::call(Bytes::from(body), scene.bearer());
        let found = caller.graphql::<Value>(&call).await?.data;
        let options = found["v"]["options"]
            .as_array()
            .context("a vote without options")?;
        Ok(Self {
            remaining: number(&found["p"]["remaining"])?,
            entries: number(&found["d"]["entries"])?,
            votes: options
                .iter()
                .map(|option| number(&option["votes"]))
                .collect::<Result<_>>()?,
        })
    }
}

struct Packet {
    granted: u64,
    remaining: u64,
    money_fen: u64,
    grants: Vec<Row>,
}

struct Row {
    id: String,
    slot: u64,
    viewer: String,
    fen: u64,
}

impl Packet {
    async fn read(console: &mut Console, id: &str) -> Result<Self> {
        let found = console
            .campaign(id, "totals { granted remaining moneyGranted { amount } }")
            .await?;
        let rows = console
            .list(id, "grants", "id slot viewerId money { amount }")
            .await?;
        let row = |row: &Value| {
            Ok(Row {
                id: text(&row["id"])?,
                slot: number(&row["slot"])?,
                viewer: text(&row["viewerId"])?,
                fen: amount(&row["money"]["amount"])?,
            })
        };
        Ok(Self {
            granted: number(&found["totals"]["granted"])?,
            remaining: number(&found["totals"]["remaining"])?,
            money_fen: amount(&found["totals"]["moneyGranted"]["amount"])?,
            grants: rows.iter().map(row).collect::<Result<_>>()?,
        })
    }
}

/// Number by viewer; a viewer who has two makes the list longer than the map.
async fn entries(console: &mut Console, id: &str) -> Result<(usize, BTreeMap<String, u64>)> {
    let rows = console.list(id, "entries", "number viewerId").await?;
    let pair = |row: &Value| Ok((text(&row["viewerId"])?, number(&row["number"])?));
    let map: BTreeMap<_, _> = rows.iter().map(pair).collect::<Result<_>>()?;
    Ok((rows.len(), map))
}

struct Ballots {
    ballots: u64,
    votes: Vec<u64>,
}

impl Ballots {
    async fn read(console: &mut Console, id: &str) -> Result<Self> {
        let found = console
            .campaign(id, "totals { ballots } results { votes }")
            .await?;
        let results = found["results"].as_array().context("a vote without results")?;
        Ok(Self {
            ballots: number(&found["totals"]["ballots"])?,
            votes: results
                .iter()
                .map(|result| number(&result["votes"]))
                .collect::<Result<_>>()?,
        })
    }
}

struct Check<'a> {
    scene: &'a Scene,
    history: &'a History,
    words: &'a BTreeMap<Ask, Word>,
}

impl Check<'_> {
    fn equal<T: PartialEq + std::fmt::Debug>(&self, what: &str, found: T, expected: T) {
        if found != expected {
            self.history
                .wrong(None, format!("{what}: {found:?}, not {expected:?}"));
        }
    }

    fn told(&self, kind: Kind) -> impl Iterator<Item = (u32, &Held)> {
        self.words.iter().filter_map(move |(ask, word)| match word {
            Word::Yes(held) if ask.kind == kind => Some((ask.viewer, held)),
            _ => None,
        })
    }

    fn viewer(&self, number: u32) -> String {
        format!("{}{number}", self.scene.prefix)
    }

    fn packet(&mut self, packet: &Packet, seen: &Seen) {
        let rows = packet.grants.len() as u64;
        let money: u64 = packet.grants.iter().map(|row| row.fen).sum();
        let issued = u64::from(self.scene.packets);
        self.equal("grants listed", rows, packet.granted);
        self.equal("fen listed", money, packet.money_fen);
        self.equal("granted and left", packet.granted + packet.remaining, issued);
        self.equal(
            "packets left, as viewers see them",
            seen.remaining,
            packet.remaining,
        );
        if packet.granted > issued || packet.money_fen > self.scene.pool_fen {
            self.history.wrong(
                None,
                format!(
                    "over-issued: {} packets, {} fen",
                    packet.granted, packet.money_fen
                ),
            );
        }
        if packet.granted == issued {
            self.equal("fen of a pool that is out", packet.money_fen, self.scene.pool_fen);
        }
        let different =
            |of: fn(&Row) -> String| packet.grants.iter().map(of).collect::<BTreeSet<_>>().len() as u64;
        self.equal("different slots", different(|row| row.slot.to_string()), rows);
        self.equal(
            "different viewers with a grant",
            different(|row| row.viewer.clone()),
            rows,
        );
        let by_viewer: BTreeMap<&str, &Row> = packet.grants.iter().map(|row| (&*row.viewer, row)).collect();
        for (viewer, held) in self.told(Kind::Grab) {
            let row = by_viewer.get(&*self.viewer(viewer));
            let found = row.map(|row| Held::Grant {
                id: row.id.clone(),
                fen: row.fen,
            });
            if found.as_ref() != Some(held) {
                let ask = Ask {
                    kind: Kind::Grab,
                    viewer,
                };
                self.history
                    .wrong(Some(ask), format!("told {held:?}, the record has {found:?}"));
            }
        }
        self.equal(
            "grants told, of those in the record",
            self.told(Kind::Grab).count() as u64,
            rows,
        );
        let out = self
            .words
            .iter()
            .find(|(_, word)| **word == Word::No(Outcome::SoldOut));
        if let Some((ask, _)) = out.filter(|_| packet.remaining > 0) {
            self.history.wrong(
                Some(*ask),
                format!("told SOLD_OUT at rest with {} left", packet.remaining),
            );
        }
    }

    fn draw(&mut self, (rows, numbers): &(usize, BTreeMap<String, u64>), seen: &Seen) {
        self.equal("different viewers who entered", numbers.len(), *rows);
        self.equal(
            "different entry numbers",
            numbers.values().collect::<BTreeSet<_>>().len(),
            *rows,
        );
        self.equal("entries, as viewers see them", seen.entries, *rows as u64);
        self.equal(
            "entries told, of those in the record",
            self.told(Kind::Enter).count(),
            *rows,
        );
        for (viewer, held) in self.told(Kind::Enter) {
            let found = numbers.get(&self.viewer(viewer)).copied().map(Held::Entry);
            if found.as_ref() != Some(held) {
                let ask = Ask {
                    kind: Kind::Enter,
                    viewer,
                };
                self.history
                    .wrong(Some(ask), format!("told {held:?}, the record has {found:?}"));
            }
        }
    }

    fn vote(&mut self, ballots: &Ballots, seen: &Seen) {
        let mut expected = vec![0; self.scene.options.len()];
        for (viewer, _) in self.told(Kind::Vote) {
            expected[self.scene.choice(viewer)] += 1;
        }
        self.equal("ballots", ballots.ballots, expected.iter().sum());
        self.equal("votes, as viewers see them", &seen.votes, &ballots.votes);
        self.equal("votes by option", &ballots.votes, &expected);
    }
}

fn number(value: &Value) -> Result<u64> {
    value
        .as_u64()
        .with_context(|| format!("a count was expected, not {value}"))
}

fn amount(value: &Value) -> Result<u64> {
    let exact = value.as_str().and_then(fen);
    exact.with_context(|| format!("an amount was expected, not {value}"))
}
