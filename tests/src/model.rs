//! One end of a session, told naively: everything in flight in one list that is searched from the front, no packing, no
//! hash, no lists through slots. It reads the state table (which has a test of its own) and the decoders, and nothing
//! else of what it is compared with. Tokens do not run out here.

use smpp_core::codes::CongestionState;
use smpp_core::pdu::BindTransceiverResp;
use smpp_core::session::table::{Verdict, accepts, may_send, next};
use smpp_core::session::{
    CloseReason, Config, OnInactivity, SessionError, Side, State, WhenOwedFull, bind_info,
};
use smpp_core::{CommandId as Id, CommandStatus as Status, Duration, RawPdu, Version};
use std::collections::{BTreeSet, VecDeque};

const AUTOMATIC: usize = 8;
const LAST: u32 = 0x7FFF_FFFF;

/// What is expected of one call of `recv`.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// Octets used, and the event.
    Event(usize, Told),
    /// Octets that the input must hold.
    NeedMore(usize),
    /// No place for the answer.
    Blocked,
    /// Closed.
    Fatal(CloseReason),
}

/// What is expected of an event: its name and what it carries, as [`Seen`](crate::pair::Seen) shows it.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The variant's name.
    pub kind: &'static str,
    /// The caller's value.
    pub value: Option<u32>,
    /// What the default answer to the token would be.
    pub proposed: Option<Status>,
    /// The rest, where there is any.
    pub detail: Option<String>,
}

fn told(kind: &'static str) -> Told {
    Told { kind, ..Told::default() }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Window,
    /// A bind or an unbind.
    Control,
    /// The session's own enquire_link, written or not.
    Enquire,
}

#[derive(Debug)]
struct Waiting {
    number: u32,
    command: Id,
    due: u64,
    sent: u64,
    value: Option<u32>,
    place: Place,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stall {
    Incomplete,
    NoPlace,
    Owed,
}

/// How far an unbind is: ours or the peer's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Leaving {
    No,
    Draining,
    /// May leave now.
    Ready,
    Done,
}

/// The naive session.
#[derive(Debug)]
pub struct Model {
    config: Config,
    side: Side,
    capacity: usize,
    /// The state.
    pub state: State,
    /// The version in use.
    pub version: Version,
    /// The latest time seen.
    pub now: u64,
    expired_until: u64,
    next_number: u32,
    given_out: BTreeSet<u32>,
    waiting: Vec<Waiting>,
    answers: VecDeque<u32>,
    nack: Option<u32>,
    /// Requests of the peer that wait for the caller.
    pub owed: u32,
    ours: Leaving,
    theirs: Leaving,
    their_number: u32,
    last_pdu: u64,
    last_activity: u64,
    phase_since: u64,
    stall: Option<(Stall, u64)>,
    skip: usize,
    /// Why it closed.
    pub closed: Option<CloseReason>,
    closed_told: bool,
    /// PDUs written.
    pub sent: u64,
    /// PDUs received.
    pub received: u64,
    /// Requests refused.
    pub refused: u32,
    /// Responses that came too late.
    pub late: u32,
    /// Requests without a response in time.
    pub timed_out: u32,
    /// Every round trip.
    pub round_trips: Vec<u64>,
}

fn after(start: u64, span: Option<Duration>) -> Option<u64> {
    span.map(|span| start + span.as_millis())
}

fn is_bind(command: Id) -> bool {
    [Id::BIND_RECEIVER, Id::BIND_TRANSMITTER, Id::BIND_TRANSCEIVER].contains(&command)
}

fn is_one_way(command: Id) -> bool {
    [Id::OUTBIND, Id::ALERT_NOTIFICATION].contains(&command)
}

impl Model {
    /// A session that has just been connected.
    pub fn new(now: u64, side: Side, config: &Config, capacity: usize) -> Self {
        Self {
            config: config.clone(),
            side,
            capacity,
            state: State::Open,
            version: config.fixed_version.unwrap_or(config.version),
            now,
            expired_until: now,
            next_number: config.first_sequence_number,
            given_out: BTreeSet::new(),
            waiting: Vec::new(),
            answers: VecDeque::new(),
            nack: None,
            owed: 0,
            ours: Leaving::No,
            theirs: Leaving::No,
            their_number: 0,
            last_pdu: now,
            last_activity: now,
            phase_since: now,
            stall: None,
            skip: 0,
            closed: None,
            closed_told: false,
            sent: 0,
            received: 0,
            refused: 0,
            late: 0,
            timed_out: 0,
            round_trips: Vec::new(),
        }
    }

    /// Time never goes back.
    pub fn tick(&mut self, now: u64) {
        self.now = self.now.max(now);
    }

    /// Requests that hold a slot.
    pub fn in_flight(&self) -> usize {
        self.waiting.iter().filter(|waiting| waiting.place == Place::Window).count()
    }

    fn has(&self, place: Place) -> bool {
        self.waiting.iter().any(|waiting| waiting.place == place)
    }

    fn number(&self) -> u32 {
        let mut number = self.next_number;
        while self.waiting.iter().any(|waiting| waiting.number == number) {
            number = if number == LAST { 1 } else { number + 1 };
        }
        number
    }

    fn give_out(&mut self, number: u32) {
        self.given_out.insert(number);
        self.next_number = if number == LAST { 1 } else { number + 1 };
    }

    fn negotiated(&self, other: Version) -> Version {
        self.config.fixed_version.unwrap_or(self.config.version.min(other))
    }

    fn wrote(&mut self, command: Id) {
        self.sent += 1;
        if command.request() != Id::ENQUIRE_LINK {
            self.last_activity = self.now;
        }
    }

    // ---- what goes out -------------------------------------------------------------------------------------------

    fn may(&self, command: Id) -> Result<(), SessionError> {
        if self.closed.is_some() {
            Err(SessionError::Closed)
        } else if self.ours != Leaving::No || self.theirs != Leaving::No {
            Err(SessionError::Unbinding)
        } else if command.is_response() || !may_send(self.version, self.side, self.state, command) {
            Err(SessionError::NotAllowed(self.state))
        } else {
            Ok(())
        }
    }

    /// A request with this body.
    pub fn send(&mut self, command: Id, body: &[u8], value: u32) -> Result<u32, SessionError> {
        self.may(command)?;
        let place = if is_bind(command) || command == Id::UNBIND { Place::Control } else { Place::Window };
        if is_one_way(command) {
            return Err(SessionError::OneWay);
        }
        if place == Place::Control && self.has(place) {
            return Err(SessionError::Busy);
        }
        if place == Place::Window && self.in_flight() == self.capacity {
            return Err(SessionError::WindowFull);
        }
        let number = self.number();
        self.give_out(number);
        let due = self.now + self.config.response_timeout.as_millis();
        self.waiting.push(Waiting { number, command, due, sent: self.now, value: Some(value), place });
        self.wrote(command);
        if is_bind(command) {
            let pdu = RawPdu { command_id: command, command_status: Status(0), sequence_number: 0, body };
            let said = bind_info(&pdu).map_or(self.config.version, |bind| bind.interface_version.version());
            self.version = self.negotiated(said);
            self.state = next(self.state, command, true);
        }
        if command == Id::UNBIND {
            self.ours = Leaving::Done;
        }
        Ok(number)
    }

    /// A one-way PDU.
    pub fn notify(&mut self, command: Id) -> Result<u32, SessionError> {
        self.may(command)?;
        if !is_one_way(command) {
            return Err(SessionError::NotOneWay);
        }
        let number = self.number();
        self.give_out(number);
        self.wrote(command);
        self.state = next(self.state, command, true);
        self.phase_since = self.now;
        Ok(number)
    }

    /// An orderly end.
    pub fn unbind(&mut self) -> Result<(), SessionError> {
        self.may(Id::UNBIND)?;
        self.ours = Leaving::Draining;
        self.phase_since = self.now;
        Ok(())
    }

    /// One request of the peer is answered, or given up when there is no status. `bind` when it was the pending one.
    pub fn answer(&mut self, response: Id, status: Option<Status>, bind: bool) -> Result<(), SessionError> {
        if self.closed.is_some() {
            return Err(SessionError::Closed);
        }
        if self.owed == 0 {
            return Err(SessionError::TokenExpired);
        }
        self.owed -= 1;
        if status.is_some() {
            self.wrote(response);
        }
        if bind {
            self.state = match status {
                Some(status) => next(State::BindPending, response, status == Status::ESME_ROK),
                None => State::Open,
            };
            if self.state == State::BindPending || self.state == State::Open {
                self.state = State::Open;
                self.phase_since = self.now;
            }
        }
        Ok(())
    }

    /// What the session has to write by itself: command, status and number; one at a time.
    pub fn transmit(&mut self) -> Option<(Id, Status, u32)> {
        let (id, status, number) = self.next_transmit()?;
        self.wrote(id);
        Some((id, status, number))
    }

    fn next_transmit(&mut self) -> Option<(Id, Status, u32)> {
        let ok = Status::ESME_ROK;
        if let Some(number) = self.answers.pop_front() {
            self.stall = self.stall.filter(|(stall, _)| *stall != Stall::NoPlace);
            return Some((Id::ENQUIRE_LINK_RESP, ok, number));
        }
        if let Some(number) = self.nack.take() {
            return Some((Id::GENERIC_NACK, Status::ESME_RINVCMDLEN, number));
        }
        let number = self.number();
        if let Some(asked) = self.waiting.iter_mut().find(|w| w.place == Place::Enquire && w.number == 0) {
            asked.number = number;
            self.give_out(number);
            return Some((Id::ENQUIRE_LINK, ok, number));
        }
        if self.unbind_may_leave() {
            if self.ours == Leaving::Draining {
                self.queue_unbind();
            }
            self.ours = Leaving::Done;
            let unbind = self.waiting.iter().find(|w| w.place == Place::Control)?;
            return Some((Id::UNBIND, ok, unbind.number));
        }
        if self.unbind_resp_may_leave() {
            self.theirs = Leaving::Done;
            self.state = State::Unbound;
            self.owed = 0;
            return Some((Id::UNBIND_RESP, ok, self.their_number));
        }
        None
    }

    fn unbind_may_leave(&self) -> bool {
        let drained = self.in_flight() == 0 && self.owed == 0 && self.theirs == Leaving::No;
        self.ours == Leaving::Ready || (self.ours == Leaving::Draining && drained)
    }

    fn unbind_resp_may_leave(&self) -> bool {
        self.theirs == Leaving::Ready || (self.theirs == Leaving::Draining && self.owed == 0)
    }

    fn queue_unbind(&mut self) {
        let number = self.number();
        self.give_out(number);
        let due = self.now + self.config.response_timeout.as_millis();
        let (sent, place) = (self.now, Place::Control);
        self.waiting.push(Waiting { number, command: Id::UNBIND, due, sent, value: None, place });
        self.ours = Leaving::Ready;
    }

    /// Whether there is something to write.
    pub fn wants_transmit(&self) -> bool {
        let asks = self.waiting.iter().any(|w| w.place == Place::Enquire && w.number == 0);
        !self.answers.is_empty()
            || self.nack.is_some()
            || asks
            || self.unbind_may_leave()
            || self.unbind_resp_may_leave()
    }

    /// Whether nothing is left to do.
    pub fn wants_close(&self) -> bool {
        let unbound = self.state == State::Unbound && !self.has(Place::Control);
        (self.closed.is_some() || unbound) && !self.wants_transmit()
    }

    // ---- what comes in -------------------------------------------------------------------------------------------

    /// The front of the input.
    pub fn recv(&mut self, input: &[u8]) -> Received {
        if let Some(reason) = self.closed {
            return Received::Fatal(reason);
        }
        if self.skip > 0 {
            let used = self.skip.min(input.len());
            self.skip -= used;
            if used == 0 {
                self.stalled(Stall::Incomplete);
                return Received::NeedMore(1);
            }
            if self.skip == 0 {
                self.stall = None;
            }
            return Received::Event(used, told("Skipped"));
        }
        if input.len() < 4 {
            if !input.is_empty() {
                self.stalled(Stall::Incomplete);
            }
            return Received::NeedMore(4);
        }
        let field = |at: usize| u32::from_be_bytes(input[at..at + 4].try_into().expect("four octets"));
        let length = field(0);
        if length < 16 || length > self.config.hard_max.max(self.config.max_pdu) {
            let number = if length >= 16 && input.len() >= 16 { field(12) } else { 0 };
            self.nack = Some(number);
            let reason = CloseReason::FramingLost { command_length: length };
            let answers = core::mem::take(&mut self.answers);
            self.close(reason);
            self.answers = answers;
            return Received::Fatal(reason);
        }
        let oversized = length > self.config.max_pdu;
        let needed = if oversized { 16 } else { length as usize };
        if input.len() < needed {
            self.stalled(Stall::Incomplete);
            return Received::NeedMore(needed);
        }
        let pdu = RawPdu {
            command_id: Id(field(4)),
            command_status: Status(field(8)),
            sequence_number: field(12),
            body: &input[16..needed],
        };
        if let Some(stall) = self.obstacle(pdu.command_id).filter(|_| !oversized) {
            self.stalled(stall);
            return Received::Blocked;
        }
        self.stall = None;
        self.last_pdu = self.now;
        self.received += 1;
        if pdu.command_id.request() != Id::ENQUIRE_LINK {
            self.last_activity = self.now;
        }
        let event = if oversized {
            self.skip = length as usize - 16;
            if self.skip > 0 {
                self.stalled(Stall::Incomplete);
            }
            self.oversized(pdu)
        } else if pdu.command_id.is_response() {
            self.response(pdu)
        } else {
            self.request(pdu)
        };
        Received::Event(needed, event)
    }

    fn stalled(&mut self, stall: Stall) {
        if self.stall.is_none_or(|(before, _)| before != stall) {
            self.stall = Some((stall, self.now));
        }
    }

    fn obstacle(&self, command: Id) -> Option<Stall> {
        if command == Id::ENQUIRE_LINK {
            return (self.answers.len() == AUTOMATIC).then_some(Stall::NoPlace);
        }
        let counts = !command.is_response()
            && command != Id::UNBIND
            && !is_one_way(command)
            && !is_bind(command)
            && accepts(self.version, self.side, self.state, command) == Verdict::Accepted;
        let full = self.owed >= self.config.max_owed && self.config.when_owed_full == WhenOwedFull::Block;
        (counts && full).then_some(Stall::Owed)
    }

    fn take(&mut self, number: u32) -> Option<Waiting> {
        let at = self.waiting.iter().position(|w| w.number == number && w.number != 0)?;
        Some(self.waiting.remove(at))
    }

    fn response(&mut self, pdu: RawPdu<'_>) -> Told {
        let nacked = pdu.command_id == Id::GENERIC_NACK;
        let unmatched = |issued: bool| Told { detail: Some(issued.to_string()), ..told("Unmatched") };
        let Some(Waiting { command, value, place, sent, .. }) = self.take(pdu.sequence_number) else {
            let late = self.given_out.contains(&pdu.sequence_number);
            self.late += u32::from(late);
            return unmatched(late);
        };
        let matched = pdu.command_id == command.response();
        if place == Place::Enquire {
            return if matched || nacked {
                Told { detail: Some((self.now - sent).to_string()), ..told("LinkAlive") }
            } else {
                unmatched(true)
            };
        }
        if place == Place::Control {
            let accepted = matched && pdu.command_status == Status::ESME_ROK;
            self.settle(command, accepted);
            if accepted && is_bind(command) {
                let said = BindTransceiverResp::default();
                let said = smpp_core::Body::decode_body(pdu.body).unwrap_or(said);
                let said: BindTransceiverResp<'_> = said;
                let said = said.tlvs.sc_interface_version().unwrap_or(None);
                let said = said.map_or(self.config.absent_version, |said| said.version());
                self.version = self.negotiated(self.version.min(said));
            }
        }
        if place == Place::Window {
            self.round_trips.push(self.now - sent);
        }
        let kind = match (place, matched, nacked) {
            (Place::Control, true, _) | (Place::Control, _, true) if is_bind(command) => {
                if matched && pdu.command_status == Status::ESME_ROK { "Bound" } else { "BindRefused" }
            }
            (Place::Control, true, _) | (Place::Control, _, true) => "Unbound",
            (Place::Control, ..) if value.is_none() => return unmatched(true),
            (_, true, _) => "Response",
            (_, _, true) => "Nacked",
            _ => "Mismatched",
        };
        let detail = (kind == "Response").then(|| match pdu.command_status {
            Status::ESME_RTHROTTLED => "Throttled 1000".to_owned(),
            Status::ESME_RMSGQFUL => "QueueFull 10000".to_owned(),
            _ => match self.load(&pdu) {
                Some(load) if load.0 > 90 => format!("Congested({load}) {}", (u64::from(load.0) - 90) * 100),
                _ => (self.now - sent).to_string(),
            },
        });
        Told { value, detail, ..told(kind) }
    }

    /// congestion_state, as the decoders find it.
    fn load(&self, pdu: &RawPdu<'_>) -> Option<CongestionState> {
        let tlvs = pdu.tlvs().ok().filter(|_| self.version == Version::V50)?;
        tlvs.congestion_state().ok()?
    }

    fn settle(&mut self, command: Id, accepted: bool) {
        self.state = next(self.state, command.response(), accepted);
        self.phase_since = self.now;
        self.last_activity = self.now;
        if self.ours == Leaving::Ready {
            self.ours = Leaving::Done;
        }
        if self.state == State::Unbound {
            self.owed = 0;
        }
    }

    fn refused(&mut self, why: &str, proposed: Status) -> Told {
        self.owed += 1;
        self.refused += 1;
        Told { proposed: Some(proposed), detail: Some(why.to_owned()), ..told("Refused") }
    }

    fn request(&mut self, pdu: RawPdu<'_>) -> Told {
        let command = pdu.command_id;
        let verdict = accepts(self.version, self.side, self.state, command);
        let left = self.theirs != Leaving::No && command != Id::ENQUIRE_LINK;
        if is_one_way(command) {
            if verdict != Verdict::Accepted || left {
                return told("Unexpected");
            }
            self.state = next(self.state, command, true);
            self.phase_since = self.now;
            return told("OneWay");
        }
        // Known to no version at all, whatever the state.
        if command.def().is_none() {
            return self.refused("UnknownCommand", Status::ESME_RINVCMDID);
        }
        if left {
            return self.refused("AfterUnbind", Status::ESME_RINVBNDSTS);
        }
        match verdict {
            Verdict::UnknownCommand => return self.refused("UnknownCommand", Status::ESME_RINVCMDID),
            Verdict::AlreadyBound => return self.refused("AlreadyBound", Status::ESME_RALYBND),
            Verdict::WrongState => return self.refused("WrongState", Status::ESME_RINVBNDSTS),
            Verdict::Accepted => {}
        }
        if command == Id::ENQUIRE_LINK {
            self.answers.push_back(pdu.sequence_number);
            return told("EnquireLink");
        }
        if command == Id::UNBIND {
            self.theirs = Leaving::Draining;
            self.their_number = pdu.sequence_number;
            self.phase_since = self.now;
            return told("Unbind");
        }
        if is_bind(command) {
            let info = bind_info(&pdu);
            let said = info.map_or(self.config.version, |bind| bind.interface_version.version());
            self.version = self.negotiated(said);
            self.state = next(self.state, command, true);
            return match info {
                Ok(_) => {
                    self.owed += 1;
                    Told { proposed: Some(Status::ESME_RBINDFAIL), ..told("Bind") }
                }
                Err(error) => {
                    let status = error.command_status();
                    self.refused(&format!("BadBind({status:?})"), status)
                }
            };
        }
        let delivered = self.side == Side::Esme && [Id::DELIVER_SM, Id::DATA_SM].contains(&command);
        if self.owed >= self.config.max_owed {
            let status = if delivered { Status::ESME_RX_T_APPN } else { Status::ESME_RTHROTTLED };
            return self.refused("TooManyOwed", status);
        }
        self.owed += 1;
        let proposed = if delivered { Status::ESME_RX_T_APPN } else { Status::ESME_RINVCMDID };
        Told { proposed: Some(proposed), ..told("Request") }
    }

    fn oversized(&mut self, pdu: RawPdu<'_>) -> Told {
        if pdu.command_id.is_response() {
            return match self.take(pdu.sequence_number) {
                Some(Waiting { command, value, place, .. }) if place != Place::Enquire => {
                    if place == Place::Control {
                        self.settle(command, false);
                    }
                    let kind = if value.is_some() { "OversizedResponse" } else { "Oversized" };
                    Told { value, ..told(kind) }
                }
                _ => told("Oversized"),
            };
        }
        if is_one_way(pdu.command_id) {
            return told("Oversized");
        }
        self.owed += 1;
        self.refused += 1;
        Told { proposed: Some(Status::ESME_RINVCMDLEN), ..told("Oversized") }
    }

    // ---- time and the end ----------------------------------------------------------------------------------------

    fn is_quiet(&self) -> bool {
        self.state.is_bound() && self.ours == Leaving::No && self.theirs == Leaving::No
    }

    fn control_due(&self, place: Place) -> Option<u64> {
        self.waiting.iter().find(|w| w.place == place).map(|w| w.due)
    }

    fn stall_due(&self) -> Option<u64> {
        match self.stall? {
            (Stall::Incomplete, since) => after(since, self.config.pdu_timeout),
            (Stall::NoPlace, since) => after(since, Some(self.config.response_timeout)),
            (Stall::Owed, _) => None,
        }
    }

    fn phase_due(&self) -> Option<u64> {
        let drains = self.theirs == Leaving::Draining
            || (self.ours == Leaving::Draining && self.theirs == Leaving::No);
        match self.state {
            State::Open | State::Outbound => after(self.phase_since, self.config.session_init_timeout),
            _ if drains => after(self.phase_since, Some(self.config.drain_timeout)),
            _ => None,
        }
    }

    fn inactivity_due(&self) -> Option<u64> {
        self.is_quiet().then(|| after(self.last_activity, self.config.inactivity_timeout)).flatten()
    }

    fn silence_due(&self) -> Option<u64> {
        let asks = self.is_quiet() && !self.has(Place::Enquire);
        asks.then(|| after(self.last_pdu, self.config.enquire_link_interval)).flatten()
    }

    /// The next point in time at which something happens.
    pub fn timeout(&self) -> Option<u64> {
        if self.closed.is_some() {
            return None;
        }
        [
            self.waiting.iter().map(|w| w.due).min(),
            self.stall_due(),
            self.phase_due(),
            self.inactivity_due(),
            self.silence_due(),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Time passes.
    pub fn handle_timeout(&mut self) {
        self.expired_until = self.now;
        let now = self.now;
        let over = |due: Option<u64>| due.is_some_and(|due| due <= now);
        if self.closed.is_some() {
        } else if over(self.control_due(Place::Enquire)) {
            self.close(CloseReason::LinkDead);
        } else if over(self.control_due(Place::Control)) {
            let pending = self.state == State::BindPending;
            self.close(if pending { CloseReason::BindTimedOut } else { CloseReason::UnbindTimedOut });
        } else if over(self.stall_due()) {
            let incomplete = matches!(self.stall, Some((Stall::Incomplete, _)));
            self.close(if incomplete { CloseReason::IncompletePdu } else { CloseReason::PeerNotReading });
        } else {
            if over(self.phase_due()) {
                if self.theirs == Leaving::Draining {
                    self.theirs = Leaving::Ready;
                } else if self.ours == Leaving::Draining {
                    self.queue_unbind();
                } else {
                    return self.close(CloseReason::SessionInitTimeout);
                }
            }
            if over(self.inactivity_due()) {
                if self.config.on_inactivity == OnInactivity::Close {
                    return self.close(CloseReason::Inactive);
                }
                self.ours = Leaving::Draining;
                self.phase_since = now;
            }
            if over(self.silence_due()) {
                let due = now + self.config.response_timeout.as_millis();
                let (command, place) = (Id::ENQUIRE_LINK, Place::Enquire);
                self.waiting.push(Waiting { number: 0, command, due, sent: now, value: None, place });
            }
        }
    }

    fn close(&mut self, reason: CloseReason) {
        self.closed = Some(reason);
        self.state = State::Closed;
        self.waiting.retain(|w| w.place != Place::Enquire);
        self.ours = Leaving::No;
        self.theirs = Leaving::No;
        self.owed = 0;
        self.answers.clear();
    }

    /// The connection ends.
    pub fn hang_up(&mut self) {
        self.answers.clear();
        self.nack = None;
        if self.closed.is_none() {
            let incomplete = matches!(self.stall, Some((Stall::Incomplete, _)));
            self.close(match self.state {
                State::Unbound => CloseReason::Unbound,
                _ if incomplete => CloseReason::ClosedInsidePdu,
                _ => CloseReason::TransportClosed,
            });
        }
    }

    /// The next event of time or of closing.
    pub fn event(&mut self) -> Option<Told> {
        let Some(reason) = self.closed else {
            let until = self.expired_until;
            let at = self.waiting.iter().position(|w| w.place == Place::Window && w.due <= until)?;
            let Waiting { number, command, value, .. } = self.waiting.remove(at);
            self.timed_out += 1;
            if command == Id::ENQUIRE_LINK {
                self.close(CloseReason::LinkDead);
            }
            return Some(Told { value, detail: Some(number.to_string()), ..told("TimedOut") });
        };
        let detail = Some(format!("{reason:?}"));
        // The bind or unbind first, then the window in the order of sending.
        let control = self.waiting.iter().position(|w| w.place == Place::Control);
        let next = control.or(if self.waiting.is_empty() { None } else { Some(0) });
        if let Some(at) = next {
            let Waiting { value, .. } = self.waiting.remove(at);
            return match value {
                Some(_) => Some(Told { value, detail, ..told("Failed") }),
                None => self.event(),
            };
        }
        let first = !core::mem::replace(&mut self.closed_told, true);
        first.then(|| Told { detail, ..told("Closed") })
    }
}
