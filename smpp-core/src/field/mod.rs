//! Mandatory fields: their declarations and types, and the cursor that reads and writes them.

mod cursor;
mod kind;
mod types;

pub(crate) use cursor::{FieldReader, FieldWriter, ReadFailure, WriteFailure};
pub use kind::FieldKind;
pub(crate) use kind::{bound_doc, field_kind, unit_doc};
pub(crate) use types::Field;

use crate::codes::{CommandStatus, Version};

/// The declaration of a mandatory field of a PDU, or of a TLV's value: an entry of the static tables.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldDef {
    /// The standard's name of the PDU; `None` for the value of a TLV.
    pub pdu: Option<&'static str>,
    /// The standard's name of the field.
    pub name: &'static str,
    /// The kind of field.
    pub kind: FieldKind,
    /// How it is encoded.
    pub format: FieldFormat,
    /// The bounds in 3.3, 3.4 and 5.0. For a C-Octet String: octets including the NUL. For an octet string:
    /// octets. For a list: entries. For an integer: the largest value.
    pub max: [u16; 3],
    /// The status a strict receiver answers if the field is bad.
    pub status: CommandStatus,
}

impl FieldDef {
    /// The bound in one version; see [`FieldDef::max`].
    pub const fn max_in(&self, version: Version) -> u16 {
        let [v33, v34, v50] = self.max;
        match version {
            Version::V33 => v33,
            Version::V34 => v34,
            Version::V50 => v50,
        }
    }

    /// The standard's name of the length or count before the field, such as `sm_length`, if there is one.
    pub const fn length_name(&self) -> Option<&'static str> {
        self.format.length_name()
    }
}

/// Expands bounds as written in declarations: one for all versions, or one each for 3.3, 3.4 and 5.0.
pub(crate) const fn bounds(given: &[u16]) -> [u16; 3] {
    match given {
        [v33, v34, v50] => [*v33, *v34, *v50],
        [all, ..] => [*all, *all, *all],
        [] => [u16::MAX; 3],
    }
}

/// How a mandatory field is encoded (v3.4 section 3.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FieldFormat {
    /// An unsigned integer of one octet.
    Integer,
    /// A C-Octet String, which ends with a NUL.
    COctetString,
    /// A C-Octet String whose contents are never shown.
    Password,
    /// An octet string after a length of one octet.
    OctetString,
    /// `dest_address` entries after a count of one octet.
    DestAddresses,
    /// `unsuccess_sme` entries after a count of one octet.
    UnsuccessSmes,
    /// `message_id` C-Octet Strings after a count of one octet (3.3).
    MessageIds,
    /// The value of a TLV, with the length given by the TLV.
    TlvValue,
}

impl FieldFormat {
    /// The standard's name of the length or count before the field.
    pub const fn length_name(self) -> Option<&'static str> {
        match self {
            Self::OctetString => Some("sm_length"),
            Self::DestAddresses => Some("number_of_dests"),
            Self::UnsuccessSmes => Some("no_unsuccess"),
            Self::MessageIds => Some("num_msgs"),
            Self::Integer | Self::COctetString | Self::Password | Self::TlvValue => None,
        }
    }
}
