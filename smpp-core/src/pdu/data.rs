//! data_sm, in either direction (v3.4 section 4.7, v5.0 sections 4.2.2 and 4.3.2).

use super::declare::*;

pdu! {
    /// Carries a message in either direction with a minimum of fields (v3.4 section 4.7.1, v5.0 section 4.2.2).
    ///
    /// The message is in the `message_payload` TLV.
    ///
    /// ```
    /// use smpp_core::pdu::DataSm;
    /// use smpp_core::{Encode, Rules, Tlv};
    ///
    /// let tlvs = [Tlv::message_payload(b"Hello")];
    /// let data_sm = DataSm {
    ///     source_addr: "2345".into(),
    ///     destination_addr: "46701133111".into(),
    ///     tlvs: (&tlvs).into(),
    ///     ..DataSm::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = data_sm.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..16], b"\0\0\0\x32\0\0\x01\x03\0\0\0\0\0\0\0\x01");
    /// assert_eq!(&out[16..len], b"\0\0\0\x32345\0\0\046701133111\0\0\0\0\x04$\0\x05Hello");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    DataSm data_sm DATA_SM = 0x00000103, request(DataSmResp), Both, V34..=V50 {
        /// The SMS service, such as `CMT` or `USSD`. Empty: the message centre's default.
        service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
        /// Type of number of `source_addr`.
        source_addr_ton: Ton, [255], ESME_RINVSRCTON;
        /// Numbering plan of `source_addr`.
        source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
        /// Address of the sender.
        source_addr: COctetString<'a>, [65], ESME_RINVSRCADR;
        /// Type of number of `destination_addr`.
        dest_addr_ton: Ton, [255], ESME_RINVDSTTON;
        /// Numbering plan of `destination_addr`.
        dest_addr_npi: Npi, [255], ESME_RINVDSTNPI;
        /// Address of the recipient.
        destination_addr: COctetString<'a>, [65], ESME_RINVDSTADR;
        /// Messaging mode, message type, and whether the message starts with a user data header.
        esm_class: EsmClass, [255], ESME_RINVESMCLASS;
        /// Which receipts and acknowledgements the sender wants.
        registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
        /// How to read `message_payload`: alphabet, message class and so on.
        data_coding: DataCoding, [255], ESME_RINVDCS;
    }
}

pdu! {
    /// Accepts or refuses a [`DataSm`] (v3.4 section 4.7.2, v5.0 section 4.2.2).
    ///
    /// ```
    /// use smpp_core::pdu::DataSmResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let data_sm_resp = DataSmResp { message_id: "7".into(), ..DataSmResp::default() };
    ///
    /// let mut out = [0; 32];
    /// let len = data_sm_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x12\x80\0\x01\x03\0\0\0\0\0\0\0\x017\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    DataSmResp data_sm_resp DATA_SM_RESP = 0x80000103, response() or body_omitted, Both, V34..=V50 {
        /// The id that the message centre gave the message. Receipts and [`QuerySm`](crate::pdu::QuerySm) refer
        /// to the message by this id. An ESME that answers leaves it empty.
        message_id: COctetString<'a>, [65], ESME_RINVMSGID;
    }
}
