//! Which variable or literal goes to which argument.

use std::borrow::Cow;

use super::posted::{Given, Variable};
use crate::ids::{CampaignId, Prefixed};

/// From where an argument comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Source<T> {
    Literal(T),
    /// By name. Whether it may be left out follows from its type.
    Variable(String),
}

/// The mutation, and where its arguments come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Arguments {
    pub(super) campaign: Source<String>,
    pub(super) of: Of,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Of {
    Grab,
    Enter,
    Vote {
        options: Source<Vec<String>>,
    },
    React {
        reaction: Source<String>,
        count: Source<Option<i32>>,
    },
}

/// The mutation with its arguments.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) campaign: CampaignId,
    pub(super) of: What,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum What {
    Grab,
    Enter,
    Vote { options: Vec<String> },
    React { reaction: String, count: Option<i32> },
}

impl Of {
    pub(super) const fn field(&self) -> &'static str {
        match self {
            Self::Grab => "grabRedPacket",
            Self::Enter => "enterDraw",
            Self::Vote { .. } => "castVote",
            Self::React { .. } => "react",
        }
    }
}

impl Arguments {
    /// None: something that only the executor knows how to answer.
    pub(super) fn bind(&self, given: &Given<'_>) -> Option<Call> {
        let mut left = given.0.len();
        let campaign = CampaignId::parse(self.campaign.text(given, &mut left)?, "campaignId").ok()?;
        let of = match &self.of {
            Of::Grab => What::Grab,
            Of::Enter => What::Enter,
            Of::Vote { options } => What::Vote {
                options: options.texts(given, &mut left)?,
            },
            Of::React { reaction, count } => What::React {
                reaction: reaction.text(given, &mut left)?.to_owned(),
                count: count.whole(given, &mut left)?,
            },
        };
        // One that the document does not know, or that a literal stands for.
        (left == 0).then_some(Call { campaign, of })
    }
}

fn take<'a, 'b>(given: &'b Given<'a>, name: &str, left: &mut usize) -> Option<&'b Variable<'a>> {
    let (_, value) = given.0.iter().find(|(known, _)| known == name)?;
    *left = left.checked_sub(1)?;
    Some(value)
}

impl Source<String> {
    fn text<'a>(&'a self, given: &'a Given<'_>, left: &mut usize) -> Option<&'a str> {
        match self {
            Self::Literal(text) => Some(text),
            Self::Variable(name) => match take(given, name, left)? {
                Variable::Text(text) => Some(text),
                _ => None,
            },
        }
    }
}

impl Source<Vec<String>> {
    fn texts(&self, given: &Given<'_>, left: &mut usize) -> Option<Vec<String>> {
        match self {
            Self::Literal(texts) => Some(texts.clone()),
            Self::Variable(name) => match take(given, name, left)? {
                Variable::Texts(texts) => Some(texts.iter().cloned().map(Cow::into_owned).collect()),
                _ => None,
            },
        }
    }
}

impl Source<Option<i32>> {
    fn whole(&self, given: &Given<'_>, left: &mut usize) -> Option<Option<i32>> {
        match self {
            Self::Literal(number) => Some(*number),
            Self::Variable(name) => match take(given, name, left) {
                Some(Variable::Whole(number)) => i32::try_from(*number).ok().map(Some),
                // Left out, or null where it may be: for the executor to tell apart.
                _ => None,
            },
        }
    }
}
