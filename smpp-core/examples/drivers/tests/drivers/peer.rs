//! A peer that does what the test says, octet for octet.

use crate::app::LIMIT;
use smpp_core::session::Side;
use smpp_core::{CommandId, Header};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};

/// Two ends of a connection.
pub fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let socket = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    (socket, listener.accept().unwrap().0)
}

/// Two ends of a connection that holds few octets.
pub fn narrow_pair() -> (TcpStream, TcpStream) {
    let (one, other) = pair();
    for socket in [&one, &other] {
        let socket = socket2::SockRef::from(socket);
        socket.set_send_buffer_size(1000).unwrap();
        socket.set_recv_buffer_size(1000).unwrap();
    }
    (one, other)
}

/// The octets of a PDU.
pub fn pdu(id: CommandId, number: u32, body: &[u8]) -> Vec<u8> {
    let length = u32::try_from(16 + body.len()).unwrap();
    let header = [length, id.0, 0, number].map(u32::to_be_bytes);
    [header.as_flattened(), body].concat()
}

/// The body of a submit_sm or deliver_sm with the text "Hello".
const MESSAGE: &[u8] = b"\0\0\0\0\0\x00155\0\0\0\0\0\0\0\0\0\0\x05Hello";

pub struct Peer {
    socket: TcpStream,
    /// The command_id of its messages.
    message: CommandId,
}

impl Peer {
    /// A peer on the other side of an application that is on this side.
    pub fn new(side: Side, socket: TcpStream) -> Self {
        socket.set_read_timeout(Some(LIMIT)).unwrap();
        socket.set_write_timeout(Some(LIMIT)).unwrap();
        let message = if side == Side::Esme { CommandId::DELIVER_SM } else { CommandId::SUBMIT_SM };
        Self { socket, message }
    }

    /// Like [`new`](Self::new). It is bound.
    pub fn bound(side: Side, socket: TcpStream) -> Self {
        let mut peer = Self::new(side, socket);
        if side == Side::Esme {
            let bind = peer.hear().unwrap();
            peer.say(&pdu(CommandId::BIND_TRANSCEIVER_RESP, bind.sequence_number, b"SMSC\0"));
        } else {
            peer.say(&pdu(CommandId::BIND_TRANSCEIVER, 1, b"acct\0secret\0\0\x34\0\0\0"));
            assert_eq!(peer.hear().unwrap().command_id, CommandId::BIND_TRANSCEIVER_RESP);
        }
        peer
    }

    /// The command_id of its messages.
    pub const fn message_id(&self) -> CommandId {
        self.message
    }

    pub fn message(&self, number: u32) -> Vec<u8> {
        pdu(self.message, number, MESSAGE)
    }

    /// Writes octets. Returns whether the connection took them.
    pub fn try_say(&mut self, octets: &[u8]) -> bool {
        self.socket.write_all(octets).is_ok()
    }

    pub fn say(&mut self, octets: &[u8]) {
        self.socket.write_all(octets).unwrap();
    }

    /// The header of the next PDU, or `None` if the connection has ended.
    pub fn hear(&mut self) -> Option<Header> {
        Some(self.hear_all()?.0)
    }

    /// The header and the body of the next PDU.
    pub fn hear_all(&mut self) -> Option<(Header, Vec<u8>)> {
        let mut head = [0; 16];
        match self.socket.read_exact(&mut head) {
            Err(error) if error.kind() == ErrorKind::WouldBlock => panic!("the application says nothing"),
            result => result.ok()?,
        }
        let header = Header::parse(&head).unwrap();
        let mut body = vec![0; header.command_length as usize - 16];
        self.socket.read_exact(&mut body).unwrap();
        Some((header, body))
    }

    /// Answers the next request, enquire_links included. Returns its command_id.
    pub fn answer(&mut self) -> Option<CommandId> {
        let header = self.hear()?;
        let body: &[u8] = if header.command_id == CommandId::ENQUIRE_LINK { b"" } else { b"1\0" };
        if !header.command_id.is_response() {
            self.say(&pdu(header.command_id.response(), header.sequence_number, body));
        }
        Some(header.command_id)
    }

    pub fn clone(&self) -> Self {
        Self { socket: self.socket.try_clone().unwrap(), message: self.message }
    }

    /// Says nothing more, but still listens.
    pub fn close_half(&self) {
        self.socket.shutdown(Shutdown::Write).unwrap();
    }

    /// Wakes a thread that still writes.
    pub fn close(&self) {
        let _ = self.socket.shutdown(Shutdown::Both);
    }

    /// Breaks the connection: the other side gets an error.
    pub fn reset(self) {
        socket2::SockRef::from(&self.socket).set_linger(Some(std::time::Duration::ZERO)).unwrap();
    }
}
