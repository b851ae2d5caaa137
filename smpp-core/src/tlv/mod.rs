//! TLVs, the optional parameters (v3.4 section 3.2.4): tag, length, value.
//!
//! *The length is law*: a value is read from exactly its octets. A typed getter fails alone, never the PDU, and
//! order, duplicates, unknown tags, vendor tags and octets that are no TLV are kept as they came.

mod broadcast;
mod declare;
mod delivery;
mod handset;
mod message;
mod network;
mod registry;
mod sequence;
mod session;
mod value;

pub use registry::{TLVS, TlvValue};
pub use sequence::{Tlvs, TlvsIter};
pub use value::{
    BroadcastAreaIdentifier, BroadcastContentType, BroadcastFrequencyInterval, CallbackNum, MsValidity,
    Subaddress, TlvText,
};

pub use crate::codes::tag::Tag;
use crate::codes::{CommandId, Version};
use crate::field::FieldDef;
use crate::pdu::is_absolute_time;
use crate::wire::{EncodeErrorKind, Writer};
use core::fmt;

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.def() {
            Some(def) => f.write_str(def.field.name),
            None => write!(f, "{:#06x}", self.0),
        }
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Tag {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u16:#06x}", self.0);
    }
}

/// What the standard says of one TLV: an entry of [`TLVS`].
#[derive(Debug)]
pub struct TlvDef {
    /// The tag.
    pub tag: Tag,
    /// Name, and the greatest length of the value for each version.
    pub field: FieldDef,
    /// The least length of the value, in octets.
    pub min: u16,
    /// The first version that has it.
    pub since: Version,
    in_v34: &'static [CommandId],
    in_v50: &'static [CommandId],
    required_v50: &'static [CommandId],
}

impl TlvDef {
    /// Whether the value of a TLV has a length that this one can have.
    pub(crate) fn fits(&self, tlv: &Tlv<'_>, version: Version) -> bool {
        let bounds = usize::from(self.min)..=usize::from(self.field.max_in(version));
        bounds.contains(&tlv.value_len()) && !matches!(tlv.value(), TlvValue::Unknown(_))
    }

    /// Whether a PDU may carry it in a version, or in 5.0: what that put in more PDUs does no harm at 3.4. 3.3 goes by 3.4.
    pub(crate) fn passes(&self, command_id: CommandId, version: Version) -> bool {
        self.allowed(command_id, version.max(Version::V34)) || self.allowed(command_id, Version::V50)
    }

    /// Whether it may be there more than once: the callback TLVs and those of broadcast areas.
    pub(crate) const fn may_repeat(&self) -> bool {
        matches!(
            self.tag,
            Tag::CALLBACK_NUM
                | Tag::CALLBACK_NUM_PRES_IND
                | Tag::CALLBACK_NUM_ATAG
                | Tag::BROADCAST_AREA_IDENTIFIER
                | Tag::BROADCAST_ERROR_STATUS
                | Tag::BROADCAST_AREA_SUCCESS
        )
    }

    /// The PDUs that may carry it in a version, besides those that [must](Self::required_in).
    pub const fn optional_in(&self, version: Version) -> &'static [CommandId] {
        match version {
            Version::V33 => &[],
            Version::V34 => self.in_v34,
            Version::V50 => self.in_v50,
        }
    }

    /// The PDUs that must carry it in a version.
    pub const fn required_in(&self, version: Version) -> &'static [CommandId] {
        match version {
            Version::V33 | Version::V34 => &[],
            Version::V50 => self.required_v50,
        }
    }

    /// Whether a PDU may carry it in a version. 3.3 has no TLVs.
    pub fn allowed(&self, command_id: CommandId, version: Version) -> bool {
        self.optional_in(version).contains(&command_id) || self.required_in(version).contains(&command_id)
    }
}

/// One TLV: a tag and the octets of its value. Typed constructors, one for each TLV of the standard, are named after
/// it; [`Tlv::raw`] makes any other.
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
    /// The octets of [`Form::Small`]; the bound of [`Form::Text`] in the first two.
    small: [u8; 4],
}

/// Where the octets of the value are. Small integers live inside, so that typed constructors need no buffer.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Slice,
    /// The slice and a NUL after it, which is not in the slice.
    Text,
    Small(u8),
}

impl<'a> Tlv<'a> {
    /// A TLV with these octets as its value. Above 65,535 octets it is refused when encoded.
    pub const fn raw(tag: Tag, value: &'a [u8]) -> Self {
        Self { slice: value, tag, form: Form::Slice, small: [0; 4] }
    }

    pub(crate) const fn text(tag: Tag, text: &'a [u8]) -> Self {
        // Any length, until `bounded` says how long it may be.
        Self { slice: text, tag, form: Form::Text, small: [0xFF; 4] }
    }

    pub(crate) const fn small(tag: Tag, count: u8, small: [u8; 4]) -> Self {
        Self { slice: &[], tag, form: Form::Small(count), small }
    }

    /// The tag.
    pub const fn tag(&self) -> Tag {
        self.tag
    }

    /// The octets of the value. The NUL that a typed text constructor adds on the wire is not among them.
    pub fn octets(&self) -> &[u8] {
        match self.form {
            Form::Slice | Form::Text => self.slice,
            Form::Small(count) => self.small.get(..usize::from(count)).unwrap_or(&[]),
        }
    }

    /// The octets of the value for as long as they live; none for one of the integers that live inside.
    pub(crate) const fn slice(&self) -> &'a [u8] {
        self.slice
    }

    /// The octets of the value on the wire, counted: what the length field says.
    pub fn value_len(&self) -> usize {
        self.octets().len().saturating_add(usize::from(self.form == Form::Text))
    }

    /// Octets on the wire, tag and length included.
    pub fn encoded_len(&self) -> usize {
        self.value_len().saturating_add(4)
    }

    /// What [`Checked`](crate::pdu::Checked) refuses in it for a version.
    pub(crate) fn fault(&self, version: Version) -> Option<EncodeErrorKind> {
        // What no version lists passes.
        let def = self.tag.def()?;
        let value = self.value();
        let text = value.text().map(|text| text.as_bytes());
        if !def.fits(self, version) {
            Some(EncodeErrorKind::TlvLength)
        } else if text.is_some_and(|text| text.contains(&0)) {
            Some(EncodeErrorKind::EmbeddedNul)
        } else if value.is_reserved(version) {
            Some(EncodeErrorKind::Reserved)
        } else if def.tag == Tag::BROADCAST_END_TIME && text.is_some_and(|text| !is_absolute_time(text)) {
            Some(EncodeErrorKind::NoTime)
        } else {
            None
        }
    }

    /// The same with the greatest length that a text of its tag may have on the wire. A typed constructor knows it, so that
    /// encoding need not look in the table of all TLVs, which is 6 KB.
    pub(crate) fn bounded(self, max: u16) -> Self {
        if self.form == Form::Text {
            let [high, low] = max.to_be_bytes();
            Self { small: [high, low, 0, 0], ..self }
        } else {
            self
        }
    }

    /// What encoding for a version refuses in a text that a typed constructor was given.
    pub(crate) fn text_fault(&self) -> Option<EncodeErrorKind> {
        let [high, low, ..] = self.small;
        if self.form != Form::Text {
            None
        } else if self.value_len() > usize::from(u16::from_be_bytes([high, low])) {
            Some(EncodeErrorKind::TlvLength)
        } else {
            self.slice.contains(&0).then_some(EncodeErrorKind::EmbeddedNul)
        }
    }

    /// The value when it has exactly `N` octets.
    fn array<const N: usize>(&self) -> Option<[u8; N]> {
        match self.form {
            Form::Text => None,
            Form::Slice | Form::Small(_) => self.octets().try_into().ok(),
        }
    }

    pub(crate) fn encode(&self, out: &mut Writer<'_>) -> Result<(), EncodeErrorKind> {
        out.put_u16(self.tag.0)?;
        out.put_u16(u16::try_from(self.value_len()).map_err(|_| EncodeErrorKind::TooMany)?)?;
        out.put(self.octets())?;
        if self.form == Form::Text { out.put_u8(0) } else { Ok(()) }
    }
}

impl TlvValue<'_> {
    /// Whether a version reserves the value.
    pub(crate) fn is_reserved(self, version: Version) -> bool {
        match self {
            // Numbers and octets have no type that could tell.
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

/// Equal when they are the same octets on the wire.
impl PartialEq for Tlv<'_> {
    fn eq(&self, other: &Self) -> bool {
        let end = |tlv: &Self| if tlv.form == Form::Text { Some(0) } else { None };
        self.tag == other.tag
            && self.value_len() == other.value_len()
            && self.octets().iter().copied().chain(end(self)).eq(other
                .octets()
                .iter()
                .copied()
                .chain(end(other)))
    }
}

impl Eq for Tlv<'_> {}

/// The name or number of the tag and the typed value.
impl fmt::Debug for Tlv<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.value() {
            TlvValue::Unknown(_) => {
                write!(f, "{}(", self.tag)?;
                for octet in self.octets() {
                    write!(f, "{octet:02x}")?;
                }
                f.write_str(")")
            }
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

#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for Tlv<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        let tag = match u.choose(TLVS) {
            Ok(def) if u.ratio(7, 8)? => def.tag,
            _ => u.arbitrary()?,
        };
        Ok(Self::raw(tag, u.arbitrary()?))
    }
}

/// The typed value of any TLV.
#[cfg(feature = "arbitrary")]
impl<'a> arbitrary::Arbitrary<'a> for TlvValue<'a> {
    fn arbitrary(u: &mut arbitrary::Unstructured<'a>) -> arbitrary::Result<Self> {
        Tlv::arbitrary(u).map(|tlv| tlv.value())
    }
}
