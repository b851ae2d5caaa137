//! The signs of a PDU leave out no lint that would find something.

use super::facts::Facts;
use super::{Context, Finding, Found, LINTS};
use crate::RawPdu;
use crate::codes::{CommandId, CommandStatus, Version};
use crate::field::FieldFormat;
use crate::message::text::{Charset, DataCodings};
use crate::pdu::{PDUS, PduDef};
use crate::tlv::TLVS;
use std::collections::BTreeSet;
use std::string::String;
use std::vec::Vec;

/// Numbers that look random, the same in each run.
struct Chance(u64);

impl Chance {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(0x5851_F42D_4C95_7F2D).wrapping_add(0x1405_7B7E_F767_814F);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn octet(&mut self) -> u8 {
        u8::try_from(self.below(256)).unwrap()
    }

    fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())]
    }
}

const TEXTS: [&[u8]; 14] = [
    b"",
    b"46700000001",
    b"+46700000001",
    b"Shop",
    b"00112233",
    b"id\x01",
    b"caf\xE9",
    b"251231000000000+",
    b"991231000000000+",
    b"000007000000000R",
    b"000000000000001R",
    b"2512310000",
    b"991399000000000+",
    b"a text that is longer than every bound of every field, as it has more than sixty-five octets",
];
const MESSAGES: [&[u8]; 12] = [
    b"",
    b"Hello",
    b"caf\xE9",
    b"a\0b",
    b"\x05\x00\x03\x07\x02\x01text",
    b"\x06\x08\x04\x00\x07\x02\x01text",
    b"\x05\x00\x03\x07\x02\x03text",
    b"\x06\x00\x03\x07\x02\x01text",
    b"\x0B\x00\x03\x07\x02\x03\x08\x04\x00\x07\x02\x01text",
    b"\x04\x05\x04\x00",
    b"\0H\0i\0",
    b"id:12 sub:001 dlvrd:001 submit date:2611280224 done date:2611280225 stat:DELIVRD err:000 text:",
];
const INTEGERS: [u8; 18] = [0, 0, 0, 0, 1, 1, 2, 3, 4, 5, 6, 7, 0x08, 0x24, 0x40, 0x44, 0xF5, 0xFF];

fn put_text(chance: &mut Chance, out: &mut Vec<u8>) {
    let text = chance.of(&TEXTS);
    out.extend_from_slice(if chance.one_in(3) { b"" } else { text });
    out.push(0);
}

/// The mandatory fields of a PDU.
fn fields(chance: &mut Chance, def: &PduDef, out: &mut Vec<u8>) {
    for field in def.fields {
        match field.format() {
            FieldFormat::Integer if chance.one_in(8) => out.push(chance.octet()),
            FieldFormat::Integer => out.push(chance.of(&INTEGERS)),
            FieldFormat::COctetString | FieldFormat::Password => put_text(chance, out),
            FieldFormat::OctetString => {
                let message = chance.of(&MESSAGES);
                out.push(u8::try_from(message.len()).unwrap());
                out.extend_from_slice(message);
            }
            FieldFormat::DestAddresses | FieldFormat::UnsuccessSmes | FieldFormat::MessageIds => {
                let count = chance.below(3);
                out.push(u8::try_from(count).unwrap());
                for _ in 0..count {
                    match field.format() {
                        FieldFormat::DestAddresses if chance.one_in(3) => out.push(2),
                        FieldFormat::DestAddresses => {
                            out.extend_from_slice(&[1, chance.of(&INTEGERS), chance.of(&INTEGERS)]);
                        }
                        FieldFormat::UnsuccessSmes => {
                            out.extend_from_slice(&[chance.of(&INTEGERS), chance.of(&INTEGERS)]);
                        }
                        _ => {}
                    }
                    put_text(chance, out);
                    if field.format() == FieldFormat::UnsuccessSmes {
                        out.extend_from_slice(&[0, 0, 0, 8]);
                    }
                }
            }
        }
    }
}

fn tlvs(chance: &mut Chance, out: &mut Vec<u8>) {
    let mut last = 0;
    for _ in 0..chance.below(4) {
        let def = &TLVS[chance.below(TLVS.len())];
        let tag = match chance.below(10) {
            0 => u16::from_be_bytes([chance.octet(), chance.octet()]),
            1 => last,
            // Those of messages, more often.
            2..5 => chance.of(&[0x020C, 0x020E, 0x020F, 0x0424, 0x001E, 0x0427, 0x020A]),
            _ => def.tag.0,
        };
        last = tag;
        let mut value = Vec::new();
        match chance.below(4) {
            0 => value.extend_from_slice(chance.of(&MESSAGES)),
            1 => put_text(chance, &mut value),
            2 => value.extend_from_slice(chance.of(&TEXTS)),
            _ => {
                let length = usize::from(def.min) + chance.below(2);
                value.extend(std::iter::repeat_with(|| chance.of(&INTEGERS)).take(length));
            }
        }
        out.extend_from_slice(&tag.to_be_bytes());
        out.extend_from_slice(&u16::try_from(value.len()).unwrap().to_be_bytes());
        out.extend_from_slice(&value);
    }
    if chance.one_in(4) {
        out.extend_from_slice(chance.of(&[&b"\0"[..], b"\xE9", b"\0\x05\0", b"\x02\x0C\0\x07\x01"]));
    }
}

fn seen(finding: &Finding) -> (*const super::Lint, Option<&'static str>, usize, CommandStatus) {
    (std::ptr::from_ref(finding.lint), finding.field, finding.offset, finding.status)
}

#[test]
fn the_same_findings_as_with_every_lint_in_turn() {
    let (mut chance, mut ids) = (Chance(7), BTreeSet::new());
    let messages =
        [CommandId::SUBMIT_SM, CommandId::DELIVER_SM, CommandId::DATA_SM].map(|id| id.def().unwrap());
    for _ in 0..15_000 {
        let any = &PDUS[chance.below(PDUS.len())];
        let def = if chance.one_in(2) { any } else { chance.of(&messages) };
        let mut body = Vec::new();
        fields(&mut chance, def, &mut body);
        tlvs(&mut chance, &mut body);
        match chance.below(16) {
            0 => body.truncate(chance.below(body.len() + 1)),
            1 if !body.is_empty() => {
                let at = chance.below(body.len());
                body[at] = chance.octet();
            }
            2 => body.clear(),
            _ => {}
        }
        let unknown = CommandId(chance.of(&[0x0000_0099, 0x8000_0099, 0xFFFF_FFFF]));
        let pdu = RawPdu {
            command_id: if chance.one_in(20) { unknown } else { def.command_id },
            command_status: CommandStatus(chance.of(&[0, 0, 0, 0, 8, 0x400, 0x1_0000])),
            sequence_number: chance.of(&[1, 1, 1, 0, 0x7FFF_FFFF, 0x8000_0000, 0x0001_4142]),
            body: &body,
        };
        let default = chance.of(&[Charset::GSM7, Charset::GSM7, Charset::Latin1, Charset::Ucs2]);
        let context = Context {
            version: chance.of(&[Version::V33, Version::V34, Version::V50]),
            now: chance.of(&[None, Some(1_795_342_260)]),
            codings: DataCodings { default, ..DataCodings::default() },
        };
        let (mut plain, mut found) = (Vec::new(), Vec::new());
        let facts = &Facts::of(&pdu, context);
        for lint in LINTS {
            (lint.check)(
                facts,
                &mut Found { facts, lint, report: &mut |finding| plain.push(seen(&finding)) },
            );
        }
        super::check(&pdu, context, |finding| {
            ids.insert((finding.lint.id, finding.lint.severity));
            found.push(seen(&finding));
        });
        assert_eq!(found, plain, "{pdu:?} {context:?}");
    }
    let silent: Vec<&str> =
        LINTS.iter().filter(|lint| !ids.contains(&(lint.id, lint.severity))).map(|lint| lint.id).collect();
    assert_eq!(silent, [""; 0], "lints that found nothing");
}

#[test]
fn each_pdu_that_requires_a_tlv_is_known() {
    for def in PDUS {
        let required = TLVS.iter().any(|tlv| tlv.required_in(Version::V50).contains(&def.command_id));
        assert_eq!(super::facts::are_required(def.command_id), required, "{}", String::from(def.name));
    }
}
