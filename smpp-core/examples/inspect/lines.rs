//! Reads lines from standard input and writes objects to standard output.

use crate::error_object;
use crate::screen::AsciiSafe;
use serde_json::Value;
use std::io::{self, BufRead, BufWriter, Read, StdoutLock, Write};

/// Maximum length of a line: twice a PDU of 16 MiB in hexadecimal.
const MOST_LINE: u64 = 64 * 1024 * 1024;

/// Passes each line, without its LF and one CR before it, to `explain`, which prints objects. Returns whether `explain`
/// returned true for every line and none of the objects is an error.
pub(crate) fn each(mut explain: impl FnMut(&[u8], &mut Objects<'_>) -> io::Result<bool>) -> io::Result<bool> {
    let mut input = io::stdin().lock();
    let mut objects = Objects { output: BufWriter::new(io::stdout().lock()), good: true };
    let mut line = Vec::new();
    // One octet more than that, and its LF: enough to see that it is too long.
    while input.by_ref().take(MOST_LINE.saturating_add(2)).read_until(b'\n', &mut line)? > 0 {
        let is_whole = line.last() == Some(&b'\n');
        if is_whole {
            line.pop();
            if line.last() == Some(&b'\r') {
                line.pop();
            }
        }
        if line.len() as u64 > MOST_LINE {
            if !is_whole {
                input.skip_until(b'\n')?;
            }
            let what = format!("a line of more than {MOST_LINE} octets was skipped");
            objects.put(&error_object(what, 0, None, None))?;
            line.clear();
            continue;
        }
        objects.good &= explain(&line, &mut objects)?;
        line.clear();
    }
    objects.output.flush()?;
    Ok(objects.good)
}

/// Writes objects, one per line, without keeping them.
pub(crate) struct Objects<'o> {
    output: BufWriter<StdoutLock<'o>>,
    /// Whether no object was an error so far.
    good: bool,
}

impl<'o> Objects<'o> {
    pub(crate) fn put(&mut self, object: &Value) -> io::Result<()> {
        self.good &= object.get("error").is_none();
        put(&mut self.output, object)?;
        writeln!(self.output)
    }

    /// Starts an object that is written field by field, so that it may be larger than memory.
    pub(crate) fn open(&mut self) -> Open<'_, 'o> {
        Open { output: &mut self.output, has_fields: false }
    }

    /// Ends the line of such an object.
    pub(crate) fn end(&mut self) -> io::Result<()> {
        writeln!(self.output)
    }

    /// Writes an object with one more field: a list that may be too long to keep.
    pub(crate) fn put_with_list(
        &mut self,
        object: &Value,
        name: &str,
        fill: impl FnOnce(&mut dyn FnMut(&Value)),
    ) -> io::Result<()> {
        self.good &= object.get("error").is_none();
        let mut open = self.open();
        for (name, value) in object.as_object().into_iter().flatten() {
            open.field(name, value)?;
        }
        open.list(name, fill)?;
        open.close()?;
        self.end()
    }
}

/// An object that is still being written.
pub(crate) struct Open<'w, 'o> {
    output: &'w mut BufWriter<StdoutLock<'o>>,
    has_fields: bool,
}

impl<'o> Open<'_, 'o> {
    fn name(&mut self, name: impl Iterator<Item = char>) -> io::Result<()> {
        write!(self.output, "{}", if self.has_fields { "," } else { "{" })?;
        self.has_fields = true;
        string(self.output, name)?;
        write!(self.output, ":")
    }

    pub(crate) fn field(&mut self, name: &str, value: &Value) -> io::Result<()> {
        self.name(name.chars())?;
        put(self.output, value)
    }

    /// A string or null.
    pub(crate) fn text(
        &mut self,
        name: impl Iterator<Item = char>,
        value: Option<impl Iterator<Item = char>>,
    ) -> io::Result<()> {
        self.name(name)?;
        match value {
            Some(value) => string(self.output, value),
            None => put(self.output, &Value::Null),
        }
    }

    /// An array of strings.
    pub(crate) fn texts(
        &mut self,
        name: impl Iterator<Item = char>,
        values: impl Iterator<Item = impl Iterator<Item = char>>,
    ) -> io::Result<()> {
        self.name(name)?;
        for (number, value) in values.enumerate() {
            write!(self.output, "{}", if number > 0 { "," } else { "[" })?;
            string(self.output, value)?;
        }
        write!(self.output, "]")
    }

    /// An array of the values that `fill` passes on, without keeping them.
    pub(crate) fn list(&mut self, name: &str, fill: impl FnOnce(&mut dyn FnMut(&Value))) -> io::Result<()> {
        self.name(name.chars())?;
        let (mut written, mut comma) = (write!(self.output, "["), "");
        fill(&mut |item| {
            if written.is_ok() {
                written = write!(self.output, "{comma}").and_then(|()| put(self.output, item));
                comma = ",";
            }
        });
        written?;
        write!(self.output, "]")
    }

    /// A nested object.
    pub(crate) fn inner(&mut self, name: &str) -> io::Result<Open<'_, 'o>> {
        self.name(name.chars())?;
        Ok(Open { output: self.output, has_fields: false })
    }

    /// Ends the object.
    pub(crate) fn close(self) -> io::Result<()> {
        write!(self.output, "{}", if self.has_fields { "}" } else { "{}" })
    }
}

fn put(output: &mut impl Write, value: &Value) -> io::Result<()> {
    Ok(serde_json::to_writer(AsciiSafe(output), value)?)
}

/// Writes characters as a JSON string, a few at a time.
fn string(output: &mut impl Write, mut chars: impl Iterator<Item = char>) -> io::Result<()> {
    write!(output, "\"")?;
    let mut piece = String::new();
    loop {
        piece.clear();
        piece.extend(chars.by_ref().take(1000));
        if piece.is_empty() {
            return write!(output, "\"");
        }
        let json = Value::from(piece.as_str()).to_string();
        let inside = json.strip_prefix('"').and_then(|json| json.strip_suffix('"')).unwrap_or_default();
        AsciiSafe(&mut *output).write_all(inside.as_bytes())?;
    }
}
