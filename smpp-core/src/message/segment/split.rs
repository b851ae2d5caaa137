//! Settings for splitting: alphabet, carriage, limits.

use super::MAX_SHORT_MESSAGE;
use crate::codes::MessageClass;
use crate::debug::debug_fields;
use crate::message::boundary::Boundary;
use crate::message::udh::{Concatenation, Ports};
use smpp_gsm7::{Alphabet, Encoder, Language};

/// The alphabet of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Encoding {
    /// GSM 7-bit if it has every character, unless UCS2 needs fewer parts; otherwise UCS2.
    #[default]
    Auto,
    /// GSM 7-bit.
    Gsm7,
    /// UCS2.
    Ucs2,
}

/// How to send a message that does not fit into one part.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Carriage {
    /// Parts with a user data header and an 8-bit reference: the low octet of [`Split::reference`].
    #[default]
    Udh8,
    /// Parts with a user data header and a 16-bit reference.
    Udh16,
    /// Parts with the TLVs sar_msg_ref_num, sar_total_segments and sar_segment_seqnum. They are no longer than
    /// parts with a header, because the message centre adds one.
    Sar,
    /// One short_message of at most `max` octets (up to 254), which the message centre splits.
    ShortMessage {
        /// The limit of the message centre.
        max: usize,
    },
    /// One message_payload of at most `max` octets (up to 65,535), which the message centre splits.
    Payload {
        /// The limit of the message centre.
        max: usize,
    },
}

/// Settings for splitting a message. Start from [`Split::DEFAULT`].
#[derive(Clone, Copy)]
pub struct Split {
    /// The alphabet.
    pub encoding: Encoding,
    /// For GSM 7-bit: the tables to use, and how to treat characters they lack. With a strict encoder (the
    /// default), such characters force UCS2 or are an error; a replacing encoder accepts all. National tables
    /// cost three or six octets per part.
    pub encoder: Encoder,
    /// How to send the parts.
    pub carriage: Carriage,
    /// The reference number shared by the parts. Use a different one for each message to the same destination.
    pub reference: u16,
    /// Whether to pack GSM 7-bit instead of using one octet per septet, for message centres that require it.
    /// SMPP does not transmit the number of septets, so a receiver may lose a final `@` that ends at an octet
    /// boundary.
    pub packed: bool,
    /// The message class. Use [`MessageClass::FLASH`] for a text that is displayed immediately.
    pub class: Option<MessageClass>,
    /// Application ports, sent in the header of every part.
    pub ports: Option<Ports>,
    /// Where to cut the text.
    pub boundary: Boundary,
    /// Maximum length of short_message in octets, including the header: 254, or less at some message centres,
    /// or 140 for SMPP 3.3. This can make parts shorter than a phone would accept: unpacked GSM 7-bit text with
    /// a header takes up to 159 octets.
    pub max_short_message: usize,
}
debug_fields!(Split { encoding encoder carriage reference packed class ports boundary max_short_message });

impl Split {
    /// GSM 7-bit with the default tables, unpacked, or UCS2. Parts have an 8-bit reference, set to 0.
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

    /// Uses the tables that need the fewest parts for a text: the default ones or those of `languages`, in
    /// every combination. Only list languages that the network and the receivers support. Among tables with
    /// equally few parts, it prefers those that change the fewest characters, then the default ones, and any of
    /// them over UCS2.
    ///
    /// Links all national tables; see [`Language::tables`].
    ///
    /// ```
    /// use smpp_core::message::segment::{Encoding, Split};
    /// use smpp_core::gsm7::Language;
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

    /// The concatenation element of a part, or the one that the message centre will add.
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
