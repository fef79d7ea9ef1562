//! Fills an empty hot state from the record, page by page.

use super::claim::Primitive;
use super::claims::Known;
use super::core::Core;
use super::hot::{Answer, HotState, Load};
use super::rebuild::Failure;
use super::roll;
use crate::failpoint;

const PAGE: u64 = 5_000;
/// Claims a call: a few milliseconds of Redis.
const CHUNK: usize = 1_000;

/// False: somebody else has begun under a later epoch.
pub(super) async fn load(core: &Core, hot: &HotState, epoch: i64) -> Result<bool, Failure> {
    if !done(hot.load(epoch, Load::Begin).await?) {
        return Ok(false);
    }
    failpoint::pass("live.rebuild.begun");
    let mut taken = Taken::default();
    let mut after: Option<std::sync::Arc<str>> = None;
    loop {
        let tx = core.tenant.read().await?;
        let page = core.book.page(&tx, after.as_deref(), PAGE).await?;
        drop(tx);
        let Some(last) = page.last() else {
            break;
        };
        after = Some(last.viewer.clone());
        let known: Vec<Known> = page.iter().map(Known::from).collect();
        for chunk in known.chunks(CHUNK) {
            if !done(hot.load(epoch, Load::Claims(chunk)).await?) {
                return Ok(false);
            }
            failpoint::pass("live.rebuild.claims");
        }
        if core.primitive != Primitive::Tally {
            known.iter().for_each(|claim| taken.add(claim.value));
        }
    }
    let first = if core.primitive == Primitive::Roll {
        roll::FIRST
    } else {
        0
    };
    let next = taken.end().max(first);
    let gaps: Vec<u64> = (first..next).filter(|value| !taken.has(*value)).collect();
    for chunk in gaps.chunks(CHUNK) {
        if !done(hot.load(epoch, Load::Free(chunk)).await?) {
            return Ok(false);
        }
        failpoint::pass("live.rebuild.free");
    }
    failpoint::pass("live.rebuild.finish");
    Ok(done(hot.load(epoch, Load::Finish { next }).await?))
}

const fn done(answer: Answer<()>) -> bool {
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

    fn has(&self, value: u64) -> bool {
        let (word, bit) = place(value);
        self.0.get(word).is_some_and(|bits| bits & bit != 0)
    }

    /// One more than the greatest.
    fn end(&self) -> u64 {
        self.0.last().map_or(0, |bits| {
            self.0.len() as u64 * 64 - u64::from(bits.leading_zeros())
        })
    }
}

fn place(value: u64) -> (usize, u64) {
    (
        usize::try_from(value / 64).unwrap_or(usize::MAX - 1),
        1 << (value % 64),
    )
}
