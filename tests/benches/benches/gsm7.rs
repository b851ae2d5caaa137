//! GSM 7-bit: packing and text of 160 septets and of a mebibyte, compared with peers and with a copy of the same
//! octets.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use gsm7::{Gsm7Reader, Gsm7Writer};
use rusmpp_extra::encoding::gsm7bit::Gsm7BitUnpacked;
use smpp_gsm7::{Alphabet, Decoder, Encoder, Fill, Padding, pack, packed_len, unpack};
use std::hint::black_box;
use std::time::Duration;

const SIZES: [(&str, usize); 2] = [("160", 160), ("1 MiB", 1 << 20)];

/// Text that every alphabet has, and text with letters of the default alphabet that are not in ASCII.
fn samples(septets: usize) -> [(&'static str, String); 2] {
    let repeat = |piece: &str| piece.chars().cycle().take(septets).collect();
    [
        ("ASCII", repeat("The quick brown fox jumps over 12 lazy dogs. ")),
        ("mixed", repeat("Año nuevo: ¿qué tal, señor Müller? àèìòù £5 ")),
    ]
}

fn packing(c: &mut Criterion) {
    for (size, count) in SIZES {
        let septets: Vec<u8> = (0..count).map(|at| (at * 37 % 128) as u8).collect();
        let mut packed = vec![0; packed_len(count, Fill::NONE)];
        let used = pack(&septets, Fill::NONE, Padding::Zero, &mut packed).expect("fits");
        assert_eq!(used, packed.len());
        let mut out = vec![0; count];

        let mut group = c.benchmark_group(format!("pack {size}"));
        group.throughput(Throughput::Bytes(count as u64));
        group.bench_function("smpp-gsm7", |b| {
            b.iter(|| pack(black_box(&septets), Fill::NONE, Padding::Zero, black_box(&mut packed)));
        });
        group.bench_function("memcpy", |b| {
            b.iter(|| black_box(&mut out[..]).copy_from_slice(black_box(&septets)))
        });
        group.finish();

        let mut group = c.benchmark_group(format!("unpack {size}"));
        group.throughput(Throughput::Bytes(count as u64));
        group.bench_function("smpp-gsm7", |b| {
            b.iter(|| unpack(black_box(&packed), Fill::NONE, count, black_box(&mut out)).map(<[u8]>::len));
        });
        let mut copy = vec![0; count];
        group.bench_function("memcpy", |b| {
            b.iter(|| black_box(&mut copy[..]).copy_from_slice(black_box(&septets)))
        });
        group.finish();
    }
}

fn text(c: &mut Criterion) {
    let (encoder, decoder) = (Encoder::new(Alphabet::DEFAULT), Decoder::new(Alphabet::DEFAULT));
    for (size, count) in SIZES {
        for (kind, text) in samples(count) {
            let text = text.as_str();
            let mut septets = vec![0; count];
            let done = encoder.encode(text, &mut septets).expect("the sample encodes");
            assert_eq!(done.septets, count);
            let mut packed = vec![0; packed_len(count, Fill::NONE)];
            encoder.encode_packed(text, Fill::NONE, Padding::Zero, &mut packed).expect("fits");
            let (mut out, mut chars, mut again) = (vec![0; count], vec![0; 4 * count], vec![0; packed.len()]);

            let mut group = c.benchmark_group(format!("text to septets {kind} {size}"));
            group.throughput(Throughput::Bytes(count as u64));
            group.bench_function("smpp-gsm7", |b| {
                b.iter(|| encoder.encode(black_box(text), black_box(&mut out)))
            });
            group.bench_function("rusmpp-extra", |b| {
                let peer = Gsm7BitUnpacked::new();
                b.iter(|| peer.encode_to_vec(black_box(text)).expect("encodes"));
            });
            group.bench_function("sms-pdu", |b| {
                b.iter(|| sms_pdu::gsm_encoding::try_gsm_encode_string(black_box(text)).expect("encodes"));
            });
            group.finish();

            let mut group = c.benchmark_group(format!("septets to text {kind} {size}"));
            group.throughput(Throughput::Bytes(count as u64));
            group.bench_function("smpp-gsm7", |b| {
                b.iter(|| decoder.decode(black_box(&septets), black_box(&mut chars)).map(str::len));
            });
            group.bench_function("smpp-codec", |b| {
                b.iter(|| smpp_codec::encoding::gsm_7bit_decode(black_box(&septets)));
            });
            group.bench_function("sms-pdu", |b| {
                b.iter(|| sms_pdu::gsm_encoding::gsm_decode_string(black_box(&septets)));
            });
            group.finish();

            let mut group = c.benchmark_group(format!("text to packed {kind} {size}"));
            group.throughput(Throughput::Bytes(count as u64));
            group.bench_function("smpp-gsm7", |b| {
                b.iter(|| {
                    encoder.encode_packed(black_box(text), Fill::NONE, Padding::Zero, black_box(&mut again))
                });
            });
            group.bench_function("gsm7", |b| {
                b.iter(|| {
                    let mut writer = Gsm7Writer::new(Vec::with_capacity(packed.len() + 1));
                    writer.write_str(black_box(text)).expect("writes");
                    writer.into_writer().expect("writes")
                });
            });
            group.finish();

            let mut group = c.benchmark_group(format!("packed to text {kind} {size}"));
            group.throughput(Throughput::Bytes(count as u64));
            group.bench_function("smpp-gsm7", |b| {
                b.iter(|| {
                    decoder
                        .decode_packed(black_box(&packed), Fill::NONE, count, black_box(&mut chars))
                        .map(str::len)
                });
            });
            group.bench_function("gsm7", |b| {
                b.iter(|| {
                    Gsm7Reader::new(black_box(&packed[..])).collect::<Result<String, _>>().expect("reads")
                });
            });
            group.finish();
        }
    }
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(200)).measurement_time(Duration::from_millis(700)).sample_size(40);
    targets = packing, text
}
criterion_main!(benches);
