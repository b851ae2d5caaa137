//! A message centre on a GSM modem: an ESME's submit_sm goes out with AT+CMGS, and what the modem hands over becomes a
//! deliver_sm or a receipt.
#![allow(clippy::std_instead_of_core, clippy::std_instead_of_alloc, reason = "a program on std")]

#[expect(dead_code, unused_imports, reason = "what esme and smsc need besides")]
#[path = "../common/mod.rs"]
mod common;
mod convert;
mod modem;
#[cfg(unix)]
mod port;

use clap::Parser;
use common::{Clock, dial, exit, warn};
use convert::{Outgoing, submit_of};
use modem::{Modem, Said};
use smpp_core::codes::{RegisteredDelivery, RetryClass};
use smpp_core::link::Link;
use smpp_core::pdu::{SubmitSm, SubmitSmResp};
use smpp_core::session::{Config, Event, Outcome, Session, Side, Slot, Token};
use smpp_core::{CommandId, CommandStatus, Instant};
use std::collections::{BTreeMap, HashMap};
use std::io::{self, ErrorKind, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use std::time::Duration;

/// How long a read of the ESME's socket may take.
const TICK: Duration = Duration::from_millis(10);
/// Commands that may wait for the modem; beyond that, a submit_sm is refused with ESME_RTHROTTLED.
const MOST_SUBMITS: usize = 20;
/// Messages and receipts that wait for an ESME; beyond that, the oldest is dropped.
const MOST_OUTGOING: usize = 1000;
/// How long to wait before sending again what the ESME could not accept.
const PAUSE: smpp_core::Duration = smpp_core::Duration::from_secs(1);
/// Maximum number of deliver_sm in flight.
const WINDOW: usize = 10;
/// How long the program may take to end after a signal. A submit under way has only [`Config::drain_timeout`].
const FAREWELL: Duration = Duration::from_secs(15);

/// A message centre for one ESME at a time, on a GSM modem in PDU mode. Takes the messages that the modem has stored,
/// and deletes them from the modem. Prints "listening on HOST:PORT" and runs until SIGINT or SIGTERM, or until the
/// modem is gone or does not answer. Any system_id and password are accepted
#[derive(Parser)]
#[command(name = "modem_gateway")]
struct Args {
    /// Address to listen on for an ESME; port 0 picks a free port
    #[arg(long, value_name = "HOST:PORT", value_parser = common::listen_address)]
    listen: String,
    /// The modem: a serial port or a pseudo-terminal, such as /dev/ttyUSB0, or HOST:PORT
    #[arg(long, value_name = "DEVICE")]
    modem: String,
    /// Speed of the serial port in bits per second; without it, the port keeps its own
    #[arg(long, value_name = "RATE")]
    baud: Option<u32>,
    /// Seconds that the modem may take for a command
    #[arg(long, value_name = "S", default_value = "60", value_parser = clap::value_parser!(u32).range(1..=3600))]
    timeout: u32,
    /// Destination of the messages that the modem receives: its own number
    #[arg(long, value_name = "NUMBER", default_value = "", value_parser = common::c_octets::<20>)]
    number: String,
}

fn main() -> ExitCode {
    let args: Args = common::parse();
    exit(run(&args))
}

/// Octets from the modem, and a way to write to it.
type Line = (Receiver<Vec<u8>>, Box<dyn Write>);

fn open(args: &Args) -> io::Result<Line> {
    let (mut read, write): (Box<dyn Read + Send>, Box<dyn Write>) = if args.modem.contains('/') {
        #[cfg(unix)]
        let file = port::open(&args.modem, args.baud)?;
        #[cfg(not(unix))]
        let file = std::fs::OpenOptions::new().read(true).write(true).open(&args.modem)?;
        (Box::new(file.try_clone()?), Box::new(file))
    } else {
        let socket = dial::connect(&args.modem)?;
        (Box::new(socket.try_clone()?), Box::new(socket))
    };
    let (send, octets) = channel();
    thread::Builder::new().spawn(move || {
        let mut buffer = [0; 1024];
        while let Ok(count @ 1..) = read.read(&mut buffer) {
            if send.send(buffer.get(..count).unwrap_or_default().to_vec()).is_err() {
                break;
            }
        }
    })?;
    Ok((octets, write))
}

/// A submit at the modem: its answer goes to this connection.
struct Submitted {
    connection: u32,
    token: Token,
    asked: RegisteredDelivery,
}

/// A deliver_sm, with its place in the order of arrival.
type Numbered = (u64, Outgoing);

type EsmeLink = Link<[Slot<Numbered>; WINDOW], [u8; 70_000], [u8; 16_384]>;

struct Gateway {
    modem: Modem<Submitted>,
    desk: Desk,
    /// No further message is taken from the ESME.
    is_ending: bool,
}

/// What waits for the ESME.
#[derive(Default)]
struct Desk {
    /// For the ESME, in the order of arrival.
    outgoing: BTreeMap<u64, Outgoing>,
    last_outgoing: u64,
    /// Nothing is sent to the ESME before this time.
    paused_until: Instant,
    /// The id of the last message with each reference of the modem, and what the ESME asked for.
    ids: HashMap<u8, (String, RegisteredDelivery)>,
    last_id: u64,
    /// Answers for the ESME: the id, or the status of a refusal.
    answers: Vec<(Submitted, Result<String, CommandStatus>)>,
}

impl Desk {
    fn said(&mut self, said: Said<'_, Submitted>) {
        let outgoing = match said {
            Said::Deliver(deliver) => Outgoing::from_deliver(&deliver).map(Some),
            Said::StatusReport(report) => match self.ids.get(&report.message_reference) {
                Some((id, asked)) => Outgoing::from_report(&report, id, *asked),
                None => Err("a status report on a message that is not known".into()),
            },
            Said::Sent(submitted, reference) => {
                self.last_id = self.last_id.saturating_add(1);
                let id = self.last_id.to_string();
                self.ids.insert(reference, (id.clone(), submitted.asked));
                return self.answers.push((submitted, Ok(id)));
            }
            Said::Refused(submitted, why) => {
                warn(format_args!("modem: {why}"));
                return self.answers.push((submitted, Err(CommandStatus::ESME_RSUBMITFAIL)));
            }
            Said::Odd(what) => Err(what.into()),
        };
        match outgoing {
            Ok(Some(outgoing)) => {
                if self.outgoing.len() >= MOST_OUTGOING {
                    warn("no ESME takes messages: the oldest is dropped");
                    self.outgoing.pop_first();
                }
                self.last_outgoing = self.last_outgoing.saturating_add(1);
                self.outgoing.insert(self.last_outgoing, outgoing);
            }
            Ok(None) => {}
            Err(error) => warn(format_args!("modem: {error}")),
        }
    }
}

impl Desk {
    /// What has become of a deliver_sm. It is sent again, unless the ESME accepted it or refused it for good.
    fn settle(&mut self, now: Instant, (number, outgoing): Numbered, outcome: &Outcome<'_>) {
        match outcome {
            Outcome::Answered { .. } => {}
            Outcome::Refused { status, .. } if status.retry_class() == RetryClass::Permanent => {
                warn(format_args!("the ESME refused a message for good, with {status}"));
            }
            _ => {
                self.outgoing.insert(number, outgoing);
                self.paused_until = now + PAUSE;
            }
        }
    }
}

impl Gateway {
    /// Takes what the modem sent, and writes what it needs.
    fn turn(&mut self, octets: &Receiver<Vec<u8>>, write: &mut dyn Write) -> io::Result<()> {
        let Self { modem, desk, .. } = self;
        loop {
            match octets.try_recv() {
                Ok(octets) => write.write_all(&modem.receive(&octets, |what| desk.said(what)))?,
                Err(TryRecvError::Empty) => break,
                Err(TryRecvError::Disconnected) => return Err(io::Error::other("the modem is gone")),
            }
        }
        modem.expire(|what| desk.said(what)).map_err(io::Error::other)?;
        if let Some(command) = modem.start() {
            write.write_all(&command)?;
        }
        write.flush()
    }

    /// From now on takes no message from the ESME. Refuses those that the modem does not have yet.
    fn end(&mut self) {
        self.is_ending = true;
        let refused = self.modem.withdraw().map(|submitted| (submitted, Err(CommandStatus::ESME_RSYSERR)));
        self.desk.answers.extend(refused);
    }
}

fn run(args: &Args) -> io::Result<()> {
    let (octets, mut write) =
        open(args).map_err(|error| io::Error::other(format!("{}: {error}", args.modem)))?;
    let is_ending = watched_signals()?;
    let listener = common::listen(&args.listen)?;
    listener.set_nonblocking(true)?;
    let clock = Clock::start();
    let patience = Duration::from_secs(args.timeout.into());
    let mut gateway = Gateway { modem: Modem::new(patience), desk: Desk::default(), is_ending: false };
    let (mut esme, mut connection) = (None, 0_u32);
    loop {
        gateway.turn(&octets, &mut *write)?;
        if is_ending.load(Ordering::Relaxed) {
            gateway.end();
        }
        match &mut esme {
            None if gateway.is_ending => break,
            None => {
                esme = accept(&listener, clock, &mut connection)?;
                gateway.desk.answers.clear();
                if esme.is_none() {
                    thread::sleep(TICK);
                }
            }
            Some((socket, link)) => {
                if gateway.is_ending {
                    link.at(clock.now()).shutdown();
                }
                // What has arrived in time counts, even if the modem kept this thread from reading it.
                if link.session().poll_timeout().is_some_and(|due| due <= clock.now()) {
                    exchange(link, socket, clock);
                }
                serve(&mut gateway, link, connection, clock, &args.number);
                if link.is_done() {
                    esme = None;
                } else {
                    exchange(link, socket, clock);
                }
            }
        }
    }
    let lost = gateway.desk.outgoing.len();
    if lost > 0 {
        warn(format_args!("messages and receipts that no ESME took: {lost}"));
    }
    if gateway.modem.is_submitting() {
        return Err(io::Error::other("the modem has not answered whether it sent a message"));
    }
    Ok(())
}

/// Returns a flag that SIGINT and SIGTERM set. If the program has not ended after [`FAREWELL`], it exits with 1, even if
/// the modem blocks.
fn watched_signals() -> io::Result<Arc<AtomicBool>> {
    let is_ending = Arc::new(AtomicBool::new(false));
    let mine = is_ending.clone();
    common::on_signal(move || {
        mine.store(true, Ordering::Relaxed);
        thread::sleep(FAREWELL);
        warn("the modem or the ESME does not answer");
        std::process::exit(1);
    })?;
    Ok(is_ending)
}

/// The next ESME, if one has connected.
fn accept(
    listener: &TcpListener,
    clock: Clock,
    connection: &mut u32,
) -> io::Result<Option<(TcpStream, EsmeLink)>> {
    let socket = match listener.accept() {
        Ok((socket, _)) => socket,
        Err(error) => {
            if error.kind() != ErrorKind::WouldBlock {
                // The ESME may have gone already.
                warn(format_args!("accept: {error}"));
                thread::sleep(TICK.saturating_mul(10));
            }
            return Ok(None);
        }
    };
    socket.set_nonblocking(false)?;
    socket.set_nodelay(true)?;
    socket.set_read_timeout(Some(TICK))?;
    socket.set_write_timeout(Some(TICK))?;
    *connection = connection.wrapping_add(1);
    let slots = core::array::from_fn(|_| Slot::EMPTY);
    let session = Session::new(clock.now(), Side::Smsc, *connection, &Config::default(), slots);
    Ok(Some((socket, Link::new(session, [0; 70_000], [0; 16_384]))))
}

/// Handles what the ESME sent, and sends it what is waiting.
fn serve(gateway: &mut Gateway, link: &mut EsmeLink, connection: u32, clock: Clock, number: &str) {
    while let Some((event, mut turn)) = link.next(clock.now()) {
        let failed = match event {
            Event::Bind { token, .. } => turn.accept_bind(token, "modem", &[]).is_err(),
            Event::Request { token, pdu } if pdu.command_id == CommandId::SUBMIT_SM => {
                let sm = pdu.decode::<SubmitSm<'_>>().map_err(Into::into);
                let tpdu = sm.and_then(|sm| submit_of(&sm).map(|tpdu| (tpdu, sm.registered_delivery)));
                match tpdu {
                    Ok(_) if gateway.is_ending => turn.refuse(token, CommandStatus::ESME_RSYSERR).is_err(),
                    Ok(_) if gateway.modem.backlog() >= MOST_SUBMITS => {
                        turn.refuse(token, CommandStatus::ESME_RTHROTTLED).is_err()
                    }
                    Ok(((tpdu, to), asked)) => {
                        gateway.modem.submit(&tpdu, to, Submitted { connection, token, asked });
                        false
                    }
                    Err(error) => {
                        warn(format_args!("submit_sm: {error}"));
                        turn.refuse(token, CommandStatus::ESME_RSUBMITFAIL).is_err()
                    }
                }
            }
            Event::Request { token, .. } | Event::Disallowed { token, .. } => {
                turn.answer_default(token).is_err()
            }
            event => {
                if let Ok((value, outcome)) = event.into_outcome() {
                    gateway.desk.settle(clock.now(), value, &outcome);
                }
                false
            }
        };
        if failed {
            warn("an answer was too late");
        }
    }
    let mut turn = link.at(clock.now());
    for (submitted, answer) in
        gateway.desk.answers.drain(..).filter(|(submitted, _)| submitted.connection == connection)
    {
        let sent = match &answer {
            Ok(id) => {
                let resp = SubmitSmResp { message_id: id.as_str().into(), ..SubmitSmResp::default() };
                turn.answer(submitted.token, CommandStatus::ESME_ROK, &resp).is_ok()
            }
            Err(status) => turn.refuse(submitted.token, *status).is_ok(),
        };
        if !sent {
            warn("a submit_sm_resp could not be sent");
        }
    }
    while clock.now() >= gateway.desk.paused_until
        && turn.can_send()
        && let Some(next) = gateway.desk.outgoing.pop_first()
    {
        let kept = next.clone();
        let sent =
            next.1.with(number, |deliver_sm| turn.prepare(deliver_sm).map(|prepared| prepared.keep(kept)));
        if sent.is_err() {
            gateway.desk.outgoing.insert(next.0, next.1);
            break;
        }
    }
}

/// Writes and reads once.
fn exchange(link: &mut EsmeLink, socket: &mut TcpStream, clock: Clock) {
    let count = |result: io::Result<usize>| match result {
        Err(error)
            if matches!(
                error.kind(),
                ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted
            ) =>
        {
            None
        }
        result => Some(result.unwrap_or(0)),
    };
    let write = link.io(clock.now()).write;
    if !write.is_empty()
        && let Some(written) = count(socket.write(write))
    {
        link.wrote(written);
    }
    match link.io(clock.now()).read {
        Some(read) => {
            if let Some(filled) = count(socket.read(read)) {
                link.filled(filled);
            }
        }
        None => thread::sleep(TICK),
    }
}
