//! A connection as its two sides see it: states, requests and their responses, receipts, findings.

use super::receipts::{Message, Outcome, Reading, Receipts, Report};
use super::requests::{Request, Requests};
use super::stats::{Commands, Stats, add, count};
use super::stream::At;
use smpp_core::pdu::{
    BindReceiver, BindTransceiver, BindTransmitter, FieldFormat, IssuedBy, PduKind, SubmitMulti,
};
use smpp_core::{COctetString, CommandId, RawPdu, Version};
use std::fmt;
use std::net::SocketAddr;

/// The states of a session (v3.4 section 2.2, v5.0 section 2.3).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    Open,
    Outbound,
    BoundTx,
    BoundRx,
    BoundTrx,
    Unbound,
    Closed,
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Open => "OPEN",
            Self::Outbound => "OUTBOUND",
            Self::BoundTx => "BOUND_TX",
            Self::BoundRx => "BOUND_RX",
            Self::BoundTrx => "BOUND_TRX",
            Self::Unbound => "UNBOUND",
            Self::Closed => "CLOSED",
        })
    }
}

/// What a response answers.
#[derive(Clone, Copy)]
pub(super) enum Answer {
    /// It is not a response.
    None,
    /// No request with its sequence_number is open.
    Unmatched,
    Answers {
        request: Request,
        /// Nanoseconds.
        round_trip: u64,
        late: bool,
    },
}

/// A PDU.
#[derive(Clone, Copy)]
pub(super) struct Pdu<'a> {
    /// Without its body if not all of it was captured.
    pub(super) pdu: &'a RawPdu<'a>,
    pub(super) command_length: u32,
    /// Number of its octets that were captured, if not all.
    pub(super) captured: Option<usize>,
    /// What was read if it may be a receipt.
    pub(super) reading: Option<&'a Reading>,
}

/// A PDU and what the session knows about it.
pub(super) struct Entry<'a> {
    pub(super) at: At,
    /// The side that sent it: 0 or 1.
    pub(super) side: usize,
    pub(super) pdu: &'a RawPdu<'a>,
    /// Number of its octets that were captured, if not all.
    pub(super) captured: Option<usize>,
    pub(super) command_length: u32,
    pub(super) answer: Answer,
    pub(super) report: Option<Report>,
    /// Whether the state after it differs from the state before.
    pub(super) changed: bool,
}

/// What all connections share.
pub(super) struct Knowledge {
    pub(super) commands: Commands,
    pub(super) receipts: Receipts,
    /// Nanoseconds after which a response is late.
    pub(super) timeout: u64,
}

pub(super) struct Conversation {
    pub(super) number: u32,
    /// The two addresses; the sides 0 and 1.
    pub(super) ends: [SocketAddr; 2],
    /// The side of the ESME.
    pub(super) esme: usize,
    /// Whether a PDU has shown which side that is.
    esme_known: bool,
    /// `None` if the capture began later than the session.
    pub(super) state: Option<State>,
    /// Whether it was announced.
    pub(super) is_shown: bool,
    requests: [Requests; 2],
    pub(super) stats: Stats,
    pub(super) system_id: String,
    pub(super) first: u64,
    pub(super) last: u64,
}

impl Conversation {
    /// `client` is the side that connected, if that was captured.
    pub(super) fn new(
        number: u32,
        ends: [SocketAddr; 2],
        client: Option<usize>,
        time: u64,
        seed: u64,
    ) -> Self {
        let [a, b] = ends;
        // Servers usually have the lower port.
        let esme = client.unwrap_or_else(|| usize::from(a.port() < b.port()));
        Self {
            number,
            ends,
            esme,
            esme_known: false,
            state: client.map(|_| State::Open),
            is_shown: false,
            requests: [Requests::with(seed), Requests::with(seed)],
            stats: Stats::new(),
            system_id: String::new(),
            first: time,
            last: time,
        }
    }

    /// The address of the ESME, and that of the message centre.
    pub(super) fn addresses(&self) -> (SocketAddr, SocketAddr) {
        let [a, b] = self.ends;
        if self.esme == 0 { (a, b) } else { (b, a) }
    }

    pub(super) fn end(&self, side: usize) -> SocketAddr {
        let [a, b] = self.ends;
        if side == 0 { a } else { b }
    }

    /// Takes a PDU that `side` sent. Requests that are given up go to `gone`.
    pub(super) fn see<'a>(
        &mut self,
        at: At,
        side: usize,
        Pdu { pdu, command_length, captured, reading }: Pdu<'a>,
        knowledge: &mut Knowledge,
        gone: &mut Vec<(u32, Request)>,
    ) -> Entry<'a> {
        self.last = self.last.max(at.time);
        self.learn_side(side, pdu.command_id);
        self.stats.command(knowledge.commands.place(pdu.command_id));
        if pdu.command_id.is_response() {
            self.stats.status(pdu.command_status, 1);
        }
        let before = self.state;
        let (answer, report) = self.exchange(at, side, (pdu, reading), knowledge, gone);
        self.advance_state(side, pdu, answer);
        let changed = before != self.state;
        Entry { at, side, pdu, captured, command_length, answer, report, changed }
    }

    fn learn_side(&mut self, side: usize, command_id: CommandId) {
        if self.esme_known {
            return;
        }
        let issuer = command_id.def().map_or(IssuedBy::Both, |def| def.issued_by);
        match issuer {
            IssuedBy::Esme => self.esme = side,
            IssuedBy::Smsc => self.esme = 1_usize.saturating_sub(side),
            IssuedBy::Both => return,
        }
        self.esme_known = true;
    }

    /// Matches requests and responses, messages and receipts.
    fn exchange(
        &mut self,
        at: At,
        side: usize,
        (pdu, reading): (&RawPdu<'_>, Option<&Reading>),
        knowledge: &mut Knowledge,
        gone: &mut Vec<(u32, Request)>,
    ) -> (Answer, Option<Report>) {
        let centre = self.addresses().1;
        if pdu.command_id.is_response() {
            let other = self.requests.get_mut(1_usize.saturating_sub(side));
            let Some(request) = other.and_then(|requests| requests.take(pdu.sequence_number)) else {
                count(&mut self.stats.unmatched);
                return (Answer::Unmatched, None);
            };
            let round_trip = at.time.saturating_sub(request.at.time);
            let late = round_trip > knowledge.timeout;
            self.stats.round_trips.add(round_trip);
            add(&mut self.stats.late, late.into());
            if request.destinations > 0 && pdu.command_status.is_ok() {
                let message = Message {
                    connection: self.number,
                    sequence_number: pdu.sequence_number,
                    time: request.at.time,
                };
                let early = knowledge.receipts.accepted(at.time, centre, pdu, message, request.destinations);
                add(&mut self.stats.matched, early);
            }
            return (Answer::Answers { request, round_trip, late }, None);
        }
        let is_one_way = pdu.def().is_some_and(|def| def.kind == PduKind::OneWay);
        if let Some(requests) = self.requests.get_mut(side).filter(|_| !is_one_way) {
            let destinations = if side == self.esme { destinations(pdu) } else { 0 };
            let request = Request { at, command_id: pdu.command_id, destinations };
            let oldest = at.time.saturating_sub(knowledge.timeout);
            let given_up = requests.add(pdu.sequence_number, request, oldest);
            add(&mut self.stats.unanswered, given_up.len() as u64);
            gone.extend(given_up);
        }
        let reading = reading.filter(|_| side != self.esme);
        let report = reading.and_then(|reading| knowledge.receipts.report(at.time, centre, pdu, reading));
        if let Some(report) = report {
            count(&mut self.stats.receipts);
            match report.outcome {
                Outcome::Matched(_) => count(&mut self.stats.matched),
                Outcome::Repeated(_) => count(&mut self.stats.repeated),
                Outcome::Alone | Outcome::Unreadable => {}
            }
        }
        (Answer::None, report)
    }

    /// Changes the state and the system_id.
    fn advance_state(&mut self, side: usize, pdu: &RawPdu<'_>, answer: Answer) {
        let asked = match answer {
            Answer::Answers { request, .. } => Some(request.command_id),
            _ => None,
        };
        if let Some((system_id, _)) = bind(pdu) {
            if !may_show_password_as_text(pdu) {
                self.system_id = system_id.to_string();
            }
            self.state.get_or_insert(State::Open);
            return;
        }
        match pdu.command_id {
            CommandId::OUTBIND if side != self.esme => self.state = Some(State::Outbound),
            id if pdu.command_status.is_ok() && Some(id.request()) == asked => match id {
                CommandId::BIND_TRANSMITTER_RESP => self.state = Some(State::BoundTx),
                CommandId::BIND_RECEIVER_RESP => self.state = Some(State::BoundRx),
                CommandId::BIND_TRANSCEIVER_RESP => self.state = Some(State::BoundTrx),
                CommandId::UNBIND_RESP => self.state = Some(State::Unbound),
                _ => {}
            },
            _ => {}
        }
    }

    /// The end of the connection, or of the capture. Returns the requests without a response.
    pub(super) fn finish(&mut self, closed: bool, now: u64, timeout: u64) -> Vec<(usize, u32, Request)> {
        let mut open = Vec::new();
        for (side, requests) in self.requests.iter_mut().enumerate() {
            open.extend(requests.drain().into_iter().map(|(number, request)| (side, number, request)));
        }
        for (_, _, request) in &open {
            // If the capture ends before the timeout, the response may still have come.
            let in_time = !closed && now.saturating_sub(request.at.time) <= timeout;
            count(if in_time { &mut self.stats.open } else { &mut self.stats.unanswered });
        }
        if closed {
            self.state = Some(State::Closed);
        } else {
            open.retain(|(_, _, request)| now.saturating_sub(request.at.time) > timeout);
        }
        open
    }
}

/// What a bind says about its sender: its name and its version. `None` if the PDU is not a bind.
pub(super) fn bind<'a>(pdu: &RawPdu<'a>) -> Option<(COctetString<'a>, Version)> {
    let (system_id, version) = match pdu.command_id {
        CommandId::BIND_TRANSMITTER => {
            pdu.decode::<BindTransmitter<'_>>().map(|bind| (bind.system_id, bind.interface_version)).ok()?
        }
        CommandId::BIND_RECEIVER => {
            pdu.decode::<BindReceiver<'_>>().map(|bind| (bind.system_id, bind.interface_version)).ok()?
        }
        CommandId::BIND_TRANSCEIVER => {
            pdu.decode::<BindTransceiver<'_>>().map(|bind| (bind.system_id, bind.interface_version)).ok()?
        }
        _ => return None,
    };
    Some((system_id, version.version()))
}

/// Whether any text of the PDU may be its password: it is a bind or an outbind that cannot be read as a whole, so a field
/// may be missing before it.
pub(crate) fn may_show_password_as_text(raw: &RawPdu<'_>) -> bool {
    let has_password =
        raw.def().is_some_and(|def| def.fields.iter().any(|def| def.format() == FieldFormat::Password));
    has_password && !raw.tlvs().is_ok_and(|tlvs| tlvs.trailing().iter().all(|octet| *octet == 0))
}

/// The number of destinations of a message, otherwise 0. Some message centres send receipts that were not asked for.
fn destinations(pdu: &RawPdu<'_>) -> u8 {
    match pdu.command_id {
        CommandId::SUBMIT_SM | CommandId::DATA_SM => 1,
        CommandId::SUBMIT_MULTI => pdu
            .decode::<SubmitMulti<'_>>()
            .map_or(0, |pdu| u8::try_from(pdu.dest_address.len()).unwrap_or(u8::MAX)),
        _ => 0,
    }
}
