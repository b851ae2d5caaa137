//! SMS-STATUS-REPORT, SMS-DELIVER-REPORT, SMS-SUBMIT-REPORT and SMS-COMMAND.

use super::decoded;
use smpp_gsm7::tpdu::{
    CommandType, DataCodingScheme, DecodeTpduErrorKind, Direction, EncodeTpduErrorKind, FailureCause,
    Parameters, ProtocolIdentifier, SmsCommand, SmsDeliverReport, SmsStatusReport, SmsSubmitReport, Status,
    StatusClass, Timestamp, Tpdu, UserData,
};
use smpp_tests::hex;

const STAMP: &str = "62117201110080";
const LATER: &str = "62117201115080";

#[test]
fn status_reports() {
    let octets = hex::octets(&format!("262a0b916407000000f1{STAMP}{LATER}46"));
    let Tpdu::StatusReport(report) = decoded(Direction::ScToMs, &octets).unwrap() else { panic!() };
    assert_eq!(
        (report.message_reference, report.recipient_address.to_string().as_str()),
        (42, "+46700000001")
    );
    assert_eq!((report.status, report.status.class()), (Status(0x46), StatusClass::PermanentError));
    let (at, done) = (report.service_centre_time_stamp.date_time(), report.discharge_time.date_time());
    assert_eq!(done.unwrap().unix_seconds() - at.unwrap().unix_seconds(), 5);
    assert!(report.first_octet.status_report_qualifier() && report.first_octet.no_more_messages());
    assert_eq!((report.parameters, report.trailing), (None, &[][..]));

    // Built from its parts, it is the same but for the qualifier.
    let built = SmsStatusReport::new(
        42,
        "+46700000001".parse().unwrap(),
        report.service_centre_time_stamp,
        report.discharge_time,
        Status(0x46),
    );
    let mut out = [0; 40];
    let length = built.encode(&mut out).unwrap();
    assert_eq!(out[..length], [&[0x06], &octets[1..]].concat());
}

/// Optional fields in every combination, in each report, with an accepted and a refused form.
#[test]
fn every_parameter_indicator() {
    for indicator in 0..=127_u8 {
        let mut fields = Vec::new();
        if indicator & 1 != 0 {
            fields.push(0x40);
        }
        if indicator & 2 != 0 {
            fields.push(0x04);
        }
        if indicator & 4 != 0 {
            // Two octets, or two septets.
            fields.extend([2, 0xE8, 0x34]);
        }
        let check = |parameters: Parameters<'_>| {
            assert_eq!(parameters.indicator, [indicator]);
            let pid = (indicator & 1 != 0).then_some(ProtocolIdentifier(0x40));
            let dcs = (indicator & 2 != 0).then_some(DataCodingScheme::OCTETS);
            assert_eq!((parameters.protocol_identifier, parameters.data_coding_scheme), (pid, dcs));
            let data = parameters.user_data.map(|data| (data.coding, data.octets));
            let coding = dcs.unwrap_or(DataCodingScheme::GSM7);
            assert_eq!(data, (indicator & 4 != 0).then_some((coding, &[0xE8, 0x34][..])));
        };
        let stamp = hex::octets(STAMP);
        for cause in [None, Some(0x80), Some(0xC5), Some(0xFF)] {
            let front = [0x00].into_iter().chain(cause).chain([indicator]).collect::<Vec<_>>();
            let octets = [&front[..], &fields].concat();
            let Tpdu::DeliverReport(report) = decoded(Direction::MsToSc, &octets).unwrap() else { panic!() };
            assert_eq!(report.failure_cause, cause.map(FailureCause));
            check(report.parameters.unwrap());

            let octets = [&[0x01], &front[1..], &stamp, &fields].concat();
            let Tpdu::SubmitReport(report) = decoded(Direction::ScToMs, &octets).unwrap() else { panic!() };
            assert_eq!(report.failure_cause, cause.map(FailureCause));
            assert_eq!(report.service_centre_time_stamp.0, stamp[..]);
            check(report.parameters);
        }
        let octets = [&hex::octets(&format!("022a0091{STAMP}{LATER}00"))[..], &[indicator], &fields].concat();
        let Tpdu::StatusReport(report) = decoded(Direction::ScToMs, &octets).unwrap() else { panic!() };
        check(report.parameters.unwrap());
    }
}

/// An indicator that announces more indicators, which no release defines.
#[test]
fn extended_indicators_are_kept() {
    let octets = hex::octets(&format!("022a0091{STAMP}{LATER}008180 7f 40 aabb"));
    let Tpdu::StatusReport(report) = decoded(Direction::ScToMs, &octets).unwrap() else { panic!() };
    let parameters = report.parameters.unwrap();
    assert_eq!(parameters.indicator, [0x81, 0x80, 0x7F]);
    assert_eq!(
        (parameters.protocol_identifier, report.trailing),
        (Some(ProtocolIdentifier(0x40)), &[0xAA, 0xBB][..])
    );
    let short = &octets[..octets.len() - 4];
    let error = SmsStatusReport::decode(short).unwrap_err();
    assert_eq!((error.kind(), error.field()), (DecodeTpduErrorKind::Truncated, "TP-PI"));
}

/// An announced field that is not there is named.
#[test]
fn announced_fields_that_are_missing() {
    let front = format!("022a0091{STAMP}{LATER}00");
    for (end, field) in
        [("01", "TP-PID"), ("02", "TP-DCS"), ("04", "TP-UDL"), ("0300", "TP-DCS"), ("0402e8", "TP-UDL")]
    {
        let octets = hex::octets(&format!("{front}{end}"));
        assert_eq!(SmsStatusReport::decode(&octets).unwrap_err().field(), field, "{end}");
    }
    let error = SmsSubmitReport::decode(&hex::octets("0100621172")).unwrap_err();
    assert_eq!((error.field(), error.offset()), ("TP-SCTS", 2));
    assert_eq!(SmsSubmitReport::decode(&[0x01]).unwrap_err().field(), "TP-PI");
    // The octet 0xC0 is TP-FCS, so TP-PI starts after it.
    for octets in [&[0x01, 0xC0][..], &[0x01, 0xC0, 0x80], &[0x01, 0xC0, 0x80, 0x80]] {
        let error = SmsSubmitReport::decode(octets).unwrap_err();
        assert_eq!((error.field(), error.offset()), ("TP-PI", 2), "{octets:02X?}");
    }
}

#[test]
fn reports_of_the_mobile() {
    let mut out = [0; 8];
    // Some mobiles send the first octet only.
    assert_eq!(SmsDeliverReport::decode(&[0x00]).unwrap().parameters, None);
    let length = SmsDeliverReport::new(None).encode(&mut out).unwrap();
    assert_eq!(out[..length], [0x00, 0x00]);
    let length = SmsDeliverReport::new(Some(FailureCause::SIM_STORAGE_FULL)).encode(&mut out).unwrap();
    assert_eq!(out[..length], [0x00, 0xD0, 0x00]);
    let mut out = [0; 16];
    let length =
        SmsSubmitReport::new(Some(FailureCause::SC_BUSY), Timestamp([1; 7])).encode(&mut out).unwrap();
    assert_eq!(out[..length], [0x01, 0xC0, 0x00, 1, 1, 1, 1, 1, 1, 1]);
}

/// Only the highest bit tells TP-FCS from TP-PI, and nothing tells TP-PI from octets after it.
#[test]
fn reports_that_would_be_read_differently_are_not_written() {
    let stamp = Timestamp([1; 7]);
    let extended = Parameters { indicator: &[0x00, 0x00], ..Parameters::EMPTY };
    let cause = Some(FailureCause::SC_BUSY);
    let deliver = |failure_cause, parameters, trailing| {
        let report = SmsDeliverReport { parameters, trailing, ..SmsDeliverReport::new(failure_cause) };
        let mut out = [0; 20];
        report.encode(&mut out).map(|length| out[..length].to_vec()).map_err(|error| {
            assert_eq!(error.kind(), EncodeTpduErrorKind::Ambiguous);
            error.to_string()
        })
    };
    let no_pi = || Err("TP-PI: it would be read as another field".to_owned());
    let no_fcs = || Err("TP-FCS: it would be read as another field".to_owned());
    assert_eq!(deliver(None, Some(extended), &[]), no_pi());
    assert_eq!(deliver(cause, Some(extended), &[]), Ok(vec![0x00, 0xC0, 0x80, 0x00]));
    assert_eq!(deliver(None, None, &[0x00]), no_pi());
    assert_eq!(deliver(cause, None, &[0x00]), no_pi());
    assert_eq!(deliver(cause, None, &[]), Ok(vec![0x00, 0xC0]));
    for octet in 0..=255 {
        let written = deliver(Some(FailureCause(octet)), None, &[]);
        assert_eq!(written, if octet < 0x80 { no_fcs() } else { Ok(vec![0x00, octet]) });
        let submit = SmsSubmitReport::new(Some(FailureCause(octet)), stamp);
        assert_eq!(submit.encode(&mut [0; 20]).is_ok(), octet >= 0x80);
    }
    let submit = SmsSubmitReport { parameters: extended, ..SmsSubmitReport::new(None, stamp) };
    let error = submit.encode(&mut [0; 20]).unwrap_err();
    assert_eq!((error.kind(), error.field()), (EncodeTpduErrorKind::Ambiguous, Some("TP-PI")));
    assert!(SmsSubmitReport { failure_cause: cause, ..submit }.encode(&mut [0; 20]).is_ok());

    let status = SmsStatusReport::new(1, "1".parse().unwrap(), stamp, stamp, Status(0));
    let error = SmsStatusReport { trailing: &[0xFF], ..status }.encode(&mut [0; 40]).unwrap_err();
    assert_eq!((error.kind(), error.field()), (EncodeTpduErrorKind::Ambiguous, Some("TP-PI")));
    let status = SmsStatusReport { parameters: Some(extended), trailing: &[0xFF], ..status };
    assert!(status.encode(&mut [0; 40]).is_ok());
}

#[test]
fn the_coding_of_the_parameters_is_that_of_the_user_data() {
    let data = UserData { coding: DataCodingScheme::OCTETS, length: 1, octets: b"a", has_header: true };
    let parameters = Parameters { user_data: Some(data), ..Parameters::EMPTY };
    let report = SmsDeliverReport { parameters: Some(parameters), ..SmsDeliverReport::new(None) };
    let error = report.encode(&mut [0; 20]).unwrap_err();
    assert_eq!((error.kind(), error.field()), (EncodeTpduErrorKind::CodingMismatch, Some("TP-DCS")));

    let parameters = Parameters { data_coding_scheme: Some(DataCodingScheme::OCTETS), ..parameters };
    let report = SmsDeliverReport { parameters: Some(parameters), ..report };
    let mut out = [0; 20];
    let length = report.encode(&mut out).unwrap();
    // The header of the user data sets the indicator, and the fields set theirs.
    assert_eq!(out[..length], [0x40, 0x06, 0x04, 0x01, b'a']);
}

#[test]
fn commands() {
    let address = "+46700000001".parse().unwrap();
    let mut out = [0; 20];
    let length = SmsCommand::new(CommandType::DELETE, 42, address).encode(&mut out).unwrap();
    assert_eq!(out[..length], hex::octets("02000002 2a0b916407000000f100"));
    let octets = hex::octets("6207000 02a0b916407000000f103010203ff");
    let Tpdu::Command(command) = decoded(Direction::MsToSc, &octets).unwrap() else { panic!() };
    assert_eq!((command.command_type, command.message_number), (CommandType::ENQUIRY, 42));
    assert_eq!((command.command_data, command.trailing), (&[1, 2, 3][..], &[0xFF][..]));
    assert!(command.first_octet.status_report_request());
    for length in 1..octets.len() - 1 {
        assert!(SmsCommand::decode(&octets[..length]).is_err(), "{length}");
    }
}
