//! What of a channel's own identity only the server can judge, which knows its stage and the other channels.

use tenants::{Identity, Manifest, Problem};

use super::apply::problem;
use crate::config::Stage;
use crate::ctx::Platform;

pub(super) fn problems(platform: &Platform, manifest: &Manifest) -> Vec<Problem> {
    let Some(identity) = &manifest.identity else {
        return Vec::new();
    };
    let mut problems = Vec::new();
    let is_plain = identity.jwks_url().is_some_and(|url| url.scheme() != "https");
    if is_plain && platform.config.environment == Stage::Production {
        let message = "an https:// address is wanted".to_owned();
        problems.push(problem(manifest, "identity.jwks_url", "jwks_url", message));
    }
    if is_anothers(platform, manifest, identity) {
        let message =
            "another channel takes tokens of this issuer for this audience: give each an audience of its own";
        problems.push(problem(
            manifest,
            "identity.audience",
            "audience",
            message.to_owned(),
        ));
    }
    problems
}

/// A token belongs to one channel, whatever it says.
fn is_anothers(platform: &Platform, manifest: &Manifest, identity: &Identity) -> bool {
    let entries = platform.registry.list();
    let others = entries
        .iter()
        .filter(|entry| entry.manifest.slug != manifest.slug);
    others
        .filter_map(|entry| entry.manifest.identity.as_ref())
        .any(|other| other.issuer == identity.issuer && other.audience == identity.audience)
}
