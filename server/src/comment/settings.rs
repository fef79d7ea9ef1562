//! What a producer may set for a comment wall.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::text;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Characters as a reader counts them.
    pub max_length: usize,
    pub min_interval_seconds: u32,
    pub moderation: ModerationMode,
    pub blocked_words: Vec<String>,
    pub reactions: Vec<String>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, async_graphql::Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ModerationMode {
    /// Shown at once unless a blocked word is in it.
    Publish,
    /// Held until a moderator publishes it.
    Hold,
}

/// Settings as a producer gives them.
#[derive(Clone, Debug)]
pub struct NewSettings {
    pub max_length: i32,
    pub min_interval_seconds: i32,
    pub moderation: ModerationMode,
    pub blocked_words: Vec<String>,
    pub reactions: Vec<String>,
}

const LENGTH_MAX: i32 = 500;
const INTERVAL_MAX_SECONDS: i32 = 3600;
const WORDS_MAX: usize = 10_000;
const REACTIONS_MAX: usize = 8;

fn ranged<T: TryFrom<i32>>(field: &str, value: i32, range: std::ops::RangeInclusive<i32>) -> Result<T> {
    let fits = Some(value)
        .filter(|value| range.contains(value))
        .and_then(|value| T::try_from(value).ok());
    fits.ok_or_else(|| Error::bad_input(field, format!("{} to {}", range.start(), range.end())))
}

impl Settings {
    /// # Errors
    /// `BAD_USER_INPUT` on the field that is to blame.
    pub fn new(new: &NewSettings) -> Result<Self> {
        let field = |name: &str| format!("settings.commentWall.{name}");
        if new.blocked_words.len() > WORDS_MAX {
            return Err(Error::bad_input(
                field("blockedWords"),
                format!("at most {WORDS_MAX}"),
            ));
        }
        if new.reactions.len() > REACTIONS_MAX {
            return Err(Error::bad_input(
                field("reactions"),
                format!("at most {REACTIONS_MAX}"),
            ));
        }
        let words = new.blocked_words.iter().map(|word| {
            let word = text::line(&field("blockedWords"), word, 30)?;
            let matches_something = word.chars().any(char::is_alphanumeric);
            if matches_something {
                Ok(word)
            } else {
                Err(Error::bad_input(
                    field("blockedWords"),
                    "a word has letters or digits",
                ))
            }
        });
        Ok(Self {
            max_length: ranged(&field("maxLength"), new.max_length, 1..=LENGTH_MAX)?,
            min_interval_seconds: ranged(
                &field("minIntervalSeconds"),
                new.min_interval_seconds,
                0..=INTERVAL_MAX_SECONDS,
            )?,
            moderation: new.moderation,
            blocked_words: words.collect::<Result<_>>()?,
            reactions: new
                .reactions
                .iter()
                .map(|name| text::line(&field("reactions"), name, 20))
                .collect::<Result<_>>()?,
        })
    }
}
