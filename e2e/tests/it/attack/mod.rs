//! Every door tried from the wrong side. Both schemas are read as the server tells them, and every field, every place in
//! its arguments where something of another channel can stand, is tried by everybody who has no business there: another
//! channel's viewer, its members of every role and its API key, an account manager, the people of a suspended channel,
//! nobody, and whoever has a token of the other API. Each answer must be that of an id that never was: status, headers
//! and every byte of the body; no trace of the victim may be in it; and the victim must be as it was.
//!
//! Arguments are made from types, so a new field is attacked without a word here. One that can't be asked, or that
//! proves nothing because its own channel hears the same about an id of nothing, fails by name.
//!
//! `make attack` tries everything in every place and writes a report; `make test` tries what matters.

mod answers;
mod argument;
mod ask;
mod attacker;
mod channel;
mod doors;
mod dump;
mod exceptions;
mod ground;
mod question;
mod rehearsal;
mod report;
mod roles;
mod schema;
mod selection;
mod siege;
mod timing;
mod twin;
mod world;

use std::sync::Mutex;
use std::time::Instant;

use anyhow::Result;

use ask::{Actor, Api};
use attacker::Rows;
use doors::Doors;
use dump::Dump;
use exceptions::Exceptions;
use ground::{Direction, Ground};
use question::{Question, Root};
use rehearsal::Rehearsal;
use report::Report;
use siege::{Findings, Siege};
use twin::{kind_of, twin};
use world::World;

use crate::harness::Profile;

/// And the roles are what the table says.
#[tokio::test]
async fn sqlite_holds() -> Result<()> {
    attack(Profile::Embedded).await
}

#[tokio::test]
async fn postgresql_holds_pooled_and_own() -> Result<()> {
    attack(Profile::Full).await
}

/// `make attack`: everything.
fn is_full() -> bool {
    std::env::var("OVATION_ATTACK").is_ok_and(|what| what == "full")
}

async fn attack(profile: Profile) -> Result<()> {
    let ground = Ground::prepare(profile).await?;
    let result = assault(&ground, profile).await;
    ground.site.check(result);
    Ok(())
}

async fn assault(ground: &Ground, profile: Profile) -> Result<()> {
    let exceptions = Exceptions::read()?;
    let decoy = World::of(&ground.decoy, &ground.schemas).await?;
    let ids = ids_of_nothing(&decoy);
    let mut complaints: Vec<String> = world::nodes_without_an_id(&ground.schemas, &decoy)
        .into_iter()
        .map(|ty| {
            format!("{ty}: no channel here has one: make one in attack/channel.rs, or nobody attacks it")
        })
        .collect();
    let questions = rehearse(ground, &decoy, &ids, &exceptions, &mut complaints).await?;
    let mut worlds = Vec::new();
    for channel in &ground.channels {
        worlds.push(World::of(channel, &ground.schemas).await?);
    }
    let mut reports: Vec<Report> = Vec::new();
    for direction in &ground.directions {
        let siege = Siege {
            ground,
            questions: &questions,
            victim: &worlds[direction.victim],
            ids: &ids,
            exceptions: &exceptions,
            is_full: is_full(),
            findings: Mutex::new(Findings::default()),
        };
        let manager = ground.fresh_manager().await?;
        let rows = attacker::all(ground, &manager, direction.rival, &worlds[direction.rival]);
        if reports
            .last()
            .is_none_or(|report| report.placement != direction.placement)
        {
            reports.push(Report::new(direction.placement, is_full()));
        }
        if let Some(report) = reports.last_mut() {
            besiege(&siege, &rows, *direction, report).await?;
        }
    }
    if profile == Profile::Embedded {
        roles::compare(&roles::table(ground, &questions, &ids).await?);
    }
    complaints.extend(
        exceptions
            .not_needed()
            .iter()
            .map(|one| format!("{one:?} is not needed any more: take it out")),
    );
    report::finish(&reports, &complaints)
}

async fn besiege(
    siege: &Siege<'_>,
    rows: &Rows<'_>,
    direction: Direction,
    report: &mut Report,
) -> Result<()> {
    let ground = siege.ground;
    let (rival, victim) = (
        &ground.channels[direction.rival],
        &ground.channels[direction.victim],
    );
    let started = Instant::now();
    let before = Dump::of(&ground.site, &victim.slug).await?;
    siege.run(rows).await?;
    let doors = Doors {
        ground,
        rival,
        victim: siege.victim,
        victim_channel: victim,
        exceptions: siege.exceptions,
    };
    let mut of_doors = Findings::default();
    doors.run(rows, &mut of_doors).await?;
    let changes = before.changes(&Dump::of(&ground.site, &victim.slug).await?)?;
    report.complain(
        changes
            .into_iter()
            .map(|change| format!("the victim has changed: {change}")),
    );
    siege.need_exceptions(rows).await?;
    ground.serve_again(victim).await?;
    if siege.is_full {
        report.time(timing::measure(siege, rows).await?);
    }
    siege.sign_out(rows).await?;
    rival.let_nobody_in(&ground.nobody(Api::Console)).await?;
    let findings = siege.taken();
    let silent = siege
        .questions
        .iter()
        .filter(|question| question.speakers.is_empty() && !findings.reached.contains(&question.name()));
    report
        .complain(silent.map(|question| format!("{}: no attacker got as far as asking it", question.name())));
    report.take(of_doors);
    report.take(findings);
    report.took += started.elapsed();
    Ok(())
}

/// One of each kind that there is.
fn ids_of_nothing(world: &World) -> Vec<String> {
    let kinds = world.kinds();
    let first = |kind: &String| {
        world
            .ids
            .iter()
            .find(|id| kind_of(id) == Some(kind))
            .map(|id| twin(id, 3))
    };
    kinds.iter().filter_map(first).collect()
}

async fn rehearse(
    ground: &Ground,
    decoy: &World,
    ids: &[String],
    exceptions: &Exceptions,
    complaints: &mut Vec<String>,
) -> Result<Vec<Question>> {
    let (console, audience) = (ground.nobody(Api::Console), ground.nobody(Api::Audience));
    let people: [&Actor; 6] = [
        &ground.decoy.owner,
        &ground.decoy.app,
        &ground.manager,
        &console,
        &ground.decoy.viewer,
        &audience,
    ];
    let rehearsal = Rehearsal {
        ground,
        world: decoy,
        ids,
        people: &people,
        is_full: is_full(),
    };
    let mut questions = Vec::new();
    for api in [Api::Audience, Api::Console] {
        let schema = ground.schemas.of(api);
        let unheard = schema.subscriptions().iter();
        complaints
            .extend(unheard.map(|field| format!("{api}.{}: subscriptions are not attacked yet", field.name)));
        let queries = schema.queries().iter().map(|field| (Root::Query, field));
        let mutations = schema.mutations().iter().map(|field| (Root::Mutation, field));
        let mut fields: Vec<_> = queries.chain(mutations).collect();
        // What the decoy has is used up last.
        fields.sort_by_key(|(_, field)| ends_something(&field.name));
        for (root, field) in fields {
            let question = rehearsal.learn(api, root, field).await?;
            for (place, why) in &question.unproven {
                match exceptions.find("*", &question.name(), place) {
                    Some(exception) => exceptions.note_needed(exception),
                    None => complaints.push(format!("{} {place} proves nothing: {why}", question.name())),
                }
            }
            questions.push(question);
        }
    }
    Ok(questions)
}

fn ends_something(mutation: &str) -> bool {
    const ENDS: [&str; 9] = [
        "end", "close", "settle", "delete", "remove", "revoke", "retire", "erase", "suspend",
    ];
    ENDS.iter().any(|verb| mutation.starts_with(verb))
}
