//! Errors, and texts for numbers.

use crate::pointer::smpp_bytes;
use core::ffi::{CStr, c_char};
use smpp_core::codes::{MessageState, RetryClass};
use smpp_core::message::segment::{SegmentError, SegmentErrorKind};
use smpp_core::session::{Returned, SessionError};
use smpp_core::{CommandStatus, EncodeErrorKind};

/// Result of a call. A call that fails does not change the link.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum smpp_error {
    /// No error; 0.
    None = 0,
    /// A pointer is NULL or not aligned.
    NullPointer,
    /// This is not a link that smpp_link_init() returned, or its memory was moved or overwritten.
    BadLink,
    /// The memory for the link is smaller than smpp_link_size().
    MemoryTooSmall,
    /// A field of smpp_config is out of its range.
    BadConfig,
    /// The window is full. Wait for a response.
    WindowFull,
    /// The output has no room for the PDU now. Write the output first.
    OutputFull,
    /// This side may not send the PDU in this state.
    NotAllowed,
    /// The session is unbinding: no more requests can be sent.
    Unbinding,
    /// The response does not answer the token's request.
    WrongResponse,
    /// The token was used, has expired or never existed.
    TokenExpired,
    /// The session is closed.
    Closed,
    /// A field of the PDU is too long, or its value is not allowed in this version.
    BadField,
    /// The PDU is larger than the whole output of the link.
    PduTooLarge,
    /// The PDU cannot be read.
    BadPdu,
    /// A text is not UTF-8.
    NotUtf8,
    /// The message is not text: it is binary, or in an alphabet without a table.
    NotText,
    /// The message is not a receipt.
    NotReceipt,
    /// The text needs more than 255 segments.
    TextTooLong,
    /// There is no segment with this number.
    NoSegment,
    /// The buffer is too small.
    BufferTooSmall,
    /// Another error.
    Other,
}

const ALL: [smpp_error; 22] = [
    smpp_error::None,
    smpp_error::NullPointer,
    smpp_error::BadLink,
    smpp_error::MemoryTooSmall,
    smpp_error::BadConfig,
    smpp_error::WindowFull,
    smpp_error::OutputFull,
    smpp_error::NotAllowed,
    smpp_error::Unbinding,
    smpp_error::WrongResponse,
    smpp_error::TokenExpired,
    smpp_error::Closed,
    smpp_error::BadField,
    smpp_error::PduTooLarge,
    smpp_error::BadPdu,
    smpp_error::NotUtf8,
    smpp_error::NotText,
    smpp_error::NotReceipt,
    smpp_error::TextTooLong,
    smpp_error::NoSegment,
    smpp_error::BufferTooSmall,
    smpp_error::Other,
];

impl smpp_error {
    const fn text(self) -> &'static CStr {
        match self {
            Self::None => c"no error",
            Self::NullPointer => c"a pointer is NULL or not aligned",
            Self::BadLink => c"not a link, or its memory was moved or overwritten",
            Self::MemoryTooSmall => c"the memory for the link is too small",
            Self::BadConfig => c"a setting is out of its range",
            Self::WindowFull => c"the window is full",
            Self::OutputFull => c"the output has no room for the PDU now",
            Self::NotAllowed => c"this side may not send the PDU in this state",
            Self::Unbinding => c"the session is unbinding",
            Self::WrongResponse => c"the response does not match the request",
            Self::TokenExpired => c"the token was used, has expired or never existed",
            Self::Closed => c"the session is closed",
            Self::BadField => c"a field is too long or not allowed",
            Self::PduTooLarge => c"the PDU is larger than the output",
            Self::BadPdu => c"the PDU cannot be read",
            Self::NotUtf8 => c"the text is not UTF-8",
            Self::NotText => c"the message is not text",
            Self::NotReceipt => c"the message is not a receipt",
            Self::TextTooLong => c"the text needs more than 255 segments",
            Self::NoSegment => c"there is no segment with this number",
            Self::BufferTooSmall => c"the buffer is too small",
            Self::Other => c"another error",
        }
    }
}

pub(crate) type Result<T> = core::result::Result<T, smpp_error>;

pub(crate) fn outcome(result: Result<()>) -> smpp_error {
    result.err().unwrap_or(smpp_error::None)
}

impl From<SessionError> for smpp_error {
    fn from(error: SessionError) -> Self {
        match error {
            SessionError::WindowFull => Self::WindowFull,
            SessionError::OutputFull => Self::OutputFull,
            SessionError::NotAllowed(_) => Self::NotAllowed,
            SessionError::Unbinding => Self::Unbinding,
            SessionError::NoValue | SessionError::NeedsValue => Self::NotAllowed,
            SessionError::WrongResponse | SessionError::Unread => Self::WrongResponse,
            SessionError::ForeignToken | SessionError::TokenExpired => Self::TokenExpired,
            SessionError::Closed => Self::Closed,
            SessionError::Encode(error) => match error.kind() {
                EncodeErrorKind::BufferTooSmall { .. } => Self::PduTooLarge,
                _ => Self::BadField,
            },
            _ => Self::Other,
        }
    }
}

impl From<Returned> for smpp_error {
    fn from(returned: Returned) -> Self {
        returned.error.into()
    }
}

impl From<SegmentError> for smpp_error {
    fn from(error: SegmentError) -> Self {
        match error.kind() {
            SegmentErrorKind::TooManySegments { .. } | SegmentErrorKind::TooLong { .. } => Self::TextTooLong,
            SegmentErrorKind::BufferTooSmall { .. } => Self::BufferTooSmall,
            _ => Self::Other,
        }
    }
}

/// What an error means, in a few words. The string is static.
#[unsafe(no_mangle)]
pub extern "C" fn smpp_error_text(error: i32) -> *const c_char {
    let known = ALL.into_iter().find(|known| *known as i32 == error);
    known.map_or(c"not an error of this library", smpp_error::text).as_ptr()
}

/// Whether the same call can succeed later, once the peer has answered or the output is written.
#[unsafe(no_mangle)]
pub extern "C" fn smpp_error_is_temporary(error: i32) -> bool {
    [smpp_error::WindowFull, smpp_error::OutputFull].into_iter().any(|temporary| temporary as i32 == error)
}

/// The standard's name of a command_status, such as ESME_RTHROTTLED; empty if it has none. The string is static.
#[unsafe(no_mangle)]
pub extern "C" fn smpp_status_name(command_status: u32) -> smpp_bytes {
    CommandStatus(command_status).name().unwrap_or_default().as_bytes().into()
}

/// Whether a message refused with this command_status can be accepted later.
#[unsafe(no_mangle)]
pub extern "C" fn smpp_status_is_temporary(command_status: u32) -> bool {
    CommandStatus(command_status).retry_class() == RetryClass::RetryLater
}

/// Whether a bind refused with this command_status can be accepted later.
#[unsafe(no_mangle)]
pub extern "C" fn smpp_bind_status_is_temporary(command_status: u32) -> bool {
    CommandStatus(command_status).bind_retry_class() == RetryClass::RetryLater
}

/// The standard's name of a message_state, such as DELIVERED; empty if it has none. The string is static.
#[unsafe(no_mangle)]
pub extern "C" fn smpp_state_name(message_state: u8) -> smpp_bytes {
    MessageState(message_state).name().unwrap_or_default().as_bytes().into()
}
