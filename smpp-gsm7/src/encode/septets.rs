//! Iterates over the septets of a text.

use super::unit::Unit;
use super::{Encoder, lacks};
use crate::count::before;
use crate::error::EncodeTextError;
use crate::utf8::first_char;

impl Encoder {
    /// Iterates over the septets of a text. Ends after an error.
    pub const fn septets<'t>(&self, text: &'t str) -> Septets<'t> {
        Septets { encoder: *self, text, rest: text.as_bytes(), pending: Unit::EMPTY, given: 0 }
    }
}

/// Iterator over the septets of a text, from [`Encoder::septets`].
#[derive(Clone, Debug)]
pub struct Septets<'t> {
    encoder: Encoder,
    text: &'t str,
    rest: &'t [u8],
    pending: Unit,
    /// Number of septets of the pending unit already returned.
    given: u8,
}

impl Iterator for Septets<'_> {
    type Item = Result<u8, EncodeTextError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(septet) = self.pending.septets().get(usize::from(self.given)) {
                self.given = self.given.wrapping_add(1);
                return Some(Ok(*septet));
            }
            let (c, tail) = first_char(self.rest)?;
            let octet = before(self.text.as_bytes(), self.rest);
            let (outcome, tail) = match self.encoder.outcome(c, tail, octet == 0) {
                Ok(found) => found,
                Err(lacking) => {
                    self.rest = &[];
                    return Some(Err(lacks(lacking.c, self.text, lacking.left)));
                }
            };
            self.rest = tail;
            self.pending = outcome.unit(self.encoder.alphabet);
            self.given = 0;
        }
    }
}

impl core::iter::FusedIterator for Septets<'_> {}
