//! Lines of octets from standard input, objects to standard output.

use serde_json::Value;
use std::io::{self, BufRead, BufWriter, Write};

/// Hands each line, without its LF and one CR before it, to `explain`, and prints the objects it makes, one a line.
/// Answers whether `explain` was content with every line and none of the objects is an error.
pub(crate) fn each(mut explain: impl FnMut(&[u8], &mut Vec<Value>) -> bool) -> io::Result<bool> {
    let mut input = io::stdin().lock();
    let mut output = BufWriter::new(io::stdout().lock());
    let (mut line, mut objects, mut good) = (Vec::new(), Vec::new(), true);
    while input.read_until(b'\n', &mut line)? > 0 {
        if line.last() == Some(&b'\n') {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        good &= explain(&line, &mut objects);
        for object in objects.drain(..) {
            good &= object.get("error").is_none();
            writeln!(output, "{}", escaped(&object))?;
        }
        line.clear();
    }
    output.flush()?;
    Ok(good)
}

/// JSON in which the characters of octets over 0x7F are `\u00XX`, and so are those that some take for a line end.
fn escaped(object: &Value) -> String {
    let mut escaped = String::new();
    for c in object.to_string().chars() {
        match c {
            '\u{7F}'..='\u{FF}' | '\u{2028}' | '\u{2029}' => {
                escaped.push_str(&format!("\\u{:04x}", u32::from(c)));
            }
            c => escaped.push(c),
        }
    }
    escaped
}

/// Octets as lower-case hexadecimal digits.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// Octets as text: each the character of its number, so that every octet survives in JSON.
pub(crate) fn text(octets: &[u8]) -> String {
    octets.iter().map(|octet| char::from(*octet)).collect()
}
