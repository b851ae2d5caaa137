//! Columns: the width of what is written in several pieces.

use crate::count::{forward, left};
use core::fmt;

/// Writes with the width, fill and alignment that the formatter asks for, as a `str` would.
pub(super) fn pad(
    f: &mut fmt::Formatter<'_>,
    write: impl Fn(&mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    let pieces = Pieces(write);
    let Some(width) = f.width() else { return (pieces.0)(f) };
    let room = left(width, letters(&pieces)?);
    let before = match f.align() {
        Some(fmt::Alignment::Right) => room,
        Some(fmt::Alignment::Center) => room / 2,
        Some(fmt::Alignment::Left) | None => 0,
    };
    fill(f, before)?;
    write!(f, "{pieces}")?;
    fill(f, left(room, before))
}

/// The number of characters that are written.
pub(super) fn letters(text: &impl fmt::Display) -> Result<usize, fmt::Error> {
    let mut letters = Letters(0);
    fmt::write(&mut letters, format_args!("{text}"))?;
    Ok(letters.0)
}

fn fill(f: &mut fmt::Formatter<'_>, letters: usize) -> fmt::Result {
    use fmt::Write;
    let letter = f.fill();
    (0..letters).try_for_each(|_| f.write_char(letter))
}

struct Pieces<F>(F);

impl<F: Fn(&mut fmt::Formatter<'_>) -> fmt::Result> fmt::Display for Pieces<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.0)(f)
    }
}

/// Counts what is written.
struct Letters(usize);

impl fmt::Write for Letters {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0 = forward(self.0, text.chars().count());
        Ok(())
    }
}
