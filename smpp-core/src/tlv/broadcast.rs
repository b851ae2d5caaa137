//! TLVs about broadcasts (v5.0 only).

use super::declare::*;

tlv! {
    /// Cell broadcast channel (v5.0 section 4.8.4.7).
    broadcast_channel_indicator BROADCAST_CHANNEL_INDICATOR = 0x0600, BroadcastChannelIndicator, [1],
        V50 may [BROADCAST_SM];
}

tlv! {
    /// The subject of the broadcast (v5.0 section 4.8.4.8).
    broadcast_content_type BROADCAST_CONTENT_TYPE = 0x0601, BroadcastContentType, [3],
        V50 may [CANCEL_BROADCAST_SM], V50 must [BROADCAST_SM];
}

tlv! {
    /// Details of the content type (v5.0 section 4.8.4.6).
    broadcast_content_type_info BROADCAST_CONTENT_TYPE_INFO = 0x0602, &'a [u8], [1..=255],
        V50 may [BROADCAST_SM];
}

tlv! {
    /// Class of the broadcast message (v5.0 section 4.8.4.12).
    broadcast_message_class BROADCAST_MESSAGE_CLASS = 0x0603, BroadcastMessageClass, [1],
        V50 may [BROADCAST_SM];
}

tlv! {
    /// The number of times to repeat the broadcast; 0 to repeat it until `validity_period` ends, or without end if that
    /// is empty (v5.0 section 4.8.4.13).
    broadcast_rep_num BROADCAST_REP_NUM = 0x0604, u16, [2],
        V50 must [BROADCAST_SM];
}

tlv! {
    /// Interval between repetitions (v5.0 section 4.8.4.11).
    broadcast_frequency_interval BROADCAST_FREQUENCY_INTERVAL = 0x0605, BroadcastFrequencyInterval, [3],
        V50 must [BROADCAST_SM];
}

tlv! {
    /// A broadcast area; may repeat (v5.0 section 4.8.4.4).
    broadcast_area_identifier BROADCAST_AREA_IDENTIFIER = 0x0606, BroadcastAreaIdentifier<'a>, [1..=101], may_repeat = true,
        V50 may [BROADCAST_SM_RESP], V50 must [BROADCAST_SM, QUERY_BROADCAST_SM_RESP];
}

tlv! {
    /// Why a broadcast area failed; may repeat (v5.0 section 4.8.4.10).
    broadcast_error_status BROADCAST_ERROR_STATUS = 0x0607, CommandStatus, [4], may_repeat = true,
        V50 may [BROADCAST_SM_RESP];
}

tlv! {
    /// Success rate in an area in percent, or 255 if unknown; may repeat (v5.0 section 4.8.4.5).
    broadcast_area_success BROADCAST_AREA_SUCCESS = 0x0608, u8, [1], may_repeat = true,
        V50 must [QUERY_BROADCAST_SM_RESP];
}

tlv! {
    /// When the broadcast ends: an absolute time (v5.0 section 4.8.4.9).
    broadcast_end_time BROADCAST_END_TIME = 0x0609, TlvText<'a>, [16..=17],
        V50 may [QUERY_BROADCAST_SM_RESP];
}

tlv! {
    /// Target group of the broadcast (v5.0 section 4.8.4.14).
    broadcast_service_group BROADCAST_SERVICE_GROUP = 0x060A, &'a [u8], [1..=255],
        V50 may [BROADCAST_SM];
}
