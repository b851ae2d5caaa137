//! A complete message.

use super::joined::Joined;
use crate::codes::DataCoding;
use crate::instant::{Duration, Instant};
use crate::message::text::{Chars, Charset, DataCodings};
use smpp_gsm7::Language;

/// A complete message: the texts of its parts in order, borrowed from the reassembler.
///
/// ```
/// use smpp_core::message::reassemble::{Fragment, Outcome, Reassembler};
/// use smpp_core::message::segment::{MAX_USER_DATA, Split};
/// use smpp_core::message::text::DataCodings;
/// use smpp_core::{Duration, Instant};
/// use smpp_core::gsm7::Language;
///
/// // A long Turkish text. The header of each part names the national table.
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
    /// The `data_coding` of the first part. For the others, see [`parts`](Self::parts).
    pub fn data_coding(&self) -> DataCoding {
        self.parts.iter().flatten().next().map_or(DataCoding::DEFAULT, |place| place.data_coding)
    }

    /// Total length of all texts in octets.
    pub const fn len(&self) -> usize {
        self.octets.len()
    }

    /// Whether all texts are empty.
    pub const fn is_empty(&self) -> bool {
        self.octets.is_empty()
    }

    /// The parts, ordered by number.
    pub fn parts(&self) -> impl Iterator<Item = PartText<'r>> + use<'r> {
        let octets = self.octets;
        self.parts.iter().flatten().map(move |place| place.part(octets))
    }

    /// The part numbers in order of arrival. For a repeated part, the last arrival counts.
    ///
    /// If a sender reuses a reference, and the last parts of one message and the first parts of the next are
    /// lost, the rest looks like one message with its parts out of order. Use this method and
    /// [`longest_gap`](Self::longest_gap) to detect it.
    pub fn order(&self) -> impl Iterator<Item = u8> + use<'r> {
        let parts = self.parts;
        let numbered = move || (1..=u8::MAX).zip(parts).filter_map(|(number, part)| Some((number, (*part)?)));
        (0..=u8::MAX).map_while(move |order| {
            numbered().find(|(_, place)| place.order == order).map(|(number, _)| number)
        })
    }

    /// Whether the parts arrived in order.
    pub fn is_in_order(&self) -> bool {
        self.order().is_sorted()
    }

    /// The longest time between consecutive arrivals; zero if there is only one part.
    pub fn longest_gap(&self) -> Duration {
        let mut times = self.times();
        let mut before = times.next();
        let gaps = times.map(|at| at.saturating_since(before.replace(at).unwrap_or(at)));
        gaps.max().unwrap_or_default()
    }

    /// The time from the first arrival to the last.
    pub fn span(&self) -> Duration {
        let first = self.times().min().unwrap_or_default();
        self.times().max().unwrap_or_default().saturating_since(first)
    }

    fn times(&self) -> impl Iterator<Item = Instant> + use<'r> {
        let parts = self.parts;
        self.order()
            .filter_map(move |number| Some(parts.get(usize::from(number.checked_sub(1)?))?.as_ref()?.at))
    }

    /// The characters of the message, each part decoded according to its `data_coding` and header. `None` if a
    /// part is not text. Consecutive parts in the same alphabet are read as one text, so that sequences cut
    /// between parts come out whole: escape sequences, surrogate pairs, or the two octets of a unit.
    pub fn chars(&self, codings: DataCodings) -> Option<impl Iterator<Item = char> + use<'r>> {
        let is_text = self.parts().all(|part| part.charset(&codings).is_some());
        is_text.then(|| Joined::new(self.parts, self.octets, codings))
    }

    /// Copies all texts to the front of `out`, one after the other; `None` if they do not fit. Do not use it
    /// for packed septets. It rejoins escape sequences and surrogate pairs that were cut between parts.
    pub fn copy_to<'o>(&self, out: &'o mut [u8]) -> Option<&'o [u8]> {
        let (whole, _) = out.split_at_mut_checked(self.octets.len())?;
        let octets = self.parts().flat_map(|part| part.text);
        for (to, from) in whole.iter_mut().zip(octets) {
            *to = *from;
        }
        Some(whole)
    }
}

/// The text of one part, and how to decode it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PartText<'r> {
    /// The octets of the text, without the header.
    pub text: &'r [u8],
    /// Length of the header in octets, including its length octet. It determines the fill bits before packed
    /// septets.
    pub header: usize,
    /// The `data_coding` of the part.
    pub data_coding: DataCoding,
    /// The national table that replaces the default alphabet.
    pub locking: Option<Language>,
    /// The national table for escape sequences.
    pub single: Option<Language>,
    /// When the part arrived. For a repeated part, the last time.
    pub arrived: Instant,
}

impl<'r> PartText<'r> {
    /// The character encoding; `None` if the part is not text.
    pub fn charset(&self, codings: &DataCodings) -> Option<Charset> {
        Some(codings.charset(self.data_coding)?.shifted(self.locking, self.single))
    }

    /// The characters; `None` if the part is not text.
    pub fn chars(&self, codings: &DataCodings) -> Option<Chars<'r>> {
        Some(self.charset(codings)?.chars_after(self.text, self.header))
    }
}

/// A stored part; its text is in the octets of the slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) start: u16,
    pub(super) len: u16,
    pub(super) header: u8,
    pub(super) data_coding: DataCoding,
    /// National tables; the language 0 means none.
    pub(super) locking: Language,
    pub(super) single: Language,
    /// The number of stored parts that arrived before it. For a repeated part, the last arrival counts.
    pub(super) order: u8,
    /// When it arrived.
    pub(super) at: Instant,
    /// It may belong to an earlier message with the same reference.
    pub(super) in_doubt: bool,
    /// It arrived again after the message was completed.
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
            arrived: self.at,
        }
    }
}
