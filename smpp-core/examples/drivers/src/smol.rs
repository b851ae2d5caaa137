//! A link on smol, with one task per connection.

use smol::channel::Receiver;
use smol::future::{FutureExt, pending};
use smol::io::{AsyncReadExt, AsyncWriteExt};
use smol::{Async, Timer};
use smpp_core::Instant;
use smpp_core::link::{Buffer, Link, Turn};
use smpp_core::session::{Event, Window};
use std::io;
use std::net::TcpStream;
use std::time::Duration;

/// What a task waits for.
enum Ready {
    Read(io::Result<usize>),
    Written(io::Result<usize>),
    Woken,
}

/// Drives a link until its connection has ended. `app` gets each event, and then `None`. Another task that has
/// something for `app` to send wakes the driver through a channel of capacity 1, with `try_send(())`.
///
/// # Errors
/// The first error that `app` returns, once `app` has got the remaining events, or the error that broke the connection,
/// once the session has ended.
pub async fn drive<W: Window, I: Buffer, O: Buffer, E: From<io::Error>>(
    link: &mut Link<W, I, O>,
    socket: Async<TcpStream>,
    wake: &Receiver<()>,
    clock: impl Fn() -> Instant,
    mut app: impl FnMut(Option<Event<'_, W::Value>>, Turn<'_, W>) -> Result<(), E>,
) -> Result<(), E> {
    socket.get_ref().set_nodelay(true)?;
    let (mut reader, mut writer) = (&socket, &socket);
    let mut broken = Ok(());
    loop {
        if link.dispatch(&clock, &mut app)? {
            return Ok(broken?);
        }
        let now = clock();
        let io = link.io(now);
        let read = async {
            match io.read {
                Some(read) => Ready::Read(reader.read(read).await),
                None => pending().await,
            }
        };
        let write = async {
            match io.write {
                [] => pending().await,
                write => Ready::Written(writer.write(write).await),
            }
        };
        let time = async {
            let wait = io.wake.map_or(Duration::MAX, |wake| wake.saturating_since(now).into());
            Timer::after(wait).await;
            Ready::Woken
        };
        let call = async {
            match wake.recv().await {
                Ok(()) => Ready::Woken,
                // Nobody is left to wake it.
                Err(_) => pending().await,
            }
        };
        match read.or(write).or(time).or(call).await {
            Ready::Read(read) => link.filled(count(read, &mut broken)),
            Ready::Written(written) => link.wrote(count(written, &mut broken)),
            Ready::Woken => {}
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
