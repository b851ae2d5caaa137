//! `lint VERSION HEX`: the findings of a PDU.

use super::arguments::{hex, version, word};
use crate::output::Output;
use smpp_core::RawPdu;
use smpp_core::lint::{Context, LINTS, check};

/// 2026-11-22 10:11 UTC.
const NOW: i64 = 1_795_342_260;

pub fn run(arguments: &[u8], out: &mut Output) {
    let (which, rest) = word(arguments);
    let Some(octets) = hex(rest) else { return out.line("not hexadecimal, or too long") };
    let pdu = match RawPdu::parse(&octets) {
        Ok(pdu) => pdu,
        Err(error) => return out.show(error).end(),
    };
    check(&pdu, Context::at(version(which), NOW), |finding| {
        out.show(format_args!("{finding} [{}] {:?}", finding.lint.section, finding.lint)).end();
    });
    out.line(if LINTS.is_empty() { "no rules" } else { "checked" });
}
