//! TP-UD: the text or data of a message.

use super::dcs::{Coding, DataCodingScheme};
use super::error::{DecodeTpduError, EncodeTpduError, EncodeTpduErrorKind, Field};
use super::octets::{Reader, Writer};
use crate::charset::{PackedSeptets, gsm7_character};
use crate::count::left;
use crate::pack::Unpacker;
use crate::reassemble::Fragment;
use crate::segment::Segment;
use crate::ucs2::{self, Ucs2Chars};
use crate::udh::{Udh, UdhError};
use crate::{Alphabet, Fill, header_septets, packed_len};

/// The most septets or octets that TP-UDL can count. A message sent over the air has at most 160 septets or 140 octets.
pub const MAX_LENGTH: usize = 255;

/// The user data of a TPDU: TP-UDHI, TP-DCS, TP-UDL and TP-UD, as received.
///
/// ```
/// use smpp_gsm7::tpdu::{DataCodingScheme, UserData};
/// let octets = [0xE8, 0x32, 0x9B, 0xFD, 0x46, 0x97, 0xD9, 0xEC, 0x37];
/// let data = UserData { has_header: false, coding: DataCodingScheme::GSM7, length: 10, octets: &octets };
/// assert_eq!(data.chars().unwrap().collect::<String>(), "hellohello");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct UserData<'a> {
    /// TP-UDHI: whether the octets start with a header.
    pub has_header: bool,
    /// TP-DCS: how the text is encoded.
    pub coding: DataCodingScheme,
    /// TP-UDL: septets for GSM 7-bit that is not compressed, including those that the header takes; otherwise
    /// octets.
    pub length: u8,
    /// TP-UD: header and text.
    pub octets: &'a [u8],
}

impl<'a> UserData<'a> {
    /// No text, in GSM 7-bit.
    pub const EMPTY: Self =
        Self { has_header: false, coding: DataCodingScheme::GSM7, length: 0, octets: &[] };

    /// 8-bit data without a header.
    ///
    /// # Errors
    /// More than 255 octets; one message has room for 140.
    pub fn from_octets(octets: &'a [u8]) -> Result<Self, EncodeTpduError> {
        let too_long = |_| EncodeTpduError::new(EncodeTpduErrorKind::TooLong, Field::UserDataLength);
        let length = u8::try_from(octets.len()).map_err(too_long)?;
        Ok(Self { has_header: false, coding: DataCodingScheme::OCTETS, length, octets })
    }

    /// The user data of a segment. Septets must be packed, as with
    /// [`Segmenter::MODEM`](crate::segment::Segmenter::MODEM).
    ///
    /// # Errors
    /// The septets are not packed, or TP-UDL would be more than 255, which only a message in one piece can reach.
    pub fn from_segment(segment: &Segment<'a>) -> Result<Self, EncodeTpduError> {
        let fault = |kind| Err(EncodeTpduError::new(kind, Field::UserDataLength));
        let coding = DataCodingScheme(segment.data_coding());
        if coding.counts_septets() && segment.packed.is_none() {
            return fault(EncodeTpduErrorKind::NotPacked);
        }
        let Ok(length) = u8::try_from(segment.length()) else { return fault(EncodeTpduErrorKind::TooLong) };
        Ok(Self { has_header: segment.has_header(), coding, length, octets: segment.user_data })
    }

    /// Octets that TP-UDL counts.
    fn octets_of(coding: DataCodingScheme, length: u8) -> usize {
        let length = usize::from(length);
        if coding.counts_septets() { packed_len(length, Fill::NONE) } else { length }
    }

    /// Separates the header from the text. Without TP-UDHI there is none.
    ///
    /// # Errors
    /// The header is longer than the user data, so where the text starts is unknown.
    pub fn split(&self) -> Result<(Option<Udh<'a>>, &'a [u8]), UdhError> {
        if !self.has_header {
            return Ok((None, self.octets));
        }
        let (udh, text) = Udh::split(self.octets)?;
        Ok((Some(udh), text))
    }

    /// The header. `None` without TP-UDHI, or if the header is longer than the user data.
    pub fn header(&self) -> Option<Udh<'a>> {
        self.split().ok()?.0
    }

    /// Number of septets of the text, without those of the header. `None` if TP-UDL counts octets, or if the header is
    /// longer than the user data.
    pub fn text_septets(&self) -> Option<usize> {
        let header = self.split().ok()?.0.map_or(0, |udh| udh.len());
        self.coding.counts_septets().then(|| left(self.length.into(), header_septets(header)))
    }

    /// The characters of the text, with the national tables that the header names. Invalid ones become U+FFFD.
    /// `None` if the user data is compressed or not text, or if its header is longer than the user data.
    ///
    /// If the text is a [fragment](Self::fragment) of a longer one, an escape sequence or a surrogate pair may be cut
    /// at its ends. Links all national tables (see [`Language::tables`](crate::Language::tables));
    /// [`chars_in`](Self::chars_in) does not.
    pub fn chars(&self) -> Option<UserDataChars<'a>> {
        self.chars_in(self.header().map_or(Alphabet::DEFAULT, |udh| udh.alphabet()))
    }

    /// Like [`chars`](Self::chars), but GSM 7-bit is always decoded with `alphabet`, whatever the header names. No
    /// other tables are linked, which suits firmware that only needs the default alphabet.
    ///
    /// ```
    /// use smpp_gsm7::Alphabet;
    /// use smpp_gsm7::tpdu::{DataCodingScheme, UserData};
    /// let data = UserData { has_header: false, coding: DataCodingScheme::GSM7, length: 2, octets: &[0xE8, 0x34] };
    /// assert_eq!(data.chars_in(Alphabet::DEFAULT).unwrap().collect::<String>(), "hi");
    /// ```
    pub fn chars_in(&self, alphabet: Alphabet) -> Option<UserDataChars<'a>> {
        let (udh, text) = self.split().ok()?;
        Some(match self.coding.coding() {
            _ if self.coding.is_compressed() => return None,
            Coding::Octets => return None,
            Coding::Ucs2 => UserDataChars::ucs2(text),
            Coding::Gsm7 => {
                let fill = Fill::after_header(udh.map_or(0, |udh| udh.len()));
                UserDataChars::packed(alphabet, Unpacker::new(text, fill), self.text_septets()?)
            }
        })
    }

    /// The user data as a fragment of a longer message, for a [`Reassembler`](crate::reassemble::Reassembler); usually
    /// the key is the address. `Ok(None)` if it has no header, or one without a valid concatenation element: it is a
    /// message of its own.
    ///
    /// GSM 7-bit text is unpacked into `septets`, so no final `@` is lost. The encoding of the complete message is
    /// [`DataCodingScheme::charset`].
    ///
    /// # Errors
    /// The header is longer than the user data, so where the text starts is unknown.
    ///
    /// ```
    /// use smpp_gsm7::reassemble::{Inserted, MessageSlot, Reassembler};
    /// use smpp_gsm7::tpdu::{Address, DataCodingScheme, MAX_LENGTH, SmsDeliver};
    /// use smpp_gsm7::{Duration, Instant};
    ///
    /// // Two messages as a modem hands them over, the second one first.
    /// let second = b"\x44\x0B\x91\x64\x07\x00\x00\x00\xF1\0\0\x62\x11\x72\x01\x11\0\0\x10\x05\x00\x03\x2A\x02\x02\
    ///     \xC4\xAE\x32\x3E\xDC\x86\xB3\xCB";
    /// let first = b"\x44\x0B\x91\x64\x07\x00\x00\x00\xF1\0\0\x62\x11\x72\x01\x11\0\0\x0E\x05\x00\x03\x2A\x02\x01\
    ///     \x9A\xE1\x34\x1B\x14\x06\x00";
    /// let slots = [MessageSlot::<Address, 8, 1280>::EMPTY; 4];
    /// let mut messages = Reassembler::new(slots, Duration::from_secs(600), 0x5EED);
    /// let mut text = String::new();
    /// for octets in [&second[..], first] {
    ///     let deliver = SmsDeliver::decode(octets)?;
    ///     let mut septets = [0; MAX_LENGTH];
    ///     let fragment = deliver.user_data.fragment(deliver.originating_address, &mut septets)?;
    ///     let Some(fragment) = fragment else { continue };
    ///     let (inserted, _incomplete) = messages.insert(Instant::from_millis(0), &fragment)?;
    ///     if let Inserted::Complete(message) = inserted {
    ///         text.extend(message.chars(|coding| DataCodingScheme(coding).charset()).unwrap());
    ///     }
    /// }
    /// assert_eq!(text, "Mail a@b.example");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn fragment<'s, K>(
        &self,
        key: K,
        septets: &'s mut [u8; MAX_LENGTH],
    ) -> Result<Option<Fragment<'s, K>>, UdhError>
    where
        'a: 's,
    {
        let (udh, mut text) = self.split()?;
        let Some((udh, concatenation)) = udh.and_then(|udh| Some((udh, udh.concatenation()?))) else {
            return Ok(None);
        };
        if let Some(count) = self.text_septets() {
            // TP-UDL is an octet, so all its septets have a place.
            let slots = septets.get_mut(..count).unwrap_or_default();
            Unpacker::new(text, Fill::after_header(udh.len())).fill(slots);
            text = slots;
        }
        Ok(Some(Fragment::new(key, concatenation, self.coding.0, Some(udh), text)))
    }

    pub(super) fn read(
        has_header: bool,
        coding: DataCodingScheme,
        reader: &mut Reader<'a>,
    ) -> Result<Self, DecodeTpduError> {
        let octets = |length| Self::octets_of(coding, length);
        let (length, octets) = reader.counted(Field::UserDataLength, octets)?;
        Ok(Self { has_header, coding, length, octets })
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) -> Result<(), EncodeTpduError> {
        if self.octets.len() != Self::octets_of(self.coding, self.length) {
            return Err(EncodeTpduError::new(EncodeTpduErrorKind::UserDataLength, Field::UserDataLength));
        }
        out.octet(self.length);
        out.put(self.octets);
        Ok(())
    }
}

/// Iterator over the characters of packed septets or UCS2, such as those of [`UserData::chars`]. Invalid ones become
/// U+FFFD.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct UserDataChars<'a>(Chars<'a>);

#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum Chars<'a> {
    Gsm7(Alphabet, PackedSeptets<'a>),
    Ucs2(Ucs2Chars<'a>),
}

impl<'a> UserDataChars<'a> {
    /// The characters of the next `left` septets.
    pub(crate) const fn packed(alphabet: Alphabet, unpacker: Unpacker<'a>, left: usize) -> Self {
        Self(Chars::Gsm7(alphabet, PackedSeptets { unpacker, left }))
    }

    pub(crate) const fn ucs2(octets: &'a [u8]) -> Self {
        Self(Chars::Ucs2(ucs2::chars(octets)))
    }
}

impl Iterator for UserDataChars<'_> {
    type Item = char;

    fn next(&mut self) -> Option<char> {
        let c = match &mut self.0 {
            Chars::Ucs2(chars) => chars.next()?.ok(),
            Chars::Gsm7(alphabet, septets) => gsm7_character(*alphabet, || septets.next())?,
        };
        Some(c.unwrap_or(char::REPLACEMENT_CHARACTER))
    }
}

impl core::iter::FusedIterator for UserDataChars<'_> {}
