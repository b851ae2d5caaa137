//! A link on a blocking socket, with one thread per connection.

use signal_hook::{consts::TERM_SIGNALS, flag};
use smpp_core::link::{Buffer, Link, Turn};
use smpp_core::session::{Event, Window};
use std::fmt::Display;
use std::io::ErrorKind::{self, Interrupted, TimedOut, WouldBlock};
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

/// A blocking socket waits for one thing at a time. This is how long a read or a write may keep everything else waiting.
const TICK: Duration = Duration::from_millis(20);
/// How long to wait after a connection that could not be accepted, for example because no file descriptors are left.
const PAUSE: Duration = Duration::from_millis(200);

/// Drives a link until its connection has ended. `app` gets each event, and then `None`, at least every two [`TICK`]s.
///
/// # Errors
/// The first error that `app` returns, once `app` has got the remaining events, or the error that broke the connection,
/// once the session has ended.
pub fn drive<W: Window, I: Buffer, O: Buffer, E: From<io::Error>>(
    link: &mut Link<W, I, O>,
    mut socket: TcpStream,
    clock: impl Fn() -> smpp_core::Instant,
    mut app: impl FnMut(Option<Event<'_, W::Value>>, Turn<'_, W>) -> Result<(), E>,
) -> Result<(), E> {
    socket.set_nodelay(true)?;
    socket.set_read_timeout(Some(TICK))?;
    socket.set_write_timeout(Some(TICK))?;
    let mut broken = Ok(());
    loop {
        if link.dispatch(&clock, &mut app)? {
            return Ok(broken?);
        }
        let io = link.io(clock());
        if !io.write.is_empty() {
            if let Some(written) = count(socket.write(io.write), &mut broken) {
                link.wrote(written);
            }
        } else if io.read.is_none() {
            thread::sleep(TICK);
        }
        if let Some(read) = link.io(clock()).read
            && let Some(read) = count(socket.read(read), &mut broken)
        {
            link.filled(read);
        }
    }
}

/// The count for the link, or `None` after a timeout. A broken connection counts as 0.
fn count(result: io::Result<usize>, broken: &mut io::Result<()>) -> Option<usize> {
    match result {
        Ok(count) => Some(count),
        Err(error) if [Interrupted, TimedOut, WouldBlock].contains(&error.kind()) => None,
        Err(error) => {
            *broken = Err(error);
            Some(0)
        }
    }
}

/// Returns a flag that SIGINT and SIGTERM set.
///
/// # Errors
/// The system does not allow it.
pub fn end_with_signals() -> io::Result<Arc<AtomicBool>> {
    let is_ending = Arc::new(AtomicBool::new(false));
    for signal in TERM_SIGNALS {
        flag::register(*signal, is_ending.clone())?;
    }
    Ok(is_ending)
}

/// Connects, unless `is_ending` is set first. The system may take minutes to give up.
///
/// # Errors
/// The connection could not be made, or `is_ending` was set first.
pub fn connect(address: &str, is_ending: &AtomicBool) -> io::Result<TcpStream> {
    let (sender, socket) = sync_channel(1);
    let address = address.to_owned();
    thread::spawn(move || sender.send(TcpStream::connect(address)));
    while !is_ending.load(Relaxed) {
        match socket.recv_timeout(TICK) {
            Err(RecvTimeoutError::Timeout) => {}
            connected => return connected.unwrap_or_else(|_| Err(ErrorKind::Other.into())),
        }
    }
    Err(Interrupted.into())
}

/// Waits this long, or until `is_ending` is set.
pub fn pause(wait: Duration, is_ending: &AtomicBool) {
    let start = Instant::now();
    while !is_ending.load(Relaxed)
        && let Some(left) = wait.checked_sub(start.elapsed())
    {
        thread::sleep(left.min(TICK));
    }
}

/// Serves the connections of `listener`, each with a thread and a number of its own, until `is_ending` is set. Then
/// waits for the sessions, which must end by themselves.
///
/// # Errors
/// The listener cannot be used. Errors from a connection and from `session` go to standard error.
pub fn serve<E: Display + From<io::Error>>(
    listener: &TcpListener,
    is_ending: &AtomicBool,
    session: impl Fn(u32, TcpStream) -> Result<(), E> + Sync,
) -> Result<(), E> {
    listener.set_nonblocking(true)?;
    let run = |number, socket: TcpStream| {
        // On some systems, the socket inherits this from its listener.
        let blocking = socket.set_nonblocking(false).map_err(E::from);
        if let Err(error) = blocking.and_then(|()| session(number, socket)) {
            eprintln!("session {number}: {error}");
        }
    };
    let (run, mut number) = (&run, 0_u32);
    thread::scope(|scope| {
        while !is_ending.load(Relaxed) {
            let thread = listener.accept().and_then(|(socket, _)| {
                number = number.wrapping_add(1);
                let number = number;
                thread::Builder::new().spawn_scoped(scope, move || run(number, socket))
            });
            match thread {
                Ok(_) => {}
                Err(error) if error.kind() == WouldBlock => thread::sleep(TICK),
                Err(error) => {
                    eprintln!("cannot accept a connection: {error}");
                    thread::sleep(PAUSE);
                }
            }
        }
    });
    Ok(())
}
