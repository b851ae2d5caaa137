//! Session: unbind, enquire_link, alert_notification and generic_nack (v3.4 sections 4.2, 4.3, 4.11 and 4.12, v5.0
//! section 4.1).

use super::declare::*;

pdu! {
    /// Reports that a PDU could not be understood; the reason is in its `command_status` (v3.4 section 4.3.1,
    /// v5.0 section 4.1.4).
    ///
    /// Its `sequence_number` is that of the PDU, or 0 if the number could not be read. A generic_nack is never
    /// answered.
    ///
    /// ```
    /// use smpp_core::pdu::GenericNack;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let generic_nack = GenericNack::default();
    ///
    /// let mut out = [0; 32];
    /// let len = generic_nack.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x10\x80\0\0\0\0\0\0\0\0\0\0\x01");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    GenericNack generic_nack GENERIC_NACK = 0x80000000, response(), Both, V33..=V50 {
    }
}

pdu! {
    /// Asks to end the session (v3.4 section 4.2.1, v5.0 section 4.1.1).
    ///
    /// ```
    /// use smpp_core::pdu::Unbind;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let unbind = Unbind::default();
    ///
    /// let mut out = [0; 32];
    /// let len = unbind.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x10\0\0\0\x06\0\0\0\0\0\0\0\x01");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    Unbind unbind UNBIND = 0x00000006, control(UnbindResp), Both, V33..=V50 {
    }
}

pdu! {
    /// Agrees to end the session; the connection closes after it (v3.4 section 4.2.2, v5.0 section 4.1.1).
    ///
    /// ```
    /// use smpp_core::pdu::UnbindResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let unbind_resp = UnbindResp::default();
    ///
    /// let mut out = [0; 32];
    /// let len = unbind_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x10\x80\0\0\x06\0\0\0\0\0\0\0\x01");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    UnbindResp unbind_resp UNBIND_RESP = 0x80000006, response(), Both, V33..=V50 {
    }
}

pdu! {
    /// Checks that the peer is still there (v3.4 section 4.11.1, v5.0 section 4.1.2).
    ///
    /// ```
    /// use smpp_core::pdu::EnquireLink;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let enquire_link = EnquireLink::default();
    ///
    /// let mut out = [0; 32];
    /// let len = enquire_link.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    EnquireLink enquire_link ENQUIRE_LINK = 0x00000015, request(EnquireLinkResp), Both, V33..=V50 {
    }
}

pdu! {
    /// Confirms that this side is still there (v3.4 section 4.11.2, v5.0 section 4.1.2).
    ///
    /// ```
    /// use smpp_core::pdu::EnquireLinkResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let enquire_link_resp = EnquireLinkResp::default();
    ///
    /// let mut out = [0; 32];
    /// let len = enquire_link_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x10\x80\0\0\x15\0\0\0\0\0\0\0\x01");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    EnquireLinkResp enquire_link_resp ENQUIRE_LINK_RESP = 0x80000015, response(), Both, V33..=V50 {
    }
}

pdu! {
    /// Reports that a mobile subscriber can be reached again (v3.4 section 4.12.1, v5.0 section 4.1.3).
    ///
    /// The message centre sends it if an earlier message asked for the delivery pending flag, with the TLV `set_dpf`: a
    /// [`DataSm`](crate::pdu::DataSm), or in 5.0 any submitted message. It has no response.
    ///
    /// ```
    /// use smpp_core::pdu::AlertNotification;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let alert_notification = AlertNotification {
    ///     source_addr: "46701133111".into(),
    ///     esme_addr: "2345".into(),
    ///     ..AlertNotification::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = alert_notification.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..16], b"\0\0\0\x25\0\0\x01\x02\0\0\0\0\0\0\0\x01");
    /// assert_eq!(&out[16..len], b"\0\046701133111\0\0\02345\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    AlertNotification alert_notification ALERT_NOTIFICATION = 0x00000102, one_way(), Smsc, V34..=V50 {
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the subscriber that can be reached again.
        source_addr: COctetString<'a>, [65], ESME_RINVSRCADR;
        /// Type of number of `esme_addr`.
        esme_addr_ton: Ton, [255], ESME_RINVDSTTON;
        /// Numbering plan of `esme_addr`.
        esme_addr_npi: Npi, [255], ESME_RINVDSTNPI;
        /// Address of the ESME that asked for the alert.
        esme_addr: COctetString<'a>, [65], ESME_RINVDSTADR;
    }
}
