//! Hindi: national language identifier 0x06 (3GPP TS 23.038 annexes A.2.6 and A.3.6).

use super::{Language, Layer, LockingTable, SingleTable, cells, extension, indic, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
pub static LOCKING: LockingTable = indic::locking(
    Language::HINDI,
    &pages::HINDI,
    &[],
    ['\u{0950}', '\u{0972}', '\u{097B}', '\u{097C}', '\u{097E}', '\u{097F}'],
);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::HINDI),
    &[extension::LAYER, indic::LAYER, Layer::new(&pages::HINDI, &OWN)],
);

#[rustfmt::skip]
static OWN: [[u8; 2]; 30] = cells(&pages::HINDI, [
    (0x19, '\u{0964}'), (0x1A, '\u{0965}'), (0x1C, '\u{0966}'), (0x1D, '\u{0967}'), (0x1E, '\u{0968}'),
    (0x1F, '\u{0969}'), (0x20, '\u{096A}'), (0x21, '\u{096B}'), (0x22, '\u{096C}'), (0x23, '\u{096D}'),
    (0x24, '\u{096E}'), (0x25, '\u{096F}'), (0x26, '\u{0951}'), (0x27, '\u{0952}'), (0x2A, '\u{0953}'),
    (0x2B, '\u{0954}'), (0x2C, '\u{0958}'), (0x2D, '\u{0959}'), (0x2E, '\u{095A}'), (0x30, '\u{095B}'),
    (0x31, '\u{095C}'), (0x32, '\u{095D}'), (0x33, '\u{095E}'), (0x34, '\u{095F}'), (0x35, '\u{0960}'),
    (0x36, '\u{0961}'), (0x37, '\u{0962}'), (0x38, '\u{0963}'), (0x39, '\u{0970}'), (0x3A, '\u{0971}'),
]);
