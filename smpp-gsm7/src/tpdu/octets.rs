//! Reads and writes fields, and keeps track of the position in the TPDU.

use super::error::{DecodeTpduError, DecodeTpduErrorKind, Field};
use crate::count::before;
pub(super) use crate::writer::Writer;

/// The rest of a TPDU.
#[derive(Clone, Copy)]
pub(super) struct Reader<'a> {
    whole: &'a [u8],
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(super) const fn new(tpdu: &'a [u8]) -> Self {
        Self { whole: tpdu, rest: tpdu }
    }

    /// Octets read so far.
    pub(super) const fn offset(&self) -> usize {
        before(self.whole, self.rest)
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The octets that were not read.
    pub(super) const fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// The next octet, without taking it.
    pub(super) fn peek(&self) -> Option<u8> {
        self.rest.first().copied()
    }

    pub(super) fn octet(&mut self, field: Field) -> Result<u8, DecodeTpduError> {
        let [octet] = self.array(field)?;
        Ok(octet)
    }

    pub(super) fn array<const N: usize>(&mut self, field: Field) -> Result<[u8; N], DecodeTpduError> {
        let Some((array, rest)) = self.rest.split_first_chunk() else { return Err(self.ends(field)) };
        self.rest = rest;
        Ok(*array)
    }

    pub(super) fn octets(&mut self, count: usize, field: Field) -> Result<&'a [u8], DecodeTpduError> {
        let Some((octets, rest)) = self.rest.split_at_checked(count) else { return Err(self.ends(field)) };
        self.rest = rest;
        Ok(octets)
    }

    /// Reads a length octet and what it counts; `octets` converts the length to octets.
    pub(super) fn counted(
        &mut self,
        field: Field,
        octets: impl FnOnce(u8) -> usize,
    ) -> Result<(u8, &'a [u8]), DecodeTpduError> {
        let at = self.offset();
        let length = self.octet(field)?;
        let past_end = |_| DecodeTpduError::new(DecodeTpduErrorKind::LengthPastEnd, field, at);
        Ok((length, self.octets(octets(length), field).map_err(past_end)?))
    }

    /// The TPDU ends within the field that starts here.
    #[cold]
    pub(super) const fn ends(&self, field: Field) -> DecodeTpduError {
        DecodeTpduError::new(DecodeTpduErrorKind::Truncated, field, self.offset())
    }
}
