//! Random mutations of every PDU in tests/data/vectors: a PDU that still decodes must encode to the same octets.
//!
//! `mutate [COUNT [SEED]]`, in a release build; 10 million and 1 by default. Each of the [`THREADS`] threads has its own
//! seed, made of SEED and its number, so a run is the same on every machine. It ends with a panic that shows the
//! octets at the first PDU that fails.

use smpp_tests::checks::pdu::check_reencoding;
use smpp_tests::generate::{self, Source};
use smpp_tests::hex;
use std::time::Instant;

const THREADS: u64 = 2;
/// After this many mutations a PDU gets all checks of the kit, which are much slower.
const ALL_CHECKS_EVERY: u64 = 64;

fn main() {
    let number = |at: usize, default: u64| match std::env::args().nth(at) {
        None => default,
        Some(word) => word.parse().unwrap_or_else(|_| {
            eprintln!("usage: mutate [COUNT [SEED]]");
            std::process::exit(2);
        }),
    };
    let (count, seed) = (number(1, 10_000_000), number(2, 1));
    let corpus = &corpus();
    let start = Instant::now();
    let decoded: u64 = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|thread| {
                let share = count / THREADS + u64::from(thread < count % THREADS);
                let source = Source::Seed(seed.wrapping_mul(THREADS).wrapping_add(thread) << 32);
                scope.spawn(move || run(source, share, corpus))
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().expect("a PDU failed, see above")).sum()
    });
    println!(
        "{count} mutations of {} PDUs, seed {seed}: {decoded} decoded and encoded to the same octets, {} refused, {:.1} s",
        corpus.len(),
        count - decoded,
        start.elapsed().as_secs_f64()
    );
}

/// Every PDU in tests/data/vectors, valid or not.
fn corpus() -> Vec<Vec<u8>> {
    let files = [
        include_str!("../../../../data/vectors/dumps.toml"),
        include_str!("../../../../data/vectors/malformed.toml"),
    ];
    let lines = files.iter().flat_map(|file| file.lines());
    let quoted = lines.filter_map(|line| line.strip_prefix("octets = \"")?.strip_suffix('"'));
    let corpus: Vec<_> = quoted.map(hex::octets).filter(|octets| octets.len() >= 16).collect();
    assert!(corpus.len() > 150, "the files look otherwise than they did");
    corpus
}

/// Mutates and checks this many PDUs. Returns how many of them decoded.
fn run(mut source: Source<'_>, count: u64, corpus: &[Vec<u8>]) -> u64 {
    let (mut decoded, mut octets, mut scratch) = (0, Vec::new(), Vec::new());
    for number in 0..count {
        octets.clone_from(source.pick(corpus));
        generate::mutate(&mut source, &mut octets);
        octets.resize(octets.len().max(16), 0);
        if !source.once_in(16) {
            // Usually the frame stays valid, so that what follows is reached.
            let length = octets.len() as u32;
            octets[..4].copy_from_slice(&length.to_be_bytes());
        }
        let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            if number % ALL_CHECKS_EVERY == 0 {
                smpp_tests::checks::pdu::check_pdu(&octets);
            }
            check_reencoding(&octets, &mut scratch)
        }));
        match result {
            Ok(good) => decoded += u64::from(good),
            Err(panic) => {
                eprintln!("{}", hex::text(&octets));
                std::panic::resume_unwind(panic);
            }
        }
    }
    decoded
}
