//! Settings of a server.

use crate::sender::Retry;
use crate::tls::TlsAcceptor;
use smpp_core::message::segment::Segmenter;
use smpp_core::message::text::DataCodings;
use smpp_core::{Version, session};
use std::fmt;
use std::time::Duration;

/// Settings of an [`Acceptor`](super::Acceptor).
#[derive(Clone)]
pub struct ServerConfig {
    /// The name that the server answers binds with. Default: `SMSC`.
    pub system_id: String,
    /// Settings of the sessions, such as the version and timers. Default: up to 5.0, and TLVs that the client's version
    /// does not have are left out.
    pub session: session::Config,
    /// How many requests each session may have in flight, up to 65,535. Default: 10.
    pub window: usize,
    /// Accepts TLS connections only. See [`tls`](crate::tls).
    pub tls: Option<TlsAcceptor>,
    /// How long a TLS handshake may take. Default: 10 s.
    pub handshake_timeout: Duration,
    /// How many connections may be open. Further ones wait in the backlog of the listener. Default: 1,000.
    pub max_connections: usize,
    /// How to cut long texts.
    pub segmenter: Segmenter,
    /// How to read texts.
    pub data_codings: DataCodings,
    /// When to send refused messages again.
    pub retry: Retry,
    /// How long a message may wait for room in the window. Default: 60 s.
    pub queue_timeout: Duration,
}

impl Default for ServerConfig {
    fn default() -> Self {
        Self {
            system_id: "SMSC".to_owned(),
            session: session::Config { version: Version::V50, omit_tlvs: true, ..session::Config::default() },
            window: 10,
            tls: None,
            handshake_timeout: Duration::from_secs(10),
            max_connections: 1000,
            segmenter: Segmenter::DEFAULT,
            data_codings: DataCodings::default(),
            retry: Retry::default(),
            queue_timeout: Duration::from_secs(60),
        }
    }
}

impl fmt::Debug for ServerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ServerConfig")
            .field("system_id", &self.system_id)
            .field("session", &self.session)
            .field("window", &self.window)
            .field("is_tls", &self.tls.is_some())
            .field("max_connections", &self.max_connections)
            .finish_non_exhaustive()
    }
}
