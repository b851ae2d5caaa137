//! The text to send, from the command line, standard input or the keyboard.

use crate::common::warn;
use std::io::{self, IsTerminal, Read, Write};

/// The text to send for a value of `--text`.
///
/// # Errors
/// Standard input cannot be read, or is not UTF-8.
pub(crate) fn complete(text: String) -> io::Result<String> {
    let text = match text.as_str() {
        "-" => {
            let mut text = String::new();
            io::stdin().read_to_string(&mut text)?;
            without_line_break(text)
        }
        "" if io::stdin().is_terminal() => {
            write!(io::stderr(), "Text to send: ")?;
            let mut text = String::new();
            io::stdin().read_line(&mut text)?;
            without_line_break(text)
        }
        _ => text,
    };
    if text.is_empty() {
        warn("the text is empty");
    }
    Ok(text)
}

/// Removes the line break that an editor or the return key adds at the end.
fn without_line_break(mut text: String) -> String {
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    text
}
