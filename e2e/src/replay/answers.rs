//! What the viewers were answered, compactly: there are millions of them.

use super::plan::Deed;
use crate::audience::{Outcome, Play, fen, mark};

/// The last word on one event of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Answer {
    /// Number of the ask in the plan.
    pub ask: u32,
    pub fen: u32,
    /// Which of all answers it was.
    pub order: u32,
    pub outcome: Outcome,
    /// What was given: the mark of a grant or a comment, an entry number. 0: nothing.
    pub mark: u64,
}

impl Answer {
    /// # Errors
    /// When an amount is no exact number of fen.
    pub fn new(ask: u32, order: u32, play: &Play) -> Result<Self, String> {
        let mut answer = Self {
            ask,
            fen: 0,
            order,
            outcome: play.outcome,
            mark: 0,
        };
        if let Some(grant) = &play.grant {
            let amount = grant
                .award
                .money
                .as_ref()
                .map_or("0", |money| money.amount.as_str());
            let exact = fen(amount).and_then(|fen| u32::try_from(fen).ok());
            answer.fen = exact.ok_or_else(|| format!("an amount of '{amount}'"))?;
            answer.mark = mark(&grant.id, u64::from(answer.fen));
        } else if let Some(number) = play.entry_number {
            answer.mark = number;
        } else if let Some(comment) = &play.comment {
            answer.mark = mark(&comment.id, 0);
        }
        Ok(answer)
    }

    /// Did the viewer get what was asked for, now or before?
    pub fn is_yes(&self, deed: Deed) -> bool {
        use Outcome::{Already, Counted, Entered, Published, Seen, Won};
        match deed {
            Deed::Visit => self.outcome == Seen,
            Deed::Enter(_) => matches!(self.outcome, Entered | Already),
            Deed::Snatch(_) => matches!(self.outcome, Won | Already),
            Deed::Vote(_) => matches!(self.outcome, Counted | Already),
            Deed::Comment => self.outcome == Published,
        }
    }
}

/// Of a deed, for people.
pub fn name(deed: Deed) -> &'static str {
    match deed {
        Deed::Visit => "show page",
        Deed::Enter(_) => "enter draw",
        Deed::Snatch(_) => "red packet",
        Deed::Vote(_) => "vote",
        Deed::Comment => "comment",
    }
}
