//! Reassembly: reused references, texts cut in odd places, and odd headers.

use smpp_core::codes::DataCoding;
use smpp_core::message::reassemble::{
    Fragment, FragmentError, FragmentKey, IncompleteCause, InsertError, Inserted, MessageSlot, Reassembler,
    ReferenceIn, StoredAddress, TextCoding,
};
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::message::udh::{Concatenation, UdhErrorKind, Width};
use smpp_core::pdu::{DeliverSm, SubmitSm};
use smpp_core::{Duration, Instant};
use smpp_gsm7::{Alphabet, Encoder, Fill, Language, Padding};

type Messages = Reassembler<[MessageSlot<8, 640>; 4]>;

fn messages() -> Messages {
    messages_of(Duration::from_secs(600))
}

fn messages_of<const MESSAGES: usize, const PARTS: usize, const OCTETS: usize>(
    expiry: Duration,
) -> Reassembler<[MessageSlot<PARTS, OCTETS>; MESSAGES]> {
    Reassembler::new([const { MessageSlot::EMPTY }; MESSAGES], expiry, 0x5EED)
}

fn fragment(total: u8, number: u8, text: &[u8]) -> Fragment<'_> {
    let kept = |address: &str| StoredAddress::new(address.into()).unwrap();
    Fragment {
        key: FragmentKey {
            source: kept("46700000001"),
            destination: kept("12345"),
            reference_in: ReferenceIn::Udh,
        },
        concatenation: Concatenation { reference: 42, width: Width::Bits8, total, number },
        coding: TextCoding { header: 6, ..TextCoding::default() },
        text,
    }
}

/// Inserts parts with names like `A2`, one per second, or later with names like `9 A2`. Returns the messages as the
/// names of their parts.
fn wholes(messages: &mut Messages, total: u8, parts: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut now = 0;
    let mut later = 1;
    for word in parts.split(' ') {
        if let Ok(seconds) = word.parse() {
            later = seconds;
            continue;
        }
        now += later * 1000;
        later = 1;
        let number = word[1..].parse().unwrap();
        let part = fragment(total, number, word.as_bytes());
        if let Ok((Inserted::Complete(whole), _)) = messages.insert(Instant::from_millis(now), &part) {
            found.push(
                whole
                    .fragments()
                    .map(|(_, text)| str::from_utf8(text).unwrap())
                    .collect::<Vec<_>>()
                    .join(" "),
            );
        }
    }
    found
}

#[test]
fn a_message_after_a_lost_one_with_its_reference_is_whole() {
    for (total, parts, expected) in [
        (3, "A2 B1 B2 B3", "B1 B2 B3"),
        (3, "A1 B1 B2 B3", "B1 B2 B3"),
        // The middle one was lost, and 3 is not taken from the old message.
        (3, "A1 A3 B1 B2 B3", "B1 B2 B3"),
        (3, "A1 A2 B1 B2 B3", "B1 B2 B3"),
        (4, "A2 A4 B1 B2 B3 B4", "B1 B2 B3 B4"),
        (4, "A1 A3 A4 B1 B2 B3 B4", "B1 B2 B3 B4"),
        // The new one in another order than its own.
        (3, "A2 B3 B2 B1", "B1 B2 B3"),
        (4, "A2 B4 B3 B2 B1", "B1 B2 B3 B4"),
        // Two lost ones.
        (3, "A2 B1 B2 C1 C2 C3", "C1 C2 C3"),
        (3, "A1 A3 B1 B2 C1 C2 C3", "C1 C2 C3"),
    ] {
        assert_eq!(wholes(&mut messages(), total, parts), [expected], "{parts}");
    }
}

/// Everything that can be lost from a message before the next one arrives in order. If only the first parts were lost
/// and the last ones came, only time tells the two apart: they form a message that never existed, and the next one is
/// still complete.
#[test]
fn every_loss_before_a_message_with_the_same_reference() {
    for total in 1..=6_u8 {
        for lost in 1..1_u32 << total {
            let came = |number: &u8| lost >> (number - 1) & 1 == 0;
            let old: Vec<_> = (1..=total).filter(came).map(|number| format!("A{number}")).collect();
            let new: Vec<_> = (1..=total).map(|number| format!("B{number}")).collect();
            let is_tail = !old.is_empty() && lost + 1 == 1 << (usize::from(total) - old.len());
            let all = |gap: &str| [&old[..], &[gap.to_owned()], &new[..]].concat().join(" ");
            let found = wholes(&mut messages(), total, &all("1"));
            if is_tail {
                let mixed = [&new[..usize::from(total) - old.len()], &old[..]].concat();
                assert_eq!(found, [mixed.join(" "), new.join(" ")], "{old:?}");
            } else {
                assert_eq!(found, [new.join(" ")], "{old:?}");
            }
            let mut bounded = messages().with_longest_gap(Duration::from_secs(30));
            assert_eq!(wholes(&mut bounded, total, &all("31")), [new.join(" ")], "{old:?}");
        }
    }
}

#[test]
fn a_lost_first_part_does_not_misjoin_all_later_messages() {
    for (total, parts, expected) in [
        (2, "A2 B1 B2 C1 C2 D1 D2", &["B1 A2", "B1 B2", "C1 C2", "D1 D2"][..]),
        (3, "A3 B1 B2 B3 C1 C2 C3", &["B1 B2 A3", "B1 B2 B3", "C1 C2 C3"]),
        (3, "A2 A3 B1 B2 B3 C1 C2 C3", &["B1 A2 A3", "B1 B2 B3", "C1 C2 C3"]),
        // The next message loses a part, too.
        (3, "A3 B1 B2 C1 C2 C3", &["B1 B2 A3", "C1 C2 C3"]),
        (3, "A3 B2 C1 C2 C3", &["C1 B2 A3", "C1 C2 C3"]),
        (3, "A3 B2 C1 C3 D1 D2 D3", &["C1 B2 A3", "D1 D2 D3"]),
        // No part of a message that came in order belongs to the next.
        (2, "A1 A2 B2 C1 C2", &["A1 A2", "C1 B2", "C1 C2"]),
        (3, "A1 A2 A3 B2 B3 C1 C2 C3", &["A1 A2 A3", "C1 B2 B3", "C1 C2 C3"]),
        (3, "A1 A2 A3 B3 B2 B1", &["A1 A2 A3", "B1 B2 B3"]),
    ] {
        assert_eq!(wholes(&mut messages(), total, parts), expected, "{parts}");
    }
    // Repeats remain repeats, and a limit between parts applies.
    assert_eq!(wholes(&mut messages(), 2, "A2 B1 B1 A2 B2 B2 B1 C1 C2"), ["B1 A2", "B1 B2", "C1 C2"]);
    let mut bounded = messages().with_longest_gap(Duration::from_secs(30));
    assert_eq!(wholes(&mut bounded, 2, "A2 B1 31 B2 31 C1 C2"), ["B1 A2", "C1 C2"]);
}

/// Every message whose parts all arrive is returned once, at its last part, whatever else of an ordered stream is
/// lost. If nothing was lost before, nothing else is returned.
#[test]
fn streams_in_order_with_any_losses() {
    for (total, count) in [(2_u8, 6), (3, 4), (4, 4)] {
        let all = u32::from(total) * count;
        for lost in 0..1_u32 << all {
            let mut messages = messages_of::<1, 4, 16>(Duration::from_secs(600));
            let mut found = Vec::new();
            for at in (0..all).filter(|at| lost >> at & 1 == 0) {
                let (message, number) = ((at / u32::from(total)) as u8, (at % u32::from(total)) as u8 + 1);
                let text = [message];
                let part = fragment(total, number, &text);
                let outcome = messages.insert(Instant::from_millis(at.into()), &part);
                assert!(!matches!(outcome, Ok((Inserted::Repeated, _)) | Err(_)));
                if let Ok((Inserted::Complete(whole), _)) = outcome {
                    found.push(whole.fragments().map(|(_, text)| text[0]).collect::<Vec<_>>());
                }
            }
            let is_one = |texts: &&Vec<u8>| texts.iter().all(|text| *text == texts[0]);
            let right: Vec<u8> = found.iter().filter(is_one).map(|texts| texts[0]).collect();
            let mask = (1 << total) - 1;
            let whole = |message: &u8| lost >> (u32::from(*message) * u32::from(total)) & mask == 0;
            assert!((0..count as u8).filter(whole).eq(right.iter().copied()), "{total} {lost:b} {found:?}");
            let before = lost.trailing_zeros().min(all) / u32::from(total);
            assert!(found.iter().take(before as usize).all(|texts| is_one(&texts)));
        }
    }
}

/// A sender that sends the last part first and keeps the reference is understood, too, because the parts of one
/// message come close together.
#[test]
fn messages_sent_backwards_with_one_reference_are_separated_by_time() {
    assert_eq!(wholes(&mut messages(), 2, "A2 A1 9 B2 B1 9 C2 C1"), ["A1 A2", "B1 B2", "C1 C2"]);
    assert_eq!(wholes(&mut messages(), 3, "A3 A2 A1 9 B3 B2 B1"), ["A1 A2 A3", "B1 B2 B3"]);
    // And in order, after a loss.
    assert_eq!(wholes(&mut messages(), 2, "A2 9 B1 B2 9 C1 C2"), ["B1 A2", "B1 B2", "C1 C2"]);
}

#[test]
fn a_longest_gap_tells_messages_apart() {
    let bounded = || messages().with_longest_gap(Duration::from_secs(30));
    assert_eq!(wholes(&mut messages(), 3, "A2 A3 500 B1"), ["B1 A2 A3"]);
    assert_eq!(wholes(&mut bounded(), 3, "A2 A3 30 B1"), ["B1 A2 A3"]);
    assert!(wholes(&mut bounded(), 3, "A2 A3 31 B1").is_empty());
    assert_eq!(wholes(&mut bounded(), 3, "A2 A3 31 B1 B2 B3"), ["B1 B2 B3"]);
    // Between any two parts, so a message may take longer.
    assert_eq!(wholes(&mut bounded(), 4, "A1 30 A2 30 A3 30 A4"), ["A1 A2 A3 A4"]);
    // The same part, later, is the first of a new message.
    assert_eq!(wholes(&mut bounded(), 2, "A1 31 A1 A2"), ["A1 A2"]);
    assert!(wholes(&mut bounded(), 2, "A1 31 A2").is_empty());

    let mut messages = bounded();
    let at = Instant::from_millis;
    let _ = messages.insert(at(0), &fragment(2, 1, b"old"));
    assert_eq!(messages.next_expiry(), Some(at(30_001)));
    assert_eq!(messages.expire(at(30_000)), None);
    let (_, lost) = messages.insert(at(30_001), &fragment(2, 2, b"new")).unwrap();
    assert_eq!(lost.map(|lost| (lost.cause, lost.fragments)), Some((IncompleteCause::Gap, 1)));
    assert_eq!(messages.expire(at(60_002)).map(|lost| lost.cause), Some(IncompleteCause::Gap));
    // A message that was returned is remembered as long as before.
    let _ = messages.insert(at(70_000), &fragment(2, 1, b"is "));
    let _ = messages.insert(at(70_000), &fragment(2, 2, b"done"));
    let outcome = messages.insert(at(600_000), &fragment(2, 2, b"done"));
    assert!(matches!(outcome, Ok((Inserted::Repeated, _))));
}

#[test]
fn a_whole_says_how_far_apart_and_in_which_order_its_parts_came() {
    let mut messages = messages();
    for (now, number, twice) in [(500, 2, false), (700, 3, false), (900, 2, true)] {
        let text = [number];
        let outcome = messages.insert(Instant::from_millis(now), &fragment(3, number, &text));
        assert_eq!(matches!(outcome, Ok((Inserted::Repeated, _))), twice);
    }
    let outcome = messages.insert(Instant::from_millis(1300), &fragment(3, 1, &[1]));
    let Ok((Inserted::Complete(whole), _)) = outcome else { panic!("{outcome:?}") };
    // For a repeated part, the last time counts.
    assert!(whole.arrivals().map(|(number, at)| (number, at.as_millis())).eq([
        (3, 700),
        (2, 900),
        (1, 1300)
    ]));
    assert_eq!(whole.longest_gap(), Duration::from_millis(400));

    let outcome = messages.insert(Instant::from_millis(2000), &fragment(1, 1, b"one"));
    let Ok((Inserted::Complete(whole), _)) = outcome else { panic!("{outcome:?}") };
    assert!(whole.arrivals().eq([(1, Instant::from_millis(2000))]));
    assert_eq!(whole.longest_gap(), Duration::ZERO);
}

/// What a message loses is reported once.
#[test]
fn every_part_that_is_lost_is_reported_once() {
    let mut messages = messages();
    let mut lost = Vec::new();
    for word in ["A1", "A3", "B1", "B2", "B3", "C2", "D1", "D2", "D3"] {
        let part = fragment(3, word.as_bytes()[1] - b'0', word.as_bytes());
        let (_, dropped) = messages.insert(Instant::ZERO, &part).unwrap();
        lost.extend(dropped.map(|dropped| (word, dropped.cause, dropped.fragments)));
    }
    assert_eq!(lost, [("B1", IncompleteCause::Replaced, 2), ("D2", IncompleteCause::Replaced, 1)]);
}

#[test]
fn a_refused_part_changes_nothing() {
    let at = Instant::from_millis;
    let long = [b'x'; 641];
    let half = [b'y'; 320];
    let too_long = |messages: &mut Messages, part: &Fragment<'_>| {
        let before = format!("{messages:?}");
        assert_eq!(messages.insert(at(9), part).err(), Some(InsertError::TooLong), "{part:?}");
        assert_eq!(format!("{messages:?}"), before, "{part:?}");
    };
    // Among no parts, beside another part, in place of one, and in place of one of a message that was returned.
    let mut messages = messages();
    too_long(&mut messages, &fragment(2, 1, &long));
    let _ = messages.insert(at(0), &fragment(2, 1, &half));
    too_long(&mut messages, &fragment(2, 2, &long[..321]));
    let _ = messages.insert(at(1), &fragment(3, 2, b"old"));
    let _ = messages.insert(at(2), &fragment(3, 1, &half));
    too_long(&mut messages, &fragment(3, 2, &long[..321]));
    assert_eq!(messages.incomplete(), 2);
    assert!(matches!(messages.insert(at(3), &fragment(2, 2, b"whole")), Ok((Inserted::Complete(_), _))));
    too_long(&mut messages, &fragment(2, 2, &long));
    assert!(matches!(messages.insert(at(4), &fragment(2, 1, &half)), Ok((Inserted::Repeated, _))));
    assert!(matches!(messages.insert(at(5), &fragment(2, 2, b"whole")), Ok((Inserted::Repeated, _))));
    // Repeated parts stay as well, so there is no room beside them.
    let _ = messages.insert(at(6), &fragment(2, 1, &half));
    too_long(&mut messages, &fragment(2, 2, &long[..321]));
    assert_eq!(messages.incomplete(), 1);
    // Doubtful parts take no room from certain ones.
    let part = |number, text| fragment(3, number, text);
    let mut messages = messages_of::<1, 3, 8>(Duration::from_secs(1));
    for (number, text) in [(1, &b"old"[..]), (3, b"old"), (1, b"new"), (2, b"er te")] {
        let outcome = messages.insert(Instant::ZERO, &part(number, text));
        assert!(matches!(outcome, Ok((Inserted::Waiting { .. }, _))), "{outcome:?}");
    }
    let Ok((Inserted::Complete(whole), _)) = messages.insert(Instant::ZERO, &part(3, b"")) else { panic!() };
    assert_eq!(whole.text(), b"newer te");
}

/// The characters of texts in parts of one message.
fn read(codings: DataCodings, parts: &[Fragment<'_>]) -> String {
    let total = u8::try_from(parts.len()).unwrap();
    let mut messages = messages_of::<1, 255, 1280>(Duration::from_secs(60));
    for (number, part) in (1..).zip(parts) {
        let concatenation = Concatenation { total, number, ..part.concatenation };
        let part = Fragment { concatenation, ..*part };
        if let Ok((Inserted::Complete(whole), _)) = messages.insert(Instant::ZERO, &part) {
            return whole.chars(|coding| codings.charset(coding.into())).unwrap().collect();
        }
    }
    panic!("not whole")
}

/// Texts cut at every octet, and into single octets, come out whole in every alphabet.
#[test]
fn what_a_sender_cut_in_two_is_read_whole() {
    let codings = DataCodings::default();
    let utf16: Vec<u8> = "日👩\u{200D}👧🇸🇪!".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let little: Vec<u8> =
        [0xFEFF].into_iter().chain("日👩👧".encode_utf16()).flat_map(u16::to_le_bytes).collect();
    let turkish = Some(Language::TURKISH);
    for (data_coding, single, locking, octets, text) in [
        (0, None, None, b"\x1Be\x1B(a\x1B)\x1B\x1B\x1Be".to_vec(), "€{a} €"),
        (0xF0, None, None, b"\x1Be\x1Be".to_vec(), "€€"),
        (0, turkish, None, b"a\x1Bs\x1Bg\x1Be".to_vec(), "aşğ€"),
        (0, turkish, turkish, b"\x0C\x1Bs\x1Bg".to_vec(), "ğşğ"),
        (0, Some(Language::HINDI), Some(Language::HINDI), b"\x1BA\x1B\0\x13".to_vec(), "A@ओ"),
        (8, None, None, utf16, "日👩\u{200D}👧🇸🇪!"),
        (8, None, None, little, "日👩👧"),
        (3, None, None, b"caf\xE9".to_vec(), "café"),
        (6, None, None, b"\xB4\xD0".to_vec(), "Да"),
    ] {
        let part = |text| Fragment {
            coding: TextCoding { data_coding, locking, single, header: 6 },
            ..fragment(1, 1, text)
        };
        for cut in 0..=octets.len() {
            let (first, second) = octets.split_at(cut);
            assert_eq!(read(codings, &[part(first), part(second)]), text, "{cut}");
            assert_eq!(read(codings, &[part(first), part(b""), part(second)]), text, "{cut}");
        }
        let single: Vec<_> = octets.chunks(1).map(part).collect();
        assert_eq!(read(codings, &single), text, "octet by octet");
    }
}

#[test]
fn packed_septets_that_a_sender_cut_in_two_are_read_whole() {
    let septets = b"a\x1Be\x1B(b\x1B)cdefg\x1Be".to_vec();
    let pack = |septets: &[u8], fill| {
        let mut out = vec![0; 32];
        let len = smpp_gsm7::pack(septets, fill, Padding::Zero, &mut out).unwrap();
        out.truncate(len);
        out
    };
    let codings = DataCodings { default: Charset::GSM7_PACKED, ..DataCodings::default() };
    for cut in 0..=septets.len() {
        let (first, second) = septets.split_at(cut);
        let (first, second) = (pack(first, Fill::after_header(6)), pack(second, Fill::after_header(9)));
        let coding = TextCoding { header: 9, ..TextCoding::default() };
        let parts = [fragment(2, 1, &first), Fragment { coding, ..fragment(2, 2, &second) }];
        assert_eq!(read(codings, &parts), "a€{b}cdefg€", "{cut}");
    }
}

#[test]
fn parts_of_different_alphabets_stay_apart() {
    let codings = DataCodings::default();
    let plain = fragment(1, 1, b"a\x1B");
    let after = fragment(1, 1, b"e");
    let shifted =
        Fragment { coding: TextCoding { single: Some(Language::TURKISH), ..after.coding }, ..after };
    assert_eq!(read(codings, &[plain, after]), "a€");
    assert_eq!(read(codings, &[plain, shifted]), "a e");
    // The same alphabet with another data_coding, and octets of another one in between.
    assert_eq!(
        read(
            codings,
            &[plain, Fragment { coding: TextCoding { data_coding: 0xF0, ..after.coding }, ..after }]
        ),
        "a€"
    );
    let coding = TextCoding { data_coding: DataCoding::UCS2.0, ..TextCoding::default() };
    let half = Fragment { coding, ..fragment(1, 1, b"\xD8\x3D") };
    let rest = Fragment { text: b"\xDE\x42", ..half };
    assert_eq!(read(codings, &[half, rest]), "🙂");
    assert_eq!(read(codings, &[half, plain, rest]), "\u{FFFD}a \u{FFFD}");
    assert_eq!(read(codings, &[plain, half, rest, after]), "a 🙂e");
    // Halves that nothing follows.
    assert_eq!(read(codings, &[half]), "\u{FFFD}");
    assert_eq!(read(codings, &[half, half]), "\u{FFFD}\u{FFFD}");
    assert_eq!(read(codings, &[half, Fragment { text: b"\0", ..half }]), "\u{FFFD}\u{FFFD}");
    assert_eq!(read(codings, &[half, Fragment { text: b"\0A\0", ..half }]), "\u{FFFD}A\u{FFFD}");
}

#[test]
fn byte_order_marks_of_parts() {
    let codings = DataCodings::default();
    let coding = TextCoding { data_coding: DataCoding::UCS2.0, ..TextCoding::default() };
    let part = |text| Fragment { coding, ..fragment(1, 1, text) };
    // Before the text, or before every part.
    assert_eq!(read(codings, &[part(b"\xFF\xFEA\0"), part(b"B\0")]), "AB");
    assert_eq!(read(codings, &[part(b"\xFF\xFEA\0"), part(b"\xFF\xFEB\0")]), "AB");
    assert_eq!(read(codings, &[part(b"\xFE\xFF\0A"), part(b"\xFE\xFF\0B")]), "AB");
    assert_eq!(read(codings, &[part(b"\xFE\xFF"), part(b"\0A")]), "A");
    // A zero-width no-break space is a character unless a text begins with it.
    assert_eq!(read(codings, &[part(b"\0A\xFE\xFF"), part(b"\xFE\xFF\0B")]), "A\u{FEFF}\u{FEFF}B");
    assert_eq!(read(codings, &[part(b"\xFE\xFF\0A\xFE\xFF"), part(b"\0B")]), "A\u{FEFF}B");
}

/// A sender that counts the length octet of the header itself.
#[test]
fn a_header_whose_length_counts_itself_is_read() {
    for [first, second] in [
        [&b"\x06\x00\x03\x2A\x02\x01Hello "[..], b"\x06\x00\x03\x2A\x02\x02world"],
        [b"\x07\x08\x04\x01\x2A\x02\x01Hello ", b"\x07\x08\x04\x01\x2A\x02\x02world"],
        [b"\x06\x00\x03\x2A\x02\x01Hello world", b"\x06\x00\x03\x2A\x02\x02"],
    ] {
        let mut messages = messages();
        let mut text = String::new();
        for (turn, short_message) in [second, first].into_iter().enumerate() {
            let deliver_sm = DeliverSm { esm_class: 0x40.into(), short_message, ..DeliverSm::default() };
            let submit_sm = SubmitSm { esm_class: 0x40.into(), short_message, ..SubmitSm::default() };
            let part = deliver_sm.fragment().unwrap().unwrap();
            assert_eq!(submit_sm.fragment(), Ok(Some(part)));
            assert_eq!(
                (part.concatenation.number, part.coding.header),
                (2 - turn as u8, u16::from(first[0]))
            );
            if let Ok((Inserted::Complete(whole), _)) = messages.insert(Instant::ZERO, &part) {
                let codings = DataCodings::default();
                text.extend(whole.chars(|coding| codings.charset(coding.into())).unwrap());
            }
            let codings = DataCodings::default();
            let chars = codings.chars(0x40.into(), DataCoding(0), short_message).unwrap().unwrap();
            assert!(chars.eq(short_message[usize::from(first[0])..].iter().map(|octet| char::from(*octet))));
        }
        assert_eq!(text, "Hello world");
    }
    // A length that is right, and one past the end that nothing explains.
    for (short_message, error) in [
        (&b"\x05\x00\x03\x2A\x02\x01Hello"[..], None),
        (b"\x07\x00\x03\x2A\x02\x01", Some(UdhErrorKind::LengthPastEnd)),
    ] {
        let deliver_sm = DeliverSm { esm_class: 0x40.into(), short_message, ..DeliverSm::default() };
        let found = deliver_sm.fragment().err().map(|error| match error {
            FragmentError::Header(error) => error.kind(),
            other => panic!("{other}"),
        });
        assert_eq!(found, error);
    }
}

/// Numbers at their limits.
#[test]
fn totals_and_numbers_at_their_borders() {
    let mut messages = messages_of::<2, 255, 600>(Duration::from_secs(60));
    for number in (2..=255).rev() {
        let text = [number];
        let outcome = messages.insert(Instant::ZERO, &fragment(255, number, &text));
        assert!(matches!(outcome, Ok((Inserted::Waiting { missing }, None)) if missing == number - 1));
    }
    for (total, number) in [(255, 0), (0, 0), (0, 1), (254, 255), (1, 2)] {
        let outcome = messages.insert(Instant::ZERO, &fragment(total, number, b""));
        assert_eq!(outcome.err(), Some(InsertError::FragmentNumber));
    }
    let Ok((Inserted::Complete(whole), _)) = messages.insert(Instant::ZERO, &fragment(255, 1, &[1])) else {
        panic!()
    };
    assert!(whole.fragments().map(|(_, text)| text[0]).eq(1..=255));
    assert!(whole.arrivals().map(|(number, _)| number).eq((1..=255).rev()));
    // A message of one part is complete each time, whatever its reference.
    for (reference_in, width) in [
        (ReferenceIn::Udh, Width::Bits8),
        (ReferenceIn::Udh, Width::Bits16),
        (ReferenceIn::Sar, Width::Bits16),
    ] {
        let one = fragment(1, 1, b"one");
        let concatenation = Concatenation { reference: 65_535, width, ..one.concatenation };
        let one = Fragment { key: FragmentKey { reference_in, ..one.key }, concatenation, ..one };
        assert!(matches!(messages.insert(Instant::ZERO, &one), Ok((Inserted::Complete(_), None))));
        assert!(matches!(messages.insert(Instant::ZERO, &one), Ok((Inserted::Complete(_), None))));
        let other = Fragment { text: b"another", ..one };
        assert!(matches!(messages.insert(Instant::ZERO, &other), Ok((Inserted::Complete(_), None))));
    }
}

/// The same octets with other national tables are another part.
#[test]
fn a_part_in_another_alphabet_is_another_part() {
    let mut messages = messages();
    let encoder = Encoder::new(Alphabet::DEFAULT);
    assert!(encoder.measure("a").is_ok());
    let part = fragment(2, 1, b"\x1Bs");
    let _ = messages.insert(Instant::ZERO, &part);
    let turkish = Fragment { coding: TextCoding { single: Some(Language::TURKISH), ..part.coding }, ..part };
    let (_, lost) = messages.insert(Instant::ZERO, &turkish).unwrap();
    assert_eq!(lost.map(|lost| lost.cause), Some(IncompleteCause::Replaced));
    assert!(matches!(messages.insert(Instant::ZERO, &turkish), Ok((Inserted::Repeated, _))));
}
