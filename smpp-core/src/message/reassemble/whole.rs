//! A message whose parts are all here.

use crate::codes::DataCoding;

/// A whole message: the texts of its parts in their order, in the memory of the reassembler.
#[derive(Clone, Copy, Debug)]
pub struct Whole<'r> {
    pub(super) parts: &'r [Option<Place>],
    pub(super) octets: &'r [u8],
    pub(super) data_coding: DataCoding,
}

impl<'r> Whole<'r> {
    /// The `data_coding` of the part that came first.
    pub const fn data_coding(&self) -> DataCoding {
        self.data_coding
    }

    /// Octets of all texts.
    pub const fn len(&self) -> usize {
        self.octets.len()
    }

    /// Whether no part has any text.
    pub const fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The texts in the order of their numbers, each with the octets of its header: packed septets must be read part
    /// by part, with [`Charset::chars_after`](crate::message::text::Charset::chars_after).
    pub fn parts(&self) -> impl Iterator<Item = (&'r [u8], usize)> + use<'r> {
        let octets = self.octets;
        self.parts.iter().flatten().map(move |place| {
            let start = usize::from(place.start);
            let text = octets.get(start..start.saturating_add(usize::from(place.len))).unwrap_or_default();
            (text, usize::from(place.header))
        })
    }

    /// Joins the texts at the start of `out`; `None` when they do not fit. Right for everything but packed septets,
    /// and it heals what a sender cut in two: escapes, surrogate pairs.
    pub fn copy_to<'o>(&self, out: &'o mut [u8]) -> Option<&'o [u8]> {
        let (whole, _) = out.split_at_mut_checked(self.octets.len())?;
        let octets = self.parts().flat_map(|(text, _)| text);
        for (to, from) in whole.iter_mut().zip(octets) {
            *to = *from;
        }
        Some(whole)
    }
}

/// Where the text of a part stands among the octets of its slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) start: u16,
    pub(super) len: u16,
    pub(super) header: u8,
}
