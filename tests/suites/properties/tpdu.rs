//! The checks of TPDUs and of the lines of modems on random input.

use proptest::collection::vec;
use proptest::prelude::*;
use smpp_tests::checks::tpdu::{check_built, check_generated, check_lines, check_tpdu};

/// A deliver or submit with any address length, scheme, user data length and user data.
fn messages() -> impl Strategy<Value = Vec<u8>> {
    let octets = |most| vec(any::<u8>(), 0..most);
    (any::<[u8; 3]>(), 0..24_u8, octets(12), any::<[u8; 9]>(), octets(150)).prop_map(
        |(front, count, address, middle, rest)| [&front[..1], &[count], &address, &middle, &rest].concat(),
    )
}

/// Lines of a modem, cut anywhere.
fn lines() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        "\\+C(MGL|MGR|MT|MGS|MTI|BM|DS): ?[0-9,\"]{0,8}[0-9]{0,3}".prop_map(String::into_bytes),
        "(00|07916407000020F0)[0-9A-Fa-f ]{0,60}".prop_map(String::into_bytes),
        prop_oneof![Just("\r\n"), Just("\n"), Just("> "), Just("\x1A"), Just("OK\r\n"), Just("\r\r\n")]
            .prop_map(|text| text.as_bytes().to_vec()),
        vec(any::<u8>(), 0..4),
    ];
    (any::<[u8; 2]>(), vec(piece, 0..12)).prop_map(|(sizes, pieces)| [&sizes[..], &pieces.concat()].concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_octets(data in vec(any::<u8>(), 0..200)) {
        check_tpdu(&data);
    }

    #[test]
    fn likely_octets(data in messages()) {
        check_tpdu(&data);
    }

    #[test]
    fn generated(choices in vec(any::<u8>(), 0..200)) {
        check_generated(&choices);
    }

    #[test]
    fn what_was_built_is_read_or_not_written(choices in vec(any::<u8>(), 0..200)) {
        check_built(&choices);
    }

    #[test]
    fn lines_of_a_modem(data in lines()) {
        check_lines(&data);
    }
}
