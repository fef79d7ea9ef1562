//! The table of members.

use sea_orm::entity::prelude::*;
use serde::{Deserialize, Serialize};
use tenants::TenantId;

use crate::ids::MemberId;

// What a member may do, from most to least:
// an owner changes members and API keys of the channel, and does all below; a producer builds shows and campaigns, and
// all below; an operator runs them live, and all below; a moderator publishes and rejects comments, and reads; an
// analyst reads. An account manager is of the platform: channels, their quotas and usage, nothing of their campaigns.
#[derive(
    Clone,
    Copy,
    Debug,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    EnumIter,
    DeriveActiveEnum,
    async_graphql::Enum,
)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[sea_orm(rs_type = "String", db_type = "Text", rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    Owner,
    Producer,
    Operator,
    Moderator,
    Analyst,
    AccountManager,
}

#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "members")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: Uuid,
    pub scope: String,
    pub tenant_id: Option<Uuid>,
    pub email: String,
    pub name: String,
    pub role: Role,
    pub password_hash: String,
    pub created_at: DateTimeUtc,
    pub last_signed_in_at: Option<DateTimeUtc>,
    /// Since when a code is asked for at sign-in. None: none is.
    pub second_factor_at: Option<DateTimeUtc>,
}

impl Model {
    #[must_use]
    pub const fn id(&self) -> MemberId {
        MemberId(self.id)
    }

    /// None: of the platform.
    #[must_use]
    pub fn tenant(&self) -> Option<TenantId> {
        self.tenant_id.map(TenantId::new)
    }
}

#[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
pub enum Relation {}

impl ActiveModelBehavior for ActiveModel {}
