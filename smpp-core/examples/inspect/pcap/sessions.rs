//! Follows the sessions in the connections of a capture, and writes what happens in them.

use super::batch::{Batch, Event};
use super::conversation::{Conversation, Knowledge, Pdu};
use super::hash::Mixed;
use super::receipts::Reading;
use super::requests::Request;
use super::stats::{Stats, add, count};
use super::stream::At;
use super::summary::Row;
use super::write::Writer;
use smpp_core::lint::Finding;
use smpp_core::{RawPdu, Version};
use std::collections::HashMap;
use std::io::{self, Write};
use std::mem;

/// Connections with SMPP kept for the summary; later ones are in its totals only.
const MOST_ROWS: usize = 10_000;

pub(super) struct Sessions<W> {
    /// By the numbers of their connections.
    open: HashMap<u32, Box<Conversation>, Mixed>,
    pub(super) rows: Vec<Row>,
    pub(super) total: Stats,
    knowledge: Knowledge,
    pub(super) writer: Writer<W>,
    /// Requests that the last PDU displaced.
    gone: Vec<(u32, Request)>,
    seed: u64,
}

impl<W: Write> Sessions<W> {
    pub(super) fn new(knowledge: Knowledge, writer: Writer<W>, seed: u64) -> Self {
        let (open, rows, gone) = (HashMap::with_hasher(Mixed::with(seed)), Vec::new(), Vec::new());
        Self { open, rows, total: Stats::new(), knowledge, writer, gone, seed }
    }

    pub(super) fn take(&mut self, batch: &Batch) -> io::Result<()> {
        let (mut octets, mut findings) = (&batch.octets[..], &batch.findings[..]);
        let mut readings = batch.readings.iter();
        for (number, event) in &batch.events {
            let (body, listed, is_read) = match event {
                Event::Pdu { body, listed, is_read, .. } => (*body, *listed, *is_read),
                _ => (0, 0, false),
            };
            let reading = if is_read { readings.next() } else { None };
            let (own_octets, own_findings);
            (own_octets, octets) = octets.split_at_checked(body).unwrap_or_default();
            (own_findings, findings) = findings.split_at_checked(listed).unwrap_or_default();
            self.see(*number, event, own_octets, (own_findings, reading))?;
        }
        if batch.pause { self.writer.flush() } else { Ok(()) }
    }

    fn see(
        &mut self,
        number: u32,
        event: &Event,
        body: &[u8],
        (findings, reading): (&[Finding], Option<&Reading>),
    ) -> io::Result<()> {
        if let Event::Opened { ends, client, time } = *event {
            self.open.insert(number, Box::new(Conversation::new(number, ends, client, time, self.seed)));
            return Ok(());
        }
        if let Event::Ended { at, closed, now, octets } = *event {
            let Some(mut conversation) = self.open.remove(&number) else { return Ok(()) };
            for direction in octets {
                add(&mut conversation.stats.octets, direction.seen);
                add(&mut conversation.stats.again, direction.again);
                add(&mut conversation.stats.out_of_order, direction.out_of_order);
                add(&mut conversation.stats.skipped, direction.skipped);
            }
            return self.end(conversation, at, closed, now);
        }
        let Some(conversation) = self.open.get_mut(&number) else { return Ok(()) };
        self.gone.clear();
        let side = match *event {
            Event::Opened { .. } | Event::Ended { .. } => return Ok(()),
            Event::Pdu { at, side, header, version, findings: number, .. } => {
                let pdu = RawPdu {
                    command_id: header.command_id,
                    command_status: header.command_status,
                    sequence_number: header.sequence_number,
                    body,
                };
                add(&mut conversation.stats.findings, number);
                let pdu = Pdu { pdu: &pdu, command_length: header.command_length, captured: None, reading };
                let entry = conversation.see(at, side, pdu, &mut self.knowledge, &mut self.gone);
                if !mem::replace(&mut conversation.is_shown, true) {
                    self.writer.opened(conversation, at)?;
                }
                self.writer.entry(conversation, &entry, version, findings)?;
                side
            }
            Event::Cut { at, side, header, octets } => {
                let pdu = RawPdu {
                    command_id: header.command_id,
                    command_status: header.command_status,
                    sequence_number: header.sequence_number,
                    body: &[],
                };
                count(&mut conversation.stats.cut);
                let pdu = Pdu {
                    pdu: &pdu,
                    command_length: header.command_length,
                    captured: Some(octets),
                    reading: None,
                };
                let entry = conversation.see(at, side, pdu, &mut self.knowledge, &mut self.gone);
                if !mem::replace(&mut conversation.is_shown, true) {
                    self.writer.opened(conversation, at)?;
                }
                self.writer.entry(conversation, &entry, Version::default(), &[])?;
                side
            }
            Event::Gap { at, side, octets } => {
                count(&mut conversation.stats.gaps);
                add(&mut conversation.stats.gap_octets, octets);
                let words = format!("{octets} octets were not captured");
                let value = Some(("octets", octets));
                self.writer.event(conversation, at, Some(side), ("gap", value), &words)?;
                side
            }
            Event::Lost { at, side, length } => {
                count(&mut conversation.stats.lost);
                let words = format!("framing is lost: command_length {length}; looking for the next PDU");
                let value = Some(("command_length", length.into()));
                self.writer.event(conversation, at, Some(side), ("framing_lost", value), &words)?;
                side
            }
        };
        for (number, request) in &self.gone {
            self.writer.unanswered(conversation, side, *number, request)?;
        }
        Ok(())
    }

    /// A connection is over, so it goes to the summary.
    fn end(&mut self, mut conversation: Box<Conversation>, at: At, closed: bool, now: u64) -> io::Result<()> {
        let open = conversation.finish(closed, now, self.knowledge.timeout);
        for (side, number, request) in &open {
            self.writer.unanswered(&conversation, *side, *number, request)?;
        }
        if closed {
            self.writer.event(&conversation, at, None, ("closed", None), "closed")?;
        }
        self.total.merge(&conversation.stats);
        if self.rows.len() < MOST_ROWS {
            self.rows.push(Row::of(*conversation));
        }
        Ok(())
    }
}
