//! Cuts the octets of a row into lines, each with its characters.

use super::part::Part;
use super::row::Row;
use crate::count::sum;
use crate::debug::shows;
use crate::message::text::Charset;
use core::fmt;

/// The alphabet of a text whose lines can be decoded one by one: characters start at octet boundaries, and no byte
/// order mark at the front changes the byte order.
pub(super) const fn line_charset(part: &Part<'_>) -> Option<Charset> {
    match part {
        Part::Text { charset: Some(Charset::Gsm7Packed(_)), .. } => None,
        Part::Text { charset: Some(Charset::Ucs2), octets: [0xFF, 0xFE, ..], .. } => None,
        Part::Text { charset, .. } => *charset,
        _ => None,
    }
}

/// The characters of octets in quotes, with control characters escaped.
pub(super) fn write_chars(
    charset: Charset,
    header: usize,
    octets: &[u8],
    f: &mut fmt::Formatter<'_>,
) -> fmt::Result {
    f.write_str("\"")?;
    for c in charset.chars_after(octets, header) {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if c.is_control() => write!(f, "{}", c.escape_default())?,
            c => write!(f, "{c}")?,
        }
    }
    f.write_str("\"")
}

/// A line of a row: at most as many octets as requested. See [`Row::lines`].
#[derive(Clone, Copy)]
pub struct Line<'r> {
    offset: usize,
    octets: &'r [u8],
    is_hidden: bool,
    charset: Option<Charset>,
}

impl<'r> Line<'r> {
    /// The offset of its first octet, counted from the start of the PDU.
    pub const fn offset(&self) -> usize {
        self.offset
    }

    /// The octets; `None` if they are hidden.
    pub const fn octets(&self) -> Option<&'r [u8]> {
        if self.is_hidden { None } else { Some(self.octets) }
    }

    /// The number of octets.
    pub const fn len(&self) -> usize {
        self.octets.len()
    }

    /// Whether there are no octets.
    pub const fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The characters of these octets, in quotes. `None` if the row is not the text of a message, or is packed septets
    /// or little-endian UCS2, which cannot be decoded line by line.
    pub fn text(&self) -> Option<impl fmt::Display + use<'r>> {
        let Self { charset, octets, .. } = *self;
        Some(Chars { charset: charset?, octets })
    }

    /// How many of the octets fit into a line of `most` octets; values below 4 count as 4. No character is cut.
    fn cut(&self, most: usize) -> usize {
        let most = most.max(4).min(self.octets.len());
        let Some(charset) = self.charset else { return most };
        let mut len = 0;
        for count in 1..=most {
            let next = charset.first_characters(self.octets, count).len();
            if next > most {
                break;
            }
            len = next;
        }
        if len == 0 { most } else { len }
    }
}

shows!([] Line<'_>, "Line", |line| {
    offset: line.offset,
    len: line.len(),
});

struct Chars<'r> {
    charset: Charset,
    octets: &'r [u8],
}

impl fmt::Display for Chars<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_chars(self.charset, 0, self.octets, f)
    }
}

/// The lines of a row. Every row has a first line, even without octets.
pub(super) fn lines<'r>(row: &Row<'r>, most: usize) -> impl Iterator<Item = Line<'r>> + use<'r> {
    let Row { offset, octets, is_hidden, .. } = *row;
    let mut rest = Some(Line { offset, octets, is_hidden, charset: line_charset(&row.part) });
    core::iter::from_fn(move || {
        let line = rest?;
        let (octets, behind) = line.octets.split_at_checked(line.cut(most)).unwrap_or((line.octets, &[]));
        let next = Line { offset: sum(line.offset, octets.len()), octets: behind, ..line };
        rest = Some(next).filter(|next| !next.is_empty());
        Some(Line { octets, ..line })
    })
}
