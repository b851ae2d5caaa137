//! Addresses of message centres.

use std::fmt;
use std::str::FromStr;

/// Where a message centre listens: `HOST:PORT`, `smpp://HOST[:PORT]` or, with TLS, `smpps://HOST[:PORT]`.
///
/// ```
/// use tokio_smpp::Endpoint;
///
/// let endpoint: Endpoint = "smpps://smsc.example.org".parse()?;
/// assert_eq!((endpoint.host(), endpoint.port(), endpoint.is_tls()), ("smsc.example.org", 3550, true));
/// assert_eq!("smpp://[::1]".parse::<Endpoint>()?.to_string(), "smpp://[::1]:2775");
/// # Ok::<(), tokio_smpp::EndpointError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    host: String,
    port: u16,
    is_tls: bool,
}

/// The port registered for SMPP.
const SMPP: u16 = 2775;
/// The port registered for SMPP over TLS.
const SMPPS: u16 = 3550;

impl Endpoint {
    /// The host name or IP address, without brackets.
    pub fn host(&self) -> &str {
        &self.host
    }

    /// The port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Whether to use TLS.
    pub fn is_tls(&self) -> bool {
        self.is_tls
    }
}

/// The text is not an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EndpointError(());

impl fmt::Display for EndpointError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("expected HOST:PORT, smpp://HOST[:PORT] or smpps://HOST[:PORT]")
    }
}

impl std::error::Error for EndpointError {}

impl FromStr for Endpoint {
    type Err = EndpointError;

    fn from_str(text: &str) -> Result<Self, EndpointError> {
        let (default, is_tls, rest) = match (text.strip_prefix("smpp://"), text.strip_prefix("smpps://")) {
            (Some(rest), _) => (Some(SMPP), false, rest),
            (_, Some(rest)) => (Some(SMPPS), true, rest),
            _ => (None, false, text),
        };
        let rest = rest.strip_suffix('/').filter(|_| default.is_some()).unwrap_or(rest);
        let (host, port) = match rest.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            Some((host, "")) => (host, None),
            // Without a colon, there is no port to parse.
            Some((host, port)) => (host, Some(port.strip_prefix(':').unwrap_or_default())),
            None => rest.split_once(':').map_or((rest, None), |(host, port)| (host, Some(port))),
        };
        let port = match port {
            Some(port) => port.parse().ok(),
            None => default,
        };
        let is_host = !host.is_empty() && !host.contains(['/', '@', '[', ']', ' ']);
        match port {
            Some(port) if is_host => Ok(Self { host: host.to_owned(), port, is_tls }),
            _ => Err(EndpointError(())),
        }
    }
}

impl TryFrom<&str> for Endpoint {
    type Error = EndpointError;

    fn try_from(text: &str) -> Result<Self, EndpointError> {
        text.parse()
    }
}

impl TryFrom<&String> for Endpoint {
    type Error = EndpointError;

    fn try_from(text: &String) -> Result<Self, EndpointError> {
        text.parse()
    }
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scheme = if self.is_tls { "smpps" } else { "smpp" };
        let Self { host, port, .. } = self;
        if host.contains(':') {
            write!(f, "{scheme}://[{host}]:{port}")
        } else {
            write!(f, "{scheme}://{host}:{port}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endpoints_are_read_strictly() {
        for (text, shown) in [
            ("localhost:2775", "smpp://localhost:2775"),
            ("smpp://localhost", "smpp://localhost:2775"),
            ("smpp://localhost/", "smpp://localhost:2775"),
            ("smpps://localhost:1", "smpps://localhost:1"),
            ("[::1]:5", "smpp://[::1]:5"),
        ] {
            assert_eq!(text.parse::<Endpoint>().unwrap().to_string(), shown);
        }
        for text in [
            "",
            "localhost",
            "localhost:",
            ":1",
            "http://x",
            "smpp://",
            "smpp://a:b",
            "[::1]5",
            "smpp://u@h",
            "a:70000",
        ] {
            assert!(text.parse::<Endpoint>().is_err(), "{text}");
        }
    }
}
