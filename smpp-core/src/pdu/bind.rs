//! Session: bind and outbind (v3.4 section 4.1, v5.0 section 4.1.1).

use super::declare::*;

pdu! {
    /// Opens a session in which the ESME receives messages (v3.4 section 4.1.3, v5.0 section 4.1.1).
    ///
    /// ```
    /// use smpp_core::pdu::BindReceiver;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let bind_receiver = BindReceiver {
    ///     system_id: "ESME".into(),
    ///     password: "secret08".into(),
    ///     interface_version: 0x34.into(),
    ///     ..BindReceiver::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = bind_receiver.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x23\0\0\0\x01\0\0\0\0\0\0\0\x01ESME\0secret08\0\04\0\0\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    BindReceiver bind_receiver BIND_RECEIVER = 0x00000001, bind(BindReceiverResp), Esme, V33..=V50 {
        /// Identifies the ESME.
        system_id: COctetString<'a>, [16], ESME_RINVSYSID;
        /// Authenticates the ESME. `Debug`, `defmt` and dumps show it as `***`.
        password: Password<'a>, [9], ESME_RINVPASWD;
        /// Kind of ESME, such as `VMS`. Usually empty.
        system_type: COctetString<'a>, [13], ESME_RINVSYSTYP;
        /// The SMPP version that the ESME speaks, such as `0x34` for 3.4. 0 to `0x33` mean 3.3.
        interface_version: InterfaceVersion, [255], ESME_RBINDFAIL;
        /// Type of number of `address_range`.
        addr_ton: Ton, [255], ESME_RBINDFAIL;
        /// Numbering plan of `address_range`.
        addr_npi: Npi, [255], ESME_RBINDFAIL;
        /// The addresses that the ESME serves, as a UNIX regular expression. Usually empty.
        address_range: COctetString<'a>, [41], ESME_RBINDFAIL;
    }
}

pdu! {
    /// Accepts or refuses a [`BindReceiver`] (v3.4 section 4.1.4, v5.0 section 4.1.1).
    ///
    /// The `sc_interface_version` TLV gives the message centre's version. Without it, the standard assumes 3.3.
    ///
    /// ```
    /// use smpp_core::pdu::BindReceiverResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let bind_receiver_resp = BindReceiverResp {
    ///     system_id: "SMSC".into(),
    ///     ..BindReceiverResp::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = bind_receiver_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x15\x80\0\0\x01\0\0\0\0\0\0\0\x01SMSC\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    BindReceiverResp bind_receiver_resp BIND_RECEIVER_RESP = 0x80000001, response() or body_omitted, Smsc, V33..=V50 {
        /// Identifies the message centre.
        system_id: COctetString<'a>, [16], ESME_RINVSYSID;
    }
}

pdu! {
    /// Opens a session in which the ESME sends messages (v3.4 section 4.1.1, v5.0 section 4.1.1).
    ///
    /// ```
    /// use smpp_core::pdu::BindTransmitter;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let bind_transmitter = BindTransmitter {
    ///     system_id: "ESME".into(),
    ///     password: "secret08".into(),
    ///     interface_version: 0x34.into(),
    ///     ..BindTransmitter::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = bind_transmitter.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x23\0\0\0\x02\0\0\0\0\0\0\0\x01ESME\0secret08\0\04\0\0\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    BindTransmitter bind_transmitter BIND_TRANSMITTER = 0x00000002, bind(BindTransmitterResp), Esme, V33..=V50 {
        /// Identifies the ESME.
        system_id: COctetString<'a>, [16], ESME_RINVSYSID;
        /// Authenticates the ESME. `Debug`, `defmt` and dumps show it as `***`.
        password: Password<'a>, [9], ESME_RINVPASWD;
        /// Kind of ESME, such as `VMS`. Usually empty.
        system_type: COctetString<'a>, [13], ESME_RINVSYSTYP;
        /// The SMPP version that the ESME speaks, such as `0x34` for 3.4. 0 to `0x33` mean 3.3.
        interface_version: InterfaceVersion, [255], ESME_RBINDFAIL;
        /// Type of number of `address_range`.
        addr_ton: Ton, [255], ESME_RBINDFAIL;
        /// Numbering plan of `address_range`.
        addr_npi: Npi, [255], ESME_RBINDFAIL;
        /// The addresses that the ESME serves, as a UNIX regular expression. Usually empty.
        address_range: COctetString<'a>, [41], ESME_RBINDFAIL;
    }
}

pdu! {
    /// Accepts or refuses a [`BindTransmitter`] (v3.4 section 4.1.2, v5.0 section 4.1.1).
    ///
    /// The `sc_interface_version` TLV gives the message centre's version. Without it, the standard assumes 3.3.
    ///
    /// ```
    /// use smpp_core::pdu::BindTransmitterResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let bind_transmitter_resp = BindTransmitterResp {
    ///     system_id: "SMSC".into(),
    ///     ..BindTransmitterResp::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = bind_transmitter_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x15\x80\0\0\x02\0\0\0\0\0\0\0\x01SMSC\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    BindTransmitterResp bind_transmitter_resp BIND_TRANSMITTER_RESP = 0x80000002, response() or body_omitted, Smsc, V33..=V50 {
        /// Identifies the message centre.
        system_id: COctetString<'a>, [16], ESME_RINVSYSID;
    }
}

pdu! {
    /// Opens a session in which the ESME both sends and receives messages (v3.4 section 4.1.5, v5.0 section 4.1.1).
    ///
    /// SMPP 3.3 does not define bind_transceiver, but some 3.3 providers offer it.
    ///
    /// ```
    /// use smpp_core::pdu::BindTransceiver;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let bind_transceiver = BindTransceiver {
    ///     system_id: "ESME".into(),
    ///     password: "secret08".into(),
    ///     interface_version: 0x34.into(),
    ///     ..BindTransceiver::default()
    /// };
    ///
    /// let mut out = [0; 64];
    /// let len = bind_transceiver.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x23\0\0\0\x09\0\0\0\0\0\0\0\x01ESME\0secret08\0\04\0\0\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    BindTransceiver bind_transceiver BIND_TRANSCEIVER = 0x00000009, bind(BindTransceiverResp), Esme, V33..=V50 {
        /// Identifies the ESME.
        system_id: COctetString<'a>, [16], ESME_RINVSYSID;
        /// Authenticates the ESME. `Debug`, `defmt` and dumps show it as `***`.
        password: Password<'a>, [9], ESME_RINVPASWD;
        /// Kind of ESME, such as `VMS`. Usually empty.
        system_type: COctetString<'a>, [13], ESME_RINVSYSTYP;
        /// The SMPP version that the ESME speaks, such as `0x34` for 3.4. 0 to `0x33` mean 3.3.
        interface_version: InterfaceVersion, [255], ESME_RBINDFAIL;
        /// Type of number of `address_range`.
        addr_ton: Ton, [255], ESME_RBINDFAIL;
        /// Numbering plan of `address_range`.
        addr_npi: Npi, [255], ESME_RBINDFAIL;
        /// The addresses that the ESME serves, as a UNIX regular expression. Usually empty.
        address_range: COctetString<'a>, [41], ESME_RBINDFAIL;
    }
}

pdu! {
    /// Accepts or refuses a [`BindTransceiver`] (v3.4 section 4.1.6, v5.0 section 4.1.1).
    ///
    /// The `sc_interface_version` TLV gives the message centre's version. Without it, the standard assumes 3.3.
    ///
    /// ```
    /// use smpp_core::pdu::BindTransceiverResp;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let bind_transceiver_resp = BindTransceiverResp {
    ///     system_id: "SMSC".into(),
    ///     ..BindTransceiverResp::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = bind_transceiver_resp.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x15\x80\0\0\x09\0\0\0\0\0\0\0\x01SMSC\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    BindTransceiverResp bind_transceiver_resp BIND_TRANSCEIVER_RESP = 0x80000009, response() or body_omitted, Smsc, V33..=V50 {
        /// Identifies the message centre.
        system_id: COctetString<'a>, [16], ESME_RINVSYSID;
    }
}

pdu! {
    /// Asks an ESME to bind, over a connection that the message centre opened (v3.4 section 4.1.7, v5.0 section
    /// 4.1.1).
    ///
    /// It has no response: the ESME binds, or closes the connection.
    ///
    /// ```
    /// use smpp_core::pdu::Outbind;
    /// use smpp_core::{Encode, Rules};
    ///
    /// let outbind = Outbind {
    ///     system_id: "SMSC".into(),
    ///     password: "secret08".into(),
    ///     ..Outbind::default()
    /// };
    ///
    /// let mut out = [0; 32];
    /// let len = outbind.encode(1, Rules::V34, &mut out)?.len;
    /// assert_eq!(&out[..len], b"\0\0\0\x1e\0\0\0\x0b\0\0\0\0\0\0\0\x01SMSC\0secret08\0");
    /// # Ok::<(), smpp_core::EncodeError>(())
    /// ```
    Outbind outbind OUTBIND = 0x0000000B, one_way(), Smsc, V34..=V50 {
        /// Identifies the message centre.
        system_id: COctetString<'a>, [16], ESME_RINVSYSID;
        /// Authenticates the message centre to the ESME. `Debug`, `defmt` and dumps show it as `***`.
        password: Password<'a>, [9], ESME_RINVPASWD;
    }
}
