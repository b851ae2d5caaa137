//! Delivering messages and receipts (v3.4 section 4.6, v5.0 section 4.3).

use super::declare::*;

pdu! {
    /// Delivers a message or a delivery receipt to the ESME (v3.4 section 4.6.1, v5.0 section 4.3.1).
    ///
    /// Use [`Receipt::from_deliver_sm`](crate::message::receipt::Receipt::from_deliver_sm) to tell a receipt
    /// from a message.
    ///
    /// ```
    /// use smpp_core::codes::{Npi, Ton};
    /// use smpp_core::pdu::DeliverSm;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let deliver_sm = DeliverSm {
    ///     source_addr_ton: Ton::INTERNATIONAL,
    ///     source_addr_npi: Npi::ISDN,
    ///     source_addr: "46701133111".into(),
    ///     destination_addr: "2345".into(),
    ///     short_message: b"Hello",
    ///     ..DeliverSm::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = deliver_sm.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..16], b"\0\0\0\x35\0\0\0\x05\0\0\0\0\0\0\0\x01");
    /// assert_eq!(&out[16..len], b"\0\x01\x0146701133111\0\0\02345\0\0\0\0\0\0\0\0\0\0\x05Hello");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    DeliverSm deliver_sm DELIVER_SM = 0x00000005, request(DeliverSmResp), Smsc, V33..=V50 {
        /// The SMS service, such as `CMT` or `USSD`. Usually empty.
        service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender. In a receipt: the recipient of the original message.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
        /// Type of number of `destination_addr`.
        dest_addr_ton: Ton, [255], ESME_RINVDSTTON;
        /// Numbering plan of `destination_addr`.
        dest_addr_npi: Npi, [255], ESME_RINVDSTNPI;
        /// Address of the recipient. In a receipt: the sender of the original message.
        destination_addr: COctetString<'a>, [21], ESME_RINVDSTADR;
        /// Message type, such as a delivery receipt, and whether the message starts with a user data header.
        esm_class: EsmClass, [255], ESME_RINVESMCLASS;
        /// Protocol identifier; on GSM the TP-PID.
        protocol_id: ProtocolId, [255], ESME_RUNKNOWNERR;
        /// Priority; 0 is the lowest.
        priority_flag: PriorityFlag, [1, 3, 4], ESME_RINVPRTFLG;
        /// Unused if the receiver is an ESME; leave it empty.
        schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
        /// Unused if the receiver is an ESME; leave it empty.
        validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
        /// Which acknowledgements the message centre wants from the recipient.
        registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
        /// Unused; 0.
        replace_if_present_flag: ReplaceIfPresentFlag, [1], ESME_RINVREPFLAG;
        /// How to read `short_message`: alphabet, message class and so on.
        data_coding: DataCoding, [255], ESME_RINVDCS;
        /// Unused; 0.
        sm_default_msg_id: u8, [254, 254, 255], ESME_RINVDFTMSGID;
        /// The octets of the message. `sm_length` is computed from them. Longer messages go into the
        /// `message_payload` TLV.
        ///
        /// `data_coding` names the alphabet. In GSM 7-bit, `text.as_bytes()` is wrong for `@`, `$`, `_`, `{` and
        /// others: write a text with a [`Segmenter`](crate::message::segment::Segmenter), and read it with
        /// [`DataCodings::chars`](crate::message::text::DataCodings::chars).
        short_message: &'a [u8], [140, 254, 255], ESME_RINVMSGLEN;
    }
}

pdu! {
    /// Accepts or refuses a [`DeliverSm`] (v3.4 section 4.6.2, v5.0 section 4.3.1).
    ///
    /// ```
    /// use smpp_core::pdu::DeliverSmResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let deliver_sm_resp = DeliverSmResp::default();
    ///
    /// let mut out = [0; 32];
    /// let len = deliver_sm_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x11\x80\0\0\x05\0\0\0\0\0\0\0\x01\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    DeliverSmResp deliver_sm_resp DELIVER_SM_RESP = 0x80000005, response() or body_omitted, Esme, V33..=V50 {
        /// Unused; leave it empty.
        message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
    }
}
