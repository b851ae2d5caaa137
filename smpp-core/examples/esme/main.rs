//! A client to send with and to copy from: blocking sockets, one thread, no runtime.
#![allow(clippy::std_instead_of_core, clippy::std_instead_of_alloc, reason = "a program on std")]

mod args;
mod client;
#[path = "../common/mod.rs"]
mod common;
mod outbox;
mod receipts;
mod summary;

use args::Args;
use clap::error::ErrorKind;
use client::Client;
use common::{Clock, Link};
use outbox::{Outbox, Unsendable};
use std::fmt::Display;
use std::io::{self, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::time::Duration;
use summary::Summary;

fn main() -> ExitCode {
    let args = Args::read();
    let (summary, outcome) = match Outbox::new(&args) {
        Ok(outbox) => match connect(&args.connect, args.timeout).and_then(Link::new) {
            Ok(link) => Client::new(&args, outbox, Clock::start()).run(link),
            Err(error) => (Summary::new(args.profile), Err(format!("{}: {error}", args.connect))),
        },
        Err(Unsendable::Text(error)) => args::wrong(ErrorKind::InvalidValue, &format!("--text: {error}")),
        Err(Unsendable::Provider(reason)) => (Summary::new(args.profile), Err(reason)),
    };
    let status = match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(reason) => {
            complain(reason);
            ExitCode::FAILURE
        }
    };
    // Whoever reads the output may have gone.
    let _ = writeln!(io::stdout(), "{}", summary.line(args.json));
    status
}

/// Tries each address of the host until one answers, or until the time is over.
fn connect(server: &str, timeout: Duration) -> io::Result<TcpStream> {
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

/// One line about what is wrong.
pub(crate) fn complain(what: impl Display) {
    let _ = writeln!(io::stderr(), "esme: {what}");
}
