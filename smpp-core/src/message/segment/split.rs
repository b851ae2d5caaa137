//! What to ask for: alphabet, carriage, limits.

use super::MAX_SHORT_MESSAGE;
use crate::codes::MessageClass;
use crate::debug::debug_fields;
use crate::message::boundary::Boundary;
use crate::message::udh::{Concatenation, Ports};
use smpp_gsm7::{Alphabet, Encoder, Language};

/// Which alphabet a text is written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Encoding {
    /// GSM 7-bit when it has every character, unless UCS2 takes fewer parts; UCS2 otherwise.
    #[default]
    Auto,
    /// GSM 7-bit.
    Gsm7,
    /// UCS2.
    Ucs2,
}

/// How a message that is longer than one part is carried.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Carriage {
    /// Parts with a user data header, reference of 8 bits: its low octet is used.
    #[default]
    Udh8,
    /// Parts with a user data header, reference of 16 bits.
    Udh16,
    /// Parts with the TLVs sar_msg_ref_num, sar_total_segments and sar_segment_seqnum. They are as long as those with
    /// a header, which the message centre will add.
    Sar,
    /// One short_message of at most so many octets, 254 at the very most; the message centre cuts it.
    ShortMessage {
        /// The limit of the message centre.
        max: usize,
    },
    /// One message_payload of at most so many octets, 65,535 at the very most; the message centre cuts it.
    Payload {
        /// The limit of the message centre.
        max: usize,
    },
}

/// How to cut a message. Start from [`Split::DEFAULT`].
#[derive(Clone, Copy)]
pub struct Split {
    /// The alphabet.
    pub encoding: Encoding,
    /// GSM 7-bit: which tables, and what to do with characters that they lack. Those of a strict encoder (the default)
    /// force UCS2, or are an error; one that replaces has none. National tables cost three or six octets a part.
    pub encoder: Encoder,
    /// How parts are carried.
    pub carriage: Carriage,
    /// The number that the parts share: different from message to message to one destination.
    pub reference: u16,
    /// GSM 7-bit packed into octets instead of a septet in an octet: for message centres that ask for it.
    /// Nothing in SMPP says how many septets there are, so that a part which ends with `@` and an octet may be read
    /// without it.
    pub packed: bool,
    /// The message class, [`MessageClass::FLASH`] for a text that is shown at once.
    pub class: Option<MessageClass>,
    /// Application ports, in the header of every part.
    pub ports: Option<Ports>,
    /// Where a text may be cut into parts.
    pub boundary: Boundary,
    /// Octets of short_message, header included, at most: 254, or less with some message centres; 140 for SMPP 3.3.
    /// It makes parts shorter than a phone would take: unpacked GSM 7-bit text behind a header has up to 159 octets.
    pub max_short_message: usize,
}
debug_fields!(Split { encoding encoder carriage reference packed class ports boundary max_short_message });

impl Split {
    /// GSM 7-bit with the default tables, a septet in an octet, or UCS2; parts with an 8-bit reference, which is 0.
    pub const DEFAULT: Self = Self {
        encoding: Encoding::Auto,
        encoder: Encoder::new(Alphabet::DEFAULT),
        carriage: Carriage::Udh8,
        reference: 0,
        packed: false,
        class: None,
        ports: None,
        boundary: Boundary::Character,
        max_short_message: MAX_SHORT_MESSAGE,
    };

    /// With the tables that take the fewest parts for a text, cut as this says: the default ones, or those of the
    /// languages, in every pair. Name only what the way and the receivers know. Of those with equal parts the ones win
    /// that change the fewest characters, then the default ones, and all before UCS2.
    ///
    /// Brings all tables into the program; see [`Language::tables`].
    ///
    /// ```
    /// use smpp_core::message::segment::{Encoding, Split};
    /// use smpp_gsm7::Language;
    ///
    /// let text = "Şişli'ye ağır ağır ".repeat(7);
    /// assert_eq!(Split::DEFAULT.plan(&text)?.parts(), 2); // UCS2
    /// let plan = Split::DEFAULT.national(&text, &[Language::TURKISH]).plan(&text)?;
    /// assert_eq!((plan.encoding(), plan.parts()), (Some(Encoding::Gsm7), 1));
    /// # Ok::<(), smpp_core::message::segment::SplitError>(())
    /// ```
    #[must_use]
    pub fn national(self, text: &str, languages: &[Language]) -> Self {
        let mut best = None;
        for encoder in self.encoder.with_languages(languages) {
            let split = Self { encoder, ..self };
            let Ok(plan) = split.plan(text) else { continue };
            let rank = (plan.parts(), plan.encoding() == Some(Encoding::Ucs2), plan.changed());
            if best.is_none_or(|(least, _)| rank < least) {
                best = Some((rank, split));
            }
        }
        best.map_or(self, |(_, split)| split)
    }

    /// The concatenation element of a part, or the one that the message centre will write.
    pub(super) fn part_header(&self, total: u8, number: u8) -> Concatenation {
        let [_, low] = self.reference.to_be_bytes();
        match self.carriage {
            Carriage::Udh16 => Concatenation { reference: self.reference, wide: true, total, number },
            Carriage::Sar if self.reference > 255 => {
                Concatenation { reference: self.reference, wide: true, total, number }
            }
            _ => Concatenation { reference: u16::from(low), wide: false, total, number },
        }
    }
}

impl Default for Split {
    fn default() -> Self {
        Self::DEFAULT
    }
}
