//! Dates in receipts, in the many formats that message centres use.

use super::id::integer;
use super::lexer::{Blanks, unquoted};
use super::words::{Words, same_word, words};
use crate::timestamp::{DateTime, Timestamp};
use core::fmt;

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
    /// No date is given: the field is empty, or has only zeros and punctuation.
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
    /// | 10 | `YYMMDDhhmm` (Appendix B), or Unix seconds from the year 2000 up to 1999999999 (May 2033) |
    /// | 12 | `YYMMDDhhmmss` or `YYYYMMDDhhmm` |
    /// | 13 | Unix milliseconds in the same range |
    /// | 14 | `YYYYMMDDhhmmss` |
    /// | 16 | `YYYYMMDDhhmmsscc` (hundredths), or `YYMMDDhhmmsstnn` and a sign (SMPP's own) |
    /// | 17 | `YYYYMMDDhhmmssmmm` (milliseconds) |
    ///
    /// Also accepted: ISO 8601, `2026-11-22`, alone or with ` 10:11`, `T10:11:00`, a fraction, `Z`, `+01:00` or
    /// ` UTC`; the same with slashes or full stops (`2026/11/22`) and without punctuation (`20261122T101100Z`); with
    /// one blank in the middle (`261122 101100`); and with the English name of the month (`Nov 22, 2026 10:11:00 AM`,
    /// `Sun, 22 Nov 2026 10:11:00 +0100`, `22-Nov-2026`). The years are 2000 to 2099.
    ///
    /// A `YYMMDDhhmm` date in the years 2010 to 2019 can also be read as Unix seconds and is thus ambiguous:
    /// `1712121212` is in December 2017 or in April 2024. Numeric dates in other orders (`11/12/2026`), other
    /// languages, and names of time zones other than UTC and GMT are not accepted.
    pub fn read(&self) -> DateReading {
        let text = unquoted(self.0);
        if text.iter().all(|octet| matches!(octet, b' ' | b'+'..=b'0' | b':' | b'T' | b'Z')) {
            return DateReading::Absent;
        }
        let only_digits = text.iter().all(u8::is_ascii_digit);
        let (read, other) = match text.len() {
            8 if only_digits => (whole(b"20YYMMDD", text), None),
            10 if only_digits => (compact(text), unix(text, 0)),
            12 if only_digits => (compact(text), whole(b"20YYMMDDhhmm", text)),
            13 if only_digits => (unix(text, 3), None),
            16 | 17 if only_digits => (whole(b"20YYMMDDhhmmss", text), None),
            _ => match Timestamp::parse(text) {
                Ok(Timestamp::Absolute(at)) => (Some(at), None),
                _ => (iso(text).or_else(|| compact(text)).or_else(|| with_month_name(text)), None),
            },
        };
        match (read, other) {
            (Some(short_year), Some(other)) => DateReading::Ambiguous { short_year, other },
            (read, other) => read.or(other).map_or(DateReading::Unreadable, DateReading::Certain),
        }
    }
}

/// Year of the century, month, day, hour, minute, second.
type Fields = [u8; 6];

/// Reads digits at the letters `YMDhms` of a layout. A blank also matches `T`; any other character matches only
/// itself. Years of four digits are in this century because their layouts contain `20`.
fn fields<'a>(layout: &[u8], text: &'a [u8]) -> Option<(Fields, &'a [u8])> {
    let (start, rest) = text.split_at_checked(layout.len())?;
    let mut fields = Fields::default();
    for (letter, octet) in layout.iter().zip(start) {
        let mut places = b"YMDhms".iter().zip(&mut fields);
        match places.find(|(name, _)| *name == letter) {
            Some((_, field)) if octet.is_ascii_digit() => {
                *field = field.checked_mul(10)?.checked_add(octet & 0x0F)?;
            }
            None if letter == octet || (*letter == b' ' && matches!(octet, b'T' | b't' | b'\t')) => {}
            _ => return None,
        }
    }
    Some((fields, rest))
}

/// The fields by the first layout that fits.
fn first_of<'a>(layouts: &[&[u8]], text: &'a [u8]) -> Option<(Fields, &'a [u8])> {
    layouts.iter().find_map(|layout| fields(layout, text))
}

fn date_time([year, month, day, hour, minute, second]: Fields) -> Option<DateTime> {
    DateTime::new(u16::from(year).checked_add(2000)?, month, day, hour, minute, second)
}

/// A date, and more digits as a fraction of its second.
fn whole(layout: &[u8], text: &[u8]) -> Option<DateTime> {
    let (fields, rest) = fields(layout, text)?;
    Some(date_time(fields)?.with_millis(millis(rest).0))
}

/// Digits of a fraction of a second, and the rest. Digits after the third are ignored.
fn millis(text: &[u8]) -> (u16, &[u8]) {
    let end = text.iter().position(|octet| !octet.is_ascii_digit()).unwrap_or(text.len());
    let (fraction, rest) = text.split_at_checked(end).unwrap_or((text, &[]));
    let three = [0, 1, 2].map(|place| fraction.get(place).copied().unwrap_or(b'0'));
    (integer(&three, 10).and_then(|millis| u16::try_from(millis).ok()).unwrap_or(0), rest)
}

/// Unix seconds with `fraction` more digits, from the year 2000 on and below 2,000,000,000 (May 2033). Larger
/// ten-digit numbers are more likely a date that starts with `20`.
fn unix(text: &[u8], fraction: usize) -> Option<DateTime> {
    let (seconds, rest) = text.split_at_checked(text.len().checked_sub(fraction)?)?;
    let seconds = integer(seconds, 10).filter(|seconds| *seconds < 2_000_000_000)?;
    let at = DateTime::from_unix_seconds(i64::try_from(seconds).ok()?)?;
    (at.year() >= 2000).then(|| at.with_millis(millis(rest).0))
}

fn iso(text: &[u8]) -> Option<DateTime> {
    let (day, mut rest) = first_of(&[b"20YY-MM-DD", b"20YY/MM/DD", b"20YY.MM.DD"], text)?;
    while let [b'T' | b't' | b' ' | b'\t', after @ ..] = rest {
        rest = after;
    }
    if rest.is_empty() {
        return date_time(day);
    }
    let (time, rest) = clock(rest)?;
    offset(at_clock(day, time)?, rest)
}

/// Hour, minute and second, and milliseconds.
type Clock = ([u8; 3], u16);

/// A time on a day.
fn at_clock([year, month, day, ..]: Fields, ([hour, minute, second], millis): Clock) -> Option<DateTime> {
    Some(date_time([year, month, day, hour, minute, second])?.with_millis(millis))
}

/// `10:11` or `10:11:00`, then a fraction of a second, ` AM`, ` PM` or ` p.m.`.
fn clock(text: &[u8]) -> Option<(Clock, &[u8])> {
    let ([.., hour, minute, second], rest) = first_of(&[b"hh:mm:ss", b"h:mm:ss", b"hh:mm", b"h:mm"], text)?;
    let (millis, rest) = match rest {
        [b'.' | b',', rest @ ..] => millis(rest),
        _ => (0, rest),
    };
    let mut behind = rest;
    let half = Blanks::PLAIN.next_word(&mut behind);
    let is_half = |words: [&[u8]; 2]| words.iter().any(|word| same_word(word, half));
    let (hour, rest) = match hour {
        1..=12 if is_half([b"am", b"a.m."]) => (hour % 12, behind),
        1..=12 if is_half([b"pm", b"p.m."]) => ((hour % 12).checked_add(12)?, behind),
        _ => (hour, rest),
    };
    Some((([hour, minute, second], millis), rest))
}

/// A date with the name of its month: `Nov 22, 2026 1:11:00 AM`, `Sun, 22 Nov 2026 10:11 +0100`, `22-Nov-2026`,
/// `Sun Nov 22 10:11:00 UTC 2026`.
fn with_month_name(text: &[u8]) -> Option<DateTime> {
    let (mut year, mut month, mut day, mut time) = (None, None, None, None);
    let (mut rest, mut utc) = (text, false);
    while year.is_none() || month.is_none() || day.is_none() || time.is_none() {
        let mut next = rest;
        while let [b'-' | b',' | b' ', behind @ ..] = next {
            next = behind;
        }
        next = Blanks::PLAIN.trim_start(next);
        if let Some((read, behind)) = clock(next) {
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
            [_] | [_, _] if day.is_none() => {
                let ([_, _, number, ..], []) = first_of(&[b"DD", b"D"], word)? else { return None };
                day = Some(number);
            }
            [b'0'..=b'9', _, _, _] if year.is_none() => year = Some(fields(b"20YY", word)?.0),
            _ if time.is_some() && is_utc(word) => utc = true,
            _ => match number_of(MONTHS, word) {
                Some(number) if month.is_none() => month = Some(number),
                None if rest.len() == text.len() && number_of(DAYS, word).is_some() => {}
                _ => return None,
            },
        }
        rest = behind;
    }
    let [year, ..] = year?;
    let at = at_clock([year, month?, day?, 0, 0, 0], time.unwrap_or_default())?;
    match Blanks::PLAIN.trim_start(rest) {
        [] if utc => Some(at.with_utc_offset_quarters(Some(0))),
        _ if utc => None,
        rest => offset(at, rest),
    }
}

fn is_utc(word: &[u8]) -> bool {
    [&b"z"[..], b"utc", b"gmt"].iter().any(|zone| same_word(zone, word))
}

/// Digits with at most one blank or `T` among them, then an offset. At most one of the layouts fits.
fn compact(text: &[u8]) -> Option<DateTime> {
    let layouts: [&[u8]; 7] = [
        b"YYMMDDhhmm",
        b"YYMMDDhhmmss",
        b"20YYMMDDhhmmss",
        b"YYMMDD hhmm",
        b"YYMMDD hhmmss",
        b"20YYMMDD hhmm",
        b"20YYMMDD hhmmss",
    ];
    layouts.into_iter().find_map(|layout| {
        let (fields, rest) = fields(layout, text)?;
        offset(date_time(fields)?, rest)
    })
}

/// Adds the offset from UTC that follows a date, if any.
fn offset(at: DateTime, text: &[u8]) -> Option<DateTime> {
    let (sign, digits) = match text.strip_prefix(b" ").unwrap_or(text) {
        [] => return Some(at),
        zone if is_utc(zone) => return Some(at.with_utc_offset_quarters(Some(0))),
        [sign @ (b'+' | b'-'), digits @ ..] => (*sign, digits),
        _ => return None,
    };
    let layouts: [&[u8]; 4] = [b"hh", b"hh:", b"hhmm", b"hh:mm"];
    let layout = layouts.into_iter().find(|layout| layout.len() == digits.len())?;
    let ([.., hours @ ..=14, minutes @ (0 | 15 | 30 | 45), _], _) = fields(layout, digits)? else {
        return None;
    };
    let quarters = i8::try_from(hours.checked_mul(4)?.checked_add(minutes / 15)?).ok()?;
    Some(at.with_utc_offset_quarters(Some(if sign == b'-' { quarters.checked_neg()? } else { quarters })))
}

/// The words that belong to a date after its first word: `2026-11-22 10:11:00 +0100`, `261122 101100`, `Sun Nov
/// 22 10:11:00 CET 2026`, `22 Nov 2026 10:11`.
pub(super) fn date_words<'a>(blanks: Blanks, first: &[u8], rest: &'a [u8]) -> &'a [u8] {
    let second = blanks.next_word(&mut { rest });
    let is_month = |word: &[u8]| number_of(MONTHS, word).is_some();
    let shape = shape_of(first);
    let day = matches!(shape, DIGIT | DIGITS_2);
    let by_name = number_of(DAYS, first).is_some() || is_month(first) || (day && is_month(second));
    let short = matches!(shape, DIGITS_6 | DIGITS_8);
    // Day, month, time, zone, year; or time, AM or PM, zone.
    let mut places = 0..6_u8;
    blanks.skip_words(rest, |next| {
        let Some(place) = places.next() else { return false };
        let is_time = matches!(next.get(..3).map(shape_of), Some(DIGIT_COLON_DIGIT | DIGITS_2_COLON));
        match shape_of(next) {
            _ if is_time => true,
            OFFSET_2 | OFFSET_4 | OFFSET_5 => true,
            DIGITS_4 | DIGITS_6 if place == 0 && short => true,
            _ if by_name && is_short(before_comma(next)) => true,
            _ => match ENDINGS.find(next, false) {
                Some(certain) => certain != 0 || place != 0,
                None => by_name && is_month(next),
            },
        }
    })
}

/// The shape of a word: two bits for each octet, up to nine, after a bit.
#[cfg_attr(target_os = "none", inline(never))]
fn shape_of(word: &[u8]) -> u32 {
    word.iter().take(9).fold(1, |shape, octet| {
        let class = match octet {
            b'0'..=b'9' => 0,
            b':' => 1,
            b'+' | b'-' => 2,
            _ => 3,
        };
        shape << 2 | class
    })
}

const DIGIT: u32 = 1 << 2;
const DIGITS_2: u32 = 1 << 4;
const DIGITS_4: u32 = 1 << 8;
const DIGITS_6: u32 = 1 << 12;
const DIGITS_8: u32 = 1 << 16;
const DIGIT_COLON_DIGIT: u32 = 0b01_00_01_00;
const DIGITS_2_COLON: u32 = 0b01_00_00_01;
const OFFSET_2: u32 = 0b01_10_00_00;
const OFFSET_4: u32 = 0b01_10_00_00_00_00;
const OFFSET_5: u32 = 0b01_10_00_00_01_00_00;

/// Whether a word may be a part of a date with the name of its month.
fn is_short(word: &[u8]) -> bool {
    word.len() <= 4 && word.iter().all(u8::is_ascii_alphanumeric)
}

/// What may follow a time; with a tag other than 0, also a date.
const ENDINGS: Words = words!(b"AM\0PM\0UTC\0GMT\0Z\0A.M.\x01P.M.\x01");

const DAYS: Words = words!(b"MONDAY\x01TUESDAY\x02WEDNESDAY\x03THURSDAY\x04FRIDAY\x05SATURDAY\x06SUNDAY\x07");
const MONTHS: Words = words!(
    b"JANUARY\x01FEBRUARY\x02MARCH\x03APRIL\x04MAY\x05JUNE\x06JULY\x07AUGUST\x08SEPTEMBER\x09OCTOBER\x0A\
    NOVEMBER\x0BDECEMBER\x0C"
);

/// The number of a name among the days of the week or the months: the whole word or its first three letters,
/// optionally with a comma.
#[cfg_attr(target_os = "none", inline(never))]
fn number_of(names: Words, word: &[u8]) -> Option<u8> {
    let word = before_comma(word);
    if word.first()?.is_ascii_alphabetic() { names.find(word, word.len() == 3) } else { None }
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
            (b"1798765432", at(2027, 1, 1, 1, 3, 52).with_utc_offset_quarters(Some(0))),
            // Too early for Unix seconds; too late.
            (b"0908312310", at(2009, 8, 31, 23, 10, 0)),
            (b"2003101010", at(2020, 3, 10, 10, 10, 0)),
            (b"141023215253", at(2014, 10, 23, 21, 52, 53)),
            (b"201506201641", at(2015, 6, 20, 16, 41, 0)),
            (b"1590923096123", at(2020, 5, 31, 11, 4, 56).with_millis(123).with_utc_offset_quarters(Some(0))),
            (b"20110314181534", at(2011, 3, 14, 18, 15, 34)),
            (b"2023010112000100", at(2023, 1, 1, 12, 0, 1)),
            (b"2023010112000150", at(2023, 1, 1, 12, 0, 1).with_millis(500)),
            (b"20230101120001050", at(2023, 1, 1, 12, 0, 1).with_millis(50)),
            (
                b"180711070003912+",
                at(2018, 7, 11, 7, 0, 3).with_millis(900).with_utc_offset_quarters(Some(12)),
            ),
            (b"2013-02-17 00:04:29", at(2013, 2, 17, 0, 4, 29)),
            (b"2013-02-17T00:04:29Z", at(2013, 2, 17, 0, 4, 29).with_utc_offset_quarters(Some(0))),
            (b"2013-02-17T00:04", at(2013, 2, 17, 0, 4, 0)),
            (b"2013-02-17", at(2013, 2, 17, 0, 0, 0)),
            (b"2013/02/17", at(2013, 2, 17, 0, 0, 0)),
            (
                b"2013-02-17T00:04:29.123456-03:30",
                at(2013, 2, 17, 0, 4, 29).with_millis(123).with_utc_offset_quarters(Some(-14)),
            ),
            (b"2013-02-17T00:04:29+0530", at(2013, 2, 17, 0, 4, 29).with_utc_offset_quarters(Some(22))),
            (b"2013-02-17 00:04:29 +05:30", at(2013, 2, 17, 0, 4, 29).with_utc_offset_quarters(Some(22))),
            (b"2013-02-17 00:04:29 UTC", at(2013, 2, 17, 0, 4, 29).with_utc_offset_quarters(Some(0))),
            (b"20130217T000429Z", at(2013, 2, 17, 0, 4, 29).with_utc_offset_quarters(Some(0))),
            (b"20130217000429-0300", at(2013, 2, 17, 0, 4, 29).with_utc_offset_quarters(Some(-12))),
            (b"20130217 0004", at(2013, 2, 17, 0, 4, 0)),
            (b"130217 000429", at(2013, 2, 17, 0, 4, 29)),
            (b"1302170004 +0100", at(2013, 2, 17, 0, 4, 0).with_utc_offset_quarters(Some(4))),
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
            (
                "Friday, March 1, 2024, 1:01:01 AM UTC",
                at(2024, 3, 1, 1, 1, 1).with_utc_offset_quarters(Some(0)),
            ),
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
            (
                "Sun, 22 Nov 2026 10:11:59 +0100",
                at(2026, 11, 22, 10, 11, 59).with_utc_offset_quarters(Some(4)),
            ),
            (
                "Sun, 22 Nov 2026 10:11:59 -03:30",
                at(2026, 11, 22, 10, 11, 59).with_utc_offset_quarters(Some(-14)),
            ),
            ("Sun, 22 Nov 2026 10:11:59 GMT", at(2026, 11, 22, 10, 11, 59).with_utc_offset_quarters(Some(0))),
            ("Sun Nov 22 10:11:00 UTC 2026", at(2026, 11, 22, 10, 11, 0).with_utc_offset_quarters(Some(0))),
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
                other: at(2024, 4, 3, 5, 13, 32).with_utc_offset_quarters(Some(0))
            }
        );
        for both in [&b"1001010000"[..], b"1305050826", b"1701240904", b"1912312359"] {
            assert!(matches!(ReceiptDate(both).read(), DateReading::Ambiguous { .. }));
            assert_eq!(ReceiptDate(both).date_time(), None);
        }
        for absent in [
            &b""[..],
            b"0000000000",
            b"0",
            b"0000-00-00 00:00:00",
            b"0000-00-00T00:00:00.000Z",
            b"0000.00.00, 00:00 +0000",
            b"000000000000000+",
            b"-",
        ] {
            assert_eq!(ReceiptDate(absent).read(), DateReading::Absent, "{}", absent.escape_ascii());
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
