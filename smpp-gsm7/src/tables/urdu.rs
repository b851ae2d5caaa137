//! Urdu: national language identifier 0x0D (3GPP TS 23.038 annexes A.2.13 and A.3.13).
//!
//! The Arabic block has more than 128 code points, so the page lists the characters in use.

use super::{Language, Layer, LockingTable, NIL, SingleTable, cells, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
#[rustfmt::skip]
pub static LOCKING: LockingTable = LockingTable::new(Some(Language::URDU), &pages::URDU, [
    /* 0x00 */ '\u{0627}', '\u{0622}', '\u{0628}', '\u{067B}', '\u{0680}', '\u{067E}', '\u{06A6}', '\u{062A}',
    /* 0x08 */ '\u{06C2}', '\u{067F}', '\n', '\u{0679}', '\u{067D}', '\r', '\u{067A}', '\u{067C}',
    /* 0x10 */ '\u{062B}', '\u{062C}', '\u{0681}', '\u{0684}', '\u{0683}', '\u{0685}', '\u{0686}', '\u{0687}',
    /* 0x18 */ '\u{062D}', '\u{062E}', '\u{062F}', NIL, '\u{068C}', '\u{0688}', '\u{0689}', '\u{068A}',
    /* 0x20 */ ' ', '!', '\u{068F}', '\u{068D}', '\u{0630}', '\u{0631}', '\u{0691}', '\u{0693}',
    /* 0x28 */ ')', '(', '\u{0699}', '\u{0632}', ',', '\u{0696}', '.', '\u{0698}',
    /* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7',
    /* 0x38 */ '8', '9', ':', ';', '\u{069A}', '\u{0633}', '\u{0634}', '?',
    /* 0x40 */ '\u{0635}', '\u{0636}', '\u{0637}', '\u{0638}', '\u{0639}', '\u{0641}', '\u{0642}', '\u{06A9}',
    /* 0x48 */ '\u{06AA}', '\u{06AB}', '\u{06AF}', '\u{06B3}', '\u{06B1}', '\u{0644}', '\u{0645}', '\u{0646}',
    /* 0x50 */ '\u{06BA}', '\u{06BB}', '\u{06BC}', '\u{0648}', '\u{06C4}', '\u{06D5}', '\u{06C1}', '\u{06BE}',
    /* 0x58 */ '\u{0621}', '\u{06CC}', '\u{06D0}', '\u{06D2}', '\u{064D}', '\u{0650}', '\u{064F}', '\u{0657}',
    /* 0x60 */ '\u{0654}', 'a', 'b', 'c', 'd', 'e', 'f', 'g',
    /* 0x68 */ 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    /* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    /* 0x78 */ 'x', 'y', 'z', '\u{0655}', '\u{0651}', '\u{0653}', '\u{0656}', '\u{0670}',
]);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::URDU),
    &[super::extension::LAYER, super::indic::LAYER, Layer::new(&pages::URDU, &OWN)],
);

#[rustfmt::skip]
static OWN: [[u8; 2]; 32] = cells(&pages::URDU, [
    (0x19, '\u{0600}'), (0x1A, '\u{0601}'), (0x1C, '\u{06F0}'), (0x1D, '\u{06F1}'), (0x1E, '\u{06F2}'),
    (0x1F, '\u{06F3}'), (0x20, '\u{06F4}'), (0x21, '\u{06F5}'), (0x22, '\u{06F6}'), (0x23, '\u{06F7}'),
    (0x24, '\u{06F8}'), (0x25, '\u{06F9}'), (0x26, '\u{060C}'), (0x27, '\u{060D}'), (0x2A, '\u{060E}'),
    (0x2B, '\u{060F}'), (0x2C, '\u{0610}'), (0x2D, '\u{0611}'), (0x2E, '\u{0612}'), (0x30, '\u{0613}'),
    (0x31, '\u{0614}'), (0x32, '\u{061B}'), (0x33, '\u{061F}'), (0x34, '\u{0640}'), (0x35, '\u{0652}'),
    (0x36, '\u{0658}'), (0x37, '\u{066B}'), (0x38, '\u{066C}'), (0x39, '\u{0672}'), (0x3A, '\u{0673}'),
    (0x3B, '\u{06CD}'), (0x3F, '\u{06D4}'),
]);
