//! TLVs about how the phone shows and answers a message.

use super::declare::*;

tlv! {
    /// Message waiting indication (v3.4 section 5.3.2.13; v5.0 section 4.8.4.40).
    ms_msg_wait_facilities MS_MSG_WAIT_FACILITIES = 0x0030, MsMsgWaitFacilities, [1],
        V34 may SUBMISSION, V50 may SUBMISSION;
}

tlv! {
    /// When the text is shown (v3.4 section 5.3.2.26; v5.0 section 4.8.4.31).
    display_time DISPLAY_TIME = 0x1201, DisplayTime, [1],
        V34 may SUBMISSION, V50 may SUBMISSION_BROADCAST;
}

tlv! {
    /// Alerting signal (v3.4 section 5.3.2.40; v5.0 section 4.8.4.53).
    sms_signal SMS_SIGNAL = 0x1203, u16, [2],
        V34 may SUBMISSION, V50 may SUBMISSION_BROADCAST;
}

tlv! {
    /// How long the phone keeps the message (v3.4 section 5.3.2.27; v5.0 section 4.8.4.41).
    ms_validity MS_VALIDITY = 0x1204, MsValidity, [1, 1..=4],
        V34 may SUBMISSION, V50 may SUBMISSION_BROADCAST;
}

tlv! {
    /// Asks the phone to alert its user; may be empty (v3.4 section 5.3.2.41; v5.0 section 4.8.4.2).
    alert_on_message_delivery ALERT_ON_MESSAGE_DELIVERY = 0x130C, Option<AlertOnMessageDelivery>, [0, 0..=1],
        V34 may SUBMISSION, V50 may SUBMISSION_BROADCAST;
}

tlv! {
    /// How the subscriber answers (v3.4 section 5.3.2.42; v5.0 section 4.8.4.33).
    its_reply_type ITS_REPLY_TYPE = 0x1380, ItsReplyType, [1],
        V34 may [SUBMIT_SM, DATA_SM], V50 may MESSAGE;
}

tlv! {
    /// The progress of an ITS or USSD dialogue (v3.4 section 5.3.2.43; v5.0 section 4.8.4.34).
    its_session_info ITS_SESSION_INFO = 0x1383, ItsSessionInfo, [2],
        V34 may [SUBMIT_SM, DELIVER_SM, DATA_SM], V50 may MESSAGE;
}

tlv! {
    /// USSD operation (v3.4 section 5.3.2.44; v5.0 section 4.8.4.64).
    ussd_service_op USSD_SERVICE_OP = 0x0501, UssdServiceOp, [1],
        V34 may [SUBMIT_SM], V50 may MESSAGE;
}
