//! Names in the hot state.

use uuid::Uuid;

use crate::support::channel::Channel;

#[tokio::test]
async fn two_tenants_share_no_key() {
    let (one, other) = (Channel::embedded(None).await, Channel::embedded(None).await);
    // Even of a campaign that both would have.
    let campaign = Uuid::new_v4();
    let tag = |channel: &Channel| channel.tenant.hot().shard(campaign, 0).tag().clone();
    assert_ne!(tag(&one), tag(&other));
    for channel in [&one, &other] {
        let id = channel.tenant.id().uuid().simple().to_string();
        assert!(tag(channel).starts_with(&format!("{{{id}:")), "{}", tag(channel));
    }
}
