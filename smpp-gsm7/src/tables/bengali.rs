//! Bengali: national language identifier 0x04 (3GPP TS 23.038 annexes A.2.4 and A.3.4).

use super::{Language, Layer, LockingTable, NIL, SingleTable, cells, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
#[rustfmt::skip]
pub static LOCKING: LockingTable = LockingTable::new(Some(Language::BENGALI), &pages::BENGALI, [
    /* 0x00 */ '\u{0981}', '\u{0982}', '\u{0983}', '\u{0985}', '\u{0986}', '\u{0987}', '\u{0988}', '\u{0989}',
    /* 0x08 */ '\u{098A}', '\u{098B}', '\n', '\u{098C}', NIL, '\r', NIL, '\u{098F}',
    /* 0x10 */ '\u{0990}', NIL, NIL, '\u{0993}', '\u{0994}', '\u{0995}', '\u{0996}', '\u{0997}',
    /* 0x18 */ '\u{0998}', '\u{0999}', '\u{099A}', NIL, '\u{099B}', '\u{099C}', '\u{099D}', '\u{099E}',
    /* 0x20 */ ' ', '!', '\u{099F}', '\u{09A0}', '\u{09A1}', '\u{09A2}', '\u{09A3}', '\u{09A4}',
    /* 0x28 */ ')', '(', '\u{09A5}', '\u{09A6}', ',', '\u{09A7}', '.', '\u{09A8}',
    /* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7',
    /* 0x38 */ '8', '9', ':', ';', NIL, '\u{09AA}', '\u{09AB}', '?',
    /* 0x40 */ '\u{09AC}', '\u{09AD}', '\u{09AE}', '\u{09AF}', '\u{09B0}', NIL, '\u{09B2}', NIL,
    /* 0x48 */ NIL, NIL, '\u{09B6}', '\u{09B7}', '\u{09B8}', '\u{09B9}', '\u{09BC}', '\u{09BD}',
    /* 0x50 */ '\u{09BE}', '\u{09BF}', '\u{09C0}', '\u{09C1}', '\u{09C2}', '\u{09C3}', '\u{09C4}', NIL,
    /* 0x58 */ NIL, '\u{09C7}', '\u{09C8}', NIL, NIL, '\u{09CB}', '\u{09CC}', '\u{09CD}',
    /* 0x60 */ '\u{09CE}', 'a', 'b', 'c', 'd', 'e', 'f', 'g',
    /* 0x68 */ 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    /* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    /* 0x78 */ 'x', 'y', 'z', '\u{09D7}', '\u{09DC}', '\u{09DD}', '\u{09F0}', '\u{09F1}',
]);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::BENGALI),
    &[super::extension::LAYER, super::indic::LAYER, Layer::new(&pages::BENGALI, &OWN)],
);

#[rustfmt::skip]
static OWN: [[u8; 2]; 24] = cells(&pages::BENGALI, [
    (0x19, '\u{09E6}'), (0x1A, '\u{09E7}'), (0x1C, '\u{09E8}'), (0x1D, '\u{09E9}'), (0x1E, '\u{09EA}'),
    (0x1F, '\u{09EB}'), (0x20, '\u{09EC}'), (0x21, '\u{09ED}'), (0x22, '\u{09EE}'), (0x23, '\u{09EF}'),
    (0x24, '\u{09DF}'), (0x25, '\u{09E0}'), (0x26, '\u{09E1}'), (0x27, '\u{09E2}'), (0x2A, '\u{09E3}'),
    (0x2B, '\u{09F2}'), (0x2C, '\u{09F3}'), (0x2D, '\u{09F4}'), (0x2E, '\u{09F5}'), (0x30, '\u{09F6}'),
    (0x31, '\u{09F7}'), (0x32, '\u{09F8}'), (0x33, '\u{09F9}'), (0x34, '\u{09FA}'),
]);
