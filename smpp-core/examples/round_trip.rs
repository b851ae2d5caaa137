//! A complete exchange in memory: an ESME binds, submits a long text in parts, gets a receipt for each, and
//! unbinds. Prints every PDU with its octets. It uses no sockets, threads or clocks: the two sessions only
//! exchange octets.

#[path = "common/memory.rs"]
mod memory;
#[expect(dead_code, reason = "what the larger programs need")]
#[path = "common/output.rs"]
mod output;
#[path = "common/pdu_lines.rs"]
mod pdu_lines;
#[path = "common/rows.rs"]
mod rows;
#[expect(dead_code, reason = "what programs that print JSON need")]
#[path = "common/screen.rs"]
mod screen;

use clap::Parser;
use memory::{Endpoint, Error, MemorySession, NOW, Party, exchange};
use output::exit;
use smpp_core::codes::{EsmClass, MessageType, RegisteredDelivery, SmscReceipt};
use smpp_core::message::receipt::{NewReceipt, Receipt, ReceiptDialect, ReceiptFormat};
use smpp_core::message::segment::{MAX_USER_DATA, SegmentTlvs, Segmenter};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{Event, Side};
use smpp_core::timestamp::DateTime;
use smpp_core::{CommandId, CommandStatus, Tlvs};
use std::collections::VecDeque;
use std::io::{self, Write};
use std::process::ExitCode;

#[derive(Parser)]
#[command(about = "Runs an ESME and an SMSC in memory: bind, a long message, its receipts, unbind")]
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
    exit(run(&output::parse::<Args>().text))
}

fn run(text: &str) -> Result<(), Error> {
    let mut esme = Endpoint::new("ESME", Side::Esme, Received::default());
    let mut smsc = Endpoint::new("SMSC", Side::Smsc, Stored::default());
    writeln!(io::stdout(), "Fields that are empty or 0 are left out.")?;

    let bind = BindTransceiver {
        system_id: "ESME".into(),
        password: "secret08".into(),
        ..BindTransceiver::default()
    };
    esme.bind(&bind)?;
    exchange(&mut esme, &mut smsc)?;

    let plan = Segmenter { reference: 7, ..Segmenter::DEFAULT }.plan(text)?;
    let (mut segments, mut buffer) = (plan.segments(), [0; MAX_USER_DATA]);
    while let Some(segment) = segments.next_into(&mut buffer)? {
        let mut tlvs = SegmentTlvs::default();
        let submit_sm = SubmitSm {
            source_addr: "46700000001".into(),
            destination_addr: "46700000002".into(),
            registered_delivery: RegisteredDelivery::default()
                .with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE),
            ..SubmitSm::from_segment(&segment, &mut tlvs)
        };
        esme.send(&submit_sm, segment.number)?;
        exchange(&mut esme, &mut smsc)?;
    }
    // The message centre delivers each part and reports it.
    while let Some(message_id) = smsc.party.undelivered.pop_front() {
        smsc.send(&receipt(&message_id, &mut [0; 160])?, 0)?;
        exchange(&mut esme, &mut smsc)?;
    }
    esme.session.unbind(NOW)?;
    exchange(&mut esme, &mut smsc)?;

    let whole = smsc.party.text == text;
    writeln!(io::stdout(), "\nThe SMSC read: {}", smsc.party.text)?;
    writeln!(
        io::stdout(),
        "{} parts, {} accepted, {} delivered",
        plan.total(),
        esme.party.accepted,
        esme.party.delivered
    )?;
    let all = u32::from(plan.total());
    if !whole || esme.party.accepted != all || esme.party.delivered != all || !esme.party.unbound {
        return Err("not everything arrived".into());
    }
    Ok(())
}

/// The data that the ESME collects.
#[derive(Default)]
struct Received {
    accepted: u32,
    delivered: u32,
    unbound: bool,
}

impl Party for Received {
    fn handle(
        &mut self,
        session: &mut MemorySession,
        event: Event<'_, u8>,
        out: &mut [u8],
    ) -> Result<usize, Error> {
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
                let receipt = Receipt::from_deliver_sm(&deliver_sm, ReceiptDialect::DEFAULT, &mut scratch);
                if let (true, Some(id), Some(state)) =
                    (receipt.is_trusted(), receipt.message_id(), receipt.state())
                {
                    writeln!(
                        io::stdout(),
                        "          message_id {} is {}",
                        id.value.escape_ascii(),
                        state.value
                    )?;
                    self.delivered = self.delivered.saturating_add(1);
                }
                return Ok(session
                    .answer(NOW, token, CommandStatus::ESME_ROK, &DeliverSmResp::default(), out)?
                    .len);
            }
            Event::Unbound { .. } => self.unbound = true,
            other => return Err(format!("the ESME did not expect {other:?}").into()),
        }
        Ok(0)
    }
}

/// The data that the SMSC stores.
#[derive(Default)]
struct Stored {
    text: String,
    last_id: u32,
    undelivered: VecDeque<String>,
}

impl Party for Stored {
    fn handle(
        &mut self,
        session: &mut MemorySession,
        event: Event<'_, u8>,
        out: &mut [u8],
    ) -> Result<usize, Error> {
        match event {
            Event::Bind { token, .. } => Ok(session.accept_bind(NOW, token, "SMSC", Tlvs::EMPTY, out)?.len),
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
                let sent = session.answer(NOW, token, CommandStatus::ESME_ROK, &resp, out)?;
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
    let len = new.write(ReceiptFormat::APPENDIX_B, buffer)?;
    Ok(DeliverSm {
        source_addr: "46700000002".into(),
        destination_addr: "46700000001".into(),
        esm_class: EsmClass::default().with_message_type(MessageType::SMSC_DELIVERY_RECEIPT),
        short_message: buffer.get(..len).unwrap_or_default(),
        ..DeliverSm::default()
    })
}
