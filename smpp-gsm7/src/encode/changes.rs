//! The changes that an encoder makes to a text.

use super::{Encoder, Outcome};
use crate::count::before;
use crate::transliteration::Nearest;
use crate::utf8::first_char;

impl Encoder {
    /// Iterates over the characters that this encoder changes: transliterated, replaced, dropped, or written as a
    /// canonical equivalent. Ends at a character that cannot be encoded.
    pub const fn changes<'t>(&self, text: &'t str) -> Changes<'t> {
        Changes { encoder: *self, text, rest: text.as_bytes() }
    }
}

/// A place where an [`Encoder`] writes something different from the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'t> {
    /// Number of octets of the text before it.
    pub offset: usize,
    /// The character, with the combining marks after it.
    pub from: &'t str,
    /// The characters written instead.
    pub to: Nearest,
}

/// Iterator over the changes to a text, from [`Encoder::changes`].
#[derive(Clone, Debug)]
pub struct Changes<'t> {
    encoder: Encoder,
    text: &'t str,
    rest: &'t [u8],
}

impl<'t> Iterator for Changes<'t> {
    type Item = Change<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let offset = before(self.text.as_bytes(), self.rest);
            let (c, tail) = first_char(self.rest)?;
            let (outcome, tail) = self.encoder.outcome(c, tail, offset == 0).ok()?;
            self.rest = tail;
            let to = match outcome {
                Outcome::Same(_) => continue,
                Outcome::Equal(same) => same.map_or(Nearest::Text(""), Nearest::from),
                Outcome::Other(nearest) => nearest,
            };
            let from = self.text.get(offset..before(self.text.as_bytes(), tail))?;
            return Some(Change { offset, from, to });
        }
    }
}

impl core::iter::FusedIterator for Changes<'_> {}
