//! The types of TLV values. Reading uses exactly as many octets as the length says, or fails.

use super::{Form, Tag, Tlv};
use crate::codes::*;
use crate::pdu::is_printable;
use crate::wire::{COctetString, Hex, text};
use core::fmt;

/// A type for the value of a TLV.
pub(crate) trait TlvType<'a>: Copy {
    /// Reads the value; `None` if the type does not allow its length.
    fn read(tlv: &Tlv<'a>) -> Option<Self>;

    /// `max` is the maximum length of a text on the wire.
    fn write(self, tag: Tag, max: u16) -> Tlv<'a>;

    /// Whether a version reserves the value. 3.3, which has no TLVs, is treated as 3.4.
    fn is_reserved(self, _version: Version) -> bool {
        false
    }

    /// The text, if it is a C-Octet String.
    fn text(self) -> Option<TlvText<'a>> {
        None
    }

    /// The number, if it is one.
    fn number(self) -> Option<u32> {
        None
    }

    /// Writes what the value means, if the standard says so.
    fn write_meaning(self, _f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Ok(())
    }

    /// A number, a string, or octets in hexadecimal.
    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error>
    where
        Self: serde::Serialize,
    {
        serde::Serialize::serialize(&self, serializer)
    }
}

/// Types of a fixed number of octets: how to read and how to write them, which values are reserved, and either the
/// number or what the value means.
macro_rules! fixed {
    ($($Type:ty: $read:expr, $write:expr, $reserved:expr $(, number $number:expr)? $(, means $means:expr)?;)*) => { $(
        impl<'a> TlvType<'a> for $Type {
            fn read(tlv: &Tlv<'a>) -> Option<Self> {
                tlv.array().map($read)
            }

            fn write(self, tag: Tag, _: u16) -> Tlv<'a> {
                Tlv::small(tag, $write(self))
            }

            fn is_reserved(self, version: Version) -> bool {
                let is_reserved: fn(Self, Version) -> bool = $reserved;
                is_reserved(self, version)
            }

            $(fn number(self) -> Option<u32> {
                let number: fn(Self) -> u32 = $number;
                Some(number(self))
            })?

            $(fn write_meaning(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let means: fn(Self, &mut fmt::Formatter<'_>) -> fmt::Result = $means;
                means(self, f)
            })?
        }
    )* };
}
fixed! {
    u8: u8::from_be_bytes, u8::to_be_bytes, |_, _| false, number u32::from;
    u16: u16::from_be_bytes, u16::to_be_bytes, |_, _| false, number u32::from;
    u32: u32::from_be_bytes, u32::to_be_bytes, |_, _| false, number |number| number;
    NetworkErrorCode:
        Self::from_octets,
        Self::to_octets,
        |error, version| error.network.is_reserved_in(version),
        means |error, f| write!(f, "error {} of the network {}", error.code, error.network);
    ItsSessionInfo:
        |[session_number, sequence]| Self { session_number, sequence },
        |info: Self| [info.session_number, info.sequence],
        |_, _| false,
        means |info, f| write!(f, "{info}");
    BroadcastContentType:
        |[network, high, low]| Self {
            network: BroadcastContentNetwork(network),
            content: BroadcastContent(u16::from_be_bytes([high, low])),
        },
        |value: Self| {
            let [high, low] = value.content.0.to_be_bytes();
            [value.network.0, high, low]
        },
        // Other networks define their own content values.
        |value, _| {
            let generic = value.network == BroadcastContentNetwork::GENERIC;
            value.network.name().is_none() || (generic && value.content.name().is_none())
        },
        means |value, f| write!(f, "network {}, content {}", value.network, value.content);
    BroadcastFrequencyInterval:
        |[unit, high, low]| Self {
            unit: BroadcastFrequencyUnit(unit),
            units: u16::from_be_bytes([high, low]),
        },
        |value: Self| {
            let [high, low] = value.units.to_be_bytes();
            [value.unit.0, high, low]
        },
        |value, _| value.unit.name().is_none(),
        means |value, f| write!(f, "every {} of {}", value.units, value.unit);
}

/// Writes the meaning of a code, if it has one.
fn write_some(f: &mut fmt::Formatter<'_>, meaning: Option<&str>) -> fmt::Result {
    meaning.map_or(Ok(()), |meaning| f.write_str(meaning))
}

/// Newtypes over a number or octets, with a rule for reserved values and what a value means.
macro_rules! newtypes {
    ($($($Type:ty),+: $reserved:expr, $means:expr;)*) => { $( $(
        impl<'a> TlvType<'a> for $Type {
            fn read(tlv: &Tlv<'a>) -> Option<Self> {
                TlvType::read(tlv).map(Self)
            }

            fn write(self, tag: Tag, max: u16) -> Tlv<'a> {
                self.0.write(tag, max)
            }

            fn is_reserved(self, version: Version) -> bool {
                let is_reserved: fn(Self, Version) -> bool = $reserved;
                is_reserved(self, version)
            }

            fn number(self) -> Option<u32> {
                self.0.number()
            }

            fn write_meaning(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let means: fn(Self, &mut fmt::Formatter<'_>) -> fmt::Result = $means;
                means(self, f)
            }
        }
    )+ )* };
}
newtypes! {
    AddrSubunit, AlertOnMessageDelivery, BearerType, BroadcastChannelIndicator, BroadcastMessageClass,
    DeliveryFailureReason, DestAddrNpResolution, DisplayTime, DpfResult, ItsReplyType, MoreMessagesToSend,
    MsAvailabilityStatus, NetworkType, PayloadType, PrivacyIndicator, SetDpf:
        |code, _| code.name().is_none(), |code, f| write_some(f, code.meaning());
    // Vendors define statuses, and CMT-136 extends the languages.
    CommandStatus: |_, _| false, |status, f| write!(f, "{status}");
    LanguageIndicator: |_, _| false, |code, f| write_some(f, code.meaning());
    // Bits 7-4 must be 0, and presentation 3 does not exist.
    CallbackNumPresInd: |bits, _| bits.0 & 0xF0 != 0 || bits.0 & 0x0C == 0x0C, |bits, f| write!(f, "{bits}");
    CongestionState: |load, _| load.meaning().is_none(), |load, f| write!(f, "{load}");
    InterfaceVersion: |version, _| version.is_reserved(), |octet, f| write!(f, "version {}", octet.version());
    MessageState: Self::is_reserved_in, |state, f| write_some(f, state.meaning());
    MsMsgWaitFacilities: |bits, _| bits.0 & 0x7C != 0, |bits, f| write!(f, "{bits}");
    // Values from 32 on belong to vendors.
    UssdServiceOp: |code, _| code.0 < 32 && code.name().is_none(), |code, f| write_some(f, code.meaning());
    Subaddress<'a>:
        |value, _| value.kind().is_some_and(|kind| kind.name().is_none()),
        |value, f| write_some(f, value.kind().and_then(|kind| kind.meaning()));
    CallbackNum<'a>: |number, _| number.has_reserved_octets(), CallbackNum::write_number;
    BroadcastAreaIdentifier<'a>:
        |value, _| value.format().is_some_and(|format| format.name().is_none()),
        |value, f| write_some(f, value.format().and_then(|format| format.meaning()));
}

/// An empty value or a value of the type, for `alert_on_message_delivery`.
impl<'a, T: TlvType<'a>> TlvType<'a> for Option<T> {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        if tlv.value_len() == 0 { Some(None) } else { T::read(tlv).map(Some) }
    }

    fn write(self, tag: Tag, max: u16) -> Tlv<'a> {
        self.map_or_else(|| Tlv::small(tag, []), |value| value.write(tag, max))
    }

    fn is_reserved(self, version: Version) -> bool {
        self.is_some_and(|value| value.is_reserved(version))
    }

    fn number(self) -> Option<u32> {
        self.and_then(TlvType::number)
    }

    fn write_meaning(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.map_or(Ok(()), |value| value.write_meaning(f))
    }
}

impl<'a> TlvType<'a> for &'a [u8] {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        (tlv.form == Form::Slice).then_some(tlv.slice)
    }

    fn write(self, tag: Tag, _: u16) -> Tlv<'a> {
        Tlv::raw(tag, self)
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&Hex(self))
    }
}

/// The text of a TLV that is a C-Octet String. The NUL counts toward the length. Some peers leave it
/// out; such texts are read and encoded back unchanged. See [`TlvText::terminated`].
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct TlvText<'a> {
    text: &'a [u8],
    terminated: bool,
}

impl<'a> TlvText<'a> {
    /// Creates a text that is sent with a NUL. Encoding for a version, and [`Checked`](crate::pdu::Checked),
    /// reject a NUL inside the text and a text that is too long for its TLV. To send arbitrary octets, use
    /// [`Tlv::raw`].
    pub const fn new(text: &'a [u8]) -> Self {
        Self { text, terminated: true }
    }

    /// The octets, without the NUL.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.text
    }

    /// The text if it is valid UTF-8. ASCII always is.
    pub const fn as_str(&self) -> Option<&'a str> {
        COctetString::new(self.text).as_str()
    }

    /// Whether the text ends with a NUL, as the standard requires.
    pub const fn terminated(&self) -> bool {
        self.terminated
    }
}

text!(shown TlvText);

impl<'a> TlvType<'a> for TlvText<'a> {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        match (tlv.form, tlv.slice) {
            (Form::Text, text) | (Form::Slice, [text @ .., 0]) => Some(Self { text, terminated: true }),
            (Form::Slice, text) => Some(Self { text, terminated: false }),
            (Form::Small(_), _) => None,
        }
    }

    fn write(self, tag: Tag, max: u16) -> Tlv<'a> {
        if self.terminated { Tlv::text(tag, self.text, max) } else { Tlv::raw(tag, self.text) }
    }

    fn text(self) -> Option<Self> {
        Some(self)
    }
}

/// A subaddress (v3.4 section 5.3.2.15, v5.0 section 4.8.4.60): one octet for the kind, then up to 22 octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Subaddress<'a>(
    /// All octets of the value.
    pub &'a [u8],
);

impl<'a> Subaddress<'a> {
    /// The kind, unless the value is empty.
    pub fn kind(&self) -> Option<SubaddressType> {
        self.0.first().copied().map(SubaddressType)
    }

    /// The octets after the kind.
    pub fn address(&self) -> &'a [u8] {
        self.0.get(1..).unwrap_or(&[])
    }
}

/// A callback number (v3.4 section 5.3.2.36, v5.0 section 4.8.4.15): digit mode, TON, NPI, then the digits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct CallbackNum<'a>(
    /// All octets of the value.
    pub &'a [u8],
);

impl<'a> CallbackNum<'a> {
    /// Whether the digits are ASCII (bit 0 of the first octet) rather than TBCD, which has two digits in each octet.
    pub fn is_ascii(&self) -> bool {
        self.0.first().is_some_and(|mode| mode & 1 != 0)
    }

    /// Type of number; `None` if the value is too short.
    pub fn ton(&self) -> Option<Ton> {
        self.0.get(1).copied().map(Ton)
    }

    /// Numbering plan; `None` if the value is too short.
    pub fn npi(&self) -> Option<Npi> {
        self.0.get(2).copied().map(Npi)
    }

    /// The digits, in the digit mode of the first octet.
    pub fn digits(&self) -> &'a [u8] {
        self.0.get(3..).unwrap_or(&[])
    }

    /// The digits, in hexadecimal if they are not ASCII, and what TON and NPI mean.
    fn write_number(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_ascii() {
            write!(f, "{}", self.digits().escape_ascii())?;
        } else {
            write!(f, "digits {}", Hex(self.digits()))?;
        }
        let meanings = [self.ton().and_then(Ton::meaning), self.npi().and_then(Npi::meaning)];
        meanings.into_iter().flatten().try_for_each(|meaning| write!(f, ", {meaning}"))
    }

    /// Whether the standard does not define the digit mode, TON or NPI, or ASCII digits are not printable.
    fn has_reserved_octets(&self) -> bool {
        self.0.first().is_some_and(|mode| *mode > 1)
            || self.ton().is_some_and(|ton| ton.name().is_none())
            || self.npi().is_some_and(|npi| npi.name().is_none())
            || (self.is_ascii() && !is_printable(self.digits()))
    }
}

/// A broadcast area (v5.0 section 4.8.4.4): one octet for the format, then up to 100 octets.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BroadcastAreaIdentifier<'a>(
    /// All octets of the value.
    pub &'a [u8],
);

impl<'a> BroadcastAreaIdentifier<'a> {
    /// The format, unless the value is empty.
    pub fn format(&self) -> Option<BroadcastAreaFormat> {
        self.0.first().copied().map(BroadcastAreaFormat)
    }

    /// The octets after the format.
    pub fn area(&self) -> &'a [u8] {
        self.0.get(1..).unwrap_or(&[])
    }
}

/// `ms_validity` (v3.4 section 5.3.2.27, v5.0 section 4.8.4.41): how long the phone keeps a message. One
/// octet, or, in 5.0, four octets with a relative period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MsValidity {
    /// How long the phone keeps the message.
    pub behaviour: MsValidityBehaviour,
    /// Unit and number of units, in the four-octet form.
    pub period: Option<(MsValidityUnit, u16)>,
}

impl<'a> TlvType<'a> for MsValidity {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        if let Some([behaviour]) = tlv.array() {
            return Some(Self { behaviour: MsValidityBehaviour(behaviour), period: None });
        }
        let [behaviour, unit, high, low] = tlv.array()?;
        let period = Some((MsValidityUnit(unit), u16::from_be_bytes([high, low])));
        Some(Self { behaviour: MsValidityBehaviour(behaviour), period })
    }

    fn write(self, tag: Tag, _: u16) -> Tlv<'a> {
        let Some((unit, units)) = self.period else { return Tlv::small(tag, [self.behaviour.0]) };
        let [high, low] = units.to_be_bytes();
        Tlv::small(tag, [self.behaviour.0, unit.0, high, low])
    }

    fn write_meaning(self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_some(f, self.behaviour.meaning())?;
        match self.period {
            Some((unit, units)) => write!(f, ", {units} times {unit}"),
            None => Ok(()),
        }
    }

    fn is_reserved(self, version: Version) -> bool {
        let relative = self.behaviour == MsValidityBehaviour::RELATIVE_PERIOD;
        self.behaviour.is_reserved_in(version)
            // A period without the relative behaviour, or the reverse.
            || (relative != self.period.is_some())
            || self.period.is_some_and(|(unit, _)| unit.name().is_none())
    }
}

/// `broadcast_content_type` (v5.0 section 4.8.4.8): the subject of a broadcast.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BroadcastContentType {
    /// The network that defines the content values; 0 is generic.
    pub network: BroadcastContentNetwork,
    /// The subject of the broadcast. The named values are those of the generic network.
    pub content: BroadcastContent,
}

/// `broadcast_frequency_interval` (v5.0 section 4.8.4.11): the time between two broadcasts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BroadcastFrequencyInterval {
    /// The unit of time.
    pub unit: BroadcastFrequencyUnit,
    /// The number of units between two broadcasts.
    pub units: u16,
}
