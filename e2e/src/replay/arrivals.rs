//! How traffic comes after a cue: a sharp rise, then an exponential decay.

use rand::RngExt;

#[derive(Debug, Clone, Copy)]
pub struct Burst {
    /// Mean time that it takes to notice the cue.
    pub rise_s: f64,
    /// Mean time from there to the ask.
    pub decay_s: f64,
}

impl Burst {
    /// A moment after `cue_ms`, before `end_ms`: both in milliseconds of the show.
    pub fn after(self, rng: &mut impl RngExt, cue_ms: u32, end_ms: u32) -> u32 {
        let delay_s = exponential(rng, self.rise_s) + exponential(rng, self.decay_s);
        let at_ms = f64::from(cue_ms) + delay_s * 1000.0;
        if at_ms < f64::from(end_ms) {
            at_ms as u32
        } else {
            rng.random_range(cue_ms..end_ms)
        }
    }
}

fn exponential(rng: &mut impl RngExt, mean: f64) -> f64 {
    let uniform: f64 = rng.random();
    -mean * (1.0 - uniform).ln()
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;

    use super::*;

    #[test]
    fn half_have_come_within_the_decay_and_none_before_the_cue() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let burst = Burst {
            rise_s: 1.0,
            decay_s: 10.0,
        };
        let mut moments: Vec<_> = (0..10_000)
            .map(|_| burst.after(&mut rng, 60_000, 7_200_000))
            .collect();
        moments.sort_unstable();
        assert!(moments[0] >= 60_000);
        assert!(
            (67_000..69_500).contains(&moments[5_000]),
            "median {}",
            moments[5_000]
        );
        assert!(moments[9_999] < 7_200_000);
    }

    #[test]
    fn nobody_comes_after_the_end() {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let burst = Burst {
            rise_s: 1.0,
            decay_s: 100.0,
        };
        assert!((0..1_000).all(|_| (5_000..6_000).contains(&burst.after(&mut rng, 5_000, 6_000))));
    }
}
