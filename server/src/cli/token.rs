use std::io::{BufWriter, ErrorKind, Write};
use std::num::NonZero;
use std::ops::Range;
use std::thread;

use anyhow::{Result, anyhow, bail};
use clap::{ArgGroup, Subcommand};
use data_encoding::BASE32_NOPAD;
use tenants::TenantId;

use crate::clock::Clock;
use crate::config::Stage;
use crate::ctx::{Platform, Scope};
use crate::member::{self, Steward, totp};
use crate::viewer;

/// Tokens for tests, demonstrations and support
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Viewer tokens of one channel, one a line
    ///
    /// For one viewer (--id, --nickname), or for many made-up ones: --prefix v --count 3 makes v0, v1 and v2.
    #[command(group = ArgGroup::new("whom").required(true).args(["id", "prefix"]))]
    Viewer(Viewer),
    /// The code of this moment that a second factor asks for
    ///
    /// Of a secret as enrolTotp tells it, or of a member who has a second factor. For demonstrations and tests: not in
    /// production, where only the member's own app shows it.
    #[command(group = ArgGroup::new("whose").required(true).args(["secret", "email"]))]
    Totp(Totp),
}

#[derive(Debug, clap::Args)]
pub(super) struct Totp {
    /// Base32
    #[arg(long)]
    secret: Option<String>,
    /// Of the member
    #[arg(long)]
    email: Option<String>,
    /// The member's channel, by its slug; left out for account managers
    #[arg(long, value_name = "SLUG", requires = "email")]
    channel: Option<String>,
}

#[derive(Debug, clap::Args)]
pub(super) struct Viewer {
    /// The channel's slug
    #[arg(long, value_name = "SLUG")]
    channel: String,
    /// The channel's own id of the viewer
    #[arg(long, requires = "nickname")]
    id: Option<String>,
    /// What other viewers see
    #[arg(long, requires = "id")]
    nickname: Option<String>,
    /// What the ids and nicknames of many viewers begin with
    #[arg(long, requires = "count")]
    prefix: Option<String>,
    /// How many viewers
    #[arg(long, requires = "prefix")]
    count: Option<u64>,
}

pub(super) async fn run(command: Command) -> Result<()> {
    match command {
        Command::Viewer(wanted) => viewers(wanted).await,
        Command::Totp(wanted) => totp(&wanted).await,
    }
}

async fn totp(wanted: &Totp) -> Result<()> {
    let code = match (&wanted.secret, &wanted.email) {
        (Some(secret), _) => {
            let secret = BASE32_NOPAD
                .decode(secret.trim().to_ascii_uppercase().as_bytes())
                .map_err(|_| anyhow!("the secret is not base32"))?;
            totp::code_at(&secret, Clock::system().now())
        }
        (None, Some(email)) => code_of(email, wanted.channel.as_deref()).await?,
        (None, None) => bail!("either --secret or --email is wanted"),
    };
    end(writeln!(std::io::stdout(), "{code}"))
}

async fn code_of(email: &str, channel: Option<&str>) -> Result<String> {
    let platform = super::platform().await?;
    if platform.config.environment == Stage::Production {
        bail!("in production only the member's own app shows codes: OVATION_ENVIRONMENT is production");
    }
    let scope = match channel {
        Some(slug) => Scope::Tenant(super::channel(&platform, slug)?.id),
        None => Scope::Platform,
    };
    let steward = Steward::of_command_line(platform);
    let member = member::find_by_email(&steward, scope, email).await?;
    let member = member.ok_or_else(|| anyhow!("there is no member {email} there"))?;
    let code = totp::current_code(&steward, member.id()).await?;
    code.ok_or_else(|| anyhow!("{email} has no second factor"))
}

async fn viewers(wanted: Viewer) -> Result<()> {
    let platform = super::platform().await?;
    let tenant = super::channel(&platform, &wanted.channel)?.id;
    let mut out = BufWriter::with_capacity(1 << 20, std::io::stdout().lock());
    let written = match (&wanted.id, &wanted.nickname, &wanted.prefix, wanted.count) {
        (Some(id), Some(nickname), ..) => {
            let minted = viewer::create_token(&platform, tenant, id, nickname)?;
            writeln!(out, "{}", minted.token)
        }
        (_, _, Some(prefix), Some(count)) => return many(&platform, tenant, prefix, count, &mut out),
        _ => {
            return Err(anyhow!(
                "either --id and --nickname or --prefix and --count are wanted"
            ));
        }
    };
    end(written.and_then(|()| out.flush()))
}

/// Tokens that one thread makes before they are written.
const BATCH: u64 = 4096;

/// In order, made on every core.
fn many(platform: &Platform, tenant: TenantId, prefix: &str, count: u64, out: &mut impl Write) -> Result<()> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get) as u64;
    let mut from = 0;
    while from < count {
        let until = count.min(from + BATCH * threads);
        let ranges = (from..until)
            .step_by(usize::try_from(BATCH)?)
            .map(|start| start..until.min(start + BATCH));
        let batches = thread::scope(|scope| {
            let makers: Vec<_> = ranges
                .map(|range| scope.spawn(move || batch(platform, tenant, prefix, range)))
                .collect();
            makers
                .into_iter()
                .map(|maker| {
                    maker
                        .join()
                        .map_err(|_| anyhow!("a thread that mints tokens failed"))?
                })
                .collect::<Result<Vec<String>>>()
        })?;
        for lines in batches {
            if let Err(error) = out.write_all(lines.as_bytes()) {
                return end(Err(error));
            }
        }
        from = until;
    }
    end(out.flush())
}

fn batch(platform: &Platform, tenant: TenantId, prefix: &str, range: Range<u64>) -> Result<String> {
    let mut lines = String::new();
    for number in range {
        let id = format!("{prefix}{number}");
        lines.push_str(&viewer::create_token(platform, tenant, &id, &id)?.token);
        lines.push('\n');
    }
    Ok(lines)
}

/// A reader that has seen enough and went away is no failure.
fn end(written: std::io::Result<()>) -> Result<()> {
    match written {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}
