//! A server that is stopped and started again in the middle of a show, and two servers on one record.

use futures::future::join_all;
use serde_json::json;

use crate::contract::stage::{Campaign, Channel, Grabbed, Profile, fen, run};

on_both_profiles!(a_restart_loses_nothing);

async fn a_restart_loses_nothing(channel: &Channel) {
    let show = channel.show().await;
    let (packet, draw) = (
        show.open_red_packet("10.00", 10).await,
        show.open_draw(&[("茶杯", 2, "1.00")]).await,
    );
    let (vote, wall) = (
        show.open_vote(&["甲", "乙"], 1).await,
        show.open_wall(json!({})).await,
    );
    let viewers = channel.viewers(6);
    let won = join_all(viewers.iter().map(|viewer| viewer.grab(&packet))).await;
    let entered = join_all(viewers.iter().map(|viewer| viewer.enter(&draw))).await;
    let option = vote.seen("results { option { id } }").await["results"][0]["option"]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    let chosen: &[&str] = &[&option];
    join_all(viewers.iter().map(|viewer| viewer.cast(&vote, chosen))).await;
    let said = viewers[0].comment(&wall, "c1", "好").await;

    let after = channel.on(channel.server.restart().await);
    let on = |campaign: &Campaign| campaign.on(&after.desk);
    let (packet, draw, vote, wall) = (on(&packet), on(&draw), on(&vote), on(&wall));
    for ((viewer, won), (_, number)) in after.viewers(6).iter().zip(&won).zip(&entered) {
        let again = viewer.grab(&packet).await;
        assert_eq!(
            (again.outcome.as_str(), again.grant),
            ("ALREADY", won.grant.clone())
        );
        assert_eq!(viewer.enter(&draw).await, ("ALREADY".to_owned(), *number));
        assert_eq!(viewer.cast(&vote, &[&option]).await, "ALREADY");
    }
    assert_eq!(after.viewer("v1").comment(&wall, "c1", "好").await, said);
    let late = after.viewer("late");
    assert_eq!(late.enter(&draw).await.1, Some(7), "numbers go on");
    let rest = join_all((0..6).map(|number| {
        let (viewer, packet) = (after.viewer(&format!("new{number}")), &packet);
        async move { viewer.grab(packet).await }
    }))
    .await;
    assert_eq!(rest.iter().filter(|grabbed| grabbed.outcome == "WON").count(), 4);
    assert_eq!(late.grab(&packet).await, Grabbed::nothing("SOLD_OUT"));
    let paid: i64 = won
        .iter()
        .chain(&rest)
        .filter_map(|grabbed| grabbed.grant.as_ref())
        .map(|(_, amount)| fen(amount))
        .sum();
    assert_eq!(paid, 1000);
    after.holds_its_promises().await;
}

/// The embedded profile is one process, so this is the full one's alone.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_nodes_give_each_packet_once() {
    run(Profile::Full, on_two_nodes).await;
}

async fn on_two_nodes(channel: &Channel) {
    let show = channel.show().await;
    let packet = show.open_red_packet("5.00", 20).await;
    let other = channel.on(channel.server.another().await);
    let there = packet.on(&other.desk);
    let (here_viewers, there_viewers) = (channel.viewers(30), other.viewers(30));
    let (a, b) = tokio::join!(
        join_all(here_viewers.iter().map(|viewer| viewer.grab(&packet))),
        join_all(there_viewers.iter().map(|viewer| viewer.grab(&there)))
    );
    let mut winners = 0;
    for (here, there) in a.iter().zip(&b) {
        match (&here.grant, &there.grant) {
            (None, None) => {}
            (Some(one), Some(same)) => {
                assert_eq!(one, same);
                winners += 1;
            }
            contradiction => panic!("{contradiction:?}"),
        }
    }
    assert_eq!(winners, 20);
    // What is closed on one node gives nothing on the other, either.
    let unused = show.open_red_packet("5.00", 20).await;
    let there = unused.on(&other.desk);
    assert_eq!(other.viewer("first").grab(&there).await.outcome, "WON");
    unused.close().await;
    let late = other.viewer("late").grab(&there).await;
    assert_eq!(late, Grabbed::nothing("NOT_OPEN"));
}
