//! Many rows by their keys (`tenants::find_by_keys`): those that are there, and no others are read for it.

use sea_orm::{ConnectionTrait, DbBackend};
use tenants::{TenantTx, find_by_keys};

use super::batch::{claim, write};
use crate::support::channel::{Channel, statement};

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

async fn a_few_of_many(channel: Channel) {
    let (campaign, other) = (channel.campaign().await, channel.campaign().await);
    let all: Vec<_> = (0..3_000).map(claim).collect();
    write(&channel, campaign, 0, &all).await;
    write(&channel, other, 0, &all).await;
    let numbers: Vec<i64> = (0..40).map(|n| n * 70 + 3).collect();
    let viewers = numbers.iter().map(|n| format!("viewer {n}"));
    let tx = channel.tenant.read().await.unwrap();
    let before = rows_read(&tx).await;
    let within = || (entry::Column::CampaignId, campaign.into());
    for (column, wanted) in [
        (
            entry::Column::ViewerId,
            viewers.chain(["nobody".to_owned()]).map(Into::into).collect(),
        ),
        (
            entry::Column::Number,
            numbers.iter().copied().chain([3_000]).map(Into::into).collect(),
        ),
        (entry::Column::Number, Vec::new()),
    ] {
        let expected: &[i64] = if wanted.is_empty() { &[] } else { &numbers };
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
    }
    if let Some(before) = before {
        let rows = rows_read(&tx).await.unwrap() - before;
        assert!(
            (80..800).contains(&rows),
            "{rows} rows read to find twice 40 of 3,000"
        );
    }
}

/// How many PostgreSQL has read in this session, or thereabouts.
async fn rows_read(tx: &TenantTx) -> Option<i64> {
    if tx.get_database_backend() != DbBackend::Postgres {
        return None;
    }
    let read = "SELECT (coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint \
        FROM pg_stat_xact_user_tables WHERE relname = 'entries'";
    let row = tx.query_one_raw(statement(tx, read, [])).await.unwrap().unwrap();
    Some(row.try_get_by_index(0).unwrap())
}

#[tokio::test]
async fn on_sqlite() {
    a_few_of_many(Channel::embedded(None).await).await;
}

#[tokio::test]
async fn on_postgresql() {
    a_few_of_many(Channel::pooled(None).await).await;
}
