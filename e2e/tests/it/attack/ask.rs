//! Somebody who asks, on one connection, and the whole of what they are answered.

use std::fmt;
use std::time::Duration;

use anyhow::{Context, Result, bail};
use e2e::address::Address;
use e2e::connection::Connection;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, COOKIE, HOST, HeaderName, HeaderValue};
use hyper::{Method, Request};
use serde_json::{Value, json};
use tokio::sync::Mutex;

const ANSWER_MAX: Duration = Duration::from_secs(30);
/// Others each time, whoever asks for what.
const NOT_COMPARED: [&str; 5] = ["date", "trace-id", "content-length", "set-cookie", "traceparent"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Api {
    Audience,
    Console,
}

impl Api {
    pub fn path(self) -> &'static str {
        match self {
            Self::Audience => "/graphql",
            Self::Console => "/console/graphql",
        }
    }
}

impl fmt::Display for Api {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Audience => "audience",
            Self::Console => "console",
        })
    }
}

pub struct Actor {
    /// As in the report: "producer of another channel".
    pub name: String,
    pub api: Api,
    headers: std::sync::RwLock<Vec<(HeaderName, HeaderValue)>>,
    connection: Mutex<Connection>,
}

#[derive(Debug, Clone)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: String,
    pub cookie: Option<String>,
}

impl Actor {
    pub fn nobody(name: &str, api: Api, address: &Address) -> Self {
        Self {
            name: name.to_owned(),
            api,
            headers: std::sync::RwLock::default(),
            connection: Mutex::new(Connection::new(address.clone())),
        }
    }

    pub fn with_cookie(self, cookie: &str) -> Result<Self> {
        self.wear(cookie)?;
        Ok(self)
    }

    /// One header more.
    pub fn with(self, name: &str, value: &str) -> Result<Self> {
        let header = (
            HeaderName::from_bytes(name.as_bytes())?,
            HeaderValue::from_str(value)?,
        );
        self.headers
            .write()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .push(header);
        Ok(self)
    }

    pub fn with_bearer(self, token: &str) -> Result<Self> {
        self.show(AUTHORIZATION, &format!("Bearer {token}"))?;
        Ok(self)
    }

    /// The session of another sign-in.
    pub fn wear(&self, cookie: &str) -> Result<()> {
        self.show(COOKIE, cookie)
    }

    fn show(&self, name: HeaderName, value: &str) -> Result<()> {
        let value = HeaderValue::from_str(value)?;
        *self
            .headers
            .write()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = vec![(name, value)];
        Ok(())
    }

    /// The same credential, somewhere else.
    pub fn at(&self, name: &str, api: Api, address: &Address) -> Self {
        let actor = Self::nobody(name, api, address);
        let headers = self
            .headers
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .clone();
        *actor
            .headers
            .write()
            .unwrap_or_else(|poisoned| poisoned.into_inner()) = headers;
        actor
    }

    pub async fn send(&self, method: Method, path: &str, body: String) -> Result<Answer> {
        let mut connection = self.connection.lock().await;
        let mut request = Request::new(Full::new(Bytes::from(body)));
        *request.method_mut() = method;
        *request.uri_mut() = path.parse()?;
        let headers = request.headers_mut();
        headers.insert(HOST, HeaderValue::from_str(connection.authority())?);
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let accepted = "application/graphql-response+json, application/json;q=0.9, */*;q=0.1";
        headers.insert(ACCEPT, HeaderValue::from_static(accepted));
        for (name, value) in self
            .headers
            .read()
            .unwrap_or_else(|poisoned| poisoned.into_inner())
            .iter()
        {
            headers.insert(name, value.clone());
        }
        let answer = connection.send(request, ANSWER_MAX).await;
        let answer = answer.with_context(|| format!("{} asks {path}", self.name))?;
        let mut told: Vec<(String, String)> = Vec::new();
        for (name, value) in &answer.headers {
            if !NOT_COMPARED.contains(&name.as_str()) {
                told.push((
                    name.to_string(),
                    String::from_utf8_lossy(value.as_bytes()).into_owned(),
                ));
            }
        }
        told.sort();
        let cookie = answer
            .headers
            .get("set-cookie")
            .and_then(|cookie| cookie.to_str().ok());
        Ok(Answer {
            status: answer.status.as_u16(),
            headers: told,
            cookie: cookie
                .and_then(|cookie| cookie.split(';').next())
                .map(str::to_owned),
            body: String::from_utf8_lossy(&answer.body).into_owned(),
        })
    }

    pub async fn ask(&self, document: &str, variables: Value) -> Result<Answer> {
        let body = json!({ "query": document, "variables": variables }).to_string();
        self.send(Method::POST, self.api.path(), body).await
    }

    /// What must be answered: the data under the one root field.
    pub async fn data(&self, document: &str, variables: Value) -> Result<Value> {
        let answer = self.ask(document, variables).await?;
        let mut body = answer.json();
        if !body["errors"].is_null() || body["data"].is_null() {
            bail!("{}: {document}: {}", self.name, answer.body);
        }
        let fields = body["data"].as_object_mut().context("data is no object")?;
        Ok(fields.values_mut().next().map(Value::take).unwrap_or_default())
    }
}

impl Answer {
    /// Null for what is no JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// Of the first error.
    pub fn code(&self) -> Option<String> {
        let body = self.json();
        body["errors"][0]["extensions"]["code"]
            .as_str()
            .map(str::to_owned)
    }

    /// The field that the server finds at fault, where it names one.
    pub fn blamed(&self) -> Option<String> {
        let body = self.json();
        body["errors"][0]["extensions"]["field"]
            .as_str()
            .map(str::to_owned)
    }

    /// In a word, for the report: a code, an outcome, or what there was.
    pub fn gist(&self) -> String {
        if let Some(code) = self.code() {
            return code;
        }
        let body = self.json();
        let Some(data) = body["data"].as_object().and_then(|data| data.values().next()) else {
            return self.status.to_string();
        };
        match (data, data["outcome"].as_str()) {
            (Value::Null, _) => "null".to_owned(),
            (_, Some(outcome)) => outcome.to_owned(),
            _ => "answered".to_owned(),
        }
    }
}
