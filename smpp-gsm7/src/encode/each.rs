//! Iterates over a text: its changes, and the characters that cannot be encoded.

use super::{Encoder, Lacking, Outcome};
use crate::count::{back, before};
use crate::transliteration::Nearest;
use crate::utf8::first_char;
use core::ops::Range;

impl Encoder {
    /// Iterates over the characters that this encoder changes: transliterated, replaced, dropped, or written as a
    /// canonical equivalent. Ends at a character that cannot be encoded.
    pub fn changes<'t>(&self, text: &'t str) -> impl Iterator<Item = Change<'t>> + use<'t> {
        let known = self.outcomes(text).map_while(|(place, outcome)| Some((place, outcome.ok()?)));
        known.filter_map(|(place, outcome)| match outcome {
            Outcome::Same(_) => None,
            Outcome::Other(to) => Some(Change { offset: place.start, from: text.get(place)?, to }),
        })
    }

    /// Iterates over the characters that this encoder cannot write, each with its position in octets. These are the
    /// characters that force another encoding.
    ///
    /// ```
    /// use smpp_gsm7::{Alphabet, Encoder, transliteration::NEAREST};
    ///
    /// let encoder = Encoder::new(Alphabet::DEFAULT);
    /// let mut lacking = encoder.unmappable("日 = 2 €, ç");
    /// assert_eq!(lacking.next(), Some((0, '日')));
    /// assert_eq!(lacking.next(), Some((13, 'ç')));
    /// assert_eq!(lacking.next(), None);
    ///
    /// assert_eq!(encoder.transliterating(&NEAREST).unmappable("日 = 2 €, ç").count(), 1);
    /// ```
    pub fn unmappable<'t>(&self, text: &'t str) -> impl Iterator<Item = (usize, char)> + use<'t> {
        let lacking = self.outcomes(text).filter_map(|(_, outcome)| outcome.err());
        lacking.map(|Lacking { c, left }| (back(text.len(), left), c))
    }

    /// Each character with the marks after it, and what becomes of it.
    fn outcomes<'t>(
        &self,
        text: &'t str,
    ) -> impl Iterator<Item = (Range<usize>, Result<Outcome, Lacking>)> + use<'t> {
        let (encoder, mut rest) = (*self, text.as_bytes());
        core::iter::from_fn(move || {
            let start = before(text.as_bytes(), rest);
            let (c, tail) = first_char(rest)?;
            let (outcome, after) = encoder.outcome(c, tail, start == 0);
            rest = after;
            Some((start..before(text.as_bytes(), rest), outcome))
        })
    }
}

/// A place where an [`Encoder`] writes something different from the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Change<'t> {
    /// Number of octets of the text before the change.
    pub offset: usize,
    /// The character. If the encoder transliterates, also the combining marks that are handled together with it; see
    /// [`transliteration`](crate::transliteration).
    pub from: &'t str,
    /// The characters written instead.
    pub to: Nearest,
}
