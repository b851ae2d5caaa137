//! Shared parts of the programs: a clock, a connection with two buffers, arguments.

mod buffer;
mod clock;
mod link;
pub(crate) mod octets;
mod output;
mod provider;
pub(crate) mod screen;
mod secret;
mod stranger;
mod tail;

pub(crate) use buffer::Output;
pub(crate) use clock::Clock;
pub(crate) use link::Link;
pub(crate) use output::{exit, parse, print, warn};
pub(crate) use provider::provider;
pub(crate) use secret::Secret;
pub(crate) use tail::{nuls_of, without_nuls};

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

/// Parses text for a C-Octet String of at most `MOST` octets, without its NUL. SMPP uses ASCII there.
pub(crate) fn c_octets<const MOST: usize>(text: &str) -> Result<String, String> {
    if let Some(c) = text.chars().find(|c| !matches!(c, ' '..='~')) {
        Err(format!("{c:?} cannot be sent: printable ASCII only"))
    } else if text.len() > MOST {
        Err(format!("{} octets, but at most {MOST} are allowed", text.len()))
    } else {
        Ok(text.to_owned())
    }
}

/// HOST:PORT to listen on; port 0 picks a free port.
pub(crate) fn listen_address(text: &str) -> Result<String, String> {
    match text.rsplit_once(':') {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(text.to_owned()),
        _ => Err("expected HOST:PORT, such as 127.0.0.1:2775".to_owned()),
    }
}

/// HOST:PORT to connect to.
pub(crate) fn connect_address(text: &str) -> Result<String, String> {
    if text.ends_with(":0") { Err("port 0 cannot be connected to".to_owned()) } else { listen_address(text) }
}
