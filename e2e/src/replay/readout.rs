//! Reads the totals of the evening from the record, by way of the console.

use anyhow::{Context, Result, bail};
use serde_json::Value;

use super::stage::Stage;
use super::totals::{DrawRecord, PoolRecord, Record};
use crate::audience;
use crate::console::text;

/// Up to so many packets an opening, every single grant and entry is read back from the record and compared.
const LISTED_PACKETS_MAX: u32 = 2_500;

impl Stage {
    /// What the record says of the evening.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn read_record(&mut self) -> Result<Record> {
        let scene = self.scene.clone();
        let mut record = Record::default();
        for (id, found) in scene.draws.iter().zip(&mut record.draws) {
            *found = self.read_draw(id).await?;
        }
        for (id, found) in scene.packets.iter().zip(&mut record.pools) {
            *found = self.read_pool(id).await?;
        }
        let vote = self
            .console
            .campaign(&scene.vote, "totals { ballots } results { option { id } votes }")
            .await?;
        record.ballots = number(&vote["totals"]["ballots"])?;
        for (id, votes) in scene.options.iter().zip(&mut record.votes) {
            let results = vote["results"].as_array().context("no results")?;
            let result = results
                .iter()
                .find(|r| r["option"]["id"] == id.as_str())
                .context("an option is missing")?;
            *votes = number(&result["votes"])?;
        }
        let wall = self.console.campaign(&scene.wall, "totals { comments }").await?;
        record.comments = number(&wall["totals"]["comments"])?;
        Ok(record)
    }

    async fn read_draw(&mut self, id: &str) -> Result<DrawRecord> {
        let selection = "totals { entries granted } draw { winners { entryNumber } }";
        let found = self.console.campaign(id, selection).await?;
        let winners = found["draw"]["winners"]
            .as_array()
            .context("the draw has no winners")?;
        let winners = winners
            .iter()
            .map(|w| number(&w["entryNumber"]))
            .collect::<Result<Vec<_>>>()?;
        let entries = number(&found["totals"]["entries"])?;
        let mut listed = None;
        if self.numbers.packets <= LISTED_PACKETS_MAX {
            let nodes = self.console.list(id, "entries", "number").await?;
            listed = Some(
                nodes
                    .iter()
                    .map(|node| number(&node["number"]))
                    .collect::<Result<Vec<_>>>()?,
            );
        }
        Ok(DrawRecord {
            entries,
            granted: number(&found["totals"]["granted"])?,
            winners,
            listed,
        })
    }

    async fn read_pool(&mut self, id: &str) -> Result<PoolRecord> {
        let found = self
            .console
            .campaign(id, "totals { granted remaining moneyGranted { amount } }")
            .await?;
        let totals = &found["totals"];
        let mut listed = None;
        if self.numbers.packets <= LISTED_PACKETS_MAX {
            let nodes = self.console.list(id, "grants", "id money { amount }").await?;
            let mark = |node: &Value| {
                Ok(audience::mark(
                    &text(&node["id"])?,
                    fen(&node["money"]["amount"])?,
                ))
            };
            listed = Some(nodes.iter().map(mark).collect::<Result<Vec<_>>>()?);
        }
        Ok(PoolRecord {
            granted: number(&totals["granted"])?,
            remaining: number(&totals["remaining"])?,
            money_fen: fen(&totals["moneyGranted"]["amount"])?,
            listed,
        })
    }
}

fn number(value: &Value) -> Result<u64> {
    value
        .as_u64()
        .with_context(|| format!("a count was expected, not {value}"))
}

fn fen(amount: &Value) -> Result<u64> {
    match amount.as_str().and_then(audience::fen) {
        Some(fen) => Ok(fen),
        None => bail!("an amount was expected, not {amount}"),
    }
}
