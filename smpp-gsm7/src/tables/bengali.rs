//! Bengali: national language identifier 0x04 (3GPP TS 23.038 annexes A.2.4 and A.3.4).

super::indic::script! {
    BENGALI,
    lacks [0x0D, 0x0E, 0x11, 0x12, 0x29, 0x31, 0x33, 0x34, 0x35, 0x45, 0x46, 0x49, 0x4A],
    own ['\u{09CE}', '\u{09D7}', '\u{09DC}', '\u{09DD}', '\u{09F0}', '\u{09F1}'],
    layers [extension::LAYER, indic::LAYER],
    cells [
        (0x19, '\u{09E6}'), (0x1A, '\u{09E7}'), (0x1C, '\u{09E8}'), (0x1D, '\u{09E9}'), (0x1E, '\u{09EA}'),
        (0x1F, '\u{09EB}'), (0x20, '\u{09EC}'), (0x21, '\u{09ED}'), (0x22, '\u{09EE}'), (0x23, '\u{09EF}'),
        (0x24, '\u{09DF}'), (0x25, '\u{09E0}'), (0x26, '\u{09E1}'), (0x27, '\u{09E2}'), (0x2A, '\u{09E3}'),
        (0x2B, '\u{09F2}'), (0x2C, '\u{09F3}'), (0x2D, '\u{09F4}'), (0x2E, '\u{09F5}'), (0x30, '\u{09F6}'),
        (0x31, '\u{09F7}'), (0x32, '\u{09F8}'), (0x33, '\u{09F9}'), (0x34, '\u{09FA}'),
    ]
}
