//! A published document answers as its words do: same status, same headers, same bytes, whether a plan or the executor
//! carries it out. Random documents, variables, viewers and histories; `OVATION_SEED=n` plays one again.

mod words;

use data_encoding::HEXLOWER;
use ovation::persisted::hash_of;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

use self::words::Words;
use crate::contract::stage::{Campaign, Channel};

on_both_profiles!(a_plan_and_the_executor_answer_alike);

const DOCUMENTS: usize = 90;
const ASKED: usize = 500;
const VIEWERS: usize = 8;

/// Mutation, its payload's type, variables, arguments.
const MUTATIONS: [(&str, &str, &str, &str); 4] = [
    ("grabRedPacket", "GrabPayload", "($id: ID!)", "(campaignId: $id)"),
    ("enterDraw", "EnterDrawPayload", "($id: ID!)", "(campaignId: $id)"),
    (
        "castVote",
        "CastVotePayload",
        "($options: [ID!]!, $id: ID!)",
        "(campaignId: $id, optionIds: $options)",
    ),
    (
        "react",
        "ReactPayload",
        "($id: ID!, $reaction: String!, $count: Int)",
        "(campaignId: $id, reaction: $reaction, count: $count)",
    ),
];

struct Document {
    kind: usize,
    text: String,
    has_variables: bool,
}

struct Play<'a> {
    rng: ChaCha8Rng,
    seed: u64,
    channel: &'a Channel,
    client: reqwest::Client,
    campaigns: Vec<Campaign>,
    options: Vec<String>,
    tokens: Vec<String>,
}

#[derive(Debug, PartialEq, Eq)]
struct Answer {
    status: u16,
    headers: Vec<(String, String)>,
    body: String,
}

async fn a_plan_and_the_executor_answer_alike(channel: &Channel) {
    let chance = channel.server.platform.random.bytes();
    let seed = std::env::var("OVATION_SEED")
        .map_or_else(|_| u64::from_le_bytes(chance), |seed| seed.parse().unwrap());
    let mut play = Play::new(channel, seed).await;
    let documents = play.publish().await;
    let before = play.planned().await;
    for turn in 0..ASKED {
        let document = &documents[play.rng.random_range(0..documents.len())];
        play.ask(document, turn).await;
        if play.rng.random_bool(0.02) {
            play.move_on().await;
        }
    }
    // Half of what was asked is asked rightly, and each of that once by its hash.
    let planned = play.planned().await - before;
    assert!(
        planned > ASKED / 3,
        "seed {seed}: only {planned} of {ASKED} had a plan"
    );
}

impl<'a> Play<'a> {
    async fn new(channel: &'a Channel, seed: u64) -> Self {
        let show = channel.show().await;
        let campaigns = vec![
            show.open_red_packet("8.00", 5).await,
            show.open_draw(&[("杯子", 1, "1.00")]).await,
            show.open_vote(&["甲", "乙", "丙"], 2).await,
            show.open_wall(json!({})).await,
        ];
        let seen = channel
            .viewer("v0")
            .sees(&campaigns[2], "Vote", "options { id }")
            .await;
        let options = seen["options"].as_array().unwrap();
        Self {
            rng: ChaCha8Rng::seed_from_u64(seed),
            seed,
            channel,
            client: reqwest::Client::new(),
            options: options
                .iter()
                .map(|one| one["id"].as_str().unwrap().to_owned())
                .collect(),
            campaigns,
            tokens: (0..VIEWERS)
                .map(|n| channel.token(&format!("观众 {n}")))
                .collect(),
        }
    }

    async fn publish(&mut self) -> Vec<Document> {
        let documents: Vec<Document> = (0..DOCUMENTS).map(|number| self.document(number)).collect();
        let manifest: Vec<Value> = documents
            .iter()
            .map(|document| json!({ "hash": HEXLOWER.encode(&hash_of(&document.text)), "text": document.text }))
            .collect();
        let publish = "mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) { outcome rejected { hash reason } } }";
        let variables = json!({ "input": { "documents": manifest } });
        let published = self.channel.desk.data(publish, variables).await;
        assert_eq!(
            published["publishDocuments"]["outcome"], "PUBLISHED",
            "seed {}: {published}",
            self.seed
        );
        documents
    }

    fn document(&mut self, number: usize) -> Document {
        let kind = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3][self.rng.random_range(0..10)];
        let (field, of, variables, arguments) = MUTATIONS[kind];
        let name = format!("Play{number}");
        let has_variables = self.rng.random_bool(0.8);
        let (variables, field) = if has_variables {
            (variables, format!("{field}{arguments}"))
        } else {
            let id = json!(self.campaigns[kind].id);
            let of_kind = match kind {
                2 => format!(", optionIds: {}", json!(self.options[..1])),
                3 => ", reaction: \"heart\", count: 3".to_owned(),
                _ => String::new(),
            };
            ("", format!("{field}(campaignId: {id}{of_kind})"))
        };
        Document {
            kind,
            text: Words::document(&mut self.rng, &name, variables, &field, of),
            has_variables,
        }
    }

    /// Once by its hash and once by its words, in either order.
    async fn ask(&mut self, document: &Document, turn: usize) {
        let mut body = json!({});
        if document.has_variables {
            body["variables"] = self.right(document.kind);
            if self.rng.random_bool(0.4) {
                self.spoil(&mut body);
            }
        }
        if self.rng.random_bool(0.3) {
            let name = document.text[9..].split(['(', ' ']).next().unwrap();
            body["operationName"] =
                [json!(name), Value::Null, json!("Other")][self.rng.random_range(0..3)].clone();
        }
        let hash = HEXLOWER.encode(&hash_of(&document.text));
        let mut by_hash = body.clone();
        match self.rng.random_range(0..3) {
            0 => by_hash["documentId"] = json!(format!("sha256:{hash}")),
            1 => by_hash["documentId"] = json!(hash),
            _ => by_hash["extensions"] = json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } }),
        }
        body["query"] = json!(document.text);
        let token = if self.rng.random_bool(0.05) {
            "nonsense".to_owned()
        } else {
            self.tokens[self.rng.random_range(0..VIEWERS)].clone()
        };
        let accept = ["application/json", "application/graphql-response+json"][self.rng.random_range(0..2)];
        let mut bodies = [by_hash, body];
        if self.rng.random_bool(0.5) {
            bodies.reverse();
        }
        let first = self.post(&bodies[0], &token, accept).await;
        let second = self.post(&bodies[1], &token, accept).await;
        assert_eq!(
            first, second,
            "seed {} turn {turn}:\n{}\n{}\n{}",
            self.seed, document.text, bodies[0], bodies[1]
        );
    }

    fn right(&mut self, kind: usize) -> Value {
        let id = &self.campaigns[kind].id;
        match kind {
            2 => {
                let from = self.rng.random_range(0..2);
                json!({ "id": id, "options": self.options[from..from + self.rng.random_range(1..=2)] })
            }
            3 => {
                let reaction = ["heart", "applause", "\u{1f600}\n\""][self.rng.random_range(0..3)];
                json!({ "id": id, "reaction": reaction, "count": self.rng.random_range(1..=100) })
            }
            _ => json!({ "id": id }),
        }
    }

    /// Something that is not as it should be.
    fn spoil(&mut self, body: &mut Value) {
        let other = &self.campaigns[self.rng.random_range(0..4)].id;
        let wrong = [
            Value::Null,
            json!(7),
            json!(7.5),
            json!(-1),
            json!(101),
            json!(1_i64 << 40),
            json!(true),
            json!(""),
            json!("camp_nonsense"),
            json!("camp_00000000000000000000000000"),
            json!(other),
            json!([other]),
            json!([self.options[0], 7]),
            json!([self.options[0], self.options[0]]),
            json!([]),
            json!([Value::Null]),
            json!(vec![self.options[0].clone(); 101]),
            json!(self.options[1]),
            json!({ "a": 1 }),
            json!("nul \0"),
        ];
        let name = ["id", "options", "reaction", "count", "beside"][self.rng.random_range(0..5)];
        match self.rng.random_range(0..12) {
            0 => drop(body["variables"].as_object_mut().unwrap().remove(name)),
            1 => body["variables"] = [Value::Null, json!([]), json!({})][self.rng.random_range(0..3)].clone(),
            2 => body["beside"] = json!({ "of": "no interest" }),
            _ => body["variables"][name] = wrong[self.rng.random_range(0..wrong.len())].clone(),
        }
    }

    async fn post(&self, body: &Value, token: &str, accept: &str) -> Answer {
        let ask = self.client.post(format!("{}/graphql", self.channel.server.base));
        let ask = ask
            .header("content-type", "application/json")
            .header("accept", accept);
        let answer = ask
            .bearer_auth(token)
            .body(body.to_string())
            .send()
            .await
            .unwrap();
        Answer {
            status: answer.status().as_u16(),
            headers: lasting(answer.headers()),
            // What is new the first time is so no more the second.
            body: ["\"WON\"", "\"ENTERED\"", "\"COUNTED\""]
                .iter()
                .fold(answer.text().await.unwrap(), |body, new| {
                    body.replace(new, "\"ALREADY\"")
                }),
        }
    }

    /// The history of one campaign goes on.
    async fn move_on(&mut self) {
        let campaign = self.campaigns[self.rng.random_range(0..4)].clone();
        let mutation = ["pauseCampaign", "resumeCampaign", "resumeCampaign"][self.rng.random_range(0..3)];
        campaign.transit(mutation).await;
    }

    /// Requests that a plan has carried out on this server.
    async fn planned(&self) -> usize {
        let metrics = self.client.get(format!("{}/metrics", self.channel.server.base));
        let figures = metrics.send().await.unwrap().text().await.unwrap();
        let line = figures
            .lines()
            .find(|line| line.starts_with("ovation_planned_total"));
        line.map_or(0, |line| line.split(' ').next_back().unwrap().parse().unwrap())
    }
}

/// All but those that no two answers share.
fn lasting(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut lasting: Vec<(String, String)> = headers
        .iter()
        .filter(|(name, _)| !["date", "trace-id", "content-length"].contains(&name.as_str()))
        .map(|(name, value)| (name.to_string(), value.to_str().unwrap().to_owned()))
        .collect();
    lasting.sort();
    lasting
}
