use super::*;
use crate::udh::{Concatenation, Width};
use crate::{Charset, Language};

type Key = (&'static str, &'static str);

fn fragment(reference: u16, total: u8, number: u8, text: &[u8]) -> Fragment<'_, Key> {
    let concatenation = Concatenation { reference, width: Width::Bits8, total, number };
    let coding = TextCoding { header: 6, ..TextCoding::default() };
    Fragment { coding, ..Fragment::new(("46700000001", "12345"), concatenation, 0, None, text) }
}

type Small = Reassembler<[MessageSlot<Key, 4, 16>; 2]>;

fn small() -> Small {
    Small::new([const { MessageSlot::EMPTY }; 2], Duration::from_secs(60), 1)
}

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

/// The number of missing fragments, -1 for a repeated fragment, -2 for a rejected one, or the text.
fn insert<'o>(
    messages: &mut Small,
    now: u64,
    part: &Fragment<'_, Key>,
    out: &'o mut [u8],
) -> Result<&'o [u8], i16> {
    match messages.insert(at(now), part) {
        Ok((Inserted::Waiting { missing }, _)) => Err(i16::from(missing)),
        Ok((Inserted::Complete(message), _)) => Ok({
            let whole = &mut out[..message.text().len()];
            whole.copy_from_slice(message.text());
            whole
        }),
        Ok((Inserted::Repeated, _)) => Err(-1),
        Err(_) => Err(-2),
    }
}

#[test]
fn parts_in_any_order_with_repeats() {
    let texts = [&b"Hello"[..], b", ", b"world"];
    for order in [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]] {
        let mut messages = small();
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
    let concatenation = base.concatenation;
    let (source, destination) = base.key;
    let others = [
        fragment(8, 2, 1, b"a"),
        Fragment { concatenation: Concatenation { width: Width::Bits16, ..concatenation }, ..base },
        fragment(7, 3, 1, b"a"),
        Fragment { key: (destination, destination), ..base },
        Fragment { key: (source, source), ..base },
    ];
    for mut other in others {
        let mut messages = small();
        assert_eq!(insert(&mut messages, 0, &base, &mut []), Err(1));
        other.concatenation.number = 2;
        let missing = i16::from(other.concatenation.total.saturating_sub(1));
        assert_eq!(insert(&mut messages, 0, &other, &mut []), Err(missing));
        assert_eq!(messages.incomplete(), 2);
    }
}

#[test]
fn a_part_with_another_text_starts_a_new_message() {
    let mut messages = small();
    let _ = messages.insert(at(0), &fragment(7, 2, 1, b"old"));
    let (_, lost) = messages.insert(at(5), &fragment(7, 2, 1, b"new")).unwrap();
    let lost = lost.unwrap();
    assert_eq!((lost.cause, lost.fragments, lost.total), (IncompleteCause::Replaced, 1, 2));
    let part = fragment(7, 2, 1, b"old");
    assert_eq!((lost.key, lost.reference), (part.key, 7));
    let mut out = [0; 16];
    assert_eq!(insert(&mut messages, 6, &fragment(7, 2, 2, b"er"), &mut out), Ok(&b"newer"[..]));
    // The reference is reused: nothing was lost.
    let inserted = messages.insert(at(7), &fragment(7, 2, 1, b"third")).unwrap();
    assert!(matches!(inserted, (Inserted::Waiting { missing: 1 }, None)));
}

#[test]
fn a_reference_that_is_used_again_at_once() {
    let texts = |last: &'static [u8]| [&b"Dear, "[..], b"it is ", last];
    let orders = [[1, 2, 3], [1, 3, 2], [2, 1, 3], [2, 3, 1], [3, 1, 2], [3, 2, 1]];
    // The fragments of each message arrive in every order, so those that are kept can be anywhere.
    for (first, second) in orders.into_iter().flat_map(|first| orders.map(|second| (first, second))) {
        let mut messages = small();
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
            assert_eq!((whole, messages.incomplete()), (1, 0), "{first:?} {second:?}");
        }
    }
    // A fragment that the old message sent twice does not belong to the new one, whether it was repeated before
    // or after the old message was completed.
    for twice in [1, 2] {
        for before in [false, true] {
            let mut messages = small();
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
    // Also in another order, if they were sent twice before the message was completed.
    let mut messages = small();
    let mut out = [0; 16];
    for (part, missing) in [(fragment(7, 2, 1, b"old "), 1), (fragment(7, 2, 1, b"old "), -1)] {
        assert_eq!(insert(&mut messages, 0, &part, &mut []), Err(missing));
    }
    assert_eq!(insert(&mut messages, 0, &fragment(7, 2, 2, b"text"), &mut out), Ok(&b"old text"[..]));
    assert_eq!(insert(&mut messages, 1, &fragment(7, 2, 2, b"one"), &mut []), Err(1));
    assert_eq!(insert(&mut messages, 1, &fragment(7, 2, 1, b"new "), &mut out), Ok(&b"new one"[..]));
    // Also if the old message was incomplete.
    let mut messages = small();
    assert_eq!(insert(&mut messages, 0, &fragment(7, 3, 1, b"a"), &mut []), Err(2));
    assert_eq!(insert(&mut messages, 0, &fragment(7, 3, 2, b"old"), &mut []), Err(1));
    assert_eq!(insert(&mut messages, 1, &fragment(7, 3, 1, b"a"), &mut []), Err(-1));
    let (inserted, lost) = messages.insert(at(2), &fragment(7, 3, 2, b"new")).unwrap();
    assert_eq!(lost.map(|lost| lost.cause), Some(IncompleteCause::Replaced));
    assert!(matches!(inserted, Inserted::Waiting { missing: 1 }));
    let mut out = [0; 16];
    assert_eq!(insert(&mut messages, 3, &fragment(7, 3, 3, b"!"), &mut out), Ok(&b"anew!"[..]));
}

#[test]
fn each_part_is_read_as_it_says() {
    let mut messages = small();
    let turkish = Some(Language::TURKISH);
    let plain = TextCoding { header: 6, ..TextCoding::default() };
    let coded = |coding, fragment: Fragment<'static, Key>| Fragment { coding, ..fragment };
    let first = coded(TextCoding { single: turkish, ..plain }, fragment(7, 3, 1, b"a\x1Bg"));
    let second = coded(TextCoding { data_coding: 8, ..plain }, fragment(7, 3, 2, b"\0b\xD8\x3D"));
    let third = fragment(7, 3, 3, b"\x1Be");
    let _ = messages.insert(at(0), &third);
    let _ = messages.insert(at(0), &first);
    let (Inserted::Complete(whole), None) = messages.insert(at(0), &second).unwrap() else { panic!() };
    let charset_of = |coding: u8| match coding {
        0 => Some(Charset::GSM7),
        8 => Some(Charset::Ucs2),
        _ => None,
    };
    assert!(whole.chars(charset_of).unwrap().eq("ağb\u{FFFD}€".chars()));
    assert!(whole.fragments().map(|(coding, _)| (coding.data_coding, coding.header, coding.single)).eq([
        (0, 6, turkish),
        (8, 6, None),
        (0, 6, None)
    ]));
    let octets = coded(TextCoding { data_coding: 4, ..plain }, fragment(8, 1, 1, b"\x01"));
    let (Inserted::Complete(whole), _) = messages.insert(at(0), &octets).unwrap() else { panic!() };
    assert!(whole.chars(charset_of).is_none());
    assert!(whole.fragments().map(|(coding, text)| (coding.data_coding, text)).eq([(4, &b"\x01"[..])]));
    let empty = fragment(9, 1, 1, b"");
    let (Inserted::Complete(whole), _) = messages.insert(at(0), &empty).unwrap() else { panic!() };
    assert!(whole.fragments().map(|(coding, text)| (coding.data_coding, text)).eq([(0, &b""[..])]));
}

#[test]
fn a_surrogate_pair_is_whole_again_when_every_part_begins_with_a_byte_order_mark() {
    let cases: [([&[u8]; 3], &str); 7] = [
        ([b"\xFE\xFF\0a\xD8\x3D", b"\xFE\xFF\xDE\x42\0b", b"\xFE\xFF\0c"], "a🙂bc"),
        // Each fragment in its own byte order, a fragment with only the mark, and an empty fragment.
        ([b"\xFF\xFEa\0\x3D\xD8", b"\xFE\xFF\xDE\x42\0b", b"\xFF\xFEc\0"], "a🙂bc"),
        ([b"\xFE\xFF\xD8\x3D", b"\xFE\xFF", b"\xFF\xFE\x42\xDE"], "🙂"),
        ([b"\xFE\xFF\xD8\x3D", b"", b"\xFE\xFF\xDE\x42\0c"], "🙂c"),
        // The second half is missing.
        ([b"\xFE\xFF\xD8\x3D", b"\xFE\xFF\0b", b"\xFE\xFF\xD8\x3D"], "\u{FFFD}b\u{FFFD}"),
        ([b"\xFE\xFF\xD8\x3D\0", b"\xFE\xFF\xDE\x42", b""], "\u{FFFD}\u{FFFD}\u{FFFD}"),
        // The second fragment has no mark, so the mark of the third is a character.
        ([b"\xFE\xFF\xD8\x3D", b"\xDE\x42", b"\xFE\xFF\0c"], "🙂\u{FEFF}c"),
    ];
    for (texts, text) in cases {
        let mut messages = small();
        let [first, second, third] = core::array::from_fn(|at| {
            let part = fragment(7, 3, u8::try_from(at).unwrap() + 1, texts[at]);
            Fragment { coding: TextCoding { data_coding: 8, ..part.coding }, ..part }
        });
        let _ = messages.insert(at(0), &first);
        let _ = messages.insert(at(0), &second);
        let (Inserted::Complete(whole), _) = messages.insert(at(0), &third).unwrap() else { panic!() };
        let chars: std::string::String = whole.chars(|_| Some(Charset::Ucs2)).unwrap().collect();
        assert_eq!(chars, text);
    }
}

#[test]
fn messages_expire_and_say_so() {
    let mut messages = Small::new([const { MessageSlot::EMPTY }; 2], Duration::from_millis(100), 1);
    let _ = messages.insert(at(10), &fragment(1, 2, 1, b"a"));
    let _ = messages.insert(at(20), &fragment(2, 2, 1, b"b"));
    assert_eq!(messages.next_expiry(), Some(at(110)));
    assert_eq!(messages.expire(at(109)), None);
    let lost = messages.expire(at(120)).unwrap();
    assert_eq!((lost.cause, lost.reference), (IncompleteCause::Expired, 1));
    assert_eq!(messages.expire(at(120)).unwrap().reference, 2);
    assert_eq!(messages.expire(at(120)), None);
    assert_eq!((messages.incomplete(), messages.next_expiry()), (0, None));
    // A late fragment of an expired message starts a new message, and the old one is reported.
    let _ = messages.insert(at(200), &fragment(3, 2, 1, b"a"));
    let (late, lost) = messages.insert(at(300), &fragment(3, 2, 2, b"b")).unwrap();
    assert!(matches!(late, Inserted::Waiting { missing: 1 }));
    assert_eq!(lost.unwrap().cause, IncompleteCause::Expired);
}

#[test]
fn the_oldest_makes_room_and_complete_ones_go_first() {
    let mut messages = small();
    let _ = messages.insert(at(1), &fragment(1, 2, 1, b"a"));
    let _ = messages.insert(at(2), &fragment(2, 1, 1, b"done"));
    assert!(matches!(messages.insert(at(3), &fragment(3, 2, 1, b"c")), Ok((_, None))));
    let (_, lost) = messages.insert(at(4), &fragment(4, 2, 1, b"d")).unwrap();
    assert_eq!(lost.map(|lost| (lost.cause, lost.reference)), Some((IncompleteCause::Evicted, 1)));
    assert_eq!(messages.incomplete(), 2);
}

/// Messages from before the clock went back make room first. Otherwise each new message would drop the one before it.
#[test]
fn a_clock_that_goes_back_leaves_room_for_new_messages() {
    let mut messages = small();
    for reference in [1, 2] {
        let _ = messages.insert(at(1_000_000_000), &fragment(reference, 2, 1, b"old")).unwrap();
    }
    for (now, reference, old) in [(1, 3, 2), (2, 4, 1)] {
        let (_, lost) = messages.insert(at(now), &fragment(reference, 2, 1, b"new ")).unwrap();
        assert_eq!(lost.map(|lost| (lost.cause, lost.reference)), Some((IncompleteCause::Evicted, old)));
    }
    let mut out = [0; 16];
    for reference in [3, 4] {
        assert_eq!(
            insert(&mut messages, 3, &fragment(reference, 2, 2, b"one"), &mut out),
            Ok(&b"new one"[..])
        );
    }
}

#[test]
fn what_has_no_room_is_refused_and_changes_nothing() {
    let mut messages = small();
    let long = [b'x'; 65];
    let base = fragment(1, 2, 1, b"0123456789");
    for (part, error) in [
        (fragment(1, 2, 0, b"0123456789"), InsertError::FragmentNumber),
        (fragment(1, 2, 3, b"0123456789"), InsertError::FragmentNumber),
        (fragment(1, 5, 1, b"0123456789"), InsertError::TooManyFragments),
        (fragment(1, 2, 1, &long), InsertError::TooLong),
    ] {
        assert_eq!(messages.insert(at(0), &part).err(), Some(error));
        assert_eq!(messages.incomplete(), 0);
    }
    assert_eq!(insert(&mut messages, 0, &base, &mut []), Err(1));
    assert_eq!(insert(&mut messages, 0, &fragment(1, 2, 2, b"7 octets"), &mut []), Err(-2));
    let mut out = [0; 16];
    assert_eq!(
        insert(&mut messages, 0, &fragment(1, 2, 2, b"6 octs"), &mut out),
        Ok(&b"01234567896 octs"[..])
    );
    assert_eq!(messages.incomplete(), 0);
    // A fragment that fills the slot.
    let full = [b'x'; 16];
    assert_eq!(insert(&mut messages, 0, &fragment(2, 1, 1, &full), &mut out), Ok(&full[..]));
    let none: [MessageSlot<Key, 4, 16>; 0] = [];
    let mut none = Reassembler::new(none, Duration::ZERO, 1);
    assert_eq!(none.insert(at(0), &base).err(), Some(InsertError::NoSlots));
}

/// Slots that were used before are as good as new.
#[test]
fn storage_is_borrowed_and_used_again() {
    let mut slots = [const { MessageSlot::<Key, 4, 16>::EMPTY }; 2];
    for _ in 0..3 {
        let mut messages = Reassembler::new(&mut slots[..], Duration::from_secs(60), 1);
        for number in [2, 1] {
            let inserted = messages.insert(at(0), &fragment(7, 2, number, b"text")).unwrap();
            assert!(matches!(inserted, (Inserted::Complete(_), None)) == (number == 1));
        }
        let _ = messages.insert(at(0), &fragment(8, 2, 1, b"rest"));
        assert_eq!(messages.incomplete(), 1);
    }
}

/// More incomplete messages at once than the thread's stack could hold.
#[cfg(feature = "alloc")]
#[test]
fn ten_thousand_messages_do_not_pass_over_the_stack() {
    let many = || {
        let slots = alloc::vec![MessageSlot::<u32, 3, 480>::EMPTY; 10_000];
        let mut messages = Reassembler::new(slots, Duration::from_secs(60), 7);
        for number in 1..=3 {
            for sender in 0..10_000_u32 {
                let part = Concatenation { reference: 7, width: Width::Bits8, total: 3, number };
                let octets = sender.to_be_bytes();
                let fragment = Fragment::new(sender, part, 0, None, &octets);
                let inserted = messages.insert(at(sender.into()), &fragment).unwrap();
                match inserted {
                    (Inserted::Waiting { missing }, None) => assert_eq!(missing, 3 - number),
                    (Inserted::Complete(message), None) => {
                        assert!(message.fragments().all(|(_, text)| text == octets) && number == 3);
                    }
                    other => panic!("{other:?}"),
                }
            }
        }
        assert_eq!(messages.incomplete(), 0);
    };
    std::thread::Builder::new().stack_size(64 << 10).spawn(many).unwrap().join().unwrap();
}
