//! Characters with combining marks. The order of marks in different positions, such as below and above a letter, does
//! not matter, nor whether a mark is already part of the character: these texts are canonically equivalent.

use super::data;
use crate::Alphabet;
use crate::count::before;
use crate::utf8::first_char;

/// A character with marks after it.
pub(crate) struct Marked<'t> {
    /// The character to write: the letter composed with its mark if the alphabet has it, otherwise the letter
    /// without marks.
    pub(crate) letter: char,
    /// The first mark that changes the meaning of the character, and how many octets are left from it on.
    pub(crate) negated: Option<(char, usize)>,
    /// The octets after the marks.
    pub(crate) after: &'t [u8],
}

/// Looks for marks after a character; `None` if there are none.
pub(super) fn marked<'t>(alphabet: &Alphabet, c: char, tail: &'t [u8]) -> Option<Marked<'t>> {
    let (mut after, mut negated, mut twice) = (tail, None, false);
    while let Some((mark, rest)) = first_char(after).filter(|(mark, _)| is_mark(*mark)) {
        if changes_meaning(mark) {
            twice |= negated.is_some();
            negated = negated.or(Some((mark, after.len())));
        }
        after = rest;
    }
    let marks = tail.get(..before(tail, after)).filter(|marks| !marks.is_empty())?;
    if let (Some(('\u{0338}', _)), '=', false) = (negated, c, twice) {
        // The only such character in the tables.
        return Some(Marked { letter: '≠', negated: None, after });
    }
    let letter = match composed(c, marks) {
        Some(joined) if alphabet.code(joined).is_some() => joined,
        Some(_) => accented(c).map_or(c, |(letter, _)| letter),
        None => c,
    };
    Some(Marked { letter, negated, after })
}

/// Composes a letter with the marks after it, as in Unicode normalization form C. Returns a letter of the
/// tables, or the letter itself if it composes to one that no table has; `None` if it composes with none of the
/// marks.
///
/// Marks below a letter come before those above it, whatever their order in the text. Of the marks in one
/// place, the first one counts, and the next one only if the letter took the first.
fn composed(c: char, marks: &[u8]) -> Option<char> {
    let (letter, own) = accented(c).map_or((c, None), |(letter, mark)| (letter, Some(mark)));
    let mut made = None;
    for class in CLASSES {
        let (mut next, mut rest, mut is_first_half) = (own, marks, false);
        loop {
            if let Some(mark) = next.filter(|mark| mark_class(*mark) == class) {
                let from = made.unwrap_or(letter);
                if made.is_none()
                    && let Some(joined) = compose(letter, mark)
                {
                    made = Some(joined);
                } else if makes_other(from, mark) {
                    return Some(letter);
                } else {
                    break;
                }
            }
            let Some((mark, after)) = first_char(rest) else { break };
            // U+0344 is canonically equivalent to two marks, U+0308 and U+0301.
            is_first_half = mark == '\u{0344}' && !is_first_half;
            (next, rest) = if is_first_half { (Some(0x08), rest) } else { (offset(mark), after) };
        }
    }
    made
}

/// Offset of a mark in U+0300 to U+036F. U+0340, U+0341 and U+0343 are canonically equivalent to U+0300, U+0301 and
/// U+0313, and the second half of U+0344 to U+0301.
fn offset(mark: char) -> Option<u8> {
    let offset = u8::try_from(u32::from(mark).wrapping_sub(0x0300)).ok().filter(|offset| *offset < 0x70)?;
    Some(match offset {
        0x40 | 0x41 => offset & 1,
        0x44 => 0x01,
        0x43 => 0x13,
        _ => offset,
    })
}

/// Whether a letter and a mark compose to a letter that no table has.
fn makes_other(letter: char, mark: u8) -> bool {
    let Ok(letter) = u8::try_from(u32::from(letter)) else { return false };
    let mut list = data::OTHERS.iter().skip_while(|octet| **octet != letter | 0x20);
    list.next();
    list.take_while(|octet| **octet < b'a').any(|octet| *octet == mark)
}

/// The combining classes of marks that compose with letters, in canonical order: attached below, horns, below,
/// above.
const CLASSES: [u8; 4] = [202, 216, 220, 230];

/// The canonical combining class of a mark; 0 for those that compose with none of these letters.
fn mark_class(mark: u8) -> u8 {
    match mark {
        0x00..=0x14 => 230,
        0x1B => 216,
        0x23..=0x26 | 0x2D | 0x30 | 0x31 => 220,
        0x27 | 0x28 => 202,
        _ => 0,
    }
}

/// Whether a mark without a preceding character can be dropped without changing the meaning.
pub(super) fn goes(c: char) -> bool {
    is_mark(c) && !changes_meaning(c)
}

/// Combining marks that do not belong to one script, and variation selectors.
#[cfg_attr(target_os = "none", inline(never))]
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}')
        || matches!(c, '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}')
}

/// Marks that strike out a character. Without them, ≠ would become =.
#[rustfmt::skip]
#[cfg_attr(target_os = "none", inline(never))]
fn changes_meaning(c: char) -> bool {
    matches!(c,
        '\u{0334}'..='\u{0338}' | '\u{20D2}' | '\u{20D3}' | '\u{20D8}'..='\u{20DA}' | '\u{20E0}' | '\u{20E5}'
        | '\u{20E6}' | '\u{20EA}' | '\u{20EB}')
}

/// The letter and the mark of an accented letter. This includes letters that no table has but that may get a cedilla: Č
/// with a cedilla is Ç with a caron. No table has these letters with their own mark, so a circumflex, which composes with
/// nothing here, takes its place.
fn accented(c: char) -> Option<(char, u8)> {
    // The ångström sign is canonically equivalent to Å.
    let c = if c == '\u{212B}' { 'Å' } else { c };
    if let Some((letter, mark, _)) = data::COMPOSED.iter().find(|row| row.2 == c) {
        return Some((char::from(*letter), *mark));
    }
    let letter = match c {
        'Ĉ'..='č' => 'C',
        'Ś'..='š' | 'Ș' | 'ș' | 'Ṡ'..='ṩ' => 'S',
        _ => return None,
    };
    let is_small = u32::from(c) & 1 != 0;
    Some((if is_small { letter.to_ascii_lowercase() } else { letter }, 0x02))
}

/// Composes a letter and a mark to a letter of the tables.
fn compose(letter: char, mark: u8) -> Option<char> {
    let letter = u8::try_from(u32::from(letter)).ok()?;
    data::COMPOSED.iter().find(|row| (row.0, row.1) == (letter, mark)).map(|row| row.2)
}
