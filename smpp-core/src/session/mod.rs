//! A session of either side as a pure state machine: bytes, requests and time go in, bytes and events come out.
//!
//! There is no I/O and no clock inside, and no payload is kept. The caller owns the connection, the buffers and the time,
//! and calls in this order, again and again:
//!
//! 1. [`recv`](Session::recv) on what was read, until it says `NeedMore`, `Blocked` or `Fatal`. Use `match`, not
//!    `while let`, which would hide the other answers. An event with a [`Token`] is answered with
//!    [`reply`](Session::reply), [`refuse`](Session::refuse) or [`answer_default`](Session::answer_default), now or later.
//! 2. [`handle_timeout`](Session::handle_timeout), after `recv`, so that an answer that is there wins against its timer.
//! 3. [`poll_event`](Session::poll_event) until `None`.
//! 4. [`send`](Session::send), as long as there are requests, [`window_free`](Session::window_free) and room to write.
//! 5. [`poll_transmit`](Session::poll_transmit) until `None`: it needs 16 octets of room each time.
//! 6. When [`wants_close`](Session::wants_close) says so and the last octets went out, close the connection. When
//!    [`must_close`](Session::must_close) says so, close it even if octets are left: the peer does not take them.
//! 7. Wait for the connection or [`poll_timeout`](Session::poll_timeout), whichever comes first.
//!
//! When the connection ends: `recv` what is left, then [`transport_closed`](Session::transport_closed), then `poll_event`
//! until `None`: every request in flight comes back once, and [`Event::Closed`] is the last.
//!
//! [`drivers`] has that loop in full for threads, tokio and bare metal, and a receipt that overtakes its submit_sm_resp.
//!
//! On `Blocked` stop reading and keep writing. On an error of a call there is nothing to send and nothing changed: what
//! stands in `out` then means nothing, and the value or token that was given comes back in [`Returned`].
//!
//! ```
//! use smpp_core::pdu::{BindTransceiver, SubmitSm, SubmitSmResp};
//! use smpp_core::session::{Config, Event, Recv, Session, SessionError, Side, Slot};
//! use smpp_core::{CommandId, CommandStatus, Instant, Tlv};
//!
//! type Link = Session<[Slot<u32>; 4]>;
//!
//! /// What a message centre does with an event: writes its answer to `out`.
//! fn serve(session: &mut Link, now: Instant, event: Event<'_, u32>, out: &mut [u8]) -> Result<usize, SessionError> {
//!     let ok = CommandStatus::ESME_ROK;
//!     let sent = match event {
//!         Event::Bind { token, .. } => {
//!             let version = [Tlv::sc_interface_version(session.version().interface_version())];
//!             session.accept_bind(now, token, "SMSC", &version, out)?
//!         }
//!         Event::Request { token, pdu } if pdu.command_id == CommandId::SUBMIT_SM => {
//!             let resp = SubmitSmResp { message_id: "1".into(), ..Default::default() };
//!             session.reply(now, token, ok, &resp, out)?
//!         }
//!         Event::Request { token, .. } | Event::Refused { token, .. } => session.answer_default(now, token, out)?,
//!         _ => return Ok(0),
//!     };
//!     Ok(sent.len)
//! }
//!
//! let now = Instant::ZERO;
//! let config = Config::default();
//! let window = || [const { Slot::new() }; 4];
//! let mut esme = Session::new(now, Side::Esme, 1, &config, window());
//! let mut smsc = Session::new(now, Side::Smsc, 2, &config, window());
//! let (mut there, mut back) = ([0; 256], [0; 256]);
//!
//! // One request after the other over a "connection" of two buffers.
//! let bind = BindTransceiver { system_id: "ESME".into(), interface_version: 0x34.into(), ..Default::default() };
//! let sent = esme.send(now, &bind, 7, &mut there)?;
//! let Recv::Event { event, .. } = smsc.recv(now, &there[..sent.len]) else { panic!() };
//! let len = serve(&mut smsc, now, event, &mut back)?;
//! let Recv::Event { event: Event::Bound { value: 7, .. }, used } = esme.recv(now, &back[..len]) else { panic!() };
//! assert_eq!(used, len);
//!
//! let submit_sm = SubmitSm { short_message: b"Hello", ..SubmitSm::default() };
//! let sent = esme.send(now, &submit_sm, 8, &mut there)?;
//! let Recv::Event { event, .. } = smsc.recv(now, &there[..sent.len]) else { panic!() };
//! let len = serve(&mut smsc, now, event, &mut back)?;
//! match esme.recv(now, &back[..len]) {
//!     Recv::Event { event: Event::Response { value, pdu, .. }, .. } => {
//!         assert_eq!(value, 8);
//!         assert_eq!(pdu.decode::<SubmitSmResp>().unwrap().message_id, "1");
//!     }
//!     other => panic!("{other:?}"),
//! }
//! # Ok::<(), SessionError>(())
//! ```

mod answer;
mod asked;
mod config;
mod counters;
#[doc = include_str!("../../docs/drivers.md")]
#[doc = "```no_run"]
#[doc = include_str!("../../examples/tokio_common/mod.rs")]
#[doc = "```\n"]
#[doc = include_str!("../../docs/drivers-bare-metal.md")]
pub mod drivers {}
mod error;
mod event;
mod fate;
mod owed;
pub mod pace;
mod phase;
mod recv;
mod send;
mod sequence;
pub mod table;
mod time;
mod timers;
mod token;
mod vendor;
mod window;

pub use answer::Undecoded;
pub use config::{Config, OnInactivity, WhenOwedFull};
pub use counters::Counters;
pub use error::{Returned, SessionError};
pub use event::{CloseReason, Event, Recv, Refusal, Sent};
pub use fate::Fate;
pub use recv::bind_info;
pub use table::{Side, State};
pub use token::{Answers, AnyRequest, Token};
pub use window::{Slot, Window};

use crate::codes::{CommandId, Version};
use crate::frame::Framer;
use crate::instant::{Duration, Instant};
use crate::rules::Rules;
use owed::Owed;
use phase::Phase;
use sequence::Numbers;
use table::Command;
use timers::{LONGEST_STEP, Millis, NEVER, Span};
use window::Flights;

/// Places for answers that the session makes by itself.
const AUTOMATIC: usize = 8;

/// A session: one connection, seen from one side. See the [module](self) for the order of calls.
#[derive(Debug)]
pub struct Session<W: Window> {
    flights: Flights,
    control: Option<Control<W::Value>>,
    enquire: Enquire,
    /// Sequence numbers of enquire_link to answer.
    answers: heapless::Vec<u32, AUTOMATIC, u8>,
    framer: Framer,
    numbers: Numbers,
    owed: Owed,
    counters: Counters,
    settings: Settings,
    /// The caller's time at which the session's time was 0. It moves on when the caller's time makes a leap.
    base: Millis,
    /// The latest time seen.
    now: Millis,
    /// How long the peer's clock has stood still so far: see [`Session::peer_clock`].
    held: Millis,
    /// Up to when requests in flight have run out, on the peer's clock.
    due: Millis,
    /// On the peer's clock.
    last_pdu: Millis,
    /// On the peer's clock.
    last_activity: Millis,
    /// When the phase ends by itself.
    phase_due: Millis,
    stall_since: Millis,
    phase: Phase,
    stall: Stall,
    /// The number that unbind_resp, or the generic_nack before a fatal end, repeats.
    last_number: u32,
    nack: bool,
    side: Side,
    state: State,
    version: Version,
    reason: Option<CloseReason>,
    closed_told: bool,
    window: W,
}

/// A bind or an unbind in flight: it has its own place, so that it works when the window is full.
#[derive(Debug)]
struct Control<V> {
    value: Option<V>,
    /// On the peer's clock.
    due: Millis,
    sequence_number: u32,
    command: Command,
}

/// The session's own enquire_link.
#[derive(Debug)]
struct Enquire {
    /// When its answer is overdue, on the peer's clock; [`NEVER`] when there is none in flight.
    due: Millis,
    sent: u32,
    /// 0 until it is written.
    sequence_number: u32,
}

impl Enquire {
    const NONE: Self = Self { due: NEVER, sent: 0, sequence_number: 0 };

    const fn is_queued(&self) -> bool {
        self.due != NEVER && self.sequence_number == 0
    }

    /// Whether this is the number of one that was written.
    const fn has_number(&self, number: u32) -> bool {
        self.due != NEVER && number != 0 && self.sequence_number == number
    }
}

/// What keeps the front of the input from being used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stall {
    None,
    Incomplete,
    /// Every automatic place holds an answer.
    NoPlace,
    /// The caller owes as many replies as it may.
    Owed,
}

/// [`Config`] in the form that takes the least room.
#[derive(Debug)]
struct Settings {
    response: Span,
    session_init: Span,
    enquire_link: Span,
    inactivity: Span,
    pdu: Span,
    drain: Span,
    owed: Span,
    tag: u32,
    max_owed: u32,
    version: Version,
    absent_version: Version,
    fixed_version: Option<Version>,
    strict_version: bool,
    strict_tails: bool,
    omit_tlvs: bool,
    block_when_owed: bool,
    close_when_inactive: bool,
}

impl Settings {
    fn new(tag: u32, config: &Config) -> Self {
        let block_when_owed = config.when_owed_full == WhenOwedFull::Block;
        Self {
            response: Span::new(Some(config.response_timeout)),
            session_init: Span::new(config.session_init_timeout),
            enquire_link: Span::new(config.enquire_link_interval),
            inactivity: Span::new(config.inactivity_timeout),
            pdu: Span::new(config.pdu_timeout),
            drain: Span::new(Some(config.drain_timeout)),
            // At 0 every token would be dead at its birth.
            owed: Span::new(config.owed_timeout.map(|span| span.max(Duration::from_millis(1)))),
            tag,
            // Blocked by none would be blocked for ever.
            max_owed: config.max_owed.max(u32::from(block_when_owed)),
            version: config.version,
            absent_version: config.absent_version,
            fixed_version: config.fixed_version,
            strict_version: config.strict_version,
            strict_tails: config.strict_tails,
            omit_tlvs: config.omit_tlvs,
            block_when_owed,
            close_when_inactive: config.on_inactivity == OnInactivity::Close,
        }
    }

    fn negotiated(&self, other: Version) -> Version {
        self.fixed_version.unwrap_or_else(|| self.version.min(other))
    }

    /// Ours, before a bind has settled anything.
    fn own_version(&self) -> Version {
        self.fixed_version.unwrap_or(self.version)
    }

    /// Whether this side keeps the bind out: bind_transceiver is not in 3.3.
    fn forbids_bind(&self, command_id: CommandId, version: Version) -> bool {
        self.strict_version && command_id == CommandId::BIND_TRANSCEIVER && version == Version::V33
    }
}

impl<V, W: Window<Value = V>> Session<W> {
    /// A session on a connection that was just made: state OPEN. The side that connected has nothing to do with the
    /// side of the session: after outbind it is the message centre that connects.
    ///
    /// `tag` differs between the sessions of a program (a count of connections, say), so that a [`Token`] of one is refused
    /// by another. What the slots held before is dropped.
    pub fn new(now: Instant, side: Side, tag: u32, config: &Config, mut window: W) -> Self {
        let flights = Flights::new(window.slots_mut());
        let settings = Settings::new(tag, config);
        let version = settings.own_version();
        let phase_due = settings.session_init.after(0);
        Self {
            flights,
            control: None,
            enquire: Enquire::NONE,
            answers: heapless::Vec::new(),
            framer: Framer::new(config.max_pdu).with_hard_max(config.hard_max),
            numbers: Numbers::new(config.first_sequence_number),
            owed: Owed::new(),
            counters: Counters::default(),
            settings,
            base: now.as_millis(),
            now: 0,
            held: 0,
            due: 0,
            last_pdu: 0,
            last_activity: 0,
            phase_due,
            stall_since: 0,
            phase: Phase::AwaitingBind,
            stall: Stall::None,
            last_number: 0,
            nack: false,
            side,
            state: State::Open,
            version,
            reason: None,
            closed_told: false,
            window,
        }
    }

    /// Which side this is.
    pub const fn side(&self) -> Side {
        self.side
    }

    /// The state.
    pub const fn state(&self) -> State {
        self.state
    }

    /// The version that the session works with: ours until a bind settles it.
    pub const fn version(&self) -> Version {
        self.version
    }

    /// What the session encodes with.
    pub const fn rules(&self) -> Rules {
        let rules = Rules::of(self.version);
        if self.settings.omit_tlvs { rules.omitting() } else { rules }
    }

    /// Requests in flight that hold a slot. bind, unbind and the session's own enquire_link do not.
    pub const fn in_flight(&self) -> usize {
        self.flights.len()
    }

    /// Slots that are free.
    pub const fn window_free(&self) -> usize {
        self.flights.free()
    }

    /// Requests of the peer whose [`Token`] is out.
    pub const fn owed(&self) -> u32 {
        self.owed.count()
    }

    /// What was counted so far.
    pub const fn counters(&self) -> Counters {
        self.counters
    }

    /// Why the session closed; none while it lives.
    pub const fn close_reason(&self) -> Option<CloseReason> {
        self.reason
    }

    /// Changes the response timer for requests sent from now on. None of them runs out before one sent earlier.
    pub fn set_response_timeout(&mut self, timeout: Duration) {
        self.settings.response = Span::new(Some(timeout));
    }

    /// Whether nothing is left to do on the connection: after unbind and its response, or when the session closed it.
    /// Close the connection once the last octets went out, then call [`Session::transport_closed`].
    pub fn wants_close(&self) -> bool {
        let done = match self.phase {
            Phase::UnbindRespSent | Phase::UnbindAnswered => self.control.is_none(),
            phase => matches!(phase, Phase::Closing | Phase::Closed),
        };
        done && !self.wants_transmit()
    }

    /// Whether to close the connection now, even when octets have not left yet: the peer had time enough to take them.
    ///
    /// A session that ends by unbind or because framing is lost gives its last octets [`Config::response_timeout`] to leave.
    /// One that a timer closes gives them no time: all there was to write has had its time before.
    pub const fn must_close(&self) -> bool {
        matches!(self.phase, Phase::Closed)
    }

    /// The connection has ended, for whatever reason and from whichever side.
    pub fn transport_closed(&mut self, now: Instant) {
        self.tick(now);
        if self.reason.is_none() {
            self.close(match (self.state, self.stall) {
                (State::Unbound, _) => CloseReason::Unbound,
                (_, Stall::Incomplete) => CloseReason::ClosedInsidePdu,
                _ => CloseReason::TransportClosed,
            });
        }
        // Framing may have been lost before.
        self.give_up();
    }

    /// Ends the session. Requests in flight leave one by one through `poll_event`.
    #[inline(never)]
    fn close(&mut self, reason: CloseReason) -> CloseReason {
        if self.state == State::BindPending {
            self.version = self.settings.own_version();
        }
        self.reason = Some(reason);
        self.state = State::Closed;
        self.enquire = Enquire::NONE;
        self.owed.clear();
        if matches!(reason, CloseReason::FramingLost { .. }) {
            self.nack = true;
            self.enter(Phase::Closing);
        } else {
            self.give_up();
        }
        reason
    }

    /// What has not left by now never will.
    #[inline(never)]
    fn give_up(&mut self) {
        self.answers.clear();
        self.nack = false;
        self.enter(Phase::Closed);
    }

    /// The clock of a phase starts with it.
    #[inline(never)]
    fn enter(&mut self, phase: Phase) {
        let settings = &self.settings;
        let span = match phase {
            Phase::AwaitingBind => settings.session_init,
            Phase::Draining | Phase::PeerDraining => settings.drain,
            // The peer has yet to answer our own unbind, which has its own deadline.
            Phase::UnbindRespSent if self.control.is_some() => Span::NONE,
            Phase::UnbindQueued
            | Phase::UnbindRespQueued
            | Phase::UnbindRespSent
            | Phase::UnbindAnswered
            | Phase::Closing => settings.response,
            Phase::Active | Phase::UnbindSent | Phase::Closed => Span::NONE,
        };
        self.phase = phase;
        self.phase_due = span.after(self.now);
        if phase.is_leaving() && self.stall == Stall::Owed {
            // Who leaves does not wait for what the caller holds back.
            self.stalled(Stall::None);
        }
    }

    /// The bind that was pending came to nothing: the session is OPEN, with time for another.
    #[inline(never)]
    fn reopen(&mut self) {
        self.state = State::Open;
        self.version = self.settings.own_version();
        self.enter(Phase::AwaitingBind);
    }

    /// Something that a leaving session waits for may be over.
    fn drain(&mut self) {
        if self.phase.is_leaving() {
            self.drained();
        }
    }

    #[inline(never)]
    fn drained(&mut self) {
        match self.phase {
            Phase::Draining if self.flights.len() == 0 && self.owed.count() == 0 => {
                self.queue_unbind();
            }
            Phase::PeerDraining if self.owed.count() == 0 => self.enter(Phase::UnbindRespQueued),
            _ => {}
        }
    }

    /// A place for a reply is free again.
    #[inline(never)]
    fn settled(&mut self) {
        if self.stall == Stall::Owed && self.owed.count() < self.settings.max_owed {
            self.stalled(Stall::None);
        }
        self.drain();
    }

    /// Time never goes back: an earlier `now` counts as the latest seen. Tokens run out by it, whichever call brings it.
    #[inline(never)]
    fn tick(&mut self, now: Instant) -> Millis {
        let elapsed = now.as_millis().saturating_sub(self.base);
        let step = elapsed.saturating_sub(self.now);
        self.base = self.base.saturating_add(step.saturating_sub(LONGEST_STEP));
        self.now = self.now.saturating_add(step.min(LONGEST_STEP));
        if self.owed.count() > 0 && self.owed.due(self.settings.owed) <= self.now {
            self.expire_tokens();
        }
        self.now
    }

    #[cold]
    #[inline(never)]
    fn expire_tokens(&mut self) {
        self.owed.expire(self.now, self.settings.owed);
        if self.side == Side::Smsc && self.state == State::BindPending && !self.owed.is_bind_live() {
            self.reopen();
        }
        self.settled();
    }

    /// Whether the peer's clock stands still: the caller holds back what the peer sent ([`WhenOwedFull::Block`]), and
    /// answers wait behind it. Without [`Config::owed_timeout`] nothing would bound that, and the clock goes on.
    fn holds_back(&self) -> bool {
        self.stall == Stall::Owed && self.settings.owed != Span::NONE
    }

    /// The clock by which the peer has to answer.
    #[cfg_attr(target_os = "none", inline(never))]
    fn peer_clock(&self) -> Millis {
        let now = if self.holds_back() { self.stall_since } else { self.now };
        now.saturating_sub(self.held)
    }

    /// The clock of a stall starts with it.
    fn stalled(&mut self, stall: Stall) {
        if self.stall != stall {
            self.stall_as(stall);
        }
    }

    #[inline(never)]
    fn stall_as(&mut self, stall: Stall) {
        if self.holds_back() {
            let held = self.now.saturating_sub(self.stall_since);
            self.held = self.held.saturating_add(held);
        }
        self.stall = stall;
        self.stall_since = self.now;
    }

    /// A `sequence_number` that nothing in flight has.
    #[inline(never)]
    fn free_number(&self) -> Option<u32> {
        // Besides the window, a bind or unbind and an enquire_link.
        let most = self.flights.refused_in_a_row().saturating_add(2);
        self.numbers.peek(most, |number| {
            !self.flights.takes(self.window.slots(), number)
                || self.control.as_ref().is_some_and(|control| control.sequence_number == number)
                || self.enquire.has_number(number)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_without_its_window_takes_at_most_368_octets() {
        fn size<V>() -> usize {
            size_of::<Session<[Slot<V>; 0]>>()
        }
        for size in [size::<()>(), size::<u32>(), size::<&u32>(), size::<u64>()] {
            assert!(size <= 368, "{size}");
        }
    }
}
