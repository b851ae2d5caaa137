//! Cuts long messages into segments, and puts segments into PDUs (v3.4 sections 5.3.2.22 to 5.3.2.24).
//!
//! A [`Segmenter`] cuts a text, as [`smpp_gsm7::segment`] explains. Start from [`Segmenter::DEFAULT`] or from a
//! [profile](crate::profile::Profile::segmenter). This module puts each [`Segment`] into a PDU: in short_message,
//! in message_payload, or with SAR TLVs. See [`SubmitSm::from_segment`], [`DeliverSm::from_segment`] and
//! [`DataSm::from_segment`].
//!
//! ```
//! use smpp_core::message::segment::{MAX_USER_DATA, SegmentTlvs, Segmenter};
//! use smpp_core::pdu::SubmitSm;
//!
//! let text = "Precio: 5 €. ".repeat(13);
//! let plan = Segmenter { reference: 42, ..Segmenter::DEFAULT }.plan(&text)?;
//! assert_eq!((plan.total(), plan.units()), (2, 182));
//!
//! let mut buffer = [0; MAX_USER_DATA];
//! let mut segments = plan.segments();
//! while let Some(segment) = segments.next_into(&mut buffer)? {
//!     let mut tlvs = SegmentTlvs::default();
//!     let submit_sm = SubmitSm::from_segment(&segment, &mut tlvs).with_destination("46700000001");
//!     assert_eq!(submit_sm.esm_class.udhi(), true);
//!     assert_eq!(&submit_sm.short_message[..6], [5, 0, 3, 42, 2, segment.number]);
//! }
//! # Ok::<(), smpp_core::message::segment::SegmentError>(())
//! ```
//!
//! A segment that may have to be sent again, for example after ESME_RTHROTTLED, must own its octets: encode the PDU
//! when you cut the text, and decode it each time you send it. [A complete client](crate::link::drivers#a-complete-client)
//! does so.

#[doc(inline)]
pub use smpp_gsm7::segment::{
    Boundary, MAX_USER_DATA, Mode, Plan, Segment, SegmentError, SegmentErrorKind, Segmenter, Segments,
};

use crate::codes::{DataCoding, EsmClass};
use crate::pdu::{DataSm, DeliverSm, SubmitSm};
use crate::tlv::{Tlv, Tlvs};

/// Storage for the TLVs of one segment.
///
/// ```
/// use smpp_core::message::segment::{MAX_USER_DATA, Mode, SegmentTlvs, Segmenter};
/// use smpp_core::pdu::SubmitSm;
/// let text = "x".repeat(200);
/// let plan = Segmenter { mode: Mode::Sar, ..Segmenter::DEFAULT }.plan(&text)?;
/// let mut buffer = [0; MAX_USER_DATA];
/// let segment = plan.segments().next_into(&mut buffer)?.unwrap();
/// let mut tlvs = SegmentTlvs::default();
/// let submit_sm = SubmitSm::from_segment(&segment, &mut tlvs);
/// assert_eq!(submit_sm.tlvs.sar_total_segments(), Ok(Some(2)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SegmentTlvs<'s>([Tlv<'s>; 4]);

impl Default for SegmentTlvs<'_> {
    fn default() -> Self {
        Self([Tlv::sar_msg_ref_num(0); 4])
    }
}

impl<'s> SegmentTlvs<'s> {
    /// Stores the user data as message_payload if asked to, and the SAR TLVs if the segment needs them.
    fn fill(&mut self, segment: &Segment<'s>, payload: bool) -> Tlvs<'_> {
        self.0 = [
            Tlv::message_payload(segment.user_data),
            Tlv::sar_msg_ref_num(segment.reference),
            Tlv::sar_total_segments(segment.total),
            Tlv::sar_segment_seqnum(segment.number),
        ];
        let is_sar = segment.mode == Mode::Sar && segment.total > 1;
        let wanted = usize::from(!payload)..if is_sar { 4 } else { 1 };
        self.0.get(wanted).unwrap_or_default().into()
    }
}

macro_rules! from_segment {
    ($($(#[$doc:meta])* $pdu:ident $($short_message:ident)?;)*) => { $(
        impl<'p> $pdu<'p> {
            $(#[$doc])*
            pub fn from_segment<'s: 'p>(segment: &Segment<'s>, tlvs: &'p mut SegmentTlvs<'s>) -> Self {
                let esm_class = EsmClass(0).with_udhi(segment.has_header());
                let data_coding = DataCoding(segment.data_coding());
                $(if !matches!(segment.mode, Mode::Payload { .. }) {
                    let ($short_message, tlvs) = (segment.user_data, tlvs.fill(segment, false));
                    return Self { esm_class, data_coding, $short_message, tlvs, ..Self::default() };
                })?
                Self { esm_class, data_coding, tlvs: tlvs.fill(segment, true), ..Self::default() }
            }
        }
    )* };
}
from_segment! {
    /// A submit_sm with `esm_class`, `data_coding`, `short_message` and `tlvs` set. Fill in the other fields. See
    /// [`message::segment`](crate::message::segment).
    SubmitSm short_message;
    /// A deliver_sm with `esm_class`, `data_coding`, `short_message` and `tlvs` set. Fill in the other fields. See
    /// [`message::segment`](crate::message::segment).
    DeliverSm short_message;
    /// A data_sm with `esm_class`, `data_coding` and `tlvs` set. data_sm carries every text in message_payload. Fill in
    /// the other fields. See [`message::segment`](crate::message::segment).
    DataSm;
}

#[cfg(test)]
mod tests;
