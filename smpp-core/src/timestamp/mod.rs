//! SMPP times (v3.4 section 7.1, v5.0 section 4.7.23): `YYMMDDhhmmsstnnp`, absolute or relative.
//!
//! After the date and time, `t` is tenths of a second, `nn` the offset from UTC in quarter hours, and `p` its sign, or
//! `R` for a relative time.
//!
//! SMPP times are used in `schedule_delivery_time`, `validity_period`, `final_date` and the TLV `broadcast_end_time`.
//! An empty field means "not given".

mod date_time;

pub use date_time::DateTime;

use crate::debug::debug_fields;
use crate::wire::COctetString;
use smpp_gsm7::{error_at, error_kinds};

/// A time in the format of the standard.
///
/// ```
/// use smpp_core::timestamp::{DateTime, Interval, Timestamp};
/// let noon = Timestamp::parse(b"260101120000004+")?;
/// let expected = DateTime::new(2026, 1, 1, 12, 0, 0).map(|at| at.with_utc_offset_quarters(Some(4)));
/// assert_eq!(noon, Timestamp::Absolute(expected.unwrap()));
///
/// let week = Timestamp::Relative(Interval { days: 7, ..Interval::default() });
/// assert_eq!(week.encode().as_ref(), Some(b"000007000000000R"));
/// assert_eq!(Timestamp::parse(b"000007000000000R")?, week);
/// # Ok::<(), smpp_core::timestamp::TimestampError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Timestamp {
    /// A point in time, with its offset from UTC if the text has 16 characters (v3.4 section 7.1.1.1, v5.0 section
    /// 4.7.23.4). Only two digits of the year are on the wire: 2000 to 2099.
    Absolute(DateTime),
    /// A duration, counted from the message centre's current time (v3.4 section 7.1.1.2, v5.0 section 4.7.23.5).
    Relative(Interval),
}

/// A duration: the fields of a relative time, each 0 to 99.
///
/// ```
/// use smpp_core::timestamp::{Interval, Timestamp};
/// let day = Timestamp::Relative(Interval { days: 1, ..Interval::default() });
/// assert_eq!(day.encode().as_ref(), Some(b"000001000000000R"));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Interval {
    /// Years.
    pub years: u8,
    /// Months.
    pub months: u8,
    /// Days.
    pub days: u8,
    /// Hours.
    pub hours: u8,
    /// Minutes.
    pub minutes: u8,
    /// Seconds.
    pub seconds: u8,
}
debug_fields!(Interval { years months days hours minutes seconds });

impl Timestamp {
    /// Parses the 16 characters, or the 12 (`YYMMDDhhmmss`) that message centres report in their local time.
    /// Accepts offsets up to 56 quarter hours: the standard allows 48, but real time zones go further.
    ///
    /// ```
    /// use smpp_core::timestamp::{Timestamp, TimestampErrorKind};
    /// assert!(Timestamp::parse(b"261122111100004+").is_ok());
    /// let error = Timestamp::parse(b"261322111100004+").unwrap_err();
    /// assert_eq!(error.kind(), TimestampErrorKind::NoSuchTime);
    /// ```
    ///
    /// # Errors
    /// The text is not a valid time. An empty text is also an error; see [`Timestamp::from_field`].
    pub fn parse(text: &[u8]) -> Result<Self, TimestampError> {
        let error = TimestampError::at;
        let (pairs, _) = text.as_chunks();
        let ([years, months, days, hours, minutes, seconds, zone @ ..], 12 | 16) = (pairs, text.len()) else {
            return Err(error(TimestampErrorKind::Length, text.len().min(16)));
        };
        let digits = text.get(..15).unwrap_or(text);
        if let Some(offset) = digits.iter().position(|octet| !octet.is_ascii_digit()) {
            return Err(error(TimestampErrorKind::Digit, offset));
        }
        let number = |[tens, ones]: [u8; 2]| (tens & 0x0F).wrapping_mul(10).wrapping_add(ones & 0x0F);
        let [years, months, days, hours, minutes, seconds] =
            [years, months, days, hours, minutes, seconds].map(|pair| number(*pair));
        let interval = Interval { years, months, days, hours, minutes, seconds };
        let absolute = |tenths, quarters| {
            let at = interval.absolute(tenths, quarters).map(Self::Absolute);
            at.ok_or_else(|| error(TimestampErrorKind::NoSuchTime, 0))
        };
        let [[tenths, tens], [ones, sign]] = *zone else { return absolute(0, None) };
        match (number([tens, ones]), sign) {
            (_, b'R') => Ok(Self::Relative(interval)),
            (57.., b'+' | b'-') => Err(error(TimestampErrorKind::Offset, 13)),
            (quarters, b'+') => absolute(tenths & 0x0F, Some(quarters.cast_signed())),
            (quarters, b'-') => absolute(tenths & 0x0F, Some(quarters.cast_signed().wrapping_neg())),
            _ => Err(error(TimestampErrorKind::Sign, 15)),
        }
    }

    /// Parses a field of a PDU. `Ok(None)` if it is empty.
    ///
    /// ```
    /// use smpp_core::pdu::SubmitSm;
    /// use smpp_core::timestamp::Timestamp;
    /// let submit_sm = SubmitSm { validity_period: "000001000000000R".into(), ..SubmitSm::default() };
    /// assert!(Timestamp::from_field(submit_sm.validity_period)?.is_some());
    /// assert_eq!(Timestamp::from_field(submit_sm.schedule_delivery_time)?, None);
    /// # Ok::<(), smpp_core::timestamp::TimestampError>(())
    /// ```
    ///
    /// # Errors
    /// The same errors as [`Timestamp::parse`].
    pub fn from_field(field: COctetString<'_>) -> Result<Option<Self>, TimestampError> {
        if field.is_empty() { Ok(None) } else { Self::parse(field.as_bytes()).map(Some) }
    }

    /// Seconds since 1970-01-01 00:00 UTC. An absolute time ignores `now`, and is taken as UTC if it has no offset. A
    /// relative time is counted from `now`, in the same unit, as [`Interval::after`] does; `None` if that method
    /// returns `None`.
    ///
    /// ```
    /// use smpp_core::timestamp::Timestamp;
    /// let now = 1_795_342_260; // 2026-11-22 10:11 UTC
    /// assert_eq!(Timestamp::parse(b"261122111100004+")?.unix_seconds(now), Some(now));
    /// assert_eq!(Timestamp::parse(b"000000013000000R")?.unix_seconds(now), Some(now + 90 * 60));
    /// # Ok::<(), smpp_core::timestamp::TimestampError>(())
    /// ```
    pub fn unix_seconds(&self, now: i64) -> Option<i64> {
        match self {
            Self::Absolute(at) => Some(at.unix_seconds()),
            Self::Relative(span) => span.after(now),
        }
    }

    /// Writes the 16 characters. An absolute time without an offset is taken as UTC. One with an offset of more than 48
    /// quarter hours is sent as the same moment in UTC. Milliseconds are cut to tenths. Returns `None` outside the
    /// years 2000 to 2099, or if a field of a relative time is above 99.
    ///
    /// ```
    /// use smpp_core::timestamp::{DateTime, Timestamp};
    /// let noon = Timestamp::Absolute(DateTime::new(2026, 11, 28, 12, 0, 0).unwrap());
    /// assert_eq!(noon.encode().as_ref(), Some(b"261128120000000+"));
    /// ```
    pub fn encode(&self) -> Option<[u8; 16]> {
        let (fields, tenths, quarters, sign) = match self {
            Self::Relative(i) => {
                (digits([i.years, i.months, i.days, i.hours, i.minutes, i.seconds])?, 0, 0, b'R')
            }
            Self::Absolute(at) => {
                let at = match at.utc_offset_quarters() {
                    Some(-48..=48) => *at,
                    _ => at.at_utc_offset_quarters(0)?,
                };
                let quarters = at.utc_offset_quarters().unwrap_or(0);
                let sign = if quarters < 0 { b'-' } else { b'+' };
                (at.digits()?, u8::try_from(at.millis() / 100).ok()?, quarters.unsigned_abs(), sign)
            }
        };
        let [years, months, days, hours, minutes, seconds] = fields;
        let [[_, tenths], [tens, ones]] = digits([tenths, quarters])?;
        let pairs = [years, months, days, hours, minutes, seconds, [tenths, tens], [ones, sign]];
        pairs.as_flattened().try_into().ok()
    }
}

impl Interval {
    /// Adds the interval to a time; both times are in seconds since 1970-01-01 00:00 UTC. Years and months follow
    /// the calendar, and end on the last day of a month that is too short. `None` if the time, before or after the
    /// years and months are added, is outside the years 1 to 9999.
    ///
    /// ```
    /// use smpp_core::timestamp::{DateTime, Interval};
    /// // A month after 31 January 2026 is the end of February.
    /// let start = DateTime::new(2026, 1, 31, 0, 0, 0).unwrap().unix_seconds();
    /// let end = DateTime::new(2026, 2, 28, 0, 0, 0).unwrap().unix_seconds();
    /// assert_eq!(Interval { months: 1, ..Interval::default() }.after(start), Some(end));
    /// ```
    pub fn after(self, unix_seconds: i64) -> Option<i64> {
        let months = u16::from(self.years).wrapping_mul(12).wrapping_add(u16::from(self.months));
        let later = DateTime::from_unix_seconds(unix_seconds)?.months_later(months)?;
        let units = [(self.days, 86_400), (self.hours, 3600), (self.minutes, 60), (self.seconds, 1)];
        let spans = units.map(|(count, seconds)| i64::from(count).wrapping_mul(seconds));
        Some(spans.into_iter().fold(later.unix_seconds(), i64::wrapping_add))
    }

    /// Whether each field is in the range printed in the standard: at most 12 months, 31 days, 23 hours, 59
    /// minutes and 59 seconds.
    pub(crate) const fn keeps_ranges(self) -> bool {
        self.years <= 99
            && matches!((self.months, self.days), (0..=12, 0..=31))
            && matches!((self.hours, self.minutes, self.seconds), (0..=23, 0..=59, 0..=59))
    }

    /// Interprets the fields as a date and time of this century.
    fn absolute(self, tenths: u8, quarters: Option<i8>) -> Option<DateTime> {
        let year = u16::from(self.years).wrapping_add(2000);
        let at = DateTime::new(year, self.months, self.days, self.hours, self.minutes, self.seconds)?;
        Some(at.with_millis(u16::from(tenths).wrapping_mul(100)).with_utc_offset_quarters(quarters))
    }
}

/// Two digits for each number; `None` if one is above 99.
pub(crate) fn digits<const N: usize>(numbers: [u8; N]) -> Option<[[u8; 2]; N]> {
    let pair = |number| [number / 10, number % 10].map(|digit| b'0'.wrapping_add(digit));
    numbers.iter().all(|number| *number <= 99).then(|| numbers.map(pair))
}

error_at! {
    /// Why a time could not be parsed.
    TimestampError: TimestampErrorKind => "time, character {offset}: {kind}",
    /// The position of the character, counted from 0. For a wrong length: the length, or 16 if it is longer. For a
    /// time that does not exist: 0.
    offset
}

error_kinds! {
    /// Kinds of errors in a time.
    ///
    /// ```
    /// use smpp_core::timestamp::{Timestamp, TimestampErrorKind};
    /// let kind = |text| Timestamp::parse(text).unwrap_err().kind();
    /// assert_eq!(kind(b"2026-11-28"), TimestampErrorKind::Length);
    /// assert_eq!(kind(b"26112812000000x+"), TimestampErrorKind::Digit);
    /// ```
    #[derive(Debug, Hash)]
    pub enum TimestampErrorKind {
        /// The length is neither 16 nor 12.
        Length => "neither 16 nor 12 characters";
        /// A character that must be a digit is not.
        Digit => "not a digit";
        /// The last character is not `+`, `-` or `R`.
        Sign => "neither +, - nor R";
        /// The offset exceeds 56 quarter hours.
        Offset => "more than 56 quarter hours from UTC";
        /// The date or time of day does not exist.
        NoSuchTime => "no such date or time";
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(year: u16, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> DateTime {
        DateTime::new(year, month, day, hour, minute, second).unwrap()
    }

    #[test]
    fn the_examples_of_the_standard_and_of_its_readers() {
        let relative = |years, months, days, hours, minutes, seconds| {
            Timestamp::Relative(Interval { years, months, days, hours, minutes, seconds })
        };
        let absolute =
            |at: DateTime, quarters| Timestamp::Absolute(at.with_utc_offset_quarters(Some(quarters)));
        for (text, expected) in [
            (b"020610233429000R", relative(2, 6, 10, 23, 34, 29)),
            (b"000000020630000R", relative(0, 0, 0, 2, 6, 30)),
            (b"000007000000000R", relative(0, 0, 7, 0, 0, 0)),
            (b"070927233429800+", absolute(at(2007, 9, 27, 23, 34, 29).with_millis(800), 0)),
            (b"260101120000004+", absolute(at(2026, 1, 1, 12, 0, 0), 4)),
            (b"260101120000020-", absolute(at(2026, 1, 1, 12, 0, 0), -20)),
        ] {
            assert_eq!(Timestamp::parse(text), Ok(expected));
            assert_eq!(expected.encode().as_ref(), Some(text));
        }
        assert_eq!(Timestamp::parse(b"260101120000"), Ok(Timestamp::Absolute(at(2026, 1, 1, 12, 0, 0))));
        assert_eq!(Timestamp::from_field(COctetString::EMPTY), Ok(None));
    }

    #[test]
    fn offsets_beyond_twelve_hours_are_read_and_sent_as_utc() {
        let tonga = Timestamp::parse(b"260101120000052+").unwrap();
        assert_eq!(tonga.encode().as_ref(), Some(b"251231230000000+"));
    }

    #[test]
    fn spans_go_by_the_calendar() {
        let seconds = |at: DateTime| at.unix_seconds();
        for (text, from, to) in [
            (b"000000000000000R", at(2026, 11, 22, 10, 11, 12), at(2026, 11, 22, 10, 11, 12)),
            (b"020610233429000R", at(2026, 11, 22, 10, 11, 12), at(2029, 6, 2, 9, 45, 41)),
            (b"000100000000000R", at(2024, 1, 31, 0, 0, 0), at(2024, 2, 29, 0, 0, 0)),
            (b"010000000000000R", at(2024, 2, 29, 0, 0, 0), at(2025, 2, 28, 0, 0, 0)),
            (b"001200000000000R", at(2026, 12, 31, 23, 59, 59), at(2027, 12, 31, 23, 59, 59)),
            (b"000099999999000R", at(2026, 1, 1, 0, 0, 0), at(2026, 4, 14, 4, 40, 39)),
        ] {
            let span = Timestamp::parse(text).unwrap();
            assert_eq!(span.unix_seconds(seconds(from)), Some(seconds(to)), "{}", text.escape_ascii());
        }
        let most = Timestamp::parse(b"999999999999000R").unwrap();
        assert_eq!(most.unix_seconds(seconds(at(9950, 1, 1, 0, 0, 0))), None);
        assert_eq!(most.unix_seconds(i64::MAX), None);
    }

    #[test]
    fn errors_name_the_character() {
        for (text, kind, offset) in [
            (&b"2601011200000"[..], TimestampErrorKind::Length, 13),
            (b"26010112000000400+", TimestampErrorKind::Length, 16),
            (b"2601x1120000004+", TimestampErrorKind::Digit, 4),
            (b"26010112000000x+", TimestampErrorKind::Digit, 14),
            (b"260101120000x04+", TimestampErrorKind::Digit, 12),
            (b"26010112000x", TimestampErrorKind::Digit, 11),
            (b"260101120000004r", TimestampErrorKind::Sign, 15),
            (b"260101120000057+", TimestampErrorKind::Offset, 13),
            (b"260230120000004+", TimestampErrorKind::NoSuchTime, 0),
        ] {
            assert_eq!(
                Timestamp::parse(text),
                Err(TimestampError::at(kind, offset)),
                "{}",
                text.escape_ascii()
            );
        }
    }

    #[test]
    fn what_has_no_sixteen_characters_is_not_written() {
        assert_eq!(Timestamp::Absolute(at(1999, 1, 1, 0, 0, 0)).encode(), None);
        assert_eq!(Timestamp::Absolute(at(2100, 1, 1, 0, 0, 0)).encode(), None);
        assert_eq!(Timestamp::Relative(Interval { days: 100, ..Interval::default() }).encode(), None);
    }
}
