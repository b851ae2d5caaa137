//! The tables of 3GPP TS 23.038: default alphabet, default extension, and the national tables of its annex A.
//!
//! Each table is a separate `static`, and nothing here refers to all of them, so the linker keeps only the
//! tables a program uses. The exception is [`Language::tables`](crate::Language::tables), which looks up a
//! language at run time and so keeps every table.
//!
//! The list below shows the octets that each table takes on a small processor (32-bit, without an operating system).
//! Elsewhere there are also indices, which make the tables faster: 1,216 octets more for each locking-shift table, 128
//! for each single-shift table, and 256 for each of three kinds of page (Latin, Indian and Arabic). Pointers may be
//! twice as large.
//!
//! | language | locking | single-shift | its page |
//! |---|---|---|---|
//! | default | 136 | 24 | |
//! | Turkish | 136 | 50 | |
//! | Spanish | | 54 | |
//! | Portuguese | 136 | 90 | |
//! | Bengali | 136 | 96 | 12 |
//! | Gujarati | 136 | 80 | 12 |
//! | Hindi | 136 | 108 | 12 |
//! | Kannada | 136 | 86 | 12 |
//! | Malayalam | 136 | 104 | 12 |
//! | Oriya | 136 | 90 | 12 |
//! | Punjabi | 136 | 92 | 12 |
//! | Tamil | 136 | 94 | 12 |
//! | Telugu | 136 | 106 | 12 |
//! | Urdu | 136 | 112 | 236 |
//!
//! A *page* is the list of characters outside ASCII that the tables of one script use. The first row is the default
//! alphabet and its extension. Some parts are shared, so each of them counts once, however many tables use it:
//!
//! | part | octets | tables that use it |
//! |---|---|---|
//! | Latin page | 48 | every single-shift table, and the locking-shift tables of Latin scripts |
//! | cells of the extension | 20 | every single-shift table except that of Telugu |
//! | shared punctuation and capitals | 96 | the Indian and Urdu single-shift tables |
//! | dandas, which use the Hindi page too | 4 | the single-shift tables of Gujarati, Kannada, Malayalam, Oriya, Punjabi and Tamil |
//!
//! All tables together take 3.5 KB on a small processor, and about 23 KB elsewhere.

mod default;
mod extension;
mod indic;
pub(crate) mod pages;

pub mod bengali;
pub mod gujarati;
pub mod hindi;
pub mod kannada;
pub mod malayalam;
pub mod oriya;
pub mod portuguese;
pub mod punjabi;
pub mod spanish;
pub mod tamil;
pub mod telugu;
pub mod turkish;
pub mod urdu;

pub use default::DEFAULT;
pub use extension::EXTENSION;

use crate::{Language, SMALL};
use pages::Page;

/// The escape septet. It is never a character: it announces a code of the single-shift table.
pub const ESCAPE: u8 = 0x1B;

/// An empty cell in the source of a table.
const NIL: char = '\0';

/// A table for plain septets: the default alphabet or a national locking-shift table.
///
/// ```
/// use smpp_gsm7::tables::DEFAULT;
/// assert_eq!((DEFAULT.septet('@'), DEFAULT.character(0x00)), (Some(0), Some('@')));
/// ```
pub struct LockingTable {
    language: Option<Language>,
    pub(crate) page: &'static Page,
    /// Code to symbol.
    symbols: [u8; 128],
    /// Symbol to code; above 0x7F if there is none. Small processors search `symbols` instead.
    codes: [u8; unless_small(256)],
    /// Code by UTF-8 of one or two octets; see [`Index`].
    pub(crate) index: Index,
    /// UTF-8 by code.
    pub(crate) utf8: Utf8,
}

/// The length of an index that only makes a table faster: 0 on small processors.
const fn unless_small(len: usize) -> usize {
    if SMALL { 0 } else { len }
}

/// Codes in rows of 64: the page's [`Rows`](pages::Rows) map a first octet to its row, and the low six bits of the
/// last octet are the place in the row.
pub(crate) type Index = [u8; unless_small(448)];

/// The UTF-8 of each code's character in one word: the first octet lowest, the number of octets in the highest.
/// Words are loaded and stored whole; arrays of four octets are not.
pub(crate) type Utf8 = [u32; unless_small(128)];

/// Stored instead of a UTF-8 length if a code has no character. It is more than the length of eight characters,
/// so that the sum of eight lengths shows it.
pub(crate) const NO_CHARACTER: u8 = 32;

/// Stored instead of a code if a table lacks a character.
const ABSENT: u8 = 0xFF;

impl LockingTable {
    const fn new(language: Option<Language>, page: &'static Page, cells: [char; 128]) -> Self {
        let symbols = symbols(page, &cells);
        Self {
            language,
            page,
            codes: invert(&symbols),
            index: index(page, &cells),
            utf8: utf8(&cells),
            symbols,
        }
    }

    /// The language, or `None` for the default alphabet.
    ///
    /// ```
    /// use smpp_gsm7::Language;
    /// use smpp_gsm7::tables::{DEFAULT, turkish};
    /// assert_eq!((DEFAULT.language(), turkish::LOCKING.language()), (None, Some(Language::TURKISH)));
    /// ```
    pub const fn language(&self) -> Option<Language> {
        self.language
    }

    /// Whether blocks of plain characters can be copied unchanged: the Latin tables have them at their ASCII codes.
    /// Without vector registers this gains nothing, so small processors leave the code out.
    pub(crate) fn plain(&self) -> bool {
        !SMALL && core::ptr::eq(self.page, &pages::LATIN)
    }

    /// The character of a septet; `None` for unassigned codes, the escape, and octets that are not septets.
    ///
    /// ```
    /// use smpp_gsm7::tables::DEFAULT;
    /// assert_eq!((DEFAULT.character(0x02), DEFAULT.character(0x1B)), (Some('$'), None));
    /// ```
    pub fn character(&self, septet: u8) -> Option<char> {
        match self.symbols.get(usize::from(septet)) {
            Some(0) | None => None,
            Some(symbol) => Some(self.page.character(*symbol)),
        }
    }

    /// The septet of a character; `None` if the table lacks it.
    ///
    /// ```
    /// use smpp_gsm7::tables::DEFAULT;
    /// assert_eq!((DEFAULT.septet('_'), DEFAULT.septet('€')), (Some(0x11), None));
    /// ```
    pub fn septet(&self, c: char) -> Option<u8> {
        self.code(self.page.symbol(c)?)
    }

    /// The code of a code point above 0x7F that is in the run of the page.
    #[inline]
    pub(crate) fn code_in_run(&self, point: u32) -> Option<u8> {
        self.code(self.page.run(point)?)
    }

    /// The code of a symbol.
    #[cfg_attr(not(target_os = "none"), inline)]
    pub(crate) fn code(&self, symbol: u8) -> Option<u8> {
        if !SMALL {
            return self.codes.get(usize::from(symbol)).copied().filter(|code| *code < 0x80);
        }
        // Most ASCII characters have their own code.
        if symbol != 0 && self.symbols.get(usize::from(symbol)) == Some(&symbol) {
            return Some(symbol);
        }
        search(&self.symbols, symbol)
    }
}

/// A table for septets after the escape: the default extension or a national single-shift table.
///
/// ```
/// use smpp_gsm7::tables::EXTENSION;
/// assert_eq!((EXTENSION.septet('€'), EXTENSION.character(0x65)), (Some(0x65), Some('€')));
/// ```
pub struct SingleTable {
    language: Option<Language>,
    layers: &'static [Layer],
    /// Code by ASCII character, or [`ABSENT`].
    ascii: [u8; unless_small(128)],
}

impl SingleTable {
    const fn new(language: Option<Language>, layers: &'static [Layer]) -> Self {
        Self { language, layers, ascii: ascii(layers) }
    }

    /// The language, or `None` for the default extension table.
    ///
    /// ```
    /// use smpp_gsm7::Language;
    /// use smpp_gsm7::tables::{EXTENSION, spanish};
    /// assert_eq!((EXTENSION.language(), spanish::SINGLE.language()), (None, Some(Language::SPANISH)));
    /// ```
    pub const fn language(&self) -> Option<Language> {
        self.language
    }

    /// The septet of an ASCII character after an escape.
    #[inline]
    pub(crate) fn ascii(&self, octet: u8) -> Option<u8> {
        self.ascii.get(usize::from(octet)).copied().filter(|code| *code != ABSENT)
    }

    /// The character for escape + `septet`; `None` if the table has none.
    ///
    /// ```
    /// use smpp_gsm7::tables::EXTENSION;
    /// assert_eq!((EXTENSION.character(0x28), EXTENSION.character(0x41)), (Some('{'), None));
    /// ```
    pub fn character(&self, septet: u8) -> Option<char> {
        self.layers.iter().find_map(|layer| {
            let [_, symbol] = layer.cells.iter().find(|[code, _]| *code == septet)?;
            Some(layer.page.character(*symbol))
        })
    }

    /// The septet for the character after an escape; `None` if the table lacks it.
    ///
    /// ```
    /// use smpp_gsm7::tables::EXTENSION;
    /// assert_eq!((EXTENSION.septet('€'), EXTENSION.septet('@')), (Some(0x65), None));
    /// ```
    pub fn septet(&self, c: char) -> Option<u8> {
        self.layers.iter().find_map(|layer| {
            let symbol = layer.page.symbol(c)?;
            let [code, _] = layer.cells.iter().find(|[_, cell]| *cell == symbol)?;
            Some(*code)
        })
    }
}

/// Compares and prints tables by one field, which differs in each: their language or name.
macro_rules! known_by {
    ($($Table:ident.$field:ident)+) => { $(
        impl core::fmt::Debug for $Table {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_tuple(stringify!($Table)).field(&self.$field).finish()
            }
        }

        #[cfg(feature = "defmt")]
        impl defmt::Format for $Table {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{=str}({})", stringify!($Table), self.$field);
            }
        }

        impl PartialEq for $Table {
            fn eq(&self, other: &Self) -> bool {
                self.$field == other.$field
            }
        }

        impl Eq for $Table {}
    )+ };
}
pub(crate) use known_by;
known_by!(LockingTable.language SingleTable.language);

/// Cells (code, symbol) ordered by code, for one page. Tables share layers.
#[derive(Clone, Copy)]
struct Layer {
    page: &'static Page,
    cells: &'static [[u8; 2]],
}

impl Layer {
    const fn new(page: &'static Page, cells: &'static [[u8; 2]]) -> Self {
        Self { page, cells }
    }
}

/// Whether an ASCII octet is the same in the default alphabet: LF, CR, space, digits, letters and most
/// punctuation. Written with wrapping subtraction and without branches, so that loops over it become vector
/// code.
#[inline(always)]
pub(crate) const fn is_plain(octet: u8) -> bool {
    ((octet | 0x20).wrapping_sub(b'a') < 26)
        | (octet.wrapping_sub(b'%') <= b'?' - b'%')
        | (octet.wrapping_sub(b' ') <= b'#' - b' ')
        | (octet == b'\n')
        | (octet == b'\r')
}

/// Searches for the code of a symbol; the lower one if a table has it twice.
fn search(symbols: &[u8; 128], symbol: u8) -> Option<u8> {
    if symbol == 0 {
        return None;
    }
    (0_u8..).zip(symbols).find(|(_, cell)| **cell == symbol).map(|(code, _)| code)
}

// The rest runs at compile time. It still uses slice patterns instead of indices, so that it cannot panic.

/// The value for every row of a slice.
macro_rules! mapped {
    ($zeros:expr, $rows:expr, $row:pat => $value:expr) => {{
        let mut values = $zeros;
        let mut slots: &mut [_] = &mut values;
        let mut rows: &[_] = $rows;
        while let ([$row, tail @ ..], [slot, others @ ..]) = (rows, slots) {
            *slot = $value;
            rows = tail;
            slots = others;
        }
        values
    }};
}
pub(crate) use mapped;

/// Puts a code into an index, which may be too short for it.
const fn put(index: &mut [u8], place: usize, code: u8) {
    if let Some((_, [slot, ..])) = index.split_at_mut_checked(place) {
        *slot = code;
    }
}

const fn symbols(page: &'static Page, cells: &[char; 128]) -> [u8; 128] {
    mapped!([0; 128], cells, cell => page.symbol_or_0(*cell))
}

/// The cells of a layer from the source of a single-shift table.
const fn cells<const N: usize>(page: &'static Page, source: [(u8, char); N]) -> [[u8; 2]; N] {
    mapped!([[0; 2]; N], &source, (code, c) => [*code, page.symbol_or_0(*c)])
}

/// From the end, so that the lower of two codes remains. Symbol 0 marks empty cells.
const fn invert(symbols: &[u8; 128]) -> [u8; unless_small(256)] {
    let mut codes = [ABSENT; unless_small(256)];
    let mut cells: &[u8] = symbols;
    let mut code: u8 = 128;
    while let [head @ .., symbol] = cells {
        code = code.wrapping_sub(1);
        cells = head;
        if *symbol != 0 {
            put(&mut codes, *symbol as usize, code);
        }
    }
    codes
}

const fn index(page: &'static Page, cells: &[char; 128]) -> Index {
    let mut index = [ABSENT; unless_small(448)];
    // From the end, so that the lower of two codes remains.
    let mut cells: &[char] = cells;
    let mut code: u8 = 128;
    while let [head @ .., c] = cells {
        code = code.wrapping_sub(1);
        cells = head;
        let (lead, last) = match *c.encode_utf8(&mut [0; 4]).as_bytes() {
            [octet @ 1..=0x7F] => (octet, octet),
            [lead, last] => (lead, last),
            _ => continue,
        };
        let Some((_, [row, ..])) = page.rows().split_at_checked(lead as usize) else { continue };
        put(&mut index, (*row as usize) << 6 | (last & 0x3F) as usize, code);
    }
    index
}

const fn ascii(layers: &[Layer]) -> [u8; unless_small(128)] {
    let mut ascii = [ABSENT; unless_small(128)];
    // From the end, so that the code that a search finds first remains.
    let mut layers = layers;
    while let [others @ .., layer] = layers {
        let mut cells = layer.cells;
        while let [head @ .., [code, symbol]] = cells {
            put(&mut ascii, *symbol as usize, *code);
            cells = head;
        }
        layers = others;
    }
    ascii
}

const fn utf8(cells: &[char; 128]) -> Utf8 {
    mapped!([0; unless_small(128)], cells, c => {
        u32::from_le_bytes(match *c.encode_utf8(&mut [0; 4]).as_bytes() {
            [a @ 1..=0x7F] => [a, 0, 0, 1],
            [a, b] => [a, b, 0, 2],
            // Tables have only characters of the Basic Multilingual Plane.
            [a, b, c] => [a, b, c, 3],
            _ => [0, 0, 0, NO_CHARACTER],
        })
    })
}

// The sizes stated in the documentation above; a test compares the rest.
const _: () = assert!(
    !SMALL
        || size_of::<*const ()>() != 4
        || (size_of::<LockingTable>() == 136 && size_of::<SingleTable>() == 12 && size_of::<Layer>() == 12)
);

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;
    use std::string::String;

    /// Octets of a single-shift table on a 32-bit processor, without the cells that it shares.
    fn single_octets(table: &SingleTable) -> usize {
        let shared = [extension::LAYER, indic::LAYER, indic::DANDAS].map(|layer| layer.cells.as_ptr());
        let octets = |layer: &Layer| {
            let own = if shared.contains(&layer.cells.as_ptr()) { 0 } else { size_of_val(layer.cells) };
            own.wrapping_add(12)
        };
        table.layers.iter().map(octets).sum::<usize>().wrapping_add(12)
    }

    #[test]
    fn the_documentation_states_the_sizes() {
        let mut table = format!("//! | default | 136 | {} | |\n", single_octets(&EXTENSION));
        for language in Language::ALL {
            let locking = language.locking().map_or(String::new(), |_| String::from("136"));
            let single = language.single().unwrap();
            let page = single.layers.last().unwrap().page;
            let page =
                if core::ptr::eq(page, &pages::LATIN) { String::new() } else { format!("{}", page.octets()) };
            let name = language.name().unwrap();
            table += &format!("//! | {name} | {locking} | {} | {page} |\n", single_octets(single))
                .replace("  ", " ");
        }
        let source = include_str!("mod.rs");
        assert!(source.contains(&table), "{table}");
        // The second column of the table of shared parts.
        let (_, parts) = source.split_once("| part |").unwrap();
        let stated =
            parts.lines().skip(2).map_while(|row| row.split('|').nth(2)?.trim().parse::<usize>().ok());
        let sizes = [
            pages::LATIN.octets(),
            size_of_val(extension::LAYER.cells),
            size_of_val(indic::LAYER.cells),
            size_of_val(indic::DANDAS.cells),
        ];
        assert!(stated.eq(sizes), "{sizes:?}");
    }

    #[test]
    fn the_index_and_the_search_agree() {
        for language in Language::ALL {
            let Some(table) = language.locking() else { continue };
            for symbol in 0..=0xFF {
                assert_eq!(table.code(symbol), search(&table.symbols, symbol), "{language:?} {symbol:#04X}");
            }
        }
    }

    #[test]
    fn the_indices_hold_what_the_tables_hold() {
        for language in Language::ALL {
            if let Some(table) = language.locking() {
                for (code, word) in (0_u8..).zip(&table.utf8) {
                    let [octets @ .., len] = word.to_le_bytes();
                    let mut utf8 = [0; 4];
                    match table.character(code).map(|c| c.encode_utf8(&mut utf8).as_bytes()) {
                        Some(c) => assert_eq!(&octets[..usize::from(len)], c, "{language:?} {code:#04X}"),
                        None => assert_eq!(len, NO_CHARACTER, "{language:?} {code:#04X}"),
                    }
                }
                for c in '\0'..'\u{800}' {
                    let mut utf8 = [0; 4];
                    let octets = c.encode_utf8(&mut utf8).as_bytes();
                    let row = usize::from(table.page.rows()[usize::from(octets[0])]);
                    let last = usize::from(octets[octets.len() - 1] & 0x3F);
                    let found = table.index.get(row << 6 | last).copied().filter(|code| *code != ABSENT);
                    assert_eq!(found, table.septet(c), "{language:?} {c:?}");
                }
            }
            let single = language.single().unwrap();
            for octet in 0..0x80 {
                assert_eq!(
                    single.ascii(octet),
                    single.septet(char::from(octet)),
                    "{language:?} {octet:#04X}"
                );
            }
        }
    }

    #[test]
    fn plain_characters_are_those_of_the_default_alphabet() {
        for octet in 0..=0xFF {
            assert_eq!(is_plain(octet), octet < 0x80 && DEFAULT.septet(char::from(octet)) == Some(octet));
        }
        for table in Language::ALL.iter().filter_map(|language| language.locking()).chain([&DEFAULT]) {
            let same = (0..0x80).filter(|octet| is_plain(*octet));
            let all_same = same.into_iter().all(|octet| table.septet(char::from(octet)) == Some(octet));
            assert_eq!(table.plain(), all_same, "{table:?}");
        }
        assert!(DEFAULT.plain());
    }
}
