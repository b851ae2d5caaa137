//! Shows a PDU with its octets.

use smpp_core::pdu::Value;
use smpp_core::{HEADER_LEN, RawPdu};
use std::fmt::{self, Write};

/// The command_id, then a line for the header and for each field that is neither empty nor 0, with its offset and its
/// octets. Passwords are hidden.
pub(crate) fn pdu_lines(octets: &[u8]) -> Result<String, Box<dyn std::error::Error>> {
    let raw = RawPdu::parse(octets)?;
    let mut lines = format!("{}\n", raw.command_id);
    let header = format!("{}, sequence_number {}", raw.command_status, raw.sequence_number);
    rows(&mut lines, octets, 0, HEADER_LEN, &header)?;
    let mut fields = raw.fields();
    loop {
        let at = fields.offset();
        let Some(field) = fields.next() else { break };
        let (def, value) = field?;
        let what = match value {
            Value::Integer(0) | Value::Octets([]) => continue,
            Value::Integer(number) => number.to_string(),
            Value::Text(text) if text.is_empty() => continue,
            Value::Text(text) => text.to_string(),
            Value::Octets(octets) => format!("{} octets", octets.len()),
            Value::Password(password) => format!("{password:?}"),
            other => format!("{other:?}"),
        };
        let what = format!("{} {what}", def.name);
        if let Value::Password(_) = value {
            let hidden = vec!["**"; fields.offset().saturating_sub(at)];
            writeln!(lines, "{at:8}  {:48}{what}", hidden.join(" "))?;
        } else {
            rows(&mut lines, octets, at, fields.offset(), &what)?;
        }
    }
    let mut at = fields.offset();
    for tlv in fields.rest() {
        let end = at.saturating_add(tlv.encoded_len());
        rows(&mut lines, octets, at, end, &format!("{tlv:?}"))?;
        at = end;
    }
    Ok(lines)
}

/// Octets `from..to` in rows of 16, with the description in the first row.
fn rows(lines: &mut String, octets: &[u8], from: usize, to: usize, what: &str) -> fmt::Result {
    for (row, chunk) in octets.get(from..to).unwrap_or_default().chunks(16).enumerate() {
        let hex: Vec<String> = chunk.iter().map(|octet| format!("{octet:02x}")).collect();
        let at = from.saturating_add(row.saturating_mul(16));
        let what = if row == 0 { what } else { "" };
        writeln!(lines, "{}", format!("{at:8}  {:48}{what}", hex.join(" ")).trim_end())?;
    }
    Ok(())
}
