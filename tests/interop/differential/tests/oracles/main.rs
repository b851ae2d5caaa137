//! rusmpp-core and smpp34 as oracles: if they accept a PDU, we accept it with the same values, or the difference is a
//! row of exceptions.tsv. The PDUs are seeded: valid, odd and broken ones, and mutations of dumps from public
//! sources.

mod rusmpp;
mod smpp34_peer;

use smpp_core::{Pdu, RawPdu};
use smpp_tests::generate::{self, Source};
use smpp_tests::hex;
use std::collections::BTreeMap;

/// Fields by name, each with its wire octets, including lengths and counts; then the TLVs, as octets.
#[derive(Debug, Default, PartialEq)]
pub struct Seen {
    pub fields: Vec<(&'static str, Vec<u8>)>,
    pub tlvs: Vec<u8>,
}

impl Seen {
    /// Puts length and count fields, which peers keep separately, before the fields that they belong to.
    pub fn new(fields: Vec<(&'static str, Vec<u8>)>, tlvs: Vec<u8>) -> Self {
        let (mut joined, mut ahead): (Vec<(&'static str, Vec<u8>)>, _) = (Vec::new(), Vec::new());
        for (name, octets) in fields {
            if ["sm_length", "number_of_dests", "no_unsuccess"].contains(&name) {
                ahead = octets;
            } else {
                joined.push((name, [std::mem::take(&mut ahead), octets].concat()));
            }
        }
        Self { fields: joined, tlvs }
    }
}

/// What we read, or `None` if we refuse.
fn ours(octets: &[u8]) -> Option<Seen> {
    let raw = RawPdu::parse(octets).ok()?;
    let pdu = Pdu::decode(&raw).ok()?;
    let mut seen = Seen::default();
    let mut fields = raw.fields();
    let mut start = fields.offset();
    while let Some(field) = fields.next() {
        let (def, _) = field.ok()?;
        seen.fields.push((def.name, octets[start..fields.offset()].to_vec()));
        start = fields.offset();
    }
    seen.tlvs = octets[start..octets.len() - pdu.tlvs().trailing().len()].to_vec();
    Some(seen)
}

/// A peer: decodes complete PDUs, and names its known differences.
struct Peer {
    name: &'static str,
    /// `None` if it refuses or does not know the PDU.
    decode: fn(&[u8]) -> Option<Seen>,
    /// The name of the row that excuses a difference.
    excuse: fn(&[u8], theirs: &Seen, ours: Option<&Seen>) -> Option<&'static str>,
}

const PEERS: [Peer; 2] = [
    Peer { name: "rusmpp", decode: rusmpp::decode, excuse: rusmpp::excuse },
    Peer { name: "smpp34", decode: smpp34_peer::decode, excuse: smpp34_peer::excuse },
];

const ROUNDS: usize = 200_000;

/// The names of the rows in the table about these peers.
fn rows() -> Vec<&'static str> {
    let table = include_str!("../../exceptions.tsv");
    let columns = table.lines().skip(1).filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?))
    });
    columns
        .filter(|(_, peers)| PEERS.iter().any(|peer| peers.contains(peer.name)))
        .map(|(name, _)| name)
        .collect()
}

#[test]
fn what_they_accept_we_accept_with_the_same_values() {
    let corpus = corpus();
    let mut source = Source::Seed(34);
    let (mut accepted, mut both, mut met) = (BTreeMap::new(), 0, BTreeMap::new());
    for round in 0..ROUNDS {
        let octets = match round % 4 {
            0 => valid(&mut source),
            1 => generate::any(&mut source),
            _ => {
                let mut octets = source.pick(&corpus).clone();
                generate::mutate(&mut source, &mut octets);
                octets.resize(octets.len().max(16), 0);
                let length = octets.len() as u32;
                octets[..4].copy_from_slice(&length.to_be_bytes());
                octets
            }
        };
        let ours = ours(&octets);
        let seen: Vec<_> = PEERS.iter().map(|peer| (peer, (peer.decode)(&octets))).collect();
        both += usize::from(seen.iter().all(|(_, theirs)| theirs.is_some()));
        for (peer, theirs) in seen {
            let Some(theirs) = theirs else { continue };
            *accepted.entry(peer.name).or_insert(0) += 1;
            if Some(&theirs) == ours.as_ref() {
                continue;
            }
            let excuse = (peer.excuse)(&octets, &theirs, ours.as_ref());
            let name = excuse.unwrap_or_else(|| {
                panic!("{} reads {}\nas {theirs:x?}\nwe as {ours:x?}", peer.name, hex::text(&octets))
            });
            *met.entry(name).or_insert(0) += 1;
        }
    }
    println!("{ROUNDS} PDUs, accepted {accepted:?}, by both {both}; excused {met:?}");
    assert!(accepted.values().all(|count| *count > ROUNDS / 8), "the peers refuse nearly everything");
    let rows = rows();
    assert!(met.keys().all(|name| rows.contains(name)), "an excuse without a row: {met:?}");
    assert!(rows.iter().all(|row| met.contains_key(row)), "a row that is not met: {rows:?} {met:?}");
}

fn valid(source: &mut Source<'_>) -> Vec<u8> {
    let def = source.pick(smpp_core::pdu::PDUS);
    let version = generate::version_of(source, def);
    generate::valid(source, def, version)
}

fn corpus() -> Vec<Vec<u8>> {
    let dumps = include_str!("../../../../data/vectors/dumps.toml");
    let quoted =
        dumps.lines().filter_map(|line| line.strip_prefix("octets = \"")?.strip_suffix('"')).map(hex::octets);
    let octets: Vec<_> = quoted.collect();
    assert!(octets.len() > 140, "the file looks otherwise than it did");
    octets
}
