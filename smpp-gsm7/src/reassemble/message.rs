//! A complete message.

use super::joined::Joined;
use crate::instant::{Duration, Instant};
use crate::{Charset, CharsetChars, Language};

/// A complete message: the texts of its parts in order, borrowed from the reassembler.
#[derive(Clone, Copy, Debug)]
pub struct Message<'r> {
    pub(super) parts: &'r [Option<StoredPart>],
    pub(super) octets: &'r [u8],
}

impl<'r> Message<'r> {
    /// The [`coding`](super::Fragment::coding) of the first part. For the others, see [`parts`](Self::parts).
    pub fn coding(&self) -> u8 {
        self.parts.iter().flatten().next().map_or(0, |place| place.coding)
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

    /// The characters of the message. `charset_of` maps the [`coding`](super::Fragment::coding) of a part to its
    /// encoding; national tables come from the part's header. Returns `None` if `charset_of` does for any part,
    /// because that part is not text. Consecutive parts in the same alphabet are decoded as one text, so an escape
    /// sequence, a surrogate pair or a 16-bit unit that was cut between parts is whole again.
    pub fn chars<F>(&self, charset_of: F) -> Option<impl Iterator<Item = char> + use<'r, F>>
    where
        F: Fn(u8) -> Option<Charset>,
    {
        let is_text = self.parts().all(|part| part.charset(&charset_of).is_some());
        is_text.then(|| Joined::new(self.parts, self.octets, charset_of))
    }

    /// Copies the texts of all parts to the front of `out`, one after the other. `None` if they do not fit. This
    /// rejoins escape sequences and surrogate pairs that were cut between parts. Do not use it for packed septets:
    /// each part has its own fill bits.
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
    /// How the text is encoded; see [`Fragment::coding`](super::Fragment::coding).
    pub coding: u8,
    /// The national table that replaces the default alphabet.
    pub locking: Option<Language>,
    /// The national table for escape sequences.
    pub single: Option<Language>,
    /// When the part arrived. For a repeated part, the last time.
    pub arrived: Instant,
}

impl<'r> PartText<'r> {
    /// The encoding that `charset_of` returns for the `coding`, with the national tables of the header.
    pub fn charset(&self, charset_of: impl Fn(u8) -> Option<Charset>) -> Option<Charset> {
        Some(charset_of(self.coding)?.with_languages(self.locking, self.single))
    }

    /// The characters, as in [`Message::chars`] for one part.
    pub fn chars(&self, charset_of: impl Fn(u8) -> Option<Charset>) -> Option<CharsetChars<'r>> {
        Some(self.charset(charset_of)?.chars_after(self.text, self.header))
    }
}

/// A stored part; its text is in the octets of the slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct StoredPart {
    pub(super) start: u16,
    pub(super) len: u16,
    pub(super) header: u16,
    pub(super) coding: u8,
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

impl StoredPart {
    pub(super) fn part<'r>(&self, octets: &'r [u8]) -> PartText<'r> {
        let start = usize::from(self.start);
        let text = octets.get(start..start.saturating_add(usize::from(self.len))).unwrap_or_default();
        let named = |language: Language| (language.0 != 0).then_some(language);
        PartText {
            text,
            header: usize::from(self.header),
            coding: self.coding,
            locking: named(self.locking),
            single: named(self.single),
            arrived: self.at,
        }
    }
}
