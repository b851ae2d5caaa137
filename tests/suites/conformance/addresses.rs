//! Addresses have up to 64 octets in data_sm and 20 in deliver_sm. Wherever an address is kept, all of it is kept.

use smpp_core::codes::EsmClass;
use smpp_core::message::reassemble::{Inserted, MessageSlot, Reassembler};
use smpp_core::pdu::DataSm;
use smpp_core::tlv::Tlv;
use smpp_core::{Duration, Instant};

/// Two parts from senders whose addresses differ in the last octet belong to two messages.
#[test]
fn a_data_sm_source_of_64_octets_is_kept() {
    for len in [0, 1, 20, 21, 63, 64] {
        let address =
            |last| "7".repeat(len).chars().take(len.saturating_sub(1)).chain([last]).collect::<String>();
        let senders = if len == 0 { vec![String::new()] } else { vec![address('1'), address('2')] };
        let mut table =
            Reassembler::new([const { MessageSlot::<2, 300>::EMPTY }; 2], Duration::from_secs(60), 1);
        for number in 1..=2 {
            for sender in &senders {
                let part = [5, 0, 3, 42, 2, number, b'a'];
                let tlvs = [Tlv::message_payload(&part)];
                let pdu = DataSm {
                    esm_class: EsmClass(0x40),
                    source_addr: sender.as_str().into(),
                    destination_addr: sender.as_str().into(),
                    tlvs: (&tlvs).into(),
                    ..DataSm::default()
                };
                let fragment = pdu.fragment().unwrap().unwrap();
                match table.insert(Instant::ZERO, &fragment).unwrap() {
                    (Inserted::Complete(whole), None) => assert_eq!((number, whole.text().len()), (2, 2)),
                    (Inserted::Waiting { missing: 1 }, None) => assert_eq!(number, 1),
                    other => panic!("{len}: {other:?}"),
                }
            }
        }
    }
}
