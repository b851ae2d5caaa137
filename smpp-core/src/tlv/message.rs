//! TLVs about the message: its octets, segments, references and options.

use super::declare::*;

tlv! {
    /// The message, in place of short_message (v3.4 section 5.3.2.32; v5.0 section 4.8.4.36).
    message_payload MESSAGE_PAYLOAD = 0x0424, &'a [u8], [0..=65535],
        V34 may MESSAGE,
        V50 may [SUBMIT_SM, SUBMIT_MULTI, DELIVER_SM, DATA_SM, REPLACE_SM, BROADCAST_SM];
}

tlv! {
    /// Higher layer of the payload (v3.4 section 5.3.2.10; v5.0 section 4.8.4.44).
    payload_type PAYLOAD_TYPE = 0x0019, PayloadType, [1],
        V34 may MESSAGE, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// The ESME's own reference for the message (v3.4 section 5.3.2.17; v5.0 section 4.8.4.62).
    user_message_reference USER_MESSAGE_REFERENCE = 0x0204, u16, [2],
        V34 may MESSAGE,
        V50 may [
            SUBMIT_SM, SUBMIT_MULTI, DELIVER_SM, DATA_SM, BROADCAST_SM, QUERY_BROADCAST_SM,
            QUERY_BROADCAST_SM_RESP, CANCEL_BROADCAST_SM,
        ];
}

tlv! {
    /// The user's response code: 0 to 255 for CDMA, 0 to 15 for TDMA (v3.4 section 5.3.2.18; v5.0 section 4.8.4.63).
    user_response_code USER_RESPONSE_CODE = 0x0205, u8, [1],
        V34 may [SUBMIT_SM, DELIVER_SM, DATA_SM], V50 may MESSAGE;
}

tlv! {
    /// Reference number shared by the segments of a message (v3.4 section 5.3.2.22; v5.0 section 4.8.4.48).
    sar_msg_ref_num SAR_MSG_REF_NUM = 0x020C, u16, [2],
        V34 may MESSAGE, V50 may MESSAGE;
}

tlv! {
    /// Number of segments, 1 to 255 (v3.4 section 5.3.2.23; v5.0 section 4.8.4.50).
    sar_total_segments SAR_TOTAL_SEGMENTS = 0x020E, u8, [1],
        V34 may MESSAGE, V50 may MESSAGE;
}

tlv! {
    /// Number of this segment, from 1 (v3.4 section 5.3.2.24; v5.0 section 4.8.4.49).
    sar_segment_seqnum SAR_SEGMENT_SEQNUM = 0x020F, u8, [1],
        V34 may MESSAGE, V50 may MESSAGE;
}

tlv! {
    /// Whether more messages follow for the same destination (v3.4 section 5.3.2.34; v5.0 section 4.8.4.38).
    more_messages_to_send MORE_MESSAGES_TO_SEND = 0x0426, MoreMessagesToSend, [1],
        V34 may [SUBMIT_SM, DATA_SM], V50 may SUBMISSION;
}

tlv! {
    /// Number of messages waiting, 0 to 99 (v3.4 section 5.3.2.39; v5.0 section 4.8.4.43).
    number_of_messages NUMBER_OF_MESSAGES = 0x0304, u8, [1],
        V34 may [SUBMIT_SM, DATA_SM], V50 may SUBMISSION;
}

tlv! {
    /// Language of the text (v3.4 section 5.3.2.19; v5.0 section 4.8.4.35).
    language_indicator LANGUAGE_INDICATOR = 0x020D, LanguageIndicator, [1],
        V34 may MESSAGE, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// Privacy level (v3.4 section 5.3.2.14; v5.0 section 4.8.4.45).
    privacy_indicator PRIVACY_INDICATOR = 0x0201, PrivacyIndicator, [1],
        V34 may MESSAGE, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// Callback number; may repeat (v3.4 section 5.3.2.36; v5.0 section 4.8.4.15).
    callback_num CALLBACK_NUM = 0x0381, CallbackNum<'a>, [4..=19], may_repeat = true,
        V34 may MESSAGE, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// Presentation and screening of a callback number; one for each callback_num (v3.4 section 5.3.2.37; v5.0 section
    /// 4.8.4.17).
    callback_num_pres_ind CALLBACK_NUM_PRES_IND = 0x0302, CallbackNumPresInd, [1], may_repeat = true,
        V34 may SUBMISSION, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// Text shown with a callback number: a data coding octet, then the text (v3.4 section 5.3.2.38; v5.0 section
    /// 4.8.4.16).
    callback_num_atag CALLBACK_NUM_ATAG = 0x0303, &'a [u8], [1..=65], may_repeat = true,
        V34 may SUBMISSION, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// How long to keep the message, in seconds; overrides validity_period (v3.4 section 5.3.2.9; v5.0 section
    /// 4.8.4.46).
    qos_time_to_live QOS_TIME_TO_LIVE = 0x0017, u32, [4],
        V34 may [DATA_SM], V50 may SUBMISSION;
}

tlv! {
    /// Whether to set the delivery pending flag if delivery fails (v3.4 section 5.3.2.29; v5.0 section
    /// 4.8.4.52).
    set_dpf SET_DPF = 0x0421, SetDpf, [1],
        V34 may [DATA_SM], V50 may SUBMISSION;
}

tlv! {
    /// Billing information: a format octet, then the value (v5.0 section 4.8.4.3).
    billing_identification BILLING_IDENTIFICATION = 0x060B, &'a [u8], [1..=1024],
        V50 may SUBMISSION;
}
