#![no_main]

use smpp_tests::checks::gsm7::{check_packing, check_septets, check_text, check_ucs2};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    check_packing(data);
    check_septets(data);
    check_text(data);
    check_ucs2(data);
});
