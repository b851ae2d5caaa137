//! Tables of the standard: who may send which PDU in which state, and which state follows. Pure functions of
//! version, side, state and command.
//!
//! Sending and accepting are separate. [`may_send`] is the matrix of the standard. [`accepts`] is wider, because an
//! enquire_link from a peer that is not bound yet is harmless.
//!
//! # State diagram
//!
//! A session starts in OPEN. When the connection ends, every state changes to CLOSED. `status` means a
//! `command_status` other than 0.
//!
//! ```text
//! OPEN          bind_receiver                   BIND_PENDING
//! OPEN          bind_transmitter                BIND_PENDING
//! OPEN          bind_transceiver                BIND_PENDING
//! OPEN          outbind                         OUTBOUND
//! BIND_PENDING  bind_receiver_resp              BOUND_RX
//! BIND_PENDING  bind_receiver_resp status       OPEN
//! BIND_PENDING  bind_transmitter_resp           BOUND_TX
//! BIND_PENDING  bind_transmitter_resp status    OPEN
//! BIND_PENDING  bind_transceiver_resp           BOUND_TRX
//! BIND_PENDING  bind_transceiver_resp status    OPEN
//! OUTBOUND      bind_receiver                   BIND_PENDING
//! OUTBOUND      bind_transmitter                BIND_PENDING
//! OUTBOUND      bind_transceiver                BIND_PENDING
//! BOUND_TX      unbind_resp                     UNBOUND
//! BOUND_RX      unbind_resp                     UNBOUND
//! BOUND_TRX     unbind_resp                     UNBOUND
//! ```

use crate::codes::{CommandId, CommandStatus, Version};

/// A side of a session.
///
/// ```
/// use smpp_core::session::Side;
/// // A message centre that connects and sends outbind is still the message centre.
/// let side = Side::Smsc;
/// assert_eq!(side.peer(), Side::Esme);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Side {
    /// The client, which binds.
    Esme,
    /// The message centre, which answers binds.
    Smsc,
}

impl Side {
    /// The opposite side.
    ///
    /// ```
    /// use smpp_core::session::Side;
    /// assert_eq!(Side::Esme.peer(), Side::Smsc);
    /// ```
    pub const fn peer(self) -> Self {
        match self {
            Self::Esme => Self::Smsc,
            Self::Smsc => Self::Esme,
        }
    }
}

/// The state of a session (v5.0 section 2.3). Both sides use the same names.
///
/// ```
/// use smpp_core::session::State;
/// assert_eq!(State::BoundTrx.name(), "BOUND_TRX");
/// assert!(State::BoundTrx.is_bound() && !State::Unbound.is_bound());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum State {
    /// OPEN: connected, no bind yet.
    Open = 1,
    /// OPEN or OUTBOUND with a bind pending, from the moment the bind is sent or received until it is answered.
    BindPending = 1 << 1,
    /// OUTBOUND: the message centre has asked the ESME to bind.
    Outbound = 1 << 2,
    /// BOUND_TX: the ESME is bound as a transmitter.
    BoundTx = 1 << 3,
    /// BOUND_RX: the ESME is bound as a receiver.
    BoundRx = 1 << 4,
    /// BOUND_TRX: the ESME is bound as a transceiver.
    BoundTrx = 1 << 5,
    /// UNBOUND: unbind was answered, and the connection is still open.
    Unbound = 1 << 6,
    /// CLOSED: the connection has ended, or can no longer be used.
    Closed = 0,
}

impl State {
    /// All states.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::BindPending,
        Self::Outbound,
        Self::BoundTx,
        Self::BoundRx,
        Self::BoundTrx,
        Self::Unbound,
        Self::Closed,
    ];

    /// Whether a bind was accepted and no unbind has been answered since.
    ///
    /// ```
    /// use smpp_core::session::State;
    /// let bound = State::ALL.into_iter().filter(|state| state.is_bound());
    /// assert!(bound.eq([State::BoundTx, State::BoundRx, State::BoundTrx]));
    /// ```
    pub const fn is_bound(self) -> bool {
        self.is_in(BOUND)
    }

    /// Whether the session is bound for messages from this side.
    pub(crate) const fn takes_messages_from(self, side: Side) -> bool {
        self.is_in(match side {
            Side::Esme => SENDS,
            Side::Smsc => RECEIVES,
        })
    }

    /// The standard's name for the state. `BIND_PENDING` is this crate's own.
    ///
    /// ```
    /// use smpp_core::session::State;
    /// assert_eq!(State::Open.name(), "OPEN");
    /// ```
    pub const fn name(self) -> &'static str {
        match self {
            Self::Open => "OPEN",
            Self::BindPending => "BIND_PENDING",
            Self::Outbound => "OUTBOUND",
            Self::BoundTx => "BOUND_TX",
            Self::BoundRx => "BOUND_RX",
            Self::BoundTrx => "BOUND_TRX",
            Self::Unbound => "UNBOUND",
            Self::Closed => "CLOSED",
        }
    }

    const fn is_in(self, states: States) -> bool {
        states & self as States != 0
    }
}

impl core::fmt::Display for State {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(self.name())
    }
}

/// A set of states, one bit each. CLOSED is never in a set.
type States = u8;

const NONE: States = 0;
const OPEN: States = State::Open as States;
const PENDING: States = State::BindPending as States;
const OUTBOUND: States = State::Outbound as States;
const TX: States = State::BoundTx as States;
const RX: States = State::BoundRx as States;
const TRX: States = State::BoundTrx as States;
const UNBOUND: States = State::Unbound as States;
const BOUND: States = TX | RX | TRX;
const SENDS: States = TX | TRX;
const RECEIVES: States = RX | TRX;
const BINDABLE: States = OPEN | OUTBOUND;
const LATER: States = OUTBOUND | BOUND | UNBOUND;
const CONNECTED: States = OPEN | PENDING | LATER;

/// The states in which each side may send a request: ESME and message centre, in 3.3, 3.4 and 5.0.
type Row = [[States; 2]; 3];

/// Numbers the requests consecutively, so that a slot of the window needs one octet to remember its request.
macro_rules! rows {
    ($( $NAME:ident: $v33:expr, $v34:expr, $v50:expr; )*) => {
        /// A request of the standard, or generic_nack.
        #[expect(non_camel_case_types, clippy::upper_case_acronyms, reason = "the standard's names")]
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Command { $( $NAME, )* }

        impl Command {
            /// All requests and generic_nack, in order.
            pub(crate) const ALL: &[Self] = &[ $( Self::$NAME, )* ];

            /// The request with this id.
            pub(crate) const fn of(id: CommandId) -> Option<Self> {
                match id {
                    $( CommandId::$NAME => Some(Self::$NAME), )*
                    _ => None,
                }
            }

            pub(crate) const fn id(self) -> CommandId {
                match self { $( Self::$NAME => CommandId::$NAME, )* }
            }

            const fn row(self) -> &'static Row {
                match self { $( Self::$NAME => &const { [$v33, $v34, $v50] }, )* }
            }
        }
    };
}

// The matrix. 3.4 prints replace_sm for BOUND_TX only, but gives a transceiver every operation of a
// transmitter. It does not name OUTBOUND and UNBOUND; they behave here as in 5.0. 3.3 has no transceiver, but
// providers offer one.
rows! {
    //                    3.3: ESME, SMSC               3.4: ESME, SMSC        5.0: ESME, SMSC
    BIND_RECEIVER:        [OPEN, NONE],                 [BINDABLE, NONE],      [BINDABLE, NONE];
    BIND_TRANSMITTER:     [OPEN, NONE],                 [BINDABLE, NONE],      [BINDABLE, NONE];
    BIND_TRANSCEIVER:     [OPEN, NONE],                 [BINDABLE, NONE],      [BINDABLE, NONE];
    OUTBIND:              [NONE, NONE],                 [NONE, OPEN],          [NONE, OPEN];
    UNBIND:               [BOUND, BOUND],               [BOUND, BOUND],        [BOUND, BOUND];
    ENQUIRE_LINK:         [BOUND | UNBOUND; 2],         [LATER, LATER],        [CONNECTED, CONNECTED];
    GENERIC_NACK:         [BOUND | UNBOUND; 2],         [LATER, LATER],        [CONNECTED, CONNECTED];
    SUBMIT_SM:            [SENDS, NONE],                [SENDS, NONE],         [SENDS, NONE];
    SUBMIT_MULTI:         [SENDS, NONE],                [SENDS, NONE],         [SENDS, NONE];
    QUERY_SM:             [SENDS, NONE],                [SENDS, NONE],         [SENDS, NONE];
    CANCEL_SM:            [SENDS, NONE],                [SENDS, NONE],         [SENDS, NONE];
    REPLACE_SM:           [SENDS, NONE],                [SENDS, NONE],         [SENDS, NONE];
    DELIVER_SM:           [NONE, RECEIVES],             [NONE, RECEIVES],      [NONE, RECEIVES];
    DATA_SM:              [NONE, NONE],                 [BOUND, BOUND],        [SENDS, RECEIVES];
    ALERT_NOTIFICATION:   [NONE, NONE],                 [NONE, RECEIVES],      [NONE, RECEIVES];
    BROADCAST_SM:         [NONE, NONE],                 [NONE, NONE],          [SENDS, NONE];
    QUERY_BROADCAST_SM:   [NONE, NONE],                 [NONE, NONE],          [SENDS, NONE];
    CANCEL_BROADCAST_SM:  [NONE, NONE],                 [NONE, NONE],          [SENDS, NONE];
    PARAM_RETRIEVE:       [SENDS, NONE],                [NONE, NONE],          [NONE, NONE];
    QUERY_LAST_MSGS:      [SENDS, NONE],                [NONE, NONE],          [NONE, NONE];
    QUERY_MSG_DETAILS:    [SENDS, NONE],                [NONE, NONE],          [NONE, NONE];
}

impl Command {
    pub(crate) const fn is_bind(self) -> bool {
        matches!(self, Self::BIND_RECEIVER | Self::BIND_TRANSMITTER | Self::BIND_TRANSCEIVER)
    }

    /// Whether the session needs no slot for it.
    pub(crate) const fn is_control(self) -> bool {
        self.is_bind() || self.is_one_way() || matches!(self, Self::UNBIND)
    }

    /// Whether the PDU has no response.
    pub(crate) const fn is_one_way(self) -> bool {
        matches!(self, Self::OUTBIND | Self::ALERT_NOTIFICATION | Self::GENERIC_NACK)
    }

    const fn states(self, version: Version, side: Side) -> States {
        let [v33, v34, v50] = *self.row();
        let [esme, smsc] = match version {
            Version::V33 => v33,
            Version::V34 => v34,
            Version::V50 => v50,
        };
        match side {
            Side::Esme => esme,
            Side::Smsc => smsc,
        }
    }

    /// Why a request or its response is not allowed: not in this version, or not in this state or from this side.
    const fn disallowed(self, version: Version) -> Disallowed {
        match self.states(version, Side::Esme) | self.states(version, Side::Smsc) {
            NONE => Disallowed::UnknownCommand,
            _ => Disallowed::WrongState,
        }
    }

    pub(crate) const fn may_send(self, version: Version, side: Side, state: State) -> bool {
        state.is_in(self.states(version, side))
    }

    /// Whether `side` takes the request when it arrives.
    pub(crate) const fn accepted_by(
        self,
        version: Version,
        side: Side,
        state: State,
    ) -> Result<(), Disallowed> {
        let from_peer = self.states(version, side.peer());
        let always = matches!(self, Self::ENQUIRE_LINK | Self::GENERIC_NACK) && state.is_in(CONNECTED);
        if state.is_in(from_peer) || always {
            Ok(())
        } else if self.is_bind() && from_peer != NONE && state.is_in(BOUND | PENDING) {
            Err(Disallowed::AlreadyBound)
        } else {
            Err(self.disallowed(version))
        }
    }
}

/// Why a PDU is not allowed.
///
/// ```
/// use smpp_core::session::{Disallowed, Side, State, table};
/// use smpp_core::{CommandId, Version};
/// // A submit_sm from an ESME that is bound as a receiver.
/// let why = table::accepts(Version::V34, Side::Smsc, State::BoundRx, CommandId::SUBMIT_SM);
/// assert_eq!(why, Err(Disallowed::WrongState));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Disallowed {
    /// The version does not have the `command_id`.
    UnknownCommand,
    /// The PDU is not allowed in this state, or not from this side.
    WrongState,
    /// A bind while another one is pending or accepted.
    AlreadyBound,
    /// The body of a bind cannot be decoded; the status names the invalid field. Until the bind is answered,
    /// the session uses the lower version of the two sides; a body that ends before the version counts as 3.3. With
    /// [`Config::strict_version`](super::Config::strict_version), and unless
    /// [`Config::fixed_version`](super::Config::fixed_version) is 3.4 or 5.0, a bind_transceiver without a version
    /// cannot be accepted, and the default answer is generic_nack, because 3.3 has no bind_transceiver_resp.
    BadBind(CommandStatus),
    /// The header of an enquire_link or unbind is followed by something other than TLVs, and
    /// [`Config::strict_tails`](super::Config::strict_tails) is set.
    Tail,
    /// The peer sent a request after its unbind.
    AfterUnbind,
    /// [`Config::max_pending`](super::Config::max_pending) requests already wait for an answer.
    TooManyPending,
    /// The request is larger than [`Config::max_pdu`](super::Config::max_pdu). The session skips its body as it
    /// arrives, so the event's PDU has none. The standard's answer is a generic_nack; the session does not let you
    /// answer with ESME_ROK.
    Oversized {
        /// The length in its header.
        command_length: u32,
    },
}

impl Disallowed {
    /// The `command_status` of the standard's answer. For a command that the version does not have, and for a request
    /// that is too large, the answer is a generic_nack.
    ///
    /// ```
    /// use smpp_core::CommandStatus;
    /// use smpp_core::session::Disallowed;
    /// assert_eq!(Disallowed::WrongState.command_status(), CommandStatus::ESME_RINVBNDSTS);
    /// ```
    pub const fn command_status(self) -> CommandStatus {
        match self {
            Self::UnknownCommand => CommandStatus::ESME_RINVCMDID,
            Self::WrongState | Self::AfterUnbind => CommandStatus::ESME_RINVBNDSTS,
            Self::AlreadyBound => CommandStatus::ESME_RALYBND,
            Self::BadBind(status) => status,
            Self::Tail => CommandStatus::ESME_RINVTLVSTREAM,
            Self::TooManyPending => CommandStatus::ESME_RTHROTTLED,
            Self::Oversized { .. } => CommandStatus::ESME_RINVCMDLEN,
        }
    }
}

/// The request that a response of the standard answers.
const fn answered(response: CommandId) -> Option<Command> {
    match Command::of(response.request()) {
        Some(command) if !command.is_one_way() => Some(command),
        _ => None,
    }
}

/// The states in which `side` may answer `request`: those in which the peer may send it; for a bind, only
/// BIND_PENDING.
const fn answer_states(request: Command, version: Version, side: Side) -> States {
    let from_peer = request.states(version, side.peer());
    match (request.is_bind(), from_peer) {
        (true, NONE) => NONE,
        (true, _) => PENDING,
        (false, states) => states,
    }
}

/// Whether the standard lets `side` send the PDU (v3.4 section 2.3, v5.0 section 2.4). In 3.3, bind_transceiver is
/// allowed too, because providers offer it there, although the standard does not have it.
///
/// ```
/// use smpp_core::session::{table::may_send, Side, State};
/// use smpp_core::{CommandId, Version};
/// assert!(may_send(Version::V34, Side::Esme, State::BoundTx, CommandId::SUBMIT_SM));
/// assert!(!may_send(Version::V34, Side::Esme, State::BoundRx, CommandId::SUBMIT_SM));
/// ```
pub const fn may_send(version: Version, side: Side, state: State, command_id: CommandId) -> bool {
    if let Some(command) = Command::of(command_id) {
        return command.may_send(version, side, state);
    }
    match answered(command_id) {
        Some(request) => state.is_in(answer_states(request, version, side)),
        None => false,
    }
}

/// How `side` treats a PDU sent by the peer. Accepts more than [`may_send`] allows: enquire_link, its response
/// and generic_nack are accepted in every connected state and version.
///
/// ```
/// use smpp_core::session::{Side, State, table};
/// use smpp_core::{CommandId, Version};
/// // In 3.3, an ESME may not send enquire_link before its bind. It is accepted nevertheless.
/// let (version, id) = (Version::V33, CommandId::ENQUIRE_LINK);
/// assert!(!table::may_send(version, Side::Esme, State::Open, id));
/// assert_eq!(table::accepts(version, Side::Smsc, State::Open, id), Ok(()));
/// ```
pub const fn accepts(
    version: Version,
    side: Side,
    state: State,
    command_id: CommandId,
) -> Result<(), Disallowed> {
    if let Some(command) = Command::of(command_id) {
        return command.accepted_by(version, side, state);
    }
    let Some(request) = answered(command_id) else { return Err(Disallowed::UnknownCommand) };
    let alive = matches!(request, Command::ENQUIRE_LINK) && state.is_in(CONNECTED);
    if state.is_in(answer_states(request, version, side.peer())) || alive {
        return Ok(());
    }
    Err(request.disallowed(version))
}

/// The state after the PDU was sent or received in `state`. `ok` means a `command_status` of 0. A PDU that is
/// not allowed leaves the state unchanged.
///
/// ```
/// use smpp_core::CommandId;
/// use smpp_core::session::State;
/// use smpp_core::session::table::next;
/// let pending = next(State::Open, CommandId::BIND_TRANSCEIVER, true);
/// assert_eq!(pending, State::BindPending);
/// assert_eq!(next(pending, CommandId::BIND_TRANSCEIVER_RESP, true), State::BoundTrx);
/// assert_eq!(next(pending, CommandId::BIND_TRANSCEIVER_RESP, false), State::Open);
/// ```
pub const fn next(state: State, command_id: CommandId, ok: bool) -> State {
    match (state, command_id, ok) {
        (State::Open, CommandId::OUTBIND, _) => State::Outbound,
        (
            State::Open | State::Outbound,
            CommandId::BIND_RECEIVER | CommandId::BIND_TRANSMITTER | CommandId::BIND_TRANSCEIVER,
            _,
        ) => State::BindPending,
        (State::BindPending, CommandId::BIND_TRANSMITTER_RESP, true) => State::BoundTx,
        (State::BindPending, CommandId::BIND_RECEIVER_RESP, true) => State::BoundRx,
        (State::BindPending, CommandId::BIND_TRANSCEIVER_RESP, true) => State::BoundTrx,
        (
            State::BindPending,
            CommandId::BIND_TRANSMITTER_RESP
            | CommandId::BIND_RECEIVER_RESP
            | CommandId::BIND_TRANSCEIVER_RESP,
            false,
        ) => State::Open,
        (State::BoundTx | State::BoundRx | State::BoundTrx, CommandId::UNBIND_RESP, _) => State::Unbound,
        _ => state,
    }
}
