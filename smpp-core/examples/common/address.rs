//! Addresses on the command line: HOST:PORT or smpp://HOST[:PORT].

use super::account::refuse_account;

/// The port of SMPP in the registry of IANA.
const SMPP_PORT: u16 = 2775;

/// An address to listen on; port 0 picks a free port.
pub(crate) fn listen_address(text: &str) -> Result<String, String> {
    refuse_account(text, "HOST:PORT or smpp://HOST[:PORT]");
    let (address, is_url) = match text.strip_prefix("smpp://") {
        Some(rest) => (rest.strip_suffix('/').unwrap_or(rest), true),
        None if text.starts_with("smpps://") => {
            return Err("this program has no TLS: see tokio_esme and tokio_smsc".to_owned());
        }
        None => (text, false),
    };
    // The colons of an IPv6 address are in brackets.
    let after_host = address.rfind(']').unwrap_or(0);
    if address.get(after_host..).is_some_and(|rest| rest.matches(':').count() > 1) {
        return Err("an IPv6 address needs brackets, such as [::1]:2775".to_owned());
    }
    match address.rsplit_once(':').filter(|(host, _)| host.len() > after_host) {
        Some((host, port)) if !host.is_empty() && port.parse::<u16>().is_ok() => Ok(address.to_owned()),
        None if is_url && !address.is_empty() && !address.starts_with(':') => {
            Ok(format!("{address}:{SMPP_PORT}"))
        }
        _ => Err("expected HOST:PORT or smpp://HOST[:PORT], such as 127.0.0.1:2775".to_owned()),
    }
}

/// An address to connect to.
pub(crate) fn connect_address(text: &str) -> Result<String, String> {
    match listen_address(text)? {
        address if address.ends_with(":0") => Err("port 0 cannot be connected to".to_owned()),
        address => Ok(address),
    }
}
