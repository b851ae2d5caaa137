//! Turkish: national language identifier 0x01 (3GPP TS 23.038 annexes A.2.1 and A.3.1).
//!
//! Eight cells differ from the default alphabet, and seven letters join the default extension table.

use super::{Language, Layer, LockingTable, NIL, SingleTable, cells, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
#[rustfmt::skip]
pub static LOCKING: LockingTable = LockingTable::new(Some(Language::TURKISH), &pages::LATIN, [
    /* 0x00 */ '@', '£', '$', '¥', '€', 'é', 'ù', 'ı', 'ò', 'Ç', '\n', 'Ğ', 'ğ', '\r', 'Å', 'å',
    /* 0x10 */ 'Δ', '_', 'Φ', 'Γ', 'Λ', 'Ω', 'Π', 'Ψ', 'Σ', 'Θ', 'Ξ', NIL, 'Ş', 'ş', 'ß', 'É',
    /* 0x20 */ ' ', '!', '"', '#', '¤', '%', '&', '\'', '(', ')', '*', '+', ',', '-', '.', '/',
    /* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7', '8', '9', ':', ';', '<', '=', '>', '?',
    /* 0x40 */ 'İ', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'K', 'L', 'M', 'N', 'O',
    /* 0x50 */ 'P', 'Q', 'R', 'S', 'T', 'U', 'V', 'W', 'X', 'Y', 'Z', 'Ä', 'Ö', 'Ñ', 'Ü', '§',
    /* 0x60 */ 'ç', 'a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    /* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w', 'x', 'y', 'z', 'ä', 'ö', 'ñ', 'ü', 'à',
]);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable =
    SingleTable::new(Some(Language::TURKISH), &[super::extension::LAYER, Layer::new(&pages::LATIN, &OWN)]);

#[rustfmt::skip]
static OWN: [[u8; 2]; 7] = cells(&pages::LATIN, [
    (0x47, 'Ğ'), (0x49, 'İ'), (0x53, 'Ş'), (0x63, 'ç'), (0x67, 'ğ'), (0x69, 'ı'), (0x73, 'ş'),
]);
