//! A vote's settings and results in the Console API.

use async_graphql::{InputObject, SimpleObject};

use super::{Choice, NewChoice, Settings};
use crate::error::Result;
use crate::ids::{OptionId, Prefixed};

#[derive(SimpleObject)]
pub struct VoteSettings {
    options: Vec<OptionSetting>,
    max_choices: usize,
    counts_visible: bool,
}

#[derive(SimpleObject)]
pub struct OptionSetting {
    id: async_graphql::ID,
    label: String,
    image_url: Option<String>,
}

impl From<&Choice> for OptionSetting {
    fn from(choice: &Choice) -> Self {
        Self {
            id: choice.id.encode().into(),
            label: choice.label.clone(),
            image_url: choice.image_url.clone(),
        }
    }
}

impl From<&Settings> for VoteSettings {
    fn from(settings: &Settings) -> Self {
        Self {
            options: settings.options.iter().map(OptionSetting::from).collect(),
            max_choices: settings.max_choices,
            counts_visible: settings.counts_visible,
        }
    }
}

#[derive(SimpleObject)]
pub struct OptionResult {
    option: OptionSetting,
    votes: u64,
}

/// Votes beside their options, in the order of the options.
#[must_use]
pub fn results(settings: &Settings, votes: &[u64]) -> Vec<OptionResult> {
    let options = settings.options.iter().zip(votes);
    options
        .map(|(option, votes)| OptionResult {
            option: option.into(),
            votes: *votes,
        })
        .collect()
}

#[derive(Clone, InputObject)]
pub struct VoteSettingsInput {
    options: Vec<OptionSettingInput>,
    #[graphql(default = 1)]
    max_choices: i32,
    #[graphql(default = true)]
    counts_visible: bool,
}

#[derive(Clone, InputObject)]
pub struct OptionSettingInput {
    label: String,
    image_url: Option<String>,
}

impl VoteSettingsInput {
    /// # Errors
    /// `BAD_USER_INPUT` on the field that is to blame.
    pub fn settings(&self, new_id: impl Fn() -> OptionId) -> Result<Settings> {
        let options = self.options.iter().map(|option| NewChoice {
            label: option.label.clone(),
            image_url: option.image_url.clone(),
        });
        Settings::new(options.collect(), self.max_choices, self.counts_visible, new_id)
    }
}
