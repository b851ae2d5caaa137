//! The character encoding of a text, as named by `data_coding` (v3.4 section 5.2.19; 3GPP TS 23.038 clause 4).

pub use smpp_gsm7::{Charset, CharsetChars};

use crate::codes::{DataCoding, EsmClass, Version};
use crate::message::reassemble::Message;
use crate::message::split_header;
use crate::message::udh::UdhError;

/// The meaning of `data_coding` values at one message centre.
///
/// ```
/// use smpp_core::codes::{DataCoding, EsmClass};
/// use smpp_core::message::text::{Charset, DataCodings};
/// let codings = DataCodings::default();
/// assert_eq!(codings.charset(DataCoding(0x00)), Some(Charset::GSM7));
/// assert_eq!(codings.charset(DataCoding(0xF5)), None); // octets
///
/// // A message centre whose default alphabet is Latin-1.
/// let codings = DataCodings { default: Charset::Latin1, ..codings };
/// let chars = codings.chars(EsmClass(0), DataCoding(0), b"caf\xE9")?;
/// assert_eq!(chars.unwrap().collect::<String>(), "café");
/// # Ok::<(), smpp_core::message::udh::UdhError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DataCodings {
    /// The message centre's default alphabet, for `data_coding` 0. The protocol does not announce it; most message
    /// centres use unpacked GSM 7-bit.
    pub default: Charset,
    /// The meaning of `data_coding` 1: IA5 in the standard, GSM 7-bit at some message centres.
    pub ia5: Charset,
}

impl Default for DataCodings {
    fn default() -> Self {
        Self { default: Charset::GSM7, ia5: Charset::Ia5 }
    }
}

impl DataCodings {
    /// The character encoding of a text. `None` for binary data, compressed text, the reserved values 0x0B and 0x0C,
    /// and the Japanese and Korean character sets, for which this crate has no tables.
    ///
    /// Values from 0x0F on are GSM data coding schemes; see [`DataCoding::scheme`]. Their GSM 7-bit is packed
    /// if the default alphabet is.
    ///
    /// This applies to 3.4 and 5.0; for 3.3 see [`DataCodings::charset_in`].
    ///
    /// ```
    /// use smpp_core::codes::DataCoding;
    /// use smpp_core::message::text::{Charset, DataCodings};
    /// let codings = DataCodings::default();
    /// assert_eq!(codings.charset(DataCoding::UCS2), Some(Charset::Ucs2));
    /// assert_eq!(codings.charset(DataCoding(0x04)), None); // octets
    /// ```
    pub const fn charset(&self, data_coding: DataCoding) -> Option<Charset> {
        self.charset_in(Version::V34, data_coding)
    }

    /// Like [`DataCodings::charset`], for a specific version. In 3.3 all values except 0 are GSM data coding
    /// schemes; see [`DataCoding::scheme_in`].
    ///
    /// ```
    /// use smpp_core::Version;
    /// use smpp_core::codes::DataCoding;
    /// use smpp_core::message::text::{Charset, DataCodings};
    /// let codings = DataCodings::default();
    /// // Latin-1 in 3.4; a GSM scheme in 3.3.
    /// assert_eq!(codings.charset_in(Version::V34, DataCoding(3)), Some(Charset::Latin1));
    /// assert_ne!(codings.charset_in(Version::V33, DataCoding(3)), Some(Charset::Latin1));
    /// ```
    pub const fn charset_in(&self, version: Version, data_coding: DataCoding) -> Option<Charset> {
        let gsm7 = match self.default {
            Charset::Gsm7(_) | Charset::Gsm7Packed(_) => self.default,
            _ => Charset::GSM7,
        };
        match (data_coding, data_coding.scheme_in(version)) {
            (DataCoding::DEFAULT, _) => Some(self.default),
            (_, Some(scheme)) => match scheme.charset() {
                Some(Charset::Gsm7(_)) => Some(gsm7),
                other => other,
            },
            (DataCoding::IA5, None) => Some(self.ia5),
            (DataCoding::LATIN_1, None) => Some(Charset::Latin1),
            (DataCoding::CYRILLIC, None) => Some(Charset::Cyrillic),
            (DataCoding::HEBREW, None) => Some(Charset::Hebrew),
            (DataCoding::UCS2, None) => Some(Charset::Ucs2),
            (_, None) => None,
        }
    }

    /// The characters of a message. If `esm_class` announces a user data header, the header is skipped, and the
    /// national tables that it names are used. `None` if the message is not text. Invalid characters become U+FFFD.
    ///
    /// ```
    /// use smpp_core::codes::{DataCoding, EsmClass};
    /// use smpp_core::message::text::DataCodings;
    /// // UCS2 after the user data header of a long message.
    /// let user_data = b"\x05\0\x03\x2A\x02\x01\x65\xE5";
    /// let chars = DataCodings::default().chars(EsmClass(0x40), DataCoding::UCS2, user_data)?;
    /// assert_eq!(chars.unwrap().collect::<String>(), "日");
    /// # Ok::<(), smpp_core::message::udh::UdhError>(())
    /// ```
    ///
    /// # Errors
    /// The end of the user data header cannot be determined.
    pub fn chars<'a>(
        &self,
        esm_class: EsmClass,
        data_coding: DataCoding,
        user_data: &'a [u8],
    ) -> Result<Option<CharsetChars<'a>>, UdhError> {
        let (header, text) = split_header(esm_class, user_data)?;
        let Some(charset) = self.charset(data_coding) else { return Ok(None) };
        let Some(header) = header else { return Ok(Some(charset.chars(text))) };
        let (locking, single) = header.languages();
        Ok(Some(charset.with_languages(locking, single).chars_after(text, header.len())))
    }

    /// The characters of a complete message, as [`Message::chars`] joins them. `None` if a fragment is not text.
    pub fn chars_of<'r>(&self, message: &Message<'r>) -> Option<impl Iterator<Item = char> + use<'r>> {
        let codings = *self;
        message.chars(move |data_coding| codings.charset(DataCoding(data_coding)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn national_tables_come_from_the_header() {
        let codings = DataCodings::default();
        let turkish = b"\x03\x24\x01\x01\x1Bs";
        let chars = codings.chars(EsmClass(0x40), DataCoding(0), turkish).unwrap().unwrap();
        assert!(chars.eq("ş".chars()));
    }

    #[test]
    fn data_codings_of_gsm() {
        let codings = DataCodings::default();
        for (data_coding, charset) in [
            (0x10, Some(Charset::GSM7)),
            (0x14, None),
            (0x18, Some(Charset::Ucs2)),
            (0x28, None),
            (0x48, Some(Charset::Ucs2)),
            (0xC8, Some(Charset::GSM7)),
            (0xE8, Some(Charset::Ucs2)),
            (0xF0, Some(Charset::GSM7)),
            (0xF4, None),
        ] {
            assert_eq!(codings.charset(DataCoding(data_coding)), charset, "{data_coding:#x}");
        }
    }
}
