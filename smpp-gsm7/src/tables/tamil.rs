//! Tamil: national language identifier 0x0B (3GPP TS 23.038 annexes A.2.11 and A.3.11).
//!
//! Cell 0x24 of the single-shift table is the Tamil digit eight, U+0BEE. The standard prints U+0BEF, a misprint: that
//! digit is at 0x25.

use super::{Language, Layer, LockingTable, NIL, SingleTable, cells, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
#[rustfmt::skip]
pub static LOCKING: LockingTable = LockingTable::new(Some(Language::TAMIL), &pages::TAMIL, [
    /* 0x00 */ NIL, '\u{0B82}', '\u{0B83}', '\u{0B85}', '\u{0B86}', '\u{0B87}', '\u{0B88}', '\u{0B89}',
    /* 0x08 */ '\u{0B8A}', NIL, '\n', NIL, NIL, '\r', '\u{0B8E}', '\u{0B8F}',
    /* 0x10 */ '\u{0B90}', NIL, '\u{0B92}', '\u{0B93}', '\u{0B94}', '\u{0B95}', NIL, NIL,
    /* 0x18 */ NIL, '\u{0B99}', '\u{0B9A}', NIL, NIL, '\u{0B9C}', NIL, '\u{0B9E}',
    /* 0x20 */ ' ', '!', '\u{0B9F}', NIL, NIL, NIL, '\u{0BA3}', '\u{0BA4}',
    /* 0x28 */ ')', '(', NIL, NIL, ',', NIL, '.', '\u{0BA8}',
    /* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7',
    /* 0x38 */ '8', '9', ':', ';', '\u{0BA9}', '\u{0BAA}', NIL, '?',
    /* 0x40 */ NIL, NIL, '\u{0BAE}', '\u{0BAF}', '\u{0BB0}', '\u{0BB1}', '\u{0BB2}', '\u{0BB3}',
    /* 0x48 */ '\u{0BB4}', '\u{0BB5}', '\u{0BB6}', '\u{0BB7}', '\u{0BB8}', '\u{0BB9}', NIL, NIL,
    /* 0x50 */ '\u{0BBE}', '\u{0BBF}', '\u{0BC0}', '\u{0BC1}', '\u{0BC2}', NIL, NIL, NIL,
    /* 0x58 */ '\u{0BC6}', '\u{0BC7}', '\u{0BC8}', NIL, '\u{0BCA}', '\u{0BCB}', '\u{0BCC}', '\u{0BCD}',
    /* 0x60 */ '\u{0BD0}', 'a', 'b', 'c', 'd', 'e', 'f', 'g',
    /* 0x68 */ 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    /* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    /* 0x78 */ 'x', 'y', 'z', '\u{0BD7}', '\u{0BF0}', '\u{0BF1}', '\u{0BF2}', '\u{0BF9}',
]);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::TAMIL),
    &[super::extension::LAYER, super::indic::LAYER, super::indic::DANDAS, Layer::new(&pages::TAMIL, &OWN)],
);

#[rustfmt::skip]
static OWN: [[u8; 2]; 17] = cells(&pages::TAMIL, [
    (0x1C, '\u{0BE6}'), (0x1D, '\u{0BE7}'), (0x1E, '\u{0BE8}'), (0x1F, '\u{0BE9}'), (0x20, '\u{0BEA}'),
    (0x21, '\u{0BEB}'), (0x22, '\u{0BEC}'), (0x23, '\u{0BED}'), (0x24, '\u{0BEE}'), (0x25, '\u{0BEF}'),
    (0x26, '\u{0BF3}'), (0x27, '\u{0BF4}'), (0x2A, '\u{0BF5}'), (0x2B, '\u{0BF6}'), (0x2C, '\u{0BF7}'),
    (0x2D, '\u{0BF8}'), (0x2E, '\u{0BFA}'),
]);
