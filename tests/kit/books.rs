//! Keeps the books of one side of a connection: which questions it was asked, and whether it may write what it
//! writes.

use crate::pair::{OwnPdu, Seen};
use smpp_core::session::table::may_send;
use smpp_core::session::{Side, State, Token};
use smpp_core::{CommandId, RawPdu, Version};

/// The peer's requests that have no answer yet.
#[derive(Default)]
pub struct Books {
    asked: Vec<(CommandId, u32)>,
}

impl Books {
    /// Records an event: a question that the caller or the session has to answer.
    pub fn arrived(&mut self, seen: &Seen) {
        match (seen, &seen.pdu) {
            (Seen { token: Some(token), .. }, _) => {
                self.asked.push((token.command_id(), token.sequence_number()));
            }
            (Seen { kind: "EnquireLink" | "Unbind", .. }, Some(pdu)) => {
                self.asked.push((pdu.command_id, pdu.sequence_number));
            }
            _ => {}
        }
    }

    /// Records that a question will not be answered.
    pub fn dropped(&mut self, command_id: CommandId, number: u32) {
        assert!(self.settle(number, |asked| asked == command_id), "{command_id} {number} was never asked");
    }

    /// Like [`Books::dropped`], by token.
    pub fn lost(&mut self, token: &Token) {
        self.dropped(token.command_id(), token.sequence_number());
    }

    /// Records complete PDUs written in this state. Requests must be allowed by the standard's table; an answer must
    /// belong to a question that has none yet.
    pub fn wrote(&mut self, octets: &[u8], version: Version, side: Side, state: State) {
        let mut rest = octets;
        while !rest.is_empty() {
            let (pdu, after) = RawPdu::split(rest).expect("whole PDUs are written");
            rest = after;
            let (id, number) = (pdu.command_id, pdu.sequence_number);
            if !id.is_response() {
                assert!(may_send(version, side, state, id), "{side:?} {version:?} {state}: {id} was written");
                assert!((1..=0x7FFF_FFFF).contains(&number), "{id} has number {number}");
            } else if !(id == CommandId::GENERIC_NACK && state == State::Closed) {
                let answers = |asked: CommandId| id == CommandId::GENERIC_NACK || asked.response() == id;
                assert!(self.settle(number, answers), "{id} {number} answers nothing, or again");
            }
        }
    }

    fn settle(&mut self, number: u32, is_it: impl Fn(CommandId) -> bool) -> bool {
        let found = self.asked.iter().position(|(asked, other)| *other == number && is_it(*asked));
        found.map(|at| self.asked.swap_remove(at)).is_some()
    }
}

/// Whether only a misbehaving peer or link can cause an event.
pub fn shows_a_fault(seen: &Seen) -> bool {
    match seen.kind {
        // outbind and a bind may cross.
        "Unexpected" => seen.pdu.as_ref().is_none_or(|pdu| pdu.command_id != CommandId::OUTBIND),
        "Mismatched" | "Oversized" | "OversizedResponse" | "Skipped" | "Nacked" => true,
        "Unmatched" => seen.detail == "false",
        "Disallowed" => seen.detail != "TooManyPending",
        "Closed" => seen.detail.starts_with("FramingLost") || seen.detail == "ClosedInsidePdu",
        _ => false,
    }
}

/// The answer with ESME_ROK to a request. For a bind it includes the version if the peer knows TLVs.
pub fn accepting(token: &Token, version: Version, own: Version) -> OwnPdu {
    let id = token.command_id();
    let is_bind = [CommandId::BIND_TRANSCEIVER, CommandId::BIND_TRANSMITTER, CommandId::BIND_RECEIVER];
    let mut body = Vec::new();
    if is_bind.contains(&id) {
        body.extend_from_slice(b"smsc\0");
        if version >= Version::V34 {
            body.extend_from_slice(&[0x02, 0x10, 0, 1, own.interface_version().0]);
        }
    }
    OwnPdu { command_id: id.response(), command_status: 0.into(), sequence_number: 0, body }
}
