//! Matching receipts to messages: full tables of 100 and of 10,000 ids, with ids in the same spelling, in the other
//! base, and unknown, and with messages of five parts. Compare the times of both sizes: they differ by what fits in
//! the machine's caches, not by the number of ids.

use criterion::{Criterion, criterion_group, criterion_main};
use smpp_core::codes::{Finality, MessageState};
use smpp_core::message::correlate::{Correlator, CorrelatorConfig, IdRule, IdSlot, PartNumber};
use smpp_core::message::receipt::IdBase;
use smpp_core::{Duration, Instant};
use std::hint::black_box;

const NOW: Instant = Instant::ZERO;
const HOUR: Duration = Duration::from_secs(3600);
const BASES: IdRule = IdRule::Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Decimal };

/// A 64-bit number unlike all others.
fn number(count: usize) -> u64 {
    (count as u64).wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn table<const N: usize>(rule: IdRule, parts: u8) -> Correlator<Vec<IdSlot<u64>>> {
    let config = CorrelatorConfig { ids: rule, expiry: HOUR, retention: HOUR, ..CorrelatorConfig::new(1) };
    let mut table = Correlator::new(config, vec![IdSlot::EMPTY; N]);
    for count in 0..N {
        let id = format!("{:016X}", number(count));
        let (value, number) = (count / usize::from(parts), count % usize::from(parts) + 1);
        if number == 1 {
            let _ = table.begin(NOW, value as u64, parts);
        }
        let _ = table.accepted(NOW, id.as_bytes(), value as u64, PartNumber::new(number as u8, parts));
    }
    table
}

/// An intermediate notification for each id in turn.
fn receipts<const N: usize>(
    c: &mut Criterion,
    what: &str,
    rule: IdRule,
    parts: u8,
    spell: fn(u64) -> String,
) {
    let mut table = table::<N>(rule, parts);
    let ids: Vec<String> = (0..N).map(|count| spell(number(count))).collect();
    let mut group = c.benchmark_group(format!("receipt among {N} ids, {what}"));
    group.bench_function("smpp-core", |b| {
        let mut at = 0;
        b.iter(|| {
            at = (at + 1) % N;
            // Alternates two states, so that each is news.
            let state =
                if table.waiting() % 2 == at % 2 { MessageState::ENROUTE } else { MessageState::SCHEDULED };
            table.report(NOW, black_box(ids[at].as_bytes()), state, Finality::Pending)
        });
    });
    group.finish();
}

fn all<const N: usize>(c: &mut Criterion) {
    receipts::<N>(c, "same octets", IdRule::Exact, 1, |id| format!("{id:016X}"));
    receipts::<N>(c, "same digits", BASES, 1, |id| format!("{id:x}"));
    receipts::<N>(c, "other base", BASES, 1, |id| id.to_string());
    receipts::<N>(c, "five parts", IdRule::Exact, 5, |id| format!("{id:016X}"));
    let mut full = table::<N>(BASES, 1);
    let mut group = c.benchmark_group(format!("receipt among {N} ids, of nobody"));
    group.bench_function("smpp-core", |b| {
        b.iter(|| {
            full.report(NOW, black_box(b"99999999999999999999"), MessageState::DELIVERED, Finality::Final)
        })
    });
    group.finish();
}

fn correlate(c: &mut Criterion) {
    all::<100>(c);
    all::<10_000>(c);
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(std::time::Duration::from_millis(200)).measurement_time(std::time::Duration::from_millis(700));
    targets = correlate
}
criterion_main!(benches);
