//! A connection on which neither reading nor writing blocks for long.
//!
//! `std` cannot wait until a socket is readable or writable, so the socket blocks with short timeouts. Output
//! that cannot be written now is kept while reading goes on, so that two busy peers never deadlock.

use super::Trace;
use super::buffer::{Input, Output, SIZE};
use super::capture::{CaptureArgs, Direction, Tap};
use smpp_core::session::{Session, Window};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Maximum time that a write waits for a peer that does not read.
const WRITE_WAIT: Duration = Duration::from_millis(10);
/// How long a peer may stop reading.
const STUCK: Duration = Duration::from_secs(30);
/// Minimum timeout of a socket.
const LEAST_WAIT: Duration = Duration::from_millis(1);

pub(crate) struct Link {
    stream: TcpStream,
    pub(crate) input: Input,
    pub(crate) output: Output,
    /// The current timeout of the socket.
    read_wait: Duration,
    /// Since when nothing could be written.
    stuck_since: Option<Instant>,
    broken: bool,
    ended: bool,
    trace: Option<Trace>,
    /// Number of octets of output that were traced.
    traced: u64,
    tap: Option<Tap>,
    /// Number of octets of output that were captured.
    captured: u64,
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
            trace: None,
            traced: 0,
            tap: None,
            captured: 0,
        })
    }

    /// Shows each PDU on standard error from now on.
    pub(crate) fn trace(&mut self, trace: Trace) {
        self.trace = Some(trace);
    }

    /// Writes each PDU to a capture from now on, if there is to be one. `connected` is true if this side opened the
    /// connection.
    pub(crate) fn capture(&mut self, args: &CaptureArgs, connected: bool) {
        self.tap = args.tap(&self.stream, connected);
    }

    /// Reads once, waiting at most for `wait`. Returns whether octets arrived. If there is more to write, it
    /// waits only briefly.
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
                if let Some(tap) = &mut self.tap {
                    tap.octets(Direction::Received, space.get(..count).unwrap_or_default());
                }
                self.input.filled(count);
                if let Some(trace) = &mut self.trace {
                    trace.received(self.input.unread(), self.input.used(), SIZE);
                }
                return true;
            }
            Err(error) if is_pause(error.kind()) => {}
            _ => self.ended = true,
        }
        false
    }

    /// Whether the peer closed the connection or it broke. Earlier input may still be unread.
    pub(crate) fn has_ended(&self) -> bool {
        self.ended
    }

    /// Writes the session's own PDUs and all other output.
    pub(crate) fn transmit<W: Window>(&mut self, session: &mut Session<W>, now: smpp_core::Instant) {
        while let Some(len) = session.poll_transmit(now, self.output.room()) {
            self.output.wrote(len);
        }
        if let Some(trace) = &self.trace {
            trace.sends(self.output.since(self.traced));
            self.traced = self.output.given();
        }
        if let Some(tap) = &mut self.tap {
            tap.octets(Direction::Sent, self.output.since(self.captured));
            self.captured = self.output.given();
        }
        self.flush();
    }

    /// Writes as much as possible. On a broken connection the output is dropped; reading will find the end,
    /// after the peer's last PDUs.
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

    /// Whether the peer has not read for so long that it is considered stuck.
    pub(crate) fn is_stuck(&self) -> bool {
        self.stuck_for() >= STUCK
    }

    /// How long the peer has accepted nothing although there was output.
    pub(crate) fn stuck_for(&self) -> Duration {
        self.stuck_since.map_or(Duration::ZERO, |since| since.elapsed())
    }
}

/// Whether trying again may help.
fn is_pause(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut | ErrorKind::Interrupted)
}
