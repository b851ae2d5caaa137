//! The default extension table (3GPP TS 23.038 6.2.1.1).
//!
//! Each of its ten characters takes two septets: the escape 0x1B, then the code. The euro sign has the code of
//! the letter `e`, so an old receiver that ignores the escape shows `e`.

use super::{Layer, SingleTable, cells, pages};

/// The default extension table, used when no header names a single-shift table.
pub static EXTENSION: SingleTable = SingleTable::new(None, &[LAYER]);

/// Every national single-shift table but that of Telugu has these cells, too.
pub(super) const LAYER: Layer = Layer::new(&pages::LATIN, &WHOLE);

/// All but the euro sign, which the printed Telugu table lacks.
pub(super) const LAYER_WITHOUT_EURO: Layer = Layer::new(&pages::LATIN, &WITHOUT_EURO);

static WHOLE: [[u8; 2]; 10] = cells(&pages::LATIN, CELLS);
static WITHOUT_EURO: [[u8; 2]; 9] = {
    let [cells @ .., _euro] = cells(&pages::LATIN, CELLS);
    cells
};

#[rustfmt::skip]
const CELLS: [(u8, char); 10] = [
    (0x0A, '\u{000C}'), (0x14, '^'), (0x28, '{'), (0x29, '}'), (0x2F, '\\'), (0x3C, '['), (0x3D, '~'),
    (0x3E, ']'), (0x40, '|'), (0x65, '€'),
];
