//! A session on tokio: one task per connection, and one loop for both sides.

use smpp_core::Instant;
use smpp_core::session::{CloseReason, Event, Recv, Session, Window};
use std::future::pending;
use std::io;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::sleep;

/// The largest PDU, in either direction.
pub(crate) const MAX_PDU: usize = 70_000;
/// Maximum number of octets waiting to be written before the loop stops reading and sending.
const ENOUGH: usize = 128 * 1024;

/// The parts that a program adds to the loop. Both methods write PDUs to the front of `out` and return the
/// number of octets.
pub(crate) trait Program<W: Window> {
    /// Handles an event, and answers it if it has a token.
    fn handle(
        &mut self,
        session: &mut Session<W>,
        now: Instant,
        event: Event<'_, W::Value>,
        out: &mut [u8],
    ) -> usize;

    /// Sends one request or starts to unbind. Returns 0 if there is nothing to send now.
    fn send(&mut self, session: &mut Session<W>, now: Instant, out: &mut [u8]) -> usize;
}

/// The time for sessions, which starts with the program or the connection.
pub(crate) fn since(start: std::time::Instant) -> Instant {
    Instant::ZERO + start.elapsed().into()
}

/// Sleeps until a point in time, or forever.
async fn sleep_until(start: std::time::Instant, then: Option<Instant>) {
    match then {
        Some(then) => sleep(then.saturating_since(since(start)).into()).await,
        None => pending().await,
    }
}

/// Runs a session on its connection until both have ended.
///
/// # Errors
/// Only errors of the operating system. How the session ended is in its `CloseReason`.
pub(crate) async fn drive<W: Window, P: Program<W>>(
    session: &mut Session<W>,
    program: &mut P,
    mut stream: TcpStream,
    start: std::time::Instant,
) -> io::Result<CloseReason> {
    stream.set_nodelay(true)?;
    let (mut reader, mut writer) = stream.split();
    let (mut input, mut output, mut ended, mut closed) = (Vec::new(), Vec::new(), false, None);
    let mut out = vec![0; MAX_PDU];
    loop {
        let now = since(start);
        // 1. Process the input, as long as there is room for the answers.
        let mut used_up = 0_usize;
        let all_read = loop {
            if output.len() >= ENOUGH {
                break false;
            }
            match session.recv(now, input.get(used_up..).unwrap_or_default()) {
                Recv::Event { used, event } => {
                    let len = program.handle(session, now, event, &mut out);
                    output.extend_from_slice(out.get(..len).unwrap_or_default());
                    used_up = used_up.saturating_add(used);
                }
                // Step 5 makes room.
                Recv::Blocked => break false,
                Recv::NeedMore { .. } => break true,
                Recv::Fatal(_) => {
                    used_up = input.len();
                    break true;
                }
            }
        };
        input.drain(..used_up.min(input.len()));
        if ended && all_read {
            session.transport_closed(now);
        }
        // 2. and 3. Events from timers and from the end of the connection.
        session.handle_timeout(now);
        while let Some(event) = session.poll_event() {
            if let Event::Closed { reason } = event {
                closed = Some(reason);
            }
            let len = program.handle(session, now, event, &mut out);
            output.extend_from_slice(out.get(..len).unwrap_or_default());
        }
        // 4. The program's own requests.
        while output.len() < ENOUGH {
            match program.send(session, now, &mut out) {
                0 => break,
                len => output.extend_from_slice(out.get(..len).unwrap_or_default()),
            }
        }
        // 5. PDUs that the session sends by itself.
        while let Some(len) = session.poll_transmit(now, &mut out) {
            output.extend_from_slice(out.get(..len).unwrap_or_default());
        }
        // 6. Close. Write the remaining octets first, if the peer still reads.
        if session.must_close() || (session.wants_close() && output.is_empty()) {
            if let Some(reason) = closed {
                return Ok(reason);
            }
            ended = true;
            continue;
        }
        // 7. Wait. No branch loses data if another one is first.
        tokio::select! {
            read = reader.read_buf(&mut input), if all_read && !ended && input.len() < 2 * MAX_PDU => {
                ended = !read.is_ok_and(|count| count > 0);
            }
            written = writer.write(&output), if !output.is_empty() => match written {
                Ok(count) => drop(output.drain(..count)),
                // Writing failed. Go on reading, to get the peer's last PDUs and the end of the stream.
                Err(_) => output.clear(),
            },
            () = sleep_until(start, session.poll_timeout()) => {}
        }
    }
}
