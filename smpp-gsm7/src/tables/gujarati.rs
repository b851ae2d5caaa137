//! Gujarati: national language identifier 0x05 (3GPP TS 23.038 annexes A.2.5 and A.3.5).

use super::{Language, Layer, LockingTable, NIL, SingleTable, cells, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
#[rustfmt::skip]
pub static LOCKING: LockingTable = LockingTable::new(Some(Language::GUJARATI), &pages::GUJARATI, [
    /* 0x00 */ '\u{0A81}', '\u{0A82}', '\u{0A83}', '\u{0A85}', '\u{0A86}', '\u{0A87}', '\u{0A88}', '\u{0A89}',
    /* 0x08 */ '\u{0A8A}', '\u{0A8B}', '\n', '\u{0A8C}', '\u{0A8D}', '\r', NIL, '\u{0A8F}',
    /* 0x10 */ '\u{0A90}', '\u{0A91}', NIL, '\u{0A93}', '\u{0A94}', '\u{0A95}', '\u{0A96}', '\u{0A97}',
    /* 0x18 */ '\u{0A98}', '\u{0A99}', '\u{0A9A}', NIL, '\u{0A9B}', '\u{0A9C}', '\u{0A9D}', '\u{0A9E}',
    /* 0x20 */ ' ', '!', '\u{0A9F}', '\u{0AA0}', '\u{0AA1}', '\u{0AA2}', '\u{0AA3}', '\u{0AA4}',
    /* 0x28 */ ')', '(', '\u{0AA5}', '\u{0AA6}', ',', '\u{0AA7}', '.', '\u{0AA8}',
    /* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7',
    /* 0x38 */ '8', '9', ':', ';', NIL, '\u{0AAA}', '\u{0AAB}', '?',
    /* 0x40 */ '\u{0AAC}', '\u{0AAD}', '\u{0AAE}', '\u{0AAF}', '\u{0AB0}', NIL, '\u{0AB2}', '\u{0AB3}',
    /* 0x48 */ NIL, '\u{0AB5}', '\u{0AB6}', '\u{0AB7}', '\u{0AB8}', '\u{0AB9}', '\u{0ABC}', '\u{0ABD}',
    /* 0x50 */ '\u{0ABE}', '\u{0ABF}', '\u{0AC0}', '\u{0AC1}', '\u{0AC2}', '\u{0AC3}', '\u{0AC4}', '\u{0AC5}',
    /* 0x58 */ NIL, '\u{0AC7}', '\u{0AC8}', '\u{0AC9}', NIL, '\u{0ACB}', '\u{0ACC}', '\u{0ACD}',
    /* 0x60 */ '\u{0AD0}', 'a', 'b', 'c', 'd', 'e', 'f', 'g',
    /* 0x68 */ 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    /* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    /* 0x78 */ 'x', 'y', 'z', '\u{0AE0}', '\u{0AE1}', '\u{0AE2}', '\u{0AE3}', '\u{0AF1}',
]);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::GUJARATI),
    &[super::extension::LAYER, super::indic::LAYER, super::indic::DANDAS, Layer::new(&pages::GUJARATI, &OWN)],
);

#[rustfmt::skip]
static OWN: [[u8; 2]; 10] = cells(&pages::GUJARATI, [
    (0x1C, '\u{0AE6}'), (0x1D, '\u{0AE7}'), (0x1E, '\u{0AE8}'), (0x1F, '\u{0AE9}'), (0x20, '\u{0AEA}'),
    (0x21, '\u{0AEB}'), (0x22, '\u{0AEC}'), (0x23, '\u{0AED}'), (0x24, '\u{0AEE}'), (0x25, '\u{0AEF}'),
]);
