//! Messages to send: texts of up to 255 segments, or octets.

use crate::outcome::NeverSent;
use crate::pdu::OwnedPdu;
use smpp_core::codes::{
    DataCoding, EsmClass, Npi, PriorityFlag, ProtocolId, RegisteredDelivery, ReplaceIfPresentFlag,
    SmscReceipt, Ton,
};
use smpp_core::message::receipt::{NewReceipt, ReceiptFormat, ReceiptWriteError};
use smpp_core::message::segment::{Mode, SegmentTlvs, Segmenter};
use smpp_core::pdu::{self, DeliverSm, SubmitSm};
use smpp_core::{Rules, Tag, Tlv, Version};
use std::fmt;

/// An address: a number, a short code or a name.
///
/// A string converts into an address, with the type of number and numbering plan that a [`pdu::Address`] has.
///
/// ```
/// use smpp_core::codes::{Npi, Ton};
/// use tokio_smpp::Address;
///
/// assert_eq!(Address::from("+46700000001"), Address::new(Ton::INTERNATIONAL, Npi::ISDN, "46700000001"));
/// assert_eq!(Address::from("Shop").ton, Ton::ALPHANUMERIC);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Address {
    /// The type of number.
    pub ton: Ton,
    /// The numbering plan.
    pub npi: Npi,
    /// The digits or the name.
    pub addr: String,
}

impl Address {
    /// An address with an explicit type of number and numbering plan.
    pub fn new(ton: Ton, npi: Npi, addr: impl Into<String>) -> Self {
        Self { ton, npi, addr: addr.into() }
    }

    fn borrowed(&self) -> pdu::Address<'_> {
        pdu::Address { ton: self.ton, npi: self.npi, addr: self.addr.as_str().into() }
    }
}

impl From<&str> for Address {
    fn from(addr: &str) -> Self {
        Self::from(pdu::Address::from(addr))
    }
}

impl From<pdu::Address<'_>> for Address {
    fn from(address: pdu::Address<'_>) -> Self {
        Self::new(address.ton, address.npi, String::from_utf8_lossy(address.addr.as_bytes()))
    }
}

impl From<String> for Address {
    fn from(addr: String) -> Self {
        Self::from(addr.as_str())
    }
}

/// What a message contains.
#[derive(Clone, PartialEq, Eq)]
pub enum Content {
    /// A text. It is sent in the cheapest alphabet, in as many segments as it needs.
    Text(String),
    /// Octets, sent as they are. With a user data header, set [`EsmClass::UDHI`](EsmClass) in
    /// [`Message::esm_class`].
    Octets {
        /// How to read the octets.
        data_coding: DataCoding,
        /// The short_message.
        octets: Vec<u8>,
    },
}

/// Shows the length only, so that no text appears in logs.
impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => write!(f, "Text({} octets)", text.len()),
            Self::Octets { octets, .. } => write!(f, "Octets({})", octets.len()),
        }
    }
}

/// A message to send. Start from [`Message::text`] or [`Message::octets`].
///
/// ```
/// use tokio_smpp::Message;
///
/// let message = Message { key: 4711, ..Message::text("Shop", "+46700000001", "Hello").with_receipt() };
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Your own number for the message. Receipts for it carry this number. It need not be unique.
    pub key: u64,
    /// The sender.
    pub source: Address,
    /// The recipient.
    pub destination: Address,
    /// Text or octets.
    pub content: Content,
    /// The SMS service; usually empty.
    pub service_type: String,
    /// Mode and type of the message.
    pub esm_class: EsmClass,
    /// Protocol identifier.
    pub protocol_id: ProtocolId,
    /// Priority.
    pub priority_flag: PriorityFlag,
    /// When to deliver; empty for immediately.
    pub schedule_delivery_time: String,
    /// When to give up; empty for the message centre's default.
    pub validity_period: String,
    /// Which receipts to send.
    pub registered_delivery: RegisteredDelivery,
    /// Whether it replaces a message with the same addresses and service type.
    pub replace_if_present_flag: ReplaceIfPresentFlag,
    /// Further TLVs, sent with every segment.
    pub tlvs: Vec<(Tag, Vec<u8>)>,
}

/// The PDU that carries a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    SubmitSm,
    DeliverSm,
}

/// Encodes the segments of a message into `SubmitSm` or `DeliverSm`, which have the same fields.
macro_rules! encode_segments {
    ($Pdu:ident, $message:expr, $segmenter:expr) => {{
        let message: &Message = $message;
        let base = $Pdu {
            service_type: message.service_type.as_str().into(),
            esm_class: message.esm_class,
            protocol_id: message.protocol_id,
            priority_flag: message.priority_flag,
            schedule_delivery_time: message.schedule_delivery_time.as_str().into(),
            validity_period: message.validity_period.as_str().into(),
            registered_delivery: message.registered_delivery,
            replace_if_present_flag: message.replace_if_present_flag,
            ..$Pdu::default()
        }
        .with_source(message.source.borrowed())
        .with_destination(message.destination.borrowed());
        let own: Vec<_> = message.tlvs.iter().map(|(tag, value)| Tlv::raw(*tag, value)).collect();
        let mut pdus = Vec::new();
        match &message.content {
            Content::Octets { data_coding, octets } => {
                let (data_coding, short_message) = (*data_coding, octets.as_slice());
                let pdu = $Pdu { data_coding, short_message, tlvs: own.as_slice().into(), ..base };
                pdus.push(encode(&pdu)?);
            }
            Content::Text(text) => {
                let plan = $segmenter.plan(text).map_err(NeverSent::Segments)?;
                let mut buffer = vec![0; longest_segment($segmenter)];
                let mut segments = plan.segments();
                while let Some(segment) = segments.next_into(&mut buffer).map_err(NeverSent::Segments)? {
                    let mut tlvs = SegmentTlvs::default();
                    let segment = $Pdu::from_segment(&segment, &mut tlvs);
                    let tlvs: Vec<_> = segment.tlvs.iter().chain(own.iter().copied()).collect();
                    let esm_class = EsmClass(segment.esm_class.0 | message.esm_class.0);
                    let $Pdu { data_coding, short_message, .. } = segment;
                    let tlvs = tlvs.as_slice().into();
                    pdus.push(encode(&$Pdu { esm_class, data_coding, short_message, tlvs, ..base })?);
                }
            }
        }
        Ok(pdus)
    }};
}

impl Message {
    /// A text of up to 255 segments.
    pub fn text(
        source: impl Into<Address>,
        destination: impl Into<Address>,
        text: impl Into<String>,
    ) -> Self {
        Self::new(source.into(), destination.into(), Content::Text(text.into()))
    }

    /// Octets for one short_message.
    pub fn octets(
        source: impl Into<Address>,
        destination: impl Into<Address>,
        data_coding: DataCoding,
        octets: impl Into<Vec<u8>>,
    ) -> Self {
        Self::new(source.into(), destination.into(), Content::Octets { data_coding, octets: octets.into() })
    }

    /// A delivery receipt, for a message centre to deliver. `source` is the recipient of the original message.
    ///
    /// ```
    /// use tokio_smpp::Message;
    /// use tokio_smpp::smpp_core::message::receipt::NewReceipt;
    /// use tokio_smpp::smpp_core::timestamp::DateTime;
    ///
    /// let noon = DateTime::new(2026, 11, 22, 12, 0, 0).ok_or("no such date")?;
    /// let receipt = NewReceipt { id: b"77", ..NewReceipt::delivered_at(noon) };
    /// let message = Message::receipt("+46700000001", "Shop", &receipt)?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// A field of the receipt cannot be written.
    pub fn receipt(
        source: impl Into<Address>,
        destination: impl Into<Address>,
        receipt: &NewReceipt<'_>,
    ) -> Result<Self, ReceiptWriteError> {
        let mut octets = vec![0; 254];
        let len = receipt.write(ReceiptFormat::APPENDIX_B, &mut octets)?;
        octets.truncate(len);
        let tlvs = receipt.tlvs(Version::V34).iter().map(|tlv| (tlv.tag(), tlv.octets().to_vec())).collect();
        let message = Self::octets(source, destination, DataCoding::DEFAULT, octets);
        Ok(Self { esm_class: EsmClass(0x04), tlvs, ..message })
    }

    /// Asks for a receipt when the message has been delivered or has failed.
    #[must_use]
    pub fn with_receipt(self) -> Self {
        let registered_delivery = self.registered_delivery.with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE);
        Self { registered_delivery, ..self }
    }

    fn new(source: Address, destination: Address, content: Content) -> Self {
        Self {
            key: 0,
            source,
            destination,
            content,
            service_type: String::new(),
            esm_class: EsmClass::default(),
            protocol_id: ProtocolId::default(),
            priority_flag: PriorityFlag::default(),
            schedule_delivery_time: String::new(),
            validity_period: String::new(),
            registered_delivery: RegisteredDelivery::default(),
            replace_if_present_flag: ReplaceIfPresentFlag::default(),
            tlvs: Vec::new(),
        }
    }

    /// Whether the message centre is to send a final receipt.
    pub(crate) fn wants_receipt(&self) -> bool {
        self.registered_delivery.smsc_receipt() == SmscReceipt::SUCCESS_OR_FAILURE
    }

    /// The PDUs of the message, one for each segment.
    pub(crate) fn encode(&self, kind: Kind, segmenter: &Segmenter) -> Result<Vec<OwnedPdu>, NeverSent> {
        match kind {
            Kind::SubmitSm => encode_segments!(SubmitSm, self, segmenter),
            Kind::DeliverSm => encode_segments!(DeliverSm, self, segmenter),
        }
    }
}

/// Encodes a PDU without the bounds of a version: the session checks them when it sends it.
fn encode<P: smpp_core::Encode>(pdu: &P) -> Result<OwnedPdu, NeverSent> {
    OwnedPdu::encode(pdu, Rules::AS_IS).map_err(|error| NeverSent::Session(error.into()))
}

fn longest_segment(segmenter: &Segmenter) -> usize {
    match segmenter.mode {
        Mode::Payload { max } | Mode::ShortMessage { max } => max.min(65_535),
        _ => smpp_core::message::segment::MAX_USER_DATA,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_becomes_segments_with_the_fields_of_the_message() {
        let text = "Precio: 5 €. ".repeat(20);
        let message = Message {
            tlvs: vec![(Tag(0x1400), b"x".to_vec())],
            ..Message::text("Shop", "46700000001", text)
        };
        for mode in [Mode::Udh8, Mode::Sar] {
            let segmenter = Segmenter { mode, reference: 7, ..Segmenter::DEFAULT };
            let pdus = message.encode(Kind::SubmitSm, &segmenter).unwrap();
            assert_eq!(pdus.len(), 2);
            for pdu in &pdus {
                let submit_sm: SubmitSm<'_> = pdu.decode().unwrap();
                assert_eq!(submit_sm.destination_addr, "46700000001");
                assert_eq!(submit_sm.source_addr_ton, Ton::ALPHANUMERIC);
                assert_eq!(submit_sm.esm_class.udhi(), mode == Mode::Udh8);
                assert_eq!(submit_sm.tlvs.iter().count(), if mode == Mode::Sar { 4 } else { 1 });
            }
        }
    }

    #[test]
    fn a_text_does_not_appear_in_debug_output() {
        let message = Message::text("1", "2", "secret text");
        let pdus = message.encode(Kind::DeliverSm, &Segmenter::DEFAULT).unwrap();
        assert!(!format!("{message:?} {pdus:?}").contains("secret"));
    }
}
