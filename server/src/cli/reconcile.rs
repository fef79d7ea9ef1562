#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use anyhow::{Result, bail};

/// Recount every campaign of every channel from the record; fails when anything does not balance
#[derive(Debug, clap::Args)]
pub(super) struct Args;

pub(super) async fn run(Args: Args) -> Result<()> {
    let platform = super::platform().await?;
    let lines = crate::reconcile::run(&platform).await?;
    let mut wrong = 0;
    for line in &lines {
        let verdict = if line.problems.is_empty() { "ok" } else { "WRONG" };
        println!(
            "{verdict:<6}{:<10}{:<32}{:<10}{}",
            line.tenant,
            line.campaign,
            format!("{:?}", line.status),
            line.counted
        );
        for problem in &line.problems {
            wrong += 1;
            println!("      {problem}");
        }
    }
    if wrong > 0 {
        bail!("{wrong} things do not balance");
    }
    println!("{} campaigns reconciled, all balance", lines.len());
    Ok(())
}
