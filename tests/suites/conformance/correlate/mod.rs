//! Matching receipts to messages.

mod one_id;
mod orders;
mod parts;
mod seed;
mod whose;

use smpp_core::codes::{EsmClass, Finality, MessageState};
use smpp_core::message::correlate::{Config, Correlator, Dropped, IdRule, Outcome, Part};
use smpp_core::message::receipt::Receipt;
use smpp_core::pdu::DeliverSm;
use smpp_core::{Duration, Instant};

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);
const T0: Instant = Instant::ZERO;

const ENROUTE: MessageState = MessageState::ENROUTE;
const DELIVERED: MessageState = MessageState::DELIVERED;
const EXPIRED: MessageState = MessageState::EXPIRED;
const UNDELIVERABLE: MessageState = MessageState::UNDELIVERABLE;
const ACCEPTED: MessageState = MessageState::ACCEPTED;
const UNKNOWN: MessageState = MessageState::UNKNOWN;

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn config(ids: IdRule) -> Config {
    Config { ids, expiry: HOUR, memory: MINUTE, ..Config::new(0x1234_5678_9ABC_DEF0) }
}

/// A correlator and its clock.
struct Orders<const N: usize> {
    table: Box<Correlator<u32, N>>,
    now: Instant,
    /// What the last call dropped.
    dropped: Option<Dropped<u32>>,
}

impl<const N: usize> Orders<N> {
    fn new(config: Config) -> Self {
        Self { table: Box::new(Correlator::new(config)), now: T0, dropped: None }
    }

    fn exact() -> Self {
        Self::new(config(IdRule::Exact))
    }

    /// The only part of a message.
    fn accepted(&mut self, id: &[u8], value: u32) -> Outcome<u32> {
        self.accepted_part(id, value, Part::ONLY)
    }

    fn accepted_part(&mut self, id: &[u8], value: u32, part: Part) -> Outcome<u32> {
        let step = self.table.accepted(self.now, id, value, part);
        self.dropped = step.dropped;
        step.outcome
    }

    fn refused(&mut self, value: u32, part: Part) -> Outcome<u32> {
        let step = self.table.refused(self.now, value, part);
        self.dropped = step.dropped;
        step.outcome
    }

    /// A receipt as final as the standard says.
    fn report(&mut self, id: &[u8], state: MessageState) -> Outcome<u32> {
        let step = self.table.report(self.now, id, state, state.finality());
        self.dropped = step.dropped;
        step.outcome
    }

    /// A deliver_sm.
    fn text(&mut self, esm_class: u8, text: &[u8]) -> Outcome<u32> {
        let pdu = DeliverSm { esm_class: EsmClass(esm_class), short_message: text, ..DeliverSm::default() };
        self.receipt(&Receipt::from_deliver_sm(&pdu, &mut []))
    }

    fn receipt(&mut self, receipt: &Receipt<'_>) -> Outcome<u32> {
        let step = self.table.receipt(self.now, receipt);
        self.dropped = step.dropped;
        step.outcome
    }
}

/// The value, the state of the part, the finality of the message, and its state.
fn news(outcome: Outcome<u32>) -> (u32, MessageState, Finality, Option<MessageState>) {
    match outcome {
        Outcome::Told(news) => (news.value, news.state, news.sum.finality(), news.sum.state()),
        other => panic!("{other:?}"),
    }
}
