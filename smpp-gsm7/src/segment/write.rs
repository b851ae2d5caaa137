//! Writes the segments one by one.

use super::Mode;
use super::error::{SegmentError, SegmentErrorKind};
use super::plan::{Body, Plan};
use crate::count::{forward, left};
use crate::udh::{self, Concatenation};
use crate::{Charset, Fill, Padding, header_septets};
use core::ops::Range;

impl<'t> Plan<'t> {
    /// Starts writing the segments.
    pub const fn segments(&self) -> Segments<'t> {
        Segments { plan: *self, rest: self.body, number: 0 }
    }
}

/// The segments of a message, in order.
#[derive(Clone, Debug)]
#[must_use]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Segments<'t> {
    plan: Plan<'t>,
    rest: Body<'t>,
    number: u8,
}

impl Segments<'_> {
    /// Writes the user data of the next segment to the front of `out`. Returns `None` after the last segment.
    /// [`MAX_USER_DATA`](super::MAX_USER_DATA) octets are enough for any segment; a message sent in one piece may
    /// need more.
    ///
    /// # Errors
    /// The buffer is too small: call again with a larger one.
    pub fn next_into<'b>(&mut self, out: &'b mut [u8]) -> Result<Option<Segment<'b>>, SegmentError> {
        let Plan { segmenter, body, total, room, .. } = self.plan;
        if self.number == total {
            return Ok(None);
        }
        let number = self.number.saturating_add(1);
        let (text, rest) = self.rest.cut(&segmenter, room)?;
        let content_range = left(body.len(), self.rest.len())..left(body.len(), rest.len());
        let place = segmenter.concatenation(total, number);
        let in_header = (total > 1 && segmenter.mode != Mode::Sar).then_some(place);
        let Some(written) = self.write(in_header, text, out) else {
            return Err(self.too_small(in_header, text, content_range.start));
        };
        let user_data = out.get(..forward(written.header, written.text)).unwrap_or_default();
        self.rest = rest;
        self.number = number;
        Ok(Some(Segment {
            number,
            total,
            reference: place.reference,
            user_data,
            header_len: written.header,
            packed: written.packed,
            content_range,
            mode: segmenter.mode,
            data_coding: self.plan.data_coding(),
        }))
    }

    /// Writes header and text; `None` if the output is too small.
    fn write(&self, place: Option<Concatenation>, text: Body<'_>, out: &mut [u8]) -> Option<Written> {
        let header = udh::write(self.plan.elements(place), out).ok()?;
        let out = out.get_mut(header..)?;
        let encoder = |alphabet| self.plan.segmenter.encoder_for(alphabet);
        let (text, packed) = match text {
            Body::Text(text, Charset::Gsm7(alphabet)) => {
                (encoder(alphabet).encode(text, out).ok()?.septets, None)
            }
            Body::Text(text, Charset::Gsm7Packed(alphabet)) => {
                let fill = Fill::after_header(header);
                let done = encoder(alphabet).encode_packed(text, fill, Padding::Zero, out).ok()?;
                (done.written, Some(done.septets))
            }
            Body::Text(text, charset) => (charset.encode(text, out).ok()?, None),
            Body::Octets(octets) => {
                let slots = out.get_mut(..octets.len())?;
                slots.iter_mut().zip(octets).for_each(|(slot, octet)| *slot = *octet);
                (octets.len(), None)
            }
        };
        Some(Written { header, text, packed })
    }

    #[cold]
    fn too_small(&self, place: Option<Concatenation>, text: Body<'_>, offset: usize) -> SegmentError {
        let header = self.plan.header_len(place);
        let needed =
            text.fit(&self.plan.segmenter, usize::MAX).map_or(0, |fit| text.octets_of(fit.units, header));
        SegmentError::at(SegmentErrorKind::BufferTooSmall { needed: forward(header, needed) }, offset)
    }
}

/// Lengths of what was written, in octets, and the number of septets if they are packed.
struct Written {
    header: usize,
    text: usize,
    packed: Option<usize>,
}

/// One segment of a message, ready to send.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Segment<'b> {
    /// The number of this segment, from 1.
    pub number: u8,
    /// The number of segments.
    pub total: u8,
    /// The reference number as sent: the lower 8 bits of [`Segmenter::reference`](super::Segmenter::reference), or
    /// all 16.
    pub reference: u16,
    /// Header and text: TP-UD, short_message or message_payload.
    pub user_data: &'b [u8],
    /// Length of the header in [`user_data`](Self::user_data), including the length octet; 0 without a header.
    pub header_len: usize,
    /// Which octets of the text, or of the binary data, this segment holds.
    pub content_range: Range<usize>,
    /// How to send the segment.
    pub mode: Mode,
    /// The number of septets of the text if they are packed.
    pub(crate) packed: Option<usize>,
    data_coding: u8,
}

impl<'b> Segment<'b> {
    /// Whether there is a user data header: TP-UDHI, or the UDH indicator of `esm_class`.
    pub const fn has_header(&self) -> bool {
        self.header_len > 0
    }

    /// The header, including its length octet; empty without a header.
    pub fn header(&self) -> &'b [u8] {
        self.user_data.get(..self.header_len).unwrap_or_default()
    }

    /// The encoded text or binary data after the header.
    pub fn text(&self) -> &'b [u8] {
        self.user_data.get(self.header_len..).unwrap_or_default()
    }

    /// TP-UDL: for packed GSM 7-bit the number of septets, including those that the header takes; otherwise the
    /// number of octets. At most 160 for a segment. A message in one piece can have more; above 255, the result is 255.
    pub fn tp_udl(&self) -> u8 {
        u8::try_from(self.length()).unwrap_or(u8::MAX)
    }

    /// What TP-UDL counts, even if that is more than 255.
    pub(crate) fn length(&self) -> usize {
        match self.packed {
            Some(septets) => forward(header_septets(self.header_len), septets),
            None => self.user_data.len(),
        }
    }

    /// The `data_coding` (SMPP) or data coding scheme (TP-DCS); see [`Plan::data_coding`].
    pub const fn data_coding(&self) -> u8 {
        self.data_coding
    }
}
