#![no_main]

use smpp_tests::checks::{check_parts, check_segments};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    check_segments(data);
    check_parts(data);
});
