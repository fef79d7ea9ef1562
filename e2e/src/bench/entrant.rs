//! A contender made ready for one play: its viewers, and a request for every case.

use std::path::Path;
use std::time::Duration;

use anyhow::{Result, ensure};

use super::contender::Contender;
use super::desk::{Campaign, Desk};
use super::invariants::Journal;
use super::measure::{Sample, measure};
use super::play::{Case, Play};
use crate::load::{Order, Pace, Request, Storm, Tokens};

const CONNECTIONS: usize = 256;
/// No case of a bench comes near it: for what must run to its end.
const LONG: Duration = Duration::from_secs(120);

pub struct Entrant {
    pub contender: Contender,
    pub connections: usize,
    /// How long a request waits for a connection. When it is short, the server may also shed load.
    pub patience: Duration,
    journal: Journal,
    play: Play,
    kind: Kind,
    tokens: Tokens,
    /// One campaign for each refusal, in the order of the cases.
    refusals: Vec<(Case, Campaign)>,
    /// Fresh ones: each viewer wins once in each.
    wins: Vec<Campaign>,
}

enum Kind {
    Ovation(Box<Desk>),
    /// The same answer for every request.
    Echo,
    /// Knows campaigns by name: one that is sold out, and as many full ones as are asked for.
    Peer {
        next: usize,
    },
}

impl Entrant {
    /// # Errors
    /// When it can't be made ready.
    pub async fn prepare(contender: Contender, play: Play, binary: &Path, viewers: usize) -> Result<Self> {
        let kind = match contender.name.as_str() {
            "embedded" | "full" => {
                let ovation = contender.ovation(binary.to_owned())?;
                Kind::Ovation(Box::new(Desk::open(&contender, ovation).await?))
            }
            "echo" => Kind::Echo,
            _ => Kind::Peer { next: 0 },
        };
        let tokens = match &kind {
            Kind::Ovation(desk) => desk.tokens("viewer", viewers).await?,
            Kind::Echo => Tokens::of_strangers(viewers),
            Kind::Peer { .. } => contender.tokens()?,
        };
        let mut entrant = Self {
            contender,
            connections: CONNECTIONS,
            patience: LONG,
            journal: Journal::default(),
            play,
            kind,
            tokens,
            refusals: Vec::new(),
            wins: Vec::new(),
        };
        entrant.prepare_refusals().await?;
        Ok(entrant)
    }

    async fn prepare_refusals(&mut self) -> Result<()> {
        let viewers = self.tokens.len();
        match &mut self.kind {
            Kind::Echo => {
                let path = format!("/{}", self.play.name());
                let campaign = named(self.play, &self.contender, "campaign-of-an-echo", &path)?;
                self.refusals.push((Case::SoldOut, campaign));
            }
            Kind::Peer { .. } => {
                let campaign = named(self.play, &self.contender, "sold-out", "/graphql")?;
                self.refusals.push((Case::SoldOut, campaign));
            }
            Kind::Ovation(desk) => {
                for case in self.play.cases().iter().copied().filter(|case| case.is_refusal()) {
                    let size = if case == Case::SoldOut { 1 } else { viewers };
                    let campaign = desk.campaign(self.play, size, &self.contender).await?;
                    if case != Case::NotOpen {
                        desk.open_campaign(&campaign).await?;
                    }
                    self.refusals.push((case, campaign));
                }
            }
        }
        self.exhaust().await
    }

    /// Everyone plays what is to be "already", and somebody takes the one packet of what is to be sold out. That warms
    /// up, too: every token has been seen.
    async fn exhaust(&mut self) -> Result<()> {
        let Kind::Ovation(desk) = &self.kind else {
            let (case, campaign) = self.refusals[0].clone();
            self.run(case, &[campaign], Pace::Closed, Duration::from_secs(1))?;
            return Ok(());
        };
        let one = desk.tokens("quickest", 1).await?;
        for (case, campaign) in self.refusals.clone() {
            let tokens = match case {
                Case::SoldOut => &one,
                Case::Already => &self.tokens,
                _ => continue,
            };
            let requests = [campaign.request.clone()];
            let taken = self
                .storm(&requests, tokens, Order::Once, Pace::Closed, LONG)?
                .run()?;
            self.journal
                .note(self.play, Case::Win, vec![campaign.id], &taken, false);
        }
        Ok(())
    }

    /// Fresh campaigns for `requests` wins.
    ///
    /// # Errors
    /// When the console refuses.
    pub async fn prepare_wins(&mut self, requests: usize) -> Result<()> {
        let viewers = self.tokens.len();
        self.wins.clear();
        for _ in 0..requests.div_ceil(viewers) {
            let campaign = match &mut self.kind {
                Kind::Echo => return Ok(()),
                Kind::Peer { next } => {
                    *next += 1;
                    named(self.play, &self.contender, &format!("full-{next}"), "/graphql")?
                }
                Kind::Ovation(desk) => {
                    let campaign = desk.campaign(self.play, viewers, &self.contender).await?;
                    desk.open_campaign(&campaign).await?;
                    campaign
                }
            };
            self.wins.push(campaign);
        }
        Ok(())
    }

    pub fn is_ovation(&self) -> bool {
        matches!(self.kind, Kind::Ovation(_))
    }

    pub fn cases(&self) -> Vec<Case> {
        let refusals = self.refusals.iter().map(|(case, _)| *case);
        match self.kind {
            Kind::Echo => refusals.collect(),
            _ => refusals.chain([Case::Win]).collect(),
        }
    }

    /// # Errors
    /// When the server is gone.
    pub fn measure(&mut self, case: Case, pace: Pace, lasting: Duration) -> Result<Sample> {
        let campaigns = match case {
            Case::Win => std::mem::take(&mut self.wins),
            _ => self
                .refusals
                .iter()
                .filter(|(of, _)| *of == case)
                .map(|(_, campaign)| campaign.clone())
                .collect(),
        };
        ensure!(
            !campaigns.is_empty(),
            "{}: no campaign for {}",
            self.contender.name,
            case.name()
        );
        self.run(case, &campaigns, pace, lasting)
    }

    fn run(&mut self, case: Case, campaigns: &[Campaign], pace: Pace, lasting: Duration) -> Result<Sample> {
        let requests: Vec<Request> = campaigns
            .iter()
            .map(|campaign| campaign.request.clone())
            .collect();
        let order = if case == Case::Win {
            Order::Once
        } else {
            Order::Again
        };
        let storm = self.storm(&requests, &self.tokens, order, pace, lasting)?;
        let sample = measure(&self.contender, &storm)?;
        if !matches!(self.kind, Kind::Echo) {
            let ids = campaigns.iter().map(|campaign| campaign.id.clone()).collect();
            self.journal
                .note(self.play, case, ids, &sample.taken, self.patience < LONG);
        }
        Ok(sample)
    }

    fn storm<'a>(
        &self,
        requests: &'a [Request],
        tokens: &'a Tokens,
        order: Order,
        pace: Pace,
        lasting: Duration,
    ) -> Result<Storm<'a>> {
        Ok(Storm {
            to: self.contender.socket()?,
            requests,
            tokens,
            order,
            pace,
            connections: self.connections,
            patience: self.patience,
            lasting,
        })
    }

    /// What is wrong with its answers, one sentence each.
    ///
    /// # Errors
    /// When the record can't be read.
    pub async fn check(self) -> Result<Vec<String>> {
        let name = self.contender.name;
        let wrong = match self.kind {
            Kind::Ovation(mut desk) => self.journal.check(self.play, &mut desk).await?,
            _ => self.journal.told(),
        };
        Ok(wrong.into_iter().map(|what| format!("{name}: {what}")).collect())
    }
}

fn named(play: Play, contender: &Contender, id: &str, path: &str) -> Result<Campaign> {
    let body = play.body(id, Some("option-1"));
    let request = Request::post(&contender.address, path, &body);
    Ok(Campaign {
        id: id.to_owned(),
        request,
    })
}
