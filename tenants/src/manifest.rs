//! What a tenant is, as its manifest says: a TOML file that people write and review.

mod diff;
mod identity;
mod parse;
mod place;

use chrono_tz::Tz;
use iso_currency::Currency;
use thiserror::Error;

use crate::ids::Slug;

pub use diff::Change;
pub use identity::{Identity, KeySource};

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Manifest {
    pub slug: Slug,
    pub names: Names,
    pub time_zone: Tz,
    pub currency: Currency,
    /// `zh-CN` or `en`: what the channel's pages speak first.
    pub locale: String,
    pub branding: Branding,
    pub hosts: Vec<String>,
    pub allowed_origins: Vec<String>,
    /// Whether the viewer's page gives a token to whoever opens it. Without, only the channel's app does.
    pub guests: bool,
    /// Whether members can do nothing before they have set up a second factor.
    pub require_second_factor: bool,
    /// Whose tokens are taken besides ours.
    pub identity: Option<Identity>,
    pub plan: String,
    pub quotas: Quotas,
    pub placement: Placement,
    /// The text it was read from, as it was written.
    pub source: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    pub zh_cn: String,
    pub en: String,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branding {
    /// `#rrggbb`
    pub primary_color: String,
    pub logo_url: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quotas {
    pub requests_per_second: u32,
    /// Requests that may come at once after a quiet time.
    pub burst: u32,
    pub open_campaigns: u32,
    /// Minor units of the tenant's currency.
    pub prize_money_per_show: i64,
    pub members: u32,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Placement {
    /// With others, behind row level security.
    Pooled,
    /// In its own database, whose address is in the environment ([`crate::Storage`]).
    Own,
}

impl Placement {
    /// As a manifest has it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pooled => "pooled",
            Self::Own => "own",
        }
    }
}

/// One thing wrong with a manifest. `line` counts from 1; absent where a field is missing altogether.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    pub line: Option<usize>,
    pub field: Option<String>,
    pub message: String,
}

#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("the manifest is not valid: {}", .problems.iter().map(|p| p.message.as_str()).collect::<Vec<_>>().join("; "))]
pub struct ManifestError {
    pub problems: Vec<Problem>,
}

impl Manifest {
    /// # Errors
    /// Every problem found, each with its line.
    pub fn parse(source: &str) -> Result<Self, ManifestError> {
        parse::parse(source)
    }

    /// The same, as it was written, with another placement.
    ///
    /// # Errors
    /// It is not valid to begin with.
    pub fn placed(&self, placement: Placement) -> Result<Self, ManifestError> {
        Self::parse(&place::placed(&self.source, placement).unwrap_or_default())
    }

    /// What applying `self` over `before` changes, by field; everything, where there was nothing.
    #[must_use]
    pub fn changes_from(&self, before: Option<&Self>) -> Vec<Change> {
        diff::changes(before, self)
    }
}
