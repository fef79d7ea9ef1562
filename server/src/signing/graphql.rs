//! A channel's keys in the Console API, for its owners.

use async_graphql::{Context, Enum, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::api;
use crate::keyring::{IdentityKey, Key, OwnIdentity, Revoked};
use crate::member::Owner;
use crate::signing;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum SigningKeyStatus {
    /// New tokens are signed with it.
    Signing,
    /// Signs no more; what it has signed is believed until expiresAt.
    Retired,
    /// Nothing that it has signed is alive any more.
    Expired,
    /// Nothing that it has signed is believed.
    Revoked,
}

/// Of ours: createViewerToken and the viewer's page sign with it.
#[derive(SimpleObject)]
#[graphql(name = "SigningKey")]
pub struct SigningKeyNode {
    kid: String,
    algorithm: String,
    status: SigningKeyStatus,
    since: DateTime<Utc>,
    retired_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl SigningKeyNode {
    fn new(key: Key, now: DateTime<Utc>) -> Self {
        let is_over = key.expires_at.is_some_and(|at| now >= at);
        let status = match (key.revoked_at, key.retired_at) {
            (Some(_), _) => SigningKeyStatus::Revoked,
            (None, None) => SigningKeyStatus::Signing,
            (None, Some(_)) if is_over => SigningKeyStatus::Expired,
            (None, Some(_)) => SigningKeyStatus::Retired,
        };
        Self {
            status,
            kid: key.kid,
            algorithm: key.algorithm,
            since: key.since,
            retired_at: key.retired_at,
            expires_at: key.expires_at,
            revoked_at: key.revoked_at,
        }
    }
}

/// Of the channel's own provider. algorithm: null where it was denied and is no longer published.
#[derive(SimpleObject)]
#[graphql(name = "IdentityKey")]
pub struct IdentityKeyNode {
    kid: String,
    algorithm: Option<String>,
    denied_at: Option<DateTime<Utc>>,
}

/// The channel's own identity: whose tokens are taken besides ours, as the manifest says.
#[derive(SimpleObject)]
#[graphql(name = "OwnIdentity")]
pub struct OwnIdentityNode {
    issuer: String,
    audience: String,
    /// Null: the keys are in the manifest.
    jwks_url: Option<String>,
    viewer_claim: String,
    nickname_claim: String,
    token_seconds_max: u32,
    keys: Vec<IdentityKeyNode>,
    /// When the provider gave these keys.
    fetched_at: Option<DateTime<Utc>>,
    /// Until when they are believed if it does not answer again.
    believed_until: Option<DateTime<Utc>>,
    tried_at: Option<DateTime<Utc>>,
    /// Why the last try failed.
    fault: Option<String>,
}

impl From<IdentityKey> for IdentityKeyNode {
    fn from(key: IdentityKey) -> Self {
        Self {
            kid: key.kid,
            algorithm: key.algorithm.map(str::to_owned),
            denied_at: key.denied_at,
        }
    }
}

impl From<OwnIdentity> for OwnIdentityNode {
    fn from(identity: OwnIdentity) -> Self {
        let terms = identity.terms;
        Self {
            jwks_url: terms.jwks_url().map(ToString::to_string),
            issuer: terms.issuer,
            audience: terms.audience,
            viewer_claim: terms.viewer_claim,
            nickname_claim: terms.nickname_claim,
            token_seconds_max: terms.token_seconds_max,
            keys: identity.keys.into_iter().map(IdentityKeyNode::from).collect(),
            fetched_at: identity.fetched_at,
            believed_until: identity.believed_until,
            tried_at: identity.tried_at,
            fault: identity.fault,
        }
    }
}

#[derive(SimpleObject)]
pub struct RotateSigningKeyPayload {
    /// The new one.
    signing_key: SigningKeyNode,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum RevokeSigningKeyOutcome {
    Revoked,
    Already,
    NotFound,
}

#[derive(SimpleObject)]
pub struct RevokeSigningKeyPayload {
    outcome: RevokeSigningKeyOutcome,
    /// As they are now, the newest first.
    signing_keys: Vec<SigningKeyNode>,
}

async fn keys(owner: &Owner) -> Result<Vec<SigningKeyNode>> {
    let now = owner.now();
    let keys = signing::list(owner).await?.into_iter();
    Ok(keys.map(|key| SigningKeyNode::new(key, now)).collect())
}

#[derive(Default)]
pub struct SigningQuery;

#[Object]
impl SigningQuery {
    /// Tenant owners: the keys with which the channel's viewer tokens are signed, the newest first.
    async fn signing_keys(&self, ctx: &Context<'_>) -> Result<Vec<SigningKeyNode>> {
        keys(&api::member(ctx)?).await
    }

    /// Tenant owners. Null: the channel has no identity of its own.
    async fn own_identity(&self, ctx: &Context<'_>) -> Result<Option<OwnIdentityNode>> {
        let owner: Owner = api::member(ctx)?;
        Ok(signing::identity(&owner).await?.map(OwnIdentityNode::from))
    }
}

#[derive(Default)]
pub struct SigningMutation;

#[Object]
impl SigningMutation {
    /// Tenant owners. A new key signs from now on; tokens that the old one has signed live out their time.
    async fn rotate_signing_key(&self, ctx: &Context<'_>) -> Result<RotateSigningKeyPayload> {
        let owner: Owner = api::member(ctx)?;
        let key = signing::rotate(&owner).await?;
        Ok(RotateSigningKeyPayload {
            signing_key: SigningKeyNode::new(key, owner.now()),
        })
    }

    /// Tenant owners: for a key that may be in wrong hands. Tokens that it has signed are refused on every node within five
    /// seconds; where it was the one that signs, a new one does. A key of the channel's own identity is denied for good.
    async fn revoke_signing_key(&self, ctx: &Context<'_>, kid: String) -> Result<RevokeSigningKeyPayload> {
        let owner: Owner = api::member(ctx)?;
        let outcome = match signing::revoke(&owner, &kid).await? {
            Revoked::Revoked => RevokeSigningKeyOutcome::Revoked,
            Revoked::Already => RevokeSigningKeyOutcome::Already,
            Revoked::NotFound => RevokeSigningKeyOutcome::NotFound,
        };
        Ok(RevokeSigningKeyPayload {
            outcome,
            signing_keys: keys(&owner).await?,
        })
    }
}
