//! A USSD dialogue over SMPP 3.4 (sections 5.3.2.43 and 5.3.2.44), in memory. A subscriber dials a code, the
//! application answers with a menu, the subscriber chooses, and the application ends the dialogue.
//! `its_session_info` links the messages; `ussd_service_op` gives the type of each.

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
use smpp_core::codes::{ItsSessionInfo, UssdServiceOp};
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{Event, Side};
use smpp_core::{CommandId, CommandStatus, Tlv, Tlvs};
use std::io::{self, Write};
use std::process::ExitCode;

#[derive(Parser)]
#[command(about = "Runs a USSD dialogue in memory: dial a code, get a menu, choose, end")]
struct Args {
    /// Code that the subscriber dials
    #[arg(long, default_value = "*100#", value_parser = c_ascii)]
    code: String,
    /// Menu item that the subscriber chooses
    #[arg(long, default_value = "1", value_parser = c_ascii)]
    choice: String,
}

fn c_ascii(text: &str) -> Result<String, String> {
    let good = text.len() <= 160 && text.bytes().all(|octet| matches!(octet, 0x20..=0x7E));
    if good { Ok(text.to_owned()) } else { Err("expected up to 160 printable ASCII characters".to_owned()) }
}

/// The `service_type` for USSD.
const USSD: &str = "USSD";
const APPLICATION: &str = "100";
const SUBSCRIBER: &str = "46700000001";

fn main() -> ExitCode {
    exit(run(&output::parse()))
}

fn run(args: &Args) -> Result<(), Error> {
    let mut esme = Endpoint::new("ESME", Side::Esme, Application::default());
    let mut smsc = Endpoint::new("SMSC", Side::Smsc, Centre::default());
    esme.bind(&BindTransceiver { system_id: "USSD".into(), ..Default::default() })?;
    exchange(&mut esme, &mut smsc)?;

    // The subscriber starts the dialogue: a PSSR indication with the digits dialled.
    smsc.send(&from_subscriber(&args.code, &tlvs(UssdServiceOp::PSSR_INDICATION, 7, 1, false)), 0)?;
    exchange(&mut esme, &mut smsc)?;
    while let Some(answer) = esme.party.answer.take() {
        let op = if answer.end { UssdServiceOp::PSSR_RESPONSE } else { UssdServiceOp::USSR_REQUEST };
        esme.send(&to_subscriber(&answer.text, &tlvs(op, answer.session, answer.sequence, answer.end)), 0)?;
        exchange(&mut esme, &mut smsc)?;
        if !answer.end {
            let next = answer.sequence.saturating_add(1);
            let choice = tlvs(UssdServiceOp::USSR_CONFIRM, answer.session, next, false);
            smsc.send(&from_subscriber(&args.choice, &choice), 0)?;
            exchange(&mut esme, &mut smsc)?;
        }
    }
    esme.session.unbind(NOW)?;
    exchange(&mut esme, &mut smsc)?;
    if smsc.party.ended { Ok(()) } else { Err("the dialogue did not end".into()) }
}

/// The type of a step and the progress of the dialogue: session number, step number, and whether it is the
/// last.
fn tlvs(op: UssdServiceOp, session_number: u8, sequence_number: u8, end: bool) -> [Tlv<'static>; 2] {
    let sequence = (sequence_number << 1) | u8::from(end);
    [Tlv::ussd_service_op(op), Tlv::its_session_info(ItsSessionInfo { session_number, sequence })]
}

fn from_subscriber<'a>(text: &'a str, tlvs: &'a [Tlv<'a>]) -> DeliverSm<'a> {
    DeliverSm {
        service_type: USSD.into(),
        source_addr: SUBSCRIBER.into(),
        destination_addr: APPLICATION.into(),
        short_message: text.as_bytes(),
        tlvs: tlvs.into(),
        ..DeliverSm::default()
    }
}

fn to_subscriber<'a>(text: &'a str, tlvs: &'a [Tlv<'a>]) -> SubmitSm<'a> {
    SubmitSm {
        service_type: USSD.into(),
        source_addr: APPLICATION.into(),
        destination_addr: SUBSCRIBER.into(),
        short_message: text.as_bytes(),
        tlvs: tlvs.into(),
        ..SubmitSm::default()
    }
}

/// The application: a menu, then a goodbye.
#[derive(Default)]
struct Application {
    answer: Option<NextStep>,
}

struct NextStep {
    text: String,
    session: u8,
    sequence: u8,
    end: bool,
}

impl Party for Application {
    fn handle(
        &mut self,
        session: &mut MemorySession,
        event: Event<'_, u8>,
        out: &mut [u8],
    ) -> Result<usize, Error> {
        match event {
            Event::Request { token, pdu } if pdu.command_id == CommandId::DELIVER_SM => {
                let step = pdu.decode::<DeliverSm<'_>>()?;
                let info = step.tlvs.its_session_info()?.ok_or("a step without its_session_info")?;
                let op = step.tlvs.ussd_service_op()?.ok_or("a step without ussd_service_op")?;
                let said = step.short_message.escape_ascii();
                writeln!(io::stdout(), "          the subscriber: {said} ({op})")?;
                let end = op != UssdServiceOp::PSSR_INDICATION;
                let text =
                    if end { format!("You chose {said}. Bye.") } else { "1 Balance, 2 Offers".to_owned() };
                let sequence = info.sequence_number().saturating_add(1);
                self.answer = Some(NextStep { text, session: info.session_number, sequence, end });
                Ok(session.answer(NOW, token, CommandStatus::ESME_ROK, &DeliverSmResp::default(), out)?.len)
            }
            Event::Bound { .. } | Event::Response { .. } | Event::Unbound { .. } => Ok(0),
            other => Err(format!("the application did not expect {other:?}").into()),
        }
    }
}

/// The message centre, which shows the subscriber the application's texts.
#[derive(Default)]
struct Centre {
    ended: bool,
}

impl Party for Centre {
    fn handle(
        &mut self,
        session: &mut MemorySession,
        event: Event<'_, u8>,
        out: &mut [u8],
    ) -> Result<usize, Error> {
        match event {
            Event::Bind { token, .. } => Ok(session.accept_bind(NOW, token, "SMSC", Tlvs::EMPTY, out)?.len),
            Event::Request { token, pdu } if pdu.command_id == CommandId::SUBMIT_SM => {
                let step = pdu.decode::<SubmitSm<'_>>()?;
                writeln!(io::stdout(), "          the phone shows: {}", step.short_message.escape_ascii())?;
                self.ended = step.tlvs.its_session_info()?.is_some_and(ItsSessionInfo::end_of_session);
                let resp = SubmitSmResp { message_id: "1".into(), ..Default::default() };
                Ok(session.answer(NOW, token, CommandStatus::ESME_ROK, &resp, out)?.len)
            }
            Event::Response { .. } | Event::Unbind { .. } => Ok(0),
            other => Err(format!("the message centre did not expect {other:?}").into()),
        }
    }
}
