//! Texts in GSM 7-bit that do not fit into the output: where encoding stops, and where the error is.

use smpp_gsm7::transliteration::NEAREST;
use smpp_gsm7::{Alphabet, EncodeTextErrorKind as Kind, Encoder, Fill, Padding, packed_len};

const ENCODER: Encoder = Encoder::new(Alphabet::DEFAULT);

/// The octets that the whole text takes, and the offset of the error, if it is packed into `room` octets.
fn packed(text: &str, fill: u8, padding: Padding, room: usize) -> Option<(usize, usize)> {
    let fill = Fill::new(fill).unwrap();
    let error = ENCODER.encode_packed(text, fill, padding, &mut vec![0; room]).err()?;
    let Kind::BufferTooSmall { needed } = error.kind() else { panic!("{error}") };
    Some((needed, error.offset()))
}

#[test]
fn packing_names_the_first_character_that_does_not_fit() {
    let zero = Padding::Zero;
    // Ten octets hold 11 septets. The sizes are those of the blocks that are packed at a time.
    for length in [12, 159, 160, 161, 320, 321, 1000] {
        let text = "x".repeat(length);
        let needed = packed_len(length, Fill::NONE);
        assert_eq!(packed(&text, 0, zero, 10), Some((needed, 11)), "{length}");
        assert_eq!(packed(&text, 0, zero, 0), Some((needed, 0)), "{length}");
        assert_eq!(packed(&text, 0, zero, needed), None, "{length}");
        let most = (needed - 1) * 8 / 7;
        assert_eq!(packed(&text, 0, zero, needed - 1), Some((needed, most)), "{length}");
    }
    // An escape sequence is not cut: 10 septets, and two octets of UTF-8 for each of the others.
    assert_eq!(packed(&"€".repeat(6), 0, zero, 10), Some((11, 15)));
    assert_eq!(packed(&"é".repeat(12), 0, zero, 10), Some((11, 22)));
    // Across the border of a block of 160: 159 septets, an escape sequence, and one more.
    assert_eq!(packed(&format!("{}€y", "x".repeat(159)), 0, zero, 140), Some((142, 159)));
    assert_eq!(packed(&format!("{}€y", "x".repeat(159)), 0, zero, 141), Some((142, 162)));
    // The fill bits take the place of one septet.
    assert_eq!(packed("abcdefgh", 0, zero, 7), None);
    assert_eq!(packed("abcdefgh", 1, zero, 7), Some((8, 7)));
    assert_eq!(packed("", 1, zero, 0), Some((1, 0)));
    // Only the CR after the final one does not fit.
    assert_eq!(packed("abcdefg\r", 0, Padding::CarriageReturn, 7), Some((8, 8)));
}

#[test]
fn a_character_that_the_alphabet_lacks_is_named_wherever_it_is() {
    for length in [0, 3, 159, 160, 161, 319, 320, 321] {
        let text = format!("{}日", "x".repeat(length));
        for room in [0, 3, 140, 300] {
            let error = ENCODER.encode_packed(&text, Fill::NONE, Padding::Zero, &mut vec![0; room]);
            let error = error.unwrap_err();
            assert_eq!((error.kind(), error.offset()), (Kind::Unmappable('日'), length), "{room}");
            let error = ENCODER.encode(&text, &mut vec![0; room]).unwrap_err();
            assert_eq!((error.kind(), error.offset()), (Kind::Unmappable('日'), length), "{room}");
        }
    }
}

#[test]
fn the_first_character_after_a_full_output_does_not_matter() {
    for (text, room, read, septets) in
        [("日", 0, 0, 0), ("abc日", 2, 2, 2), ("abc日", 3, 3, 3), ("ab€日", 4, 5, 4), ("ab€日", 3, 2, 2)]
    {
        let mut out = [0; 8];
        let done = ENCODER.encode_prefix(text, &mut out[..room]).unwrap();
        assert_eq!((done.read, done.septets), (read, septets), "{text} {room}");
        assert_eq!(ENCODER.measure_prefix(text, room), Ok(done));
    }
    // With room left, it is an error.
    for room in [4, 5, usize::MAX] {
        let error = ENCODER.measure_prefix("abc日", room).unwrap_err();
        assert_eq!((error.kind(), error.offset()), (Kind::Unmappable('日'), 3), "{room}");
    }
    // The rest of the text has the error.
    assert_eq!(ENCODER.encode_prefix("日", &mut [0; 3]).unwrap_err().kind(), Kind::Unmappable('日'));
    // The same when transliterating, also with a mark.
    let encoder = ENCODER.transliterating(&NEAREST);
    for text in ["abc日", "abc日\u{301}", "áb\u{301}c日"] {
        let done = encoder.measure_prefix(text, 3).unwrap();
        assert_eq!((done.septets, &text[done.read..]), (3, text.split_at(text.find('日').unwrap()).1));
        assert_eq!(encoder.encode_prefix(text, &mut [0; 3]), Ok(done));
    }
}
