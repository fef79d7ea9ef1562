//! A channel's identity provider: a real HTTP server with the keys of its choice, and every vice that one can have.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

use crate::contract::stage::{Channel, Plan};

pub const ISSUER: &str = "https://login.example";

#[derive(Clone)]
pub enum Manner {
    /// These keys.
    Keys(Vec<Value>),
    /// This status and body.
    Says(&'static str, String),
    Redirects(String),
    /// Takes the question, and is silent until the other side has had enough.
    Silent,
    /// Never ends: a body of spaces.
    Endless,
}

pub struct Provider {
    pub url: String,
    manner: Arc<Mutex<Manner>>,
    asked: Arc<AtomicUsize>,
    asked_now: Arc<Notify>,
}

/// A key pair of the provider's.
pub struct Signer {
    pub kid: &'static str,
    pair: Ed25519KeyPair,
}

impl Signer {
    pub fn new(kid: &'static str, seed: u8) -> Self {
        Self {
            kid,
            pair: Ed25519KeyPair::from_seed_unchecked(&[seed; 32]).unwrap(),
        }
    }

    pub fn jwk(&self) -> Value {
        let x = BASE64URL_NOPAD.encode(self.pair.public_key().as_ref());
        json!({ "kty": "OKP", "crv": "Ed25519", "kid": self.kid, "x": x })
    }

    /// For a viewer of this channel.
    pub fn token(&self, channel: &Channel, viewer: &str) -> String {
        let at = channel.server.platform.clock.now().timestamp();
        self.signed(&json!({
            "iss": ISSUER, "aud": channel.slug, "sub": viewer, "name": viewer, "iat": at, "exp": at + 600,
        }))
    }

    pub fn signed(&self, claims: &Value) -> String {
        let header = json!({ "typ": "JWT", "alg": "EdDSA", "kid": self.kid });
        let encode = |part: &Value| BASE64URL_NOPAD.encode(part.to_string().as_bytes());
        let message = format!("{}.{}", encode(&header), encode(claims));
        let signature = self.pair.sign(message.as_bytes());
        format!("{message}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
    }
}

impl Provider {
    pub async fn start(keys: Vec<Value>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/keys", listener.local_addr().unwrap());
        let manner = Arc::new(Mutex::new(Manner::Keys(keys)));
        let (asked, asked_now) = (Arc::new(AtomicUsize::new(0)), Arc::new(Notify::new()));
        let (its_manner, its_asked, its_now) = (manner.clone(), asked.clone(), asked_now.clone());
        tokio::spawn(async move {
            while let Ok((socket, _)) = listener.accept().await {
                let manner = its_manner.lock().unwrap().clone();
                its_asked.fetch_add(1, Ordering::SeqCst);
                its_now.notify_one();
                tokio::spawn(answer(socket, manner));
            }
        });
        Self {
            url,
            manner,
            asked,
            asked_now,
        }
    }

    pub fn behaves(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// How often it was asked.
    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }

    /// Comes back when it is asked next.
    pub async fn is_asked(&self) {
        self.asked_now.notified().await;
    }

    /// This channel's own identity from now on.
    pub async fn serves(&self, channel: &Channel) {
        apply(channel, &format!("jwks_url = {:?}", self.url)).await;
    }
}

/// `keys`: a line of the manifest.
pub async fn apply(channel: &Channel, keys: &str) {
    let plan = Plan::default().manifest(&channel.slug);
    let identity = format!(
        "[identity]\nissuer = {ISSUER:?}\naudience = {:?}\n{keys}\n",
        channel.slug
    );
    let manifest = format!("{plan}\n{identity}");
    let applied = ovation::tenant::apply(&channel.server.manager(), &manifest, false)
        .await
        .unwrap();
    assert!(applied.problems.is_empty(), "{:?}", applied.problems);
}

/// Whoever asks may have had enough at any moment.
async fn answer(mut socket: TcpStream, manner: Manner) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match socket.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    let (status, location, body) = match manner {
        Manner::Keys(keys) => ("200 OK", String::new(), json!({ "keys": keys }).to_string()),
        Manner::Says(status, body) => (status, String::new(), body),
        Manner::Redirects(to) => ("302 Found", format!("Location: {to}\r\n"), String::new()),
        Manner::Silent => {
            let _ = socket.read_u8().await;
            return;
        }
        Manner::Endless => {
            let _ = socket.write_all(b"HTTP/1.1 200 OK\r\n\r\n{\"keys\": [").await;
            while socket.write_all(&[b' '; 4096]).await.is_ok() {}
            return;
        }
    };
    let length = body.len();
    let head =
        format!("HTTP/1.1 {status}\r\n{location}Content-Length: {length}\r\nConnection: close\r\n\r\n");
    let _ = socket.write_all(format!("{head}{body}").as_bytes()).await;
}
