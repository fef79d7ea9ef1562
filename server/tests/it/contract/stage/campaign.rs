//! A campaign, as the desk that made it sees and moves it.

use serde_json::{Value, json};

use super::Desk;

#[derive(Clone, Debug)]
pub struct Campaign {
    pub id: String,
    pub desk: Desk,
}

impl Campaign {
    /// The same one, seen from another desk.
    pub fn on(&self, desk: &Desk) -> Self {
        Self {
            id: self.id.clone(),
            desk: desk.clone(),
        }
    }

    /// `openCampaign`, …: what came of it.
    pub async fn transit(&self, mutation: &str) -> Value {
        self.desk.transit(mutation, &self.id).await
    }

    pub async fn must(&self, mutation: &str) {
        let moved = self.transit(mutation).await;
        assert_eq!(moved["outcome"], "DONE", "{mutation}: {moved}");
    }

    pub async fn pause(&self) {
        self.must("pauseCampaign").await;
    }

    pub async fn resume(&self) {
        self.must("resumeCampaign").await;
    }

    pub async fn close(&self) {
        self.must("closeCampaign").await;
    }

    pub async fn settle(&self) {
        self.must("settleCampaign").await;
    }

    /// Its outcome.
    pub async fn draw(&self) -> Value {
        let query = "mutation ($id: ID!) { runDraw(campaignId: $id) { outcome } }";
        self.desk.data(query, json!({ "id": self.id })).await["runDraw"]["outcome"].clone()
    }

    /// As members see it: these fields.
    pub async fn seen(&self, fields: &str) -> Value {
        let query = format!("query ($id: ID!) {{ campaign(id: $id) {{ {fields} }} }}");
        self.desk.data(&query, json!({ "id": self.id })).await["campaign"].clone()
    }
}
