//! Telugu: national language identifier 0x0C (3GPP TS 23.038 annexes A.2.12 and A.3.12).
//!
//! Cells 0x22 and 0x23 of the single-shift table are the Telugu digits six and seven. The standard prints Arabic
//! letters, U+06CC and U+06CD, a misprint.
//!
//! The standard's single-shift table has no euro sign, so `€` cannot be encoded with it. A new
//! [`Decoder`](crate::Decoder) still decodes an escape and 0x65 as `€`, as with all other tables; one that is strict or
//! replacing does not.

super::indic::script! {
    TELUGU,
    lacks [0x0D, 0x11, 0x29, 0x34, 0x3C, 0x45, 0x49],
    own ['\u{0C55}', '\u{0C56}', '\u{0C60}', '\u{0C61}', '\u{0C62}', '\u{0C63}'],
    layers [extension::LAYER_WITHOUT_EURO, indic::LAYER],
    cells [
        (0x1C, '\u{0C66}'), (0x1D, '\u{0C67}'), (0x1E, '\u{0C68}'), (0x1F, '\u{0C69}'), (0x20, '\u{0C6A}'),
        (0x21, '\u{0C6B}'), (0x22, '\u{0C6C}'), (0x23, '\u{0C6D}'), (0x24, '\u{0C6E}'), (0x25, '\u{0C6F}'),
        (0x26, '\u{0C58}'), (0x27, '\u{0C59}'), (0x2A, '\u{0C78}'), (0x2B, '\u{0C79}'), (0x2C, '\u{0C7A}'),
        (0x2D, '\u{0C7B}'), (0x2E, '\u{0C7C}'), (0x30, '\u{0C7D}'), (0x31, '\u{0C7E}'), (0x32, '\u{0C7F}'),
    ]
}
