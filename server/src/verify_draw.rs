//! Repeats a draw from what was published, with nothing else: for anyone.

use std::io::{BufRead, BufReader, Read};

use anyhow::{Context, Result, bail, ensure};
use data_encoding::HEXLOWER;

use crate::draw::pick::{self, ListDigest};
use crate::draw::publish::{ALGORITHM, Head};

/// Reads the published file and checks every promise in it; gives back its head.
///
/// # Errors
/// One sentence that says which promise is broken, or that this is no such file.
pub fn run(published: impl Read) -> Result<Head> {
    let mut lines = BufReader::new(published).lines();
    let first = lines.next().context("the file is empty")??;
    let head: Head =
        serde_json::from_str(&first).context("the first line is not the head of a published draw")?;
    ensure!(
        head.algorithm == ALGORITHM,
        "the draw was made by “{}”, which this version does not know",
        head.algorithm
    );
    let seed = bytes(&head.seed).context("the seed is not 64 hexadecimal digits")?;
    ensure!(
        pick::commitment(&seed) == head.seed_commitment,
        "the seed is not the one that was committed to"
    );
    let (numbers, digest) = entries(lines)?;
    ensure!(
        numbers.len() as u64 == head.entries,
        "the list has {} entries, not {}",
        numbers.len(),
        head.entries
    );
    ensure!(
        HEXLOWER.encode(&digest) == head.entries_digest,
        "the entries are not those that were drawn from"
    );
    let prizes: Vec<&str> = head
        .prizes
        .iter()
        .flat_map(|prize| (0..prize.quantity).map(|_| prize.name.as_str()))
        .collect();
    let places = pick::winners(&seed, &digest, numbers.len() as u64, prizes.len() as u64);
    ensure!(
        places.len() == head.winners.len(),
        "{} winners were published, not {}",
        head.winners.len(),
        places.len()
    );
    for (place, (prize, winner)) in places.iter().zip(prizes.iter().zip(&head.winners)) {
        let number = usize::try_from(*place).ok().and_then(|place| numbers.get(place));
        if number != Some(&winner.entry_number) || *prize != winner.prize {
            bail!(
                "entry {} was published as the winner of {}, but is not",
                winner.entry_number,
                winner.prize
            );
        }
    }
    Ok(head)
}

fn bytes(text: &str) -> Option<[u8; 32]> {
    HEXLOWER
        .decode(text.as_bytes())
        .ok()
        .and_then(|bytes| bytes.try_into().ok())
}

/// The numbers in the order of the list, and the list's digest.
fn entries(lines: impl Iterator<Item = std::io::Result<String>>) -> Result<(Vec<u64>, [u8; 32])> {
    let mut digest = ListDigest::new();
    let mut numbers: Vec<u64> = Vec::new();
    for line in lines {
        let line = line?;
        let entry = line
            .split_once(',')
            .and_then(|(number, ticket)| Some((number.parse().ok()?, ticket)));
        let (number, ticket): (u64, &str) = entry.with_context(|| format!("“{line}” is not an entry"))?;
        ensure!(
            numbers.last().is_none_or(|last| *last < number),
            "entry {number} is out of order"
        );
        digest.add(number, ticket);
        numbers.push(number);
    }
    Ok((numbers, digest.finish()))
}
