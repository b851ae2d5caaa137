//! `inspect receipt`: prints the contents of a delivery receipt.

use crate::error_object;
use crate::lines::Objects;
use crate::provider::provider;
use crate::rows::BOLD;
use crate::screen::shown;
use clap::Args;
use serde_json::json;
use smpp_core::codes::{DataCoding, EsmClass, MessageType};
use smpp_core::explain::Explain;
use smpp_core::message::receipt::{ReceiptDate, ReceiptDialect, ReceiptText};
use smpp_core::pdu::DeliverSm;
use smpp_core::profile::Profile;
use smpp_core::{Encode, Rules, Tlv};
use std::collections::HashMap;
use std::io::{self, Write};

/// Maximum number of non-standard fields in a receipt. Real receipts have a few.
const MOST_EXTRA: usize = 10_000;

#[derive(Args)]
pub(crate) struct Options {
    /// Provider that sends the receipts (generic, kannel, mensatek): uses its state words, and adds "meaning"
    /// and "class" for its err codes
    #[arg(long, value_name = "P", value_parser = provider)]
    profile: Option<&'static Profile>,
}

/// Prints the object for one line: a raw receipt in which `\xNN` is an octet and `\\` a backslash. The object
/// is written while the line is read; this takes a few times the memory of the line, whatever its contents.
pub(crate) fn explain(line: &[u8], options: &Options, out: &mut Objects<'_>) -> io::Result<()> {
    let octets = match unescape(line) {
        Ok(octets) => octets,
        Err(at) => {
            let what = "a backslash that is not part of \\xNN or \\\\";
            return out.put(&error_object(what, at, None, None));
        }
    };
    // A receipt in UTF-16 is converted to UTF-8 here. Others leave it unused.
    let mut scratch = vec![0; octets.len().saturating_mul(3)];
    let receipt = ReceiptText::parse_any(&octets, DataCoding::DEFAULT, &mut scratch);
    let Some(extra) = grouped(receipt.extra()) else {
        let what = format!("more than {MOST_EXTRA} non-standard fields: not read");
        return out.put(&error_object(what, 0, Some("extra"), None));
    };
    let chars = |octets| chars(octets, receipt.was_utf16());
    let state = match options.profile {
        Some(profile) => receipt.stat.and_then(|word| profile.receipt_dialect().state(word)),
        None => receipt.state(),
    };

    let mut object = out.open();
    for (name, octets) in [("id", receipt.id), ("sub", receipt.sub), ("dlvrd", receipt.dlvrd)] {
        object.text(name.chars(), octets.map(chars))?;
    }
    for (name, date) in [("submit_date", receipt.submit_date), ("done_date", receipt.done_date)] {
        let typed = date.and_then(|date| date.date_time()).map(|at| at.to_string());
        object.field(name, &json!(typed))?;
        let raw = date.as_ref().map(ReceiptDate::as_bytes);
        object.text(name.chars().chain("_raw".chars()), raw.map(chars))?;
    }
    object.text("stat".chars(), receipt.stat.map(chars))?;
    object.field("state", &json!(state.and_then(|state| state.name()).map(str::to_lowercase)))?;
    object.text("err".chars(), receipt.err.map(chars))?;
    object.text("text".chars(), receipt.text.map(chars))?;
    if octets.is_empty() {
        object.field("extra", &json!(null))?;
        object.field("unread", &json!(null))?;
    } else {
        let mut inner = object.inner("extra")?;
        for (name, values) in extra {
            match values[..] {
                [value] => inner.text(chars(name), Some(chars(value)))?,
                _ => inner.texts(chars(name), values.into_iter().map(chars))?,
            }
        }
        inner.close()?;
        let unread = receipt.unread().enumerate();
        let unread = unread.flat_map(|(number, octets)| {
            let blank = (number > 0).then_some(' ');
            blank.into_iter().chain(chars(octets))
        });
        object.text("unread".chars(), Some(unread))?;
    }
    if let Some(profile) = options.profile {
        let told = receipt.err.and_then(|err| profile.receipt_dialect().error(state, err));
        object.field("meaning", &json!(told.map(|error| error.meaning)))?;
        object.field("class", &json!(told.map(|error| error.class.name())))?;
    }
    object.close()?;
    out.end()
}

/// Explains a receipt to people: the fields, then what it says. Reads it as the message of a deliver_sm.
pub(crate) fn view(line: &[u8], options: &Options, out: &mut dyn Write) -> io::Result<bool> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let octets = match unescape(line.strip_suffix(b"\r").unwrap_or(line)) {
        Ok(octets) => octets,
        Err(at) => {
            crate::output::warn(format_args!("octet {at}: a backslash that is not part of \\xNN or \\\\"));
            return Ok(false);
        }
    };
    let payload = [Tlv::message_payload(&octets)];
    let esm_class = EsmClass::default().with_message_type(MessageType::SMSC_DELIVERY_RECEIPT);
    let pdu = DeliverSm { esm_class, tlvs: (&payload).into(), ..DeliverSm::default() };
    let mut buffer = vec![0; pdu.encoded_len()];
    let Ok(done) = pdu.encode(1, Rules::AS_IS, &mut buffer) else {
        crate::output::warn(format_args!("{} octets do not fit into a message", octets.len()));
        return Ok(false);
    };
    let dialect = options.profile.map_or(ReceiptDialect::DEFAULT, Profile::receipt_dialect);
    let explain = Explain::new(buffer.get(..done.len).unwrap_or_default()).with_dialect(dialect);
    let (mut written, mut is_in_message) = (Ok(()), false);
    explain.each(|row| {
        is_in_message |= row.name().to_string() == "message_payload";
        if is_in_message && written.is_ok() && row.name().to_string() != "message_payload" {
            let indent = if row.range().is_empty() { "" } else { "  " };
            let (name, value) =
                (shown(row.name().to_string().chars()), shown(row.value().to_string().chars()));
            let meaning = shown(row.meaning().to_string().chars());
            let line = format!("{indent}{BOLD}{name:20}{BOLD:#}  {value:20}  {meaning}");
            written = writeln!(out, "{}", line.trim_end());
        }
    });
    written?;
    writeln!(out)?;
    Ok(true)
}

/// A name and its values.
type Group<'r> = (&'r [u8], Vec<&'r [u8]>);

/// Each name once, with all its values in order; `None` if there are too many.
fn grouped<'r>(fields: impl Iterator<Item = (&'r [u8], &'r [u8])>) -> Option<Vec<Group<'r>>> {
    let (mut groups, mut places) = (Vec::<Group<'r>>::new(), HashMap::new());
    for (number, (name, value)) in fields.enumerate() {
        if number == MOST_EXTRA {
            return None;
        }
        let place = *places.entry(name).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, values)) => values.push(value),
            None => groups.push((name, vec![value])),
        }
    }
    Some(groups)
}

/// Octets as text: UTF-8, or otherwise each octet as the character with its number.
fn chars(octets: &[u8], is_utf8: bool) -> impl Iterator<Item = char> {
    let (plain, utf8) = if is_utf8 { (&[][..], octets) } else { (octets, &[][..]) };
    let utf8 = utf8.utf8_chunks().flat_map(|chunk| {
        let bad = (!chunk.invalid().is_empty()).then_some(char::REPLACEMENT_CHARACTER);
        chunk.valid().chars().chain(bad)
    });
    plain.iter().map(|octet| char::from(*octet)).chain(utf8)
}

/// The octets that the line represents, or the position of its first bad escape.
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
