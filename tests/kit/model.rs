//! A naive model of one side of a session, written from the standard and the session's documentation: lists that are
//! searched from the front, one table of deadlines, no packing, no hashing. Of the library it uses only the state
//! table, which has its own test, and the decoders.
//!
//! Three choices are left to the session, within limits that are checked: how long a token lives between one and two
//! spans of `pending_timeout`, which numbers are skipped when many requests share a place in the table, and which reason
//! counts when one call meets several deadlines.

mod closing;
mod incoming;
mod outgoing;
mod time;
mod tokens;

use closing::{Ours, Theirs};
use smpp_core::session::{CloseReason, Config, Side, State};
use smpp_core::{CommandId as Id, CommandStatus as Status, Duration, Version};
use std::collections::{BTreeSet, VecDeque};
use tokens::Issued;

/// Answers to enquire_link that may wait to be written.
const AUTOMATIC: usize = 8;
/// The last number; after it comes 1.
const LAST: u32 = 0x7FFF_FFFF;
/// The most slots that are used, however many there are.
const SLOTS: usize = 65_535;
/// Vendor requests of different kinds that may be in flight.
const VENDOR_KINDS: usize = 4;

/// A point in time, or a deadline. Wider than the clock, so that nothing overflows.
type Millis = u128;

/// The expected result of a call of `recv`.
#[derive(Debug, PartialEq, Eq)]
pub enum Received {
    /// Octets used, and the event.
    Event(usize, Told),
    /// How many octets the input must have.
    NeedMore(usize),
    /// No slot for the answer.
    Blocked,
    /// Closed.
    Fatal(CloseReason),
}

/// An expected event: its name and contents, as in [`Seen`](crate::pair::Seen).
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The variant's name.
    pub kind: &'static str,
    /// The caller's value.
    pub value: Option<u32>,
    /// The command_id of the request.
    pub request: Option<Id>,
    /// The default answer to the token.
    pub proposed: Option<Status>,
    /// The rest, if any.
    pub detail: Option<String>,
}

fn told(kind: &'static str) -> Told {
    Told { kind, ..Told::default() }
}

/// One of our requests that has no outcome yet.
#[derive(Debug)]
struct Waiting {
    /// 0 for an `enquire_link` until it is written.
    number: u32,
    command: Id,
    /// When it was sent, or should have been.
    sent: Millis,
    /// When it times out, on the clock that stops while the session is blocked.
    due: Millis,
    value: Option<u32>,
    /// It has timed out and has not been reported.
    over: bool,
}

/// Why the front of the input cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stall {
    Incomplete,
    NoPlace,
    Pending,
}

/// The naive session.
#[derive(Debug)]
pub struct Model {
    config: Config,
    side: Side,
    slots: usize,
    /// The state.
    pub state: State,
    /// The version in use.
    pub version: Version,
    /// Whether the documentation says which version a closed session has.
    pub version_is_known: bool,

    now: Millis,
    /// How long the clock of responses, silence and inactivity was stopped, without the current stop.
    stood: Millis,
    /// When the current stop began.
    stands_since: Option<Millis>,

    /// Up to when requests have timed out, on that clock.
    looked: Millis,

    next_number: u32,
    given_out: BTreeSet<u32>,
    skipped: BTreeSet<u32>,
    /// The requests in flight.
    numbers: BTreeSet<u32>,
    window: VecDeque<Waiting>,
    bind: Option<Waiting>,
    unbind: Option<Waiting>,
    /// The session's own enquire_link.
    enquire: Option<Waiting>,

    /// Numbers of enquire_link that wait for their answer.
    answers: VecDeque<u32>,
    nack: Option<u32>,
    tokens: Vec<Issued>,
    issued: usize,
    /// Tokens that have expired and have not been reported.
    expired: u32,

    ours: Ours,
    theirs: Theirs,
    their_number: u32,

    /// When it began to wait for a bind.
    init_since: Millis,
    /// On the clock that stops while the session is blocked.
    last_pdu: Millis,
    /// On the same clock.
    last_transaction: Millis,
    stall: Option<(Stall, Option<Millis>)>,
    skip: usize,

    /// Why it closed.
    pub closed: Option<CloseReason>,
    /// Whether the connection must be closed now.
    pub must_close: bool,
    /// When it must be closed.
    give_up: Option<Millis>,
    closed_told: bool,

    /// PDUs written.
    pub sent: u64,
    /// PDUs received.
    pub received: u64,
    /// Requests refused.
    pub refused: u32,
    /// Responses that came too late.
    pub late: u32,
    /// Responses with a number that was skipped: the session may count them as late.
    pub perhaps_late: u32,
    /// Requests that timed out.
    pub timed_out: u32,
    /// Whether every round trip was short enough to be counted.
    pub measurable: bool,
    /// Every round trip.
    pub round_trips: Vec<u64>,
}

fn is_bind(command: Id) -> bool {
    [Id::BIND_RECEIVER, Id::BIND_TRANSMITTER, Id::BIND_TRANSCEIVER].contains(&command)
}

/// Whether it is sent without a value.
pub fn is_control(command: Id) -> bool {
    is_bind(command) || is_one_way(command) || command == Id::UNBIND
}

fn is_one_way(command: Id) -> bool {
    [Id::OUTBIND, Id::ALERT_NOTIFICATION].contains(&command)
}

/// Whether no version has a request with this id. The response to 0 would be generic_nack.
fn is_vendor(command: Id) -> bool {
    command.def().is_none() && !command.is_response() && command.0 != 0
}

impl Model {
    /// A session that has just been connected.
    pub fn new(now: u64, side: Side, config: &Config, slots: usize) -> Self {
        let now = Millis::from(now);
        Self {
            config: config.clone(),
            side,
            slots: slots.min(SLOTS),
            state: State::Open,
            version: config.fixed_version.unwrap_or(config.version),
            version_is_known: true,
            now,
            stood: 0,
            stands_since: None,
            looked: now,
            next_number: config.first_sequence_number,
            given_out: BTreeSet::new(),
            skipped: BTreeSet::new(),
            numbers: BTreeSet::new(),
            window: VecDeque::new(),
            bind: None,
            unbind: None,
            enquire: None,
            answers: VecDeque::new(),
            nack: None,
            tokens: Vec::new(),
            issued: 0,
            expired: 0,
            ours: Ours::Stay,
            theirs: Theirs::Stay,
            their_number: 0,
            init_since: now,
            last_pdu: now,
            last_transaction: now,
            stall: None,
            skip: 0,
            closed: None,
            must_close: false,
            give_up: None,
            closed_told: false,
            sent: 0,
            received: 0,
            refused: 0,
            late: 0,
            perhaps_late: 0,
            timed_out: 0,
            measurable: true,
            round_trips: Vec::new(),
        }
    }

    /// Time never goes back.
    pub fn tick(&mut self, now: u64) {
        self.now = self.now.max(now.into());
    }

    /// The latest time.
    pub fn latest(&self) -> u64 {
        u64::try_from(self.now).expect("it came as one")
    }

    /// Requests that hold a slot.
    pub fn in_flight(&self) -> usize {
        self.window.len()
    }

    /// Slots that are free.
    pub fn window_free(&self) -> usize {
        self.slots - self.window.len()
    }

    /// Changes how long requests wait from now on.
    pub fn set_response_timeout(&mut self, timeout: Duration) {
        self.config.response_timeout = timeout;
    }

    fn response_timeout(&self) -> Millis {
        self.config.response_timeout.as_millis().into()
    }

    /// The version of the session until a bind gives another one.
    fn our_version(&self) -> Version {
        self.config.fixed_version.unwrap_or(self.config.version)
    }

    fn negotiated(&self, other: Version) -> Version {
        self.config.fixed_version.unwrap_or(self.config.version.min(other))
    }

    /// Strictly, 3.3 has no transceiver.
    fn too_old_for(&self, bind: Id, version: Version) -> bool {
        self.config.strict_version && bind == Id::BIND_TRANSCEIVER && version == Version::V33
    }

    /// A bind has failed.
    fn open_again(&mut self) {
        self.state = State::Open;
        self.version = self.our_version();
        self.init_since = self.now;
    }

    /// Removes the request with this number.
    fn take(&mut self, number: u32) -> Option<Waiting> {
        for place in [&mut self.bind, &mut self.unbind, &mut self.enquire] {
            if place.as_ref().is_some_and(|waiting| waiting.number == number && number != 0) {
                self.numbers.remove(&number);
                return place.take();
            }
        }
        let at = self.window.iter().position(|waiting| waiting.number == number)?;
        self.numbers.remove(&number);
        self.window.remove(at)
    }

    /// Whether there is something to write.
    pub fn wants_transmit(&self) -> bool {
        let asks = self.enquire.as_ref().is_some_and(|waiting| waiting.number == 0);
        let leaves = matches!(self.ours, Ours::Queued { .. }) || matches!(self.theirs, Theirs::Queued { .. });
        !self.answers.is_empty() || self.nack.is_some() || asks || leaves
    }

    /// Whether nothing is left to do.
    pub fn wants_close(&self) -> bool {
        if self.closed.is_some() {
            return self.nack.is_none();
        }
        let answered = matches!(self.theirs, Theirs::Stay | Theirs::Sent { .. });
        self.state == State::Unbound && self.unbind.is_none() && answered && !self.wants_transmit()
    }
}
