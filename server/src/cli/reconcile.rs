use anyhow::Result;

/// Compare the record with itself and the hot state with the record; fails when anything differs
#[derive(Debug, clap::Args)]
pub(super) struct Args;

pub(super) async fn run(Args: Args) -> Result<()> {
    let platform = super::platform().await?;
    crate::reconcile::run(&platform).await
}
