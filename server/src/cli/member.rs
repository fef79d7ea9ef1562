#![expect(clippy::print_stdout, reason = "the command line prints")]

use std::io::Read;
use std::sync::Arc;

use anyhow::{Context, Result, bail};
use clap::{Subcommand, ValueEnum};
use zeroize::Zeroizing;

use crate::ctx::Platform;
use crate::member::{self, Credentials, NewMember, Scope, Steward};

/// Staff of a channel, and account managers of the platform
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Add a member, and print the password unless one is given
    Add {
        #[command(flatten)]
        home: Home,
        #[arg(long)]
        email: String,
        /// The person's name
        #[arg(long)]
        name: String,
        #[arg(long)]
        role: Role,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
    /// Take a lost second factor from a member, and end the member's sessions
    ///
    /// The next sign-in is by password alone; an account manager then sets up a new one before anything else.
    ResetTotp {
        #[command(flatten)]
        home: Home,
        #[arg(long)]
        email: String,
    },
    /// Give a member a new password, and end the member's sessions
    ResetPassword {
        #[command(flatten)]
        home: Home,
        #[arg(long)]
        email: String,
        /// Read the password from standard input
        #[arg(long)]
        password_stdin: bool,
    },
}

#[derive(Debug, clap::Args)]
#[group(required = true, multiple = false)]
pub(super) struct Home {
    /// The channel's slug
    #[arg(long, value_name = "SLUG")]
    channel: Option<String>,
    /// The platform itself: an account manager
    #[arg(long)]
    platform: bool,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Role {
    /// Members and API keys of the channel, and all below
    Owner,
    /// Builds shows and campaigns, and all below
    Producer,
    /// Runs them live, and all below
    Operator,
    /// Publishes and rejects comments; reads
    Moderator,
    /// Reads
    Analyst,
    /// Channels, their quotas and usage (with --platform)
    AccountManager,
}

impl From<Role> for member::Role {
    fn from(role: Role) -> Self {
        match role {
            Role::Owner => Self::Owner,
            Role::Producer => Self::Producer,
            Role::Operator => Self::Operator,
            Role::Moderator => Self::Moderator,
            Role::Analyst => Self::Analyst,
            Role::AccountManager => Self::AccountManager,
        }
    }
}

pub(super) async fn run(command: Command) -> Result<()> {
    let platform = super::platform().await?;
    let steward = Steward::of_command_line(platform.clone());
    match command {
        Command::Add {
            home,
            email,
            name,
            role,
            password_stdin,
        } => {
            let password = given(password_stdin)?;
            let told = password.is_none();
            let channel = home.channel;
            let new = NewMember {
                channel,
                email,
                name,
                role: role.into(),
                password,
            };
            let credentials = member::add(&steward, new).await?;
            report("added", credentials, told)
        }
        Command::ResetTotp { home, email } => {
            let scope = scope(&platform, &home)?;
            let Some(member) = member::find_by_email(&steward, scope, &email).await? else {
                bail!("there is no member {email} there");
            };
            member::totp::reset(&steward, member.id()).await?;
            println!("{email}: has no second factor any more");
            Ok(())
        }
        Command::ResetPassword {
            home,
            email,
            password_stdin,
        } => {
            let password = given(password_stdin)?;
            let told = password.is_none();
            let scope = scope(&platform, &home)?;
            let Some(member) = member::find_by_email(&steward, scope, &email).await? else {
                bail!("there is no member {email} there");
            };
            let credentials = member::reset_password(&steward, member.id(), password).await?;
            report("has a new password", credentials, told)
        }
    }
}

fn scope(platform: &Arc<Platform>, home: &Home) -> Result<Scope> {
    Ok(match &home.channel {
        Some(slug) => Scope::Tenant(super::channel(platform, slug)?.id),
        None => Scope::Platform,
    })
}

/// One line; the line's end is not part of it.
fn given(from_stdin: bool) -> Result<Option<Zeroizing<String>>> {
    if !from_stdin {
        return Ok(None);
    }
    let mut text = Zeroizing::new(String::new());
    std::io::stdin()
        .take(4096)
        .read_to_string(&mut text)
        .context("the password can't be read from standard input")?;
    Ok(Some(Zeroizing::new(
        text.trim_end_matches(['\r', '\n']).to_owned(),
    )))
}

fn report(what: &str, credentials: Credentials, told: bool) -> Result<()> {
    match credentials {
        Credentials::Done(member, password) => {
            println!("{}: {what}", member.email);
            if told {
                println!("password: {}", *password);
            }
            Ok(())
        }
        Credentials::EmailTaken => bail!("there is a member with this e-mail already"),
        Credentials::HasOwner => bail!("the channel has an owner, who adds its members"),
        Credentials::NotFound => {
            bail!("there is no such channel (`ovation tenant list` shows those that there are)")
        }
    }
}
