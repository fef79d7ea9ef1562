//! Somebody in the audience, known by the channel's own opaque viewer id. Made from a verified token only.

use std::ops::Deref;
use std::sync::Arc;

use crate::ctx::Ctx;

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
}

impl Deref for Viewer {
    type Target = Ctx;

    fn deref(&self) -> &Ctx {
        &self.ctx
    }
}
