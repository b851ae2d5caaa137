//! What follows from the list of PDUs: a struct each, its codec, the enum of all, the constants and the table.

use super::checked::Checked;
use super::counted::{Counted, DestAddress, UnsuccessSme};
use super::list::pdus;
use super::{Body, Encode, PduDef, PduKind, RawPdu, Request, Response, Sender, UnknownPdu};
use crate::codes::{
    CommandId, CommandStatus, DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag,
    ProtocolId, RegisteredDelivery, ReplaceIfPresentFlag, Ton, Version,
};
use crate::debug::debug_fields;
use crate::error::{DecodeError, EncodeError};
use crate::field_def::{FieldDef, bounds};
use crate::rules::Rules;
use crate::tlv::Tlvs;
use crate::wire::{COctetString, EncodeErrorKind, Field, FieldKind, Password, Writer};

/// The standard's name of the length or count in front of a field.
const fn length_name(kind: FieldKind) -> &'static str {
    match kind {
        FieldKind::OctetString => "sm_length",
        FieldKind::DestAddresses => "number_of_dests",
        FieldKind::UnsuccessSmes => "no_unsuccess",
        FieldKind::MessageIds => "num_msgs",
        FieldKind::Integer | FieldKind::COctetString | FieldKind::Password => "",
    }
}

/// The fields of a PDU, as the list says them.
trait Described {
    const FIELDS: &'static [FieldDef];
}

/// An entry of a table, picked while compiling.
#[expect(clippy::indexing_slicing, reason = "only the compiler calls it, in a const block")]
const fn pick(fields: &'static [FieldDef], at: usize) -> &'static FieldDef {
    &fields[at]
}

/// One mandatory field: bound, then octets. Inlined, so that an integer is one compare and one store.
#[inline(always)]
fn put<'a, T: Field<'a>>(
    value: &T,
    (out, at): (&mut [u8], usize),
    rules: Rules,
    def: &'static FieldDef,
) -> Result<usize, EncodeError> {
    let fits = rules.is_as_is() || rules.allows(def, value.measure()) && value.entries_fit();
    if !fits {
        return Err(EncodeError::new(EncodeErrorKind::TooLong, Some(def)));
    }
    value.encode(out, at).map_err(|kind| EncodeError::new(kind, Some(def)))
}

fn check_version(since: Version, until: Version, rules: Rules) -> Result<(), EncodeError> {
    match rules.version() {
        Some(version) if version < since || version > until => {
            Err(EncodeError::new(EncodeErrorKind::PduNotInVersion, None))
        }
        _ => Ok(()),
    }
}

/// The struct, with `body_omitted` for responses that have mandatory fields.
macro_rules! make_struct {
    (response $(#[$doc:meta])* $Name:ident { $( $(#[$field_doc:meta])* $field:ident: $ty:ty; )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $Name<'a> {
            $( $(#[$field_doc])* pub $field: $ty, )*
            /// The response is a header only, as is usual with a `command_status` other than 0. The other fields are
            /// their defaults then.
            pub body_omitted: bool,
            /// The optional part.
            pub tlvs: Tlvs<'a>,
        }
        debug_fields!($Name<'_> { $($field)* body_omitted tlvs });
    };
    ($kind:ident $(#[$doc:meta])* $Name:ident { $( $(#[$field_doc:meta])* $field:ident: $ty:ty; )* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $Name<'a> {
            $( $(#[$field_doc])* pub $field: $ty, )*
            /// The optional part.
            pub tlvs: Tlvs<'a>,
        }
        debug_fields!($Name<'_> { $($field)* tlvs });
    };
}

macro_rules! decoded {
    (response $body:ident $rest:ident { $($field:ident)* }) => {
        Self { $($field,)* body_omitted: false, tlvs: Tlvs::tail($rest, $body.len()) }
    };
    ($kind:ident $body:ident $rest:ident { $($field:ident)* }) => {
        Self { $($field,)* tlvs: Tlvs::tail($rest, $body.len()) }
    };
}

/// What a response without a body decodes and encodes to.
macro_rules! omitted_body {
    (response decode $body:ident) => {
        if $body.is_empty() {
            return Ok(Self { body_omitted: true, ..Self::default() });
        }
    };
    (response encode $self:ident) => {
        if $self.body_omitted {
            return if $self.tlvs.is_empty() {
                Ok(0)
            } else {
                Err(EncodeError::new(EncodeErrorKind::BodyOmitted, None))
            };
        }
    };
    (response len $self:ident) => {
        if $self.body_omitted {
            return 0;
        }
    };
    ($kind:ident $what:ident $arg:ident) => {};
}

macro_rules! role {
    (request $Name:ident) => {
        impl Request for $Name<'_> {}
    };
    (one_way $Name:ident) => {
        impl Request for $Name<'_> {}
    };
    (response $Name:ident) => {
        impl Response for $Name<'_> {}
    };
    (bare_response $Name:ident) => {
        impl Response for $Name<'_> {}
    };
}

macro_rules! kind {
    (request) => {
        PduKind::Request
    };
    (one_way) => {
        PduKind::OneWay
    };
    (response) => {
        PduKind::Response
    };
    (bare_response) => {
        PduKind::Response
    };
}

macro_rules! make_pdus {
    ($(
        $(#[$doc:meta])*
        $Name:ident $name:ident $CONST:ident = $id:literal, $kind:ident($($Reply:ident)?), $sender:ident,
        $since:ident..=$until:ident {
            $( $(#[$field_doc:meta])* $field:ident: $ty:ty, [$($bound:literal),+], $status:ident; )*
        }
    )*) => {
        impl CommandId {
            $( $(#[$doc])* pub const $CONST: Self = Self($id); )*

            /// The standard's name; `None` for an id that no version has.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $( $id => Some(stringify!($name)), )*
                    _ => None,
                }
            }

            /// What the list says of the PDU; `None` for an id that no version has.
            pub fn def(self) -> Option<&'static PduDef> {
                PDUS.iter().find(|def| def.command_id == self)
            }
        }

        /// Every PDU of 3.3, 3.4 and 5.0.
        pub static PDUS: &[PduDef] = &[ $(
            PduDef {
                name: stringify!($name),
                command_id: CommandId::$CONST,
                kind: kind!($kind),
                sender: Sender::$sender,
                since: Version::$since,
                until: Version::$until,
                fields: tables::$name,
            },
        )* ];

        /// The fields of each PDU. One static each, so that firmware links those of the PDUs it uses.
        mod tables {
            use super::*;
            $(
                #[expect(non_upper_case_globals, reason = "named as the standard names the PDU")]
                pub(super) static $name: &[FieldDef] = <$Name<'static> as Described>::FIELDS;
            )*
        }

        $(
            make_struct!($kind $(#[$doc])* $Name { $( $(#[$field_doc])* $field: $ty; )* });
            role!($kind $Name);

            const _: () = {
                /// Where each field stands in the table.
                #[allow(dead_code, non_camel_case_types, reason = "named as the fields are; some PDUs have none")]
                enum At { $($field,)* _End }

                impl<'a> Described for $Name<'a> {
                    const FIELDS: &'static [FieldDef] = &[ $(
                        FieldDef {
                            pdu: stringify!($name),
                            name: stringify!($field),
                            length_name: length_name(<$ty as Field<'a>>::KIND),
                            kind: <$ty as Field<'a>>::KIND,
                            max: bounds(&[$($bound),+]),
                            status: CommandStatus::$status,
                        },
                    )* ];
                }

                impl<'a> $Name<'a> {
                    /// Starts with the standard's defaults; the setters refuse what the version does not take.
                    pub fn checked(version: Version) -> Checked<Self> {
                        Checked::new(version)
                    }
                }

                impl<'a> Checked<$Name<'a>> {
                    $(
                        $(#[$field_doc])*
                        ///
                        /// # Errors
                        /// When the version does not take the value.
                        pub fn $field(mut self, value: impl Into<$ty>) -> Result<Self, EncodeError> {
                            self.pdu.$field = value.into();
                            let def = const { pick(tables::$name, At::$field as usize) };
                            self.field(&self.pdu.$field, def).map(|()| self)
                        }
                    )*

                    /// The optional part.
                    ///
                    /// # Errors
                    /// A TLV that the version does not have, that this PDU may not carry or that is there twice, or one whose value
                    /// the version does not take: a length that it cannot have, a NUL inside a text, a reserved value, no time.
                    pub fn tlvs(mut self, tlvs: impl Into<Tlvs<'a>>) -> Result<Self, EncodeError> {
                        self.pdu.tlvs = tlvs.into();
                        self.optional(&self.pdu.tlvs, CommandId::$CONST).map(|()| self)
                    }
                }

                impl<'a> Body<'a> for $Name<'a> {
                    const COMMAND_ID: CommandId = CommandId::$CONST;

                    fn decode_body(body: &'a [u8]) -> Result<Self, DecodeError> {
                        omitted_body!($kind decode body);
                        let rest = body;
                        $(
                            let (rest, $field) = <$ty as Field<'a>>::decode(rest).map_err(|error| {
                                DecodeError::in_body(error, body.len(), const { pick(tables::$name, At::$field as usize) })
                            })?;
                        )*
                        Ok(decoded!($kind body rest { $($field)* }))
                    }
                }

                impl Encode for $Name<'_> {
                    fn command_id(&self) -> CommandId {
                        CommandId::$CONST
                    }

                    fn body_len(&self) -> usize {
                        omitted_body!($kind len self);
                        self.tlvs.encoded_len()$( .saturating_add(self.$field.encoded_len()) )*
                    }

                    #[allow(unused_variables, reason = "some PDUs have no fields")]
                    fn encode_body(&self, out: &mut Writer<'_>, rules: Rules) -> Result<u16, EncodeError> {
                        check_version(Version::$since, Version::$until, rules)?;
                        omitted_body!($kind encode self);
                        out.advance(|out, at| {
                            $( let at = put(&self.$field, (out, at), rules, const { pick(tables::$name, At::$field as usize) })?; )*
                            Ok(at)
                        })?;
                        self.tlvs.encode(out, rules)
                    }
                }
            };
        )*

        /// Any PDU, typed. [`Pdu::Unknown`] keeps the body of an id that no version has.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[non_exhaustive]
        pub enum Pdu<'a> {
            $( $(#[$doc])* $Name($Name<'a>), )*
            /// A `command_id` that no version has.
            Unknown(UnknownPdu<'a>),
        }

        impl<'a> Pdu<'a> {
            /// Reads the body by its `command_id`.
            ///
            /// # Errors
            /// As [`Body::decode_body`].
            pub fn decode(raw: &RawPdu<'a>) -> Result<Self, DecodeError> {
                Ok(match raw.command_id {
                    $( CommandId::$CONST => Self::$Name($Name::decode_body(raw.body)?), )*
                    _ => Self::Unknown(UnknownPdu::not_in_list(*raw)),
                })
            }

            /// The optional part; empty for [`Pdu::Unknown`].
            pub const fn tlvs(&self) -> Tlvs<'a> {
                match self {
                    $( Self::$Name(pdu) => pdu.tlvs, )*
                    Self::Unknown(_) => Tlvs::EMPTY,
                }
            }

            /// The same PDU with another optional part. [`Pdu::Unknown`] has none and stays as it is.
            #[must_use]
            pub const fn with_tlvs(mut self, tlvs: Tlvs<'a>) -> Self {
                match &mut self {
                    $( Self::$Name(pdu) => pdu.tlvs = tlvs, )*
                    Self::Unknown(_) => {}
                }
                self
            }

            fn inner(&self) -> &dyn Encode {
                match self {
                    $( Self::$Name(pdu) => pdu, )*
                    Self::Unknown(unknown) => unknown.raw(),
                }
            }
        }
    };
}
pdus!(make_pdus);

impl Encode for Pdu<'_> {
    fn command_id(&self) -> CommandId {
        self.inner().command_id()
    }

    fn body_len(&self) -> usize {
        self.inner().body_len()
    }

    fn encode_body(&self, out: &mut Writer<'_>, rules: Rules) -> Result<u16, EncodeError> {
        self.inner().encode_body(out, rules)
    }
}

/// The standard's name, or the number when no version has it.
impl core::fmt::Display for CommandId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "{:#010x}", self.0),
        }
    }
}

impl core::fmt::Debug for CommandId {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        core::fmt::Display::fmt(self, f)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for CommandId {
    fn format(&self, f: defmt::Formatter<'_>) {
        match self.name() {
            Some(name) => defmt::write!(f, "{=str}", name),
            None => defmt::write!(f, "{=u32:#010x}", self.0),
        }
    }
}

#[cfg(all(test, target_pointer_width = "64"))]
mod sizes {
    use super::*;
    use crate::tlv::{Tlv, TlvValue};

    macro_rules! sizes {
        ($(
            $(#[$doc:meta])*
            $Name:ident $name:ident $CONST:ident = $id:literal, $kind:ident($($Reply:ident)?), $sender:ident,
            $since:ident..=$until:ident { $($fields:tt)* }
        )*) => {
            const SIZES: &[(&PduDef, usize)] = &[$((
                &PduDef {
                    name: stringify!($name),
                    command_id: CommandId::$CONST,
                    kind: kind!($kind),
                    sender: Sender::$sender,
                    since: Version::$since,
                    until: Version::$until,
                    fields: &[],
                },
                size_of::<$Name<'static>>(),
            )),*];
        };
    }
    pdus!(sizes);

    /// Borrowed fields and a borrowed optional part: a PDU is as small with a thousand TLVs as with none.
    #[test]
    fn pdus_stay_small() {
        assert_eq!(SIZES.len(), PDUS.len());
        for (def, size) in SIZES {
            let most = match def.name {
                "query_msg_details_resp" => 176,
                _ => 144,
            };
            assert!(*size <= most, "{} takes {size} octets", def.name);
        }
        assert!(size_of::<Pdu<'static>>() <= 184, "{}", size_of::<Pdu<'static>>());
    }

    #[test]
    fn errors_and_parts_stay_small() {
        assert!(size_of::<DecodeError>() <= 16 && size_of::<EncodeError>() <= 16);
        assert!(size_of::<Result<(), DecodeError>>() <= 16);
        assert!(size_of::<Tlvs<'static>>() <= 24 && size_of::<RawPdu<'static>>() <= 32);
        assert!(size_of::<Tlv<'static>>() <= 24 && size_of::<TlvValue<'static>>() <= 32);
        fn is_copy<T: Copy>() {}
        is_copy::<(DecodeError, EncodeError, Pdu<'static>)>();
    }
}
