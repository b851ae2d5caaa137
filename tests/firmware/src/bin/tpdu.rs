//! What a program at a GSM modem needs: lines of the modem, delivers with text and status reports, and the submit that
//! answers. A line holds octets from the modem.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

use smpp_gsm7::at::{Line, LineReader, MAX_LINE, MAX_PDU, Pdu};
use smpp_gsm7::segment::{MAX_USER_DATA, Segmenter};
use smpp_gsm7::tpdu::{Address, SmsDeliver, SmsStatusReport, SmsSubmit, StatusClass, UserData};

struct Modem {
    reader: LineReader<&'static mut [u8; MAX_LINE]>,
}

impl measured::Program for Modem {
    type Buffers = [u8; MAX_LINE];
    const BUFFERS: Self::Buffers = [0; MAX_LINE];

    fn new(line: &'static mut Self::Buffers) -> Self {
        Self { reader: LineReader::new(line) }
    }

    fn line(&mut self, mut octets: &[u8], out: &mut measured::Output) {
        while let Some(Ok(line)) = self.reader.next(&mut octets) {
            if let Line::Pdu(header, digits) = line {
                handed_over(digits, header.length, out);
            }
        }
    }
}

fn handed_over(line: &[u8], length: u16, out: &mut measured::Output) {
    let mut octets = [0; MAX_PDU];
    let Ok(pdu) = Pdu::from_line(line, length, &mut octets) else { return out.line("no PDU") };
    if let Ok(deliver) = SmsDeliver::decode(pdu.tpdu) {
        for c in deliver.user_data.chars().into_iter().flatten() {
            out.text(c.encode_utf8(&mut [0; 4]));
        }
        out.end();
        submit(deliver.originating_address, out);
    } else if let Ok(report) = SmsStatusReport::decode(pdu.tpdu) {
        out.number(report.message_reference.into());
        out.line(if report.status.class() == StatusClass::Completed {
            " delivered"
        } else {
            " not delivered"
        });
    }
}

fn submit(to: Address, out: &mut measured::Output) {
    let mut buffer = [0; MAX_USER_DATA];
    let Ok(plan) = Segmenter::MODEM.plan("Received: 5 €") else { return };
    let Ok(Some(segment)) = plan.segments().next_into(&mut buffer) else { return };
    let Ok(data) = UserData::from_segment(&segment) else { return };
    let (mut tpdu, mut line) = ([0; MAX_PDU], [0; 2 * MAX_PDU]);
    let Ok(length) = SmsSubmit::new(to, data).encode(&mut tpdu) else { return };
    let pdu = Pdu { service_centre: None, tpdu: tpdu.get(..length).unwrap_or_default() };
    let Ok(written) = pdu.encode_line(&mut line) else { return };
    out.text("AT+CMGS=").number(pdu.length()).end();
    out.octets(line.get(..written.saturating_sub(1)).unwrap_or_default()).end();
}

measured::main!(Modem);
