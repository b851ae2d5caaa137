//! Spanish: national language identifier 0x02 (3GPP TS 23.038 annex A.2.2).
//!
//! The language has no locking-shift table. `á`, `í`, `ó` and `ú`, in either case, and `ç` take two septets each; the
//! default alphabet has `é`, `ñ`, `ü`, `¡` and `¿`.

use super::{Language, Layer, SingleTable, cells, pages};

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable =
    SingleTable::new(Some(Language::SPANISH), &[super::extension::LAYER, Layer::new(&pages::LATIN, &OWN)]);

#[rustfmt::skip]
static OWN: [[u8; 2]; 9] = cells(&pages::LATIN, [
    (0x09, 'ç'), (0x41, 'Á'), (0x49, 'Í'), (0x4F, 'Ó'), (0x55, 'Ú'), (0x61, 'á'), (0x69, 'í'), (0x6F, 'ó'),
    (0x75, 'ú'),
]);
