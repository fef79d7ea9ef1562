//! An archive holds all of one channel, nothing of another, and tells when it is damaged.

use std::fs::File;
use std::io::Read;

use flate2::read::GzDecoder;
use ovation::archive;
use ovation::member::Role;
use serde_json::{Value, json};

use crate::contract::stage::{Channel, Desk};

on_both_profiles!(
    an_archive_holds_all_of_one_channel,
    a_seed_is_told_only_once_it_has_decided,
    only_the_owner_may_download_it_and_one_at_a_time,
);

async fn played(channel: &Channel) {
    let show = channel.show().await;
    show.add_segment("第一个节目").await;
    let packet = show.open_red_packet("1.00", 3).await;
    let wall = show.open_wall(json!({})).await;
    for viewer in channel.viewers(3) {
        viewer.grab(&packet).await;
        viewer
            .comment(&wall, "one", &format!("{} 说", channel.slug))
            .await;
    }
    channel.flush().await;
}

/// Name and text of each file.
fn files(archive: impl Read) -> Vec<(String, String)> {
    let mut tar = tar::Archive::new(GzDecoder::new(archive));
    let read = |entry: std::io::Result<tar::Entry<'_, _>>| {
        let mut entry = entry.unwrap();
        let mut text = String::new();
        entry.read_to_string(&mut text).unwrap();
        (entry.path().unwrap().display().to_string(), text)
    };
    tar.entries().unwrap().map(read).collect()
}

async fn exported(channel: &Channel) -> Vec<u8> {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("export.tar.gz");
    let scratch = tempfile::tempfile().unwrap();
    archive::write(&channel.ctx(), File::create(&path).unwrap(), scratch)
        .await
        .unwrap();
    std::fs::read(path).unwrap()
}

async fn an_archive_holds_all_of_one_channel(channel: &Channel) {
    let neighbour = channel.neighbour().await;
    played(channel).await;
    played(&neighbour).await;
    let archive = exported(channel).await;
    let manifest = archive::verify(archive.as_slice()).unwrap();
    let rows = |name: &str| manifest.files.iter().find(|file| file.name == name).unwrap().rows;
    let counted = [
        "shows",
        "segments",
        "campaigns",
        "grants",
        "comments",
        "members",
        "channel",
    ];
    assert_eq!(
        counted.map(|name| rows(&format!("{name}.jsonl"))),
        [1, 1, 2, 3, 3, 1, 1]
    );
    assert!(rows("activity.jsonl") >= 2);
    let files = files(archive.as_slice());
    for (name, text) in &files {
        assert!(!text.contains(&neighbour.slug), "{name} tells of a neighbour");
        assert!(
            !text.contains("argon2") && !text.contains("secret_hash"),
            "{name} holds a hash"
        );
    }
    let comments = &files.iter().find(|(name, _)| name == "comments.jsonl").unwrap().1;
    let comment: Value = serde_json::from_str(comments.lines().next().unwrap()).unwrap();
    assert_eq!(comment["body"], format!("{} 说", channel.slug));
    // A byte that is changed, wherever it is, is noticed.
    let mut plain = Vec::new();
    GzDecoder::new(archive.as_slice())
        .read_to_end(&mut plain)
        .unwrap();
    let at = plain
        .windows(3)
        .position(|bytes| bytes == "说".as_bytes())
        .unwrap();
    let mut damaged = plain.clone();
    damaged[at - 2] ^= 1;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::Write::write_all(&mut packed, &damaged).unwrap();
    let refused = archive::verify(packed.finish().unwrap().as_slice()).unwrap_err();
    assert!(refused.to_string().contains("comments.jsonl"), "{refused}");
    assert!(
        archive::verify(&archive[..archive.len() / 2]).is_err(),
        "half an archive is none"
    );
}

async fn a_seed_is_told_only_once_it_has_decided(channel: &Channel) {
    let packet = channel.show().await.open_red_packet("1.00", 3).await;
    let seeds = async || {
        let files = files(exported(channel).await.as_slice());
        let campaigns = files
            .into_iter()
            .find(|(name, _)| name == "campaigns.jsonl")
            .unwrap()
            .1;
        let seed = |line: &str| serde_json::from_str::<Value>(line).unwrap()["seed"].clone();
        campaigns.lines().map(seed).collect::<Vec<_>>()
    };
    assert_eq!(seeds().await, [Value::Null]);
    packet.close().await;
    packet.settle().await;
    assert!(seeds().await[0].is_string());
}

async fn only_the_owner_may_download_it_and_one_at_a_time(channel: &Channel) {
    played(channel).await;
    let address = format!("{}/console/export.tar.gz", channel.server.base);
    let get = |desk: &Desk| {
        let ask = reqwest::Client::new().get(&address);
        ask.header("cookie", desk.cookie.as_str()).send()
    };
    let answer = get(&channel.desk).await.unwrap();
    assert_eq!(answer.status(), 200);
    let named = answer.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        named.contains(&channel.slug) && named.contains(".tar.gz"),
        "{named}"
    );
    // It is being sent: a second one waits until the first has ended.
    let manifest = archive::verify(answer.bytes().await.unwrap().as_ref()).unwrap();
    assert_eq!(manifest.channel, channel.slug);
    let (first, second) = tokio::join!(get(&channel.desk), get(&channel.desk));
    let statuses = [
        first.unwrap().status().as_u16(),
        second.unwrap().status().as_u16(),
    ];
    assert!(statuses.contains(&200), "{statuses:?}");
    for role in [Role::Producer, Role::Analyst] {
        let desk = channel.member(role).await;
        assert_eq!(get(&desk).await.unwrap().status(), 403, "{role:?}");
    }
    let nobody = reqwest::get(&address).await.unwrap();
    assert_eq!(nobody.status(), 401);
    let elsewhere = reqwest::Client::new()
        .get(&address)
        .header("cookie", channel.desk.cookie.as_str());
    let elsewhere = elsewhere
        .header("sec-fetch-site", "cross-site")
        .send()
        .await
        .unwrap();
    assert_eq!(elsewhere.status(), 403);
}
