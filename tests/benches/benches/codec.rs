//! Decoding and encoding two common PDUs, compared with peers and with a copy of the same octets.

use criterion::{Criterion, criterion_group, criterion_main};
use rusmpp_core::command::borrowed::Command;
use rusmpp_core::decode::borrowed::DecodeWithLength;
use rusmpp_core::encode::{Encode as _, Length as _};
use smpp_core::pdu::{DeliverSm, SubmitSm};
use smpp_core::{Body, CommandId, Encode, RawPdu, Rules, Tlv};
use std::hint::black_box;
use std::time::Duration;

/// A submit_sm of 20 characters with international numbers.
fn submit_sm() -> Vec<u8> {
    written(&SubmitSm {
        source_addr_ton: 1.into(),
        source_addr_npi: 1.into(),
        source_addr: "46700000001".into(),
        dest_addr_ton: 1.into(),
        dest_addr_npi: 1.into(),
        destination_addr: "46700000002".into(),
        registered_delivery: 1.into(),
        short_message: b"Hello from the bench",
        ..SubmitSm::default()
    })
}

/// A receipt of Appendix B with its two usual TLVs.
fn receipt() -> Vec<u8> {
    let tlvs = [Tlv::receipted_message_id("0123456789".into()), Tlv::message_state(2.into())];
    written(&DeliverSm {
        source_addr_ton: 1.into(),
        source_addr_npi: 1.into(),
        source_addr: "46700000002".into(),
        dest_addr_ton: 1.into(),
        dest_addr_npi: 1.into(),
        destination_addr: "46700000001".into(),
        esm_class: 4.into(),
        short_message: b"id:0123456789 sub:001 dlvrd:001 submit date:2601011200 done date:2601011201 stat:DELIVRD err:000 text:Hello from the bench",
        tlvs: (&tlvs).into(),
        ..DeliverSm::default()
    })
}

fn written(pdu: &impl Encode) -> Vec<u8> {
    let mut out = vec![0; 512];
    let done = pdu.encode(1, Rules::V34, &mut out).expect("the sample encodes");
    out.truncate(done.len);
    out
}

fn decode_ours<'a, T: Body<'a>>(octets: &'a [u8]) -> T {
    RawPdu::parse(octets).and_then(|raw| raw.decode()).expect("the sample decodes")
}

fn bench_pdu(c: &mut Criterion, name: &str, octets: &[u8]) {
    let is_submit = RawPdu::parse(octets).expect("framed").command_id == CommandId::SUBMIT_SM;

    let mut group = c.benchmark_group(format!("decode {name}"));
    if is_submit {
        group.bench_function("smpp-core", |b| b.iter(|| decode_ours::<SubmitSm<'_>>(black_box(octets))));
    } else {
        group.bench_function("smpp-core", |b| b.iter(|| decode_ours::<DeliverSm<'_>>(black_box(octets))));
    }
    group.bench_function("rusmpp-core", |b| {
        b.iter(|| {
            let octets = black_box(octets);
            Command::<8>::decode(&octets[4..], octets.len() - 4).expect("decodes")
        });
    });
    if is_submit {
        group.bench_function("smpp-codec", |b| {
            b.iter(|| smpp_codec::pdus::SubmitSmRequest::decode(black_box(octets)).expect("decodes"));
        });
    } else {
        group.bench_function("smpp-codec", |b| {
            b.iter(|| smpp_codec::pdus::DeliverSmRequest::decode(black_box(octets)).expect("decodes"));
        });
    }
    let mut copy = vec![0; octets.len()];
    group.bench_function("memcpy", |b| {
        b.iter(|| {
            black_box(&mut copy[..]).copy_from_slice(black_box(octets));
        });
    });
    group.finish();

    let mut group = c.benchmark_group(format!("encode {name}"));
    let mut out = vec![0; 512];
    if is_submit {
        let pdu = decode_ours::<SubmitSm<'_>>(octets);
        group.bench_function("smpp-core", |b| {
            b.iter(|| black_box(&pdu).encode(1, Rules::V34, black_box(&mut out)))
        });
    } else {
        let pdu = decode_ours::<DeliverSm<'_>>(octets);
        group.bench_function("smpp-core", |b| {
            b.iter(|| black_box(&pdu).encode(1, Rules::V34, black_box(&mut out)))
        });
    }
    let (command, _) = Command::<8>::decode(&octets[4..], octets.len() - 4).expect("decodes");
    group.bench_function("rusmpp-core", |b| {
        b.iter(|| {
            let command = black_box(&command);
            let length = command.length() + 4;
            out[..4].copy_from_slice(&(length as u32).to_be_bytes());
            black_box(command.encode(&mut out[4..length]))
        });
    });
    if is_submit {
        let pdu = smpp_codec::pdus::SubmitSmRequest::decode(octets).expect("decodes");
        group.bench_function("smpp-codec", |b| {
            b.iter(|| black_box(&pdu).encode(&mut black_box(&mut out[..])))
        });
    } else {
        let pdu = smpp_codec::pdus::DeliverSmRequest::decode(octets).expect("decodes");
        group.bench_function("smpp-codec", |b| {
            b.iter(|| black_box(&pdu).encode(&mut black_box(&mut out[..])))
        });
    }
    group.bench_function("memcpy", |b| {
        b.iter(|| {
            black_box(&mut copy[..]).copy_from_slice(black_box(octets));
        });
    });
    group.finish();
}

fn codec(c: &mut Criterion) {
    bench_pdu(c, "submit_sm", &submit_sm());
    bench_pdu(c, "deliver_sm receipt", &receipt());
}

criterion_group! {
    name = benches;
    config = Criterion::default().warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_secs(1));
    targets = codec
}
criterion_main!(benches);
