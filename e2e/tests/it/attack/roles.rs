//! What each role may do: every field of both APIs, asked with well-formed ids of nothing by somebody of each role. The
//! table is a file, so that a change is a line that a reviewer reads.

use std::fmt::Write;

use anyhow::Result;

use super::ask::{Actor, Answer, Api};
use super::ground::Ground;
use super::question::{Question, Wording};
use super::siege::ends_a_session;

const TOP: [&str; 9] = [
    "nobody",
    "viewer",
    "app",
    "analyst",
    "moderator",
    "operator",
    "producer",
    "owner",
    "account manager",
];

/// As `cargo insta accept` keeps it.
pub fn compare(table: &str) {
    insta::assert_snapshot!("roles", table);
}

pub async fn table(ground: &Ground, questions: &[Question], ids: &[String]) -> Result<String> {
    let mut questions: Vec<&Question> = questions.iter().collect();
    questions.sort_by_key(|question| {
        (
            question.api,
            question.root,
            ends_a_session(question),
            question.field.name.clone(),
        )
    });
    let manager = ground.fresh_manager().await?;
    let mut table = format!("{:<34}", "");
    TOP.iter().for_each(|role| table.push_str(&cell(role)));
    for question in questions {
        let _ = write!(table, "\n{:<34}", question.name());
        for role in 0..TOP.len() {
            let person = person(ground, &manager, role, question).await?;
            let schema = ground.schemas.of(question.api);
            let answer = question.ask(schema, &person, &Wording::NOTHING, ids).await?;
            table.push_str(&cell(word(&answer)));
        }
    }
    Ok(table.lines().map(str::trim_end).collect::<Vec<_>>().join("\n"))
}

fn cell(text: &str) -> String {
    format!("{text:<11}")
}

fn word(answer: &Answer) -> &'static str {
    match answer.code().as_deref() {
        Some("FORBIDDEN") => "no",
        Some("UNAUTHENTICATED") => "-",
        _ => "yes",
    }
}

/// Of the channel that was attacked in vain. Who signs out does so for good: with a session of their own.
async fn person(ground: &Ground, manager: &Actor, role: usize, question: &Question) -> Result<Actor> {
    let (channel, nobody) = (&ground.channels[1], ground.nobody(Api::Console));
    let sign_in = match role {
        3..8 => Some(&channel.sign_ins[role - 3]),
        8 => Some(&ground.manager_sign_in),
        _ => None,
    };
    if let Some(sign_in) = sign_in.filter(|_| ends_a_session(question)) {
        return ground
            .nobody(question.api)
            .with_cookie(&sign_in.cookie(&nobody).await?);
    }
    let known = match role {
        1 => &channel.viewer,
        2 => &channel.app,
        3..8 => &channel.members[role - 3],
        8 => manager,
        _ => &nobody,
    };
    Ok(known.at(TOP[role], question.api, ground.address()))
}
