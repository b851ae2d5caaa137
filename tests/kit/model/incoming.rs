//! What arrives.

use super::closing::Theirs;
use super::{AUTOMATIC, Model, Received, Stall, Told, Waiting, is_bind, is_one_way, told};
use smpp_core::codes::{CongestionState, InterfaceVersion};
use smpp_core::pdu::BindTransceiverResp;
use smpp_core::session::Disallowed;
use smpp_core::session::table::{accepts, next};
use smpp_core::session::{CloseReason, Side, WhenPendingFull, bind_info};
use smpp_core::{CommandId as Id, CommandStatus as Status, RawPdu, Version};

/// The request that a response answers.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Of {
    Bind,
    Unbind,
    Enquire,
    Window,
}

impl Model {
    /// The front of the input.
    pub fn recv(&mut self, input: &[u8]) -> Received {
        let received = self.receive(input);
        self.go_on();
        received
    }

    fn receive(&mut self, input: &[u8]) -> Received {
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
        if length < 16 || length > self.config.max_command_length.max(self.config.max_pdu) {
            let number = if length >= 16 && input.len() >= 16 { field(12) } else { 0 };
            let reason = CloseReason::FramingLost { command_length: length };
            let answers = core::mem::take(&mut self.answers);
            self.close(reason);
            self.answers = answers;
            self.nack = Some(number);
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
            if stall == Stall::Pending {
                self.stand_still();
            }
            return Received::Blocked;
        }
        self.stall = None;
        self.last_pdu = self.running();
        self.received += 1;
        if !pdu.command_id.is_response() {
            self.transacted(pdu.command_id);
        }
        let event = if oversized {
            self.skip = length as usize - 16;
            if self.skip > 0 {
                self.stalled(Stall::Incomplete);
            }
            self.oversized(pdu, length)
        } else if pdu.command_id.is_response() {
            self.response(pdu)
        } else {
            self.request(pdu)
        };
        Received::Event(needed, event)
    }

    /// Only a request that the caller would have to answer waits for a slot, and none waits while one side is
    /// leaving.
    fn obstacle(&self, command: Id) -> Option<Stall> {
        if command == Id::ENQUIRE_LINK {
            return (self.answers.len() == AUTOMATIC).then_some(Stall::NoPlace);
        }
        let counts = !command.is_response()
            && command != Id::UNBIND
            && !is_one_way(command)
            && !is_bind(command)
            && accepts(self.version, self.side, self.state, command) == Ok(());
        let blocks = self.config.when_pending_full == WhenPendingFull::Block && !self.is_leaving();
        (counts && blocks && self.is_full()).then_some(Stall::Pending)
    }

    fn answers(&self, number: u32) -> Of {
        let is = |place: &Option<Waiting>| place.as_ref().is_some_and(|waiting| waiting.number == number);
        if is(&self.bind) {
            Of::Bind
        } else if is(&self.unbind) {
            Of::Unbind
        } else if is(&self.enquire) {
            Of::Enquire
        } else {
            Of::Window
        }
    }

    fn response(&mut self, pdu: RawPdu<'_>) -> Told {
        let number = pdu.sequence_number;
        let nacked = pdu.command_id == Id::GENERIC_NACK;
        let of = self.answers(number);
        let unmatched = |issued: bool| Told { detail: Some(issued.to_string()), ..told("Unmatched") };
        let Some(Waiting { command, value, sent, .. }) = self.take(number) else {
            return self.count_late(number).map_or_else(|| told("Unmatched"), unmatched);
        };
        // Spans count up to 49 days.
        let took = u32::try_from(self.now - sent).ok().map(u64::from);
        let matched = pdu.command_id == command.response();
        self.transacted(command);
        match of {
            Of::Enquire if matched || nacked => {
                Told { detail: took.map(|took| took.to_string()), ..told("LinkAlive") }
            }
            Of::Enquire => unmatched(true),
            Of::Bind => {
                let accepted = matched && pdu.command_status == Status::ESME_ROK;
                self.bind_settled(command, accepted, pdu.body);
                told(if accepted { "Bound" } else { "BindRefused" })
            }
            Of::Unbind => {
                self.unbind_settled();
                if matched || nacked { told("Unbound") } else { unmatched(true) }
            }
            Of::Window => {
                self.measurable &= took.is_some();
                self.round_trips.extend(took);
                let request = Some(command);
                match (matched, nacked) {
                    (true, _) => Told { value, request, detail: self.advice(&pdu, took), ..told("Response") },
                    (_, true) => Told { value, request, ..told("Nacked") },
                    _ => Told { value, request, ..told("Mismatched") },
                }
            }
        }
    }

    /// Whether a response is late. For numbers that were passed over, this is not known.
    fn count_late(&mut self, number: u32) -> Option<bool> {
        if self.skipped.contains(&number) {
            self.perhaps_late += 1;
            return None;
        }
        let late = self.given_out.contains(&number);
        self.late += u32::from(late);
        Some(late)
    }

    /// The pause that the peer asks for, or the round trip.
    fn advice(&self, pdu: &RawPdu<'_>, took: Option<u64>) -> Option<String> {
        Some(match pdu.command_status {
            Status::ESME_RTHROTTLED => "Throttled 1000".to_owned(),
            Status::ESME_RMSGQFUL => "QueueFull 10000".to_owned(),
            _ => match self.load(pdu) {
                Some(load) if load.0 > 90 => format!("Congested({load}) {}", (u64::from(load.0) - 90) * 100),
                _ => took?.to_string(),
            },
        })
    }

    /// congestion_state, as the decoders find it.
    fn load(&self, pdu: &RawPdu<'_>) -> Option<CongestionState> {
        let tlvs = pdu.tlvs().ok().filter(|_| self.version == Version::V50)?;
        tlvs.congestion_state().ok()?
    }

    fn bind_settled(&mut self, command: Id, accepted: bool, body: &[u8]) {
        if !accepted {
            return self.open_again();
        }
        self.state = next(self.state, command.response(), true);
        let said: BindTransceiverResp<'_> = smpp_core::Body::decode_body(body).unwrap_or_default();
        let said = said.tlvs.sc_interface_version().unwrap_or(None);
        let said = said.map_or(self.config.assumed_version, |said| said.version());
        self.version = self.negotiated(self.version.min(said));
    }

    /// Whatever the peer answers to unbind, nothing more is pending; its own unbind is answered at once.
    fn unbind_settled(&mut self) {
        self.unbound();
        let until = self.respond_until();
        match self.theirs {
            Theirs::Withheld { .. } => self.theirs = Theirs::Queued { until },
            Theirs::Sent { .. } => self.theirs = Theirs::Sent { until },
            Theirs::Stay | Theirs::Queued { .. } => {}
        }
    }

    fn refused(&mut self, command: Id, why: &str, proposed: Status) -> Told {
        self.issue(command);
        self.refused += 1;
        Told { proposed: Some(proposed), detail: Some(why.to_owned()), ..told("Disallowed") }
    }

    fn request(&mut self, pdu: RawPdu<'_>) -> Told {
        let command = pdu.command_id;
        let verdict = accepts(self.version, self.side, self.state, command);
        let left = self.theirs != Theirs::Stay && command != Id::ENQUIRE_LINK;
        if is_one_way(command) {
            if verdict != Ok(()) || left {
                return told("Unexpected");
            }
            if command == Id::OUTBIND {
                self.state = next(self.state, command, true);
                self.init_since = self.now;
            }
            return told("OneWay");
        }
        // No version has it, whatever the state.
        if command.def().is_none() {
            return self.refused(command, "UnknownCommand", Status::ESME_RINVCMDID);
        }
        if left {
            return self.refused(command, "AfterUnbind", Status::ESME_RINVBNDSTS);
        }
        match verdict {
            Err(Disallowed::UnknownCommand) => {
                return self.refused(command, "UnknownCommand", Status::ESME_RINVCMDID);
            }
            Err(Disallowed::AlreadyBound) => {
                return self.refused(command, "AlreadyBound", Status::ESME_RALYBND);
            }
            Err(Disallowed::WrongState) => {
                return self.refused(command, "WrongState", Status::ESME_RINVBNDSTS);
            }
            Err(cause) => unreachable!("{cause:?}"),
            Ok(()) => {}
        }
        if is_bind(command) && self.too_old_for(command, self.heard(pdu.body)) {
            return match bind_info(&pdu) {
                Err(error) if asked(pdu.body).is_none() => {
                    let status = error.command_status();
                    self.refused(command, &format!("BadBind({status:?})"), status)
                }
                _ => self.refused(command, "UnknownCommand", Status::ESME_RINVCMDID),
            };
        }
        let automatic = [Id::ENQUIRE_LINK, Id::UNBIND].contains(&command);
        if automatic && self.config.strict_tails && has_tail(pdu.body) {
            return self.refused(command, "Tail", Status::ESME_RINVTLVSTREAM);
        }
        if command == Id::ENQUIRE_LINK {
            self.answers.push_back(pdu.sequence_number);
            return told("EnquireLink");
        }
        if command == Id::UNBIND {
            self.asked_to_unbind(pdu.sequence_number);
            return told("Unbind");
        }
        if is_bind(command) {
            return self.asked_to_bind(pdu);
        }
        let delivered = self.side == Side::Esme && [Id::DELIVER_SM, Id::DATA_SM].contains(&command);
        if self.is_full() {
            let status = if delivered { Status::ESME_RX_T_APPN } else { Status::ESME_RTHROTTLED };
            return self.refused(command, "TooManyPending", status);
        }
        self.issue(command);
        let proposed = if delivered { Status::ESME_RX_T_APPN } else { Status::ESME_RINVCMDID };
        Told { proposed: Some(proposed), ..told("Request") }
    }

    /// The version of the peer's bind. If it gives none, the oldest.
    fn heard(&self, body: &[u8]) -> Version {
        self.negotiated(asked(body).map_or(Version::V33, |said| said.version()))
    }

    fn asked_to_bind(&mut self, pdu: RawPdu<'_>) -> Told {
        let command = pdu.command_id;
        self.version = self.heard(pdu.body);
        self.state = next(self.state, command, true);
        let event = match bind_info(&pdu) {
            Ok(_) => {
                self.issue(command);
                Told { proposed: Some(Status::ESME_RBINDFAIL), ..told("Bind") }
            }
            Err(error) => {
                let status = error.command_status();
                self.refused(command, &format!("BadBind({status:?})"), status)
            }
        };
        self.issued_for_the_bind();
        event
    }

    fn oversized(&mut self, pdu: RawPdu<'_>, length: u32) -> Told {
        let command = pdu.command_id;
        if command.is_response() {
            return self.oversized_response(pdu.sequence_number);
        }
        if is_one_way(command) {
            return told("Oversized");
        }
        let told = self.refused(command, &oversized(length), Status::ESME_RINVCMDLEN);
        self.issued_unread();
        told
    }

    fn oversized_response(&mut self, number: u32) -> Told {
        let of = self.answers(number);
        let Some(Waiting { command, value, .. }) = self.take(number) else {
            self.count_late(number);
            return told("Oversized");
        };
        self.transacted(command);
        match of {
            Of::Enquire => told("Oversized"),
            Of::Bind => {
                self.open_again();
                told("BindRefused")
            }
            Of::Unbind => {
                self.unbind_settled();
                told("Oversized")
            }
            Of::Window => Told { value, request: Some(command), ..told("OversizedResponse") },
        }
    }
}

/// The detail of the event for a request that is too large.
fn oversized(command_length: u32) -> String {
    format!("{:?}", Disallowed::Oversized { command_length })
}

/// The version that a bind asks for: the octet after three strings.
pub(super) fn asked(body: &[u8]) -> Option<InterfaceVersion> {
    body.splitn(4, |octet| *octet == 0).nth(3)?.first().map(|octet| InterfaceVersion(*octet))
}

/// Whether there are octets that are not a TLV, such as NULs.
fn has_tail(body: &[u8]) -> bool {
    let pdu = RawPdu { command_id: Id::ENQUIRE_LINK, command_status: Status(0), sequence_number: 0, body };
    let tlvs = pdu.tlvs().unwrap();
    !tlvs.trailing().is_empty() || tlvs.iter().any(|tlv| tlv.tag().0 == 0)
}
