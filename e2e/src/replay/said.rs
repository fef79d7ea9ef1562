//! The last word on one ask, read from an answer.

use std::time::Duration;

use super::plan::Deed;
use super::rundown::{CAMPAIGNS, RUNDOWN};
use crate::audience::{Outcome, Play, Played, Visited};
use crate::retry::Refusal;
use crate::verdict::{Heard, Verdict, judge};

pub struct Said {
    pub play: Play,
    pub tries: u32,
    /// From the first try to the answer.
    pub took: Duration,
}

/// What an answer to `deed` means.
pub fn read(deed: Deed, heard: &Heard<'_>) -> Verdict<Play> {
    if deed != Deed::Visit {
        return judge::<Played>(heard).map(|played| played.play);
    }
    match judge::<Visited>(heard) {
        Verdict::Answered(visited) => seen(&visited),
        Verdict::Again(trouble) => Verdict::Again(trouble),
        Verdict::Refused(refusal) => Verdict::Refused(refusal),
    }
}

/// The page must show the whole run of show and every campaign.
fn seen(visited: &Visited) -> Verdict<Play> {
    let show = visited.show.as_ref();
    let found = show.map(|show| (show.segments.len(), show.campaigns.len()));
    if found != Some((RUNDOWN.len(), CAMPAIGNS)) {
        return Verdict::Refused(Refusal::Unreadable {
            status: 200,
            reason: format!("segments and campaigns of the show page: {found:?}"),
            excerpt: String::new(),
        });
    }
    Verdict::Answered(Play {
        outcome: Outcome::Seen,
        grant: None,
        entry_number: None,
        comment: None,
    })
}
