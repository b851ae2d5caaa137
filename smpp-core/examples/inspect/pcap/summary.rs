//! The summary at the end: tables for people, or an object.

use super::conversation::Conversation;
use super::stats::{Durations, Lints, Stats};
use super::text::Clock;
use super::write::{grouped, span};
use crate::screen::shown;
use serde_json::{Map, Value, json};
use smpp_core::pdu::PDUS;
use std::fmt::Write;
use std::time::Duration;

/// Connections in the table for people.
const MOST_LINES: usize = 20;
/// Between two columns.
const GAP: &str = "  ";

/// A connection that is over.
pub(super) struct Row {
    number: u32,
    esme: String,
    smsc: String,
    system_id: String,
    state: String,
    seconds: f64,
    pdus: u64,
    round_trips: Option<[Duration; 4]>,
    stats: Stats,
}

impl Row {
    pub(super) fn of(conversation: Conversation) -> Self {
        let (esme, smsc) = conversation.addresses();
        let mut stats = conversation.stats;
        let round_trips = stats.round_trips.quantiles();
        // Only the result is needed from now on.
        stats.round_trips = Durations::default();
        Self {
            number: conversation.number,
            esme: esme.to_string(),
            smsc: smsc.to_string(),
            system_id: conversation.system_id,
            state: conversation.state.map_or_else(|| "unknown".to_owned(), |state| state.to_string()),
            seconds: Duration::from_nanos(conversation.last.saturating_sub(conversation.first)).as_secs_f64(),
            pdus: stats.pdus(),
            round_trips,
            stats,
        }
    }
}

/// What was counted of the packets.
#[derive(Default)]
pub(super) struct Packets {
    pub(super) number: u64,
    pub(super) tcp: u64,
    pub(super) fragments: u64,
    pub(super) unreadable: u64,
    pub(super) octets: u64,
}

/// Everything that the summary is about.
pub(super) struct Whole<'a> {
    pub(super) packets: &'a Packets,
    pub(super) rows: &'a mut Vec<Row>,
    /// Number of connections, including those without a row.
    pub(super) connections: u32,
    pub(super) total: &'a Stats,
    pub(super) lints: &'a Lints,
    pub(super) first: Option<u64>,
    pub(super) last: u64,
}

/// Tables for people.
pub(super) fn tables(whole: &mut Whole<'_>, clock: &mut Clock) -> String {
    let mut text = String::new();
    let Whole { packets, total, .. } = *whole;
    let time = whole.first.map(|first| {
        let length = Duration::from_nanos(whole.last.saturating_sub(first));
        format!(", {} UTC, {}", clock.date_and_time(first), length_of(length))
    });
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "\n{} packets, {} with TCP{}",
        grouped(packets.number),
        grouped(packets.tcp),
        time.unwrap_or_default()
    );
    let damage = [
        (packets.fragments, "packets were fragments, which are not joined"),
        (packets.unreadable, "packets could not be read"),
        (total.gap_octets, "octets of SMPP were not captured"),
        (total.cut, "PDUs were captured in part"),
        (total.lost, "times framing was lost"),
        (total.skipped, "octets were skipped to find the next PDU"),
        (total.again, "octets were sent again"),
        (total.out_of_order, "segments were out of order"),
    ];
    for (number, words) in damage.into_iter().filter(|(number, _)| *number > 0) {
        let _ = writeln!(text, "{} {words}", grouped(number));
    }
    if whole.connections == 0 {
        text.push_str("No SMPP was found\n");
        return text;
    }
    text.push('\n');
    connections(&mut text, whole);
    text.push('\n');
    commands(&mut text, total);
    let found = whole.lints.found();
    if !found.is_empty() {
        text.push('\n');
        let mut table = Table::new("rl l", &["findings", "lint", "", "what it means"]);
        for (lint, number) in found {
            let severity = lint.severity.to_string();
            table.row([grouped(number), severity, lint.id.to_owned(), lint.summary.to_owned()]);
        }
        table.print(&mut text);
    }
    text
}

/// One line for each of the connections with the most PDUs, and one for all.
fn connections(text: &mut String, whole: &mut Whole<'_>) {
    let heads = [
        "#",
        "ESME",
        "message centre",
        "system_id",
        "state",
        "seconds",
        "PDUs",
        "min",
        "median",
        "p99",
        "max",
        "late",
        "no answer",
        "open",
        "findings",
        "receipts",
        "matched",
    ];
    let mut table = Table::new("rllllrrrrrrrrrrrr", &heads);
    whole.rows.sort_by_key(|row| (std::cmp::Reverse(row.pdus), row.number));
    let shown_rows = whole.rows.len().min(MOST_LINES);
    let (most, _) = whole.rows.split_at_mut(shown_rows);
    most.sort_by_key(|row| row.number);
    for row in most {
        let name = shown(row.system_id.chars());
        let first = [row.number.to_string(), row.esme.clone(), row.smsc.clone(), name, row.state.clone()];
        let first = first.into_iter().chain([format!("{:.1}", row.seconds), grouped(row.pdus)]);
        table.row(first.chain(counts(row.round_trips, &row.stats)));
    }
    let more = usize::try_from(whole.connections).unwrap_or_default().saturating_sub(shown_rows);
    if more > 0 {
        table.row([String::new(), format!("and {} more", grouped(more as u64))]);
    }
    if whole.connections > 1 {
        let first =
            [String::new(), "all".to_owned(), String::new(), String::new(), String::new(), String::new()];
        let first = first.into_iter().chain([grouped(whole.total.pdus())]);
        table.row(first.chain(counts(whole.total.round_trips.quantiles(), whole.total)));
    }
    table.print(text);
}

fn counts(round_trips: Option<[Duration; 4]>, stats: &Stats) -> impl Iterator<Item = String> {
    let times = match round_trips {
        Some(times) => times.map(|time| span(u64::try_from(time.as_nanos()).unwrap_or(u64::MAX))),
        None => [const { String::new() }; 4],
    };
    let Stats { late, unanswered, open, findings, receipts, matched, .. } = *stats;
    times.into_iter().chain([late, unanswered, open, findings, receipts, matched].map(grouped))
}

/// Requests and responses by command, and the statuses of the responses.
fn commands(text: &mut String, total: &Stats) {
    let mut table = Table::new("lr", &["command", "PDUs"]);
    for (def, number) in PDUS.iter().zip(&total.commands).filter(|(_, number)| **number > 0) {
        table.row([def.name.to_owned(), grouped(*number)]);
    }
    if let Some(unknown) = total.commands.last().filter(|number| **number > 0) {
        table.row(["(unknown)".to_owned(), grouped(*unknown)]);
    }
    let mut left = String::new();
    table.print(&mut left);
    let mut table = Table::new("lr", &["status of responses", ""]);
    let mut statuses = total.statuses.clone();
    statuses.sort_by_key(|(status, number)| (std::cmp::Reverse(*number), status.0));
    for (status, number) in statuses {
        table.row([status.to_string(), grouped(number)]);
    }
    for (words, number) in [
        ("(others)", total.other_statuses),
        ("without a request", total.unmatched),
        ("receipts for an unknown message", total.receipts_alone()),
        ("receipts again", total.repeated),
    ] {
        if number > 0 {
            table.row([words.to_owned(), grouped(number)]);
        }
    }
    let mut right = String::new();
    table.print(&mut right);
    // Side by side.
    let width = left.lines().map(|line| line.chars().count()).max().unwrap_or_default();
    let (mut left, mut right) = (left.lines(), right.lines());
    loop {
        let (a, b) = (left.next(), right.next());
        if a.is_none() && b.is_none() {
            break;
        }
        let line = format!("{:width$}    {}", a.unwrap_or_default(), b.unwrap_or_default());
        text.push_str(line.trim_end());
        text.push('\n');
    }
}

fn length_of(time: Duration) -> String {
    match time.as_secs() {
        0 => span(u64::try_from(time.as_nanos()).unwrap_or_default()),
        seconds @ 1..600 => format!("{seconds} s"),
        seconds => format!("{} min", grouped(seconds / 60)),
    }
}

/// The summary as an object.
pub(super) fn object(whole: &mut Whole<'_>) -> Value {
    whole.rows.sort_by_key(|row| row.number);
    let connections: Vec<Value> = whole
        .rows
        .iter()
        .map(|row| {
            let mut object = Map::new();
            object.insert("connection".into(), json!(row.number));
            object.insert("esme".into(), json!(row.esme));
            object.insert("smsc".into(), json!(row.smsc));
            object.insert("system_id".into(), json!(row.system_id));
            let state = Some(&row.state).filter(|state| *state != "unknown");
            object.insert("state".into(), json!(state));
            object.insert("seconds".into(), json!(row.seconds));
            fill(&mut object, &row.stats, row.round_trips);
            Value::Object(object)
        })
        .collect();
    let mut total = Map::new();
    let packets = whole.packets;
    for (name, number) in [
        ("packets", packets.number),
        ("tcp_packets", packets.tcp),
        ("fragments", packets.fragments),
        ("unreadable", packets.unreadable),
        ("file_octets", packets.octets),
        ("connections", whole.connections.into()),
    ] {
        total.insert(name.into(), json!(number));
    }
    fill(&mut total, whole.total, whole.total.round_trips.quantiles());
    let lints: Vec<Value> = whole
        .lints
        .found()
        .into_iter()
        .map(|(lint, number)| json!({ "rule": lint.id, "severity": lint.severity.to_string(), "count": number }))
        .collect();
    total.insert("rules".into(), json!(lints));
    json!({ "summary": { "connections": connections, "total": total } })
}

fn fill(object: &mut Map<String, Value>, stats: &Stats, round_trips: Option<[Duration; 4]>) {
    let names = PDUS.iter().map(|def| def.name).chain(["unknown"]);
    let commands: Map<String, Value> = names
        .zip(&stats.commands)
        .filter(|(_, number)| **number > 0)
        .map(|(name, number)| (name.to_owned(), json!(number)))
        .collect();
    let statuses: Map<String, Value> =
        stats.statuses.iter().map(|(status, number)| (status.to_string(), json!(number))).collect();
    object.insert("pdus".into(), json!(stats.pdus()));
    object.insert("commands".into(), Value::Object(commands));
    object.insert("statuses".into(), Value::Object(statuses));
    let times = round_trips.map(|times| {
        let [least, median, nearly_all, most] = times.map(|time| time.as_secs_f64());
        json!({ "min": least, "median": median, "p99": nearly_all, "max": most })
    });
    object.insert("round_trip".into(), json!(times));
    for (name, number) in [
        ("late", stats.late),
        ("unanswered", stats.unanswered),
        ("open", stats.open),
        ("unmatched_responses", stats.unmatched),
        ("findings", stats.findings),
        ("receipts", stats.receipts),
        ("receipts_matched", stats.matched),
        ("receipts_repeated", stats.repeated),
        ("receipts_unmatched", stats.receipts_alone()),
        ("cut", stats.cut),
        ("framing_lost", stats.lost),
        ("gaps", stats.gaps),
        ("gap_octets", stats.gap_octets),
        ("skipped_octets", stats.skipped),
        ("retransmitted_octets", stats.again),
        ("out_of_order", stats.out_of_order),
        ("octets", stats.octets),
    ] {
        object.insert(name.into(), json!(number));
    }
}

/// Columns that are as wide as needed. Empty ones are left out.
struct Table {
    /// `r` for each column that is aligned to the right.
    align: String,
    rows: Vec<Vec<String>>,
}

impl Table {
    fn new(align: &str, heads: &[&str]) -> Self {
        Self { align: align.to_owned(), rows: vec![heads.iter().map(|head| (*head).to_owned()).collect()] }
    }

    fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    fn print(&self, text: &mut String) {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or_default();
        let cell = |row: &[String], column: usize| row.get(column).cloned().unwrap_or_default();
        let widths: Vec<usize> = (0..columns)
            .map(|column| {
                let lengths = self.rows.iter().map(|row| cell(row, column).chars().count());
                let has_contents =
                    self.rows.iter().skip(1).any(|row| !matches!(cell(row, column).as_str(), ""));
                if has_contents { lengths.max().unwrap_or_default() } else { 0 }
            })
            .collect();
        for row in &self.rows {
            let mut line = String::new();
            for ((column, width), align) in widths.iter().enumerate().zip(self.align.chars()) {
                if *width == 0 {
                    continue;
                }
                let word = cell(row, column);
                if !line.is_empty() {
                    line.push_str(GAP);
                }
                // Writing to a String cannot fail.
                let _ =
                    if align == 'r' { write!(line, "{word:>width$}") } else { write!(line, "{word:width$}") };
            }
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
}
