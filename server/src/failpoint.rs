//! Fail points: named places between the hot state and the record where a test stops, holds up or kills the server.
//!
//! `FAILPOINTS="live.inserted=3*off->abort;live.sweep=10%panic"` arms them when the server starts: the actions are those
//! of the crate `fail` (off, panic, sleep(ms), pause), and `abort`, which ends the process on the spot as `kill -9` does.
//! Only a build with the feature `failpoints` has them; in every other, passing one is nothing at all.

/// Says that the server has come to this place. The names stand here once each, in the order of the way: the crash tests
/// read them out of the sources.
#[cfg(not(feature = "failpoints"))]
#[inline(always)]
pub const fn pass(_: &str) {}

#[cfg(feature = "failpoints")]
pub fn pass(point: &str) {
    fail::fail_point!(point, |_| std::process::abort());
}

/// # Errors
/// What `FAILPOINTS` says can't be read.
#[cfg(not(feature = "failpoints"))]
pub const fn arm() -> anyhow::Result<()> {
    Ok(())
}

/// # Errors
/// What `FAILPOINTS` says can't be read.
#[cfg(feature = "failpoints")]
pub fn arm() -> anyhow::Result<()> {
    let armed = std::env::var("FAILPOINTS").unwrap_or_default();
    for one in armed.split(';').filter(|one| !one.is_empty()) {
        let (point, actions) = one
            .split_once('=')
            .ok_or_else(|| anyhow::anyhow!("FAILPOINTS: '{one}' is no point=actions"))?;
        // The crate's `return` is what `pass` turns into the end of the process.
        fail::cfg(point, &actions.replace("abort", "return"))
            .map_err(|error| anyhow::anyhow!("FAILPOINTS: {one}: {error}"))?;
        tracing::warn!(point, actions, "a fail point is armed");
    }
    Ok(())
}
