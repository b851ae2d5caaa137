//! The registry of all TLVs: generates the table, the enum [`TlvValue`] and the names of tags. Each TLV is
//! declared in the file of its group.

use super::broadcast::*;
use super::declare::*;
use super::delivery::*;
use super::message::*;
use super::network::*;
use super::phone::*;
use super::session::*;

macro_rules! registry {
    ($($Name:ident($ty:ty) $name:ident $CONST:ident;)*) => {
        impl Tag {
            /// The first version that has the tag. Tags that no version lists, such as a vendor's, count as
            /// 3.4.
            pub const fn since(self) -> Version {
                match self {
                    $( Self::$CONST => $CONST.since, )*
                    _ => Version::V34,
                }
            }
        }

        /// Every TLV of 3.4 and 5.0, ordered by tag.
        pub static TLVS: &[TlvDef] = &[ $( $CONST, )* ];

        /// The value of a TLV, typed by its tag. If the tag is unknown, or the value has a length that its type
        /// does not allow, it is kept as [`TlvValue::Unknown`].
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum TlvValue<'a> {
            $(
                #[doc = concat!("`", stringify!($name), "`.")]
                $Name($ty),
            )*
            /// A TLV with an unknown tag, or a known one whose value cannot be read as its type.
            Unknown(Tlv<'a>),
        }

        impl<'a> TlvValue<'a> {
            /// Converts the value back to a TLV.
            pub fn tlv(self) -> Tlv<'a> {
                match self {
                    $( Self::$Name(value) => Tlv::$name(value), )*
                    Self::Unknown(tlv) => tlv,
                }
            }

            /// Whether the type of the value considers it reserved in a version.
            pub(super) fn is_reserved_by_type(self, version: Version) -> bool {
                match self {
                    $( Self::$Name(value) => TlvType::is_reserved(value, version), )*
                    Self::Unknown(_) => false,
                }
            }

            /// The text, if the value is a C-Octet String.
            pub(crate) fn text(self) -> Option<TlvText<'a>> {
                match self {
                    $( Self::$Name(value) => TlvType::text(value), )*
                    Self::Unknown(_) => None,
                }
            }
        }

        impl TlvValue<'_> {
            /// The number, if the value is one.
            pub(crate) fn number(self) -> Option<u32> {
                match self {
                    $( Self::$Name(value) => TlvType::number(value), )*
                    Self::Unknown(_) => None,
                }
            }

            /// Writes what the value means, if the standard says so.
            pub(crate) fn write_meaning(self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self {
                    $( Self::$Name(value) => TlvType::write_meaning(value, f), )*
                    Self::Unknown(_) => Ok(()),
                }
            }
        }

        #[cfg(feature = "serde")]
        impl serde::Serialize for TlvValue<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                match *self {
                    $( Self::$Name(value) => TlvType::serialize(value, serializer), )*
                    Self::Unknown(tlv) => serializer.collect_str(&crate::wire::Hex(tlv.octets())),
                }
            }
        }

        impl<'a> Tlv<'a> {
            /// The value, typed by the tag.
            pub fn value(&self) -> TlvValue<'a> {
                let typed = match self.tag {
                    $( Tag::$CONST => <$ty as TlvType<'a>>::read(self).map(TlvValue::$Name), )*
                    _ => None,
                };
                typed.unwrap_or(TlvValue::Unknown(*self))
            }
        }

    };
}
registry! {
    DestAddrSubunit(AddrSubunit) dest_addr_subunit DEST_ADDR_SUBUNIT;
    DestNetworkType(NetworkType) dest_network_type DEST_NETWORK_TYPE;
    DestBearerType(BearerType) dest_bearer_type DEST_BEARER_TYPE;
    DestTelematicsId(u16) dest_telematics_id DEST_TELEMATICS_ID;
    SourceAddrSubunit(AddrSubunit) source_addr_subunit SOURCE_ADDR_SUBUNIT;
    SourceNetworkType(NetworkType) source_network_type SOURCE_NETWORK_TYPE;
    SourceBearerType(BearerType) source_bearer_type SOURCE_BEARER_TYPE;
    SourceTelematicsId(u8) source_telematics_id SOURCE_TELEMATICS_ID;
    QosTimeToLive(u32) qos_time_to_live QOS_TIME_TO_LIVE;
    PayloadType(PayloadType) payload_type PAYLOAD_TYPE;
    AdditionalStatusInfoText(TlvText<'a>) additional_status_info_text ADDITIONAL_STATUS_INFO_TEXT;
    ReceiptedMessageId(TlvText<'a>) receipted_message_id RECEIPTED_MESSAGE_ID;
    MsMsgWaitFacilities(MsMsgWaitFacilities) ms_msg_wait_facilities MS_MSG_WAIT_FACILITIES;
    PrivacyIndicator(PrivacyIndicator) privacy_indicator PRIVACY_INDICATOR;
    SourceSubaddress(Subaddress<'a>) source_subaddress SOURCE_SUBADDRESS;
    DestSubaddress(Subaddress<'a>) dest_subaddress DEST_SUBADDRESS;
    UserMessageReference(u16) user_message_reference USER_MESSAGE_REFERENCE;
    UserResponseCode(u8) user_response_code USER_RESPONSE_CODE;
    SourcePort(u16) source_port SOURCE_PORT;
    DestPort(u16) dest_port DEST_PORT;
    SarMsgRefNum(u16) sar_msg_ref_num SAR_MSG_REF_NUM;
    LanguageIndicator(LanguageIndicator) language_indicator LANGUAGE_INDICATOR;
    SarTotalSegments(u8) sar_total_segments SAR_TOTAL_SEGMENTS;
    SarSegmentSeqnum(u8) sar_segment_seqnum SAR_SEGMENT_SEQNUM;
    ScInterfaceVersion(InterfaceVersion) sc_interface_version SC_INTERFACE_VERSION;
    CallbackNumPresInd(CallbackNumPresInd) callback_num_pres_ind CALLBACK_NUM_PRES_IND;
    CallbackNumAtag(&'a [u8]) callback_num_atag CALLBACK_NUM_ATAG;
    NumberOfMessages(u8) number_of_messages NUMBER_OF_MESSAGES;
    CallbackNum(CallbackNum<'a>) callback_num CALLBACK_NUM;
    DpfResult(DpfResult) dpf_result DPF_RESULT;
    SetDpf(SetDpf) set_dpf SET_DPF;
    MsAvailabilityStatus(MsAvailabilityStatus) ms_availability_status MS_AVAILABILITY_STATUS;
    NetworkErrorCode(NetworkErrorCode) network_error_code NETWORK_ERROR_CODE;
    MessagePayload(&'a [u8]) message_payload MESSAGE_PAYLOAD;
    DeliveryFailureReason(DeliveryFailureReason) delivery_failure_reason DELIVERY_FAILURE_REASON;
    MoreMessagesToSend(MoreMessagesToSend) more_messages_to_send MORE_MESSAGES_TO_SEND;
    MessageState(MessageState) message_state MESSAGE_STATE;
    CongestionState(CongestionState) congestion_state CONGESTION_STATE;
    UssdServiceOp(UssdServiceOp) ussd_service_op USSD_SERVICE_OP;
    BroadcastChannelIndicator(BroadcastChannelIndicator) broadcast_channel_indicator BROADCAST_CHANNEL_INDICATOR;
    BroadcastContentType(BroadcastContentType) broadcast_content_type BROADCAST_CONTENT_TYPE;
    BroadcastContentTypeInfo(&'a [u8]) broadcast_content_type_info BROADCAST_CONTENT_TYPE_INFO;
    BroadcastMessageClass(BroadcastMessageClass) broadcast_message_class BROADCAST_MESSAGE_CLASS;
    BroadcastRepNum(u16) broadcast_rep_num BROADCAST_REP_NUM;
    BroadcastFrequencyInterval(BroadcastFrequencyInterval) broadcast_frequency_interval BROADCAST_FREQUENCY_INTERVAL;
    BroadcastAreaIdentifier(BroadcastAreaIdentifier<'a>) broadcast_area_identifier BROADCAST_AREA_IDENTIFIER;
    BroadcastErrorStatus(CommandStatus) broadcast_error_status BROADCAST_ERROR_STATUS;
    BroadcastAreaSuccess(u8) broadcast_area_success BROADCAST_AREA_SUCCESS;
    BroadcastEndTime(TlvText<'a>) broadcast_end_time BROADCAST_END_TIME;
    BroadcastServiceGroup(&'a [u8]) broadcast_service_group BROADCAST_SERVICE_GROUP;
    BillingIdentification(&'a [u8]) billing_identification BILLING_IDENTIFICATION;
    SourceNetworkId(TlvText<'a>) source_network_id SOURCE_NETWORK_ID;
    DestNetworkId(TlvText<'a>) dest_network_id DEST_NETWORK_ID;
    SourceNodeId(&'a [u8]) source_node_id SOURCE_NODE_ID;
    DestNodeId(&'a [u8]) dest_node_id DEST_NODE_ID;
    DestAddrNpResolution(DestAddrNpResolution) dest_addr_np_resolution DEST_ADDR_NP_RESOLUTION;
    DestAddrNpInformation(&'a [u8]) dest_addr_np_information DEST_ADDR_NP_INFORMATION;
    DestAddrNpCountry(&'a [u8]) dest_addr_np_country DEST_ADDR_NP_COUNTRY;
    DisplayTime(DisplayTime) display_time DISPLAY_TIME;
    SmsSignal(u16) sms_signal SMS_SIGNAL;
    MsValidity(MsValidity) ms_validity MS_VALIDITY;
    AlertOnMessageDelivery(Option<AlertOnMessageDelivery>) alert_on_message_delivery ALERT_ON_MESSAGE_DELIVERY;
    ItsReplyType(ItsReplyType) its_reply_type ITS_REPLY_TYPE;
    ItsSessionInfo(ItsSessionInfo) its_session_info ITS_SESSION_INFO;
}

impl Tag {
    /// The declaration of the tag, if the standard lists it.
    pub fn def(self) -> Option<&'static TlvDef> {
        TLVS.iter().find(|def| def.tag == self)
    }

    /// The standard's name for the tag, if the standard lists it.
    pub fn name(self) -> Option<&'static str> {
        self.def().map(|def| def.name)
    }
}
