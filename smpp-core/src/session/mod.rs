//! A sans-I/O state machine for either side of an SMPP session.
//!
//! A session turns input octets, requests and the passing of time into output octets and events. It
//! does no I/O, reads no clock and keeps no payload. The caller owns the connection, the buffers
//! and the clock, and calls in this order, in a loop:
//!
//! 1. [`recv`](Session::recv) on the input, until it returns `NeedMore`, `Blocked` or `Fatal`. Use
//!    `match`; `while let` would hide these. Answer each event that has a [`Token`], now or later,
//!    with [`answer`](Session::answer), [`refuse`](Session::refuse) or
//!    [`answer_default`](Session::answer_default).
//! 2. [`handle_timeout`](Session::handle_timeout), after `recv` so that a response already in the buffer does not
//!    time out.
//! 3. [`poll_event`](Session::poll_event) until it returns `None`.
//! 4. [`prepare`](Session::prepare) and [`keep`](Prepared::keep), while there are requests,
//!    [`window_free`](Session::window_free) is not 0 and the output has room.
//! 5. [`poll_transmit`](Session::poll_transmit) until it returns `None`. It needs 16 octets of room
//!    each time.
//! 6. If [`wants_close`](Session::wants_close) returns `true`, close the connection once all output
//!    is written. If [`must_close`](Session::must_close) returns `true`, close it even if output is
//!    left: the peer had enough time to read it.
//! 7. Wait until the connection is ready or [`poll_timeout`](Session::poll_timeout) is reached,
//!    whichever comes first.
//!
//! When the connection ends, call `recv` on the remaining input, then
//! [`transport_closed`](Session::transport_closed), then `poll_event` until it returns `None`. The value of
//! each request in flight is returned once, and [`Event::Closed`] is always the last event.
//!
//! A [`Link`](crate::link::Link) adds the buffers and makes these calls; [`drivers`](crate::link::drivers) has the rest
//! of the loop for threads, tokio, smol, mio, Embassy and bare metal.
//!
//! While `recv` returns `Blocked`, stop reading and keep writing. If a call returns a [`SessionError`] or
//! [`Returned`], the session is unchanged; ignore the contents of `out`. `Returned` has the token that you passed.
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
//!             session.answer(now, token, ok, &resp, out)?
//!         }
//!         Event::Request { token, .. } | Event::Disallowed { token, .. } => session.answer_default(now, token, out)?,
//!         _ => return Ok(0),
//!     };
//!     Ok(sent.len)
//! }
//!
//! let now = Instant::ZERO;
//! let config = Config::default();
//! let window = || [Slot::EMPTY; 4];
//! let mut esme = Session::new(now, Side::Esme, 1, &config, window());
//! let mut smsc = Session::new(now, Side::Smsc, 2, &config, window());
//! let (mut there, mut back) = ([0; 256], [0; 256]);
//!
//! // One request after the other over a "connection" of two buffers.
//! let bind = BindTransceiver { system_id: "ESME".into(), ..Default::default() };
//! let sent = esme.bind(now, &bind, &mut there)?;
//! let Recv::Event { event, .. } = smsc.recv(now, &there[..sent.len]) else { panic!() };
//! let len = serve(&mut smsc, now, event, &mut back)?;
//! let Recv::Event { event: Event::Bound { .. }, used } = esme.recv(now, &back[..len]) else { panic!() };
//! assert_eq!(used, len);
//!
//! let submit_sm = SubmitSm { short_message: b"Hello", ..SubmitSm::default() };
//! let sent = esme.prepare(now, &submit_sm, &mut there)?.keep(8);
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
mod backoff;
mod body;
mod config;
mod counters;
mod error;
mod event;
mod outcome;
mod pacer;
mod pause;
mod pending;
mod phase;
mod recv;
mod role;
mod send;
mod sequence;
pub mod table;
mod time;
mod timers;
mod token;
mod vendor;
mod window;

pub use answer::Undecoded;
pub use backoff::Backoff;
pub use body::bind_info;
pub use config::{Config, OnInactivity, WhenPendingFull};
pub use counters::Counters;
pub use error::{Returned, SessionError};
pub use event::{CloseReason, Event, Recv, Sent};
pub use outcome::Outcome;
pub use pacer::Pacer;
pub use pause::{Pause, PauseCause, congestion_state};
pub(crate) use recv::NoFrame;
pub use role::{Esme, Role, Smsc};
pub use send::Prepared;
pub use table::{Disallowed, Side, State};
pub(crate) use token::Grant;
pub use token::{Answers, AnyRequest, Token};
pub use window::{Slot, Window};

use crate::codes::Version;
use crate::debug::shows;
use crate::frame::Framer;
use crate::rules::Rules;
use crate::stored::Stored;
use crate::wire::SMALL;
use config::{Settings, Switch};
use pending::Pending;
use phase::Phase;
use sequence::Numbers;
use smpp_gsm7::{Duration, Instant};
use table::Command;
use timers::{Millis, NEVER, Span};
use window::Flights;

/// How many automatic answers can be queued. Further enquire_links wait in the input until one of these is written.
const AUTOMATIC: usize = if SMALL { 2 } else { 8 };

/// A session: one connection, seen from one side. See the [module](self) for the order of calls.
///
/// ```
/// use smpp_core::Instant;
/// use smpp_core::session::{Config, Session, Side, Slot, State};
/// // The values kept with requests in flight are numbers here; use whatever lets you find your message again.
/// let window: [Slot<u64>; 10] = [Slot::EMPTY; 10];
/// let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
/// assert_eq!((session.state(), session.window_free()), (State::Open, 10));
/// ```
pub struct Session<W: Window, R: Role = Side> {
    flights: Flights,
    control: Option<Control>,
    enquire: Enquire,
    /// The sequence numbers of the enquire_links that still need an answer: the first `unanswered` of these.
    answers: [u32; AUTOMATIC],
    framer: Framer,
    numbers: Numbers,
    pending: Pending,
    counters: Stored<Counters>,
    settings: Settings,
    /// The caller's time at which session time was 0. Moves forward when the caller's clock jumps
    /// ahead by more than [`timers::LONGEST_STEP`].
    base: Stored<Millis>,
    /// The latest time seen.
    now: Stored<Millis>,
    /// How long the peer's clock was stopped in all stalls that have ended; see [`Session::peer_clock`].
    held: Stored<Millis>,
    /// Requests in flight that were due by this time, on the peer's clock, have timed out.
    due: Stored<Millis>,
    /// In [`Phase::Active`], the time of the last transaction, on the peer's clock. In the other phases, the time at
    /// which the phase ends if nothing ends it before.
    phase_clock: Stored<Millis>,
    /// For [`Stall::Pending`], when the stall began. For the others, when it ends the session.
    stall_clock: Stored<Millis>,
    phase: Phase,
    stall: Stall,
    unanswered: u8,
    /// The number for unbind_resp, or for the generic_nack that precedes a fatal end.
    last_number: u32,
    nack: bool,
    role: R,
    state: State,
    version: Version,
    reason: Option<CloseReason>,
    closed_reported: bool,
    window: W,
}

shows!([W: Window, R: Role] Session<W, R>, "Session", |session| {
    tag: session.settings.tag,
    side: session.side(),
    state: session.state,
    version: session.version,
    in_flight: session.flights.len(),
    pending: session.pending.count(),
});

/// A bind or an unbind in flight. It does not use a slot, so it works when the window is full.
struct Control {
    /// On the peer's clock.
    due: Stored<Millis>,
    sequence_number: u32,
    command: Command,
}

/// The session's own enquire_link.
struct Enquire {
    /// On the peer's clock: when the answer is overdue or, if no enquire_link is in flight, the time of the last PDU.
    clock: Stored<Millis>,
    sent: u32,
    /// 0 until it is written. [`Enquire::IDLE`] when none is in flight.
    sequence_number: u32,
}

impl Enquire {
    /// We never use this `sequence_number`.
    const IDLE: u32 = u32::MAX;

    /// No enquire_link is in flight.
    const fn none(last_pdu: Millis) -> Self {
        Self { clock: Stored::new(last_pdu), sent: 0, sequence_number: Self::IDLE }
    }

    const fn is_idle(&self) -> bool {
        self.sequence_number == Self::IDLE
    }

    const fn is_queued(&self) -> bool {
        self.sequence_number == 0
    }

    /// Whether an enquire_link with this number was written.
    const fn has_number(&self, number: u32) -> bool {
        !self.is_idle() && number != 0 && self.sequence_number == number
    }
}

/// Why the next PDU in the input cannot be taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stall {
    None,
    Incomplete,
    /// The queue of automatic answers is full.
    NoPlace,
    /// [`Config::max_pending`] requests wait for an answer.
    Pending,
}

impl<V, W: Window<Value = V>, R: Role> Session<W, R> {
    /// Creates a session in state OPEN on a new connection. `side` says whether the session acts for the ESME or for
    /// the message centre. It does not depend on who opened the connection: with outbind, the message centre connects.
    ///
    /// Choose a different `tag` for each session of a program, for example the number of the connection. The
    /// session rejects a [`Token`] issued by a session with another tag. Existing contents of the slots are
    /// dropped.
    ///
    /// ```
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// use smpp_core::{Duration, Instant};
    /// let config = Config { enquire_link_interval: Some(Duration::from_secs(30)), ..Config::default() };
    /// let session = Session::new(Instant::ZERO, Side::Smsc, 7, &config, [Slot::<u32>::EMPTY; 4]);
    /// assert_eq!(session.side(), Side::Smsc);
    /// ```
    pub fn new(now: Instant, side: R, tag: u32, config: &Config, mut window: W) -> Self {
        let flights = Flights::new(window.slots_mut());
        let settings = Settings::new(tag, config);
        let version = settings.own_version();
        let phase_due = settings.session_init.after(0);
        Self {
            flights,
            control: None,
            enquire: Enquire::none(0),
            answers: [0; AUTOMATIC],
            framer: Framer::new(config.max_pdu).with_max_command_length(config.max_command_length),
            numbers: Numbers::new(config.first_sequence_number),
            pending: Pending::new(),
            counters: Stored::default(),
            settings,
            base: Stored::new(now.as_millis()),
            now: Stored::new(0),
            held: Stored::new(0),
            due: Stored::new(0),
            phase_clock: Stored::new(phase_due),
            stall_clock: Stored::new(NEVER),
            phase: Phase::AwaitingBind,
            stall: Stall::None,
            unanswered: 0,
            last_number: 0,
            nack: false,
            role: side,
            state: State::Open,
            version,
            reason: None,
            closed_reported: false,
            window,
        }
    }

    /// The side this session acts for.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// assert_eq!(session.side(), Side::Esme);
    /// ```
    pub fn side(&self) -> Side {
        self.role.side()
    }

    /// The current state.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// assert_eq!(session.state(), smpp_core::session::State::Open);
    /// ```
    pub const fn state(&self) -> State {
        self.state
    }

    /// The version in use: the configured one until a bind settles it.
    ///
    /// ```
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// use smpp_core::{Instant, Version};
    /// let config = Config { version: Version::V50, ..Config::default() };
    /// let session = Session::new(Instant::ZERO, Side::Esme, 1, &config, [Slot::<u32>::EMPTY; 4]);
    /// assert_eq!(session.version(), Version::V50);
    /// ```
    pub const fn version(&self) -> Version {
        self.version
    }

    /// The rules the session encodes with.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// // To encode a PDU outside of the session as the session would.
    /// assert_eq!(session.rules(), smpp_core::Rules::V34);
    /// ```
    pub const fn rules(&self) -> Rules {
        let rules = Rules::of(self.version);
        if self.settings.is_on(Switch::OmitTlvs) { rules.omitting() } else { rules }
    }

    /// Number of requests in flight that use a slot. Binds, unbinds and the session's own
    /// enquire_link do not.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::pdu::BindTransceiver;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let mut session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// session.bind(Instant::ZERO, &BindTransceiver::default(), &mut [0; 64])?;
    /// assert_eq!((session.in_flight(), session.window_free()), (0, 4));
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    pub const fn in_flight(&self) -> usize {
        self.flights.len()
    }

    /// Number of free slots.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// assert_eq!(session.window_free(), 4);
    /// ```
    pub const fn window_free(&self) -> usize {
        self.flights.free()
    }

    /// Number of the peer's requests with an unused [`Token`].
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// assert_eq!(session.pending(), 0);
    /// ```
    pub const fn pending(&self) -> u32 {
        self.pending.count()
    }

    /// Counters since the session started.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// assert_eq!(session.counters(), smpp_core::session::Counters::default());
    /// ```
    pub const fn counters(&self) -> Counters {
        self.counters.get()
    }

    /// Why the session closed; `None` until it closes.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let mut session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// assert_eq!(session.close_reason(), None);
    /// session.transport_closed(Instant::ZERO);
    /// assert_eq!(session.close_reason(), Some(smpp_core::session::CloseReason::TransportClosed));
    /// ```
    pub const fn close_reason(&self) -> Option<CloseReason> {
        self.reason
    }

    /// Changes [`Config::response_timeout`] from now on. Timers that are already running keep their
    /// deadlines. A later request never times out before an earlier one.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let mut session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// session.set_response_timeout(smpp_core::Duration::from_secs(5));
    /// ```
    pub fn set_response_timeout(&mut self, timeout: Duration) {
        self.settings.response = Span::new(Some(timeout));
    }

    /// [`Config::response_timeout`], or what [`Session::set_response_timeout`] has set.
    pub(crate) const fn response_timeout(&self) -> Duration {
        self.settings.response.duration()
    }

    /// Lowers [`Config::max_pdu`] to what an input buffer holds.
    pub(crate) fn limit_max_pdu(&mut self, octets: usize) {
        self.framer.limit_max_pdu(octets);
    }

    /// Whether the connection can be closed: unbind was answered, or the session has closed. Write
    /// the remaining octets, close the connection, then call [`Session::transport_closed`].
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let mut session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// session.shutdown(Instant::ZERO);
    /// // Nothing was bound, and nothing is left to write.
    /// assert!(session.wants_close());
    /// ```
    pub fn wants_close(&self) -> bool {
        let done = match self.phase {
            Phase::UnbindRespSent | Phase::UnbindAnswered => self.control.is_none(),
            phase => matches!(phase, Phase::Closing | Phase::Closed),
        };
        done && !self.wants_transmit()
    }

    /// Whether to close the connection now, even if octets are left to write: the peer had enough
    /// time to read them.
    ///
    /// A session that ends with unbind or [`Session::shutdown`], or because framing is lost, allows
    /// [`Config::response_timeout`] for its last octets. A session closed by a timer or by
    /// [`Session::transport_closed`] allows no more time.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let mut session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// assert!(!session.must_close());
    /// session.transport_closed(Instant::ZERO);
    /// assert!(session.must_close());
    /// ```
    pub const fn must_close(&self) -> bool {
        matches!(self.phase, Phase::Closed)
    }

    /// Tells the session that the connection has ended, for any reason and from either side.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::session::{CloseReason, Config, Event, Session, Side, Slot};
    /// let window: [Slot<u32>; 4] = [Slot::EMPTY; 4];
    /// let mut session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), window);
    /// session.transport_closed(Instant::ZERO);
    /// assert!(matches!(session.poll_event(), Some(Event::Closed { reason: CloseReason::TransportClosed, .. })));
    /// assert!(session.poll_event().is_none());
    /// ```
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_without_its_window_takes_at_most_352_octets() {
        fn size<V>() -> usize {
            size_of::<Session<[Slot<V>; 0]>>()
        }
        for size in [size::<()>(), size::<u32>(), size::<&u32>(), size::<u64>()] {
            assert!(size <= 352, "{size}");
        }
    }
}
