//! Follows the TCP connections of a capture and passes their PDUs on.

use super::batch::{Event, Outlet};
use super::conversation::bind;
use super::hash::{Ends, Mixed};
use super::layers::Segment;
use super::receipts::read;
use super::stats::{Lints, count};
use super::stream::{At, Found, Guess, Stream};
use smpp_core::lint::{self, Finding};
use smpp_core::message::receipt::ReceiptDialect;
use smpp_core::message::text::DataCodings;
use smpp_core::{RawPdu, Version};
use std::collections::HashMap;
use std::io;
use std::mem;
use std::net::SocketAddr;

/// Connections followed at the same time.
const MOST_CONNECTIONS: usize = 50_000;
/// Findings of a PDU that are shown. A large one may have a finding for each of its TLVs.
const MOST_FINDINGS: usize = 100;

/// The two directions of a TCP connection.
struct Connection {
    streams: [Stream; 2],
    /// The side that sent the first SYN.
    client: Option<usize>,
    /// Where each side's FIN is.
    fins: [Option<u32>; 2],
    over: bool,
    last: u64,
    /// Its number and what its bind says, if it is SMPP.
    smpp: Option<Smpp>,
}

#[derive(Clone, Copy)]
struct Smpp {
    number: u32,
    version: Option<Version>,
}

impl Connection {
    fn new(guess: Guess) -> Self {
        Self {
            streams: [Stream::new(guess), Stream::new(guess)],
            client: None,
            fins: [None; 2],
            over: false,
            last: 0,
            smpp: None,
        }
    }

    fn is_smpp(&self) -> bool {
        self.smpp.is_some()
    }
}

/// All connections.
pub(super) struct Follower {
    connections: HashMap<Ends, Connection, Mixed>,
    /// Ports whose connections are SMPP; empty to recognise SMPP by its octets.
    ports: Vec<u16>,
    /// Octets that wait for earlier ones, in all connections.
    held: usize,
    pub(super) shared: Shared,
}

impl Follower {
    pub(super) fn new(ports: Vec<u16>, checker: Checker, outlet: Outlet, seed: u64) -> Self {
        let shared = Shared { number: 0, checker, outlet, first: None, last: 0 };
        Self { connections: HashMap::with_hasher(Mixed::with(seed)), ports, held: 0, shared }
    }

    /// Takes a segment.
    pub(super) fn take(&mut self, at: At, segment: &Segment<'_>) -> io::Result<()> {
        let shared = &mut self.shared;
        shared.first = Some(shared.first.map_or(at.time, |first| first.min(at.time)));
        shared.last = shared.last.max(at.time);
        let port_is_named =
            self.ports.contains(&segment.from.port()) || self.ports.contains(&segment.to.port());
        if !self.ports.is_empty() && !port_is_named {
            return Ok(());
        }
        let (ends, side) = match segment.from <= segment.to {
            true => ([segment.from, segment.to], 0_usize),
            false => ([segment.to, segment.from], 1),
        };
        let guess = if port_is_named { Guess::Smpp } else { Guess::Open };
        if self.connections.len() >= MOST_CONNECTIONS && !self.connections.contains_key(&Ends(ends)) {
            self.make_room()?;
        }
        let connection = self.connections.entry(Ends(ends)).or_insert_with(|| Connection::new(guess));
        if segment.syn {
            let again = connection.streams.get(side).is_some_and(|own| own.is_other(segment.sequence));
            if connection.over || again {
                // The port is used again.
                let before = mem::replace(connection, Connection::new(guess));
                end(before, ends, false, &mut self.held, &mut self.shared)?;
            }
        }
        let shared = &mut self.shared;
        let Some(connection) = self.connections.get_mut(&Ends(ends)).filter(|connection| !connection.over)
        else {
            return Ok(());
        };
        connection.last = at.time;
        let Connection { streams: [a, b], client, fins, smpp, .. } = connection;
        let (own, other) = if side == 0 { (a, b) } else { (b, a) };
        if segment.syn {
            own.begin(segment.sequence);
            let opener = if segment.acknowledged.is_none() { side } else { 1_usize.saturating_sub(side) };
            client.get_or_insert(opener);
        }
        let mut outcome = Ok(());
        let client = *client;
        if let Some(acknowledged) = segment.acknowledged.filter(|_| !segment.syn) {
            let from = 1_usize.saturating_sub(side);
            other.acknowledge(at, acknowledged, &mut self.held, &mut |at, found| {
                shared.found(smpp, (ends, client), at, from, found, &mut outcome);
            });
        }
        let sequence = segment.sequence.wrapping_add(segment.syn.into());
        let is_near = own.is_near(sequence);
        own.take(at, sequence, segment.payload, segment.missing, &mut self.held, &mut |at, found| {
            shared.found(smpp, (ends, client), at, side, found, &mut outcome);
        });
        if own.guess != other.guess {
            // Both directions speak the same protocol.
            let known = if own.guess == Guess::Smpp || other.guess == Guess::Smpp {
                Guess::Smpp
            } else {
                Guess::Other
            };
            own.decide(known);
            other.decide(known);
        }
        outcome?;
        if segment.fin {
            let length = segment.payload.len().saturating_add(segment.missing);
            let end = sequence.wrapping_add(u32::try_from(length).unwrap_or_default());
            if let Some(fin) = fins.get_mut(side) {
                *fin = Some(end);
            }
        }
        let [first, second] = *fins;
        let (a, b) = if side == 0 { (own, other) } else { (other, own) };
        let closed = first.is_some_and(|end| a.has(end)) && second.is_some_and(|end| b.has(end));
        // A reset with a distant sequence number does not belong to this connection: the receiver ignores it.
        if closed || (segment.rst && is_near) {
            let over = Connection { over: true, last: at.time, ..Connection::new(Guess::Other) };
            let ended = mem::replace(connection, over);
            end(ended, ends, true, &mut self.held, shared)?;
        }
        Ok(())
    }

    /// Forgets connections that are over or not SMPP and, if too many remain, the half that has been silent longest.
    fn make_room(&mut self) -> io::Result<()> {
        self.connections.retain(|_, connection| connection.is_smpp() && !connection.over);
        if self.connections.len() < MOST_CONNECTIONS / 2 {
            return Ok(());
        }
        let mut times: Vec<u64> = self.connections.values().map(|connection| connection.last).collect();
        times.sort_unstable();
        let limit = times.get(times.len() / 2).copied().unwrap_or_default();
        let old: Vec<_> = self.connections.extract_if(|_, connection| connection.last <= limit).collect();
        old.into_iter().try_for_each(|(Ends(ends), connection)| {
            end(connection, ends, false, &mut self.held, &mut self.shared)
        })
    }

    /// The end of the capture.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let mut all: Vec<_> = self.connections.drain().collect();
        all.sort_by_key(|(_, connection)| connection.smpp.as_ref().map(|smpp| smpp.number));
        for (Ends(ends), connection) in all {
            end(connection, ends, false, &mut self.held, &mut self.shared)?;
        }
        self.shared.outlet.pass()
    }
}

/// Ends a connection: what it still holds is read.
fn end(
    mut connection: Connection,
    ends: [SocketAddr; 2],
    closed: bool,
    held: &mut usize,
    shared: &mut Shared,
) -> io::Result<()> {
    let at = At { time: connection.last, packet: 0 };
    let mut outcome = Ok(());
    for (side, stream) in connection.streams.iter_mut().enumerate() {
        stream.end(at, held, &mut |at, found| {
            shared.found(&mut connection.smpp, (ends, connection.client), at, side, found, &mut outcome);
        });
    }
    outcome?;
    let Some(Smpp { number, .. }) = connection.smpp else { return Ok(()) };
    let octets = connection.streams.map(|stream| stream.octets);
    shared.outlet.put(number, Event::Ended { at, closed, now: shared.last, octets })
}

/// Checks PDUs, and reads receipts.
pub(super) struct Checker {
    pub(super) lints: Lints,
    pub(super) codings: DataCodings,
    pub(super) version: Option<Version>,
    pub(super) dialect: ReceiptDialect,
    /// The findings of the last PDU, as far as they are shown, and their number.
    pub(super) findings: Vec<Finding>,
    pub(super) number: u64,
}

impl Checker {
    /// Checks a PDU against `--version` or, without it, the version of the bind. Returns the version used.
    fn check(&mut self, pdu: &RawPdu<'_>, bound: Option<Version>) -> Version {
        let usual = bound.unwrap_or(Version::V34);
        let usual = pdu.def().map_or(usual, |def| usual.clamp(def.since, def.until));
        let version = self.version.unwrap_or(usual);
        let context = lint::Context { version, codings: self.codings, ..lint::Context::default() };
        self.findings.clear();
        self.number = 0;
        lint::check(pdu, context, |finding| {
            self.lints.add(finding.lint);
            if self.findings.len() < MOST_FINDINGS {
                self.findings.push(finding);
            }
            count(&mut self.number);
        });
        version
    }
}

/// What all connections share.
pub(super) struct Shared {
    /// Number of connections with SMPP so far.
    pub(super) number: u32,
    pub(super) checker: Checker,
    pub(super) outlet: Outlet,
    /// When the first and the last packet with TCP were captured.
    pub(super) first: Option<u64>,
    pub(super) last: u64,
}

impl Shared {
    /// Passes on what was found in a stream. The first error is kept.
    fn found(
        &mut self,
        smpp: &mut Option<Smpp>,
        (ends, client): ([SocketAddr; 2], Option<usize>),
        at: At,
        side: usize,
        found: Found<'_>,
        outcome: &mut io::Result<()>,
    ) {
        if outcome.is_ok() {
            *outcome = self.pass(smpp, (ends, client), at, side, found);
        }
    }

    fn pass(
        &mut self,
        smpp: &mut Option<Smpp>,
        (ends, client): ([SocketAddr; 2], Option<usize>),
        at: At,
        side: usize,
        found: Found<'_>,
    ) -> io::Result<()> {
        let Smpp { number, version } = match smpp {
            Some(smpp) => smpp,
            None => {
                self.number = self.number.saturating_add(1);
                self.outlet.put(self.number, Event::Opened { ends, client, time: at.time })?;
                smpp.insert(Smpp { number: self.number, version: None })
            }
        };
        match found {
            Found::Pdu(pdu) => {
                *version = bind(&pdu).map(|(_, version)| version).or(*version);
                let used = self.checker.check(&pdu, *version);
                let findings = (&self.checker.findings[..], self.checker.number);
                let reading = read(&pdu, self.checker.dialect);
                self.outlet.pdu(*number, (at, side), &pdu, used, findings, reading)
            }
            Found::Cut { header, octets } => {
                self.outlet.put(*number, Event::Cut { at, side, header, octets })
            }
            Found::Gap(octets) => self.outlet.put(*number, Event::Gap { at, side, octets }),
            Found::Lost(length) => self.outlet.put(*number, Event::Lost { at, side, length }),
        }
    }
}
