//! Oriya: national language identifier 0x09 (3GPP TS 23.038 annexes A.2.9 and A.3.9).

use super::{Language, Layer, LockingTable, NIL, SingleTable, cells, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
#[rustfmt::skip]
pub static LOCKING: LockingTable = LockingTable::new(Some(Language::ORIYA), &pages::ORIYA, [
    /* 0x00 */ '\u{0B01}', '\u{0B02}', '\u{0B03}', '\u{0B05}', '\u{0B06}', '\u{0B07}', '\u{0B08}', '\u{0B09}',
    /* 0x08 */ '\u{0B0A}', '\u{0B0B}', '\n', '\u{0B0C}', NIL, '\r', NIL, '\u{0B0F}',
    /* 0x10 */ '\u{0B10}', NIL, NIL, '\u{0B13}', '\u{0B14}', '\u{0B15}', '\u{0B16}', '\u{0B17}',
    /* 0x18 */ '\u{0B18}', '\u{0B19}', '\u{0B1A}', NIL, '\u{0B1B}', '\u{0B1C}', '\u{0B1D}', '\u{0B1E}',
    /* 0x20 */ ' ', '!', '\u{0B1F}', '\u{0B20}', '\u{0B21}', '\u{0B22}', '\u{0B23}', '\u{0B24}',
    /* 0x28 */ ')', '(', '\u{0B25}', '\u{0B26}', ',', '\u{0B27}', '.', '\u{0B28}',
    /* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7',
    /* 0x38 */ '8', '9', ':', ';', NIL, '\u{0B2A}', '\u{0B2B}', '?',
    /* 0x40 */ '\u{0B2C}', '\u{0B2D}', '\u{0B2E}', '\u{0B2F}', '\u{0B30}', NIL, '\u{0B32}', '\u{0B33}',
    /* 0x48 */ NIL, '\u{0B35}', '\u{0B36}', '\u{0B37}', '\u{0B38}', '\u{0B39}', '\u{0B3C}', '\u{0B3D}',
    /* 0x50 */ '\u{0B3E}', '\u{0B3F}', '\u{0B40}', '\u{0B41}', '\u{0B42}', '\u{0B43}', '\u{0B44}', NIL,
    /* 0x58 */ NIL, '\u{0B47}', '\u{0B48}', NIL, NIL, '\u{0B4B}', '\u{0B4C}', '\u{0B4D}',
    /* 0x60 */ '\u{0B56}', 'a', 'b', 'c', 'd', 'e', 'f', 'g',
    /* 0x68 */ 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    /* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    /* 0x78 */ 'x', 'y', 'z', '\u{0B57}', '\u{0B60}', '\u{0B61}', '\u{0B62}', '\u{0B63}',
]);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::ORIYA),
    &[super::extension::LAYER, super::indic::LAYER, super::indic::DANDAS, Layer::new(&pages::ORIYA, &OWN)],
);

#[rustfmt::skip]
static OWN: [[u8; 2]; 15] = cells(&pages::ORIYA, [
    (0x1C, '\u{0B66}'), (0x1D, '\u{0B67}'), (0x1E, '\u{0B68}'), (0x1F, '\u{0B69}'), (0x20, '\u{0B6A}'),
    (0x21, '\u{0B6B}'), (0x22, '\u{0B6C}'), (0x23, '\u{0B6D}'), (0x24, '\u{0B6E}'), (0x25, '\u{0B6F}'),
    (0x26, '\u{0B5C}'), (0x27, '\u{0B5D}'), (0x2A, '\u{0B5F}'), (0x2B, '\u{0B70}'), (0x2C, '\u{0B71}'),
]);
