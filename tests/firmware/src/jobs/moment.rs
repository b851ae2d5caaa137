//! Times of the standard.

use super::arguments::{number, word};
use crate::output::Output;
use smpp_core::COctetString;
use smpp_core::timestamp::{DateTime, Timestamp};

/// `time TEXT`: an absolute or relative time, and written again.
pub fn timestamp(arguments: &[u8], out: &mut Output) {
    let time = match Timestamp::from_field(COctetString::new(arguments)) {
        Ok(Some(time)) => time,
        Ok(None) => return out.line("not given"),
        Err(error) => return out.show(format_args!("{error}; {error:?}")).end(),
    };
    out.show(format_args!("{time:?}")).end();
    match time.encode() {
        Some(octets) => out.octets(&octets).end(),
        None => out.line("cannot be written"),
    }
    out.show(format_args!("{:?} after 1970", time.unix_seconds(0))).end();
    if let Timestamp::Absolute(at) = time {
        out.show(format_args!("{at} {at:#} {} s", at.unix_seconds())).end();
        let (date, clock) = ((at.year(), at.month(), at.day()), (at.hour(), at.minute(), at.second()));
        out.show(format_args!("{date:?} {clock:?} {} {:?}", at.millis(), at.utc_offset_quarters())).end();
        out.show(format_args!("{:?}", at.at_utc_offset_quarters(-20))).end();
    }
}

/// `unix SECONDS`: a moment by its seconds since 1970.
pub fn unix(arguments: &[u8], out: &mut Output) {
    let (sign, digits) = match arguments {
        [b'-', digits @ ..] => (-1_i64, digits),
        digits => (1, digits),
    };
    let (high, low) = word(digits);
    // Two words: millions, and the rest, so that a 32-bit word holds each.
    let (high, low) = (number(high) as i64, number(low) as i64);
    let seconds = sign.wrapping_mul(high.wrapping_mul(1_000_000).wrapping_add(low));
    match DateTime::from_unix_seconds(seconds) {
        Some(at) => {
            let same = at.unix_seconds() == seconds;
            let shown = at.with_millis(7).with_utc_offset_quarters(Some(5));
            out.show(format_args!("{at} {shown:#} {same} {:?}", Timestamp::Absolute(at).encode())).end();
        }
        None => out.line("outside the years 1 to 9999"),
    }
}
