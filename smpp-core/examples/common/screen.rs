//! Makes text from other parties safe to display: it cannot move the cursor, control the terminal, or change
//! the direction of a line.

use std::io::{self, Write};

/// Whether a terminal or an editor acts on the character instead of displaying it: control characters, line and
/// paragraph separators, and marks that change the direction of text.
const fn acts(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{61C}' | '\u{200E}' | '\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2066}'..='\u{206F}'
        | '\u{FFF9}'..='\u{FFFB}')
}

/// The text with such characters escaped as in Rust: `\n`, `\u{202e}`.
pub(crate) fn shown(text: impl IntoIterator<Item = char>) -> String {
    let mut shown = String::new();
    for c in text {
        if acts(c) {
            shown.extend(c.escape_default());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// JSON in which such characters, and U+0080 to U+00FF, are written as `\uXXXX`. Its value does not change.
pub(crate) fn ascii_safe(json: &str) -> String {
    let mut safe = Vec::with_capacity(json.len());
    // Writing to a Vec cannot fail.
    let _ = AsciiSafe(&mut safe).write_all(json.as_bytes());
    String::from_utf8(safe).unwrap_or_default()
}

/// Writes escaped JSON piece by piece. Each piece consists of whole characters, as those of serde_json do.
pub(crate) struct AsciiSafe<W>(pub(crate) W);

impl<W: Write> Write for AsciiSafe<W> {
    fn write(&mut self, piece: &[u8]) -> io::Result<usize> {
        let json = core::str::from_utf8(piece).map_err(io::Error::other)?;
        let mut plain = json;
        while let Some((at, c)) =
            plain.char_indices().find(|(_, c)| acts(*c) || ('\u{80}'..='\u{FF}').contains(c))
        {
            let (before, behind) = plain.split_at(at);
            // All of them are below U+10000.
            write!(self.0, "{before}\\u{:04x}", u32::from(c))?;
            plain = behind.get(c.len_utf8()..).unwrap_or_default();
        }
        self.0.write_all(plain.as_bytes())?;
        Ok(piece.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}
