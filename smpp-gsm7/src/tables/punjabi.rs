//! Punjabi: national language identifier 0x0A (3GPP TS 23.038 annexes A.2.10 and A.3.10).

super::indic::script! {
    PUNJABI,
    lacks [0x0B, 0x0C, 0x0D, 0x0E, 0x11, 0x12, 0x29, 0x31, 0x34, 0x37, 0x3D, 0x43, 0x44, 0x45, 0x46, 0x49, 0x4A],
    own ['\u{0A51}', '\u{0A70}', '\u{0A71}', '\u{0A72}', '\u{0A73}', '\u{0A74}'],
    layers [extension::LAYER, indic::LAYER, indic::DANDAS],
    cells [
        (0x1C, '\u{0A66}'), (0x1D, '\u{0A67}'), (0x1E, '\u{0A68}'), (0x1F, '\u{0A69}'), (0x20, '\u{0A6A}'),
        (0x21, '\u{0A6B}'), (0x22, '\u{0A6C}'), (0x23, '\u{0A6D}'), (0x24, '\u{0A6E}'), (0x25, '\u{0A6F}'),
        (0x26, '\u{0A59}'), (0x27, '\u{0A5A}'), (0x2A, '\u{0A5B}'), (0x2B, '\u{0A5C}'), (0x2C, '\u{0A5E}'),
        (0x2D, '\u{0A75}'),
    ]
}
