//! Members in the Console API.

mod own;
mod session;
mod totp;

use async_graphql::connection::Connection;
use async_graphql::{Context, Enum, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::api::{self, DeleteOutcome, DeletePayload};
use crate::ids::{MemberId, Prefixed};
use crate::member::{self, Credentials, Member, NewMember, Owner, Removal, Role, Steward};
use crate::page::Page;

pub use own::{OwnMutation, OwnQuery};
pub use session::{SessionMutation, SessionQuery};
pub use totp::{TotpMutation, TotpQuery};

#[derive(SimpleObject)]
#[graphql(name = "Member")]
pub struct MemberNode {
    pub id: ID,
    email: String,
    name: String,
    role: Role,
    created_at: DateTime<Utc>,
    last_signed_in_at: Option<DateTime<Utc>>,
    /// Since when a code is asked for at sign-in; null: none is.
    second_factor_at: Option<DateTime<Utc>>,
}

impl From<Member> for MemberNode {
    fn from(member: Member) -> Self {
        Self {
            id: member.id().encode().into(),
            email: member.email,
            name: member.name,
            role: member.role,
            created_at: member.created_at,
            last_signed_in_at: member.last_signed_in_at,
            second_factor_at: member.second_factor_at,
        }
    }
}

/// channel: only for account managers, and there is no owner yet. The password is generated.
#[derive(InputObject)]
pub struct AddMemberInput {
    channel: Option<String>,
    email: String,
    name: String,
    role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum MemberOutcome {
    Done,
    EmailTaken,
    NotFound,
    LastOwner,
    /// The channel has an owner, who alone adds its members.
    HasOwner,
}

#[derive(SimpleObject)]
pub struct MemberCredentialsPayload {
    outcome: MemberOutcome,
    member: Option<MemberNode>,
    initial_password: Option<String>,
}

#[derive(SimpleObject)]
pub struct ResetMemberTotpPayload {
    outcome: MemberOutcome,
    member: Option<MemberNode>,
}

impl From<Credentials> for MemberCredentialsPayload {
    fn from(credentials: Credentials) -> Self {
        let none = |outcome| Self {
            outcome,
            member: None,
            initial_password: None,
        };
        match credentials {
            Credentials::Done(member, password) => Self {
                outcome: MemberOutcome::Done,
                member: Some(member.into()),
                initial_password: Some(password.to_string()),
            },
            Credentials::EmailTaken => none(MemberOutcome::EmailTaken),
            Credentials::NotFound => none(MemberOutcome::NotFound),
            Credentials::HasOwner => none(MemberOutcome::HasOwner),
        }
    }
}

impl From<Removal> for DeletePayload {
    fn from(removal: Removal) -> Self {
        let outcome = match removal {
            Removal::Removed => DeleteOutcome::Deleted,
            Removal::NotFound => DeleteOutcome::NotFound,
            Removal::LastOwner => DeleteOutcome::LastOwner,
        };
        Self { outcome }
    }
}

/// Owners for their channel, account managers for the platform.
fn steward(ctx: &Context<'_>) -> Result<Steward> {
    if let Ok(manager) = api::account_manager(ctx) {
        return Ok(manager.into());
    }
    let owner: Owner = api::member(ctx)?;
    Ok((&owner).into())
}

/// For `node`.
///
/// # Errors
/// Nobody has signed in, or who has may not see members.
pub async fn node(ctx: &Context<'_>, id: MemberId) -> Result<Option<MemberNode>> {
    Ok(member::find(&steward(ctx)?, id).await?.map(MemberNode::from))
}

#[derive(Default)]
pub struct MemberQuery;

#[Object]
impl MemberQuery {
    /// Tenant owners.
    async fn members(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, MemberNode>> {
        let owner: Owner = api::member(ctx)?;
        let page = Page::new(first, after.as_deref())?;
        let members = member::list(&owner, &page).await?;
        Ok(api::connect(
            &page,
            members,
            |member| member.email.clone(),
            MemberNode::from,
        ))
    }
}

#[derive(Default)]
pub struct MemberMutation;

#[Object]
impl MemberMutation {
    /// Tenant owners for their channel; account managers for the platform, and for a channel its first owner. The password
    /// is in the payload once.
    async fn add_member(&self, ctx: &Context<'_>, input: AddMemberInput) -> Result<MemberCredentialsPayload> {
        let AddMemberInput {
            channel,
            email,
            name,
            role,
        } = input;
        let new = NewMember {
            channel,
            email,
            name,
            role,
            password: None,
        };
        Ok(member::add(&steward(ctx)?, new).await?.into())
    }

    async fn reset_member_password(&self, ctx: &Context<'_>, id: ID) -> Result<MemberCredentialsPayload> {
        let id = MemberId::parse(&id, "id")?;
        Ok(member::reset_password(&steward(ctx)?, id, None).await?.into())
    }

    /// For somebody who has lost the app and the recovery codes. Ends the member's sessions; the next sign-in is by
    /// password alone.
    async fn reset_member_totp(&self, ctx: &Context<'_>, id: ID) -> Result<ResetMemberTotpPayload> {
        let id = MemberId::parse(&id, "id")?;
        let member = member::totp::reset(&steward(ctx)?, id).await?;
        Ok(ResetMemberTotpPayload {
            outcome: member
                .as_ref()
                .map_or(MemberOutcome::NotFound, |_| MemberOutcome::Done),
            member: member.map(MemberNode::from),
        })
    }

    async fn remove_member(&self, ctx: &Context<'_>, id: ID) -> Result<DeletePayload> {
        let id = MemberId::parse(&id, "id")?;
        Ok(member::remove(&steward(ctx)?, id).await?.into())
    }
}
