//! An SMS gateway. Messages come in over HTTP and wait in a durable queue; they go out over SMPP; receipts go back to a
//! callback. Whatever is handed over by HTTP has a key, so that the receiver can recognise repetitions. SMPP has no such
//! key: see DUPLICATES.md for what can arrive twice, and how it is marked.

#[path = "../../common/account.rs"]
mod account;
mod args;
mod attempts;
mod bind;
mod callback;
#[expect(dead_code, reason = "only esme and tokio_esme use all of it")]
#[path = "../../common/fields.rs"]
mod fields;
mod http;
mod lease;
mod receipts;
mod record;
#[path = "../../common/secret.rs"]
mod secret;
mod sender;
mod store;

use args::Args;
use async_nats::jetstream;
use bind::Bind;
use clap::Parser;
use std::error::Error;
use std::io::Write;
use std::process::ExitCode;
use store::{Embedded, JetStream, Store};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;

type Outcome<T> = Result<T, Box<dyn Error>>;

#[tokio::main]
async fn main() -> ExitCode {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    match run(&Args::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!("{error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(args: &Args) -> Outcome<()> {
    let (stop, stopped) = watch::channel(false);
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    tokio::spawn(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
        stop.send_replace(true);
    });
    match &args.nats {
        None => {
            let store = Embedded::open(&args.store, args.on_unknown, args.most_queued)?;
            let binds: Vec<Bind> = (0..args.binds).map(|_| Bind::start(args, &store)).collect();
            serve(args, store, stopped).await?;
            for bind in binds {
                bind.end().await;
            }
        }
        Some(url) => {
            let context = jetstream::new(async_nats::connect(url).await?);
            let store =
                JetStream::connect(context.clone(), args.on_unknown, args.most_queued, args.take_over)
                    .await?;
            let (served, kept) = tokio::join!(
                serve(args, store.clone(), stopped.clone()),
                lease::keep_binds(args, &context, store, stopped)
            );
            served?;
            kept?;
        }
    }
    Ok(())
}

/// Serves HTTP and posts news to the callback, until `stop`.
async fn serve<S: Store>(args: &Args, store: S, stop: watch::Receiver<bool>) -> Outcome<()> {
    let listener = TcpListener::bind(args.listen).await?;
    writeln!(std::io::stdout(), "listening on {}", listener.local_addr()?)?;
    let telling = tokio::spawn(callback::tell_all(store.clone(), args.callback.clone(), stop.clone()));
    let router = http::router(store, &args.token);
    let mut stopped = stop;
    let until = async move {
        let _ = stopped.wait_for(|stop| *stop).await;
    };
    axum::serve(listener, router).with_graceful_shutdown(until).await?;
    telling.await?;
    Ok(())
}
