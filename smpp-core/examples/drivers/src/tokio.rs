//! A link on tokio, with one task per connection.

use smpp_core::Instant;
use smpp_core::link::{Buffer, Link, Turn};
use smpp_core::session::{Event, Window};
use std::io::{self, ErrorKind};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::sleep;

/// Drives a link until its connection has ended. `app` gets each event, and then `None`. Another task that has
/// something for `app` to send calls [`Notify::notify_one`].
///
/// # Errors
/// The first error that `app` returns, once `app` has got the remaining events, or the error that broke the connection,
/// once the session has ended.
pub async fn drive<W: Window, I: Buffer, O: Buffer, E: From<io::Error>>(
    link: &mut Link<W, I, O>,
    mut socket: TcpStream,
    wake: &Notify,
    clock: impl Fn() -> Instant,
    mut app: impl FnMut(Option<Event<'_, W::Value>>, Turn<'_, W>) -> Result<(), E>,
) -> Result<(), E> {
    socket.set_nodelay(true)?;
    let (mut reader, mut writer) = socket.split();
    let mut broken = Ok(());
    loop {
        if link.dispatch(&clock, &mut app)? {
            return Ok(broken?);
        }
        let now = clock();
        let io = link.io(now);
        let (can_read, can_write) = (io.read.is_some(), !io.write.is_empty());
        let due = io.wake;
        let wait = due.map_or(Duration::MAX, |due| due.saturating_since(now).into());
        // No branch loses octets if another one is first.
        tokio::select! {
            read = reader.read(io.read.unwrap_or_default()), if can_read => {
                link.filled(count(read, &mut broken));
            }
            written = writer.write(io.write), if can_write => {
                link.wrote(count(written, &mut broken));
            }
            () = wake.notified() => {}
            () = sleep(wait) => {}
        }
        // What has arrived in time counts, even if this task was kept from reading it.
        if due.is_some_and(|due| due <= clock()) {
            yield_now().await;
            match link.io(clock()).read.map(|read| reader.try_read(read)) {
                Some(Err(error)) if error.kind() == ErrorKind::WouldBlock => {}
                Some(read) => link.filled(count(read, &mut broken)),
                None => {}
            }
        }
    }
}

/// The count for the link. A broken connection counts as 0.
fn count(result: io::Result<usize>, broken: &mut io::Result<()>) -> usize {
    result.unwrap_or_else(|error| {
        *broken = Err(error);
        0
    })
}
