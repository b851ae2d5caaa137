//! Lines of octets from standard input, objects to standard output.

use crate::screen::ascii_safe;
use serde_json::Value;
use std::io::{self, BufRead, BufWriter, StdoutLock, Write};

/// Hands each line, without its LF and one CR before it, to `explain`, which prints the objects it makes.
/// Answers whether `explain` was content with every line and none of the objects is an error.
pub(crate) fn each(mut explain: impl FnMut(&[u8], &mut Objects<'_>) -> io::Result<bool>) -> io::Result<bool> {
    let mut input = io::stdin().lock();
    let mut objects = Objects { output: BufWriter::new(io::stdout().lock()), good: true };
    let mut line = Vec::new();
    while input.read_until(b'\n', &mut line)? > 0 {
        if line.last() == Some(&b'\n') {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        objects.good &= explain(&line, &mut objects)?;
        line.clear();
    }
    objects.output.flush()?;
    Ok(objects.good)
}

/// Where objects go, one a line. None is kept.
pub(crate) struct Objects<'o> {
    output: BufWriter<StdoutLock<'o>>,
    /// Whether none was an error.
    good: bool,
}

impl Objects<'_> {
    pub(crate) fn put(&mut self, object: &Value) -> io::Result<()> {
        self.good &= object.get("error").is_none();
        writeln!(self.output, "{}", ascii_safe(&object.to_string()))
    }

    /// An object with one more field: a list that may be too long to be kept.
    pub(crate) fn put_with_list(
        &mut self,
        object: &Value,
        name: &str,
        list: impl Iterator<Item = Value>,
    ) -> io::Result<()> {
        let object = ascii_safe(&object.to_string());
        write!(self.output, "{},\"{name}\":[", object.strip_suffix('}').unwrap_or(&object))?;
        for (number, item) in list.enumerate() {
            let comma = if number > 0 { "," } else { "" };
            write!(self.output, "{comma}{}", ascii_safe(&item.to_string()))?;
        }
        writeln!(self.output, "]}}")
    }
}

/// Octets as lower-case hexadecimal digits.
pub(crate) fn hex(octets: &[u8]) -> String {
    use std::fmt::Write;
    octets.iter().fold(String::with_capacity(octets.len().saturating_mul(2)), |mut hex, octet| {
        // Writing to a String cannot fail.
        let _ = write!(hex, "{octet:02x}");
        hex
    })
}

/// Octets as text: each the character of its number, so that every octet survives in JSON.
pub(crate) fn text(octets: &[u8]) -> String {
    octets.iter().map(|octet| char::from(*octet)).collect()
}
