//! The doors that are no GraphQL: the published draws, the guests' door, the audit log as a file, and what a page of another
//! origin may read.

use anyhow::Result;
use hyper::Method;

use super::answers::Plain;
use super::ask::{Actor, Answer, Api};
use super::attacker::Rows;
use super::channel::Channel;
use super::exceptions::Exceptions;
use super::ground::Ground;
use super::siege::Findings;
use super::twin::twin;
use super::world::{Thing, World};

const GUEST: &str = "{\"nickname\":\"好\"}";

/// One way to ask, with a slug or an id in it.
struct Door {
    name: &'static str,
    method: Method,
    /// `{}`: what is asked for.
    path: String,
    body: &'static str,
    headers: Vec<(&'static str, String)>,
}

pub struct Doors<'a> {
    pub ground: &'a Ground,
    pub rival: &'a Channel,
    pub victim: &'a World,
    pub victim_channel: &'a Channel,
    pub exceptions: &'a Exceptions,
}

fn get(name: &'static str, path: String) -> Door {
    Door {
        name,
        method: Method::GET,
        path,
        body: "",
        headers: Vec::new(),
    }
}

impl Doors<'_> {
    pub async fn run(&self, rows: &Rows<'_>, findings: &mut Findings) -> Result<()> {
        self.strangers(findings).await?;
        // Who may read a log reads their own.
        let path = "/console/audit.jsonl";
        for attacker in rows
            .0
            .iter()
            .flatten()
            .filter(|attacker| attacker.actor.api == Api::Console)
        {
            let answer = attacker.actor.send(Method::GET, path, String::new()).await?;
            let name = &attacker.actor.name;
            let mut traces = self.victim.traces_in(&answer.body);
            traces.retain(|tag| match self.exceptions.find(name, path, tag) {
                Some(exception) => {
                    self.exceptions.note_needed(exception);
                    false
                }
                None => true,
            });
            let trace = traces.first().map(|tag| (*tag).to_owned());
            findings.note(path, name, "nothing", &answer.status.to_string(), trace);
        }
        Ok(())
    }

    /// What nobody in particular can ask for.
    async fn strangers(&self, findings: &mut Findings) -> Result<()> {
        let (rival, victim, dormant) = (
            &self.rival.slug,
            &self.victim_channel.slug,
            &self.ground.dormant.slug,
        );
        let campaigns = self.victim.all(&Thing::Id("camp".to_owned()));
        for campaign in campaigns {
            let elsewhere = get("a draw under another's name", format!("/live/{rival}/draws/{{}}"));
            self.compare(&elsewhere, campaign, findings).await?;
        }
        let sleeping = self
            .ground
            .dormant
            .ids
            .iter()
            .filter(|id| id.starts_with("camp_"));
        for campaign in sleeping {
            let asleep = get(
                "a draw of a suspended channel",
                format!("/live/{dormant}/draws/{{}}"),
            );
            self.compare(&asleep, campaign, findings).await?;
        }
        let mut guest = get("a guest of a suspended channel", "/live/{}/guest".to_owned());
        (guest.method, guest.body) = (Method::POST, GUEST);
        self.compare(&guest, dormant, findings).await?;
        // A guest of the one is a stranger to the other, whatever the cookie is called.
        let nobody = self.ground.nobody(Api::Audience);
        let known = nobody
            .send(Method::POST, &format!("/live/{victim}/guest"), GUEST.to_owned())
            .await?;
        if let Some((_, cookie)) = known.cookie.as_deref().and_then(|cookie| cookie.split_once('=')) {
            let mut door = get("another's guest", format!("/live/{rival}/guest"));
            (door.method, door.body) = (Method::POST, GUEST);
            door.headers = vec![("cookie", format!("ovation_guest_{rival}={{}}"))];
            self.compare(&door, cookie, findings).await?;
        }
        self.origins(findings).await
    }

    /// Where a page of the victim's is allowed, tells nobody that it is one.
    async fn origins(&self, findings: &mut Findings) -> Result<()> {
        let origin = format!("https://{}.example", self.victim_channel.name);
        let mut preflight = get("a preflight from another's page", "/graphql".to_owned());
        preflight.method = Method::OPTIONS;
        let mut question = get("a question from another's page", "/graphql".to_owned());
        (question.method, question.body) = (Method::POST, "{\"query\":\"{ viewer { id } }\"}");
        for mut door in [preflight, question] {
            door.headers = vec![
                ("origin", "{}".to_owned()),
                ("access-control-request-method", "POST".to_owned()),
            ];
            self.compare(&door, &origin, findings).await?;
        }
        Ok(())
    }

    async fn compare(&self, door: &Door, value: &str, findings: &mut Findings) -> Result<()> {
        let mut plain = Vec::new();
        let mut gist = String::new();
        let all = [value.to_owned(), twin(value, 1), twin(value, 2)];
        let asked: Vec<&str> = all.iter().map(String::as_str).collect();
        for with in &all {
            let answer = self.ask(door, with).await?;
            if gist.is_empty() {
                gist = answer.status.to_string();
            }
            plain.push(Plain::of(&answer, &asked));
        }
        let is_same = plain[0] == plain[1] || plain[0].is_as(&plain[1], &plain[2]);
        let difference = (!is_same).then(|| plain[0].complaint(&plain[1]));
        findings.note(door.name, "nobody", "another's", &gist, difference);
        Ok(())
    }

    async fn ask(&self, door: &Door, with: &str) -> Result<Answer> {
        let mut nobody = Actor::nobody("nobody", Api::Audience, self.ground.address());
        for (name, value) in &door.headers {
            nobody = nobody.with(name, &value.replace("{}", with))?;
        }
        nobody
            .send(
                door.method.clone(),
                &door.path.replace("{}", with),
                door.body.to_owned(),
            )
            .await
    }
}
