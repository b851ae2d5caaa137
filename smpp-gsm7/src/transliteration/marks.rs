//! A character and the combining marks behind it. The order of the marks never counts, nor whether the character brings one
//! along: Unicode normalization tells no difference.

use super::data;
use crate::Alphabet;
use crate::utf8::first_char;

/// A character with marks behind it.
pub(crate) struct Marked<'t> {
    /// What to write for it: the one letter that it makes with its mark, where the alphabet has that, or the letter
    /// without its marks.
    pub(crate) letter: char,
    /// The first mark that changes what the character means, and how many octets are left from it on.
    pub(crate) negated: Option<(char, usize)>,
    /// The octets behind the marks.
    pub(crate) after: &'t [u8],
}

/// Looks for marks behind a character; `None` when there are none.
pub(super) fn marked<'t>(alphabet: &Alphabet, c: char, tail: &'t [u8]) -> Option<Marked<'t>> {
    let (mut after, mut negated, mut twice) = (tail, None, false);
    while let Some((mark, rest)) = first_char(after).filter(|(mark, _)| is_mark(*mark)) {
        if changes_meaning(mark) {
            twice |= negated.is_some();
            negated = negated.or(Some((mark, after.len())));
        }
        after = rest;
    }
    let marks = tail.get(..tail.len().wrapping_sub(after.len())).filter(|marks| !marks.is_empty())?;
    if let (Some(('\u{0338}', _)), '=', false) = (negated, c, twice) {
        // The only such character that the tables have something for.
        return Some(Marked { letter: '≠', negated: None, after });
    }
    let letter = match composed(c, marks) {
        Some(joined) if alphabet.code(joined).is_some() => joined,
        Some(_) => accented(c).map_or(c, |(letter, _)| letter),
        None => c,
    };
    Some(Marked { letter, negated, after })
}

/// What a letter makes with the marks behind it by Unicode normalization form C: a letter of the tables, or itself when it
/// makes one that no table has. `None` when it makes nothing with them.
///
/// Marks below a letter come before those above it, whatever their order in the text. Of those in one place the first
/// counts, and the next one only when the letter took that.
fn composed(c: char, marks: &[u8]) -> Option<char> {
    let (letter, own) = accented(c).map_or((c, None), |(letter, mark)| (letter, Some(mark)));
    let mut made = None;
    for class in CLASSES {
        let (mut next, mut rest) = (own, marks);
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
            (next, rest) = (offset(mark), after);
        }
    }
    made
}

/// A mark of U+0300 to U+036F, less U+0300. U+0340 and U+0341 are U+0300 and U+0301 by normalization.
fn offset(mark: char) -> Option<u8> {
    let offset = u8::try_from(u32::from(mark).wrapping_sub(0x0300)).ok().filter(|offset| *offset < 0x70)?;
    Some(if offset & 0xFE == 0x40 { offset & 1 } else { offset })
}

/// Whether a letter makes one that no table has.
fn makes_other(letter: char, mark: u8) -> bool {
    let Ok(letter) = u8::try_from(u32::from(letter)) else { return false };
    let mut list = data::OTHERS.iter().skip_while(|octet| **octet != letter | 0x20);
    list.next();
    list.take_while(|octet| **octet < b'a').any(|octet| *octet == mark)
}

/// The places of marks that make letters, in canonical order: joined below, horns, below, above.
const CLASSES: [u8; 4] = [202, 216, 220, 230];

/// The canonical combining class of a mark; 0 for those that make no letter of these.
fn mark_class(mark: u8) -> u8 {
    match mark {
        0x00..=0x14 => 230,
        0x1B => 216,
        0x23..=0x26 | 0x2D | 0x30 | 0x31 => 220,
        0x27 | 0x28 => 202,
        _ => 0,
    }
}

/// Whether a mark without a character before it goes: what it says is not changed by that.
pub(super) fn goes(c: char) -> bool {
    is_mark(c) && !changes_meaning(c)
}

/// Combining marks of all scripts, and variation selectors.
#[cfg_attr(target_os = "none", inline(never))]
fn is_mark(c: char) -> bool {
    matches!(c, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}')
        || matches!(c, '\u{20D0}'..='\u{20FF}' | '\u{FE00}'..='\u{FE0F}' | '\u{FE20}'..='\u{FE2F}')
}

/// Marks that strike a character out: without them, ≠ would be =.
#[cfg_attr(target_os = "none", inline(never))]
fn changes_meaning(c: char) -> bool {
    matches!(
        c,
        '\u{0334}'..='\u{0338}'
            | '\u{20D2}'
            | '\u{20D3}'
            | '\u{20D8}'..='\u{20DA}'
            | '\u{20E0}'
            | '\u{20E5}'
            | '\u{20E6}'
            | '\u{20EA}'
            | '\u{20EB}'
    )
}

/// An accented letter of the tables: the letter and its mark.
fn accented(c: char) -> Option<(char, u8)> {
    // The ångström sign is Å by normalization.
    let c = if c == '\u{212B}' { 'Å' } else { c };
    let (letter, mark, _) = data::COMPOSED.iter().find(|row| row.2 == c)?;
    Some((char::from(*letter), *mark))
}

/// The letter of the tables that a letter and a mark make.
fn compose(letter: char, mark: u8) -> Option<char> {
    let letter = u8::try_from(u32::from(letter)).ok()?;
    data::COMPOSED.iter().find(|row| (row.0, row.1) == (letter, mark)).map(|row| row.2)
}
