//! Hindi: national language identifier 0x06 (3GPP TS 23.038 annexes A.2.6 and A.3.6).

use super::{Language, Layer, LockingTable, NIL, SingleTable, cells, pages};

/// Locking-shift table: replaces the default alphabet for a whole segment.
#[rustfmt::skip]
pub static LOCKING: LockingTable = LockingTable::new(Some(Language::HINDI), &pages::HINDI, [
    /* 0x00 */ '\u{0901}', '\u{0902}', '\u{0903}', '\u{0905}', '\u{0906}', '\u{0907}', '\u{0908}', '\u{0909}',
    /* 0x08 */ '\u{090A}', '\u{090B}', '\n', '\u{090C}', '\u{090D}', '\r', '\u{090E}', '\u{090F}',
    /* 0x10 */ '\u{0910}', '\u{0911}', '\u{0912}', '\u{0913}', '\u{0914}', '\u{0915}', '\u{0916}', '\u{0917}',
    /* 0x18 */ '\u{0918}', '\u{0919}', '\u{091A}', NIL, '\u{091B}', '\u{091C}', '\u{091D}', '\u{091E}',
    /* 0x20 */ ' ', '!', '\u{091F}', '\u{0920}', '\u{0921}', '\u{0922}', '\u{0923}', '\u{0924}',
    /* 0x28 */ ')', '(', '\u{0925}', '\u{0926}', ',', '\u{0927}', '.', '\u{0928}',
    /* 0x30 */ '0', '1', '2', '3', '4', '5', '6', '7',
    /* 0x38 */ '8', '9', ':', ';', '\u{0929}', '\u{092A}', '\u{092B}', '?',
    /* 0x40 */ '\u{092C}', '\u{092D}', '\u{092E}', '\u{092F}', '\u{0930}', '\u{0931}', '\u{0932}', '\u{0933}',
    /* 0x48 */ '\u{0934}', '\u{0935}', '\u{0936}', '\u{0937}', '\u{0938}', '\u{0939}', '\u{093C}', '\u{093D}',
    /* 0x50 */ '\u{093E}', '\u{093F}', '\u{0940}', '\u{0941}', '\u{0942}', '\u{0943}', '\u{0944}', '\u{0945}',
    /* 0x58 */ '\u{0946}', '\u{0947}', '\u{0948}', '\u{0949}', '\u{094A}', '\u{094B}', '\u{094C}', '\u{094D}',
    /* 0x60 */ '\u{0950}', 'a', 'b', 'c', 'd', 'e', 'f', 'g',
    /* 0x68 */ 'h', 'i', 'j', 'k', 'l', 'm', 'n', 'o',
    /* 0x70 */ 'p', 'q', 'r', 's', 't', 'u', 'v', 'w',
    /* 0x78 */ 'x', 'y', 'z', '\u{0972}', '\u{097B}', '\u{097C}', '\u{097E}', '\u{097F}',
]);

/// Single-shift table: replaces the default extension table for septets after an escape.
pub static SINGLE: SingleTable = SingleTable::new(
    Some(Language::HINDI),
    &[super::extension::LAYER, super::indic::LAYER, Layer::new(&pages::HINDI, &OWN)],
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
