//! Makes every PDU, TLV and code from random octets, writes it and reads it back.

use crate::codes::*;
use crate::pdu::{DestAddress, PDUS, UnsuccessSme};
use crate::tlv::{
    BroadcastAreaIdentifier, BroadcastContentType, BroadcastFrequencyInterval, CallbackNum, MsValidity,
    Subaddress, TLVS, TlvValue,
};
use crate::{COctetString, CommandId, Encode, HEADER_LEN, Password, Pdu, RawPdu, Rules, Tag, Tlv, Tlvs};
use arbitrary::{Arbitrary, Unstructured};
use std::collections::BTreeSet;
use std::{format, vec, vec::Vec};

/// Random octets from a seed (xorshift).
fn octets(seed: &mut u64, count: usize) -> Vec<u8> {
    let mut next = || {
        *seed ^= *seed << 13;
        *seed ^= *seed >> 7;
        *seed ^= *seed << 17;
        seed.to_be_bytes()[4]
    };
    (0..count).map(|_| next()).collect()
}

/// Makes a value of a type in each round, each from different octets.
fn each<T>(rounds: usize, room: usize, mut visit: impl FnMut(T))
where
    T: for<'a> Arbitrary<'a>,
{
    let mut seed = 0x5EED;
    for round in 0..rounds {
        let data = octets(&mut seed, round % room);
        let made = T::arbitrary(&mut Unstructured::new(&data));
        assert!(made.is_ok(), "any octets make one");
        made.into_iter().for_each(&mut visit);
    }
}

#[test]
fn every_pdu_is_made_written_and_read_back() {
    let (mut seed, mut written, mut omitted) = (0x5EED, BTreeSet::new(), BTreeSet::new());
    for round in 0..20_000 {
        let data = octets(&mut seed, round % 900);
        let pdu = Pdu::arbitrary(&mut Unstructured::new(&data)).unwrap();
        let mut out = vec![0; pdu.encoded_len()];
        let len = match pdu.encode(1, Rules::AS_IS, &mut out) {
            Ok(done) => done.len,
            Err(error) => panic!("{pdu:?}: {error}"),
        };
        assert_eq!(len, out.len());
        let raw = RawPdu::parse(&out).unwrap();
        let again = Pdu::decode(&raw).unwrap();
        match pdu {
            Pdu::Unknown(unknown) => {
                let made = unknown.raw();
                assert!(raw.def().is_none());
                assert_eq!((made.command_id, made.body), (raw.command_id, raw.body));
            }
            // A response without its body is a header, whatever its fields are.
            _ if raw.body_omitted() => {
                omitted.insert(raw.command_id);
            }
            _ => assert_eq!(again, pdu),
        }
        let mut copy = vec![0; out.len()];
        assert_eq!(again.encode(1, Rules::AS_IS, &mut copy).unwrap().len, len);
        assert_eq!(copy, out);
        written.extend((len > HEADER_LEN).then_some(raw.command_id));
    }
    // A PDU that has neither mandatory fields nor TLVs is only a header.
    let bare = [CommandId::GENERIC_NACK, CommandId::UNBIND, CommandId::ENQUIRE_LINK];
    let ids = PDUS.iter().map(|def| def.command_id);
    let all: BTreeSet<_> = ids.filter(|id| !bare.contains(id)).collect();
    let known: BTreeSet<_> = written.intersection(&all).copied().collect();
    assert_eq!(known, all, "a type was never made with a body");
    assert!(written.len() > all.len(), "no unknown command_id was made");
    assert!(omitted.contains(&CommandId::SUBMIT_SM_RESP));
}

#[test]
fn every_tlv_is_made_written_and_read_back() {
    let (mut seed, mut typed, mut unknown) = (0x5EED, BTreeSet::new(), 0);
    for _ in 0..60_000 {
        let data = octets(&mut seed, 24);
        let mut u = Unstructured::new(&data);
        let (tlv, value) = (Tlv::arbitrary(&mut u).unwrap(), TlvValue::arbitrary(&mut u).unwrap());
        for tlv in [tlv, value.tlv()] {
            let list = [tlv];
            let tlvs = Tlvs::from(&list);
            let pdu = crate::pdu::EnquireLink { tlvs };
            let mut out = vec![0; pdu.encoded_len()];
            pdu.encode(1, Rules::AS_IS, &mut out).unwrap();
            let raw = RawPdu::parse(&out).unwrap();
            let again = raw.tlvs().unwrap();
            assert_eq!((again, again.iter().next()), (tlvs, Some(tlv)));
            assert_eq!(tlv.value().tlv(), tlv);
            match tlv.value() {
                TlvValue::Unknown(_) => unknown += 1,
                _ => {
                    typed.insert(tlv.tag());
                }
            }
        }
    }
    let all: BTreeSet<_> = TLVS.iter().map(|def| def.tag).collect();
    assert_eq!(typed, all, "a TLV was never made with a legal value");
    assert!(unknown > 0);
}

/// Each code type keeps its number, and neither `Display` nor `Debug` is empty.
macro_rules! codes_are_made {
    ($($Type:ty),* $(,)?) => {
        #[test]
        fn every_code_is_made_and_shown() {
            $(
                let mut seen = BTreeSet::new();
                each(600, 40, |code: $Type| {
                    assert_eq!(<$Type>::from(code.0), code);
                    assert!(!format!("{code} {code:?}").is_empty());
                    seen.insert(code.0);
                });
                assert!(seen.len() > 50, "{} of {}", seen.len(), stringify!($Type));
            )*
        }
    };
}
codes_are_made!(
    AddrSubunit,
    AlertOnMessageDelivery,
    BearerType,
    BroadcastAreaFormat,
    BroadcastChannelIndicator,
    BroadcastContent,
    BroadcastContentNetwork,
    BroadcastFrequencyUnit,
    BroadcastMessageClass,
    CallbackNumPresInd,
    CommandStatus,
    DataCoding,
    DeliveryFailureReason,
    DestAddrNpResolution,
    DisplayTime,
    DpfResult,
    ErrorNetwork,
    EsmClass,
    InterfaceVersion,
    ItsReplyType,
    LanguageIndicator,
    MessageClass,
    MessageState,
    MessageType,
    MessagingMode,
    MoreMessagesToSend,
    MsAvailabilityStatus,
    MsMsgWaitFacilities,
    MsValidityBehaviour,
    MsValidityUnit,
    NetworkType,
    Npi,
    NumberPresentation,
    NumberScreening,
    PayloadType,
    PriorityFlag,
    PrivacyIndicator,
    ProtocolId,
    CongestionState,
    RegisteredDelivery,
    ReplaceIfPresentFlag,
    SetDpf,
    SmscReceipt,
    SubaddressType,
    Ton,
    UssdServiceOp,
    WaitingIndication,
);

#[test]
fn what_is_more_than_a_number_is_made() {
    let mut versions = BTreeSet::new();
    each(200, 40, |version: Version| {
        versions.insert(version);
    });
    assert_eq!(versions.len(), 3);
    let mut ids = BTreeSet::new();
    each(200, 40, |(id, tag): (CommandId, Tag)| {
        ids.insert((id, tag));
    });
    assert!(ids.len() > 50);
    each(400, 40, |(session, error): (ItsSessionInfo, NetworkErrorCode)| {
        assert_eq!(Tlv::its_session_info(session).value(), TlvValue::ItsSessionInfo(session));
        assert_eq!(Tlv::network_error_code(error).value(), TlvValue::NetworkErrorCode(error));
    });
    each(
        400,
        40,
        |(validity, content, interval): (MsValidity, BroadcastContentType, BroadcastFrequencyInterval)| {
            assert_eq!(Tlv::ms_validity(validity).value(), TlvValue::MsValidity(validity));
            assert_eq!(Tlv::broadcast_content_type(content).value(), TlvValue::BroadcastContentType(content));
            let tlv = Tlv::broadcast_frequency_interval(interval);
            assert_eq!(tlv.value(), TlvValue::BroadcastFrequencyInterval(interval));
        },
    );

    let mut seed = 0x5EED;
    let (mut flags, mut texts) = (BTreeSet::new(), 0);
    for round in 0..400 {
        let data = octets(&mut seed, round % 90);
        let mut u = Unstructured::new(&data);
        let text = COctetString::arbitrary(&mut u).unwrap();
        assert!(!text.as_bytes().contains(&0), "cannot be encoded");
        texts += usize::from(!text.is_empty());
        let password = Password::arbitrary(&mut u).unwrap();
        assert!(format!("{password:?}").contains("***"));
        let area = BroadcastAreaIdentifier::arbitrary(&mut u).unwrap();
        assert_eq!(Tlv::broadcast_area_identifier(area).octets(), area.0);
        let address = Subaddress::arbitrary(&mut u).unwrap();
        assert_eq!(Tlv::source_subaddress(address).octets(), address.0);
        let number = CallbackNum::arbitrary(&mut u).unwrap();
        assert_eq!(Tlv::callback_num(number).octets(), number.0);
        let refused = UnsuccessSme::arbitrary(&mut u).unwrap();
        assert!(!refused.destination_addr.as_bytes().contains(&0));
        flags.insert(matches!(DestAddress::arbitrary(&mut u).unwrap(), DestAddress::Sme { .. }));
    }
    assert!(texts > 100 && flags.len() == 2);
}
