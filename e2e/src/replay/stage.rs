//! The show in the console: built before it starts, cued while it goes on, closed at its end.

use anyhow::{Context, Result};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::plan::Numbers;
use super::rundown::{
    DRAWS, LENGTH_MINUTES, OPENINGS, OPTION_LABELS, OPTIONS, Opens, PACKET_MEAN_FEN, PRIZES, RUNDOWN,
};
use crate::console::{Console, NewShow, text};

/// Ids of what the viewers play.
#[derive(Debug, Clone)]
pub struct Scene {
    pub show_slug: String,
    pub draws: [String; DRAWS],
    pub packets: [String; OPENINGS],
    pub vote: String,
    pub options: [String; OPTIONS],
    pub wall: String,
}

pub struct Stage {
    pub(super) console: Console,
    show: String,
    segments: Vec<String>,
    pub scene: Scene,
    pub(super) numbers: Numbers,
}

impl Stage {
    /// Creates the show, its run of show and its campaigns, publishes their terms and goes on air.
    ///
    /// # Errors
    /// When the console refuses any of it.
    pub async fn build(
        mut console: Console,
        run: &str,
        now: DateTime<Utc>,
        numbers: Numbers,
    ) -> Result<Self> {
        let show_slug = format!("new-years-eve-{run}");
        let length = TimeDelta::minutes(i64::from(LENGTH_MINUTES));
        let show = NewShow {
            slug: &show_slug,
            title: "跨年晚会",
            starts_at: now,
            length,
        };
        let show = console.create_show(&show).await?;
        let mut segments = Vec::with_capacity(RUNDOWN.len());
        for segment in &RUNDOWN {
            segments.push(
                console
                    .create_segment(&show, segment.title, segment.performers)
                    .await?,
            );
        }
        let scene = create_campaigns(&mut console, &show, show_slug, numbers).await?;
        let mut stage = Self {
            console,
            show,
            segments,
            scene,
            numbers,
        };
        for id in stage.campaigns() {
            stage.console.transit("scheduleCampaign", &id).await?;
        }
        stage.console.transit("startShow", &stage.show).await?;
        Ok(stage)
    }

    /// Puts segment `number` on air and opens its campaign.
    ///
    /// # Errors
    /// When the console refuses.
    pub async fn cue(&mut self, number: u8) -> Result<()> {
        let number = usize::from(number);
        self.console
            .take_segment(&self.show, &self.segments[number])
            .await?;
        let campaign = match RUNDOWN[number].opens {
            Opens::Nothing => return Ok(()),
            Opens::Wall => &self.scene.wall,
            Opens::Draw(draw) => &self.scene.draws[usize::from(draw)],
            Opens::Packets(opening) => &self.scene.packets[usize::from(opening)],
            Opens::Vote => &self.scene.vote,
        };
        self.console.transit("openCampaign", campaign).await
    }

    /// Closes every campaign, draws the winners, settles, ends the show.
    ///
    /// # Errors
    /// When the console refuses; settling is refused when the record does not balance.
    pub async fn close(&mut self) -> Result<()> {
        for id in self.campaigns() {
            self.console.transit("closeCampaign", &id).await?;
        }
        for draw in self.scene.draws.clone() {
            self.console.run_draw(&draw).await?;
        }
        for id in self.campaigns() {
            self.console.transit("settleCampaign", &id).await?;
        }
        self.console.transit("endShow", &self.show).await
    }

    fn campaigns(&self) -> Vec<String> {
        let Scene {
            draws,
            packets,
            vote,
            wall,
            ..
        } = &self.scene;
        draws.iter().chain(packets).chain([vote, wall]).cloned().collect()
    }
}

async fn create_campaigns(
    console: &mut Console,
    show: &str,
    show_slug: String,
    numbers: Numbers,
) -> Result<Scene> {
    let prizes: Vec<_> = PRIZES
        .iter()
        .map(|prize| json!({ "name": prize.name, "quantity": prize.quantity, "value": prize.value }))
        .collect();
    let draw = json!({ "luckyDraw": { "prizes": prizes } });
    let mut draws = <[String; DRAWS]>::default();
    for (number, id) in draws.iter_mut().enumerate() {
        *id = console
            .create_campaign(show, &format!("第{}轮抽奖", number + 1), draw.clone())
            .await?;
    }
    let pool_fen = u64::from(numbers.packets) * PACKET_MEAN_FEN;
    let pool = format!("{}.{:02}", pool_fen / 100, pool_fen % 100);
    let pool = json!({ "redPacket": { "pool": pool, "packets": numbers.packets } });
    let mut packets = <[String; OPENINGS]>::default();
    for (number, id) in packets.iter_mut().enumerate() {
        *id = console
            .create_campaign(show, &format!("第{}轮红包", number + 1), pool.clone())
            .await?;
    }
    let options: Vec<_> = OPTION_LABELS
        .iter()
        .map(|label| json!({ "label": label }))
        .collect();
    let vote = json!({ "vote": { "options": options, "maxChoices": 1 } });
    let vote = console.create_campaign(show, "我最喜爱的节目", vote).await?;
    let wall = json!({ "commentWall": { "maxLength": 100, "minIntervalSeconds": 1 } });
    let wall = console.create_campaign(show, "留言墙", wall).await?;
    let options = option_ids(console, &vote).await?;
    Ok(Scene {
        show_slug,
        draws,
        packets,
        vote,
        options,
        wall,
    })
}

async fn option_ids(console: &mut Console, vote: &str) -> Result<[String; OPTIONS]> {
    let selection = "settings { ... on VoteSettings { options { id label } } }";
    let found = console.campaign(vote, selection).await?;
    let mut ids = <[String; OPTIONS]>::default();
    for (label, id) in OPTION_LABELS.iter().zip(&mut ids) {
        let options = found["settings"]["options"]
            .as_array()
            .context("the vote has no options")?;
        let option = options
            .iter()
            .find(|o| o["label"] == *label)
            .context("an option is missing")?;
        *id = text(&option["id"])?;
    }
    Ok(ids)
}
