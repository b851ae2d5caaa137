//! Kannada: national language identifier 0x07 (3GPP TS 23.038 annexes A.2.7 and A.3.7).
//!
//! Cell 0x24 of the locking-shift table is U+0CA1. The standard prints U+0CAA, a misprint: that letter is at 0x3D.

super::indic::script! {
    KANNADA,
    lacks [0x01, 0x0D, 0x11, 0x29, 0x34, 0x45, 0x49],
    own ['\u{0CD5}', '\u{0CD6}', '\u{0CE0}', '\u{0CE1}', '\u{0CE2}', '\u{0CE3}'],
    layers [extension::LAYER, indic::LAYER, indic::DANDAS],
    cells [
        (0x1C, '\u{0CE6}'), (0x1D, '\u{0CE7}'), (0x1E, '\u{0CE8}'), (0x1F, '\u{0CE9}'), (0x20, '\u{0CEA}'),
        (0x21, '\u{0CEB}'), (0x22, '\u{0CEC}'), (0x23, '\u{0CED}'), (0x24, '\u{0CEE}'), (0x25, '\u{0CEF}'),
        (0x26, '\u{0CDE}'), (0x27, '\u{0CF1}'), (0x2A, '\u{0CF2}'),
    ]
}
