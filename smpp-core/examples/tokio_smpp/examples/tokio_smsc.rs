//! A message centre: accepts any account and every message, and sends receipts on request.
#![allow(clippy::std_instead_of_core, clippy::std_instead_of_alloc, reason = "a program on std")]

#[path = "../../common/account.rs"]
mod account;
#[path = "../../common/output.rs"]
mod output;
mod signal;

use account::refuse_account;
use clap::Parser;
use output::{exit, parse, print, warn};
use std::convert::Infallible;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use tokio::sync::Semaphore;
use tokio_smpp::smpp_core::message::receipt::NewReceipt;
use tokio_smpp::smpp_core::timestamp::DateTime;
use tokio_smpp::tls::acceptor_from_files;
use tokio_smpp::{Acceptor, BindKind, Failure, Message, Request, ServerConfig, Session};

/// How many messages of a session may wait for their receipts to be delivered.
const MOST_WAITING: usize = 1000;
/// How long sessions may take to end.
const PATIENCE: Duration = Duration::from_secs(5);

#[derive(Parser)]
#[command(name = "tokio_smsc", about = "A small message centre on tokio; stop it with SIGINT or SIGTERM")]
struct Args {
    /// Address to listen on; port 0 picks a free port
    #[arg(long, value_name = "HOST:PORT", value_parser = address)]
    listen: String,
    /// Accept TLS only, with this certificate chain in a PEM file
    #[arg(long, value_name = "FILE", requires = "key")]
    certificate: Option<PathBuf>,
    /// The private key of the certificate in a PEM file
    #[arg(long, value_name = "FILE", requires = "certificate")]
    key: Option<PathBuf>,
    /// Milliseconds between storing a message and accepting it
    #[arg(long, value_name = "MS", default_value_t = 0, value_parser = clap::value_parser!(u64).range(..=60_000))]
    delay: u64,
    /// Append each message to this file before it is accepted: a line with its id, destination and text
    #[arg(long, value_name = "FILE")]
    store: Option<PathBuf>,
}

/// An address to listen on. One with a password ends the program, which does not show it.
fn address(text: &str) -> Result<String, Infallible> {
    refuse_account(text, "HOST:PORT");
    Ok(text.to_owned())
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let args: Args = parse();
    exit(listen(&args).await.map_err(|error| format!("{}: {error}", args.listen)))
}

async fn listen(args: &Args) -> io::Result<()> {
    let tls = match (&args.certificate, &args.key) {
        (Some(chain), Some(key)) => Some(acceptor_from_files(chain, key)?),
        _ => None,
    };
    let store = match &args.store {
        Some(path) => Some(Mutex::new(File::options().create(true).append(true).open(path)?)),
        None => None,
    };
    let centre = Arc::new(Centre { store, delay: Duration::from_millis(args.delay), ids: AtomicU64::new(1) });
    let config =
        ServerConfig { tls, system_id: "tokio_smsc".to_owned(), window: 100, ..ServerConfig::default() };
    let mut acceptor = Acceptor::bind(&args.listen, config, |_bind| async { Ok(()) }).await?;
    // The first line of output, for programs that wait for it.
    print(&format!("listening on {}\n", acceptor.local_addr()))?;
    let mut stop = std::pin::pin!(signal::stopped());
    loop {
        let (session, mut requests) = tokio::select! {
            Some(accepted) = acceptor.accept() => accepted,
            stopped = &mut stop => {
                stopped?;
                break;
            }
        };
        let (centre, room) = (Arc::clone(&centre), Arc::new(Semaphore::new(MOST_WAITING)));
        tokio::spawn(async move {
            while let Some(request) = requests.next().await {
                // An ESME that does not take its receipts gets no answers either.
                let Ok(permit) = Arc::clone(&room).acquire_owned().await else { return };
                let (centre, session) = (Arc::clone(&centre), session.clone());
                tokio::spawn(async move {
                    if let Err(error) = centre.handle(&session, request).await {
                        warn(error);
                    }
                    drop(permit);
                });
            }
        });
    }
    acceptor.shutdown(PATIENCE).await;
    Ok(())
}

struct Centre {
    /// Where messages are kept.
    store: Option<Mutex<File>>,
    /// How long to wait before a message is accepted.
    delay: Duration,
    /// The next id.
    ids: AtomicU64,
}

impl Centre {
    /// Stores a message, accepts it, and delivers its receipt. Any other request gets the standard's answer when it is
    /// dropped.
    async fn handle(&self, session: &Session, request: Request) -> Result<(), Box<dyn std::error::Error>> {
        let Some(submit_sm) = request.submit_sm() else { return Ok(()) };
        let wants_receipt = submit_sm.registered_delivery.smsc_receipt().on_success();
        let id = self.ids.fetch_add(1, Ordering::Relaxed).to_string();
        let (source, destination) = (request.source(), request.destination());
        self.store(&id, &destination.addr, &request.text().unwrap_or_default())?;
        if !self.delay.is_zero() {
            tokio::time::sleep(self.delay).await;
        }
        request.accept(&id)?;
        if !wants_receipt || session.bind().kind == BindKind::Transmitter {
            return Ok(());
        }
        let date = DateTime::from_unix_seconds(unix_now()).ok_or("the clock is wrong")?;
        let receipt = NewReceipt { id: id.as_bytes(), ..NewReceipt::delivered_at(date) };
        let receipt = Message::receipt(destination, source, &receipt)?;
        // If it is unknown whether the receipt arrived, it is sent again: the ESME recognises it by its id.
        while let Err(error) = session.deliver(receipt.clone()).await {
            if *error.failure() != Failure::Unknown {
                return Err(format!("the receipt of message {id}: {error}").into());
            }
        }
        Ok(())
    }

    /// Appends a message to the file. A small write to a file does not block for long.
    fn store(&self, id: &str, destination: &str, text: &str) -> io::Result<()> {
        let Some(file) = &self.store else { return Ok(()) };
        let line = format!("{id}\t{destination}\t{}\n", text.escape_default());
        file.lock().unwrap_or_else(PoisonError::into_inner).write_all(line.as_bytes())
    }
}

fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}
