//! An SMPP client and server for tokio, built on the sessions of [`smpp_core`].
//!
//! - [`Client`] sends messages over one or more binds of an account, from any number of tasks. It keeps the binds
//!   open, paces and retries, and matches receipts to messages.
//! - [`Acceptor`] is the other side: it accepts connections, authenticates binds, and hands out a [`Session`] for
//!   each.
//! - [`tls`] makes connectors and acceptors for rustls.
//!
//! Every request has one of three outcomes: it was answered, it is [unknown](Failure::Unknown) whether it arrived, or
//! it was [never sent](Failure::NeverSent). The library never sends a message again if it may have arrived.
//!
//! ```
//! use tokio_smpp::{Acceptor, Client, ClientConfig, Incoming, Message, ServerConfig};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! // A message centre that accepts every account and every message.
//! let mut acceptor = Acceptor::bind("127.0.0.1:0", ServerConfig::default(), |_bind| async { Ok(()) }).await?;
//! let address = acceptor.local_addr().to_string();
//! tokio::spawn(async move {
//!     while let Some((_session, mut requests)) = acceptor.accept().await {
//!         tokio::spawn(async move {
//!             while let Some(request) = requests.next().await {
//!                 let _ = request.accept("id-1");
//!             }
//!         });
//!     }
//! });
//!
//! let (client, _inbox) = Client::connect(ClientConfig::new(&address, "ESME", "secret")?).await?;
//! let accepted = client.submit(Message::text("Shop", "+46700000001", "Hello")).await?;
//! assert_eq!(accepted.message_ids()[0].as_bytes(), b"id-1");
//! client.shutdown(std::time::Duration::from_secs(5)).await;
//! # Ok(())
//! # }
//! ```

mod answer;
mod client;
mod clock;
mod connection;
mod contents;
mod endpoint;
mod incoming;
mod message;
mod metrics;
mod outbox;
mod outcome;
mod pdu;
mod receipts;
mod sender;
mod server;
pub mod tls;

pub use answer::AnswerError;
pub use client::{BindKind, Client, ClientConfig, ConnectError, Metrics, Unsettled};
pub use endpoint::{Endpoint, EndpointError};
pub use incoming::{Delivery, Inbox, Incoming, Notice, Receipt};
pub use message::{Address, Content, Message};
pub use metrics::{Outcomes, SessionMetrics};
pub use outcome::{Accepted, Failure, MessageId, NeverSent, NotAccepted};
pub use pdu::OwnedPdu;
pub use sender::Retry;
pub use server::{Acceptor, BindRequest, Request, Requests, ServerConfig, Session};

/// The protocol.
pub use smpp_core;

/// Compiles the code in the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
