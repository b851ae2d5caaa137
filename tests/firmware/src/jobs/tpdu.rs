//! What a modem hands over and takes: TPDUs, lines, and pages of cell broadcasts.

use super::arguments::{hex, number, text, word};
use crate::output::Output;
use smpp_gsm7::at::{CmsError, Line, LineReader, MAX_PDU, MessageStatus, Pdu};
use smpp_gsm7::cbs::CbsPage;
use smpp_gsm7::segment::{MAX_USER_DATA, Segmenter};
use smpp_gsm7::tpdu::{
    Address, CommandType, DateTime, Direction, FailureCause, FirstOctet, MAX_LENGTH, Parameters, SmsCommand,
    SmsDeliver, SmsDeliverReport, SmsStatusReport, SmsSubmit, SmsSubmitReport, Status, Timestamp, Tpdu,
    TypeOfAddress, UserData, ValidityPeriod,
};
use smpp_gsm7::{Alphabet, Duration, Encoder};

/// `tpdu sc|ms HEX`: the fields, what they mean, the text, and the octets again.
pub fn read(arguments: &[u8], out: &mut Output) {
    let (from, rest) = word(arguments);
    let Some(octets) = hex(rest) else { return out.line("not hexadecimal, or too long") };
    let direction = if from == b"ms" { Direction::MsToSc } else { Direction::ScToMs };
    let tpdu = match Tpdu::decode(direction, &octets) {
        Ok(tpdu) => tpdu,
        Err(error) => {
            out.show(format_args!(
                "{error}; {:?} {} {}; {error:?}",
                error.kind(),
                error.offset(),
                error.field()
            ));
            return out.end();
        }
    };
    out.text(tpdu.name()).show(format_args!(" {:?} {tpdu:?}", tpdu.direction())).end();
    first_octet(tpdu.first_octet(), out);
    match &tpdu {
        Tpdu::Deliver(tpdu) => {
            address(&tpdu.originating_address, out);
            time(tpdu.service_centre_time_stamp, out);
            let id = tpdu.protocol_identifier;
            out.text(id.meaning()).show(format_args!(" {:?}", id.replace_type())).end();
        }
        Tpdu::Submit(tpdu) => {
            address(&tpdu.destination_address, out);
            if let Some(period) = tpdu.validity_period {
                out.show(format_args!("{:?} {:?}", period.duration(), period.enhanced())).end();
            }
        }
        Tpdu::StatusReport(tpdu) => {
            address(&tpdu.recipient_address, out);
            time(tpdu.discharge_time, out);
            let status = tpdu.status;
            out.text(status.meaning());
            out.show(format_args!(" {:?} {}", status.class(), status.is_service_centre_specific())).end();
            out.line(if status.is_reserved() { "reserved" } else { "known" });
        }
        Tpdu::DeliverReport(tpdu) => cause(tpdu.failure_cause, out),
        Tpdu::SubmitReport(tpdu) => cause(tpdu.failure_cause, out),
        Tpdu::Command(tpdu) => out.line(tpdu.command_type.meaning()),
    }
    if let Some(data) = tpdu.user_data() {
        user_data(&data, out);
    }
    let mut room = [0; 256];
    match tpdu.encode(&mut room) {
        Ok(length) => {
            let same = room.get(..length) == Some(&octets[..]);
            out.line(if same { "encodes to the same" } else { "encodes to something else" });
        }
        Err(error) => out
            .show(format_args!("{error}; {error:?} {:?} {}", error.kind(), error.field().unwrap_or_default()))
            .end(),
    }
    if let Err(error) = tpdu.encode(&mut [0; 3]) {
        out.text("in 3 octets: ").show(error).end();
    }
}

fn first_octet(first: FirstOctet, out: &mut Output) {
    let flags = [
        first.no_more_messages(),
        first.reject_duplicates(),
        first.loop_prevention(),
        first.status_report_indication(),
        first.status_report_request(),
        first.status_report_qualifier(),
        first.user_data_header_indicator(),
        first.reply_path(),
    ];
    flags.into_iter().for_each(|flag| _ = out.number(flag.into()));
    out.text(" ").number(first.message_type_indicator().into()).text(" ");
    out.number(first.validity_period_format().into()).end();
}

fn address(address: &Address, out: &mut Output) {
    let kind = address.type_of_address();
    out.show(address).show(format_args!(" {:?} {:?} ", kind.type_of_number(), kind.numbering_plan()));
    out.number(address.semi_octets().into()).text(" ").hex(address.octets());
    out.show(format_args!(
        " {} {} {}",
        address.is_well_formed(),
        address.is_empty(),
        address.is_alphanumeric()
    ));
    out.text(" ").number(address.chars().fold(0, |count: usize, _| count.wrapping_add(1))).end();
    let again = Address::from_octets(address.semi_octets(), kind, address.octets());
    out.line(if again == Some(*address) { "the same address" } else { "another address" });
}

fn time(stamp: Timestamp, out: &mut Output) {
    let Some(at) = stamp.date_time() else { return out.show(format_args!("no time: {stamp:?}")).end() };
    out.show(format_args!("{at} {at:?} ")).show(at.unix_seconds());
    let same = at.utc_offset_quarters().is_some() && Timestamp::from_date_time(at) == Some(stamp);
    out.line(if same { ", and back" } else { ", and not back" });
}

fn cause(cause: Option<FailureCause>, out: &mut Output) {
    match cause {
        Some(cause) => out.text(cause.meaning()).line(if cause.is_reserved() { ", reserved" } else { "" }),
        None => out.line("accepted"),
    }
}

fn user_data(data: &UserData<'_>, out: &mut Output) {
    let coding = data.coding;
    out.show(coding).show(format_args!("; {coding:?} {:?} {:?} ", coding.group(), coding.coding()));
    out.show(format_args!("{:?} {:?} ", coding.message_class(), coding.message_waiting()));
    out.show(format_args!("{} {}", coding.is_compressed(), coding.is_reserved()));
    out.show(format_args!(" {:?} {:?}", coding.charset().is_some(), data.text_septets())).end();
    match data.split() {
        Ok((header, text)) => {
            out.show(format_args!("{:?} ", header.is_some())).hex(text).end();
        }
        Err(error) => out.show(error).end(),
    }
    if let Some(chars) = data.chars() {
        for c in chars {
            out.show(c);
        }
        out.end();
    }
    let mut septets = [0; MAX_LENGTH];
    if let Ok(Some(fragment)) = data.fragment((), &mut septets) {
        out.show(format_args!("{:?}", fragment.concatenation)).end();
    }
}

/// `write-tpdus NUMBER TEXT`: a text as submits in lines, and a TPDU of each other type.
pub fn write(arguments: &[u8], out: &mut Output) {
    let (to, rest) = word(arguments);
    let to: Address = match text(to).parse() {
        Ok(address) => address,
        Err(error) => {
            out.show(format_args!("{error}; {error:?}")).end();
            match Address::alphanumeric(text(to)) {
                Ok(name) => name,
                Err(error) => return out.show(error).end(),
            }
        }
    };
    let whole = text(rest);
    let plan = match Segmenter::MODEM.plan(whole) {
        Ok(plan) => plan,
        Err(error) => return out.show(error).end(),
    };
    let (mut segments, mut buffer) = (plan.segments(), [0; MAX_USER_DATA]);
    let at = DateTime::new(2026, 11, 27, 10, 11, 0).map(|at| at.with_utc_offset_quarters(Some(-20)));
    let stamp = at.and_then(Timestamp::from_date_time).unwrap_or_default();
    while let Ok(Some(segment)) = segments.next_into(&mut buffer) {
        let data = match UserData::from_segment(&segment) {
            Ok(data) => data,
            Err(error) => return out.show(error).end(),
        };
        let period = ValidityPeriod::relative(Duration::from_secs(number(b"86400") as u64));
        let submit = SmsSubmit { validity_period: Some(period), ..SmsSubmit::new(to, data) };
        line(&Tpdu::Submit(submit), out);
        line(&Tpdu::Deliver(SmsDeliver::new(to, stamp, data)), out);
        let parameters =
            Parameters { data_coding_scheme: Some(data.coding), user_data: Some(data), ..Parameters::EMPTY };
        let report = SmsDeliverReport {
            parameters: Some(parameters),
            ..SmsDeliverReport::new(Some(FailureCause::SC_BUSY))
        };
        line(&Tpdu::DeliverReport(report), out);
    }
    line(&Tpdu::StatusReport(SmsStatusReport::new(7, to, stamp, stamp, Status(0x46))), out);
    line(&Tpdu::SubmitReport(SmsSubmitReport::new(None, stamp)), out);
    line(&Tpdu::Command(SmsCommand::new(CommandType::DELETE, 7, to)), out);
    let unpacked = Segmenter::DEFAULT.plan(whole).ok();
    if let Some(Ok(Some(segment))) = unpacked.map(|plan| {
        plan.segments()
            .next_into(&mut buffer)
            .map(|segment| segment.map(|segment| UserData::from_segment(&segment).is_ok()))
    }) {
        out.line(if segment { "packed" } else { "not packed" });
    }
    if let Err(error) = UserData::from_octets(&[0; 256]) {
        out.show(error).end();
    }
    let measured = Encoder::new(Alphabet::DEFAULT).measure(whole).map_or(0, |done| done.septets);
    out.number(measured).line(" septets");
}

/// A TPDU as a line for a modem, with a service centre.
fn line(tpdu: &Tpdu<'_>, out: &mut Output) {
    let mut octets = [0; MAX_PDU];
    let length = match tpdu.encode(&mut octets) {
        Ok(length) => length,
        Err(error) => return out.show(error).end(),
    };
    let service_centre = Address::new(TypeOfAddress::INTERNATIONAL, "46700000020").ok();
    let pdu = Pdu { service_centre, tpdu: octets.get(..length).unwrap_or_default() };
    let mut line = [0; 2 * MAX_PDU];
    match pdu.encode_line(&mut line) {
        Ok(written) => {
            out.number(pdu.length()).text(" ");
            out.octets(line.get(..written.wrapping_sub(1)).unwrap_or_default()).end();
        }
        Err(error) => out.show(error).end(),
    }
    let mut again = [0; MAX_PDU];
    let written = pdu.encode(&mut again).unwrap_or_default();
    let same = Pdu::from_octets(again.get(..written).unwrap_or_default()) == Ok(pdu);
    out.line(if same { "the same PDU" } else { "another PDU" });
}

/// `lines HEX`: octets of a modem, cut into lines of at most 64 octets.
pub fn lines(arguments: &[u8], out: &mut Output) {
    let Some(octets) = hex(arguments) else { return out.line("not hexadecimal, or too long") };
    let mut reader = LineReader::new([0; 64]);
    for mut piece in octets.chunks(7) {
        while let Some(line) = reader.next(&mut piece) {
            let line = match line {
                Ok(line) => line,
                Err(error) => {
                    out.show(format_args!("{error}; {error:?}")).end();
                    continue;
                }
            };
            let mut room = [0; 40];
            let pdu = match line {
                Line::Pdu(header, digits) => Some(Pdu::from_line(digits, header.length, &mut room)),
                Line::Page(header, digits) => {
                    Some(Pdu::from_line_without_address(digits, Some(header.length), &mut room))
                }
                _ => None,
            };
            if let Some(pdu) = pdu {
                match pdu {
                    Ok(pdu) => out.show(format_args!("{pdu:?}")).end(),
                    Err(error) => {
                        out.show(format_args!("{error}; {error:?} {:?} {}", error.kind(), error.offset()))
                            .end();
                    }
                }
                continue;
            }
            out.show(format_args!("{line:?} {}", line.is_final())).end();
            match line {
                Line::Header(next, _) => {
                    out.show(format_args!(
                        "{:?} {:?}",
                        next.direction(),
                        next.status.map(MessageStatus::number)
                    ))
                    .end();
                }
                Line::CmsError(error) => self::error(error, out),
                Line::Sent { report: Some(report), .. } => {
                    match Pdu::from_line_without_address(report, None, &mut room) {
                        Ok(pdu) => out.hex(pdu.tpdu).end(),
                        Err(error) => out.show(error).end(),
                    }
                }
                _ => {}
            }
        }
    }
    reader.clear();
}

fn error(error: CmsError, out: &mut Output) {
    out.text(error.meaning()).show(format_args!(" {:?}", error.failure_cause())).end();
}

/// `page HEX`: a page of a cell broadcast.
pub fn page(arguments: &[u8], out: &mut Output) {
    let Some(octets) = hex(arguments) else { return out.line("not hexadecimal, or too long") };
    let page = match CbsPage::decode(&octets) {
        Ok(page) => page,
        Err(error) => return out.show(format_args!("{error}; {error:?}")).end(),
    };
    let (serial, coding) = (page.serial_number, page.data_coding_scheme);
    out.show(format_args!("{serial:?} {:?} ", serial.geographical_scope()));
    out.number(serial.message_code().into()).text(" ").number(serial.update_number().into()).end();
    out.show(format_args!("{coding:?} {:?} {:?} ", coding.coding(), coding.message_class()));
    out.text(coding.language().unwrap_or("no language"));
    out.show(format_args!(" {} {} {}", coding.is_compressed(), coding.has_header(), coding.is_reserved()))
        .end();
    out.number(page.number().into()).text(" of ").number(page.total().into()).end();
    for c in page.language_indication().into_iter().flatten() {
        out.show(c);
    }
    out.end();
    if let Some(chars) = page.chars() {
        for c in chars {
            out.show(c);
        }
        out.end();
    }
    out.show(format_args!("{page:?}")).end();
}
