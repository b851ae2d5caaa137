//! Writing receipts: what a message centre or its simulator sends.

use super::blanks::SEPARATORS;
use super::keys::has_key;
use super::state::stat_word;
use crate::codes::MessageState;
use crate::debug::debug_fields;
use crate::message::text::{Charset, first_characters};
use crate::timestamp::{DateTime, digits};
use crate::tlv::{Tlv, TlvText};
use crate::wire::Writer;
use core::fmt;

/// How the text of a receipt is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReceiptForm {
    /// The label of the text, with its colon, such as `Text:`; `None` leaves label and text out.
    pub text_label: Option<&'static str>,
    /// Dates of 12 digits, with seconds, instead of 10.
    pub seconds: bool,
}

impl ReceiptForm {
    /// v3.4 Appendix B: ten-digit dates, and the first 20 characters of the message.
    pub const APPENDIX_B: Self = Self { text_label: Some("Text:"), seconds: false };
    /// The form of Mensatek's document: that of Appendix B up to `err`, without the text.
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
    /// The id that the message got; not empty, printable ASCII without blanks, no key such as `text:` in it, and none of
    /// `,;|&` at its end.
    pub id: &'a [u8],
    /// How many messages were submitted: 0 to 999, written with three digits.
    pub sub: u16,
    /// How many messages were delivered: 0 to 999, written with three digits.
    pub dlvrd: u16,
    /// When the message was submitted. Written as it is: in the message centre's local time.
    pub submit_date: DateTime,
    /// When the message reached its state.
    pub done_date: DateTime,
    /// The state.
    pub state: MessageState,
    /// The error code: as for `id`, but it may be empty; filled up to three with zeros in front.
    pub err: &'a [u8],
    /// The message, in the alphabet of the receipt; its first 20 characters are written.
    pub text: &'a [u8],
    /// The alphabet that `text` is in, to cut it at a character.
    pub charset: Charset,
}
debug_fields!(NewReceipt<'_> { id sub dlvrd submit_date done_date state err text charset });

impl NewReceipt<'_> {
    /// A receipt of one message delivered: `sub` and `dlvrd` 1, no error, no text, and no id yet.
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

/// Characters of the message that Appendix B quotes.
const QUOTED: usize = 20;

impl<'a> NewReceipt<'a> {
    /// Writes the text to the start of `out`; the octets written.
    ///
    /// # Errors
    /// What cannot be written; nothing of `out` counts then.
    pub fn write(&self, form: ReceiptForm, out: &mut [u8]) -> Result<usize, ReceiptWriteError> {
        use ReceiptWriteError as E;
        let plain = |octets: &[u8]| octets.iter().all(u8::is_ascii_graphic) && !has_key(octets);
        // A separator before the second field would be taken for one of all fields.
        if self.id.last().is_none_or(|last| SEPARATORS.contains(last)) || !plain(self.id) {
            return Err(E::Id);
        }
        if !plain(self.err) {
            return Err(E::Err);
        }
        let word = stat_word(self.state).ok_or(E::State)?;
        let mut writer = Writer::new(out);
        let mut put = |octets: &[u8]| writer.put(octets).map_err(|_| E::NoRoom);
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
            put(first_characters(self.charset, self.text, QUOTED))?;
        }
        Ok(writer.written())
    }

    /// The TLVs of a receipt: `receipted_message_id` and `message_state`.
    pub fn tlvs(&self) -> [Tlv<'a>; 2] {
        [Tlv::receipted_message_id(TlvText::new(self.id)), Tlv::message_state(self.state)]
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

/// Why a receipt was not written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ReceiptWriteError {
    /// The buffer is too small.
    NoRoom,
    /// The id is empty, not printable ASCII without blanks, holds a key or ends with a separator: nobody could read it
    /// back.
    Id,
    /// `sub` or `dlvrd` is above 999.
    Count,
    /// A date outside the years 2000 to 2099.
    Date,
    /// A state that has no word.
    State,
    /// `err` is not printable ASCII without blanks, or holds a key.
    Err,
}

impl fmt::Display for ReceiptWriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NoRoom => "the buffer is too small for the receipt",
            Self::Id => "the id is empty, not printable ASCII, holds a key or ends with a separator",
            Self::Count => "sub or dlvrd is above 999",
            Self::Date => "a date is outside the years 2000 to 2099",
            Self::State => "the state has no word",
            Self::Err => "err is not printable ASCII without blanks, or holds a key",
        })
    }
}

impl core::error::Error for ReceiptWriteError {}
