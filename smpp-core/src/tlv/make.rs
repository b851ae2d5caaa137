//! What follows from the list of TLVs: tags, table, typed values, constructors and getters.

use super::list::tlvs;
use super::sequence::Tlvs;
use super::value::{
    BroadcastAreaIdentifier, BroadcastContentType, BroadcastFrequencyInterval, CallbackNum, MsValidity,
    Subaddress, TlvText, TlvType,
};
use super::{Tag, Tlv, TlvDef};
use crate::codes::{
    AddrSubunit, AlertOnMessageDelivery, BearerType, BroadcastChannelIndicator, BroadcastMessageClass,
    CallbackNumPresInd, CommandId as C, CommandStatus, CongestionState, DeliveryFailureReason,
    DestAddrNpResolution, DisplayTime, DpfResult, InterfaceVersion, ItsReplyType, ItsSessionInfo,
    LanguageIndicator, MessageState, MoreMessagesToSend, MsAvailabilityStatus, MsMsgWaitFacilities,
    NetworkErrorCode, NetworkType, PayloadType, PrivacyIndicator, SetDpf, UssdServiceOp, Version,
};
use crate::error::DecodeError;
use crate::field::{FieldDef, FieldFormat, FieldKind};

const SUBMISSION: &[C] = &[C::SUBMIT_SM, C::SUBMIT_MULTI, C::DATA_SM];
const SUBMISSION_BROADCAST: &[C] = &[C::SUBMIT_SM, C::SUBMIT_MULTI, C::DATA_SM, C::BROADCAST_SM];
const MESSAGE: &[C] = &[C::SUBMIT_SM, C::SUBMIT_MULTI, C::DELIVER_SM, C::DATA_SM];
const MESSAGE_BROADCAST: &[C] = &[C::SUBMIT_SM, C::SUBMIT_MULTI, C::DELIVER_SM, C::DATA_SM, C::BROADCAST_SM];
const BIND_RESP: &[C] = &[C::BIND_RECEIVER_RESP, C::BIND_TRANSMITTER_RESP, C::BIND_TRANSCEIVER_RESP];

/// The value of a TLV, as errors name it. Getters have their own, so that they do not link the table of all TLVs.
const fn field(name: &'static str, max: &[u16]) -> FieldDef {
    let (v34, v50) = match max {
        [v34, v50] => (*v34, *v50),
        [both, ..] => (*both, *both),
        [] => (0, 0),
    };
    let status = CommandStatus::ESME_RINVTLVLEN;
    FieldDef {
        pdu: None,
        name,
        kind: FieldKind::Tlv,
        format: FieldFormat::TlvValue,
        max: [0, v34, v50],
        status,
    }
}

/// The bound of the newest version, which is the longest.
const fn longest(max: &[u16]) -> u16 {
    match max {
        [.., last] => *last,
        [] => 0,
    }
}

macro_rules! make_tlvs {
    ($(
        $(#[$doc:meta])*
        $Name:ident $name:ident $CONST:ident = $tag:literal, $ty:ty, [$min:literal, $($max:literal),+], $since:ident,
            in34 $in34:expr, in50 $in50:expr, must50 $must50:expr;
    )*) => {
        impl Tag {
            $( $(#[$doc])* pub const $CONST: Self = Self($tag); )*

            /// The first version that has the tag; a tag that no version lists counts as 3.4's (a vendor's, say).
            pub const fn since(self) -> Version {
                match self.0 {
                    $( $tag => Version::$since, )*
                    _ => Version::V34,
                }
            }
        }

        /// Every TLV of 3.4 and 5.0, in order of tags.
        pub static TLVS: &[TlvDef] = &[ $(
            TlvDef {
                tag: Tag::$CONST,
                field: field(stringify!($name), &[$($max),+]),
                min: $min,
                since: Version::$since,
                in_v34: $in34,
                in_v50: $in50,
                required_v50: $must50,
            },
        )* ];

        /// The value of a TLV by its tag. A tag without a type here, or a value whose length its type cannot have, is
        /// [`TlvValue::Unknown`]: nothing is lost.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum TlvValue<'a> {
            $( $(#[$doc])* $Name($ty), )*
            /// Any other TLV, or a known one whose value cannot be read as its type.
            Unknown(Tlv<'a>),
        }

        impl<'a> TlvValue<'a> {
            /// The TLV that carries the value.
            pub fn tlv(self) -> Tlv<'a> {
                match self {
                    $( Self::$Name(value) => value.write(Tag::$CONST).bounded(const { longest(&[$($max),+]) }), )*
                    Self::Unknown(tlv) => tlv,
                }
            }

            /// Whether the type of the value says that a version reserves it.
            pub(super) fn is_reserved_by_type(self, version: Version) -> bool {
                match self {
                    $( Self::$Name(value) => TlvType::is_reserved(value, version), )*
                    Self::Unknown(_) => false,
                }
            }

            /// The text of one that is a C-Octet String.
            pub(crate) fn text(self) -> Option<TlvText<'a>> {
                match self {
                    $( Self::$Name(value) => TlvType::text(value), )*
                    Self::Unknown(_) => None,
                }
            }
        }

        impl<'a> Tlv<'a> {
            $( $(#[$doc])* pub fn $name(value: $ty) -> Self {
                value.write(Tag::$CONST).bounded(const { longest(&[$($max),+]) })
            } )*

            /// The value, typed by the tag.
            pub fn value(&self) -> TlvValue<'a> {
                let typed = match self.tag {
                    $( Tag::$CONST => <$ty as TlvType<'a>>::read(self).map(TlvValue::$Name), )*
                    _ => None,
                };
                typed.unwrap_or(TlvValue::Unknown(*self))
            }
        }

        /// Typed getters: the first TLV of the tag. `Ok(None)` when there is none; an error when its value has a length
        /// that the type cannot have, which harms nothing else of the PDU.
        impl<'a> Tlvs<'a> {
            $( $(#[$doc])* pub fn $name(&self) -> Result<Option<$ty>, DecodeError> {
                self.typed(Tag::$CONST, const { &field(stringify!($name), &[$($max),+]) })
            } )*
        }
    };
}
tlvs!(make_tlvs);

impl Tag {
    /// What the standard says of the tag, if it lists it.
    pub fn def(self) -> Option<&'static TlvDef> {
        TLVS.iter().find(|def| def.tag == self)
    }

    /// The standard's name of the tag, if it lists it.
    pub fn name(self) -> Option<&'static str> {
        self.def().map(|def| def.field.name)
    }
}
