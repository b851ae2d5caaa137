//! PDUs, octet by octet, as JSON: the rows of `smpp_core::explain`.

use crate::calls::error;
use crate::notation::pieces;
use crate::screen::shown;
use serde_json::{Map, Value, json};
use smpp_core::explain::{Explain, Row, split_first};
use smpp_core::lint::{Context, Finding};
use smpp_core::profile::Profile;
use smpp_core::{CommandId, Header, RawPdu, Version};
use std::fmt::Display;

/// PDUs in one answer.
const MOST_PDUS: usize = 200;
/// Rows in one answer.
const MOST_ROWS: usize = 5_000;
/// Versions in the order of the page's choices, which begin with one more: the PDU's own.
const VERSIONS: [Version; 3] = [Version::V33, Version::V34, Version::V50];

/// What the user chose.
pub(crate) struct Options {
    version: Option<Version>,
    profile: &'static Profile,
    show_passwords: bool,
}

impl Options {
    /// Numbers of the page's choices.
    pub(crate) fn new(version: u32, profile: u32, show_passwords: u32) -> Self {
        let version = version.checked_sub(1).and_then(|number| VERSIONS.get(number as usize).copied());
        Self { version, profile: self::profile(profile), show_passwords: show_passwords != 0 }
    }
}

/// The profile with this number.
pub(crate) fn profile(number: u32) -> &'static Profile {
    Profile::ALL.get(number as usize).copied().unwrap_or(&Profile::GENERIC)
}

/// The choices, in order.
pub(crate) fn choices() -> Value {
    let versions: Vec<String> = VERSIONS.iter().map(Version::to_string).collect();
    let profiles: Vec<&str> = Profile::ALL.iter().map(|profile| profile.name).collect();
    json!({ "versions": versions, "profiles": profiles })
}

/// Explains the PDUs of a text.
pub(crate) fn notation(text: &str, options: &Options) -> Value {
    match pieces(text) {
        Ok(pieces) => all(pieces.iter().map(Vec::as_slice), options),
        Err(wrong) => {
            let mut object = error(&wrong);
            if let Some(object) = object.as_object_mut() {
                object.insert("line".into(), json!(wrong.line));
                object.insert("column".into(), json!(wrong.column));
            }
            object
        }
    }
}

/// Explains PDUs that follow each other.
pub(crate) fn octets(octets: &[u8], options: &Options) -> Value {
    all(std::iter::once(octets), options)
}

fn all<'a>(pieces: impl Iterator<Item = &'a [u8]>, options: &Options) -> Value {
    let mut room = MOST_ROWS;
    let mut pdus = Vec::new();
    let mut others = 0_usize;
    for piece in pieces {
        let mut rest = piece;
        while !rest.is_empty() {
            let octets;
            (octets, rest) = split_first(rest);
            if pdus.len() < MOST_PDUS && room > 0 {
                pdus.push(pdu(octets, options, &mut room));
            } else {
                others = others.saturating_add(1);
            }
        }
    }
    json!({ "pdus": pdus, "others": others })
}

fn pdu(octets: &[u8], options: &Options, room: &mut usize) -> Value {
    let raw = RawPdu::parse(octets).ok();
    let usual = raw.and_then(|raw| raw.def()).map(|def| Version::V34.clamp(def.since, def.until));
    let version = options.version.or(usual).unwrap_or(Version::V34);
    let explain = Explain::new(octets)
        .with_dialect(options.profile.receipt_dialect())
        .with_context(Context { version, codings: options.profile.data_codings, ..Context::default() });
    let explain = if options.show_passwords { explain.show_passwords() } else { explain };
    let mut object = Map::new();
    if let Some(header) = Header::parse(octets) {
        object.insert("name".into(), json!(header.command_id.to_string()));
        object.insert("known".into(), json!(CommandId::def(header.command_id).is_some()));
        object.insert("sequence_number".into(), json!(header.sequence_number));
        if header.command_id.is_response() {
            object.insert("status".into(), json!(header.command_status.to_string()));
        }
    }
    object.insert("length".into(), json!(octets.len()));
    object.insert("version".into(), json!(version.to_string()));
    object.insert("rows".into(), rows(&explain, room));
    object.insert("meant".into(), explain.as_intended().map_or(Value::Null, |meant| rows(&meant, room)));
    Value::Object(object)
}

fn rows(explain: &Explain<'_>, room: &mut usize) -> Value {
    let mut rows = Vec::new();
    explain.each(|row| {
        if let Some(less) = room.checked_sub(1) {
            *room = less;
            rows.push(self::row(row));
        }
    });
    Value::Array(rows)
}

fn row(row: &Row<'_>) -> Value {
    let mut object = Map::new();
    object.insert("at".into(), json!(row.offset()));
    object.insert("len".into(), json!(row.range().len()));
    // Hidden octets are null.
    object.insert("octets".into(), json!(row.octets().map(hex)));
    object.insert("level".into(), json!(row.level()));
    for (name, text) in
        [("name", printed(row.name())), ("value", printed(row.value())), ("meaning", printed(row.meaning()))]
    {
        object.insert(name.into(), json!(text));
    }
    for (name, is) in [("text", row.is_text()), ("default", row.is_default()), ("missing", row.is_missing())]
    {
        if is {
            object.insert(name.into(), json!(true));
        }
    }
    // These lints report the same as the problem, for the PDU as a whole.
    let is_same =
        |finding: &&Finding| matches!(finding.lint.id, "undecodable" | "header_shifted" | "tlv_stream");
    let mut same = None;
    if let Some(problem) = row.problem() {
        same = row.findings().iter().find(is_same);
        let hint = problem.hint().map(printed);
        object.insert(
            "problem".into(),
            json!({
                "at": problem.offset(), "what": problem.to_string(), "hint": hint,
                "rule": same.map(|same| same.lint.id), "status": same.map(|same| same.status.to_string()),
            }),
        );
    }
    let findings: Vec<Value> =
        row.findings().iter().filter(|finding| same.is_none() || !is_same(finding)).map(finding).collect();
    if !findings.is_empty() {
        object.insert("findings".into(), json!(findings));
    }
    Value::Object(object)
}

pub(crate) fn finding(finding: &Finding) -> Value {
    json!({
        "severity": finding.lint.severity.to_string(),
        "what": finding.lint.summary,
        "rule": finding.lint.id,
        "status": finding.status.to_string(),
    })
}

/// The text of a value, with characters escaped that would change the direction of the line.
fn printed(value: impl Display) -> String {
    shown(value.to_string().chars())
}

/// Lower-case hexadecimal digits.
pub(crate) fn hex(octets: &[u8]) -> String {
    let digit = |value: u8| char::from_digit(value.into(), 16).unwrap_or('0');
    octets.iter().flat_map(|octet| [digit(octet >> 4), digit(octet & 15)]).collect()
}
