//! Tokens of a channel's own provider: which are believed, and every way in which one must not be.

mod pair;

use std::collections::HashSet;
use std::time::{Duration, Instant};

use aws_lc_rs::hmac;
use chrono::{DateTime, TimeDelta, Utc};
use data_encoding::BASE64URL_NOPAD;
use serde_json::{Value, json};
use tenants::{Manifest, TenantId};
use uuid::Uuid;

use super::super::snapshot::Snapshot;
use super::super::{Refused, Verified};
use super::{Identity, Kept};
use pair::Pair;

const ISSUER: &str = "https://login.cctv.example";
const URL: &str = "https://login.cctv.example/keys";
const STALE_AFTER: TimeDelta = TimeDelta::seconds(600);

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_795_233_600, 0).unwrap()
}

fn manifest(keys: &str, audience: &str) -> Manifest {
    let channel = include_str!("../../../../../tenants/channels/cctv.toml");
    let identity = format!(
        "[identity]\nissuer = {ISSUER:?}\naudience = {audience:?}\n{keys}\ntoken_seconds_max = 3600\n"
    );
    Manifest::parse(&format!("{channel}\n{identity}")).unwrap()
}

fn inline(keys: &[Value]) -> Manifest {
    manifest(&format!("jwks = '''{}'''", json!({ "keys": keys })), "cctv-app")
}

fn tenant(number: u128) -> TenantId {
    TenantId::new(Uuid::from_u128(number))
}

fn identity(number: u128, manifest: &Manifest, kept: Option<&Kept>) -> Identity {
    Identity::of(
        tenant(number),
        manifest,
        kept,
        &HashSet::new(),
        STALE_AFTER,
        now(),
    )
    .unwrap()
}

fn believing(manifest: &Manifest) -> Snapshot {
    let mut snapshot = Snapshot::default();
    snapshot.add(identity(1, manifest, None));
    snapshot
}

fn claims() -> Value {
    let at = now().timestamp();
    json!({ "iss": ISSUER, "aud": "cctv-app", "sub": "u-1", "name": "小明", "iat": at, "exp": at + 600, "scope": "live" })
}

fn with(mut value: Value, field: &str, other: Value) -> Value {
    value[field] = other;
    value
}

fn without(mut value: Value, field: &str) -> Value {
    value.as_object_mut().unwrap().remove(field);
    value
}

fn header(pair: &Pair) -> Value {
    json!({ "typ": "JWT", "alg": pair.alg(), "kid": "k1" })
}

fn encode(part: &Value) -> String {
    BASE64URL_NOPAD.encode(part.to_string().as_bytes())
}

fn signed(pair: &Pair, header: &Value, claims: &Value) -> String {
    let message = format!("{}.{}", encode(header), encode(claims));
    let signature = BASE64URL_NOPAD.encode(&pair.sign(message.as_bytes()));
    format!("{message}.{signature}")
}

fn check(snapshot: &Snapshot, token: &str) -> Result<Verified, Refused> {
    snapshot.verify(token, now())
}

#[test]
fn each_kind_of_key_verifies_its_tokens_and_no_other_algorithm() {
    for pair in [Pair::ed(1), Pair::p256(), Pair::rsa(false), Pair::rsa(true)] {
        let believed = believing(&inline(&[pair.jwk("k1")]));
        let verified = check(&believed, &signed(&pair, &header(&pair), &claims())).unwrap();
        assert_eq!((&*verified.viewer, &*verified.nickname), ("u-1", "小明"));
        assert_eq!(verified.tenant, tenant(1));
        assert_eq!(verified.expires_at, now() + TimeDelta::seconds(600));
        for alg in ["EdDSA", "ES256", "RS256", "PS256", "RS512", "HS256", "none"] {
            if alg != pair.alg() {
                let token = signed(&pair, &with(header(&pair), "alg", json!(alg)), &claims());
                assert_eq!(
                    check(&believed, &token),
                    Err(Refused::Invalid),
                    "{} as {alg}",
                    pair.alg()
                );
            }
        }
        // The public key, which anybody may know, as a shared secret.
        for (alg, algorithm) in [("HS256", hmac::HMAC_SHA256), ("HS512", hmac::HMAC_SHA512)] {
            let jwk = pair.jwk("k1").to_string().into_bytes();
            for secret in [pair.public(), jwk] {
                let message = format!(
                    "{}.{}",
                    encode(&with(header(&pair), "alg", json!(alg))),
                    encode(&claims())
                );
                let tag = hmac::sign(&hmac::Key::new(algorithm, &secret), message.as_bytes());
                let token = format!("{message}.{}", BASE64URL_NOPAD.encode(tag.as_ref()));
                assert_eq!(
                    check(&believed, &token),
                    Err(Refused::Invalid),
                    "{} as {alg}",
                    pair.alg()
                );
            }
        }
        let unsigned = format!("{}.{}.", encode(&header(&pair)), encode(&claims()));
        assert_eq!(check(&believed, &unsigned), Err(Refused::Invalid));
    }
}

#[test]
fn a_key_that_comes_with_the_token_is_not_used_nor_fetched() {
    let (pair, attacker) = (Pair::ed(1), Pair::ed(9));
    let believed = believing(&inline(&[pair.jwk("k1")]));
    for (field, value) in [
        ("jwk", attacker.jwk("k1")),
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/x")),
        ("x5c", json!(["AAAA"])),
        ("crit", json!(["exp"])),
    ] {
        let header = with(header(&pair), field, value);
        for by in [&attacker, &pair] {
            assert_eq!(
                check(&believed, &signed(by, &header, &claims())),
                Err(Refused::Invalid),
                "{field}"
            );
        }
    }
    // A thumbprint says nothing of its own: some providers always send one.
    let header = with(header(&pair), "x5t", json!("AAAA"));
    assert!(check(&believed, &signed(&pair, &header, &claims())).is_ok());
}

#[test]
fn claims_that_are_wrong_missing_or_of_another_type_are_refused() {
    let pair = Pair::ed(1);
    let believed = believing(&inline(&[pair.jwk("k1")]));
    let at = now().timestamp();
    let good = [
        claims(),
        with(
            claims(),
            "aud",
            json!(["cctv-app", "https://login.cctv.example/userinfo"]),
        ),
        without(claims(), "iat"),
        without(claims(), "name"),
        with(claims(), "sub", json!(12345)),
        with(claims(), "nbf", json!(at + 10)),
        with(claims(), "exp", json!(at + 3600)),
    ];
    for claims in good {
        assert!(
            check(&believed, &signed(&pair, &header(&pair), &claims)).is_ok(),
            "{claims}"
        );
    }
    let wrong = [
        with(claims(), "exp", json!(at)),
        with(claims(), "exp", json!((at + 60).to_string())),
        with(claims(), "exp", json!(at as f64 + 60.5)),
        with(claims(), "exp", json!(null)),
        with(claims(), "exp", json!(i64::MAX)),
        with(claims(), "exp", json!([at + 60])),
        without(claims(), "exp"),
        with(claims(), "nbf", json!(at + 11)),
        with(claims(), "nbf", json!((at - 1).to_string())),
        with(claims(), "nbf", json!(null)),
        with(claims(), "iat", json!(at + 11)),
        with(claims(), "iat", json!("now")),
        // Issued for longer than the channel takes, though little of it is left.
        with(with(claims(), "iat", json!(at - 7200)), "exp", json!(at + 60)),
        with(without(claims(), "iat"), "exp", json!(at + 3700)),
        with(claims(), "sub", json!("")),
        with(claims(), "sub", json!(null)),
        with(claims(), "sub", json!(-1)),
        with(claims(), "sub", json!(["u-1"])),
        with(claims(), "sub", json!("erased:0123")),
        with(claims(), "sub", json!("a\u{0}b")),
        with(claims(), "sub", json!("x".repeat(129))),
        without(claims(), "sub"),
    ];
    for claims in wrong {
        let token = signed(&pair, &header(&pair), &claims);
        assert_eq!(check(&believed, &token), Err(Refused::Invalid), "{claims}");
    }
}

#[test]
fn a_token_that_names_another_issuer_or_audience_or_says_a_thing_twice_is_refused() {
    let pair = Pair::ed(1);
    let believed = believing(&inline(&[pair.jwk("k1")]));
    let foreign = [
        with(claims(), "iss", json!("https://login.hunan.example")),
        with(claims(), "iss", json!([ISSUER])),
        with(claims(), "aud", json!("hunan-app")),
        with(claims(), "aud", json!([])),
        with(claims(), "aud", json!(["cctv-app", 7])),
        with(claims(), "aud", json!({ "cctv-app": true })),
        with(claims(), "aud", json!(vec!["cctv-app"; 17])),
        without(claims(), "aud"),
        without(claims(), "iss"),
        json!([]),
        json!("claims"),
    ];
    for claims in foreign {
        let token = signed(&pair, &header(&pair), &claims);
        assert_eq!(check(&believed, &token), Err(Refused::UnknownKey), "{claims}");
    }
    let twice = claims()
        .to_string()
        .replacen("\"sub\":\"u-1\"", "\"sub\":\"u-1\",\"sub\":\"u-2\"", 1);
    let message = format!(
        "{}.{}",
        encode(&header(&pair)),
        BASE64URL_NOPAD.encode(twice.as_bytes())
    );
    let token = format!(
        "{message}.{}",
        BASE64URL_NOPAD.encode(&pair.sign(message.as_bytes()))
    );
    assert!(check(&believed, &token).is_err(), "a claim that stands twice");
}

#[test]
fn a_name_that_can_not_be_shown_is_cut_or_replaced() {
    let pair = Pair::ed(1);
    let believed = believing(&inline(&[pair.jwk("k1")]));
    let named = |name: Value| {
        let token = signed(&pair, &header(&pair), &with(claims(), "name", name));
        check(&believed, &token).unwrap().nickname
    };
    assert_eq!(*named(json!(" 小明 ")), *"小明");
    assert_eq!(*named(json!("字".repeat(40))), "字".repeat(32));
    for unusable in [json!(""), json!(null), json!(["a"]), json!("a\u{202E}b")] {
        assert_eq!(*named(unusable), *"观众");
    }
}

#[test]
fn two_channels_whose_providers_use_the_same_kid_never_meet() {
    let (cctv, hunan) = (Pair::ed(1), Pair::ed(2));
    let mut believed = Snapshot::default();
    believed.add(identity(1, &inline(&[cctv.jwk("k1")]), None));
    let keys = format!("jwks = '''{}'''", json!({ "keys": [hunan.jwk("k1")] }));
    // The same provider, even, with another audience.
    believed.add(identity(2, &manifest(&keys, "hunan-app"), None));
    let of_hunan = with(claims(), "aud", json!("hunan-app"));
    let tenant_of = |pair: &Pair, claims: &Value| {
        check(&believed, &signed(pair, &header(pair), claims)).map(|verified| verified.tenant)
    };
    assert_eq!(tenant_of(&cctv, &claims()), Ok(tenant(1)));
    assert_eq!(tenant_of(&hunan, &of_hunan), Ok(tenant(2)));
    assert_eq!(tenant_of(&hunan, &claims()), Err(Refused::Invalid));
    assert_eq!(tenant_of(&cctv, &of_hunan), Err(Refused::Invalid));
    // Meant for both it is meant for neither.
    let both = with(claims(), "aud", json!(["cctv-app", "hunan-app"]));
    assert!(tenant_of(&cctv, &both).is_err() && tenant_of(&hunan, &both).is_err());
    // Whoever came later with the same words takes nothing.
    believed.add(identity(3, &inline(&[hunan.jwk("k1")]), None));
    let again = check(&believed, &signed(&hunan, &header(&hunan), &claims()));
    assert_eq!(again, Err(Refused::Invalid));
}

#[test]
fn keys_by_url_are_believed_for_a_time_after_the_last_answer_and_not_from_elsewhere() {
    let pair = Pair::ed(1);
    let by_url = manifest(&format!("jwks_url = {URL:?}"), "cctv-app");
    let kept = |url: &str| Kept {
        tenant_id: tenant(1).uuid(),
        jwks_url: url.to_owned(),
        jwks: Some(json!({ "keys": [pair.jwk("k1")] }).to_string()),
        fetched_at: Some(now()),
        tried_at: now(),
        fault: None,
    };
    let long = with(claims(), "exp", json!(now().timestamp() + 3600));
    let token = signed(&pair, &header(&pair), &long);
    let mut believed = Snapshot::default();
    believed.add(identity(1, &by_url, Some(&kept(URL))));
    let at = |seconds| {
        believed
            .verify(&token, now() + TimeDelta::seconds(seconds))
            .map(drop)
    };
    assert_eq!(at(0), Ok(()));
    assert_eq!(at(599), Ok(()));
    assert_eq!(at(600), Err(Refused::UnknownKeyOf(tenant(1))));
    for kept in [None, Some(kept("https://elsewhere.example/keys"))] {
        let mut believed = Snapshot::default();
        believed.add(identity(1, &by_url, kept.as_ref()));
        assert_eq!(check(&believed, &token), Err(Refused::UnknownKeyOf(tenant(1))));
    }
}

#[test]
fn a_denied_key_is_as_unknown_as_none() {
    let (pair, other) = (Pair::ed(1), Pair::ed(2));
    let manifest = inline(&[pair.jwk("k1"), other.jwk("k2")]);
    let denied = HashSet::from([(tenant(1), "k1".to_owned()), (tenant(2), "k2".to_owned())]);
    let identity = Identity::of(tenant(1), &manifest, None, &denied, STALE_AFTER, now()).unwrap();
    let mut believed = Snapshot::default();
    believed.add(identity);
    let token = signed(&pair, &header(&pair), &claims());
    assert_eq!(check(&believed, &token), Err(Refused::UnknownKeyOf(tenant(1))));
    let header = with(header(&other), "kid", json!("k2"));
    assert!(
        check(&believed, &signed(&other, &header, &claims())).is_ok(),
        "another channel's denial"
    );
    assert!(!believed.believes_as(&believing(&manifest)));
}

/// Each is measured in turn, many times over, and the quickest counts: whatever else the machine does only adds.
#[test]
fn how_long_a_refusal_takes_does_not_tell_which_keys_there_are() {
    for pair in [Pair::ed(1), Pair::p256(), Pair::rsa(false)] {
        let believed = believing(&inline(&[pair.jwk("k1")]));
        let forged = |header: &Value, claims: &Value| {
            let token = signed(&pair, header, claims);
            let (message, signature) = token.rsplit_once('.').unwrap();
            let mut bytes = BASE64URL_NOPAD.decode(signature.as_bytes()).unwrap();
            bytes[40] ^= 1;
            format!("{message}.{}", BASE64URL_NOPAD.encode(&bytes))
        };
        let known = forged(&header(&pair), &claims());
        let unknown = [
            forged(&with(header(&pair), "kid", json!("k2")), &claims()),
            forged(
                &header(&pair),
                &with(claims(), "iss", json!("https://login.hunan.example")),
            ),
        ];
        let mut quickest = [Duration::MAX; 3];
        for _ in 0..300 {
            for (quickest, token) in quickest.iter_mut().zip([&known, &unknown[0], &unknown[1]]) {
                let started = Instant::now();
                assert!(check(&believed, token).is_err());
                *quickest = started.elapsed().min(*quickest);
            }
        }
        for unknown in &quickest[1..] {
            let ratio = unknown.as_secs_f64() / quickest[0].as_secs_f64();
            assert!((0.5..2.0).contains(&ratio), "{}: {quickest:?}", pair.alg());
        }
    }
}
