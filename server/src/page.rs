//! Keyset paging, below the Relay connections of both APIs.

use data_encoding::BASE64URL_NOPAD;

use crate::error::{Error, Result};

pub const FIRST_DEFAULT: u64 = 20;
pub const FIRST_MAX: u64 = 100;

/// One page of a list that is ordered by a key: what comes after `after`, `first` of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Page {
    pub first: u64,
    /// The key of the last row that the reader has seen.
    pub after: Option<String>,
}

impl Page {
    /// # Errors
    /// `first` is not 0 to 100, or `after` is no cursor of ours.
    pub fn new(first: Option<i32>, after: Option<&str>) -> Result<Self> {
        let first = match first {
            None => FIRST_DEFAULT,
            Some(n) => u64::try_from(n)
                .ok()
                .filter(|n| *n <= FIRST_MAX)
                .ok_or_else(|| Error::bad_input("first", format!("0 to {FIRST_MAX}")))?,
        };
        let after = after.map(|cursor| {
            decode(cursor).ok_or_else(|| Error::bad_input("after", "not a cursor of this list"))
        });
        Ok(Self {
            first,
            after: after.transpose()?,
        })
    }

    /// The key behind the cursor, as the list orders by it.
    ///
    /// # Errors
    /// The cursor is of another list.
    pub fn after_key<K: std::str::FromStr>(&self) -> Result<Option<K>> {
        let wrong = || Error::bad_input("after", "not a cursor of this list");
        self.after
            .as_deref()
            .map(|key| key.parse().map_err(|_| wrong()))
            .transpose()
    }

    /// Rows to ask for: one more than wanted tells whether there is a next page.
    #[must_use]
    pub const fn limit(&self) -> u64 {
        self.first + 1
    }
}

fn decode(cursor: &str) -> Option<String> {
    BASE64URL_NOPAD
        .decode(cursor.as_bytes())
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
}

#[must_use]
pub fn cursor(key: impl std::fmt::Display) -> String {
    BASE64URL_NOPAD.encode(key.to_string().as_bytes())
}
