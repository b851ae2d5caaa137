//! A client on tokio: binds, keeps a window of submit_sm in flight, matches receipts, and unbinds.
#![allow(clippy::std_instead_of_core, clippy::std_instead_of_alloc, reason = "a program on std")]

#[path = "common/output.rs"]
mod output;
#[path = "common/secret.rs"]
mod secret;
mod tokio_common;

use clap::Parser;
use output::{exit, parse, print};
use secret::Secret;
use smpp_core::codes::{RegisteredDelivery, SmscReceipt};
use smpp_core::gsm7::{Alphabet, EncodeTextError, Encoder};
use smpp_core::message::receipt::Receipt;
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{CloseReason, Config, Event, Outcome, Session, Side, Slot, Token, Undecoded};
use smpp_core::{CommandId, CommandStatus, Duration, Instant, RawPdu};
use std::collections::HashSet;
use std::io;
use std::process::ExitCode;
use tokio::net::TcpStream;
use tokio_common::{Program, drive, since};

type Slots = [Slot<u64>; 10];
type Esme = Session<Slots>;

/// How long to wait for the connection, and for the next receipt.
const PATIENCE: Duration = Duration::from_secs(10);
/// Maximum number of receipts whose ids are not known yet.
const MOST_EARLY: usize = 1000;

#[derive(Parser)]
#[command(
    name = "tokio_esme",
    about = "Sends a short text on tokio, and waits for its response and receipts"
)]
struct Args {
    /// Server to connect to
    #[arg(long, value_name = "HOST:PORT")]
    connect: String,
    /// Account name
    #[arg(long, value_name = "S", value_parser = ascii)]
    system_id: String,
    /// Account password, up to 8 octets
    #[arg(long, value_name = "P", value_parser = Secret::<8>, allow_hyphen_values = true)]
    password: String,
    /// Sender
    #[arg(long, value_name = "A", value_parser = ascii)]
    from: String,
    /// Destination
    #[arg(long, value_name = "B", value_parser = ascii)]
    to: String,
    /// Text to send, in GSM 7-bit and one part
    #[arg(long, value_name = "T", value_parser = septets)]
    text: Box<[u8]>,
    /// How many times to send it
    #[arg(long, value_name = "N", default_value_t = 1)]
    count: u64,
}

/// Text for a C-Octet String. SMPP uses ASCII there.
fn ascii(text: &str) -> Result<String, String> {
    let good = text.bytes().all(|octet| matches!(octet, b' '..=b'~'));
    if good { Ok(text.to_owned()) } else { Err("printable ASCII only".to_owned()) }
}

/// The text in GSM 7-bit, up to 160 septets.
fn septets(text: &str) -> Result<Box<[u8]>, EncodeTextError> {
    let mut septets = [0; 160];
    let encoded = Encoder::new(Alphabet::DEFAULT).encode(text, &mut septets)?;
    Ok(septets.get(..encoded.septets).unwrap_or_default().into())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args: Args = parse();
    let outcome = run(&args).await.and_then(|(accepted, receipts)| {
        print(&format!("{accepted} of {} accepted, {receipts} receipts\n", args.count))?;
        if receipts == args.count { Ok(()) } else { Err(io::Error::other("receipts are missing")) }
    });
    exit(outcome.map_err(|error| format!("{}: {error}", args.connect)))
}

/// Number of accepted messages, and how many of those have their receipt.
async fn run(args: &Args) -> io::Result<(u64, u64)> {
    let start = std::time::Instant::now();
    let mut submitter = Submitter {
        args,
        begun: false,
        submitted: 0,
        accepted: 0,
        receipts: 0,
        waiting: HashSet::new(),
        early: HashSet::new(),
        progress: since(start),
        failure: None,
    };
    let config = Config {
        session_init_timeout: None,
        enquire_link_interval: Some(Duration::from_secs(5)),
        ..Config::default()
    };
    let mut session = Session::new(since(start), Side::Esme, 1, &config, [Slot::EMPTY; 10]);
    let patience = std::time::Duration::from_millis(PATIENCE.as_millis());
    let stream = tokio::time::timeout(patience, TcpStream::connect(&args.connect)).await??;
    let ended = drive(&mut session, &mut submitter, stream, start).await?;
    match submitter.failure {
        Some(failure) => Err(io::Error::other(failure)),
        None if ended != CloseReason::Unbound => Err(io::Error::other(ended)),
        None => Ok((submitter.accepted, submitter.receipts)),
    }
}

struct Submitter<'a> {
    args: &'a Args,
    /// Whether the bind was sent.
    begun: bool,
    submitted: u64,
    accepted: u64,
    receipts: u64,
    /// Ids without a receipt.
    waiting: HashSet<Vec<u8>>,
    /// Ids of receipts that arrived before the submit_sm_resp.
    early: HashSet<Vec<u8>>,
    /// When a response or a receipt last arrived.
    progress: Instant,
    failure: Option<String>,
}

impl Program<Slots> for Submitter<'_> {
    fn send(&mut self, session: &mut Esme, now: Instant, out: &mut [u8]) -> usize {
        let sent = if !self.begun {
            self.begun = true;
            let bind = BindTransceiver {
                system_id: self.args.system_id.as_str().into(),
                password: self.args.password.as_str().into(),
                ..BindTransceiver::default()
            };
            session.bind(now, &bind, out)
        } else if !session.state().is_bound() {
            return 0;
        } else if self.submitted < self.args.count && self.failure.is_none() {
            if session.window_free() == 0 {
                return 0;
            }
            let submit_sm = SubmitSm {
                source_addr: self.args.from.as_str().into(),
                destination_addr: self.args.to.as_str().into(),
                registered_delivery: RegisteredDelivery::default()
                    .with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE),
                short_message: &self.args.text,
                ..SubmitSm::default()
            };
            // The value is returned with the response. Here it is the number of the message.
            session.prepare(now, &submit_sm, out).map(|prepared| {
                let number = self.submitted;
                self.submitted = number.saturating_add(1);
                prepared.keep(number)
            })
        } else {
            let silent = now.saturating_since(self.progress) >= PATIENCE;
            if session.in_flight() == 0 && (self.waiting.is_empty() || silent) {
                // An error means that it is already unbinding.
                let _ = session.unbind(now);
            }
            return 0;
        };
        match sent {
            Ok(sent) => sent.len,
            // The text or an address is too long, or the session is ending.
            Err(error) => {
                self.failure.get_or_insert_with(|| error.to_string());
                0
            }
        }
    }

    fn handle(&mut self, session: &mut Esme, now: Instant, event: Event<'_, u64>, out: &mut [u8]) -> usize {
        match event {
            Event::BindRefused { pdu, .. } => {
                self.failure = Some(format!("the bind was refused: {}", pdu.command_status));
                session.transport_closed(now);
            }
            Event::Bound { .. } => self.progress = now,
            Event::Request { token, pdu } if pdu.command_id == CommandId::DELIVER_SM => {
                return self.deliver_sm(session, now, (token, pdu), out);
            }
            Event::Request { token, .. }
            | Event::Disallowed { token, .. }
            | Event::Oversized { token: Some(token), .. } => {
                return session.answer_default(now, token, out).map_or(0, |sent| sent.len);
            }
            event => {
                // The session has answered all other events, or they need no answer.
                if let Ok((message, outcome)) = event.into_outcome() {
                    self.progress = now;
                    self.ended(message, &outcome);
                }
            }
        }
        0
    }
}

impl Submitter<'_> {
    fn ended(&mut self, message: u64, outcome: &Outcome<'_>) {
        let why = match outcome {
            Outcome::Answered { pdu, .. } => match pdu.decode::<SubmitSmResp<'_>>() {
                Ok(resp) => return self.accepted(resp.message_id.as_bytes().to_vec()),
                Err(error) => error.to_string(),
            },
            Outcome::Refused { status, .. } => status.to_string(),
            Outcome::Unknown => "it is unknown whether it arrived".to_owned(),
        };
        self.failure.get_or_insert_with(|| format!("message {message}: {why}"));
    }

    fn accepted(&mut self, id: Vec<u8>) {
        self.accepted = self.accepted.saturating_add(1);
        if self.early.remove(&id) {
            self.receipts = self.receipts.saturating_add(1);
        } else {
            self.waiting.insert(id);
        }
    }

    /// Records the receipt before answering it, because the server then forgets it.
    fn deliver_sm(
        &mut self,
        session: &mut Esme,
        now: Instant,
        (token, pdu): (Token, RawPdu<'_>),
        out: &mut [u8],
    ) -> usize {
        // A TLV that was cut off may be the receipt. Some message centres append NULs.
        if pdu.tlvs().is_ok_and(|tlvs| tlvs.trailing().iter().any(|octet| *octet != 0)) {
            let refused = session.refuse(now, token, CommandStatus::ESME_RINVTLVSTREAM, out);
            return refused.map_or(0, |sent| sent.len);
        }
        let (sm, token) = match session.decode_or_refuse::<DeliverSm<'_>>(now, token, &pdu, out) {
            Ok(decoded) => decoded,
            Err(Undecoded { answer, .. }) => return answer.map_or(0, |sent| sent.len),
        };
        let mut scratch = [0; 384];
        let receipt = Receipt::from_deliver_sm(&sm, &mut scratch);
        if let (true, Some(id)) = (receipt.finality().is_end(), receipt.message_id()) {
            if self.waiting.remove(id.value) {
                // Only expected receipts count; other messages may keep coming forever.
                self.progress = now;
                self.receipts = self.receipts.saturating_add(1);
            } else if self.early.len() < MOST_EARLY {
                self.early.insert(id.value.to_vec());
            }
        }
        let resp = DeliverSmResp::default();
        session.answer(now, token, CommandStatus::ESME_ROK, &resp, out).map_or(0, |sent| sent.len)
    }
}
