//! The session against its naive model.

use proptest::prelude::*;
use smpp_tests::checks::check_session;

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn session_and_model_agree_after_every_step(data in proptest::collection::vec(any::<u8>(), 0..600)) {
        check_session(&data);
    }
}
