//! Submits ten messages with a driver of your choice, and waits for their receipts. Start a server in the root of the
//! repository (`cargo run -p smpp-core --example smsc -- --listen 127.0.0.1:2775`), and then this program in
//! `smpp-core/examples/drivers`: `cargo run -- tokio 127.0.0.1:2775`.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    reason = "it counts to ten, and starts one task"
)]

use embassy_executor::Executor;
use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::signal::Signal;
use embedded_io_adapters::futures_03::FromFutures;
use smpp_core::link::{Link, OnDemand, Turn};
use smpp_core::pdu::{BindTransceiver, DeliverSmResp, SubmitSm};
use smpp_core::session::{Config, Event, Session, Side, Slot};
use smpp_core::{CommandId, CommandStatus, Instant};
use smpp_drivers::{embedded, mio, smol, threads, tokio};
use std::io::ErrorKind;
use std::net::TcpStream;
use std::process::ExitCode;
use std::sync::mpsc::{SyncSender, sync_channel};

const MESSAGES: u32 = 10;

type Window = [Slot<u32>; 4];
type Error = Box<dyn std::error::Error + Send + Sync>;

#[derive(Default)]
struct Client {
    submitted: u32,
    answered: u32,
    receipts: u32,
}

impl Client {
    fn on(&mut self, event: Option<Event<'_, u32>>, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        match event {
            Some(Event::BindRefused { pdu, .. }) => return Err(pdu.command_status.to_string().into()),
            Some(Event::Response { value, pdu, .. }) => {
                println!("message {value}: {}", pdu.command_status);
                self.answered += 1;
            }
            // A receipt: a client that does more than count it stores it before it answers.
            Some(Event::Request { token, pdu }) if pdu.command_id == CommandId::DELIVER_SM => {
                self.receipts += 1;
                turn.answer(token, CommandStatus::ESME_ROK, &DeliverSmResp::default())?;
            }
            Some(Event::Request { token, .. } | Event::Disallowed { token, .. }) => {
                turn.answer_default(token)?
            }
            Some(Event::Closed { reason }) => println!("{reason}, {} receipts", self.receipts),
            Some(_) => {}
            // Now there is time to send.
            None => self.send(turn)?,
        }
        Ok(())
    }

    fn send(&mut self, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        while self.submitted < MESSAGES && turn.can_send() {
            let submit_sm =
                SubmitSm { registered_delivery: 1.into(), short_message: b"Hello", ..SubmitSm::default() };
            turn.prepare(&submit_sm.with_destination("15555550100"))?.keep(self.submitted);
            self.submitted += 1;
        }
        if self.answered == MESSAGES && self.receipts == MESSAGES {
            turn.shutdown();
        }
        Ok(())
    }
}

fn main() -> ExitCode {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let [driver, address] = args.as_slice() else {
        eprintln!("usage: smpp-drivers threads|tokio|smol|mio|embedded HOST:PORT");
        return ExitCode::FAILURE;
    };
    match run(driver, address) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("smpp-drivers: {error}");
            ExitCode::FAILURE
        }
    }
}

fn run(driver: &str, address: &str) -> Result<(), Error> {
    let socket = TcpStream::connect(address)?;
    let mut client = Client::default();
    let start = std::time::Instant::now();
    let clock = || Instant::ZERO + start.elapsed().into();
    match driver {
        "threads" => threads::drive(&mut link(clock())?, socket, clock, |event, turn| client.on(event, turn)),
        "tokio" => {
            let runtime = ::tokio::runtime::Builder::new_current_thread().enable_all().build()?;
            runtime.block_on(async {
                socket.set_nonblocking(true)?;
                let socket = ::tokio::net::TcpStream::from_std(socket)?;
                let (mut link, wake) = (link(clock())?, ::tokio::sync::Notify::new());
                tokio::drive(&mut link, socket, &wake, clock, |event, turn| client.on(event, turn)).await
            })
        }
        "smol" => ::smol::block_on(async {
            let socket = ::smol::Async::new(socket)?;
            let (mut link, (_wake, woken)) = (link(clock())?, ::smol::channel::bounded(1));
            smol::drive(&mut link, socket, &woken, clock, |event, turn| client.on(event, turn)).await
        }),
        "mio" => {
            socket.set_nonblocking(true)?;
            let socket = ::mio::net::TcpStream::from_std(socket);
            let mut poll = ::mio::Poll::new()?;
            let mut events = ::mio::Events::with_capacity(8);
            let mut connections = mio::Connections::default();
            connections.add(clock(), poll.registry(), socket, link(clock())?)?;
            while !connections.is_empty() {
                match poll.poll(&mut events, connections.wait(clock())) {
                    Err(error) if error.kind() != ErrorKind::Interrupted => return Err(error.into()),
                    _ => {}
                }
                for event in &events {
                    connections.drive(clock, event.token(), |_, event, turn| client.on(event, turn));
                }
                connections.drive_due(clock, |_, event, turn| client.on(event, turn));
            }
            Ok(())
        }
        "embedded" => {
            let (end, ended) = sync_channel(1);
            let executor = Box::leak(Box::new(Executor::new()));
            let mut result = None;
            executor.run_until(
                |spawner| spawner.spawn(on_embassy(socket, end).expect("the only task")),
                || {
                    result = ended.try_recv().ok();
                    result.is_some()
                },
            );
            result.unwrap_or(Ok(()))
        }
        other => Err(format!("there is no driver {other}").into()),
    }
}

#[embassy_executor::task]
async fn on_embassy(socket: TcpStream, end: SyncSender<Result<(), Error>>) {
    let mut client = Client::default();
    let result = async {
        let socket = ::smol::Async::new(socket)?;
        let (reader, writer) = (FromFutures::new(&socket), FromFutures::new(&socket));
        let wake = Signal::<CriticalSectionRawMutex, ()>::new();
        let mut link = link(embedded::now())?;
        embedded::drive(&mut link, reader, writer, &wake, |event, turn| client.on(event, turn)).await
    };
    let _ = end.send(result.await);
}

/// A link that is about to bind.
fn link(now: Instant) -> Result<Link<Window, OnDemand, OnDemand>, Error> {
    let session = Session::new(now, Side::Esme, 1, &Config::default(), [Slot::EMPTY; 4]);
    let mut link = Link::new(session, OnDemand::new(4096), OnDemand::new(4096));
    let bind = BindTransceiver { system_id: "me".into(), password: "secret".into(), ..Default::default() };
    link.at(now).bind(&bind)?;
    Ok(link)
}
