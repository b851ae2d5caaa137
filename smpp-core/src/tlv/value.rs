//! The types of TLV values. Reading uses exactly the octets that the length names, or fails.

use super::{Form, Tag, Tlv};
use crate::codes::{
    AddrSubunit, AlertOnMessageDelivery, BearerType, BroadcastAreaFormat, BroadcastChannelIndicator,
    BroadcastContent, BroadcastContentNetwork, BroadcastFrequencyUnit, BroadcastMessageClass,
    CallbackNumPresInd, CommandStatus, CongestionState, DeliveryFailureReason, DestAddrNpResolution,
    DisplayTime, DpfResult, ErrorNetwork, InterfaceVersion, ItsReplyType, ItsSessionInfo, LanguageIndicator,
    MessageState, MoreMessagesToSend, MsAvailabilityStatus, MsMsgWaitFacilities, MsValidityBehaviour,
    MsValidityUnit, NetworkErrorCode, NetworkType, Npi, PayloadType, PrivacyIndicator, SetDpf,
    SubaddressType, Ton, UssdServiceOp, Version,
};
use crate::wire::{COctetString, text};

/// A type for the value of a TLV.
pub(crate) trait TlvType<'a>: Copy {
    /// Reads the value; `None` if the type does not allow its length.
    fn read(tlv: &Tlv<'a>) -> Option<Self>;

    fn write(self, tag: Tag) -> Tlv<'a>;

    /// Whether a version reserves the value. 3.3, which has no TLVs, is treated as 3.4.
    fn is_reserved(self, _version: Version) -> bool {
        false
    }

    /// The text, if it is a C-Octet String.
    fn text(self) -> Option<TlvText<'a>> {
        None
    }

    /// A number, a string, or octets in hexadecimal.
    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error>;
}

impl<'a> TlvType<'a> for u8 {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        let [value] = tlv.array()?;
        Some(value)
    }

    fn write(self, tag: Tag) -> Tlv<'a> {
        Tlv::small(tag, 1, [self, 0, 0, 0])
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self, serializer)
    }
}

impl<'a> TlvType<'a> for u16 {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        tlv.array().map(Self::from_be_bytes)
    }

    fn write(self, tag: Tag) -> Tlv<'a> {
        let [high, low] = self.to_be_bytes();
        Tlv::small(tag, 2, [high, low, 0, 0])
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self, serializer)
    }
}

impl<'a> TlvType<'a> for u32 {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        tlv.array().map(Self::from_be_bytes)
    }

    fn write(self, tag: Tag) -> Tlv<'a> {
        Tlv::small(tag, 4, self.to_be_bytes())
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self, serializer)
    }
}

/// Newtypes over an integer, with a rule for reserved values.
macro_rules! integer_types {
    ($($Name:ident: $reserved:expr;)*) => { $(
        impl<'a> TlvType<'a> for $Name {
            fn read(tlv: &Tlv<'a>) -> Option<Self> {
                TlvType::read(tlv).map($Name)
            }

            fn write(self, tag: Tag) -> Tlv<'a> {
                self.0.write(tag)
            }

            fn is_reserved(self, version: Version) -> bool {
                let is_reserved: fn(Self, Version) -> bool = $reserved;
                is_reserved(self, version)
            }

            #[cfg(feature = "serde")]
            fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    )* };
}
integer_types! {
    AddrSubunit: |code, _| code.name().is_none();
    AlertOnMessageDelivery: |code, _| code.name().is_none();
    BearerType: |code, _| code.name().is_none();
    BroadcastChannelIndicator: |code, _| code.name().is_none();
    BroadcastMessageClass: |code, _| code.name().is_none();
    // Bits 7-4 must be 0, and presentation 3 does not exist.
    CallbackNumPresInd: |bits, _| bits.0 & 0xF0 != 0 || bits.0 & 0x0C == 0x0C;
    CommandStatus: |_, _| false;
    CongestionState: |load, _| load.band().is_none();
    DeliveryFailureReason: |code, _| code.name().is_none();
    DestAddrNpResolution: |code, _| code.name().is_none();
    DisplayTime: |code, _| code.name().is_none();
    DpfResult: |code, _| code.name().is_none();
    InterfaceVersion: |version, _| version.is_reserved();
    ItsReplyType: |code, _| code.name().is_none();
    // CMT-136 extends this list.
    LanguageIndicator: |_, _| false;
    MessageState: MessageState::is_reserved_in;
    MoreMessagesToSend: |code, _| code.name().is_none();
    MsAvailabilityStatus: |code, _| code.name().is_none();
    MsMsgWaitFacilities: |bits, _| bits.0 & 0x7C != 0;
    NetworkType: |code, _| code.name().is_none();
    PayloadType: |code, _| code.name().is_none();
    PrivacyIndicator: |code, _| code.name().is_none();
    SetDpf: |code, _| code.name().is_none();
    // Values from 32 on belong to vendors.
    UssdServiceOp: |code, _| code.0 < 32 && code.name().is_none();
}

/// An empty value or a value of the type, for `alert_on_message_delivery`.
impl<'a, T: TlvType<'a>> TlvType<'a> for Option<T> {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        if tlv.value_len() == 0 { Some(None) } else { T::read(tlv).map(Some) }
    }

    fn write(self, tag: Tag) -> Tlv<'a> {
        match self {
            Some(value) => value.write(tag),
            None => Tlv::small(tag, 0, [0; 4]),
        }
    }

    fn is_reserved(self, version: Version) -> bool {
        self.is_some_and(|value| value.is_reserved(version))
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Some(value) => value.serialize(serializer),
            None => serializer.serialize_none(),
        }
    }
}

impl<'a> TlvType<'a> for &'a [u8] {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        (tlv.form == Form::Slice).then_some(tlv.slice)
    }

    fn write(self, tag: Tag) -> Tlv<'a> {
        Tlv::raw(tag, self)
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&crate::wire::Hex(self))
    }
}

/// The text of a TLV that is a C-Octet String. The NUL counts in the length. Some peers leave it out; such
/// texts are read and encoded back unchanged. See [`TlvText::terminated`].
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

    /// Length in octets, without the NUL.
    pub const fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether the text is empty.
    pub const fn is_empty(&self) -> bool {
        self.text.is_empty()
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

    fn write(self, tag: Tag) -> Tlv<'a> {
        if self.terminated { Tlv::text(tag, self.text) } else { Tlv::raw(tag, self.text) }
    }

    fn text(self) -> Option<Self> {
        Some(self)
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self, serializer)
    }
}

/// Values made of octets: the first ones have a meaning, the rest is data. Each has a rule for reserved values.
macro_rules! octet_types {
    ($( $(#[$meta:meta])* $Name:ident: $reserved:expr; )*) => { $(
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $Name<'a>(
            /// All octets of the value.
            pub &'a [u8],
        );

        impl<'a> TlvType<'a> for $Name<'a> {
            fn read(tlv: &Tlv<'a>) -> Option<Self> {
                TlvType::read(tlv).map($Name)
            }

            fn write(self, tag: Tag) -> Tlv<'a> {
                self.0.write(tag)
            }

            fn is_reserved(self, version: Version) -> bool {
                let is_reserved: fn(Self, Version) -> bool = $reserved;
                is_reserved(self, version)
            }

            #[cfg(feature = "serde")]
            fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }
    )* };
}
octet_types! {
    /// A subaddress (v3.4 section 5.3.2.15): one octet for the kind, then up to 22 octets.
    Subaddress: |value, _| value.kind().is_some_and(|kind| kind.name().is_none());
    /// A callback number (v3.4 section 5.3.2.36): digit mode, TON, NPI, then the digits.
    CallbackNum: |number, _| number.has_reserved_octets();
    /// A broadcast area (v5.0 section 4.8.4.4): one octet for the format, then up to 100 octets.
    BroadcastAreaIdentifier: |value, _| value.format().is_some_and(|format| format.name().is_none());
}

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

impl<'a> CallbackNum<'a> {
    /// Whether the digits are ASCII (bit 0 of the first octet) rather than TBCD.
    pub fn is_ascii(&self) -> bool {
        self.0.first().is_some_and(|mode| mode & 1 != 0)
    }

    /// Type of number.
    pub fn ton(&self) -> Option<Ton> {
        self.0.get(1).copied().map(Ton)
    }

    /// Numbering plan.
    pub fn npi(&self) -> Option<Npi> {
        self.0.get(2).copied().map(Npi)
    }

    /// The digits, in the digit mode of the first octet.
    pub fn digits(&self) -> &'a [u8] {
        self.0.get(3..).unwrap_or(&[])
    }

    /// Whether the standard does not define the digit mode, TON or NPI, or ASCII digits are not digits.
    fn has_reserved_octets(&self) -> bool {
        self.0.first().is_some_and(|mode| *mode > 1)
            || self.ton().is_some_and(|ton| ton.name().is_none())
            || self.npi().is_some_and(|npi| npi.name().is_none())
            || (self.is_ascii() && !self.digits().iter().all(|octet| matches!(octet, 0x20..=0x7E)))
    }
}

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

impl<'a> TlvType<'a> for NetworkErrorCode {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        let [network, high, low] = tlv.array()?;
        Some(Self { network: ErrorNetwork(network), code: u16::from_be_bytes([high, low]) })
    }

    fn write(self, tag: Tag) -> Tlv<'a> {
        let [high, low] = self.code.to_be_bytes();
        Tlv::small(tag, 3, [self.network.0, high, low, 0])
    }

    fn is_reserved(self, version: Version) -> bool {
        self.network.is_reserved_in(version)
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self, serializer)
    }
}

impl<'a> TlvType<'a> for ItsSessionInfo {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        let [session_number, sequence] = tlv.array()?;
        Some(Self { session_number, sequence })
    }

    fn write(self, tag: Tag) -> Tlv<'a> {
        Tlv::small(tag, 2, [self.session_number, self.sequence, 0, 0])
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self, serializer)
    }
}

/// `ms_validity` (v5.0 section 4.8.4.41): one octet, or in 5.0 four octets with a relative period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct MsValidity {
    /// What the mobile station does.
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

    fn write(self, tag: Tag) -> Tlv<'a> {
        match self.period {
            None => self.behaviour.0.write(tag),
            Some((unit, units)) => {
                let [high, low] = units.to_be_bytes();
                Tlv::small(tag, 4, [self.behaviour.0, unit.0, high, low])
            }
        }
    }

    fn is_reserved(self, version: Version) -> bool {
        let relative = self.behaviour == MsValidityBehaviour::RELATIVE_PERIOD;
        self.behaviour.is_reserved_in(version)
            // A period without the relative behaviour, or the reverse.
            || (relative != self.period.is_some())
            || self.period.is_some_and(|(unit, _)| unit.name().is_none())
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self, serializer)
    }
}

/// `broadcast_content_type` (v5.0 section 4.8.4.8).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BroadcastContentType {
    /// The network that defines the content values; 0 is generic.
    pub network: BroadcastContentNetwork,
    /// What the broadcast is about. The named values are those of the generic network.
    pub content: BroadcastContent,
}

impl<'a> TlvType<'a> for BroadcastContentType {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        let [network, high, low] = tlv.array()?;
        let content = BroadcastContent(u16::from_be_bytes([high, low]));
        Some(Self { network: BroadcastContentNetwork(network), content })
    }

    fn write(self, tag: Tag) -> Tlv<'a> {
        let [high, low] = self.content.0.to_be_bytes();
        Tlv::small(tag, 3, [self.network.0, high, low, 0])
    }

    fn is_reserved(self, _: Version) -> bool {
        // Other networks define their own content values.
        let generic = self.network == BroadcastContentNetwork::GENERIC;
        self.network.name().is_none() || (generic && self.content.name().is_none())
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self, serializer)
    }
}

/// `broadcast_frequency_interval` (v5.0 section 4.8.4.11).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct BroadcastFrequencyInterval {
    /// The unit of time.
    pub unit: BroadcastFrequencyUnit,
    /// How many units between two broadcasts.
    pub units: u16,
}

impl<'a> TlvType<'a> for BroadcastFrequencyInterval {
    fn read(tlv: &Tlv<'a>) -> Option<Self> {
        let [unit, high, low] = tlv.array()?;
        Some(Self { unit: BroadcastFrequencyUnit(unit), units: u16::from_be_bytes([high, low]) })
    }

    fn write(self, tag: Tag) -> Tlv<'a> {
        let [high, low] = self.units.to_be_bytes();
        Tlv::small(tag, 3, [self.unit.0, high, low, 0])
    }

    fn is_reserved(self, _: Version) -> bool {
        self.unit.name().is_none()
    }

    #[cfg(feature = "serde")]
    fn serialize<S: serde::Serializer>(self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::Serialize::serialize(&self, serializer)
    }
}
