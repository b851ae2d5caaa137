//! Nearest characters for those that an alphabet lacks. This is a policy of this crate, not of the standard.
//!
//! A receiver cannot see that a text was changed, so this happens only on request: after
//! [`transliterating`](crate::Encoder::transliterating), an [`Encoder`](crate::Encoder) replaces characters, counts
//! the changes, and lists them with [`changes`](crate::Encoder::changes). It applies these rules to each character,
//! in order:
//!
//! 1. A letter and the combining marks after it are handled together. They are composed (Unicode normalization
//!    form C) if the alphabet has the result. The order of marks in different positions, such as below and
//!    above the letter, does not matter, nor does it matter whether some of them are already part of the letter.
//!    Marks that belong to one script, such as Arabic vowel signs, are handled as characters of their own.
//! 2. A character in the alphabet is kept, even if it takes two septets. A character with a canonical equivalent in
//!    the alphabet becomes that, as in every encoder.
//! 3. A character in the table is replaced if the alphabet has the replacement, or the replacement's own
//!    replacement. Accents are removed (á becomes a; é is kept where the alphabet has it). Typographic quotes,
//!    dashes and spaces become plain ones, and … becomes three full stops. Greek letters, with or without
//!    accents and breathings, become the capitals in the alphabet or Latin capitals that look or sound like them.
//!    Ligatures and some symbols become two to seven characters. Zero-width characters are removed.
//! 4. Other combining marks are removed, except those that belong to one script. The variation selectors U+FE00 to
//!    U+FE0F are removed, too.
//! 5. A character with a mark that strikes it out, such as `<` with U+0338 (≮), is never written without the
//!    mark. Both are replaced with the character given to [`replacing`](crate::Encoder::replacing); without one, the
//!    mark is an error. (≠ is in the table, however it is written.)
//! 6. Everything else is treated as without transliteration: replaced with the character given to
//!    [`replacing`](crate::Encoder::replacing), or an error.

mod data;
mod marks;

use crate::Alphabet;
use crate::tables::{known_by, pages};
use core::fmt::{self, Write as _};
pub(crate) use marks::Marked;
use marks::{goes, marked};

/// A table of nearest characters: [`NEAREST`] or [`NEAREST_AND_LOOKALIKES`]. It takes less than 5 KB, and only
/// in programs that use it.
///
/// ```
/// use smpp_gsm7::segment::Segmenter;
/// use smpp_gsm7::transliteration::NEAREST;
/// // Typographic quotes would force UCS2.
/// let segmenter = Segmenter { transliteration: Some(&NEAREST), ..Segmenter::DEFAULT };
/// let plan = segmenter.plan("“Hello”")?;
/// assert_eq!((plan.units(), plan.changed()), (7, 2));
/// # Ok::<(), smpp_gsm7::segment::SegmentError>(())
/// ```
#[derive(Clone, Copy)]
pub struct Transliteration {
    pub(crate) find: fn(char) -> Option<Nearest>,
    /// A pointer, so that only programs that use a table link the search for marks.
    pub(crate) marked: for<'t> fn(&Alphabet, char, &'t [u8]) -> Option<Marked<'t>>,
    name: &'static str,
}

known_by!(Transliteration.name);

/// Replacements that keep a text readable in its own language.
pub static NEAREST: Transliteration = Transliteration { find: nearest, marked, name: "NEAREST" };

/// Like [`NEAREST`], but Cyrillic letters also become the Latin letters that look like them. Use it only for Latin
/// text with stray Cyrillic letters; real Cyrillic text becomes unreadable.
pub static NEAREST_AND_LOOKALIKES: Transliteration =
    Transliteration { find: nearest_or_lookalike, marked, name: "NEAREST_AND_LOOKALIKES" };

/// The replacement of a character.
///
/// ```
/// use smpp_gsm7::transliteration::{NEAREST, Nearest};
/// use smpp_gsm7::{Alphabet, Encoder};
/// let encoder = Encoder::new(Alphabet::DEFAULT).transliterating(&NEAREST);
/// let changes: Vec<_> = encoder.changes("’…").map(|change| change.to).collect();
/// assert_eq!(changes, [Nearest::Char('\''), Nearest::Text("...")]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Nearest {
    /// One character.
    Char(char),
    /// A letter and a mark that together are canonically equivalent to the character.
    Pair(char, char),
    /// Two to seven characters, or none.
    Text(&'static str),
}

impl Nearest {
    /// The characters, in order.
    ///
    /// ```
    /// use smpp_gsm7::transliteration::Nearest;
    /// assert_eq!(Nearest::Text("...").chars().count(), 3);
    /// ```
    pub fn chars(self) -> impl Iterator<Item = char> {
        let mut rest = self;
        core::iter::from_fn(move || rest.take_first())
    }

    #[cfg_attr(target_os = "none", inline(never))]
    fn take_first(&mut self) -> Option<char> {
        let (first, rest) = match *self {
            Self::Char(c) => (Some(c), Self::Text("")),
            Self::Pair(one, two) => (Some(one), Self::Char(two)),
            Self::Text(text) => {
                let mut chars = text.chars();
                (chars.next(), Self::Text(chars.as_str()))
            }
        };
        *self = rest;
        first
    }
}

impl fmt::Display for Nearest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.chars().try_for_each(|c| f.write_char(c))
    }
}

fn nearest(c: char) -> Option<Nearest> {
    let point = u16::try_from(u32::from(c)).ok()?;
    if let Some(c) = one(point, &data::ONE_POINTS, &data::ONE_SYMBOLS) {
        return Some(Nearest::Char(c));
    }
    if let Ok(place) = data::MANY_POINTS.binary_search(&point) {
        let start = place.checked_sub(1).and_then(|before| data::MANY_ENDS.get(before)).map_or(0, |end| *end);
        let end = data::MANY_ENDS.get(place)?;
        let text = data::MANY_TEXT.get(usize::from(start)..usize::from(*end))?;
        return Some(Nearest::Text(core::str::from_utf8(text).ok()?));
    }
    if let Some(c) = accented(point) {
        return Some(Nearest::Char(c));
    }
    goes(c).then_some(Nearest::Text(""))
}

fn accented(point: u16) -> Option<char> {
    let place = data::MARKED_RANGES.partition_point(|[_, last]| *last < point);
    data::MARKED_RANGES.get(place).filter(|[first, _]| *first <= point)?;
    data::MARKED_SYMBOLS.get(place).map(|symbol| pages::LATIN.character(*symbol))
}

fn nearest_or_lookalike(c: char) -> Option<Nearest> {
    nearest(c).or_else(|| {
        let point = u16::try_from(u32::from(c)).ok()?;
        one(point, &data::LOOKALIKE_POINTS, &data::LOOKALIKE_SYMBOLS).map(Nearest::Char)
    })
}

fn one(point: u16, points: &[u16], symbols: &[u8]) -> Option<char> {
    let place = points.binary_search(&point).ok()?;
    symbols.get(place).map(|symbol| pages::LATIN.character(*symbol))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_full() {
        for points in [
            &data::ONE_POINTS[..],
            &data::LOOKALIKE_POINTS,
            &data::MANY_POINTS,
            data::MARKED_RANGES.as_flattened(),
        ] {
            assert!(points.is_sorted() && points[0] > 0);
        }
        assert!(data::MARKED_SYMBOLS.iter().all(|symbol| *symbol != 0));
        assert!(data::LOOKALIKE_SYMBOLS.iter().all(|symbol| *symbol != 0));
        assert!(data::ONE_SYMBOLS.iter().all(|symbol| *symbol != 0));
        assert_eq!(usize::from(*data::MANY_ENDS.last().unwrap()), data::MANY_TEXT.len());
        assert!(data::MANY_TEXT.iter().all(|octet| *octet != 0));
        assert!(data::COMPOSED.is_sorted());
    }
}
