//! The input of a property, drawn as settings, commands and times.

use smpp_core::session::{Config, OnInactivity, WhenPendingFull};
use smpp_core::{CommandId as Id, Duration, Version};

/// Commands that both sides try in any state.
pub(super) const COMMANDS: [Id; 18] = [
    Id::SUBMIT_SM,
    Id::DELIVER_SM,
    Id::BIND_TRANSCEIVER,
    Id::ENQUIRE_LINK,
    Id::UNBIND,
    Id::DATA_SM,
    Id::BIND_TRANSMITTER,
    Id::BIND_RECEIVER,
    Id::OUTBIND,
    Id::ALERT_NOTIFICATION,
    Id::QUERY_SM,
    Id::CANCEL_SM,
    Id::BROADCAST_SM,
    Id::PARAM_RETRIEVE,
    Id(0x777),
    Id::GENERIC_NACK,
    Id(0x0100_0001),
    Id(0x7FFF_FFFF),
];

/// More kinds of vendor requests than may be in flight, and ids that are not vendor requests.
pub(super) const VENDOR: [Id; 9] = [
    Id(0x0100_0001),
    Id(0x0100_0002),
    Id(0x777),
    Id(0x7FFF_FFFF),
    Id(0x0001_0200),
    Id::SUBMIT_SM,
    Id::SUBMIT_SM_RESP,
    Id(0),
    Id(0x8100_0001),
];

/// Starting times: early, and just before 2^32, 2^47, 2^48, 2^63 and 2^64. A slot keeps the low 48 bits of a time.
pub(super) const STARTS: [u64; 8] = [
    1000,
    0,
    (1 << 32) - 300,
    (1 << 47) - 300,
    (1 << 48) - 300,
    (1 << 63) - 300,
    u64::MAX - 100_000,
    u64::MAX - 400,
];

/// The input of the property, drawn octet by octet. Zeros once it is used up.
pub struct Draw<'d>(pub &'d [u8]);

impl Draw<'_> {
    pub fn octet(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    pub fn below(&mut self, bound: u8) -> u8 {
        self.octet() % bound
    }

    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[usize::from(self.octet()) % from.len()]
    }

    /// A span of up to two seconds, sometimes none or zero.
    fn span(&mut self) -> Option<Duration> {
        let octet = self.octet();
        (octet & 3 > 0)
            .then(|| Duration::from_millis(if octet & 0x1F == 1 { 0 } else { u64::from(octet) * 7 + 1 }))
    }

    pub fn some_span(&mut self) -> Duration {
        let octet = self.octet();
        Duration::from_millis(if octet & 0x3F == 0x3F { 0 } else { u64::from(octet) * 7 + 1 })
    }

    pub fn config(&mut self) -> Config {
        let strict = self.below(6);
        Config {
            version: self.pick(&[Version::V34, Version::V33, Version::V50]),
            assumed_version: self.pick(&[Version::V34, Version::V33]),
            fixed_version: self.pick(&[None, None, None, Some(Version::V33), Some(Version::V50)]),
            strict_version: strict.is_multiple_of(3),
            strict_tails: strict >= 3,
            max_pdu: self.pick(&[64, 1000]),
            max_command_length: 2000,
            max_pending: u32::from(self.below(4)),
            when_pending_full: self.pick(&[WhenPendingFull::Refuse, WhenPendingFull::Block]),
            first_sequence_number: self.pick(&[1, 0x7FFF_FFFD, 5]),
            response_timeout: self.some_span(),
            session_init_timeout: self.span(),
            enquire_link_interval: self.span(),
            inactivity_timeout: self.span(),
            on_inactivity: self.pick(&[OnInactivity::Unbind, OnInactivity::Close]),
            pdu_timeout: self.span(),
            drain_timeout: self.some_span(),
            pending_timeout: match self.below(8) {
                0 => Some(Duration::ZERO),
                1 => Some(Duration::from_millis(1)),
                _ => self.span(),
            },
            ..Config::default()
        }
    }
}
