//! Prints PDUs and events: lines for people, or JSON.

use super::conversation::{Answer, Conversation, Entry};
use super::receipts::{Outcome, Report};
use super::requests::Request;
use super::stream::At;
use super::text::{Clock, duration, json_string, number, padded, seconds};
use crate::pdu;
use crate::rows::paint;
use crate::screen::{AsciiSafe, shown};
use smpp_core::explain::Explain;
use smpp_core::lint::{self, Finding};
use smpp_core::message::text::DataCodings;
use smpp_core::{Encode, RawPdu, Version};
use std::io::{self, Write};

/// Output that is kept before it is written.
const KEPT: usize = 64 * 1024;

/// What to print of each PDU.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    Nothing,
    Lines,
    /// A line, and below it the PDU field by field.
    Explain {
        codings: DataCodings,
    },
    Json {
        fields: bool,
        show_passwords: bool,
    },
}

pub(super) struct Writer<W> {
    out: Vec<u8>,
    sink: W,
    pub(super) style: Style,
    pub(super) clock: Clock,
}

impl<W: Write> Writer<W> {
    pub(super) fn new(sink: W, style: Style) -> Self {
        Self { out: Vec::with_capacity(KEPT.saturating_mul(2)), sink, style, clock: Clock::default() }
    }

    /// Writes everything.
    pub(super) fn flush(&mut self) -> io::Result<()> {
        self.sink.write_all(&self.out)?;
        self.out.clear();
        self.sink.flush()
    }

    fn written(&mut self) -> io::Result<()> {
        if self.out.len() >= KEPT { self.flush() } else { Ok(()) }
    }

    pub(super) fn put(&mut self, text: &str) -> io::Result<()> {
        self.out.extend_from_slice(text.as_bytes());
        self.written()
    }

    /// A PDU and its findings.
    pub(super) fn entry(
        &mut self,
        conversation: &Conversation,
        entry: &Entry<'_>,
        version: Version,
        findings: &[Finding],
    ) -> io::Result<()> {
        match self.style {
            Style::Nothing => Ok(()),
            Style::Lines => self.line(conversation, entry, findings),
            Style::Explain { codings } if entry.captured.is_none() => {
                // The findings are shown beneath their octets.
                self.line(conversation, entry, &[])?;
                let context = lint::Context { version, codings, ..lint::Context::default() };
                self.explanation(entry.pdu, context)
            }
            Style::Explain { .. } => self.line(conversation, entry, findings),
            Style::Json { fields, show_passwords } => {
                self.object(conversation, entry, findings, fields, show_passwords)
            }
        }
    }

    fn line(
        &mut self,
        conversation: &Conversation,
        entry: &Entry<'_>,
        findings: &[Finding],
    ) -> io::Result<()> {
        let Entry { at, side, pdu, .. } = *entry;
        let out = &mut self.out;
        self.clock.time_of_day(out, at.time);
        out.extend_from_slice(b"  #");
        number(out, conversation.number.into());
        out.extend_from_slice(if side == conversation.esme { b" -> " } else { b" <- " });
        let start = out.len();
        match pdu.command_id.name() {
            Some(name) => out.extend_from_slice(name.as_bytes()),
            None => write!(out, "{}", pdu.command_id)?,
        }
        pad(out, start, 22);
        let start = out.len();
        out.extend_from_slice(b" seq ");
        number(out, pdu.sequence_number.into());
        if pdu.command_id.is_response() {
            pad(out, start, 12);
            write!(out, "  {}", pdu.command_status)?;
        }
        match entry.answer {
            Answer::None => {}
            Answer::Unmatched => out.extend_from_slice(b"  answers no request"),
            Answer::Answers { request, round_trip, late } => {
                if request.command_id != pdu.command_id.request() {
                    write!(out, "  answers {}", request.command_id)?;
                }
                out.extend_from_slice(if late { b"  late, after " } else { b"  after " });
                duration(out, round_trip);
            }
        }
        if let Some(report) = &entry.report {
            Self::report_line(out, conversation, at, report);
        }
        if let Some(octets) = entry.captured {
            write!(out, "  {octets} of {} octets were captured", entry.command_length)?;
        }
        if let Some(state) = conversation.state.filter(|_| entry.changed) {
            write!(out, "  now {state}")?;
        }
        out.push(b'\n');
        for finding in findings {
            writeln!(out, "                    {finding}")?;
        }
        self.written()
    }

    fn explanation(&mut self, pdu: &RawPdu<'_>, context: lint::Context) -> io::Result<()> {
        let mut octets = vec![0; pdu.encoded_len()];
        let length = pdu.encode(&mut octets).map_err(io::Error::other)?.len;
        let explain = Explain::new(octets.get(..length).unwrap_or_default()).with_context(context);
        paint(&explain, true, "", &mut self.out)?;
        self.out.push(b'\n');
        self.written()
    }

    fn report_line(out: &mut Vec<u8>, conversation: &Conversation, at: At, report: &Report) {
        out.extend_from_slice(b"  receipt ");
        if let Some(state) = report.state {
            // Writing to a Vec cannot fail.
            let _ = write!(out, "{state} ");
        }
        let id = report.id.get(..report.id_length).unwrap_or_default();
        let id = shown(id.iter().map(|octet| char::from(*octet)));
        match report.outcome {
            Outcome::Matched(message) | Outcome::Repeated(message) => {
                let again = matches!(report.outcome, Outcome::Repeated(_));
                out.extend_from_slice(if again { b"again for seq " } else { b"for seq " });
                number(out, message.sequence_number.into());
                if message.connection != conversation.number {
                    let _ = write!(out, " of #{}", message.connection);
                }
                out.extend_from_slice(b" after ");
                duration(out, at.time.saturating_sub(message.time));
            }
            Outcome::Alone => drop(write!(out, "for an unknown message, id {id}")),
            Outcome::Unreadable => drop(write!(out, "without a usable id or state, id {id}")),
        }
    }

    fn object(
        &mut self,
        conversation: &Conversation,
        entry: &Entry<'_>,
        findings: &[Finding],
        fields: bool,
        show_passwords: bool,
    ) -> io::Result<()> {
        let Entry { at, side, pdu, .. } = *entry;
        self.start(at, conversation);
        let out = &mut self.out;
        let other = 1_usize.saturating_sub(side);
        write!(out, ",\"src\":\"{}\",\"dst\":\"{}\"", conversation.end(side), conversation.end(other))?;
        let from: &[u8] = if side == conversation.esme { b"esme" } else { b"smsc" };
        out.extend_from_slice(b",\"from\":");
        json_string(out, from);
        match conversation.state {
            Some(state) => write!(out, ",\"state\":\"{state}\"")?,
            None => out.extend_from_slice(b",\"state\":null"),
        }
        match pdu.command_id.name() {
            Some(name) => write!(out, ",\"command\":\"{name}\"")?,
            None => out.extend_from_slice(b",\"command\":null"),
        }
        for (name, value) in [
            ("command_id", pdu.command_id.0),
            ("command_length", entry.command_length),
            ("command_status", pdu.command_status.0),
            ("sequence_number", pdu.sequence_number),
        ] {
            key(out, name);
            number(out, value.into());
        }
        if let Some(octets) = entry.captured {
            key(out, "captured");
            number(out, octets as u64);
        }
        match entry.answer {
            Answer::None => {}
            Answer::Unmatched => out.extend_from_slice(b",\"answers\":null"),
            Answer::Answers { request, round_trip, late } => {
                out.extend_from_slice(b",\"answers\":{\"command\":");
                command(out, &request)?;
                key(out, "packet");
                number(out, request.at.packet);
                key(out, "round_trip");
                seconds(out, round_trip);
                write!(out, ",\"late\":{late}}}")?;
            }
        }
        if let Some(report) = &entry.report {
            report_object(out, at, report)?;
        }
        if fields && entry.captured.is_none() {
            let mut safe = AsciiSafe(&mut *out);
            write!(safe, ",\"fields\":")?;
            serde_json::to_writer(&mut safe, &pdu::fields(pdu, show_passwords))?;
            let (mut comma, tlvs) = ("", pdu.tlvs().unwrap_or_default());
            write!(safe, ",\"tlvs\":[")?;
            for tlv in tlvs {
                write!(safe, "{comma}")?;
                serde_json::to_writer(&mut safe, &pdu::tlv_object(&tlv))?;
                comma = ",";
            }
            write!(safe, "],\"trailing\":\"{}\"", crate::octets::hex(tlvs.trailing()))?;
        }
        out.extend_from_slice(b",\"findings\":[");
        let mut comma = "";
        for finding in findings {
            write!(out, "{comma}{{\"rule\":\"{}\",\"field\":", finding.lint.id)?;
            match finding.field {
                Some(field) => json_string(out, field.as_bytes()),
                None => out.extend_from_slice(b"null"),
            }
            let (severity, status) = (finding.lint.severity, finding.status);
            write!(out, ",\"severity\":\"{severity}\",\"status\":\"{status}\",\"message\":")?;
            json_string(out, finding.lint.summary.as_bytes());
            out.push(b'}');
            comma = ",";
        }
        out.extend_from_slice(b"]}\n");
        self.written()
    }

    /// Begins an object.
    fn start(&mut self, at: At, conversation: &Conversation) {
        self.out.extend_from_slice(b"{\"time\":\"");
        self.clock.stamp(&mut self.out, at.time);
        self.out.extend_from_slice(b"\",\"packet\":");
        number(&mut self.out, at.packet);
        key(&mut self.out, "connection");
        number(&mut self.out, conversation.number.into());
    }

    /// A connection with SMPP was found.
    pub(super) fn opened(&mut self, conversation: &Conversation, at: At) -> io::Result<()> {
        if !matches!(self.style, Style::Lines | Style::Explain { .. }) {
            return Ok(());
        }
        self.clock.time_of_day(&mut self.out, at.time);
        let (number, (esme, smsc)) = (conversation.number, conversation.addresses());
        writeln!(self.out, "  #{number} ESME {esme} -> message centre {smsc}")?;
        self.written()
    }

    /// Something happened that is not a PDU: a name for JSON with a number, and words for people.
    pub(super) fn event(
        &mut self,
        conversation: &Conversation,
        at: At,
        side: Option<usize>,
        (name, value): (&str, Option<(&str, u64)>),
        words: &str,
    ) -> io::Result<()> {
        match self.style {
            Style::Nothing => {}
            Style::Lines | Style::Explain { .. } => {
                self.clock.time_of_day(&mut self.out, at.time);
                let arrow = match side {
                    Some(side) if side == conversation.esme => " ->",
                    Some(_) => " <-",
                    None => "",
                };
                writeln!(self.out, "  #{}{arrow} {words}", conversation.number)?;
            }
            Style::Json { .. } => {
                self.start(at, conversation);
                write!(self.out, ",\"event\":\"{name}\"")?;
                if let Some(side) = side {
                    let from = if side == conversation.esme { "esme" } else { "smsc" };
                    write!(self.out, ",\"from\":\"{from}\"")?;
                }
                if let Some((name, value)) = value {
                    write!(self.out, ",\"{name}\":{value}")?;
                }
                self.out.extend_from_slice(b"}\n");
            }
        }
        self.written()
    }

    /// A request got no response.
    pub(super) fn unanswered(
        &mut self,
        conversation: &Conversation,
        side: usize,
        sequence_number: u32,
        request: &Request,
    ) -> io::Result<()> {
        match self.style {
            Style::Nothing => Ok(()),
            Style::Lines | Style::Explain { .. } => {
                let words = format!("{} seq {sequence_number} got no response", request.command_id);
                self.event(conversation, request.at, Some(side), ("unanswered", None), &words)
            }
            Style::Json { .. } => {
                self.start(request.at, conversation);
                let from = if side == conversation.esme { "esme" } else { "smsc" };
                write!(self.out, ",\"event\":\"unanswered\",\"from\":\"{from}\",\"command\":")?;
                command(&mut self.out, request)?;
                key(&mut self.out, "sequence_number");
                number(&mut self.out, sequence_number.into());
                self.out.extend_from_slice(b"}\n");
                self.written()
            }
        }
    }
}

/// What a receipt is about.
fn report_object(out: &mut Vec<u8>, at: At, report: &Report) -> io::Result<()> {
    out.extend_from_slice(b",\"receipt\":{\"id\":");
    json_string(out, report.id.get(..report.id_length).unwrap_or_default());
    match report.state.and_then(|state| state.name()) {
        Some(state) => write!(out, ",\"state\":\"{}\"", state.to_lowercase())?,
        None => out.extend_from_slice(b",\"state\":null"),
    }
    write!(out, ",\"message\":\"{}\"", report.outcome.name())?;
    if let Outcome::Matched(message) | Outcome::Repeated(message) = report.outcome {
        key(out, "connection");
        number(out, message.connection.into());
        key(out, "sequence_number");
        number(out, message.sequence_number.into());
        key(out, "after");
        seconds(out, at.time.saturating_sub(message.time));
    }
    out.push(b'}');
    Ok(())
}

fn command(out: &mut Vec<u8>, request: &Request) -> io::Result<()> {
    match request.command_id.name() {
        Some(name) => write!(out, "\"{name}\""),
        None => write!(out, "null"),
    }
}

fn key(out: &mut Vec<u8>, name: &str) {
    out.extend_from_slice(b",\"");
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b"\":");
}

/// Appends spaces up to this width.
fn pad(out: &mut Vec<u8>, start: usize, width: usize) {
    out.resize(out.len().max(start.saturating_add(width)), b' ');
}

/// A duration for people, as a string: `1.52 ms`.
pub(super) fn span(nanoseconds: u64) -> String {
    let mut out = Vec::new();
    duration(&mut out, nanoseconds);
    String::from_utf8_lossy(&out).into_owned()
}

/// A number with commas between thousands.
pub(super) fn grouped(value: u64) -> String {
    let mut digits = Vec::new();
    padded(&mut digits, value, 1);
    let mut text = String::new();
    for (place, digit) in digits.iter().enumerate() {
        if place > 0 && digits.len().saturating_sub(place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(char::from(*digit));
    }
    text
}
