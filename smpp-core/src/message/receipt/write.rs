//! Writing receipts, for message centres and simulators.

use super::lexer::{SEPARATORS, has_key, unquoted};
use crate::codes::{MessageState, Version};
use crate::count::sum;
use crate::debug::debug_fields;
use crate::message::text::Charset;
use crate::timestamp::{DateTime, digits};
use crate::tlv::{Tlv, TlvText, Tlvs};
use core::fmt;
use core::ops::Deref;
use smpp_gsm7::error_kinds;

/// The format of a receipt's text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReceiptFormat {
    /// The label of the text with its colon, such as `Text:`. `None` omits the label and the text.
    pub text_label: Option<&'static str>,
    /// Whether dates have 12 digits, with seconds, instead of 10.
    pub seconds: bool,
}

impl ReceiptFormat {
    /// v3.4 Appendix B: ten-digit dates, and the first 20 characters of the message.
    pub const APPENDIX_B: Self = Self { text_label: Some("Text:"), seconds: false };
    /// The format in Mensatek's document: Appendix B up to `err`, without the text.
    pub const MENSATEK: Self = Self { text_label: None, seconds: false };
}

/// A receipt to write, as text and as TLVs.
///
/// ```
/// use smpp_core::codes::MessageState;
/// use smpp_core::message::receipt::{NewReceipt, ReceiptFormat, ReceiptText};
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
/// let len = receipt.write(ReceiptFormat::APPENDIX_B, &mut out)?;
/// assert_eq!(
///     &out[..len],
///     b"id:0123456789 sub:001 dlvrd:001 submit date:2611221200 done date:2611221200 stat:DELIVRD err:000 \
///       Text:Hello, the quick bro"
/// );
/// assert_eq!(ReceiptText::parse(&out[..len]).id, Some(&b"0123456789"[..]));
/// # Ok::<(), smpp_core::message::receipt::ReceiptWriteError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NewReceipt<'a> {
    /// The id of the message: 1 to 64 octets of printable ASCII, without blanks, without a key such as `text:`, not in
    /// quotes, and not ending with one of `,;|&`.
    pub id: &'a [u8],
    /// Number of messages submitted: 0 to 999, written with three digits.
    pub sub: u16,
    /// Number of messages delivered: 0 to 999, written with three digits.
    pub dlvrd: u16,
    /// When the message was submitted, in the message centre's local time. Written without conversion.
    pub submit_date: DateTime,
    /// When the message reached its state, in the same local time.
    pub done_date: DateTime,
    /// The state.
    pub state: MessageState,
    /// The error code: printable ASCII without blanks, without a key and not in quotes. May be empty. Padded with
    /// leading zeros to three characters.
    pub err: &'a [u8],
    /// The message, in the encoding of the receipt. Its first 20 characters are written.
    pub text: &'a [u8],
    /// The encoding of the receipt and of `text`; set `data_coding` accordingly. Everything but `text` is written in
    /// ASCII, with 16 bits for each character in UCS2. Packed GSM 7-bit is rejected.
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
    /// A field cannot be written, or the buffer is too small. After an error, ignore the contents of `out`.
    pub fn write(&self, format: ReceiptFormat, out: &mut [u8]) -> Result<usize, ReceiptWriteError> {
        use ReceiptWriteErrorKind as Kind;
        let wrong = |field, kind| ReceiptWriteError { kind, field: Some(field) };
        let is_quoted = |octets: &[u8]| unquoted(octets).len() < octets.len();
        let is_plain =
            |octets: &[u8]| octets.iter().all(u8::is_ascii_graphic) && !has_key(octets) && !is_quoted(octets);
        // A separator before the second field would be taken as the separator of all fields.
        let ends_badly = self.id.last().is_none_or(|last| SEPARATORS.contains(last));
        if ends_badly || self.id.len() > LONGEST_ID || !is_plain(self.id) {
            return Err(wrong("id", Kind::Unreadable));
        }
        if !is_plain(self.err) {
            return Err(wrong("err", Kind::Unreadable));
        }
        if matches!(self.charset, Charset::Gsm7Packed(_)) {
            return Err(wrong("charset", Kind::Packed));
        }
        let mut text = Output { out, len: 0, wide: self.charset == Charset::Ucs2 };
        text.put(b"id:", self.id);
        for (label, number, field) in [(" sub:", self.sub, "sub"), (" dlvrd:", self.dlvrd, "dlvrd")] {
            let number = three_digits(number).ok_or_else(|| wrong(field, Kind::Above999))?;
            text.put(label.as_bytes(), &number);
        }
        for (label, date, field) in
            [(" submit date:", self.submit_date, "submit_date"), (" done date:", self.done_date, "done_date")]
        {
            let date = date.digits().ok_or_else(|| wrong(field, Kind::Year))?;
            let digits = if format.seconds { 12 } else { 10 };
            text.put(label.as_bytes(), date.as_flattened().get(..digits).unwrap_or_default());
        }
        text.put(b" stat:", self.state.stat().ok_or_else(|| wrong("state", Kind::NoWord))?);
        text.put(b" err:", b"000".get(self.err.len()..).unwrap_or_default());
        text.put(self.err, b"");
        if let Some(label) = format.text_label {
            text.put(b" ", label.as_bytes());
            text.put_message(self.charset.first_characters(self.text, QUOTED));
        }
        if text.len > text.out.len() {
            let kind = Kind::BufferTooSmall { needed: text.len };
            return Err(ReceiptWriteError { kind, field: None });
        }
        Ok(text.len)
    }

    /// The TLVs of the receipt in a version: `receipted_message_id` and `message_state`.
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

/// The text as far as it fits, and its whole length.
struct Output<'b> {
    out: &'b mut [u8],
    len: usize,
    /// Whether each character is a UCS2 unit, big-endian.
    wide: bool,
}

impl Output<'_> {
    fn put_octet(&mut self, octet: u8) {
        if let Some(place) = self.out.get_mut(self.len) {
            *place = octet;
        }
        self.len = sum(self.len, 1);
    }

    /// Writes ASCII.
    fn put(&mut self, label: &[u8], value: &[u8]) {
        for octet in label.iter().chain(value) {
            if self.wide {
                self.put_octet(0);
            }
            self.put_octet(*octet);
        }
    }

    /// Writes the message: UCS2 without its byte order mark, in whole units.
    fn put_message(&mut self, octets: &[u8]) {
        match octets {
            [0xFF, 0xFE, units @ ..] if self.wide => {
                let units = units.as_chunks().0.iter();
                units.for_each(|[low, high]| {
                    [*high, *low].into_iter().for_each(|octet| self.put_octet(octet))
                });
            }
            [0xFE, 0xFF, units @ ..] | units if self.wide => {
                units.as_chunks::<2>().0.as_flattened().iter().for_each(|octet| self.put_octet(*octet));
            }
            octets => octets.iter().for_each(|octet| self.put_octet(*octet)),
        }
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

#[cfg(feature = "defmt")]
impl defmt::Format for ReceiptTlvs<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=[?]}", self);
    }
}

impl<'a> From<&'a ReceiptTlvs<'a>> for Tlvs<'a> {
    fn from(tlvs: &'a ReceiptTlvs<'a>) -> Self {
        Self::from(&**tlvs)
    }
}

fn three_digits(number: u16) -> Option<[u8; 3]> {
    let [[tens, ones]] = digits([u8::try_from(number % 100).ok()?])?;
    let hundreds = u8::try_from(number / 100).ok().filter(|hundreds| *hundreds < 10)?;
    Some([hundreds.wrapping_add(b'0'), tens, ones])
}

/// Why a receipt could not be written, and the field at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct ReceiptWriteError {
    kind: ReceiptWriteErrorKind,
    field: Option<&'static str>,
}

error_kinds! {
    /// The kind of a [`ReceiptWriteError`].
    #[derive(Debug, Hash)]
    pub enum ReceiptWriteErrorKind {
        /// The buffer is too small.
        BufferTooSmall {
            /// The length of the receipt in octets.
            needed: usize,
        } => "needs {needed} octets, more than there is room for";
        /// `id` or `err` could not be read back: it is not printable ASCII without blanks, is in quotes, or contains a
        /// key. An id must also not be empty, exceed 64 octets or end with a separator.
        Unreadable => "is empty, too long, quoted or not printable ASCII, contains a key, or ends with a separator";
        /// `sub` or `dlvrd` is above 999.
        Above999 => "is above 999";
        /// `submit_date` or `done_date` is outside the years 2000 to 2099.
        Year => "is outside the years 2000 to 2099";
        /// The state has no word.
        NoWord => "has no word in receipts";
        /// The encoding is packed GSM 7-bit.
        Packed => "is packed GSM 7-bit, which receipts are not written in";
    }
}

impl ReceiptWriteError {
    /// The kind of error.
    pub const fn kind(&self) -> ReceiptWriteErrorKind {
        self.kind
    }

    /// The field of [`NewReceipt`] that cannot be written; `None` if the buffer is too small.
    pub const fn field(&self) -> Option<&'static str> {
        self.field
    }
}

impl fmt::Display for ReceiptWriteError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.field.unwrap_or("the receipt"), self.kind)
    }
}

impl core::error::Error for ReceiptWriteError {}
