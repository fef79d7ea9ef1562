//! The Audience API, as one viewer uses it.

use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use super::channel::Told;
use super::{Caller, Campaign, Server};

#[derive(Clone, Debug)]
pub struct Viewer {
    pub id: String,
    pub caller: Caller,
    pub token: String,
    told: Arc<Mutex<Vec<Told>>>,
}

/// What came of a grab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grabbed {
    pub outcome: String,
    /// Id and amount.
    pub grant: Option<(String, String)>,
}

impl Grabbed {
    pub fn nothing(outcome: &str) -> Self {
        Self {
            outcome: outcome.to_owned(),
            grant: None,
        }
    }
}

const GRAB: &str = "mutation ($id: ID!) { grabRedPacket(campaignId: $id) { outcome \
    grant { id status award { ... on MoneyAward { money { amount currency } } } } } }";

impl Viewer {
    pub fn new(server: &Server, token: &str, id: &str, told: Arc<Mutex<Vec<Told>>>) -> Self {
        Self {
            id: id.to_owned(),
            caller: server.audience().bearer(token),
            token: token.to_owned(),
            told,
        }
    }

    /// Viewers come by the hundred at once, and some of them may be asked to come back.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        self.caller.ask_patiently(query, variables).await.data()
    }

    pub async fn code(&self, query: &str, variables: Value) -> String {
        self.caller.code(query, variables).await
    }

    pub async fn grab(&self, packet: &Campaign) -> Grabbed {
        let payload = self.data(GRAB, json!({ "id": packet.id })).await["grabRedPacket"].clone();
        let grant = payload["grant"].as_object().map(|grant| {
            let money = &grant["award"]["money"];
            assert_eq!(
                (&grant["status"], &money["currency"]),
                (&json!("GRANTED"), &json!("CNY"))
            );
            (text(&grant["id"]), text(&money["amount"]))
        });
        if let Some((grant, money)) = &grant {
            self.told.lock().unwrap().push(Told {
                grant: grant.clone(),
                viewer: self.id.clone(),
                money: Some(money.clone()),
            });
        }
        Grabbed {
            outcome: text(&payload["outcome"]),
            grant,
        }
    }

    /// Outcome and number.
    pub async fn enter(&self, draw: &Campaign) -> (String, Option<u64>) {
        let query = "mutation ($id: ID!) { enterDraw(campaignId: $id) { outcome entryNumber } }";
        let payload = &self.data(query, json!({ "id": draw.id })).await["enterDraw"];
        (text(&payload["outcome"]), payload["entryNumber"].as_u64())
    }

    pub async fn cast(&self, vote: &Campaign, options: &[&str]) -> String {
        let query = "mutation ($id: ID!, $options: [ID!]!) { castVote(campaignId: $id, optionIds: $options) { outcome } }";
        let variables = json!({ "id": vote.id, "options": options });
        text(&self.data(query, variables).await["castVote"]["outcome"])
    }

    /// Outcome, and the comment's id.
    pub async fn comment(&self, wall: &Campaign, client_id: &str, body: &str) -> (String, Option<String>) {
        let query = "mutation ($id: ID!, $body: String!, $client: ID!) { \
            postComment(campaignId: $id, body: $body, clientId: $client) { outcome comment { id } } }";
        let variables = json!({ "id": wall.id, "body": body, "client": client_id });
        let payload = &self.data(query, variables).await["postComment"];
        (
            text(&payload["outcome"]),
            payload["comment"]["id"].as_str().map(str::to_owned),
        )
    }

    pub async fn react(&self, wall: &Campaign, reaction: &str, count: i32) -> bool {
        let query = "mutation ($id: ID!, $reaction: String!, $count: Int!) { \
            react(campaignId: $id, reaction: $reaction, count: $count) { accepted } }";
        let variables = json!({ "id": wall.id, "reaction": reaction, "count": count });
        self.data(query, variables).await["react"]["accepted"]
            .as_bool()
            .unwrap()
    }

    /// A campaign as viewers see it: these fields of its kind's type.
    pub async fn sees(&self, campaign: &Campaign, of_kind: &str, fields: &str) -> Value {
        let query =
            format!("query ($id: ID!) {{ campaign(id: $id) {{ ... on {of_kind}Campaign {{ {fields} }} }} }}");
        self.data(&query, json!({ "id": campaign.id })).await["campaign"].clone()
    }

    /// The type of what `node` finds; None: nothing.
    pub async fn node(&self, id: &str) -> Option<String> {
        let found = self.data(
            "query ($id: ID!) { node(id: $id) { __typename id } }",
            json!({ "id": id }),
        );
        let node = &found.await["node"];
        assert!(node.is_null() || node["id"] == id, "{node}");
        node["__typename"].as_str().map(str::to_owned)
    }
}

#[track_caller]
fn text(value: &Value) -> String {
    super::desk::text(value)
}

/// In minor units: "1.88" is 188.
#[track_caller]
pub fn fen(amount: &str) -> i64 {
    tenants::parse_minor(amount, tenants::Currency::CNY).unwrap()
}
