//! A viewer's data in the Console API: for the channel's owner, and for its app.

use async_graphql::{Context, Enum, ID, Object, Result, SimpleObject};

use super::{Custodian, Erased};
use crate::api::{self, Actor};
use crate::ids::Prefixed;
use crate::member::Owner;

/// Everything that the channel holds about one viewer.
#[derive(SimpleObject)]
pub struct ViewerExport {
    viewer_id: String,
    /// A JSON document with `entries`, `ballots`, `comments` and `grants`; empty lists for who is not known.
    document: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Enum)]
pub enum EraseViewerOutcome {
    /// Nothing names the viewer any more.
    Erased,
    /// The campaigns named do, until they are settled. Nothing else has to be asked for.
    Scheduled,
}

#[derive(SimpleObject)]
pub struct EraseViewerPayload {
    outcome: EraseViewerOutcome,
    campaign_ids: Vec<ID>,
}

fn custodian(ctx: &Context<'_>) -> Result<Custodian> {
    Ok(match api::actor::actor(ctx)? {
        Actor::App(app) => Custodian::of_app(app),
        _ => Custodian::of_owner(&api::member::<Owner>(ctx)?),
    })
}

#[derive(Default)]
pub struct ViewerDataQuery;

#[Object]
impl ViewerDataQuery {
    /// The channel's owner or its app. Everything held about this viewer, by the channel's own id.
    async fn export_viewer(&self, ctx: &Context<'_>, viewer_id: String) -> Result<ViewerExport> {
        let custodian = custodian(ctx)?;
        let document = super::export(&custodian, &viewer_id).await?;
        Ok(ViewerExport {
            viewer_id,
            document: document.to_string(),
        })
    }
}

#[derive(Default)]
pub struct ViewerDataMutation;

#[Object]
impl ViewerDataMutation {
    /// The channel's owner or its app. Comments lose their words at once; entries, ballots and grants of settled campaigns
    /// stay under a pseudonym, those of others follow when they are settled.
    async fn erase_viewer(&self, ctx: &Context<'_>, viewer_id: String) -> Result<EraseViewerPayload> {
        let custodian = custodian(ctx)?;
        Ok(match super::erase(&custodian, &viewer_id).await? {
            Erased::Done => EraseViewerPayload {
                outcome: EraseViewerOutcome::Erased,
                campaign_ids: Vec::new(),
            },
            Erased::Scheduled(campaigns) => EraseViewerPayload {
                outcome: EraseViewerOutcome::Scheduled,
                campaign_ids: campaigns.iter().map(|id| id.encode().into()).collect(),
            },
        })
    }
}
