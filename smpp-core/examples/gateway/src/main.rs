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
use futures_util::future::join_all;
use std::error::Error;
use std::future::IntoFuture;
use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;
use store::{Embedded, JetStream, Store};
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;
use tokio::time::sleep;
use tracing_subscriber::EnvFilter;

/// How long requests under way may take when the program ends.
const FAREWELL: Duration = Duration::from_secs(5);

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
    // Before any message is taken from the queue.
    let listener =
        TcpListener::bind(args.listen).await.map_err(|error| format!("{}: {error}", args.listen))?;
    match &args.nats {
        None => {
            let store = Embedded::open(&args.store, args.on_unknown, args.most_queued)?;
            announce(&listener)?;
            let binds: Vec<Bind> = (0..args.binds).map(|_| Bind::start(args, &store)).collect();
            let ended = async {
                until(stopped.clone()).await;
                join_all(binds.into_iter().map(Bind::end)).await;
                Ok(())
            };
            tokio::try_join!(serve(args, listener, store, stopped.clone()), ended)?;
        }
        Some(url) => {
            let context = jetstream::new(async_nats::connect(url).await?);
            let store =
                JetStream::connect(context.clone(), args.on_unknown, args.most_queued, args.take_over)
                    .await?;
            announce(&listener)?;
            let kept = async { Ok(lease::keep_binds(args, &context, store.clone(), stopped.clone()).await?) };
            tokio::try_join!(serve(args, listener, store.clone(), stopped.clone()), kept)?;
        }
    }
    Ok(())
}

fn announce(listener: &TcpListener) -> std::io::Result<()> {
    writeln!(std::io::stdout(), "listening on {}", listener.local_addr()?)
}

async fn until(mut stop: watch::Receiver<bool>) {
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Serves HTTP and posts news to the callback, until `stop`.
async fn serve<S: Store>(
    args: &Args,
    listener: TcpListener,
    store: S,
    stop: watch::Receiver<bool>,
) -> Outcome<()> {
    let telling = tokio::spawn(callback::tell_all(store.clone(), args.callback.clone(), stop.clone()));
    let router = http::router(store, &args.token);
    let served = axum::serve(listener, router).with_graceful_shutdown(until(stop.clone()));
    let too_late = async {
        until(stop).await;
        sleep(FAREWELL).await;
    };
    tokio::select! {
        served = served.into_future() => served?,
        () = too_late => tracing::warn!("an HTTP client has not sent the rest of its request"),
    }
    telling.await?;
    Ok(())
}
