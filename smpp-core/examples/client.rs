//! The client of the README: binds, submits a message, waits for the response and unbinds.

use smpp_core::link::Link;
use smpp_core::pdu::{BindTransceiver, DeliverSmResp, SubmitSm};
use smpp_core::session::{Config, Event, Session, Side, Slot};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:2775".into());
    let mut socket = TcpStream::connect(address)?;
    let start = std::time::Instant::now();
    let clock = || Instant::ZERO + start.elapsed().into();
    let session = Session::new(clock(), Side::Esme, 1, &Config::default(), [Slot::EMPTY; 10]);
    let mut link = Link::new(session, [0; 70_000], [0; 4096]);

    let bind = BindTransceiver { system_id: "ESME".into(), password: "secret".into(), ..Default::default() };
    link.at(clock()).bind(&bind)?;
    while !link.is_done() {
        while let Some((event, mut turn)) = link.next(clock()) {
            match event {
                Event::Bound { .. } => {
                    let sm = SubmitSm {
                        destination_addr: "46700000002".into(),
                        short_message: b"Hello",
                        ..Default::default()
                    };
                    turn.prepare(&sm)?.keep("hello");
                }
                Event::Response { value, pdu, .. } => {
                    println!("{value}: {}", pdu.command_status);
                    turn.unbind()?;
                }
                // A message or a receipt: store it before answering.
                Event::Request { token, pdu } if pdu.command_id == CommandId::DELIVER_SM => {
                    println!("{}", pdu.dump());
                    turn.answer(token, CommandStatus::ESME_ROK, &DeliverSmResp::default())?;
                }
                Event::Request { token, .. } | Event::Disallowed { token, .. } => {
                    turn.answer_default(token)?
                }
                other => println!("{other:?}"),
            }
        }
        let io = link.io(clock());
        if !io.write.is_empty() {
            let count = socket.write(io.write)?;
            link.wrote(count);
        } else if let Some(read) = io.read {
            let wait = io.wake.map(|at| at.saturating_since(clock()).max(Duration::from_millis(1)).into());
            socket.set_read_timeout(wait)?;
            match socket.read(read) {
                Ok(count) => link.filled(count),
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
                Err(_) => link.filled(0),
            }
        }
    }
    Ok(())
}
