//! Kannada: national language identifier 0x07 (3GPP TS 23.038 annexes A.2.7 and A.3.7).
//!
//! Cell 0x24 of the locking-shift table is U+0CA1. The standard prints U+0CAA, a misprint: that letter is at 0x3D.

use super::{Language, Layer, LockingTable, NIL, SingleTable, cells, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
#[rustfmt::skip]
pub static LOCKING: LockingTable = LockingTable::new(Some(Language::KANNADA), &pages::KANNADA, [
    /* 0x00 */ NIL, '\u{0C82}', '\u{0C83}', '\u{0C85}', '\u{0C86}', '\u{0C87}', '\u{0C88}', '\u{0C89}',
    /* 0x08 */ '\u{0C8A}', '\u{0C8B}', '\n', '\u{0C8C}', NIL, '\r', '\u{0C8E}', '\u{0C8F}',
    /* 0x10 */ '\u{0C90}', NIL, '\u{0C92}', '\u{0C93}', '\u{0C94}', '\u{0C95}', '\u{0C96}', '\u{0C97}',
    /* 0x18 */ '\u{0C98}', '\u{0C99}', '\u{0C9A}', NIL, '\u{0C9B}', '\u{0C9C}', '\u{0C9D}', '\u{0C9E}',
    /* 0x20 */ ' ', '!', '\u{0C9F}', '\u{0CA0}', '\u{0CA1}', '\u{0CA2}', '\u{0CA3}', '\u{0CA4}',
    /* 0x28 */ ')', '(', '\u{0CA5}', '\u{0CA6}', ',', '\u{0CA7}', '.', '\u{0CA8}',
    /* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7',
    /* 0x38 */ '8', '9', ':', ';', NIL, '\u{0CAA}', '\u{0CAB}', '?',
    /* 0x40 */ '\u{0CAC}', '\u{0CAD}', '\u{0CAE}', '\u{0CAF}', '\u{0CB0}', '\u{0CB1}', '\u{0CB2}', '\u{0CB3}',
    /* 0x48 */ NIL, '\u{0CB5}', '\u{0CB6}', '\u{0CB7}', '\u{0CB8}', '\u{0CB9}', '\u{0CBC}', '\u{0CBD}',
    /* 0x50 */ '\u{0CBE}', '\u{0CBF}', '\u{0CC0}', '\u{0CC1}', '\u{0CC2}', '\u{0CC3}', '\u{0CC4}', NIL,
    /* 0x58 */ '\u{0CC6}', '\u{0CC7}', '\u{0CC8}', NIL, '\u{0CCA}', '\u{0CCB}', '\u{0CCC}', '\u{0CCD}',
    /* 0x60 */ '\u{0CD5}', 'a', 'b', 'c', 'd', 'e', 'f', 'g',
    /* 0x68 */ 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    /* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    /* 0x78 */ 'x', 'y', 'z', '\u{0CD6}', '\u{0CE0}', '\u{0CE1}', '\u{0CE2}', '\u{0CE3}',
]);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::KANNADA),
    &[super::extension::LAYER, super::indic::LAYER, super::indic::DANDAS, Layer::new(&pages::KANNADA, &OWN)],
);

#[rustfmt::skip]
static OWN: [[u8; 2]; 13] = cells(&pages::KANNADA, [
    (0x1C, '\u{0CE6}'), (0x1D, '\u{0CE7}'), (0x1E, '\u{0CE8}'), (0x1F, '\u{0CE9}'), (0x20, '\u{0CEA}'),
    (0x21, '\u{0CEB}'), (0x22, '\u{0CEC}'), (0x23, '\u{0CED}'), (0x24, '\u{0CEE}'), (0x25, '\u{0CEF}'),
    (0x26, '\u{0CDE}'), (0x27, '\u{0CF1}'), (0x2A, '\u{0CF2}'),
]);
