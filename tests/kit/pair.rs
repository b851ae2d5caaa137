//! Two sessions, two pipes, and a clock that only the test moves.

use smpp_core::pdu::ControlPdu;
use smpp_core::session::{
    Config, Event, Pause, Recv, Returned, Sent, Session, SessionError, Side, Slot, State, Token,
};
use smpp_core::{CommandId, CommandStatus, Header, Instant, RawPdu, Request, Response, Rules};
use std::collections::VecDeque;

/// The largest PDU in tests.
const ROOM: usize = 4096;

/// An owned PDU.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnPdu {
    /// Its `command_id`.
    pub command_id: CommandId,
    /// Its `command_status`.
    pub command_status: CommandStatus,
    /// Its `sequence_number`.
    pub sequence_number: u32,
    /// The octets after the header.
    pub body: Vec<u8>,
}

impl From<RawPdu<'_>> for OwnPdu {
    fn from(pdu: RawPdu<'_>) -> Self {
        Self {
            command_id: pdu.command_id,
            command_status: pdu.command_status,
            sequence_number: pdu.sequence_number,
            body: pdu.body.to_vec(),
        }
    }
}

impl OwnPdu {
    /// The same as a borrowed PDU.
    pub fn raw(&self) -> RawPdu<'_> {
        RawPdu {
            command_id: self.command_id,
            command_status: self.command_status,
            sequence_number: self.sequence_number,
            body: &self.body,
        }
    }
}

impl From<Header> for OwnPdu {
    fn from(header: Header) -> Self {
        Self {
            command_id: header.command_id,
            command_status: header.command_status,
            sequence_number: header.sequence_number,
            body: Vec::new(),
        }
    }
}

/// An owned event: its name and contents.
#[derive(Debug, Default)]
pub struct Seen {
    /// The variant's name.
    pub kind: &'static str,
    /// The caller's value.
    pub value: Option<u32>,
    /// The command_id of the request.
    pub request: Option<CommandId>,
    /// The PDU, or the header of an oversized one.
    pub pdu: Option<OwnPdu>,
    /// The token to answer with.
    pub token: Option<Token>,
    /// The pause that the peer asks for.
    pub pause: Option<Pause>,
    /// Everything else, as `Debug` shows it.
    pub detail: String,
}

impl Seen {
    /// Copies the contents of an event.
    pub fn new(event: Event<'_, u32>) -> Self {
        let plain = |kind| Self { kind, ..Self::default() };
        let with = |kind, pdu: RawPdu<'_>| Self { kind, pdu: Some(pdu.into()), ..Self::default() };
        match event {
            Event::Bind { token, pdu } => Self { token: Some(token), ..with("Bind", pdu) },
            Event::Bound { pdu, pause } => Self { pause, ..with("Bound", pdu) },
            Event::BindRefused { pdu, pause } => Self { pause, ..with("BindRefused", pdu) },
            Event::Request { token, pdu } => Self { token: Some(token), ..with("Request", pdu) },
            Event::Disallowed { token, pdu, cause } => {
                Self { token: Some(token), detail: format!("{cause:?}"), ..with("Disallowed", pdu) }
            }
            Event::OneWay { pdu } => with("OneWay", pdu),
            Event::Unexpected { pdu } => with("Unexpected", pdu),
            Event::Response { value, request, pdu, round_trip, pause } => Self {
                value: Some(value),
                request: Some(request),
                pause,
                detail: match pause {
                    Some(pause) => format!("{:?} {}", pause.cause, pause.duration.as_millis()),
                    None => format!("{}", round_trip.as_millis()),
                },
                ..with("Response", pdu)
            },
            Event::Nacked { value, request, pdu, pause } => {
                Self { value: Some(value), request: Some(request), pause, ..with("Nacked", pdu) }
            }
            Event::Mismatched { value, request, pdu } => {
                Self { value: Some(value), request: Some(request), ..with("Mismatched", pdu) }
            }
            Event::Unmatched { pdu, issued } => Self { detail: issued.to_string(), ..with("Unmatched", pdu) },
            Event::EnquireLink { pdu } => with("EnquireLink", pdu),
            Event::LinkAlive { pdu, round_trip, pause } => {
                Self { detail: round_trip.as_millis().to_string(), pause, ..with("LinkAlive", pdu) }
            }
            Event::Unbind { pdu } => with("Unbind", pdu),
            Event::Unbound { pdu } => with("Unbound", pdu),
            Event::Oversized { header } => Self { pdu: Some(header.into()), ..plain("Oversized") },
            Event::OversizedResponse { value, request, header } => Self {
                value: Some(value),
                request: Some(request),
                pdu: Some(header.into()),
                ..plain("OversizedResponse")
            },
            Event::Skipped => plain("Skipped"),
            Event::TimedOut { value, request, sequence_number } => Self {
                value: Some(value),
                request: Some(request),
                detail: sequence_number.to_string(),
                ..plain("TimedOut")
            },
            Event::Failed { value, request, reason, .. } => Self {
                value: Some(value),
                request: Some(request),
                detail: format!("{reason:?}"),
                ..plain("Failed")
            },
            Event::PendingExpired { count } => Self { detail: count.to_string(), ..plain("PendingExpired") },
            Event::Closed { reason } => Self { detail: format!("{reason:?}"), ..plain("Closed") },
            other => Self { detail: format!("{other:?}"), ..plain("new") },
        }
    }
}

/// One side: its session, its input and output, and the events it saw.
pub struct End<const N: usize> {
    /// The session.
    pub session: Session<[Slot<u32>; N]>,
    /// Octets that have arrived and have not been read.
    pub inbox: Vec<u8>,
    /// Octets that have been written and not delivered.
    pub outbox: Vec<u8>,
    /// Events that no test has looked at.
    pub seen: VecDeque<Seen>,
    /// Whether the last `recv` said `Blocked`.
    pub blocked: bool,
}

impl<const N: usize> End<N> {
    /// A new session.
    pub fn new(now: Instant, side: Side, tag: u32, config: &Config) -> Self {
        let session = Session::new(now, side, tag, config, [Slot::EMPTY; N]);
        let (inbox, outbox) = (Vec::new(), Vec::new());
        Self { session, inbox, outbox, seen: VecDeque::new(), blocked: false }
    }

    /// Sends a request.
    pub fn send<P: Request + ?Sized>(
        &mut self,
        now: Instant,
        request: &P,
        value: u32,
    ) -> Result<u32, SessionError> {
        let mut out = [0; ROOM];
        let sent = self.session.prepare(now, request, &mut out)?.keep(value);
        Ok(self.wrote(sent, &out))
    }

    /// Sends a bind, unbind or one-way PDU.
    pub fn control<P: ControlPdu + ?Sized>(&mut self, now: Instant, pdu: &P) -> Result<u32, SessionError> {
        let mut out = [0; ROOM];
        let sent = self.session.send(now, pdu, &mut out)?;
        Ok(self.wrote(sent, &out))
    }

    /// Answers a request.
    pub fn answer<P: Response + ?Sized>(
        &mut self,
        now: Instant,
        token: Token,
        status: CommandStatus,
        response: &P,
    ) -> Result<u32, Returned> {
        let mut out = [0; ROOM];
        let sent = self.session.answer(now, token, status, response, &mut out)?;
        Ok(self.wrote(sent, &out))
    }

    /// Answers a request with a header only.
    pub fn refuse(&mut self, now: Instant, token: Token, status: CommandStatus) -> Result<u32, Returned> {
        let mut out = [0; ROOM];
        let sent = self.session.refuse(now, token, status, &mut out)?;
        Ok(self.wrote(sent, &out))
    }

    /// Answers a request as the standard says.
    pub fn answer_default(&mut self, now: Instant, token: Token) -> Result<u32, Returned> {
        let mut out = [0; ROOM];
        let sent = self.session.answer_default(now, token, &mut out)?;
        Ok(self.wrote(sent, &out))
    }

    fn wrote(&mut self, sent: Sent, out: &[u8]) -> u32 {
        self.outbox.extend_from_slice(&out[..sent.len]);
        sent.sequence_number
    }

    /// Reads everything that has arrived, as far as the session allows.
    pub fn read(&mut self, now: Instant) {
        let mut start = 0;
        loop {
            self.blocked = false;
            match self.session.recv(now, &self.inbox[start..]) {
                Recv::Event { used, event } => {
                    start += used;
                    self.seen.push_back(Seen::new(event));
                }
                Recv::Blocked => {
                    self.blocked = true;
                    break;
                }
                Recv::NeedMore { .. } | Recv::Fatal(_) => break,
            }
        }
        self.inbox.drain(..start);
    }

    /// Receives more octets and reads them.
    pub fn hear(&mut self, now: Instant, octets: &[u8]) {
        self.inbox.extend_from_slice(octets);
        self.read(now);
    }

    /// Checks that the next deadline is this one: nothing happens a millisecond before it, and something at it.
    #[track_caller]
    pub fn fires(&mut self, at: Instant) {
        assert_eq!(self.session.poll_timeout(), Some(at));
        let facts = |end: &Self| {
            let session = &end.session;
            let (state, reason, pending) = (session.state(), session.close_reason(), session.pending());
            let wants = (session.wants_transmit(), session.wants_close(), session.must_close());
            (state, reason, pending, session.in_flight(), wants, end.seen.len())
        };
        let before = facts(self);
        if let Some(just_before) = at.as_millis().checked_sub(1) {
            self.wait(Instant::from_millis(just_before));
            assert_eq!(facts(self), before, "before the deadline");
            assert_eq!(self.session.poll_timeout(), Some(at));
        }
        self.wait(at);
    }

    /// Checks that it has closed for this reason, and reported nothing else.
    #[track_caller]
    pub fn expect_closed(&mut self, reason: &str) {
        assert_eq!(self.expect("Closed").detail, reason);
        self.expect_nothing();
        assert_eq!(self.session.state(), State::Closed);
        assert!(self.session.wants_close());
    }

    /// Writes the session's own PDUs.
    pub fn write(&mut self, now: Instant) {
        let mut out = [0; 16];
        while let Some(len) = self.session.poll_transmit(now, &mut out) {
            self.outbox.extend_from_slice(&out[..len]);
        }
    }

    /// Lets time pass.
    pub fn wait(&mut self, now: Instant) {
        self.session.handle_timeout(now);
        self.poll();
    }

    /// Takes the events of time and of closing.
    pub fn poll(&mut self) {
        while let Some(event) = self.session.poll_event() {
            self.seen.push_back(Seen::new(event));
        }
    }

    /// The connection ends.
    pub fn hang_up(&mut self, now: Instant) {
        self.session.transport_closed(now);
        self.poll();
    }

    /// Takes the next event, which must be of this kind.
    #[track_caller]
    pub fn expect(&mut self, kind: &str) -> Seen {
        let Some(seen) = self.seen.pop_front() else { panic!("no event, expected {kind}") };
        assert_eq!(seen.kind, kind, "{seen:?}");
        seen
    }

    /// Checks that no event is left.
    #[track_caller]
    pub fn expect_nothing(&self) {
        assert!(self.seen.is_empty(), "{:?}", self.seen);
    }

    /// Takes the PDUs that were written.
    pub fn written(&mut self) -> Vec<OwnPdu> {
        let octets = core::mem::take(&mut self.outbox);
        let mut rest = octets.as_slice();
        let mut pdus = Vec::new();
        while !rest.is_empty() {
            let (pdu, after) = RawPdu::split(rest).expect("whole PDUs are written");
            pdus.push(pdu.into());
            rest = after;
        }
        pdus
    }
}

/// An ESME and a message centre.
pub struct Pair<const N: usize> {
    /// The time of both.
    pub now: Instant,
    /// The client.
    pub esme: End<N>,
    /// The message centre.
    pub smsc: End<N>,
}

impl<const N: usize> Pair<N> {
    /// Both sides with the same settings.
    pub fn new(config: &Config) -> Self {
        Self::with(config, config)
    }

    /// Each side with its own settings.
    pub fn with(esme: &Config, smsc: &Config) -> Self {
        let now = Instant::from_millis(1000);
        Self { now, esme: End::new(now, Side::Esme, 1, esme), smsc: End::new(now, Side::Smsc, 2, smsc) }
    }

    /// Both sides, bound with this command.
    pub fn bound(config: &Config, bind: CommandId) -> Self {
        let mut pair = Self::new(config);
        pair.bind(bind, config.version.interface_version().0);
        pair
    }

    /// Binds and accepts the bind.
    pub fn bind(&mut self, bind: CommandId, interface_version: u8) {
        let octets = bind_octets(bind, interface_version);
        let raw = RawPdu::parse(&octets).expect("made just before");
        self.esme.control(self.now, &raw).expect("a bind is allowed");
        self.flow();
        let token = self.smsc.expect("Bind").token.expect("a bind has a token");
        self.smsc.refuse(self.now, token, CommandStatus::ESME_ROK).expect("the bind is pending");
        self.flow();
        self.esme.expect("Bound");
        assert_eq!(self.esme.session.state(), self.smsc.session.state());
        assert!(self.esme.session.state().is_bound());
    }

    /// Delivers octets until both sides have nothing to write.
    pub fn flow(&mut self) {
        loop {
            self.esme.write(self.now);
            self.smsc.write(self.now);
            if self.esme.outbox.is_empty() && self.smsc.outbox.is_empty() {
                return;
            }
            self.smsc.inbox.append(&mut self.esme.outbox);
            self.esme.inbox.append(&mut self.smsc.outbox);
            self.esme.read(self.now);
            self.smsc.read(self.now);
        }
    }

    /// Lets time pass for both sides and delivers what they write.
    pub fn advance(&mut self, millis: u64) {
        self.now = Instant::from_millis(self.now.as_millis() + millis);
        self.esme.wait(self.now);
        self.smsc.wait(self.now);
        self.flow();
    }

    /// Goes to the next deadline of either side. Returns how far that was, or `None` if there is none.
    pub fn step(&mut self) -> Option<u64> {
        let ends = [self.esme.session.poll_timeout(), self.smsc.session.poll_timeout()];
        let next = ends.into_iter().flatten().min()?;
        let millis = next.saturating_since(self.now).as_millis();
        self.advance(millis);
        Some(millis)
    }

    /// The states of the ESME and of the message centre.
    pub fn states(&self) -> [State; 2] {
        [self.esme.session.state(), self.smsc.session.state()]
    }
}

/// A complete bind of any of the three kinds.
pub fn bind_octets(bind: CommandId, interface_version: u8) -> Vec<u8> {
    let mut body = b"esme\0secret\0\0".to_vec();
    body.extend_from_slice(&[interface_version, 0, 0, 0]);
    pdu_octets(bind, 0, 0, &body)
}

/// A complete PDU.
pub fn pdu_octets(command_id: CommandId, status: u32, sequence_number: u32, body: &[u8]) -> Vec<u8> {
    let raw = RawPdu { command_id, command_status: CommandStatus(status), sequence_number, body };
    let mut out = vec![0; body.len() + 16];
    let encoded =
        smpp_core::Encode::encode_with(&raw, raw.command_status, sequence_number, Rules::AS_IS, &mut out);
    assert!(encoded.is_ok());
    out
}
