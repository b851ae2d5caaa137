//! Generates PDUs of any type from the tables: valid, odd and broken ones. A [`Source`] makes the choices, so that
//! the same code serves seeded tests and fuzzers.

use smpp_core::Version;
use smpp_core::pdu::{FieldDef, FieldFormat};
use smpp_core::pdu::{PDUS, PduDef};
use smpp_core::tlv::TLVS;

/// Where choices come from: a seed or octets.
#[derive(Clone, Debug)]
pub enum Source<'a> {
    /// An endless pseudo-random sequence (splitmix64).
    Seed(u64),
    /// The given octets, then zeros, which are always the simplest choice.
    Octets(&'a [u8]),
}

impl Source<'_> {
    /// The next octet.
    pub fn octet(&mut self) -> u8 {
        match self {
            Self::Seed(state) => {
                *state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
                let mixed = (*state ^ *state >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
                let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
                (mixed >> 56) as u8
            }
            Self::Octets(octets) => {
                let Some((first, rest)) = octets.split_first() else { return 0 };
                *octets = rest;
                *first
            }
        }
    }

    /// Whether no choices are left. A seed never ends.
    pub const fn is_spent(&self) -> bool {
        matches!(self, Self::Octets([]))
    }

    /// A number below `bound`; 0 for a bound of 0. Small bounds cost one octet.
    pub fn below(&mut self, bound: usize) -> usize {
        match bound {
            0 | 1 => 0,
            2..=256 => usize::from(self.octet()) % bound,
            _ => {
                (usize::from(self.octet()) << 16 | usize::from(self.octet()) << 8 | usize::from(self.octet()))
                    % bound
            }
        }
    }

    /// True once in `of` times; never when the source is spent.
    pub fn once_in(&mut self, of: usize) -> bool {
        self.below(of) + 1 == of
    }

    /// One of several.
    ///
    /// # Panics
    /// If the list is empty.
    pub fn pick<'t, T>(&mut self, of: &'t [T]) -> &'t T {
        &of[self.below(of.len())]
    }

    fn number(&mut self) -> u32 {
        u32::from_be_bytes(core::array::from_fn(|_| self.octet()))
    }
}

/// A length up to `max`: often empty, sometimes the longest.
fn length(source: &mut Source<'_>, max: usize) -> usize {
    match source.below(8) {
        0 | 1 => 0,
        2 => max,
        3 => max.saturating_sub(1),
        4 => source.below(max + 1),
        _ => source.below(max.min(12) + 1),
    }
}

/// A C-Octet String with its NUL, of `max` octets at most.
fn text(source: &mut Source<'_>, max: usize, out: &mut Vec<u8>) {
    let length = length(source, max.saturating_sub(1));
    let plain = !source.once_in(8);
    for _ in 0..length {
        let octet = source.octet();
        out.push(if plain {
            b"0123456789abcdefABCDEFxyz-_ +.,"[usize::from(octet) % 31]
        } else {
            octet.max(1)
        });
    }
    out.push(0);
}

/// A time: empty, absolute or relative.
fn time(source: &mut Source<'_>, out: &mut Vec<u8>) {
    let relative = match source.below(4) {
        0 | 1 => return out.push(0),
        form => form == 2,
    };
    let ranges = if relative {
        [(0, 9), (0, 12), (0, 31), (0, 23), (0, 59), (0, 59)]
    } else {
        [(0, 99), (1, 12), (1, 28), (0, 23), (0, 59), (0, 59)]
    };
    for (least, most) in ranges {
        out.extend(format!("{:02}", least + source.below(most - least + 1)).bytes());
    }
    if relative {
        out.extend(b"000R");
    } else {
        let (tenths, quarters) = (source.below(10), source.below(49));
        out.extend(format!("{tenths}{quarters:02}{}", source.pick(&['+', '-'])).bytes());
    }
    out.push(0);
}

/// The octets of one mandatory field within the bounds of a version.
fn field(source: &mut Source<'_>, def: &FieldDef, version: Version, out: &mut Vec<u8>) {
    let max = usize::from(def.max_in(version));
    match def.format() {
        FieldFormat::Integer => out.push(source.below(max + 1) as u8),
        FieldFormat::COctetString if max == 17 => time(source, out),
        FieldFormat::COctetString | FieldFormat::Password => text(source, max, out),
        FieldFormat::OctetString => {
            let length = length(source, max.min(255));
            out.push(length as u8);
            out.extend((0..length).map(|_| source.octet()));
        }
        FieldFormat::DestAddresses => entries(source, max, out, |source, out| {
            if source.once_in(3) {
                out.push(2);
            } else {
                out.extend([1, source.octet(), source.octet()]);
            }
            text(source, 21, out);
        }),
        FieldFormat::UnsuccessSmes => entries(source, max, out, |source, out| {
            out.extend([source.octet(), source.octet()]);
            text(source, 21, out);
            out.extend(source.number().to_be_bytes());
        }),
        FieldFormat::MessageIds => entries(source, max, out, |source, out| text(source, 9, out)),
        other => panic!("{other:?} is not generated yet"),
    }
}

/// A count and that many entries, usually few.
fn entries(source: &mut Source<'_>, max: usize, out: &mut Vec<u8>, entry: fn(&mut Source<'_>, &mut Vec<u8>)) {
    let count = if source.once_in(16) { source.below(max + 1) } else { source.below(4) };
    out.push(count as u8);
    (0..count).for_each(|_| entry(source, out));
}

fn tlv(tag: u16, value: &[u8], out: &mut Vec<u8>) {
    out.extend(tag.to_be_bytes());
    out.extend((value.len() as u16).to_be_bytes());
    out.extend(value);
}

/// TLVs that the version allows in the PDU, with legal lengths, in any order, sometimes repeated.
pub fn tlvs(source: &mut Source<'_>, def: &PduDef, version: Version, out: &mut Vec<u8>) {
    let allowed: Vec<_> = TLVS.iter().filter(|tlv| tlv.allowed(def.command_id, version)).collect();
    let count = if allowed.is_empty() { 0 } else { length(source, 12) };
    for _ in 0..count {
        let def = source.pick(&allowed);
        let (least, most) =
            (usize::from(def.min), usize::from(def.max_in(version)).max(usize::from(def.min)));
        let length = match (def.name, version) {
            // The two TLVs whose lengths are not a range, or differ in 3.4.
            ("ms_validity", Version::V50) => *source.pick(&[1, 4]),
            ("ms_validity", _) => 1,
            ("alert_on_message_delivery", Version::V34) => 0,
            _ => least + length(source, most - least).min(400),
        };
        let mut value: Vec<u8> = (0..length).map(|_| source.octet()).collect();
        if is_text(def.name) {
            value.iter_mut().for_each(|octet| *octet = (*octet).max(1));
            if let Some(last) = value.last_mut() {
                *last = 0;
            }
        }
        tlv(def.tag.0, &value, out);
    }
}

/// Whether the value of a TLV is a C-Octet String.
fn is_text(name: &str) -> bool {
    matches!(
        name,
        "additional_status_info_text"
            | "receipted_message_id"
            | "broadcast_end_time"
            | "source_network_id"
            | "dest_network_id"
    )
}

/// TLVs from hostile or careless peers: any tag, any length, vendor TLVs, repeated or truncated.
pub fn odd_tlvs(source: &mut Source<'_>, out: &mut Vec<u8>) {
    for _ in 0..source.below(8) {
        let tag = match source.below(4) {
            0 => source.number() as u16,
            1 => 0x1400 + source.below(0x2C00) as u16,
            _ => source.pick(TLVS).tag.0,
        };
        let length = length(source, 40);
        let value: Vec<u8> = (0..length).map(|_| source.octet()).collect();
        tlv(tag, &value, out);
        if source.once_in(4) {
            tlv(tag, &value, out);
        }
    }
    match source.below(8) {
        // One to three octets that cannot start a TLV.
        6 => (0..=source.below(3)).for_each(|_| out.push(source.octet())),
        // A length that runs past the end.
        7 => out.extend([source.octet(), source.octet(), 0x7F, source.octet()]),
        _ => {}
    }
}

/// A body after a header with the right length.
pub fn framed(command_id: u32, command_status: u32, sequence_number: u32, body: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(16 + body.len());
    for word in [16 + body.len() as u32, command_id, command_status, sequence_number] {
        octets.extend(word.to_be_bytes());
    }
    octets.extend(body);
    octets
}

/// A PDU of one type within every bound of a version that has it: one that a correct peer may send.
pub fn valid(source: &mut Source<'_>, def: &PduDef, version: Version) -> Vec<u8> {
    let mut body = Vec::new();
    for def in def.fields {
        field(source, def, version, &mut body);
    }
    tlvs(source, def, version, &mut body);
    framed(def.command_id.0, 0, 1 + source.number() % 0x7FFF_FFFF, &body)
}

/// A version that has the PDU.
pub fn version_of(source: &mut Source<'_>, def: &PduDef) -> Version {
    let versions: Vec<_> =
        crate::spec::VERSIONS.into_iter().filter(|version| def.in_version(*version)).collect();
    *source.pick(&versions)
}

/// A PDU of any type: valid, or with odd TLVs, an odd header, or octets changed, removed and inserted.
pub fn any(source: &mut Source<'_>) -> Vec<u8> {
    let def = source.pick(PDUS);
    let version = version_of(source, def);
    let mut octets = valid(source, def, version);
    let mut body = octets.split_off(16);
    let sequence = source.number();
    let (mut id, mut status) = (def.command_id.0, 0);
    match source.below(8) {
        0 | 1 => {}
        2 => odd_tlvs(source, &mut body),
        3 => status = source.number(),
        4 => body.clear(),
        5 => id = source.number(),
        _ => mutate(source, &mut body),
    }
    framed(id, status, sequence, &body)
}

/// Changes a few octets: other values, flipped bits, a cut, a piece inserted or removed.
pub fn mutate(source: &mut Source<'_>, octets: &mut Vec<u8>) {
    for _ in 0..=source.below(4) {
        let at = source.below(octets.len() + 1);
        match source.below(6) {
            0 => octets.truncate(at),
            1 => octets.insert(at, source.octet()),
            2 if at < octets.len() => drop(octets.remove(at)),
            3 if at < octets.len() => octets[at] = *source.pick(&[0, 1, 2, 0x7F, 0x80, 0xFE, 0xFF]),
            4 if at < octets.len() => octets[at] ^= 1 << source.below(8),
            _ if at < octets.len() => octets[at] = source.octet(),
            _ => {}
        }
    }
}
