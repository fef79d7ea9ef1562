//! TOML to [`Manifest`], collecting every problem with its line rather than stopping at the first.

use std::str::FromStr;

use chrono_tz::Tz;
use iso_currency::Currency;
use serde::Deserialize;
use serde_spanned::Spanned;

use super::identity::{self, RawIdentity};
use super::{Branding, Manifest, ManifestError, Names, Placement, Problem, Quotas};
use crate::ids::Slug;
use crate::money::parse_minor;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    slug: Spanned<String>,
    plan: Spanned<String>,
    locale: Spanned<String>,
    time_zone: Spanned<String>,
    currency: Spanned<String>,
    #[serde(default)]
    hosts: Vec<Spanned<String>>,
    #[serde(default)]
    allowed_origins: Vec<Spanned<String>>,
    #[serde(default)]
    guests: bool,
    #[serde(default)]
    require_second_factor: bool,
    identity: Option<Spanned<RawIdentity>>,
    name: RawNames,
    branding: RawBranding,
    quotas: RawQuotas,
    placement: RawPlacement,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawNames {
    #[serde(rename = "zh-CN")]
    zh_cn: Spanned<String>,
    en: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawBranding {
    primary_color: Spanned<String>,
    logo_url: Option<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawQuotas {
    requests_per_second: Spanned<u32>,
    burst: Spanned<u32>,
    open_campaigns: Spanned<u32>,
    prize_money_per_show: Spanned<String>,
    members: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPlacement {
    kind: RawPlacementKind,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum RawPlacementKind {
    Pooled,
    Own,
}

pub(super) struct Checker<'a> {
    source: &'a str,
    problems: Vec<Problem>,
}

impl Checker<'_> {
    fn line(&self, offset: usize) -> usize {
        self.source
            .as_bytes()
            .iter()
            .take(offset)
            .filter(|b| **b == b'\n')
            .count()
            + 1
    }

    pub(super) fn refuse<T>(&mut self, at: &Spanned<T>, field: &str, message: impl Into<String>) {
        let line = Some(self.line(at.span().start));
        self.problems.push(Problem {
            line,
            field: Some(field.to_owned()),
            message: message.into(),
        });
    }

    /// As [`Checker::refuse`], for the `line`th line of a text of several.
    pub(super) fn refuse_within(
        &mut self,
        at: &Spanned<String>,
        line: usize,
        field: &str,
        message: impl Into<String>,
    ) {
        let start = at.span().start;
        // A line's end right behind the opening quotes is not part of the text.
        let opening = self.source.get(start..).unwrap_or_default();
        let is_below = ["'''\n", "'''\r\n", "\"\"\"\n", "\"\"\"\r\n"]
            .iter()
            .any(|quotes| opening.starts_with(quotes));
        self.problems.push(Problem {
            line: Some(self.line(start) + line - 1 + usize::from(is_below)),
            field: Some(field.to_owned()),
            message: message.into(),
        });
    }

    pub(super) fn require<T>(&mut self, fine: bool, at: &Spanned<T>, field: &str, message: &str) {
        if !fine {
            self.refuse(at, field, message);
        }
    }

    pub(super) fn parsed<T, E: std::fmt::Display>(
        &mut self,
        at: &Spanned<String>,
        field: &str,
        parsed: Result<T, E>,
    ) -> Option<T> {
        parsed.map_err(|e| self.refuse(at, field, e.to_string())).ok()
    }

    fn name(&mut self, at: &Spanned<String>, field: &str) {
        let fine = (1..=80).contains(&at.get_ref().trim().chars().count())
            && !at.get_ref().contains(char::is_control);
        self.require(fine, at, field, "a name is 1 to 80 characters on one line");
    }

    fn https(&mut self, at: &Spanned<String>, field: &str) {
        let fine = url::Url::parse(at.get_ref()).is_ok_and(|u| u.scheme() == "https" && u.has_host());
        self.require(fine, at, field, "an https:// address is wanted");
    }

    /// `scheme://host[:port]` and nothing behind it, as browsers send it.
    fn origin(&mut self, at: &Spanned<String>) {
        let fine = url::Url::parse(at.get_ref()).is_ok_and(|u| {
            matches!(u.scheme(), "https" | "http") && u.origin().ascii_serialization() == *at.get_ref()
        });
        self.require(
            fine,
            at,
            "allowed_origins",
            "an origin is scheme://host with an optional port and no path",
        );
    }
}

pub(super) fn parse(source: &str) -> Result<Manifest, ManifestError> {
    let mut check = Checker {
        source,
        problems: Vec::new(),
    };
    let raw: Raw = toml::from_str(source).map_err(|error| ManifestError {
        problems: vec![Problem {
            line: error.span().map(|span| check.line(span.start)),
            field: None,
            message: error.message().to_owned(),
        }],
    })?;
    let manifest = checked(&mut check, raw);
    match manifest {
        Some(manifest) if check.problems.is_empty() => Ok(manifest),
        _ => Err(ManifestError {
            problems: check.problems,
        }),
    }
}

fn checked(check: &mut Checker<'_>, raw: Raw) -> Option<Manifest> {
    let slug = check.parsed(&raw.slug, "slug", Slug::parse(raw.slug.get_ref()));
    let time_zone = check.parsed(&raw.time_zone, "time_zone", Tz::from_str(raw.time_zone.get_ref()));
    let currency =
        Currency::from_code(raw.currency.get_ref()).ok_or("an ISO 4217 code is wanted, such as CNY");
    let currency = check.parsed(&raw.currency, "currency", currency);
    check.require(
        matches!(raw.locale.get_ref().as_str(), "zh-CN" | "en"),
        &raw.locale,
        "locale",
        "zh-CN or en",
    );
    check.name(&raw.name.zh_cn, "name.zh-CN");
    check.name(&raw.name.en, "name.en");
    check.name(&raw.plan, "plan");
    let color = raw.branding.primary_color.get_ref();
    let is_color =
        color.len() == 7 && color.starts_with('#') && color.bytes().skip(1).all(|b| b.is_ascii_hexdigit());
    check.require(
        is_color,
        &raw.branding.primary_color,
        "branding.primary_color",
        "a colour is #rrggbb",
    );
    if let Some(logo) = &raw.branding.logo_url {
        check.https(logo, "branding.logo_url");
    }
    raw.hosts.iter().for_each(|host| {
        check.require(
            url::Host::parse(host.get_ref()).is_ok(),
            host,
            "hosts",
            "a host name is wanted, without scheme or path",
        );
    });
    raw.allowed_origins.iter().for_each(|origin| check.origin(origin));
    let quotas = quotas(check, &raw.quotas, currency);
    let identity = raw.identity.as_ref().map(|raw| identity::checked(check, raw));
    Some(Manifest {
        slug: slug?,
        names: Names {
            zh_cn: raw.name.zh_cn.into_inner(),
            en: raw.name.en.into_inner(),
        },
        time_zone: time_zone?,
        currency: currency?,
        locale: raw.locale.into_inner(),
        branding: Branding {
            primary_color: raw.branding.primary_color.into_inner(),
            logo_url: raw.branding.logo_url.map(Spanned::into_inner),
        },
        hosts: raw.hosts.into_iter().map(Spanned::into_inner).collect(),
        allowed_origins: raw.allowed_origins.into_iter().map(Spanned::into_inner).collect(),
        guests: raw.guests,
        require_second_factor: raw.require_second_factor,
        identity: match identity {
            Some(identity) => Some(identity?),
            None => None,
        },
        plan: raw.plan.into_inner(),
        quotas: quotas?,
        placement: match raw.placement.kind {
            RawPlacementKind::Pooled => Placement::Pooled,
            RawPlacementKind::Own => Placement::Own,
        },
        source: check.source.to_owned(),
    })
}

fn quotas(check: &mut Checker<'_>, raw: &RawQuotas, currency: Option<Currency>) -> Option<Quotas> {
    for (at, field) in [
        (&raw.requests_per_second, "quotas.requests_per_second"),
        (&raw.burst, "quotas.burst"),
        (&raw.open_campaigns, "quotas.open_campaigns"),
        (&raw.members, "quotas.members"),
    ] {
        check.require(*at.get_ref() > 0, at, field, "at least 1");
    }
    let money = &raw.prize_money_per_show;
    let prize_money_per_show = check.parsed(
        money,
        "quotas.prize_money_per_show",
        parse_minor(money.get_ref(), currency?),
    )?;
    Some(Quotas {
        requests_per_second: *raw.requests_per_second.get_ref(),
        burst: *raw.burst.get_ref(),
        open_campaigns: *raw.open_campaigns.get_ref(),
        prize_money_per_show,
        members: *raw.members.get_ref(),
    })
}
