//! Receipts: reading never fails and never makes up an octet; what is written reads back.

use crate::generate::Source;
use smpp_core::codes::{DataCoding, EsmClass, MessageState};
use smpp_core::message::receipt::{IdBase, NewReceipt, Receipt, ReceiptForm, ReceiptText, ids_match};
use smpp_core::pdu::DeliverSm;
use smpp_core::timestamp::DateTime;
use smpp_core::{Tag, Tlv};

/// What the fuzzer calls: the octets are the text of a receipt, and choices of one to write.
pub fn fuzz(data: &[u8]) {
    check_text(data);
    check_pdu(data);
    check_written(&mut Source::Octets(data));
}

/// Whether `part` lies within `whole` in memory.
fn within(part: &[u8], whole: &[u8]) -> bool {
    let (part, whole) = (part.as_ptr_range(), whole.as_ptr_range());
    whole.start <= part.start && part.end <= whole.end
}

/// All that a text says is part of it, and no octet is said twice.
pub fn check_text(octets: &[u8]) {
    let read = ReceiptText::parse(octets);
    assert_eq!(read, ReceiptText::parse(octets));
    let dates = [read.submit_date, read.done_date].map(|date| date.map(|date| date.0));
    let fields = [read.id, read.sub, read.dlvrd, dates[0], dates[1], read.stat, read.err, read.text];
    let extra = read.extra().flat_map(|(name, value)| [name, value]);
    let mut parts: Vec<_> = fields.into_iter().flatten().chain(extra).chain(read.unread()).collect();
    parts.retain(|part| !part.is_empty());
    assert!(parts.iter().all(|part| within(part, octets)), "{read:?} holds what the text does not");
    parts.sort_by_key(|part| part.as_ptr());
    for pair in parts.windows(2) {
        assert!(pair[0].as_ptr_range().end <= pair[1].as_ptr(), "{read:?} says an octet twice");
    }
    for date in [read.submit_date, read.done_date].into_iter().flatten() {
        let _ = date.read();
    }
    for (a, b) in [(read.id, read.stat), (read.id, read.sub), (read.text, read.err)] {
        check_ids(a.unwrap_or_default(), b.unwrap_or_default());
    }
    // As UTF-16, in room that is enough, too little, and none.
    for room in [octets.len() / 2 * 3 + 3, octets.len() / 2, 0] {
        let mut scratch = vec![0; room];
        let _ = ReceiptText::parse_any(octets, DataCoding::UCS2, &mut scratch).message_state();
    }
}

/// Comparing ids does not depend on their order, and an id is itself.
fn check_ids(a: &[u8], b: &[u8]) {
    let bases = [IdBase::Decimal, IdBase::Hexadecimal, IdBase::Either];
    for a_base in bases {
        assert!(ids_match(a, a_base, a, a_base));
        for b_base in bases {
            assert_eq!(ids_match(a, a_base, b, b_base), ids_match(b, b_base, a, a_base), "{a:?} {b:?}");
        }
    }
}

/// As the text of a deliver_sm, with TLVs of any length beside it.
fn check_pdu(octets: &[u8]) {
    let mut source = Source::Octets(octets);
    let (class, coding) = (source.octet(), source.octet());
    let cut = |source: &mut Source<'_>| &octets[..source.below(octets.len().min(80) + 1)];
    let tlvs = [
        Tlv::raw(Tag::RECEIPTED_MESSAGE_ID, cut(&mut source)),
        Tlv::raw(Tag::MESSAGE_STATE, cut(&mut source)),
        Tlv::raw(Tag::NETWORK_ERROR_CODE, cut(&mut source)),
        Tlv::raw(Tag::MESSAGE_PAYLOAD, cut(&mut source)),
    ];
    let deliver_sm = DeliverSm {
        esm_class: EsmClass(class),
        data_coding: DataCoding(coding),
        short_message: &octets[..octets.len().min(255)],
        tlvs: (&tlvs[..source.below(5)]).into(),
        ..DeliverSm::default()
    };
    let mut scratch = [0; 512];
    let receipt = Receipt::from_deliver_sm(&deliver_sm, &mut scratch);
    if let (Some(id), Some(agree)) = (receipt.message_id(), receipt.ids_agree()) {
        assert!(id.other.is_some(), "{agree}: two ids are compared where one is");
    }
    assert!(!receipt.is_final() || receipt.state().is_some());
}

/// A receipt of ours reads back as it was written.
fn check_written(source: &mut Source<'_>) {
    let mut word = |least: usize, most: usize| -> Vec<u8> {
        let length = least + source.below(most - least + 1);
        (0..length).map(|_| b'!' + source.below(94) as u8).collect()
    };
    let (id, err, text) = (word(1, 64), word(0, 4), word(0, 30));
    let state = MessageState(1 + source.below(8) as u8);
    let date = |source: &mut Source<'_>| {
        let (month, day) = (1 + source.below(12) as u8, 1 + source.below(28) as u8);
        DateTime::new(2000 + source.below(100) as u16, month, day, source.below(24) as u8, source.below(60) as u8, 0)
    };
    let (Some(submit_date), Some(done_date)) = (date(source), date(source)) else { panic!("a date in range") };
    let receipt = NewReceipt {
        id: &id,
        sub: source.below(1000) as u16,
        dlvrd: source.below(1000) as u16,
        submit_date,
        done_date,
        state,
        err: &err,
        text: &text,
        ..NewReceipt::delivered_at(done_date)
    };
    let mut out = [0; 256];
    for form in [ReceiptForm::APPENDIX_B, ReceiptForm::MENSATEK] {
        let len = receipt.write(form, &mut out).expect("everything in range");
        let shown = out[..len].escape_ascii();
        let read = ReceiptText::parse(&out[..len]);
        assert_eq!(read.id, Some(&id[..]), "{shown}");
        assert_eq!(read.sub, Some(format!("{:03}", receipt.sub).as_bytes()), "{shown}");
        assert_eq!(read.dlvrd, Some(format!("{:03}", receipt.dlvrd).as_bytes()), "{shown}");
        assert_eq!(read.submit_date.and_then(|date| date.date_time()), Some(submit_date), "{shown}");
        assert_eq!(read.done_date.and_then(|date| date.date_time()), Some(done_date), "{shown}");
        assert_eq!(read.message_state(), Some(state), "{shown}");
        assert!(read.err.is_some_and(|read| read.ends_with(&err)), "{shown}");
        assert_eq!(read.text.is_some(), form.text_label.is_some(), "{shown}");
        check_text(&out[..len]);
        assert!(receipt.write(form, &mut out[..len - 1]).is_err());
    }
}
