//! What the answers add up to.
//!
//! A viewer who asks twice must hear the same: a grant, an entry number or a comment, once given, stays. The one
//! change that is allowed is from SOLD_OUT to a grant, when a packet came back to the pool.

use std::collections::BTreeMap;

use super::answers::{Answer, name};
use super::plan::{Ask, Deed, Plan};
use super::totals::{Granted, Sent};
use crate::audience::Outcome;

/// Only so many contradictions are put in words; all of them count.
const IN_WORDS_MAX: usize = 20;

/// Adds up the answers; `answers` in any order.
pub fn add_up(plan: &Plan, mut answers: Vec<Answer>) -> Sent {
    answers.sort_unstable_by_key(|answer| (answer.ask, answer.order));
    let mut sum = Sum {
        sent: Sent::default(),
        unexpected: BTreeMap::new(),
        broken: 0,
    };
    let mut groups = answers.chunk_by(|a, b| a.ask == b.ask).peekable();
    for (number, ask) in plan.asks.iter().enumerate() {
        match groups.next_if(|group| group[0].ask as usize == number) {
            Some(group) => sum.add(ask, group),
            None => *sum.unexpected.entry((name(ask.deed), "no answer")).or_default() += 1,
        }
    }
    sum.finish()
}

struct Sum {
    sent: Sent,
    unexpected: BTreeMap<(&'static str, &'static str), u64>,
    broken: usize,
}

impl Sum {
    fn add(&mut self, ask: &Ask, answers: &[Answer]) {
        let mut given: Option<&Answer> = None;
        for answer in answers {
            let yes = answer.is_yes(ask.deed);
            match given {
                None if yes => given = Some(answer),
                Some(first) if !yes || answer.mark != first.mark => self.broken(ask, first, answer),
                _ => {}
            }
        }
        match given {
            Some(answer) => self.given(ask, answer),
            None if matches!(ask.deed, Deed::Snatch(_)) && answers[0].outcome == Outcome::SoldOut => {
                self.pool(ask.deed, |pool| pool.sold_out += 1);
            }
            None => {
                *self
                    .unexpected
                    .entry((name(ask.deed), answers[0].outcome.name()))
                    .or_default() += 1
            }
        }
    }

    fn given(&mut self, ask: &Ask, answer: &Answer) {
        let marked = matches!(ask.deed, Deed::Enter(_) | Deed::Snatch(_) | Deed::Comment);
        if marked && answer.mark == 0 {
            self.say(format!(
                "viewer {} was told {} but not what was given",
                ask.viewer,
                answer.outcome.name()
            ));
        }
        match ask.deed {
            Deed::Visit => self.sent.visits += 1,
            Deed::Enter(draw) => self.sent.draws[usize::from(draw)].numbers.push(answer.mark),
            Deed::Snatch(_) => self.pool(ask.deed, |pool| {
                pool.marks.push(answer.mark);
                pool.money_fen += u64::from(answer.fen);
            }),
            Deed::Vote(option) => self.sent.votes[usize::from(option)] += 1,
            Deed::Comment => self.sent.comments += 1,
        }
    }

    fn pool(&mut self, deed: Deed, change: impl FnOnce(&mut Granted)) {
        if let Deed::Snatch(opening) = deed {
            change(&mut self.sent.pools[usize::from(opening)]);
        }
    }

    fn broken(&mut self, ask: &Ask, first: &Answer, then: &Answer) {
        let what = format!(
            "viewer {} ({}) was told {} ({:x}, {} fen), then {} ({:x}, {} fen)",
            ask.viewer,
            name(ask.deed),
            first.outcome.name(),
            first.mark,
            first.fen,
            then.outcome.name(),
            then.mark,
            then.fen
        );
        self.say(what);
    }

    fn say(&mut self, what: String) {
        self.broken += 1;
        if self.broken <= IN_WORDS_MAX {
            self.sent.contradictions.push(what);
        }
    }

    fn finish(mut self) -> Sent {
        for draw in 0..self.sent.draws.len() {
            self.sent.draws[draw].numbers.sort_unstable();
            let twice = twice(&self.sent.draws[draw].numbers);
            (0..twice).for_each(|_| self.say(format!("draw {draw}: two viewers have one entry number")));
        }
        for pool in 0..self.sent.pools.len() {
            self.sent.pools[pool].marks.sort_unstable();
            let twice = twice(&self.sent.pools[pool].marks);
            (0..twice).for_each(|_| self.say(format!("opening {pool}: two viewers have one grant")));
        }
        if self.broken > IN_WORDS_MAX {
            self.sent
                .contradictions
                .push(format!("and {} more", self.broken - IN_WORDS_MAX));
        }
        let phrase = |((deed, outcome), count)| format!("{count} × {deed}: {outcome}");
        self.sent.unexpected = self.unexpected.into_iter().map(phrase).collect();
        self.sent
    }
}

fn twice(sorted: &[u64]) -> usize {
    sorted
        .windows(2)
        .filter(|pair| pair[0] == pair[1] && pair[0] != 0)
        .count()
}

#[cfg(test)]
mod tests {
    use super::super::plan::Numbers;
    use super::*;

    fn plan(deeds: &[Deed]) -> Plan {
        let ask = |(viewer, deed): (usize, &Deed)| Ask {
            viewer: viewer as u32,
            deed: *deed,
        };
        let asks = deeds.iter().enumerate().map(ask).collect();
        Plan {
            numbers: Numbers::at(0.001),
            asks,
            events: Vec::new(),
            viewers: 9,
            length_ms: 1,
        }
    }

    fn answer(ask: u32, order: u32, outcome: Outcome, mark: u64) -> Answer {
        Answer {
            ask,
            fen: mark as u32,
            order,
            outcome,
            mark,
        }
    }

    #[test]
    fn a_repeated_grant_counts_once() {
        let answers = vec![
            answer(0, 2, Outcome::Already, 188),
            answer(0, 1, Outcome::Won, 188),
        ];
        let sent = add_up(&plan(&[Deed::Snatch(1)]), answers);
        assert_eq!(
            (sent.pools[1].marks.as_slice(), sent.pools[1].money_fen),
            (&[188][..], 188)
        );
        assert!(
            sent.contradictions.is_empty() && sent.unexpected.is_empty(),
            "{sent:?}"
        );
    }

    #[test]
    fn what_was_given_must_stay() {
        let other_grant = vec![
            answer(0, 1, Outcome::Won, 188),
            answer(0, 2, Outcome::Already, 99),
        ];
        let taken_back = vec![answer(0, 1, Outcome::Won, 188), answer(0, 2, Outcome::SoldOut, 0)];
        let nothing = vec![answer(0, 1, Outcome::Already, 0)];
        for answers in [other_grant, taken_back, nothing] {
            let sent = add_up(&plan(&[Deed::Snatch(0)]), answers);
            assert_eq!(sent.contradictions.len(), 1, "{sent:?}");
        }
    }

    #[test]
    fn a_packet_may_come_back_to_the_pool() {
        let answers = vec![answer(0, 1, Outcome::SoldOut, 0), answer(0, 2, Outcome::Won, 7)];
        let sent = add_up(&plan(&[Deed::Snatch(0)]), answers);
        assert!(
            sent.contradictions.is_empty() && sent.pools[0].sold_out == 0,
            "{sent:?}"
        );
        assert_eq!(sent.pools[0].money_fen, 7);
    }

    #[test]
    fn two_viewers_never_have_one_thing() {
        let deeds = [Deed::Snatch(0), Deed::Snatch(0), Deed::Enter(2), Deed::Enter(2)];
        let answers = vec![
            answer(0, 1, Outcome::Won, 5),
            answer(1, 2, Outcome::Won, 5),
            answer(2, 3, Outcome::Entered, 8),
            answer(3, 4, Outcome::Entered, 8),
        ];
        assert_eq!(add_up(&plan(&deeds), answers).contradictions.len(), 2);
    }

    #[test]
    fn what_nobody_expected_is_named() {
        let answers = vec![answer(0, 1, Outcome::NotOpen, 0)];
        let sent = add_up(&plan(&[Deed::Enter(0), Deed::Comment]), answers);
        assert_eq!(
            sent.unexpected,
            ["1 × comment: no answer", "1 × enter draw: NOT_OPEN"]
        );
    }
}
