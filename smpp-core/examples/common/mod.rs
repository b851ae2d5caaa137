//! Shared parts of the programs: a clock, a connection with two buffers, arguments.

mod account;
mod address;
mod buffer;
mod capture;
mod clock;
pub(crate) mod dial;
pub(crate) mod fields;
mod link;
pub(crate) mod octets;
mod output;
pub(crate) mod pdu_lines;
mod provider;
mod rows;
pub(crate) mod screen;
mod secret;
mod signals;
mod stranger;
mod tail;
mod trace;

pub(crate) use address::{connect_address, listen_address};
pub(crate) use buffer::Output;
pub(crate) use capture::CaptureArgs;
pub(crate) use clock::Clock;
pub(crate) use fields::c_octets;
pub(crate) use link::Link;
pub(crate) use output::{exit, parse, print, warn};
pub(crate) use provider::provider;
pub(crate) use secret::Secret;
pub(crate) use signals::on_signal;
pub(crate) use tail::{nuls_of, without_nuls};
pub(crate) use trace::Trace;

use smpp_core::session::CloseReason;
use std::io;
use std::net::TcpListener;

/// Listens, and prints the address as the first line of output, for programs that wait for it.
pub(crate) fn listen(address: &str) -> io::Result<TcpListener> {
    let listener = TcpListener::bind(address)?;
    print(&format!("listening on {}\n", listener.local_addr()?))?;
    Ok(listener)
}

/// Why a session ended. If the unread input shows that the peer speaks another protocol, it is named.
pub(crate) fn why_closed(reason: CloseReason, unread: &[u8]) -> String {
    match (reason, stranger::protocol(unread)) {
        (CloseReason::FramingLost { .. }, Some(protocol)) => {
            format!("the peer speaks {protocol}, not SMPP: framing is lost")
        }
        _ => reason.to_string(),
    }
}
