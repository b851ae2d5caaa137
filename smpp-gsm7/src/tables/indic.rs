//! What the tables of the nine Indian languages and of Urdu share.
//!
//! The locking-shift tables have no room for Latin capitals or for most punctuation. The single-shift tables
//! have them instead: punctuation at the codes 0x00 to 0x18, and A to Z at the codes of the default alphabet.

use super::pages::{self, Page};
use super::{Language, Layer, LockingTable, NIL, cells, mapped};

/// Declares the tables of a language whose locking-shift table has the shared layout: see [`locking`] for `lacks` and
/// `own`. The single-shift table has the `cells` in addition to the shared layers.
macro_rules! script {
    ($LANGUAGE:ident, lacks $lacks:tt, own $own:tt, layers [$($layer:expr),*], cells $cells:tt) => {
        use super::{Language, Layer, LockingTable, SingleTable, cells, extension, indic, pages};

        /// Locking-shift table: replaces the default alphabet for a whole segment.
        pub static LOCKING: LockingTable =
            indic::locking(Language::$LANGUAGE, &pages::$LANGUAGE, &$lacks, $own);

        /// Single-shift table: replaces the default extension table for septets after an escape.
        pub static SINGLE: SingleTable = SingleTable::new(
            Some(Language::$LANGUAGE),
            &[$($layer,)* Layer::new(&pages::$LANGUAGE, CELLS)],
        );

        const CELLS: &[[u8; 2]] = &cells(&pages::$LANGUAGE, $cells);
    };
}
pub(super) use script;

/// Creates a locking-shift table of the layout that all of them but Urdu's have. The script does not have the
/// characters at the positions `lacks` of its block, and `own` are the characters at the codes marked [`OWN`].
pub(super) const fn locking(
    language: Language,
    page: &'static Page,
    lacks: &[u8],
    own: [char; 6],
) -> LockingTable {
    let mut own: &[char] = &own;
    let cells = mapped!([NIL; 128], &LAYOUT, symbol => match (*symbol, own) {
        (OWN, [first, rest @ ..]) => {
            own = rest;
            *first
        }
        (ascii @ 0..0x80, _) => ascii as char,
        (symbol, _) if contains(lacks, symbol & 0x7F) => NIL,
        (symbol, _) => page.in_block(symbol),
    });
    LockingTable::new(Some(language), page, cells)
}

const fn contains(mut list: &[u8], position: u8) -> bool {
    while let [first, rest @ ..] = list {
        if *first == position {
            return true;
        }
        list = rest;
    }
    false
}

/// A character of the table's own, in [`LAYOUT`].
const OWN: u8 = 0x80;

/// The symbols of the shared layout: the characters of the script's block in Unicode's order, between the
/// punctuation, digits and small letters of ASCII.
#[rustfmt::skip]
const LAYOUT: [u8; 128] = [
    /* 0x00 */ 0x81, 0x82, 0x83, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8A, 0x8B, b'\n', 0x8C, 0x8D, b'\r', 0x8E, 0x8F,
    /* 0x10 */ 0x90, 0x91, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9A, 0, 0x9B, 0x9C, 0x9D, 0x9E,
    /* 0x20 */ b' ', b'!', 0x9F, 0xA0, 0xA1, 0xA2, 0xA3, 0xA4, b')', b'(', 0xA5, 0xA6, b',', 0xA7, b'.', 0xA8,
    /* 0x30 */ b'0', b'1', b'2', b'3', b'4', b'5', b'6', b'7', b'8', b'9', b':', b';', 0xA9, 0xAA, 0xAB, b'?',
    /* 0x40 */ 0xAC, 0xAD, 0xAE, 0xAF, 0xB0, 0xB1, 0xB2, 0xB3, 0xB4, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9, 0xBC, 0xBD,
    /* 0x50 */ 0xBE, 0xBF, 0xC0, 0xC1, 0xC2, 0xC3, 0xC4, 0xC5, 0xC6, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB, 0xCC, 0xCD,
    /* 0x60 */ OWN, b'a', b'b', b'c', b'd', b'e', b'f', b'g', b'h', b'i', b'j', b'k', b'l', b'm', b'n', b'o',
    /* 0x70 */ b'p', b'q', b'r', b's', b't', b'u', b'v', b'w', b'x', b'y', b'z', OWN, OWN, OWN, OWN, OWN,
];

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
