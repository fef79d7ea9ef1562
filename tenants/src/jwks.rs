//! A set of public keys as identity providers publish it (RFC 7517), read into what may verify a token and nothing else.
//!
//! The key alone fixes the algorithm: an Ed25519 key is for EdDSA, a P-256 key for ES256, an RSA key for RS256 unless the
//! set says PS256. Shared secrets and private keys are refused, however well they are meant.

use std::fmt;

use data_encoding::BASE64URL_NOPAD;
use serde::Deserialize;
use serde_json::Value;

/// More than any provider has during a rotation, few enough to be shown and searched.
const KEYS_MAX: usize = 32;
const KID_BYTES_MAX: usize = 200;
/// Of the modulus: 2048 to 4096 bits.
const RSA_BYTES: std::ops::RangeInclusive<usize> = 256..=512;
const RSA_EXPONENT_BYTES_MAX: usize = 4;

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Material {
    Ed25519 { x: [u8; 32] },
    P256 { x: [u8; 32], y: [u8; 32] },
    Rsa { n: Vec<u8>, e: Vec<u8>, is_pss: bool },
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    pub kid: String,
    pub material: Material,
}

impl PublicKey {
    /// As it stands at the head of the tokens that it signs.
    #[must_use]
    pub const fn algorithm(&self) -> &'static str {
        match self.material {
            Material::Ed25519 { .. } => "EdDSA",
            Material::P256 { .. } => "ES256",
            Material::Rsa { is_pss: false, .. } => "RS256",
            Material::Rsa { is_pss: true, .. } => "PS256",
        }
    }
}

/// `kid algorithm public-part`: another key reads otherwise.
impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let public = match &self.material {
            Material::Ed25519 { x } => BASE64URL_NOPAD.encode(x),
            Material::P256 { x, y } => BASE64URL_NOPAD.encode(&[*x, *y].concat()),
            Material::Rsa { n, e, .. } => {
                format!("{}/{}", BASE64URL_NOPAD.encode(n), BASE64URL_NOPAD.encode(e))
            }
        };
        write!(f, "{} {} {public}", self.kid, self.algorithm())
    }
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Jwks {
    pub keys: Vec<PublicKey>,
    /// What stands in the set and verifies nothing here, each with why: providers publish keys for other uses, too.
    pub refused: Vec<String>,
}

/// Why a text is no set at all. `line` counts from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NoJwks {
    pub line: usize,
    pub message: String,
}

#[derive(Deserialize)]
struct RawSet {
    keys: Vec<Value>,
}

#[derive(Deserialize)]
struct RawKey {
    kty: String,
    kid: Option<String>,
    alg: Option<String>,
    #[serde(rename = "use")]
    used_for: Option<String>,
    key_ops: Option<Vec<String>>,
    crv: Option<String>,
    x: Option<String>,
    y: Option<String>,
    n: Option<String>,
    e: Option<String>,
}

impl Jwks {
    /// # Errors
    /// It is no JSON object with a list of keys, or has too many of them. A single bad key is among the refused.
    pub fn parse(text: &[u8]) -> Result<Self, NoJwks> {
        let set: RawSet = serde_json::from_slice(text).map_err(|error| NoJwks {
            line: error.line().max(1),
            message: format!("no JWKS, {{\"keys\": […]}}: {error}"),
        })?;
        if set.keys.len() > KEYS_MAX {
            let message = format!("{} keys: at most {KEYS_MAX}", set.keys.len());
            return Err(NoJwks { line: 1, message });
        }
        let mut jwks = Self::default();
        for (index, value) in set.keys.into_iter().enumerate() {
            match key(value) {
                Ok(key) => jwks.keys.push(key),
                Err(why) => jwks.refused.push(format!("key {}: {why}", index + 1)),
            }
        }
        jwks.refuse_ambiguous();
        Ok(jwks)
    }

    /// Of two keys with one name neither is believed: which is meant nobody can say.
    fn refuse_ambiguous(&mut self) {
        let names: Vec<String> = self.keys.iter().map(|key| key.kid.clone()).collect();
        let is_twice = |kid: &str| names.iter().filter(|name| *name == kid).count() > 1;
        self.keys.retain(|key| !is_twice(&key.kid));
        let mut twice: Vec<&String> = names.iter().filter(|kid| is_twice(kid)).collect();
        twice.sort();
        twice.dedup();
        self.refused
            .extend(twice.iter().map(|kid| format!("kid {kid:?} stands there twice")));
    }
}

fn key(value: Value) -> Result<PublicKey, &'static str> {
    const SECRET: [&str; 8] = ["d", "k", "p", "q", "dp", "dq", "qi", "oth"];
    if SECRET.iter().any(|member| value.get(member).is_some()) {
        return Err("a shared secret or a private key; only public keys belong here");
    }
    let raw: RawKey = serde_json::from_value(value).map_err(|_| "no key in JSON (RFC 7517)")?;
    let verifies = raw
        .key_ops
        .as_ref()
        .is_none_or(|ops| ops.iter().any(|op| op == "verify"));
    if raw.used_for.as_deref().is_some_and(|used_for| used_for != "sig") || !verifies {
        return Err("not for verifying signatures");
    }
    let kid = raw.kid.clone().ok_or("without a kid")?;
    if kid.is_empty() || kid.len() > KID_BYTES_MAX || kid.contains(char::is_control) {
        return Err("a kid is 1 to 200 bytes without control characters");
    }
    let material = material(&raw)?;
    let key = PublicKey { kid, material };
    match raw.alg.as_deref() {
        Some(alg) if alg != key.algorithm() => Err("alg is not one of this key: EdDSA, ES256, RS256, PS256"),
        _ => Ok(key),
    }
}

fn material(raw: &RawKey) -> Result<Material, &'static str> {
    match (raw.kty.as_str(), raw.crv.as_deref()) {
        ("OKP", Some("Ed25519")) => Ok(Material::Ed25519 {
            x: point(raw.x.as_ref())?,
        }),
        ("EC", Some("P-256")) => Ok(Material::P256 {
            x: point(raw.x.as_ref())?,
            y: point(raw.y.as_ref())?,
        }),
        ("RSA", _) => rsa(raw),
        _ => Err("of another kind: Ed25519, P-256 and RSA are taken"),
    }
}

fn rsa(raw: &RawKey) -> Result<Material, &'static str> {
    let (n, e) = (number(raw.n.as_ref())?, number(raw.e.as_ref())?);
    let is_odd = |bytes: &[u8]| bytes.last().is_some_and(|last| last & 1 == 1);
    if !RSA_BYTES.contains(&n.len()) || !is_odd(&n) {
        return Err("an RSA key has 2048 to 4096 bits");
    }
    if e.len() > RSA_EXPONENT_BYTES_MAX || !is_odd(&e) || e == [1] {
        return Err("no exponent of an RSA key");
    }
    let is_pss = raw.alg.as_deref() == Some("PS256");
    Ok(Material::Rsa { n, e, is_pss })
}

fn bytes(text: Option<&String>) -> Result<Vec<u8>, &'static str> {
    let text = text.ok_or("a part of the key is missing")?;
    BASE64URL_NOPAD
        .decode(text.as_bytes())
        .map_err(|_| "a part of the key is not base64url")
}

fn point(text: Option<&String>) -> Result<[u8; 32], &'static str> {
    bytes(text)?
        .try_into()
        .map_err(|_| "a part of the key has another length than 32 bytes")
}

/// Without leading zeros.
fn number(text: Option<&String>) -> Result<Vec<u8>, &'static str> {
    let bytes = bytes(text)?;
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    Ok(bytes.into_iter().skip(zeros).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn ed(kid: &str) -> Value {
        json!({ "kty": "OKP", "crv": "Ed25519", "kid": kid, "x": BASE64URL_NOPAD.encode(&[7; 32]) })
    }

    fn with(mut key: Value, member: &str, value: Value) -> Value {
        key[member] = value;
        key
    }

    fn parse(keys: &Value) -> Jwks {
        Jwks::parse(json!({ "keys": keys }).to_string().as_bytes()).unwrap()
    }

    fn rsa(bytes: usize) -> Value {
        let modulus = BASE64URL_NOPAD.encode(&vec![0xff; bytes]);
        json!({ "kty": "RSA", "kid": "r", "n": modulus, "e": "AQAB" })
    }

    #[test]
    fn the_key_fixes_the_algorithm() {
        let half = BASE64URL_NOPAD.encode(&[7; 32]);
        let ec = json!({ "kty": "EC", "crv": "P-256", "kid": "e", "x": half, "y": half });
        let algorithm = |key: Value| parse(&json!([key])).keys.first().map(PublicKey::algorithm);
        assert_eq!(algorithm(ed("a")), Some("EdDSA"));
        assert_eq!(algorithm(ec.clone()), Some("ES256"));
        assert_eq!(algorithm(rsa(256)), Some("RS256"));
        assert_eq!(algorithm(with(rsa(256), "alg", json!("PS256"))), Some("PS256"));
        for (key, alg) in [
            (ed("a"), "ES256"),
            (ec, "RS256"),
            (rsa(256), "HS256"),
            (rsa(256), "RS512"),
        ] {
            assert_eq!(algorithm(with(key, "alg", json!(alg))), None, "{alg}");
        }
    }

    #[test]
    fn what_may_not_verify_is_told_and_left_out() {
        let bad = [
            json!({ "kty": "oct", "kid": "s", "k": "c2VjcmV0" }),
            json!({ "kty": "oct", "kid": "s" }),
            with(ed("p"), "d", json!("AAAA")),
            with(ed("e"), "use", json!("enc")),
            with(ed("o"), "key_ops", json!(["encrypt"])),
            with(ed("x"), "x", json!("AAAA")),
            with(ed("x"), "x", json!("=")),
            with(ed("c"), "crv", json!("X25519")),
            ed(""),
            with(ed("n"), "kid", json!(null)),
            with(ed("k"), "kid", json!(7)),
            json!("key"),
            rsa(128),
            rsa(1024),
            with(rsa(256), "e", json!("AQ")),
            with(rsa(256), "e", json!("AQABAQAB")),
        ];
        for key in bad {
            let jwks = parse(&json!([key, ed("good")]));
            assert_eq!((jwks.keys.len(), jwks.refused.len()), (1, 1), "{key}");
        }
    }

    #[test]
    fn of_two_keys_with_one_name_neither_is_believed() {
        let jwks = parse(&json!([ed("a"), ed("b"), ed("a")]));
        assert_eq!(
            jwks.keys.iter().map(|key| key.kid.as_str()).collect::<Vec<_>>(),
            ["b"]
        );
        assert_eq!(jwks.refused, ["kid \"a\" stands there twice"]);
    }

    #[test]
    fn what_is_no_set_says_where() {
        assert_eq!(Jwks::parse(b"{\n\"keys\": [\n}").unwrap_err().line, 3);
        for text in ["", "[]", "{}", "{\"keys\": 1}", "<html>"] {
            assert!(Jwks::parse(text.as_bytes()).is_err(), "{text}");
        }
        let many: Vec<Value> = (0..33).map(|n| ed(&n.to_string())).collect();
        assert!(Jwks::parse(json!({ "keys": many }).to_string().as_bytes()).is_err());
    }
}
