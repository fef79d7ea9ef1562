//! Minting viewer tokens in the Console API, for a channel's app.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::api;
use crate::viewer;

#[derive(InputObject)]
pub struct CreateViewerTokenInput {
    /// The channel's own opaque id, 1 to 128 bytes.
    viewer_id: String,
    nickname: String,
}

#[derive(SimpleObject)]
pub struct CreateViewerTokenPayload {
    token: String,
    expires_at: DateTime<Utc>,
}

#[derive(Default)]
pub struct TokenMutation;

#[Object]
impl TokenMutation {
    /// For a channel's back end, with an API key.
    async fn create_viewer_token(
        &self,
        ctx: &Context<'_>,
        input: CreateViewerTokenInput,
    ) -> Result<CreateViewerTokenPayload> {
        let app = api::app(ctx)?;
        let minted = viewer::create_token(&app.platform, app.tenant.id(), &input.viewer_id, &input.nickname)?;
        Ok(CreateViewerTokenPayload {
            token: minted.token,
            expires_at: minted.expires_at,
        })
    }
}
