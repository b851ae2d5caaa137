//! Links, called in any order.

use proptest::prelude::*;
use smpp_tests::checks::{Run, check_link};

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, max_shrink_iters: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn links_called_in_any_order_lose_nothing_and_never_wait_for_ever(data in proptest::collection::vec(any::<u8>(), 0..2000)) {
        check_link(&data);
    }
}

/// The number of answers shows that the runs get beyond binding.
#[test]
fn runs_of_links_answer_many_requests() {
    let answered: usize = (1..=100_u64).map(|seed| run_of_links(seed).answered).sum();
    assert!(answered > 5000, "only {answered} answers");
}

/// A run whose calls the seed determines.
pub fn run_of_links(seed: u64) -> Run {
    let mut state = seed;
    let mut octet = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (state >> 56) as u8
    };
    check_link(&(0..4000).map(|_| octet()).collect::<Vec<_>>())
}
