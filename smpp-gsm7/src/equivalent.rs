//! Canonical equivalents (Unicode Standard Annex #15) of characters that the tables lack.

use crate::transliteration::Nearest;

/// The equivalent of a character that a table may lack, in characters that a table may have.
pub(crate) fn equivalent(c: char) -> Option<Nearest> {
    let [_, first, second] = EQUIVALENTS.iter().find(|[point, ..]| u32::from(*point) == u32::from(c))?;
    let first = char::from_u32(u32::from(*first))?;
    Some(match second {
        0 => Nearest::Char(first),
        _ => Nearest::Pair(first, char::from_u32(u32::from(*second))?),
    })
}

/// The Greek question mark, letters of Urdu and of Indian scripts with their marks, the Greek grave accent, and
/// the signs for ohm, kelvin and ångström, each with its equivalent. A test derives the list from the tables
/// and from Unicode's data.
#[rustfmt::skip]
static EQUIVALENTS: [[u16; 3]; 25] = [
    [0x037E, 0x003B, 0], [0x0623, 0x0627, 0x0654], [0x0624, 0x0648, 0x0654], [0x0625, 0x0627, 0x0655],
    [0x06C0, 0x06D5, 0x0654], [0x06D3, 0x06D2, 0x0654], [0x0958, 0x0915, 0x093C], [0x0959, 0x0916, 0x093C],
    [0x095A, 0x0917, 0x093C], [0x095B, 0x091C, 0x093C], [0x095C, 0x0921, 0x093C], [0x095D, 0x0922, 0x093C],
    [0x095E, 0x092B, 0x093C], [0x095F, 0x092F, 0x093C], [0x09DF, 0x09AF, 0x09BC], [0x0A59, 0x0A16, 0x0A3C],
    [0x0A5A, 0x0A17, 0x0A3C], [0x0A5B, 0x0A1C, 0x0A3C], [0x0A5E, 0x0A2B, 0x0A3C], [0x0B5C, 0x0B21, 0x0B3C],
    [0x0B5D, 0x0B22, 0x0B3C], [0x1FEF, 0x0060, 0], [0x2126, 0x03A9, 0], [0x212A, 0x004B, 0], [0x212B, 0x00C5, 0],
];
