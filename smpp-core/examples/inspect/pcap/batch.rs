//! What the thread that reads packets passes to the one that follows sessions: events in batches, which are reused.

use super::receipts::Reading;
use super::stream::{At, Octets};
use smpp_core::lint::Finding;
use smpp_core::{Header, RawPdu, Version};
use std::io;
use std::mem;
use std::net::SocketAddr;
use std::sync::mpsc::{Receiver, Sender, channel, sync_channel};

/// Octets of PDUs, and events, above which a batch is passed on.
const MOST_OCTETS: usize = 64 * 1024;
const MOST_EVENTS: usize = 2048;
/// Batches that wait for the other thread.
const MOST_BATCHES: usize = 4;

/// What happened in a connection.
pub(super) enum Event {
    /// Its first octets of SMPP follow. `client` is the side that connected, if that was captured.
    Opened { ends: [SocketAddr; 2], client: Option<usize>, time: u64 },
    /// A PDU. Its body, its findings and, if it may be a receipt, its reading are in the batch, after those of the
    /// PDUs before it.
    Pdu {
        at: At,
        side: usize,
        header: Header,
        body: usize,
        version: Version,
        listed: usize,
        findings: u64,
        is_read: bool,
    },
    /// A PDU of which only the front was captured.
    Cut { at: At, side: usize, header: Header, octets: usize },
    /// Octets that were not captured.
    Gap { at: At, side: usize, octets: u64 },
    /// An impossible `command_length`.
    Lost { at: At, side: usize, length: u32 },
    /// It is over, or the capture is. `now` is the time of the last packet.
    Ended { at: At, closed: bool, now: u64, octets: [Octets; 2] },
}

#[derive(Default)]
pub(super) struct Batch {
    /// Each with the number of its connection.
    pub(super) events: Vec<(u32, Event)>,
    pub(super) octets: Vec<u8>,
    pub(super) findings: Vec<Finding>,
    pub(super) readings: Vec<Reading>,
    /// There is no more input for now, so what is known should be shown.
    pub(super) pause: bool,
}

impl Batch {
    pub(super) fn clear(&mut self) {
        self.events.clear();
        self.octets.clear();
        self.findings.clear();
        self.readings.clear();
        self.pause = false;
    }
}

/// Takes a batch, and leaves an empty one.
type Pass = dyn FnMut(&mut Batch) -> io::Result<()>;

/// The end that writes batches.
pub(super) struct Outlet {
    batch: Batch,
    pass: Box<Pass>,
}

/// The end that reads them.
pub(super) struct Inlet {
    full: Receiver<Batch>,
    empty: Sender<Batch>,
}

pub(super) fn pair() -> (Outlet, Inlet) {
    let (full, full_out) = sync_channel(MOST_BATCHES);
    let (empty, empty_out): (_, Receiver<Batch>) = channel();
    let outlet = Outlet::new(move |batch| {
        let next = empty_out.try_recv().unwrap_or_default();
        full.send(mem::replace(batch, next)).map_err(|_| io::ErrorKind::BrokenPipe.into())
    });
    (outlet, Inlet { full: full_out, empty })
}

impl Outlet {
    pub(super) fn new(pass: impl FnMut(&mut Batch) -> io::Result<()> + 'static) -> Self {
        Self { batch: Batch::default(), pass: Box::new(pass) }
    }

    /// # Errors
    /// The other end is gone, because it could not write.
    pub(super) fn put(&mut self, number: u32, event: Event) -> io::Result<()> {
        self.batch.events.push((number, event));
        let is_full = self.batch.octets.len() >= MOST_OCTETS || self.batch.events.len() >= MOST_EVENTS;
        if is_full { self.pass() } else { Ok(()) }
    }

    /// A PDU, the findings that are shown, and the number of all its findings.
    pub(super) fn pdu(
        &mut self,
        number: u32,
        (at, side): (At, usize),
        pdu: &RawPdu<'_>,
        version: Version,
        (listed, findings): (&[Finding], u64),
        reading: Option<Reading>,
    ) -> io::Result<()> {
        self.batch.octets.extend_from_slice(pdu.body);
        self.batch.findings.extend_from_slice(listed);
        let is_read = reading.is_some();
        self.batch.readings.extend(reading);
        let (header, body, listed) = (pdu.header(), pdu.body.len(), listed.len());
        self.put(number, Event::Pdu { at, side, header, body, version, listed, findings, is_read })
    }

    /// There is no more input for now.
    pub(super) fn pause(&mut self) -> io::Result<()> {
        self.batch.pause = true;
        self.pass()
    }

    pub(super) fn pass(&mut self) -> io::Result<()> {
        (self.pass)(&mut self.batch)
    }
}

impl Inlet {
    /// Hands each batch to `take`, until the other end is gone.
    pub(super) fn each(self, mut take: impl FnMut(&Batch) -> io::Result<()>) -> io::Result<()> {
        for mut batch in self.full {
            take(&batch)?;
            batch.clear();
            // Without the other end, nobody needs it.
            let _ = self.empty.send(batch);
        }
        Ok(())
    }
}
