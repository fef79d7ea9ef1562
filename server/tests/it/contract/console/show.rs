//! Shows and their run of show.

use serde_json::{Value, json};

use crate::contract::stage::{Channel, Show, text};

on_both_profiles!(
    a_slug_is_one_show_of_the_channel,
    the_run_of_show_keeps_its_order,
    what_is_over_is_frozen,
    times_and_titles_are_checked,
);

async fn titles(show: &Show) -> Vec<String> {
    let query = "query ($id: ID!) { show(id: $id) { segments { title position } } }";
    let found = show.desk.data(query, json!({ "id": show.id })).await;
    let segments = found["show"]["segments"].as_array().unwrap();
    for (place, segment) in segments.iter().enumerate() {
        assert_eq!(segment["position"], place, "without gaps");
    }
    segments.iter().map(|segment| text(&segment["title"])).collect()
}

const CREATE: &str = "mutation ($input: CreateShowInput!) { createShow(input: $input) { outcome } }";

fn new_show(slug: &str, title: &str, starts: &str, ends: &str) -> Value {
    json!({ "input": { "slug": slug, "title": title, "startsAt": starts, "endsAt": ends } })
}

const EIGHT: &str = "2027-02-05T08:00:00Z";
const NOON: &str = "2027-02-05T12:00:00Z";

async fn a_slug_is_one_show_of_the_channel(channel: &Channel) {
    channel.show().await;
    let again = channel
        .desk
        .data(CREATE, new_show("gala", "又一个", EIGHT, NOON))
        .await;
    assert_eq!(again["createShow"]["outcome"], "SLUG_TAKEN");
    channel.neighbour().await.show().await;
}

async fn the_run_of_show_keeps_its_order(channel: &Channel) {
    let show = channel.show().await;
    let (a, b, _) = (
        show.add_segment("a").await,
        show.add_segment("b").await,
        show.add_segment("c").await,
    );
    let desk = &channel.desk;
    let create = "mutation ($show: ID!, $at: Int, $title: String!) { createSegment(showId: $show, position: $at, input: { title: $title, performers: [\"小明\"] }) { outcome segment { position performers } } }";
    let first = desk
        .data(create, json!({ "show": show.id, "at": 0, "title": "z" }))
        .await;
    assert_eq!(
        first["createSegment"],
        json!({ "outcome": "SAVED", "segment": { "position": 0, "performers": ["小明"] } })
    );
    desk.data(create, json!({ "show": show.id, "at": 1000, "title": "y" }))
        .await;
    assert_eq!(titles(&show).await, ["z", "a", "b", "c", "y"]);
    let move_to = "mutation ($id: ID!, $to: Int!) { moveSegment(id: $id, position: $to) { outcome segment { position } } }";
    desk.data(move_to, json!({ "id": a, "to": 3 })).await;
    assert_eq!(titles(&show).await, ["z", "b", "c", "a", "y"]);
    desk.data(move_to, json!({ "id": a, "to": 0 })).await;
    let delete = "mutation ($id: ID!) { deleteSegment(id: $id) { outcome } }";
    assert_eq!(
        desk.data(delete, json!({ "id": b })).await["deleteSegment"]["outcome"],
        "DELETED"
    );
    assert_eq!(
        desk.data(delete, json!({ "id": b })).await["deleteSegment"]["outcome"],
        "NOT_FOUND"
    );
    assert_eq!(titles(&show).await, ["a", "z", "c", "y"]);
    assert_eq!(show.take(Some(&a)).await, "SAVED");
    assert_eq!(
        desk.data(delete, json!({ "id": a })).await["deleteSegment"]["outcome"],
        "FROZEN",
        "it is on air"
    );
    assert_eq!(show.take(None).await, "SAVED");
    assert_eq!(
        desk.data(delete, json!({ "id": a })).await["deleteSegment"]["outcome"],
        "DELETED"
    );
    let other = desk.create_show("other").await;
    assert_eq!(
        other.take(Some(&text(&segment_of(&show).await))).await,
        "NOT_FOUND",
        "a segment of another show"
    );
}

async fn segment_of(show: &Show) -> Value {
    let query = "query ($id: ID!) { show(id: $id) { segments { id } } }";
    show.desk.data(query, json!({ "id": show.id })).await["show"]["segments"][0]["id"].clone()
}

async fn what_is_over_is_frozen(channel: &Channel) {
    let show = channel.show().await;
    let segment = show.add_segment("a").await;
    channel.desk.transit("startShow", &show.id).await;
    show.take(Some(&segment)).await;
    channel.desk.transit("endShow", &show.id).await;
    let seen = channel
        .desk
        .data(
            "query ($id: ID!) { show(id: $id) { currentSegment { id } } }",
            json!({ "id": show.id }),
        )
        .await;
    assert_eq!(
        seen["show"]["currentSegment"],
        Value::Null,
        "the end takes it off the air"
    );
    let query = "mutation ($show: ID!, $segment: ID!) { \
        updateShow(id: $show, input: { title: \"x\" }) { outcome } createSegment(showId: $show, input: { title: \"x\" }) { outcome } \
        updateSegment(id: $segment, input: { title: \"x\" }) { outcome } moveSegment(id: $segment, position: 0) { outcome } \
        deleteSegment(id: $segment) { outcome } takeSegment(showId: $show) { outcome } }";
    let all = channel
        .desk
        .data(query, json!({ "show": show.id, "segment": segment }))
        .await;
    for (mutation, payload) in all.as_object().unwrap() {
        assert_eq!(payload["outcome"], "FROZEN", "{mutation}");
    }
}

async fn times_and_titles_are_checked(channel: &Channel) {
    let long = "字".repeat(81);
    for (slug, title, starts, ends) in [
        ("x", "好", EIGHT, NOON),
        ("UPPER", "好", EIGHT, NOON),
        ("a/b", "好", EIGHT, NOON),
        ("fine", "", EIGHT, NOON),
        ("fine", long.as_str(), EIGHT, NOON),
        ("fine", "a\nb", EIGHT, NOON),
        ("fine", "好", NOON, EIGHT),
        ("fine", "好", NOON, NOON),
        ("fine", "好", "yesterday", NOON),
        ("fine", "好", "2027-02-05T08:00:00", NOON),
    ] {
        let code = channel
            .desk
            .code(CREATE, new_show(slug, title, starts, ends))
            .await;
        assert_eq!(code, "BAD_USER_INPUT", "{slug} {title} {starts} {ends}");
    }
    assert_eq!(
        channel.desk.data("{ shows { nodes { id } } }", json!({})).await["shows"]["nodes"],
        json!([])
    );
}
