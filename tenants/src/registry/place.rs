//! Where a tenant's rows are, changed at the end of a move.

use chrono::{DateTime, Utc};
use sea_orm::{ActiveModelTrait, ActiveValue::Set, DbErr};

use super::{Pending, Registry, Status, Turn, entity};
use crate::manifest::{Manifest, Placement};
use crate::tx::RecordError;

impl Registry {
    /// A tenant that is being moved has another placement, once that is committed. Its rows must be there.
    ///
    /// # Errors
    /// The record is out of reach; then nothing has changed.
    pub async fn place(
        &self,
        slug: &str,
        placement: Placement,
        now: DateTime<Utc>,
    ) -> Result<Turn<'_>, RecordError> {
        let one = self.changing.lock().await;
        let tx = self.control_write().await?;
        let Some(row) = Self::row_locked(&tx, slug).await? else {
            return Ok(Turn::Unknown);
        };
        if entity::status(&row.status) != Status::Moving {
            return self.refuse(tx, row).await;
        }
        let placed = Manifest::parse(&row.manifest).and_then(|manifest| manifest.placed(placement));
        let placed = placed.map_err(|error| DbErr::Custom(format!("tenant {slug}: {error}")))?;
        let mut row: entity::ActiveModel = row.into();
        row.manifest = Set(placed.source);
        row.updated_at = Set(now);
        let row = row.update(&tx).await?;
        Ok(Turn::Taken(Pending::new(self, one, tx, row)))
    }
}
