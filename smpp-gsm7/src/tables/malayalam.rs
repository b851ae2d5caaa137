//! Malayalam: national language identifier 0x08 (3GPP TS 23.038 annexes A.2.8 and A.3.8).

use super::{Language, Layer, LockingTable, NIL, SingleTable, cells, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
#[rustfmt::skip]
pub static LOCKING: LockingTable = LockingTable::new(Some(Language::MALAYALAM), &pages::MALAYALAM, [
    /* 0x00 */ NIL, '\u{0D02}', '\u{0D03}', '\u{0D05}', '\u{0D06}', '\u{0D07}', '\u{0D08}', '\u{0D09}',
    /* 0x08 */ '\u{0D0A}', '\u{0D0B}', '\n', '\u{0D0C}', NIL, '\r', '\u{0D0E}', '\u{0D0F}',
    /* 0x10 */ '\u{0D10}', NIL, '\u{0D12}', '\u{0D13}', '\u{0D14}', '\u{0D15}', '\u{0D16}', '\u{0D17}',
    /* 0x18 */ '\u{0D18}', '\u{0D19}', '\u{0D1A}', NIL, '\u{0D1B}', '\u{0D1C}', '\u{0D1D}', '\u{0D1E}',
    /* 0x20 */ ' ', '!', '\u{0D1F}', '\u{0D20}', '\u{0D21}', '\u{0D22}', '\u{0D23}', '\u{0D24}',
    /* 0x28 */ ')', '(', '\u{0D25}', '\u{0D26}', ',', '\u{0D27}', '.', '\u{0D28}',
    /* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7',
    /* 0x38 */ '8', '9', ':', ';', NIL, '\u{0D2A}', '\u{0D2B}', '?',
    /* 0x40 */ '\u{0D2C}', '\u{0D2D}', '\u{0D2E}', '\u{0D2F}', '\u{0D30}', '\u{0D31}', '\u{0D32}', '\u{0D33}',
    /* 0x48 */ '\u{0D34}', '\u{0D35}', '\u{0D36}', '\u{0D37}', '\u{0D38}', '\u{0D39}', NIL, '\u{0D3D}',
    /* 0x50 */ '\u{0D3E}', '\u{0D3F}', '\u{0D40}', '\u{0D41}', '\u{0D42}', '\u{0D43}', '\u{0D44}', NIL,
    /* 0x58 */ '\u{0D46}', '\u{0D47}', '\u{0D48}', NIL, '\u{0D4A}', '\u{0D4B}', '\u{0D4C}', '\u{0D4D}',
    /* 0x60 */ '\u{0D57}', 'a', 'b', 'c', 'd', 'e', 'f', 'g',
    /* 0x68 */ 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    /* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    /* 0x78 */ 'x', 'y', 'z', '\u{0D60}', '\u{0D61}', '\u{0D62}', '\u{0D63}', '\u{0D79}',
]);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::MALAYALAM),
    &[
        super::extension::LAYER,
        super::indic::LAYER,
        super::indic::DANDAS,
        Layer::new(&pages::MALAYALAM, &OWN),
    ],
);

#[rustfmt::skip]
static OWN: [[u8; 2]; 22] = cells(&pages::MALAYALAM, [
    (0x1C, '\u{0D66}'), (0x1D, '\u{0D67}'), (0x1E, '\u{0D68}'), (0x1F, '\u{0D69}'), (0x20, '\u{0D6A}'),
    (0x21, '\u{0D6B}'), (0x22, '\u{0D6C}'), (0x23, '\u{0D6D}'), (0x24, '\u{0D6E}'), (0x25, '\u{0D6F}'),
    (0x26, '\u{0D70}'), (0x27, '\u{0D71}'), (0x2A, '\u{0D72}'), (0x2B, '\u{0D73}'), (0x2C, '\u{0D74}'),
    (0x2D, '\u{0D75}'), (0x2E, '\u{0D7A}'), (0x30, '\u{0D7B}'), (0x31, '\u{0D7C}'), (0x32, '\u{0D7D}'),
    (0x33, '\u{0D7E}'), (0x34, '\u{0D7F}'),
]);
