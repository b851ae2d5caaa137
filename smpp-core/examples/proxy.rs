//! A proxy between ESMEs and a message centre: each connection gets one of its own to the server, and two sessions stand
//! between them. The token of a request on one side is the correlation value of the same request on the other, bodies
//! go through octet by octet, and each side keeps its own sequence numbers, timers and enquire_link.
#![allow(clippy::std_instead_of_core, clippy::std_instead_of_alloc, reason = "a program on std")]

#[expect(dead_code, unused_imports, reason = "what esme and smsc need besides")]
#[path = "common/mod.rs"]
mod common;

use clap::Parser;
use common::{Arrived, Clock, Link, Output, until};
use smpp_core::session::{Config, Event, Recv, Session, Side, Slot, Token};
use smpp_core::{CommandId, CommandStatus, Instant, RawPdu, Version};
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

/// Requests in flight each way. As many as may be owed: what is above is refused with ESME_RTHROTTLED by the session.
const WINDOW: u32 = 1000;
/// The largest PDU that is passed on.
const MAX_PDU: u32 = 70_000;
/// The longest wait for one side while the other may have something.
const NAP: Duration = Duration::from_millis(5);
/// How long a peer may not read what we send.
const STUCK: Duration = Duration::from_secs(30);

#[derive(Parser)]
#[command(
    name = "proxy",
    about = "Stands between ESMEs and a message centre, and passes on what either says",
    after_help = "It prints \"listening on HOST:PORT\" first and goes on until it is stopped. Binds, messages, receipts and \
                  answers go through as they are, without TLVs to a peer that speaks 3.3; enquire_link is answered here."
)]
struct Args {
    /// Where ESMEs connect; port 0 picks one
    #[arg(long, value_name = "HOST:PORT")]
    listen: String,
    /// The message centre
    #[arg(long, value_name = "HOST:PORT")]
    connect: String,
}

fn main() -> ExitCode {
    let args = Args::parse();
    let Err(error) = accept(&args);
    let _ = writeln!(io::stderr(), "proxy: {}: {error}", args.listen);
    ExitCode::FAILURE
}

fn accept(args: &Args) -> io::Result<std::convert::Infallible> {
    let listener = TcpListener::bind(&args.listen)?;
    // The first line, for whoever waits for it, who may have gone.
    let _ = writeln!(io::stdout(), "listening on {}", listener.local_addr()?);
    for tag in (0..).step_by(2) {
        let (stream, _) = listener.accept()?;
        let server = args.connect.clone();
        thread::Builder::new().spawn(move || {
            if let Err(error) = serve(stream, &server, tag) {
                let _ = writeln!(io::stderr(), "proxy: {server}: {error}");
            }
        })?;
    }
    Err(io::Error::other("no numbers left for sessions"))
}

/// One ESME, from its connection to the end of both sessions.
fn serve(stream: TcpStream, server: &str, tag: u32) -> io::Result<()> {
    let clock = Clock::start();
    // Towards the ESME this is the message centre, and the other way round.
    let mut esme = Leg::new(clock.now(), Side::Smsc, tag, stream)?;
    let mut smsc = Leg::new(clock.now(), Side::Esme, tag | 1, TcpStream::connect(server)?)?;
    loop {
        let now = clock.now();
        esme.pass_on(now, &mut smsc);
        smsc.pass_on(now, &mut esme);
        // A side that has come to its end is done when what it had in flight was refused on the other.
        let (esme_done, smsc_done) = (esme.transmit(now), smsc.transmit(now));
        if (esme_done && smsc.is_idle()) || (smsc_done && esme.is_idle()) {
            return Ok(());
        }
        let moved = smsc.read(Duration::ZERO, now);
        esme.read(if moved { Duration::ZERO } else { NAP }, now);
    }
}

type Half = Session<[Slot<Token>; WINDOW as usize]>;

/// One side: its session, whose values are tokens of the other side's session, and its connection.
struct Leg {
    session: Half,
    link: Link,
    ended: bool,
}

impl Leg {
    fn new(now: Instant, side: Side, tag: u32, stream: TcpStream) -> io::Result<Self> {
        let session_init_timeout = Config::default().session_init_timeout.filter(|_| side == Side::Smsc);
        let (max_pdu, max_owed) = (MAX_PDU, WINDOW);
        let config =
            Config { version: Version::V50, max_pdu, max_owed, session_init_timeout, ..Config::default() };
        let session = Session::new(now, side, tag, &config, [const { Slot::new() }; WINDOW as usize]);
        Ok(Self { session, link: Link::new(stream)?, ended: false })
    }

    /// Everything that came on this side, and what time brought.
    fn pass_on(&mut self, now: Instant, other: &mut Self) {
        let room = |output: &mut Output| output.room().len() >= MAX_PDU as usize;
        let mut stopped = false;
        while !stopped && room(&mut self.link.output) && room(&mut other.link.output) {
            match self.session.recv(now, self.link.input.unread()) {
                Recv::Event { used, event } => {
                    pass(now, event, &mut self.session, &mut self.link.output, other);
                    self.link.input.consume(used);
                }
                Recv::NeedMore { .. } | Recv::Blocked | Recv::Fatal(_) => stopped = true,
            }
        }
        if (self.ended && stopped) || self.link.stuck_for() >= STUCK {
            self.session.transport_closed(now);
        }
        self.session.handle_timeout(now);
        while let Some(event) = self.session.poll_event() {
            pass(now, event, &mut self.session, &mut self.link.output, other);
        }
    }

    /// Writes what can be written; whether this side has come to its end.
    fn transmit(&mut self, now: Instant) -> bool {
        while let Some(len) = self.session.poll_transmit(now, self.link.output.room()) {
            self.link.output.wrote(len);
        }
        self.link.flush();
        let over = self.session.wants_close() && self.has_written();
        self.ended |= over;
        self.session.close_reason().is_some() && over
    }

    /// Nothing is left to be said here.
    fn is_idle(&self) -> bool {
        !self.session.state().is_bound() && self.has_written()
    }

    /// All of it, or as much as the peer will ever take.
    fn has_written(&self) -> bool {
        self.link.output.is_empty() || self.link.stuck_for() >= STUCK
    }

    fn read(&mut self, wait: Duration, now: Instant) -> bool {
        if self.ended {
            thread::sleep(wait);
            return false;
        }
        let due = self.session.poll_timeout().map_or(wait, |due| until(now, due));
        let arrived = self.link.read(wait.min(due));
        self.ended |= arrived == Arrived::End;
        arrived == Arrived::Octets
    }

    /// Answers a request of this side with the response that the other side got.
    fn answer(&mut self, now: Instant, token: Token, response: &RawPdu<'_>) {
        let (status, out) = (response.command_status, self.link.output.room());
        let sent = if response.command_id == CommandId::GENERIC_NACK {
            self.session.nack(now, token, status, out)
        } else {
            self.session.reply(now, token, status, &fitting(response, self.session.version()), out)
        };
        // An error says that nobody waits for it any more.
        self.link.output.wrote(sent.map_or(0, |sent| sent.len));
    }
}

fn pass(now: Instant, event: Event<'_, Token>, session: &mut Half, output: &mut Output, other: &mut Leg) {
    match event {
        Event::Bind { token, pdu } | Event::Request { token, pdu } => {
            let pdu = fitting(&pdu, other.session.version());
            match other.session.send(now, &pdu, token, other.link.output.room()) {
                Ok(sent) => other.link.output.wrote(sent.len),
                Err(returned) => refuse(now, session, output, returned.back),
            }
        }
        Event::Refused { token, .. } | Event::Oversized { token: Some(token), .. } => {
            let sent = session.answer_default(now, token, output.room());
            output.wrote(sent.map_or(0, |sent| sent.len));
        }
        Event::OneWay { pdu } => {
            let sent =
                other.session.notify(now, &fitting(&pdu, other.session.version()), other.link.output.room());
            other.link.output.wrote(sent.map_or(0, |sent| sent.len));
        }
        Event::Bound { value, pdu, .. }
        | Event::BindRefused { value, pdu, .. }
        | Event::Response { value, pdu, .. }
        | Event::Nacked { value, pdu, .. } => other.answer(now, value, &pdu),
        Event::Mismatched { value, .. }
        | Event::OversizedResponse { value, .. }
        | Event::Failed { value, .. } => {
            refuse(now, &mut other.session, &mut other.link.output, value);
        }
        // Nobody knows what became of the request: the peer's own timer shall say so.
        Event::TimedOut { value, .. } => drop(other.session.abandon(value)),
        // In order: after the answers to what is in flight. An error says that it is under way, or never was bound.
        Event::Unbind { .. } | Event::Closed { .. } => drop(other.session.unbind(now)),
        // The session has answered, or there is nothing to answer.
        _ => {}
    }
}

/// Answers a request that cannot be passed on, so that nothing is lost: a message centre tries a receipt again.
fn refuse(now: Instant, session: &mut Half, output: &mut Output, token: Token) {
    let status = match (token.command_id(), session.side()) {
        (CommandId::BIND_TRANSMITTER | CommandId::BIND_RECEIVER | CommandId::BIND_TRANSCEIVER, _) => {
            CommandStatus::ESME_RBINDFAIL
        }
        (_, Side::Esme) => CommandStatus::ESME_RX_T_APPN,
        (_, Side::Smsc) => CommandStatus::ESME_RSYSERR,
    };
    let sent = session.refuse(now, token, status, output.room());
    output.wrote(sent.map_or(0, |sent| sent.len));
}

/// The PDU as it came; without its TLVs for a peer whose version has none.
fn fitting<'a>(pdu: &RawPdu<'a>, version: Version) -> RawPdu<'a> {
    let mut fields = pdu.fields();
    if version >= Version::V34 || !fields.by_ref().all(|field| field.is_ok()) {
        return *pdu;
    }
    let mandatory = fields.offset().saturating_sub(smpp_core::HEADER_LEN);
    RawPdu { body: pdu.body.get(..mandatory).unwrap_or(pdu.body), ..*pdu }
}
