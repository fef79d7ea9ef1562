//! Members, and their sessions.

use ovation::error::Error;
use ovation::member::{self, Credentials, Removal, Role, SessionKey, SignIn, Steward, session};
use ovation::page::Page;
use ovation::tenant;

use crate::support::platform::{CCTV, Node, PASSWORD, new_member};

#[tokio::test]
async fn a_member_signs_in_to_one_channel_and_out_again() {
    let node = Node::new().await;
    let added = node
        .add(Some("cctv"), " Producer@Example.org ", Role::Producer)
        .await;
    assert_eq!(added.email, "producer@example.org");
    let signed_in = node.sign_in(Some("cctv"), "PRODUCER@example.org").await;
    assert_eq!(signed_in.member.id(), added.id());
    assert_eq!(
        signed_in.member.last_signed_in_at,
        Some(node.platform.clock.now())
    );
    assert_eq!(signed_in.channel.unwrap().manifest.slug.as_str(), "cctv");
    assert_eq!(node.who(&signed_in.token).await, "member");
    session::close(&node.platform, SessionKey::of(&signed_in.token).unwrap())
        .await
        .unwrap();
    assert_eq!(node.who(&signed_in.token).await, "nobody");
}

#[tokio::test]
async fn whatever_is_wrong_at_sign_in_sounds_the_same() {
    let node = Node::new().await;
    node.add(Some("cctv"), "a@example.org", Role::Owner).await;
    for (channel, email, password) in [
        (Some("cctv"), "a@example.org", "wrong horse"),
        (Some("cctv"), "a@example.org", ""),
        (Some("cctv"), "a@example.org", &"x".repeat(100_000)),
        (Some("cctv"), "b@example.org", PASSWORD),
        (Some("cctv"), "no address", PASSWORD),
        (Some("hunan"), "a@example.org", PASSWORD),
        (Some("nowhere"), "a@example.org", PASSWORD),
        (None, "a@example.org", PASSWORD),
    ] {
        let outcome = node.try_sign_in(channel, email, password).await;
        assert!(
            matches!(outcome, SignIn::Rejected),
            "{channel:?} {email}: {outcome:?}"
        );
    }
}

#[tokio::test]
async fn a_suspended_channel_says_so_to_its_own_members_alone() {
    let node = Node::new().await;
    node.add(Some("cctv"), "a@example.org", Role::Owner).await;
    let before = node.sign_in(Some("cctv"), "a@example.org").await;
    tenant::suspend(&node.manager(), "cctv").await.unwrap();
    assert!(matches!(
        node.try_sign_in(Some("cctv"), "a@example.org", PASSWORD).await,
        SignIn::Suspended
    ));
    assert!(matches!(
        node.try_sign_in(Some("cctv"), "a@example.org", "wrong").await,
        SignIn::Rejected
    ));
    assert_eq!(node.who(&before.token).await, "nobody");
    tenant::resume(&node.manager(), "cctv").await.unwrap();
    assert_eq!(node.who(&before.token).await, "member");
}

#[tokio::test]
async fn what_is_no_session_is_nobodys() {
    let node = Node::new().await;
    let all_a = "A".repeat(43);
    for cookie in [
        "",
        "x",
        "\0",
        &all_a,
        &"A".repeat(44),
        &"=".repeat(43),
        &"A".repeat(100_000),
    ] {
        assert_eq!(node.who(cookie).await, "nobody", "{:.50}", cookie);
    }
}

#[tokio::test]
async fn a_new_password_and_a_removal_end_the_sessions() {
    let node = Node::new().await;
    node.add(Some("cctv"), "owner@example.org", Role::Owner).await;
    let member = node.add(Some("cctv"), "a@example.org", Role::Analyst).await;
    let signed_in = node.sign_in(Some("cctv"), "a@example.org").await;
    let reset = member::reset_password(&node.steward(), member.id(), None)
        .await
        .unwrap();
    let Credentials::Done(_, password) = reset else {
        panic!("not reset")
    };
    assert_eq!(node.who(&signed_in.token).await, "nobody");
    assert!(matches!(
        node.try_sign_in(Some("cctv"), "a@example.org", PASSWORD).await,
        SignIn::Rejected
    ));
    let SignIn::SignedIn(anew) = node.try_sign_in(Some("cctv"), "a@example.org", &password).await else {
        panic!()
    };
    assert_eq!(
        member::remove(&node.steward(), member.id()).await.unwrap(),
        Removal::Removed
    );
    assert_eq!(node.who(&anew.token).await, "nobody");
    assert_eq!(
        member::remove(&node.steward(), member.id()).await.unwrap(),
        Removal::NotFound
    );
}

#[tokio::test]
async fn an_email_is_one_member_of_a_channel_and_may_be_another_of_the_next() {
    let node = Node::new().await;
    for channel in [Some("cctv"), Some("hunan")] {
        node.add(channel, "a@example.org", Role::Owner).await;
        let again = member::add(
            &node.steward(),
            new_member(channel, "A@example.org", Role::Analyst, None),
        )
        .await;
        assert!(matches!(again.unwrap(), Credentials::EmailTaken));
    }
    node.add(None, "a@example.org", Role::AccountManager).await;
    let again = member::add(
        &node.steward(),
        new_member(None, "a@example.org", Role::AccountManager, None),
    )
    .await;
    assert!(matches!(again.unwrap(), Credentials::EmailTaken));
}

#[tokio::test]
async fn the_last_owner_and_the_last_account_manager_stay() {
    let node = Node::new().await;
    let first = node.add(Some("cctv"), "a@example.org", Role::Owner).await;
    let second = node.add(Some("cctv"), "b@example.org", Role::Owner).await;
    node.add(Some("hunan"), "c@example.org", Role::Owner).await;
    let manager = node.add(None, "m@example.org", Role::AccountManager).await;
    let remove = async |id| member::remove(&node.steward(), id).await.unwrap();
    assert_eq!(remove(first.id()).await, Removal::Removed);
    assert_eq!(remove(second.id()).await, Removal::LastOwner);
    assert_eq!(remove(manager.id()).await, Removal::LastOwner);
}

#[tokio::test]
async fn an_owner_reaches_no_member_of_another_channel() {
    let node = Node::new().await;
    let owner = node.owner("cctv").await;
    let stranger = node
        .add(Some("hunan"), "stranger@example.org", Role::Analyst)
        .await;
    let manager = node.add(None, "m@example.org", Role::AccountManager).await;
    let steward = Steward::from(&owner);
    for foreign in [stranger.id(), manager.id()] {
        assert!(member::find(&steward, foreign).await.unwrap().is_none());
        assert_eq!(
            member::remove(&steward, foreign).await.unwrap(),
            Removal::NotFound
        );
        let reset = member::reset_password(&steward, foreign, None).await.unwrap();
        assert!(matches!(reset, Credentials::NotFound));
    }
    let page = Page::new(None, None).unwrap();
    let emails: Vec<_> = member::list(&owner, &page)
        .await
        .unwrap()
        .into_iter()
        .map(|m| m.email)
        .collect();
    assert_eq!(emails, ["owner@example.org"]);
    // Nor may it name one, not even its own, nor make an account manager.
    for (channel, role, field) in [
        (Some("hunan"), Role::Owner, "channel"),
        (Some("cctv"), Role::Owner, "channel"),
        (None, Role::AccountManager, "role"),
    ] {
        let refused = member::add(&steward, new_member(channel, "x@example.org", role, None))
            .await
            .err()
            .unwrap();
        assert!(
            matches!(&refused, Error::BadInput { field: f, .. } if f == field),
            "{refused:?}"
        );
    }
}

#[tokio::test]
async fn the_plan_bounds_the_members() {
    let node = Node::new().await;
    tenant::apply(
        &node.manager(),
        &CCTV.replace("members = 50", "members = 2"),
        false,
    )
    .await
    .unwrap();
    node.add(Some("cctv"), "a@example.org", Role::Owner).await;
    node.add(Some("cctv"), "b@example.org", Role::Owner).await;
    let refused = member::add(
        &node.steward(),
        new_member(Some("cctv"), "c@example.org", Role::Analyst, None),
    )
    .await;
    assert_eq!(refused.err().map(|error| error.code()), Some("QUOTA_EXCEEDED"));
    node.add(Some("hunan"), "c@example.org", Role::Analyst).await;
    assert_eq!(
        member::count(&node.platform, node.platform.registry.find("cctv").unwrap().id)
            .await
            .unwrap(),
        2
    );
}

#[tokio::test]
async fn wrong_input_names_its_field() {
    let node = Node::new().await;
    let long = "x".repeat(300);
    let wrong = [
        ("a", "n", Some(PASSWORD), "email"),
        ("@", "n", Some(PASSWORD), "email"),
        ("a@b@c", "n", Some(PASSWORD), "email"),
        ("a\0@b.c", "n", Some(PASSWORD), "email"),
        (&*format!("{long}@b.c"), "n", Some(PASSWORD), "email"),
        ("a@b.c", "", Some(PASSWORD), "name"),
        ("a@b.c", "a\u{202E}b", Some(PASSWORD), "name"),
        ("a@b.c", "n", Some("short"), "password"),
        ("a@b.c", "n", Some(&*long), "password"),
    ];
    for (email, name, password, field) in wrong {
        let mut new = new_member(Some("cctv"), email, Role::Owner, password);
        name.clone_into(&mut new.name);
        let refused = member::add(&node.steward(), new).await.err().unwrap();
        assert!(
            matches!(&refused, Error::BadInput { field: f, .. } if f == field),
            "{email:?}: {refused:?}"
        );
    }
}

#[tokio::test]
async fn neither_passwords_nor_tokens_are_in_the_record() {
    let node = Node::new().await;
    node.add(Some("cctv"), "a@example.org", Role::Owner).await;
    let signed_in = node.sign_in(Some("cctv"), "a@example.org").await;
    assert!(
        node.record_holds(b"a@example.org"),
        "the test looks where the record is"
    );
    assert!(!node.record_holds(PASSWORD.as_bytes()));
    assert!(!node.record_holds(signed_in.token.as_bytes()));
    let (secret, codes, _) = node.enrol(&signed_in.token).await;
    assert!(!node.record_holds(&secret));
    for code in codes {
        assert!(!node.record_holds(code.as_bytes()));
        assert!(!node.record_holds(code.replace('-', "").as_bytes()));
    }
}
