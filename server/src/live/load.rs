//! Fills an empty hot state from the record, page by page: while one page is told to the shards, the next is read.

use std::sync::Arc;

use futures::future::{join, try_join_all};

use super::claim::{Claim, Primitive};
use super::claims::{Known, Lesson};
use super::core::Core;
use super::hot::{Answer, HotState, Load};
use super::rebuild::Failure;
use super::slots::Span;
use crate::failpoint;

const PAGE: u64 = 10_000;
/// Claims a call: a few milliseconds of Redis.
const CHUNK: usize = 1_000;

/// False: somebody else has begun under a later epoch.
pub(super) async fn load(core: &Core, hot: &[Arc<HotState>], epoch: i64) -> Result<bool, Failure> {
    let begun = try_join_all(hot.iter().map(|shard| shard.load(epoch, Load::Begin))).await?;
    if !all_done(&begun) {
        return Ok(false);
    }
    failpoint::pass("live.rebuild.begun");
    let mut taken = Taken::default();
    let mut page = read(core, None).await?;
    while let Some(last) = page.last() {
        let after = last.clone();
        if core.shape.primitive != Primitive::Tally {
            page.iter().for_each(|claim| taken.add(claim.value));
        }
        let (told, next) = join(tell(core, hot, epoch, &page), read(core, Some(&after))).await;
        if !told? {
            return Ok(false);
        }
        failpoint::pass("live.rebuild.claims");
        page = next?;
    }
    for (shard, hot) in (0..).zip(hot) {
        let free = core
            .shape
            .dealt(shard)
            .map_or_else(Vec::new, |span| taken.gaps(span));
        for chunk in free.chunks(CHUNK) {
            if !done(&hot.load(epoch, Load::Free(chunk)).await?) {
                return Ok(false);
            }
            failpoint::pass("live.rebuild.free");
        }
    }
    failpoint::pass("live.rebuild.finish");
    let finished = try_join_all(hot.iter().map(|shard| shard.load(epoch, Load::Finish))).await?;
    Ok(all_done(&finished))
}

async fn read(core: &Core, after: Option<&Claim>) -> Result<Vec<Claim>, Failure> {
    let tx = core.tenant.read().await?;
    Ok(core.book.page(&tx, after, PAGE).await?)
}

async fn tell(core: &Core, hot: &[Arc<HotState>], epoch: i64, page: &[Claim]) -> Result<bool, Failure> {
    let page = Lesson {
        known: page.iter().map(Known::from).collect(),
        ..Lesson::default()
    };
    let parts = core.by_shard(page);
    let calls = parts.iter().flat_map(|(shard, part)| {
        let hot = &hot[usize::from(*shard)];
        part.known
            .chunks(CHUNK)
            .map(move |chunk| hot.load(epoch, Load::Claims(chunk)))
    });
    Ok(all_done(&try_join_all(calls).await?))
}

fn all_done(answers: &[Answer<()>]) -> bool {
    answers.iter().all(done)
}

const fn done(answer: &Answer<()>) -> bool {
    matches!(answer, Answer::Ready(()))
}

/// Which values the record has: a bit each, as they come in the viewers' order.
#[derive(Default)]
struct Taken(Vec<u64>);

impl Taken {
    fn add(&mut self, value: u64) {
        let (word, bit) = place(value);
        if self.0.len() <= word {
            self.0.resize(word + 1, 0);
        }
        self.0[word] |= bit;
    }

    /// What is not taken of a span, in spans.
    fn gaps(&self, span: Span) -> Vec<Span> {
        let end = (self.0.len() as u64 * 64).min(span.last + 1);
        let (mut gaps, mut from) = (Vec::new(), span.first);
        let mut value = span.first;
        while value < end {
            let (word, bit) = place(value);
            let bits = self.0.get(word).copied().unwrap_or(0);
            if bits == 0 && bit == 1 {
                // Sixty-four at once.
                value += 64;
                continue;
            }
            if bits & bit != 0 {
                gaps.extend(Span::new(from, value));
                from = value + 1;
            }
            value += 1;
        }
        gaps.extend(Span::new(from, span.last + 1));
        gaps
    }
}

fn place(value: u64) -> (usize, u64) {
    (
        usize::try_from(value / 64).unwrap_or(usize::MAX - 1),
        1 << (value % 64),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_taken_is_left() {
        let mut taken = Taken::default();
        [0, 1, 5, 64, 300].into_iter().for_each(|value| taken.add(value));
        let gaps = |first, last| -> Vec<(u64, u64)> {
            let gaps = taken.gaps(Span { first, last });
            gaps.iter().map(|gap| (gap.first, gap.last)).collect()
        };
        assert_eq!(gaps(0, 999), [(2, 4), (6, 63), (65, 299), (301, 999)]);
        assert_eq!(gaps(1, 5), [(2, 4)]);
        assert_eq!(gaps(301, 400), [(301, 400)]);
        assert_eq!(gaps(1, Span::ENDLESS).last(), Some(&(301, Span::ENDLESS)));
    }
}
