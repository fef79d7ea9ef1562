//! A server that really listens, on a free port of this machine, with channels of its own on SQLite; and a client.

use std::net::{SocketAddr, TcpListener};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use migrations::up;
use ovation::config::Config;
use ovation::ctx::{Ctx, Platform};
use ovation::document::{self, NewDocument, Publication, Publisher};
use ovation::doer::Doer;
use ovation::member::{self, AccountManager, Capability, Owner, Role, Session, Steward};
use ovation::persisted::hash_of;
use ovation::{app, http, tenant, viewer};
use reqwest::header::HeaderMap;
use reqwest::{Method, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use tempfile::TempDir;
use tenants::{Owner as Database, Tenant};

use super::platform::new_member;
pub use super::platform::{CCTV, HUNAN, PASSWORD};
use super::spans::spans;

pub struct Server {
    _dir: TempDir,
    pub platform: Arc<Platform>,
    pub running: http::Running,
    pub address: SocketAddr,
    client: reqwest::Client,
}

impl Server {
    pub async fn start() -> Self {
        Self::start_with("", &[CCTV]).await
    }

    /// `settings` over the defaults, in TOML.
    pub async fn start_with(settings: &str, manifests: &[&str]) -> Self {
        spans();
        let dir = tempfile::tempdir().unwrap();
        let key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";
        let data = dir.path().display();
        let config = Config::of_text(&format!(
            "data_dir = \"{data}\"\nmaster_key = \"{key}\"\nacquire_timeout_ms = 5000\n{settings}"
        ))
        .unwrap();
        let storage = config.storage();
        up(&Database::of_control(&storage).await.unwrap()).await.unwrap();
        let platform = app::platform(config).await.unwrap();
        for manifest in manifests {
            tenant::apply(
                &AccountManager::of_command_line(platform.clone()),
                manifest,
                false,
            )
            .await
            .unwrap();
        }
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let running = http::start(platform.clone(), listener).unwrap();
        Self {
            _dir: dir,
            platform,
            address: running.address,
            running,
            client: reqwest::Client::new(),
        }
    }

    /// The channel's handle, as a worker has it.
    pub fn tenant(&self, slug: &str) -> Tenant {
        let registry = &self.platform.registry;
        registry.serve(&registry.find(slug).unwrap())
    }

    /// A viewer's token of this channel.
    pub fn token(&self, slug: &str, viewer: &str) -> String {
        let entry = self.platform.registry.find(slug).unwrap();
        viewer::create_token(&self.platform, entry.id, viewer, viewer)
            .unwrap()
            .token
    }

    /// Who runs the command line.
    pub fn manager(&self) -> AccountManager {
        AccountManager::of_command_line(self.platform.clone())
    }

    /// Viewers of this channel may send this document by its hash.
    pub async fn publish(&self, slug: &str, text: &str) {
        let entry = self.platform.registry.find(slug).unwrap();
        let tenant = self.platform.registry.serve(&entry);
        let ctx = Ctx::new(self.platform.clone(), tenant, Doer::command_line());
        let owner = Owner::of(&Session::of_command_line(ctx)).unwrap();
        let document = NewDocument {
            hash: HEXLOWER.encode(&hash_of(text)),
            text: text.to_owned(),
        };
        let published = document::publish(&Publisher::Owner(owner), vec![document]).await;
        assert!(matches!(published, Ok(Publication::Published { .. })), "{text}");
    }

    /// A member of CCTV who has signed in: the cookie.
    pub async fn member(&self, role: Role) -> String {
        let steward = Steward::of_command_line(self.platform.clone());
        let new = new_member(Some("cctv"), "m@example.org", role, Some(PASSWORD));
        member::add(&steward, new).await.unwrap();
        let sign_in = "mutation { signIn(input: {channel: \"cctv\", email: \"m@example.org\", password: \"correct horse\"}) { outcome } }";
        let answer = self.console(sign_in).send().await;
        assert!(answer.body.contains("SIGNED_IN"), "{answer:?}");
        answer.header("set-cookie").split(';').next().unwrap().to_owned()
    }

    pub fn ask(&self, method: Method, path: &str) -> Ask {
        Ask(self
            .client
            .request(method, format!("http://{}{path}", self.address)))
    }

    pub fn get(&self, path: &str) -> Ask {
        self.ask(Method::GET, path)
    }

    /// To the Audience API, as JSON.
    pub fn audience(&self, query: &str) -> Ask {
        self.ask(Method::POST, "/graphql")
            .json(&json!({ "query": query }))
    }

    pub fn console(&self, query: &str) -> Ask {
        self.ask(Method::POST, "/console/graphql")
            .json(&json!({ "query": query }))
    }
}

pub struct Ask(RequestBuilder);

impl Ask {
    pub fn token(self, token: &str) -> Self {
        Self(self.0.bearer_auth(token))
    }

    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    pub fn json(self, body: &Value) -> Self {
        Self(self.0.json(body))
    }

    pub fn body(self, body: impl Into<Vec<u8>>) -> Self {
        Self(
            self.0
                .header("content-type", "application/json")
                .body(body.into()),
        )
    }

    pub async fn send(self) -> Answer {
        let response = self.0.send().await.unwrap();
        Answer {
            path: response.url().path().to_owned(),
            status: response.status(),
            headers: response.headers().clone(),
            body: response.text().await.unwrap(),
        }
    }
}

#[derive(Debug)]
pub struct Answer {
    /// Of the page itself, where one was redirected to it.
    pub path: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: String,
}

impl Answer {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// Of the first error.
    pub fn code(&self) -> String {
        self.json()["errors"][0]["extensions"]["code"]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    /// Refused in the form of GraphQL: no data, a code.
    pub fn is_refused(&self, status: u16, code: &str) {
        assert_eq!(
            (self.status.as_u16(), self.code().as_str()),
            (status, code),
            "{self:?}"
        );
        assert!(self.json().get("data").is_none(), "{self:?}");
    }
}
