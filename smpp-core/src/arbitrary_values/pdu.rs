//! PDUs: each type by its fields, and any PDU by its `command_id`.

use super::{Make, Maker, Valid};
use crate::codes::{CommandId, Version};
use crate::pdu::{PDUS, Pdu};
use arbitrary::{Arbitrary, Result, Unstructured};

/// Makes a PDU from its declaration.
macro_rules! make {
    ($Name:ident $CONST:ident $since:ident..=$until:ident [$($body_omitted:ident)?] $($field:ident: $ty:ty;)*) => {
        impl<'a> crate::arbitrary_values::Make<'a> for $Name<'a> {
            fn is_in(version: Version) -> bool {
                (Version::$since..=Version::$until).contains(&version)
            }

            fn make(maker: &mut crate::arbitrary_values::Maker<'_, 'a>) -> Self {
                #[allow(unused_imports, reason = "some PDUs have no fields")]
                use crate::arbitrary_values::MakeField;
                static LISTS: crate::arbitrary_values::Lists = crate::arbitrary_values::Lists::new();
                maker.begin(CommandId::$CONST, FIELDS);
                $( if maker.omits_body() {
                    let tlvs = maker.tlvs_without_body();
                    return Self { $body_omitted: true, tlvs, ..Self::default() };
                } )?
                $( let $field = <$ty as MakeField<'a>>::make(maker, const { pick(FIELDS, At::$field as usize) }); )*
                Self { $($field,)* $($body_omitted: false,)? tlvs: maker.tlvs(&LISTS) }
            }
        }

        /// Stays within the bounds of the version that the first octet chooses; see
        /// [`arbitrary_values`](crate::arbitrary_values).
        impl<'a> arbitrary::Arbitrary<'a> for $Name<'a> {
            fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
                crate::arbitrary_values::Valid::arbitrary(u).map(|valid| valid.pdu)
            }
        }
    };
}
pub(crate) use make;

/// Makes a PDU of any type in the registry.
macro_rules! make_any {
    ($($Name:ident $CONST:ident;)*) => {
        impl<'a> Pdu<'a> {
            /// An arbitrary PDU of the type that a `command_id` names.
            pub(crate) fn make_as(id: CommandId, maker: &mut crate::arbitrary_values::Maker<'_, 'a>) -> Self {
                use crate::arbitrary_values::Make;
                match id {
                    $( CommandId::$CONST => Self::$Name(super::$Name::make(maker)), )*
                    _ => maker.input().arbitrary().map_or_else(|_| Self::EnquireLink(Default::default()), Self::Unknown),
                }
            }
        }
    };
}
pub(crate) use make_any;

/// Each PDU of the version is about as likely as any other, and so is one that no version has.
impl<'a> Make<'a> for Pdu<'a> {
    fn is_in(_: Version) -> bool {
        true
    }

    fn make(maker: &mut Maker<'_, 'a>) -> Self {
        let version = maker.version();
        let had = || PDUS.iter().filter(|def| def.in_version(version));
        let at = maker.below(had().count().saturating_add(1));
        // Not in the list: one that no version has.
        let id = had().nth(at).map_or(CommandId(u32::MAX), |def| def.command_id);
        Self::make_as(id, maker)
    }
}

/// Stays within the bounds of the version that the first octet chooses; see
/// [`arbitrary_values`](crate::arbitrary_values).
impl<'a> Arbitrary<'a> for Pdu<'a> {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Valid::arbitrary(u).map(|valid| valid.pdu)
    }
}
