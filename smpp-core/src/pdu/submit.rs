//! Submitting messages (v3.4 sections 4.4 and 4.5, v5.0 section 4.2).

use super::declare::*;

pdu! {
    /// Submits a message to one destination (v3.4 section 4.4.1, v5.0 section 4.2.1).
    ///
    /// ```
    /// use smpp_core::codes::{Npi, Ton};
    /// use smpp_core::pdu::SubmitSm;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let submit_sm = SubmitSm {
    ///     source_addr: "2345".into(),
    ///     dest_addr_ton: Ton::INTERNATIONAL,
    ///     dest_addr_npi: Npi::ISDN,
    ///     destination_addr: "46701133111".into(),
    ///     short_message: b"Hello",
    ///     ..SubmitSm::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = submit_sm.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..16], b"\0\0\0\x35\0\0\0\x04\0\0\0\0\0\0\0\x01");
    /// assert_eq!(&out[16..len], b"\0\0\0\x32345\0\x01\x0146701133111\0\0\0\0\0\0\0\0\0\0\x05Hello");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    SubmitSm submit_sm SUBMIT_SM = 0x00000004, request(SubmitSmResp), Esme, V33..=V50 {
        /// The SMS service, such as `CMT` or `USSD`. Empty: the message centre's default.
        service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
        /// Type of number of `destination_addr`.
        dest_addr_ton: Ton, [255], ESME_RINVDSTTON;
        /// Numbering plan of `destination_addr`.
        dest_addr_npi: Npi, [255], ESME_RINVDSTNPI;
        /// Address of the recipient.
        destination_addr: COctetString<'a>, [21], ESME_RINVDSTADR;
        /// Messaging mode, message type, and whether the message starts with a user data header.
        esm_class: EsmClass, [255], ESME_RINVESMCLASS;
        /// Protocol identifier; on GSM the TP-PID.
        protocol_id: ProtocolId, [255], ESME_RUNKNOWNERR;
        /// Priority; 0 is the lowest.
        priority_flag: PriorityFlag, [1, 3, 4], ESME_RINVPRTFLG;
        /// When to deliver: 16 characters, absolute or relative. Empty: immediately.
        schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
        /// When to give up: 16 characters, absolute or relative. Empty: the message centre's default.
        validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
        /// Which receipts and acknowledgements the sender wants.
        registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
        /// Whether the message replaces one with the same addresses and `service_type`.
        replace_if_present_flag: ReplaceIfPresentFlag, [1], ESME_RINVREPFLAG;
        /// How to read `short_message`: alphabet, message class and so on.
        data_coding: DataCoding, [255], ESME_RINVDCS;
        /// Number of a message predefined at the message centre; 0 for none.
        sm_default_msg_id: u8, [254, 254, 255], ESME_RINVDFTMSGID;
        /// The octets of the message. `sm_length` is computed from them. Longer messages go into the
        /// `message_payload` TLV.
        ///
        /// `data_coding` names the alphabet. In GSM 7-bit, `text.as_bytes()` is wrong for `@`, `$`, `_`, `{` and
        /// others: use [`SubmitSm::text`](crate::pdu::SubmitSm::text), or a
        /// [`Segmenter`](crate::message::segment::Segmenter) for a text of any length.
        short_message: &'a [u8], [140, 254, 255], ESME_RINVMSGLEN;
    }
}

pdu! {
    /// Accepts or refuses a [`SubmitSm`] (v3.4 section 4.4.2, v5.0 section 4.2.1).
    ///
    /// ```
    /// use smpp_core::pdu::SubmitSmResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let submit_sm_resp = SubmitSmResp { message_id: "7".into(), ..SubmitSmResp::default() };
    ///
    /// let mut out = [0; 32];
    /// let len = submit_sm_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x12\x80\0\0\x04\0\0\0\0\0\0\0\x017\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    SubmitSmResp submit_sm_resp SUBMIT_SM_RESP = 0x80000004, response() or body_omitted, Smsc, V33..=V50 {
        /// The id that the message centre gave the message. Receipts and [`QuerySm`](crate::pdu::QuerySm) refer
        /// to the message by this id.
        message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
    }
}

pdu! {
    /// Submits one message to several destinations and distribution lists (v3.4 section 4.5.1, v5.0 section 4.2.3).
    ///
    /// ```
    /// use smpp_core::pdu::{DestAddress, SubmitMulti};
    /// use smpp_core::{Encode, Rules};
    ///
    /// let to = [DestAddress::sme("46701133111"), DestAddress::distribution_list("friends")];
    /// let submit_multi = SubmitMulti {
    ///     dest_address: (&to).into(),
    ///     short_message: b"Hello",
    ///     ..SubmitMulti::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = submit_multi.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..16], b"\0\0\0\x3c\0\0\0!\0\0\0\0\0\0\0\x01");
    /// assert_eq!(&out[16..len], b"\0\0\0\0\x02\x01\x01\x0146701133111\0\x02friends\0\0\0\0\0\0\0\0\0\0\x05Hello");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    SubmitMulti submit_multi SUBMIT_MULTI = 0x00000021, request(SubmitMultiResp), Esme, V33..=V50 {
        /// The SMS service, such as `CMT` or `USSD`. Empty: the message centre's default.
        service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
        /// The destinations: addresses and distribution lists. `number_of_dests` is computed from the list.
        dest_address: Counted<'a, DestAddress<'a>>, [254, 254, 255], ESME_RINVNUMDESTS;
        /// Messaging mode, message type, and whether the message starts with a user data header.
        esm_class: EsmClass, [255], ESME_RINVESMCLASS;
        /// Protocol identifier; on GSM the TP-PID.
        protocol_id: ProtocolId, [255], ESME_RUNKNOWNERR;
        /// Priority; 0 is the lowest.
        priority_flag: PriorityFlag, [1, 3, 4], ESME_RINVPRTFLG;
        /// When to deliver: 16 characters, absolute or relative. Empty: immediately.
        schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
        /// When to give up: 16 characters, absolute or relative. Empty: the message centre's default.
        validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
        /// Which receipts and acknowledgements the sender wants.
        registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
        /// Whether the message replaces one with the same addresses and `service_type`.
        replace_if_present_flag: ReplaceIfPresentFlag, [1], ESME_RINVREPFLAG;
        /// How to read `short_message`: alphabet, message class and so on.
        data_coding: DataCoding, [255], ESME_RINVDCS;
        /// Number of a message predefined at the message centre; 0 for none.
        sm_default_msg_id: u8, [254, 254, 255], ESME_RINVDFTMSGID;
        /// The octets of the message. `sm_length` is computed from them. Longer messages go into the
        /// `message_payload` TLV.
        ///
        /// `data_coding` names the alphabet. In GSM 7-bit, `text.as_bytes()` is wrong for `@`, `$`, `_`, `{` and
        /// others: write a text with a [`Segmenter`](crate::message::segment::Segmenter).
        short_message: &'a [u8], [140, 254, 255], ESME_RINVMSGLEN;
    }
}

pdu! {
    /// Accepts or refuses a [`SubmitMulti`], and lists the refused destinations (v3.4 section 4.5.2, v5.0
    /// section 4.2.3).
    ///
    /// ```
    /// use smpp_core::codes::{Npi, Ton};
    /// use smpp_core::pdu::{SubmitMultiResp, UnsuccessSme};
    /// use smpp_core::{CommandStatus, Encode, Rules};
    ///
    /// let refused = [UnsuccessSme {
    ///     dest_addr_ton: Ton::INTERNATIONAL,
    ///     dest_addr_npi: Npi::ISDN,
    ///     destination_addr: "46701133111".into(),
    ///     error_status_code: CommandStatus::ESME_RINVDSTADR,
    /// }];
    /// let submit_multi_resp = SubmitMultiResp {
    ///     message_id: "7".into(),
    ///     unsuccess_sme: (&refused).into(),
    ///     ..SubmitMultiResp::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = submit_multi_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..16], b"\0\0\0\x25\x80\0\0!\0\0\0\0\0\0\0\x01");
    /// assert_eq!(&out[16..len], b"7\0\x01\x01\x0146701133111\0\0\0\0\x0b");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    SubmitMultiResp submit_multi_resp SUBMIT_MULTI_RESP = 0x80000021, response() or body_omitted, Smsc, V33..=V50 {
        /// The id that the message centre gave the message. All destinations share it.
        message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
        /// The refused destinations, each with the reason. `no_unsuccess` is computed from the list.
        unsuccess_sme: Counted<'a, UnsuccessSme<'a>>, [254, 254, 255], ESME_RUNKNOWNERR;
    }
}
