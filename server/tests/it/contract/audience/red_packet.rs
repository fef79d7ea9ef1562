//! A red packet: a viewer takes at most one, and what it holds is paid out to the fen.

use std::collections::BTreeSet;

use chrono::TimeDelta;
use futures::future::join_all;
use serde_json::json;

use crate::contract::stage::{Channel, Grabbed, Viewer, fen, red_packet};

on_both_profiles!(
    a_viewer_takes_one_packet_and_is_told_the_same_again,
    the_packets_make_the_pool_to_the_fen,
    what_is_not_open_gives_nothing,
    a_storm_on_fifty_packets_makes_fifty_winners,
    viewers_see_the_pool_and_their_own_grant,
    a_pool_of_a_fen_a_packet_gives_a_fen_each,
    a_pool_of_a_hundred_million_packets_is_played_like_any_other,
    a_clock_that_jumps_takes_nothing_back_and_gives_nothing_twice,
);

async fn a_viewer_takes_one_packet_and_is_told_the_same_again(channel: &Channel) {
    let packet = channel.show().await.open_red_packet("10.00", 3).await;
    let ann = channel.viewer("ann");
    let won = ann.grab(&packet).await;
    assert_eq!(won.outcome, "WON");
    for _ in 0..3 {
        let again = ann.grab(&packet).await;
        assert_eq!(
            (again.outcome.as_str(), again.grant),
            ("ALREADY", won.grant.clone())
        );
    }
}

async fn the_packets_make_the_pool_to_the_fen(channel: &Channel) {
    let packet = channel.show().await.open_red_packet("10.01", 7).await;
    let mut amounts = Vec::new();
    for viewer in channel.viewers(7) {
        amounts.push(fen(&viewer.grab(&packet).await.grant.unwrap().1));
    }
    assert!(amounts.iter().all(|amount| *amount >= 1), "{amounts:?}");
    assert_eq!(amounts.iter().sum::<i64>(), 1001, "{amounts:?}");
    let late = channel.viewer("late").grab(&packet).await;
    assert_eq!(late, Grabbed::nothing("SOLD_OUT"));
    let totals = packet
        .seen("totals { granted moneyGranted { amount } remaining }")
        .await;
    assert_eq!(
        totals["totals"],
        json!({ "granted": 7, "moneyGranted": { "amount": "10.01" }, "remaining": 0 })
    );
    packet.close().await;
    packet.settle().await;
}

async fn what_is_not_open_gives_nothing(channel: &Channel) {
    let show = channel.show().await;
    let packet = show.draft(red_packet("10.00", 3)).await;
    let (ann, bob) = (channel.viewer("ann"), channel.viewer("bob"));
    let code = ann.code(
        "mutation ($id: ID!) { grabRedPacket(campaignId: $id) { outcome } }",
        json!({ "id": packet.id }),
    );
    assert_eq!(code.await, "NOT_FOUND", "a draft is nobody's business");
    packet.must("scheduleCampaign").await;
    assert_eq!(ann.grab(&packet).await, Grabbed::nothing("NOT_OPEN"));
    packet.must("openCampaign").await;
    let won = ann.grab(&packet).await;
    assert_eq!(won.outcome, "WON");
    packet.pause().await;
    assert_eq!(bob.grab(&packet).await, Grabbed::nothing("NOT_OPEN"));
    assert_eq!(
        ann.grab(&packet).await.grant,
        won.grant,
        "who has won is told so even now"
    );
    packet.resume().await;
    assert_eq!(bob.grab(&packet).await.outcome, "WON");
    packet.close().await;
    assert_eq!(
        channel.viewer("late").grab(&packet).await,
        Grabbed::nothing("NOT_OPEN")
    );
    assert_eq!(ann.grab(&packet).await.grant, won.grant);
}

async fn a_storm_on_fifty_packets_makes_fifty_winners(channel: &Channel) {
    let packet = channel.show().await.open_red_packet("88.88", 50).await;
    let viewers = channel.viewers(200);
    let storm = |viewer: &Viewer| {
        let (viewer, packet) = (viewer.clone(), packet.clone());
        async move { join_all((0..3).map(|_| viewer.grab(&packet))).await }
    };
    let answers = join_all(viewers.iter().map(storm)).await;
    let (mut grants, mut money) = (BTreeSet::new(), 0);
    for tries in &answers {
        let of: Vec<&str> = tries.iter().map(|grabbed| grabbed.outcome.as_str()).collect();
        match &tries[0].grant {
            None => assert_eq!(of, ["SOLD_OUT"; 3]),
            Some((id, amount)) => {
                assert_eq!(
                    of.iter().filter(|outcome| **outcome == "WON").count(),
                    1,
                    "{of:?}"
                );
                assert!(
                    tries.iter().all(|grabbed| grabbed.grant == tries[0].grant),
                    "{tries:?}"
                );
                assert!(grants.insert(id.clone()), "{id} was given twice");
                money += fen(amount);
            }
        }
    }
    assert_eq!((grants.len(), money), (50, 8888));
}

/// Dealt over sixteen shards.
async fn a_pool_of_a_hundred_million_packets_is_played_like_any_other(channel: &Channel) {
    let show = channel.show().await;
    let packet = show.open_red_packet("5000000.00", 100_000_000).await;
    let viewers = channel.viewers(60);
    let answers = join_all(viewers.iter().map(|viewer| viewer.grab(&packet))).await;
    let mut grants = BTreeSet::new();
    for won in &answers {
        assert_eq!(won.outcome, "WON");
        let (id, amount) = won.grant.as_ref().unwrap();
        assert!(fen(amount) > 0 && grants.insert(id.clone()), "{won:?}");
    }
    let seen = viewers[0].sees(&packet, "RedPacket", "packets remaining").await;
    assert_eq!(
        seen,
        json!({ "packets": 100_000_000, "remaining": 100_000_000 - 60 })
    );
}

async fn a_clock_that_jumps_takes_nothing_back_and_gives_nothing_twice(channel: &Channel) {
    let packet = channel.show().await.open_red_packet("30.00", 12).await;
    let mut grants = Vec::new();
    // Back where it was at the end: a producer's session is none of this.
    for (step, seconds) in [0, 3_600, -3_610, 86_400, -90_000, 3_610].into_iter().enumerate() {
        channel.server.pass(TimeDelta::seconds(seconds));
        for viewer in [step * 2, step * 2 + 1] {
            let won = channel.viewer(&format!("v{viewer}")).grab(&packet).await;
            assert_eq!(won.outcome, "WON", "{seconds} s");
            grants.push(won.grant);
        }
        for (viewer, grant) in grants.iter().enumerate() {
            let again = channel.viewer(&format!("v{viewer}")).grab(&packet).await;
            assert_eq!(
                (again.outcome.as_str(), &again.grant),
                ("ALREADY", grant),
                "{seconds} s"
            );
        }
    }
    assert_eq!(channel.viewer("late").grab(&packet).await.outcome, "SOLD_OUT");
    let amounts = grants.iter().map(|grant| fen(&grant.as_ref().unwrap().1));
    assert_eq!(amounts.sum::<i64>(), 3_000);
    packet.close().await;
    packet.settle().await;
}

async fn viewers_see_the_pool_and_their_own_grant(channel: &Channel) {
    let packet = channel.show().await.open_red_packet("10.00", 3).await;
    let (ann, bob) = (channel.viewer("ann"), channel.viewer("bob"));
    let (id, amount) = ann.grab(&packet).await.grant.unwrap();
    let fields = "status pool { amount currency } packets remaining myGrant { id campaign { id } award { __typename } }";
    let mut seen = ann.sees(&packet, "RedPacket", fields).await;
    assert_eq!(
        seen["myGrant"].take(),
        json!({ "id": id, "campaign": { "id": packet.id }, "award": { "__typename": "MoneyAward" } })
    );
    insta::allow_duplicates! {
    insta::assert_json_snapshot!(seen, @r#"
    {
      "myGrant": null,
      "packets": 3,
      "pool": {
        "amount": "10.00",
        "currency": "CNY"
      },
      "remaining": 2,
      "status": "OPEN"
    }
    "#);
    }
    assert!(bob.sees(&packet, "RedPacket", fields).await["myGrant"].is_null());
    let own =
        "{ viewer { id nickname grants { nodes { id award { ... on MoneyAward { money { amount } } } } } } }";
    let mine = json!([{ "id": id, "award": { "money": { "amount": amount } } }]);
    assert_eq!(ann.data(own, json!({})).await["viewer"]["grants"]["nodes"], mine);
    assert_eq!(
        bob.data(own, json!({})).await["viewer"]["grants"]["nodes"],
        json!([])
    );
}

async fn a_pool_of_a_fen_a_packet_gives_a_fen_each(channel: &Channel) {
    let packet = channel.show().await.open_red_packet("0.03", 3).await;
    for viewer in channel.viewers(3) {
        assert_eq!(viewer.grab(&packet).await.grant.unwrap().1, "0.01");
    }
}
