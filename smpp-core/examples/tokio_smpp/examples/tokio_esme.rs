//! A client: sends a text and waits for the responses and receipts.
#![allow(clippy::std_instead_of_core, clippy::std_instead_of_alloc, reason = "a program on std")]

#[path = "../../common/account.rs"]
mod account;
#[path = "../../common/fields.rs"]
mod fields;
#[path = "../../common/output.rs"]
mod output;
#[path = "../../common/secret.rs"]
mod secret;
mod signal;

use account::refuse_account;
use clap::Parser;
use fields::{address, c_octets};
use output::{exit, parse, print};
use secret::Secret;
use std::io;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::task::JoinSet;
use tokio_smpp::tls::connector_from_file;
use tokio_smpp::{BindKind, Client, ClientConfig, Endpoint, EndpointError, Inbox, Incoming, Message};

/// How long responses and receipts may take after SIGINT or SIGTERM.
const INTERRUPTED: Duration = Duration::from_secs(1);

#[derive(Parser)]
#[command(name = "tokio_esme", about = "Sends a text on tokio, and waits for its responses and receipts")]
struct Args {
    /// Server to connect to: HOST:PORT, smpp://HOST[:PORT] or smpps://HOST[:PORT]
    #[arg(long, value_name = "HOST:PORT", value_parser = endpoint)]
    connect: Endpoint,
    /// Certificates to trust for smpps, in a PEM file
    #[arg(long, value_name = "FILE", default_value = "/etc/ssl/certs/ca-certificates.crt")]
    ca: PathBuf,
    /// Account name, up to 15 octets
    #[arg(long, value_name = "S", value_parser = c_octets::<15>)]
    system_id: String,
    /// Account password, up to 8 octets
    #[arg(long, value_name = "P", value_parser = Secret::<8>("--password"), allow_hyphen_values = true)]
    password: String,
    /// Sender: up to 20 digits, with + if international, or up to 20 other ASCII characters
    #[arg(long, value_name = "A", value_parser = address)]
    from: String,
    /// Destination, in the same form as --from
    #[arg(long, value_name = "B", value_parser = address)]
    to: String,
    /// Text to send, in as many segments as needed
    #[arg(long, value_name = "T")]
    text: String,
    /// How many times to send the text
    #[arg(long, value_name = "N", default_value_t = 1)]
    count: u64,
    /// How many sessions to bind
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=100))]
    sessions: u16,
    /// How many messages to have in flight
    #[arg(long, value_name = "N", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..))]
    window: u16,
    /// Messages per second (default: no limit)
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    rate: Option<u32>,
    /// Seconds to wait for receipts
    #[arg(long, value_name = "S", default_value_t = 10)]
    timeout: u16,
}

/// A server. An address with a password ends the program, which does not show it.
fn endpoint(text: &str) -> Result<Endpoint, EndpointError> {
    refuse_account(text, "HOST:PORT, smpp://HOST[:PORT] or smpps://HOST[:PORT]");
    text.parse()
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args: Arc<Args> = Arc::new(parse());
    exit(run(&args).await.map_err(|error| format!("{}: {error}", args.connect)))
}

async fn run(args: &Arc<Args>) -> Result<(), Box<dyn std::error::Error>> {
    let tls = if args.connect.is_tls() { Some(connector_from_file(&args.ca)?) } else { None };
    let config = ClientConfig {
        tls,
        binds: vec![BindKind::Transceiver; args.sessions.into()],
        window: args.window.into(),
        rate: args.rate,
        ..ClientConfig::new(args.connect.clone(), &args.system_id, &args.password)?
    };
    let (client, inbox) = Client::connect(config).await?;
    let receipts = tokio::spawn(count_receipts(inbox));

    let next = Arc::new(AtomicU64::new(0));
    let mut senders = JoinSet::new();
    for _ in 0..args.window {
        senders.spawn(submit(client.clone(), Arc::clone(args), Arc::clone(&next)));
    }
    let mut result = Ok(());
    let mut patience = Duration::from_secs(args.timeout.into());
    let mut accepted = 0_u64;
    let all_sent = async {
        while let Some(sent) = senders.join_next().await {
            let (count, sent) = sent?;
            accepted = accepted.saturating_add(count);
            if result.is_ok() {
                result = sent;
            }
        }
        io::Result::Ok(())
    };
    let (mut stop, mut is_stopping) = (std::pin::pin!(signal::stopped()), false);
    tokio::select! {
        sent = all_sent => sent?,
        stopped = &mut stop => {
            stopped?;
            next.store(args.count, Ordering::Relaxed);
            (is_stopping, patience) = (true, INTERRUPTED);
        }
    }
    let unsettled = tokio::select! {
        unsettled = client.shutdown(patience) => unsettled,
        stopped = &mut stop, if !is_stopping => {
            stopped?;
            is_stopping = true;
            client.shutdown(INTERRUPTED).await
        }
    };
    if is_stopping {
        result = Err("interrupted".to_owned());
    }
    while let Some(sent) = senders.join_next().await {
        accepted = accepted.saturating_add(sent?.0);
    }
    let receipts = receipts.await?;
    print(&format!("{accepted} of {} accepted, {receipts} receipts\n", args.count))?;
    result?;
    if unsettled.receipts > 0 { Err("receipts are missing".into()) } else { Ok(()) }
}

/// Sends messages until there are enough, or one is not accepted. Returns the number of accepted ones.
async fn submit(client: Client, args: Arc<Args>, next: Arc<AtomicU64>) -> (u64, Result<(), String>) {
    let mut accepted = 0_u64;
    loop {
        let key = next.fetch_add(1, Ordering::Relaxed);
        if key >= args.count {
            return (accepted, Ok(()));
        }
        let message = Message::text(args.from.as_str(), args.to.as_str(), args.text.as_str());
        match client.submit(Message { key, ..message.with_receipt() }).await {
            Ok(_) => accepted = accepted.saturating_add(1),
            Err(error) => {
                // The others stop as well.
                next.store(args.count, Ordering::Relaxed);
                return (accepted, Err(format!("message {key}: {error}")));
            }
        }
    }
}

/// Acknowledges everything that arrives, and counts the messages that have ended.
async fn count_receipts(mut inbox: Inbox) -> u64 {
    let mut ended = 0_u64;
    while let Some(item) = inbox.next().await {
        // A gateway would store it first. An error means that it will come again.
        let _ = match item {
            Incoming::Receipt(receipt) => {
                if receipt.message().is_some_and(|message| message.finality().is_end()) {
                    ended = ended.saturating_add(1);
                }
                receipt.stored()
            }
            Incoming::Message(message) => message.stored(),
            _ => Ok(()),
        };
    }
    ended
}
