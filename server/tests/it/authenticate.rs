//! The two doors, and the keyrings behind one of them.

use chrono::TimeDelta;
use ovation::api::Actor;
use ovation::api::authenticate::{Proof, console, doubted, viewer as prove};
use ovation::doer::Origin;
use ovation::member::Role;
use ovation::{api_key, signing, tenant, viewer};

use crate::support::platform::{Node, who};

fn token(node: &Node, channel: &str) -> String {
    let id = node.platform.registry.find(channel).unwrap().id;
    viewer::create_token(&node.platform, id, "v1", " 小明 ")
        .unwrap()
        .token
}

async fn proof(node: &Node, bearer: &str) -> Result<Proof, ovation::error::Error> {
    match prove(&node.platform, bearer) {
        Ok(proof) => Ok(proof),
        Err(doubt) => doubted(&node.platform, bearer, doubt).await,
    }
}

async fn at_audience(node: &Node, bearer: &str) -> Result<&'static str, &'static str> {
    let proof = proof(node, bearer).await;
    proof.map(|_| "viewer").map_err(|error| error.code())
}

async fn at_console(node: &Node, bearer: &str) -> Result<&'static str, &'static str> {
    console(&node.platform, None, Some(bearer), Origin::default())
        .await
        .map(|actor| who(&actor))
        .map_err(|error| error.code())
}

#[tokio::test]
async fn nobody_is_nobody() {
    let node = Node::new().await;
    assert_eq!(
        console(&node.platform, None, None, Origin::default())
            .await
            .map(|actor| who(&actor))
            .unwrap(),
        "nobody"
    );
}

#[tokio::test]
async fn what_opens_one_door_is_worthless_at_the_other() {
    let node = Node::new().await;
    let owner = node.owner("cctv").await;
    let session = node.sign_in(Some("cctv"), "owner@example.org").await.token;
    let (_, secret) = api_key::create(&owner, "app").await.unwrap();
    let viewer = token(&node, "cctv");

    assert_eq!(at_audience(&node, &viewer).await, Ok("viewer"));
    assert_eq!(at_console(&node, &viewer).await, Err("UNAUTHENTICATED"));
    assert_eq!(node.who(&viewer).await, "nobody");

    assert_eq!(at_console(&node, &secret).await, Ok("app"));
    assert_eq!(at_audience(&node, &secret).await, Err("UNAUTHENTICATED"));
    assert_eq!(node.who(&secret).await, "nobody");

    assert_eq!(node.who(&session).await, "member");
    assert_eq!(at_audience(&node, &session).await, Err("UNAUTHENTICATED"));
    assert_eq!(at_console(&node, &session).await, Err("UNAUTHENTICATED"));
}

#[tokio::test]
async fn a_suspended_channel_refuses_its_viewers_and_apps() {
    let node = Node::new().await;
    let owner = node.owner("cctv").await;
    let (_, secret) = api_key::create(&owner, "app").await.unwrap();
    let (cctv, hunan) = (token(&node, "cctv"), token(&node, "hunan"));
    tenant::suspend(&node.manager(), "cctv").await.unwrap();
    assert_eq!(at_audience(&node, &cctv).await, Err("CHANNEL_SUSPENDED"));
    assert_eq!(at_console(&node, &secret).await, Err("CHANNEL_SUSPENDED"));
    assert_eq!(at_audience(&node, &hunan).await, Ok("viewer"));
    tenant::resume(&node.manager(), "cctv").await.unwrap();
    assert_eq!(at_audience(&node, &cctv).await, Ok("viewer"));
}

#[tokio::test]
async fn after_a_rotation_the_old_tokens_live_out_their_time_and_no_longer() {
    let node = Node::new().await;
    let registry = &node.platform.registry;
    let owner = node.owner("cctv").await;
    let old = token(&node, "cctv");
    node.pass(TimeDelta::seconds(10));
    signing::rotate(&owner).await.unwrap();
    let new = token(&node, "cctv");
    assert_ne!(old.split('.').next(), new.split('.').next(), "another kid");
    assert_eq!(at_audience(&node, &old).await, Ok("viewer"));
    assert_eq!(at_audience(&node, &new).await, Ok("viewer"));
    node.pass(TimeDelta::seconds(7189));
    assert_eq!(at_audience(&node, &old).await, Ok("viewer"));
    node.pass(TimeDelta::seconds(1));
    assert_eq!(at_audience(&node, &old).await, Err("UNAUTHENTICATED"));
    // A key that is over is forgotten, and the new one goes on.
    node.pass(TimeDelta::days(1));
    node.platform
        .keyrings
        .refresh(registry, node.platform.clock.now())
        .await
        .unwrap();
    assert_eq!(at_audience(&node, &old).await, Err("UNAUTHENTICATED"));
    assert_eq!(at_audience(&node, &token(&node, "cctv")).await, Ok("viewer"));
}

#[tokio::test]
async fn a_node_looks_up_a_key_that_another_has_just_made_but_not_for_everybody() {
    let node = Node::new().await;
    let other = node.another().await;
    let owner = node.owner("cctv").await;
    let rotate = async || {
        signing::rotate(&owner).await.unwrap();
        token(&node, "cctv")
    };
    let first = rotate().await;
    assert_eq!(at_audience(&other, &first).await, Ok("viewer"));
    // Within the same second the record is not asked again.
    let second = rotate().await;
    assert_eq!(at_audience(&other, &second).await, Err("UNAUTHENTICATED"));
    node.pass(TimeDelta::seconds(1));
    assert_eq!(at_audience(&other, &second).await, Ok("viewer"));
}

#[tokio::test]
async fn a_node_serves_a_channel_that_another_has_just_made() {
    let node = Node::bare().await;
    let other = node.another().await;
    tenant::apply(&node.manager(), crate::support::platform::CCTV, false)
        .await
        .unwrap();
    assert_eq!(at_audience(&other, &token(&node, "cctv")).await, Ok("viewer"));
}

#[tokio::test]
async fn a_viewer_is_known_by_the_channels_own_id_and_a_clean_nickname() {
    let node = Node::new().await;
    let Proof { viewer, .. } = proof(&node, &token(&node, "cctv")).await.unwrap();
    assert_eq!(
        (&*viewer.id, &*viewer.nickname, viewer.tenant.slug().as_str()),
        ("v1", "小明", "cctv")
    );
}

#[tokio::test]
async fn who_asks_has_a_lasting_name_only_when_signed_in() {
    let node = Node::new().await;
    node.add(None, "m@example.org", Role::AccountManager).await;
    let signed_in = node.sign_in(None, "m@example.org").await;
    let (_, _, cookie) = node.enrol(&signed_in.token).await;
    let manager = node.actor(&cookie).await;
    assert!(manager.scope().unwrap().starts_with("member_"));
    let Proof { viewer, .. } = proof(&node, &token(&node, "cctv")).await.unwrap();
    assert_eq!(Actor::Viewer(viewer).scope(), None);
}

#[tokio::test]
async fn the_keyrings_generation_moves_exactly_when_other_keys_are_believed() {
    let node = Node::new().await;
    let platform = &node.platform;
    let (keyrings, registry) = (&platform.keyrings, &platform.registry);
    let cctv = registry.find("cctv").unwrap().id;
    let refresh = async || {
        keyrings.refresh(registry, platform.clock.now()).await.unwrap();
        keyrings.generation()
    };
    let at = keyrings.generation();
    token(&node, "cctv");
    keyrings
        .ensure(registry, cctv, platform.clock.now())
        .await
        .unwrap();
    assert_eq!(refresh().await, at, "nothing has changed");
    let owner = node.owner("cctv").await;
    let old = signing::list(&owner).await.unwrap().remove(0);
    signing::rotate(&owner).await.unwrap();
    let rotated = keyrings.generation();
    assert_ne!(
        rotated, at,
        "a key more, and the old one believed for a time only"
    );
    assert_eq!(refresh().await, rotated);
    signing::revoke(&owner, &old.kid).await.unwrap();
    let revoked = keyrings.generation();
    assert_ne!(revoked, rotated, "the old one is believed no more");
    assert_eq!(refresh().await, revoked);
    signing::rotate(&owner).await.unwrap();
    let again = keyrings.generation();
    assert_ne!(again, revoked);
    node.pass(TimeDelta::days(1));
    let over = refresh().await;
    assert_ne!(over, again, "the time of the one before is over");
    assert_eq!(refresh().await, over);
}
