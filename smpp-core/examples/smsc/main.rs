//! A message centre with blocking sockets and one thread per connection, without a runtime.
#![allow(clippy::std_instead_of_core, clippy::std_instead_of_alloc, reason = "a program on std")]

mod args;
#[expect(dead_code, reason = "what esme needs besides")]
#[path = "../common/mod.rs"]
mod common;
mod delivery;
mod index;
mod life;
mod message;
mod random;
mod requests;
mod server;
mod shared;
mod store;
mod texts;

use args::Args;
use common::{dial, exit, warn};
use server::{Server, serve};
use std::io::{self, BufRead, Read};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;
use texts::Line;

/// How long sessions have to unbind when the program ends.
const FAREWELL: Duration = Duration::from_secs(2);
/// Maximum length of a line of standard input. A longer one counts as several.
const LONGEST_LINE: u64 = 64 * 1024;

fn main() -> ExitCode {
    exit(run(common::parse()))
}

fn run(mut args: Args) -> Result<(), String> {
    args.capture.open()?;
    let (end, ended) = channel();
    let listener = common::listen(&args.listen).map_err(|error| format!("{}: {error}", args.listen))?;
    let server = Arc::new(Server::new(args));
    watch(&server, &end).map_err(|error| format!("cannot watch for signals or the end of input: {error}"))?;
    if server.args.outbind.is_some() {
        let server = server.clone();
        spawn(move || outbind(&server)).map_err(|error| error.to_string())?;
    }
    let accepting = server.clone();
    spawn(move || accept(&accepting, &listener)).map_err(|error| error.to_string())?;
    // An error means that nothing is left that could report an end.
    let _ = ended.recv();
    server.ending.store(true, Ordering::Relaxed);
    let start = std::time::Instant::now();
    while server.connections.load(Ordering::Relaxed) > 0 && start.elapsed() < FAREWELL {
        thread::sleep(Duration::from_millis(5));
    }
    let summary = server.shared().summary();
    // With --json, standard output has one object for each message and nothing else.
    let json = server.args.json;
    let printed = if json { Ok(()) } else { common::print(&format!("{summary}\n")) };
    if json || printed.is_err() {
        warn(summary);
    }
    if server.output_lost.load(Ordering::Relaxed) {
        return Err("not every message was printed".to_owned());
    }
    printed.map_err(|error| error.to_string())?;
    server.args.capture.check()
}

/// Reports the end of standard input (unless `--forever`), SIGTERM and SIGINT.
fn watch(server: &Arc<Server>, end: &Sender<()>) -> io::Result<()> {
    common::on_signal({
        let end = end.clone();
        move || {
            let _ = end.send(());
        }
    })?;
    if !server.args.forever {
        let (server, end) = (server.clone(), end.clone());
        spawn(move || {
            // An error ends the input too.
            let _ = read_messages(&server, &mut io::stdin().lock());
            let _ = end.send(());
        })?;
    }
    Ok(())
}

/// Queues each line as a message to a client.
fn read_messages(server: &Server, input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let mut line = Vec::new();
        if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
            return Ok(());
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\r', '\n']);
        if text.is_empty() {
            continue;
        }
        let queued = text.parse::<Line>().and_then(|line| server.shared().texts.push(&line));
        if let Err(error) = queued {
            warn(format_args!("standard input: {error}"));
        }
    }
}

fn accept(server: &Arc<Server>, listener: &TcpListener) {
    let mut is_full = false;
    loop {
        match listener.accept() {
            Ok((stream, _)) if server.has_room() => {
                is_full = false;
                begin(server, stream, false);
            }
            // Dropping a stream closes it.
            Ok(_) if is_full => {}
            Ok(_) => {
                is_full = true;
                warn(format_args!(
                    "{} connections are open: further ones are closed",
                    server.args.connections
                ));
            }
            Err(error) => {
                // Most likely too many open files; connections that end make room.
                warn(format_args!("accept: {error}"));
                thread::sleep(Duration::from_millis(100));
            }
        }
    }
}

/// Starts a thread for a connection.
fn begin(server: &Arc<Server>, stream: TcpStream, outbind: bool) {
    let mine = server.clone();
    server.connections.fetch_add(1, Ordering::Relaxed);
    {
        let connections = &mut server.shared().totals.connections;
        *connections = connections.saturating_add(1);
    }
    let begun = spawn(move || {
        serve(&mine, stream, outbind);
        mine.connections.fetch_sub(1, Ordering::Relaxed);
    });
    if let Err(error) = begun {
        server.connections.fetch_sub(1, Ordering::Relaxed);
        warn(format_args!("cannot start a thread for a connection: {error}"));
    }
}

/// Connects to an ESME and asks it to bind.
fn outbind(server: &Arc<Server>) {
    let Some(address) = &server.args.outbind else { return };
    match dial::connect(address) {
        Ok(stream) => begin(server, stream, true),
        Err(error) => warn(format_args!("outbind to {address}: {error}")),
    }
}

fn spawn(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().spawn(work).map(drop)
}
