//! Who asks for a little of a campaign does not have PostgreSQL read all of it, which knows no sizes here (`tenants::rls`).

use ovation::ids::CampaignId;
use ovation::ledger;
use sea_orm::ConnectionTrait;
use tenants::TenantTx;
use uuid::Uuid;

use super::batch::{claim, write};
use crate::support::channel::{Channel, statement};
use crate::support::postgres::blocks_read;

const ROWS: u64 = 20_000;
/// A page's rows, each perhaps in a block of its own, and the way to them. All rows are several hundred.
const BLOCKS_MAX: i64 = 60;

async fn fill(channel: &Channel, campaign: Uuid, into: &str) {
    let tx = channel.tenant.write().await.unwrap();
    let insert = statement(&tx, into, [campaign.into(), i64::try_from(ROWS).unwrap().into()]);
    tx.execute_raw(insert).await.unwrap();
    tx.commit().await.unwrap();
}

async fn a_little(tx: &TenantTx, campaign: Uuid, ask: &str) {
    let table = ask.split(' ').skip_while(|word| *word != "FROM").nth(1).unwrap();
    let before = blocks_read(tx, table).await;
    let rows = tx.query_all_raw(statement(tx, ask, [campaign.into()])).await;
    assert!(!rows.unwrap().is_empty());
    let blocks = blocks_read(tx, table).await - before;
    assert!(blocks <= BLOCKS_MAX, "{blocks} blocks for {ask}");
}

#[tokio::test]
async fn the_first_page_of_a_list_and_a_viewers_grant() {
    let channel = Channel::pooled(None).await;
    let campaign = channel.campaign().await;
    let claims: Vec<_> = (0..ROWS).map(claim).collect();
    for claims in claims.chunks(5_000) {
        write(&channel, campaign, 0, claims).await;
    }
    fill(
        &channel,
        campaign,
        "INSERT INTO grants (campaign_id, slot, viewer_id, nickname, status, granted_at) \
         SELECT $1, n, 'viewer ' || n, '', 'GRANTED', now() FROM generate_series(1, $2) AS n",
    )
    .await;
    fill(
        &channel,
        campaign,
        "INSERT INTO ballots (campaign_id, viewer_id, choices, cast_at) \
         SELECT $1, 'viewer ' || n, 1, now() FROM generate_series(1, $2) AS n",
    )
    .await;

    let tx = channel.tenant.read().await.unwrap();
    for ask in [
        "SELECT * FROM entries WHERE campaign_id = $1 ORDER BY number LIMIT 20",
        "SELECT * FROM grants WHERE campaign_id = $1 ORDER BY slot LIMIT 20",
        "SELECT * FROM grants WHERE campaign_id = $1 ORDER BY slot DESC LIMIT 20",
        "SELECT * FROM ballots WHERE campaign_id = $1 ORDER BY viewer_id LIMIT 20",
    ] {
        a_little(&tx, campaign, ask).await;
    }
    let before = blocks_read(&tx, "grants").await;
    let grant = ledger::by_viewer(&tx, CampaignId(campaign), "viewer 7").await;
    assert_eq!(grant.unwrap().unwrap().slot, 7);
    let blocks = blocks_read(&tx, "grants").await - before;
    assert!(blocks <= BLOCKS_MAX, "{blocks} blocks for one viewer's grant");
}

/// What is asked before each comment: whether it has been sent before, and when this viewer has last written.
#[tokio::test]
async fn a_viewers_own_comments() {
    let channel = Channel::pooled(None).await;
    let campaign = channel.campaign().await;
    fill(
        &channel,
        campaign,
        "INSERT INTO comments (id, campaign_id, viewer_id, nickname, client_id, body, status, posted_at) \
         SELECT gen_random_uuid(), $1, 'viewer ' || n, '', 'c', '', 'PUBLISHED', now() FROM generate_series(1, $2) AS n",
    )
    .await;
    let tx = channel.tenant.read().await.unwrap();
    for ask in [
        "SELECT * FROM comments WHERE campaign_id = $1 AND viewer_id = 'viewer 7' AND client_id = 'c'",
        "SELECT MAX(posted_at) FROM comments WHERE campaign_id = $1 AND viewer_id = 'viewer 7'",
        "SELECT * FROM comments WHERE campaign_id = $1 AND status = 'PUBLISHED' ORDER BY id DESC LIMIT 20",
    ] {
        a_little(&tx, campaign, ask).await;
    }
}
