//! Compares every total with what was sent.

use super::plan::{Deed, Plan};
use super::rundown::{OPTION_LABELS, PACKET_MEAN_FEN, PRIZES};
use super::totals::{DrawRecord, Entered, Granted, PoolRecord, Record, Sent};

/// One total, seen from two sides that must agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub what: String,
    pub expected: u64,
    pub found: u64,
}

impl Line {
    pub fn agrees(&self) -> bool {
        self.expected == self.found
    }
}

/// All lines, those that agree and those that don't.
pub fn compare(plan: &Plan, sent: &Sent, record: &Record) -> Vec<Line> {
    let mut lines = Lines(Vec::new());
    let draws = sent.draws.iter().zip(&record.draws).enumerate();
    draws.for_each(|(draw, (entered, found))| lines.draw(plan, draw as u8, entered, found));
    let pools = sent.pools.iter().zip(&record.pools).enumerate();
    pools.for_each(|(opening, (granted, found))| lines.pool(plan, opening as u8, granted, found));
    lines.add(
        "vote: ballots counted, of those sent",
        plan.count(|d| matches!(d, Deed::Vote(_))),
        sent.votes.iter().sum(),
    );
    lines.add(
        "vote: ballots in the record",
        sent.votes.iter().sum(),
        record.ballots,
    );
    for (label, (counted, found)) in OPTION_LABELS.iter().zip(sent.votes.iter().zip(&record.votes)) {
        lines.add(format!("vote: for {label}"), *counted, *found);
    }
    lines.add(
        "comments published, of those sent",
        plan.count(|d| d == Deed::Comment),
        sent.comments,
    );
    lines.add("comments in the record", sent.comments, record.comments);
    lines.add(
        "visits answered, of those sent",
        plan.count(|d| d == Deed::Visit),
        sent.visits,
    );
    lines.0
}

struct Lines(Vec<Line>);

impl Lines {
    fn add(&mut self, what: impl Into<String>, expected: u64, found: u64) {
        self.0.push(Line {
            what: what.into(),
            expected,
            found,
        });
    }

    fn draw(&mut self, plan: &Plan, draw: u8, entered: &Entered, found: &DrawRecord) {
        let name = format!("draw {}", draw + 1);
        let viewers = plan.count(|deed| deed == Deed::Enter(draw));
        let entries = entered.numbers.len() as u64;
        self.add(
            format!("{name}: viewers entered, of those who tried"),
            viewers,
            entries,
        );
        self.add(format!("{name}: entries in the record"), entries, found.entries);
        let prizes = PRIZES
            .iter()
            .map(|prize| u64::from(prize.quantity))
            .sum::<u64>()
            .min(entries);
        self.add(format!("{name}: winners"), prizes, found.winners.len() as u64);
        self.add(format!("{name}: grants in the record"), prizes, found.granted);
        let mut winners = found.winners.clone();
        winners.sort_unstable();
        winners.dedup();
        let known = winners
            .iter()
            .filter(|number| entered.numbers.binary_search(number).is_ok())
            .count();
        self.add(
            format!("{name}: different winners among those who entered"),
            prizes,
            known as u64,
        );
        if let Some(listed) = &found.listed {
            let same = in_common(&entered.numbers, listed);
            self.add(
                format!("{name}: entry numbers found in the record"),
                entries,
                same,
            );
        }
    }

    fn pool(&mut self, plan: &Plan, opening: u8, granted: &Granted, found: &PoolRecord) {
        let name = format!("red packet {}", opening + 1);
        let packets = u64::from(plan.numbers.packets);
        let snatchers = plan.count(|deed| deed == Deed::Snatch(opening));
        let won = granted.marks.len() as u64;
        self.add(format!("{name}: packets won"), packets.min(snatchers), won);
        self.add(
            format!("{name}: viewers too late"),
            snatchers.saturating_sub(packets),
            granted.sold_out,
        );
        self.add(format!("{name}: grants in the record"), won, found.granted);
        self.add(
            format!("{name}: money granted, fen"),
            granted.money_fen,
            found.money_fen,
        );
        self.add(
            format!("{name}: packets left"),
            packets - won.min(packets),
            found.remaining,
        );
        if won == packets {
            self.add(
                format!("{name}: the whole pool, fen"),
                packets * PACKET_MEAN_FEN,
                granted.money_fen,
            );
        }
        if let Some(listed) = &found.listed {
            let same = in_common(&granted.marks, listed);
            self.add(format!("{name}: grants found one by one"), won, same);
            self.add(format!("{name}: grants listed"), won, listed.len() as u64);
        }
    }
}

/// How many of `sorted` are in `others`.
fn in_common(sorted: &[u64], others: &[u64]) -> u64 {
    let mut others = others.to_vec();
    others.sort_unstable();
    sorted
        .iter()
        .filter(|mark| others.binary_search(mark).is_ok())
        .count() as u64
}

#[cfg(test)]
mod tests {
    use super::super::plan::Numbers;
    use super::*;

    /// Everything as it should be, for a small plan.
    fn balanced() -> (Plan, Sent, Record) {
        let plan = Plan::new(Numbers::at(0.001), 5);
        let (mut sent, mut record) = (Sent::default(), Record::default());
        for draw in 0..sent.draws.len() {
            let entries = plan.count(|d| d == Deed::Enter(draw as u8));
            sent.draws[draw].numbers = (1..=entries).collect();
            let winners = (1..=111).collect();
            record.draws[draw] = DrawRecord {
                entries,
                granted: 111,
                winners,
                listed: Some((1..=entries).collect()),
            };
        }
        for pool in 0..sent.pools.len() {
            let marks: Vec<u64> = (1..=200).collect();
            sent.pools[pool] = Granted {
                marks: marks.clone(),
                money_fen: 177_600,
                sold_out: 100,
            };
            record.pools[pool] = PoolRecord {
                granted: 200,
                remaining: 0,
                money_fen: 177_600,
                listed: Some(marks),
            };
        }
        for option in 0..sent.votes.len() {
            sent.votes[option] = plan.count(|d| d == Deed::Vote(option as u8));
        }
        (record.votes, record.ballots) = (sent.votes, sent.votes.iter().sum());
        sent.comments = plan.count(|d| d == Deed::Comment);
        record.comments = sent.comments;
        sent.visits = plan.count(|d| d == Deed::Visit);
        (plan, sent, record)
    }

    fn differing(plan: &Plan, sent: &Sent, record: &Record) -> Vec<String> {
        let lines = compare(plan, sent, record);
        lines
            .into_iter()
            .filter(|line| !line.agrees())
            .map(|line| line.what)
            .collect()
    }

    #[test]
    fn a_balanced_evening_agrees_in_every_line() {
        let (plan, sent, record) = balanced();
        assert_eq!(differing(&plan, &sent, &record), Vec::<String>::new());
    }

    #[test]
    fn one_fen_is_noticed() {
        let (plan, sent, mut record) = balanced();
        record.pools[1].money_fen += 1;
        assert_eq!(
            differing(&plan, &sent, &record),
            ["red packet 2: money granted, fen"]
        );
    }

    #[test]
    fn one_entry_and_one_vote_are_noticed() {
        let (plan, sent, mut record) = balanced();
        record.draws[0].entries -= 1;
        record.votes[1] += 1;
        assert_eq!(
            differing(&plan, &sent, &record),
            ["draw 1: entries in the record", "vote: for 小品"]
        );
    }

    #[test]
    fn an_acknowledged_grant_that_the_record_lacks_is_noticed() {
        let (plan, sent, mut record) = balanced();
        record.pools[0].listed = Some((2..=201).collect());
        assert_eq!(
            differing(&plan, &sent, &record),
            ["red packet 1: grants found one by one"]
        );
    }

    #[test]
    fn a_winner_who_never_entered_is_noticed() {
        let (plan, sent, mut record) = balanced();
        record.draws[2].winners[0] = 99_999_999;
        assert_eq!(
            differing(&plan, &sent, &record),
            ["draw 3: different winners among those who entered"]
        );
    }
}
