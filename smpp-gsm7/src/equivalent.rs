//! Characters that are the same by Unicode normalization (canonical equivalence, Unicode Standard Annex #15) as others
//! that a table has.

use crate::texts;
use crate::transliteration::Nearest;

/// What a character that a table may lack is the same as, all of which a table may have.
pub(crate) fn equivalent(c: char) -> Option<Nearest> {
    let text = texts::find(c, &POINTS, &ENDS, &TEXT)?;
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(c), None) => Some(Nearest::Char(c)),
        _ => Some(Nearest::Text(text)),
    }
}

static POINTS: [u16; 25] = texts::points(&EQUIVALENTS);
static ENDS: [u16; 25] = texts::ends(&EQUIVALENTS);
static TEXT: [u8; 117] = texts::joined(&EQUIVALENTS);

/// The Greek question mark, letters of Urdu and of Indian scripts with their marks, the Greek grave accent, and the signs
/// for ohm, kelvin and ångström. A test derives the list from the tables and the data of Unicode.
#[rustfmt::skip]
const EQUIVALENTS: [(char, &str); 25] = [
    ('\u{037E}', ";"), ('\u{0623}', "\u{0627}\u{0654}"), ('\u{0624}', "\u{0648}\u{0654}"),
    ('\u{0625}', "\u{0627}\u{0655}"), ('\u{06C0}', "\u{06D5}\u{0654}"), ('\u{06D3}', "\u{06D2}\u{0654}"),
    ('\u{0958}', "\u{0915}\u{093C}"), ('\u{0959}', "\u{0916}\u{093C}"), ('\u{095A}', "\u{0917}\u{093C}"),
    ('\u{095B}', "\u{091C}\u{093C}"), ('\u{095C}', "\u{0921}\u{093C}"), ('\u{095D}', "\u{0922}\u{093C}"),
    ('\u{095E}', "\u{092B}\u{093C}"), ('\u{095F}', "\u{092F}\u{093C}"), ('\u{09DF}', "\u{09AF}\u{09BC}"),
    ('\u{0A59}', "\u{0A16}\u{0A3C}"), ('\u{0A5A}', "\u{0A17}\u{0A3C}"), ('\u{0A5B}', "\u{0A1C}\u{0A3C}"),
    ('\u{0A5E}', "\u{0A2B}\u{0A3C}"), ('\u{0B5C}', "\u{0B21}\u{0B3C}"), ('\u{0B5D}', "\u{0B22}\u{0B3C}"),
    ('\u{1FEF}', "`"), ('\u{2126}', "Ω"), ('\u{212A}', "K"), ('\u{212B}', "Å"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rows_are_sorted_and_whole() {
        assert!(POINTS.is_sorted());
        assert_eq!(usize::from(*ENDS.last().unwrap()), TEXT.len());
        for (c, text) in EQUIVALENTS {
            assert!(equivalent(c).unwrap().chars().eq(text.chars()));
        }
        assert_eq!(equivalent('K'), None);
    }
}
