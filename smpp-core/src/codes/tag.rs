//! The tag of a TLV as a number. Names and meanings are in [`tlv`](crate::tlv).

use super::newtype;

newtype! {
    /// The tag of a TLV. Can hold any value; the constants are the tags of 3.4 and 5.0.
    pub struct Tag(u16);
}

impl Tag {
    /// Whether the tag is in the range for vendors, 0x1400 to 0x3FFF.
    pub const fn is_vendor(self) -> bool {
        matches!(self.0, 0x1400..=0x3FFF)
    }
}
