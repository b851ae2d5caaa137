//! The server: accepts connections, authenticates binds, and hands out their sessions.

mod config;
mod request;
mod session;

pub use config::ServerConfig;
pub use request::{Request, Requests};
pub use session::Session;

use crate::client::BindKind;
use crate::connection::stopped;
use smpp_core::pdu::BindTransceiver;
use smpp_core::{CommandId, CommandStatus};
use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream, ToSocketAddrs};
use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::{sleep, timeout};

/// How long to wait after the listener has failed, for example because there are too many open files.
const LISTENER_FAILED: Duration = Duration::from_millis(100);

/// A bind that waits to be authenticated. `Debug` does not show the password.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct BindRequest {
    /// The address of the client.
    pub peer: SocketAddr,
    /// What the session may do.
    pub kind: BindKind,
    /// Account name.
    pub system_id: String,
    /// Account password.
    pub password: String,
    /// Kind of ESME; usually empty.
    pub system_type: String,
    /// The addresses that the ESME serves; usually empty.
    pub address_range: String,
}

impl BindRequest {
    fn new(peer: SocketAddr, command_id: CommandId, bind: &BindTransceiver<'_>) -> Self {
        let text = |octets: &[u8]| String::from_utf8_lossy(octets).into_owned();
        Self {
            peer,
            kind: match command_id {
                CommandId::BIND_TRANSMITTER => BindKind::Transmitter,
                CommandId::BIND_RECEIVER => BindKind::Receiver,
                _ => BindKind::Transceiver,
            },
            system_id: text(bind.system_id.as_bytes()),
            password: text(bind.password.reveal().as_bytes()),
            system_type: text(bind.system_type.as_bytes()),
            address_range: text(bind.address_range.as_bytes()),
        }
    }

    fn without_password(&self) -> Self {
        Self { password: String::new(), ..self.clone() }
    }
}

impl fmt::Debug for BindRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("BindRequest")
            .field("peer", &self.peer)
            .field("kind", &self.kind)
            .field("system_id", &self.system_id)
            .field("password", &"***")
            .field("system_type", &self.system_type)
            .field("address_range", &self.address_range)
            .finish()
    }
}

type Verdict = Pin<Box<dyn Future<Output = Result<(), CommandStatus>> + Send>>;

/// What all tasks of a server share.
struct Server {
    config: ServerConfig,
    authenticate: Box<dyn Fn(BindRequest) -> Verdict + Send + Sync>,
    /// Sessions that are bound.
    sessions: mpsc::Sender<(Session, Requests)>,
    stop: Arc<watch::Sender<bool>>,
}

/// Accepts connections. Dropping it ends the server and all sessions, without waiting for them; see
/// [`shutdown`](Self::shutdown).
pub struct Acceptor {
    address: SocketAddr,
    sessions: mpsc::Receiver<(Session, Requests)>,
    stop: Arc<watch::Sender<bool>>,
    /// The task of the listener, which owns those of the connections.
    listener: Option<JoinHandle<()>>,
}

impl fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acceptor").field("address", &self.address).finish_non_exhaustive()
    }
}

impl Acceptor {
    /// Listens on an address. `authenticate` decides on every bind; the status of an error refuses it, such as
    /// [`CommandStatus::ESME_RINVPASWD`].
    ///
    /// # Errors
    /// The address is not available.
    pub async fn bind<A, F, V>(address: A, config: ServerConfig, authenticate: F) -> io::Result<Self>
    where
        A: ToSocketAddrs,
        F: Fn(BindRequest) -> V + Send + Sync + 'static,
        V: Future<Output = Result<(), CommandStatus>> + Send + 'static,
    {
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let (sender, sessions) = mpsc::channel(most_connections(&config));
        let stop = Arc::new(watch::Sender::new(false));
        let authenticate = Box::new(move |bind| -> Verdict { Box::pin(authenticate(bind)) });
        let server = Arc::new(Server { config, authenticate, sessions: sender, stop: Arc::clone(&stop) });
        let listener = Some(tokio::spawn(listen(server, listener)));
        Ok(Self { address, sessions, stop, listener })
    }

    /// The address that it listens on.
    pub fn local_addr(&self) -> SocketAddr {
        self.address
    }

    /// Waits for the next session to be bound. Returns `None` after a [`shutdown`](Self::shutdown).
    ///
    /// Cancel safe: if the future is dropped, no session is lost.
    pub async fn accept(&mut self) -> Option<(Session, Requests)> {
        self.sessions.recv().await
    }

    /// Ends the server: stops listening, and ends every session with an unbind, once its requests are answered. Closes
    /// what is still open after `patience`.
    pub async fn shutdown(mut self, patience: Duration) {
        self.stop.send_replace(true);
        let Some(mut listener) = self.listener.take() else { return };
        if timeout(patience, &mut listener).await.is_err() {
            listener.abort();
        }
    }
}

impl Drop for Acceptor {
    fn drop(&mut self) {
        self.stop.send_replace(true);
    }
}

fn most_connections(config: &ServerConfig) -> usize {
    config.max_connections.clamp(1, Semaphore::MAX_PERMITS)
}

/// Accepts connections until the server stops, then waits for them to end.
async fn listen(server: Arc<Server>, listener: TcpListener) {
    let limit = Arc::new(Semaphore::new(most_connections(&server.config)));
    let mut connections = JoinSet::new();
    let mut stop = server.stop.subscribe();
    for tag in 0.. {
        let accepted = async {
            let permit = Arc::clone(&limit).acquire_owned().await;
            (permit, listener.accept().await)
        };
        let (permit, accepted) = tokio::select! {
            accepted = accepted => accepted,
            () = stopped(&mut stop) => break,
        };
        while connections.try_join_next().is_some() {}
        match accepted {
            Ok((stream, peer)) => {
                let server = Arc::clone(&server);
                connections.spawn(async move {
                    connection(server, stream, peer, tag).await;
                    drop(permit);
                });
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(LISTENER_FAILED).await;
            }
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

/// Runs a connection, with TLS if the server wants it.
async fn connection(server: Arc<Server>, stream: TcpStream, peer: SocketAddr, tag: u32) {
    // Without it, small PDUs wait for each other.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "cannot set TCP_NODELAY");
    }
    let Some(tls) = server.config.tls.clone() else {
        return session::serve(server, stream, peer, tag).await;
    };
    match timeout(server.config.handshake_timeout, tls.accept(stream)).await {
        Ok(Ok(stream)) => session::serve(server, stream, peer, tag).await,
        Ok(Err(error)) => tracing::debug!(%peer, %error, "the TLS handshake failed"),
        Err(_) => tracing::debug!(%peer, "the TLS handshake took too long"),
    }
}
