//! A producer with an open show, and the scenes that are played in it.

use anyhow::{Result, bail};
use e2e::console::Console;
use e2e::history::{History, Kind};
use e2e::invariants;
use e2e::ovation::Ovation;
use e2e::storm::{Scene, Storm};

use super::{CHANNEL, Site};

pub const ALL: [Kind; 3] = [Kind::Grab, Kind::Enter, Kind::Vote];

pub struct Desk {
    pub console: Console,
    show: String,
}

impl Desk {
    pub async fn open(site: &Site) -> Result<Self> {
        let (console, show) = site.show().await?;
        Ok(Self { console, show })
    }

    /// Three open campaigns, and viewers of their own.
    pub async fn scene(
        &mut self,
        ovation: &Ovation,
        prefix: &str,
        viewers: u32,
        packets: u32,
    ) -> Result<Scene> {
        let who = (ovation, CHANNEL);
        Scene::open(&mut self.console, &self.show, who, prefix, (viewers, packets)).await
    }

    /// Everybody asks again, the invariants are looked at, the campaigns closed and drawn, and everybody asks once more:
    /// what was told stays so.
    pub async fn reckon(&mut self, scene: &Scene, storm: &Storm, history: &History) -> Result<()> {
        self.reckon_of(scene, storm, history, &ALL).await
    }

    /// The same where only these were asked.
    pub async fn reckon_of(
        &mut self,
        scene: &Scene,
        storm: &Storm,
        history: &History,
        kinds: &[Kind],
    ) -> Result<()> {
        let asks = scene.asks(kinds);
        storm.settle(scene, history, &asks).await?;
        let mut caller = storm.caller();
        invariants::check(&mut self.console, &mut caller, scene, history).await?;
        for campaign in [&scene.packet, &scene.draw, &scene.vote] {
            self.console.transit("closeCampaign", campaign).await?;
        }
        self.console.run_draw(&scene.draw).await?;
        storm.settle(scene, history, &asks).await?;
        invariants::check(&mut self.console, &mut caller, scene, history).await?;
        self.console.transit("settleCampaign", &scene.packet).await?;
        storm.settle(scene, history, &scene.asks(&[Kind::Grab])).await?;
        match history.report() {
            right if right.is_empty() => Ok(()),
            wrong => bail!("seed {}\n{wrong}", storm.seed),
        }
    }
}
