//! What one node believes at a moment.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use tenants::TenantId;

use super::identity::{Claims, Identity};
use super::key::{SigningKey, VerifyingKey};
use super::token::{self, Parts, Verified};
use super::{Refused, verifier};

#[derive(Default)]
pub(super) struct Snapshot {
    pub(super) verifying: HashMap<Box<str>, Arc<VerifyingKey>>,
    pub(super) signing: HashMap<TenantId, Arc<SigningKey>>,
    /// By issuer: two channels may have one provider, each with an audience of its own.
    identities: HashMap<Box<str>, Vec<Arc<Identity>>>,
}

impl Snapshot {
    pub(super) fn believes_as(&self, other: &Self) -> bool {
        let mut own = self.verifying.iter();
        self.verifying.len() == other.verifying.len()
            && own.all(|(kid, key)| other.verifying.get(kid).is_some_and(|known| known.is_as(key)))
            && self.identities == other.identities
    }

    /// The first of two that say the same of themselves is believed: whoever came later is refused by `tenant::apply`.
    pub(super) fn add(&mut self, identity: Identity) {
        let of_issuer = self.identities.entry(identity.issuer().into()).or_default();
        if of_issuer
            .iter()
            .all(|known| known.audience() != identity.audience())
        {
            of_issuer.push(Arc::new(identity));
        }
    }

    pub(super) fn identity_of(&self, tenant: TenantId) -> Option<&Arc<Identity>> {
        let mut all = self.identities.values().flatten();
        all.find(|identity| identity.tenant == tenant)
    }

    /// A key of ours is found by its name alone, which is random; one of a channel's own only among those of the provider
    /// and audience that the token names. Nothing that the token says is believed before a signature was checked, and one
    /// is checked in any case.
    pub(super) fn verify(&self, token: &str, now: DateTime<Utc>) -> Result<Verified, Refused> {
        let parts = Parts::of(token)?;
        if let Some(key) = self.verifying.get(parts.kid.as_str()) {
            let is_signed = verifier::is_signed(&parts, Some(&key.verifier));
            if !is_signed || key.expires_at.is_some_and(|at| now >= at) {
                return Err(Refused::Invalid);
            }
            return token::read(key, &parts, now);
        }
        let claims = parts.payload().and_then(|payload| Claims::parse(&payload));
        let identity = claims.as_ref().ok().and_then(|claims| self.named_by(claims));
        let key = identity.and_then(|identity| identity.key(&parts.kid, now));
        if verifier::is_signed(&parts, key) {
            return match (claims, identity) {
                (Ok(claims), Some(identity)) => identity.read(&claims, now),
                _ => Err(Refused::Invalid),
            };
        }
        Err(match (identity, key) {
            (_, Some(_)) => Refused::Invalid,
            (Some(identity), None) => Refused::UnknownKeyOf(identity.tenant),
            (None, None) => Refused::UnknownKey,
        })
    }

    fn named_by(&self, claims: &Claims) -> Option<&Arc<Identity>> {
        let of_issuer = self.identities.get(claims.issuer()?)?;
        let audiences = claims.audiences().ok()?;
        let mut named = of_issuer
            .iter()
            .filter(|identity| audiences.contains(&identity.audience()));
        let identity = named.next()?;
        // Meant for two channels at once it is meant for neither.
        named.next().is_none().then_some(identity)
    }
}
