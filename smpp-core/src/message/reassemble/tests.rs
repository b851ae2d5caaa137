use super::*;
use crate::codes::{DataCoding, Npi, Ton};
use crate::message::text::DataCodings;
use crate::pdu::{DataSm, DeliverSm};
use crate::tlv::Tlv;
use crate::wire::COctetString;
use smpp_gsm7::Language;

fn fragment(reference: u16, total: u8, number: u8, text: &[u8]) -> Fragment<'_> {
    Fragment {
        source: Address { ton: Ton(1), npi: Npi(1), address: "46700000001".into() },
        destination: Address { npi: Npi(9), address: "12345".into(), ..Address::default() },
        reference,
        kind: ReferenceKind::Udh8,
        total,
        number,
        data_coding: DataCoding(0),
        locking: None,
        single: None,
        header: 6,
        text,
    }
}

type Small = Reassembler<2, 4, 16>;

#[test]
fn the_documentation_states_the_memory() {
    let stated = |messages: usize, parts: usize, octets: usize| messages * (octets + 24 * parts + 168);
    for (real, stated) in [
        (size_of::<Reassembler<4, 8, 1280>>(), stated(4, 8, 1280)),
        (size_of::<Reassembler<64, 32, 5120>>(), stated(64, 32, 5120)),
        (size_of::<Reassembler<1, 255, 40_000>>(), stated(1, 255, 40_000)),
        (size_of::<Reassembler<8, 255, 0>>(), stated(8, 255, 0)),
    ] {
        assert!(real.abs_diff(stated) * 100 < stated, "{real} {stated}");
    }
}

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

/// Missing parts, -1 for a repeated one, -2 for a refused one, or the text.
fn insert<'o>(
    messages: &mut Small,
    now: u64,
    part: &Fragment<'_>,
    out: &'o mut [u8],
) -> Result<&'o [u8], i16> {
    match messages.insert(at(now), part).outcome {
        Outcome::Waiting { missing } => Err(i16::from(missing)),
        Outcome::Complete(whole) => Ok(whole.copy_to(out).unwrap()),
        Outcome::Repeated => Err(-1),
        Outcome::Refused(_) => Err(-2),
    }
}

#[test]
fn parts_in_any_order_with_repeats() {
    let texts = [&b"Hello"[..], b", ", b"world"];
    for order in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
        let mut messages = Small::new(Duration::from_secs(60));
        let mut out = [0; 16];
        for (number, missing) in order.into_iter().zip([2, 1, 0]) {
            let part = fragment(7, 3, number, texts[usize::from(number.saturating_sub(1))]);
            let answer = insert(&mut messages, 0, &part, &mut out);
            assert_eq!(answer, if missing > 0 { Err(missing) } else { Ok(&b"Hello, world"[..]) });
            // Again, even when the message is complete.
            assert_eq!(insert(&mut messages, 0, &part, &mut [0; 16]), Err(-1));
        }
    }
}

#[test]
fn what_differs_in_any_part_of_the_key_is_another_message() {
    let base = fragment(7, 2, 1, b"a");
    let others = [
        Fragment { reference: 8, ..base },
        Fragment { kind: ReferenceKind::Udh16, ..base },
        Fragment { kind: ReferenceKind::Sar, ..base },
        Fragment { total: 3, ..base },
        Fragment { source: base.destination, ..base },
        Fragment { destination: base.source, ..base },
        Fragment { source: Address { ton: Ton(2), ..base.source }, ..base },
        Fragment { source: Address { npi: Npi(2), ..base.source }, ..base },
    ];
    for other in others {
        let mut messages = Small::new(Duration::from_secs(60));
        assert_eq!(insert(&mut messages, 0, &base, &mut []), Err(1));
        let second = Fragment { number: 2, ..other };
        assert_eq!(insert(&mut messages, 0, &second, &mut []), Err(i16::from(other.total.saturating_sub(1))));
        assert_eq!(messages.under_way(), 2);
    }
}

#[test]
fn a_part_with_another_text_starts_a_new_message() {
    let mut messages = Small::new(Duration::from_secs(60));
    let _ = messages.insert(at(0), &fragment(7, 2, 1, b"old"));
    let inserted = messages.insert(at(5), &fragment(7, 2, 1, b"new"));
    let dropped = inserted.dropped.unwrap();
    assert_eq!((dropped.reason, dropped.parts, dropped.total), (DropReason::Replaced, 1, 2));
    let part = fragment(7, 2, 1, b"old");
    assert_eq!((dropped.source.address(), dropped.destination.address()), (part.source, part.destination));
    let mut out = [0; 16];
    assert_eq!(insert(&mut messages, 6, &fragment(7, 2, 2, b"er"), &mut out), Ok(&b"newer"[..]));
    // The reference is used again: nothing was lost.
    let inserted = messages.insert(at(7), &fragment(7, 2, 1, b"third"));
    assert!(matches!(inserted.outcome, Outcome::Waiting { missing: 1 }));
    assert_eq!(inserted.dropped, None);
}

#[test]
fn a_reference_that_is_used_again_at_once() {
    let texts = |last: &'static [u8]| [&b"Dear, "[..], b"it is ", last];
    let orders = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];
    // Of each message the parts in an order of its own, so that those which stay stand anywhere.
    for (first, second) in orders.into_iter().flat_map(|first| orders.map(|second| (first, second))) {
        let mut messages = Small::new(Duration::from_secs(60));
        let mut out = [0; 16];
        for (order, last, expected) in [
            (first, &b"1"[..], &b"Dear, it is 1"[..]),
            (second, b"2222", b"Dear, it is 2222"),
            (first, b"", b"Dear, it is "),
            (second, b"33", b"Dear, it is 33"),
        ] {
            let mut whole = 0;
            for number in order {
                let part = fragment(7, 3, number, texts(last)[usize::from(number.saturating_sub(1))]);
                if let Ok(text) = insert(&mut messages, 0, &part, &mut out) {
                    assert_eq!(text, expected, "{first:?} {second:?}");
                    whole += 1;
                }
            }
            assert_eq!((whole, messages.under_way()), (1, 0), "{first:?} {second:?}");
        }
    }
    // What was sent twice of the old message is no part of the new one, whether before or after its end.
    for twice in [1, 2] {
        for before in [false, true] {
            let mut messages = Small::new(Duration::from_secs(60));
            let mut out = [0; 16];
            let old = [fragment(7, 2, 1, b"old "), fragment(7, 2, 2, b"text")];
            assert_eq!(insert(&mut messages, 0, &old[usize::from(before) * (twice - 1)], &mut []), Err(1));
            if before {
                assert_eq!(insert(&mut messages, 1, &old[twice - 1], &mut []), Err(-1));
                assert_eq!(insert(&mut messages, 2, &old[2 - twice], &mut out), Ok(&b"old text"[..]));
            } else {
                assert_eq!(insert(&mut messages, 1, &old[1], &mut out), Ok(&b"old text"[..]));
                assert_eq!(insert(&mut messages, 2, &old[twice - 1], &mut []), Err(-1));
            }
            assert_eq!(
                insert(&mut messages, 3, &fragment(7, 2, 1, b"new "), &mut []),
                Err(1),
                "{twice} {before}"
            );
            assert_eq!(insert(&mut messages, 4, &fragment(7, 2, 2, b"one"), &mut out), Ok(&b"new one"[..]));
        }
    }
    // In another order than theirs as well, when they were sent twice before the end.
    let mut messages = Small::new(Duration::from_secs(60));
    let mut out = [0; 16];
    for (part, missing) in [(fragment(7, 2, 1, b"old "), 1), (fragment(7, 2, 1, b"old "), -1)] {
        assert_eq!(insert(&mut messages, 0, &part, &mut []), Err(missing));
    }
    assert_eq!(insert(&mut messages, 0, &fragment(7, 2, 2, b"text"), &mut out), Ok(&b"old text"[..]));
    assert_eq!(insert(&mut messages, 1, &fragment(7, 2, 2, b"one"), &mut []), Err(1));
    assert_eq!(insert(&mut messages, 1, &fragment(7, 2, 1, b"new "), &mut out), Ok(&b"new one"[..]));
    // Of a message that was not complete as well.
    let mut messages = Small::new(Duration::from_secs(60));
    assert_eq!(insert(&mut messages, 0, &fragment(7, 3, 1, b"a"), &mut []), Err(2));
    assert_eq!(insert(&mut messages, 0, &fragment(7, 3, 2, b"old"), &mut []), Err(1));
    assert_eq!(insert(&mut messages, 1, &fragment(7, 3, 1, b"a"), &mut []), Err(-1));
    let inserted = messages.insert(at(2), &fragment(7, 3, 2, b"new"));
    assert_eq!(inserted.dropped.map(|dropped| dropped.reason), Some(DropReason::Replaced));
    assert!(matches!(inserted.outcome, Outcome::Waiting { missing: 1 }));
    let mut out = [0; 16];
    assert_eq!(insert(&mut messages, 3, &fragment(7, 3, 3, b"!"), &mut out), Ok(&b"anew!"[..]));
}

#[test]
fn each_part_is_read_as_it_says() {
    let mut messages = Small::new(Duration::from_secs(60));
    let turkish = Some(Language::TURKISH);
    let first = Fragment { single: turkish, ..fragment(7, 3, 1, b"a\x1Bg") };
    let second = Fragment { data_coding: DataCoding::UCS2, ..fragment(7, 3, 2, b"\0b\xD8\x3D") };
    let third = fragment(7, 3, 3, b"\x1Be");
    let _ = messages.insert(at(0), &third);
    let _ = messages.insert(at(0), &first);
    let Outcome::Complete(whole) = messages.insert(at(0), &second).outcome else { panic!() };
    let codings = DataCodings::default();
    assert!(whole.chars(codings).unwrap().eq("ağb\u{FFFD}€".chars()));
    assert_eq!(whole.data_coding(), DataCoding(0));
    assert!(whole.parts().map(|part| (part.header, part.single)).eq([(6, turkish), (6, None), (6, None)]));
    let octets = Fragment { data_coding: DataCoding(4), ..fragment(8, 1, 1, b"\x01") };
    let Outcome::Complete(whole) = messages.insert(at(0), &octets).outcome else { panic!() };
    assert!(whole.chars(codings).is_none());
    assert_eq!((whole.data_coding(), whole.len(), whole.is_empty()), (DataCoding(4), 1, false));
    let Outcome::Complete(whole) = messages.insert(at(0), &fragment(9, 1, 1, b"")).outcome else { panic!() };
    assert_eq!((whole.data_coding(), whole.len(), whole.is_empty()), (DataCoding(0), 0, true));
}

#[test]
fn numbers_in_tlvs_that_no_part_has() {
    for (number, total, is_part) in [(1, 2, true), (2, 2, true), (0, 2, false), (3, 2, false), (1, 0, false)]
    {
        let tlvs = [
            Tlv::sar_msg_ref_num(7),
            Tlv::sar_total_segments(total),
            Tlv::sar_segment_seqnum(number),
            Tlv::message_payload(b"text"),
        ];
        let data_sm = DataSm { tlvs: (&tlvs).into(), ..DataSm::default() };
        let part = Fragment::from_data_sm(&data_sm).unwrap();
        let found =
            part.map(|part| (part.kind, part.reference, part.number, part.total, part.header, part.text));
        assert_eq!(found, is_part.then_some((ReferenceKind::Sar, 7, number, total, 0, &b"text"[..])));
        // The same in a deliver_sm, whose own text goes first.
        let deliver_sm = DeliverSm { tlvs: (&tlvs).into(), short_message: b"short", ..DeliverSm::default() };
        let part = Fragment::from_deliver_sm(&deliver_sm).unwrap();
        assert_eq!(part.map(|part| part.text), is_part.then_some(&b"short"[..]));
    }
}

#[test]
fn messages_expire_and_say_so() {
    let mut messages = Small::new(Duration::from_millis(100));
    let _ = messages.insert(at(10), &fragment(1, 2, 1, b"a"));
    let _ = messages.insert(at(20), &fragment(2, 2, 1, b"b"));
    assert_eq!(messages.next_expiry(), Some(at(110)));
    assert_eq!(messages.expire(at(109)), None);
    let dropped = messages.expire(at(120)).unwrap();
    assert_eq!((dropped.reason, dropped.reference), (DropReason::Expired, 1));
    assert_eq!(messages.expire(at(120)).unwrap().reference, 2);
    assert_eq!(messages.expire(at(120)), None);
    assert_eq!((messages.under_way(), messages.next_expiry()), (0, None));
    // A late part of an expired message starts anew, and the old one is reported.
    let _ = messages.insert(at(200), &fragment(3, 2, 1, b"a"));
    let late = messages.insert(at(300), &fragment(3, 2, 2, b"b"));
    assert!(matches!(late.outcome, Outcome::Waiting { missing: 1 }));
    assert_eq!(late.dropped.unwrap().reason, DropReason::Expired);
}

#[test]
fn the_oldest_makes_room_and_complete_ones_go_first() {
    let mut messages = Small::new(Duration::from_secs(60));
    let _ = messages.insert(at(1), &fragment(1, 2, 1, b"a"));
    let _ = messages.insert(at(2), &fragment(2, 1, 1, b"done"));
    assert_eq!(messages.insert(at(3), &fragment(3, 2, 1, b"c")).dropped, None);
    let dropped = messages.insert(at(4), &fragment(4, 2, 1, b"d")).dropped.unwrap();
    assert_eq!((dropped.reason, dropped.reference), (DropReason::Evicted, 1));
    assert_eq!(messages.under_way(), 2);
}

#[test]
fn what_has_no_room_is_refused_and_changes_nothing() {
    let mut messages = Small::new(Duration::from_secs(60));
    let long = [b'x'; 65];
    let long_address = Address { address: COctetString::new(&long), ..Address::default() };
    let base = fragment(1, 2, 1, b"0123456789");
    for (part, reason) in [
        (Fragment { number: 0, ..base }, RefusedReason::PartNumber),
        (Fragment { number: 3, ..base }, RefusedReason::PartNumber),
        (Fragment { total: 5, ..base }, RefusedReason::TooManyParts),
        (Fragment { text: &long, ..base }, RefusedReason::TooLong),
        (Fragment { source: long_address, ..base }, RefusedReason::Address),
    ] {
        let inserted = messages.insert(at(0), &part);
        assert!(matches!(inserted.outcome, Outcome::Refused(found) if found == reason));
        assert_eq!(messages.under_way(), 0);
    }
    assert_eq!(insert(&mut messages, 0, &base, &mut []), Err(1));
    assert_eq!(insert(&mut messages, 0, &fragment(1, 2, 2, b"7 octets"), &mut []), Err(-2));
    let mut out = [0; 16];
    assert_eq!(
        insert(&mut messages, 0, &fragment(1, 2, 2, b"6 octs"), &mut out),
        Ok(&b"01234567896 octs"[..])
    );
    assert_eq!(messages.under_way(), 0);
    // All of the room.
    let full = [b'x'; 16];
    assert_eq!(insert(&mut messages, 0, &fragment(2, 1, 1, &full), &mut out), Ok(&full[..]));
    let mut none = Reassembler::<0, 4, 16>::new(Duration::ZERO);
    let refused = none.insert(at(0), &base).outcome;
    assert!(matches!(refused, Outcome::Refused(RefusedReason::NoMessages)));
}
