//! An ESME as a task of Embassy: it reports the readings of a meter by SMS, and receives messages. It has no heap, and
//! runs over anything that implements `embedded_io_async`, such as a UART or a TCP socket of embassy-net.
//!
//! [`session`] is one session, from its bind to its end. Another task sends [`Order`]s, and `report` says what happens.
//! `tests/firmware/src/bin/embassy.rs` is a program with both: on a Cortex-M3 it takes 40 KB of flash and 7 KB of RAM,
//! with Embassy's executor.
#![no_std]

#[path = "../../drivers/src/embedded.rs"]
pub mod embedded;
mod esme;

pub use esme::{Memory, Order, Orders, Report, session};
