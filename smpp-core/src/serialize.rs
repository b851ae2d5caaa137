//! The feature `serde`. PDUs and TLVs can be serialized but not deserialized: to read them, decode octets. Codes and
//! some enums can also be deserialized.
//!
//! Passwords are `***`, octet strings are lower-case hexadecimal digits, and C-Octet Strings are strings in which each
//! octet becomes the character with the same number.

use crate::codes::{Finality, ItsSessionInfo, NetworkErrorCode, RetryClass, UnknownName, Version};
use crate::lint::{Finding, Severity};
use crate::pdu::{
    Counted, DestAddress, IssuedBy, Item, Pdu, PduKind, RawPdu, UnknownPdu, UnsuccessSme, Value,
};
use crate::timestamp::DateTime;
use crate::tlv::{
    BroadcastAreaIdentifier, BroadcastContentType, BroadcastFrequencyInterval, CallbackNum, MsValidity,
    Subaddress, Tlv, Tlvs,
};
use crate::wire::{Hex, Password};
use crate::{Encode, Header};
use core::fmt::{self, Display};
use core::marker::PhantomData;
use core::str::FromStr;
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// A newtype over a number: serializes as the number, deserializes from the number or, in human-readable formats,
/// also from what `FromStr` reads.
macro_rules! code {
    ($Name:ident($int:ident)) => {
        /// Serializes as the number.
        impl serde::Serialize for $Name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&self.0, serializer)
            }
        }

        /// Deserializes from the number or, in human-readable formats, from a string that `FromStr` accepts.
        impl<'de> serde::Deserialize<'de> for $Name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                if deserializer.is_human_readable() {
                    deserializer.deserialize_any(crate::serialize::NumberOrName::<Self, $int>::NEW)
                } else {
                    <$int as serde::Deserialize>::deserialize(deserializer).map(Self)
                }
            }
        }
    };
}
pub(crate) use code;

/// Reads a `T` from a number of type `I`, or from its name.
pub(crate) struct NumberOrName<T, I>(PhantomData<(T, I)>);

impl<T, I> NumberOrName<T, I> {
    pub(crate) const NEW: Self = Self(PhantomData);
}

impl<'de, T: From<I> + FromStr<Err = UnknownName>, I: TryFrom<u64>> Visitor<'de> for NumberOrName<T, I> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number that fits or a name of the standard")
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<T, E> {
        match I::try_from(number) {
            Ok(number) => Ok(T::from(number)),
            Err(_) => Err(E::invalid_value(Unexpected::Unsigned(number), &self)),
        }
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<T, E> {
        match u64::try_from(number) {
            Ok(number) => self.visit_u64(number),
            Err(_) => Err(E::invalid_value(Unexpected::Signed(number), &self)),
        }
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

/// Enums by name.
macro_rules! enums {
    ($( $Name:ident { $($Variant:ident = $name:literal),* } )*) => { $(
        impl Serialize for $Name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(match self {
                    $( Self::$Variant => $name, )*
                })
            }
        }

        impl<'de> Deserialize<'de> for $Name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Name;

                impl Visitor<'_> for Name {
                    type Value = $Name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str(concat!("one of" $(, " ", $name)*))
                    }

                    fn visit_str<E: Error>(self, text: &str) -> Result<$Name, E> {
                        match text {
                            $( $name => Ok($Name::$Variant), )*
                            _ => Err(E::invalid_value(Unexpected::Str(text), &self)),
                        }
                    }
                }

                deserializer.deserialize_str(Name)
            }
        }
    )* };
}
enums! {
    Version { V33 = "3.3", V34 = "3.4", V50 = "5.0" }
    PduKind { Request = "request", Response = "response", OneWay = "one_way" }
    IssuedBy { Esme = "esme", Smsc = "smsc", Both = "both" }
    RetryClass { Ok = "ok", Permanent = "permanent", RetryLater = "retry_later", Session = "session" }
    Severity { Note = "note", Warning = "warning", Error = "error" }
    Finality { Pending = "pending", Provisional = "provisional", Final = "final" }
}

/// Structs by field.
macro_rules! structs {
    ($( $Name:ident $(<$life:lifetime>)? { $($field:ident)* } )*) => { $(
        impl Serialize for $Name $(<$life>)? {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                let mut fields = serializer.serialize_struct(stringify!($Name), [$(stringify!($field)),*].len())?;
                $( fields.serialize_field(stringify!($field), &self.$field)?; )*
                fields.end()
            }
        }
    )* };
}
structs! {
    Header { command_length command_id command_status sequence_number }
    UnsuccessSme<'_> { dest_addr_ton dest_addr_npi destination_addr error_status_code }
    NetworkErrorCode { network code }
    ItsSessionInfo { session_number sequence }
    MsValidity { behaviour period }
    BroadcastContentType { network content }
    BroadcastFrequencyInterval { unit units }
}

/// Values of octets as hexadecimal digits.
macro_rules! octets {
    ($($Name:ident)*) => { $(
        impl Serialize for $Name<'_> {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&Hex(self.0))
            }
        }
    )* };
}
octets! { Subaddress CallbackNum BroadcastAreaIdentifier }

/// Octets as the characters with the same numbers.
pub(crate) struct Characters<'a>(pub(crate) &'a [u8]);

impl Display for Characters<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| fmt::Write::write_char(f, char::from(*octet)))
    }
}

/// What a value displays, as a string.
struct Shown<T>(T);

impl<T: Display> Serialize for Shown<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Integer(octet) => octet.serialize(serializer),
            Self::Text(text) => text.serialize(serializer),
            Self::Password(password) => password.serialize(serializer),
            Self::Octets(octets) => serializer.collect_str(&Hex(octets)),
            Self::DestAddresses(list) => list.serialize(serializer),
            Self::UnsuccessSmes(list) => list.serialize(serializer),
            Self::MessageIds(list) => list.serialize(serializer),
        }
    }
}

/// A string in which each octet becomes the character with the same number.
macro_rules! text {
    ($Name:ident) => {
        impl serde::Serialize for $Name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(&crate::serialize::Characters(self.as_bytes()))
            }
        }
    };
}
pub(crate) use text;

/// `***`.
impl Serialize for Password<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str("***")
    }
}

/// The fields by name, then `tlvs`. A response without its body has only `tlvs`.
macro_rules! pdu {
    ($Name:ident $name:ident [$($body_omitted:ident)?] $($field:ident)*) => {
        impl serde::Serialize for $Name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                use serde::ser::SerializeStruct;
                let count = if false $( || self.$body_omitted )? { 0 } else { FIELDS.len() };
                let mut fields = serializer.serialize_struct(stringify!($name), sum(count, 1))?;
                if count > 0 {
                    $( fields.serialize_field(stringify!($field), &Field::value(&self.$field))?; )*
                }
                fields.serialize_field("tlvs", &self.tlvs)?;
                fields.end()
            }
        }
    };
}
pub(crate) use pdu;

/// The name of the PDU, with its fields.
macro_rules! any_pdu {
    ($($Name:ident $name:ident $CONST:ident;)*) => {
        impl serde::Serialize for Pdu<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match self {
                    $( Self::$Name(pdu) => {
                        serializer.serialize_newtype_variant("Pdu", CommandId::$CONST.0, stringify!($name), pdu)
                    } )*
                    Self::Unknown(pdu) => serializer.serialize_newtype_variant("Pdu", 0, "unknown", pdu),
                }
            }
        }
    };
}
pub(crate) use any_pdu;

/// A sequence of the entries.
impl<'a, T: Item<'a> + Serialize> Serialize for Counted<'a, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// The fields of the entry, `dest_flag` first.
impl Serialize for DestAddress<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Sme { dest_addr_ton, dest_addr_npi, destination_addr } => {
                let mut fields = serializer.serialize_struct("dest_address", 4)?;
                fields.serialize_field("dest_flag", &1)?;
                fields.serialize_field("dest_addr_ton", dest_addr_ton)?;
                fields.serialize_field("dest_addr_npi", dest_addr_npi)?;
                fields.serialize_field("destination_addr", destination_addr)?;
                fields.end()
            }
            Self::DistributionList { dl_name } => {
                let mut fields = serializer.serialize_struct("dest_address", 2)?;
                fields.serialize_field("dest_flag", &2)?;
                fields.serialize_field("dl_name", dl_name)?;
                fields.end()
            }
        }
    }
}

/// `tag`, `name` (`None` if the standard does not list the tag) and `value`: a number, a string, the fields of a
/// structured value, or the octets in hexadecimal.
impl Serialize for Tlv<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("tlv", 3)?;
        fields.serialize_field("tag", &self.tag())?;
        fields.serialize_field("name", &self.tag().name())?;
        fields.serialize_field("value", &self.value())?;
        fields.end()
    }
}

/// A sequence of the TLVs. Octets at the end that are not a TLV are left out.
impl Serialize for Tlvs<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.iter())
    }
}

/// `command_id` and `body_len`. Leaves out the octets of the body, because the PDU may be a vendor's bind.
impl Serialize for UnknownPdu<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("unknown", 2)?;
        fields.serialize_field("command_id", &self.raw().command_id())?;
        fields.serialize_field("body_len", &self.raw().body.len())?;
        fields.end()
    }
}

/// The header, then `pdu`, typed, or `error` if it does not decode.
impl Serialize for RawPdu<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let header = self.header();
        let decoded = Pdu::decode(self);
        let mut fields = serializer.serialize_struct("raw_pdu", 6)?;
        fields.serialize_field("command_length", &header.command_length)?;
        fields.serialize_field("command_id", &header.command_id)?;
        fields.serialize_field("command_status", &header.command_status)?;
        fields.serialize_field("sequence_number", &header.sequence_number)?;
        fields.serialize_field("pdu", &decoded.ok())?;
        fields.serialize_field("error", &decoded.err().map(Shown))?;
        fields.end()
    }
}

/// `lint`, `field`, `severity`, `status` (its name) and `summary`.
impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("finding", 5)?;
        fields.serialize_field("lint", self.lint.id)?;
        fields.serialize_field("field", &self.field)?;
        fields.serialize_field("severity", &self.lint.severity)?;
        fields.serialize_field("status", &Shown(self.status))?;
        fields.serialize_field("summary", self.lint.summary)?;
        fields.end()
    }
}

/// As displayed with `#`: ISO 8601, with the milliseconds and the offset if there are any.
impl Serialize for DateTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{self:#}"))
    }
}
