//! `part MILLIS HEX` and `parts-expire MILLIS`: reassembly from line to line, with room for two messages of three
//! parts and 48 octets.

use super::arguments::{hex, number, word};
use crate::output::Output;
use smpp_core::message::reassemble::{Inserted, MessageSlot, Reassembler};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{DataSm, DeliverSm, SubmitSm};
use smpp_core::{Duration, Instant, RawPdu};

/// The maximum length of a message in octets.
const OCTETS: usize = 48;

pub struct Messages(Reassembler<[MessageSlot<3, OCTETS>; 2]>);

impl Messages {
    pub fn new() -> Self {
        Self(Reassembler::new([const { MessageSlot::EMPTY }; 2], Duration::from_secs(1), 0x5EED))
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
            pdu.fragment()
        } else if let Ok(pdu) = raw.decode::<SubmitSm<'_>>() {
            pdu.fragment()
        } else if let Ok(pdu) = raw.decode::<DataSm<'_>>() {
            pdu.fragment()
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
        if let Ok((_, Some(incomplete))) = &inserted {
            out.show(format_args!("{incomplete:?}")).end();
        }
        match inserted {
            Ok((Inserted::Complete(whole), _)) => {
                let first = whole.fragments().next();
                let data_coding = first.map_or(0, |(coding, _)| coding.data_coding);
                out.show(format_args!("{} octets, {data_coding}, ", whole.text().len()));
                out.hex(whole.text()).end();
                for (coding, text) in whole.fragments() {
                    out.hex(text).text(" behind ").number(coding.header.into());
                    out.show(format_args!(", {:?} {:?}", coding.locking, coding.single)).end();
                }
                let codings = DataCodings::default();
                if let Some(chars) = whole.chars(|coding| codings.charset(coding.into())) {
                    for c in chars {
                        out.show(c);
                    }
                    out.end();
                }
            }
            Ok((other, _)) => out.show(format_args!("{other:?}")).end(),
            Err(error) => out.show(format_args!("{error}; {error:?}")).end(),
        }
        self.state(out);
    }

    /// Lets time pass.
    pub fn expire(&mut self, arguments: &[u8], out: &mut Output) {
        let now = Instant::from_millis(number(arguments) as u64);
        while let Some(incomplete) = self.0.expire(now) {
            out.show(format_args!("{incomplete:?}")).end();
        }
        self.state(out);
    }

    fn state(&self, out: &mut Output) {
        out.number(self.0.incomplete())
            .show(format_args!(" under way, next {:?}", self.0.next_expiry()))
            .end();
    }
}
