//! GraphQL over HTTP, as one caller. Whatever is asked, no answer may be a fault of the server's own.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde_json::{Value, json};

#[derive(Clone, Debug)]
pub struct Caller {
    http: reqwest::Client,
    address: String,
    headers: Vec<(&'static str, String)>,
}

impl Caller {
    pub fn new(base: &str, path: &str) -> Self {
        Self {
            http: reqwest::Client::new(),
            address: format!("{base}{path}"),
            headers: Vec::new(),
        }
    }

    pub fn with(&self, header: &'static str, value: impl Into<String>) -> Self {
        let mut caller = self.clone();
        caller.headers.push((header, value.into()));
        caller
    }

    pub fn bearer(&self, token: &str) -> Self {
        self.with("authorization", format!("Bearer {token}"))
    }

    pub async fn ask(&self, query: &str, variables: Value) -> Answer {
        let body = json!({ "query": query, "variables": variables });
        self.post(body.to_string()).await
    }

    pub async fn post(&self, body: impl Into<Vec<u8>>) -> Answer {
        let ask = self.http.post(&self.address).body(body.into());
        let ask = ask.header("content-type", "application/json");
        let ask = (self.headers.iter()).fold(ask, |ask, (name, value)| ask.header(*name, value));
        let response = ask.send().await.unwrap();
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        let text = response.text().await.unwrap();
        let body: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
        let answer = Answer {
            status,
            headers,
            body,
        };
        let later = [["OVERLOADED"], ["CHANNEL_READ_ONLY"]]
            .iter()
            .any(|codes| answer.codes() == codes);
        assert!(status < 500 || later, "{answer:?}");
        assert!(!answer.codes().contains(&"INTERNAL"), "{answer:?}");
        answer
    }

    /// Asks again when it is told to, after as long as it is told to wait, as an app does: the server is busy, or still
    /// carrying out the first request.
    pub async fn ask_patiently(&self, query: &str, variables: Value) -> Answer {
        for _ in 0..30 {
            let answer = self.ask(query, variables.clone()).await;
            if answer.codes() != ["OVERLOADED"] {
                return answer;
            }
            tokio::time::sleep(answer.retry_after()).await;
        }
        panic!("still too busy after 30 tries: {query}");
    }

    /// What was asked for, which must be had without any error.
    pub async fn data(&self, query: &str, variables: Value) -> Value {
        self.ask(query, variables).await.data()
    }

    /// The code of the one error that there must be.
    pub async fn code(&self, query: &str, variables: Value) -> String {
        self.ask(query, variables).await.code()
    }
}

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Value,
}

impl Answer {
    #[track_caller]
    pub fn data(&self) -> Value {
        assert!(self.body.get("errors").is_none(), "{self:?}");
        self.body["data"].clone()
    }

    pub fn codes(&self) -> Vec<&str> {
        let errors = self.body["errors"].as_array().into_iter().flatten();
        errors
            .map(|error| error["extensions"]["code"].as_str().unwrap_or("none"))
            .collect()
    }

    #[track_caller]
    pub fn code(&self) -> String {
        assert_eq!(self.codes().len(), 1, "{self:?}");
        self.codes()[0].to_owned()
    }

    /// Of the first error.
    pub fn extensions(&self) -> &Value {
        &self.body["errors"][0]["extensions"]
    }

    /// As the error says it: a refusal of the schema's own is answered with 200, which has no `Retry-After`.
    #[track_caller]
    fn retry_after(&self) -> Duration {
        let wait = self.extensions()["retryAfterMs"].as_u64();
        Duration::from_millis(wait.unwrap_or_else(|| panic!("no retryAfterMs: {self:?}")))
    }

    /// The `name=value` of the cookie that it sets.
    pub fn cookie(&self) -> String {
        let set = self.headers["set-cookie"].to_str().unwrap();
        set.split(';').next().unwrap().to_owned()
    }
}
