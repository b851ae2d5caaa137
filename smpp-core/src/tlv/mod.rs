//! TLVs, the optional parameters (v3.4 section 3.2.4): tag, length, value.
//!
//! A value is always read from exactly as many octets as the length field says. If a value has a length that its type
//! does not allow, only its typed getter fails; the PDU still decodes. Order, duplicates, unknown tags, vendor tags and
//! octets that are not TLVs are preserved.

mod broadcast;
mod declare;
mod delivery;
mod message;
mod network;
mod phone;
mod registry;
mod sequence;
mod session;
mod value;

pub use crate::wire::Iter;
pub use registry::{TLVS, TlvValue};
pub use sequence::Tlvs;
pub use value::{
    BroadcastAreaIdentifier, BroadcastContentType, BroadcastFrequencyInterval, CallbackNum, MsValidity,
    Subaddress, TlvText,
};

pub use crate::codes::tag::Tag;
use crate::codes::{CommandId, Version};
use crate::count::sum;
use crate::pdu::is_absolute_time;
use crate::wire::{
    Element, Fault, Hex, Parsed, Put, be_u16, c_octet_string, octets, put_array, put_octets, put_u8,
};
use core::fmt;

crate::codes::from_str!(Tag, |name| TLVS.iter().find(|def| def.name == name).map(|def| def.tag));
// For `defmt` the number alone, since names would link the table of all TLVs.
crate::codes::formats!(Tag: display "{:#06x}", debug, defmt "{=u16:#06x}");

/// The declaration of a TLV: an entry of [`TLVS`].
///
/// ```
/// use smpp_core::{Tag, Version};
/// let def = Tag::SAR_MSG_REF_NUM.def().unwrap();
/// assert_eq!((def.name, def.min, def.since), ("sar_msg_ref_num", 2, Version::V34));
/// ```
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct TlvDef {
    /// The tag.
    pub tag: Tag,
    /// The standard's name for the TLV.
    pub name: &'static str,
    /// The maximum length of the value in 3.4 and in 5.0, in octets.
    max: [u16; 2],
    /// The minimum length of the value, in octets.
    pub min: u16,
    /// The first version that has the TLV.
    pub since: Version,
    /// The PDUs that may carry it in 3.4 and in 5.0.
    optional: [&'static [CommandId]; 2],
    /// The PDUs that must carry it in 5.0. 3.4 requires none.
    required: &'static [CommandId],
    /// Whether it may appear more than once.
    pub(crate) may_repeat: bool,
}

impl TlvDef {
    /// Whether the value has a length that this TLV allows.
    pub(crate) fn fits(&self, tlv: &Tlv<'_>, version: Version) -> bool {
        let bounds = usize::from(self.min)..=usize::from(self.max_in(version));
        bounds.contains(&tlv.value_len()) && !matches!(tlv.value(), TlvValue::Unknown(_))
    }

    /// The maximum length of the value in a version, in octets; 0 for 3.3, which has no TLVs.
    ///
    /// ```
    /// use smpp_core::{Tag, Version};
    /// let def = Tag::MESSAGE_PAYLOAD.def().unwrap();
    /// assert_eq!((def.max_in(Version::V33), def.max_in(Version::V34)), (0, 65_535));
    /// ```
    pub const fn max_in(&self, version: Version) -> u16 {
        let [v34, v50] = self.max;
        version.pick([0, v34, v50])
    }

    /// Whether a PDU may carry it in the version or in 5.0. Where 5.0 added PDUs, it is accepted in 3.4 too.
    /// 3.3 is treated as 3.4.
    pub(crate) fn passes(&self, command_id: CommandId, version: Version) -> bool {
        self.allowed(command_id, version.max(Version::V34)) || self.allowed(command_id, Version::V50)
    }

    /// The PDUs that may carry the TLV in a version but [need not](Self::required_in).
    ///
    /// ```
    /// use smpp_core::{CommandId, Tag, Version};
    /// let def = Tag::SC_INTERFACE_VERSION.def().unwrap();
    /// assert!(def.optional_in(Version::V34).contains(&CommandId::BIND_TRANSCEIVER_RESP));
    /// ```
    pub const fn optional_in(&self, version: Version) -> &'static [CommandId] {
        let [v34, v50] = self.optional;
        version.pick([&[], v34, v50])
    }

    /// The PDUs that must carry the TLV in a version.
    ///
    /// ```
    /// use smpp_core::{CommandId, Tag, Version};
    /// let def = Tag::BROADCAST_AREA_IDENTIFIER.def().unwrap();
    /// assert!(def.required_in(Version::V50).contains(&CommandId::BROADCAST_SM));
    /// ```
    pub const fn required_in(&self, version: Version) -> &'static [CommandId] {
        version.pick([&[], &[], self.required])
    }

    /// Whether a PDU may carry the TLV in a version. Always `false` for 3.3, which has no TLVs.
    ///
    /// ```
    /// use smpp_core::{CommandId, Tag, Version};
    /// let def = Tag::RECEIPTED_MESSAGE_ID.def().unwrap();
    /// assert!(def.allowed(CommandId::DELIVER_SM, Version::V34));
    /// assert!(!def.allowed(CommandId::SUBMIT_SM, Version::V34));
    /// ```
    pub fn allowed(&self, command_id: CommandId, version: Version) -> bool {
        self.optional_in(version).contains(&command_id) || self.required_in(version).contains(&command_id)
    }
}

/// A TLV: a tag and the octets of its value. Each TLV of the standard has a typed constructor with its name,
/// such as [`Tlv::sar_segment_seqnum`]. For any other TLV, use [`Tlv::raw`].
///
/// ```
/// use smpp_core::tlv::{Tag, Tlv, TlvValue};
/// let part = Tlv::sar_segment_seqnum(2);
/// assert_eq!((part.tag(), part.octets()), (Tag::SAR_SEGMENT_SEQNUM, &[2][..]));
/// assert_eq!(part.value(), TlvValue::SarSegmentSeqnum(2));
/// let vendor = Tlv::raw(Tag(0x1401), b"any octets");
/// assert_eq!(vendor.value(), TlvValue::Unknown(vendor));
/// ```
#[derive(Clone, Copy)]
pub struct Tlv<'a> {
    slice: &'a [u8],
    tag: Tag,
    form: Form,
    /// The octets of [`Form::Small`]. For [`Form::Text`], the first two hold the bound.
    small: [u8; 4],
}

/// Where the octets of the value are stored. Small integers are stored inline, so that typed constructors need
/// no buffer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Slice,
    /// The slice, followed on the wire by a NUL that is not in the slice.
    Text,
    Small(u8),
}

impl<'a> Tlv<'a> {
    /// Creates a TLV from raw octets. Encoding rejects more than 65,535 octets.
    ///
    /// ```
    /// use smpp_core::{Tag, Tlv};
    /// let tlv = Tlv::raw(Tag(0x1401), &[1, 2]);
    /// assert_eq!((tlv.tag(), tlv.octets()), (Tag(0x1401), &[1, 2][..]));
    /// ```
    pub const fn raw(tag: Tag, value: &'a [u8]) -> Self {
        Self { slice: value, tag, form: Form::Slice, small: [0; 4] }
    }

    /// A text. Its maximum length on the wire is stored with it, so that encoding need not link the table of all TLVs,
    /// which takes 6 KB.
    pub(crate) const fn text(tag: Tag, text: &'a [u8], max: u16) -> Self {
        let [high, low] = max.to_be_bytes();
        Self { slice: text, tag, form: Form::Text, small: [high, low, 0, 0] }
    }

    /// At most four octets.
    pub(crate) fn small<const N: usize>(tag: Tag, octets: [u8; N]) -> Self {
        let mut small = [0; 4];
        for (to, octet) in small.iter_mut().zip(octets) {
            *to = octet;
        }
        Self { slice: &[], tag, form: Form::Small(u8::try_from(N).unwrap_or(4)), small }
    }

    /// The tag.
    ///
    /// ```
    /// use smpp_core::{Tag, Tlv};
    /// assert_eq!(Tlv::sar_total_segments(3).tag(), Tag::SAR_TOTAL_SEGMENTS);
    /// ```
    pub const fn tag(&self) -> Tag {
        self.tag
    }

    /// The octets of the value, without the NUL that a typed text constructor adds on the wire.
    ///
    /// ```
    /// use smpp_core::Tlv;
    /// assert_eq!(Tlv::sar_msg_ref_num(0x1234).octets(), [0x12, 0x34]);
    /// ```
    pub fn octets(&self) -> &[u8] {
        match self.form {
            Form::Slice | Form::Text => self.slice,
            Form::Small(count) => self.small.get(..usize::from(count)).unwrap_or(&[]),
        }
    }

    /// The octets of the value with their own lifetime; empty for an integer stored inline.
    pub(crate) const fn slice(&self) -> &'a [u8] {
        self.slice
    }

    /// Length of the value on the wire in octets, as in the length field.
    ///
    /// ```
    /// use smpp_core::Tlv;
    /// // A C-Octet String: the NUL counts.
    /// let tlv = Tlv::receipted_message_id("17".into());
    /// assert_eq!((tlv.octets(), tlv.value_len()), (&b"17"[..], 3));
    /// ```
    pub fn value_len(&self) -> usize {
        sum(self.octets().len(), usize::from(self.form == Form::Text))
    }

    /// Length on the wire in octets, including tag and length field.
    ///
    /// ```
    /// use smpp_core::Tlv;
    /// assert_eq!(Tlv::sar_msg_ref_num(7).encoded_len(), 6);
    /// ```
    pub fn encoded_len(&self) -> usize {
        sum(self.value_len(), 4)
    }

    /// Why [`Checked`](crate::pdu::Checked) rejects it in a version.
    pub(crate) fn fault(&self, version: Version) -> Option<Fault> {
        let faults = [Fault::TlvLength, Fault::EmbeddedNul, Fault::Reserved, Fault::NoTime];
        faults.into_iter().find(|fault| self.has_fault(version, *fault))
    }

    /// Whether the value has a fault in a version. Tags that no version lists have none.
    pub(crate) fn has_fault(&self, version: Version, fault: Fault) -> bool {
        let text = self.value().text().map(|text| text.as_bytes());
        match fault {
            // 5.0 extended some TLVs. TLVs that 3.4 does not have are checked against 5.0.
            Fault::TlvLength => self.tag.def().is_some_and(|def| !def.fits(self, version.max(def.since))),
            Fault::EmbeddedNul => text.is_some_and(|text| text.contains(&0)),
            Fault::Reserved => self.value().is_reserved(version),
            Fault::NoTime => {
                self.tag == Tag::BROADCAST_END_TIME && text.is_some_and(|text| !is_absolute_time(text))
            }
            _ => false,
        }
    }

    /// Why encoding rejects a text from a typed constructor.
    pub(crate) fn text_fault(&self) -> Option<Fault> {
        let [high, low, ..] = self.small;
        if self.form != Form::Text {
            None
        } else if self.value_len() > usize::from(u16::from_be_bytes([high, low])) {
            Some(Fault::TlvLength)
        } else {
            c_octet_string(self.slice).is_ok().then_some(Fault::EmbeddedNul)
        }
    }

    /// The value if it has exactly `N` octets.
    fn array<const N: usize>(&self) -> Option<[u8; N]> {
        match self.form {
            Form::Text => None,
            Form::Slice | Form::Small(_) => self.octets().try_into().ok(),
        }
    }

    pub(crate) fn encode(&self, out: &mut [u8], at: usize) -> Put {
        let length = u16::try_from(self.value_len()).map_err(|_| Fault::TooMany)?;
        let at = put_array(out, at, self.tag.0.to_be_bytes())?;
        let at = put_array(out, at, length.to_be_bytes())?;
        let at = put_octets(out, at, self.octets())?;
        if self.form == Form::Text { put_u8(out, at, 0) } else { Ok(at) }
    }
}

impl<'a> Element<'a> for Tlv<'a> {
    fn parse(input: &'a [u8]) -> Parsed<'a, Self> {
        let (rest, tag) = be_u16(input)?;
        let (rest, length) = be_u16(rest)?;
        let (rest, value) = octets(usize::from(length), rest)?;
        Ok((rest, Self::raw(Tag(tag), value)))
    }

    fn wire_len(&self) -> usize {
        self.encoded_len()
    }
}

impl TlvValue<'_> {
    /// Whether a version reserves the value.
    pub(crate) fn is_reserved(self, version: Version) -> bool {
        match self {
            // Numbers and octets have no type that could check this.
            Self::NumberOfMessages(count) => count > 99,
            Self::BroadcastAreaSuccess(percent) => percent > 100 && percent < 255,
            Self::BillingIdentification([format, ..]) => *format < 0x80,
            Self::SourceNodeId(digits) | Self::DestNodeId(digits) | Self::DestAddrNpInformation(digits) => {
                !digits.iter().all(u8::is_ascii_digit)
            }
            value => value.is_reserved_by_type(version),
        }
    }
}

/// Equal if the octets on the wire are the same.
impl PartialEq for Tlv<'_> {
    fn eq(&self, other: &Self) -> bool {
        let nul = |tlv: &Self| if tlv.form == Form::Text { &b"\0"[..] } else { &[] };
        let on_wire = self.octets().iter().chain(nul(self));
        self.tag == other.tag && on_wire.eq(other.octets().iter().chain(nul(other)))
    }
}

impl Eq for Tlv<'_> {}

/// Shows the name or number of the tag, and the typed value.
impl fmt::Debug for Tlv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value() {
            TlvValue::Unknown(_) => write!(f, "{}({})", self.tag, Hex(self.octets())),
            value => fmt::Debug::fmt(&value, f),
        }
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Tlv<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{}={=[u8]:02x}", self.tag, self.octets());
    }
}
