//! Gujarati: national language identifier 0x05 (3GPP TS 23.038 annexes A.2.5 and A.3.5).

use super::{Language, Layer, LockingTable, SingleTable, cells, extension, indic, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
pub static LOCKING: LockingTable = indic::locking(
    Language::GUJARATI,
    &pages::GUJARATI,
    &[0x0E, 0x12, 0x29, 0x31, 0x34, 0x46, 0x4A],
    ['\u{0AD0}', '\u{0AE0}', '\u{0AE1}', '\u{0AE2}', '\u{0AE3}', '\u{0AF1}'],
);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::GUJARATI),
    &[extension::LAYER, indic::LAYER, indic::DANDAS, Layer::new(&pages::GUJARATI, &OWN)],
);

#[rustfmt::skip]
static OWN: [[u8; 2]; 10] = cells(&pages::GUJARATI, [
    (0x1C, '\u{0AE6}'), (0x1D, '\u{0AE7}'), (0x1E, '\u{0AE8}'), (0x1F, '\u{0AE9}'), (0x20, '\u{0AEA}'),
    (0x21, '\u{0AEB}'), (0x22, '\u{0AEC}'), (0x23, '\u{0AED}'), (0x24, '\u{0AEE}'), (0x25, '\u{0AEF}'),
]);
