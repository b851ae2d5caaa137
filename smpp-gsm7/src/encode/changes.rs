//! What an encoder writes instead of what a text says.

use super::{Encoder, Outcome};
use crate::transliteration::Nearest;
use crate::utf8::first_char;

impl Encoder {
    /// What comes out as something else: by transliteration, replaced, left out, or the same by Unicode normalization. Ends at a character that stays unmappable.
    pub const fn changes<'t>(&self, text: &'t str) -> Changes<'t> {
        Changes { encoder: *self, text, rest: text.as_bytes() }
    }
}

/// One place where an [`Encoder`] writes something else than the text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Change<'t> {
    /// Octets of the text before it.
    pub octet: usize,
    /// The character, with the combining marks behind it.
    pub from: &'t str,
    /// What is written instead.
    pub to: Nearest,
}

/// The changes that an encoder makes to a text, from [`Encoder::changes`].
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
            let octet = self.text.len().wrapping_sub(self.rest.len());
            let (c, tail) = first_char(self.rest)?;
            let (outcome, tail) = self.encoder.outcome(c, tail, octet == 0).ok()?;
            self.rest = tail;
            let to = match outcome {
                Outcome::Same(_) => continue,
                Outcome::Equal(same) => same.map_or(Nearest::Text(""), Nearest::from),
                Outcome::Other(nearest) => nearest,
            };
            let from = self.text.get(octet..self.text.len().wrapping_sub(tail.len()))?;
            return Some(Change { octet, from, to });
        }
    }
}

impl core::iter::FusedIterator for Changes<'_> {}
