//! Follows the TCP connections of a capture and passes their PDUs on.

use super::conversation::{Conversation, Knowledge};
use super::layers::Segment;
use super::requests::Request;
use super::stats::{Stats, add, count};
use super::stream::{At, Found, Guess, Stream};
use super::summary::Row;
use super::write::Writer;
use smpp_core::RawPdu;
use std::collections::HashMap;
use std::io::{self, Write};
use std::mem;
use std::net::SocketAddr;

/// Connections followed at the same time.
const MOST_CONNECTIONS: usize = 50_000;
/// Connections with SMPP kept for the summary; later ones are in its totals only.
const MOST_ROWS: usize = 10_000;

/// The two directions of a TCP connection.
struct Connection {
    streams: [Stream; 2],
    /// The side that sent the first SYN.
    client: Option<usize>,
    /// Where each side's FIN is.
    fins: [Option<u32>; 2],
    over: bool,
    last: u64,
    conversation: Option<Box<Conversation>>,
}

impl Connection {
    fn new(guess: Guess) -> Self {
        Self {
            streams: [Stream::new(guess), Stream::new(guess)],
            client: None,
            fins: [None; 2],
            over: false,
            last: 0,
            conversation: None,
        }
    }

    fn is_smpp(&self) -> bool {
        self.conversation.is_some()
    }
}

/// All connections.
pub(super) struct Follower<W> {
    connections: HashMap<[SocketAddr; 2], Connection>,
    /// Ports whose connections are SMPP; empty to recognise SMPP by its octets.
    ports: Vec<u16>,
    /// Octets that wait for earlier ones, in all connections.
    held: usize,
    pub(super) shared: Shared<W>,
}

impl<W: Write> Follower<W> {
    pub(super) fn new(ports: Vec<u16>, knowledge: Knowledge, writer: Writer<W>, seed: u64) -> Self {
        let shared = Shared {
            number: 0,
            rows: Vec::new(),
            total: Stats::new(),
            knowledge,
            writer,
            gone: Vec::new(),
            first: None,
            last: 0,
            seed,
        };
        Self { connections: HashMap::new(), ports, held: 0, shared }
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
        if self.connections.len() >= MOST_CONNECTIONS && !self.connections.contains_key(&ends) {
            self.make_room()?;
        }
        let connection = self.connections.entry(ends).or_insert_with(|| Connection::new(guess));
        if segment.syn {
            let again = connection.streams.get(side).is_some_and(|own| own.is_other(segment.sequence));
            if connection.over || again {
                // The port is used again.
                let before = mem::replace(connection, Connection::new(guess));
                end(before, false, &mut self.held, &mut self.shared)?;
            }
        }
        let shared = &mut self.shared;
        let Some(connection) = self.connections.get_mut(&ends).filter(|connection| !connection.over) else {
            return Ok(());
        };
        connection.last = at.time;
        let Connection { streams: [a, b], client, fins, conversation, .. } = connection;
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
                shared.found(conversation, (ends, client), at, from, found, &mut outcome);
            });
        }
        let sequence = segment.sequence.wrapping_add(segment.syn.into());
        own.take(at, sequence, segment.payload, segment.missing, &mut self.held, &mut |at, found| {
            shared.found(conversation, (ends, client), at, side, found, &mut outcome);
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
        if closed || segment.rst {
            let over = Connection { over: true, last: at.time, ..Connection::new(Guess::Other) };
            let ended = mem::replace(connection, over);
            end(ended, true, &mut self.held, shared)?;
        }
        Ok(())
    }

    /// Forgets connections that are over or not SMPP, and otherwise those that are silent the longest.
    fn make_room(&mut self) -> io::Result<()> {
        self.connections.retain(|_, connection| connection.is_smpp() && !connection.over);
        if self.connections.len() < MOST_CONNECTIONS / 2 {
            return Ok(());
        }
        let mut times: Vec<u64> = self.connections.values().map(|connection| connection.last).collect();
        times.sort_unstable();
        let limit = times.get(times.len() / 2).copied().unwrap_or_default();
        let old: Vec<_> = self.connections.extract_if(|_, connection| connection.last <= limit).collect();
        old.into_iter()
            .try_for_each(|(_, connection)| end(connection, false, &mut self.held, &mut self.shared))
    }

    /// The end of the capture.
    pub(super) fn finish(&mut self) -> io::Result<()> {
        let mut all: Vec<_> = mem::take(&mut self.connections).into_values().collect();
        all.sort_by_key(|connection| {
            connection.conversation.as_ref().map(|conversation| conversation.number)
        });
        all.into_iter().try_for_each(|connection| end(connection, false, &mut self.held, &mut self.shared))
    }
}

/// Ends a connection: what it still holds is read, and it goes to the summary.
fn end<W: Write>(
    mut connection: Connection,
    closed: bool,
    held: &mut usize,
    shared: &mut Shared<W>,
) -> io::Result<()> {
    let ends = connection.conversation.as_ref().map(|conversation| conversation.ends);
    let at = At { time: connection.last, packet: 0 };
    let mut outcome = Ok(());
    let mut octets = Stats::new();
    for (side, stream) in connection.streams.iter_mut().enumerate() {
        stream.end(at, held, &mut |at, found| {
            let Some(ends) = ends else { return };
            let conversation = &mut connection.conversation;
            shared.found(conversation, (ends, connection.client), at, side, found, &mut outcome);
        });
        add(&mut octets.octets, stream.octets.seen);
        add(&mut octets.again, stream.octets.again);
        add(&mut octets.out_of_order, stream.octets.out_of_order);
        add(&mut octets.skipped, stream.octets.skipped);
    }
    outcome?;
    let Some(mut conversation) = connection.conversation else { return Ok(()) };
    let timeout = shared.knowledge.timeout;
    let open = conversation.finish(closed, shared.last, timeout);
    for (side, number, request) in &open {
        shared.writer.unanswered(&conversation, *side, *number, request)?;
    }
    if closed {
        shared.writer.event(&conversation, at, None, ("closed", None), "closed")?;
    }
    conversation.stats.merge(&octets);
    shared.total.merge(&conversation.stats);
    if shared.rows.len() < MOST_ROWS {
        shared.rows.push(Row::of(*conversation));
    }
    Ok(())
}

/// What all connections share.
pub(super) struct Shared<W> {
    /// Number of connections with SMPP so far.
    pub(super) number: u32,
    pub(super) rows: Vec<Row>,
    pub(super) total: Stats,
    pub(super) knowledge: Knowledge,
    pub(super) writer: Writer<W>,
    /// Requests that the last PDU displaced.
    gone: Vec<(u32, Request)>,
    /// When the first and the last packet with TCP were captured.
    pub(super) first: Option<u64>,
    pub(super) last: u64,
    seed: u64,
}

impl<W: Write> Shared<W> {
    /// Passes on what was found in a stream. The first error is kept.
    fn found(
        &mut self,
        conversation: &mut Option<Box<Conversation>>,
        (ends, client): ([SocketAddr; 2], Option<usize>),
        at: At,
        side: usize,
        found: Found<'_>,
        outcome: &mut io::Result<()>,
    ) {
        if outcome.is_ok() {
            *outcome = self.pass(conversation, (ends, client), at, side, found);
        }
    }

    fn pass(
        &mut self,
        conversation: &mut Option<Box<Conversation>>,
        (ends, client): ([SocketAddr; 2], Option<usize>),
        at: At,
        side: usize,
        found: Found<'_>,
    ) -> io::Result<()> {
        let is_new = conversation.is_none();
        let (number, seed) = (&mut self.number, self.seed);
        let conversation = conversation.get_or_insert_with(|| {
            *number = number.saturating_add(1);
            Box::new(Conversation::new(*number, ends, client, at.time, seed))
        });
        self.gone.clear();
        match found {
            Found::Pdu(pdu) => {
                let entry = conversation.see(at, side, &pdu, &mut self.knowledge, &mut self.gone);
                if is_new {
                    self.writer.opened(conversation, at)?;
                }
                self.writer.entry(conversation, &entry, &self.knowledge.findings)?;
            }
            Found::Cut { header, octets } => {
                let pdu = RawPdu {
                    command_id: header.command_id,
                    command_status: header.command_status,
                    sequence_number: header.sequence_number,
                    body: &[],
                };
                let cut = (&pdu, header, octets);
                let entry = conversation.see_cut(at, side, cut, &mut self.knowledge, &mut self.gone);
                if is_new {
                    self.writer.opened(conversation, at)?;
                }
                self.writer.entry(conversation, &entry, &[])?;
            }
            Found::Gap(octets) => {
                count(&mut conversation.stats.gaps);
                add(&mut conversation.stats.gap_octets, octets);
                let words = format!("{octets} octets were not captured");
                let value = Some(("octets", octets));
                self.writer.event(conversation, at, Some(side), ("gap", value), &words)?;
            }
            Found::Lost(length) => {
                count(&mut conversation.stats.lost);
                let words = format!("framing is lost: command_length {length}; looking for the next PDU");
                let value = Some(("command_length", length.into()));
                self.writer.event(conversation, at, Some(side), ("framing_lost", value), &words)?;
            }
        }
        for (number, request) in &self.gone {
            self.writer.unanswered(conversation, side, *number, request)?;
        }
        Ok(())
    }
}
