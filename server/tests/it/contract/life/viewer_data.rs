//! What a channel holds about a viewer is told, and erased so that everything still adds up.

use ovation::viewer_data;
use serde_json::{Value, json};

use crate::contract::stage::{Campaign, Channel, Profile, Services, Viewer, text};

on_both_profiles!(
    all_of_a_viewer_is_told_and_nothing_of_another,
    what_is_settled_is_erased_and_still_adds_up,
    what_is_not_settled_waits_and_is_finished_by_the_worker,
    whoever_waits_for_long_holds_up_nobody,
    only_the_owner_and_the_app_may,
    the_hot_state_of_a_settled_campaign_is_gone,
);

const EXPORT: &str = "query ($id: String!) { exportViewer(viewerId: $id) { document } }";
const ERASE: &str = "mutation ($id: String!) { eraseViewer(viewerId: $id) { outcome campaignIds } }";

struct Played {
    packet: Campaign,
    draw: Campaign,
    vote: Campaign,
    wall: Campaign,
    left: String,
    ann: Viewer,
    bob: Viewer,
}

impl Played {
    /// Ann takes part in everything; so does Bob.
    async fn new(channel: &Channel) -> Self {
        let show = channel.show().await;
        let (ann, vote) = (
            nobodys_promise(channel, "ann"),
            show.open_vote(&["左", "右"], 1).await,
        );
        let options = ann.sees(&vote, "Vote", "options { id }").await;
        let played = Self {
            packet: show.open_red_packet("10.00", 3).await,
            draw: show.open_draw(&[("电视", 1, "100.00")]).await,
            left: text(&options["options"][0]["id"]),
            vote,
            wall: show.open_wall(json!({})).await,
            ann,
            bob: channel.viewer("bob"),
        };
        for viewer in [&played.ann, &played.bob] {
            viewer.grab(&played.packet).await;
            viewer.enter(&played.draw).await;
            viewer.cast(&played.vote, &[&played.left]).await;
            viewer
                .comment(&played.wall, "one", &format!("{} 到此一游", viewer.id))
                .await;
        }
        played
    }

    async fn settle(&self) {
        for campaign in [&self.packet, &self.draw, &self.vote, &self.wall] {
            campaign.close().await;
        }
        assert_eq!(self.draw.draw().await, "DRAWN");
        for campaign in [&self.packet, &self.draw, &self.vote, &self.wall] {
            campaign.settle().await;
        }
    }
}

/// A viewer whose grants the stage does not look for afterwards: they will be under another name.
fn nobodys_promise(channel: &Channel, id: &str) -> Viewer {
    Viewer::new(&channel.server, &channel.token(id), id, std::sync::Arc::default())
}

async fn told(channel: &Channel, viewer: &str) -> Value {
    let export = channel.desk.data(EXPORT, json!({ "id": viewer })).await["exportViewer"].clone();
    serde_json::from_str(export["document"].as_str().unwrap()).unwrap()
}

fn counts(told: &Value) -> [usize; 4] {
    ["entries", "ballots", "comments", "grants"].map(|list| told[list].as_array().unwrap().len())
}

async fn erase(channel: &Channel, viewer: &str) -> Value {
    channel.desk.data(ERASE, json!({ "id": viewer })).await["eraseViewer"].clone()
}

async fn all_of_a_viewer_is_told_and_nothing_of_another(channel: &Channel) {
    let played = Played::new(channel).await;
    let ann = told(channel, "ann").await;
    assert_eq!(counts(&ann), [1, 1, 1, 1], "{ann}");
    assert_eq!(ann["ballots"][0]["options"], json!(["左"]));
    assert_eq!(ann["comments"][0]["body"], "ann 到此一游");
    assert_eq!(ann["grants"][0]["campaign"], played.packet.id.as_str());
    assert!(!ann.to_string().contains("\"bob"), "{ann}");
    assert_eq!(counts(&told(channel, "nobody").await), [0; 4]);
    // A neighbour knows nothing of either.
    assert_eq!(counts(&told(&channel.neighbour().await, "ann").await), [0; 4]);
}

async fn what_is_settled_is_erased_and_still_adds_up(channel: &Channel) {
    let played = Played::new(channel).await;
    played.settle().await;
    let figures = async || {
        played
            .packet
            .seen("totals { granted moneyGranted { amount } }")
            .await
    };
    let (before, published) = (figures().await, published(channel, &played.draw).await);
    assert_eq!(
        erase(channel, "ann").await,
        json!({ "outcome": "ERASED", "campaignIds": [] })
    );
    assert_eq!(counts(&told(channel, "ann").await), [0; 4]);
    assert_eq!(counts(&told(channel, "bob").await)[..3], [1, 1, 1]);
    assert_eq!(figures().await, before, "the sums are exact");
    let again = self::published(channel, &played.draw).await;
    assert_eq!(again, published, "the list of the draw is what it was");
    ovation::verify_draw::run(again.as_bytes()).unwrap();
    // What is left of the comment is that there was one.
    let comments = played
        .wall
        .seen("comments { nodes { body nickname viewerId status } }")
        .await;
    let comments = comments["comments"]["nodes"].to_string();
    assert!(
        comments.contains("ERASED") && !comments.contains("ann"),
        "{comments}"
    );
    // Whoever comes with that id now holds nothing.
    assert!(
        played
            .ann
            .data("{ viewer { grants { nodes { id } } } }", json!({}))
            .await["viewer"]["grants"]["nodes"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    assert_eq!(erase(channel, "ann").await["outcome"], "ERASED");
}

async fn what_is_not_settled_waits_and_is_finished_by_the_worker(channel: &Channel) {
    let played = Played::new(channel).await;
    let scheduled = erase(channel, "ann").await;
    assert_eq!(scheduled["outcome"], "SCHEDULED");
    assert_eq!(
        scheduled["campaignIds"].as_array().unwrap().len(),
        3,
        "{scheduled}"
    );
    // The words are gone at once; what decides who may win again is not.
    assert_eq!(counts(&told(channel, "ann").await), [1, 1, 0, 1]);
    assert_eq!(played.ann.grab(&played.packet).await.outcome, "ALREADY");
    assert_eq!(played.ann.cast(&played.vote, &[&played.left]).await, "ALREADY");
    played.settle().await;
    viewer_data::finish_pending(&channel.ctx()).await.unwrap();
    assert_eq!(counts(&told(channel, "ann").await), [0; 4]);
    assert_eq!(erase(channel, "ann").await["outcome"], "ERASED");
    ovation::verify_draw::run(published(channel, &played.draw).await.as_bytes()).unwrap();
}

/// More than the worker looks at in one go wait for a campaign that is not settled; a later one waits for one that is.
async fn whoever_waits_for_long_holds_up_nobody(channel: &Channel) {
    let show = channel.show().await;
    let (long, short) = (
        show.open_red_packet("10.00", 200).await,
        show.open_red_packet("1.00", 1).await,
    );
    let custodian = viewer_data::Custodian::of_command_line(channel.ctx());
    for number in 0..101 {
        let id = format!("v{number}");
        nobodys_promise(channel, &id).grab(&long).await;
        let erased = viewer_data::erase(&custodian, &id).await.unwrap();
        assert!(matches!(erased, viewer_data::Erased::Scheduled(_)), "{erased:?}");
    }
    nobodys_promise(channel, "ann").grab(&short).await;
    viewer_data::erase(&custodian, "ann").await.unwrap();
    let waiting = told(channel, "ann").await;
    assert_eq!(counts(&waiting), [0, 0, 0, 1]);
    assert!(waiting["erasureRequestedAt"].is_string());
    short.close().await;
    short.settle().await;
    viewer_data::finish_pending(&channel.ctx()).await.unwrap();
    let erased = told(channel, "ann").await;
    assert_eq!(counts(&erased), [0, 0, 0, 0]);
    assert!(erased["erasureRequestedAt"].is_null());
}

async fn only_the_owner_and_the_app_may(channel: &Channel) {
    use ovation::member::Role;
    let create = "mutation { createApiKey(input: { name: \"app\" }) { secret } }";
    let secret = channel.desk.data(create, json!({})).await["createApiKey"]["secret"].clone();
    let app = channel.server.console().bearer(secret.as_str().unwrap());
    let mut desks = Vec::new();
    for role in [Role::Producer, Role::Operator, Role::Moderator, Role::Analyst] {
        desks.push((role, channel.member(role).await));
    }
    for query in [EXPORT, ERASE] {
        app.data(query, json!({ "id": "ann" })).await;
        for (role, desk) in &desks {
            assert_eq!(
                desk.code(query, json!({ "id": "ann" })).await,
                "FORBIDDEN",
                "{role:?}"
            );
        }
        for wrong in ["", "a\u{0}", "erased:0123", &"x".repeat(129)] {
            assert_eq!(
                app.code(query, json!({ "id": wrong })).await,
                "BAD_USER_INPUT",
                "{wrong:?}"
            );
        }
    }
}

async fn the_hot_state_of_a_settled_campaign_is_gone(channel: &Channel) {
    if channel.server.profile == Profile::Embedded {
        return; // It is this process's own there, and let go of in the same place.
    }
    let played = Played::new(channel).await;
    let services = Services::ready().await;
    let keys = || hot_keys(services, channel);
    assert!(!keys().is_empty());
    played.settle().await;
    assert_eq!(keys(), Vec::<String>::new());
    // Nobody's question brings them back, and all of them are still answered.
    assert_eq!(played.bob.grab(&played.packet).await.outcome, "ALREADY");
    assert_eq!(played.bob.cast(&played.vote, &[&played.left]).await, "ALREADY");
    assert_eq!(
        channel.viewer("late").grab(&played.packet).await.outcome,
        "NOT_OPEN"
    );
    assert_eq!(
        played.vote.seen("totals { ballots }").await["totals"]["ballots"],
        2
    );
    assert_eq!(keys(), Vec::<String>::new());
}

/// What Redis holds of the channel.
fn hot_keys(services: &Services, channel: &Channel) -> Vec<String> {
    let pattern = format!("{{{}:*", channel.entry().id);
    let told = std::process::Command::new("redis-cli")
        .args(["-u", &services.redis_url, "--scan", "--pattern", &pattern])
        .output()
        .unwrap();
    assert!(told.status.success());
    String::from_utf8(told.stdout)
        .unwrap()
        .lines()
        .map(str::to_owned)
        .collect()
}

async fn published(channel: &Channel, draw: &Campaign) -> String {
    let address = format!("{}/live/{}/draws/{}", channel.server.base, channel.slug, draw.id);
    reqwest::get(address).await.unwrap().text().await.unwrap()
}
