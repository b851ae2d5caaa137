//! smpp34 1.5.1.

use crate::Seen;
use smpp_core::{CommandId, Pdu, RawPdu};
use smpp34::{
    CommandHeader, DestAddress, Tlv, UnsuccessSme, alert_notification, bind_receiver, bind_receiver_resp,
    bind_transceiver, bind_transceiver_resp, bind_transmitter, bind_transmitter_resp, cancel_sm, data_sm,
    deliver_sm, encode_tlvs, query_sm, query_sm_resp, replace_sm, submit_sm, submit_sm_multi,
    submit_sm_multi_resp, submit_sm_resp,
};

/// A value in wire form.
trait Wire {
    fn wire(&self) -> Vec<u8>;
}

impl Wire for u8 {
    fn wire(&self) -> Vec<u8> {
        vec![*self]
    }
}

impl Wire for String {
    fn wire(&self) -> Vec<u8> {
        [self.as_bytes(), &[0]].concat()
    }
}

impl Wire for Option<String> {
    fn wire(&self) -> Vec<u8> {
        self.as_ref().map(Wire::wire).unwrap_or_default()
    }
}

impl Wire for Vec<u8> {
    fn wire(&self) -> Vec<u8> {
        self.clone()
    }
}

impl Wire for Vec<DestAddress> {
    fn wire(&self) -> Vec<u8> {
        let entry = |entry: &DestAddress| match entry {
            DestAddress::Sme { dest_addr_ton, dest_addr_npi, destination_addr } => {
                [vec![1, *dest_addr_ton, *dest_addr_npi], destination_addr.wire()].concat()
            }
            DestAddress::DistributionList { dl_name } => [vec![2], dl_name.wire()].concat(),
        };
        self.iter().flat_map(entry).collect()
    }
}

impl Wire for Vec<UnsuccessSme> {
    fn wire(&self) -> Vec<u8> {
        let entry = |entry: &UnsuccessSme| {
            let head = vec![entry.dest_addr_ton, entry.dest_addr_npi];
            [head, entry.destination_addr.wire(), entry.error_status_code.to_be_bytes().to_vec()].concat()
        };
        self.iter().flat_map(entry).collect()
    }
}

fn octet_tlv(tag: u16, value: Option<u8>) -> Vec<u8> {
    value.map(|value| Tlv::new(tag, vec![value]).encode()).unwrap_or_default()
}

macro_rules! seen {
    ($pdu:expr; $($field:ident)*; $tlvs:expr) => {
        seen!(let pdu = $pdu; $($field)*; $tlvs)
    };
    (let $pdu:ident = $value:expr; $($field:ident)*; $tlvs:expr) => {{
        let $pdu = $value;
        Seen::new(vec![$((stringify!($field), $pdu.$field.wire())),*], $tlvs)
    }};
}

macro_rules! bind {
    ($pdu:expr) => {
        seen!($pdu; system_id password system_type interface_version addr_ton addr_npi address_range; Vec::new())
    };
}

macro_rules! bind_resp {
    ($pdu:expr) => {
        seen!(let pdu = $pdu; system_id; octet_tlv(0x0210, pdu.sc_interface_version))
    };
}

macro_rules! message {
    ($pdu:expr) => {
        seen!(let pdu = $pdu; service_type source_addr_ton source_addr_npi source_addr dest_addr_ton dest_addr_npi
            destination_addr esm_class protocol_id priority_flag schedule_delivery_time validity_period
            registered_delivery replace_if_present_flag data_coding sm_default_msg_id sm_length short_message;
            encode_tlvs(&pdu.tlvs))
    };
}

pub fn decode(octets: &[u8]) -> Option<Seen> {
    let header = CommandHeader::decode(octets).ok()?;
    let mut seen = match CommandId(header.command_id) {
        CommandId::BIND_RECEIVER => bind!(bind_receiver::decode(header, octets).ok()?),
        CommandId::BIND_TRANSMITTER => bind!(bind_transmitter::decode(header, octets).ok()?),
        CommandId::BIND_TRANSCEIVER => bind!(bind_transceiver::decode(header, octets).ok()?),
        CommandId::BIND_RECEIVER_RESP => bind_resp!(bind_receiver_resp::decode(header, octets).ok()?),
        CommandId::BIND_TRANSMITTER_RESP => bind_resp!(bind_transmitter_resp::decode(header, octets).ok()?),
        CommandId::BIND_TRANSCEIVER_RESP => bind_resp!(bind_transceiver_resp::decode(header, octets).ok()?),
        CommandId::SUBMIT_SM => message!(submit_sm::decode(header, octets).ok()?),
        CommandId::DELIVER_SM => message!(deliver_sm::decode(header, octets).ok()?),
        CommandId::SUBMIT_SM_RESP => {
            seen!(submit_sm_resp::decode(header, octets).ok()?; message_id; Vec::new())
        }
        CommandId::DATA_SM => {
            seen!(let pdu = data_sm::decode(header, octets).ok()?; service_type source_addr_ton source_addr_npi source_addr dest_addr_ton dest_addr_npi
                destination_addr esm_class registered_delivery data_coding; encode_tlvs(&pdu.tlvs))
        }
        CommandId::QUERY_SM => {
            let pdu = query_sm::decode(header, octets).ok()?;
            seen!(pdu; message_id source_addr_ton source_addr_npi source_addr; Vec::new())
        }
        CommandId::QUERY_SM_RESP => {
            let pdu = query_sm_resp::decode(header, octets).ok()?;
            seen!(pdu; message_id final_date message_state error_code; Vec::new())
        }
        CommandId::CANCEL_SM => {
            let pdu = cancel_sm::decode(header, octets).ok()?;
            seen!(pdu; service_type message_id source_addr_ton source_addr_npi source_addr dest_addr_ton
                dest_addr_npi destination_addr; Vec::new())
        }
        CommandId::REPLACE_SM => {
            let pdu = replace_sm::decode(header, octets).ok()?;
            seen!(pdu; message_id source_addr_ton source_addr_npi source_addr schedule_delivery_time
                validity_period registered_delivery sm_default_msg_id sm_length short_message; Vec::new())
        }
        CommandId::ALERT_NOTIFICATION => {
            seen!(let pdu = alert_notification::decode(header, octets).ok()?; source_addr_ton source_addr_npi source_addr esme_addr_ton esme_addr_npi esme_addr;
                octet_tlv(0x0422, pdu.ms_availability_status))
        }
        CommandId::SUBMIT_MULTI => {
            let mut seen = seen!(let pdu = submit_sm_multi::decode(header, octets).ok()?; service_type source_addr_ton source_addr_npi source_addr number_of_dests
                dest_addresses esm_class protocol_id priority_flag schedule_delivery_time validity_period
                registered_delivery replace_if_present_flag data_coding sm_default_msg_id sm_length
                short_message; encode_tlvs(&pdu.tlvs));
            // Its name for dest_address.
            seen.fields[4].0 = "dest_address";
            seen
        }
        CommandId::SUBMIT_MULTI_RESP => {
            let pdu = submit_sm_multi_resp::decode(header, octets).ok()?;
            seen!(pdu; message_id no_unsuccess unsuccess_sme; Vec::new())
        }
        // It reads only the header of the others, or does not expose their fields.
        _ => return None,
    };
    // If the body is absent, its fields are `None`, which become no octets. We show no fields at all.
    if octets.len() == 16 {
        seen.fields.retain(|(_, octets)| !octets.is_empty());
    }
    Some(seen)
}

pub fn excuse(octets: &[u8], theirs: &Seen, ours: Option<&Seen>) -> Option<&'static str> {
    let raw = RawPdu::parse(octets).ok()?;
    let nothing =
        theirs.tlvs.is_empty() && theirs.fields.iter().all(|(_, octets)| octets.iter().all(|o| *o == 0));
    if raw.command_id.0 >= 0x8000_0000 && !raw.command_status.is_ok() && nothing {
        return Some("error-body");
    }
    if raw.command_id == CommandId::CANCEL_SM {
        // The first three octets of command_length, read as service_type, message_id, and the ton between them.
        return (theirs.fields[..2].iter().all(|(_, text)| text == &[0])).then_some("smpp34-cancel_sm");
    }
    let Some(ours) = ours else {
        let field = Pdu::decode(&raw).err()?.field();
        return (field == Some("dest_flag") || field == Some("dest_address")).then_some("smpp34-dest_flag");
    };
    let same_names = theirs.fields.iter().map(|(name, _)| name).eq(ours.fields.iter().map(|(name, _)| name));
    if !same_names {
        return None;
    }
    let mut lossy = false;
    for ((_, theirs), (_, ours)) in theirs.fields.iter().zip(&ours.fields) {
        if theirs != ours {
            lossy = true;
            if !is_lossy(theirs, ours) {
                return None;
            }
        }
    }
    if lossy {
        return Some("smpp34-text");
    }
    let trailing = raw.tlvs().ok()?.trailing();
    if raw.command_id == CommandId::ALERT_NOTIFICATION && trailing.len() == 1 && ours.tlvs.is_empty() {
        return theirs.tlvs.ends_with(trailing).then_some("smpp34-bare-octet");
    }
    // One of the TLVs, or none.
    let kept = ours.tlvs.windows(theirs.tlvs.len().max(1)).any(|tlv| tlv == theirs.tlvs);
    (KEEPS_ONE_OR_NONE.contains(&raw.command_id) && (theirs.tlvs.is_empty() || kept))
        .then_some("tlvs-dropped")
}

/// Whether the octets, or some of them in a list, became U+FFFD because they are not UTF-8.
fn is_lossy(theirs: &[u8], ours: &[u8]) -> bool {
    const REPLACEMENT: &[u8] = "\u{FFFD}".as_bytes();
    theirs == String::from_utf8_lossy(ours).as_bytes()
        || theirs.first() == ours.first() && theirs.windows(3).any(|three| three == REPLACEMENT)
}

const KEEPS_ONE_OR_NONE: [CommandId; 12] = [
    CommandId::BIND_RECEIVER,
    CommandId::BIND_RECEIVER_RESP,
    CommandId::BIND_TRANSMITTER,
    CommandId::BIND_TRANSMITTER_RESP,
    CommandId::BIND_TRANSCEIVER,
    CommandId::BIND_TRANSCEIVER_RESP,
    CommandId::SUBMIT_SM_RESP,
    CommandId::SUBMIT_MULTI_RESP,
    CommandId::ALERT_NOTIFICATION,
    CommandId::QUERY_SM,
    CommandId::QUERY_SM_RESP,
    CommandId::REPLACE_SM,
];
