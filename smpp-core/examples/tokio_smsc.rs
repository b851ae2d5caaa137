//! A message centre on tokio: one task per connection. It accepts any account, gives each submit_sm an id, and
//! sends receipts on request.
#![allow(clippy::std_instead_of_core, clippy::std_instead_of_alloc, reason = "a program on std")]

#[path = "common/output.rs"]
mod output;
mod tokio_common;

use clap::Parser;
use output::{exit, parse, print, warn};
use smpp_core::codes::{EsmClass, InterfaceVersion, SmscReceipt};
use smpp_core::message::receipt::{NewReceipt, ReceiptFormat};
use smpp_core::pdu::{DeliverSm, SubmitSm, SubmitSmResp};
use smpp_core::session::{Config, Event, Outcome, Returned, Sent, Session, Side, Slot, Token, Undecoded};
use smpp_core::timestamp::DateTime;
use smpp_core::{CommandId, CommandStatus, Instant, Tlv, Version};
use std::collections::VecDeque;
use std::io;
use std::process::ExitCode;
use std::time::{SystemTime, UNIX_EPOCH};
use tokio::net::{TcpListener, TcpStream};
use tokio_common::{Program, drive, since};

type Slots = [Slot<PendingReceipt>; 10];
type Smsc = Session<Slots>;

/// Maximum number of receipts waiting to be sent. Further messages are refused with ESME_RMSGQFUL.
const MOST_WAITING: usize = 10_000;
const OK: CommandStatus = CommandStatus::ESME_ROK;

#[derive(Parser)]
#[command(name = "tokio_smsc", about = "A small message centre on tokio; stop it with a signal")]
struct Args {
    /// Address to listen on; port 0 picks a free port
    #[arg(long, value_name = "HOST:PORT")]
    listen: String,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args: Args = parse();
    exit(listen(&args).await.map(|never| match never {}).map_err(|error| format!("{}: {error}", args.listen)))
}

async fn listen(args: &Args) -> io::Result<std::convert::Infallible> {
    let listener = TcpListener::bind(&args.listen).await?;
    // The first line of output, for programs that wait for it.
    print(&format!("listening on {}\n", listener.local_addr()?))?;
    let mut tag = 0_u32;
    loop {
        let (stream, _) = listener.accept().await?;
        tag = tag.wrapping_add(1);
        tokio::spawn(serve(stream, tag));
    }
}

async fn serve(stream: TcpStream, tag: u32) {
    let start = std::time::Instant::now();
    let config = Config { version: Version::V50, omit_tlvs: true, ..Config::default() };
    let mut session = Session::new(since(start), Side::Smsc, tag, &config, [Slot::EMPTY; 10]);
    let mut centre = Centre { tag, last: 0, receives: false, waiting: VecDeque::new() };
    match drive(&mut session, &mut centre, stream, start).await {
        Ok(reason) => warn(format_args!("session {tag}: {reason}")),
        Err(error) => warn(format_args!("session {tag}: {error}")),
    }
}

/// The data of a receipt. It is the value of its deliver_sm, so that it can be sent again.
struct PendingReceipt {
    id: String,
    from: Vec<u8>,
    to: Vec<u8>,
    submitted: i64,
}

struct Centre {
    tag: u32,
    /// The last id assigned.
    last: u64,
    /// Whether the ESME accepts receipts.
    receives: bool,
    waiting: VecDeque<PendingReceipt>,
}

impl Program<Slots> for Centre {
    /// Answers are written before receipts, so no receipt arrives before the response with its id.
    fn send(&mut self, session: &mut Smsc, now: Instant, out: &mut [u8]) -> usize {
        if !self.receives || !session.state().is_bound() || session.window_free() == 0 {
            return 0;
        }
        let Some(receipt) = self.waiting.pop_front() else { return 0 };
        let mut text = [0; 254];
        let Some(len) = receipt.write(&mut text) else { return 0 };
        let deliver_sm = DeliverSm {
            esm_class: EsmClass(0x04),
            source_addr: receipt.to.as_slice().into(),
            destination_addr: receipt.from.as_slice().into(),
            short_message: text.get(..len).unwrap_or_default(),
            ..DeliverSm::default()
        };
        match session.prepare(now, &deliver_sm, out) {
            Ok(prepared) => prepared.keep(receipt).len,
            Err(_) => {
                self.waiting.push_front(receipt);
                0
            }
        }
    }

    fn handle(
        &mut self,
        session: &mut Smsc,
        now: Instant,
        event: Event<'_, PendingReceipt>,
        out: &mut [u8],
    ) -> usize {
        let answered = match event {
            Event::Bind { token, .. } => self.bind(session, now, token, out),
            // A TLV that was cut off may be the text. Some clients append NULs.
            Event::Request { token, pdu }
                if pdu.tlvs().is_ok_and(|tlvs| tlvs.trailing().iter().any(|octet| *octet != 0)) =>
            {
                session.refuse(now, token, CommandStatus::ESME_RINVTLVSTREAM, out)
            }
            Event::Request { token, pdu } if pdu.command_id == CommandId::SUBMIT_SM => {
                match session.decode_or_refuse::<SubmitSm<'_>>(now, token, &pdu, out) {
                    Ok((sm, token)) => {
                        self.submit_sm(session, now, (token, &sm), out).map_err(Returned::untyped)
                    }
                    Err(Undecoded { answer, .. }) => answer,
                }
            }
            Event::Request { token, .. }
            | Event::Disallowed { token, .. }
            | Event::Oversized { token: Some(token), .. } => session.answer_default(now, token, out),
            event => {
                // The receipt may not have arrived: send it again, after the others.
                if let Ok((receipt, Outcome::Unknown)) = event.into_outcome() {
                    self.waiting.push_back(receipt);
                }
                return 0;
            }
        };
        answered.map_or(0, |sent| sent.len)
    }
}

impl Centre {
    /// Accepts any account. [`smpp_core::session::bind_info`] reads which one it is.
    fn bind(
        &mut self,
        session: &mut Smsc,
        now: Instant,
        token: Token,
        out: &mut [u8],
    ) -> Result<Sent, Returned> {
        let version = [Tlv::sc_interface_version(InterfaceVersion::V50)];
        self.receives = token.command_id() != CommandId::BIND_TRANSMITTER;
        session.accept_bind(now, token, "tokio_smsc", &version, out)
    }

    fn submit_sm(
        &mut self,
        session: &mut Smsc,
        now: Instant,
        (token, sm): (Token<SubmitSm<'static>>, &SubmitSm<'_>),
        out: &mut [u8],
    ) -> Result<Sent, Returned<SubmitSm<'static>>> {
        if self.waiting.len() >= MOST_WAITING {
            return session.refuse(now, token, CommandStatus::ESME_RMSGQFUL, out);
        }
        self.last = self.last.wrapping_add(1);
        let id = format!("{}-{}", self.tag, self.last);
        let resp = SubmitSmResp { message_id: id.as_str().into(), ..SubmitSmResp::default() };
        let sent = session.answer(now, token, OK, &resp, out)?;
        let asked = sm.registered_delivery.smsc_receipt();
        if asked == SmscReceipt::SUCCESS_OR_FAILURE || asked == SmscReceipt::SUCCESS {
            let (from, to) = (sm.source_addr.as_bytes().into(), sm.destination_addr.as_bytes().into());
            self.waiting.push_back(PendingReceipt { id, from, to, submitted: unix_now() });
        }
        Ok(sent)
    }
}

impl PendingReceipt {
    fn write(&self, out: &mut [u8]) -> Option<usize> {
        let receipt = NewReceipt {
            id: self.id.as_bytes(),
            ..NewReceipt::delivered_at(DateTime::from_unix_seconds(self.submitted)?)
        };
        receipt.write(ReceiptFormat::APPENDIX_B, out).ok()
    }
}

fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
