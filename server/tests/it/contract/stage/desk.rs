//! The Console API, as one member uses it.

use std::sync::Arc;

use serde_json::{Value, json};

use super::campaign::Campaign;
use super::channel::PASSWORD;
use super::{App, Caller, Server};

const SIGN_IN: &str =
    "mutation ($input: SignInInput!) { signIn(input: $input) { outcome me { mustEnrol } } }";

#[derive(Clone, Debug)]
pub struct Desk {
    pub caller: Caller,
    pub cookie: String,
}

impl Desk {
    /// Whoever must have a second factor sets one up.
    pub async fn sign_in(server: &Server, channel: Option<&str>, email: &str) -> Self {
        let input = json!({ "channel": channel, "email": email, "password": PASSWORD });
        let answer = server.console().ask(SIGN_IN, json!({ "input": input })).await;
        assert_eq!(answer.data()["signIn"]["outcome"], "SIGNED_IN", "{answer:?}");
        let desk = Self::with_cookie(server, answer.cookie());
        if answer.data()["signIn"]["me"]["mustEnrol"] == false {
            return desk;
        }
        let app = App::enrol(server, &desk.caller).await;
        Self::with_cookie(server, app.cookie)
    }

    fn with_cookie(server: &Server, cookie: String) -> Self {
        Self {
            caller: server.console().with("cookie", cookie.as_str()),
            cookie,
        }
    }

    pub fn on(&self, server: &Arc<Server>) -> Self {
        Self::with_cookie(server, self.cookie.clone())
    }

    pub async fn data(&self, query: &str, variables: Value) -> Value {
        self.caller.data(query, variables).await
    }

    pub async fn code(&self, query: &str, variables: Value) -> String {
        self.caller.code(query, variables).await
    }

    pub async fn create_show(&self, slug: &str) -> Show {
        let input = json!({ "slug": slug, "title": "春节联欢晚会", "startsAt": "2027-02-05T12:00:00Z", "endsAt": "2027-02-05T16:30:00Z" });
        let query =
            "mutation ($input: CreateShowInput!) { createShow(input: $input) { outcome show { id } } }";
        let payload = self.data(query, json!({ "input": input })).await["createShow"].clone();
        assert_eq!(payload["outcome"], "SAVED");
        Show {
            id: text(&payload["show"]["id"]),
            desk: self.clone(),
        }
    }

    /// `startShow`, `openCampaign`, …: `outcome`, `from`, `to`.
    pub async fn transit(&self, mutation: &str, id: &str) -> Value {
        let query = format!("mutation ($id: ID!) {{ {mutation}(id: $id) {{ outcome from to }} }}");
        self.data(&query, json!({ "id": id })).await[mutation].clone()
    }
}

#[derive(Clone, Debug)]
pub struct Show {
    pub id: String,
    pub desk: Desk,
}

impl Show {
    pub async fn draft(&self, settings: Value) -> Campaign {
        let query = "mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { outcome campaign { id } } }";
        let input = json!({ "showId": self.id, "title": "活动", "settings": settings });
        let payload = self.desk.data(query, json!({ "input": input })).await["createCampaign"].clone();
        assert_eq!(payload["outcome"], "SAVED");
        Campaign {
            id: text(&payload["campaign"]["id"]),
            desk: self.desk.clone(),
        }
    }

    pub async fn open(&self, settings: Value) -> Campaign {
        let campaign = self.draft(settings).await;
        campaign.must("scheduleCampaign").await;
        campaign.must("openCampaign").await;
        campaign
    }

    /// At the end of the run of show; its id.
    pub async fn add_segment(&self, title: &str) -> String {
        let query = "mutation ($show: ID!, $input: SegmentInput!) { createSegment(showId: $show, input: $input) { segment { id } } }";
        let variables = json!({ "show": self.id, "input": { "title": title } });
        text(&self.desk.data(query, variables).await["createSegment"]["segment"]["id"])
    }

    /// Puts it on air, or takes off what is; the outcome.
    pub async fn take(&self, segment: Option<&str>) -> Value {
        let query = "mutation ($show: ID!, $segment: ID) { takeSegment(showId: $show, segmentId: $segment) { outcome } }";
        let variables = json!({ "show": self.id, "segment": segment });
        self.desk.data(query, variables).await["takeSegment"]["outcome"].clone()
    }

    pub async fn open_red_packet(&self, pool: &str, packets: u32) -> Campaign {
        self.open(red_packet(pool, packets)).await
    }

    /// Each prize a piece, its name, how many and its worth.
    pub async fn open_draw(&self, prizes: &[(&str, u32, &str)]) -> Campaign {
        self.open(lucky_draw(prizes)).await
    }

    pub async fn open_vote(&self, labels: &[&str], max_choices: u32) -> Campaign {
        self.open(vote(labels, max_choices, true)).await
    }

    /// `settings` over those that let everything pass.
    pub async fn open_wall(&self, settings: Value) -> Campaign {
        self.open(comment_wall(settings)).await
    }
}

pub fn red_packet(pool: &str, packets: u32) -> Value {
    json!({ "redPacket": { "pool": pool, "packets": packets } })
}

pub fn lucky_draw(prizes: &[(&str, u32, &str)]) -> Value {
    let prize = |(name, quantity, value): &(&str, u32, &str)| json!({ "name": name, "quantity": quantity, "value": value });
    json!({ "luckyDraw": { "prizes": prizes.iter().map(prize).collect::<Vec<_>>() } })
}

pub fn vote(labels: &[&str], max_choices: u32, counts_visible: bool) -> Value {
    let options: Vec<Value> = labels.iter().map(|label| json!({ "label": label })).collect();
    json!({ "vote": { "options": options, "maxChoices": max_choices, "countsVisible": counts_visible } })
}

pub fn comment_wall(settings: Value) -> Value {
    let mut wall = json!({ "minIntervalSeconds": 0 });
    for (name, value) in settings.as_object().unwrap() {
        wall[name] = value.clone();
    }
    json!({ "commentWall": wall })
}

#[track_caller]
pub fn text(value: &Value) -> String {
    value
        .as_str()
        .unwrap_or_else(|| panic!("{value} is no text"))
        .to_owned()
}
