//! Generates well-formed TPDUs of every type: only their values are odd.

use crate::generate::Source;
use smpp_gsm7::tpdu::{
    Address, CommandType, DataCodingScheme, DateTime, FailureCause, FirstOctet, Parameters,
    ProtocolIdentifier, SmsCommand, SmsDeliver, SmsDeliverReport, SmsStatusReport, SmsSubmit,
    SmsSubmitReport, Status, Timestamp, Tpdu, TypeOfAddress, UserData, ValidityPeriod,
};
use smpp_gsm7::{Encoder, Fill, Padding, header_septets, pack, ucs2};

/// Characters of texts: of one septet, of two, and some that GSM 7-bit lacks.
const TEXT: [char; 16] = ['a', 'b', ' ', '@', 'é', '€', '[', 'Ω', '\n', '日', '🙂', '~', '0', 'Z', 'ß', 'x'];

/// Calls `check` with a TPDU that the source chooses, and its text if it has one.
pub fn with_tpdu<T>(source: &mut Source<'_>, check: impl FnOnce(&Tpdu<'_>, Option<&str>) -> T) -> T {
    let first_octet = FirstOctet(source.octet());
    let (mut octets, mut text) = (Vec::new(), None);
    let user_data = user_data(source, &mut octets, &mut text);
    let (address, stamp) = (address(source), timestamp(source));
    let trailing = [source.octet(), source.octet()];
    let trailing = trailing.get(..source.below(8).saturating_sub(5)).unwrap_or_default();
    let protocol_identifier = ProtocolIdentifier(if source.once_in(2) { source.octet() } else { 0 });
    let indicator = [source.octet() & 0x7F];
    let has_data = source.once_in(2);
    let parameters = Parameters {
        indicator: &indicator,
        protocol_identifier: source.once_in(2).then_some(protocol_identifier),
        data_coding_scheme: has_data.then_some(user_data.coding),
        user_data: has_data.then_some(user_data),
    };
    let failure_cause = source.once_in(2).then(|| FailureCause(source.octet() | 0x80));
    let message_reference = source.octet();
    let with_parameters = source.once_in(2);
    // A report's optional fields come before any other octets, so a report without them has no such octets.
    let report_trailing = if with_parameters { trailing } else { &[] };
    let tpdu = match source.below(6) {
        0 => Tpdu::Deliver(SmsDeliver {
            first_octet,
            protocol_identifier,
            trailing,
            ..SmsDeliver::new(address, stamp, user_data)
        }),
        1 => Tpdu::Submit(SmsSubmit {
            first_octet,
            message_reference,
            protocol_identifier,
            validity_period: validity_period(source),
            trailing,
            ..SmsSubmit::new(address, user_data)
        }),
        2 => Tpdu::StatusReport(SmsStatusReport {
            first_octet,
            parameters: with_parameters.then_some(parameters),
            trailing: report_trailing,
            ..SmsStatusReport::new(
                message_reference,
                address,
                stamp,
                timestamp(source),
                Status(source.octet()),
            )
        }),
        3 => Tpdu::DeliverReport(SmsDeliverReport {
            first_octet,
            parameters: with_parameters.then_some(parameters),
            trailing: report_trailing,
            ..SmsDeliverReport::new(failure_cause)
        }),
        4 => Tpdu::SubmitReport(SmsSubmitReport {
            first_octet,
            parameters,
            trailing,
            ..SmsSubmitReport::new(failure_cause, stamp)
        }),
        _ => Tpdu::Command(SmsCommand {
            first_octet,
            message_reference,
            protocol_identifier,
            command_data: &octets,
            trailing,
            ..SmsCommand::new(CommandType(source.octet()), source.octet(), address)
        }),
    };
    let text = if tpdu.user_data().is_some() { text.as_deref() } else { None };
    check(&tpdu, text)
}

/// Calls `check` with a TPDU whose fields the source chooses freely, so that not every one can be written.
pub fn with_any_tpdu<T>(source: &mut Source<'_>, check: impl FnOnce(&Tpdu<'_>) -> T) -> T {
    let first_octet = FirstOctet(source.octet());
    let any_octets = |source: &mut Source<'_>, most| {
        let count = source.below(most);
        (0..count).map(|_| source.octet()).collect::<Vec<_>>()
    };
    let (mut octets, mut text) = (Vec::new(), None);
    let mut user_data = user_data(source, &mut octets, &mut text);
    if source.once_in(4) {
        user_data.length = source.octet();
    }
    if source.once_in(8) {
        user_data.coding = DataCodingScheme(source.octet());
    }
    user_data.has_header ^= source.once_in(8);
    let (address, stamp) = (address(source), timestamp(source));
    let (trailing, indicator) = (any_octets(source, 3), any_octets(source, 4));
    let (trailing, protocol_identifier) = (&trailing[..], ProtocolIdentifier(source.octet()));
    let parameters = Parameters {
        indicator: &indicator,
        protocol_identifier: source.once_in(2).then_some(protocol_identifier),
        data_coding_scheme: source.once_in(2).then_some(user_data.coding),
        user_data: source.once_in(2).then_some(user_data),
    };
    let failure_cause = source.once_in(2).then(|| FailureCause(source.octet()));
    let optional = source.once_in(2).then_some(parameters);
    let message_reference = source.octet();
    check(&match source.below(6) {
        0 => Tpdu::Deliver(SmsDeliver {
            first_octet,
            protocol_identifier,
            trailing,
            ..SmsDeliver::new(address, stamp, user_data)
        }),
        1 => Tpdu::Submit(SmsSubmit {
            first_octet,
            message_reference,
            protocol_identifier,
            validity_period: validity_period(source),
            trailing,
            ..SmsSubmit::new(address, user_data)
        }),
        2 => Tpdu::StatusReport(SmsStatusReport {
            first_octet,
            parameters: optional,
            trailing,
            ..SmsStatusReport::new(message_reference, address, stamp, stamp, Status(source.octet()))
        }),
        3 => Tpdu::DeliverReport(SmsDeliverReport {
            first_octet,
            parameters: optional,
            trailing,
            ..SmsDeliverReport::new(failure_cause)
        }),
        4 => Tpdu::SubmitReport(SmsSubmitReport {
            first_octet,
            parameters,
            trailing,
            ..SmsSubmitReport::new(failure_cause, stamp)
        }),
        _ => Tpdu::Command(SmsCommand {
            first_octet,
            message_reference,
            protocol_identifier,
            command_data: &[0; 300][..if source.once_in(8) { 200 + source.below(100) } else { 3 }],
            trailing,
            ..SmsCommand::new(CommandType(source.octet()), source.octet(), address)
        }),
    })
}

/// User data: text or data, with a header or without one.
fn user_data<'o>(
    source: &mut Source<'_>,
    octets: &'o mut Vec<u8>,
    text: &mut Option<String>,
) -> UserData<'o> {
    let has_header = source.once_in(3);
    if has_header {
        match source.below(4) {
            0 => octets.extend([5, 0, 3, source.octet(), 3, 1 + source.octet() % 3]),
            1 => octets.extend([6, 8, 4, source.octet(), source.octet(), 2, 1 + source.octet() % 2]),
            2 => octets.extend([6, 5, 4, 0x0B, 0x84, 0x23, 0xF0]),
            _ => {
                let count = source.below(5) as u8;
                octets.extend([2 + count, 0x70, count]);
                octets.extend((0..count).map(|_| source.octet()));
            }
        }
    }
    let header = octets.len();
    let count = source.below(40);
    let chars = (0..count).map(|_| *source.pick(&TEXT)).collect::<String>();
    let (coding, length) = match source.below(4) {
        0 => {
            octets.extend(chars.bytes());
            (DataCodingScheme(*source.pick(&[0x04, 0xF5, 0x24])), octets.len())
        }
        1 => {
            let mut units = vec![0; 4 * chars.len()];
            let count = ucs2::encode(&chars, &mut units).unwrap_or_default();
            octets.extend_from_slice(&units[..count]);
            *text = Some(chars);
            (DataCodingScheme(*source.pick(&[0x08, 0x18, 0xE8])), octets.len())
        }
        _ => {
            let known: String = chars
                .chars()
                .filter(|c| Encoder::default().measure(c.encode_utf8(&mut [0; 4])).is_ok())
                .collect();
            let mut septets = vec![0; 2 * known.len()];
            let done = Encoder::default().encode(&known, &mut septets).unwrap_or_default();
            let mut packed = vec![0; septets.len() + 8];
            let fill = Fill::after_header(header);
            let count = pack(&septets[..done.septets], fill, Padding::Zero, &mut packed).unwrap_or_default();
            // Fill bits without text are not counted.
            octets.extend_from_slice(&packed[..if done.septets == 0 { 0 } else { count }]);
            *text = Some(known);
            (DataCodingScheme(*source.pick(&[0x00, 0x11, 0xC8, 0xF1])), header_septets(header) + done.septets)
        }
    };
    if coding.counts_septets() {
        // A header alone can leave bits that need another octet.
        octets.resize((7 * length).div_ceil(8), 0);
    }
    UserData { has_header, coding, length: length as u8, octets }
}

fn address(source: &mut Source<'_>) -> Address {
    let digits = source.below(21);
    match source.below(5) {
        0 => Address::alphanumeric(&"Company 5@x"[..source.below(12)]).unwrap_or_default(),
        1 => {
            let octets: [u8; 10] = core::array::from_fn(|_| source.octet());
            Address::from_octets(digits as u8, TypeOfAddress(source.octet()), &octets).unwrap_or_default()
        }
        choice => {
            let number: String = (0..digits).map(|_| char::from(b'0' + source.octet() % 10)).collect();
            let kind = if choice == 2 { TypeOfAddress::UNKNOWN } else { TypeOfAddress::INTERNATIONAL };
            Address::new(kind, &number).unwrap_or_default()
        }
    }
}

fn timestamp(source: &mut Source<'_>) -> Timestamp {
    if source.once_in(8) {
        return Timestamp(core::array::from_fn(|_| source.octet()));
    }
    let [year, month, day, hour, minute, second] = core::array::from_fn(|_| source.octet());
    let at = DateTime::new(
        2000 + u16::from(year % 69),
        1 + month % 12,
        1 + day % 28,
        hour % 24,
        minute % 60,
        second % 60,
    );
    let quarters = (source.octet() % 105) as i8 - 48;
    at.and_then(|at| Timestamp::from_date_time(at.with_utc_offset_quarters(Some(quarters))))
        .unwrap_or_default()
}

fn validity_period(source: &mut Source<'_>) -> Option<ValidityPeriod> {
    Some(match source.below(4) {
        0 => return None,
        1 => ValidityPeriod::Absolute(timestamp(source)),
        2 => ValidityPeriod::Enhanced(core::array::from_fn(|_| source.octet())),
        _ => ValidityPeriod::Relative(source.octet()),
    })
}
