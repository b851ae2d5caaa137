//! A link on Embassy, over any connection of `embedded-io-async`: a TCP socket of embassy-net, a UART with buffers.
//! Neither needs the standard library.

use core::future::pending;
use core::task::Poll;
use embassy_futures::select::{Either4, select4};
use embassy_futures::{poll_once, yield_now};
use embassy_sync::blocking_mutex::raw::RawMutex;
use embassy_sync::signal::Signal;
use embassy_time::Timer;
use embedded_io_async::{Read, Write};
use smpp_core::Instant;
use smpp_core::link::{Buffer, Link, Turn};
use smpp_core::session::{Event, Role, Window};

/// Drives a link until its connection has ended. `app` gets each event, and then `None`. To make `app` send
/// something, another task signals `wake`. Reads and writes must be cancel safe, as those of embassy-net are.
///
/// # Errors
/// The first error that `app` returns, once `app` has got the remaining events. If the connection breaks, the session ends
/// as if the peer had closed it: see [`CloseReason`](smpp_core::session::CloseReason).
pub async fn drive<W: Window, I: Buffer, O: Buffer, R: Role, E>(
    link: &mut Link<W, I, O, R>,
    mut reader: impl Read,
    mut writer: impl Write,
    wake: &Signal<impl RawMutex, ()>,
    mut app: impl FnMut(Option<Event<'_, W::Value>>, Turn<'_, W, R>) -> Result<(), E>,
) -> Result<(), E> {
    loop {
        if link.dispatch(now, &mut app)? {
            return Ok(());
        }
        let io = link.io(now());
        let due = io.wake;
        let read = async {
            match io.read {
                Some(read) => reader.read(read).await.unwrap_or(0),
                None => pending().await,
            }
        };
        let write = async {
            match io.write {
                [] => pending().await,
                write => writer.write(write).await.unwrap_or(0),
            }
        };
        let time = async {
            match due {
                Some(due) => Timer::at(embassy_time::Instant::from_millis(due.as_millis())).await,
                None => pending().await,
            }
        };
        match select4(read, write, time, wake.wait()).await {
            Either4::First(count) => link.filled(count),
            Either4::Second(count) => link.wrote(count),
            Either4::Third(()) | Either4::Fourth(()) => {}
        }
        // What has arrived in time counts, even if this task was kept from reading it.
        if due.is_some_and(|due| due <= now()) {
            yield_now().await;
            if let Some(read) = link.io(now()).read
                && let Poll::Ready(count) = poll_once(reader.read(read))
            {
                link.filled(count.unwrap_or(0));
            }
        }
    }
}

/// Embassy's current time, as sessions count it. Create the link with it.
pub fn now() -> Instant {
    Instant::from_millis(embassy_time::Instant::now().as_millis())
}
