//! What was handed out and never came to the record: its viewer went away, or a node died in between.

use std::collections::HashSet;
use std::sync::Arc;

use super::claim::LiveError;
use super::claims::{Known, Lesson};
use super::core::Core;
use super::gate::Status;
use crate::failpoint;

const STEP: usize = 500;

impl Core {
    /// Pending claims made before `before` (µs) are confirmed if the record has them, and given back if not. A late
    /// write of one that was given back meets the record's unique key. Returns how many were given back.
    pub(super) async fn sweep(self: &Arc<Self>, before: i64) -> Result<usize, LiveError> {
        let mut given_back = 0;
        if self.source().is_some() && self.status().await? == Status::Settled {
            self.let_go();
        }
        for shard in 0..self.shape.shards() {
            given_back += self.sweep_shard(shard, before).await?;
        }
        self.deliver_all().await;
        Ok(given_back)
    }

    async fn sweep_shard(self: &Arc<Self>, shard: u16, before: i64) -> Result<usize, LiveError> {
        let mut given_back = 0;
        // Nothing has been asked on this node, so nothing here is known to be pending.
        while self.source().is_some() {
            let (old, _) = self
                .asked(shard, |hot, epoch| async move {
                    hot.expired(epoch, before, STEP).await
                })
                .await?;
            let all = old.len() < STEP;
            if old.is_empty() {
                break;
            }
            let viewers: Vec<Arc<str>> = old.iter().map(|claim| claim.viewer.clone()).collect();
            let tx = self.tenant.read().await?;
            let found = self.book.find(&tx, &viewers).await?;
            drop(tx);
            let known: Vec<Known> = found.iter().map(Known::from).collect();
            let written: HashSet<&str> = known.iter().map(|claim| &*claim.viewer).collect();
            let lost: Vec<Known> = old
                .into_iter()
                .filter(|claim| !written.contains(&*claim.viewer))
                .collect();
            let unused = &lost;
            failpoint::pass("live.sweep");
            self.asked(
                shard,
                |hot, epoch| async move { hot.release(epoch, unused).await },
            )
            .await?;
            failpoint::pass("live.swept");
            given_back += lost.len();
            let lesson = Lesson {
                known,
                ..Lesson::default()
            };
            let lesson = &lesson;
            self.asked(
                shard,
                |hot, epoch| async move { hot.play(epoch, lesson, &[]).await },
            )
            .await?;
            if all {
                break;
            }
        }
        Ok(given_back)
    }
}
