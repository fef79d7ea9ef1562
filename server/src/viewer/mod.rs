//! Somebody in the audience, known by the channel's own opaque viewer id. Made from a verified token only.

pub mod graphql;

use std::ops::Deref;
use std::sync::Arc;

use tenants::TenantId;

use crate::ctx::{Ctx, Platform};
use crate::doer::{Doer, Origin};
use crate::error::Result;
use crate::keyring::Minted;

pub use crate::words::{check_id, parse_nickname};

/// The capability to take part in the campaigns of one channel as one viewer.
#[derive(Clone)]
pub struct Viewer {
    ctx: Ctx,
    /// 1 to 128 bytes, the channel's own; opaque to us.
    pub id: Arc<str>,
    pub nickname: Arc<str>,
}

impl Viewer {
    /// For authentication: the token's claims, already verified for this tenant.
    pub fn new(ctx: Ctx, id: impl Into<Arc<str>>, nickname: impl Into<Arc<str>>) -> Self {
        Self {
            ctx,
            id: id.into(),
            nickname: nickname.into(),
        }
    }

    /// The same one, in a request of its own that came from there.
    #[must_use]
    pub fn seen_from(&self, origin: Origin) -> Self {
        let ctx = &self.ctx;
        Self {
            ctx: Ctx::new(ctx.platform.clone(), ctx.tenant.clone(), Doer::viewer(origin)),
            id: self.id.clone(),
            nickname: self.nickname.clone(),
        }
    }
}

impl Deref for Viewer {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}

/// A token with which this viewer may take part: for a channel's app, and for the viewer's page of a channel that takes
/// guests. The caller has proved to speak for the channel.
///
/// # Errors
/// `BAD_USER_INPUT` on what is no viewer id or no nickname.
pub fn create_token(
    platform: &Platform,
    tenant: TenantId,
    viewer_id: &str,
    nickname: &str,
) -> Result<Minted> {
    let id = check_id(viewer_id, "viewerId")?;
    let nickname = parse_nickname(nickname, "nickname")?;
    platform
        .keyrings
        .mint(tenant, id, &nickname, platform.clock.now())
}
