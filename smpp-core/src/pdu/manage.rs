//! Querying, cancelling and replacing messages (v3.4 sections 4.8 to 4.10, v5.0 section 4.5).

use super::declare::*;

pdu! {
    /// Asks for the state of a message (v3.4 section 4.8.1, v5.0 section 4.5.2).
    ///
    /// ```
    /// use smpp_core::pdu::QuerySm;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let query_sm = QuerySm { message_id: "7".into(), source_addr: "2345".into(), ..QuerySm::default() };
    ///
    /// let mut out = [0; 32];
    /// let len = query_sm.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x19\0\0\0\x03\0\0\0\0\0\0\0\x017\0\0\02345\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    QuerySm query_sm QUERY_SM = 0x00000003, request(QuerySmResp), Esme, V33..=V50 {
        /// The id that the message centre gave the message.
        message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender, as given when the message was submitted.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
    }
}

pdu! {
    /// Returns the state of a message (v3.4 section 4.8.2, v5.0 section 4.5.2).
    ///
    /// ```
    /// use smpp_core::codes::MessageState;
    /// use smpp_core::pdu::QuerySmResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let query_sm_resp = QuerySmResp {
    ///     message_id: "7".into(),
    ///     message_state: MessageState::ENROUTE,
    ///     ..QuerySmResp::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = query_sm_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x15\x80\0\0\x03\0\0\0\0\0\0\0\x017\0\0\x01\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    QuerySmResp query_sm_resp QUERY_SM_RESP = 0x80000003, response() or body_omitted, Smsc, V33..=V50 {
        /// The id that the message centre gave the message.
        message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
        /// When the message reached its final state. Empty before that.
        final_date: COctetString<'a>, [17], ESME_RUNKNOWNERR;
        /// State of the message.
        message_state: MessageState, [255], ESME_RUNKNOWNERR;
        /// Error code of the network, 0 for none.
        error_code: u8, [255], ESME_RUNKNOWNERR;
    }
}

pdu! {
    /// Cancels one message, or every undelivered message from one address to another (v3.4 section 4.9.1, v5.0
    /// section 4.5.1).
    ///
    /// ```
    /// use smpp_core::pdu::CancelSm;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let cancel_sm = CancelSm {
    ///     message_id: "7".into(),
    ///     source_addr: "2345".into(),
    ///     ..CancelSm::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = cancel_sm.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x1d\0\0\0\x08\0\0\0\0\0\0\0\x01\07\0\0\02345\0\0\0\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    CancelSm cancel_sm CANCEL_SM = 0x00000008, request(CancelSmResp), Esme, V33..=V50 {
        /// The service whose messages to cancel, if `message_id` is empty. Empty for any.
        service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
        /// The message to cancel. Empty to cancel by addresses.
        message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender, as given when the message was submitted.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
        /// Type of number of `destination_addr`.
        dest_addr_ton: Ton, [255], ESME_RINVDSTTON;
        /// Numbering plan of `destination_addr`.
        dest_addr_npi: Npi, [255], ESME_RINVDSTNPI;
        /// Address of the recipient, if `message_id` is empty.
        destination_addr: COctetString<'a>, [21], ESME_RINVDSTADR;
    }
}

pdu! {
    /// Confirms or refuses a [`CancelSm`] (v3.4 section 4.9.2, v5.0 section 4.5.1).
    ///
    /// ```
    /// use smpp_core::pdu::CancelSmResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let cancel_sm_resp = CancelSmResp::default();
    ///
    /// let mut out = [0; 32];
    /// let len = cancel_sm_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x10\x80\0\0\x08\0\0\0\0\0\0\0\x01");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    CancelSmResp cancel_sm_resp CANCEL_SM_RESP = 0x80000008, response(), Smsc, V33..=V50 {
    }
}

pdu! {
    /// Replaces a message that has not been delivered yet (v3.4 section 4.10.1, v5.0 section 4.5.3).
    ///
    /// ```
    /// use smpp_core::pdu::ReplaceSm;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let replace_sm = ReplaceSm {
    ///     message_id: "7".into(),
    ///     source_addr: "2345".into(),
    ///     short_message: b"Hello again",
    ///     ..ReplaceSm::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = replace_sm.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..16], b"\0\0\0\x29\0\0\0\x07\0\0\0\0\0\0\0\x01");
    /// assert_eq!(&out[16..len], b"7\0\0\02345\0\0\0\0\0\x0bHello again");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    ReplaceSm replace_sm REPLACE_SM = 0x00000007, request(ReplaceSmResp), Esme, V33..=V50 {
        /// The message to replace.
        message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender, as given when the message was submitted.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
        /// When to deliver: 16 characters, absolute or relative. Empty: as in the old message.
        schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
        /// When to give up: 16 characters, absolute or relative. Empty: as in the old message.
        validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
        /// Which receipts to send for the new message.
        registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
        /// Number of a message predefined at the message centre that becomes the new message; 0 for none.
        sm_default_msg_id: u8, [254, 254, 255], ESME_RINVDFTMSGID;
        /// The new octets of the message. `sm_length` is computed from them. The alphabet stays that of the old
        /// message. For GSM 7-bit, encode a text with [`Charset::encode`](crate::message::text::Charset::encode):
        /// `text.as_bytes()` is wrong for `@`, `$`, `_`, `{` and others.
        short_message: &'a [u8], [140, 254, 255], ESME_RINVMSGLEN;
    }
}

pdu! {
    /// Confirms or refuses a [`ReplaceSm`] (v3.4 section 4.10.2, v5.0 section 4.5.3).
    ///
    /// ```
    /// use smpp_core::pdu::ReplaceSmResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let replace_sm_resp = ReplaceSmResp::default();
    ///
    /// let mut out = [0; 32];
    /// let len = replace_sm_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x10\x80\0\0\x07\0\0\0\0\0\0\0\x01");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    ReplaceSmResp replace_sm_resp REPLACE_SM_RESP = 0x80000007, response(), Smsc, V33..=V50 {
    }
}
