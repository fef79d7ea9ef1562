//! The two sides of the reckoning: what was sent and answered, what the record says.

use super::rundown::{DRAWS, OPENINGS, OPTIONS};

/// From the Console API, after the show.
#[derive(Debug, Clone, Default)]
pub struct Record {
    pub draws: [DrawRecord; DRAWS],
    pub pools: [PoolRecord; OPENINGS],
    pub ballots: u64,
    /// By option.
    pub votes: [u64; OPTIONS],
    pub comments: u64,
}

#[derive(Debug, Clone, Default)]
pub struct DrawRecord {
    pub entries: u64,
    pub granted: u64,
    /// Entry numbers.
    pub winners: Vec<u64>,
    /// The number of every entry, where there are few enough to read them all.
    pub listed: Option<Vec<u64>>,
}

#[derive(Debug, Clone, Default)]
pub struct PoolRecord {
    pub granted: u64,
    pub remaining: u64,
    pub money_fen: u64,
    /// The mark of every grant, where there are few enough to read them all.
    pub listed: Option<Vec<u64>>,
}

/// From the answers that the viewers got.
#[derive(Debug, Clone, Default)]
pub struct Sent {
    pub draws: [Entered; DRAWS],
    pub pools: [Granted; OPENINGS],
    /// By option.
    pub votes: [u64; OPTIONS],
    pub comments: u64,
    pub visits: u64,
    /// Asks whose last word is another outcome than the plan allows, by name; unanswered ones too.
    pub unexpected: Vec<String>,
    /// Promises broken to a viewer, in words.
    pub contradictions: Vec<String>,
}

#[derive(Debug, Clone, Default)]
pub struct Entered {
    /// Entry numbers, sorted.
    pub numbers: Vec<u64>,
}

#[derive(Debug, Clone, Default)]
pub struct Granted {
    /// Of the grants, sorted.
    pub marks: Vec<u64>,
    pub money_fen: u64,
    pub sold_out: u64,
}
