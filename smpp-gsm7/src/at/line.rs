//! The kinds of lines that a modem sends.

use crate::tpdu::{Direction, FailureCause};

/// A line from the modem, without its line end.
///
/// ```
/// use smpp_gsm7::at::{Header, HeaderKind, Line, MessageStatus};
/// let header = Header {
///     kind: HeaderKind::Cmgl,
///     index: Some(3),
///     status: Some(MessageStatus::ReceivedUnread),
///     length: 22,
/// };
/// assert_eq!(Line::parse(b"+CMGL: 3,0,,22"), Line::Header(header, b""));
/// assert_eq!(Line::parse(b"+CMGS: 12"), Line::Sent { reference: 12, report: None });
/// let Line::CmsError(error) = Line::parse(b"+CMS ERROR: 322") else { panic!() };
/// assert_eq!(error.meaning(), "memory full");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Line<'a> {
    /// Announces a PDU in the next line or, if `length` is 0, an empty location in a memory. Holds the header, and the
    /// name that the modem's phone book has for the address (`<alpha>`), without quotes and often empty.
    Header(Header, &'a [u8]),
    /// The PDU that the header on the previous line announced, for [`Pdu::from_line`](super::Pdu::from_line). Only
    /// a [`LineReader`](super::LineReader) knows the previous line.
    Pdu(Header, &'a [u8]),
    /// The page of a cell broadcast after its header, `+CBM`. It has no address of a service centre: read it
    /// with [`Pdu::from_line_without_address`](super::Pdu::from_line_without_address) and the `length` in the
    /// header.
    Page(Header, &'a [u8]),
    /// `> `: the modem waits for the PDU of `AT+CMGS`. No line end follows.
    Prompt,
    /// `+CMGS`: the message was sent.
    Sent {
        /// TP-MR, as in the status report that follows if one was requested.
        reference: u8,
        /// An SMS-SUBMIT-REPORT in hexadecimal, which modems may add after `AT+CSMS=1`. It has no address of a service
        /// centre: read it with [`Pdu::from_line_without_address`](super::Pdu::from_line_without_address).
        report: Option<&'a [u8]>,
    },
    /// `+CMTI`, `+CDSI` or `+CBMI`: a message, a status report or a page was stored. Read it with `AT+CMGR`. A stored
    /// page then arrives as a [`Pdu`](Self::Pdu), not a [`Page`](Self::Page), but it has no address of a service centre
    /// either: read it with [`Pdu::from_line_without_address`](super::Pdu::from_line_without_address).
    Stored {
        /// What was stored: [`HeaderKind::Cmt`], [`HeaderKind::Cds`] or [`HeaderKind::Cbm`].
        kind: HeaderKind,
        /// The memory, without quotes, such as `SM`.
        memory: &'a [u8],
        /// The index of the location in that memory.
        index: u16,
    },
    /// `OK`: the end of a successful command.
    Ok,
    /// `ERROR`: the command failed. The modem gives no reason.
    Error,
    /// `+CMS ERROR` with a number.
    CmsError(CmsError),
    /// `+CME ERROR` with a number (3GPP TS 27.007).
    CmeError(u16),
    /// `+CMS ERROR` or `+CME ERROR` with a text instead of a number.
    ErrorText(&'a [u8]),
    /// Anything else: an echo, a response to another command, or a PDU that no header announced.
    Other(&'a [u8]),
}

/// A line that announces a PDU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Header {
    /// The command or event.
    pub kind: HeaderKind,
    /// For `+CMGL`: the index of the location in memory.
    pub index: Option<u16>,
    /// For `+CMGL` and `+CMGR`: the status of the message.
    pub status: Option<MessageStatus>,
    /// Number of octets of the TPDU (without the address of the service centre) or of the page of a cell broadcast. 0
    /// for an empty location, which has no PDU.
    pub length: u16,
}

impl Header {
    /// The direction of the TPDU: from the mobile for messages stored to be sent, otherwise from the service centre.
    pub const fn direction(&self) -> Direction {
        match self.status {
            Some(MessageStatus::StoredUnsent | MessageStatus::StoredSent) => Direction::MsToSc,
            _ => Direction::ScToMs,
        }
    }
}

/// The command or event of a [`Header`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum HeaderKind {
    /// `+CMGL`: a message in a list.
    Cmgl,
    /// `+CMGR`: the requested message.
    Cmgr,
    /// `+CMT`: a message that just arrived.
    Cmt,
    /// `+CDS`: a status report that just arrived.
    Cds,
    /// `+CBM`: the page of a cell broadcast that just arrived. Its PDU has no address of a service centre.
    Cbm,
}

/// `<stat>`: whether a message in memory was received or is to be sent (3GPP TS 27.005 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum MessageStatus {
    /// 0: received, and not read before.
    ReceivedUnread,
    /// 1: received and read.
    ReceivedRead,
    /// 2: stored, and not sent.
    StoredUnsent,
    /// 3: stored and sent.
    StoredSent,
    /// 4: all messages; used only in the command `AT+CMGL`.
    All,
}

impl MessageStatus {
    /// The status with this number; `None` above 4.
    pub const fn from_number(number: u8) -> Option<Self> {
        Some(match number {
            0 => Self::ReceivedUnread,
            1 => Self::ReceivedRead,
            2 => Self::StoredUnsent,
            3 => Self::StoredSent,
            4 => Self::All,
            _ => return None,
        })
    }

    /// The number, 0 to 4.
    pub const fn number(self) -> u8 {
        self as u8
    }
}

/// The number of a `+CMS ERROR` (3GPP TS 27.005 3.2.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct CmsError(
    /// The number.
    pub u16,
);

impl CmsError {
    /// The failure cause of the service centre, for 128 to 255.
    pub fn failure_cause(self) -> Option<FailureCause> {
        u8::try_from(self.0).ok().filter(|octet| *octet >= 0x80).map(FailureCause)
    }

    /// The meaning in a few words.
    pub fn meaning(self) -> &'static str {
        if let Some(cause) = self.failure_cause() {
            return cause.meaning();
        }
        match self.0 {
            1 => "unassigned number",
            8 => "operator determined barring",
            10 => "call barred",
            21 => "short message transfer rejected",
            27 => "destination out of service",
            28 => "unidentified subscriber",
            29 => "facility rejected",
            30 => "unknown subscriber",
            38 => "network out of order",
            41 => "temporary failure",
            42 => "congestion",
            47 => "resources unavailable",
            50 => "requested facility not subscribed",
            69 => "requested facility not implemented",
            81 => "invalid short message transfer reference",
            95 => "semantically incorrect message",
            96 => "invalid mandatory information",
            97 => "message type not implemented",
            98 => "message not compatible with the protocol state",
            99 => "information element not implemented",
            111 => "protocol error",
            127 => "interworking",
            300 => "failure of the modem",
            301 => "SMS service of the modem reserved",
            302 => "operation not allowed",
            303 => "operation not supported",
            304 => "invalid PDU mode parameter",
            305 => "invalid text mode parameter",
            310 => "SIM not inserted",
            311 => "SIM PIN required",
            312 => "PH-SIM PIN required",
            313 => "SIM failure",
            314 => "SIM busy",
            315 => "SIM wrong",
            316 => "SIM PUK required",
            317 => "SIM PIN2 required",
            318 => "SIM PUK2 required",
            320 => "memory failure",
            321 => "invalid memory index",
            322 => "memory full",
            330 => "service centre address unknown",
            331 => "no network service",
            332 => "network timeout",
            340 => "no acknowledgement expected",
            500 => "unknown error",
            512.. => "specific to the manufacturer",
            _ => "reserved",
        }
    }
}

impl<'a> Line<'a> {
    /// Parses a line on its own, so a PDU or page is [`Line::Other`]. Leading and trailing blanks are ignored. A line
    /// that begins like one of the other variants but is not well formed, such as a header of text mode, is
    /// [`Line::Other`] too.
    pub fn parse(line: &'a [u8]) -> Self {
        if line == b"> " {
            return Self::Prompt;
        }
        let line = line.trim_ascii();
        Self::known(line).unwrap_or(Self::Other(line))
    }

    /// The line after a header: a PDU or page, unless the modem says something else instead.
    pub(super) const fn after(self, header: Option<Header>) -> Self {
        match (self, header) {
            (Self::Other(line), Some(header @ Header { kind: HeaderKind::Cbm, .. })) => {
                Self::Page(header, line)
            }
            (Self::Other(line), Some(header)) => Self::Pdu(header, line),
            (line, _) => line,
        }
    }

    /// The header that the next line needs.
    pub(super) const fn announced(&self) -> Option<Header> {
        match self {
            Self::Header(header, _) if header.length > 0 => Some(*header),
            _ => None,
        }
    }

    fn known(line: &'a [u8]) -> Option<Self> {
        Some(match line {
            b"OK" => Self::Ok,
            b"ERROR" => Self::Error,
            b">" => Self::Prompt,
            _ => {
                let colon = line.iter().position(|octet| *octet == b':')?;
                let (name, rest) = line.split_at_checked(colon)?;
                let fields = Fields { rest: Some(rest.get(1..)?) };
                match name {
                    b"+CMGL" => Self::header(HeaderKind::Cmgl, fields)?,
                    b"+CMGR" => Self::header(HeaderKind::Cmgr, fields)?,
                    b"+CMT" => Self::header(HeaderKind::Cmt, fields)?,
                    b"+CDS" => Self::header(HeaderKind::Cds, fields)?,
                    b"+CBM" => Self::header(HeaderKind::Cbm, fields)?,
                    b"+CMGS" => Self::sent(fields)?,
                    b"+CMTI" => Self::stored(HeaderKind::Cmt, fields)?,
                    b"+CDSI" => Self::stored(HeaderKind::Cds, fields)?,
                    b"+CBMI" => Self::stored(HeaderKind::Cbm, fields)?,
                    b"+CMS ERROR" => Self::error(rest, |number| Self::CmsError(CmsError(number)))?,
                    b"+CME ERROR" => Self::error(rest, Self::CmeError)?,
                    _ => return None,
                }
            }
        })
    }

    fn header(kind: HeaderKind, mut fields: Fields<'a>) -> Option<Self> {
        let (mut index, mut status) = (None, None);
        if kind == HeaderKind::Cmgl {
            index = Some(number(fields.next()?)?);
        }
        if matches!(kind, HeaderKind::Cmgl | HeaderKind::Cmgr) {
            status = Some(MessageStatus::from_number(u8::try_from(number(fields.next()?)?).ok()?)?);
        }
        // The name may be missing together with its comma.
        let first = fields.next()?;
        let (name, length) = match fields.next() {
            Some(length) => (first, length),
            None => (&[][..], first),
        };
        if fields.next().is_some() {
            return None;
        }
        let header = Header { kind, index, status, length: number(length)? };
        Some(Self::Header(header, unquoted(name)))
    }

    fn sent(mut fields: Fields<'a>) -> Option<Self> {
        let reference = u8::try_from(number(fields.next()?)?).ok()?;
        let report = fields.next().map(unquoted).filter(|report| !report.is_empty());
        Some(Self::Sent { reference, report })
    }

    fn stored(kind: HeaderKind, mut fields: Fields<'a>) -> Option<Self> {
        let memory = unquoted(fields.next()?);
        Some(Self::Stored { kind, memory, index: number(fields.next()?)? })
    }

    fn error(rest: &'a [u8], of_number: impl FnOnce(u16) -> Self) -> Option<Self> {
        let text = rest.get(1..)?.trim_ascii();
        Some(number(text).map_or(Self::ErrorText(text), of_number))
    }

    /// Whether the line ends the response to a command: `OK` or an error.
    pub const fn is_final(&self) -> bool {
        matches!(self, Self::Ok | Self::Error | Self::CmsError(_) | Self::CmeError(_) | Self::ErrorText(_))
    }
}

/// The fields of a line, separated by commas outside of quotes.
struct Fields<'a> {
    rest: Option<&'a [u8]>,
}

impl<'a> Iterator for Fields<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let rest = self.rest?;
        let mut is_quoted = false;
        let end = rest.iter().position(|octet| {
            is_quoted ^= *octet == b'"';
            *octet == b',' && !is_quoted
        });
        let (field, after) = match end.and_then(|end| rest.split_at_checked(end)) {
            Some((field, after)) => (field, after.get(1..)),
            None => (rest, None),
        };
        self.rest = after;
        Some(field.trim_ascii())
    }
}

fn unquoted(field: &[u8]) -> &[u8] {
    match field {
        [b'"', inside @ .., b'"'] => inside,
        _ => field,
    }
}

fn number(field: &[u8]) -> Option<u16> {
    let digits = unquoted(field);
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u16, |sum, octet| {
        let digit = octet.is_ascii_digit().then_some(u16::from(octet & 0x0F))?;
        sum.checked_mul(10)?.checked_add(digit)
    })
}
