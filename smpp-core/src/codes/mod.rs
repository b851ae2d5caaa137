//! Numbers with names. Each type is a transparent newtype over the number on the wire, with the standard's
//! names as constants. Unknown numbers are kept as well.

mod bits;
mod command_id;
mod command_status;
mod data_coding;
pub mod service_type;
pub(crate) mod tag;
mod values;
mod version;

pub use bits::{
    CallbackNumPresInd, CongestionBand, CongestionState, ErrorNetwork, EsmClass, ItsSessionInfo, MessageType,
    MessagingMode, MsMsgWaitFacilities, NetworkErrorCode, NumberPresentation, NumberScreening,
    RegisteredDelivery, SmscReceipt,
};
pub use command_id::CommandId;
pub use command_status::{CommandStatus, RetryClass};
pub use data_coding::{
    CodingGroup, DataCoding, DataCodingScheme, MessageClass, MessageWaiting, SchemeAlphabet,
    WaitingIndication,
};
pub use values::*;
pub use version::{InterfaceVersion, Version};

/// Like [`named`]; displays the name, or else the number.
macro_rules! codes {
    (
        $(#[$meta:meta])*
        pub struct $Name:ident($int:ident $(= $default:literal)?) { $($values:tt)* }
    ) => {
        crate::codes::named! { $(#[$meta])* pub struct $Name($int $(= $default)?) { $($values)* } }

        /// The name, or else the number.
        impl core::fmt::Display for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => write!(f, "{:#x}", self.0),
                }
            }
        }
    };
}
pub(crate) use codes;

/// Declares a newtype over a number, with named values and their meanings. `(u8 = 1)` sets a default other than
/// 0.
macro_rules! named {
    (
        $(#[$meta:meta])*
        pub struct $Name:ident($int:ident $(= $default:literal)?) {
            $( $(#[$const_meta:meta])* $CONST:ident = $value:literal, $meaning:literal; )*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[repr(transparent)]
        pub struct $Name(
            /// The number on the wire.
            pub $int,
        );

        impl Default for $Name {
            fn default() -> Self {
                Self(crate::codes::default_of!($($default)?))
            }
        }

        impl $Name {
            $( #[doc = concat!($meaning, ".")] $(#[$const_meta])* pub const $CONST: Self = Self($value); )*

            /// All values with a name.
            pub const NAMED: &'static [Self] = &[$( Self::$CONST ),*];

            /// The standard's name of the value, if it has one.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $( $value => Some(stringify!($CONST)), )*
                    _ => None,
                }
            }

            /// The meaning of the value in a few words.
            pub const fn meaning(self) -> Option<&'static str> {
                match self.0 {
                    $( $value => Some($meaning), )*
                    _ => None,
                }
            }
        }

        impl core::fmt::Debug for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }

        #[cfg(feature = "defmt")]
        impl defmt::Format for $Name {
            fn format(&self, f: defmt::Formatter<'_>) {
                match self.name() {
                    Some(name) => defmt::write!(f, "{=str}", name),
                    None => defmt::write!(f, "{:#x}", self.0),
                }
            }
        }

        crate::codes::numeric!($Name($int));

        /// Reads the standard's name, or a number such as `11` or `0x0B`.
        impl core::str::FromStr for $Name {
            type Err = crate::codes::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let named = Self::NAMED.iter().find(|value| value.name() == Some(text)).copied();
                named.or_else(|| crate::codes::number(text).map(Self)).ok_or(crate::codes::UnknownName)
            }
        }
    };
}
pub(crate) use named;

/// What every newtype over a number has: conversions, hexadecimal formats and the feature `serde`.
macro_rules! numeric {
    ($Name:ident($int:ident)) => {
        impl From<$int> for $Name {
            fn from(value: $int) -> Self {
                Self(value)
            }
        }

        impl From<$Name> for $int {
            fn from(value: $Name) -> Self {
                value.0
            }
        }

        #[cfg(feature = "serde")]
        crate::serialize::code!($Name($int));

        impl core::fmt::LowerHex for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::LowerHex::fmt(&self.0, f)
            }
        }

        impl core::fmt::UpperHex for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::UpperHex::fmt(&self.0, f)
            }
        }
    };
}
pub(crate) use numeric;

/// [`numeric`] for a newtype whose values have no names.
macro_rules! nameless {
    ($Name:ident($int:ident)) => {
        crate::codes::numeric!($Name($int));

        /// Reads a number such as `11` or `0x0B`.
        impl core::str::FromStr for $Name {
            type Err = crate::codes::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                crate::codes::number(text).map(Self).ok_or(crate::codes::UnknownName)
            }
        }
    };
}
pub(crate) use nameless;

/// The text is neither a name of the standard nor a number in range.
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

/// Parses a decimal number, or a hexadecimal one after `0x`.
pub(crate) fn number<T: TryFrom<u32>>(text: &str) -> Option<T> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|octet| octet.is_ascii_hexdigit());
    let value = match text.strip_prefix("0x") {
        Some(hex) if digits(hex) => u32::from_str_radix(hex, 16),
        _ if digits(text) => text.parse(),
        _ => return None,
    };
    T::try_from(value.ok()?).ok()
}

/// The default value: 0, unless the standard has another one.
macro_rules! default_of {
    () => {
        0
    };
    ($default:literal) => {
        $default
    };
}
pub(crate) use default_of;
