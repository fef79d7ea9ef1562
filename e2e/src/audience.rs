//! The Audience API as a viewer's app calls it: the five operations of a show, and what their answers mean.

use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use aws_lc_rs::digest;
use data_encoding::HEXLOWER;
use hyper::body::Bytes;
use hyper::header::{AUTHORIZATION, HeaderValue};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

use crate::address::Address;
use crate::load::Request;
use crate::retry::Call;

const PATH: &str = "/graphql";

const VISIT: &str = "query Visit($slug: String!) { channel { name branding { primaryColor logoUrl } } \
    show(slug: $slug) { id title status startsAt endsAt currentSegment { id } \
    segments { id title performers startsAt } \
    campaigns { __typename id title status opensAt closesAt \
    ... on RedPacketCampaign { packets remaining pool { amount currency } } \
    ... on LuckyDrawCampaign { entries seedCommitment prizes { id name quantity } } \
    ... on VoteCampaign { maxChoices options { id label votes } } \
    ... on CommentWallCampaign { maxLength reactions } } } }";
const ENTER: &str =
    "mutation Enter($campaign: ID!) { play: enterDraw(campaignId: $campaign) { outcome entryNumber } }";
const GRAB: &str = "mutation Grab($campaign: ID!) { play: grabRedPacket(campaignId: $campaign) { outcome \
    grant { id award { ... on MoneyAward { money { amount currency } } } } } }";
const VOTE: &str = "mutation Vote($campaign: ID!, $options: [ID!]!) { \
    play: castVote(campaignId: $campaign, optionIds: $options) { outcome } }";
const COMMENT: &str = "mutation Comment($campaign: ID!, $body: String!, $clientId: ID!) { \
    play: postComment(campaignId: $campaign, body: $body, clientId: $clientId) { outcome comment { id } } }";

/// The whole page of a show: its run of show and all of its campaigns. Answered with [`Visited`].
pub fn visit(slug: &str) -> Bytes {
    body("Visit", VISIT, json!({ "slug": slug }))
}

/// The four mutations are answered with [`Played`].
pub fn enter_draw(campaign: &str) -> Bytes {
    body("Enter", ENTER, json!({ "campaign": campaign }))
}

pub fn grab_red_packet(campaign: &str) -> Bytes {
    body("Grab", GRAB, json!({ "campaign": campaign }))
}

pub fn cast_vote(campaign: &str, option: &str) -> Bytes {
    body("Vote", VOTE, json!({ "campaign": campaign, "options": [option] }))
}

pub fn post_comment(campaign: &str, text: &str, client_id: &str) -> Bytes {
    body(
        "Comment",
        COMMENT,
        json!({ "campaign": campaign, "body": text, "clientId": client_id }),
    )
}

/// The manifest that publishes what viewers ask here: `ovation documents publish CHANNEL FILE`.
pub fn manifest() -> String {
    let documents =
        [VISIT, ENTER, GRAB, VOTE, COMMENT].map(|document| (sha256(document), Value::from(document)));
    Value::Object(documents.into_iter().collect()).to_string()
}

/// The same request as an app sends it whose documents are published: the hash stands for the words.
pub fn by_hash(body: &[u8]) -> Bytes {
    let Ok(Value::Object(mut request)) = serde_json::from_slice(body) else {
        return Bytes::copy_from_slice(body);
    };
    if let Some(Value::String(words)) = request.remove("query") {
        let persisted = json!({ "version": 1, "sha256Hash": sha256(&words) });
        request.insert("extensions".to_owned(), json!({ "persistedQuery": persisted }));
    }
    Bytes::from(Value::Object(request).to_string())
}

fn sha256(text: &str) -> String {
    let digest = digest::digest(&digest::SHA256, text.as_bytes());
    HEXLOWER.encode(digest.as_ref())
}

fn body(operation: &str, document: &str, variables: Value) -> Bytes {
    let request = json!({ "query": document, "operationName": operation, "variables": variables });
    Bytes::from(request.to_string())
}

/// A request of the Audience API by hash, ready for every viewer.
pub fn request(to: &Address, body: Bytes) -> Request {
    Request::post(to, PATH, &by_hash(&body))
}

/// `body` asked by the viewer whose `Authorization` header `bearer` is.
pub fn call(body: Bytes, bearer: HeaderValue) -> Call {
    Call {
        path: PATH,
        body,
        headers: vec![(AUTHORIZATION, bearer)],
    }
}

/// The header of a viewer token; never shown in debug output.
pub fn bearer(token: &str) -> anyhow::Result<HeaderValue> {
    let mut value = HeaderValue::try_from(format!("Bearer {token}"))?;
    value.set_sensitive(true);
    Ok(value)
}

/// Every outcome of every mutation; `Seen` is that of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Outcome {
    Won,
    Already,
    SoldOut,
    NotOpen,
    Entered,
    Counted,
    Invalid,
    Published,
    Held,
    Rejected,
    TooLong,
    TooFast,
    Seen,
}

impl Outcome {
    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Won => "WON",
            Self::Already => "ALREADY",
            Self::SoldOut => "SOLD_OUT",
            Self::NotOpen => "NOT_OPEN",
            Self::Entered => "ENTERED",
            Self::Counted => "COUNTED",
            Self::Invalid => "INVALID",
            Self::Published => "PUBLISHED",
            Self::Held => "HELD",
            Self::Rejected => "REJECTED",
            Self::TooLong => "TOO_LONG",
            Self::TooFast => "TOO_FAST",
            Self::Seen => "SEEN",
        }
    }
}

#[derive(Debug, Deserialize)]
pub struct Played {
    pub play: Play,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Play {
    pub outcome: Outcome,
    #[serde(default)]
    pub grant: Option<Grant>,
    #[serde(default)]
    pub entry_number: Option<u64>,
    #[serde(default)]
    pub comment: Option<Posted>,
}

#[derive(Debug, Deserialize)]
pub struct Grant {
    pub id: String,
    pub award: Award,
}

/// `money` is absent for a prize.
#[derive(Debug, Deserialize)]
pub struct Award {
    pub money: Option<Money>,
}

#[derive(Debug, Deserialize)]
pub struct Money {
    pub amount: String,
}

#[derive(Debug, Deserialize)]
pub struct Posted {
    pub id: String,
}

#[derive(Debug, Deserialize)]
pub struct Visited {
    pub show: Option<ShowSeen>,
}

#[derive(Debug, Deserialize)]
pub struct ShowSeen {
    pub segments: Vec<IgnoredAny>,
    pub campaigns: Vec<IgnoredAny>,
}

/// What tells one thing from another in little space: a grant by its id and amount, a comment by its id.
pub fn mark(id: &str, fen: u64) -> u64 {
    let mut hasher = DefaultHasher::new(); // without a key: the same in every run
    (id, fen).hash(&mut hasher);
    hasher.finish()
}

/// The decimal of the API in fen (hundredths of the currency); `None` for anything that is not exact to the fen.
pub fn fen(amount: &str) -> Option<u64> {
    let (whole, part) = amount.split_once('.').unwrap_or((amount, ""));
    let digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || part.len() > 2 || !digits(whole) || !digits(part) || amount.ends_with('.') {
        return None;
    }
    format!("{whole}{part:0<2}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_exact_to_the_fen() {
        for (text, expected) in [
            ("1.88", 188),
            ("0.01", 1),
            ("5", 500),
            ("5.5", 550),
            ("10000000.00", 1_000_000_000),
        ] {
            assert_eq!(fen(text), Some(expected), "{text}");
        }
        for text in [
            "",
            ".5",
            "1.",
            "1.888",
            "-1.00",
            "1e2",
            "1,00",
            "１.00",
            "99999999999999999999.00",
        ] {
            assert_eq!(fen(text), None, "{text}");
        }
    }

    #[test]
    fn a_grab_is_read() {
        let json = r#"{"play":{"outcome":"WON","grant":{"id":"grant_7","award":{"money":{"amount":"1.88","currency":"CNY"}}}}}"#;
        let play = serde_json::from_str::<Played>(json).unwrap().play;
        assert_eq!(play.outcome, Outcome::Won);
        assert_eq!(play.grant.unwrap().award.money.unwrap().amount, "1.88");
        let json = r#"{"play":{"outcome":"SOLD_OUT","grant":null}}"#;
        assert_eq!(
            serde_json::from_str::<Played>(json).unwrap().play.outcome,
            Outcome::SoldOut
        );
    }

    #[test]
    fn names_are_those_of_the_api() {
        for outcome in [
            Outcome::Won,
            Outcome::SoldOut,
            Outcome::NotOpen,
            Outcome::TooFast,
            Outcome::Seen,
        ] {
            let json = format!("\"{}\"", outcome.name());
            assert_eq!(serde_json::from_str::<Outcome>(&json).unwrap(), outcome);
        }
    }
}
