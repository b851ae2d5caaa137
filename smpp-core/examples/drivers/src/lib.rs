//! Drivers for a [`Link`](smpp_core::link::Link), each in a file of its own. Copy the one you need.
//!
//! A driver moves octets between a link and a connection, and waits. Each of these does the same in the same order:
//!
//! - `app` gets each event, with a turn to answer it. When there are no more events, it gets `None` and a turn to
//!   send requests and late answers.
//! - The driver ends once the session has ended and the last octets are written, and no later than the timers of the
//!   session allow, whatever the peer does.
//! - Another thread or task that has something to send puts it where `app` finds it, and wakes the driver.

pub mod embedded;
pub mod mio;
pub mod smol;
pub mod threads;
pub mod tokio;
