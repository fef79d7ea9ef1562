//! One channel with everything that a channel can have, all of it marked: words that stand nowhere else, sums that nobody
//! else would have, so that a trace of it in any answer is known at sight.

use anyhow::{Context, Result};
use chrono::TimeDelta;
use data_encoding::HEXLOWER;
use e2e::address::Address;
use e2e::chance;
use e2e::console::text;
use e2e::ovation::{NewMember, Ovation};
use serde_json::{Value, json};

use super::ask::{Actor, Api};

pub const ROLES: [&str; 5] = ["ANALYST", "MODERATOR", "OPERATOR", "PRODUCER", "OWNER"];

pub struct Channel {
    pub slug: String,
    /// A word of its name.
    pub name: String,
    /// In all that is this channel's and that nobody asks with.
    pub mark: String,
    /// In the words that strangers ask with.
    pub guess: String,
    /// The pool of the red packet, the worth of a prize.
    pub sums: [String; 2],
    pub owner: Actor,
    /// In the order of [`ROLES`]; the last one is the owner.
    pub members: Vec<Actor>,
    pub app: Actor,
    pub viewer: Actor,
    /// Another one, who votes.
    audience: Actor,
    /// Ids in the order in which they were made.
    pub ids: Vec<String>,
    pub words: Words,
    /// Of the members.
    pub sign_ins: Vec<SignIn>,
    sign_in: SignIn,
}

/// What a stranger could guess of a channel, and would ask with.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub show: String,
    pub viewer: String,
    pub email: String,
    pub document: String,
    pub kid: String,
}

pub struct SignIn {
    channel: Option<String>,
    email: String,
    password: String,
    /// Instead of a code of the app, for who has a second factor; each is good once.
    pub recovery_codes: std::sync::Mutex<Vec<String>>,
}

impl SignIn {
    pub fn new(channel: Option<&str>, email: &str, password: &str) -> Self {
        Self {
            channel: channel.map(str::to_owned),
            email: email.to_owned(),
            password: password.to_owned(),
            recovery_codes: std::sync::Mutex::default(),
        }
    }

    /// The cookie of a new session.
    pub async fn cookie(&self, nobody: &Actor) -> Result<String> {
        let document = "mutation ($input: SignInInput!) { signIn(input: $input) { outcome challenge } }";
        let input = json!({ "channel": self.channel, "email": self.email, "password": self.password });
        let mut answer = nobody.ask(document, json!({ "input": input })).await?;
        let challenge = answer.json()["data"]["signIn"]["challenge"].take();
        if !challenge.is_null() {
            let code = self
                .recovery_codes
                .lock()
                .unwrap_or_else(|poisoned| poisoned.into_inner())
                .pop();
            let document =
                "mutation ($input: ConfirmSignInInput!) { confirmSignIn(input: $input) { outcome } }";
            let input = json!({ "challenge": challenge, "code": code });
            answer = nobody.ask(document, json!({ "input": input })).await?;
        }
        let cookie = answer.cookie.clone();
        cookie.with_context(|| format!("{} does not get in: {}", self.email, answer.body))
    }
}

/// A channel's manifest, with room for a storm.
pub fn manifest(slug: &str, name: &str, placement: &str) -> String {
    format!(
        r##"slug = "{slug}"
plan = "test"
locale = "zh-CN"
time_zone = "Asia/Shanghai"
currency = "CNY"
hosts = []
allowed_origins = ["https://{name}.example"]
guests = true
name = {{ zh-CN = "频道{name}", en = "Channel {name}" }}
branding = {{ primary_color = "#c8102e" }}
placement = {{ kind = "{placement}" }}

[quotas]
requests_per_second = 100000
burst = 100000
open_campaigns = 1000
prize_money_per_show = "1000000.00"
members = 1000
"##
    )
}

impl Channel {
    /// Its owner by the command line; all the rest through the doors that there are for it.
    pub async fn open(
        ovation: &Ovation,
        address: &Address,
        slug: &str,
        called: &str,
        number: u32,
    ) -> Result<Self> {
        let (mark, guess) = (chance::fresh_word(9)?, chance::fresh_word(9)?);
        let mark = mark.as_str();
        let nobody = Actor::nobody("nobody", Api::Console, address);
        let (email, password) = (format!("owner-{mark}@example.org"), chance::fresh_word(24)?);
        let name = format!("台长{mark}");
        let member = NewMember {
            channel: slug,
            email: &email,
            name: &name,
            role: "owner",
            password: &password,
        };
        ovation.add_member(&member).await?;
        let sign_in = SignIn::new(Some(slug), &email, &password);
        let person =
            |role: &str| Actor::nobody(&role.to_lowercase().replace('_', " "), Api::Console, address);
        let owner = person("owner").with_cookie(&sign_in.cookie(&nobody).await?)?;
        // Asked for by name and revoked is one that has signed nobody's token.
        let keys = owner.data("{ signingKeys { kid } }", json!({})).await?;
        let kid = text(&keys[0]["kid"])?;
        let rotate = "mutation { rotateSigningKey { signingKey { kid } } }";
        owner.data(rotate, json!({})).await?;
        let make =
            "mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { secret apiKey { id } } }";
        let name = json!({ "input": { "name": format!("后台{mark}") } });
        // The first is for being revoked.
        let spare = owner.data(make, name.clone()).await?;
        let key = owner.data(make, name).await?;
        let app = person("app").with_bearer(&text(&key["secret"])?)?;
        let mut channel = Self {
            viewer: viewer(&app, &format!("ann-{guess}"), mark, address).await?,
            audience: viewer(&app, &format!("bob-{mark}"), mark, address).await?,
            slug: slug.to_owned(),
            name: called.to_owned(),
            mark: mark.to_owned(),
            sums: [
                format!("7{:03}.32", 137 + 111 * number),
                format!("8{:02}.27", 17 + 11 * number),
            ],
            guess,
            owner,
            members: Vec::new(),
            app,
            ids: vec![text(&spare["apiKey"]["id"])?, text(&key["apiKey"]["id"])?],
            words: Words {
                kid,
                ..Words::default()
            },
            sign_ins: Vec::new(),
            sign_in,
        };
        channel.hire(&nobody, address).await?;
        Ok(channel)
    }

    /// Whether its people are told that it is suspended.
    pub async fn is_refused(&self) -> Result<bool> {
        let answer = self.viewer.ask("{ viewer { id } }", json!({})).await?;
        Ok(matches!(
            answer.code().as_deref(),
            Some("CHANNEL_SUSPENDED" | "UNAUTHENTICATED")
        ))
    }

    /// Takes back what this channel's own owners have granted while they attacked another.
    pub async fn let_nobody_in(&self, nobody: &Actor) -> Result<()> {
        self.sign_in_again(nobody).await?;
        let standing = "{ channel { supportAccess { id } } }";
        let channel = self.owner.data(standing, json!({})).await?;
        let id = &channel["supportAccess"]["id"];
        if !id.is_null() {
            let document = "mutation ($id: ID!) { revokeSupportAccess(id: $id) { outcome } }";
            self.owner.data(document, json!({ "id": id })).await?;
        }
        Ok(())
    }

    /// For an owner whose session is over.
    pub async fn sign_in_again(&self, nobody: &Actor) -> Result<()> {
        self.owner.wear(&self.sign_in.cookie(nobody).await?)
    }

    async fn hire(&mut self, nobody: &Actor, address: &Address) -> Result<()> {
        for role in ROLES {
            let email = format!("{}-{}@example.org", role.to_lowercase(), self.guess);
            let document = "mutation ($input: AddMemberInput!) { addMember(input: $input) { initialPassword member { id } } }";
            let input = json!({ "email": email, "name": format!("员工{}", self.mark), "role": role });
            let added = self.owner.data(document, json!({ "input": input })).await?;
            self.ids.push(text(&added["member"]["id"])?);
            let password = text(&added["initialPassword"])?;
            let sign_in = SignIn::new(Some(&self.slug), &email, &password);
            let member = Actor::nobody(&role.to_lowercase(), Api::Console, address);
            self.members
                .push(member.with_cookie(&sign_in.cookie(nobody).await?)?);
            self.sign_ins.push(sign_in);
            self.words.email = email;
        }
        Ok(())
    }

    /// A show on air with a campaign of every kind, played in; and what else a channel leaves behind.
    pub async fn fill(&mut self) -> Result<()> {
        let mark = self.mark.clone();
        self.words.show = format!("gala-{}", self.guess);
        self.words.viewer = format!("ann-{}", self.guess);
        let show = self.show(&self.words.show.clone()).await?;
        self.show(&format!("quiet-{mark}")).await?;
        for _ in 0..2 {
            self.segment(&show).await?;
        }
        self.transit("startShow", &show).await?;
        let segment = self.ids.iter().rfind(|id| id.starts_with("seg_")).cloned();
        let take = "mutation ($show: ID!, $segment: ID) { takeSegment(showId: $show, segmentId: $segment) { outcome } }";
        self.owner
            .data(take, json!({ "show": show, "segment": segment }))
            .await?;
        self.play(&show, &mark).await?;
        self.let_support_in_and_out().await?;
        self.publish().await
    }

    async fn play(&mut self, show: &str, mark: &str) -> Result<()> {
        let options = json!([{ "label": format!("甲{mark}") }, { "label": format!("乙{mark}") }]);
        let vote = json!({ "vote": { "options": options, "maxChoices": 2 } });
        let packet = json!({ "redPacket": { "pool": self.sums[0], "packets": 3 } });
        let prizes = json!([{ "name": format!("茶杯{mark}"), "quantity": 1, "value": self.sums[1] }]);
        let draw = json!({ "luckyDraw": { "prizes": prizes } });
        let words = json!([format!("禁{mark}")]);
        let wall = json!({ "commentWall": { "minIntervalSeconds": 0, "blockedWords": words } });
        let open = |settings| (settings, true);
        let vote_id = self.campaign(show, open(vote.clone())).await?;
        let option = "query ($id: ID!) { campaign(id: $id) { results { option { id } } } }";
        let results = self.owner.data(option, json!({ "id": vote_id })).await?;
        let option = text(&results["results"][0]["option"]["id"])?;
        let packet_id = self.campaign(show, open(packet)).await?;
        let draw_id = self.campaign(show, open(draw.clone())).await?;
        let wall_id = self.campaign(show, open(wall)).await?;
        self.campaign(show, open(draw)).await?;
        self.campaign(show, (vote, false)).await?;
        let viewer = &self.viewer;
        let grab = "mutation ($id: ID!) { grabRedPacket(campaignId: $id) { grant { id } } }";
        let grant = viewer.data(grab, json!({ "id": packet_id })).await?["grant"]["id"].take();
        let enter = "mutation ($id: ID!) { enterDraw(campaignId: $id) { outcome } }";
        viewer.data(enter, json!({ "id": draw_id })).await?;
        let cast = "mutation ($id: ID!, $options: [ID!]!) { castVote(campaignId: $id, optionIds: $options) { outcome } }";
        self.audience
            .data(cast, json!({ "id": vote_id, "options": [option] }))
            .await?;
        let say = "mutation ($id: ID!, $body: String!) { postComment(campaignId: $id, clientId: \"c1\", body: $body) { comment { id } } }";
        let said = viewer
            .data(say, json!({ "id": wall_id, "body": format!("加油{mark}") }))
            .await?;
        self.transit("closeCampaign", &draw_id).await?;
        let run = "mutation ($id: ID!) { runDraw(campaignId: $id) { outcome } }";
        self.owner.data(run, json!({ "id": draw_id })).await?;
        self.ids
            .extend([text(&grant)?, text(&said["comment"]["id"])?, option]);
        Ok(())
    }

    async fn show(&mut self, slug: &str) -> Result<String> {
        let times = [0, 2].map(|hours| (chance::now() + TimeDelta::hours(hours)).to_rfc3339());
        let title = format!("晚会{}", self.mark);
        let input = json!({ "slug": slug, "title": title, "startsAt": times[0], "endsAt": times[1] });
        let document = "mutation ($input: CreateShowInput!) { createShow(input: $input) { show { id } } }";
        let made = self.owner.data(document, json!({ "input": input })).await?;
        self.note(&made["show"]["id"])
    }

    async fn segment(&mut self, show: &str) -> Result<String> {
        let document = "mutation ($show: ID!, $input: SegmentInput!) { createSegment(showId: $show, input: $input) { segment { id } } }";
        let input =
            json!({ "title": format!("小品{}", self.mark), "performers": [format!("演员{}", self.mark)] });
        let made = self
            .owner
            .data(document, json!({ "show": show, "input": input }))
            .await?;
        self.note(&made["segment"]["id"])
    }

    async fn campaign(&mut self, show: &str, (settings, is_open): (Value, bool)) -> Result<String> {
        let document =
            "mutation ($input: CreateCampaignInput!) { createCampaign(input: $input) { campaign { id } } }";
        let input = json!({ "showId": show, "title": format!("活动{}", self.mark), "settings": settings });
        let made = self.owner.data(document, json!({ "input": input })).await?;
        let id = self.note(&made["campaign"]["id"])?;
        if is_open {
            self.transit("scheduleCampaign", &id).await?;
            self.transit("openCampaign", &id).await?;
        }
        Ok(id)
    }

    fn note(&mut self, id: &Value) -> Result<String> {
        self.ids.push(text(id)?);
        text(id)
    }

    async fn transit(&self, mutation: &str, id: &str) -> Result<()> {
        let document = format!("mutation ($id: ID!) {{ {mutation}(id: $id) {{ outcome }} }}");
        let done = self.owner.data(&document, json!({ "id": id })).await?;
        anyhow::ensure!(done["outcome"] == "DONE", "{mutation}: {done}");
        Ok(())
    }

    async fn let_support_in_and_out(&mut self) -> Result<()> {
        let document = "mutation ($input: GrantSupportAccessInput!) { grantSupportAccess(input: $input) { grant { id } } }";
        let input = json!({ "reason": format!("看看{}", self.mark) });
        let granted = self.owner.data(document, json!({ "input": input })).await?;
        let id = self.note(&granted["grant"]["id"])?;
        let document = "mutation ($id: ID!) { revokeSupportAccess(id: $id) { outcome } }";
        self.owner.data(document, json!({ "id": id })).await.map(drop)
    }

    async fn publish(&mut self) -> Result<()> {
        let words = format!("query Q{} {{ channel {{ id }} }}", self.mark);
        let digest = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, words.as_bytes());
        self.words.document = HEXLOWER.encode(digest.as_ref());
        let document =
            "mutation ($input: PublishDocumentsInput!) { publishDocuments(input: $input) { outcome } }";
        let input = json!({ "documents": [{ "hash": self.words.document, "text": words }] });
        let published = self.app.data(document, json!({ "input": input })).await?;
        anyhow::ensure!(published["outcome"] == "PUBLISHED", "{published}");
        Ok(())
    }
}

/// Somebody in the channel's audience.
pub async fn viewer(app: &Actor, id: &str, mark: &str, address: &Address) -> Result<Actor> {
    let document =
        "mutation ($input: CreateViewerTokenInput!) { createViewerToken(input: $input) { token } }";
    let input = json!({ "viewerId": id, "nickname": format!("安{mark}") });
    let minted = app.data(document, json!({ "input": input })).await?;
    Actor::nobody("viewer", Api::Audience, address).with_bearer(&text(&minted["token"])?)
}
