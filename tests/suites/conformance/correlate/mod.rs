//! Matching receipts to messages.

#![expect(unused_must_use, reason = "many calls only prepare what a test looks at")]

mod ends;
mod one_id;
mod orders;
mod parts;
mod seed;
mod two_ids;
mod whose;

use smpp_core::codes::{EsmClass, Finality, MessageState};
use smpp_core::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, DroppedId, EarlyReason, IdRule, IdSlot, IgnoredReason,
    PartNumber, Recorded,
};
use smpp_core::message::receipt::{IdBase, Receipt, ReceiptDialect};
use smpp_core::pdu::DeliverSm;
use smpp_core::{CommandStatus, Duration, Instant};

const HOUR: Duration = Duration::from_secs(3600);
const MINUTE: Duration = Duration::from_secs(60);
const T0: Instant = Instant::ZERO;

const ENROUTE: MessageState = MessageState::ENROUTE;
const DELIVERED: MessageState = MessageState::DELIVERED;
const EXPIRED: MessageState = MessageState::EXPIRED;
const UNDELIVERABLE: MessageState = MessageState::UNDELIVERABLE;
const ACCEPTED: MessageState = MessageState::ACCEPTED;
const UNKNOWN: MessageState = MessageState::UNKNOWN;

const EITHER: IdRule = IdRule::Bases { submitted: IdBase::Either, in_receipt: IdBase::Either };
const TO_DECIMAL: IdRule = IdRule::Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Decimal };
const UNKNOWN_ID: Correlation<u32> = Correlation::Early(EarlyReason::UnknownId);

fn at(millis: u64) -> Instant {
    Instant::from_millis(millis)
}

fn config(ids: IdRule) -> CorrelatorConfig {
    CorrelatorConfig { ids, expiry: HOUR, retention: MINUTE, ..CorrelatorConfig::new(0x1234_5678_9ABC_DEF0) }
}

/// A correlator and its clock.
struct Orders<const N: usize> {
    table: Correlator<Vec<IdSlot<u32>>>,
    now: Instant,
    /// What the last call dropped.
    dropped: Option<DroppedId<u32>>,
}

impl<const N: usize> Orders<N> {
    fn new(config: CorrelatorConfig) -> Self {
        Self { table: Correlator::new(config, vec![IdSlot::EMPTY; N]), now: T0, dropped: None }
    }

    fn exact() -> Self {
        Self::new(config(IdRule::Exact))
    }

    fn keep(&mut self, recorded: Recorded<u32>) -> Correlation<u32> {
        self.dropped = None;
        self.keep_also(recorded)
    }

    fn keep_also(&mut self, recorded: Recorded<u32>) -> Correlation<u32> {
        recorded.on_dropped(|dropped| self.dropped = Some(dropped))
    }

    fn begin(&mut self, value: u32, total: u8) -> Correlation<u32> {
        let recorded = self.table.begin(self.now, value, total);
        self.keep(recorded)
    }

    /// Records a part. If its message has not begun, it begins first.
    fn record(
        &mut self,
        value: u32,
        part: PartNumber,
        record: impl Fn(&mut Correlator<Vec<IdSlot<u32>>>) -> Recorded<u32>,
    ) -> Correlation<u32> {
        let recorded = record(&mut self.table);
        let correlation = self.keep(recorded);
        if correlation != Correlation::Ignored(IgnoredReason::NotBegun) {
            return correlation;
        }
        assert_eq!(self.dropped, None);
        match self.begin(value, part.total) {
            Correlation::Waiting => {
                let recorded = record(&mut self.table);
                self.keep_also(recorded)
            }
            full => full,
        }
    }

    /// The only part of a message.
    fn accepted(&mut self, id: &[u8], value: u32) -> Correlation<u32> {
        self.accepted_part(id, value, PartNumber::ONLY)
    }

    fn accepted_part(&mut self, id: &[u8], value: u32, part: PartNumber) -> Correlation<u32> {
        let now = self.now;
        self.record(value, part, |table| table.accepted(now, id, value, part))
    }

    fn refused(&mut self, value: u32, part: PartNumber) -> Correlation<u32> {
        let now = self.now;
        self.record(value, part, |table| table.refused(now, value, part, CommandStatus::ESME_RINVDSTADR))
    }

    fn unknown(&mut self, value: u32, part: PartNumber) -> Correlation<u32> {
        let now = self.now;
        self.record(value, part, |table| table.unknown(now, value, part))
    }

    /// A receipt as final as the standard says.
    fn report(&mut self, id: &[u8], state: MessageState) -> Correlation<u32> {
        let recorded = self.table.report(self.now, id, state, state.finality());
        self.keep(recorded)
    }

    /// A deliver_sm.
    fn text(&mut self, esm_class: u8, text: &[u8]) -> Correlation<u32> {
        let pdu = DeliverSm { esm_class: EsmClass(esm_class), short_message: text, ..DeliverSm::default() };
        self.receipt(&Receipt::from_deliver_sm(&pdu, ReceiptDialect::DEFAULT, &mut []))
    }

    fn receipt(&mut self, receipt: &Receipt<'_>) -> Correlation<u32> {
        let recorded = self.table.receipt(self.now, receipt);
        self.keep(recorded)
    }
}

/// The value, the state of the part, the finality of the message, and its state.
fn news(outcome: Correlation<u32>) -> (u32, MessageState, Finality, Option<MessageState>) {
    match outcome {
        Correlation::Updated(news) => (news.value, news.state, news.message.finality(), news.message.state()),
        other => panic!("{other:?}"),
    }
}
