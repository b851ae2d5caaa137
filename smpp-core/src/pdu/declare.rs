//! `pdu!` declares one PDU and generates its struct, codec, table entry, checked setters and docs.
//!
//! A declaration lists the docs, the type, the standard's name, the constant, the `command_id`, the kind with
//! the response, who issues it, and the first and last version. One line per mandatory field follows, in wire
//! order: docs, the standard's name, type, bounds (one for all versions, or one each for 3.3, 3.4 and 5.0; see
//! [`FieldDef::max_in`](crate::pdu::FieldDef::max_in)), and the `command_status` for an invalid value.
//!
//! The kind is `request`, `bind`, `control` (unbind, which a session sends without a value from the caller),
//! `one_way`, or `response`. A `response() or body_omitted` is a response that may come without its fields.
//!
//! To add a PDU, declare it in the file of its chapter and add its name to `registry.rs`.

pub(super) use super::address::{Address, address};
pub(super) use super::checked::Checked;
pub(super) use super::counted::{Counted, DestAddress, UnsuccessSme};
pub(super) use super::cursor::{FieldReader, FieldWriter};
pub(super) use super::field::Field;
pub(super) use super::{
    Bind, Body, ControlPdu, Encode, EncodeBody, Encoded, IssuedBy, Operation, PduDef, PduKind, Request,
    Response,
};
pub(super) use crate::codes::{
    CommandId, CommandStatus, DataCoding, EsmClass, InterfaceVersion, MessageState, Npi, PriorityFlag,
    ProtocolId, RegisteredDelivery, ReplaceIfPresentFlag, Ton, Version,
};
pub(super) use crate::count::sum;
pub(super) use crate::debug::debug_fields;
pub(super) use crate::error::{DecodeError, EncodeError};
pub(super) use crate::field::{FieldDef, FieldKind, FieldRule, field_doc, field_kind};
pub(super) use crate::rules::Rules;
pub(super) use crate::tlv::Tlvs;
pub(super) use crate::wire::{COctetString, Fault, HEADER_LEN, Password};

/// Picks an entry of a table at compile time.
#[expect(clippy::indexing_slicing, reason = "only the compiler calls it, in a const block")]
pub(super) const fn pick<T>(table: &'static [T], at: usize) -> &'static T {
    &table[at]
}

pub(super) fn check_version(since: Version, until: Version, rules: Rules) -> Result<(), EncodeError> {
    let has = rules.version().is_none_or(|version| since <= version && version <= until);
    if has { Ok(()) } else { Err(Fault::PduNotInVersion.into()) }
}

/// Encodes a response whose body is omitted. Fails if one of its fields is set, because it would be lost.
pub(super) fn without_body(fields: &FieldWriter<'_>, tlvs: &Tlvs<'_>) -> Result<Encoded, EncodeError> {
    let is_bare = !fields.is_set && tlvs.is_empty();
    if is_bare { Ok(Encoded { len: HEADER_LEN, omitted: 0 }) } else { Err(Fault::BodyOmitted.into()) }
}

/// Implements the traits of a kind of PDU.
macro_rules! kind {
    (request($Response:ident) $Name:ident) => {
        impl Request for $Name<'_> {}
        kind!(operation($Response) $Name);
    };
    (bind($Response:ident) $Name:ident) => {
        impl Bind for $Name<'_> {
            fn with_interface_version(self, interface_version: InterfaceVersion) -> Self {
                Self { interface_version, ..self }
            }
        }
        kind!(control($Response) $Name);
    };
    (control($Response:ident) $Name:ident) => {
        impl ControlPdu for $Name<'_> {}
        kind!(operation($Response) $Name);
    };
    (operation($Response:ident) $Name:ident) => {
        impl Operation for $Name<'_> {
            type Response<'r> = super::$Response<'r>;
            type Static = $Name<'static>;
        }

        impl crate::session::Answers<$Name<'static>> for super::$Response<'_> {}
        kind!(of Request, $Name);
    };
    (one_way() $Name:ident) => {
        impl ControlPdu for $Name<'_> {}
        kind!(of OneWay, $Name);
    };
    (response() $Name:ident) => {
        impl Response for $Name<'_> {}
        kind!(of Response, $Name);
    };
    (of $Kind:ident, $Name:ident) => {
        impl $Name<'_> {
            const KIND: PduKind = PduKind::$Kind;
        }
    };
}
pub(super) use kind;

/// See the [module](self).
macro_rules! pdu {
    (
        $(#[$doc:meta])*
        $Name:ident $name:ident $CONST:ident = $id:literal, $kind:ident($($Response:ident)?) $(or $body_omitted:ident)?,
        $issued_by:ident, $since:ident..=$until:ident {
            $( $(#[$field_doc:meta])* $field:ident: $ty:ty, [$($bound:tt),+ $(; $unit:ident)?], $status:ident; )*
        }
    ) => {
        impl CommandId {
            #[doc = concat!("`", stringify!($name), "`: see [`", stringify!($Name), "`](crate::pdu::", stringify!($Name), ").")]
            pub const $CONST: Self = Self($id);
        }

        $(#[$doc])*
        #[derive(Clone, Copy, Default, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        pub struct $Name<'a> {
            $(
                $(#[$field_doc])*
                #[doc = field_doc!($field [$($bound),+ $(; $unit)?] $status)]
                pub $field: $ty,
            )*
            $(
                /// Whether the response is only a header, as is usual if `command_status` is not 0. If this
                /// is `true`, encoding fails if any other field is set.
                pub $body_omitted: bool,
            )?
            /// The TLVs: the optional part of the PDU.
            pub tlvs: Tlvs<'a>,
        }
        debug_fields!($Name<'_> { $($field)* $($body_omitted)? tlvs });
        kind!($kind($($Response)?) $Name);
        $( address!($Name $field); )*

        const _: () = {
            /// The index of each field in the table.
            #[allow(dead_code, non_camel_case_types, reason = "named as the fields are; some PDUs have none")]
            enum At { $($field,)* _End }

            // One static per PDU and purpose, so that firmware links only the PDUs it uses, and names only if it
            // asks for them.
            static FIELDS: &[FieldDef] = $Name::<'static>::FIELDS;
            static RULES: &[FieldRule] = $Name::<'static>::RULES;

            impl<'a> $Name<'a> {
                pub(super) const DEF: PduDef = PduDef {
                    name: stringify!($name),
                    command_id: CommandId::$CONST,
                    kind: Self::KIND,
                    issued_by: IssuedBy::$issued_by,
                    since: Version::$since,
                    until: Version::$until,
                    fields: FIELDS,
                };
                const FIELDS: &'static [FieldDef] = &[ $(
                    FieldDef {
                        name: stringify!($field),
                        kind: field_kind!($field),
                        rule: *pick(Self::RULES, At::$field as usize),
                    },
                )* ];
                const RULES: &'static [FieldRule] = &[ $(
                    FieldRule::new(
                        CommandId::$CONST,
                        At::$field as usize,
                        <$ty as Field<'a>>::FORMAT,
                        &[$($bound),+],
                        CommandStatus::$status,
                    ),
                )* ];

                #[allow(unused_variables, clippy::unused_self, reason = "some PDUs have no fields")]
                #[cfg_attr(not(target_os = "none"), inline(always))]
                pub(super) fn write_fields(&self, writer: &mut FieldWriter<'_>) {
                    $( Field::write(&self.$field, writer); )*
                }

                /// Reads the fields and the optional part, unless the body is omitted. [`Pdu`](crate::Pdu) does this
                /// where one reader for all PDUs takes less code than one for each.
                #[inline(always)]
                pub(super) fn read(reader: &mut FieldReader<'a>) -> Self {
                    $( if reader.is_at_end() {
                        return Self { $body_omitted: true, ..Self::default() };
                    } )?
                    reader.start(RULES);
                    $( let $field = <$ty as Field<'a>>::read(reader); )*
                    Self { $($field,)* $($body_omitted: false,)? tlvs: reader.tlvs() }
                }

                /// The versions that have the PDU, and the rules of its fields.
                #[inline(always)]
                pub(super) const fn rules() -> (Version, Version, &'static [FieldRule]) {
                    (Version::$since, Version::$until, RULES)
                }

                #[inline(always)]
                pub(super) const fn is_omitted(&self) -> bool {
                    $( if self.$body_omitted {
                        return true;
                    } )?
                    false
                }

                /// Starts with all fields 0 or empty. The setters reject values that the version does not allow.
                pub fn checked(version: Version) -> Checked<Self> {
                    Checked::new(version)
                }
            }

            impl<'a> Checked<$Name<'a>> {
                $(
                    $(#[$field_doc])*
                    #[doc = field_doc!($field [$($bound),+ $(; $unit)?] $status)]
                    ///
                    /// # Errors
                    /// The version does not allow the value.
                    pub fn $field(mut self, value: impl Into<$ty>) -> Result<Self, EncodeError> {
                        self.pdu.$field = value.into();
                        let def = const { pick(FIELDS, At::$field as usize) };
                        self.field(def, Field::value(&self.pdu.$field)).map(|()| self)
                    }
                )*

                /// The TLVs: the optional part of the PDU.
                ///
                /// # Errors
                /// The version does not have one of the TLVs, neither the version nor 5.0 lets this PDU carry it,
                /// it appears twice but may not repeat, or the version does not allow its value: a wrong length, a
                /// NUL inside a text, a reserved value or an invalid time. It is also an error if octets that are
                /// not a TLV follow.
                pub fn tlvs(mut self, tlvs: impl Into<Tlvs<'a>>) -> Result<Self, EncodeError> {
                    self.pdu.tlvs = tlvs.into();
                    self.pdu.tlvs.check(self.version, CommandId::$CONST).map(|()| self)
                }
            }

            impl<'a> Body<'a> for $Name<'a> {
                const COMMAND_ID: CommandId = CommandId::$CONST;

                fn decode_body(body: &'a [u8]) -> Result<Self, DecodeError> {
                    $( if body.is_empty() {
                        return Ok(Self { $body_omitted: true, ..Self::default() });
                    } )?
                    #[allow(unused_mut, reason = "some PDUs have no fields")]
                    let mut reader = FieldReader::new(body, body.len(), RULES);
                    $( let $field = <$ty as Field<'a>>::read(&mut reader); )*
                    reader.optional().map(|tlvs| Self { $($field,)* $($body_omitted: false,)? tlvs })
                }
            }

            #[cfg(feature = "arbitrary")]
            crate::arbitrary_values::make! {
                $Name $CONST $since..=$until [$($body_omitted)?] $($field: $ty;)*
            }

            #[cfg(feature = "serde")]
            crate::serialize::pdu! { $Name $name [$($body_omitted)?] $($field)* }

            impl Encode for $Name<'_> {
                fn command_id(&self) -> CommandId {
                    CommandId::$CONST
                }
            }

            impl EncodeBody for $Name<'_> {
                fn body_len(&self) -> usize {
                    $( if self.$body_omitted {
                        return 0;
                    } )?
                    let mut writer = FieldWriter::counting();
                    self.write_fields(&mut writer);
                    sum(writer.counted(), self.tlvs.encoded_len())
                }

                fn encode_body(&self, out: &mut [u8], rules: Rules) -> Result<Encoded, EncodeError> {
                    check_version(Version::$since, Version::$until, rules)?;
                    $( if self.$body_omitted {
                        let mut fields = FieldWriter::counting();
                        self.write_fields(&mut fields);
                        return without_body(&fields, &self.tlvs);
                    } )?
                    let mut writer = FieldWriter::new(out, HEADER_LEN, RULES, rules);
                    self.write_fields(&mut writer);
                    writer.finish(&self.tlvs)
                }
            }
        };
    };
}
pub(super) use pdu;
