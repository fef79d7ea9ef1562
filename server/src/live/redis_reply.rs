//! What the scripts answer, read. An answer that can't be read is a hot state that can't be used.

use tenants::HotError;

use super::claim::{Figures, Primitive};
use super::hot::{Answer, Asked};
use super::parcel::{Parcel, Sent};
use super::slots::Span;

fn unreadable() -> HotError {
    HotError::Unusable("a script's answer could not be read")
}

/// The first word says whether it was carried out; the rest is the script's own.
pub(super) fn answer(mut reply: Vec<String>) -> Asked<Vec<String>> {
    let detail = |n: usize| reply.get(n).and_then(|text| text.parse::<i64>().ok());
    match reply.first().map(String::as_str) {
        Some("ready") => {
            reply.remove(0);
            Ok(Answer::Ready(reply))
        }
        Some("missing") => Ok(Answer::Missing),
        Some("stale") => Ok(Answer::Stale {
            current: detail(1).ok_or_else(unreadable)?,
        }),
        Some("loading") => Ok(Answer::Loading {
            progress: detail(1).and_then(|n| n.try_into().ok()).ok_or_else(unreadable)?,
        }),
        _ => Err(unreadable()),
    }
}

/// So many words in one text.
pub(super) fn words<T>(
    answer: Answer<Vec<String>>,
    count: usize,
    read: impl Fn(&str) -> Option<T>,
) -> Asked<Vec<T>> {
    ready(answer, |texts| {
        let words = texts.first().map_or("", String::as_str).split(' ');
        let words = words.filter(|word| !word.is_empty());
        let read: Vec<T> = words.map(&read).collect::<Option<_>>()?;
        (read.len() == count).then_some(read)
    })
}

pub(super) fn pairs<T>(answer: Answer<Vec<String>>, read: impl Fn(&str, &str) -> Option<T>) -> Asked<Vec<T>> {
    ready(answer, |texts| {
        let pairs = texts.chunks_exact(2);
        pairs.map(|pair| read(&pair[0], &pair[1])).collect()
    })
}

/// confirmed, pending, left, then option and count in turn.
pub(super) fn figures(answer: Answer<Vec<String>>, primitive: Primitive) -> Asked<Figures> {
    ready(answer, |texts| {
        let number = |n: usize| texts.get(n)?.parse::<u64>().ok();
        let mut figures = Figures::untouched(primitive);
        figures.claimed = number(0)?;
        figures.pending = number(1)?;
        if primitive.has_end() {
            figures.left = Some(number(2)?);
        }
        for pair in texts.get(3..)?.chunks_exact(2) {
            let option: usize = pair[0].parse().ok()?;
            *figures.counts.get_mut(option)? = pair[1].parse().ok()?;
        }
        Some(figures)
    })
}

/// left, grown, confirmed, pending, then receiver and `<number> <first>:<last>,…` in turn.
pub(super) fn sent(answer: Answer<Vec<String>>) -> Asked<Option<Sent>> {
    let span = |text: &str| {
        let (first, last) = text.split_once(':')?;
        Some(Span {
            first: first.parse().ok()?,
            last: last.parse().ok()?,
        })
    };
    let parcel = |to: &str, text: &str| {
        let (number, spans) = text.split_once(' ')?;
        let spans = spans.split(',').filter(|span| !span.is_empty());
        Some(Parcel {
            to: to.parse().ok()?,
            number: number.parse().ok()?,
            spans: spans.map(span).collect::<Option<_>>()?,
        })
    };
    ready(answer, |texts| {
        let number = |n: usize| texts.get(n)?.parse::<u64>().ok();
        let pairs = texts.get(4..)?.chunks_exact(2);
        let mut parcels: Vec<Parcel> = pairs
            .map(|pair| parcel(&pair[0], &pair[1]))
            .collect::<Option<_>>()?;
        parcels.sort_by_key(|parcel| parcel.to);
        Some(Some(Sent {
            left: number(0)?,
            grown: number(1)?,
            confirmed: number(2)?,
            pending: number(3)?,
            parcels,
        }))
    })
}

fn ready<T>(answer: Answer<Vec<String>>, read: impl FnOnce(Vec<String>) -> Option<T>) -> Asked<T> {
    match answer.map(read) {
        Answer::Ready(value) => Ok(Answer::Ready(value.ok_or_else(unreadable)?)),
        Answer::Loading { progress } => Ok(Answer::Loading { progress }),
        Answer::Missing => Ok(Answer::Missing),
        Answer::Stale { current } => Ok(Answer::Stale { current }),
    }
}

/// A tally's mask as text, so that no script computes with 64 bits: the numbers of its options, `0,3,5`.
pub(super) mod options {
    use super::super::tally::OPTIONS;

    pub(in super::super) fn write(mask: u64) -> String {
        let chosen = (0..OPTIONS).filter(|option| mask >> option & 1 == 1);
        chosen
            .map(|option| option.to_string())
            .collect::<Vec<_>>()
            .join(",")
    }

    pub(in super::super) fn read(text: &str) -> Option<u64> {
        text.split(',')
            .filter(|o| !o.is_empty())
            .try_fold(0, |mask, option| {
                let option: u32 = option.parse().ok()?;
                Some(mask | 1_u64.checked_shl(option)?)
            })
    }
}
