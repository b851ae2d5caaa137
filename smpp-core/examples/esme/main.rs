//! A client with blocking sockets, without a runtime. One thread does everything except look up names and wait for
//! signals.
#![allow(clippy::std_instead_of_core, clippy::std_instead_of_alloc, reason = "a program on std")]

mod args;
#[path = "../common/boundary.rs"]
mod boundary;
mod client;
#[path = "../common/mod.rs"]
#[expect(dead_code, reason = "what smsc needs besides")]
mod common;
mod gauge;
mod outbox;
mod receipts;
mod summary;
mod text;
#[path = "../common/version.rs"]
mod version;

use args::Args;
use clap::error::ErrorKind;
use client::Client;
use common::{Clock, Link, Trace, exit, warn};
use outbox::{Outbox, Unsendable};
use smpp_core::session::Backoff;
use std::hash::{BuildHasher, RandomState};
use std::io;
use std::net::{TcpListener, TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::sync::mpsc::channel;
use std::thread;
use std::time::Duration;
use summary::Summary;

/// How often to look for a signal while nothing else happens.
const TICK: Duration = Duration::from_millis(10);
/// How much longer than `--timeout` to wait for the thread that connects, which says more about what went wrong.
const GRACE: Duration = Duration::from_millis(200);

fn main() -> ExitCode {
    let mut args = Args::read();
    if let Err(error) = args.capture.open() {
        return exit(Err(error));
    }
    let summary = Summary::new(&args);
    let tlvs = args.tlvs();
    let (summary, outcome) = match Outbox::new(&args, &tlvs) {
        Ok(outbox) => talk(&args, outbox, summary),
        Err(Unsendable::Text(error)) => args::wrong(ErrorKind::InvalidValue, &format!("--text: {error}")),
        Err(Unsendable::Provider(reason)) => (summary, Err(reason)),
    };
    for remark in summary.receipts.remarks() {
        warn(remark);
    }
    let said = common::print(&format!("{}\n", summary.line(args.json))).map_err(|error| error.to_string());
    exit(outcome.and(said).and_then(|()| args.capture.check()))
}

/// Connects in another thread, because the system may take a long time, and nothing can interrupt it.
fn connect(server: &str, timeout: Duration, is_interrupted: impl Fn() -> bool) -> io::Result<TcpStream> {
    let start = std::time::Instant::now();
    let (tell, told) = channel();
    let server = server.to_owned();
    thread::Builder::new().spawn(move || tell.send(dial(&server, timeout)))?;
    loop {
        match told.recv_timeout(TICK) {
            Ok(connected) => return connected,
            // Looking up the name has no limit of its own.
            Err(_) if is_interrupted() || start.elapsed() >= timeout.saturating_add(GRACE) => {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "no address was found in time"));
            }
            Err(_) => {}
        }
    }
}

/// Tries each address of the host until one answers or the time is up.
fn dial(server: &str, timeout: Duration) -> io::Result<TcpStream> {
    let start = std::time::Instant::now();
    let mut last = None;
    for address in server.to_socket_addrs()? {
        let left = timeout.saturating_sub(start.elapsed());
        if left.is_zero() {
            break;
        }
        match TcpStream::connect_timeout(&address, left) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = Some(error),
        }
    }
    Err(last.unwrap_or_else(|| io::Error::new(io::ErrorKind::TimedOut, "no address answered in time")))
}

/// Connects, or waits for a connection, and sends everything. Connects again as often as `--retry` allows.
fn talk(args: &Args, outbox: Outbox<'_>, summary: Summary) -> (Summary, Result<(), String>) {
    let mut client = Client::new(args, outbox, Clock::start(), summary);
    let mut backoff = Backoff::new(smpp_core::Duration::from_secs(1), smpp_core::Duration::from_secs(30));
    for _ in 0..args.retry {
        attempt(args, &mut client);
        let wait = backoff.next(RandomState::new().hash_one(0).to_be_bytes()[0]).into();
        if !client.begin_again(wait) {
            return client.finish();
        }
    }
    attempt(args, &mut client);
    client.finish()
}

/// One connection, from its start to its end.
fn attempt(args: &Args, client: &mut Client<'_>) {
    let is_interrupted = || client.is_interrupted();
    let (server, connected) = match (&args.outbind_listen, &args.connect) {
        (Some(here), _) => (here.as_str(), await_outbind(here, args.timeout, is_interrupted)),
        (None, server) => {
            let server = server.as_deref().unwrap_or_default();
            (server, connect(server, args.timeout, is_interrupted))
        }
    };
    match connected.and_then(Link::new) {
        Ok(mut link) => {
            if args.trace {
                link.trace(Trace::new("server".to_owned()));
            }
            link.capture(&args.capture, args.outbind_listen.is_none());
            client.run(link);
        }
        Err(_) if client.is_interrupted() => client.interrupt(),
        Err(error) => client.lose(format!("{server}: {error}")),
    }
}

/// Listens until a server connects or the time is up.
fn await_outbind(here: &str, timeout: Duration, is_interrupted: impl Fn() -> bool) -> io::Result<TcpStream> {
    let start = std::time::Instant::now();
    let listener = TcpListener::bind(here)?;
    warn(format_args!("listening on {}", listener.local_addr()?));
    listener.set_nonblocking(true)?;
    loop {
        match listener.accept() {
            Ok((stream, _)) => {
                stream.set_nonblocking(false)?;
                return Ok(stream);
            }
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error),
            Err(_) if is_interrupted() || start.elapsed() >= timeout => {
                return Err(io::Error::new(io::ErrorKind::TimedOut, "no server connected in time"));
            }
            Err(_) => thread::sleep(TICK),
        }
    }
}
