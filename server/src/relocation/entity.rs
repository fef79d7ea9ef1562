//! The table of moves.

use sea_orm::entity::prelude::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq, EnumIter, DeriveActiveEnum)]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Step {
    /// Both fences are being closed: nothing is written, everything is read where it was.
    Closing,
    Copying,
    /// Copied, and the same on both sides. The last step from which there is a way back.
    Verified,
    /// Read at its new place, and not written yet.
    Switched,
    /// Written at its new place. The old rows are still there.
    Opened,
    /// They are being deleted.
    Clearing,
    Done,
    /// On the way back: what was copied is being deleted.
    Aborting,
    Aborted,
}

impl Step {
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(self, Self::Done | Self::Aborted)
    }

    #[must_use]
    pub const fn has_a_way_back(self) -> bool {
        matches!(
            self,
            Self::Closing | Self::Copying | Self::Verified | Self::Aborting
        )
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "moves")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub tenant_id: Uuid,
    pub step: Step,
    pub target: String,
    pub rows_total: i64,
    pub rows_copied: i64,
    pub at: Option<Json>,
    pub proof: Option<Json>,
    pub started_at: DateTimeUtc,
    pub ended_at: Option<DateTimeUtc>,
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
