//! An ESME and an SMSC in memory: two sessions that exchange octets. Each PDU is printed with its octets.

use crate::pdu_lines::pdu_lines;
use smpp_core::pdu::Bind;
use smpp_core::session::{Config, Event, Recv, Session, Side, Slot};
use smpp_core::{HEADER_LEN, Instant, Request};
use std::io::Write;

pub(crate) type Error = Box<dyn core::error::Error>;
pub(crate) type MemorySession = Session<[Slot<u8>; 8]>;

/// Time does not advance here, so nothing times out.
pub(crate) const NOW: Instant = Instant::ZERO;

/// Handles the events of one side.
pub(crate) trait Party {
    /// Writes an answer to `out` and returns its length.
    fn handle(
        &mut self,
        session: &mut MemorySession,
        event: Event<'_, u8>,
        out: &mut [u8],
    ) -> Result<usize, Error>;
}

/// One side: its session, its event handler, and the octets on their way to the other side.
pub(crate) struct Endpoint<P> {
    name: &'static str,
    pub(crate) session: MemorySession,
    pub(crate) party: P,
    sent: Vec<u8>,
}

impl<P: Party> Endpoint<P> {
    pub(crate) fn new(name: &'static str, side: Side, party: P) -> Self {
        let tag = if side == Side::Esme { 1 } else { 2 };
        let session = Session::new(NOW, side, tag, &Config::default(), [Slot::EMPTY; 8]);
        Self { name, session, party, sent: Vec::new() }
    }

    pub(crate) fn bind(&mut self, bind: &impl Bind) -> Result<(), Error> {
        let mut out = vec![0; bind.encoded_len()];
        let sent = self.session.bind(NOW, bind, &mut out)?;
        self.sent.extend_from_slice(out.get(..sent.len).unwrap_or_default());
        Ok(())
    }

    pub(crate) fn send(&mut self, request: &impl Request, value: u8) -> Result<(), Error> {
        let mut out = vec![0; request.encoded_len()];
        let sent = self.session.prepare(NOW, request, &mut out)?.keep(value);
        self.sent.extend_from_slice(out.get(..sent.len).unwrap_or_default());
        Ok(())
    }

    /// Receives octets from the other side. The party handles each event with room for its answer.
    fn receive(&mut self, octets: &[u8]) -> Result<(), Error> {
        let mut rest = octets;
        loop {
            let mut out = [0; 512];
            match self.session.recv(NOW, rest) {
                Recv::Event { used, event } => {
                    let (pdu, after) =
                        rest.split_at_checked(used).ok_or("an event that uses more than there is")?;
                    write!(anstream::stdout(), "\n-> {}  {}", self.name, pdu_lines(pdu))?;
                    let len = self.party.handle(&mut self.session, event, &mut out)?;
                    self.sent.extend_from_slice(out.get(..len).unwrap_or_default());
                    rest = after;
                }
                Recv::NeedMore { .. } | Recv::Blocked => break,
                Recv::Fatal(reason) => return Err(format!("{}: {reason:?}", self.name).into()),
            }
        }
        let mut out = [0; HEADER_LEN];
        while let Some(len) = self.session.poll_transmit(NOW, &mut out) {
            self.sent.extend_from_slice(out.get(..len).unwrap_or_default());
        }
        Ok(())
    }
}

/// Exchanges octets until both sides have nothing to send.
pub(crate) fn exchange(
    esme: &mut Endpoint<impl Party>,
    smsc: &mut Endpoint<impl Party>,
) -> Result<(), Error> {
    esme.receive(&[])?;
    smsc.receive(&[])?;
    while !esme.sent.is_empty() || !smsc.sent.is_empty() {
        let there = core::mem::take(&mut esme.sent);
        smsc.receive(&there)?;
        let back = core::mem::take(&mut smsc.sent);
        esme.receive(&back)?;
    }
    Ok(())
}
