//! Whether a chain is whole: every link recomputed, in order, from the first to the head.

use std::fmt;
use std::str::FromStr;

use data_encoding::HEXLOWER;

use super::chain::{self, Link};
use super::entity::Model;

/// The end of a chain, to be noted somewhere else: `12:9f86d0…`. Whoever can rewrite a whole chain, head and all, can't
/// rewrite what was noted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub seq: i64,
    pub hash: Vec<u8>,
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.seq, HEXLOWER.encode(&self.hash))
    }
}

impl FromStr for Head {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = "a head is a number, a colon and 64 hexadecimal digits";
        let (seq, hash) = text.split_once(':').ok_or(wrong)?;
        let hash = HEXLOWER.decode(hash.as_bytes()).map_err(|_| wrong)?;
        let seq = seq.parse().map_err(|_| wrong)?;
        if hash.len() == 32 && seq >= 0 {
            Ok(Self { seq, hash })
        } else {
            Err(wrong)
        }
    }
}

/// The first thing that is wrong with a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The row says something else than it did when it was written.
    Changed { seq: i64 },
    /// The address beside the row is not the one that it was written with.
    OriginChanged { seq: i64 },
    /// Rows are missing from here.
    Gap { seq: i64, found: i64 },
    /// Two rows claim one place.
    Fork { seq: i64 },
    /// The row is whole, but does not follow the one before it: rows were exchanged, put in, or written anew.
    Misplaced { seq: i64 },
    /// The rows end before the head.
    CutOff { last: i64, head: i64 },
    /// There are rows after the head.
    Beyond { head: i64 },
    /// The rows end where the head says, but in another one.
    OtherEnd { seq: i64 },
    /// The chain has no head, or the head no chain.
    NoHead,
    /// The chain does not contain the head that was noted elsewhere.
    NotAsNoted { noted: Head },
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Changed { seq } => write!(f, "row {seq} was changed"),
            Self::OriginChanged { seq } => write!(f, "the origin of row {seq} was changed"),
            Self::Gap { seq, found } if *found == seq + 1 => write!(f, "row {seq} is missing"),
            Self::Gap { seq, found } => write!(f, "rows {seq} to {} are missing", found - 1),
            Self::Fork { seq } => write!(f, "there are two rows {seq}"),
            Self::Misplaced { seq } => write!(
                f,
                "row {seq} does not follow row {}: it was moved, put in or written anew",
                seq - 1
            ),
            Self::CutOff { last, head } => write!(
                f,
                "the end is cut off: row {last} is the last, the head is {head}"
            ),
            Self::Beyond { head } => write!(f, "there are rows after the head, {head}"),
            Self::OtherEnd { seq } => write!(f, "row {seq}, the last, is not the one that the head names"),
            Self::NoHead => write!(f, "the chain has no head"),
            Self::NotAsNoted { noted } => write!(f, "the chain does not contain the noted head {noted}"),
        }
    }
}

/// Walks a chain, link by link.
#[derive(Clone, Debug)]
pub struct Walk {
    at: Head,
    noted: Option<Head>,
    noted_is_met: bool,
}

impl Walk {
    /// From before the first link. `noted`: a head that was written down elsewhere, which the chain must contain.
    #[must_use]
    pub fn new(scope: &str, noted: Option<Head>) -> Self {
        let at = Head {
            seq: 0,
            hash: chain::genesis(scope).to_vec(),
        };
        Self {
            noted_is_met: noted.as_ref().is_none_or(|noted| *noted == at),
            at,
            noted,
        }
    }

    #[must_use]
    pub const fn at(&self) -> &Head {
        &self.at
    }

    /// # Errors
    /// What is wrong with this link, or before it.
    pub fn step(&mut self, row: &Model) -> Result<(), Fault> {
        let link = Link::of(row);
        let is_canonical = |text: &Option<String>, value: &Option<serde_json::Value>| {
            *text == value.as_ref().map(serde_json::Value::to_string)
        };
        let as_written = is_canonical(&row.before, &link.before) && is_canonical(&row.after, &link.after);
        let whence = row
            .origin
            .as_ref()
            .map(|text| chain::sha256(text.as_bytes()).to_vec());
        // Forgotten is no change.
        if whence.is_some() && whence != row.origin_hash {
            return Err(Fault::OriginChanged { seq: row.seq });
        }
        if !as_written {
            return Err(Fault::Changed { seq: row.seq });
        }
        self.step_link(&link, &row.hash)
    }

    /// The same for a link read from a file, with the hash that it claims.
    ///
    /// # Errors
    /// What is wrong with this link, or before it.
    pub fn step_link(&mut self, link: &Link, hash: &[u8]) -> Result<(), Fault> {
        let seq = link.seq;
        if seq <= self.at.seq {
            return Err(Fault::Fork { seq });
        }
        if seq > self.at.seq + 1 {
            let seq = self.at.seq + 1;
            return Err(Fault::Gap { seq, found: link.seq });
        }
        if link.hash() != *hash {
            return Err(Fault::Changed { seq });
        }
        if link.prev != HEXLOWER.encode(&self.at.hash) {
            return Err(Fault::Misplaced { seq });
        }
        self.at = Head {
            seq,
            hash: hash.to_vec(),
        };
        self.noted_is_met |= self.noted.as_ref() == Some(&self.at);
        Ok(())
    }

    /// After the last link.
    ///
    /// # Errors
    /// The chain does not end where its head says, or lacks what was noted.
    pub fn end(self, head: Option<&Head>) -> Result<Head, Fault> {
        let Some(head) = head else {
            return if self.at.seq == 0 {
                Ok(self.at)
            } else {
                Err(Fault::NoHead)
            };
        };
        if self.at.seq < head.seq {
            return Err(Fault::CutOff {
                last: self.at.seq,
                head: head.seq,
            });
        }
        if self.at.seq > head.seq {
            return Err(Fault::Beyond { head: head.seq });
        }
        if self.at.hash != head.hash {
            return Err(Fault::OtherEnd { seq: head.seq });
        }
        match self.noted {
            Some(noted) if !self.noted_is_met => Err(Fault::NotAsNoted { noted }),
            _ => Ok(self.at),
        }
    }
}
