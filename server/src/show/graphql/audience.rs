//! Shows, as viewers see them.

use async_graphql::connection::Connection;
use async_graphql::{ComplexObject, Context, ID, Object, Result, SimpleObject};
use chrono::{DateTime, Utc};

use crate::api;
use crate::campaign::{self, CampaignStatus, graphql::audience::CampaignNode};
use crate::ids::{ChannelId, Prefixed};
use crate::page::Page;
use crate::show::{self, Segment, Show, ShowStatus, seen};
use crate::viewer::Viewer;

/// The channel that the token belongs to.
pub struct ChannelNode {
    id: ID,
    viewer: Viewer,
}

impl From<&Viewer> for ChannelNode {
    fn from(viewer: &Viewer) -> Self {
        let id = ChannelId(viewer.tenant.id().uuid()).encode().into();
        Self {
            id,
            viewer: viewer.clone(),
        }
    }
}

#[derive(SimpleObject)]
pub struct Branding {
    logo_url: Option<String>,
    primary_color: String,
}

#[Object(name = "Channel")]
impl ChannelNode {
    pub async fn id(&self) -> &ID {
        &self.id
    }

    async fn slug(&self) -> &str {
        self.viewer.tenant.slug().as_str()
    }

    async fn name(&self) -> &str {
        let manifest = self.viewer.tenant.manifest();
        if manifest.locale == "en" {
            &manifest.names.en
        } else {
            &manifest.names.zh_cn
        }
    }

    async fn branding(&self) -> Branding {
        let branding = &self.viewer.tenant.manifest().branding;
        Branding {
            logo_url: branding.logo_url.clone(),
            primary_color: branding.primary_color.clone(),
        }
    }

    /// The show that is on air, or the next one.
    async fn current_show(&self) -> Result<Option<ShowNode>> {
        Ok(seen::current(&self.viewer).await?.map(ShowNode::from))
    }

    async fn shows(
        &self,
        first: Option<i32>,
        after: Option<String>,
        status: Option<ShowStatus>,
    ) -> Result<Connection<String, ShowNode>> {
        let page = Page::new(first, after.as_deref())?;
        let shows = show::list(&self.viewer, &page, status).await?;
        Ok(api::connect(&page, shows, show::list_key, ShowNode::from))
    }
}

#[derive(SimpleObject)]
#[graphql(name = "Show", complex)]
pub struct ShowNode {
    pub id: ID,
    slug: String,
    title: String,
    status: ShowStatus,
    starts_at: DateTime<Utc>,
    ends_at: DateTime<Utc>,
    #[graphql(skip)]
    show: Show,
}

impl From<Show> for ShowNode {
    fn from(show: Show) -> Self {
        Self {
            id: show.id().encode().into(),
            slug: show.slug.clone(),
            title: show.title.clone(),
            status: show.status,
            starts_at: show.starts_at,
            ends_at: show.ends_at,
            show,
        }
    }
}

#[ComplexObject]
impl ShowNode {
    /// The run of show, in order.
    async fn segments(&self, ctx: &Context<'_>) -> Result<Vec<SegmentNode>> {
        let segments = seen::segments(api::viewer(ctx)?, self.show.id()).await?;
        Ok(segments.iter().cloned().map(SegmentNode::from).collect())
    }

    /// The segment on air now.
    async fn current_segment(&self, ctx: &Context<'_>) -> Result<Option<SegmentNode>> {
        let Some(id) = self.show.current_segment() else {
            return Ok(None);
        };
        let segments = seen::segments(api::viewer(ctx)?, self.show.id()).await?;
        let current = segments.iter().find(|segment| segment.id() == id);
        Ok(current.cloned().map(SegmentNode::from))
    }

    async fn campaigns(
        &self,
        ctx: &Context<'_>,
        status: Option<CampaignStatus>,
    ) -> Result<Vec<CampaignNode>> {
        let viewer = api::viewer(ctx)?;
        let mut nodes = Vec::new();
        for campaign in campaign::seen::list(viewer, self.show.id()).await?.iter() {
            if status.is_none_or(|status| status == campaign.status) {
                nodes.extend(CampaignNode::of(viewer, campaign).await?);
            }
        }
        Ok(nodes)
    }
}

#[derive(SimpleObject)]
#[graphql(name = "Segment")]
pub struct SegmentNode {
    pub id: ID,
    title: String,
    performers: Vec<String>,
    starts_at: Option<DateTime<Utc>>,
}

impl From<Segment> for SegmentNode {
    fn from(segment: Segment) -> Self {
        let id = segment.id().encode().into();
        Self {
            id,
            title: segment.title,
            performers: segment.performers.0,
            starts_at: segment.starts_at,
        }
    }
}
