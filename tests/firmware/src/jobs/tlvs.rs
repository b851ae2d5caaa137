//! TLVs: every getter and every constructor by its name.

use super::arguments::{MOST_OCTETS, hex};
use crate::output::Output;
use smpp_core::tlv::{TLVS, Tag, TlvValue};
use smpp_core::{Tlv, Tlvs, Version};

/// Code generated from the names of all TLVs.
macro_rules! tlvs {
    ($($Variant:ident $name:ident,)*) => {
        /// How many of the names are there. Reports each whose value has no possible length.
        fn found(tlvs: &Tlvs<'_>, out: &mut Output) -> usize {
            let mut found = 0_usize;
            $( match tlvs.$name() {
                Ok(value) => found = found.saturating_add(usize::from(value.is_some())),
                Err(error) => out.show(error).end(),
            } )*
            found
        }

        /// The TLV rebuilt from its typed value by the constructor of its name; `None` for a tag without one.
        fn made_again<'a>(value: TlvValue<'a>) -> Option<Tlv<'a>> {
            match value {
                $( TlvValue::$Variant(value) => Some(Tlv::$name(value)), )*
                _ => None,
            }
        }
    };
}
tlvs! {
    DestAddrSubunit dest_addr_subunit,
    DestNetworkType dest_network_type,
    DestBearerType dest_bearer_type,
    DestTelematicsId dest_telematics_id,
    SourceAddrSubunit source_addr_subunit,
    SourceNetworkType source_network_type,
    SourceBearerType source_bearer_type,
    SourceTelematicsId source_telematics_id,
    QosTimeToLive qos_time_to_live,
    PayloadType payload_type,
    AdditionalStatusInfoText additional_status_info_text,
    ReceiptedMessageId receipted_message_id,
    MsMsgWaitFacilities ms_msg_wait_facilities,
    PrivacyIndicator privacy_indicator,
    SourceSubaddress source_subaddress,
    DestSubaddress dest_subaddress,
    UserMessageReference user_message_reference,
    UserResponseCode user_response_code,
    SourcePort source_port,
    DestPort dest_port,
    SarMsgRefNum sar_msg_ref_num,
    LanguageIndicator language_indicator,
    SarTotalSegments sar_total_segments,
    SarSegmentSeqnum sar_segment_seqnum,
    ScInterfaceVersion sc_interface_version,
    CallbackNumPresInd callback_num_pres_ind,
    CallbackNumAtag callback_num_atag,
    NumberOfMessages number_of_messages,
    CallbackNum callback_num,
    DpfResult dpf_result,
    SetDpf set_dpf,
    MsAvailabilityStatus ms_availability_status,
    NetworkErrorCode network_error_code,
    MessagePayload message_payload,
    DeliveryFailureReason delivery_failure_reason,
    MoreMessagesToSend more_messages_to_send,
    MessageState message_state,
    CongestionState congestion_state,
    UssdServiceOp ussd_service_op,
    BroadcastChannelIndicator broadcast_channel_indicator,
    BroadcastContentType broadcast_content_type,
    BroadcastContentTypeInfo broadcast_content_type_info,
    BroadcastMessageClass broadcast_message_class,
    BroadcastRepNum broadcast_rep_num,
    BroadcastFrequencyInterval broadcast_frequency_interval,
    BroadcastAreaIdentifier broadcast_area_identifier,
    BroadcastErrorStatus broadcast_error_status,
    BroadcastAreaSuccess broadcast_area_success,
    BroadcastEndTime broadcast_end_time,
    BroadcastServiceGroup broadcast_service_group,
    BillingIdentification billing_identification,
    SourceNetworkId source_network_id,
    DestNetworkId dest_network_id,
    SourceNodeId source_node_id,
    DestNodeId dest_node_id,
    DestAddrNpResolution dest_addr_np_resolution,
    DestAddrNpInformation dest_addr_np_information,
    DestAddrNpCountry dest_addr_np_country,
    DisplayTime display_time,
    SmsSignal sms_signal,
    MsValidity ms_validity,
    AlertOnMessageDelivery alert_on_message_delivery,
    ItsReplyType its_reply_type,
    ItsSessionInfo its_session_info,
}

/// `tlvs HEX`: each TLV, its typed value, and the same rebuilt by name and by value.
pub fn run(arguments: &[u8], out: &mut Output) {
    let Some(octets) = hex(arguments) else { return out.line("not hexadecimal, or too long") };
    let tlvs = Tlvs::from_octets(&octets);
    let mut again = heapless::Vec::<Tlv<'_>, 64>::new();
    for tlv in tlvs {
        let value = tlv.value();
        out.show(format_args!("{} {value:?} {tlv:?}", tlv.tag()));
        let same = (made_again(value).is_none_or(|made| made == tlv), value.tlv() == tlv);
        let lengths = (tlv.value_len(), tlv.encoded_len(), tlv.octets().len());
        out.show(format_args!(" {same:?} {lengths:?} vendor {}", tlv.tag().is_vendor())).end();
        readings(value, out);
        let _ = again.push(value.tlv());
    }
    let count = found(&tlvs, out);
    out.number(count).text(" of ").number(TLVS.len()).text(" known, trailing ").hex(tlvs.trailing()).end();
    let listed = Tlvs::from(again.as_slice());
    out.show(format_args!("{} {} {}", listed == tlvs, listed.encoded_len(), listed.is_empty())).end();
    if octets.len() < MOST_OCTETS / 8 {
        out.show(format_args!("{tlvs:?}")).end();
    }
}

/// The parts of compound values.
fn readings(value: TlvValue<'_>, out: &mut Output) {
    match value {
        TlvValue::SourceSubaddress(a) | TlvValue::DestSubaddress(a) => {
            out.show(format_args!("  {:?} ", a.kind())).hex(a.address()).end();
        }
        TlvValue::CallbackNum(a) => {
            out.show(format_args!("  {} {:?} {:?} ", a.is_ascii(), a.ton(), a.npi())).hex(a.digits()).end();
        }
        TlvValue::BroadcastAreaIdentifier(a) => {
            out.show(format_args!("  {:?} ", a.format())).hex(a.area()).end();
        }
        TlvValue::ReceiptedMessageId(text) | TlvValue::AdditionalStatusInfoText(text) => {
            out.text("  ").hex(text.as_bytes()).show(format_args!(" {}", text.terminated())).end();
        }
        TlvValue::CallbackNumPresInd(bits) => {
            out.show(format_args!("  {} {}", bits.presentation(), bits.screening())).end();
        }
        TlvValue::MsMsgWaitFacilities(bits) => {
            out.show(format_args!("  {} {}", bits.active(), bits.indication())).end();
        }
        TlvValue::CongestionState(load) => out.show(format_args!("  {load}")).end(),
        TlvValue::ItsSessionInfo(info) => {
            out.show(format_args!("  {} {}", info.sequence_number(), info.end_of_session())).end();
        }
        _ => {}
    }
}

/// `tag NUMBER COMMAND_ID`, both hexadecimal: the tables' entries for a tag.
pub fn tag(arguments: &[u8], out: &mut Output) {
    let (tag, id) = super::arguments::word(arguments);
    let (Some(tag), Some(id)) = (hex(tag), hex(id)) else { return out.line("not hexadecimal") };
    let (Some(tag), Some(id)) = (tag.first_chunk(), id.first_chunk()) else { return out.line("too short") };
    let (tag, id) = (Tag(u16::from_be_bytes(*tag)), smpp_core::CommandId(u32::from_be_bytes(*id)));
    out.show(format_args!("{tag} {tag:?} since {}", tag.since())).end();
    if let Some(def) = tag.def() {
        let versions = [Version::V33, Version::V34, Version::V50];
        out.show(format_args!(
            "{:?} {:?}",
            versions.map(|v| def.allowed(id, v)),
            versions.map(|v| def.max_in(v))
        ));
        out.end();
    }
    match id.def() {
        Some(def) => {
            let versions = [Version::V33, Version::V34, Version::V50].map(|version| def.in_version(version));
            out.show(format_args!(
                "{} {:?} {:?} {versions:?} {}",
                def.name,
                def.kind,
                def.issued_by,
                def.is_unverified()
            ));
            out.end();
        }
        None => out.line("no such PDU"),
    }
    let turned = (id.is_response(), id.request(), id.response());
    out.show(format_args!("{turned:?} {}", id.name().unwrap_or("-"))).end();
}
