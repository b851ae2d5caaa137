//! Malayalam: national language identifier 0x08 (3GPP TS 23.038 annexes A.2.8 and A.3.8).

super::indic::script! {
    MALAYALAM,
    lacks [0x01, 0x0D, 0x11, 0x29, 0x3C, 0x45, 0x49],
    own ['\u{0D57}', '\u{0D60}', '\u{0D61}', '\u{0D62}', '\u{0D63}', '\u{0D79}'],
    layers [extension::LAYER, indic::LAYER, indic::DANDAS],
    cells [
        (0x1C, '\u{0D66}'), (0x1D, '\u{0D67}'), (0x1E, '\u{0D68}'), (0x1F, '\u{0D69}'), (0x20, '\u{0D6A}'),
        (0x21, '\u{0D6B}'), (0x22, '\u{0D6C}'), (0x23, '\u{0D6D}'), (0x24, '\u{0D6E}'), (0x25, '\u{0D6F}'),
        (0x26, '\u{0D70}'), (0x27, '\u{0D71}'), (0x2A, '\u{0D72}'), (0x2B, '\u{0D73}'), (0x2C, '\u{0D74}'),
        (0x2D, '\u{0D75}'), (0x2E, '\u{0D7A}'), (0x30, '\u{0D7B}'), (0x31, '\u{0D7C}'), (0x32, '\u{0D7D}'),
        (0x33, '\u{0D7E}'), (0x34, '\u{0D7F}'),
    ]
}
