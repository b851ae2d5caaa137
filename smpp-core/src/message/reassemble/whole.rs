//! A message whose parts are all here.

use crate::codes::DataCoding;
use crate::message::text::{Chars, Charset, DataCodings};
use smpp_gsm7::Language;

/// A whole message: the texts of its parts in their order, in the memory of the reassembler.
///
/// ```
/// use smpp_core::message::reassemble::{Fragment, Outcome, Reassembler};
/// use smpp_core::message::segment::{MAX_USER_DATA, Split};
/// use smpp_core::message::text::DataCodings;
/// use smpp_core::{Duration, Instant};
/// use smpp_gsm7::Language;
///
/// // A long text in Turkish, which the header of each part says.
/// let text = "ağaç ".repeat(60);
/// let split = Split::DEFAULT.national(&text, &[Language::TURKISH]);
/// let mut parts = split.plan(&text)?.start();
/// let mut messages = Reassembler::<1, 4, 640>::new(Duration::from_secs(60));
/// let mut buffer = [0; MAX_USER_DATA];
/// let mut read = String::new();
/// while let Some(part) = parts.next_into(&mut buffer)? {
///     let Ok(Some(fragment)) = Fragment::from_submit_sm(&part.submit_sm()) else { break };
///     if let Outcome::Complete(whole) = messages.insert(Instant::ZERO, &fragment).outcome {
///         read.extend(whole.chars(DataCodings::default()).unwrap());
///     }
/// }
/// assert_eq!(read, text);
/// # Ok::<(), smpp_core::message::segment::SplitError>(())
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Whole<'r> {
    pub(super) parts: &'r [Option<Place>],
    pub(super) octets: &'r [u8],
}

impl<'r> Whole<'r> {
    /// The `data_coding` of the first part; [`parts`](Self::parts) have that of each.
    pub fn data_coding(&self) -> DataCoding {
        self.parts.iter().flatten().next().map_or(DataCoding::DEFAULT, |place| place.data_coding)
    }

    /// Octets of all texts.
    pub const fn len(&self) -> usize {
        self.octets.len()
    }

    /// Whether no part has any text.
    pub const fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The parts in the order of their numbers.
    pub fn parts(&self) -> impl Iterator<Item = PartText<'r>> + use<'r> {
        let octets = self.octets;
        self.parts.iter().flatten().map(move |place| place.part(octets))
    }

    /// The characters of the message, each part read as its `data_coding` and its header say; `None` when a part is no
    /// text. Where a sender cut an escape or a surrogate pair in two, [`copy_to`](Self::copy_to) and the
    /// [`charset`](PartText::charset) of a part read it whole.
    pub fn chars(&self, codings: DataCodings) -> Option<impl Iterator<Item = char> + use<'r>> {
        let is_text = self.parts().all(|part| part.charset(&codings).is_some());
        is_text.then(|| self.parts().filter_map(move |part| part.chars(&codings)).flatten())
    }

    /// Joins the texts at the start of `out`; `None` when they do not fit. Right for everything but packed septets,
    /// and it heals what a sender cut in two: escapes, surrogate pairs.
    pub fn copy_to<'o>(&self, out: &'o mut [u8]) -> Option<&'o [u8]> {
        let (whole, _) = out.split_at_mut_checked(self.octets.len())?;
        let octets = self.parts().flat_map(|part| part.text);
        for (to, from) in whole.iter_mut().zip(octets) {
            *to = *from;
        }
        Some(whole)
    }
}

/// The text of one part, and how to read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartText<'r> {
    /// The octets of the text, without the header.
    pub text: &'r [u8],
    /// Octets of the header that stood in front, its length octet included: packed septets begin behind fill bits that
    /// follow from it.
    pub header: usize,
    /// What the octets mean.
    pub data_coding: DataCoding,
    /// The national table in place of the default alphabet.
    pub locking: Option<Language>,
    /// The national table for what follows an escape.
    pub single: Option<Language>,
}

impl<'r> PartText<'r> {
    /// How the characters stand; `None` when the octets are no text.
    pub fn charset(&self, codings: &DataCodings) -> Option<Charset> {
        Some(codings.charset(self.data_coding)?.shifted(self.locking, self.single))
    }

    /// The characters; `None` when the octets are no text.
    pub fn chars(&self, codings: &DataCodings) -> Option<Chars<'r>> {
        Some(self.charset(codings)?.chars_after(self.text, self.header))
    }
}

/// What is known of a part whose text stands among the octets of a slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) start: u16,
    pub(super) len: u16,
    pub(super) header: u8,
    pub(super) data_coding: DataCoding,
    /// National tables; 0, which names none, for none.
    pub(super) locking: Language,
    pub(super) single: Language,
    /// It came again since.
    pub(super) again: bool,
}

impl Place {
    pub(super) fn part<'r>(&self, octets: &'r [u8]) -> PartText<'r> {
        let start = usize::from(self.start);
        let text = octets.get(start..start.saturating_add(usize::from(self.len))).unwrap_or_default();
        let named = |language: Language| (language.0 != 0).then_some(language);
        PartText {
            text,
            header: usize::from(self.header),
            data_coding: self.data_coding,
            locking: named(self.locking),
            single: named(self.single),
        }
    }
}
