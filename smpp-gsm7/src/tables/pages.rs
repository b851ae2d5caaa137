//! Maps the characters of a table to single octets.
//!
//! A table of 128 characters would take 512 octets. All characters of one table are in ASCII and one other
//! range, so a cell is one octet, a symbol: below 0x80 it is ASCII; from 0x80 on it is a position in the table's page.

use super::{NIL, mapped, unless_small};
use crate::utf8::low;

/// The characters of symbols from 0x80 on: first a list, then a run of consecutive code points.
#[derive(Debug)]
pub(crate) struct Page {
    /// Symbols 0x80, 0x81 and so on, one by one.
    list: &'static [u16],
    /// Symbol 0x80 + n is `base` + n when the list does not reach it.
    base: u16,
    rows: [&'static Rows; unless_small(1)],
}

/// The row in a table's index for a character, by its first octet of UTF-8: 0 and 1 for ASCII, then one row per
/// first octet of two-octet characters in the page, or [`NO_ROW`].
pub(crate) type Rows = [u8; unless_small(256)];

/// Not in the index: beyond the last row.
const NO_ROW: u8 = 7;

const fn rows(leads: &[u8]) -> Rows {
    let mut octet: u8 = 0;
    mapped!([NO_ROW; unless_small(256)], &[(); 256], () => {
        let mut row = if octet < 0x80 { octet >> 6 } else { NO_ROW };
        let (mut rest, mut next): (&[u8], u8) = (leads, 2);
        while let [lead, tail @ ..] = rest {
            if octet == *lead {
                row = next;
            }
            next = next.wrapping_add(1);
            rest = tail;
        }
        octet = octet.wrapping_add(1);
        row
    })
}

/// The first octets of Latin-1, of the other Latin letters, and of Greek.
static LATIN_ROWS: Rows = rows(&[0xC2, 0xC3, 0xC4, 0xC5, 0xCE]);
static ARABIC_ROWS: Rows = rows(&[0xD8, 0xD9, 0xDA, 0xDB]);
/// The scripts of India have three octets per character.
static ASCII_ROWS: Rows = rows(&[]);

impl Page {
    const fn block(base: u16) -> Self {
        Self { list: &[], base, rows: [&ASCII_ROWS; unless_small(1)] }
    }

    /// Size on a 32-bit processor: a slice, a code point, and the list itself.
    #[cfg(test)]
    pub(super) const fn octets(&self) -> usize {
        size_of_val(self.list).wrapping_add(12)
    }

    /// The symbol of a character, if the page has it. U+0000 has none: symbol 0 marks an empty cell.
    pub(crate) const fn symbol(&self, c: char) -> Option<u8> {
        let point = c as u32;
        if point < 0x80 {
            return if point == 0 { None } else { Some(low(point)) };
        }
        if let Some(symbol) = self.run(point) {
            return Some(symbol);
        }
        let mut rest = self.list;
        let mut symbol: u8 = 0x80;
        while let [first, tail @ ..] = rest {
            if *first as u32 == point {
                return Some(symbol);
            }
            symbol = symbol.wrapping_add(1);
            rest = tail;
        }
        None
    }

    /// The symbol of a character that the page has, or 0.
    pub(crate) const fn symbol_or_0(&self, c: char) -> u8 {
        match self.symbol(c) {
            Some(symbol) => symbol,
            None => 0,
        }
    }

    /// The symbol of a code point above 0x7F in the run, by one subtraction.
    #[inline]
    pub(crate) const fn run(&self, point: u32) -> Option<u8> {
        let step = point.wrapping_sub(self.base as u32);
        if step < 0x80 && step as usize >= self.list.len() { Some(0x80 | low(step)) } else { None }
    }

    /// The row of a character whose UTF-8 starts with this octet.
    #[inline]
    pub(crate) const fn rows(&self) -> &'static Rows {
        match self.rows.as_slice() {
            [rows, ..] => rows,
            [] => &ASCII_ROWS,
        }
    }

    /// The character of a symbol from 0x80 on, in a page that is a block of Unicode.
    pub(super) const fn in_block(&self, symbol: u8) -> char {
        match char::from_u32(self.base as u32 | (symbol & 0x7F) as u32) {
            Some(c) => c,
            None => NIL,
        }
    }

    /// The character of a symbol; a space for an empty cell.
    #[inline]
    pub(crate) fn character(&self, symbol: u8) -> char {
        match symbol {
            0 => ' ',
            1..0x80 => char::from(symbol),
            _ => char::from_u32(u32::from(self.point(symbol))).unwrap_or(char::REPLACEMENT_CHARACTER),
        }
    }

    /// The code point of a symbol from 0x80.
    #[inline]
    pub(crate) fn point(&self, symbol: u8) -> u16 {
        let step = symbol & 0x7F;
        match self.list.get(usize::from(step)) {
            Some(point) => *point,
            None => self.base.wrapping_add(u16::from(step)),
        }
    }
}

/// The characters of Latin-1 from U+00A0 to U+00FF have the symbols 0xA0 to 0xFF; other characters of Latin tables are
/// in the list.
pub(crate) static LATIN: Page =
    Page { list: &OUTSIDE_LATIN_1, base: 0x80, rows: [&LATIN_ROWS; unless_small(1)] };

#[rustfmt::skip]
static OUTSIDE_LATIN_1: [u16; 18] = [
    0x20AC, 0x221E,                                                                 // € ∞, the more frequent first
    0x0393, 0x0394, 0x0398, 0x039B, 0x039E, 0x03A0, 0x03A3, 0x03A6, 0x03A8, 0x03A9, // Γ Δ Θ Λ Ξ Π Σ Φ Ψ Ω
    0x011E, 0x011F, 0x0130, 0x0131, 0x015E, 0x015F,                                 // Ğ ğ İ ı Ş ş
];

pub(super) static HINDI: Page = Page::block(0x0900);
pub(super) static BENGALI: Page = Page::block(0x0980);
pub(super) static PUNJABI: Page = Page::block(0x0A00);
pub(super) static GUJARATI: Page = Page::block(0x0A80);
pub(super) static ORIYA: Page = Page::block(0x0B00);
pub(super) static TAMIL: Page = Page::block(0x0B80);
pub(super) static TELUGU: Page = Page::block(0x0C00);
pub(super) static KANNADA: Page = Page::block(0x0C80);
pub(super) static MALAYALAM: Page = Page::block(0x0D00);
pub(super) static URDU: Page = Page { list: &ARABIC, base: 0, rows: [&ARABIC_ROWS; unless_small(1)] };

/// The two Urdu tables have only these characters of the Arabic block.
static ARABIC: [u16; 112] = [
    0x0600, 0x0601, 0x060C, 0x060D, 0x060E, 0x060F, 0x0610, 0x0611, 0x0612, 0x0613, 0x0614, 0x061B, 0x061F,
    0x0621, 0x0622, 0x0627, 0x0628, 0x062A, 0x062B, 0x062C, 0x062D, 0x062E, 0x062F, 0x0630, 0x0631, 0x0632,
    0x0633, 0x0634, 0x0635, 0x0636, 0x0637, 0x0638, 0x0639, 0x0640, 0x0641, 0x0642, 0x0644, 0x0645, 0x0646,
    0x0648, 0x064D, 0x064F, 0x0650, 0x0651, 0x0652, 0x0653, 0x0654, 0x0655, 0x0656, 0x0657, 0x0658, 0x066B,
    0x066C, 0x0670, 0x0672, 0x0673, 0x0679, 0x067A, 0x067B, 0x067C, 0x067D, 0x067E, 0x067F, 0x0680, 0x0681,
    0x0683, 0x0684, 0x0685, 0x0686, 0x0687, 0x0688, 0x0689, 0x068A, 0x068C, 0x068D, 0x068F, 0x0691, 0x0693,
    0x0696, 0x0698, 0x0699, 0x069A, 0x06A6, 0x06A9, 0x06AA, 0x06AB, 0x06AF, 0x06B1, 0x06B3, 0x06BA, 0x06BB,
    0x06BC, 0x06BE, 0x06C1, 0x06C2, 0x06C4, 0x06CC, 0x06CD, 0x06D0, 0x06D2, 0x06D4, 0x06D5, 0x06F0, 0x06F1,
    0x06F2, 0x06F3, 0x06F4, 0x06F5, 0x06F6, 0x06F7, 0x06F8, 0x06F9,
];
