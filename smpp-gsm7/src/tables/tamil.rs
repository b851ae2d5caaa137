//! Tamil: national language identifier 0x0B (3GPP TS 23.038 annexes A.2.11 and A.3.11).
//!
//! Cell 0x24 of the single-shift table is the Tamil digit eight, U+0BEE. The standard prints U+0BEF, a misprint: that
//! digit is at 0x25.

super::indic::script! {
    TAMIL,
    lacks [
        0x01, 0x0B, 0x0C, 0x0D, 0x11, 0x16, 0x17, 0x18, 0x1B, 0x1D, 0x20, 0x21, 0x22, 0x25, 0x26, 0x27, 0x2B,
        0x2C, 0x2D, 0x3C, 0x3D, 0x43, 0x44, 0x45, 0x49,
    ],
    own ['\u{0BD0}', '\u{0BD7}', '\u{0BF0}', '\u{0BF1}', '\u{0BF2}', '\u{0BF9}'],
    layers [extension::LAYER, indic::LAYER, indic::DANDAS],
    cells [
        (0x1C, '\u{0BE6}'), (0x1D, '\u{0BE7}'), (0x1E, '\u{0BE8}'), (0x1F, '\u{0BE9}'), (0x20, '\u{0BEA}'),
        (0x21, '\u{0BEB}'), (0x22, '\u{0BEC}'), (0x23, '\u{0BED}'), (0x24, '\u{0BEE}'), (0x25, '\u{0BEF}'),
        (0x26, '\u{0BF3}'), (0x27, '\u{0BF4}'), (0x2A, '\u{0BF5}'), (0x2B, '\u{0BF6}'), (0x2C, '\u{0BF7}'),
        (0x2D, '\u{0BF8}'), (0x2E, '\u{0BFA}'),
    ]
}
