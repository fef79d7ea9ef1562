use std::time::Duration;

use proptest::prelude::*;

use crate::admission::Class;
use crate::admission::limit::{Bounds, Window, of_tenant};

const BOUNDS: Bounds = Bounds {
    target: Duration::from_millis(25),
    min: 512,
    max: 16_384,
};

proptest! {
    #[test]
    fn stays_within_its_bounds_and_moves_a_little(limit in 512_u64..=16_384, finished in 0_u64..100_000, late in 0_u64..100_000, was_full: bool) {
        let window = Window { finished, late: late.min(finished), was_full };
        let next = BOUNDS.next(limit, window);
        prop_assert!((BOUNDS.min..=BOUNDS.max).contains(&next));
        prop_assert!(next >= limit - limit / 10 && next <= limit + limit.isqrt());
        if window.is_late() {
            prop_assert!(next <= limit);
        } else if !was_full {
            prop_assert_eq!(next, limit);
        }
    }

    #[test]
    fn later_never_means_more(limit in 512_u64..=16_384, finished in 1_u64..10_000, late in 0_u64..10_000, was_full: bool) {
        let late = late.min(finished - 1);
        let window = |late| Window { finished, late, was_full };
        prop_assert!(BOUNDS.next(limit, window(late + 1)) <= BOUNDS.next(limit, window(late)));
    }
}

#[test]
fn bounds_that_cross_are_the_lower_one() {
    let crossed = Bounds {
        min: 100,
        max: 10,
        ..BOUNDS
    };
    assert_eq!(crossed.next(100, Window::default()), 100);
}

#[test]
fn a_tenant_alone_is_always_let_in() {
    assert!((1..2_000).all(|limit| of_tenant(limit) >= 1 && of_tenant(limit) <= limit));
}

#[test]
fn what_staff_does_takes_as_long_as_it_takes() {
    let hour = Duration::from_secs(3600);
    assert_eq!(Class::Console.is_late(hour, BOUNDS.target), None);
    assert_eq!(Class::Play.is_late(BOUNDS.target, BOUNDS.target), Some(false));
    assert_eq!(Class::Play.is_late(hour, BOUNDS.target), Some(true));
}
