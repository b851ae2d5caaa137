//! TLVs about the session: version, load, status text.

use super::declare::*;

tlv! {
    /// The highest version that the message centre speaks (v3.4 section 5.3.2.25; v5.0 section 4.8.4.51).
    sc_interface_version SC_INTERFACE_VERSION = 0x0210, InterfaceVersion, [1],
        V34 may BIND_RESP, V50 may BIND_RESP;
}

tlv! {
    /// Load of the side that sends the response, 0 to 100 percent (v5.0 section 4.8.4.18).
    congestion_state CONGESTION_STATE = 0x0428, CongestionState, [1],
        V50 may [
            BIND_RECEIVER_RESP, BIND_TRANSMITTER_RESP, BIND_TRANSCEIVER_RESP, UNBIND_RESP, ENQUIRE_LINK_RESP,
            SUBMIT_SM_RESP, SUBMIT_MULTI_RESP, DELIVER_SM_RESP, DATA_SM_RESP, QUERY_SM_RESP, CANCEL_SM_RESP,
            REPLACE_SM_RESP, BROADCAST_SM_RESP, QUERY_BROADCAST_SM_RESP, CANCEL_BROADCAST_SM_RESP,
        ];
}

tlv! {
    /// Text that explains the status (v3.4 section 5.3.2.11; v5.0 section 4.8.4.1).
    additional_status_info_text ADDITIONAL_STATUS_INFO_TEXT = 0x001D, TlvText<'a>, [1..=256],
        V34 may [DATA_SM_RESP],
        V50 may [SUBMIT_SM_RESP, SUBMIT_MULTI_RESP, DELIVER_SM_RESP, DATA_SM_RESP];
}
