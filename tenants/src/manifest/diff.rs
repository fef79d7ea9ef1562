//! What a new manifest changes, field by field, as `tenant apply` shows it.

use super::{Identity, KeySource, Manifest};
use crate::money::format_minor;

/// A field whose value differs; `before` is absent for a new tenant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    pub field: &'static str,
    pub before: Option<String>,
    pub after: String,
}

fn fields(manifest: &Manifest) -> Vec<(&'static str, String)> {
    let quotas = &manifest.quotas;
    let mut fields = vec![
        ("name.zh-CN", manifest.names.zh_cn.clone()),
        ("name.en", manifest.names.en.clone()),
        ("time_zone", manifest.time_zone.to_string()),
        ("currency", manifest.currency.code().to_owned()),
        ("locale", manifest.locale.clone()),
        ("branding.primary_color", manifest.branding.primary_color.clone()),
        (
            "branding.logo_url",
            manifest.branding.logo_url.clone().unwrap_or_default(),
        ),
        ("hosts", manifest.hosts.join(", ")),
        ("allowed_origins", manifest.allowed_origins.join(", ")),
        ("guests", manifest.guests.to_string()),
        ("plan", manifest.plan.clone()),
        (
            "quotas.requests_per_second",
            quotas.requests_per_second.to_string(),
        ),
        ("quotas.burst", quotas.burst.to_string()),
        ("quotas.open_campaigns", quotas.open_campaigns.to_string()),
        (
            "quotas.prize_money_per_show",
            format_minor(quotas.prize_money_per_show, manifest.currency),
        ),
        ("quotas.members", quotas.members.to_string()),
        ("placement", manifest.placement.name().to_owned()),
        (
            "require_second_factor",
            manifest.require_second_factor.to_string(),
        ),
    ];
    fields.extend(of_identity(manifest.identity.as_ref()));
    fields
}

/// Empty where there is none, so that adding and taking away show, too.
fn of_identity(identity: Option<&Identity>) -> [(&'static str, String); 6] {
    let text = |of: fn(&Identity) -> String| identity.map(of).unwrap_or_default();
    [
        ("identity.issuer", text(|identity| identity.issuer.clone())),
        ("identity.audience", text(|identity| identity.audience.clone())),
        ("identity.keys", text(|identity| keys(&identity.keys))),
        (
            "identity.viewer_claim",
            text(|identity| identity.viewer_claim.clone()),
        ),
        (
            "identity.nickname_claim",
            text(|identity| identity.nickname_claim.clone()),
        ),
        (
            "identity.token_seconds_max",
            text(|identity| identity.token_seconds_max.to_string()),
        ),
    ]
}

/// Whole: another key under the same name is a change.
fn keys(source: &KeySource) -> String {
    match source {
        KeySource::Url(url) => url.to_string(),
        KeySource::Inline(jwks) => {
            let keys: Vec<String> = jwks.keys.iter().map(ToString::to_string).collect();
            keys.join(", ")
        }
    }
}

pub(super) fn changes(before: Option<&Manifest>, after: &Manifest) -> Vec<Change> {
    let old = before.map(fields);
    fields(after)
        .into_iter()
        .enumerate()
        .filter_map(|(index, (field, after))| {
            let before = old
                .as_ref()
                .and_then(|old| old.get(index))
                .map(|(_, value)| value.clone());
            (before.as_ref() != Some(&after)).then_some(Change { field, before, after })
        })
        .collect()
}
