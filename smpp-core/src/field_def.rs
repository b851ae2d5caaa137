//! What the static tables say of one field.

use crate::codes::{CommandStatus, Version};
use crate::wire::FieldKind;

/// What is known of a mandatory parameter or of the value of a TLV: an entry of the static tables.
#[derive(Debug, PartialEq, Eq)]
pub struct FieldDef {
    /// The standard's name of the PDU; `"tlv"` for the value of a TLV.
    pub pdu: &'static str,
    /// The standard's name of the field.
    pub name: &'static str,
    /// The standard's name of the length or count that precedes it, or `""`.
    pub length_name: &'static str,
    /// How it stands on the wire.
    pub kind: FieldKind,
    /// The bound in 3.3, 3.4 and 5.0: octets with the NUL for a C-Octet String, octets for an octet string, entries for
    /// a list, the largest value for an integer.
    pub max: [u16; 3],
    /// What a strict receiver answers when this field is bad.
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
}

/// Bounds as the lists write them: one for all versions, or one each for 3.3, 3.4 and 5.0.
pub(crate) const fn bounds(given: &[u16]) -> [u16; 3] {
    match given {
        [v33, v34, v50] => [*v33, *v34, *v50],
        [all, ..] => [*all, *all, *all],
        [] => [u16::MAX; 3],
    }
}
