#![expect(clippy::print_stdout, reason = "the command line prints")]

use anyhow::Result;
use clap::Subcommand;

use crate::ctx::Ctx;
use crate::doer::Doer;
use crate::ids::Prefixed;
use crate::viewer_data::{self, Custodian, Erased};

/// What a channel holds about one of its viewers: tell it, or erase it
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Everything held about a viewer, as JSON: entries, ballots, comments, grants
    Export {
        /// The channel's slug
        channel: String,
        /// The channel's own id of the viewer
        viewer: String,
    },
    /// Take a viewer out of the record; grants, entries and ballots stay under a pseudonym
    ///
    /// In a campaign that is not settled the viewer's rows stay until it is: the server finishes by itself. Asking again
    /// does no harm and shows what is left.
    Erase {
        /// The channel's slug
        channel: String,
        /// The channel's own id of the viewer
        viewer: String,
    },
}

pub(super) async fn run(command: Command) -> Result<()> {
    let platform = super::platform().await?;
    let custodian = |slug: &str| -> Result<Custodian> {
        let entry = super::channel(&platform, slug)?;
        let tenant = platform.registry.serve(&entry);
        Ok(Custodian::of_command_line(Ctx::new(
            platform.clone(),
            tenant,
            Doer::command_line(),
        )))
    };
    match command {
        Command::Export { channel, viewer } => {
            let document = viewer_data::export(&custodian(&channel)?, &viewer).await?;
            println!("{}", serde_json::to_string_pretty(&document)?);
        }
        Command::Erase { channel, viewer } => {
            match viewer_data::erase(&custodian(&channel)?, &viewer).await? {
                Erased::Done => println!("erased"),
                Erased::Scheduled(campaigns) => {
                    println!("scheduled: these campaigns hold the viewer until they are settled");
                    campaigns.iter().for_each(|id| println!("  {}", id.encode()));
                }
            }
        }
    }
    Ok(())
}
