//! The Console API as a producer's browser calls it: signs in, builds a show, opens and closes, reads the totals.

use anyhow::{Context, Result, bail};
use chrono::{DateTime, TimeDelta, Utc};
use hyper::HeaderMap;
use hyper::body::Bytes;
use hyper::header::{COOKIE, HeaderName, HeaderValue, SET_COOKIE};
use serde_json::{Value, json};

use crate::retry::{Call, Caller};

const PATH: &str = "/console/graphql";
const SESSION: &str = "ovation_session";
const IDEMPOTENCY_KEY: HeaderName = HeaderName::from_static("idempotency-key");

/// A signed-in member. Every mutation carries an `Idempotency-Key` of its own, so that a retry does it once.
pub struct Console {
    caller: Caller,
    session: HeaderValue,
    /// Unique to this run; the number makes it unique to the mutation.
    run: String,
    mutations: u32,
}

pub struct NewShow<'a> {
    pub slug: &'a str,
    pub title: &'a str,
    pub starts_at: DateTime<Utc>,
    pub length: TimeDelta,
}

impl Console {
    /// `run`: a name that no other run has.
    ///
    /// # Errors
    /// When the server does not let this member in.
    pub async fn sign_in(
        mut caller: Caller,
        run: &str,
        channel: &str,
        email: &str,
        password: &str,
    ) -> Result<Self> {
        let document = "mutation SignIn($input: SignInInput!) { signIn(input: $input) { outcome } }";
        let input = json!({ "channel": channel, "email": email, "password": password });
        let body = json!({ "query": document, "variables": { "input": input } }).to_string();
        let call = Call {
            path: PATH,
            body: Bytes::from(body),
            headers: Vec::new(),
        };
        let answer = caller
            .graphql::<Value>(&call)
            .await
            .context("signing in to the console")?;
        if answer.data["signIn"]["outcome"] != "SIGNED_IN" {
            bail!("signing in as {email}: {}", answer.data["signIn"]["outcome"]);
        }
        let session = session_cookie(&answer.headers).context("signed in, but got no session cookie")?;
        Ok(Self {
            caller,
            session,
            run: run.to_owned(),
            mutations: 0,
        })
    }

    /// Sends one document. `root` is its one root field; what is under it.
    ///
    /// # Errors
    /// When it is refused.
    pub async fn send(&mut self, root: &str, document: &str, variables: Value) -> Result<Value> {
        self.mutations += 1;
        let key = format!("{}-{}", self.run, self.mutations);
        let body = json!({ "query": document, "variables": variables }).to_string();
        let headers = vec![
            (COOKIE, self.session.clone()),
            (IDEMPOTENCY_KEY, HeaderValue::try_from(key)?),
        ];
        let call = Call {
            path: PATH,
            body: Bytes::from(body),
            headers,
        };
        let mut answer = self
            .caller
            .graphql::<Value>(&call)
            .await
            .with_context(|| root.to_owned())?;
        Ok(answer.data[root].take())
    }

    // A mutation whose outcome must be `expected`.
    async fn change(
        &mut self,
        root: &str,
        document: &str,
        variables: Value,
        expected: &str,
    ) -> Result<Value> {
        let payload = self.send(root, document, variables).await?;
        if payload["outcome"] != expected {
            bail!("{root}: expected {expected}, the answer is {payload}");
        }
        Ok(payload)
    }

    /// Its id.
    ///
    /// # Errors
    /// When it is not saved.
    pub async fn create_show(&mut self, show: &NewShow<'_>) -> Result<String> {
        let document =
            "mutation($input: CreateShowInput!) { createShow(input: $input) { outcome show { id } } }";
        let NewShow {
            slug,
            title,
            starts_at,
            length,
        } = show;
        let (from, to) = (starts_at.to_rfc3339(), (*starts_at + *length).to_rfc3339());
        let input = json!({ "slug": slug, "title": title, "startsAt": from, "endsAt": to });
        let payload = self
            .change("createShow", document, json!({ "input": input }), "SAVED")
            .await?;
        text(&payload["show"]["id"])
    }

    /// Appends a segment; its id.
    ///
    /// # Errors
    /// When it is not saved.
    pub async fn create_segment(&mut self, show: &str, title: &str, performers: &[&str]) -> Result<String> {
        let document = "mutation($show: ID!, $input: SegmentInput!) { \
            createSegment(showId: $show, input: $input) { outcome segment { id } } }";
        let input = json!({ "title": title, "performers": performers });
        let variables = json!({ "show": show, "input": input });
        let payload = self.change("createSegment", document, variables, "SAVED").await?;
        text(&payload["segment"]["id"])
    }

    /// Puts a segment on air.
    ///
    /// # Errors
    /// When it is not saved.
    pub async fn take_segment(&mut self, show: &str, segment: &str) -> Result<()> {
        let document = "mutation($show: ID!, $segment: ID!) { \
            takeSegment(showId: $show, segmentId: $segment) { outcome } }";
        let variables = json!({ "show": show, "segment": segment });
        self.change("takeSegment", document, variables, "SAVED")
            .await
            .map(drop)
    }

    /// `settings`: a `CampaignSettingsInput`. Its id.
    ///
    /// # Errors
    /// When it is not saved.
    pub async fn create_campaign(&mut self, show: &str, title: &str, settings: Value) -> Result<String> {
        let document = "mutation($input: CreateCampaignInput!) { \
            createCampaign(input: $input) { outcome campaign { id } } }";
        let input = json!({ "showId": show, "title": title, "settings": settings });
        let payload = self
            .change("createCampaign", document, json!({ "input": input }), "SAVED")
            .await?;
        text(&payload["campaign"]["id"])
    }

    /// `transition`: a mutation that takes only an id, such as `openCampaign` or `startShow`.
    ///
    /// # Errors
    /// When its outcome is not DONE.
    pub async fn transit(&mut self, transition: &str, id: &str) -> Result<()> {
        let reason = if transition.ends_with("Campaign") {
            "reason"
        } else {
            ""
        };
        let document =
            format!("mutation($id: ID!) {{ {transition}(id: $id) {{ outcome from to {reason} }} }}");
        self.change(transition, &document, json!({ "id": id }), "DONE")
            .await
            .map(drop)
    }

    /// # Errors
    /// When the winners are not drawn.
    pub async fn run_draw(&mut self, campaign: &str) -> Result<()> {
        let document = "mutation($id: ID!) { runDraw(campaignId: $id) { outcome } }";
        self.change("runDraw", document, json!({ "id": campaign }), "DRAWN")
            .await
            .map(drop)
    }

    /// `selection`: fields of `Campaign`.
    ///
    /// # Errors
    /// When there is no such campaign.
    pub async fn campaign(&mut self, id: &str, selection: &str) -> Result<Value> {
        let document = format!("query($id: ID!) {{ campaign(id: $id) {{ {selection} }} }}");
        let campaign = self.send("campaign", &document, json!({ "id": id })).await?;
        if campaign.is_null() {
            bail!("the console knows no campaign {id}");
        }
        Ok(campaign)
    }

    /// All nodes of a connection of a campaign, page by page: `field` such as `grants`.
    ///
    /// # Errors
    /// When a page can't be read.
    pub async fn list(&mut self, id: &str, field: &str, selection: &str) -> Result<Vec<Value>> {
        let document = format!(
            "query($id: ID!, $after: String) {{ campaign(id: $id) {{ {field}(first: 100, after: $after) \
             {{ nodes {{ {selection} }} pageInfo {{ hasNextPage endCursor }} }} }} }}"
        );
        let (mut all, mut after) = (Vec::new(), Value::Null);
        loop {
            let variables = json!({ "id": id, "after": after });
            let mut page = self.send("campaign", &document, variables).await?[field].take();
            let Value::Array(nodes) = page["nodes"].take() else {
                bail!("{field} of {id}: no nodes")
            };
            all.extend(nodes);
            if page["pageInfo"]["hasNextPage"] != true {
                return Ok(all);
            }
            after = page["pageInfo"]["endCursor"].take();
        }
    }
}

/// # Errors
/// When it is no string.
pub fn text(value: &Value) -> Result<String> {
    Ok(value
        .as_str()
        .with_context(|| format!("a string was expected, not {value}"))?
        .to_owned())
}

fn session_cookie(headers: &HeaderMap) -> Option<HeaderValue> {
    let cookies = headers
        .get_all(SET_COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok());
    let pair = cookies
        .filter_map(|c| c.split(';').next())
        .find(|c| c.starts_with(SESSION))?;
    HeaderValue::from_str(pair).ok()
}
