//! Writing receipts, for message centres and simulators.

use super::blanks::SEPARATORS;
use super::keys::has_key;
use super::state::stat_word;
use crate::codes::{MessageState, Version};
use crate::debug::debug_fields;
use crate::message::text::Charset;
use crate::timestamp::{DateTime, digits};
use crate::tlv::{Tlv, TlvText, Tlvs};
use crate::wire::{EncodeErrorKind, Writer};
use core::fmt;
use core::ops::Deref;

/// The format of a receipt's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReceiptForm {
    /// The label of the text with its colon, such as `Text:`. `None` omits the label and the text.
    pub text_label: Option<&'static str>,
    /// Whether dates have 12 digits, with seconds, instead of 10.
    pub seconds: bool,
}

impl ReceiptForm {
    /// v3.4 Appendix B: ten-digit dates, and the first 20 characters of the message.
    pub const APPENDIX_B: Self = Self { text_label: Some("Text:"), seconds: false };
    /// The format in Mensatek's document: Appendix B up to `err`, without the text.
    pub const MENSATEK: Self = Self { text_label: None, seconds: false };
}

/// A receipt to write, as text and as TLVs.
///
/// ```
/// use smpp_core::codes::MessageState;
/// use smpp_core::message::receipt::{NewReceipt, ReceiptForm, ReceiptText};
/// use smpp_core::timestamp::DateTime;
/// let noon = DateTime::new(2026, 11, 22, 12, 0, 0).unwrap();
/// let receipt = NewReceipt {
///     id: b"0123456789",
///     submit_date: noon,
///     done_date: noon,
///     state: MessageState::DELIVERED,
///     text: b"Hello, the quick brown fox",
///     ..NewReceipt::delivered_at(noon)
/// };
/// let mut out = [0; 160];
/// let len = receipt.write(ReceiptForm::APPENDIX_B, &mut out)?;
/// assert_eq!(
///     &out[..len],
///     b"id:0123456789 sub:001 dlvrd:001 submit date:2611221200 done date:2611221200 stat:DELIVRD err:000 \
///       Text:Hello, the quick bro"
/// );
/// assert_eq!(ReceiptText::parse(&out[..len]).id, Some(&b"0123456789"[..]));
/// # Ok::<(), smpp_core::message::receipt::ReceiptWriteError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct NewReceipt<'a> {
    /// The id of the message: 1 to 64 octets of printable ASCII, without blanks, without a key such as `text:`,
    /// and not ending with one of `,;|&`.
    pub id: &'a [u8],
    /// Number of messages submitted: 0 to 999, written with three digits.
    pub sub: u16,
    /// Number of messages delivered: 0 to 999, written with three digits.
    pub dlvrd: u16,
    /// When the message was submitted, in the message centre's local time. Written without conversion.
    pub submit_date: DateTime,
    /// When the message reached its state.
    pub done_date: DateTime,
    /// The state.
    pub state: MessageState,
    /// The error code: as `id`, but may be empty. Padded with leading zeros to three characters.
    pub err: &'a [u8],
    /// The message, in the encoding of the receipt. Its first 20 characters are written.
    pub text: &'a [u8],
    /// The encoding of the receipt and of `text`; set `data_coding` accordingly. Everything but `text` is
    /// ASCII, which is the same in every encoding except UCS2. Packed GSM 7-bit is rejected.
    pub charset: Charset,
}
debug_fields!(NewReceipt<'_> { id sub dlvrd submit_date done_date state err text charset });

impl NewReceipt<'_> {
    /// A receipt for one delivered message: `sub` and `dlvrd` are 1, with no error, no text, and no id yet.
    pub const fn delivered_at(date: DateTime) -> Self {
        Self {
            id: &[],
            sub: 1,
            dlvrd: 1,
            submit_date: date,
            done_date: date,
            state: MessageState::DELIVERED,
            err: b"000",
            text: &[],
            charset: Charset::GSM7,
        }
    }
}

/// Number of characters of the message that Appendix B quotes.
const QUOTED: usize = 20;

/// Maximum length of an id in octets (v3.4 section 5.2.23).
const LONGEST_ID: usize = 64;

impl<'a> NewReceipt<'a> {
    /// Writes the text to the front of `out` and returns the number of octets.
    ///
    /// # Errors
    /// Names what cannot be written. Ignore the contents of `out` then.
    pub fn write(&self, form: ReceiptForm, out: &mut [u8]) -> Result<usize, ReceiptWriteError> {
        use ReceiptWriteError as E;
        let plain = |octets: &[u8]| octets.iter().all(u8::is_ascii_graphic) && !has_key(octets);
        // A separator before the second field would be taken as the separator of all fields.
        let ends_badly = self.id.last().is_none_or(|last| SEPARATORS.contains(last));
        if ends_badly || self.id.len() > LONGEST_ID || !plain(self.id) {
            return Err(E::Id);
        }
        if !plain(self.err) {
            return Err(E::Err);
        }
        let word = stat_word(self.state).ok_or(E::State)?;
        if matches!(self.charset, Charset::Gsm7Packed(_)) {
            return Err(E::Charset);
        }
        let wide = self.charset == Charset::Ucs2;
        let mut writer = Writer::new(out);
        let mut put = |ascii: &[u8]| {
            let put = if wide {
                ascii.iter().try_for_each(|octet| writer.put_u16(u16::from(*octet)))
            } else {
                writer.put(ascii)
            };
            put.map_err(|_| E::NoRoom)
        };
        put(b"id:")?;
        put(self.id)?;
        put(b" sub:")?;
        put(&three_digits(self.sub).ok_or(E::Count)?)?;
        put(b" dlvrd:")?;
        put(&three_digits(self.dlvrd).ok_or(E::Count)?)?;
        for (label, date) in [(&b" submit date:"[..], self.submit_date), (b" done date:", self.done_date)] {
            put(label)?;
            let date = date_digits(&date).ok_or(E::Date)?;
            let (minutes, seconds) = date.split_last().ok_or(E::Date).map(|(last, all)| (all, last))?;
            put(minutes.as_flattened())?;
            if form.seconds {
                put(seconds)?;
            }
        }
        put(b" stat:")?;
        put(word)?;
        put(b" err:")?;
        put(b"000".get(self.err.len()..).unwrap_or_default())?;
        put(self.err)?;
        if let Some(label) = form.text_label {
            put(b" ")?;
            put(label.as_bytes())?;
            put_text(self.charset.first_characters(self.text, QUOTED), wide, &mut writer)
                .map_err(|_| E::NoRoom)?;
        }
        Ok(writer.written())
    }

    /// The TLVs of a receipt that the version has: `receipted_message_id` and `message_state`.
    ///
    /// 3.3 has neither. Before 5.0 the states `SCHEDULED` and `SKIPPED` have no value, so `message_state` is
    /// omitted and only the text has the state. `receipted_message_id` is omitted if it cannot hold the id:
    /// more than 64 octets, or a NUL inside.
    ///
    /// ```
    /// use smpp_core::Version;
    /// use smpp_core::codes::MessageState;
    /// use smpp_core::message::receipt::NewReceipt;
    /// use smpp_core::pdu::DeliverSm;
    /// use smpp_core::timestamp::DateTime;
    /// let noon = DateTime::new(2026, 11, 22, 12, 0, 0).unwrap();
    /// let receipt = NewReceipt { id: b"77", state: MessageState::SKIPPED, ..NewReceipt::delivered_at(noon) };
    /// assert_eq!(receipt.tlvs(Version::V33).len(), 0);
    /// assert_eq!(receipt.tlvs(Version::V34).len(), 1);
    /// let tlvs = receipt.tlvs(Version::V50);
    /// let deliver_sm = DeliverSm { tlvs: (&tlvs).into(), ..DeliverSm::default() };
    /// assert_eq!(deliver_sm.tlvs.message_state(), Ok(Some(MessageState::SKIPPED)));
    /// ```
    #[must_use]
    pub fn tlvs(&self, version: Version) -> ReceiptTlvs<'a> {
        let id = Tlv::receipted_message_id(TlvText::new(self.id));
        let state = Tlv::message_state(self.state);
        let has_tlvs = version > Version::V33;
        let has_id = has_tlvs && self.id.len() <= LONGEST_ID && !self.id.contains(&0);
        let has_state = has_tlvs && !self.state.is_reserved_in(version);
        match (has_id, has_state) {
            (true, _) => ReceiptTlvs { list: [id, state], len: if has_state { 2 } else { 1 } },
            (false, _) => ReceiptTlvs { list: [state, id], len: u8::from(has_state) },
        }
    }
}

/// Writes octets of a text. UCS2 is written big-endian, without its byte order mark, in whole units.
fn put_text(octets: &[u8], wide: bool, writer: &mut Writer<'_>) -> Result<(), EncodeErrorKind> {
    if !wide {
        return writer.put(octets);
    }
    match octets {
        [0xFF, 0xFE, rest @ ..] => {
            rest.as_chunks().0.iter().try_for_each(|unit| writer.put_u16(u16::from_le_bytes(*unit)))
        }
        [0xFE, 0xFF, rest @ ..] | rest => writer.put(rest.as_chunks::<2>().0.as_flattened()),
    }
}

/// The TLVs of a receipt, from [`NewReceipt::tlvs`]. Dereferences to a slice.
#[derive(Clone, Copy)]
pub struct ReceiptTlvs<'a> {
    list: [Tlv<'a>; 2],
    /// How many of them are used.
    len: u8,
}

impl<'a> Deref for ReceiptTlvs<'a> {
    type Target = [Tlv<'a>];

    fn deref(&self) -> &[Tlv<'a>] {
        self.list.get(..usize::from(self.len)).unwrap_or_default()
    }
}

impl fmt::Debug for ReceiptTlvs<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<'a> From<&'a ReceiptTlvs<'a>> for Tlvs<'a> {
    fn from(tlvs: &'a ReceiptTlvs<'a>) -> Self {
        Self::from(&**tlvs)
    }
}

fn three_digits(number: u16) -> Option<[u8; 3]> {
    let [tens, ones] = digits(u8::try_from(number % 100).ok()?)?;
    let hundreds = u8::try_from(number / 100).ok().filter(|hundreds| *hundreds < 10)?;
    Some([hundreds.wrapping_add(b'0'), tens, ones])
}

/// `YY MM DD hh mm ss`; `None` outside the years 2000 to 2099.
fn date_digits(date: &DateTime) -> Option<[[u8; 2]; 6]> {
    let year = u8::try_from(date.year().checked_sub(2000)?).ok()?;
    Some([
        digits(year)?,
        digits(date.month())?,
        digits(date.day())?,
        digits(date.hour())?,
        digits(date.minute())?,
        digits(date.second())?,
    ])
}

/// Why a receipt could not be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ReceiptWriteError {
    /// The buffer is too small.
    NoRoom,
    /// The id could not be read back: it is empty, longer than 64 octets, not printable ASCII without blanks,
    /// contains a key, or ends with a separator.
    Id,
    /// `sub` or `dlvrd` is above 999.
    Count,
    /// A date outside the years 2000 to 2099.
    Date,
    /// The state has no word.
    State,
    /// `err` is not printable ASCII without blanks, or contains a key.
    Err,
    /// The encoding is packed GSM 7-bit.
    Charset,
}

impl fmt::Display for ReceiptWriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRoom => "the buffer is too small for the receipt",
            Self::Id => {
                "the id is empty or too long, not printable ASCII, holds a key or ends with a separator"
            }
            Self::Count => "sub or dlvrd is above 999",
            Self::Date => "a date is outside the years 2000 to 2099",
            Self::State => "the state has no word",
            Self::Err => "err is not printable ASCII without blanks, or holds a key",
            Self::Charset => "a receipt is not written in packed GSM 7-bit",
        })
    }
}

impl core::error::Error for ReceiptWriteError {}
