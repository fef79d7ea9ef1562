//! The table of grants of support access.

use chrono::{DateTime, Utc};
use sea_orm::entity::prelude::*;
use serde::Serialize;
use tenants::TenantId;

use crate::ids::SupportGrantId;
use crate::member::Role;

/// What support may be: it reads, or it runs what has been built. Never what changes members or keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, EnumIter, DeriveActiveEnum, async_graphql::Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum SupportRole {
    Analyst,
    Operator,
}

impl From<SupportRole> for Role {
    fn from(role: SupportRole) -> Self {
        match role {
            SupportRole::Analyst => Self::Analyst,
            SupportRole::Operator => Self::Operator,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "support_grants")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub tenant_id: Uuid,
    pub role: SupportRole,
    pub reason: String,
    pub granted_by: Uuid,
    pub granted_at: DateTimeUtc,
    pub expires_at: DateTimeUtc,
    pub revoked_at: Option<DateTimeUtc>,
}

impl Model {
    #[must_use]
    pub const fn id(&self) -> SupportGrantId {
        SupportGrantId(self.id)
    }

    #[must_use]
    pub const fn tenant(&self) -> TenantId {
        TenantId::new(self.tenant_id)
    }

    #[must_use]
    pub fn stands(&self, now: DateTime<Utc>) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
