//! The rules that the encoder applies to a PDU.

use crate::codes::Version;

/// What encoding allows: the PDUs, field lengths and TLVs of a version, or anything that fits the wire format.
/// Encoding does not check the values of codes, integers and times; for that, use
/// [`Checked`](crate::pdu::Checked) or [`lint`](crate::lint).
///
/// ```
/// use smpp_core::{pdu::SubmitSm, tlv::Tlv, Encode, EncodeErrorKind, Rules};
/// let tlvs = [Tlv::user_message_reference(1)];
/// let pdu = SubmitSm { tlvs: (&tlvs).into(), ..SubmitSm::default() };
/// let mut out = [0; 64];
/// // A 3.3 peer gets no TLVs. Encoding fails, or leaves them out on request.
/// let error = pdu.encode(1, Rules::V33, &mut out).unwrap_err();
/// assert_eq!(error.kind(), EncodeErrorKind::TlvNotInVersion);
/// assert_eq!(error.to_string(), "TLV 0x0204 does not exist in this version");
/// assert_eq!(pdu.encode(1, Rules::V33.omitting(), &mut out).unwrap().omitted, 1);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Rules {
    version: Option<Version>,
    pub(crate) omit: bool,
}

impl Rules {
    /// The PDUs and field lengths of 3.3; no TLVs.
    pub const V33: Self = Self::of(Version::V33);
    /// The PDUs, field lengths and TLVs of 3.4. Vendor and unknown tags are allowed.
    pub const V34: Self = Self::of(Version::V34);
    /// The PDUs, field lengths and TLVs of 5.0. Vendor and unknown tags are allowed.
    pub const V50: Self = Self::of(Version::V50);
    /// Only the limits of the wire format. Use it to forward received PDUs unchanged.
    pub const AS_IS: Self = Self { version: None, omit: false };

    /// The rules of a version.
    pub const fn of(version: Version) -> Self {
        Self { version: Some(version), omit: false }
    }

    /// Leaves out TLVs that the version does not have, and counts them, instead of returning an error.
    pub const fn omitting(self) -> Self {
        Self { version: self.version, omit: true }
    }

    /// The version; `None` for [`Rules::AS_IS`].
    pub const fn version(self) -> Option<Version> {
        self.version
    }
}
