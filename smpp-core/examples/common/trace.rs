//! `--trace`: shows each PDU on standard error.

use super::pdu_lines::pdu_lines;
use std::io::Write;

/// Shows the PDUs of a connection, each once and complete.
pub(crate) struct Trace {
    peer: String,
    /// Position in the input of the next PDU to show.
    next: u64,
    is_framed: bool,
}

impl Trace {
    pub(crate) fn new(peer: String) -> Self {
        Self { peer, next: 0, is_framed: true }
    }

    /// Shows the PDUs that have arrived completely. `unread` begins at this position in the input; a PDU longer than
    /// `most` never arrives completely.
    pub(super) fn received(&mut self, unread: &[u8], position: u64, most: usize) {
        while self.is_framed
            && let Ok(skipped) = usize::try_from(self.next.saturating_sub(position))
            && let Some(rest) = unread.get(skipped..)
            && let Some(length) = rest.first_chunk::<4>()
        {
            let length = u32::from_be_bytes(*length) as usize;
            if length > most {
                self.note(&format!("<- {}  {length} octets: too large to show\n", self.peer));
            } else if let Some(pdu) = rest.get(..length) {
                self.is_framed = self.show("<-", pdu);
            } else {
                return;
            }
            self.next = self.next.saturating_add(length as u64);
        }
    }

    /// Shows PDUs that will be sent.
    pub(super) fn sends(&self, mut octets: &[u8]) {
        while let Some(length) = octets.first_chunk::<4>()
            && let Some((pdu, rest)) = octets.split_at_checked(u32::from_be_bytes(*length) as usize)
            && self.show("->", pdu)
        {
            octets = rest;
        }
    }

    /// Returns whether it was a PDU with a header.
    fn show(&self, arrow: &str, pdu: &[u8]) -> bool {
        self.note(&format!("{arrow} {}  {}", self.peer, pdu_lines(pdu)));
        pdu.len() >= smpp_core::HEADER_LEN
    }

    fn note(&self, text: &str) {
        let _ = writeln!(anstream::stderr(), "{}", text.trim_end());
    }
}
