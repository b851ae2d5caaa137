//! Broadcasting to an area (v5.0 sections 4.4 and 4.6).

use super::declare::*;

pdu! {
    /// Submits a message to everybody in an area (v5.0 section 4.4.1).
    ///
    /// The area, the type of content, the repetitions and the message (`message_payload`) are TLVs.
    ///
    /// ```
    /// use smpp_core::pdu::BroadcastSm;
    /// use smpp_core::{Encode, Rules, Tlv};
    ///
    /// let tlvs = [Tlv::message_payload(b"Hello")];
    /// let broadcast_sm = BroadcastSm {
    ///     source_addr: "2345".into(),
    ///     tlvs: (&tlvs).into(),
    ///     ..BroadcastSm::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = broadcast_sm.encode(1, Rules::V50, &mut out)?.len;
    /// assert_eq!(&out[..16], b"\0\0\0\x28\0\0\x01\x11\0\0\0\0\0\0\0\x01");
    /// assert_eq!(&out[16..len], b"\0\0\0\x32345\0\0\0\0\0\0\0\0\x04$\0\x05Hello");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    BroadcastSm broadcast_sm BROADCAST_SM = 0x00000111, request(BroadcastSmResp), Esme, V50..=V50 {
        /// The SMS service, such as `CMT` or `USSD`. Empty: the message centre's default.
        service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
        /// The id of an earlier broadcast that this one replaces. Empty for a new broadcast, and if the TLV
        /// `user_message_reference` names the earlier one.
        message_id: COctetString<'a>, [65], ESME_RINVMSGID;
        /// Priority; 0 is normal. The network defines what the other levels mean.
        priority_flag: PriorityFlag, [4], ESME_RINVPRTFLG;
        /// When to broadcast first: 16 characters, absolute or relative. Empty: immediately.
        schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
        /// When to stop: 16 characters, absolute or relative. Empty: the message centre's default, or never if the TLV
        /// `broadcast_rep_num` is 0.
        validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
        /// Whether the broadcast replaces an earlier one.
        replace_if_present_flag: ReplaceIfPresentFlag, [1], ESME_RINVREPFLAG;
        /// How to read `message_payload`: alphabet, message class and so on.
        data_coding: DataCoding, [255], ESME_RINVDCS;
        /// Number of a message predefined at the message centre; 0 for none.
        sm_default_msg_id: u8, [255], ESME_RINVDFTMSGID;
    }
}

pdu! {
    /// Accepts or refuses a [`BroadcastSm`] (v5.0 section 4.4.1).
    ///
    /// ```
    /// use smpp_core::pdu::BroadcastSmResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let broadcast_sm_resp = BroadcastSmResp { message_id: "7".into(), ..BroadcastSmResp::default() };
    ///
    /// let mut out = [0; 32];
    /// let len = broadcast_sm_resp.encode(1, Rules::V50, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x12\x80\0\x01\x11\0\0\0\0\0\0\0\x017\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    BroadcastSmResp broadcast_sm_resp BROADCAST_SM_RESP = 0x80000111, response() or body_omitted, Smsc, V50..=V50 {
        /// The id that the message centre gave the broadcast.
        message_id: COctetString<'a>, [65], ESME_RINVMSGID;
    }
}

pdu! {
    /// Asks for the state of a broadcast (v5.0 section 4.6.1).
    ///
    /// ```
    /// use smpp_core::pdu::QueryBroadcastSm;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let query_broadcast_sm = QueryBroadcastSm {
    ///     message_id: "7".into(),
    ///     source_addr: "2345".into(),
    ///     ..QueryBroadcastSm::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = query_broadcast_sm.encode(1, Rules::V50, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x19\0\0\x01\x12\0\0\0\0\0\0\0\x017\0\0\02345\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    QueryBroadcastSm query_broadcast_sm QUERY_BROADCAST_SM = 0x00000112, request(QueryBroadcastSmResp), Esme, V50..=V50 {
        /// The id that the message centre gave the broadcast. Empty if the TLV `user_message_reference` names it.
        message_id: COctetString<'a>, [65], ESME_RINVMSGID;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender, as given when the broadcast was submitted.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
    }
}

pdu! {
    /// Returns the state of a broadcast, in TLVs (v5.0 section 4.6.1).
    ///
    /// ```
    /// use smpp_core::pdu::QueryBroadcastSmResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let query_broadcast_sm_resp = QueryBroadcastSmResp {
    ///     message_id: "7".into(),
    ///     ..QueryBroadcastSmResp::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = query_broadcast_sm_resp.encode(1, Rules::V50, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x12\x80\0\x01\x12\0\0\0\0\0\0\0\x017\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    QueryBroadcastSmResp query_broadcast_sm_resp QUERY_BROADCAST_SM_RESP = 0x80000112, response() or body_omitted, Smsc, V50..=V50 {
        /// The id that the message centre gave the broadcast.
        message_id: COctetString<'a>, [65], ESME_RINVMSGID;
    }
}

pdu! {
    /// Cancels a broadcast (v5.0 section 4.6.2).
    ///
    /// ```
    /// use smpp_core::pdu::CancelBroadcastSm;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let cancel_broadcast_sm = CancelBroadcastSm {
    ///     message_id: "7".into(),
    ///     source_addr: "2345".into(),
    ///     ..CancelBroadcastSm::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = cancel_broadcast_sm.encode(1, Rules::V50, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x1a\0\0\x01\x13\0\0\0\0\0\0\0\x01\07\0\0\02345\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    CancelBroadcastSm cancel_broadcast_sm CANCEL_BROADCAST_SM = 0x00000113, request(CancelBroadcastSmResp), Esme, V50..=V50 {
        /// The service whose broadcasts to cancel, if `message_id` is empty.
        service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
        /// The id that the message centre gave the broadcast. Empty if the TLV `user_message_reference` names it, or to
        /// cancel by `service_type` and `source_addr`.
        message_id: COctetString<'a>, [65], ESME_RINVMSGID;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender, as given when the broadcast was submitted.
        source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
    }
}

pdu! {
    /// Confirms or refuses a [`CancelBroadcastSm`] (v5.0 section 4.6.2).
    ///
    /// ```
    /// use smpp_core::pdu::CancelBroadcastSmResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let cancel_broadcast_sm_resp = CancelBroadcastSmResp::default();
    ///
    /// let mut out = [0; 32];
    /// let len = cancel_broadcast_sm_resp.encode(1, Rules::V50, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x10\x80\0\x01\x13\0\0\0\0\0\0\0\x01");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    CancelBroadcastSmResp cancel_broadcast_sm_resp CANCEL_BROADCAST_SM_RESP = 0x80000113, response(), Smsc, V50..=V50 {
    }
}
