//! PDUs that only 3.3 has. Their layout is known from a single public source.

use super::declare::*;

pdu! {
    /// Asks for a parameter of the message centre (v3.3 only; layout from a single public source).
    ///
    /// ```
    /// use smpp_core::pdu::ParamRetrieve;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let param_retrieve = ParamRetrieve { param_name: "window".into(), ..ParamRetrieve::default() };
    ///
    /// let mut out = [0; 32];
    /// let len = param_retrieve.encode(1, Rules::V33, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x17\0\0\0\"\0\0\0\0\0\0\0\x01window\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    ParamRetrieve param_retrieve PARAM_RETRIEVE = 0x00000022, request(ParamRetrieveResp), Esme, V33..=V33 {
        /// Name of the parameter.
        param_name: COctetString<'a>, [32], ESME_RINVPARAM;
    }
}

pdu! {
    /// Answers a [`ParamRetrieve`] (v3.3 only; layout from a single public source).
    ///
    /// ```
    /// use smpp_core::pdu::ParamRetrieveResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let param_retrieve_resp = ParamRetrieveResp {
    ///     param_value: "10".into(),
    ///     ..ParamRetrieveResp::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = param_retrieve_resp.encode(1, Rules::V33, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x13\x80\0\0\"\0\0\0\0\0\0\0\x0110\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    ParamRetrieveResp param_retrieve_resp PARAM_RETRIEVE_RESP = 0x80000022, response() or body_omitted, Smsc, V33..=V33 {
        /// Value of the parameter.
        param_value: COctetString<'a>, [101], ESME_RINVPARAM;
    }
}

pdu! {
    /// Asks for the latest messages of a sender (v3.3 only; layout from a single public source).
    ///
    /// ```
    /// use smpp_core::pdu::QueryLastMsgs;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let query_last_msgs = QueryLastMsgs {
    ///     source_addr: "2345".into(),
    ///     num_msgs: 2,
    ///     ..QueryLastMsgs::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = query_last_msgs.encode(1, Rules::V33, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x18\0\0\0#\0\0\0\0\0\0\0\x01\0\02345\0\x02");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    QueryLastMsgs query_last_msgs QUERY_LAST_MSGS = 0x00000023, request(QueryLastMsgsResp), Esme, V33..=V33 {
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender whose messages to list.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
        /// How many messages to list.
        num_msgs: u8, [100], ESME_RINVNUMMSGS;
    }
}

pdu! {
    /// Lists the latest messages of a sender (v3.3 only; layout from a single public source).
    ///
    /// ```
    /// use smpp_core::pdu::QueryLastMsgsResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let ids = ["7".into(), "8".into()];
    /// let query_last_msgs_resp = QueryLastMsgsResp {
    ///     message_id: (&ids).into(),
    ///     ..QueryLastMsgsResp::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = query_last_msgs_resp.encode(1, Rules::V33, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x15\x80\0\0#\0\0\0\0\0\0\0\x01\x027\08\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    QueryLastMsgsResp query_last_msgs_resp QUERY_LAST_MSGS_RESP = 0x80000023, response() or body_omitted, Smsc, V33..=V33 {
        /// The ids of the messages. `num_msgs` is computed from the list.
        message_id: Counted<'a, COctetString<'a>>, [100; entries], ESME_RINVNUMMSGS;
    }
}

pdu! {
    /// Asks for a message as it was submitted (v3.3 only; layout from a single public source).
    ///
    /// ```
    /// use smpp_core::pdu::QueryMsgDetails;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let query_msg_details = QueryMsgDetails {
    ///     message_id: "7".into(),
    ///     source_addr: "2345".into(),
    ///     sm_length: 160,
    ///     ..QueryMsgDetails::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = query_msg_details.encode(1, Rules::V33, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x1a\0\0\0$\0\0\0\0\0\0\0\x017\0\0\02345\0\xa0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    QueryMsgDetails query_msg_details QUERY_MSG_DETAILS = 0x00000024, request(QueryMsgDetailsResp), Esme, V33..=V33 {
        /// The message to return.
        message_id: COctetString<'a>, [9], ESME_RINVMSGID;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender, as given when the message was submitted.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
        /// How many octets of the message to return.
        sm_length: u8, [160], ESME_RINVMSGLEN;
    }
}

pdu! {
    /// Returns a message as it was submitted, and its state (v3.3 only; layout from a single public source).
    ///
    /// ```
    /// use smpp_core::codes::MessageState;
    /// use smpp_core::pdu::QueryMsgDetailsResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let query_msg_details_resp = QueryMsgDetailsResp {
    ///     source_addr: "2345".into(),
    ///     short_message: b"Hello",
    ///     message_id: "7".into(),
    ///     message_state: MessageState::DELIVERED,
    ///     ..QueryMsgDetailsResp::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = query_msg_details_resp.encode(1, Rules::V33, &mut out)?.len;
    /// assert_eq!(&out[..16], b"\0\0\0\x2a\x80\0\0$\0\0\0\0\0\0\0\x01");
    /// assert_eq!(&out[16..len], b"\0\0\0\x32345\0\0\0\0\0\0\0\0\x05Hello7\0\0\x02\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    QueryMsgDetailsResp query_msg_details_resp QUERY_MSG_DETAILS_RESP = 0x80000024, response() or body_omitted, Smsc, V33..=V33 {
        /// The SMS service, such as `CMT` or `USSD`. Empty: the message centre's default.
        service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
        /// The destinations: addresses and distribution lists. `number_of_dests` is computed from the list.
        dest_address: Counted<'a, DestAddress<'a>>, [254], ESME_RINVNUMDESTS;
        /// Protocol identifier; on GSM the TP-PID.
        protocol_id: ProtocolId, [255], ESME_RUNKNOWNERR;
        /// Priority; 0 is the lowest.
        priority_flag: PriorityFlag, [255], ESME_RINVPRTFLG;
        /// When to deliver: 16 characters, absolute or relative. Empty: immediately.
        schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
        /// When to give up: 16 characters, absolute or relative. Empty: the message centre's default.
        validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
        /// Which receipts and acknowledgements the sender wants.
        registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
        /// How to read `short_message`: alphabet, message class and so on.
        data_coding: DataCoding, [255], ESME_RINVDCS;
        /// The octets of the message. `sm_length` is computed from them. 3.3 has no TLV for longer messages.
        short_message: &'a [u8], [160], ESME_RINVMSGLEN;
        /// The id that the message centre gave the message.
        message_id: COctetString<'a>, [9], ESME_RINVMSGID;
        /// When the message reached its final state. Empty before that.
        final_date: COctetString<'a>, [17], ESME_RUNKNOWNERR;
        /// State of the message.
        message_state: MessageState, [255], ESME_RUNKNOWNERR;
        /// Error code of the network, 0 for none.
        error_code: u8, [255], ESME_RUNKNOWNERR;
    }
}
