#![expect(clippy::print_stdout, reason = "a command speaks on standard output")]

use anyhow::Result;

/// Make one demo show in every channel and the demo accounts; what is there already stays
#[derive(Debug, clap::Args)]
pub(super) struct Args;

pub(super) async fn run(Args: Args) -> Result<()> {
    let platform = super::platform().await?;
    let accounts = crate::seed::run(&platform).await?;
    let at = platform.config.listen;
    println!("Console         http://{at}/console/");
    println!("Viewer's page   http://{at}/live/cctv");
    println!("\nDemo accounts (sign in with the channel left empty where there is none)");
    let program = std::env::args().next().unwrap_or_else(|| "ovation".to_owned());
    for account in accounts {
        let channel = account.channel.as_deref().unwrap_or("");
        println!("  {channel:<10}{:<36}{}", account.email, account.password);
        if let Some(secret) = account.totp_secret {
            println!("            second factor, for an authenticator app: {secret}");
            println!("            or its code now: {program} token totp --secret {secret}");
        }
    }
    Ok(())
}
