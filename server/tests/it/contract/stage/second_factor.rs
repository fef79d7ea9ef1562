//! Somebody's authenticator app: set up through the API, and then asked for codes.

use data_encoding::BASE32_NOPAD;
use ovation::member::totp;
use serde_json::json;

use super::{Caller, Server, text};

const ENROL: &str = "mutation { enrolTotp { outcome secret uri } }";
const CONFIRM: &str = "mutation ($code: String!) { confirmTotp(code: $code) { outcome recoveryCodes } }";

pub struct App {
    secret: Vec<u8>,
    pub recovery_codes: Vec<String>,
    /// The code that proved that it was set up.
    pub proof: String,
    /// Of the session that took the place of all others.
    pub cookie: String,
}

impl App {
    /// `caller` has signed in.
    pub async fn enrol(server: &Server, caller: &Caller) -> Self {
        let begun = caller.data(ENROL, json!({})).await["enrolTotp"].clone();
        let (base32, uri) = (text(&begun["secret"]), text(&begun["uri"]));
        assert!(
            uri.starts_with("otpauth://totp/Ovation") && uri.contains(&format!("?secret={base32}&")),
            "{uri}"
        );
        let secret = BASE32_NOPAD.decode(base32.as_bytes()).unwrap();
        let code = totp::code_at(&secret, server.platform.clock.now());
        let answer = caller.ask(CONFIRM, json!({ "code": code })).await;
        let confirmed = answer.data()["confirmTotp"].clone();
        assert_eq!(confirmed["outcome"], "DONE");
        Self {
            secret,
            recovery_codes: serde_json::from_value(confirmed["recoveryCodes"].clone()).unwrap(),
            proof: code,
            cookie: answer.cookie(),
        }
    }

    /// What the app shows now.
    pub fn code(&self, server: &Server) -> String {
        totp::code_at(&self.secret, server.platform.clock.now())
    }
}
