//! What a member may do, from least to most.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, async_graphql::Enum)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Role {
    /// Members and API keys of the channel, and all below.
    Owner,
    /// Builds shows and campaigns, and all below.
    Producer,
    /// Runs them live: opens, pauses, closes, draws, and all below.
    Operator,
    /// Publishes and rejects comments; reads.
    Moderator,
    /// Reads.
    Analyst,
    /// Of the platform: channels, their quotas and usage. Nothing of a channel's campaigns or audience.
    AccountManager,
}
