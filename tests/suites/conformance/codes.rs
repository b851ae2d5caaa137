//! `command_status` against `data/spec/statuses.csv`, and all other tables of values against `data/spec/codes.csv`,
//! in both directions.

use smpp_core::codes::*;
use smpp_core::pdu::{PDUS, SubmitSm};
use smpp_core::tlv::{TLVS, Tag};
use smpp_core::{CommandId, CommandStatus};
use smpp_core::{Encode, RawPdu, Rules};
use smpp_tests::spec;

/// Values of the standard that have no name here.
const UNNAMED: &[(&str, u32, &str)] = &[(
    "interface_version",
    0,
    "0x00 to 0x32 all mean 3.3 or earlier: a range, read by `InterfaceVersion::version`",
)];

/// Tables that are not part of SMPP.
const NOT_IN_SMPP: &[(&str, &str)] =
    &[("message_class", "3GPP TS 23.038; SMPP only carries it in data_coding")];

/// Our table: value, name, meaning.
type Named = Vec<(u32, String, Option<&'static str>)>;

macro_rules! tables {
    ($($name:literal: $Type:ty;)*) => {
        fn ours() -> Vec<(&'static str, Named)> {
            vec![$(
                ($name, <$Type>::NAMED.iter().map(|c| (u32::from(c.0), c.to_string(), c.meaning())).collect()),
            )*]
        }

        /// Octets outside every table keep their value and are shown as numbers.
        #[test]
        fn unlisted_values_survive() {
            $(
                for value in 0..=255 {
                    let code = <$Type>::from(value);
                    assert_eq!(u32::from(code.0), u32::from(value));
                    let named = <$Type>::NAMED.contains(&code);
                    assert_eq!(code.name().is_some(), named, "{} {value}", $name);
                    assert_eq!(code.meaning().is_some(), named, "{} {value}", $name);
                    let shown = code.to_string();
                    // With or without a meaning after it.
                    if !named {
                        assert_eq!(shown.split(" (").next(), Some(&*format!("{value:#x}")));
                    }
                }
            )*
        }
    };
}
tables! {
    "addr_subunit": AddrSubunit;
    "alert_on_message_delivery": AlertOnMessageDelivery;
    "bearer_type": BearerType;
    "broadcast_area_format": BroadcastAreaFormat;
    "broadcast_channel_indicator": BroadcastChannelIndicator;
    "broadcast_content_network": BroadcastContentNetwork;
    "broadcast_content_type": BroadcastContent;
    "broadcast_frequency_unit": BroadcastFrequencyUnit;
    "broadcast_message_class": BroadcastMessageClass;
    "data_coding": DataCoding;
    "delivery_failure_reason": DeliveryFailureReason;
    "dest_addr_np_resolution": DestAddrNpResolution;
    "display_time": DisplayTime;
    "dpf_result": DpfResult;
    "esm_class mode": MessagingMode;
    "esm_class type": MessageType;
    "interface_version": InterfaceVersion;
    "its_reply_type": ItsReplyType;
    "language_indicator": LanguageIndicator;
    "message_class": MessageClass;
    "message_state": MessageState;
    "more_messages_to_send": MoreMessagesToSend;
    "ms_availability_status": MsAvailabilityStatus;
    "ms_validity": MsValidityBehaviour;
    "ms_validity_unit": MsValidityUnit;
    "network_error_code network": ErrorNetwork;
    "network_type": NetworkType;
    "npi": Npi;
    "number_presentation": NumberPresentation;
    "number_screening": NumberScreening;
    "payload_type": PayloadType;
    "priority_flag": PriorityFlag;
    "privacy_indicator": PrivacyIndicator;
    "protocol_id": ProtocolId;
    "registered_delivery receipt": SmscReceipt;
    "replace_if_present_flag": ReplaceIfPresentFlag;
    "set_dpf": SetDpf;
    "subaddress_type": SubaddressType;
    "ton": Ton;
    "ussd_service_op": UssdServiceOp;
    "waiting_indication": WaitingIndication;
}

#[test]
fn named_values_are_the_standards() {
    let rows = spec::codes();
    let mut used = 0;
    for (table, named) in ours() {
        if NOT_IN_SMPP.iter().any(|(name, _)| *name == table) {
            continue;
        }
        let theirs: Vec<_> = rows
            .iter()
            .filter(|row| row.get("table") == table)
            .inspect(|_| used += 1)
            .map(|row| (row.number("value"), row.get("name").to_owned()))
            .filter(|(value, _)| !UNNAMED.iter().any(|(name, number, _)| (*name, *number) == (table, *value)))
            .collect();
        let ours: Vec<_> = named.iter().map(|(value, name, _)| (*value, name.clone())).collect();
        assert_eq!(ours, theirs, "{table}");
        assert!(named.iter().all(|(.., meaning)| meaning.is_some_and(|words| !words.is_empty())), "{table}");
    }
    assert_eq!(used, rows.len(), "a table of the standard is missing");
}

#[test]
fn statuses_are_the_standards() {
    let rows = spec::statuses();
    for row in &rows {
        let (status, name) = (CommandStatus(row.number("value")), row.get("name"));
        assert_eq!(status.name(), Some(name));
        assert!(status.meaning().is_some());
        let class = match status.retry_class() {
            RetryClass::Ok => "ok",
            RetryClass::Permanent => "permanent",
            RetryClass::RetryLater => "retry later",
            RetryClass::Session => "session",
            other => panic!("{other:?}"),
        };
        assert_eq!(class, row.get("class"), "{name}");
    }
    assert_eq!(CommandStatus::NAMED.len(), rows.len(), "one of ours is not in the table");
    let count = |version| rows.iter().filter(|row| row.words("versions").contains(&version)).count();
    let only_in_practice = rows.iter().filter(|row| row.get("versions").is_empty()).count();
    assert_eq!((count("3.4"), count("5.0"), only_in_practice), (48, 67, 21));
}

/// A bind is tried again unless its refusal names a fault of the bind or the account.
#[test]
fn a_refused_bind_is_tried_again_or_final() {
    let again = [
        "ESME_RINVBNDSTS",
        "ESME_RALYBND",
        "ESME_RSYSERR",
        "ESME_RBINDFAIL",
        "ESME_RMSGQFUL",
        "ESME_RTHROTTLED",
        "ESME_RX_T_APPN",
        "ESME_RUNKNOWNERR",
        "ESME_RSERTYPUNAVAIL",
    ];
    for row in spec::statuses() {
        let (status, name) = (CommandStatus(row.number("value")), row.get("name"));
        let expected = match name {
            "ESME_ROK" => RetryClass::Ok,
            name if again.contains(&name) => RetryClass::RetryLater,
            _ => RetryClass::Permanent,
        };
        assert_eq!(status.bind_retry_class(), expected, "{name}");
    }
    for unnamed in [0x09, 0x113, 0x400, 0x4FF, u32::MAX] {
        assert_eq!(CommandStatus(unnamed).bind_retry_class(), RetryClass::RetryLater, "{unnamed:#x}");
    }
}

/// Reserved, vendor and arbitrary numbers keep their value, have no name, and count as permanent.
#[test]
fn unlisted_statuses_survive() {
    let named: Vec<_> = spec::statuses().iter().map(|row| row.number("value")).collect();
    for value in (0..0x600).chain([0x7FFF_FFFF, u32::MAX]).filter(|value| !named.contains(value)) {
        let status = CommandStatus(value);
        assert_eq!((status.name(), status.to_string()), (None, format!("{value:#x}")));
        assert_eq!(status.is_vendor(), (0x400..=0x4FF).contains(&value));
        assert_eq!(status.retry_class(), RetryClass::Permanent);
    }
}

/// 0 in all tables, except where the standard names another default.
#[test]
fn defaults_are_those_of_the_text() {
    for (table, named) in ours() {
        let marked =
            |meaning: Option<&str>| meaning.is_some_and(|words| words.to_lowercase().contains("default"));
        let defaults: Vec<_> =
            named.iter().filter(|(.., meaning)| marked(*meaning)).map(|(value, ..)| *value).collect();
        match table {
            "display_time" | "more_messages_to_send" | "set_dpf" => assert_eq!(defaults, [1], "{table}"),
            _ => assert!(defaults.iter().all(|value| *value == 0), "{table}: {defaults:?}"),
        }
    }
    assert_eq!(DisplayTime::default(), DisplayTime::DEFAULT);
    assert_eq!(MoreMessagesToSend::default(), MoreMessagesToSend::YES);
    assert_eq!(SetDpf::default(), SetDpf::REQUESTED);
    assert_eq!((Ton::default().0, PrivacyIndicator::default().0, DataCoding::default().0), (0, 0, 0));
}

#[test]
fn service_types_are_the_standards() {
    let names = ["CMT", "CPT", "VMN", "VMA", "WAP", "USSD", "CBS", "GUTS"];
    assert_eq!(service_type::NAMED, names);
    for name in names {
        assert!(service_type::meaning(name.as_bytes()).is_some());
        assert_eq!(service_type::meaning(name.to_lowercase().as_bytes()), None);
        let pdu = SubmitSm { service_type: name.into(), ..SubmitSm::default() };
        let mut out = [0; 64];
        let len = pdu.encode(1, Rules::V50, &mut out).unwrap().len;
        assert!(RawPdu::parse(&out[..len]).unwrap().dump().to_string().contains(&format!("\"{name}\" (")));
    }
}

#[test]
fn congestion_has_the_bands_of_the_standard() {
    let bands = [
        (0..=0, "idle"),
        (1..=29, "low"),
        (30..=49, "medium"),
        (50..=79, "high"),
        (80..=89, "optimum"),
        (90..=99, "nearing congestion"),
        (100..=100, "congested"),
    ];
    for load in 0..=255 {
        let band = bands.iter().find(|(loads, _)| loads.contains(&load)).map(|(_, band)| *band);
        assert_eq!(CongestionState(load).meaning(), band, "{load}");
        assert_eq!(CongestionState(load).to_string().ends_with("(reserved)"), band.is_none());
    }
}

/// The bit fields, for every octet: getters follow the masks of the standard, and each `with_*` changes only its
/// bits.
#[test]
fn bit_fields_read_and_write_their_masks() {
    for octet in 0..=255_u8 {
        let class = EsmClass(octet);
        assert_eq!(class.messaging_mode().0, octet & 0b11);
        assert_eq!(class.message_type().0, octet & 0b11_1100);
        assert_eq!((class.udhi(), class.reply_path()), (octet & 0x40 != 0, octet & 0x80 != 0));
        let rebuilt = EsmClass::default()
            .with_messaging_mode(class.messaging_mode())
            .with_message_type(class.message_type())
            .with_udhi(class.udhi())
            .with_reply_path(class.reply_path());
        assert_eq!(rebuilt, class);
        assert_eq!(class.with_message_type(MessageType::NORMAL).0, octet & !0b11_1100);

        let asked = RegisteredDelivery(octet);
        assert_eq!(asked.smsc_receipt().0, octet & 0b11);
        assert_eq!(asked.delivery_acknowledgement(), octet & 0x04 != 0);
        assert_eq!(asked.user_acknowledgement(), octet & 0x08 != 0);
        assert_eq!(asked.intermediate_notification(), octet & 0x10 != 0);
        let rebuilt = RegisteredDelivery(octet & 0xE0)
            .with_smsc_receipt(asked.smsc_receipt())
            .with_delivery_acknowledgement(asked.delivery_acknowledgement())
            .with_user_acknowledgement(asked.user_acknowledgement())
            .with_intermediate_notification(asked.intermediate_notification());
        assert_eq!(rebuilt, asked);

        let version = match octet {
            0x00..=0x33 => Version::V33,
            0x34..=0x4F => Version::V34,
            _ => Version::V50,
        };
        assert_eq!(InterfaceVersion(octet).version(), version);

        let (callback, waiting) = (CallbackNumPresInd(octet), MsMsgWaitFacilities(octet));
        assert_eq!((callback.presentation().0, callback.screening().0), (octet >> 2 & 3, octet & 3));
        let rebuilt = CallbackNumPresInd(octet & 0xF0)
            .with_presentation(callback.presentation())
            .with_screening(callback.screening());
        assert_eq!(rebuilt, callback);
        assert_eq!((waiting.active(), waiting.indication().0), (octet & 0x80 != 0, octet & 3));
        let rebuilt = MsMsgWaitFacilities(octet & 0x7C)
            .with_active(waiting.active())
            .with_indication(waiting.indication());
        assert_eq!(rebuilt, waiting);
        let info = ItsSessionInfo { session_number: 9, sequence: octet };
        assert_eq!((info.sequence_number(), info.end_of_session()), (octet >> 1, octet & 1 == 1));
        assert_eq!(ItsSessionInfo::new(9, info.sequence_number(), info.end_of_session()), info);
    }
}

#[test]
fn names_and_numbers_are_read_back() {
    for def in PDUS {
        assert_eq!(def.name.parse(), Ok(def.command_id));
    }
    for def in TLVS {
        assert_eq!(def.name.parse(), Ok(def.tag));
    }
    for status in CommandStatus::NAMED {
        assert_eq!(status.name().unwrap().parse(), Ok(*status));
        assert_eq!(format!("{status:#x}").parse(), Ok(*status));
    }
    for version in [Version::V33, Version::V34, Version::V50] {
        assert_eq!(version.to_string().parse(), Ok(version));
    }
    for text in [
        "",
        " 1",
        "1 ",
        "0x",
        "0X1",
        "+1",
        "-1",
        "0x1_0",
        "3.5",
        "submit",
        "SUBMIT_SM",
        "4294967296",
        "0x100000000",
    ] {
        assert_eq!(text.parse::<CommandId>(), Err(UnknownName), "{text}");
        assert_eq!(text.parse::<Version>(), Err(UnknownName), "{text}");
    }
    assert_eq!("4294967295".parse(), Ok(CommandId(u32::MAX)));
    assert_eq!("0xffffFFFF".parse(), Ok(CommandStatus(u32::MAX)));
    assert_eq!(("65535".parse(), "65536".parse()), (Ok(Tag(u16::MAX)), Err::<Tag, _>(UnknownName)));
    assert_eq!(("255".parse(), "256".parse()), (Ok(Ton(u8::MAX)), Err::<Ton, _>(UnknownName)));
    assert_eq!(format!("{:04x} {:04X}", Tag(0x04ab), Tag(0x04ab)), "04ab 04AB");
}
