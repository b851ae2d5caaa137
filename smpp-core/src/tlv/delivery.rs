//! TLVs about the outcome of a message.

use super::declare::*;

tlv! {
    /// The id of the message that a receipt reports on (v3.4 section 5.3.2.12; v5.0 section 4.8.4.47).
    receipted_message_id RECEIPTED_MESSAGE_ID = 0x001E, TlvText<'a>, [1..=65],
        V34 may [DELIVER_SM, DATA_SM], V50 may [DELIVER_SM, DATA_SM];
}

tlv! {
    /// State of the message (v3.4 section 5.3.2.35; v5.0 section 4.8.4.37).
    message_state MESSAGE_STATE = 0x0427, MessageState, [1],
        V34 may [DELIVER_SM, DATA_SM],
        V50 may [DELIVER_SM, DATA_SM],
        V50 must [QUERY_BROADCAST_SM_RESP];
}

tlv! {
    /// The network's error code (v3.4 section 5.3.2.31; v5.0 section 4.8.4.42).
    network_error_code NETWORK_ERROR_CODE = 0x0423, NetworkErrorCode, [3],
        V34 may [DELIVER_SM, DATA_SM, DATA_SM_RESP],
        V50 may [SUBMIT_SM_RESP, SUBMIT_MULTI_RESP, DELIVER_SM, DELIVER_SM_RESP, DATA_SM, DATA_SM_RESP];
}

tlv! {
    /// Why the delivery failed (v3.4 section 5.3.2.33; v5.0 section 4.8.4.19).
    delivery_failure_reason DELIVERY_FAILURE_REASON = 0x0425, DeliveryFailureReason, [1],
        V34 may [DATA_SM_RESP],
        V50 may [SUBMIT_SM_RESP, SUBMIT_MULTI_RESP, DELIVER_SM_RESP, DATA_SM_RESP];
}

tlv! {
    /// Whether the delivery pending flag was set (v3.4 section 5.3.2.28; v5.0 section 4.8.4.32).
    dpf_result DPF_RESULT = 0x0420, DpfResult, [1],
        V34 may [DATA_SM_RESP],
        V50 may [SUBMIT_SM_RESP, SUBMIT_MULTI_RESP, DELIVER_SM, DATA_SM, DATA_SM_RESP];
}

tlv! {
    /// Whether the phone can be reached (v3.4 section 5.3.2.30; v5.0 section 4.8.4.39).
    ms_availability_status MS_AVAILABILITY_STATUS = 0x0422, MsAvailabilityStatus, [1],
        V34 may [ALERT_NOTIFICATION], V50 may [ALERT_NOTIFICATION];
}
