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

use args::Args;
use common::{exit, warn};
use server::{Server, serve};
use std::io::{self, Read};
use std::net::{TcpListener, TcpStream, ToSocketAddrs};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Sender, channel};
use std::thread;
use std::time::Duration;

/// How long sessions have to unbind when the program ends.
const FAREWELL: Duration = Duration::from_secs(2);
/// Timeout for connecting for an outbind.
const CONNECT: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    exit(run(common::parse()))
}

fn run(args: Args) -> Result<(), String> {
    let (end, ended) = channel();
    watch(&args, &end).map_err(|error| format!("cannot watch for signals or the end of input: {error}"))?;
    let listener = common::listen(&args.listen).map_err(|error| format!("{}: {error}", args.listen))?;
    let server = Arc::new(Server::new(args));
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
    if server.output_lost.load(Ordering::Relaxed) {
        return Err("not every message was printed".to_owned());
    }
    Ok(())
}

/// Reports the end of standard input (unless `--forever`), SIGTERM and SIGINT.
fn watch(args: &Args, end: &Sender<()>) -> io::Result<()> {
    #[cfg(unix)]
    watch_signals(end.clone())?;
    if !args.forever {
        let end = end.clone();
        spawn(move || {
            let mut dropped = [0; 1024];
            while io::stdin().read(&mut dropped).is_ok_and(|count| count > 0) {}
            let _ = end.send(());
        })?;
    }
    Ok(())
}

#[cfg(unix)]
fn watch_signals(end: Sender<()>) -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT])?;
    spawn(move || {
        if signals.forever().next().is_some() {
            let _ = end.send(());
        }
    })
}

fn accept(server: &Arc<Server>, listener: &TcpListener) {
    loop {
        match listener.accept() {
            Ok((stream, _)) => begin(server, stream, false),
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
    let connected = address.to_socket_addrs().and_then(|mut found| {
        let first = found.next().ok_or_else(|| io::Error::other("the host has no address"))?;
        TcpStream::connect_timeout(&first, CONNECT)
    });
    match connected {
        Ok(stream) => begin(server, stream, true),
        Err(error) => warn(format_args!("outbind to {address}: {error}")),
    }
}

fn spawn(work: impl FnOnce() + Send + 'static) -> io::Result<()> {
    thread::Builder::new().spawn(work).map(drop)
}
