//! Telugu: national language identifier 0x0C (3GPP TS 23.038 annexes A.2.12 and A.3.12).
//!
//! Cells 0x22 and 0x23 of the single-shift table are the Telugu digits six and seven. The standard prints Arabic
//! letters, U+06CC and U+06CD, a misprint.
//!
//! The standard's single-shift table has no euro sign, so `€` cannot be encoded with it. A new
//! [`Decoder`](crate::Decoder) still decodes an escape and 0x65 as `€`, as with all other tables; one that is strict or
//! replacing does not.

use super::{Language, Layer, LockingTable, NIL, SingleTable, cells, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
#[rustfmt::skip]
pub static LOCKING: LockingTable = LockingTable::new(Some(Language::TELUGU), &pages::TELUGU, [
    /* 0x00 */ '\u{0C01}', '\u{0C02}', '\u{0C03}', '\u{0C05}', '\u{0C06}', '\u{0C07}', '\u{0C08}', '\u{0C09}',
    /* 0x08 */ '\u{0C0A}', '\u{0C0B}', '\n', '\u{0C0C}', NIL, '\r', '\u{0C0E}', '\u{0C0F}',
    /* 0x10 */ '\u{0C10}', NIL, '\u{0C12}', '\u{0C13}', '\u{0C14}', '\u{0C15}', '\u{0C16}', '\u{0C17}',
    /* 0x18 */ '\u{0C18}', '\u{0C19}', '\u{0C1A}', NIL, '\u{0C1B}', '\u{0C1C}', '\u{0C1D}', '\u{0C1E}',
    /* 0x20 */ ' ', '!', '\u{0C1F}', '\u{0C20}', '\u{0C21}', '\u{0C22}', '\u{0C23}', '\u{0C24}',
    /* 0x28 */ ')', '(', '\u{0C25}', '\u{0C26}', ',', '\u{0C27}', '.', '\u{0C28}',
    /* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7',
    /* 0x38 */ '8', '9', ':', ';', NIL, '\u{0C2A}', '\u{0C2B}', '?',
    /* 0x40 */ '\u{0C2C}', '\u{0C2D}', '\u{0C2E}', '\u{0C2F}', '\u{0C30}', '\u{0C31}', '\u{0C32}', '\u{0C33}',
    /* 0x48 */ NIL, '\u{0C35}', '\u{0C36}', '\u{0C37}', '\u{0C38}', '\u{0C39}', NIL, '\u{0C3D}',
    /* 0x50 */ '\u{0C3E}', '\u{0C3F}', '\u{0C40}', '\u{0C41}', '\u{0C42}', '\u{0C43}', '\u{0C44}', NIL,
    /* 0x58 */ '\u{0C46}', '\u{0C47}', '\u{0C48}', NIL, '\u{0C4A}', '\u{0C4B}', '\u{0C4C}', '\u{0C4D}',
    /* 0x60 */ '\u{0C55}', 'a', 'b', 'c', 'd', 'e', 'f', 'g',
    /* 0x68 */ 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    /* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    /* 0x78 */ 'x', 'y', 'z', '\u{0C56}', '\u{0C60}', '\u{0C61}', '\u{0C62}', '\u{0C63}',
]);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::TELUGU),
    &[super::extension::LAYER_WITHOUT_EURO, super::indic::LAYER, Layer::new(&pages::TELUGU, &OWN)],
);

#[rustfmt::skip]
static OWN: [[u8; 2]; 20] = cells(&pages::TELUGU, [
    (0x1C, '\u{0C66}'), (0x1D, '\u{0C67}'), (0x1E, '\u{0C68}'), (0x1F, '\u{0C69}'), (0x20, '\u{0C6A}'),
    (0x21, '\u{0C6B}'), (0x22, '\u{0C6C}'), (0x23, '\u{0C6D}'), (0x24, '\u{0C6E}'), (0x25, '\u{0C6F}'),
    (0x26, '\u{0C58}'), (0x27, '\u{0C59}'), (0x2A, '\u{0C78}'), (0x2B, '\u{0C79}'), (0x2C, '\u{0C7A}'),
    (0x2D, '\u{0C7B}'), (0x2E, '\u{0C7C}'), (0x30, '\u{0C7D}'), (0x31, '\u{0C7E}'), (0x32, '\u{0C7F}'),
]);
