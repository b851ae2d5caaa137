//! `part MILLIS HEX` and `parts-expire MILLIS`: reassembly from line to line, with room for two messages of three
//! parts and 48 octets.

use super::arguments::{hex, number, word};
use crate::output::Output;
use smpp_core::message::reassemble::{Fragment, Outcome, Reassembler};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{DataSm, DeliverSm, SubmitSm};
use smpp_core::{Duration, Instant, RawPdu};

/// The maximum length of a message in octets.
const OCTETS: usize = 48;

pub struct Messages(Reassembler<2, 3, OCTETS>);

impl Messages {
    pub const fn new() -> Self {
        Self(Reassembler::new(Duration::from_secs(1)))
    }

    /// Inserts the part in a deliver_sm, submit_sm or data_sm.
    pub fn part(&mut self, arguments: &[u8], out: &mut Output) {
        let (millis, rest) = word(arguments);
        let Some(octets) = hex(rest) else { return out.line("not hexadecimal, or too long") };
        let raw = match RawPdu::parse(&octets) {
            Ok(raw) => raw,
            Err(error) => return out.show(error).end(),
        };
        let fragment = if let Ok(pdu) = raw.decode::<DeliverSm<'_>>() {
            Fragment::from_deliver_sm(&pdu)
        } else if let Ok(pdu) = raw.decode::<SubmitSm<'_>>() {
            Fragment::from_submit_sm(&pdu)
        } else if let Ok(pdu) = raw.decode::<DataSm<'_>>() {
            Fragment::from_data_sm(&pdu)
        } else {
            return out.line("no message");
        };
        let fragment = match fragment {
            Ok(Some(fragment)) => fragment,
            Ok(None) => return out.line("not a part"),
            Err(error) => return out.show(error).end(),
        };
        out.show(format_args!("{fragment:?}")).end();
        let inserted = self.0.insert(Instant::from_millis(number(millis) as u64), &fragment);
        if let Some(dropped) = inserted.dropped {
            out.show(format_args!("{dropped:?}")).end();
        }
        match inserted.outcome {
            Outcome::Complete(whole) => {
                let mut room = [0; OCTETS];
                out.show(format_args!("{} octets, {}, ", whole.len(), whole.data_coding()));
                out.hex(whole.copy_to(&mut room).unwrap_or_default()).end();
                for part in whole.parts() {
                    out.hex(part.text).text(" behind ").number(part.header);
                    out.show(format_args!(", {:?} {:?}", part.locking, part.single)).end();
                }
                if let Some(chars) = whole.chars(DataCodings::default()) {
                    for c in chars {
                        out.show(c);
                    }
                    out.end();
                }
                let fits = whole.copy_to(&mut [0; 2]).is_some();
                out.show(format_args!("empty {}, fits two octets {fits}", whole.is_empty())).end();
            }
            outcome => out.show(format_args!("{outcome:?}")).end(),
        }
        self.state(out);
    }

    /// Lets time pass.
    pub fn expire(&mut self, arguments: &[u8], out: &mut Output) {
        let now = Instant::from_millis(number(arguments) as u64);
        while let Some(dropped) = self.0.expire(now) {
            out.show(format_args!("{dropped:?}")).end();
        }
        self.state(out);
    }

    fn state(&self, out: &mut Output) {
        out.number(self.0.under_way())
            .show(format_args!(" under way, next {:?}", self.0.next_expiry()))
            .end();
    }
}
