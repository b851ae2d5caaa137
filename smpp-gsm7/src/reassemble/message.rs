//! A complete message.

use super::fragment::{Fragment, TextCoding};
use super::joined::Joined;
use crate::Charset;
use crate::instant::{Duration, Instant};

/// A complete message: the texts of its fragments in order, borrowed from the reassembler, or from the fragment if it
/// has only one.
#[derive(Clone, Copy, Debug)]
pub struct Message<'r> {
    pub(super) fragments: &'r [Option<StoredFragment>],
    pub(super) arrived: &'r [u8],
    pub(super) text: &'r [u8],
}

#[cfg(feature = "defmt")]
impl defmt::Format for Message<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "Message {{ fragments: {}, octets: {} }}", self.arrived.len(), self.text.len());
    }
}

impl<'r> Message<'r> {
    /// The octets of all texts, one after the other. This rejoins escape sequences and surrogate pairs that were cut
    /// between fragments. For packed septets, use [`fragments`](Self::fragments) instead: each fragment has its own
    /// fill bits.
    pub const fn text(&self) -> &'r [u8] {
        self.text
    }

    /// The encoding and the text of each fragment, ordered by number.
    pub fn fragments(&self) -> impl Iterator<Item = (TextCoding, &'r [u8])> + Clone + use<'r> {
        let mut rest = self.text;
        self.fragments.iter().flatten().map(move |stored| {
            let (text, after) = rest.split_at_checked(stored.len.into()).unwrap_or_default();
            rest = after;
            (stored.coding, text)
        })
    }

    /// The numbers of the fragments and when they arrived, in order of arrival. For a repeated fragment, the last
    /// arrival counts.
    ///
    /// If a sender reuses a reference and fragments of two messages are lost, the rest can look like one message. If
    /// the first fragments of one message and the last fragments of the next are lost, the rest is out of order. If the
    /// last fragments of one and the first fragments of the next are lost, the rest is in order, and only a long gap
    /// shows the mistake. Use this method and [`longest_gap`](Self::longest_gap) to detect both.
    pub fn arrivals(&self) -> impl Iterator<Item = (u8, Instant)> + use<'r> {
        let fragments = self.fragments;
        self.arrived.iter().filter_map(move |number| {
            let stored = fragments.get(usize::from(number.checked_sub(1)?))?.as_ref()?;
            Some((*number, stored.at))
        })
    }

    /// The longest time between consecutive arrivals; zero if there is only one fragment.
    pub fn longest_gap(&self) -> Duration {
        let mut times = self.arrivals().map(|(_, at)| at);
        let mut before = times.next();
        let gaps = times.map(|at| at.saturating_since(before.replace(at).unwrap_or(at)));
        gaps.max().unwrap_or_default()
    }

    /// The characters of the message. Invalid ones become U+FFFD. `charset_of` maps the
    /// [`data_coding`](TextCoding::data_coding) of a fragment to its encoding; national tables come from the fragment's
    /// header. Returns `None` if `charset_of` returns `None` for a fragment, because the fragment is not text.
    /// Consecutive fragments in the same alphabet are decoded as one text, so an escape sequence, a surrogate pair or a
    /// 16-bit unit that was cut between fragments is whole again. If every fragment begins with a byte order mark, the
    /// marks are not part of the text.
    ///
    /// Links all national tables; see [`Language::tables`](crate::Language::tables).
    pub fn chars<F>(&self, charset_of: F) -> Option<impl Iterator<Item = char> + use<'r, F>>
    where
        F: Fn(u8) -> Option<Charset>,
    {
        let is_text = self.fragments().all(|(coding, _)| coding.charset(&charset_of).is_some());
        is_text.then(|| Joined::new(self.fragments(), self.text, charset_of))
    }
}

/// A stored fragment; its text is in the slot.
#[derive(Clone, Copy, Debug)]
pub(super) struct StoredFragment {
    pub(super) len: u16,
    pub(super) coding: TextCoding,
    /// When it arrived. For a repeated fragment, the last time.
    pub(super) at: Instant,
    /// It may belong to an earlier message with the same reference.
    pub(super) in_doubt: bool,
    /// It arrived again. Reset when the message is completed.
    pub(super) again: bool,
}

impl StoredFragment {
    /// `None` if the text has more than 65,535 octets.
    pub(super) fn new<K>(fragment: &Fragment<'_, K>, at: Instant) -> Option<Self> {
        let len = u16::try_from(fragment.text.len()).ok()?;
        Some(Self { len, coding: fragment.coding, at, in_doubt: false, again: false })
    }
}
