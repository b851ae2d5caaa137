//! THE list of TLVs of 3.4 and 5.0, by tag: doc, type name, standard's name, constant, tag, type of the value, least and
//! greatest length of the value in octets (of two greatest ones the first is 3.4's, the second 5.0's), first version, and the PDUs that may (or, in 5.0, must) carry it.
//!
//! To add a TLV, add its entry here; constants, typed getters and constructors, [`TlvValue`](super::TlvValue) and the
//! table follow.

/// Hands the list to the macro `$consumer`.
macro_rules! tlvs {
    ($consumer:ident) => {
        $consumer! {
            /// Subcomponent of the destination device (v3.4 section 5.3.2.1; v5.0 section 4.8.4.23).
            DestAddrSubunit dest_addr_subunit DEST_ADDR_SUBUNIT = 0x0005, AddrSubunit, [1, 1], V34,
                in34 SUBMISSION, in50 MESSAGE_BROADCAST, must50 &[];
            /// Network of the destination (v3.4 section 5.3.2.3; v5.0 section 4.8.4.26).
            DestNetworkType dest_network_type DEST_NETWORK_TYPE = 0x0006, NetworkType, [1, 1], V34,
                in34 &[C::DATA_SM], in50 SUBMISSION, must50 &[];
            /// Bearer towards the destination (v3.4 section 5.3.2.5; v5.0 section 4.8.4.24).
            DestBearerType dest_bearer_type DEST_BEARER_TYPE = 0x0007, BearerType, [1, 1], V34,
                in34 &[C::DATA_SM], in50 SUBMISSION, must50 &[];
            /// Telematic interworking at the destination: GSM protocol_id, then a reserved octet (v3.4 section 5.3.2.7; v5.0 section 4.8.4.29).
            DestTelematicsId dest_telematics_id DEST_TELEMATICS_ID = 0x0008, u16, [2, 2], V34,
                in34 &[C::DATA_SM], in50 SUBMISSION, must50 &[];
            /// Subcomponent of the source device (v3.4 section 5.3.2.2; v5.0 section 4.8.4.54).
            SourceAddrSubunit source_addr_subunit SOURCE_ADDR_SUBUNIT = 0x000D, AddrSubunit, [1, 1], V34,
                in34 SUBMISSION, in50 MESSAGE_BROADCAST, must50 &[];
            /// Network of the source (v3.4 section 5.3.2.4; v5.0 section 4.8.4.57).
            SourceNetworkType source_network_type SOURCE_NETWORK_TYPE = 0x000E, NetworkType, [1, 1], V34,
                in34 &[C::DATA_SM], in50 SUBMISSION, must50 &[];
            /// Bearer of the source (v3.4 section 5.3.2.6; v5.0 section 4.8.4.55).
            SourceBearerType source_bearer_type SOURCE_BEARER_TYPE = 0x000F, BearerType, [1, 1], V34,
                in34 &[C::DATA_SM], in50 SUBMISSION, must50 &[];
            /// Telematic interworking of the source; one octet although its counterpart has two (v3.4 section 5.3.2.8; v5.0 section 4.8.4.61).
            SourceTelematicsId source_telematics_id SOURCE_TELEMATICS_ID = 0x0010, u8, [1, 1], V34,
                in34 &[C::DATA_SM], in50 SUBMISSION, must50 &[];
            /// How long to keep the message, in seconds; outranks validity_period (v3.4 section 5.3.2.9; v5.0 section 4.8.4.46).
            QosTimeToLive qos_time_to_live QOS_TIME_TO_LIVE = 0x0017, u32, [4, 4], V34,
                in34 &[C::DATA_SM], in50 SUBMISSION, must50 &[];
            /// Higher layer of the payload (v3.4 section 5.3.2.10; v5.0 section 4.8.4.44).
            PayloadType payload_type PAYLOAD_TYPE = 0x0019, PayloadType, [1, 1], V34,
                in34 MESSAGE, in50 MESSAGE_BROADCAST, must50 &[];
            /// Text that explains the status (v3.4 section 5.3.2.11; v5.0 section 4.8.4.1).
            AdditionalStatusInfoText additional_status_info_text ADDITIONAL_STATUS_INFO_TEXT = 0x001D, TlvText<'a>, [1, 256], V34,
                in34 &[C::DATA_SM_RESP], in50 &[C::SUBMIT_SM_RESP, C::SUBMIT_MULTI_RESP, C::DELIVER_SM_RESP, C::DATA_SM_RESP], must50 &[];
            /// The message_id that a receipt is about (v3.4 section 5.3.2.12; v5.0 section 4.8.4.47).
            ReceiptedMessageId receipted_message_id RECEIPTED_MESSAGE_ID = 0x001E, TlvText<'a>, [1, 65], V34,
                in34 &[C::DELIVER_SM, C::DATA_SM], in50 &[C::DELIVER_SM, C::DATA_SM], must50 &[];
            /// Message waiting indication (v3.4 section 5.3.2.13; v5.0 section 4.8.4.40).
            MsMsgWaitFacilities ms_msg_wait_facilities MS_MSG_WAIT_FACILITIES = 0x0030, MsMsgWaitFacilities, [1, 1], V34,
                in34 SUBMISSION, in50 SUBMISSION, must50 &[];
            /// Privacy level (v3.4 section 5.3.2.14; v5.0 section 4.8.4.45).
            PrivacyIndicator privacy_indicator PRIVACY_INDICATOR = 0x0201, PrivacyIndicator, [1, 1], V34,
                in34 MESSAGE, in50 MESSAGE_BROADCAST, must50 &[];
            /// Subaddress of the source (v3.4 section 5.3.2.15; v5.0 section 4.8.4.60).
            SourceSubaddress source_subaddress SOURCE_SUBADDRESS = 0x0202, Subaddress<'a>, [2, 23], V34,
                in34 MESSAGE, in50 MESSAGE_BROADCAST, must50 &[];
            /// Subaddress of the destination (v3.4 section 5.3.2.16; v5.0 section 4.8.4.28).
            DestSubaddress dest_subaddress DEST_SUBADDRESS = 0x0203, Subaddress<'a>, [2, 23], V34,
                in34 MESSAGE, in50 MESSAGE_BROADCAST, must50 &[];
            /// The ESME's own number of the message (v3.4 section 5.3.2.17; v5.0 section 4.8.4.62).
            UserMessageReference user_message_reference USER_MESSAGE_REFERENCE = 0x0204, u16, [2, 2], V34,
                in34 MESSAGE, in50 &[C::SUBMIT_SM, C::SUBMIT_MULTI, C::DELIVER_SM, C::DATA_SM, C::BROADCAST_SM, C::QUERY_BROADCAST_SM, C::QUERY_BROADCAST_SM_RESP, C::CANCEL_BROADCAST_SM], must50 &[];
            /// Response code of the user: 0 to 255 for CDMA, 0 to 15 for TDMA (v3.4 section 5.3.2.18; v5.0 section 4.8.4.63).
            UserResponseCode user_response_code USER_RESPONSE_CODE = 0x0205, u8, [1, 1], V34,
                in34 &[C::SUBMIT_SM, C::DELIVER_SM, C::DATA_SM], in50 MESSAGE, must50 &[];
            /// Application port of the source (v3.4 section 5.3.2.20; v5.0 section 4.8.4.59).
            SourcePort source_port SOURCE_PORT = 0x020A, u16, [2, 2], V34,
                in34 MESSAGE, in50 MESSAGE_BROADCAST, must50 &[];
            /// Application port of the destination (3.4 calls it destination_port) (v3.4 section 5.3.2.21; v5.0 section 4.8.4.30).
            DestPort dest_port DEST_PORT = 0x020B, u16, [2, 2], V34,
                in34 MESSAGE, in50 MESSAGE_BROADCAST, must50 &[];
            /// Reference number shared by the parts of a message (v3.4 section 5.3.2.22; v5.0 section 4.8.4.48).
            SarMsgRefNum sar_msg_ref_num SAR_MSG_REF_NUM = 0x020C, u16, [2, 2], V34,
                in34 MESSAGE, in50 MESSAGE, must50 &[];
            /// Language of the text (v3.4 section 5.3.2.19; v5.0 section 4.8.4.35).
            LanguageIndicator language_indicator LANGUAGE_INDICATOR = 0x020D, LanguageIndicator, [1, 1], V34,
                in34 MESSAGE, in50 MESSAGE_BROADCAST, must50 &[];
            /// Number of parts, 1 to 255 (v3.4 section 5.3.2.23; v5.0 section 4.8.4.50).
            SarTotalSegments sar_total_segments SAR_TOTAL_SEGMENTS = 0x020E, u8, [1, 1], V34,
                in34 MESSAGE, in50 MESSAGE, must50 &[];
            /// Number of this part, from 1 (v3.4 section 5.3.2.24; v5.0 section 4.8.4.49).
            SarSegmentSeqnum sar_segment_seqnum SAR_SEGMENT_SEQNUM = 0x020F, u8, [1, 1], V34,
                in34 MESSAGE, in50 MESSAGE, must50 &[];
            /// The highest version that the message centre speaks (v3.4 section 5.3.2.25; v5.0 section 4.8.4.51).
            ScInterfaceVersion sc_interface_version SC_INTERFACE_VERSION = 0x0210, InterfaceVersion, [1, 1], V34,
                in34 BIND_RESP, in50 BIND_RESP, must50 &[];
            /// Presentation and screening of a callback number; one for each callback_num (v3.4 section 5.3.2.37; v5.0 section 4.8.4.17).
            CallbackNumPresInd callback_num_pres_ind CALLBACK_NUM_PRES_IND = 0x0302, CallbackNumPresInd, [1, 1], V34,
                in34 SUBMISSION, in50 MESSAGE_BROADCAST, must50 &[];
            /// Text shown with a callback number: a data coding octet, then the text (v3.4 section 5.3.2.38; v5.0 section 4.8.4.16).
            CallbackNumAtag callback_num_atag CALLBACK_NUM_ATAG = 0x0303, &'a [u8], [1, 65], V34,
                in34 SUBMISSION, in50 MESSAGE_BROADCAST, must50 &[];
            /// Messages waiting, 0 to 99 (v3.4 section 5.3.2.39; v5.0 section 4.8.4.43).
            NumberOfMessages number_of_messages NUMBER_OF_MESSAGES = 0x0304, u8, [1, 1], V34,
                in34 &[C::SUBMIT_SM, C::DATA_SM], in50 SUBMISSION, must50 &[];
            /// Callback number; may repeat (v3.4 section 5.3.2.36; v5.0 section 4.8.4.15).
            CallbackNum callback_num CALLBACK_NUM = 0x0381, CallbackNum<'a>, [4, 19], V34,
                in34 MESSAGE, in50 MESSAGE_BROADCAST, must50 &[];
            /// Whether the delivery pending flag was set (v3.4 section 5.3.2.28; v5.0 section 4.8.4.32).
            DpfResult dpf_result DPF_RESULT = 0x0420, DpfResult, [1, 1], V34,
                in34 &[C::DATA_SM_RESP], in50 &[C::SUBMIT_SM_RESP, C::SUBMIT_MULTI_RESP, C::DELIVER_SM, C::DATA_SM, C::DATA_SM_RESP], must50 &[];
            /// Asks for the delivery pending flag (v3.4 section 5.3.2.29; v5.0 section 4.8.4.52).
            SetDpf set_dpf SET_DPF = 0x0421, SetDpf, [1, 1], V34,
                in34 &[C::DATA_SM], in50 SUBMISSION, must50 &[];
            /// Whether the mobile station can be reached (v3.4 section 5.3.2.30; v5.0 section 4.8.4.39).
            MsAvailabilityStatus ms_availability_status MS_AVAILABILITY_STATUS = 0x0422, MsAvailabilityStatus, [1, 1], V34,
                in34 &[C::ALERT_NOTIFICATION], in50 &[C::ALERT_NOTIFICATION], must50 &[];
            /// Error code of a network (v3.4 section 5.3.2.31; v5.0 section 4.8.4.42).
            NetworkErrorCode network_error_code NETWORK_ERROR_CODE = 0x0423, NetworkErrorCode, [3, 3], V34,
                in34 &[C::DELIVER_SM, C::DATA_SM, C::DATA_SM_RESP], in50 &[C::SUBMIT_SM_RESP, C::SUBMIT_MULTI_RESP, C::DELIVER_SM, C::DELIVER_SM_RESP, C::DATA_SM, C::DATA_SM_RESP], must50 &[];
            /// The message, in place of short_message (v3.4 section 5.3.2.32; v5.0 section 4.8.4.36).
            MessagePayload message_payload MESSAGE_PAYLOAD = 0x0424, &'a [u8], [0, 65535], V34,
                in34 MESSAGE, in50 &[C::SUBMIT_SM, C::SUBMIT_MULTI, C::DELIVER_SM, C::DATA_SM, C::REPLACE_SM, C::BROADCAST_SM], must50 &[];
            /// Why the delivery failed (v3.4 section 5.3.2.33; v5.0 section 4.8.4.19).
            DeliveryFailureReason delivery_failure_reason DELIVERY_FAILURE_REASON = 0x0425, DeliveryFailureReason, [1, 1], V34,
                in34 &[C::DATA_SM_RESP], in50 &[C::SUBMIT_SM_RESP, C::SUBMIT_MULTI_RESP, C::DELIVER_SM_RESP, C::DATA_SM_RESP], must50 &[];
            /// More messages follow for the destination (v3.4 section 5.3.2.34; v5.0 section 4.8.4.38).
            MoreMessagesToSend more_messages_to_send MORE_MESSAGES_TO_SEND = 0x0426, MoreMessagesToSend, [1, 1], V34,
                in34 &[C::SUBMIT_SM, C::DATA_SM], in50 SUBMISSION, must50 &[];
            /// State of the message (v3.4 section 5.3.2.35; v5.0 section 4.8.4.37).
            MessageState message_state MESSAGE_STATE = 0x0427, MessageState, [1, 1], V34,
                in34 &[C::DELIVER_SM, C::DATA_SM], in50 &[C::DELIVER_SM, C::DATA_SM], must50 &[C::QUERY_BROADCAST_SM_RESP];
            /// Load of the message centre, 0 to 100 (v5.0 section 4.8.4.18).
            CongestionState congestion_state CONGESTION_STATE = 0x0428, CongestionState, [1, 1], V50,
                in34 &[], in50 &[C::BIND_RECEIVER_RESP, C::BIND_TRANSMITTER_RESP, C::BIND_TRANSCEIVER_RESP, C::UNBIND_RESP, C::ENQUIRE_LINK_RESP, C::SUBMIT_SM_RESP, C::SUBMIT_MULTI_RESP, C::DELIVER_SM_RESP, C::DATA_SM_RESP, C::QUERY_SM_RESP, C::CANCEL_SM_RESP, C::REPLACE_SM_RESP, C::BROADCAST_SM_RESP, C::QUERY_BROADCAST_SM_RESP, C::CANCEL_BROADCAST_SM_RESP], must50 &[];
            /// USSD operation (v3.4 section 5.3.2.44; v5.0 section 4.8.4.64).
            UssdServiceOp ussd_service_op USSD_SERVICE_OP = 0x0501, UssdServiceOp, [1, 1], V34,
                in34 &[C::SUBMIT_SM], in50 MESSAGE, must50 &[];
            /// Cell broadcast channel (v5.0 section 4.8.4.7).
            BroadcastChannelIndicator broadcast_channel_indicator BROADCAST_CHANNEL_INDICATOR = 0x0600, BroadcastChannelIndicator, [1, 1], V50,
                in34 &[], in50 &[C::BROADCAST_SM], must50 &[];
            /// What the broadcast is about (v5.0 section 4.8.4.8).
            BroadcastContentType broadcast_content_type BROADCAST_CONTENT_TYPE = 0x0601, BroadcastContentType, [3, 3], V50,
                in34 &[], in50 &[C::CANCEL_BROADCAST_SM], must50 &[C::BROADCAST_SM];
            /// More about the content type (v5.0 section 4.8.4.6).
            BroadcastContentTypeInfo broadcast_content_type_info BROADCAST_CONTENT_TYPE_INFO = 0x0602, &'a [u8], [1, 255], V50,
                in34 &[], in50 &[C::BROADCAST_SM], must50 &[];
            /// Class of the broadcast message (v5.0 section 4.8.4.12).
            BroadcastMessageClass broadcast_message_class BROADCAST_MESSAGE_CLASS = 0x0603, BroadcastMessageClass, [1, 1], V50,
                in34 &[], in50 &[C::BROADCAST_SM], must50 &[];
            /// How often to repeat the broadcast (v5.0 section 4.8.4.13).
            BroadcastRepNum broadcast_rep_num BROADCAST_REP_NUM = 0x0604, u16, [2, 2], V50,
                in34 &[], in50 &[], must50 &[C::BROADCAST_SM];
            /// Interval between repetitions (v5.0 section 4.8.4.11).
            BroadcastFrequencyInterval broadcast_frequency_interval BROADCAST_FREQUENCY_INTERVAL = 0x0605, BroadcastFrequencyInterval, [3, 3], V50,
                in34 &[], in50 &[], must50 &[C::BROADCAST_SM];
            /// A broadcast area; may repeat (v5.0 section 4.8.4.4).
            BroadcastAreaIdentifier broadcast_area_identifier BROADCAST_AREA_IDENTIFIER = 0x0606, BroadcastAreaIdentifier<'a>, [1, 101], V50,
                in34 &[], in50 &[C::BROADCAST_SM_RESP], must50 &[C::BROADCAST_SM, C::QUERY_BROADCAST_SM_RESP];
            /// Why a broadcast area failed; may repeat (v5.0 section 4.8.4.10).
            BroadcastErrorStatus broadcast_error_status BROADCAST_ERROR_STATUS = 0x0607, CommandStatus, [4, 4], V50,
                in34 &[], in50 &[C::BROADCAST_SM_RESP], must50 &[];
            /// Success in an area in percent, 255 when not known; may repeat (v5.0 section 4.8.4.5).
            BroadcastAreaSuccess broadcast_area_success BROADCAST_AREA_SUCCESS = 0x0608, u8, [1, 1], V50,
                in34 &[], in50 &[], must50 &[C::QUERY_BROADCAST_SM_RESP];
            /// When the broadcast ends: an absolute time (v5.0 section 4.8.4.9).
            BroadcastEndTime broadcast_end_time BROADCAST_END_TIME = 0x0609, TlvText<'a>, [16, 17], V50,
                in34 &[], in50 &[C::QUERY_BROADCAST_SM_RESP], must50 &[];
            /// Target group of the broadcast (v5.0 section 4.8.4.14).
            BroadcastServiceGroup broadcast_service_group BROADCAST_SERVICE_GROUP = 0x060A, &'a [u8], [1, 255], V50,
                in34 &[], in50 &[C::BROADCAST_SM], must50 &[];
            /// Billing information: a format octet, then the value (v5.0 section 4.8.4.3).
            BillingIdentification billing_identification BILLING_IDENTIFICATION = 0x060B, &'a [u8], [1, 1024], V50,
                in34 &[], in50 SUBMISSION, must50 &[];
            /// Network of the source (v5.0 section 4.8.4.56).
            SourceNetworkId source_network_id SOURCE_NETWORK_ID = 0x060D, TlvText<'a>, [7, 65], V50,
                in34 &[], in50 MESSAGE, must50 &[];
            /// Network of the destination (v5.0 section 4.8.4.25).
            DestNetworkId dest_network_id DEST_NETWORK_ID = 0x060E, TlvText<'a>, [7, 65], V50,
                in34 &[], in50 MESSAGE, must50 &[];
            /// Node of the source, six digits (v5.0 section 4.8.4.58).
            SourceNodeId source_node_id SOURCE_NODE_ID = 0x060F, &'a [u8], [6, 6], V50,
                in34 &[], in50 MESSAGE, must50 &[];
            /// Node of the destination, six digits (v5.0 section 4.8.4.27).
            DestNodeId dest_node_id DEST_NODE_ID = 0x0610, &'a [u8], [6, 6], V50,
                in34 &[], in50 MESSAGE, must50 &[];
            /// Whether a number portability query was made (v5.0 section 4.8.4.22).
            DestAddrNpResolution dest_addr_np_resolution DEST_ADDR_NP_RESOLUTION = 0x0611, DestAddrNpResolution, [1, 1], V50,
                in34 &[], in50 MESSAGE, must50 &[];
            /// Number portability information, ten digits (v5.0 section 4.8.4.21).
            DestAddrNpInformation dest_addr_np_information DEST_ADDR_NP_INFORMATION = 0x0612, &'a [u8], [10, 10], V50,
                in34 &[], in50 MESSAGE, must50 &[];
            /// Country code of a ported number (v5.0 section 4.8.4.20).
            DestAddrNpCountry dest_addr_np_country DEST_ADDR_NP_COUNTRY = 0x0613, &'a [u8], [1, 5], V50,
                in34 &[], in50 MESSAGE, must50 &[];
            /// When the text is shown (v3.4 section 5.3.2.26; v5.0 section 4.8.4.31).
            DisplayTime display_time DISPLAY_TIME = 0x1201, DisplayTime, [1, 1], V34,
                in34 SUBMISSION, in50 SUBMISSION_BROADCAST, must50 &[];
            /// Alerting signal (v3.4 section 5.3.2.40; v5.0 section 4.8.4.53).
            SmsSignal sms_signal SMS_SIGNAL = 0x1203, u16, [2, 2], V34,
                in34 SUBMISSION, in50 SUBMISSION_BROADCAST, must50 &[];
            /// How long the mobile station keeps the message (v3.4 section 5.3.2.27; v5.0 section 4.8.4.41).
            MsValidity ms_validity MS_VALIDITY = 0x1204, MsValidity, [1, 1, 4], V34,
                in34 SUBMISSION, in50 SUBMISSION_BROADCAST, must50 &[];
            /// Asks the mobile station to alert its user; may be empty (v3.4 section 5.3.2.41; v5.0 section 4.8.4.2).
            AlertOnMessageDelivery alert_on_message_delivery ALERT_ON_MESSAGE_DELIVERY = 0x130C, Option<AlertOnMessageDelivery>, [0, 0, 1], V34,
                in34 SUBMISSION, in50 SUBMISSION_BROADCAST, must50 &[];
            /// How the subscriber answers (v3.4 section 5.3.2.42; v5.0 section 4.8.4.33).
            ItsReplyType its_reply_type ITS_REPLY_TYPE = 0x1380, ItsReplyType, [1, 1], V34,
                in34 &[C::SUBMIT_SM, C::DATA_SM], in50 MESSAGE, must50 &[];
            /// Where an ITS or USSD dialogue stands (v3.4 section 5.3.2.43; v5.0 section 4.8.4.34).
            ItsSessionInfo its_session_info ITS_SESSION_INFO = 0x1383, ItsSessionInfo, [2, 2], V34,
                in34 &[C::SUBMIT_SM, C::DELIVER_SM, C::DATA_SM], in50 MESSAGE, must50 &[];
        }
    };
}
pub(super) use tlvs;
