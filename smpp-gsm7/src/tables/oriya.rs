//! Oriya: national language identifier 0x09 (3GPP TS 23.038 annexes A.2.9 and A.3.9).

super::indic::script! {
    ORIYA,
    lacks [0x0D, 0x0E, 0x11, 0x12, 0x29, 0x31, 0x34, 0x45, 0x46, 0x49, 0x4A],
    own ['\u{0B56}', '\u{0B57}', '\u{0B60}', '\u{0B61}', '\u{0B62}', '\u{0B63}'],
    layers [extension::LAYER, indic::LAYER, indic::DANDAS],
    cells [
        (0x1C, '\u{0B66}'), (0x1D, '\u{0B67}'), (0x1E, '\u{0B68}'), (0x1F, '\u{0B69}'), (0x20, '\u{0B6A}'),
        (0x21, '\u{0B6B}'), (0x22, '\u{0B6C}'), (0x23, '\u{0B6D}'), (0x24, '\u{0B6E}'), (0x25, '\u{0B6F}'),
        (0x26, '\u{0B5C}'), (0x27, '\u{0B5D}'), (0x2A, '\u{0B5F}'), (0x2B, '\u{0B70}'), (0x2C, '\u{0B71}'),
    ]
}
