//! API keys.

use chrono::TimeDelta;
use ovation::api_key;
use ovation::page::{Page, cursor};

use crate::support::platform::Node;

#[tokio::test]
async fn a_key_works_from_its_creation_until_it_is_revoked() {
    let node = Node::new().await;
    let owner = node.owner("cctv").await;
    let (key, secret) = api_key::create(&owner, " app ").await.unwrap();
    assert_eq!(key.name, "app");
    assert!(secret.starts_with("ovk_") && secret.len() == 47 && secret.starts_with(&key.hint));
    assert!(key.hint.len() <= 10);
    let found = api_key::authenticate(&node.platform, &secret).await.unwrap();
    assert_eq!(found, Some((owner.tenant.id(), key.id())));
    let revoked = api_key::revoke(&owner, key.id()).await.unwrap().unwrap();
    assert_eq!(revoked.revoked_at, Some(node.platform.clock.now()));
    assert_eq!(
        api_key::authenticate(&node.platform, &secret).await.unwrap(),
        None
    );
    node.pass(TimeDelta::seconds(1));
    assert_eq!(
        api_key::revoke(&owner, key.id())
            .await
            .unwrap()
            .unwrap()
            .revoked_at,
        revoked.revoked_at
    );
}

#[tokio::test]
async fn the_last_use_is_noted_to_the_minute() {
    let node = Node::new().await;
    let owner = node.owner("cctv").await;
    let (key, secret) = api_key::create(&owner, "app").await.unwrap();
    assert_eq!(key.last_used_at, None);
    let used = async || {
        api_key::authenticate(&node.platform, &secret).await.unwrap();
        api_key::find(&owner, key.id())
            .await
            .unwrap()
            .unwrap()
            .last_used_at
            .unwrap()
    };
    let first = used().await;
    node.pass(TimeDelta::seconds(59));
    assert_eq!(used().await, first);
    node.pass(TimeDelta::seconds(1));
    assert_eq!(used().await, first + TimeDelta::seconds(60));
}

#[tokio::test]
async fn another_channels_key_is_as_good_as_none() {
    let node = Node::new().await;
    let (cctv, hunan) = (node.owner("cctv").await, node.owner("hunan").await);
    let (key, secret) = api_key::create(&hunan, "app").await.unwrap();
    assert!(api_key::find(&cctv, key.id()).await.unwrap().is_none());
    assert!(api_key::revoke(&cctv, key.id()).await.unwrap().is_none());
    assert!(
        api_key::list(&cctv, &Page::new(None, None).unwrap())
            .await
            .unwrap()
            .is_empty()
    );
    assert!(
        api_key::authenticate(&node.platform, &secret)
            .await
            .unwrap()
            .is_some(),
        "not revoked"
    );
}

#[tokio::test]
async fn keys_are_listed_newest_first_page_by_page() {
    let node = Node::new().await;
    let owner = node.owner("cctv").await;
    for number in 0..5 {
        api_key::create(&owner, &format!("k{number}")).await.unwrap();
        if number != 2 {
            node.pass(TimeDelta::seconds(1));
        }
    }
    let mut seen = Vec::new();
    let mut after = None;
    loop {
        let page = Page::new(Some(2), after.as_deref()).unwrap();
        let mut keys = api_key::list(&owner, &page).await.unwrap();
        let more = keys.len() > 2;
        keys.truncate(2);
        after = keys.last().map(|key| cursor(api_key::list_key(key)));
        seen.extend(keys.into_iter().map(|key| key.name));
        if !more {
            break;
        }
    }
    assert_eq!((&seen[0][..], &seen[4][..]), ("k4", "k0"));
    seen.sort();
    assert_eq!(seen, ["k0", "k1", "k2", "k3", "k4"]);
    assert!(
        api_key::list(&owner, &Page::new(None, Some(&cursor("x"))).unwrap())
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_secret_is_not_in_the_record() {
    let node = Node::new().await;
    let owner = node.owner("cctv").await;
    let (_, secret) = api_key::create(&owner, "app").await.unwrap();
    assert!(!node.record_holds(&secret.as_bytes()[10..]));
}

#[tokio::test]
async fn what_is_no_key_is_nobodys() {
    let node = Node::new().await;
    for secret in [
        "",
        "ovk_",
        "ovk_x",
        &format!("ovk_{}", "A".repeat(43)),
        &"x".repeat(100_000),
    ] {
        assert_eq!(api_key::authenticate(&node.platform, secret).await.unwrap(), None);
    }
}
