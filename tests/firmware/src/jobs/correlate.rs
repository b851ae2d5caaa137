//! `accepted MILLIS ID VALUE NUMBER TOTAL`, `part-refused MILLIS VALUE NUMBER TOTAL`, `part-unsent MILLIS VALUE NUMBER
//! TOTAL`, `told MILLIS RECEIPT`, `texted MILLIS TEXT`, `reported MILLIS ID STATE`, `resolve MILLIS`, `ids-expire MILLIS`
//! and `ids-drain`: matches receipts to submitted messages, from line to line, with room for three.

use super::arguments::{number, octet, word};
use crate::output::Output;
use smpp_core::codes::{EsmClass, MessageState};
use smpp_core::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, DroppedId, IdSlot, PartNumber, Recorded,
};
use smpp_core::message::receipt::{Receipt, ReceiptDialect, ReceiptText};
use smpp_core::pdu::DeliverSm;
use smpp_core::profile::Profile;
use smpp_core::{CommandStatus, Duration, Instant};

pub struct Submissions(Correlator<[IdSlot<u8>; 3]>);

impl Submissions {
    pub fn new() -> Self {
        let (expiry, retention) = (Duration::from_secs(10), Duration::from_secs(5));
        let config = CorrelatorConfig { expiry, retention, ..Profile::GENERIC.correlator_config(1) };
        Self(Correlator::new(config, [IdSlot::EMPTY; 3]))
    }

    pub fn accepted(&mut self, arguments: &[u8], out: &mut Output) {
        let (millis, rest) = word(arguments);
        let (id, rest) = word(rest);
        let (value, rest) = word(rest);
        let (number, total) = word(rest);
        let part = PartNumber::new(octet(number), octet(total));
        self.begin(moment(millis), octet(value), part, out);
        show(self.0.accepted(moment(millis), id, octet(value), part), out);
        self.state(out);
    }

    pub fn refused(&mut self, arguments: &[u8], out: &mut Output) {
        let (millis, rest) = word(arguments);
        let (value, rest) = word(rest);
        let (number, total) = word(rest);
        let part = PartNumber::new(octet(number), octet(total));
        self.begin(moment(millis), octet(value), part, out);
        let status = CommandStatus::ESME_RSUBMITFAIL;
        show(self.0.refused(moment(millis), octet(value), part, status), out);
        self.state(out);
    }

    pub fn never_sent(&mut self, arguments: &[u8], out: &mut Output) {
        let (millis, rest) = word(arguments);
        let (value, rest) = word(rest);
        let (number, total) = word(rest);
        let part = PartNumber::new(octet(number), octet(total));
        self.begin(moment(millis), octet(value), part, out);
        out.show(format_args!("part {part}, wanted {}", self.0.is_wanted(octet(value), part))).end();
        show(self.0.never_sent(moment(millis), octet(value), part), out);
        self.state(out);
    }

    pub fn drain(&mut self, out: &mut Output) {
        while let Some(gone) = self.0.drain() {
            out.show(format_args!("{gone}")).end();
        }
        self.state(out);
    }

    /// A message begins with its first part.
    fn begin(&mut self, now: Instant, value: u8, part: PartNumber, out: &mut Output) {
        if part.total < 2 || part.number == 1 {
            let _ = self.0.begin(now, value, part.total).on_dropped(|gone| dropped(&gone, out));
        }
    }

    /// Early receipts that count now that the bases of the ids are known.
    pub fn resolve(&mut self, arguments: &[u8], out: &mut Output) {
        out.show(format_args!("{} {:?}", self.0.has_resolved(), self.0.id_rule())).end();
        while let Some(outcome) = self.0.resolve(moment(arguments)) {
            shown(outcome, out);
        }
        self.state(out);
    }

    pub fn told(&mut self, arguments: &[u8], out: &mut Output) {
        self.deliver(EsmClass(0x04), arguments, out);
    }

    pub fn texted(&mut self, arguments: &[u8], out: &mut Output) {
        self.deliver(EsmClass(0), arguments, out);
    }

    fn deliver(&mut self, esm_class: EsmClass, arguments: &[u8], out: &mut Output) {
        let (millis, text) = word(arguments);
        let mut scratch = [0; 16];
        let deliver_sm = DeliverSm { esm_class, short_message: text, ..DeliverSm::default() };
        let receipt = Receipt::from_deliver_sm(&deliver_sm, ReceiptDialect::DEFAULT, &mut scratch);
        show(self.0.receipt(moment(millis), &receipt), out);
        out.line(if receipt.text == ReceiptText::parse(text) { "read alike" } else { "read otherwise" });
        self.state(out);
    }

    pub fn reported(&mut self, arguments: &[u8], out: &mut Output) {
        let (millis, rest) = word(arguments);
        let (id, state) = word(rest);
        let state = MessageState(octet(state));
        show(self.0.report(moment(millis), id, state, state.finality()), out);
        self.state(out);
    }

    pub fn expire(&mut self, arguments: &[u8], out: &mut Output) {
        while let Some(gone) = self.0.expire(moment(arguments)) {
            dropped(&gone, out);
        }
        self.state(out);
    }

    fn state(&self, out: &mut Output) {
        let next = self.0.next_expiry();
        out.show(format_args!("{} waiting, {} early, next {next:?}", self.0.waiting(), self.0.early())).end();
    }
}

fn moment(millis: &[u8]) -> Instant {
    Instant::from_millis(number(millis) as u64)
}

fn show(recorded: Recorded<u8>, out: &mut Output) {
    recorded.ended().for_each(|ended| out.show(format_args!("{ended}")).end());
    let correlation = recorded.on_dropped(|gone| dropped(&gone, out));
    shown(correlation, out);
}

fn shown(correlation: Correlation<u8>, out: &mut Output) {
    out.show(format_args!("{correlation:?}")).end();
    if let Correlation::Updated(update) = correlation {
        let (finality, state) = (update.message.finality(), update.message.state());
        out.show(format_args!("complete {} {finality:?} {state:?}", update.message.is_complete())).end();
    }
}

fn dropped(gone: &DroppedId<u8>, out: &mut Output) {
    out.text("drops ").octets(gone.id()).show(format_args!(" {:?}", gone.reason));
    out.show(format_args!(" {:?} {:?} {:?} {:?}", gone.value, gone.state, gone.finality, gone.since)).end();
}
