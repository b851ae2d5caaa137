//! Text of strangers, made safe to show: nothing in it moves the cursor, changes the terminal, or turns the direction in
//! which a line is read.

use std::fmt::Write;

/// Whether a terminal or an editor does something with the character instead of showing it: control characters, line and
/// paragraph separators, and the marks that turn the direction of text.
const fn acts(c: char) -> bool {
    matches!(c,
        '\0'..='\u{1F}' | '\u{7F}'..='\u{9F}'
        | '\u{61C}' | '\u{200E}' | '\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2066}'..='\u{206F}'
        | '\u{FFF9}'..='\u{FFFB}')
}

/// The text for people, with escapes as Rust writes them: `\n`, `\u{202e}`.
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

/// JSON in which such characters, and those of the octets over 0x7F, are `\uXXXX`. The value is the same.
pub(crate) fn ascii_safe(json: &str) -> String {
    let mut safe = String::with_capacity(json.len());
    for c in json.chars() {
        if acts(c) || ('\u{80}'..='\u{FF}').contains(&c) {
            // All of them are below U+10000; writing to a String cannot fail.
            let _ = write!(safe, "\\u{:04x}", u32::from(c));
        } else {
            safe.push(c);
        }
    }
    safe
}
