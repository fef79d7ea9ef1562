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
    for account in accounts {
        let channel = account.channel.as_deref().unwrap_or("");
        println!("  {channel:<10}{:<36}{}", account.email, account.password);
    }
    Ok(())
}
