//! Dates in receipts, in the many formats that message centres use.

use super::lexer::{Blanks, same_word, words_of};
use super::state::unquoted;
use crate::timestamp::{DateTime, Parsed, Timestamp, four, one, two};
use core::fmt;
use nom::Parser;

/// A date in a receipt. The octets are kept as received and parsed on request.
///
/// ```
/// use smpp_core::message::receipt::{DateReading, ReceiptDate};
/// use smpp_core::timestamp::DateTime;
/// let date = ReceiptDate(b"2611221011");
/// assert_eq!(date.date_time(), DateTime::new(2026, 11, 22, 10, 11, 0));
/// // Digits that are a date in two formats are ambiguous.
/// for digits in [b"200101010030".as_slice(), b"1712121212"] {
///     assert!(matches!(ReceiptDate(digits).read(), DateReading::Ambiguous { .. }));
///     assert_eq!(ReceiptDate(digits).date_time(), None);
/// }
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct ReceiptDate<'a>(
    /// The octets as received; empty if the field was empty.
    pub &'a [u8],
);

/// The result of parsing a receipt's date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum DateReading {
    /// Exactly one format fits.
    Certain(DateTime),
    /// Two formats fit.
    Ambiguous {
        /// As `YYMMDDhhmm` or `YYMMDDhhmmss`, with a two-digit year.
        short_year: DateTime,
        /// In the other format: ten digits as Unix seconds, twelve as `YYYYMMDDhhmm`.
        other: DateTime,
    },
    /// Not given: empty or all zeros.
    Absent,
    /// No format fits.
    Unreadable,
}

impl<'a> ReceiptDate<'a> {
    /// The octets as received.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The date, if it is certain. It is in the message centre's local time unless the format has an offset.
    pub fn date_time(&self) -> Option<DateTime> {
        match self.read() {
            DateReading::Certain(date) => Some(date),
            _ => None,
        }
    }

    /// Parses the date, ignoring quotes around it. The length determines the format:
    ///
    /// | octets | form |
    /// | --- | --- |
    /// | 8 | `YYYYMMDD` (midnight) |
    /// | 10 | `YYMMDDhhmm` (Appendix B), or Unix seconds from 2000 up to 1999999999 (May 2033) |
    /// | 12 | `YYMMDDhhmmss` or `YYYYMMDDhhmm` |
    /// | 13 | Unix milliseconds in the same range |
    /// | 14 | `YYYYMMDDhhmmss` |
    /// | 16 | `YYYYMMDDhhmmsscc` (hundredths), or `YYMMDDhhmmsstnn` and a sign (SMPP's own) |
    /// | 17 | `YYYYMMDDhhmmssmmm` (milliseconds) |
    ///
    /// Also accepted: ISO 8601, `2026-11-22`, alone or with ` 10:11`, `T10:11:00`, a fraction, `Z`, `+01:00` or
    /// ` UTC`; the same without punctuation (`20261122T101100Z`); with one blank in the middle (`261122
    /// 101100`); and with the English name of the month (`Nov 22, 2026 10:11:00 AM`, `Sun, 22 Nov 2026 10:11:00
    /// +0100`, `22-Nov-2026`). Years must be in this century.
    ///
    /// Ten digits that begin with 10 to 19 are usually a date in both formats and thus ambiguous: `1712121212`
    /// is in December 2017 or in April 2024. Numeric dates in other orders (`11/12/2026`), other languages, and
    /// names of time zones other than UTC and GMT are not accepted.
    pub fn read(&self) -> DateReading {
        let text = unquoted(self.0);
        if text.iter().all(|octet| matches!(octet, b'0' | b'-' | b':' | b'/' | b' ' | b'T')) {
            return DateReading::Absent;
        }
        let only_digits = text.iter().all(u8::is_ascii_digit);
        let read = match (text.len(), only_digits) {
            (8, true) => whole(text, |i| Ok((i, (0, 0, 0))), 0),
            (10 | 12, true) => {
                let other = if text.len() == 10 {
                    unix(text, 0)
                } else {
                    whole(text, |i| (two, two).parse(i).map(no_seconds), 0)
                };
                match (short(text), other) {
                    (Some(short_year), Some(other)) => {
                        return DateReading::Ambiguous { short_year, other };
                    }
                    (short_year, other) => short_year.or(other),
                }
            }
            (13, true) => unix(text, 3),
            (14, true) => whole(text, |i| (two, two, two).parse(i), 0),
            (16, true) => whole(text, |i| (two, two, two).parse(i), 2),
            (17, true) => whole(text, |i| (two, two, two).parse(i), 3),
            (16, false) if text.get(..15).is_some_and(|digits| digits.iter().all(u8::is_ascii_digit)) => {
                match Timestamp::parse(text) {
                    Ok(Timestamp::Absolute(at)) => Some(at),
                    _ => None,
                }
            }
            _ => iso(text).or_else(|| compact(text)).or_else(|| with_month_name(text)),
        };
        read.map_or(DateReading::Unreadable, DateReading::Certain)
    }
}

/// Hour, minute, second.
type Time = (u8, u8, u8);
/// Year, month, day.
type Day = (u16, u8, u8);

fn no_seconds((rest, (hour, minute)): (&[u8], (u8, u8))) -> (&[u8], Time) {
    (rest, (hour, minute, 0))
}

/// `YYMMDDhhmm` or `YYMMDDhhmmss`.
fn short(text: &[u8]) -> Option<DateTime> {
    let (rest, (year, month, day, hour, minute)) = (two, two, two, two, two).parse(text).ok()?;
    let second = if rest.is_empty() { 0 } else { two(rest).ok()?.1 };
    DateTime::new(u16::from(year).wrapping_add(2000), month, day, hour, minute, second)
}

/// A date with a four-digit year in this century.
fn date(text: &[u8]) -> Option<(&[u8], Day)> {
    let (rest, (year, month, day)) = (four, two, two).parse(text).ok()?;
    matches!(year, 2000..=2099).then_some((rest, (year, month, day)))
}

/// `YYYYMMDD`, a time, and `fraction` more digits.
fn whole(text: &[u8], time: impl Fn(&[u8]) -> Parsed<'_, Time>, fraction: usize) -> Option<DateTime> {
    let (rest, (year, month, day)) = date(text)?;
    let (rest, (hour, minute, second)) = time(rest).ok()?;
    if rest.len() != fraction {
        return None;
    }
    let (_, millis) = millis(rest);
    Some(DateTime::new(year, month, day, hour, minute, second)?.with_millis(millis))
}

/// Digits of a fraction of a second. Those after the third are ignored.
fn millis(text: &[u8]) -> (&[u8], u16) {
    let (mut rest, mut millis, mut weight) = (text, 0_u16, 100_u16);
    while let Ok((after, digit)) = one(rest) {
        millis = millis.wrapping_add(weight.wrapping_mul(u16::from(digit)));
        weight /= 10;
        rest = after;
    }
    (rest, millis)
}

/// Unix seconds with `fraction` more digits, from the year 2000 on and below 2,000,000,000 (May 2033). Larger
/// ten-digit numbers are more likely a date that starts with `20`.
fn unix(text: &[u8], fraction: usize) -> Option<DateTime> {
    let (seconds, rest) = text.split_at_checked(text.len().checked_sub(fraction)?)?;
    let seconds = seconds.iter().fold(0_i64, |number, digit| {
        number.wrapping_mul(10).wrapping_add(i64::from(digit.wrapping_sub(b'0')))
    });
    let at =
        DateTime::from_unix_seconds(seconds).filter(|at| at.year() >= 2000 && seconds < 2_000_000_000)?;
    let (_, millis) = millis(rest);
    Some(at.with_millis(millis))
}

/// One octet out of several.
fn sign<'a>(text: &'a [u8], signs: &[u8]) -> Option<(&'a [u8], u8)> {
    match text {
        [first, rest @ ..] if signs.contains(first) => Some((rest, *first)),
        _ => None,
    }
}

fn iso(text: &[u8]) -> Option<DateTime> {
    let (rest, year) = four(text).ok().filter(|(_, year)| matches!(year, 2000..=2099))?;
    let (rest, separator) = sign(rest, b"-/.")?;
    let (rest, month) = two(rest).ok()?;
    let (rest, _) = sign(rest, &[separator])?;
    let (rest, day) = two(rest).ok()?;
    let mut rest = rest;
    while let Some((after, _)) = sign(rest, b"Tt \t") {
        rest = after;
    }
    if rest.is_empty() {
        return DateTime::new(year, month, day, 0, 0, 0);
    }
    let (rest, hour) = two(rest).or_else(|_| one(rest)).ok()?;
    let (rest, ((hour, minute, second), millis)) = clock(rest, hour)?;
    let at = DateTime::new(year, month, day, hour, minute, second)?.with_millis(millis);
    offset(at, rest)
}

/// The part after an hour: `:11`, `:11:00`, a fraction of a second, ` AM`, ` PM` or ` p.m.`. Returns the time
/// with milliseconds.
fn clock(rest: &[u8], hour: u8) -> Option<(&[u8], (Time, u16))> {
    let (rest, _) = sign(rest, b":")?;
    let (rest, minute) = two(rest).ok()?;
    let (rest, second) = match sign(rest, b":") {
        Some((rest, _)) => two(rest).ok()?,
        None => (rest, 0),
    };
    let (rest, millis) = match sign(rest, b".,") {
        Some((rest, _)) => millis(rest),
        None => (rest, 0),
    };
    let (half, behind) = Blanks::PLAIN.word(Blanks::PLAIN.trim_start(rest));
    let (rest, hour) = match (half, hour) {
        ([b'A' | b'a', b'M' | b'm'] | [b'A' | b'a', b'.', b'M' | b'm', b'.'], 1..=12) => (behind, hour % 12),
        ([b'P' | b'p', b'M' | b'm'] | [b'P' | b'p', b'.', b'M' | b'm', b'.'], 1..=12) => {
            (behind, (hour % 12).wrapping_add(12))
        }
        _ => (rest, hour),
    };
    Some((rest, ((hour, minute, second), millis)))
}

/// A date with the name of its month: `Nov 22, 2026 1:11:00 AM`, `Sun, 22 Nov 2026 10:11 +0100`, `22-Nov-2026`,
/// `Sun Nov 22 10:11:00 UTC 2026`.
fn with_month_name(text: &[u8]) -> Option<DateTime> {
    let (mut year, mut month, mut day, mut time) = (None, None, None, None);
    let (mut rest, mut utc) = (text, false);
    while year.is_none() || month.is_none() || day.is_none() || time.is_none() {
        let mut next = rest;
        while let [b'-' | b',', behind @ ..] | [b' ', behind @ ..] = next {
            next = behind;
        }
        next = Blanks::PLAIN.trim_start(next);
        let hour = two(next).or_else(|_| one(next));
        let read = hour.ok().and_then(|(rest, hour)| clock(rest, hour));
        if let Some((behind, read)) = read {
            if time.replace(read).is_some() {
                return None;
            }
            rest = behind;
            continue;
        }
        if year.is_some() && month.is_some() && day.is_some() {
            break;
        }
        let end = next.iter().position(|octet| !octet.is_ascii_alphanumeric()).unwrap_or(next.len());
        let (word, behind) = next.split_at_checked(end)?;
        match word {
            [_] if day.is_none() => day = Some(one(word).ok()?.1),
            [_, _] if day.is_none() => day = Some(two(word).ok()?.1),
            [b'0'..=b'9', _, _, _] if year.is_none() => year = Some(four(word).ok()?.1),
            _ if time.is_some() && is_utc(word) => utc = true,
            _ => match month_number(word) {
                Some(number) if month.is_none() => month = Some(number),
                None if rest.len() == text.len() && is_day_name(word) => {}
                _ => return None,
            },
        }
        rest = behind;
    }
    let year = year.filter(|year| matches!(year, 2000..=2099))?;
    let ((hour, minute, second), millis) = time.unwrap_or_default();
    let at = DateTime::new(year, month?, day?, hour, minute, second)?.with_millis(millis);
    let rest = Blanks::PLAIN.trim_start(rest);
    if utc && rest.is_empty() { Some(at.with_quarters(Some(0))) } else { offset(at, rest).filter(|_| !utc) }
}

fn is_utc(word: &[u8]) -> bool {
    [&b"z"[..], b"utc", b"gmt"].iter().any(|zone| zone.eq_ignore_ascii_case(word))
}

/// `YYYYMMDD` or `YYMMDD`, a blank or `T`, `hhmm` or `hhmmss`, an offset; `YYYYMMDDhhmmss` and an offset.
fn compact(text: &[u8]) -> Option<DateTime> {
    let digits = text.iter().position(|octet| !octet.is_ascii_digit()).unwrap_or(text.len());
    let (rest, (year, month, day)) = if matches!(digits, 8 | 14) {
        date(text)?
    } else {
        let (rest, (year, month, day)) = (two, two, two).parse(text).ok()?;
        (rest, (u16::from(year).wrapping_add(2000), month, day))
    };
    let rest = if matches!(digits, 6 | 8) { sign(rest, b"Tt \t")?.0 } else { rest };
    let (rest, (hour, minute)) = (two, two).parse(rest).ok()?;
    let (rest, second) = two(rest).unwrap_or((rest, 0));
    offset(DateTime::new(year, month, day, hour, minute, second)?, rest)
}

/// Adds the offset from UTC that follows a date, if any.
fn offset(at: DateTime, rest: &[u8]) -> Option<DateTime> {
    let rest = sign(rest, b" ").map_or(rest, |(rest, _)| rest);
    if rest.is_empty() {
        return Some(at);
    }
    if is_utc(rest) {
        return Some(at.with_quarters(Some(0)));
    }
    let (rest, mark) = sign(rest, b"+-")?;
    let (rest, hours) = two(rest).ok()?;
    let rest = sign(rest, b":").map_or(rest, |(rest, _)| rest);
    let minutes = if rest.is_empty() { 0 } else { two(rest).ok().filter(|(rest, _)| rest.is_empty())?.1 };
    if hours > 14 || minutes > 59 || minutes % 15 != 0 {
        return None;
    }
    let quarters = i8::try_from(hours.wrapping_mul(4).wrapping_add(minutes / 15)).ok()?;
    Some(at.with_quarters(Some(if mark == b'-' { quarters.wrapping_neg() } else { quarters })))
}

/// The words that belong to a date after its first word: `2026-11-22 10:11:00 +0100`, `261122 101100`, `Sun Nov
/// 22 10:11:00 CET 2026`, `22 Nov 2026 10:11`.
pub(super) fn date_words<'a>(blanks: Blanks, first: &[u8], mut rest: &'a [u8]) -> &'a [u8] {
    let second = blanks.word(blanks.trim_start(rest)).0;
    let day = matches!(first, [b'0'..=b'9'] | [b'0'..=b'9', b'0'..=b'9']);
    let is_month = |word| month_number(word).is_some();
    let by_name = is_day_name(first) || is_month(first) || (day && is_month(second));
    let short = matches!(first.len(), 6 | 8) && first.iter().all(u8::is_ascii_digit);
    // Day, month, time, zone, year; or time, AM or PM, zone.
    for place in 0..6_u8 {
        let (next, after) = blanks.word(blanks.trim_start(rest));
        let goes_on = match next {
            [] => false,
            [b'0'..=b'9', b':', b'0'..=b'9', ..] | [b'0'..=b'9', b'0'..=b'9', b':', ..] => true,
            [b'+' | b'-', b'0'..=b'9', b'0'..=b'9', rest @ ..] => is_minutes(rest),
            [_, b'.', _, b'.'] => is_half_of_day(next),
            _ if by_name => {
                let short = before_comma(next);
                is_month(next) || (short.len() <= 4 && short.iter().all(u8::is_ascii_alphanumeric))
            }
            _ if place == 0 => short && matches!(next.len(), 4 | 6) && next.iter().all(u8::is_ascii_digit),
            _ => [&b"am"[..], b"pm", b"utc", b"gmt", b"z"].iter().any(|word| same_word(word, next)),
        };
        if !goes_on {
            break;
        }
        rest = after;
    }
    rest
}

/// `a.m.` or `p.m.`, as written in some countries.
fn is_half_of_day(word: &[u8]) -> bool {
    same_word(word, b"a.m.") || same_word(word, b"p.m.")
}

/// The minutes of an offset from UTC, after its hours.
const fn is_minutes(rest: &[u8]) -> bool {
    matches!(rest, [] | [b'0'..=b'9', b'0'..=b'9'] | [b':', b'0'..=b'9', b'0'..=b'9'])
}

const DAYS: &[u8] = b"monday tuesday wednesday thursday friday saturday sunday";
const MONTHS: &[u8] =
    b"january february march april may june july august september october november december";

/// Whether a word is a day of the week or its first three letters, optionally with a comma.
fn is_day_name(word: &[u8]) -> bool {
    number_of(DAYS, word).is_some()
}

/// The number of a month, from its name or the first three letters, optionally with a comma.
fn month_number(word: &[u8]) -> Option<u8> {
    number_of(MONTHS, word)
}

/// The place of a name, or of its first three letters, among names.
#[cfg_attr(target_os = "none", inline(never))]
fn number_of(names: &[u8], word: &[u8]) -> Option<u8> {
    let word = before_comma(word);
    if !word.first()?.is_ascii_alphabetic() {
        return None;
    }
    let is = |name: &[u8]| same_word(name, word) || name.get(..3).is_some_and(|start| same_word(start, word));
    words_of(names).zip(1..=12).find(|(name, _)| is(name)).map(|(_, number)| number)
}

const fn before_comma(word: &[u8]) -> &[u8] {
    match word {
        [word @ .., b','] => word,
        word => word,
    }
}

impl fmt::Debug for ReceiptDate<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\"{}\"", self.0.escape_ascii())
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for ReceiptDate<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=[u8]:a}", self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: u16, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> DateTime {
        DateTime::new(year, month, day, hour, minute, second).unwrap()
    }

    #[test]
    fn every_form_that_is_certain() {
        for (text, expected) in [
            (&b"20260101"[..], at(2026, 1, 1, 0, 0, 0)),
            (b"2611221011", at(2026, 11, 22, 10, 11, 0)),
            (b"1798765432", at(2027, 1, 1, 1, 3, 52).with_quarters(Some(0))),
            // Too early for Unix seconds; too late.
            (b"0908312310", at(2009, 8, 31, 23, 10, 0)),
            (b"2003101010", at(2020, 3, 10, 10, 10, 0)),
            (b"141023215253", at(2014, 10, 23, 21, 52, 53)),
            (b"201506201641", at(2015, 6, 20, 16, 41, 0)),
            (b"1590923096123", at(2020, 5, 31, 11, 4, 56).with_millis(123).with_quarters(Some(0))),
            (b"20110314181534", at(2011, 3, 14, 18, 15, 34)),
            (b"2023010112000100", at(2023, 1, 1, 12, 0, 1)),
            (b"2023010112000150", at(2023, 1, 1, 12, 0, 1).with_millis(500)),
            (b"20230101120001050", at(2023, 1, 1, 12, 0, 1).with_millis(50)),
            (b"180711070003912+", at(2018, 7, 11, 7, 0, 3).with_millis(900).with_quarters(Some(12))),
            (b"2013-02-17 00:04:29", at(2013, 2, 17, 0, 4, 29)),
            (b"2013-02-17T00:04:29Z", at(2013, 2, 17, 0, 4, 29).with_quarters(Some(0))),
            (b"2013-02-17T00:04", at(2013, 2, 17, 0, 4, 0)),
            (b"2013-02-17", at(2013, 2, 17, 0, 0, 0)),
            (b"2013/02/17", at(2013, 2, 17, 0, 0, 0)),
            (
                b"2013-02-17T00:04:29.123456-03:30",
                at(2013, 2, 17, 0, 4, 29).with_millis(123).with_quarters(Some(-14)),
            ),
            (b"2013-02-17T00:04:29+0530", at(2013, 2, 17, 0, 4, 29).with_quarters(Some(22))),
            (b"2013-02-17 00:04:29 +05:30", at(2013, 2, 17, 0, 4, 29).with_quarters(Some(22))),
            (b"2013-02-17 00:04:29 UTC", at(2013, 2, 17, 0, 4, 29).with_quarters(Some(0))),
            (b"20130217T000429Z", at(2013, 2, 17, 0, 4, 29).with_quarters(Some(0))),
            (b"20130217000429-0300", at(2013, 2, 17, 0, 4, 29).with_quarters(Some(-12))),
            (b"20130217 0004", at(2013, 2, 17, 0, 4, 0)),
            (b"130217 000429", at(2013, 2, 17, 0, 4, 29)),
            (b"1302170004 +0100", at(2013, 2, 17, 0, 4, 0).with_quarters(Some(4))),
            (b"2024-03-01 01:01:01 PM", at(2024, 3, 1, 13, 1, 1)),
        ] {
            assert_eq!(ReceiptDate(text).read(), DateReading::Certain(expected), "{}", text.escape_ascii());
        }
    }

    #[test]
    fn months_by_their_names() {
        for (text, expected) in [
            ("Mar 1, 2024 1:01:01 AM", at(2024, 3, 1, 1, 1, 1)),
            ("March 1, 2024 1:01:01 AM", at(2024, 3, 1, 1, 1, 1)),
            ("Friday, March 1, 2024, 1:01:01 AM UTC", at(2024, 3, 1, 1, 1, 1).with_quarters(Some(0))),
            ("1 september 2024", at(2024, 9, 1, 0, 0, 0)),
            ("June 7, 2024 1:01:01 AM", at(2024, 6, 7, 1, 1, 1)),
            ("31-July-2024", at(2024, 7, 31, 0, 0, 0)),
            ("2024-03-01 1:01:01 AM", at(2024, 3, 1, 1, 1, 1)),
            ("Mar 1, 2024 1:01:01 PM", at(2024, 3, 1, 13, 1, 1)),
            ("Mar 1, 2024 12:01:01 AM", at(2024, 3, 1, 0, 1, 1)),
            ("Mar 1, 2024 12:01:01 pm", at(2024, 3, 1, 12, 1, 1)),
            ("Mar 1, 2024 1:01:01 p.m.", at(2024, 3, 1, 13, 1, 1)),
            ("Mar 1, 2024 12:01:01 A.M.", at(2024, 3, 1, 0, 1, 1)),
            ("Mar 1, 2024, 1:01:01\u{202F}AM", at(2024, 3, 1, 1, 1, 1)),
            ("Dec 31, 2024 11:59:59 PM", at(2024, 12, 31, 23, 59, 59)),
            ("Nov 22 2026 10:11", at(2026, 11, 22, 10, 11, 0)),
            ("nov 22, 2026", at(2026, 11, 22, 0, 0, 0)),
            ("22 Nov 2026 10:11", at(2026, 11, 22, 10, 11, 0)),
            ("22-Nov-2026 10:11:59", at(2026, 11, 22, 10, 11, 59)),
            ("22-NOV-2026", at(2026, 11, 22, 0, 0, 0)),
            ("Sun, 22 Nov 2026 10:11:59 +0100", at(2026, 11, 22, 10, 11, 59).with_quarters(Some(4))),
            ("Sun, 22 Nov 2026 10:11:59 -03:30", at(2026, 11, 22, 10, 11, 59).with_quarters(Some(-14))),
            ("Sun, 22 Nov 2026 10:11:59 GMT", at(2026, 11, 22, 10, 11, 59).with_quarters(Some(0))),
            ("Sun Nov 22 10:11:00 UTC 2026", at(2026, 11, 22, 10, 11, 0).with_quarters(Some(0))),
            ("Sun Nov 22 10:11:00 2026", at(2026, 11, 22, 10, 11, 0)),
            ("Nov 22, 2026 10:11:00.250 AM", at(2026, 11, 22, 10, 11, 0).with_millis(250)),
        ] {
            assert_eq!(ReceiptDate(text.as_bytes()).read(), DateReading::Certain(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_certain_is_said() {
        assert_eq!(
            ReceiptDate(b"200101010030").read(),
            DateReading::Ambiguous { short_year: at(2020, 1, 1, 1, 0, 30), other: at(2001, 1, 1, 0, 30, 0) }
        );
        assert_eq!(
            ReceiptDate(b"1712121212").read(),
            DateReading::Ambiguous {
                short_year: at(2017, 12, 12, 12, 12, 0),
                other: at(2024, 4, 3, 5, 13, 32).with_quarters(Some(0))
            }
        );
        for both in [&b"1001010000"[..], b"1305050826", b"1701240904", b"1912312359"] {
            assert!(matches!(ReceiptDate(both).read(), DateReading::Ambiguous { .. }));
            assert_eq!(ReceiptDate(both).date_time(), None);
        }
        for absent in [&b""[..], b"0000000000", b"0", b"0000-00-00 00:00:00", b"-"] {
            assert_eq!(ReceiptDate(absent).read(), DateReading::Absent);
        }
        for odd in [
            &b"whenever"[..],
            b"YYMMDDhhmm",
            b"1234",
            b"0000000001",
            b"2613221011",
            // An hour without minutes; the year 2034 as Unix seconds.
            b"2026112210",
            b"2026112210000",
            b"2013-02-30",
            b"2013-02-17 24:00",
            b"2013-02-17 00:04x",
            b"2013-02-17 00:04+01:0",
            b"2013-02/17",
            b"180711070003912",
            b"180711070003912R",
            b"19990101000000",
            b"22-11-2026 10:11",
            // An ambiguous time zone; the wrong order; a month that does not exist.
            b"Sun Nov 22 10:11:00 CST 2026",
            b"11/22/2026 10:11:00 AM",
            b"Foo 22, 2026 10:11:00",
            b"Nov 31, 2026 10:11:00",
            b"Nov 22, 1999 10:11:00",
            b"Nov 22, 2026 13:11:00 PM",
            b"Nov 22, 2026 0:11:00 AM",
            b"Nov 22, 2026 24:11:00",
            b"Nov Dec 22 2026",
            b"Nov 22 22 2026",
            b"Nov 22, 2026 10:11 10:12",
            b"Nov 22, 2026 10:11 what",
            b"Nov 22, 26",
            b"Nov 2026",
            b"Mon, Nov",
            b"Nov,,",
            b"22 Nov Sun 2026",
            b"20130217T00",
            b"20130217000429+01x",
            b"2013-02-17 00:04 +0107",
            b"130217  000429",
        ] {
            assert_eq!(ReceiptDate(odd).read(), DateReading::Unreadable, "{}", odd.escape_ascii());
        }
    }
}
