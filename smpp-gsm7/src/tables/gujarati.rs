//! Gujarati: national language identifier 0x05 (3GPP TS 23.038 annexes A.2.5 and A.3.5).

super::indic::script! {
    GUJARATI,
    lacks [0x0E, 0x12, 0x29, 0x31, 0x34, 0x46, 0x4A],
    own ['\u{0AD0}', '\u{0AE0}', '\u{0AE1}', '\u{0AE2}', '\u{0AE3}', '\u{0AF1}'],
    layers [extension::LAYER, indic::LAYER, indic::DANDAS],
    cells [
        (0x1C, '\u{0AE6}'), (0x1D, '\u{0AE7}'), (0x1E, '\u{0AE8}'), (0x1F, '\u{0AE9}'), (0x20, '\u{0AEA}'),
        (0x21, '\u{0AEB}'), (0x22, '\u{0AEC}'), (0x23, '\u{0AED}'), (0x24, '\u{0AEE}'), (0x25, '\u{0AEF}'),
    ]
}
