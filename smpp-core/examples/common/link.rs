//! A connection on which neither reading nor writing can block for long.
//!
//! `std` cannot wait for "readable or writable", so the socket blocks with short timeouts: what cannot be written now is
//! kept, and reading goes on, so that two peers that both have much to say never wait for each other.

use super::buffer::{Input, Output};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The longest that one write waits for a peer that does not read.
const WRITE_WAIT: Duration = Duration::from_millis(10);
/// The shortest wait of a socket.
const LEAST_WAIT: Duration = Duration::from_millis(1);

pub(crate) struct Link {
    stream: TcpStream,
    pub(crate) input: Input,
    pub(crate) output: Output,
    /// What the socket is set to.
    read_wait: Duration,
    /// Since when nothing could be written.
    stuck_since: Option<Instant>,
    broken: bool,
}

/// What reading brought.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Arrived {
    /// Octets, in the input now.
    Octets,
    /// Nothing in that time.
    Nothing,
    /// The peer closed the connection, or it broke.
    End,
}

impl Link {
    pub(crate) fn new(stream: TcpStream) -> std::io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITE_WAIT))?;
        stream.set_read_timeout(Some(LEAST_WAIT))?;
        let (input, output) = (Input::new(), Output::new());
        Ok(Self { stream, input, output, read_wait: LEAST_WAIT, stuck_since: None, broken: false })
    }

    /// Reads once, and waits for it no longer than `wait`. A little wait is made when there is more to write, so that
    /// both go on.
    pub(crate) fn read(&mut self, wait: Duration) -> Arrived {
        let wait = if self.output.is_empty() { wait.max(LEAST_WAIT) } else { LEAST_WAIT };
        if wait != self.read_wait {
            if self.stream.set_read_timeout(Some(wait)).is_err() {
                return Arrived::End;
            }
            self.read_wait = wait;
        }
        let space = self.input.space();
        if space.is_empty() {
            return Arrived::Nothing;
        }
        match self.stream.read(space) {
            Ok(0) => Arrived::End,
            Ok(count) => {
                self.input.filled(count);
                Arrived::Octets
            }
            Err(error) if is_pause(error.kind()) => Arrived::Nothing,
            Err(_) => Arrived::End,
        }
    }

    /// Writes what can be written. On a connection that broke it drops the octets: the end is seen by reading, after
    /// the last words of the peer.
    pub(crate) fn flush(&mut self) {
        while !self.output.is_empty() {
            if self.broken {
                self.output.clear();
                break;
            }
            match self.stream.write(self.output.pending()) {
                Ok(count) if count > 0 => {
                    self.output.sent(count);
                    self.stuck_since = None;
                }
                Err(error) if is_pause(error.kind()) => {
                    self.stuck_since.get_or_insert_with(Instant::now);
                    return;
                }
                _ => self.broken = true,
            }
        }
        self.stuck_since = None;
    }

    /// How long the peer has not taken anything that was to be written.
    pub(crate) fn stuck_for(&self) -> Duration {
        self.stuck_since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

/// Whether trying again may help.
fn is_pause(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}
