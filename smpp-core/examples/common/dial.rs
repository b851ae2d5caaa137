//! Opens connections.

use std::io;
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How long each address may take to answer. The system's own limit is minutes.
const CONNECT: Duration = Duration::from_secs(10);

/// Tries each address of a host until one accepts the connection.
///
/// # Errors
/// The host cannot be looked up or has no address, or no address accepts: then it is the error of the last address.
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
