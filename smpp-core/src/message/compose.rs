//! Constructors for single messages.

use super::segment::{Plan, SegmentError, Segmenter};
use super::udh::{Ports, Width};
use crate::codes::{DataCoding, EsmClass, MessageClass};
use crate::pdu::{DeliverSm, SubmitSm};
use crate::tlv::Tlv;

/// At most one message.
const SINGLE: Segmenter = Segmenter { max_segments: 1, ..Segmenter::DEFAULT };

impl<'b> DeliverSm<'b> {
    /// Creates the receipt for a message, addressed to its sender. `text` is in ASCII or the default alphabet; for
    /// another, set `data_coding`. Sending it fails if the session's version does not have one of the TLVs, unless
    /// [`Config::omit_tlvs`](crate::session::Config::omit_tlvs) is set.
    ///
    /// ```
    /// use smpp_core::Version;
    /// use smpp_core::message::receipt::{NewReceipt, Receipt, ReceiptDialect, ReceiptFormat};
    /// use smpp_core::pdu::{DeliverSm, SubmitSm};
    /// use smpp_core::timestamp::DateTime;
    ///
    /// let submit_sm = SubmitSm::default().with_source("Shop").with_destination("46700000001");
    /// let noon = DateTime::new(2026, 11, 22, 12, 0, 0).unwrap();
    /// let receipt = NewReceipt { id: b"77", ..NewReceipt::delivered_at(noon) };
    /// let (mut text, tlvs) = ([0; 160], receipt.tlvs(Version::V34));
    /// let len = receipt.write(ReceiptFormat::APPENDIX_B, &mut text)?;
    /// let deliver_sm = DeliverSm::receipt_for(&submit_sm, &text[..len], &tlvs);
    /// assert_eq!(deliver_sm.destination_addr, "Shop");
    /// assert!(Receipt::from_deliver_sm(&deliver_sm, ReceiptDialect::DEFAULT, &mut []).is_trusted());
    /// # Ok::<(), smpp_core::message::receipt::ReceiptWriteError>(())
    /// ```
    pub fn receipt_for(submit_sm: &SubmitSm<'b>, text: &'b [u8], tlvs: &'b [Tlv<'b>]) -> Self {
        Self {
            esm_class: EsmClass(0x04),
            short_message: text,
            tlvs: tlvs.into(),
            ..Self::reply_to(submit_sm)
        }
    }

    /// Creates a message to the sender of `submit_sm`, with the two addresses swapped. A message centre addresses
    /// receipts in this way.
    ///
    /// ```
    /// use smpp_core::codes::EsmClass;
    /// use smpp_core::pdu::{DeliverSm, SubmitSm};
    ///
    /// let submit_sm = SubmitSm::default().with_source("Shop").with_destination("46700000001");
    /// let text = b"id:77 stat:DELIVRD";
    /// let receipt = DeliverSm { esm_class: EsmClass(0x04), short_message: text, ..DeliverSm::reply_to(&submit_sm) };
    /// assert_eq!((receipt.source(), receipt.destination()), ("46700000001".into(), "Shop".into()));
    /// ```
    pub fn reply_to(submit_sm: &SubmitSm<'b>) -> Self {
        Self::default().with_source(submit_sm.destination()).with_destination(submit_sm.source())
    }
}

/// Constructors for single messages. For longer ones, see [`message::segment`](crate::message::segment).
///
/// Each sets `esm_class`, `data_coding` and `short_message`. Set the addresses with [`with_source`](SubmitSm::with_source) and
/// [`with_destination`](SubmitSm::with_destination), and other fields with struct update syntax.
impl<'b> SubmitSm<'b> {
    /// Creates a message from a text that fits into a single message, in GSM 7-bit or UCS2. The text is written to
    /// `out`; [`MAX_USER_DATA`](crate::message::segment::MAX_USER_DATA) octets are always enough.
    ///
    /// ```
    /// use smpp_core::pdu::SubmitSm;
    /// let mut out = [0; 160];
    /// let submit_sm = SubmitSm::text("5 €", &mut out)?.with_destination("46700000001");
    /// assert_eq!((submit_sm.data_coding.0, submit_sm.short_message), (0, &b"5 \x1Be"[..]));
    /// # Ok::<(), smpp_core::message::segment::SegmentError>(())
    /// ```
    ///
    /// # Errors
    /// The text needs more than one message, or `out` is too small.
    pub fn text(text: &str, out: &'b mut [u8]) -> Result<Self, SegmentError> {
        single(&SINGLE.plan(text)?, out)
    }

    /// Creates a flash message: a text of class 0, which the phone displays immediately and does not store.
    ///
    /// ```
    /// use smpp_core::pdu::SubmitSm;
    /// let mut out = [0; 160];
    /// assert_eq!(SubmitSm::flash("Fire", &mut out)?.data_coding.0, 0xF0);
    /// assert_eq!(SubmitSm::flash("火", &mut out)?.data_coding.0, 0x18);
    /// # Ok::<(), smpp_core::message::segment::SegmentError>(())
    /// ```
    ///
    /// # Errors
    /// The text needs more than one message, or `out` is too small.
    pub fn flash(text: &str, out: &'b mut [u8]) -> Result<Self, SegmentError> {
        let segmenter = Segmenter { class: Some(MessageClass::FLASH.0), ..SINGLE };
        single(&segmenter.plan(text)?, out)
    }

    /// Creates a binary message of up to 140 octets, with `data_coding` 4.
    ///
    /// # Errors
    /// There are more than 140 octets.
    pub fn binary(octets: &'b [u8]) -> Result<Self, SegmentError> {
        let _ = SINGLE.plan_octets(octets)?;
        Ok(Self { data_coding: DataCoding::OCTET, short_message: octets, ..Self::default() })
    }

    /// Creates a message to an application port, such as 2948 for WAP push: a user data header with both ports,
    /// followed by up to 133 octets.
    ///
    /// ```
    /// use smpp_core::pdu::SubmitSm;
    /// let mut out = [0; 140];
    /// let submit_sm = SubmitSm::to_port(2948, 9200, b"\x01\x06", &mut out)?;
    /// assert_eq!(submit_sm.short_message, b"\x06\x05\x04\x0B\x84\x23\xF0\x01\x06");
    /// assert!(submit_sm.esm_class.udhi());
    /// # Ok::<(), smpp_core::message::segment::SegmentError>(())
    /// ```
    ///
    /// # Errors
    /// There are more than 133 octets, or `out` is too small.
    pub fn to_port(
        destination: u16,
        originator: u16,
        octets: &[u8],
        out: &'b mut [u8],
    ) -> Result<Self, SegmentError> {
        let ports = Ports { destination, originator, width: Width::Bits16 };
        let segmenter = Segmenter { ports: Some(ports), ..SINGLE };
        single(&segmenter.plan_octets(octets)?, out)
    }
}

/// The segment of a plan that has only one.
fn single<'b>(plan: &Plan<'_>, out: &'b mut [u8]) -> Result<SubmitSm<'b>, SegmentError> {
    let segment = plan.segments().next_into(out)?;
    Ok(segment.map_or_else(SubmitSm::default, |segment| SubmitSm {
        esm_class: EsmClass(0).with_udhi(segment.has_header()),
        data_coding: DataCoding(segment.data_coding()),
        short_message: segment.user_data,
        ..SubmitSm::default()
    }))
}
