//! Which documents have a plan, and which requests are left to the executor. That their answers are the same is shown where
//! both are at hand: `tests/it/contract/audience/plans`.

use async_graphql::parser::parse_query;
use chrono::DateTime;
use tenants::Currency;
use uuid::Uuid;

use super::arguments::{Call, What};
use super::piece::{Came, write};
use super::posted::{Document, Posted};
use super::{Plan, plan};
use crate::ids::{CampaignId, Prefixed};
use crate::ledger::{Award, Grant};

const ID: &str = "camp_aaaaaaaaaaaaaaaaaaaaaaaaa0";

fn planned(text: &str) -> Option<Plan> {
    plan(&parse_query(text).unwrap())
}

fn written(text: &str, came: &Came) -> String {
    let plan = planned(text).unwrap_or_else(|| panic!("no plan: {text}"));
    let mut out = String::new();
    write(&plan.pieces, came, Currency::CNY, &mut out);
    out
}

fn won() -> Came {
    let campaign = CampaignId(Uuid::from_u128(1));
    let at = DateTime::from_timestamp_micros(1_795_233_600_000_001).unwrap();
    Came {
        outcome: "WON",
        grant: Some(Grant::of_slot(campaign, 7, ("v", "n"), Award::Money(188), at)),
        ..Came::default()
    }
}

#[test]
fn an_answer_stands_in_the_order_of_the_selection() {
    let text = "mutation G($id: ID!) { t: __typename again: grabRedPacket(campaignId: $id) { \
        grant { ...A status } ... on GrabPayload { outcome __typename } grant { s: status } } } \
        fragment A on Grant { ... on Node { __typename } award { ... on PrizeAward { prize { id } } \
        ... on MoneyAward { money { currency amount } } kind: __typename } grantedAt }";
    assert_eq!(
        written(text, &won()),
        r#"{"data":{"t":"Mutation","again":{"grant":{"__typename":"Grant","award":{"money":{"currency":"CNY","amount":"1.88"},"kind":"MoneyAward"},"grantedAt":"AT","status":"GRANTED","s":"GRANTED"},"outcome":"WON","__typename":"GrabPayload"}}}"#
            .replace("AT", &won().grant.unwrap().granted_at.to_rfc3339())
    );
    let sold_out = Came {
        outcome: "SOLD_OUT",
        ..Came::default()
    };
    assert_eq!(
        written(text, &sold_out),
        r#"{"data":{"t":"Mutation","again":{"grant":null,"outcome":"SOLD_OUT","__typename":"GrabPayload"}}}"#
    );
    let nothing = "mutation G { grabRedPacket(campaignId: \"x\") { grant { award { ... on PrizeAward { prize { id } } } } } }";
    assert_eq!(
        written(nothing, &won()),
        r#"{"data":{"grabRedPacket":{"grant":{"award":null}}}}"#
    );
}

#[test]
fn what_a_plan_does_not_know_is_the_executors() {
    for text in [
        "query Q { viewer { id } }",
        "mutation P($id: ID!) { postComment(campaignId: $id, body: \"x\", clientId: \"y\") { outcome } }",
        "mutation Two($id: ID!) { a: grabRedPacket(campaignId: $id) { outcome } b: grabRedPacket(campaignId: $id) { outcome } }",
        "mutation Twice($id: ID!) { grabRedPacket(campaignId: $id) { outcome } grabRedPacket(campaignId: $id) { grant { id } } }",
        "mutation Campaign($id: ID!) { grabRedPacket(campaignId: $id) { grant { campaign { id } } } }",
        "mutation Skip($id: ID!, $s: Boolean!) { grabRedPacket(campaignId: $id) { outcome @skip(if: $s) } }",
        "mutation Default($id: ID! = \"x\") { grabRedPacket(campaignId: $id) { outcome } }",
        "mutation Number { grabRedPacket(campaignId: 7) { outcome } }",
        "mutation Mixed($id: ID!, $o: ID!) { castVote(campaignId: $id, optionIds: [$o]) { outcome } }",
        "mutation One($id: ID!, $o: ID!) { castVote(campaignId: $id, optionIds: $o) { outcome } }",
        "mutation Union($id: ID!) { grabRedPacket(campaignId: $id) { grant { \
            award { ... on MoneyAward { ... on Award { __typename } } } } } }",
        "mutation Order($id: ID!) { grabRedPacket(campaignId: $id) { grant { award { \
            ... on PrizeAward { __typename } ... on MoneyAward { money { amount } } __typename } } } }",
        "mutation Empty($id: ID!) { grabRedPacket(campaignId: $id) { grant { \
            award { ... on PrizeAward { prize { id } } } award { __typename } } } }",
    ] {
        assert!(planned(text).is_none(), "{text}");
    }
}

#[test]
fn what_is_asked_otherwise_than_most_do_is_not_bound() {
    let vote =
        planned("mutation V($id: ID!, $o: [ID!]!) { castVote(campaignId: $id, optionIds: $o) { outcome } }");
    let vote = vote.unwrap();
    let bind = |variables: &str| {
        let body = format!("{{\"documentId\":\"x\",\"variables\":{variables}}}");
        Posted::parse(body.as_bytes()).and_then(|posted| vote.arguments.bind(posted.variables()))
    };
    let options = vec!["a".to_owned(), "b".to_owned()];
    let call = Call {
        campaign: CampaignId::parse(ID, "id").unwrap(),
        of: What::Vote { options },
    };
    assert_eq!(
        bind(&format!(r#"{{"o":["a","\u0062"],"id":"{ID}"}}"#)),
        Some(call)
    );
    for other in [
        "null",
        "{}",
        "[]",
        r#"{"id":"x","o":["a"]}"#,
        r#"{"id":"ID"}"#,
        r#"{"id":"ID","o":"a"}"#,
        r#"{"id":"ID","o":[1]}"#,
        r#"{"id":"ID","o":null}"#,
        r#"{"id":7,"o":["a"]}"#,
        r#"{"id":"ID","o":["a"],"p":1}"#,
        r#"{"id":"ID","o":["a"],"o":["a"]}"#,
        r#"{"id":"ID","o":["\u0000"]}"#,
        r#"{"id":"ID","o":[["a"]]}"#,
        r#"{"id":"ID","o":["\ud800"]}"#,
        r#"{"id":"ID","o":{}}"#,
    ] {
        let other = other.replace("ID", ID);
        assert_eq!(bind(&other), None, "{other}");
    }
    let many = format!(r#"{{"id":"{ID}","o":[{}"a"]}}"#, "\"a\",".repeat(100));
    assert_eq!(bind(&many), None);
}

#[test]
fn a_document_is_named_in_one_way() {
    let hash = "ab".repeat(32);
    let persisted = |version: u8| {
        format!(r#""extensions":{{"persistedQuery":{{"version":{version},"sha256Hash":"{hash}"}}}}"#)
    };
    for body in [
        format!(r#"{{"documentId":"sha256:{hash}"}}"#),
        format!(r#"{{"documentId":"{hash}","variables":null,"operationName":null,"extensions":null}}"#),
        format!("{{{}}}", persisted(1)),
    ] {
        let bytes = body.as_bytes();
        let posted = Posted::parse(bytes).unwrap_or_else(|| panic!("{body}"));
        assert_eq!(posted.document(), Some(Document::Hash([0xab; 32])), "{body}");
    }
    for body in [
        "{}".to_owned(),
        "[]".to_owned(),
        format!(r#"{{"documentId":"{}"}}"#, hash.to_uppercase()),
        format!(r#"{{"documentId":"{hash}","other":1}}"#),
        format!(r#"["{hash}","{hash}"]"#),
        format!(r#"[null,"{hash}"]"#),
        format!(r#"{{"extensions":[[1,"{hash}"]]}}"#),
        format!(r#"{{"extensions":{{"persistedQuery":[1,"{hash}"]}}}}"#),
        format!(r#"{{"documentId":"{hash}","documentId":"{hash}"}}"#),
        format!(r#"{{"documentId":"{hash}",{}}}"#, persisted(1)),
        format!(r#"{{"documentId":"{hash}","query":"mutation"}}"#),
        format!(r#"{{"query":"mutation",{}}}"#, persisted(1)),
        format!("{{{}}}", persisted(2)),
        format!(r#"{{"documentId":"{hash}","extensions":{{"other":1}}}}"#),
        format!(r#"{{"documentId":"{hash}"}} "#) + "x",
    ] {
        let is_named = Posted::parse(body.as_bytes()).is_some_and(|posted| posted.document().is_some());
        assert!(!is_named, "{body}");
    }
}
