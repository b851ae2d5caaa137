//! rusmpp-core 0.4.0.

use crate::Seen;
use rusmpp_core::command::borrowed::Command;
use rusmpp_core::decode::borrowed::DecodeWithLength;
use rusmpp_core::encode::Encode;
use rusmpp_core::pdus::borrowed::Pdu;
use smpp_core::{CommandId, RawPdu, Tag, Tlv, Version};

/// Room for TLVs and list entries in its PDUs: enough for what is generated.
const ROOM: usize = 255;

fn wire(value: &impl Encode) -> Vec<u8> {
    let mut octets = vec![0; value.length()];
    let written = value.encode(&mut octets);
    assert_eq!(written, octets.len());
    octets
}

/// The named parts of a PDU, then its TLVs.
macro_rules! seen {
    ($pdu:expr; $($field:ident)*; $($tlvs:ident)?) => {{
        let parts = $pdu.clone().into_parts();
        #[allow(unused_mut, unused_assignments)]
        let mut tlvs = Vec::new();
        $(tlvs = wire(&parts.$tlvs);)?
        Seen::new(vec![$((stringify!($field), wire(&parts.$field))),*], tlvs)
    }};
}

macro_rules! bind {
    ($pdu:expr) => {
        seen!($pdu; system_id password system_type interface_version addr_ton addr_npi address_range;)
    };
}

macro_rules! message {
    ($pdu:expr) => {
        seen!($pdu; service_type source_addr_ton source_addr_npi source_addr dest_addr_ton dest_addr_npi
            destination_addr esm_class protocol_id priority_flag schedule_delivery_time validity_period
            registered_delivery replace_if_present_flag data_coding sm_default_msg_id sm_length short_message; tlvs)
    };
}

pub fn decode(octets: &[u8]) -> Option<Seen> {
    let (command, _) = Command::<'_, ROOM>::decode(&octets[4..], octets.len() - 4).ok()?;
    let Some(pdu) = command.pdu() else { return Some(Seen::default()) };
    Some(match pdu {
        Pdu::BindTransmitter(pdu) => bind!(pdu),
        Pdu::BindReceiver(pdu) => bind!(pdu),
        Pdu::BindTransceiver(pdu) => bind!(pdu),
        Pdu::BindTransmitterResp(pdu) => seen!(pdu; system_id; sc_interface_version),
        Pdu::BindReceiverResp(pdu) => seen!(pdu; system_id; sc_interface_version),
        Pdu::BindTransceiverResp(pdu) => seen!(pdu; system_id; sc_interface_version),
        Pdu::Outbind(pdu) => seen!(pdu; system_id password;),
        Pdu::AlertNotification(pdu) => {
            seen!(pdu; source_addr_ton source_addr_npi source_addr esme_addr_ton esme_addr_npi esme_addr;
                ms_availability_status)
        }
        Pdu::SubmitSm(pdu) => message!(pdu),
        Pdu::DeliverSm(pdu) => message!(pdu),
        Pdu::SubmitSmResp(pdu) => seen!(pdu; message_id; tlvs),
        Pdu::DeliverSmResp(pdu) => seen!(pdu; message_id; tlvs),
        Pdu::DataSmResp(pdu) => seen!(pdu; message_id; tlvs),
        Pdu::BroadcastSmResp(pdu) => seen!(pdu; message_id; tlvs),
        Pdu::QueryBroadcastSmResp(pdu) => seen!(pdu; message_id; tlvs),
        Pdu::QuerySm(pdu) => seen!(pdu; message_id source_addr_ton source_addr_npi source_addr;),
        Pdu::QuerySmResp(pdu) => seen!(pdu; message_id final_date message_state error_code;),
        Pdu::QueryBroadcastSm(pdu) => {
            seen!(pdu; message_id source_addr_ton source_addr_npi source_addr; user_message_reference)
        }
        Pdu::DataSm(pdu) => {
            seen!(pdu; service_type source_addr_ton source_addr_npi source_addr dest_addr_ton dest_addr_npi
                destination_addr esm_class registered_delivery data_coding; tlvs)
        }
        Pdu::CancelSm(pdu) => {
            seen!(pdu; service_type message_id source_addr_ton source_addr_npi source_addr dest_addr_ton
                dest_addr_npi destination_addr;)
        }
        Pdu::CancelBroadcastSm(pdu) => {
            seen!(pdu; service_type message_id source_addr_ton source_addr_npi source_addr; tlvs)
        }
        Pdu::ReplaceSm(pdu) => {
            seen!(pdu; message_id source_addr_ton source_addr_npi source_addr schedule_delivery_time
                validity_period registered_delivery sm_default_msg_id sm_length short_message; message_payload)
        }
        Pdu::SubmitMulti(pdu) => {
            seen!(pdu; service_type source_addr_ton source_addr_npi source_addr number_of_dests dest_address
                esm_class protocol_id priority_flag schedule_delivery_time validity_period registered_delivery
                replace_if_present_flag data_coding sm_default_msg_id sm_length short_message; tlvs)
        }
        Pdu::SubmitMultiResp(pdu) => seen!(pdu; message_id no_unsuccess unsuccess_sme; tlvs),
        Pdu::BroadcastSm(pdu) => {
            seen!(pdu; service_type source_addr_ton source_addr_npi source_addr message_id priority_flag
                schedule_delivery_time validity_period replace_if_present_flag data_coding sm_default_msg_id; tlvs)
        }
        Pdu::Unbind
        | Pdu::UnbindResp
        | Pdu::EnquireLink
        | Pdu::EnquireLinkResp
        | Pdu::GenericNack
        | Pdu::CancelSmResp
        | Pdu::ReplaceSmResp
        | Pdu::CancelBroadcastSmResp => Seen::default(),
        // It has no type for this PDU and keeps the octets: there is nothing to compare.
        _ => return None,
    })
}

/// The bits of a one-octet TLV that it keeps: those with a meaning in the standard.
fn bits_kept(tag: Tag) -> u8 {
    match tag {
        Tag::MS_MSG_WAIT_FACILITIES => 0x83,
        Tag::CALLBACK_NUM_PRES_IND => 0x0F,
        _ => 0xFF,
    }
}

pub fn excuse(octets: &[u8], theirs: &Seen, ours: Option<&Seen>) -> Option<&'static str> {
    let Some(ours) = ours else {
        return (octets.len() == 16 && *theirs == Seen::default()).then_some("rusmpp-header-only");
    };
    if theirs.fields != ours.fields {
        return None;
    }
    let raw = RawPdu::parse(octets).ok()?;
    let tlvs = raw.tlvs().ok()?;
    let wrong_length = |tlv: &Tlv<'_>| {
        let def = tlv.tag().def()?;
        let range = usize::from(def.min)..=usize::from(def.max_in(Version::V50));
        (!range.contains(&tlv.octets().len())).then_some(())
    };
    // If its tables list TLVs for a PDU it keeps all TLVs, otherwise one or none.
    if ours.tlvs.starts_with(&theirs.tlvs) && KEEPS_ONE_OR_NONE.contains(&raw.command_id) {
        return Some("tlvs-dropped");
    }
    if tlvs.iter().any(|tlv| wrong_length(&tlv).is_some()) || !tlvs.trailing().is_empty() {
        return Some("rusmpp-tlv-length");
    }
    let masked: Vec<u8> = tlvs
        .iter()
        .flat_map(|tlv| {
            let mut octets = tlv.octets().to_vec();
            octets.iter_mut().for_each(|octet| *octet &= bits_kept(tlv.tag()));
            let [tag, length] = [tlv.tag().0, octets.len() as u16].map(u16::to_be_bytes);
            [&tag[..], &length[..], &octets[..]].concat()
        })
        .collect();
    (masked == theirs.tlvs).then_some("rusmpp-reserved-bits")
}

const KEEPS_ONE_OR_NONE: [CommandId; 21] = [
    CommandId::GENERIC_NACK,
    CommandId::BIND_RECEIVER,
    CommandId::BIND_RECEIVER_RESP,
    CommandId::BIND_TRANSMITTER,
    CommandId::BIND_TRANSMITTER_RESP,
    CommandId::BIND_TRANSCEIVER,
    CommandId::BIND_TRANSCEIVER_RESP,
    CommandId::OUTBIND,
    CommandId::UNBIND,
    CommandId::UNBIND_RESP,
    CommandId::ENQUIRE_LINK,
    CommandId::ENQUIRE_LINK_RESP,
    CommandId::ALERT_NOTIFICATION,
    CommandId::QUERY_SM,
    CommandId::QUERY_SM_RESP,
    CommandId::CANCEL_SM,
    CommandId::CANCEL_SM_RESP,
    CommandId::REPLACE_SM,
    CommandId::REPLACE_SM_RESP,
    CommandId::QUERY_BROADCAST_SM,
    CommandId::CANCEL_BROADCAST_SM_RESP,
];
