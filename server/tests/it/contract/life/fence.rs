//! While a channel is moved or deleted, everything can be read and nothing is written, by whatever node.

use std::time::Duration;

use ovation::member::Role;
use sea_orm::{ConnectionTrait, DbBackend, Statement};
use serde_json::{Value, json};
use tenants::{Owner, RecordError, Storage, Tenant, TenantTx, open_fence};
use tokio::time::timeout;

use crate::contract::stage::{Channel, Profile, Services};

on_both_profiles!(
    nothing_is_written_and_everything_is_read,
    whoever_closes_waits_for_who_is_writing,
    a_viewer_who_has_waited_for_long_is_told_to_come_back,
    a_node_that_has_heard_of_nothing_reads_nothing_where_nothing_is,
    an_owner_whom_nothing_binds_does_nothing,
);

/// Who owns the channel's rows.
async fn owner(channel: &Channel) -> Owner {
    let mut storage: Storage = channel.server.platform.registry.storage().clone();
    if channel.server.profile == Profile::Full {
        storage.database_owner_url = Some(Services::ready().await.owner_url.clone());
    }
    Owner::of_data(&storage, &channel.entry().manifest).await.unwrap()
}

async fn open(channel: &Channel, owner: &Owner) {
    let tx = owner.begin(channel.entry().id).await.unwrap();
    open_fence(&tx).await.unwrap();
    tx.commit().await.unwrap();
}

async fn nothing_is_written_and_everything_is_read(channel: &Channel) {
    let (owner, show) = (owner(channel).await, channel.show().await);
    let (packet, draw) = (
        show.open_red_packet("1.00", 5).await,
        show.open_draw(&[("电视", 1, "1.00")]).await,
    );
    let (vote, wall) = (
        show.open_vote(&["a", "b"], 1).await,
        show.open_wall(json!({})).await,
    );
    let moderator = channel.member(Role::Moderator).await;
    let (ann, bob) = (channel.viewer("ann"), channel.viewer("bob"));
    let won = ann.grab(&packet).await;
    owner.close_writes(channel.entry().id).await.unwrap();

    let options = vote
        .seen("settings { ... on VoteSettings { options { id } } }")
        .await;
    let option = options["settings"]["options"][0]["id"].clone();
    let plays = [
        ("grabRedPacket(campaignId: $id)", &packet, Value::Null),
        ("enterDraw(campaignId: $id)", &draw, Value::Null),
        ("castVote(campaignId: $id, optionIds: [$more])", &vote, option),
        (
            "postComment(campaignId: $id, body: \"好\", clientId: $more)",
            &wall,
            json!("c1"),
        ),
    ];
    for (play, campaign, more) in plays {
        let declared = if more.is_null() { "" } else { ", $more: ID!" };
        let query = format!("mutation ($id: ID!{declared}) {{ {play} {{ outcome }} }}");
        let asked = bob
            .caller
            .ask(&query, json!({ "id": campaign.id, "more": more }))
            .await;
        assert_eq!(asked.code(), "CHANNEL_READ_ONLY", "{play}");
        assert!(asked.extensions()["retryAfterMs"].as_u64().unwrap() > 0);
    }
    for (desk, query) in [
        (
            &channel.desk,
            "mutation ($id: ID!) { updateShow(id: $id, input: { title: \"x\" }) { outcome } }",
        ),
        (
            &channel.desk,
            "mutation ($id: ID!) { startShow(id: $id) { outcome } }",
        ),
    ] {
        // Refused, and not remembered as refused.
        let desk = desk.caller.with("idempotency-key", format!("k-{}", query.len()));
        let code = desk.code(query, json!({ "id": show.id })).await;
        assert_eq!(code, "CHANNEL_READ_ONLY", "{query}");
    }
    // Who has won reads it, and is told it again.
    let again = ann.grab(&packet).await;
    assert_eq!((again.outcome.as_str(), &again.grant), ("ALREADY", &won.grant));
    assert_eq!(packet.seen("status").await["status"], "OPEN");
    moderator.data("{ shows { nodes { id } } }", json!({})).await;
    channel.neighbour().await.show().await;

    open(channel, &owner).await;
    assert_eq!(bob.grab(&packet).await.outcome, "WON");
    let query = "mutation ($id: ID!) { startShow(id: $id) { outcome } }";
    let desk = channel
        .desk
        .caller
        .with("idempotency-key", format!("k-{}", query.len()));
    let done = desk.data(query, json!({ "id": show.id })).await;
    assert_eq!(done["startShow"]["outcome"], "DONE");
}

async fn whoever_closes_waits_for_who_is_writing(channel: &Channel) {
    let (owner, tenant) = (owner(channel).await, channel.ctx().tenant);
    let writing = tenant.write().await.unwrap();
    let id = tenant.id();
    let closing = tokio::spawn(async move { owner.close_writes(id).await.map(|()| owner) });
    // SQLite has one writer: there it closes once it is its turn.
    let waits = channel.server.profile == Profile::Full;
    while waits && !closing.is_finished() && !is_waited_for(&tenant).await {
        tokio::task::yield_now().await;
    }
    assert!(!closing.is_finished());
    let late = tokio::spawn({
        let tenant = tenant.clone();
        async move { if waits { Some(tenant.write().await) } else { None } }
    });
    writing.commit().await.unwrap();
    let owner = closing.await.unwrap().unwrap();
    assert!(
        !matches!(late.await.unwrap(), Some(Ok(_))),
        "let in after it was closed"
    );
    assert!(matches!(tenant.write().await, Err(RecordError::ReadOnly)));
    open(channel, &owner).await;
    tenant.write().await.unwrap();
}

/// Whether somebody waits for this tenant's writers.
async fn is_waited_for(tenant: &Tenant) -> bool {
    let tx = tenant.read().await.unwrap();
    let asked = "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted \
        AND (classid::bigint << 32 | objid::bigint) = hashtextextended($1, 0)";
    let id = tenant.id().uuid().to_string();
    let asked = Statement::from_sql_and_values(DbBackend::Postgres, asked, [id.into()]);
    tx.query_one_raw(asked).await.unwrap().is_some()
}

async fn a_node_that_has_heard_of_nothing_reads_nothing_where_nothing_is(channel: &Channel) {
    if channel.server.profile == Profile::Embedded {
        return; // A file is not moved.
    }
    let (owner, ctx) = (owner(channel).await, channel.ctx());
    owner.close_reads(ctx.tenant.id()).await.unwrap();
    assert!(matches!(ctx.tenant.read().await, Err(RecordError::Elsewhere)));
    assert!(matches!(ctx.tenant.snapshot().await, Err(RecordError::Elsewhere)));
    let asked = channel
        .desk
        .caller
        .ask("{ shows { nodes { id } } }", json!({}))
        .await;
    assert_eq!(asked.code(), "OVERLOADED");
    // Its neighbours' rows are where they were.
    channel.neighbour().await.ctx().tenant.read().await.unwrap();
    owner.open_reads(ctx.tenant.id()).await.unwrap();
    ctx.tenant.read().await.unwrap();
}

/// What holds up all of the channel's writers.
async fn hold(channel: &Channel) -> TenantTx {
    let tenant = &channel.ctx().tenant;
    if channel.server.profile == Profile::Embedded {
        return tenant.write().await.unwrap(); // There is one writer at a time.
    }
    let tx = owner(channel).await.begin(tenant.id()).await.unwrap();
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended($1, 0))";
    let tenant = tenant.id().uuid().to_string();
    let lock = Statement::from_sql_and_values(DbBackend::Postgres, lock, [tenant.into()]);
    tx.query_one_raw(lock).await.unwrap();
    tx
}

async fn a_viewer_who_has_waited_for_long_is_told_to_come_back(channel: &Channel) {
    let wall = channel.show().await.open_wall(json!({})).await;
    let ann = channel.viewer("ann");
    let held = hold(channel).await;
    let post =
        "mutation ($id: ID!) { postComment(campaignId: $id, body: \"好\", clientId: \"c1\") { outcome } }";
    let asking = ann.caller.ask(post, json!({ "id": wall.id }));
    let answer = timeout(Duration::from_secs(20), asking).await.unwrap();
    assert_eq!((answer.status, answer.code().as_str()), (503, "OVERLOADED"));
    assert!(answer.extensions()["retryAfterMs"].as_u64().unwrap() > 0);
    drop(held);
    // Its work goes on, and has been done or is done now.
    let (outcome, comment) = ann.comment(&wall, "c1", "好").await;
    assert_eq!(outcome, "PUBLISHED");
    assert_eq!(ann.comment(&wall, "c1", "好").await, (outcome, comment));
    assert_eq!(wall.seen("totals { comments }").await["totals"]["comments"], 1);
}

/// A superuser would delete everybody's rows where it means one tenant's.
async fn an_owner_whom_nothing_binds_does_nothing(channel: &Channel) {
    if channel.server.profile == Profile::Embedded {
        return; // A file is one channel's.
    }
    let mut storage: Storage = channel.server.platform.registry.storage().clone();
    storage.database_owner_url = Some(Services::ready().await.admin_database_url());
    let admin = Owner::of_data(&storage, &channel.entry().manifest).await.unwrap();
    let refused = admin.begin(channel.entry().id).await.unwrap_err().to_string();
    assert!(refused.contains("row level security does not bind"), "{refused}");
}
