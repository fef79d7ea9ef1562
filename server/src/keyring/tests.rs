//! Tokens that must not be believed.

use std::sync::Arc;

use aws_lc_rs::hmac;
use aws_lc_rs::signature::{Ed25519KeyPair, KeyPair};
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::{BASE64, BASE64URL_NOPAD};
use secrecy::SecretString;
use serde_json::{Value, json};
use tenants::TenantId;
use uuid::Uuid;

use super::key::{self, SigningKey};
use super::seal::Sealer;
use super::snapshot::Snapshot;
use super::{Refused, Verified, token};
use crate::random::Random;

const LIFETIME: TimeDelta = TimeDelta::seconds(7200);

struct Channel {
    kid: String,
    public_key: Vec<u8>,
    signing: SigningKey,
    believed: Snapshot,
}

fn channel(seed: u64) -> Channel {
    let random = Random::seeded(seed);
    let sealer = Sealer::new(&SecretString::from(BASE64.encode(&[7; 32])), random.clone()).unwrap();
    let tenant = TenantId::new(Uuid::from_u128(seed.into()));
    let row = key::generate(&sealer, &random, tenant, now()).unwrap();
    let issuer = format!("channel-{seed}");
    let mut believed = Snapshot::default();
    let verifying = Arc::new(key::verifying(&row, &issuer));
    believed.verifying.insert(row.kid.as_str().into(), verifying);
    Channel {
        signing: key::signing(&sealer, &row, &issuer).unwrap(),
        believed,
        kid: row.kid,
        public_key: row.public_key,
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_233_600, 0).unwrap()
}

fn check(channel: &Channel, token: &str) -> Result<Verified, Refused> {
    channel.believed.verify(token, now())
}

fn encode(part: &Value) -> String {
    BASE64URL_NOPAD.encode(part.to_string().as_bytes())
}

fn signed(pair: &Ed25519KeyPair, header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = pair.sign(message.as_bytes());
    format!("{message}.{}", BASE64URL_NOPAD.encode(signature.as_ref()))
}

fn header(channel: &Channel) -> Value {
    json!({ "typ": "JWT", "alg": "EdDSA", "kid": channel.kid })
}

fn claims() -> Value {
    let at = now().timestamp();
    json!({ "iss": "channel-1", "aud": "ovation-audience", "sub": "v1", "name": "小明", "iat": at, "nbf": at, "exp": at + 60 })
}

fn with(mut value: Value, field: &str, other: Value) -> Value {
    value[field] = other;
    value
}

fn without(mut value: Value, field: &str) -> Value {
    value.as_object_mut().unwrap().remove(field);
    value
}

#[test]
fn a_minted_token_says_who_the_viewer_is_and_until_when() {
    let cctv = channel(1);
    let minted = token::mint(&cctv.signing, "v:{1}", "小明", now(), LIFETIME).unwrap();
    let verified = check(&cctv, &minted.token).unwrap();
    assert_eq!((&*verified.viewer, &*verified.nickname), ("v:{1}", "小明"));
    assert_eq!(verified.tenant, TenantId::new(Uuid::from_u128(1)));
    assert_eq!(verified.expires_at, now() + LIFETIME);
    assert_eq!(minted.expires_at, verified.expires_at);
}

#[test]
fn a_token_lives_from_its_minting_until_it_expires() {
    let cctv = channel(1);
    let minted = token::mint(&cctv.signing, "v1", "n", now(), LIFETIME)
        .unwrap()
        .token;
    let at = |seconds| {
        cctv.believed
            .verify(&minted, now() + TimeDelta::seconds(seconds))
            .is_ok()
    };
    assert!(at(0) && at(7199));
    assert!(!at(7200) && !at(100_000), "expired");
    assert!(at(-10), "nodes' clocks differ a little");
    assert!(!at(-11), "not yet valid");
}

#[test]
fn the_longest_id_and_nickname_fit() {
    let cctv = channel(1);
    let (id, nickname) = ("\"".repeat(128), "👩".repeat(32));
    let minted = token::mint(&cctv.signing, &id, &nickname, now(), LIFETIME).unwrap();
    assert_eq!(*check(&cctv, &minted.token).unwrap().viewer, *id);
}

#[test]
fn the_helper_of_these_tests_makes_tokens_that_would_be_believed() {
    let cctv = channel(1);
    assert!(check(&cctv, &signed(&cctv.signing.pair, &header(&cctv), &claims())).is_ok());
}

#[test]
fn claims_that_are_wrong_missing_or_of_another_type_are_refused() {
    let cctv = channel(1);
    let at = now().timestamp();
    let mut wrong = vec![
        with(claims(), "iss", json!("channel-2")),
        with(claims(), "iss", json!(["channel-1"])),
        with(claims(), "aud", json!("ovation-console")),
        with(claims(), "aud", json!(["ovation-audience"])),
        with(claims(), "aud", json!(["ovation-audience", "other"])),
        with(claims(), "exp", json!(at)),
        with(claims(), "exp", json!(at - 1)),
        with(claims(), "exp", json!((at + 60).to_string())),
        with(claims(), "exp", json!(at as f64 + 60.5)),
        with(claims(), "exp", json!(null)),
        with(claims(), "exp", json!(i64::MAX)),
        with(claims(), "exp", json!([at + 60])),
        with(claims(), "nbf", json!(at + 11)),
        with(claims(), "nbf", json!((at - 1).to_string())),
        with(claims(), "nbf", json!(null)),
        with(claims(), "sub", json!(1)),
        with(claims(), "sub", json!(null)),
        with(claims(), "name", json!(["a"])),
        json!([]),
        json!("claims"),
    ];
    wrong.extend(["iss", "aud", "sub", "name", "iat", "nbf", "exp"].map(|field| without(claims(), field)));
    for claims in wrong {
        let token = signed(&cctv.signing.pair, &header(&cctv), &claims);
        assert_eq!(check(&cctv, &token), Err(Refused::Invalid), "{claims}");
    }
}

#[test]
fn a_claim_that_stands_twice_is_refused() {
    let cctv = channel(1);
    let twice = claims()
        .to_string()
        .replacen("\"sub\":\"v1\"", "\"sub\":\"v1\",\"sub\":\"v2\"", 1);
    let message = format!(
        "{}.{}",
        encode(&header(&cctv)),
        BASE64URL_NOPAD.encode(twice.as_bytes())
    );
    let signature = BASE64URL_NOPAD.encode(cctv.signing.pair.sign(message.as_bytes()).as_ref());
    assert_eq!(
        check(&cctv, &format!("{message}.{signature}")),
        Err(Refused::Invalid)
    );
}

#[test]
fn no_algorithm_but_the_keys_own_is_taken() {
    let cctv = channel(1);
    let unsigned = |alg: &str| {
        format!(
            "{}.{}.",
            encode(&with(header(&cctv), "alg", json!(alg))),
            encode(&claims())
        )
    };
    for alg in ["none", "None", "NONE", "", "EdDSA", "Ed25519", "HS256"] {
        assert_eq!(
            check(&cctv, &unsigned(alg)),
            Err(Refused::Invalid),
            "unsigned, {alg:?}"
        );
    }
    // The public key, which anybody may know, as a shared secret.
    for (alg, algorithm) in [
        ("HS256", hmac::HMAC_SHA256),
        ("HS384", hmac::HMAC_SHA384),
        ("HS512", hmac::HMAC_SHA512),
    ] {
        let message = format!(
            "{}.{}",
            encode(&with(header(&cctv), "alg", json!(alg))),
            encode(&claims())
        );
        let tag = hmac::sign(&hmac::Key::new(algorithm, &cctv.public_key), message.as_bytes());
        let token = format!("{message}.{}", BASE64URL_NOPAD.encode(tag.as_ref()));
        assert_eq!(check(&cctv, &token), Err(Refused::Invalid), "{alg}");
    }
    // Signed as it should be, under another name.
    for alg in ["ES256", "RS256", "PS512"] {
        let token = signed(
            &cctv.signing.pair,
            &with(header(&cctv), "alg", json!(alg)),
            &claims(),
        );
        assert_eq!(check(&cctv, &token), Err(Refused::Invalid), "{alg}");
    }
}

#[test]
fn a_key_that_comes_with_the_token_is_not_used() {
    let cctv = channel(1);
    let attacker = Ed25519KeyPair::from_seed_unchecked(&[9; 32]).unwrap();
    let jwk = json!({ "kty": "OKP", "crv": "Ed25519", "x": BASE64URL_NOPAD.encode(attacker.public_key().as_ref()) });
    let brought = [
        ("jwk", jwk),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/x")),
    ];
    for (field, value) in brought {
        let header = with(header(&cctv), field, value);
        assert_eq!(
            check(&cctv, &signed(&attacker, &header, &claims())),
            Err(Refused::Invalid),
            "{field}"
        );
        let token = signed(&cctv.signing.pair, &header, &claims());
        assert_eq!(
            check(&cctv, &token),
            Err(Refused::Invalid),
            "{field}, well signed"
        );
    }
    let critical = with(header(&cctv), "crit", json!(["exp"]));
    assert_eq!(
        check(&cctv, &signed(&cctv.signing.pair, &critical, &claims())),
        Err(Refused::Invalid)
    );
}

#[test]
fn another_channels_key_signs_nothing_here() {
    let (cctv, hunan) = (channel(1), channel(2));
    assert_ne!(cctv.kid, hunan.kid);
    // Under its own kid: another channel's token, or one for us that it may not issue.
    let foreign = token::mint(&hunan.signing, "v1", "n", now(), LIFETIME)
        .unwrap()
        .token;
    assert_eq!(check(&cctv, &foreign), Err(Refused::UnknownKey));
    let posing = signed(&hunan.signing.pair, &header(&hunan), &claims());
    assert_eq!(
        check(&hunan, &posing),
        Err(Refused::Invalid),
        "names us as its issuer"
    );
    // Under our kid, or none.
    assert_eq!(
        check(&cctv, &signed(&hunan.signing.pair, &header(&cctv), &claims())),
        Err(Refused::Invalid)
    );
    for kid in [json!(null), json!(1), json!(["a"])] {
        let token = signed(
            &cctv.signing.pair,
            &with(header(&cctv), "kid", kid.clone()),
            &claims(),
        );
        assert_eq!(check(&cctv, &token), Err(Refused::Invalid), "kid {kid}");
    }
    let token = signed(&cctv.signing.pair, &without(header(&cctv), "kid"), &claims());
    assert_eq!(check(&cctv, &token), Err(Refused::Invalid));
}

#[test]
fn what_is_no_token_or_was_changed_on_the_way_is_refused() {
    let cctv = channel(1);
    let good = token::mint(&cctv.signing, "v1", "n", now(), LIFETIME)
        .unwrap()
        .token;
    let (message, signature) = good.rsplit_once('.').unwrap();
    let (head, payload) = message.split_once('.').unwrap();
    let spoilt = [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        "a.b.c".to_owned(),
        "\0".to_owned(),
        "ovk_abcdefghijklmnopqrstuvwxyzabcdefghijklmnopq".to_owned(),
        message.to_owned(),
        format!("{message}."),
        format!("{good}."),
        format!("{good}="),
        format!("{good} "),
        format!("Bearer {good}"),
        format!("{head}.{payload}.{payload}.{signature}"),
        format!(
            "{head}.{}.{signature}",
            encode(&with(claims(), "sub", json!("v2")))
        ),
        format!("{head}.{payload}.{}", BASE64URL_NOPAD.encode(&[0; 64])),
        format!("{head}.{payload}.{}", "A".repeat(1000)),
    ];
    for token in spoilt {
        assert_eq!(check(&cctv, &token), Err(Refused::Invalid), "{token:?}");
    }
    // The last letter of a signature carries four bits only: another letter must not mean the same signature.
    let last = signature.chars().last().unwrap();
    for letter in ('A'..='Z')
        .chain('a'..='z')
        .chain('0'..='9')
        .filter(|l| *l != last)
    {
        let token = format!("{}{letter}", &good[..good.len() - 1]);
        assert_eq!(check(&cctv, &token), Err(Refused::Invalid), "{letter}");
    }
}

#[test]
fn a_token_over_4_kib_is_not_even_read() {
    let cctv = channel(1);
    let long = with(claims(), "name", json!("n".repeat(token::BYTES_MAX)));
    assert_eq!(
        check(&cctv, &signed(&cctv.signing.pair, &header(&cctv), &long)),
        Err(Refused::Invalid)
    );
}

#[test]
fn a_private_key_is_not_in_the_record_and_does_not_open_for_another_tenant() {
    let random = Random::seeded(1);
    let sealer = Sealer::new(&SecretString::from(BASE64.encode(&[7; 32])), random.clone()).unwrap();
    let row = key::generate(&sealer, &random, TenantId::new(Uuid::from_u128(1)), now()).unwrap();
    let seed: [u8; 32] = Random::seeded(1).bytes();
    assert!(!row.private_key.windows(32).any(|window| window == seed));
    assert!(key::signing(&sealer, &row, "cctv").is_ok());
    let moved = super::entity::Model {
        tenant_id: Uuid::from_u128(2),
        ..row.clone()
    };
    assert!(key::signing(&sealer, &moved, "hunan").is_err());
    let mut swapped = row;
    swapped.public_key = channel(2).public_key;
    assert!(
        key::signing(&sealer, &swapped, "cctv").is_err(),
        "the halves must belong together"
    );
}
