//! Checked setters: a PDU built with them has no finding above a note, except those that no setter can detect.

use crate::generate::{self, Source};
use smpp_core::lint::{self, Severity};
use smpp_core::pdu::*;
use smpp_core::{Encode, EncodeError, RawPdu, Rules, Tlv, Version};

/// Rules about combinations of fields and about missing fields. The docs of `Checked` leave them to `lint`.
const TOGETHER: [&str; 15] = [
    "address_contradicts_ton",
    "receipt_not_requested",
    "validity_before_schedule",
    "udhi_without_udh",
    "udh_length_counts_itself",
    "udh_in_text_coding",
    "part_number",
    "two_messages",
    "sar_with_udhi",
    "sar_incomplete",
    "ucs2_odd",
    "receipt_contradicts_tlv",
    "tlv_missing",
    "pdu_not_in_version",
    "sm_length_in_septets",
];

/// Sets each field of a PDU that its setter accepts, and checks the result.
macro_rules! set_again {
    ($pdu:ident $version:ident $refused:ident { $( $Name:ident { $($field:ident)* } )* }) => {
        match $pdu {
            $( Pdu::$Name(pdu) => {
                #[allow(unused_mut, reason = "some PDUs have no fields")]
                let mut checked = $Name::checked($version);
                #[allow(unused_mut, reason = "some PDUs have no fields")]
                let mut unset: Vec<&str> = Vec::new();
                $( match checked.$field(pdu.$field) {
                    Ok(set) => checked = set,
                    Err(error) => {
                        assert_eq!(error.field(), Some(stringify!($field)));
                        $refused.push(error);
                        unset.push(stringify!($field));
                    }
                } )*
                $refused.extend($Name::checked($version).tlvs(pdu.tlvs).err());
                let mut list: Vec<Tlv<'_>> = Vec::new();
                for tlv in pdu.tlvs {
                    list.push(tlv);
                    if checked.tlvs(&list[..]).is_err() {
                        list.pop();
                    }
                }
                let built = checked.tlvs(&list[..]).expect("each was taken").build();
                look(&built, $version, &unset);
            } )*
            _ => {}
        }
    };
}

fn look(pdu: &impl Encode, version: Version, unset: &[&str]) {
    let mut out = vec![0; pdu.encoded_len()];
    pdu.encode(1, Rules::AS_IS, &mut out).expect("each field was taken");
    let raw = RawPdu::parse(&out).expect("a framed PDU");
    lint::check(&raw, version, |finding| {
        let blames = |field: &str| {
            // A finding about an entry is about its list.
            finding.field == Some(field)
                || (finding.field == Some("number_of_dests") && field == "dest_address")
        };
        let excused = TOGETHER.contains(&finding.lint.id) || unset.iter().any(|field| blames(field));
        assert!(
            finding.lint.severity <= Severity::Note || excused,
            "{finding} in {version}, not set: {unset:?}: {}",
            raw.dump()
        );
    });
}

/// Generates a PDU of any type, including odd values, and sets its fields with the checked setters.
pub fn check_setters(source: &mut Source<'_>, def: &'static PduDef) {
    let of = generate::version_of(source, def);
    let mut octets = generate::valid(source, def, of);
    if source.once_in(2) {
        generate::odd_tlvs(source, &mut octets);
    }
    if source.once_in(2) {
        generate::mutate(source, &mut octets);
    }
    let Some(body) = octets.get(smpp_core::HEADER_LEN..) else { return };
    let octets = generate::framed(def.command_id.0, 0, 1, body);
    let Ok(pdu) = Pdu::decode(&RawPdu::parse(&octets).expect("framed")) else { return };
    for version in crate::spec::VERSIONS {
        let _ = refusals(&pdu, version);
    }
}

/// Sets each field of a PDU with its setter. Returns the setters' errors.
pub fn refusals(pdu: &Pdu<'_>, version: Version) -> Vec<EncodeError> {
    let mut refused = Vec::new();
    set_again!(pdu version refused {
        GenericNack {  }
        BindReceiver { system_id password system_type interface_version addr_ton addr_npi address_range }
        BindReceiverResp { system_id }
        BindTransmitter { system_id password system_type interface_version addr_ton addr_npi address_range }
        BindTransmitterResp { system_id }
        BindTransceiver { system_id password system_type interface_version addr_ton addr_npi address_range }
        BindTransceiverResp { system_id }
        Outbind { system_id password }
        Unbind {  }
        UnbindResp {  }
        EnquireLink {  }
        EnquireLinkResp {  }
        SubmitSm { service_type source_addr_ton source_addr_npi source_addr dest_addr_ton dest_addr_npi destination_addr esm_class protocol_id priority_flag schedule_delivery_time validity_period registered_delivery replace_if_present_flag data_coding sm_default_msg_id short_message }
        SubmitSmResp { message_id }
        SubmitMulti { service_type source_addr_ton source_addr_npi source_addr dest_address esm_class protocol_id priority_flag schedule_delivery_time validity_period registered_delivery replace_if_present_flag data_coding sm_default_msg_id short_message }
        SubmitMultiResp { message_id unsuccess_sme }
        DeliverSm { service_type source_addr_ton source_addr_npi source_addr dest_addr_ton dest_addr_npi destination_addr esm_class protocol_id priority_flag schedule_delivery_time validity_period registered_delivery replace_if_present_flag data_coding sm_default_msg_id short_message }
        DeliverSmResp { message_id }
        DataSm { service_type source_addr_ton source_addr_npi source_addr dest_addr_ton dest_addr_npi destination_addr esm_class registered_delivery data_coding }
        DataSmResp { message_id }
        QuerySm { message_id source_addr_ton source_addr_npi source_addr }
        QuerySmResp { message_id final_date message_state error_code }
        CancelSm { service_type message_id source_addr_ton source_addr_npi source_addr dest_addr_ton dest_addr_npi destination_addr }
        CancelSmResp {  }
        ReplaceSm { message_id source_addr_ton source_addr_npi source_addr schedule_delivery_time validity_period registered_delivery sm_default_msg_id short_message }
        ReplaceSmResp {  }
        AlertNotification { source_addr_ton source_addr_npi source_addr esme_addr_ton esme_addr_npi esme_addr }
        BroadcastSm { service_type source_addr_ton source_addr_npi source_addr message_id priority_flag schedule_delivery_time validity_period replace_if_present_flag data_coding sm_default_msg_id }
        BroadcastSmResp { message_id }
        QueryBroadcastSm { message_id source_addr_ton source_addr_npi source_addr }
        QueryBroadcastSmResp { message_id }
        CancelBroadcastSm { service_type message_id source_addr_ton source_addr_npi source_addr }
        CancelBroadcastSmResp {  }
        ParamRetrieve { param_name }
        ParamRetrieveResp { param_value }
        QueryLastMsgs { source_addr_ton source_addr_npi source_addr num_msgs }
        QueryLastMsgsResp { message_id }
        QueryMsgDetails { message_id source_addr_ton source_addr_npi source_addr sm_length }
        QueryMsgDetailsResp { service_type source_addr_ton source_addr_npi source_addr dest_address protocol_id priority_flag schedule_delivery_time validity_period registered_delivery data_coding short_message message_id final_date message_state error_code }
    });
    refused
}
