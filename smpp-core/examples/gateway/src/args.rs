//! Command line arguments.

use crate::account::refuse_account;
use crate::fields::c_octets;
use crate::record::OnUnknown;
use crate::secret::Secret;
use clap::Parser;
use std::net::{AddrParseError, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use tokio_smpp::{Endpoint, EndpointError};

#[derive(Parser)]
#[command(
    about = "An SMS gateway: messages come in over HTTP, wait in a durable queue, and go out over SMPP",
    after_help = "It first prints \"listening on HOST:PORT\", and stops on SIGINT or SIGTERM. POST /messages takes {\"key\", \
                  \"from\", \"to\", \"text\"}; posting the same key again adds no message. GET /messages/KEY shows \
                  what became of it. Both need \"Authorization: Bearer TOKEN\".\n\nWith --nats, any number of processes \
                  share the queue and the binds. If one of them dies, the others take over both."
)]
pub(crate) struct Args {
    /// Address for HTTP. Requests are not encrypted, so keep it on loopback or behind a proxy
    #[arg(long, value_name = "HOST:PORT", default_value = "127.0.0.1:8080", value_parser = listen_address)]
    pub(crate) listen: SocketAddr,
    /// Token that HTTP clients must send, as "Authorization: Bearer TOKEN"
    #[arg(long, env = "GATEWAY_TOKEN", hide_env_values = true, allow_hyphen_values = true)]
    pub(crate) token: String,
    /// Message centre to connect to
    #[arg(long, value_name = "smpp://HOST[:PORT]", value_parser = endpoint)]
    pub(crate) smpp: Endpoint,
    /// Account name, up to 15 octets
    #[arg(long, value_name = "S", value_parser = c_octets::<15>)]
    pub(crate) system_id: String,
    /// Account password, up to 8 octets
    #[arg(
        long,
        value_name = "P",
        env = "GATEWAY_PASSWORD",
        hide_env_values = true,
        allow_hyphen_values = true,
        value_parser = Secret::<8>("--password or GATEWAY_PASSWORD")
    )]
    pub(crate) password: String,
    /// Number of binds that the account may have, across all processes
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) binds: u16,
    /// How many messages each bind may have in flight
    #[arg(long, value_name = "W", default_value_t = 50, value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) window: u16,
    /// Maximum number of submit_sm per second and bind
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) rate: Option<u32>,
    /// Seconds to wait for a response. Until it comes, the outcome of the message is unknown
    #[arg(long, value_name = "S", default_value_t = 30, value_parser = clap::value_parser!(u32).range(1..=3600))]
    pub(crate) response_timeout: u32,
    /// What to do with a message that may have arrived: its response did not come, or the process that sent it died
    #[arg(long, value_enum, default_value = "report")]
    pub(crate) on_unknown: OnUnknown,
    /// URL to post each change of a message's state to, except that to queued or sending, and each receipt that says something new
    #[arg(long, value_name = "URL")]
    pub(crate) callback: Option<String>,
    /// File to keep everything in, for a single process
    #[arg(long, value_name = "FILE", default_value = "gateway.redb", conflicts_with = "nats")]
    pub(crate) store: PathBuf,
    /// NATS server with JetStream to keep everything in, for any number of processes
    #[arg(long, value_name = "URL")]
    pub(crate) nats: Option<String>,
    /// With --nats: seconds after which the binds and messages of a process that has died go to others
    #[arg(long, value_name = "S", default_value = "15", value_parser = seconds, requires = "nats")]
    pub(crate) take_over: Duration,
    /// Maximum number of messages that wait; further ones get 503
    #[arg(long, value_name = "N", default_value_t = 1_000_000)]
    pub(crate) most_queued: u64,
}

/// An address to listen on. One with a password ends the program, which does not show it.
fn listen_address(text: &str) -> Result<SocketAddr, AddrParseError> {
    refuse_account(text, "HOST:PORT");
    text.parse()
}

/// A message centre. An address with a password ends the program, which does not show it.
fn endpoint(text: &str) -> Result<Endpoint, EndpointError> {
    refuse_account(text, "smpp://HOST[:PORT]");
    text.parse()
}

fn seconds(text: &str) -> Result<Duration, String> {
    match text.parse::<u64>() {
        Ok(seconds @ 3..=3600) => Ok(Duration::from_secs(seconds)),
        _ => Err("expected a number of seconds from 3 to 3600".to_owned()),
    }
}
