//! One key of a keyring, ready for use.

use std::sync::Arc;

use anyhow::{Context, Result, anyhow};
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use chrono::{DateTime, Utc};
use data_encoding::BASE64URL_NOPAD;
use tenants::TenantId;
use zeroize::Zeroizing;

use super::entity::Model;
use super::seal::{Purpose, Sealer};
use super::token;
use super::verifier::Verifier;
use crate::random::Random;

pub(super) const ALGORITHM: &str = "EdDSA";

/// Checks a tenant's tokens.
pub(super) struct VerifyingKey {
    pub(super) tenant: TenantId,
    pub(super) issuer: Arc<str>,
    pub(super) verifier: Verifier,
    pub(super) expires_at: Option<DateTime<Utc>>,
}

impl VerifyingKey {
    /// Of two with the same name.
    pub(super) fn is_as(&self, other: &Self) -> bool {
        self.tenant == other.tenant && self.expires_at == other.expires_at
    }
}

/// Signs a tenant's tokens.
pub(super) struct SigningKey {
    pub(super) kid: Box<str>,
    pub(super) issuer: Arc<str>,
    pub(super) header: Box<str>,
    pub(super) pair: Ed25519KeyPair,
}

/// A key that has just been made, as it goes into the record.
pub(super) fn generate(
    sealer: &Sealer,
    random: &Random,
    tenant: TenantId,
    now: DateTime<Utc>,
) -> Result<Model> {
    let seed: Zeroizing<[u8; 32]> = Zeroizing::new(random.bytes());
    let kid = BASE64URL_NOPAD.encode(&random.bytes::<16>());
    let pair =
        Ed25519KeyPair::from_seed_unchecked(seed.as_ref()).map_err(|e| anyhow!("a signing key: {e}"))?;
    Ok(Model {
        private_key: sealer.seal(
            Purpose::SigningKey,
            tenant.uuid().as_bytes(),
            kid.as_bytes(),
            seed.as_ref(),
        )?,
        public_key: pair.public_key().as_ref().to_vec(),
        kid,
        tenant_id: tenant.uuid(),
        algorithm: ALGORITHM.to_owned(),
        not_before: now,
        retired_at: None,
        expires_at: None,
        revoked_at: None,
    })
}

pub(super) fn verifying(row: &Model, issuer: &str) -> VerifyingKey {
    VerifyingKey {
        tenant: TenantId::new(row.tenant_id),
        issuer: issuer.into(),
        verifier: Verifier::of_ed25519(&row.public_key),
        expires_at: row.expires_at,
    }
}

/// Opens the private part, and refuses one that does not belong to the public part beside it.
pub(super) fn signing(sealer: &Sealer, row: &Model, issuer: &str) -> Result<SigningKey> {
    let seed = sealer
        .open(
            Purpose::SigningKey,
            row.tenant_id.as_bytes(),
            row.kid.as_bytes(),
            &row.private_key,
        )
        .with_context(|| format!("the signing key of {issuer}"))?;
    let pair = Ed25519KeyPair::from_seed_and_public_key(&seed, &row.public_key)
        .map_err(|e| anyhow!("the signing key of {issuer}: {e}"))?;
    Ok(SigningKey {
        kid: row.kid.as_str().into(),
        issuer: issuer.into(),
        header: token::header(&row.kid).into(),
        pair,
    })
}
