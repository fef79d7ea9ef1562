//! What a tenant is at, and moving it from one to the next.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QuerySelect};

use super::{Entry, Pending, Registry, entity};
use crate::tx::{ControlTx, RecordError};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    Active,
    /// Nobody is served, nothing is lost.
    Suspended,
    /// On its way to another database: read, not written.
    Moving,
    /// Nobody is served, and when its time has come everything of it goes.
    Deleting,
}

impl Status {
    /// Whether its viewers, members and apps get a handle.
    #[must_use]
    pub const fn is_served(self) -> bool {
        matches!(self, Self::Active | Self::Moving)
    }
}

/// Whether a change of a tenant may be made.
#[must_use = "nothing has happened before it is committed"]
#[expect(
    clippy::large_enum_variant,
    reason = "made once a change, and taken apart at once"
)]
pub enum Turn<'r> {
    Taken(Pending<'r>),
    /// It is at something from which this does not follow.
    Refused(Entry),
    Unknown,
}

impl Registry {
    /// From one of `from` to `to`, once that is committed.
    ///
    /// # Errors
    /// The record is out of reach; then nothing has changed.
    pub async fn set_status(
        &self,
        slug: &str,
        from: &[Status],
        to: Status,
        now: DateTime<Utc>,
    ) -> Result<Turn<'_>, RecordError> {
        let one = self.changing.lock().await;
        let tx = self.control_write().await?;
        let Some(row) = Self::row_locked(&tx, slug).await? else {
            return Ok(Turn::Unknown);
        };
        if !from.contains(&entity::status(&row.status)) {
            return self.refuse(tx, row).await;
        }
        let mut row: entity::ActiveModel = row.into();
        row.status = Set(entity::status_name(to).to_owned());
        row.updated_at = Set(now);
        let row = row.update(&tx).await?;
        Ok(Turn::Taken(Pending::new(self, one, tx, row)))
    }

    /// The tenant's row, which nobody else changes before the transaction has ended.
    pub(super) async fn row_locked(tx: &ControlTx, slug: &str) -> Result<Option<entity::Model>, RecordError> {
        Ok(entity::Entity::find()
            .filter(entity::Column::Slug.eq(slug))
            .lock_exclusive()
            .one(tx)
            .await?)
    }

    /// Nothing changes, and this node knows better now.
    pub(super) async fn refuse(&self, tx: ControlTx, row: entity::Model) -> Result<Turn<'_>, RecordError> {
        drop(tx);
        let entry = self.entry(row).await?;
        self.put(entry.clone());
        Ok(Turn::Refused(entry))
    }
}
