//! What a session is told when it starts.

use crate::codes::Version;
use crate::debug::debug_fields;
use crate::frame::Framer;
use crate::instant::Duration;

/// What to do when the caller owes as many replies as [`Config::max_owed`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum WhenOwedFull {
    /// Hand out [`Event::Refused`](super::Event::Refused): a message centre proposes ESME_RTHROTTLED, an ESME
    /// ESME_RX_T_APPN for deliver_sm and data_sm, so that the message centre tries again and no receipt is lost.
    #[default]
    Refuse,
    /// Answer [`Recv::Blocked`](super::Recv::Blocked) until a reply was sent: the peer is held back by the transport.
    ///
    /// Whatever the peer sends behind that request waits with it, responses included. So while the session is blocked, it
    /// neither times responses out nor looks after a silent peer, and [`Config::owed_timeout`] bounds how long that lasts.
    /// Without that timeout all timers run on. A session that is unbinding refuses instead.
    Block,
}

/// What to do when the inactivity timer runs out (v3.4 section 7.2).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum OnInactivity {
    /// Send unbind, then close.
    #[default]
    Unbind,
    /// Close at once.
    Close,
}

/// Settings of a session. Spans count up to 49 days; longer ones are cut.
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
    /// The newest version we speak. The session works with the lower one of both sides. Default: 3.4.
    pub version: Version,
    /// What a message centre speaks whose bind response has no sc_interface_version. By the text it takes no TLVs, which
    /// is 3.3; real 3.4 servers often leave it out. Default: 3.4.
    pub absent_version: Version,
    /// Works with this version whatever the bind says: for a provider that asks for `interface_version` 0x00 and yet takes
    /// messages and TLVs of 3.4. Default: none.
    pub fixed_version: Option<Version>,
    /// Keeps bind_transceiver out of 3.3, as the text of 3.3 does: one that asks for 3.3 is neither sent nor accepted.
    /// One of the peer's that ends before its version may be of 3.3, and is not accepted either. Default: no.
    pub strict_version: bool,
    /// Refuses enquire_link and unbind with ESME_RINVTLVSTREAM when something other than TLVs follows their header, such as
    /// NULs: see [`Refusal::Tail`](super::Refusal::Tail). Otherwise they are answered whatever follows. The bodies of other
    /// requests are the caller's to judge. Default: no.
    pub strict_tails: bool,
    /// Leaves out TLVs that the session's version does not have instead of refusing the PDU; [`Sent::omitted`] counts
    /// them. Default: no.
    ///
    /// [`Sent::omitted`]: super::Sent::omitted
    pub omit_tlvs: bool,
    /// The largest PDU, in octets, that the caller's input buffer holds. At least 16. Default: 70,000, which holds any
    /// message_payload.
    pub max_pdu: u32,
    /// The largest `command_length` that is believed: above it framing is lost. Default: 16 MiB.
    pub hard_max: u32,
    /// Requests of the peer that may wait for the caller's reply. Those that are refused count too, and are handed out
    /// all the same: answer them at once. With [`WhenOwedFull::Block`] 0 counts as 1. Default: 1,000.
    pub max_owed: u32,
    /// What happens beyond it.
    pub when_owed_full: WhenOwedFull,
    /// The first `sequence_number`, 1 to 0x7FFFFFFF. Default: 1.
    pub first_sequence_number: u32,
    /// How long each request waits for its response. Also how long an unbind or unbind_resp may wait to be written, and the
    /// connection to be closed after it. Default: 30 s.
    pub response_timeout: Duration,
    /// How long a bind may take to come: from the connection or from outbind. Default: 30 s.
    pub session_init_timeout: Option<Duration>,
    /// The silence after which a bound session asks enquire_link. Default: 30 s.
    pub enquire_link_interval: Option<Duration>,
    /// How long a bound session may be without a transaction. Neither enquire_link counts, whatever answers it, nor a
    /// response that nobody waits for. Default: none.
    pub inactivity_timeout: Option<Duration>,
    /// What happens then.
    pub on_inactivity: OnInactivity,
    /// How long a PDU may stay incomplete. Default: 10 s.
    pub pdu_timeout: Option<Duration>,
    /// How long an unbind waits for what is still to be answered, whatever the peer sends meanwhile. Default: 10 s.
    pub drain_timeout: Duration,
    /// How long a [`Token`](super::Token) is good: this long at least, twice as long at most, by the time of any call.
    /// 0 counts as 1 ms. Default: 60 s.
    pub owed_timeout: Option<Duration>,
}
debug_fields!(Config { version absent_version fixed_version strict_version strict_tails omit_tlvs max_pdu hard_max max_owed when_owed_full first_sequence_number response_timeout session_init_timeout enquire_link_interval inactivity_timeout on_inactivity pdu_timeout drain_timeout owed_timeout });

impl Default for Config {
    fn default() -> Self {
        Self {
            version: Version::V34,
            absent_version: Version::V34,
            fixed_version: None,
            strict_version: false,
            strict_tails: false,
            omit_tlvs: false,
            max_pdu: 70_000,
            hard_max: Framer::DEFAULT_HARD_MAX,
            max_owed: 1000,
            when_owed_full: WhenOwedFull::Refuse,
            first_sequence_number: 1,
            response_timeout: Duration::from_secs(30),
            session_init_timeout: Some(Duration::from_secs(30)),
            enquire_link_interval: Some(Duration::from_secs(30)),
            inactivity_timeout: None,
            on_inactivity: OnInactivity::Unbind,
            pdu_timeout: Some(Duration::from_secs(10)),
            drain_timeout: Duration::from_secs(10),
            owed_timeout: Some(Duration::from_secs(60)),
        }
    }
}
