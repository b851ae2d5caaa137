//! Pacing, and waiting before a new connection.

use super::arguments::{number, octet, word};
use crate::output::Output;
use smpp_core::session::{Backoff, Pacer, congestion_state};
use smpp_core::{Duration, Instant, RawPdu};

/// `pace PER_SECOND BURST MILLIS...`: at each of those times, whether a message may go, and when the next one may.
pub fn pacer(arguments: &[u8], out: &mut Output) {
    let (per_second, rest) = word(arguments);
    let (burst, mut rest) = word(rest);
    let small = |word| u32::try_from(number(word)).unwrap_or(u32::MAX);
    let mut pacer = Pacer::new(Instant::ZERO, small(per_second), small(burst));
    while !rest.is_empty() {
        let (first, after) = word(rest);
        rest = after;
        match first {
            [b'p', span @ ..] => pacer.pause(pacer.ready_at(), Duration::from_millis(number(span) as u64)),
            millis => {
                let now = Instant::from_millis(number(millis) as u64);
                out.show(format_args!("{} ", pacer.take(now)));
            }
        }
        let next = pacer.ready_at();
        out.show(format_args!(
            "next {} wait {} ms",
            next.as_millis(),
            next.saturating_since(Instant::ZERO).as_millis()
        ));
        out.end();
    }
    out.show(format_args!("{pacer:?}")).end();
}

/// `backoff FIRST LIMIT CHANCE...`: the waits in milliseconds, with these random numbers of 0 to 255.
pub fn backoff(arguments: &[u8], out: &mut Output) {
    let (first, rest) = word(arguments);
    let (limit, mut rest) = word(rest);
    let seconds = |word| Duration::from_secs(number(word) as u64);
    let mut backoff = Backoff::new(seconds(first), seconds(limit));
    while !rest.is_empty() {
        let (chance, after) = word(rest);
        rest = after;
        out.show(backoff.next(octet(chance)).as_millis()).text(" ");
    }
    backoff.reset();
    out.show(format_args!("then {:?}", backoff)).end();
}

/// `congestion HEX`: the congestion_state of a response.
pub fn congestion(arguments: &[u8], out: &mut Output) {
    let Some(octets) = super::arguments::hex(arguments) else {
        return out.line("not hexadecimal, or too long");
    };
    match RawPdu::parse(&octets) {
        Ok(pdu) => out.show(format_args!("{:?}", congestion_state(&pdu))).end(),
        Err(error) => out.show(error).end(),
    }
}
