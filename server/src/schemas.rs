//! Names every face once: the two schemas.

use std::sync::Arc;

use async_graphql::async_trait;
use async_graphql::extensions::{Extension, ExtensionContext, ExtensionFactory, NextExecute};
use async_graphql::{
    EmptySubscription, MergedObject, Response, SDLExportOptions, Schema, SchemaBuilder, ValidationMode,
};

use crate::api_key::graphql::{ApiKeyMutation, ApiKeyQuery};
use crate::audit::graphql::AuditQuery;
use crate::campaign::graphql::console_mutation::{CampaignMutation, CampaignQuery};
use crate::campaign::graphql::console_node::NodeQuery;
use crate::campaign::graphql::play::PlayMutation;
use crate::campaign::graphql::root::AudienceQuery;
use crate::comment::graphql::CommentMutation;
use crate::config::Stage;
use crate::document::graphql::{DocumentMutation, DocumentQuery};
use crate::member::graphql::{
    MemberMutation, MemberQuery, OwnMutation, OwnQuery, SessionMutation, SessionQuery, TotpMutation,
    TotpQuery,
};
use crate::removal::graphql::{RemovalMutation, RemovalQuery};
use crate::show::graphql::console::{ShowMutation, ShowQuery};
use crate::signing::graphql::{SigningMutation, SigningQuery};
use crate::support::graphql::{SupportMutation, SupportQuery};
use crate::tenant::graphql::{TenantMutation, TenantQuery};
use crate::viewer::graphql::TokenMutation;
use crate::viewer_data::graphql::{ViewerDataMutation, ViewerDataQuery};

#[derive(Default, MergedObject)]
#[graphql(name = "Query")]
pub struct ConsoleQuery(
    NodeQuery,
    SessionQuery,
    OwnQuery,
    TotpQuery,
    TenantQuery,
    ShowQuery,
    CampaignQuery,
    MemberQuery,
    ApiKeyQuery,
    AuditQuery,
    ViewerDataQuery,
    DocumentQuery,
    RemovalQuery,
    SupportQuery,
    SigningQuery,
);

#[derive(Default, MergedObject)]
#[graphql(name = "Mutation")]
pub struct ConsoleMutation(
    SessionMutation,
    OwnMutation,
    TotpMutation,
    ShowMutation,
    CampaignMutation,
    CommentMutation,
    ApiKeyMutation,
    TokenMutation,
    MemberMutation,
    TenantMutation,
    ViewerDataMutation,
    DocumentMutation,
    RemovalMutation,
    SupportMutation,
    SigningMutation,
);

pub type AudienceSchema = Schema<AudienceQuery, PlayMutation, EmptySubscription>;
pub type ConsoleSchema = Schema<ConsoleQuery, ConsoleMutation, EmptySubscription>;

/// The second line behind the HTTP layer's own guard (`http::guard`), which refuses before anything is expanded.
const DEPTH_MAX: usize = 15;
const COMPLEXITY_MAX: usize = 2_000;
const DIRECTIVES_MAX: usize = 10;

fn limited<Q, M, S>(builder: SchemaBuilder<Q, M, S>, stage: Stage) -> SchemaBuilder<Q, M, S> {
    let builder = builder
        .limit_depth(DEPTH_MAX)
        .limit_complexity(COMPLEXITY_MAX)
        .limit_directives(DIRECTIVES_MAX);
    if stage == Stage::Production {
        // "Did you mean …" would tell the schema name by name to whoever may not read it as a whole.
        builder.disable_introspection().disable_suggestions()
    } else {
        builder
    }
}

/// What apps and viewers call.
#[must_use]
pub fn audience(stage: Stage) -> AudienceSchema {
    limited(
        Schema::build(AudienceQuery, PlayMutation, EmptySubscription),
        stage,
    )
    .finish()
}

/// The same for documents that are known to be valid, and have no variables: what is left to do is to carry them out.
#[must_use]
pub fn audience_validated(stage: Stage) -> AudienceSchema {
    let builder = Schema::build(AudienceQuery, PlayMutation, EmptySubscription);
    limited(builder, stage)
        .validation_mode(ValidationMode::Fast)
        .finish()
}

/// The Audience API's rules without its resolvers: validates a document as a request for it would be, and carries out
/// nothing.
#[must_use]
pub fn audience_rules() -> AudienceSchema {
    let builder = Schema::build(AudienceQuery, PlayMutation, EmptySubscription);
    limited(builder, Stage::Development)
        .extension(RulesAlone)
        .finish()
}

struct RulesAlone;

impl ExtensionFactory for RulesAlone {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for RulesAlone {
    async fn execute(&self, _: &ExtensionContext<'_>, _: Option<&str>, _: NextExecute<'_>) -> Response {
        Response::default()
    }
}

/// What staff calls.
#[must_use]
pub fn console(stage: Stage) -> ConsoleSchema {
    limited(
        Schema::build(
            ConsoleQuery::default(),
            ConsoleMutation::default(),
            EmptySubscription,
        ),
        stage,
    )
    .finish()
}

fn options() -> SDLExportOptions {
    SDLExportOptions::new()
        .sorted_fields()
        .sorted_arguments()
        .sorted_enum_items()
}

/// `server/schema/audience.graphql`.
#[must_use]
pub fn audience_sdl() -> String {
    audience(Stage::Development).sdl_with_options(options())
}

/// `server/schema/console.graphql`.
#[must_use]
pub fn console_sdl() -> String {
    console(Stage::Development).sdl_with_options(options())
}
