//! The part shared by the single-shift tables of the ten Indian languages and of Urdu.
//!
//! Their locking-shift tables have no room for Latin capitals and most punctuation. The single-shift tables
//! have them instead: punctuation at the codes that the default alphabet uses for Greek, and A to Z at their
//! own.

use super::{Layer, cells, pages};

/// The punctuation and capitals shared by all of these tables. Two characters have two codes each: decoding
/// accepts both, encoding uses the lower one.
pub(super) const LAYER: Layer = Layer::new(&pages::LATIN, &SHARED);

/// The danda and double danda, for the scripts that borrow them from the Devanagari block.
pub(super) const DANDAS: Layer = Layer::new(&pages::HINDI, &DANDA_PAIR);

static DANDA_PAIR: [[u8; 2]; 2] = cells(&pages::HINDI, [(0x19, '\u{0964}'), (0x1A, '\u{0965}')]);

#[rustfmt::skip]
static SHARED: [[u8; 2]; 48] = cells(&pages::LATIN, [
    (0x00, '@'), (0x01, '£'), (0x02, '$'), (0x03, '¥'), (0x04, '¿'), (0x05, '"'), (0x06, '¤'), (0x07, '%'),
    (0x08, '&'), (0x09, '\''), (0x0B, '*'), (0x0C, '+'), (0x0E, '-'), (0x0F, '/'), (0x10, '<'), (0x11, '='),
    (0x12, '>'), (0x13, '¡'), (0x15, '¡'), (0x16, '_'), (0x17, '#'), (0x18, '*'), (0x41, 'A'), (0x42, 'B'),
    (0x43, 'C'), (0x44, 'D'), (0x45, 'E'), (0x46, 'F'), (0x47, 'G'), (0x48, 'H'), (0x49, 'I'), (0x4A, 'J'),
    (0x4B, 'K'), (0x4C, 'L'), (0x4D, 'M'), (0x4E, 'N'), (0x4F, 'O'), (0x50, 'P'), (0x51, 'Q'), (0x52, 'R'),
    (0x53, 'S'), (0x54, 'T'), (0x55, 'U'), (0x56, 'V'), (0x57, 'W'), (0x58, 'X'), (0x59, 'Y'), (0x5A, 'Z'),
]);
