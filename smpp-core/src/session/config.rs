//! Settings of a session.

use super::timers::Span;
use crate::codes::{CommandId, Version};
use crate::debug::debug_fields;
use crate::frame::Framer;
use smpp_gsm7::Duration;

/// What to do with a request when [`Config::max_pending`] requests already wait for the caller's answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum WhenPendingFull {
    /// Report it as [`Event::Disallowed`](super::Event::Disallowed). Its token proposes ESME_RTHROTTLED, or
    /// ESME_RX_T_APPN if an ESME receives deliver_sm or data_sm, so that the message centre tries again and no
    /// receipt is lost.
    #[default]
    Refuse,
    /// Return [`Recv::Blocked`](super::Recv::Blocked) until the caller sends an answer. The transport then slows
    /// the peer down.
    ///
    /// Everything the peer sends after that request waits too, including responses. While blocked, the session
    /// therefore does not time out responses and does not check whether the peer is alive;
    /// [`Config::pending_timeout`] limits how long this lasts. Without `pending_timeout`, all timers keep running. A
    /// session that is unbinding refuses requests instead of blocking.
    Block,
}

/// What to do when the inactivity timer expires (v3.4 section 7.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum OnInactivity {
    /// Send unbind, then close.
    #[default]
    Unbind,
    /// Close at once.
    Close,
}

/// Settings of a session. Durations above 2^32 - 2 ms (49 days and 17 hours) are shortened to that. Where a duration is
/// optional, `None` turns the timer off.
///
/// ```
/// use smpp_core::session::Config;
/// use smpp_core::{Duration, Version};
/// let config = Config { version: Version::V50, max_pdu: 2048, ..Config::default() };
/// assert_eq!(config.enquire_link_interval, Some(Duration::from_secs(30)));
/// ```
#[derive(Clone, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Config {
    /// The highest version this side speaks. The session uses the lower version of the two sides. Default: 3.4.
    pub version: Version,
    /// The version to assume for a message centre whose bind response has no sc_interface_version. The standard
    /// says that such a message centre takes no TLVs, which means 3.3, but 3.4 servers often omit
    /// sc_interface_version. Default: 3.4.
    pub assumed_version: Version,
    /// The version to use, regardless of the version in the bind. Use it for providers that require
    /// `interface_version` 0x00 but accept messages and TLVs of 3.4: set 3.4 here, and send the bind with
    /// [`Session::send`](super::Session::send). Default: `None`.
    pub fixed_version: Option<Version>,
    /// Rejects bind_transceiver in 3.3, because the 3.3 standard does not have it: the session neither sends nor
    /// accepts a bind_transceiver after which it would use 3.3. A bind_transceiver from the peer whose body ends before
    /// the version counts as 3.3. Default: `false`.
    pub strict_version: bool,
    /// Reports enquire_link and unbind as [`Disallowed::Tail`](super::Disallowed::Tail) when anything but TLVs, such
    /// as NULs, follows the header. The default answer is then ESME_RINVTLVSTREAM. If `false`, the session answers
    /// them and ignores what follows. The caller checks the bodies of other requests. Default: `false`.
    pub strict_tails: bool,
    /// Leaves out TLVs that the session's version does not have, instead of refusing to write the PDU.
    /// [`Sent::omitted`] counts them. Default: `false`.
    ///
    /// [`Sent::omitted`]: super::Sent::omitted
    pub omit_tlvs: bool,
    /// The largest PDU that the caller's input buffer holds, in octets. Values below 16 count as 16. Default: 70,000,
    /// enough for any message_payload.
    pub max_pdu: u32,
    /// The largest plausible `command_length`, in octets. A larger one means that framing is lost. Values below
    /// `max_pdu` count as `max_pdu`. Default: 16 MiB.
    pub max_command_length: u32,
    /// How many of the peer's requests may wait for the caller's answer. Requests that are not allowed also count but
    /// are always reported: answer them at once. With [`WhenPendingFull::Block`], 0 counts as 1. Default: 1,000.
    pub max_pending: u32,
    /// What to do with requests beyond `max_pending`. Default: refuse them.
    pub when_pending_full: WhenPendingFull,
    /// The first `sequence_number`, clamped to 1..=0x7FFFFFFF. Default: 1.
    pub first_sequence_number: u32,
    /// How long each request waits for its response. Also how long an unbind, an unbind_resp or an automatic answer
    /// that holds up the input may wait to be written, and how long the connection may stay open at the end.
    /// Default: 30 s.
    pub response_timeout: Duration,
    /// How long to wait for a bind, counted from the connection, from outbind, or from the last bind that failed.
    /// Default: 30 s.
    pub session_init_timeout: Option<Duration>,
    /// How long the peer may stay silent before a bound session sends enquire_link. Default: 30 s.
    pub enquire_link_interval: Option<Duration>,
    /// How long a bound session may go without a transaction. enquire_link and its answers do not count, nor do
    /// responses that match no request. Default: `None`.
    pub inactivity_timeout: Option<Duration>,
    /// What to do when `inactivity_timeout` expires. Default: unbind.
    pub on_inactivity: OnInactivity,
    /// How long a PDU may stay incomplete. The time starts again whenever a [`Link`](crate::link::Link) had no room for
    /// answers and therefore did not read. Default: 10 s.
    pub pdu_timeout: Option<Duration>,
    /// How long an unbind waits for outstanding responses and answers, even if the peer keeps sending. Default: 10
    /// s.
    pub drain_timeout: Duration,
    /// How long a [`Token`](super::Token) stays valid: at least this long and at most twice as long. Any call
    /// that takes `now` may expire tokens. 0 counts as 1 ms. Default: 60 s.
    pub pending_timeout: Option<Duration>,
}
debug_fields!(Config { version assumed_version fixed_version strict_version strict_tails omit_tlvs max_pdu max_command_length max_pending when_pending_full first_sequence_number response_timeout session_init_timeout enquire_link_interval inactivity_timeout on_inactivity pdu_timeout drain_timeout pending_timeout });

impl Default for Config {
    fn default() -> Self {
        Self {
            version: Version::V34,
            assumed_version: Version::V34,
            fixed_version: None,
            strict_version: false,
            strict_tails: false,
            omit_tlvs: false,
            max_pdu: 70_000,
            max_command_length: Framer::DEFAULT_MAX_COMMAND_LENGTH,
            max_pending: 1000,
            when_pending_full: WhenPendingFull::Refuse,
            first_sequence_number: 1,
            response_timeout: Duration::from_secs(30),
            session_init_timeout: Some(Duration::from_secs(30)),
            enquire_link_interval: Some(Duration::from_secs(30)),
            inactivity_timeout: None,
            on_inactivity: OnInactivity::Unbind,
            pdu_timeout: Some(Duration::from_secs(10)),
            drain_timeout: Duration::from_secs(10),
            pending_timeout: Some(Duration::from_secs(60)),
        }
    }
}

/// [`Config`] in compact form.
pub(super) struct Settings {
    pub(super) response: Span,
    pub(super) session_init: Span,
    pub(super) enquire_link: Span,
    pub(super) inactivity: Span,
    pub(super) pdu: Span,
    pub(super) drain: Span,
    pub(super) pending: Span,
    pub(super) tag: u32,
    pub(super) max_pending: u32,
    pub(super) version: Version,
    pub(super) assumed_version: Version,
    pub(super) fixed_version: Option<Version>,
    /// One bit for each [`Switch`].
    switches: u8,
}

/// A setting that is on or off.
#[derive(Clone, Copy)]
#[repr(u8)]
pub(super) enum Switch {
    StrictVersion = 1,
    StrictTails = 1 << 1,
    OmitTlvs = 1 << 2,
    BlockWhenFull = 1 << 3,
    CloseWhenInactive = 1 << 4,
}

impl Settings {
    pub(super) fn new(tag: u32, config: &Config) -> Self {
        let blocks = config.when_pending_full == WhenPendingFull::Block;
        Self {
            response: Span::new(Some(config.response_timeout)),
            session_init: Span::new(config.session_init_timeout),
            enquire_link: Span::new(config.enquire_link_interval),
            inactivity: Span::new(config.inactivity_timeout),
            pdu: Span::new(config.pdu_timeout),
            drain: Span::new(Some(config.drain_timeout)),
            // With 0, every token would expire at once.
            pending: Span::new(config.pending_timeout.map(|span| span.max(Duration::from_millis(1)))),
            tag,
            // With 0, the session would block forever.
            max_pending: config.max_pending.max(u32::from(blocks)),
            version: config.version,
            assumed_version: config.assumed_version,
            fixed_version: config.fixed_version,
            switches: [
                (Switch::StrictVersion, config.strict_version),
                (Switch::StrictTails, config.strict_tails),
                (Switch::OmitTlvs, config.omit_tlvs),
                (Switch::BlockWhenFull, blocks),
                (Switch::CloseWhenInactive, config.on_inactivity == OnInactivity::Close),
            ]
            .into_iter()
            .fold(0, |switches, (switch, on)| if on { switches | switch as u8 } else { switches }),
        }
    }

    pub(super) const fn is_on(&self, switch: Switch) -> bool {
        self.switches & switch as u8 != 0
    }

    pub(super) fn negotiated(&self, other: Version) -> Version {
        self.fixed_version.unwrap_or_else(|| self.version.min(other))
    }

    /// The configured version, used until a bind settles it.
    pub(super) fn own_version(&self) -> Version {
        self.fixed_version.unwrap_or(self.version)
    }

    /// Whether this side rejects the bind because 3.3 has no bind_transceiver.
    pub(super) fn forbids_bind(&self, command_id: CommandId, version: Version) -> bool {
        self.is_on(Switch::StrictVersion)
            && command_id == CommandId::BIND_TRANSCEIVER
            && version == Version::V33
    }
}
