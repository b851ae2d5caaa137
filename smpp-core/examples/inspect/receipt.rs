//! `inspect receipt`: what the text of a delivery receipt says.

use crate::error_object;
use crate::lines::text;
use crate::provider::provider;
use clap::Args;
use serde_json::{Map, Value, json};
use smpp_core::codes::DataCoding;
use smpp_core::message::receipt::{ReceiptDate, ReceiptText};
use smpp_core::profile::Profile;

#[derive(Args)]
pub(crate) struct Options {
    /// Who sends the receipts: its own words for states count, and "meaning" and "class" say what its err tells
    #[arg(long, value_name = "P", value_parser = provider)]
    profile: Option<&'static Profile>,
}

/// The object of one line: a raw receipt in which `\xNN` is an octet and `\\` a backslash.
pub(crate) fn object(line: &[u8], options: &Options) -> Value {
    let octets = match unescape(line) {
        Ok(octets) => octets,
        Err(at) => {
            return error_object("a backslash that starts neither \\xNN nor \\\\", at, None, None);
        }
    };
    let mut scratch = vec![0; octets.len().saturating_mul(3)];
    let receipt = ReceiptText::parse_any(&octets, DataCoding::DEFAULT, &mut scratch);
    let value = |octets: &[u8]| {
        if receipt.was_utf16() { String::from_utf8_lossy(octets).into_owned() } else { text(octets) }
    };
    let field = |octets: Option<&[u8]>| octets.map_or(Value::Null, |octets| json!(value(octets)));
    let typed =
        |date: Option<ReceiptDate<'_>>| date.and_then(|date| date.date_time()).map(|at| at.to_string());
    let raw = |date: Option<ReceiptDate<'_>>| field(date.as_ref().map(ReceiptDate::as_bytes));

    let mut extra = Map::new();
    for (name, octets) in receipt.extra() {
        match extra.entry(value(name)).or_insert(Value::Null) {
            Value::Array(all) => all.push(json!(value(octets))),
            place @ Value::Null => *place = json!(value(octets)),
            // A field that comes again: all its values, in their order.
            first => *first = json!([first, value(octets)]),
        }
    }
    let mut unread = String::new();
    for (number, octets) in receipt.unread().enumerate() {
        unread.push_str(if number > 0 { " " } else { "" });
        unread.push_str(&value(octets));
    }
    let state = match options.profile {
        Some(profile) => receipt.stat.and_then(|word| profile.message_state(word)),
        None => receipt.message_state(),
    };
    let told = options.profile.and_then(|profile| profile.error_in(state, receipt.err?));
    let state = state.and_then(|state| state.name()).map(str::to_lowercase);
    let something = !octets.is_empty();
    let mut object = json!({
        "id": field(receipt.id),
        "sub": field(receipt.sub),
        "dlvrd": field(receipt.dlvrd),
        "submit_date": typed(receipt.submit_date),
        "submit_date_raw": raw(receipt.submit_date),
        "done_date": typed(receipt.done_date),
        "done_date_raw": raw(receipt.done_date),
        "stat": field(receipt.stat),
        "state": state,
        "err": field(receipt.err),
        "text": field(receipt.text),
        "extra": something.then_some(extra),
        "unread": something.then_some(unread),
    });
    if let (Some(_), Some(fields)) = (options.profile, object.as_object_mut()) {
        fields.insert("meaning".to_owned(), json!(told.map(|error| error.meaning)));
        fields.insert("class".to_owned(), json!(told.map(|error| error.class.name())));
    }
    object
}

/// The octets that the line stands for, or where its first bad escape is.
fn unescape(line: &[u8]) -> Result<Vec<u8>, usize> {
    let mut octets = Vec::with_capacity(line.len());
    let mut rest = line;
    loop {
        rest = match rest {
            [] => return Ok(octets),
            [b'\\', b'\\', rest @ ..] => {
                octets.push(b'\\');
                rest
            }
            [b'\\', b'x', high, low, rest @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                let digit =
                    |c: u8| char::from(c).to_digit(16).and_then(|d| u8::try_from(d).ok()).unwrap_or(0);
                octets.push(digit(*high) << 4 | digit(*low));
                rest
            }
            [b'\\', ..] => return Err(line.len().saturating_sub(rest.len())),
            [octet, rest @ ..] => {
                octets.push(*octet);
                rest
            }
        };
    }
}
