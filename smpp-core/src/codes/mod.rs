//! Numbers with names. Most types are transparent newtypes over the number on the wire, with the standard's
//! names as constants. Unknown numbers are kept as well.

mod bits;
mod command_id;
mod command_status;
mod data_coding;
mod declare;
pub mod service_type;
pub(crate) mod tag;
mod values;
mod version;

pub use bits::*;
pub use command_id::CommandId;
pub use command_status::*;
pub use data_coding::*;
pub(crate) use declare::{code, codes, formats, from_str, newtype, number};
pub use values::*;
pub use version::*;

/// The error when a text is neither one of the standard's names nor a number in range.
///
/// ```
/// use smpp_core::{CommandId, CommandStatus, Tag};
///
/// assert_eq!("ESME_RTHROTTLED".parse(), Ok(CommandStatus::ESME_RTHROTTLED));
/// assert_eq!("0x58".parse(), Ok(CommandStatus::ESME_RTHROTTLED));
/// assert_eq!("submit_sm".parse(), Ok(CommandId::SUBMIT_SM));
/// assert_eq!("message_payload".parse(), Ok(Tag::MESSAGE_PAYLOAD));
/// assert_eq!("throttled".parse::<CommandStatus>().unwrap_err().to_string(), "neither a known name nor a number that fits");
/// assert_eq!(format!("{:#010x}", CommandStatus::ESME_RTHROTTLED), "0x00000058");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct UnknownName;

impl core::fmt::Display for UnknownName {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("neither a known name nor a number that fits")
    }
}

impl core::error::Error for UnknownName {}
