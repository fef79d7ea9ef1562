//! The tenant's budget, at the door: after it is known whose request it is, before anything is done for it.

use std::time::Duration;

use tenants::Tenant;

use crate::error::{Error, Result};
use crate::random::Random;

/// The bucket has its next token within a fraction of a millisecond; who came too many would all come again at once.
const WAIT_MIN: Duration = Duration::from_millis(250);

/// # Errors
/// `RATE_LIMITED`, with a time to wait that differs from caller to caller.
pub fn admit(tenant: &Tenant, random: &Random) -> Result<()> {
    tenant.budget().admit().map_err(|wait| Error::RateLimited {
        retry_after: jittered(wait.max(WAIT_MIN), random),
    })
}

/// Half to one and a half times as long.
pub fn jittered(wait: Duration, random: &Random) -> Duration {
    let chance = u16::from_le_bytes(random.bytes());
    wait.mul_f64(0.5 + f64::from(chance) / f64::from(u16::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_spread_by_half_either_way() {
        let random = Random::seeded(1);
        let waits: Vec<u128> = (0..1000)
            .map(|_| jittered(Duration::from_secs(1), &random).as_millis())
            .collect();
        assert!(waits.iter().all(|wait| (500..=1500).contains(wait)));
        assert!(waits.iter().any(|wait| *wait < 600) && waits.iter().any(|wait| *wait > 1400));
    }
}
