//! Keeps PDUs and events as objects for the page, each PDU with its octets.

use super::conversation::{Answer, Conversation, Entry};
use super::receipts::{Outcome, Report};
use super::requests::Request;
use super::stream::At;
use super::text::duration;
use crate::explain::{finding, hex};
use serde_json::{Map, Value, json};
use smpp_core::Version;
use smpp_core::lint::Finding;
use std::collections::HashMap;
use std::io::{self, Write};
use std::marker::PhantomData;

/// PDUs and events that are kept. Later ones are in the summary only.
const MOST_ENTRIES: usize = 20_000;
/// Octets of PDUs that are kept. A PDU that exceeds this is kept without its octets.
const MOST_OCTETS: usize = 8 << 20;

/// Where a request is: its connection, whether the ESME sent it, and its sequence_number.
type Place = (u32, bool, u32);

pub(super) struct Writer<W> {
    entries: Vec<Value>,
    octets: usize,
    pub(super) omitted: u64,
    /// The entry of the last request in each place.
    requests: HashMap<Place, usize>,
    sink: PhantomData<W>,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(_: W) -> Self {
        Self { entries: Vec::new(), octets: 0, omitted: 0, requests: HashMap::new(), sink: PhantomData }
    }

    pub(super) fn take(&mut self) -> Vec<Value> {
        std::mem::take(&mut self.entries)
    }

    fn put(
        &mut self,
        at: At,
        conversation: &Conversation,
        from_esme: Option<bool>,
        object: Map<String, Value>,
    ) {
        if self.entries.len() >= MOST_ENTRIES {
            self.omitted = self.omitted.saturating_add(1);
            return;
        }
        let mut entry = Map::new();
        // Microseconds, which a number of JavaScript holds exactly.
        entry.insert("time".into(), json!(at.time / 1000));
        entry.insert("connection".into(), json!(conversation.number));
        entry.insert("from_esme".into(), json!(from_esme));
        entry.extend(object);
        self.entries.push(Value::Object(entry));
    }

    /// The next entry is the request in this place.
    fn remember(&mut self, place: Place) {
        if self.entries.len() < MOST_ENTRIES {
            self.requests.insert(place, self.entries.len());
        } else {
            // The entry of an earlier request in this place no longer applies.
            self.requests.remove(&place);
        }
    }

    /// A PDU and its findings.
    pub(super) fn entry(
        &mut self,
        conversation: &Conversation,
        entry: &Entry<'_>,
        _: Version,
        findings: &[Finding],
    ) -> io::Result<()> {
        let Entry { at, side, pdu, .. } = *entry;
        let from_esme = side == conversation.esme;
        let number = conversation.number;
        let mut object = Map::new();
        object.insert("name".into(), json!(pdu.command_id.to_string()));
        object.insert("sequence_number".into(), json!(pdu.sequence_number));
        object.insert("length".into(), json!(entry.command_length));
        if pdu.command_id.is_response() {
            object.insert("status".into(), json!(pdu.command_status.to_string()));
            object.insert("ok".into(), json!(pdu.command_status.is_ok()));
        } else {
            self.remember((number, from_esme, pdu.sequence_number));
        }
        match entry.answer {
            Answer::None => {}
            Answer::Unmatched => drop(object.insert("unmatched".into(), json!(true))),
            Answer::Answers { round_trip, late, .. } => {
                let request = self.requests.get(&(number, !from_esme, pdu.sequence_number));
                object.insert("answers".into(), json!(request));
                object.insert("round_trip".into(), json!(span(round_trip)));
                object.insert("late".into(), json!(late));
            }
        }
        if let Some(report) = &entry.report {
            object.insert("receipt".into(), self.report(at, report));
        }
        if let Some(state) = conversation.state.filter(|_| entry.changed) {
            object.insert("state".into(), json!(state.to_string()));
        }
        if let Some(octets) = entry.captured {
            object.insert("captured".into(), json!(octets));
        } else {
            let mut octets = vec![0; smpp_core::Encode::encoded_len(pdu)];
            let room = MOST_OCTETS.saturating_sub(self.octets);
            if octets.len() <= room && pdu.encode(&mut octets).is_ok() {
                self.octets = self.octets.saturating_add(octets.len());
                object.insert("octets".into(), json!(hex(&octets)));
            }
        }
        object.insert("findings".into(), findings.iter().map(finding).collect());
        self.put(at, conversation, Some(from_esme), object);
        Ok(())
    }

    fn report(&self, at: At, report: &Report) -> Value {
        let mut object = Map::new();
        let id = report.id.get(..report.id_length).unwrap_or_default();
        object.insert("id".into(), json!(String::from_utf8_lossy(id)));
        object.insert("state".into(), json!(report.state.map(|state| state.to_string())));
        object.insert("message".into(), json!(report.outcome.name()));
        if let Outcome::Matched(message) | Outcome::Repeated(message) = report.outcome {
            let request = self.requests.get(&(message.connection, true, message.sequence_number));
            object.insert("about".into(), json!(request));
            object.insert("sequence_number".into(), json!(message.sequence_number));
            object.insert("after".into(), json!(span(at.time.saturating_sub(message.time))));
        }
        Value::Object(object)
    }

    /// Everything is kept until the end.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }

    /// A connection with SMPP was found. The summary has it.
    pub(super) fn opened(&mut self, _: &Conversation, _: At) -> io::Result<()> {
        Ok(())
    }

    /// Something happened that is not a PDU.
    pub(super) fn event(
        &mut self,
        conversation: &Conversation,
        at: At,
        side: Option<usize>,
        _: (&str, Option<(&str, u64)>),
        words: &str,
    ) -> io::Result<()> {
        let mut object = Map::new();
        object.insert("event".into(), json!(words));
        self.put(at, conversation, side.map(|side| side == conversation.esme), object);
        Ok(())
    }

    /// A request got no response.
    pub(super) fn unanswered(
        &mut self,
        conversation: &Conversation,
        side: usize,
        sequence_number: u32,
        _: &Request,
    ) -> io::Result<()> {
        let place = (conversation.number, side == conversation.esme, sequence_number);
        let entry = self.requests.get(&place).and_then(|entry| self.entries.get_mut(*entry));
        if let Some(entry) = entry.and_then(Value::as_object_mut) {
            entry.insert("unanswered".into(), json!(true));
        }
        Ok(())
    }
}

/// A time for people: `1.52 ms`.
pub(super) fn span(nanoseconds: u64) -> String {
    let mut out = Vec::new();
    duration(&mut out, nanoseconds);
    String::from_utf8_lossy(&out).into_owned()
}

/// A number for the tables of `inspect`.
pub(super) fn grouped(value: u64) -> String {
    value.to_string()
}
