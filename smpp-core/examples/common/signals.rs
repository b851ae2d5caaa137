//! SIGINT and SIGTERM.

use std::io;

/// Calls `stop` in a thread of its own when the user or the system asks the program to end.
#[cfg(unix)]
pub(crate) fn on_signal(stop: impl FnOnce() + Send + 'static) -> io::Result<()> {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let mut signals = signal_hook::iterator::Signals::new([SIGTERM, SIGINT])?;
    let wait = move || {
        if signals.forever().next().is_some() {
            stop();
        }
    };
    std::thread::Builder::new().spawn(wait).map(drop)
}

#[cfg(not(unix))]
pub(crate) fn on_signal(_: impl FnOnce() + Send + 'static) -> io::Result<()> {
    Ok(())
}
