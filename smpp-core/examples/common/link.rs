//! A connection on which neither reading nor writing can block for long.
//!
//! `std` cannot wait for "readable or writable", so the socket blocks with short timeouts: what cannot be written now is
//! kept, and reading goes on, so that two peers that both have much to say never wait for each other.

use super::buffer::{Input, Output};
use smpp_core::session::{Session, Window};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The longest that one write waits for a peer that does not read.
const WRITE_WAIT: Duration = Duration::from_millis(10);
/// How long a peer may not read what we send.
const STUCK: Duration = Duration::from_secs(30);
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
    ended: bool,
}

impl Link {
    pub(crate) fn new(stream: TcpStream) -> std::io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(WRITE_WAIT))?;
        stream.set_read_timeout(Some(LEAST_WAIT))?;
        let (input, output) = (Input::new(), Output::new());
        Ok(Self {
            stream,
            input,
            output,
            read_wait: LEAST_WAIT,
            stuck_since: None,
            broken: false,
            ended: false,
        })
    }

    /// Reads once, and waits for it no longer than `wait`; whether octets came. A little wait is made when there is more to
    /// write, so that both go on.
    pub(crate) fn read(&mut self, wait: Duration) -> bool {
        let wait = if self.output.is_empty() { wait.max(LEAST_WAIT) } else { LEAST_WAIT };
        let space = self.input.space();
        if self.ended || space.is_empty() {
            std::thread::sleep(wait);
            return false;
        }
        if wait != self.read_wait {
            self.ended = self.stream.set_read_timeout(Some(wait)).is_err();
            self.read_wait = wait;
        }
        match self.stream.read(space) {
            Ok(count) if count > 0 => {
                self.input.filled(count);
                return true;
            }
            Err(error) if is_pause(error.kind()) => {}
            _ => self.ended = true,
        }
        false
    }

    /// Whether the peer has closed the connection, or it broke. What it said before may still be in the input.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Writes what the session says by itself, and all else that waits.
    pub(crate) fn transmit<W: Window>(&mut self, session: &mut Session<W>, now: smpp_core::Instant) {
        while let Some(len) = session.poll_transmit(now, self.output.room()) {
            self.output.wrote(len);
        }
        self.flush();
    }

    /// Writes what can be written. On a connection that broke it drops the octets: the end is seen by reading, after
    /// the last words of the peer.
    fn flush(&mut self) {
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

    /// Whether the peer has not read for so long that it will not any more.
    pub(crate) fn is_stuck(&self) -> bool {
        self.stuck_for() >= STUCK
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
