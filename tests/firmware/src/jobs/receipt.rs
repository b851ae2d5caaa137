//! Delivery receipts, read and written.

use super::arguments::{MOST_OCTETS, hex, number, short, text, word};
use crate::output::Output;
use smpp_core::codes::{DataCoding, MessageState};
use smpp_core::message::receipt::{
    FactSource, IdBase, NewReceipt, Receipt, ReceiptDate, ReceiptDialect, ReceiptFormat, ReceiptRules,
    ReceiptText, VendorFormat, VendorMeaning, VendorTlv, ids_match,
};
use smpp_core::pdu::{DataSm, DeliverSm};
use smpp_core::profile::Profile;
use smpp_core::timestamp::DateTime;
use smpp_core::tlv::Tag;
use smpp_core::{RawPdu, Version};

/// `receipt TEXT`: the fields of a receipt's text. The reader of Appendix B finds the same, if it takes the text.
pub fn read(arguments: &[u8], out: &mut Output) {
    let receipt = ReceiptText::parse(arguments);
    show(&receipt, out);
    if ReceiptText::parse_appendix_b(arguments).is_some_and(|plain| plain != receipt) {
        out.line("as Appendix B, it says something else");
    }
}

fn show(receipt: &ReceiptText<'_>, out: &mut Output) {
    let fields = [
        ("id", receipt.id),
        ("sub", receipt.sub),
        ("dlvrd", receipt.dlvrd),
        ("stat", receipt.stat),
        ("err", receipt.err),
        ("text", receipt.text),
    ];
    for (name, value) in fields {
        if let Some(value) = value {
            out.text(name).text(" ").octets(value).end();
        }
    }
    for date in [receipt.submit_date, receipt.done_date].into_iter().flatten() {
        out.show(format_args!("date {date:?} {:?} {:?}", date.read(), date.date_time())).end();
    }
    for (name, value) in receipt.extra() {
        out.text("also ").octets(name).text(" ").octets(value).end();
    }
    for words in receipt.unread() {
        out.text("unread ").octets(words).end();
    }
    let looks = receipt.looks_like_receipt();
    out.show(format_args!("state {:?}, UTF-16 {}, looks {looks}", receipt.state(), receipt.was_utf16()));
    out.end();
}

/// A provider with its own TLVs.
static VENDOR: Profile = Profile {
    name: "vendor",
    vendor_tlvs: &[
        VendorTlv {
            tag: Tag(0x1500),
            name: "id",
            meaning: VendorMeaning::MessageId,
            format: VendorFormat::Text,
        },
        VendorTlv {
            tag: Tag(0x1501),
            name: "state",
            meaning: VendorMeaning::MessageState,
            format: VendorFormat::Integer,
        },
        VendorTlv {
            tag: Tag(0x1502),
            name: "error",
            meaning: VendorMeaning::Error,
            format: VendorFormat::Text,
        },
        VendorTlv {
            tag: Tag(0x1503),
            name: "price",
            meaning: VendorMeaning::Price,
            format: VendorFormat::Integer,
        },
    ],
    utc_offset_quarters: Some(4),
    ..Profile::MENSATEK
};

/// `receipt-pdu HEX`: the receipt in a deliver_sm or data_sm, from its text and its TLVs.
pub fn from_pdu(arguments: &[u8], out: &mut Output) {
    let Some(octets) = hex(arguments) else { return out.line("not hexadecimal, or too long") };
    let mut scratch = [0; MOST_OCTETS];
    let raw = match RawPdu::parse(&octets) {
        Ok(raw) => raw,
        Err(error) => return out.show(error).end(),
    };
    let receipt = match (raw.decode::<DeliverSm<'_>>(), raw.decode::<DataSm<'_>>()) {
        (Ok(pdu), _) => Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut scratch),
        (_, Ok(pdu)) => Receipt::from_data_sm(&pdu, ReceiptDialect::DEFAULT, &mut scratch),
        (Err(error), _) => return out.show(error).end(),
    };
    facts(&receipt, out);
    let mut scratch = [0; MOST_OCTETS];
    let receipt = match (raw.decode::<DeliverSm<'_>>(), raw.decode::<DataSm<'_>>()) {
        (Ok(pdu), _) => Receipt::from_deliver_sm(&pdu, &VENDOR, &mut scratch),
        (_, Ok(pdu)) => Receipt::from_data_sm(&pdu, &VENDOR, &mut scratch),
        (Err(_), _) => return,
    };
    vendor(&receipt, out);
}

/// What the profile adds.
fn vendor(receipt: &Receipt<'_>, out: &mut Output) {
    for (tlv, value) in receipt.vendor_tlvs() {
        out.text(tlv.name)
            .show(format_args!(" {} {:?} {:?}: {value:?}", tlv.tag, tlv.meaning, tlv.format))
            .end();
    }
    for (source, id) in receipt.message_ids() {
        out.text("id ").octets(id).show(format_args!(" by {source:?}")).end();
    }
    for (source, state) in receipt.states() {
        out.show(format_args!("{state:?} by {source:?}")).end();
    }
    for (source, error) in receipt.errors() {
        out.show(format_args!("{error:?} by {source:?}, number {:?}", error.number())).end();
    }
    let price = receipt.vendor(VendorMeaning::Price);
    let errors = (receipt.with_first(FactSource::Text).error(), receipt.error(), receipt.errors_agree());
    out.show(format_args!("{price:?} {errors:?}")).end();
    if let Some(known) = receipt.known_error() {
        out.text(known.meaning).end();
    }
    out.show(format_args!("{:?} {:?}", receipt.submit_date(), receipt.done_date())).end();
}

fn facts(receipt: &Receipt<'_>, out: &mut Output) {
    show(&receipt.text, out);
    let (finality, trusted) = (receipt.finality(), receipt.is_trusted());
    out.show(format_args!(
        "{:?}, final {} {finality:?}, trusted {trusted}",
        receipt.kind,
        receipt.is_final()
    ))
    .end();
    let state = receipt.message_state.unwrap_or(MessageState::ACCEPTED);
    let rules = ReceiptRules { accepted: finality, ..receipt.dialect.rules };
    out.show(format_args!("by the rules {:?}, an end {}", rules.finality(state), state.finality().is_end()))
        .end();
    for first in [FactSource::Tlv, FactSource::Text] {
        if let Some(id) = receipt.with_first(first).message_id() {
            out.text("id ")
                .octets(id.value)
                .show(format_args!(" by {:?}, other {:?}", id.source, id.other))
                .end();
        }
        out.show(format_args!("state {:?}", receipt.with_first(first).state())).end();
    }
    let (ids, states) = (receipt.ids_agree(), receipt.states_agree());
    out.show(format_args!("agree: ids {ids:?}, states {states:?}; {:?}", receipt.network_error_code)).end();
    let same = receipt.message_id() == receipt.with_first(FactSource::Tlv).message_id()
        && receipt.state() == receipt.with_first(FactSource::Tlv).state();
    out.line(if same { "TLVs come first" } else { "TLVs do not come first" });
}

/// `any-receipt DATA_CODING ROOM HEX`: a receipt that may be UTF-16, with this many octets of scratch buffer.
pub fn read_any(arguments: &[u8], out: &mut Output) {
    let (data_coding, rest) = word(arguments);
    let (room, rest) = word(rest);
    let Some(octets) = hex(rest) else { return out.line("not hexadecimal, or too long") };
    let mut scratch = [0; MOST_OCTETS];
    let scratch = scratch.get_mut(..number(room)).unwrap_or_default();
    let data_coding = DataCoding(u8::try_from(number(data_coding)).unwrap_or(u8::MAX));
    show(&ReceiptText::parse_any(&octets, data_coding, scratch), out);
}

/// `write-receipt ID SUB STATE YEAR ERR TEXT`: in both forms, and the TLVs.
pub fn write(arguments: &[u8], out: &mut Output) {
    let (id, rest) = word(arguments);
    let (sub, rest) = word(rest);
    let (state, rest) = word(rest);
    let (year, rest) = word(rest);
    let (err, quoted) = word(rest);
    let Some(date) = DateTime::new(short(year), 11, 22, 10, 11, 59) else { return out.line("no such date") };
    let new = NewReceipt {
        id,
        sub: short(sub),
        state: MessageState(u8::try_from(number(state)).unwrap_or(u8::MAX)),
        err,
        text: quoted,
        ..NewReceipt::delivered_at(date)
    };
    let seconds = ReceiptFormat { seconds: true, ..ReceiptFormat::APPENDIX_B };
    for form in [ReceiptFormat::APPENDIX_B, ReceiptFormat::MENSATEK, seconds] {
        let mut room = [0; 160];
        match new.write(form, &mut room) {
            Ok(len) => out.octets(room.get(..len).unwrap_or_default()).end(),
            Err(error) => out.show(error).end(),
        }
    }
    out.show(format_args!("{:?}", new.tlvs(Version::V50))).end();
    if let Some(word) = new.state.stat() {
        out.octets(word).end();
    }
}

/// `ids A B`: whether they are the same id, in every pair of bases.
pub fn ids(arguments: &[u8], out: &mut Output) {
    let (a, b) = word(arguments);
    let bases = [IdBase::Decimal, IdBase::Hexadecimal, IdBase::Either];
    for a_base in bases {
        for b_base in bases {
            out.text(if ids_match(a, a_base, b, b_base) { "same " } else { "other " });
        }
    }
    out.end();
}

/// `date DIGITS`: a date of a receipt.
pub fn date(arguments: &[u8], out: &mut Output) {
    let date = ReceiptDate(arguments);
    out.octets(date.as_bytes()).show(format_args!(": {:?}", date.read())).end();
    if let Some(date) = date.date_time() {
        out.show(format_args!("{date:#}")).end();
    }
}

/// `profile NAME ERR STAT SENDER`: what a provider's profile says about them.
pub fn profile(arguments: &[u8], out: &mut Output) {
    let (name, rest) = word(arguments);
    let (err, rest) = word(rest);
    let (stat, sender) = word(rest);
    let Some(profile) = Profile::named(text(name)) else { return out.line("no such profile") };
    match profile.receipt_dialect().error(None, err) {
        Some(error) => {
            let (class, state) = (error.class, error.class.state());
            out.show(format_args!("{}: {}, {}, {state}", error.code, error.meaning, class.name())).end();
        }
        None => out.line("no such error"),
    }
    out.show(format_args!("{:?}", profile.receipt_dialect().state(stat))).end();
    match profile.senders.check(text(sender)) {
        Ok(sender) => out.show(format_args!("{sender:?}")).end(),
        Err(error) => out.show(format_args!("{error} {error:?}")).end(),
    }
    let same = profile.id_rule().same(b"255", b"ff");
    out.show(format_args!("{}, {}, 255 is ff: {same}", profile.name, profile.version)).end();
    out.number(Profile::ALL.len()).line(" profiles");
}
