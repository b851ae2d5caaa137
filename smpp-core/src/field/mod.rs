//! The declarations of mandatory fields: what a field is, how it is encoded, and which bounds it has.

mod kind;

pub use kind::FieldKind;
pub(crate) use kind::{field_doc, field_kind, section_doc, unit_doc};

use crate::codes::{CommandId, CommandStatus, Version};

/// The declaration of a mandatory field of a PDU: an entry of [`PduDef::fields`](crate::pdu::PduDef::fields).
#[derive(Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct FieldDef {
    /// The standard's name for the field.
    pub name: &'static str,
    /// The kind of field.
    pub kind: FieldKind,
    pub(crate) rule: FieldRule,
}

impl FieldDef {
    /// The PDU that has the field.
    pub const fn command_id(&self) -> CommandId {
        self.rule.command_id()
    }

    /// How the field is encoded.
    pub const fn format(&self) -> FieldFormat {
        self.rule.format
    }

    /// The status for an invalid value. If the PDU is a request, a strict receiver answers with it.
    pub const fn status(&self) -> CommandStatus {
        self.rule.status()
    }

    /// The bound in one version. For a C-Octet String: octets including the NUL. For an octet string: octets. For
    /// a list: entries. For an integer: the largest value.
    pub const fn max_in(&self, version: Version) -> u16 {
        self.rule.max_in(version)
    }

    /// The standard's name for the length or count before the field, such as `sm_length`, if there is one.
    pub const fn length_name(&self) -> Option<&'static str> {
        self.rule.format.length_name()
    }
}

/// What the codec needs to know about a field. The names are kept elsewhere, so that only a program that asks for
/// them links them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct FieldRule {
    /// The bounds in 3.3, 3.4 and 5.0.
    max: [u16; 3],
    /// The `command_id`, with bit 31 as bit 15.
    command: u16,
    /// The position among the fields of the PDU.
    pub(crate) index: u8,
    pub(crate) format: FieldFormat,
    status: u16,
}

impl FieldRule {
    /// `max` as written in declarations: one bound for all versions, or one each for 3.3, 3.4 and 5.0.
    #[expect(clippy::cast_possible_truncation, reason = "checked by the assertion")]
    pub(crate) const fn new(
        command_id: CommandId,
        index: usize,
        format: FieldFormat,
        max: &[u16],
        status: CommandStatus,
    ) -> Self {
        let max = match max {
            [v33, v34, v50] => [*v33, *v34, *v50],
            [all, ..] => [*all, *all, *all],
            [] => [u16::MAX; 3],
        };
        let command = (command_id.0 >> 16 | command_id.0) as u16;
        let rule = Self { max, command, index: index as u8, format, status: status.0 as u16 };
        assert!(
            rule.command_id().0 == command_id.0 && rule.status().0 == status.0,
            "a number needs more bits"
        );
        rule
    }

    pub(crate) const fn command_id(&self) -> CommandId {
        let command = self.command as u32;
        CommandId((command & 0x8000) << 16 | command & 0x7FFF)
    }

    pub(crate) const fn status(&self) -> CommandStatus {
        CommandStatus(self.status as u32)
    }

    pub(crate) const fn max_in(&self, version: Version) -> u16 {
        version.pick(self.max)
    }

    /// The whole declaration. Links the table of all PDUs.
    #[cold]
    pub(crate) fn def(&self) -> Option<&'static FieldDef> {
        self.command_id().def()?.fields.get(usize::from(self.index))
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
    /// A C-Octet String that `Debug`, `defmt` and dumps show as `***`.
    Password,
    /// An octet string after a length of one octet.
    OctetString,
    /// `dest_address` entries after a count of one octet.
    DestAddresses,
    /// `unsuccess_sme` entries after a count of one octet.
    UnsuccessSmes,
    /// `message_id` C-Octet Strings after a count of one octet (3.3).
    MessageIds,
}

impl FieldFormat {
    /// The standard's name for the length or count before the field, if there is one.
    pub const fn length_name(self) -> Option<&'static str> {
        match self {
            Self::OctetString => Some("sm_length"),
            Self::DestAddresses => Some("number_of_dests"),
            Self::UnsuccessSmes => Some("no_unsuccess"),
            Self::MessageIds => Some("num_msgs"),
            Self::Integer | Self::COctetString | Self::Password => None,
        }
    }
}
