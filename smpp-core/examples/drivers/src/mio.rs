//! Many links on one thread, on mio. An idle link has no buffers.

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Registry, Token};
use smpp_core::Instant;
use smpp_core::link::{Link, OnDemand, Turn};
use smpp_core::session::{Event, Window};
use std::collections::{BTreeSet, HashMap};
use std::convert::Infallible;
use std::io::{self, ErrorKind, Read, Write};
use std::sync::mpsc::Receiver;
use std::time::Duration;

/// The token of the listener.
pub const LISTENER: Token = Token(0);
/// The token of the [`Waker`](mio::Waker) of other threads.
pub const WAKER: Token = Token(1);
/// How many times a connection is read and written before the others get their turn.
const ROUNDS: usize = 16;
/// How long to wait after a connection that could not be accepted, for example because no file descriptors are left.
const PAUSE: smpp_core::Duration = smpp_core::Duration::from_millis(200);

/// A link with buffers that exist only while they hold octets.
pub type OnDemandLink<W> = Link<W, OnDemand, OnDemand>;

/// The connections of a thread.
pub struct Connections<W: Window> {
    all: HashMap<Token, Box<Connection<W>>>,
    /// When to drive each connection even if it is not ready.
    due: BTreeSet<(Instant, Token)>,
    last: usize,
}

struct Connection<W: Window> {
    link: OnDemandLink<W>,
    socket: TcpStream,
    due: Option<Instant>,
}

impl<W: Window> Default for Connections<W> {
    fn default() -> Self {
        Self { all: HashMap::new(), due: BTreeSet::new(), last: WAKER.0 }
    }
}

impl<W: Window> Connections<W> {
    /// Adds a connection. Its token is never reused.
    ///
    /// # Errors
    /// The connection cannot be registered.
    pub fn add(
        &mut self,
        now: Instant,
        registry: &Registry,
        mut socket: TcpStream,
        link: OnDemandLink<W>,
    ) -> io::Result<Token> {
        self.last = self.last.saturating_add(1);
        let token = Token(self.last);
        registry.register(&mut socket, token, Interest::READABLE | Interest::WRITABLE)?;
        self.all.insert(token, Box::new(Connection { link, socket, due: Some(now) }));
        self.due.insert((now, token));
        Ok(token)
    }

    /// The number of connections.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// Returns `true` if there are no connections.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// How long there is nothing to do unless a connection is ready.
    pub fn wait(&self, now: Instant) -> Option<Duration> {
        self.due.first().map(|(due, _)| due.saturating_since(now).into())
    }

    /// Drives a connection that is ready: reads and writes until it would block. `app` gets the events, and then
    /// `None`. An error from `app` ends the connection, once `app` has got the remaining events.
    pub fn drive<E>(
        &mut self,
        clock: impl Fn() -> Instant,
        token: Token,
        mut app: impl FnMut(Token, Option<Event<'_, W::Value>>, Turn<'_, W>) -> Result<(), E>,
    ) {
        let Some(connection) = self.all.get_mut(&token) else { return };
        if let Some(due) = connection.due.take() {
            self.due.remove(&(due, token));
        }
        let is_open = connection.drive(clock, |event, turn| app(token, event, turn)).unwrap_or(false);
        if is_open {
            self.due.extend(connection.due.map(|due| (due, token)));
        } else {
            self.all.remove(&token);
        }
    }

    /// Drives the connections that are due.
    pub fn drive_due<E>(
        &mut self,
        clock: impl Fn() -> Instant,
        mut app: impl FnMut(Token, Option<Event<'_, W::Value>>, Turn<'_, W>) -> Result<(), E>,
    ) {
        let due: Vec<_> = self.due.range(..=(clock(), Token(usize::MAX))).map(|(_, token)| *token).collect();
        for token in due {
            self.drive(&clock, token, &mut app);
        }
    }
}

impl<W: Window> Connection<W> {
    /// Returns whether the connection is still open.
    fn drive<E>(
        &mut self,
        clock: impl Fn() -> Instant,
        mut app: impl FnMut(Option<Event<'_, W::Value>>, Turn<'_, W>) -> Result<(), E>,
    ) -> Result<bool, E> {
        let Self { link, socket, due } = self;
        // Before any timer fires: what has arrived in time counts, even if other connections kept this one waiting.
        if let Some(read) = link.io(clock()).read
            && let Some(read) = count(socket.read(read))
        {
            link.filled(read);
        }
        for _ in 0..ROUNDS {
            if link.dispatch(&clock, &mut app)? {
                return Ok(false);
            }
            let mut has_moved = false;
            let io = link.io(clock());
            if !io.write.is_empty()
                && let Some(written) = count(socket.write(io.write))
            {
                link.wrote(written);
                has_moved = true;
            }
            if let Some(read) = link.io(clock()).read
                && let Some(read) = count(socket.read(read))
            {
                link.filled(read);
                has_moved = true;
            }
            if !has_moved {
                // This also releases the buffers.
                *due = link.interest(clock()).wake;
                return Ok(true);
            }
        }
        // There is more to do, but the others come first.
        *due = Some(clock());
        Ok(true)
    }
}

/// The count for the link, or `None` if the operation would block. A broken connection counts as 0.
fn count(result: io::Result<usize>) -> Option<usize> {
    match result {
        Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::Interrupted) => None,
        result => Some(result.unwrap_or(0)),
    }
}

/// Serves all connections of `listener` on this thread, forever. `accept` makes the link for a new connection. `app`
/// gets the events of each connection, and then `None`.
///
/// Another thread that has something for `app` to send on a connection sends its token to `calls`, and then calls
/// [`Waker::wake`](mio::Waker::wake) on the waker that has the token [`WAKER`].
///
/// # Errors
/// The errors of [`Poll`]. An error from a connection or from `app` ends only that connection.
pub fn serve<W: Window, E>(
    mut poll: Poll,
    mut listener: TcpListener,
    calls: &Receiver<Token>,
    clock: impl Fn() -> Instant,
    mut accept: impl FnMut(Instant) -> OnDemandLink<W>,
    mut app: impl FnMut(Token, Option<Event<'_, W::Value>>, Turn<'_, W>) -> Result<(), E>,
) -> io::Result<Infallible> {
    poll.registry().register(&mut listener, LISTENER, Interest::READABLE)?;
    let mut events = Events::with_capacity(1024);
    let mut connections = Connections::default();
    // When to accept again after an error. The listener reports a waiting connection only once.
    let mut due: Option<Instant> = None;
    loop {
        let now = clock();
        let wait = due.map(|due| due.saturating_since(now).into());
        match poll.poll(&mut events, wait.into_iter().chain(connections.wait(now)).min()) {
            Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error),
            _ => {}
        }
        let is_ready = events.iter().any(|event| event.token() == LISTENER);
        if is_ready || due.is_some_and(|due| due <= clock()) {
            due = loop {
                let now = clock();
                match listener.accept() {
                    // An error closes the connection.
                    Ok((socket, _)) => drop(connections.add(now, poll.registry(), socket, accept(now))),
                    Err(error) => break Some(now + PAUSE).filter(|_| error.kind() != ErrorKind::WouldBlock),
                }
            };
        }
        for event in &events {
            match event.token() {
                LISTENER => {}
                WAKER => calls.try_iter().for_each(|token| connections.drive(&clock, token, &mut app)),
                token => connections.drive(&clock, token, &mut app),
            }
        }
        connections.drive_due(&clock, &mut app);
    }
}
