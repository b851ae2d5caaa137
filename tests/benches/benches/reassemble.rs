//! Parts of messages put together: tables in which 1, 10 and 10,000 messages are under way. Compare the times
//! of all sizes: they differ by what the caches of the machine hold, not by the number of messages.

use criterion::{Criterion, criterion_group, criterion_main};
use smpp_core::message::reassemble::{MessageSlot, Reassembler};
use smpp_core::pdu::DeliverSm;
use smpp_core::{Duration, Instant};
use std::hint::black_box;

/// A full table; each part is the third of the message that is the oldest, or the first of a new one.
fn parts(c: &mut Criterion, messages: usize) {
    let mut slots = vec![MessageSlot::<3, 480>::EMPTY; messages];
    let mut table = Reassembler::new(&mut slots[..], Duration::from_secs(3600), 0x5EED);
    let senders: Vec<String> = (0..messages).map(|count| format!("4670{count:07}")).collect();
    let texts: Vec<[u8; 140]> = (1..=3)
        .map(|number| {
            let mut text = [b'x'; 140];
            text[..6].copy_from_slice(&[5, 0, 3, 42, 3, number]);
            text
        })
        .collect();
    let mut group = c.benchmark_group(format!("part among {messages} messages"));
    group.bench_function("smpp-core", |b| {
        let mut count = 0;
        b.iter(|| {
            let pdu = DeliverSm {
                esm_class: 0x40.into(),
                source_addr: senders[count % messages].as_str().into(),
                destination_addr: "12345".into(),
                short_message: &texts[count / messages % 3],
                ..DeliverSm::default()
            };
            count += 1;
            let fragment = black_box(&pdu).fragment().unwrap().unwrap();
            table.insert(Instant::ZERO, &fragment).is_ok()
        });
    });
    group.finish();
}

fn reassemble(c: &mut Criterion) {
    for messages in [1, 10, 10_000] {
        parts(c, messages);
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(std::time::Duration::from_millis(200)).measurement_time(std::time::Duration::from_millis(700));
    targets = reassemble
}
criterion_main!(benches);
