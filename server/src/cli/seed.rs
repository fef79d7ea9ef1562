use anyhow::Result;

/// Make one demo show in every channel and the demo accounts; what is there already stays
#[derive(Debug, clap::Args)]
pub(super) struct Args;

pub(super) async fn run(Args: Args) -> Result<()> {
    let platform = super::platform().await?;
    crate::seed::run(&platform).await
}
