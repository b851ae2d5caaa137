//! A message whose parts are all here.

use super::joined::Joined;
use crate::codes::DataCoding;
use crate::instant::{Duration, Instant};
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

    /// The numbers of the parts in the order in which they came; of a part that came again, the last time counts.
    ///
    /// A sender that uses a reference again may lose the last parts of one message and the first of the next, and what
    /// comes looks like one message whose parts changed places. This and [`longest_gap`](Self::longest_gap) show it.
    pub fn order(&self) -> impl Iterator<Item = u8> + use<'r> {
        let parts = self.parts;
        let numbered = move || (1..=u8::MAX).zip(parts).filter_map(|(number, part)| Some((number, (*part)?)));
        (0..=u8::MAX).map_while(move |order| {
            numbered().find(|(_, place)| place.order == order).map(|(number, _)| number)
        })
    }

    /// Whether each part came after the one before it.
    pub fn is_in_order(&self) -> bool {
        self.order().is_sorted()
    }

    /// The longest time between two parts, in the order in which they came; zero when there is one part.
    pub fn longest_gap(&self) -> Duration {
        let mut times = self.times();
        let mut before = times.next();
        let gaps = times.map(|at| at.saturating_since(before.replace(at).unwrap_or(at)));
        gaps.max().unwrap_or_default()
    }

    /// The time from the first part that came to the last.
    pub fn span(&self) -> Duration {
        let first = self.times().min().unwrap_or_default();
        self.times().max().unwrap_or_default().saturating_since(first)
    }

    fn times(&self) -> impl Iterator<Item = Instant> + use<'r> {
        let parts = self.parts;
        self.order()
            .filter_map(move |number| Some(parts.get(usize::from(number.checked_sub(1)?))?.as_ref()?.at))
    }

    /// The characters of the message, each part read as its `data_coding` and its header say; `None` when a part is no
    /// text. Parts in a row that have one alphabet are read as one text: what a sender cut in two, escape or surrogate
    /// pairs or the two octets of a unit, comes out whole.
    pub fn chars(&self, codings: DataCodings) -> Option<impl Iterator<Item = char> + use<'r>> {
        let is_text = self.parts().all(|part| part.charset(&codings).is_some());
        is_text.then(|| Joined::new(self.parts, self.octets, codings))
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
    /// When the part came; of a part that came again, the last time.
    pub arrived: Instant,
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
    /// How many of the parts that are here came before it; of a part that came again, the last time counts.
    pub(super) order: u8,
    /// When it came.
    pub(super) at: Instant,
    /// It may be one of the message before, which had the same reference.
    pub(super) in_doubt: bool,
    /// It came again since the message was given out.
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
