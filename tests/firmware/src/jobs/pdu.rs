//! PDUs: dumped, and decoded and rebuilt as typed structs.

use super::arguments::{MOST_OCTETS, hex, number, word};
use crate::output::Output;
use smpp_core::explain::{Explain, Row, split_first};
use smpp_core::frame::{Accumulator, Frame, Framer};
use smpp_core::message::receipt::ReceiptDialect;
use smpp_core::pdu::SubmitSm;
use smpp_core::tlv::Tlv;
use smpp_core::{COctetString, Encode, Pdu, RawPdu, Rules, Version};

/// `dump HEX`: every field of a PDU with its offset and meaning.
pub fn dump(arguments: &[u8], out: &mut Output) {
    let Some(octets) = hex(arguments) else { return out.line("not hexadecimal, or too long") };
    match RawPdu::parse(&octets) {
        Ok(pdu) => _ = out.show(pdu.dump()),
        Err(error) => out.show(error).end(),
    }
}

/// `explain HEX`: every row of one PDU or more, broken or not, and of the PDUs as intended.
pub fn explain(arguments: &[u8], out: &mut Output) {
    let Some(octets) = hex(arguments) else { return out.line("not hexadecimal, or too long") };
    let mut rest = octets.as_slice();
    while !rest.is_empty() {
        let first;
        (first, rest) = split_first(rest);
        let received = Explain::new(first).with_context(Version::V50).with_dialect(ReceiptDialect::DEFAULT);
        for explain in [Some(received), received.show_passwords().as_intended()].into_iter().flatten() {
            explain.each(|row| show_row(row, out));
        }
    }
    out.line("explained");
}

fn show_row(row: &Row<'_>, out: &mut Output) {
    let shown = row.octets().map_or(0, <[u8]>::len);
    let marks = (row.level(), row.is_text(), row.is_default(), row.is_missing());
    out.show(format_args!("{row:?} ({}) {} of {:?}, {marks:?}", row.meaning(), shown, row.range())).end();
    for line in row.lines(16) {
        let hidden = line.octets().is_none();
        out.show(format_args!("{line:?} {} {hidden}", line.is_empty()));
        if let Some(text) = line.text() {
            out.show(text);
        }
        out.end();
    }
    if let Some(problem) = row.problem() {
        out.show(format_args!("{problem} at {}", problem.offset())).end();
        if let Some(hint) = problem.hint() {
            out.show(hint).end();
        }
    }
    for finding in row.findings() {
        out.show(format_args!("{finding} at {}", finding.offset)).end();
    }
}

/// `rebuild HEX`: decodes any typed struct and encodes it again: unchanged, and by the rules of 3.4 and of 3.3.
pub fn rebuild(arguments: &[u8], out: &mut Output) {
    let Some(octets) = hex(arguments) else { return out.line("not hexadecimal, or too long") };
    let decoded = RawPdu::parse(&octets).and_then(|raw| Ok((raw, Pdu::decode(&raw)?)));
    let (raw, pdu) = match decoded {
        Ok(both) => both,
        Err(error) => return out.show(format_args!("{error}; octet {}", error.offset())).end(),
    };
    let mut buffer = [0; MOST_OCTETS];
    for (name, rules) in [("as is", Rules::AS_IS), ("3.4", Rules::V34), ("3.3", Rules::V33.omitting())] {
        match pdu.encode_with(raw.command_status, raw.sequence_number, rules, &mut buffer) {
            Ok(done) => {
                let written = buffer.get(..done.len).unwrap_or_default();
                let same = if written == octets.as_slice() { "the same" } else { "other octets" };
                out.show(format_args!("{name}: {} octets, {same}, {} left out", done.len, done.omitted))
                    .end();
            }
            Err(error) => out.show(format_args!("{name}: {error}")).end(),
        }
    }
}

/// `submit FROM TO HEX`: builds a submit_sm with that short_message and two TLVs.
pub fn submit(arguments: &[u8], out: &mut Output) {
    let (from, rest) = word(arguments);
    let (to, rest) = word(rest);
    let Some(text) = hex(rest) else { return out.line("not hexadecimal, or too long") };
    let tlvs = [Tlv::user_message_reference(0x0102), Tlv::sar_msg_ref_num(0xABCD)];
    let pdu = SubmitSm {
        source_addr: COctetString::new(from),
        destination_addr: COctetString::new(to),
        short_message: &text,
        tlvs: (&tlvs).into(),
        ..SubmitSm::default()
    };
    let checked = SubmitSm::checked(Version::V34)
        .source_addr(from)
        .and_then(|pdu| pdu.destination_addr(to)?.validity_period(from.get(20..).unwrap_or_default()))
        .and_then(|pdu| pdu.short_message(text.as_slice())?.tlvs(&tlvs));
    match checked {
        Ok(checked) => out.text("checked ").show(checked.build() == pdu).end(),
        Err(error) => out.show(format_args!("checked: {error} {:?}", error.tag())).end(),
    }
    let mut buffer = [0; MOST_OCTETS];
    match pdu.encode(7, Rules::V34, &mut buffer) {
        Ok(done) => out.hex(buffer.get(..done.len).unwrap_or_default()).end(),
        Err(error) => out.show(format_args!("{error}")).end(),
    }
}

/// `stream N HEX`: octets as from a socket, N at a time, split into PDUs of at most 64 octets.
pub fn stream(arguments: &[u8], out: &mut Output) {
    let (size, rest) = word(arguments);
    let Some(octets) = hex(rest) else { return out.line("not hexadecimal, or too long") };
    let mut framer = Framer::new(64);
    let (mut start, mut come) = (0_usize, 0_usize);
    while come < octets.len() {
        come = come.saturating_add(number(size).max(1)).min(octets.len());
        loop {
            let step = match framer.next(octets.get(start..come).unwrap_or_default()) {
                Ok(step) => step,
                Err(lost) => return out.show(lost).end(),
            };
            match step.frame {
                Frame::NeedMore { .. } => break,
                Frame::Pdu(pdu) => out.show(pdu.command_id).text(" ").show(pdu.sequence_number).end(),
                Frame::Oversized(header) => out.text("too large: ").show(header.command_length).end(),
                Frame::Skipped => {}
            }
            start = start.saturating_add(step.used);
        }
    }
    out.show(octets.len().saturating_sub(start)).text(" octets left").end();
}

/// `debug HEX`: a PDU with every `Debug`, its header, its octets written again, and without its TLVs. More octets may
/// follow it.
pub fn debug(arguments: &[u8], out: &mut Output) {
    let Some(octets) = hex(arguments) else { return out.line("not hexadecimal, or too long") };
    let (raw, rest) = match RawPdu::split(&octets) {
        Ok(both) => both,
        Err(error) => return out.show(format_args!("{error:?}")).end(),
    };
    out.show(format_args!("{raw:?}")).end();
    out.show(format_args!("{:?}", raw.header())).end();
    let mut buffer = [0; MOST_OCTETS];
    let written = raw.encode(&mut buffer);
    let verbatim = written.is_ok_and(|done| buffer.get(..done.len) == octets.get(..done.len));
    out.show(format_args!("verbatim {verbatim}, {} more, body omitted {}", rest.len(), raw.body_omitted()))
        .end();
    match Pdu::decode(&raw) {
        Ok(pdu) => {
            out.show(format_args!("{pdu:?}")).end();
            let bare = pdu.with_tlvs(smpp_core::Tlvs::EMPTY);
            let lengths = (pdu.encoded_len(), bare.encoded_len(), bare.tlvs().is_empty());
            out.show(format_args!("{} {lengths:?}", pdu == bare)).end();
        }
        Err(error) => {
            let (kind, field) = (error.kind(), error.field().unwrap_or("-"));
            out.show(format_args!("{error:?} {kind:?} {field} {}", error.command_status())).end();
        }
    }
    let mut small = [0; 20];
    match raw.encode(&mut small) {
        Ok(done) => out.number(done.len).line(" octets fit 20"),
        Err(error) => {
            let (kind, field) = (error.kind(), error.field().unwrap_or("-"));
            out.show(format_args!("{error}; {error:?}; {kind:?} {field}")).end();
        }
    }
    _ = out.show(raw.dump().show_passwords());
    let mut fields = raw.fields();
    while let Some(Ok((def, value))) = fields.next() {
        out.text(def.name).text(" ").number(value.measure()).text(" to ").number(fields.offset()).end();
    }
    out.show(format_args!("{:?}", fields.rest())).end();
}

/// `gather N HEX`: octets as from a ring buffer, N at a time, kept in a buffer of 64.
pub fn gather(arguments: &[u8], out: &mut Output) {
    let (size, rest) = word(arguments);
    let Some(octets) = hex(rest) else { return out.line("not hexadecimal, or too long") };
    let mut store = Accumulator::<64>::new();
    let mut framer = Framer::new(store.capacity()).with_max_command_length(1000);
    out.show(framer.max_pdu()).line(" octets at most");
    let mut come: &[u8] = &octets;
    while !come.is_empty() {
        let (now, _) = come.split_at_checked(number(size).max(1)).unwrap_or((come, &[]));
        let taken = store.push(now);
        come = come.get(taken..).unwrap_or_default();
        loop {
            let (used, last) = match framer.next(store.octets()) {
                Ok(step) => {
                    let last = matches!(step.frame, Frame::NeedMore { .. });
                    out.show(format_args!("{step:?} {}", framer.is_skipping())).end();
                    (step.used, last)
                }
                Err(lost) => return out.show(format_args!("{lost}; {lost:?}")).end(),
            };
            store.consume(used);
            if last {
                break;
            }
        }
        if taken == 0 {
            return out.line("full");
        }
    }
    out.number(store.octets().len()).line(" octets left");
}
