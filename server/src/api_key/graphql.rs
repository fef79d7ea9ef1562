//! API keys in the Console API, for owners.

use async_graphql::connection::Connection;
use async_graphql::{Context, ID, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::api;
use crate::api_key::{self, ApiKey};
use crate::ids::{ApiKeyId, Prefixed};
use crate::member::Owner;
use crate::page::Page;

#[derive(SimpleObject)]
#[graphql(name = "ApiKey")]
pub struct ApiKeyNode {
    pub id: ID,
    name: String,
    /// The first characters, to tell keys apart.
    hint: String,
    created_at: DateTime<Utc>,
    last_used_at: Option<DateTime<Utc>>,
    revoked_at: Option<DateTime<Utc>>,
}

impl From<ApiKey> for ApiKeyNode {
    fn from(key: ApiKey) -> Self {
        Self {
            id: key.id().encode().into(),
            name: key.name,
            hint: key.hint,
            created_at: key.created_at,
            last_used_at: key.last_used_at,
            revoked_at: key.revoked_at,
        }
    }
}

#[derive(InputObject)]
pub struct CreateApiKeyInput {
    name: String,
}

#[derive(SimpleObject)]
pub struct CreateApiKeyPayload {
    api_key: ApiKeyNode,
    secret: String,
}

#[derive(SimpleObject)]
pub struct RevokeApiKeyPayload {
    api_key: Option<ApiKeyNode>,
}

/// For `node`.
///
/// # Errors
/// Nobody has signed in, or it is no owner.
pub async fn node(ctx: &Context<'_>, id: ApiKeyId) -> Result<Option<ApiKeyNode>> {
    let owner: Owner = api::member(ctx)?;
    Ok(api_key::find(&owner, id).await?.map(ApiKeyNode::from))
}

#[derive(Default)]
pub struct ApiKeyQuery;

#[Object]
impl ApiKeyQuery {
    /// Tenant owners.
    async fn api_keys(
        &self,
        ctx: &Context<'_>,
        first: Option<i32>,
        after: Option<String>,
    ) -> Result<Connection<String, ApiKeyNode>> {
        let owner: Owner = api::member(ctx)?;
        let page = Page::new(first, after.as_deref())?;
        let keys = api_key::list(&owner, &page).await?;
        Ok(api::connect(&page, keys, api_key::list_key, ApiKeyNode::from))
    }
}

#[derive(Default)]
pub struct ApiKeyMutation;

#[Object]
impl ApiKeyMutation {
    /// The key is in the payload once and never again.
    async fn create_api_key(
        &self,
        ctx: &Context<'_>,
        input: CreateApiKeyInput,
    ) -> Result<CreateApiKeyPayload> {
        let owner: Owner = api::member(ctx)?;
        let (key, secret) = api_key::create(&owner, &input.name).await?;
        Ok(CreateApiKeyPayload {
            api_key: key.into(),
            secret: secret.to_string(),
        })
    }

    async fn revoke_api_key(&self, ctx: &Context<'_>, id: ID) -> Result<RevokeApiKeyPayload> {
        let owner: Owner = api::member(ctx)?;
        let key = api_key::revoke(&owner, ApiKeyId::parse(&id, "id")?).await?;
        Ok(RevokeApiKeyPayload {
            api_key: key.map(ApiKeyNode::from),
        })
    }
}
