//! A proxy between ESMEs and a message centre. For each client it opens a connection to the server and runs two
//! sessions. The token of a request on one side is the value of the forwarded request on the other. Bodies are
//! forwarded unchanged, except that a peer that speaks 3.3 gets no TLVs. Each side has its own sequence numbers,
//! timers and enquire_link.
#![allow(clippy::std_instead_of_core, clippy::std_instead_of_alloc, reason = "a program on std")]

#[expect(dead_code, unused_imports, reason = "what esme and smsc need besides")]
#[path = "common/mod.rs"]
mod common;

use clap::Parser;
use common::{CaptureArgs, Clock, Link, Output, Trace, dial, exit, warn};
use smpp_core::session::{CloseReason, Config, Event, Recv, Session, SessionError, Side, Slot, Token};
use smpp_core::{CommandStatus, HEADER_LEN, Instant, RawPdu, Tag, Version};
use std::io;
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;

/// Maximum number of requests in flight in each direction. It is also the maximum number of pending requests. More are
/// refused: with ESME_RTHROTTLED, or with ESME_RX_T_APPN if they are messages or receipts from the message centre.
const WINDOW: u32 = 1000;
/// How long to wait for one side while the other may have something.
const NAP: Duration = Duration::from_millis(1);
/// How long sessions have to unbind when the program ends.
const FAREWELL: Duration = Duration::from_secs(2);

/// A proxy between ESMEs and a message centre, which forwards PDUs in both directions. It first prints
/// "listening on HOST:PORT" and runs until SIGINT or SIGTERM, when it unbinds all sessions. The
/// bodies of binds, messages, receipts and responses are forwarded unchanged, except that a peer that speaks 3.3 gets no
/// TLVs, and no messages whose text is in message_payload. Each side has its own sequence numbers, and the proxy itself
/// answers enquire_link
#[derive(Parser)]
#[command(name = "proxy")]
struct Args {
    /// Address to listen on for ESMEs; port 0 picks a free port
    #[arg(long, value_name = "HOST:PORT", value_parser = common::listen_address)]
    listen: String,
    /// The message centre to connect to
    #[arg(long, value_name = "HOST:PORT", value_parser = common::connect_address)]
    connect: String,
    /// Print every PDU of both sides to standard error, explained octet by octet
    #[arg(long)]
    trace: bool,
    #[command(flatten)]
    capture: CaptureArgs,
}

fn main() -> ExitCode {
    let Args { listen, connect, trace, mut capture } = common::parse();
    if let Err(error) = capture.open() {
        return exit(Err(error));
    }
    exit(run(&listen, &connect, trace, capture))
}

/// What the threads share.
struct Shared {
    /// Whether all sessions should end.
    ending: AtomicBool,
    /// Number of clients.
    clients: AtomicUsize,
    /// Whether every PDU is printed.
    trace: bool,
    capture: CaptureArgs,
}

/// Serves until SIGINT or SIGTERM.
fn run(listen: &str, connect: &str, trace: bool, capture: CaptureArgs) -> Result<(), String> {
    let named = |error: io::Error| format!("{listen}: {error}");
    let (end, ended) = channel();
    common::on_signal(move || {
        let _ = end.send(());
    })
    .map_err(named)?;
    let listener = common::listen(listen).map_err(named)?;
    let shared =
        Arc::new(Shared { ending: AtomicBool::new(false), clients: AtomicUsize::new(0), trace, capture });
    let (accepting, connect) = (shared.clone(), connect.to_owned());
    thread::Builder::new().spawn(move || accept(&listener, &connect, &accepting)).map_err(named)?;
    // Fails only if the sender is gone; then no signal can arrive any more.
    let _ = ended.recv();
    shared.ending.store(true, Ordering::Relaxed);
    let start = std::time::Instant::now();
    while shared.clients.load(Ordering::Relaxed) > 0 && start.elapsed() < FAREWELL {
        thread::sleep(Duration::from_millis(5));
    }
    shared.capture.check()
}

fn accept(listener: &TcpListener, connect: &str, shared: &Arc<Shared>) {
    let mut tag = 0_u32;
    loop {
        tag = tag.wrapping_add(2);
        let begun = listener.accept().and_then(|(esme, _)| begin(esme, connect.to_owned(), tag, shared));
        if let Err(error) = begun {
            // Most likely too many open files or threads; sessions that end make room.
            warn(format_args!("accept: {error}"));
            thread::sleep(Duration::from_millis(100));
        }
    }
}

/// Starts a thread for an ESME.
fn begin(esme: TcpStream, server: String, tag: u32, shared: &Arc<Shared>) -> io::Result<()> {
    let mine = shared.clone();
    shared.clients.fetch_add(1, Ordering::Relaxed);
    let begun = thread::Builder::new().spawn(move || {
        let served = dial::connect(&server).and_then(|smsc| serve(esme, smsc, tag, &mine));
        if let Err(error) = served {
            warn(format_args!("{server}: {error}"));
        }
        mine.clients.fetch_sub(1, Ordering::Relaxed);
    });
    if begun.is_err() {
        shared.clients.fetch_sub(1, Ordering::Relaxed);
    }
    begun.map(drop)
}

/// Serves one ESME, from its connection to the end of both sessions.
fn serve(esme: TcpStream, smsc: TcpStream, tag: u32, shared: &Shared) -> io::Result<()> {
    let clock = Clock::start();
    // The proxy is a message centre to the ESME, and an ESME to the message centre.
    let mut esme = Leg::new(clock.now(), Side::Smsc, tag, esme)?;
    let mut smsc = Leg::new(clock.now(), Side::Esme, tag | 1, smsc)?;
    if shared.trace {
        esme.link.trace(Trace::new("ESME".to_owned()));
        smsc.link.trace(Trace::new("message centre".to_owned()));
    }
    esme.link.capture(&shared.capture, false);
    smsc.link.capture(&shared.capture, true);
    while !(esme.is_over && smsc.is_over) {
        let now = clock.now();
        esme.pass_on(now, &mut smsc);
        smsc.pass_on(now, &mut esme);
        if shared.ending.load(Ordering::Relaxed) {
            esme.leave(now);
            smsc.leave(now);
        }
        esme.transmit(now);
        smsc.transmit(now);
        esme.link.read(NAP);
        smsc.link.read(NAP);
    }
    for (who, leg) in [("ESME", &esme), ("message centre", &smsc)] {
        if let Some(reason @ CloseReason::FramingLost { .. }) = leg.session.close_reason() {
            let why = common::why_closed(reason, leg.link.input.unread());
            warn(format_args!("{who}: {why}"));
        }
    }
    Ok(())
}

type Half = Session<[Slot<Token>; WINDOW as usize]>;

/// One side: its connection and its session, whose values are tokens of the other side's session.
struct Leg {
    session: Half,
    link: Link,
    /// The bind of this side's peer, while the other side's peer has not answered it.
    bind: Option<Token>,
    is_over: bool,
}

impl Leg {
    fn new(now: Instant, side: Side, tag: u32, stream: TcpStream) -> io::Result<Self> {
        let standard = Config { version: Version::V50, max_pending: WINDOW, ..Config::default() };
        let session_init_timeout = standard.session_init_timeout.filter(|_| side == Side::Smsc);
        let config = Config { session_init_timeout, ..standard };
        let session = Session::new(now, side, tag, &config, [Slot::EMPTY; WINDOW as usize]);
        Ok(Self { session, link: Link::new(stream)?, bind: None, is_over: false })
    }

    /// Handles all input on this side, and the timers.
    fn pass_on(&mut self, now: Instant, other: &mut Self) {
        // What has arrived in time counts, even if this thread was kept from reading it.
        if self.session.poll_timeout().is_some_and(|due| due <= now) {
            self.link.read(Duration::ZERO);
        }
        let mut all_read = false;
        while !all_read && self.link.output.has_room() && other.link.output.has_room() {
            match self.session.recv(now, self.link.input.unread()) {
                Recv::Event { used, event } => {
                    pass(now, event, &mut self.session, (&mut self.link.output, &mut self.bind), other);
                    self.link.input.consume(used);
                }
                Recv::Blocked => break,
                Recv::NeedMore { .. } | Recv::Fatal(_) => all_read = true,
            }
        }
        if (self.link.has_ended() && all_read) || self.link.is_stuck() {
            self.session.transport_closed(now);
        }
        self.session.handle_timeout(now);
        while let Some(event) = self.session.poll_event() {
            pass(now, event, &mut self.session, (&mut self.link.output, &mut self.bind), other);
        }
    }

    /// Unbinds, or closes if there is no bind.
    fn leave(&mut self, now: Instant) {
        if let Err(SessionError::NotAllowed(_)) = self.session.unbind(now) {
            self.session.transport_closed(now);
        }
    }

    /// Writes as much as possible.
    fn transmit(&mut self, now: Instant) {
        self.link.transmit(&mut self.session, now);
        let written = self.link.output.is_empty() || self.link.is_stuck();
        if self.session.must_close() || (self.session.wants_close() && written) {
            self.is_over = self.session.close_reason().is_some();
            self.session.transport_closed(now);
        }
    }
}

/// Forwards an event of one side to the other. `session` and `output` answer it if needed.
fn pass(
    now: Instant,
    event: Event<'_, Token>,
    session: &mut Half,
    (output, bind): (&mut Output, &mut Option<Token>),
    other: &mut Leg,
) {
    let Leg { session: others, link: Link { output: to, .. }, bind: others_bind, .. } = other;
    match event {
        Event::Bind { token, pdu } => match to.put(|out| others.send(now, &pdu, out)) {
            Ok(()) => *bind = Some(token),
            Err(_) => refuse(now, session, output, token),
        },
        Event::Request { token, pdu } => {
            let version = others.version();
            if version < Version::V34 && pdu.tlvs().is_ok_and(|tlvs| tlvs.get(Tag::MESSAGE_PAYLOAD).is_some())
            {
                // Without it, the message would be empty.
                let status = CommandStatus::ESME_RTLVNOTALLWD;
                let _ = output.put(|out| session.refuse(now, token, status, out));
                return;
            }
            match others.prepare(now, &fitting(&pdu, version), to.room()) {
                Ok(prepared) => to.wrote(prepared.keep(token).len),
                Err(_) => refuse(now, session, output, token),
            }
        }
        Event::Disallowed { token, .. } => {
            let _ = output.put(|out| session.answer_default(now, token, out));
        }
        Event::OneWay { pdu } => {
            let _ = to.put(|out| others.send(now, &fitting(&pdu, others.version()), out));
        }
        Event::Bound { pdu, .. } => {
            if let Some(token) = others_bind.take() {
                answer(now, others, to, token, &pdu);
            }
        }
        Event::BindRefused { pdu, .. } => {
            if let Some(token) = others_bind.take() {
                // A response of another type, or one that was too large, refuses the bind even with ESME_ROK.
                if pdu.command_status.is_ok() {
                    refuse(now, others, to, token);
                } else {
                    answer(now, others, to, token, &pdu);
                }
            }
        }
        Event::Response { value, pdu, .. } | Event::Nacked { value, pdu, .. } => {
            answer(now, others, to, value, &pdu);
        }
        Event::Mismatched { value, .. }
        | Event::OversizedResponse { value, .. }
        | Event::Failed { value, .. } => refuse(now, others, to, value),
        // The outcome is unknown, so let the peer's own timer report it.
        Event::TimedOut { value, .. } => drop(others.abandon(value)),
        // In order: after the responses to requests in flight. Without a bind there is nothing to wait for.
        Event::Unbind { .. } | Event::Closed { .. } => {
            if let Some(token) = others_bind.take() {
                refuse(now, others, to, token);
            }
            other.leave(now);
        }
        // The session has answered, or no answer is needed.
        _ => {}
    }
}

/// Forwards the answer to a request.
fn answer(now: Instant, session: &mut Half, output: &mut Output, token: Token, pdu: &RawPdu<'_>) {
    let pdu = fitting(pdu, session.version());
    if let Err(returned) = output.put(|out| session.answer(now, token, pdu.command_status, &pdu, out)) {
        // The answer has the wrong type, or the request no longer waits for one.
        refuse(now, session, output, returned.token);
    }
}

/// Refuses a request that has no answer to forward. No receipt is lost: with this status, a message centre sends it
/// again.
fn refuse(now: Instant, session: &mut Half, output: &mut Output, token: Token) {
    let status = match token.proposed() {
        CommandStatus::ESME_RINVCMDID => CommandStatus::ESME_RSYSERR,
        proposed => proposed,
    };
    let _ = output.put(|out| session.refuse(now, token, status, out));
}

/// The PDU as received, without its TLVs if the peer's version has none.
fn fitting<'a>(pdu: &RawPdu<'a>, version: Version) -> RawPdu<'a> {
    let mut fields = pdu.fields();
    if version >= Version::V34 || !fields.by_ref().all(|field| field.is_ok()) {
        return *pdu;
    }
    let mandatory = fields.offset().saturating_sub(HEADER_LEN);
    RawPdu { body: pdu.body.get(..mandatory).unwrap_or(pdu.body), ..*pdu }
}
