//! The producer's desk of a bench: makes the campaigns that are played, and reads what the record holds of them.

use anyhow::{Context, Result};
use chrono::TimeDelta;
use serde_json::Value;

use super::contender::{CHANNEL, Contender};
use super::play::Play;
use crate::audience;
use crate::chance;
use crate::console::{Console, NewShow, text};
use crate::load::{Request, Tokens};
use crate::ovation::Ovation;
use crate::producer;
use crate::retry::{Caller, Patience};

pub struct Desk {
    console: Console,
    ovation: Ovation,
    show: String,
    run: String,
}

/// One campaign of a bench.
#[derive(Clone)]
pub struct Campaign {
    pub id: String,
    pub request: Request,
}

impl Desk {
    /// Publishes the documents and goes on air.
    ///
    /// # Errors
    /// When the console or the command line refuses.
    pub async fn open(contender: &Contender, ovation: Ovation) -> Result<Self> {
        ovation.publish(CHANNEL, &audience::manifest()).await?;
        let run = chance::fresh_word(8)?;
        let caller = Caller::new(contender.address.clone(), Patience::default(), 0);
        let mut console = producer::sign_in(&ovation, caller, CHANNEL, &run).await?;
        let show = NewShow {
            slug: &format!("bench-{run}"),
            title: "测量",
            starts_at: chance::now(),
            length: TimeDelta::hours(2),
        };
        let show = console.create_show(&show).await?;
        console.transit("startShow", &show).await?;
        Ok(Self {
            console,
            ovation,
            show,
            run,
        })
    }

    /// Tokens of so many viewers, whose ids begin with `group`.
    ///
    /// # Errors
    /// When they can't be made.
    pub async fn tokens(&self, group: &str, viewers: usize) -> Result<Tokens> {
        let count = u32::try_from(viewers)?;
        let prefix = format!("{group}-{}-", self.run);
        self.ovation
            .viewer_tokens(CHANNEL, &prefix, count)?
            .all(count)
            .await
    }

    /// A campaign with something for so many viewers, its terms published.
    ///
    /// # Errors
    /// When the console refuses.
    pub async fn campaign(&mut self, play: Play, viewers: usize, to: &Contender) -> Result<Campaign> {
        let id = self
            .console
            .create_campaign(&self.show, play.name(), play.settings(viewers))
            .await?;
        self.console.transit("scheduleCampaign", &id).await?;
        let option = match play {
            Play::Vote => Some(self.first_option(&id).await?),
            _ => None,
        };
        let body = play.body(&id, option.as_deref());
        let request = Request::post(&to.address, "/graphql", &body);
        Ok(Campaign { id, request })
    }

    /// # Errors
    /// When the console refuses.
    pub async fn open_campaign(&mut self, campaign: &Campaign) -> Result<()> {
        self.console.transit("openCampaign", &campaign.id).await
    }

    async fn first_option(&mut self, vote: &str) -> Result<String> {
        let selection = "settings { ... on VoteSettings { options { id } } }";
        let found = self.console.campaign(vote, selection).await?;
        text(&found["settings"]["options"][0]["id"])
    }

    /// How much the record has given in a campaign: grants, entries or ballots.
    ///
    /// # Errors
    /// When it can't be read.
    pub async fn given(&mut self, play: Play, campaign: &str) -> Result<u64> {
        let field = match play {
            Play::Grab => "granted",
            Play::Enter => "entries",
            Play::Vote => "ballots",
        };
        let found = self
            .console
            .campaign(campaign, &format!("totals {{ {field} }}"))
            .await?;
        let Value::Number(given) = &found["totals"][field] else {
            anyhow::bail!("{field} of {campaign}: {found}");
        };
        given.as_u64().context("a count below zero")
    }

    /// # Errors
    /// When anything differs.
    pub async fn reconcile(&self) -> Result<String> {
        self.ovation.reconcile().await
    }
}
