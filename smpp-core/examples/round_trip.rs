//! The whole job in memory: an ESME binds, submits a long text in parts, gets a receipt for each, and unbinds from an
//! SMSC. Every PDU is shown with its octets. No socket, no thread, no clock: the two sessions only exchange octets.

use clap::Parser;
use smpp_core::codes::{EsmClass, MessageType, RegisteredDelivery, SmscReceipt};
use smpp_core::message::receipt::{NewReceipt, Receipt, ReceiptForm};
use smpp_core::message::segment::{MAX_USER_DATA, Split};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{
    BindTransceiver, BindTransceiverResp, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp, Value,
};
use smpp_core::session::{Config, Event, Recv, Session, Side, Slot};
use smpp_core::timestamp::DateTime;
use smpp_core::{CommandId, CommandStatus, HEADER_LEN, Instant, RawPdu, Request};
use std::collections::VecDeque;
use std::io::{self, Write};
use std::process::ExitCode;

type Error = Box<dyn core::error::Error>;
type Link = Session<[Slot<u8>; 8]>;

#[derive(Parser)]
#[command(about = "An ESME and an SMSC talk in memory: bind, a long message, its receipts, unbind")]
struct Args {
    /// The text to send
    #[arg(
        long,
        default_value = "El precio del billete de ida y vuelta es de 45 € por persona, IVA incluido, y para \
        niños menores de 12 años, 22,50 €. ¿Desea confirmar la reserva? Responda SI o NO antes de las 18:00 h. ¡Gracias!"
    )]
    text: String,
}

fn main() -> ExitCode {
    match run(&Args::parse().text) {
        Ok(()) => ExitCode::SUCCESS,
        // Whoever reads the output has seen enough.
        Err(error)
            if error.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe) =>
        {
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("round_trip: {error}");
            ExitCode::FAILURE
        }
    }
}

/// One end: its session, and the octets on their way to the other end.
struct End {
    name: &'static str,
    session: Link,
    sent: Vec<u8>,
}

impl End {
    fn new(name: &'static str, side: Side, tag: u32) -> Self {
        let session = Session::new(NOW, side, tag, &Config::default(), [const { Slot::new() }; 8]);
        Self { name, session, sent: Vec::new() }
    }

    fn send(&mut self, request: &impl Request, value: u8) -> Result<(), Error> {
        let mut out = vec![0; request.encoded_len()];
        let sent = self.session.send(NOW, request, value, &mut out)?;
        self.sent.extend_from_slice(out.get(..sent.len).unwrap_or_default());
        Ok(())
    }

    /// Takes what the other end sent, PDU by PDU, and lets `handle` see each event with room for its answer.
    fn receive(
        &mut self,
        octets: &[u8],
        mut handle: impl FnMut(&mut Link, Event<'_, u8>, &mut [u8]) -> Result<usize, Error>,
    ) -> Result<(), Error> {
        let mut rest = octets;
        loop {
            let mut out = [0; 512];
            match self.session.recv(NOW, rest) {
                Recv::Event { used, event } => {
                    let (pdu, after) =
                        rest.split_at_checked(used).ok_or("an event that uses more than there is")?;
                    show(self.name, pdu)?;
                    let len = handle(&mut self.session, event, &mut out)?;
                    self.sent.extend_from_slice(out.get(..len).unwrap_or_default());
                    rest = after;
                }
                Recv::NeedMore { .. } | Recv::Blocked => break,
                Recv::Fatal(reason) => return Err(format!("{}: {reason:?}", self.name).into()),
            }
        }
        let mut out = [0; HEADER_LEN];
        while let Some(len) = self.session.poll_transmit(NOW, &mut out) {
            self.sent.extend_from_slice(out.get(..len).unwrap_or_default());
        }
        Ok(())
    }
}

/// Time stands still here: nothing is ever late.
const NOW: Instant = Instant::ZERO;

fn run(text: &str) -> Result<(), Error> {
    let mut esme = End::new("ESME", Side::Esme, 1);
    let mut smsc = End::new("SMSC", Side::Smsc, 2);
    let (mut esme_sees, mut smsc_keeps) = (Received::default(), Stored::default());
    writeln!(io::stdout(), "Fields that are empty or 0 are left out.")?;

    let bind = BindTransceiver {
        system_id: "ESME".into(),
        password: "secret08".into(),
        interface_version: 0x34.into(),
        ..BindTransceiver::default()
    };
    esme.send(&bind, 0)?;
    exchange(&mut esme, &mut smsc, &mut esme_sees, &mut smsc_keeps)?;

    let plan = Split { reference: 7, ..Split::DEFAULT }.plan(text)?;
    let (mut parts, mut buffer) = (plan.start(), [0; MAX_USER_DATA]);
    while let Some(part) = parts.next_into(&mut buffer)? {
        let submit_sm = SubmitSm {
            source_addr: "46700000001".into(),
            destination_addr: "46700000002".into(),
            registered_delivery: RegisteredDelivery::default()
                .with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE),
            ..part.submit_sm()
        };
        esme.send(&submit_sm, part.number)?;
        exchange(&mut esme, &mut smsc, &mut esme_sees, &mut smsc_keeps)?;
    }
    // The message centre delivers each part, and says so.
    while let Some(message_id) = smsc_keeps.undelivered.pop_front() {
        smsc.send(&receipt(&message_id, &mut [0; 160])?, 0)?;
        exchange(&mut esme, &mut smsc, &mut esme_sees, &mut smsc_keeps)?;
    }
    esme.session.unbind(NOW)?;
    exchange(&mut esme, &mut smsc, &mut esme_sees, &mut smsc_keeps)?;

    let whole = smsc_keeps.text == text;
    writeln!(io::stdout(), "\nThe SMSC read: {}", smsc_keeps.text)?;
    writeln!(
        io::stdout(),
        "{} parts, {} accepted, {} delivered",
        plan.parts(),
        esme_sees.accepted,
        esme_sees.delivered
    )?;
    let all = u32::from(plan.parts());
    if !whole || esme_sees.accepted != all || esme_sees.delivered != all || !esme_sees.unbound {
        return Err("not everything arrived".into());
    }
    Ok(())
}

/// Carries octets to and fro until both ends are silent.
fn exchange(esme: &mut End, smsc: &mut End, sees: &mut Received, keeps: &mut Stored) -> Result<(), Error> {
    esme.receive(&[], |link, event, out| sees.handle(link, event, out))?;
    while !esme.sent.is_empty() || !smsc.sent.is_empty() {
        let there = core::mem::take(&mut esme.sent);
        smsc.receive(&there, |link, event, out| keeps.handle(link, event, out))?;
        let back = core::mem::take(&mut smsc.sent);
        esme.receive(&back, |link, event, out| sees.handle(link, event, out))?;
    }
    Ok(())
}

/// What the ESME has seen.
#[derive(Default)]
struct Received {
    accepted: u32,
    delivered: u32,
    unbound: bool,
}

impl Received {
    fn handle(&mut self, link: &mut Link, event: Event<'_, u8>, out: &mut [u8]) -> Result<usize, Error> {
        match event {
            Event::Bound { .. } => {}
            Event::Response { value: part, pdu, .. } => {
                let message_id = pdu.decode::<SubmitSmResp<'_>>()?.message_id;
                writeln!(io::stdout(), "          part {part} has message_id {message_id}")?;
                self.accepted = self.accepted.saturating_add(1);
            }
            Event::Request { token, pdu } if pdu.command_id == CommandId::DELIVER_SM => {
                let deliver_sm = pdu.decode::<DeliverSm<'_>>()?;
                let mut scratch = [0; 384];
                let receipt = Receipt::from_deliver_sm(&deliver_sm, &mut scratch);
                if let (Some(id), Some(state)) = (receipt.message_id(), receipt.state()) {
                    writeln!(
                        io::stdout(),
                        "          message_id {} is {}",
                        id.value.escape_ascii(),
                        state.value
                    )?;
                    self.delivered = self.delivered.saturating_add(1);
                }
                return Ok(link
                    .reply(NOW, token, CommandStatus::ESME_ROK, &DeliverSmResp::default(), out)?
                    .len);
            }
            Event::Unbound { .. } => self.unbound = true,
            other => return Err(format!("the ESME did not expect {other:?}").into()),
        }
        Ok(0)
    }
}

/// What the SMSC has stored.
#[derive(Default)]
struct Stored {
    text: String,
    last_id: u32,
    undelivered: VecDeque<String>,
}

impl Stored {
    fn handle(&mut self, link: &mut Link, event: Event<'_, u8>, out: &mut [u8]) -> Result<usize, Error> {
        match event {
            Event::Bind { token, .. } => {
                let resp = BindTransceiverResp { system_id: "SMSC".into(), ..BindTransceiverResp::default() };
                Ok(link.reply(NOW, token, CommandStatus::ESME_ROK, &resp, out)?.len)
            }
            Event::Request { token, pdu } if pdu.command_id == CommandId::SUBMIT_SM => {
                let submit_sm = pdu.decode::<SubmitSm<'_>>()?;
                let codings = DataCodings::default();
                if let Some(characters) =
                    codings.chars(submit_sm.esm_class, submit_sm.data_coding, submit_sm.short_message)?
                {
                    self.text.extend(characters);
                }
                self.last_id = self.last_id.saturating_add(1);
                let message_id = format!("{:010}", self.last_id);
                let resp = SubmitSmResp { message_id: message_id.as_str().into(), ..SubmitSmResp::default() };
                let sent = link.reply(NOW, token, CommandStatus::ESME_ROK, &resp, out)?;
                self.undelivered.push_back(message_id);
                Ok(sent.len)
            }
            Event::Response { .. } | Event::Unbind { .. } => Ok(0),
            other => Err(format!("the SMSC did not expect {other:?}").into()),
        }
    }
}

/// The receipt of Appendix B for a delivered message.
fn receipt<'b>(message_id: &str, buffer: &'b mut [u8; 160]) -> Result<DeliverSm<'b>, Error> {
    let date = DateTime::new(2026, 11, 22, 10, 11, 0).ok_or("no such date")?;
    let new = NewReceipt { id: message_id.as_bytes(), ..NewReceipt::delivered_at(date) };
    let len = new.write(ReceiptForm::APPENDIX_B, buffer)?;
    Ok(DeliverSm {
        source_addr: "46700000002".into(),
        destination_addr: "46700000001".into(),
        esm_class: EsmClass::default().with_message_type(MessageType::SMSC_DELIVERY_RECEIPT),
        short_message: buffer.get(..len).unwrap_or_default(),
        ..DeliverSm::default()
    })
}

/// A PDU that `name` received: a line for the header and for each field, with offset and octets.
fn show(name: &str, octets: &[u8]) -> Result<(), Error> {
    let raw = RawPdu::parse(octets)?;
    writeln!(io::stdout(), "\n-> {name}  {}", raw.command_id)?;
    line(octets, 0, HEADER_LEN, &format!("{}, sequence_number {}", raw.command_status, raw.sequence_number))?;
    let mut fields = raw.fields();
    loop {
        let at = fields.offset();
        let Some(field) = fields.next() else { break };
        let (def, value) = field?;
        let what = match value {
            Value::Integer(0) => continue,
            Value::Integer(number) => number.to_string(),
            Value::Text(text) if text.is_empty() => continue,
            Value::Text(text) => text.to_string(),
            Value::Octets([]) => continue,
            Value::Octets(octets) => format!("{} octets", octets.len()),
            Value::Password(password) => format!("{password:?}"),
            other => format!("{other:?}"),
        };
        line(octets, at, fields.offset(), &format!("{} {what}", def.name))?;
    }
    let mut at = fields.offset();
    for tlv in fields.rest() {
        let end = at.saturating_add(tlv.encoded_len());
        line(octets, at, end, &format!("{tlv:?}"))?;
        at = end;
    }
    Ok(())
}

/// Octets `from..to` in rows of 16, what they are behind the first row.
fn line(octets: &[u8], from: usize, to: usize, what: &str) -> io::Result<()> {
    for (row, chunk) in octets.get(from..to).unwrap_or_default().chunks(16).enumerate() {
        let hex: Vec<String> = chunk.iter().map(|octet| format!("{octet:02x}")).collect();
        let at = from.saturating_add(row.saturating_mul(16));
        writeln!(io::stdout(), "{at:8}  {:48}{}", hex.join(" "), if row == 0 { what } else { "" })?;
    }
    Ok(())
}
