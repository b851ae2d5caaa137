//! The seeds of the fuzz targets, replayed: an input that once failed is kept there and stays mended.

use smpp_tests::checks::{self, gsm7};
use std::path::Path;

fn replay(target: &str, body: fn(&[u8])) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/seeds").join(target);
    let files = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut count = 0;
    for file in files {
        body(&std::fs::read(file.unwrap().path()).unwrap());
        count += 1;
    }
    assert!(count > 0, "{target} has no seeds");
}

type Body = fn(&[u8]);

/// Every target has seeds and a dictionary, and every seed passes.
#[test]
fn seeds_of_every_target() {
    let bodies: [(&str, Body); 9] = [
        ("correlate", checks::check_correlate),
        ("frame", checks::frame::fuzz),
        ("parts", |data| {
            checks::check_segments(data);
            checks::check_parts(data);
        }),
        ("pdu", checks::pdu::fuzz),
        ("reassembly", checks::check_reassembly),
        ("receipt", |data| {
            checks::check_receipt(data);
            checks::check_written_receipt(data);
        }),
        ("septets", |data| {
            gsm7::check_packing(data);
            gsm7::check_septets(data);
            gsm7::check_text(data);
            gsm7::check_ucs2(data);
        }),
        ("session", checks::session_calls::fuzz),
        ("session_model", checks::check_session),
    ];
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    for (target, body) in bodies {
        assert!(fuzz.join("dict").join(target).with_extension("dict").exists(), "{target} has no dictionary");
        replay(target, body);
    }
    let targets = std::fs::read_dir(fuzz.join("fuzz_targets")).unwrap().count();
    assert_eq!(targets, bodies.len(), "a target is not replayed here");
}
