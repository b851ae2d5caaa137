//! The content to split: text in one of two alphabets, or octets.

use super::error::SplitError;
use super::split::Split;
use smpp_gsm7::ucs2;

/// The content to split.
#[derive(Clone, Copy, Debug)]
pub(super) enum Body<'t> {
    Gsm7(&'t str),
    Ucs2(&'t str),
    Octets(&'t [u8]),
}

impl<'t> Body<'t> {
    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Gsm7(text) | Self::Ucs2(text) => text.len(),
            Self::Octets(octets) => octets.len(),
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Length of the whole content in units.
    pub(super) fn units(&self, split: &Split) -> usize {
        match self {
            // The content was measured before, as a whole.
            Self::Gsm7(text) => split.encoder.measure(text).map_or(0, |done| done.septets),
            Self::Ucs2(text) => ucs2::units(text),
            Self::Octets(octets) => octets.len(),
        }
    }

    /// The rest after `room` units, without cutting a character or anything else that must stay together.
    pub(super) fn after(self, split: &Split, room: usize) -> Result<Self, SplitError> {
        let cut =
            |text: &'t str, fits: usize| text.get(split.boundary.last(text, fits)..).unwrap_or_default();
        Ok(match self {
            Self::Gsm7(text) => {
                let done = split.encoder.measure_prefix(text, room).map_err(SplitError::Unmappable)?;
                Self::Gsm7(cut(text, done.octets))
            }
            Self::Ucs2(text) => Self::Ucs2(cut(text, ucs2::measure_prefix(text, room).octets)),
            Self::Octets(octets) => Self::Octets(octets.get(room..).unwrap_or_default()),
        })
    }
}
