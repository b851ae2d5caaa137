//! Settings of a client.

use crate::clock::random;
use crate::endpoint::Endpoint;
use crate::sender::Retry;
use crate::tls::TlsConnector;
use smpp_core::message::correlate::CorrelatorConfig;
use smpp_core::message::receipt::ReceiptDialect;
use smpp_core::message::segment::Segmenter;
use smpp_core::profile::Profile;
use smpp_core::session;
use std::fmt;
use std::time::Duration;

/// What a session may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BindKind {
    /// Send only.
    Transmitter,
    /// Receive only.
    Receiver,
    /// Send and receive.
    Transceiver,
}

/// Settings of a [`Client`](super::Client). Start from [`ClientConfig::new`].
///
/// ```
/// use tokio_smpp::smpp_core::{Duration, Version, session};
/// use tokio_smpp::{BindKind, ClientConfig};
///
/// let defaults = ClientConfig::new("smpp://localhost", "ESME", "secret")?;
/// let config = ClientConfig {
///     binds: vec![BindKind::Transmitter, BindKind::Transmitter, BindKind::Receiver],
///     rate: Some(100),
///     session: session::Config {
///         version: Version::V50,
///         enquire_link_interval: Some(Duration::from_secs(10)),
///         ..defaults.session
///     },
///     ..defaults
/// };
/// # Ok::<(), tokio_smpp::EndpointError>(())
/// ```
#[derive(Clone)]
pub struct ClientConfig {
    /// The message centre.
    pub endpoint: Endpoint,
    /// Account name.
    pub system_id: String,
    /// Account password. `Debug` does not show it.
    pub password: String,
    /// Kind of ESME; usually empty.
    pub system_type: String,
    /// For `smpps` endpoints: how to verify the server. See [`tls`](crate::tls).
    pub tls: Option<TlsConnector>,
    /// One session for each entry. Default: one transceiver.
    pub binds: Vec<BindKind>,
    /// How many requests each session may have in flight, up to 65,535. Default: 10.
    pub window: usize,
    /// Messages per second over all sessions. Default: no limit.
    pub rate: Option<u32>,
    /// How many messages may be sent at once after a pause, with a `rate`. Default: 1.
    pub burst: u32,
    /// Settings of the sessions, such as the version and timers.
    pub session: session::Config,
    /// How to cut long texts.
    pub segmenter: Segmenter,
    /// How to read texts and receipts.
    pub dialect: ReceiptDialect,
    /// How to match receipts.
    pub correlator: CorrelatorConfig,
    /// How many ids may wait for receipts, up to 65,535. With more, the oldest are given up. Default: 10,000.
    pub waiting_ids: usize,
    /// When to send refused messages again.
    pub retry: Retry,
    /// How long a message may wait for a session to take it. Default: 60 s.
    pub queue_timeout: Duration,
    /// How long a connection attempt may take, including the TLS handshake. Default: 10 s.
    pub connect_timeout: Duration,
    /// The first wait before connecting again. Each wait is twice the previous one. Default: 1 s.
    pub reconnect_first: Duration,
    /// The longest wait before connecting again, and the wait after a [final
    /// refusal](crate::Notice::BindRefused). Default: 60 s.
    pub reconnect_longest: Duration,
    /// How many messages and receipts may wait in the [`Inbox`](crate::Inbox). Further ones are refused with a
    /// temporary error. Default: 1,000.
    pub inbox: usize,
}

impl ClientConfig {
    /// The default settings for an account.
    ///
    /// # Errors
    /// The endpoint is invalid; see [`Endpoint`].
    pub fn new<E: TryInto<Endpoint>>(
        endpoint: E,
        system_id: impl Into<String>,
        password: impl Into<String>,
    ) -> Result<Self, E::Error> {
        Ok(Self {
            endpoint: endpoint.try_into()?,
            system_id: system_id.into(),
            password: password.into(),
            system_type: String::new(),
            tls: None,
            binds: vec![BindKind::Transceiver],
            window: 10,
            rate: None,
            burst: 1,
            session: session::Config {
                session_init_timeout: None,
                omit_tlvs: true,
                ..session::Config::default()
            },
            segmenter: Segmenter::DEFAULT,
            dialect: ReceiptDialect::DEFAULT,
            correlator: CorrelatorConfig::new(random()),
            waiting_ids: 10_000,
            retry: Retry::default(),
            queue_timeout: Duration::from_secs(60),
            connect_timeout: Duration::from_secs(10),
            reconnect_first: Duration::from_secs(1),
            reconnect_longest: Duration::from_secs(60),
            inbox: 1000,
        })
    }

    /// Uses the version, alphabets, limits, receipts and ids of a provider.
    #[must_use]
    pub fn with_profile(self, profile: &Profile) -> Self {
        Self {
            segmenter: profile.segmenter(),
            dialect: profile.receipt_dialect(),
            correlator: profile.correlator_config(random()),
            session: session::Config { version: profile.version, ..self.session },
            ..self
        }
    }
}

/// Without the password.
impl fmt::Debug for ClientConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientConfig")
            .field("endpoint", &self.endpoint)
            .field("system_id", &self.system_id)
            .field("binds", &self.binds)
            .field("window", &self.window)
            .field("rate", &self.rate)
            .finish_non_exhaustive()
    }
}
