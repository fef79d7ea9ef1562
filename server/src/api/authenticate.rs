//! The two doors. Each takes only its own kind of credential: what opens one is worthless at the other.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use tenants::Absent;

use super::Actor;
use crate::config::Stage;
use crate::ctx::{Ctx, IdSource, Platform};
use crate::doer::{Doer, Origin};
use crate::error::{Error, Result};
use crate::keyring::{Refused, Verified};
use crate::member::{AccountManager, App, Enroller, Member, Role, Session, SessionKey, session, totp};
use crate::viewer::Viewer;
use crate::{api_key, support};

/// The cookie that carries a member's session. In production its name makes browsers insist on TLS, on this very host and
/// on the whole of it, so that no neighbouring host can plant one.
#[must_use]
pub const fn session_cookie(stage: Stage) -> &'static str {
    match stage {
        Stage::Development => "ovation_session",
        Stage::Production => "__Host-ovation_session",
    }
}

/// The session that a browser has shown, whether it is worth anything or not: signing in ends it.
#[derive(Clone, Copy, Debug)]
pub struct Shown(pub Option<SessionKey>);

impl Shown {
    #[must_use]
    pub fn of(cookie: Option<&str>) -> Self {
        Self(cookie.and_then(SessionKey::of))
    }
}

/// Who a viewer's token proves, and until when. From nowhere as yet: [`Viewer::seen_from`].
pub struct Proof {
    pub viewer: Viewer,
    pub until: DateTime<Utc>,
}

/// Why nobody is proved by a token, as far as this node knows by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Doubt {
    OfToken(Refused),
    OfChannel(Absent),
}

/// At the Audience API, where a viewer's token is the only credential. Waits for nothing.
///
/// # Errors
/// The doubt: [`doubted`] settles it.
pub fn viewer(platform: &Arc<Platform>, token: &str) -> std::result::Result<Proof, Doubt> {
    let verified = platform.keyrings.verify(token, platform.clock.now());
    proof(platform, verified.map_err(Doubt::OfToken)?).map_err(Doubt::OfChannel)
}

/// The last word on a token that was doubted: a key may be known elsewhere by now.
///
/// # Errors
/// `UNAUTHENTICATED` for a token that is not to be believed, whatever the reason; `CHANNEL_SUSPENDED` while the viewer's
/// channel is.
pub async fn doubted(platform: &Arc<Platform>, token: &str, doubt: Doubt) -> Result<Proof> {
    let refused = match doubt {
        Doubt::OfToken(refused) => refused,
        Doubt::OfChannel(absent) => return Err(absent.into()),
    };
    let (keyrings, now) = (&platform.keyrings, platform.clock.now());
    let looked_up = keyrings.look_up(&platform.registry, token, refused, now);
    Ok(proof(platform, looked_up.await?)?)
}

fn proof(platform: &Arc<Platform>, verified: Verified) -> std::result::Result<Proof, Absent> {
    let tenant = platform.registry.admit(verified.tenant)?;
    let ctx = Ctx::new(platform.clone(), tenant, Doer::viewer(Origin::default()));
    Ok(Proof {
        viewer: Viewer::new(ctx, verified.viewer, verified.nickname),
        until: verified.expires_at,
    })
}

/// At the Console API: an app's key, else a member's session, else nobody.
///
/// A session that is over, or whose channel is suspended, is nobody's: its owner must be able to sign in.
///
/// # Errors
/// `UNAUTHENTICATED` for a bearer that is no key of ours; `CHANNEL_SUSPENDED` while the app's channel is.
pub async fn console(
    platform: &Arc<Platform>,
    cookie: Option<&str>,
    bearer: Option<&str>,
    origin: Origin,
) -> Result<Actor> {
    if let Some(secret) = bearer {
        return app(platform, secret, origin).await;
    }
    let Some(key) = cookie.and_then(SessionKey::of) else {
        return Ok(Actor::Nobody);
    };
    let Some(session) = session::find(platform, key).await? else {
        return Ok(Actor::Nobody);
    };
    // Opened by password alone before its member had a second factor.
    if session.member.second_factor_at.is_some() && !session.has_second_factor {
        return Ok(Actor::Nobody);
    }
    let must_enrol = !session.has_second_factor && totp::is_required(platform, &session.member);
    let (member, expires_at) = (session.member, session.expires_at);
    let Some(tenant) = member.tenant() else {
        return match manager(platform, &member, key, expires_at, origin) {
            None => Ok(Actor::Nobody),
            Some(manager) if must_enrol => Ok(Actor::Enroller(Enroller::new((&manager).into()))),
            Some(manager) => wherever(manager).await,
        };
    };
    let tenant = match platform.registry.admit(tenant) {
        Ok(tenant) => tenant,
        Err(Absent::Suspended | Absent::Unknown) => return Ok(Actor::Nobody),
    };
    let session = Session {
        ctx: Ctx::new(platform.clone(), tenant, Doer::member(member.id(), origin)),
        member: member.id(),
        role: member.role,
        key,
        expires_at,
        support: None,
    };
    Ok(if must_enrol {
        Actor::Enroller(Enroller::new((&session).into()))
    } else {
        Actor::Member(session)
    })
}

/// Support, while the session is inside a channel that has let it in.
async fn wherever(manager: AccountManager) -> Result<Actor> {
    let Some((grant, tenant)) = support::visited(&manager.platform, manager.key).await? else {
        return Ok(Actor::AccountManager(manager));
    };
    let doer = Doer::support(manager.member, manager.doer.origin.clone());
    Ok(Actor::Member(Session {
        ctx: Ctx::new(manager.platform, tenant, doer),
        member: manager.member,
        role: grant.role.into(),
        key: manager.key,
        expires_at: manager.expires_at.min(grant.expires_at),
        support: Some(grant.id()),
    }))
}

fn manager(
    platform: &Arc<Platform>,
    member: &Member,
    key: SessionKey,
    expires_at: DateTime<Utc>,
    origin: Origin,
) -> Option<AccountManager> {
    (member.role == Role::AccountManager).then(|| AccountManager {
        platform: platform.clone(),
        ids: Arc::default(),
        doer: Arc::new(Doer::account_manager(member.id(), origin)),
        member: member.id(),
        key,
        expires_at,
    })
}

async fn app(platform: &Arc<Platform>, secret: &str, origin: Origin) -> Result<Actor> {
    let Some((tenant, key)) = api_key::authenticate(platform, secret).await? else {
        return Err(Error::Unauthenticated);
    };
    let tenant = platform.registry.admit(tenant)?;
    let ctx = Ctx::new(platform.clone(), tenant, Doer::app(key, origin));
    Ok(Actor::App(App { ctx, key }))
}

impl Actor {
    /// Names who asks, for the scope of an `Idempotency-Key`. None: there is nothing lasting to name.
    #[must_use]
    pub fn scope(&self) -> Option<String> {
        match self {
            Self::Nobody | Self::Viewer(_) => None,
            // An account manager who goes from channel to channel is another one in each.
            Self::Member(session) => Some(match session.support {
                Some(grant) => format!("{}/{grant}", session.member),
                None => session.member.to_string(),
            }),
            Self::App(app) => Some(app.key.to_string()),
            Self::AccountManager(manager) => Some(manager.member.to_string()),
            Self::Enroller(enroller) => Some(enroller.member().to_string()),
        }
    }

    /// The same actor, whose new ids come from here.
    #[must_use]
    pub fn with_ids(mut self, ids: Arc<IdSource>) -> Self {
        match &mut self {
            Self::Nobody | Self::Viewer(_) | Self::Enroller(_) => {}
            Self::Member(session) => session.ctx.ids = ids,
            Self::App(app) => app.ctx.ids = ids,
            Self::AccountManager(manager) => manager.ids = ids,
        }
        self
    }
}
