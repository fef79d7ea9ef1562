//! Many rows by their keys (`tenants::find_by_keys`): those that are there, and PostgreSQL does not read the rest for it.

use sea_orm::{ConnectionTrait, DbBackend};
use tenants::find_by_keys;

use super::batch::{claim, write};
use crate::support::channel::{Channel, statement};
use crate::support::postgres;

mod entry {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, DeriveEntityModel)]
    #[sea_orm(table_name = "entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub campaign_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub viewer_id: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const WANTED: usize = 40;
/// The way down an index and a row, for each that is wanted. Half of the smallest campaign is more.
const BLOCKS_MAX: i64 = 6 * WANTED as i64 + 10;

/// `size` claims, of which a few are looked for by viewer and by number.
async fn a_few_of_many(channel: &Channel, size: usize) {
    let (campaign, other) = (channel.campaign().await, channel.campaign().await);
    let all: Vec<_> = (0..size as u64).map(claim).collect();
    for claims in all.chunks(5_000) {
        write(channel, campaign, 0, claims).await;
    }
    write(channel, other, 0, &all[..3_000]).await;
    let is_on_postgres = channel.tenant.read().await.unwrap().get_database_backend() == DbBackend::Postgres;
    // What the server's own housekeeping does within a minute: how large the table is. The ways are the same before it.
    if is_on_postgres && size > 100_000 {
        postgres::maintain("ANALYZE data.entries").await;
    }
    let numbers: Vec<i64> = (0..WANTED).map(|n| (n * (size / WANTED) + 3) as i64).collect();
    let viewers = numbers.iter().map(|n| format!("viewer {n}"));
    let tx = channel.tenant.read().await.unwrap();
    let within = || (entry::Column::CampaignId, campaign.into());
    for (column, wanted) in [
        (
            entry::Column::ViewerId,
            viewers.chain(["nobody".to_owned()]).map(Into::into).collect(),
        ),
        (
            entry::Column::Number,
            numbers
                .iter()
                .copied()
                .chain([i64::MAX])
                .map(Into::into)
                .collect(),
        ),
        (entry::Column::Number, Vec::new()),
    ] {
        let expected: &[i64] = if wanted.is_empty() { &[] } else { &numbers };
        let before = if is_on_postgres {
            postgres::blocks_read(&tx, "entries").await
        } else {
            0
        };
        let found = find_by_keys::<entry::Entity>(&tx, within(), column, wanted)
            .await
            .unwrap();
        let mut found: Vec<i64> = found
            .iter()
            .filter(|row| row.campaign_id == campaign && row.viewer_id == format!("viewer {}", row.number))
            .map(|row| row.number)
            .collect();
        found.sort_unstable();
        assert_eq!(found, expected, "{column:?}");
        if is_on_postgres {
            let blocks = postgres::blocks_read(&tx, "entries").await - before;
            assert!(
                blocks <= BLOCKS_MAX,
                "{blocks} blocks for {WANTED} of {size} by {column:?}"
            );
        }
    }
    if is_on_postgres {
        let ask = statement(&tx, "SELECT current_setting('enable_sort')", []);
        let row = tx.query_one_raw(ask).await.unwrap().unwrap();
        let may_sort: String = row.try_get_by_index(0).unwrap();
        assert_eq!(may_sort, "on", "what comes later in the transaction may sort");
    }
}

#[tokio::test]
async fn on_sqlite() {
    a_few_of_many(&Channel::embedded(None).await, 3_000).await;
}

#[tokio::test]
async fn on_postgresql() {
    let channel = Channel::pooled(None).await;
    for size in [3_000, 20_000, 120_000] {
        a_few_of_many(&channel, size).await;
    }
}
