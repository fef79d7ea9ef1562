//! Whatever is sent: a clear code, never a fault of the server's (every [`Caller`](crate::contract::stage::Caller) holds
//! it to that), and nothing has changed.

mod credentials;
mod ids;
mod requests;

use serde_json::{Value, json};

use crate::contract::stage::{Campaign, Channel};

/// A channel in which something is open of every kind, and everything that could change in it.
struct Played<'a> {
    channel: &'a Channel,
    campaigns: Vec<Campaign>,
    before: Value,
}

impl<'a> Played<'a> {
    async fn new(channel: &'a Channel) -> Self {
        let show = channel.show().await;
        let campaigns = vec![
            show.open_red_packet("10.00", 3).await,
            show.open_draw(&[("茶杯", 1, "1.00")]).await,
            show.open_vote(&["甲", "乙"], 1).await,
            show.open_wall(json!({})).await,
        ];
        let ann = channel.viewer("ann");
        ann.grab(&campaigns[0]).await;
        ann.enter(&campaigns[1]).await;
        ann.comment(&campaigns[3], "c1", "好").await;
        let mut played = Self {
            channel,
            campaigns,
            before: Value::Null,
        };
        played.before = played.dump().await;
        played
    }

    async fn dump(&self) -> Value {
        let query = "{ channel { quotas { name used } } shows { nodes { id title status segments { id } campaigns { id title status \
            totals { granted moneyGranted { amount } remaining entries ballots comments } results { votes } } } } members { nodes { id role } } apiKeys { nodes { id } } }";
        let mut seen = self.channel.desk.data(query, json!({})).await;
        // The requests of the last second are whatever they are.
        seen["channel"]["quotas"][0].take();
        seen
    }

    async fn nothing_has_changed(&self) {
        assert_eq!(self.dump().await, self.before);
    }
}

/// Every mutation of viewers, with a good value for everything but `$id`.
const PLAYS: [&str; 5] = [
    "mutation ($id: ID!) { grabRedPacket(campaignId: $id) { outcome } }",
    "mutation ($id: ID!) { enterDraw(campaignId: $id) { outcome } }",
    "mutation ($id: ID!) { castVote(campaignId: $id, optionIds: []) { outcome } }",
    "mutation ($id: ID!) { postComment(campaignId: $id, body: \"好\", clientId: \"c9\") { outcome } }",
    "mutation ($id: ID!) { react(campaignId: $id, reaction: \"heart\") { accepted } }",
];
