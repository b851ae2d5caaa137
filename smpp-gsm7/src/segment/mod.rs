//! Cuts a text or octets into the user data of short messages: for a modem in PDU mode, or for SMPP.
//!
//! A [`Segmenter`] holds the settings. [`Segmenter::plan`] chooses the encoding and counts the segments without
//! writing anything, so it is also the way to price a text. [`Plan::segments`] writes them one by one into a
//! buffer.
//!
//! ```
//! use smpp_gsm7::segment::{MAX_USER_DATA, Segmenter};
//!
//! let text = "Precio: 5 €. ".repeat(13);
//! let plan = Segmenter { reference: 42, ..Segmenter::DEFAULT }.plan(&text)?;
//! assert_eq!((plan.total(), plan.units()), (2, 182));
//!
//! let mut buffer = [0; MAX_USER_DATA];
//! let mut segments = plan.segments();
//! while let Some(segment) = segments.next_into(&mut buffer)? {
//!     assert_eq!(segment.header(), [5, 0, 3, 42, 2, segment.number]);
//! }
//! # Ok::<(), smpp_gsm7::segment::SegmentError>(())
//! ```
//!
//! # For a modem
//!
//! Start from [`Segmenter::MODEM`], which packs septets. [`Segment::user_data`] is TP-UD,
//! [`Segment::tp_udl`] its length, and [`Segment::data_coding`] the data coding scheme. Set TP-UDHI if
//! [`Segment::has_header`]. The example `pdu_mode` prints complete `AT+CMGS` commands.
//!
//! ```
//! use smpp_gsm7::segment::{MAX_USER_DATA, Segmenter};
//!
//! let plan = Segmenter::MODEM.plan("hellohello")?;
//! let mut buffer = [0; MAX_USER_DATA];
//! let mut segments = plan.segments();
//! let segment = segments.next_into(&mut buffer)?.expect("a text has a segment");
//! assert_eq!((segment.tp_udl(), segment.data_coding(), segment.has_header()), (10, 0x00, false));
//! assert_eq!(segment.user_data, [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37]);
//! # Ok::<(), smpp_gsm7::segment::SegmentError>(())
//! ```
//!
//! # For SMPP
//!
//! Start from [`Segmenter::DEFAULT`], which writes one septet per octet as most message centres require. The crate
//! `smpp-core` can make a [`Segmenter`] from the `Profile` of a provider, and turns a segment into a submit_sm, data_sm
//! or deliver_sm.
//!
//! # How much fits
//!
//! Each segment takes as many whole characters as fit: escape sequences and surrogate pairs are never cut. The number
//! of segments is therefore not a simple division: 81 euro signs are 162 septets and need segments of 152 and 10,
//! because 153 is odd.

mod boundary;
mod error;
mod grapheme;
mod plan;
mod write;

pub use boundary::Boundary;
pub use error::{SegmentError, SegmentErrorKind};
pub use plan::Plan;
pub use write::{Segment, Segments};

use crate::transliteration::Transliteration;
use crate::udh::{Concatenation, Ports, Width};
use crate::{Alphabet, Charset, Encoder, Language};

/// Buffer size in octets that holds the user data of any segment: 160 unpacked septets. A message in one piece
/// ([`Mode::ShortMessage`], [`Mode::Payload`]) can be longer.
pub const MAX_USER_DATA: usize = 160;
/// Maximum length of short_message in octets.
const MAX_SHORT_MESSAGE: usize = 254;
/// Maximum length of message_payload in octets.
const MAX_PAYLOAD: usize = 65_535;

/// How to send a message: cut into segments if it does not fit into one, or always in one piece.
///
/// ```
/// use smpp_gsm7::segment::{Mode, Segmenter};
/// let text = "x".repeat(161);
/// assert_eq!(Segmenter::DEFAULT.plan(&text)?.total(), 2);
/// // The message centre splits this one.
/// let segmenter = Segmenter { mode: Mode::Payload { max: 1_000 }, ..Segmenter::DEFAULT };
/// assert_eq!(segmenter.plan(&text)?.total(), 1);
/// # Ok::<(), smpp_gsm7::segment::SegmentError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum Mode {
    /// Segments with a user data header and an 8-bit reference: the low octet of [`Segmenter::reference`].
    #[default]
    Udh8,
    /// Segments with a user data header and a 16-bit reference.
    Udh16,
    /// Segments with the SMPP TLVs sar_msg_ref_num, sar_total_segments and sar_segment_seqnum. They hold no more text
    /// than segments with a header, because the message centre adds one. Its reference is taken to have 8 bits
    /// if [`Segmenter::reference`] is at most 255, otherwise 16.
    Sar,
    /// One short_message of at most `max` octets (up to 254), which the message centre splits.
    ShortMessage {
        /// The limit of the message centre, in octets.
        max: usize,
    },
    /// One message_payload of at most `max` octets (up to 65,535), which the message centre splits.
    Payload {
        /// The limit of the message centre, in octets.
        max: usize,
    },
}

/// Settings for cutting a message. Start from [`Segmenter::DEFAULT`] or [`Segmenter::MODEM`].
///
/// ```
/// use smpp_gsm7::segment::{Boundary, Segmenter};
/// let segmenter = Segmenter { reference: 0x4711, boundary: Boundary::Word, ..Segmenter::DEFAULT };
/// let text = "word ".repeat(40);
/// assert_eq!(segmenter.plan(&text)?.total(), 2);
/// # Ok::<(), smpp_gsm7::segment::SegmentError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Segmenter {
    /// The encoding to try first, which is that of `data_coding` 0 at the message centre.
    ///
    /// Usually GSM 7-bit, [packed](Charset::Gsm7Packed) or [not](Charset::Gsm7). SMPP does not transmit the number of
    /// septets, so the receiver of packed text may lose a final `@` that ends at an octet boundary. Each national
    /// table costs three octets per segment, and the length octet one more if nothing else needs a header. For a
    /// message centre whose alphabet is Latin-1 or IA5, a segment has 140 characters, or 134 after a header of 6
    /// octets. [`Charset::Ucs2`] sends every text in UCS2.
    pub charset: Charset,
    /// Whether to send a text in UCS2 if [`charset`](Self::charset) lacks one of its characters and nothing replaces
    /// it, or if UCS2 needs fewer segments.
    pub ucs2_fallback: bool,
    /// For GSM 7-bit: the table of nearest characters for those that the alphabet lacks.
    pub transliteration: Option<&'static Transliteration>,
    /// For GSM 7-bit: what replaces characters that the alphabet lacks and that nothing else replaces; `?` if it also
    /// lacks the replacement. With `None`, these characters force UCS2 or are an error.
    pub replacement: Option<char>,
    /// How to send the segments.
    pub mode: Mode,
    /// The reference number shared by the segments. Use a different one for each message to the same destination.
    /// Count up from a random number rather than from 0: otherwise a program that restarts repeats the references of
    /// its last run, and the recipient may take the segments for those of an earlier message.
    pub reference: u16,
    /// The message class, 0 to 3; higher bits are ignored. Class 0 is a flash message, which the phone displays
    /// immediately. Text with a class is in GSM 7-bit or UCS2, even if the message centre has another alphabet.
    pub class: Option<u8>,
    /// Application ports, sent in the header of every segment.
    pub ports: Option<Ports>,
    /// Where to cut the text.
    pub boundary: Boundary,
    /// Maximum number of segments, 1 to 255. 0 counts as 1.
    pub max_segments: u8,
    /// Maximum length of the user data in octets, including the header: 254 for short_message, less at some message
    /// centres, 140 for SMPP 3.3. With a lower limit than 160, segments may hold less text than a short message
    /// could: unpacked GSM 7-bit text takes up to 160 octets, or 159 with a header. This limit does not
    /// apply to [`Mode::Payload`], which has its own.
    pub max_octets: usize,
}

impl Segmenter {
    /// GSM 7-bit with the default tables, unpacked, or UCS2. Segments have an 8-bit reference, set to 0.
    pub const DEFAULT: Self = Self {
        charset: Charset::GSM7,
        ucs2_fallback: true,
        transliteration: None,
        replacement: None,
        mode: Mode::Udh8,
        reference: 0,
        class: None,
        ports: None,
        boundary: Boundary::Character,
        max_segments: u8::MAX,
        max_octets: MAX_SHORT_MESSAGE,
    };

    /// Like [`DEFAULT`](Self::DEFAULT), but packed, as a modem in PDU mode expects it.
    pub const MODEM: Self = Self { charset: Charset::GSM7_PACKED, ..Self::DEFAULT };

    /// Uses the tables that need the fewest segments for a text: the default ones or those of `languages`, in
    /// every combination. Only list languages that the network and the receivers support. Among choices with equally
    /// few segments, it prefers any tables to UCS2, then those that change the fewest characters, then the default
    /// ones. Changes nothing if [`charset`](Self::charset) is not GSM 7-bit.
    ///
    /// Links all national tables; see [`Language::tables`].
    ///
    /// ```
    /// use smpp_gsm7::segment::Segmenter;
    /// use smpp_gsm7::{Charset, Language};
    ///
    /// let text = "Şişli'ye ağır ağır ".repeat(7);
    /// assert_eq!(Segmenter::DEFAULT.plan(&text)?.total(), 2); // UCS2
    /// let plan = Segmenter::DEFAULT.national(&text, &[Language::TURKISH]).plan(&text)?;
    /// assert_eq!((plan.charset() == Some(Charset::Ucs2), plan.total()), (false, 1));
    /// # Ok::<(), smpp_gsm7::segment::SegmentError>(())
    /// ```
    #[must_use]
    pub fn national(self, text: &str, languages: &[Language]) -> Self {
        let default = match self.charset {
            Charset::Gsm7(_) => Charset::GSM7,
            Charset::Gsm7Packed(_) => Charset::GSM7_PACKED,
            _ => return self,
        };
        let choices = || core::iter::once(None).chain(languages.iter().copied().map(Some));
        let ranked = |locking, single| {
            let segmenter = Self { charset: default.with_languages(locking, single), ..self };
            let plan = segmenter.plan(text).ok()?;
            Some(((plan.total(), plan.charset() == Some(Charset::Ucs2), plan.changed()), segmenter))
        };
        let all = choices().flat_map(|locking| choices().filter_map(move |single| ranked(locking, single)));
        all.min_by_key(|(rank, _)| *rank).map_or(self, |(_, segmenter)| segmenter)
    }

    /// The encoder for GSM 7-bit, which lists the characters that it [changes](Encoder::changes) or [cannot
    /// write](Encoder::unmappable). `None` for any other [`charset`](Self::charset).
    ///
    /// ```
    /// use smpp_gsm7::segment::Segmenter;
    /// let encoder = Segmenter::DEFAULT.encoder().unwrap();
    /// assert!(encoder.unmappable("5 € for 日本").map(|(_, c)| c).eq("日本".chars()));
    /// ```
    pub const fn encoder(&self) -> Option<Encoder> {
        match self.charset {
            Charset::Gsm7(alphabet) | Charset::Gsm7Packed(alphabet) => Some(self.encoder_for(alphabet)),
            _ => None,
        }
    }

    const fn encoder_for(&self, alphabet: Alphabet) -> Encoder {
        Encoder { alphabet, transliteration: self.transliteration, replacement: self.replacement }
    }

    /// The concatenation element of a segment, or the one that the message centre will add.
    fn concatenation(&self, total: u8, number: u8) -> Concatenation {
        let [_, low] = self.reference.to_be_bytes();
        let (width, reference) = match self.mode {
            Mode::Udh16 => (Width::Bits16, self.reference),
            Mode::Sar if self.reference > 255 => (Width::Bits16, self.reference),
            _ => (Width::Bits8, u16::from(low)),
        };
        Concatenation { reference, width, total, number }
    }
}

impl Default for Segmenter {
    fn default() -> Self {
        Self::DEFAULT
    }
}

#[cfg(test)]
mod tests;
