//! What an answer is made of.

use std::fmt::Write;

use tenants::{Currency, format_minor};

use crate::campaign::graphql::moves::name_of;
use crate::ids::Prefixed;
use crate::ledger::Grant;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Leaf(Leaf),
    /// An object where the viewer has a grant, `null` where not.
    Grant(Vec<Self>),
}

/// What differs. Each is plain ASCII, so that nothing in it has to be escaped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Leaf {
    Outcome,
    /// A number or `null`.
    Entry,
    Accepted,
    GrantId,
    GrantedAt,
    GrantStatus,
    Amount,
    Currency,
}

/// What a mutation came to.
#[derive(Default)]
pub(super) struct Came {
    pub(super) outcome: &'static str,
    pub(super) entry: Option<u64>,
    pub(super) accepted: bool,
    pub(super) grant: Option<Grant>,
}

pub(super) fn write(pieces: &[Piece], came: &Came, currency: Currency, out: &mut String) {
    for piece in pieces {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Leaf(leaf) => leaf.write(came, currency, out),
            Piece::Grant(inside) if came.grant.is_some() => write(inside, came, currency, out),
            Piece::Grant(_) => out.push_str("null"),
        }
    }
}

impl Leaf {
    fn write(self, came: &Came, currency: Currency, out: &mut String) {
        let quoted = |out: &mut String, text: &str| {
            out.push('"');
            out.push_str(text);
            out.push('"');
        };
        match (self, &came.grant) {
            (Self::Outcome, _) => quoted(out, came.outcome),
            (Self::Entry, _) => match came.entry {
                // Into a string: that can't fail.
                Some(number) => drop(write!(out, "{number}")),
                None => out.push_str("null"),
            },
            (Self::Accepted, _) => out.push_str(if came.accepted { "true" } else { "false" }),
            (Self::Currency, _) => quoted(out, currency.code()),
            (Self::GrantId, Some(grant)) => quoted(out, &grant.id().encode()),
            (Self::GrantedAt, Some(grant)) => quoted(out, &grant.granted_at.to_rfc3339()),
            (Self::GrantStatus, Some(grant)) => quoted(out, name_of(grant.status)),
            (Self::Amount, Some(grant)) => {
                quoted(out, &format_minor(grant.money_minor.unwrap_or(0), currency));
            }
            // Only ever inside a grant.
            (Self::GrantId | Self::GrantedAt | Self::GrantStatus | Self::Amount, None) => {
                out.push_str("null")
            }
        }
    }
}
