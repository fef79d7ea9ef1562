//! What a producer may set for a vote.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::ids::OptionId;
use crate::text;

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    pub options: Vec<Choice>,
    pub max_choices: usize,
    /// Whether viewers see the counts before the vote is closed.
    pub counts_visible: bool,
}

/// One option.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub id: OptionId,
    pub label: String,
    pub image_url: Option<String>,
}

/// An option as a producer gives it.
#[derive(Clone, Debug)]
pub struct NewChoice {
    pub label: String,
    pub image_url: Option<String>,
}

/// A ballot is a set of options in the bits of one number; the sign stays free.
const OPTIONS_MAX: usize = 60;

impl Settings {
    /// # Errors
    /// `BAD_USER_INPUT` on the option that is to blame.
    pub fn new(
        options: Vec<NewChoice>,
        max_choices: i32,
        counts_visible: bool,
        new_id: impl Fn() -> OptionId,
    ) -> Result<Self> {
        if !(2..=OPTIONS_MAX).contains(&options.len()) {
            return Err(Error::bad_input(
                "settings.vote.options",
                format!("2 to {OPTIONS_MAX}"),
            ));
        }
        let max_choices = usize::try_from(max_choices)
            .ok()
            .filter(|max| (1..=options.len()).contains(max))
            .ok_or_else(|| Error::bad_input("settings.vote.maxChoices", "1 to the number of options"))?;
        let options = options.into_iter().enumerate().map(|(index, option)| {
            let field = |name: &str| format!("settings.vote.options.{index}.{name}");
            Ok(Choice {
                id: new_id(),
                label: text::line(&field("label"), &option.label, 60)?,
                image_url: text::https(&field("imageUrl"), option.image_url)?,
            })
        });
        Ok(Self {
            options: options.collect::<Result<_>>()?,
            max_choices,
            counts_visible,
        })
    }

    /// The chosen options as bits; none when it is no valid choice.
    #[must_use]
    pub fn mask(&self, chosen: &[OptionId]) -> Option<u64> {
        if chosen.is_empty() || chosen.len() > self.max_choices {
            return None;
        }
        chosen.iter().try_fold(0_u64, |mask, id| {
            let bit = 1 << self.options.iter().position(|option| option.id == *id)?;
            (mask & bit == 0).then_some(mask | bit)
        })
    }

    #[must_use]
    pub fn chosen(&self, mask: u64) -> Vec<OptionId> {
        let chosen = self
            .options
            .iter()
            .enumerate()
            .filter(|(bit, _)| mask >> bit & 1 == 1);
        chosen.map(|(_, option)| option.id).collect()
    }

    /// The same options under ids of their own, for a copy of the campaign.
    #[must_use]
    pub fn renamed(mut self, new_id: impl Fn() -> OptionId) -> Self {
        for option in &mut self.options {
            option.id = new_id();
        }
        self
    }
}
