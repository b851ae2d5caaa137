//! Opens connections.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How long each address may take to answer. The system's own limit is minutes.
const CONNECT: Duration = Duration::from_secs(10);

/// Tries each address of a host until one answers.
///
/// # Errors
/// The host has no address, or none answered; then the error is that of the last one.
pub(crate) fn connect(address: &str) -> io::Result<TcpStream> {
    let mut outcome = Err(io::Error::other("the host has no address"));
    for one in address.to_socket_addrs()? {
        outcome = TcpStream::connect_timeout(&one, CONNECT);
        if outcome.is_ok() {
            break;
        }
    }
    outcome
}
