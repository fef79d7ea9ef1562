//! The steps of a move, each of which may be taken again.

use std::time::Duration;

use serde_json::json;
use tenants::{Entry, Lease, Owner, Placement, Status, Turn, open_fence};

use super::copy::Copying;
use super::proof::{self, Counted};
use super::{Move, Moving, Obstacle, Say, Step, store};
use crate::audit::Event;
use crate::ctx::Scope;
use crate::error::Error;
use crate::ids::ChannelId;
use crate::member::AccountManager;
use crate::table::{self, DATA};

/// A node reads the control plane twice a second: by then every one that lives asks at the new place.
const HEARD: Duration = Duration::from_secs(2);

pub(super) struct Mover<'a> {
    manager: &'a AccountManager,
    entry: Entry,
    source: Owner,
    target: Owner,
    to: Placement,
    one: Move,
    say: Say<'a>,
    _lease: Lease,
}

impl<'a> Mover<'a> {
    pub(super) async fn new(
        manager: &'a AccountManager,
        entry: Entry,
        one: Move,
        lease: Lease,
        say: Say<'a>,
    ) -> Moving<Self> {
        let (from, to) = if one.target == Placement::Own.name() {
            (Placement::Pooled, Placement::Own)
        } else {
            (Placement::Own, Placement::Pooled)
        };
        Ok(Self {
            source: super::owner(&manager.platform, &entry, from).await?,
            target: super::owner(&manager.platform, &entry, to).await?,
            manager,
            entry,
            to,
            one,
            say,
            _lease: lease,
        })
    }

    pub(super) async fn go(&mut self) -> Moving<()> {
        loop {
            match self.one.step {
                Step::Closing => self.close().await?,
                Step::Copying => self.copy().await?,
                Step::Verified => self.switch().await?,
                Step::Switched => self.open().await?,
                Step::Opened => self.check().await?,
                Step::Clearing => self.clear().await?,
                Step::Aborting => self.take_back().await?,
                Step::Done | Step::Aborted => return Ok(()),
            }
        }
    }

    /// What has been compared.
    pub(super) fn proof(&self) -> Vec<Counted> {
        let proof = self.one.proof.clone().unwrap_or_default();
        serde_json::from_value(proof).unwrap_or_default()
    }

    pub(super) async fn at(&mut self, step: Step) -> Moving<()> {
        self.one.step = step;
        self.note().await
    }

    async fn note(&self) -> Moving<()> {
        let tx = self.manager.platform.registry.control_write().await?;
        store::save(&tx, self.one.clone()).await.map_err(Error::from)?;
        Ok(tx.commit().await?)
    }

    /// The new place first: it must not be read half full, nor written by a node that remembers it from long ago.
    async fn close(&mut self) -> Moving<()> {
        let tenant = self.entry.id;
        (self.say)("closing: nothing is written until the channel is at its new place");
        self.target.close_writes(tenant).await?;
        self.target.close_reads(tenant).await?;
        self.source.close_writes(tenant).await?;
        let tx = self.source.begin(tenant).await?;
        let mut rows = 0;
        for table in DATA {
            rows += table::count(&tx, table).await.map_err(Error::from)?;
        }
        drop(tx);
        self.one.rows_total = i64::try_from(rows).unwrap_or(i64::MAX);
        self.at(Step::Copying).await
    }

    async fn copy(&mut self) -> Moving<()> {
        let total = self.one.rows_total;
        (self.say)(&format!("copying {total} rows"));
        let at = self.one.at.clone();
        let mut copying = Copying::from(&self.source, &self.target, self.entry.id, at.as_ref());
        while let Some(page) = copying.page().await? {
            self.one.rows_copied += i64::try_from(page.rows).unwrap_or(0);
            self.one.at = Some(page.at);
            self.note().await?;
            (self.say)(&format!(
                "copied {} of {total} rows: {}",
                self.one.rows_copied, page.table
            ));
        }
        (self.say)("comparing");
        let here = proof::of(&self.source, self.entry.id).await?;
        let there = proof::of(&self.target, self.entry.id).await?;
        let differing = proof::differing(&here, &there);
        if !differing.is_empty() {
            return Err(Obstacle::Differs(differing));
        }
        self.one.proof = Some(serde_json::to_value(&here).map_err(Error::internal)?);
        self.at(Step::Verified).await
    }

    async fn switch(&mut self) -> Moving<()> {
        (self.say)("switching: from here on there is no way back");
        self.target.open_reads(self.entry.id).await?;
        let platform = &*self.manager.platform;
        let (slug, now) = (self.entry.manifest.slug.as_str(), platform.clock.now());
        let pending = match platform.registry.place(slug, self.to, now).await? {
            Turn::Taken(pending) => pending,
            Turn::Refused(entry) => return Err(Obstacle::Status(entry.status)),
            Turn::Unknown => return Err(Obstacle::NotFound(slug.to_owned())),
        };
        self.one.step = Step::Switched;
        store::save(pending.tx(), self.one.clone())
            .await
            .map_err(Error::from)?;
        let rows: u64 = self.proof().iter().map(|counted| counted.rows).sum();
        let event = Event::new("channel.move", ChannelId(self.one.tenant_id)).change(
            json!({ "placement": self.entry.manifest.placement.name() }),
            json!({ "placement": self.to.name(), "rows": rows }),
        );
        let scope = Scope::Tenant(self.entry.id);
        self.manager.record(pending.tx(), scope, event).await?;
        self.entry = pending.commit().await?;
        Ok(())
    }

    /// The old place is closed for reading before the new one is open for writing: a node that has not heard of the move
    /// says that it can't tell, rather than what is no longer so.
    async fn open(&mut self) -> Moving<()> {
        (self.say)("waiting for the nodes to hear of it");
        tokio::time::sleep(HEARD).await;
        self.source.close_reads(self.entry.id).await?;
        let tx = self.target.begin(self.entry.id).await?;
        store::bump_epochs(&tx).await.map_err(Error::from)?;
        open_fence(&tx).await.map_err(Error::from)?;
        tx.commit().await?;
        self.settle(Step::Opened, None).await?;
        (self.say)("open: the channel is written again");
        Ok(())
    }

    async fn check(&mut self) -> Moving<()> {
        (self.say)("comparing the old rows with what was copied");
        self.source.outlast(self.entry.id).await?;
        let still = proof::of(&self.source, self.entry.id).await?;
        let differing = proof::differing(&still, &self.proof());
        if !differing.is_empty() {
            return Err(Obstacle::Changed(differing));
        }
        self.at(Step::Clearing).await
    }

    async fn clear(&mut self) -> Moving<()> {
        (self.say)("deleting the old rows");
        table::clear(&self.source, self.entry.id).await?;
        self.one.step = Step::Done;
        self.one.at = None;
        self.one.ended_at = Some(self.manager.platform.clock.now());
        self.note().await?;
        (self.say)("done");
        Ok(())
    }

    /// The copy goes, and the old place is open again. The new one stays closed, as it is to whom it is not.
    async fn take_back(&mut self) -> Moving<()> {
        (self.say)("taking it back: deleting what was copied");
        self.target.close_writes(self.entry.id).await?;
        self.target.close_reads(self.entry.id).await?;
        table::clear(&self.target, self.entry.id).await?;
        let tx = self.source.begin(self.entry.id).await?;
        open_fence(&tx).await.map_err(Error::from)?;
        tx.commit().await?;
        self.one.ended_at = Some(self.manager.platform.clock.now());
        self.settle(Step::Aborted, Some("channel.abort_move")).await?;
        (self.say)("taken back: the channel is written again, where it was");
        Ok(())
    }

    /// The channel is as any other again; with it this step, and its line in the audit log.
    async fn settle(&mut self, step: Step, action: Option<&'static str>) -> Moving<()> {
        let platform = &*self.manager.platform;
        let (slug, now) = (self.entry.manifest.slug.as_str(), platform.clock.now());
        let from = [Status::Moving];
        let pending = match platform
            .registry
            .set_status(slug, &from, Status::Active, now)
            .await?
        {
            Turn::Taken(pending) => pending,
            Turn::Refused(entry) => return Err(Obstacle::Status(entry.status)),
            Turn::Unknown => return Err(Obstacle::NotFound(slug.to_owned())),
        };
        self.one.step = step;
        store::save(pending.tx(), self.one.clone())
            .await
            .map_err(Error::from)?;
        if let Some(action) = action {
            let event = Event::new(action, ChannelId(self.one.tenant_id));
            let scope = Scope::Tenant(self.entry.id);
            self.manager.record(pending.tx(), scope, event).await?;
        }
        self.entry = pending.commit().await?;
        Ok(())
    }
}
