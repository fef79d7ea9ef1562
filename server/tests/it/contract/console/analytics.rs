//! Figures: exact totals from the record, and what was counted in passing, which agree once it is written.

use futures::future::join_all;
use serde_json::{Value, json};

use crate::contract::stage::{Channel, fen, text};

on_both_profiles!(what_was_played_is_what_is_counted, a_neighbour_sees_nothing_of_it);

const TOTALS: &str = "tries distinctViewers outcomes { outcome count } granted moneyGranted { amount } remaining entries ballots comments";

async fn totals(campaign: &crate::contract::stage::Campaign) -> Value {
    campaign.seen(&format!("totals {{ {TOTALS} }}")).await["totals"].clone()
}

async fn what_was_played_is_what_is_counted(channel: &Channel) {
    let show = channel.show().await;
    let (packet, draw) = (
        show.open_red_packet("10.00", 5).await,
        show.open_draw(&[("茶杯", 1, "20.00")]).await,
    );
    let viewers = channel.viewers(8);
    let grabbed = join_all(viewers.iter().map(|viewer| viewer.grab(&packet))).await;
    join_all(viewers.iter().map(|viewer| viewer.grab(&packet))).await;
    join_all(viewers.iter().map(|viewer| viewer.enter(&draw))).await;
    let exact = totals(&packet).await;
    let paid: i64 = grabbed
        .iter()
        .filter_map(|grabbed| grabbed.grant.as_ref())
        .map(|(_, amount)| fen(amount))
        .sum();
    assert_eq!(
        (&exact["granted"], &exact["remaining"], paid),
        (&json!(5), &json!(0), 1000),
        "before any flush"
    );
    channel.flush().await;
    let counted = totals(&packet).await.to_string();
    insta::allow_duplicates! {
    insta::assert_snapshot!(counted, @r#"{"ballots":0,"comments":0,"distinctViewers":8,"entries":0,"granted":5,"moneyGranted":{"amount":"10.00"},"outcomes":[{"count":5,"outcome":"ALREADY"},{"count":6,"outcome":"SOLD_OUT"},{"count":5,"outcome":"WON"}],"remaining":0,"tries":16}"#);
    }
    let of_draw = totals(&draw).await;
    assert_eq!(
        (&of_draw["entries"], &of_draw["tries"], &of_draw["remaining"]),
        (&json!(8), &json!(8), &json!(1))
    );
    let series = packet
        .seen("series { minute tries moneyGranted outcomes { outcome count } }")
        .await["series"]
        .clone();
    let points = series.as_array().unwrap();
    assert_eq!(
        points
            .iter()
            .map(|point| point["tries"].as_u64().unwrap())
            .sum::<u64>(),
        16
    );
    assert_eq!(
        points
            .iter()
            .map(|point| fen(&text(&point["moneyGranted"])))
            .sum::<i64>(),
        1000
    );
    channel.flush().await;
    assert_eq!(
        totals(&packet).await["tries"],
        16,
        "written again, it is still so many"
    );
}

async fn a_neighbour_sees_nothing_of_it(channel: &Channel) {
    let (packet, neighbour) = (
        channel.show().await.open_red_packet("1.00", 1).await,
        channel.neighbour().await,
    );
    channel.viewer("ann").grab(&packet).await;
    channel.flush().await;
    let query = format!("query ($id: ID!) {{ campaign(id: $id) {{ totals {{ {TOTALS} }} }} }}");
    assert_eq!(
        neighbour.desk.data(&query, json!({ "id": packet.id })).await["campaign"],
        Value::Null
    );
}
