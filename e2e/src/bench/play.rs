//! What is asked in a bench, and in which situations.

use hyper::body::Bytes;
use serde_json::{Value, json};

use crate::audience;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Play {
    Grab,
    Enter,
    Vote,
}

/// The situation that a request meets, which decides its answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Case {
    SoldOut,
    NotOpen,
    Already,
    /// Something is given, and durable before the answer.
    Win,
}

impl Case {
    pub const fn name(self) -> &'static str {
        match self {
            Self::SoldOut => "sold_out",
            Self::NotOpen => "not_open",
            Self::Already => "already",
            Self::Win => "win",
        }
    }

    pub const fn is_refusal(self) -> bool {
        !matches!(self, Self::Win)
    }
}

impl Play {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Grab => "grab",
            Self::Enter => "enter",
            Self::Vote => "vote",
        }
    }

    pub const fn cases(self) -> &'static [Case] {
        match self {
            Self::Grab => &[Case::SoldOut, Case::NotOpen, Case::Already, Case::Win],
            Self::Enter | Self::Vote => &[Case::NotOpen, Case::Already, Case::Win],
        }
    }

    /// What every answer says.
    pub const fn outcome(self, case: Case) -> &'static str {
        match (case, self) {
            (Case::SoldOut, _) => "SOLD_OUT",
            (Case::NotOpen, _) => "NOT_OPEN",
            (Case::Already, _) => "ALREADY",
            (Case::Win, Self::Grab) => "WON",
            (Case::Win, Self::Enter) => "ENTERED",
            (Case::Win, Self::Vote) => "COUNTED",
        }
    }

    /// A `CampaignSettingsInput` with something for so many viewers.
    pub fn settings(self, viewers: usize) -> Value {
        match self {
            Self::Grab => json!({ "redPacket": { "pool": format!("{viewers}.00"), "packets": viewers } }),
            Self::Enter => {
                let prizes = [json!({ "name": "茶杯", "quantity": 10, "value": "20.00" })];
                json!({ "luckyDraw": { "prizes": prizes } })
            }
            Self::Vote => {
                let options = ["歌舞", "小品", "相声"].map(|label| json!({ "label": label }));
                json!({ "vote": { "options": options, "maxChoices": 1 } })
            }
        }
    }

    /// As an app sends it whose documents are published.
    pub fn body(self, campaign: &str, option: Option<&str>) -> Bytes {
        let words = match self {
            Self::Grab => audience::grab_red_packet(campaign),
            Self::Enter => audience::enter_draw(campaign),
            Self::Vote => audience::cast_vote(campaign, option.unwrap_or_default()),
        };
        audience::by_hash(&words)
    }
}
