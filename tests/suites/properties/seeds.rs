//! Replays the seeds of the fuzz targets. An input that once failed is kept there.

use smpp_tests::fuzz::TARGETS;
use std::path::Path;

/// Every target has a file, a dictionary and seeds, and passes on every seed.
#[test]
fn seeds_of_every_target() {
    let fuzz = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz");
    let files = |folder: &Path| -> Vec<_> {
        let files = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        files.map(|file| file.unwrap().path()).collect()
    };
    for (target, check) in TARGETS {
        assert!(fuzz.join("fuzz_targets").join(target).with_extension("rs").exists(), "{target} has no file");
        assert!(fuzz.join("dict").join(target).with_extension("dict").exists(), "{target} has no dictionary");
        let seeds = files(&fuzz.join("seeds").join(target));
        assert!(!seeds.is_empty(), "{target} has no seeds");
        for seed in seeds {
            check(&std::fs::read(seed).unwrap());
        }
    }
    assert_eq!(files(&fuzz.join("fuzz_targets")).len(), TARGETS.len(), "a target is not replayed here");
}
