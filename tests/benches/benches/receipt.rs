//! The text of a delivery receipt, compared with smpp-codec, which reads only the standard form.

use criterion::{Criterion, criterion_group, criterion_main};
use smpp_core::message::receipt::ReceiptText;
use std::hint::black_box;
use std::time::Duration;

/// Appendix B, 122 octets.
const PLAIN: &str = "id:0123456789 sub:001 dlvrd:001 submit date:2601011200 done date:2601011201 stat:DELIVRD \
                     err:000 text:Hello from a bench";
/// The same with a prefix and a vendor's fields: no peer reads these.
const ODD: &str = "XMS=id:0123456789 sub:001 dlvrd:001 mccmnc:99901 submit date:2601011200 done date:2601011201 \
                   stat:DELIVRD err:000 IMSI:999010000000001 text:Hello from the bench";

fn receipt(c: &mut Criterion) {
    let mut group = c.benchmark_group("receipt of 120 octets");
    group.bench_function("smpp-core", |b| b.iter(|| ReceiptText::parse(black_box(PLAIN.as_bytes()))));
    group.bench_function("smpp-codec", |b| {
        b.iter(|| black_box(PLAIN).parse::<smpp_codec::pdus::DeliveryReceipt>().expect("parses"));
    });
    let mut copy = vec![0; PLAIN.len()];
    group.bench_function("memcpy", |b| {
        b.iter(|| black_box(&mut copy[..]).copy_from_slice(black_box(PLAIN.as_bytes())));
    });
    group.finish();

    let mut group = c.benchmark_group("receipt of a vendor");
    group.bench_function("smpp-core", |b| b.iter(|| ReceiptText::parse(black_box(ODD.as_bytes()))));
    group.finish();

    let mut group = c.benchmark_group("receipt of a vendor, with all that is left over");
    group.bench_function("smpp-core", |b| {
        b.iter(|| {
            let receipt = ReceiptText::parse(black_box(ODD.as_bytes()));
            receipt.extra().map(|(_, value)| value.len()).sum::<usize>()
                + receipt.unread().map(<[u8]>::len).sum::<usize>()
        });
    });
    group.finish();
}

/// 4 KiB and 64 KiB of the slowest input: sixteen times the octets take sixteen times as long.
fn hostile(c: &mut Criterion) {
    for (what, start, pattern) in [
        ("colons", "", ":"),
        ("keys", "", "id:"),
        ("texts that may end", "id:1 text:", "stat:DELIVRD "),
        ("words of a state", "id:1 stat:", "a "),
        ("words of a date", "id:1 submit date:Sun ", "1 "),
        ("blanks", "id:1 stat:", "\u{2003}"),
        ("prose", "", "please call me "),
        ("digits", "id:", "9"),
    ] {
        for kib in [4, 64] {
            let octets: String = start.chars().chain(pattern.chars().cycle()).take(kib * 1024).collect();
            let mut group = c.benchmark_group(format!("{kib} KiB of {what}"));
            group
                .bench_function("smpp-core", |b| b.iter(|| ReceiptText::parse(black_box(octets.as_bytes()))));
            group.finish();
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    targets = receipt, hostile
}
criterion_main!(benches);
