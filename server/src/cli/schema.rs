#![expect(clippy::print_stdout, reason = "the command line prints")]

use anyhow::Result;
use clap::ValueEnum;

use crate::schemas;

/// Print the SDL of one of the APIs, as it is checked in under server/schema
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    api: Api,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Api {
    /// For viewers: /graphql
    Audience,
    /// For staff: /console/graphql
    Console,
}

pub(super) fn run(args: &Args) -> Result<()> {
    let sdl = match args.api {
        Api::Audience => schemas::audience_sdl(),
        Api::Console => schemas::console_sdl(),
    };
    print!("{sdl}");
    Ok(())
}
