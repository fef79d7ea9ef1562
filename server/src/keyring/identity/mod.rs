//! A channel's own identity: tokens that its app has from a provider of its own, verified with the keys that the manifest
//! gives, or that the provider publishes.
//!
//! What a provider said last lies in the record, so that one node asks for all, that a restart does not depend on it, and
//! that its absence is bridged for a bounded time. Each channel's provider is asked by itself: one that is slow holds up
//! nobody else's viewers.

mod ask;
mod claims;
mod denied_entity;
mod entity;
mod fetch;
mod public;
pub(super) mod store;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, TimeDelta, Utc};
use tenants::{Jwks, KeySource, Manifest, PublicKey, TenantId};

use super::Refused;
use super::token::{SKEW, Verified};
use super::verifier::Verifier;
use crate::words;

pub(super) use ask::{Providers, Wanted};
pub(super) use claims::Claims;
pub(super) use entity::Model as Kept;

/// As one node believes it.
pub(super) struct Identity {
    pub(super) tenant: TenantId,
    terms: tenants::Identity,
    /// What a viewer is called whose token does not say.
    nameless: &'static str,
    keys: BTreeMap<String, (PublicKey, Verifier)>,
    /// None: the keys are in the manifest.
    believed_until: Option<DateTime<Utc>>,
}

/// Alike when they believe the same: that the keys were fetched anew changes nothing.
impl PartialEq for Identity {
    fn eq(&self, other: &Self) -> bool {
        let keys = |of: &Self| of.keys.values().map(|(key, _)| key.clone()).collect::<Vec<_>>();
        self.tenant == other.tenant
            && self.terms == other.terms
            && self.nameless == other.nameless
            && keys(self) == keys(other)
    }
}

/// The keys that a channel's identity has: those of its manifest, or those that its provider said last.
pub(super) fn keys(terms: &tenants::Identity, kept: Option<&Kept>) -> Vec<PublicKey> {
    match &terms.keys {
        KeySource::Inline(jwks) => jwks.keys.clone(),
        KeySource::Url(url) => kept
            // What was fetched from where the manifest no longer points is nothing.
            .filter(|kept| kept.jwks_url == url.as_str())
            .and_then(|kept| Jwks::parse(kept.jwks.as_ref()?.as_bytes()).ok())
            .map(|jwks| jwks.keys)
            .unwrap_or_default(),
    }
}

impl Identity {
    /// None: the channel has no identity of its own. Keys that are too old, or denied, are left out.
    pub(super) fn of(
        tenant: TenantId,
        manifest: &Manifest,
        kept: Option<&Kept>,
        denied: &HashSet<(TenantId, String)>,
        stale_after: TimeDelta,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let terms = manifest.identity.clone()?;
        let believed_until = terms.jwks_url().map(|_| {
            let fetched_at = kept.and_then(|kept| kept.fetched_at);
            fetched_at.map_or(now, |at| at + stale_after)
        });
        let is_stale = believed_until.is_some_and(|until| now >= until);
        let usable = |key: &PublicKey| !is_stale && !denied.contains(&(tenant, key.kid.clone()));
        let keys = keys(&terms, kept).into_iter().filter(usable);
        Some(Self {
            tenant,
            nameless: if manifest.locale == "en" {
                "Viewer"
            } else {
                "观众"
            },
            keys: keys
                .map(|key| (key.kid.clone(), (key.clone(), Verifier::of(&key.material))))
                .collect(),
            believed_until,
            terms,
        })
    }

    pub(super) fn issuer(&self) -> &str {
        &self.terms.issuer
    }

    pub(super) fn audience(&self) -> &str {
        &self.terms.audience
    }

    pub(super) fn key(&self, kid: &str, now: DateTime<Utc>) -> Option<&Verifier> {
        let is_believed = self.believed_until.is_none_or(|until| now < until);
        let (_, verifier) = self.keys.get(kid).filter(|_| is_believed)?;
        Some(verifier)
    }

    /// The claims of a token whose signature has been checked, and which names this issuer and audience.
    pub(super) fn read(&self, claims: &Claims, now: DateTime<Utc>) -> Result<Verified, Refused> {
        let expires_at = claims.time("exp")?.ok_or(Refused::Invalid)?;
        let longest = TimeDelta::seconds(self.terms.token_seconds_max.into());
        let not_before = claims.time("nbf")?;
        let issued_at = claims.time("iat")?;
        let is_early = |at: DateTime<Utc>| now + SKEW < at;
        if now >= expires_at || not_before.is_some_and(is_early) || issued_at.is_some_and(is_early) {
            return Err(Refused::Invalid);
        }
        // Without `iat` what is left of it must not be longer than the whole may be.
        if expires_at - issued_at.unwrap_or(now) > longest || expires_at - now > longest + SKEW {
            return Err(Refused::Invalid);
        }
        let viewer = claims.name(&self.terms.viewer_claim).ok_or(Refused::Invalid)?;
        let viewer = words::check_id(&viewer, "viewer").map_err(|_| Refused::Invalid)?;
        let nickname = claims.name(&self.terms.nickname_claim);
        Ok(Verified {
            tenant: self.tenant,
            viewer: viewer.into(),
            nickname: words::nickname_or(nickname.as_deref(), self.nameless).into(),
            // Nor longer than the key is believed.
            expires_at: self
                .believed_until
                .map_or(expires_at, |until| expires_at.min(until)),
        })
    }
}
