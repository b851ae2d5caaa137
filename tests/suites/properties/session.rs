//! The session against its naive model.

use proptest::prelude::*;
use smpp_tests::checks::{check_session, check_wide_session, session_calls};

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn session_and_model_agree_after_every_step(data in proptest::collection::vec(any::<u8>(), 0..600)) {
        check_session(&data);
    }
}

/// Any calls in any order: every value comes back once. The number of answers shows that runs get beyond binding.
#[test]
fn any_calls_in_any_order() {
    let answered: Vec<_> = (0..300).map(|seed| session_calls::check_seed(seed, 600)).collect();
    let far = answered.iter().filter(|answered| **answered >= 5).count();
    assert!(far > 30, "only {far} of 300 runs got as far as five answers");
}

/// Slots beyond 65,535 are not used. All others are, and return their values.
#[test]
fn session_and_model_agree_on_windows_of_every_width() {
    for slots in [0, 1, 2, 1000, 65_533, 65_534, 65_535, 65_536, 65_537, 70_000] {
        let data: Vec<u8> = (0..40_u8).map(|at| at.wrapping_mul(151)).collect();
        check_wide_session(slots, &data);
    }
}
