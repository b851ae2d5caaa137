//! The client of the README: binds, submits a message, waits for the response and unbinds.

use smpp_core::prelude::*;
use std::io::{ErrorKind, Read, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let address = std::env::args().nth(1).unwrap_or_else(|| "127.0.0.1:2775".into());
    let mut socket = std::net::TcpStream::connect(&address).map_err(|error| format!("{address}: {error}"))?;
    socket.set_read_timeout(Some(std::time::Duration::from_millis(20)))?;
    let start = std::time::Instant::now();
    let clock = || Instant::ZERO + start.elapsed().into();
    let session = Session::new(clock(), Side::Esme, 1, &Config::default(), [Slot::EMPTY; 10]);
    let mut link = Link::new(session, [0; 70_000], [0; 4096]);

    let bind = BindTransceiver { system_id: "ESME".into(), password: "secret".into(), ..Default::default() };
    let sm = SubmitSm { short_message: b"Hello", ..SubmitSm::default() }.with_destination("46700000002");
    let mut accepted = None;
    link.at(clock()).bind(&bind)?;
    while !link.is_done() {
        while let Some((event, mut turn)) = link.next(clock()) {
            match event {
                Event::Bound { .. } => {
                    turn.prepare(&sm)?.keep("hello");
                    // Unbinds once the response has arrived.
                    turn.shutdown();
                }
                Event::BindRefused { pdu, .. } => return Err(pdu.command_status.to_string().into()),
                Event::Response { value, pdu, .. } if pdu.command_status.is_ok() => accepted = Some(value),
                Event::Request { token, .. } | Event::Disallowed { token, .. } => {
                    turn.answer_default(token)?
                }
                other => println!("{other:?}"),
            }
        }
        let count = socket.write(link.io(clock()).write)?;
        link.wrote(count);
        let Some(read) = link.io(clock()).read else { continue };
        match socket.read(read) {
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            read => link.filled(read.unwrap_or(0)),
        }
    }
    println!("{}: ESME_ROK", accepted.ok_or("the message was not accepted")?);
    Ok(())
}
