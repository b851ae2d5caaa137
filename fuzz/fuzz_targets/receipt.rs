#![no_main]

use smpp_tests::checks::{check_receipt, check_written_receipt};

libfuzzer_sys::fuzz_target!(|data: &[u8]| {
    check_receipt(data);
    check_written_receipt(data);
});
