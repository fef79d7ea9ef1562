//! `ovation audit`, as its operator runs it; and the download of who may read the log.

use std::io::BufRead;
use std::process::Output;

use ovation::audit::read::verify_lines;
use ovation::member::Role;
use reqwest::Client;

use super::tamper::{eight_links, owner, run};
use crate::contract::stage::{Channel, Desk, Profile, Services, add_member};

on_both_profiles!(
    the_command_finds_what_was_changed_and_what_is_missing,
    who_may_read_the_log_may_download_it,
);

/// On the record of the channel's server.
async fn ovation(channel: &Channel, arguments: &[&str]) -> Output {
    let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_ovation"));
    command
        .args(arguments)
        .env_clear()
        .env("OVATION_MASTER_KEY", crate::contract::stage::MASTER_KEY);
    match channel.server.profile {
        Profile::Embedded => command.env("OVATION_DATA_DIR", &channel.server.platform.config.data_dir),
        Profile::Full => {
            let services = Services::ready().await;
            command.env("OVATION_REDIS_URL", &services.redis_url);
            command.env("OVATION_DATABASE_URL", &services.database_url)
        }
    };
    command.output().await.unwrap()
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(both).unwrap()
}

async fn the_command_finds_what_was_changed_and_what_is_missing(channel: &Channel) {
    eight_links(channel).await;
    let verify = async || ovation(channel, &["audit", "verify", &channel.slug]).await;
    let whole = verify().await;
    assert!(
        whole.status.success() && said(&whole).contains(": whole, head "),
        "{whole:?}"
    );
    let head = said(&whole).trim().rsplit(' ').next().unwrap().to_owned();
    let expected = ovation(channel, &["audit", "verify", &channel.slug, "--expect", &head]).await;
    assert!(expected.status.success(), "{expected:?}");
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("audit.jsonl").display().to_string();
    let exported = ovation(channel, &["audit", "export", &channel.slug, "--out", &file]).await;
    assert!(exported.status.success(), "{exported:?}");
    let elsewhere = ovation(channel, &["audit", "verify", "--file", &file]).await;
    // The export is in the log itself, and so the last link of what was exported.
    assert!(
        elsewhere.status.success() && said(&elsewhere).contains(": whole, head "),
        "{elsewhere:?}"
    );
    // By hand, in the database itself.
    let database = owner(channel, false).await;
    let changed = "UPDATE audit SET action = 'show.delete' WHERE scope = $SCOPE AND seq = 4";
    assert_eq!(run(&database, channel, changed).await.unwrap(), 1);
    let found = verify().await;
    assert_eq!(found.status.code(), Some(1));
    assert!(said(&found).contains("BROKEN: row 4 was changed"), "{found:?}");
    let missing = "DELETE FROM audit WHERE scope = $SCOPE AND seq = 2";
    assert_eq!(run(&database, channel, missing).await.unwrap(), 1);
    let found = verify().await;
    assert_eq!(found.status.code(), Some(1));
    assert!(said(&found).contains("BROKEN: row 2 is missing"), "{found:?}");
}

async fn who_may_read_the_log_may_download_it(channel: &Channel) {
    eight_links(channel).await;
    let address = format!("{}/console/audit.jsonl", channel.server.base);
    let get = |cookie: &str| Client::new().get(&address).header("cookie", cookie).send();
    let answer = get(&channel.desk.cookie).await.unwrap();
    assert_eq!(answer.status(), 200);
    let named = answer.headers()["content-disposition"]
        .to_str()
        .unwrap()
        .to_owned();
    assert!(
        named.contains(&channel.slug) && named.ends_with(".jsonl\""),
        "{named}"
    );
    assert_eq!(answer.headers()["cache-control"], "private, no-store");
    let text = answer.bytes().await.unwrap();
    let (title, head) = verify_lines(text.as_ref().lines(), None).unwrap();
    assert_eq!(
        (title.name.as_str(), head.seq >= 8),
        (channel.slug.as_str(), true)
    );
    assert!(text.as_ref().lines().count() > 8);
    // The platform's own chain is for account managers; and for no role of a channel that may not see its own.
    let email = format!("{}@example.org", channel.slug);
    add_member(&channel.server, None, &email, Role::AccountManager).await;
    let office = Desk::sign_in(&channel.server, None, &email).await;
    let platform = get(&office.cookie).await.unwrap().bytes().await.unwrap();
    let (title, _) = verify_lines(platform.as_ref().lines(), None).unwrap();
    assert_eq!(title.name, "platform");
    for role in [Role::Producer, Role::Analyst] {
        let desk = channel.member(role).await;
        assert_eq!(get(&desk.cookie).await.unwrap().status(), 403, "{role:?}");
    }
    assert_eq!(reqwest::get(&address).await.unwrap().status(), 401);
    let elsewhere = Client::new().get(&address).header("cookie", &channel.desk.cookie);
    let elsewhere = elsewhere.header("sec-fetch-site", "cross-site").send();
    assert_eq!(elsewhere.await.unwrap().status(), 403);
}
