//! Receipts: any octets can be read, and a receipt that is written reads back the same.

use smpp_core::codes::{DataCoding, EsmClass, Finality, MessageState, MessageType};
use smpp_core::message::receipt::{
    FactSource, IdBase, NewReceipt, Receipt, ReceiptDialect, ReceiptFormat, ReceiptText, ids_match,
};
use smpp_core::message::text::Charset;
use smpp_core::message::udh::Udh;
use smpp_core::pdu::DeliverSm;
use smpp_core::profile::Profile;
use smpp_core::timestamp::{DateTime, Timestamp};
use smpp_core::tlv::Tlv;

/// Reads the octets as a receipt in every way, then writes a receipt made from them and reads it back.
pub fn check_receipt(data: &[u8]) {
    let text = ReceiptText::parse(data);
    let fields = [text.id, text.sub, text.dlvrd, text.stat, text.err, text.text];
    let dates = [text.submit_date, text.done_date];
    let mut octets: usize = fields.iter().flatten().map(|field| field.len()).sum();
    for date in dates.into_iter().flatten() {
        octets += date.as_bytes().len();
        let _ = date.read();
    }
    octets += text.extra().map(|(name, value)| name.len() + value.len()).sum::<usize>();
    octets += text.unread().map(<[u8]>::len).sum::<usize>();
    assert!(octets <= data.len(), "an octet was read twice");
    // Outside its values, a receipt has only keys, colons, blanks and separators.
    let keys: usize = [
        (text.id.is_some(), "id"),
        (text.sub.is_some(), "sub"),
        (text.dlvrd.is_some(), "dlvrd"),
        (text.submit_date.is_some(), "submit date"),
        (text.done_date.is_some(), "done date"),
        (text.stat.is_some(), "stat"),
        (text.err.is_some(), "err"),
        (text.text.is_some(), "text"),
    ]
    .iter()
    .map(|(there, key)| if *there { key.len() + 4 } else { 0 })
    .sum();
    let solid = data.iter().filter(|octet| octet.is_ascii_graphic() && !b",;|&=".contains(octet)).count();
    assert!(solid <= octets + keys + text.extra().count() * 2, "octets were lost: {text:?}");

    for data_coding in [DataCoding::DEFAULT, DataCoding::UCS2] {
        let mut scratch = [0; 64];
        let _ = ReceiptText::parse_any(data, data_coding, &mut scratch);
    }
    let pdu = DeliverSm {
        esm_class: EsmClass(data.first().copied().unwrap_or(0)),
        short_message: data,
        ..DeliverSm::default()
    };
    let receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
    assert!(!receipt.is_final() || receipt.state().is_some());
    let marked = pdu.esm_class.message_type() == MessageType::SMSC_DELIVERY_RECEIPT;
    assert!(marked || !receipt.finality().is_end(), "no text ends a message that nothing marks");
    text_beside_tlvs_says_nothing(data);
    wide_says_the_same(data);
    if let Ok((udh, _)) = Udh::split(data) {
        let _ = (udh.check(), udh.concatenation(), udh.elements().count());
    }
    if let Ok(time) = Timestamp::parse(data) {
        assert_eq!(time.encode().map(|text| Timestamp::parse(&text).is_ok()), Some(true));
    }
    written_reads_back(data);
}

/// If only TLVs mark a receipt, they alone give its message and result. If they do not mark it, because their state
/// is undefined, no text ends a message.
fn text_beside_tlvs_says_nothing(data: &[u8]) {
    for (state, is_known) in
        [(MessageState::ENROUTE, true), (MessageState(0), false), (MessageState(0x32), false)]
    {
        let tlvs = [Tlv::receipted_message_id("77".into()), Tlv::message_state(state)];
        let pdu = DeliverSm { short_message: data, tlvs: (&tlvs).into(), ..DeliverSm::default() };
        for first in [FactSource::Tlv, FactSource::Text] {
            let mut receipt = Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []);
            receipt.dialect.rules.first = first;
            assert_eq!((receipt.is_trusted(), receipt.finality()), (is_known, Finality::Pending));
            if is_known {
                let (id, state) = (receipt.message_id().unwrap(), receipt.state().unwrap());
                assert_eq!((id.value, state.value), (&b"77"[..], MessageState::ENROUTE));
            }
        }
    }
}

/// An ASCII receipt gives the same result in UTF-16 of either byte order, with or without an extra octet at either
/// end.
fn wide_says_the_same(data: &[u8]) {
    let text = ReceiptText::parse(data);
    let told = text.id.is_some() && text.stat.is_some();
    if !told || data.iter().any(|octet| !matches!(octet, b' '..=b'~')) {
        return;
    }
    let big: Vec<u8> = data.iter().flat_map(|octet| [0, *octet]).collect();
    let little: Vec<u8> = data.iter().flat_map(|octet| [*octet, 0]).collect();
    for (before, body, behind) in [
        (&[][..], &big, &[][..]),
        (&[], &little, &[]),
        (&[0xFE, 0xFF], &big, &[]),
        (&[0xFF, 0xFE], &little, &[]),
        (&[1], &big, &[]),
        (&[1], &little, &[]),
        (&[], &big, &[0]),
        (&[], &little, &[0]),
    ] {
        let octets = [before, body, behind].concat();
        let mut scratch = vec![0; octets.len() * 2];
        let wide = ReceiptText::parse_any(&octets, DataCoding::DEFAULT, &mut scratch);
        assert!(wide.was_utf16());
        let fields = |text: &ReceiptText<'_>| {
            let dates =
                [text.submit_date, text.done_date].map(|date| date.map(|date| date.as_bytes().to_vec()));
            let others = [text.id, text.sub, text.dlvrd, text.stat, text.err, text.text];
            (dates, others.map(|field| field.map(<[u8]>::to_vec)))
        };
        assert_eq!(fields(&wide), fields(&text), "{}", octets.escape_ascii());
    }
}

fn written_reads_back(data: &[u8]) {
    let Some(([a, b, c, d, e, f, g, h], rest)) = data.split_first_chunk::<8>() else { return };
    let at = rest.len().min(usize::from(*a % 65));
    let (id, text) = rest.split_at(at);
    let year = 2000 + u16::from(*b % 100);
    let Some(date) = DateTime::new(year, c % 12 + 1, d % 28 + 1, e % 24, f % 60, g % 60) else { return };
    let charset = if h & 1 == 0 { Charset::GSM7 } else { Charset::Latin1 };
    let state = MessageState(h % 10);
    let err = text.get(..usize::from(*g % 6)).unwrap_or_default();
    let receipt = NewReceipt {
        id,
        sub: u16::from(*a) * 4,
        dlvrd: u16::from(*b),
        state,
        err,
        text,
        charset,
        ..NewReceipt::delivered_at(date)
    };
    for form in Profile::ALL.map(|profile| profile.receipt_format) {
        let form = ReceiptFormat { seconds: h & 2 != 0, ..form };
        let mut out = [0; 256];
        let Ok(len) = receipt.write(form, &mut out) else { continue };
        let read = ReceiptText::parse(&out[..len]);
        let number = |octets: Option<&[u8]>| std::str::from_utf8(octets.unwrap()).unwrap().parse::<u16>();
        assert_eq!((number(read.sub), number(read.dlvrd)), (Ok(receipt.sub), Ok(receipt.dlvrd)));
        assert_eq!(read.id, Some(id));
        assert!(ids_match(id, IdBase::Decimal, id, IdBase::Decimal));
        assert_eq!(read.stat, state.stat().map(|word| &word[..]));
        assert_eq!(read.state(), Some(state));
        let padded = read.err.unwrap();
        assert!(padded.ends_with(err) && padded.len() == err.len().max(3));
        let quoted = charset.first_characters(text, 20);
        let end = quoted.iter().rposition(|octet| *octet != 0).map_or(0, |at| at + 1);
        assert_eq!(read.text, form.text_label.map(|_| &quoted[..end]));
    }
}
