//! Dates and times of day as used by SMPP and receipts: calendar fields, optionally with an offset from UTC.

use super::digits;
use core::fmt;
use smpp_gsm7::{Instant, tpdu};

/// A calendar date and time. The fields always form a date and time that exist.
///
/// ```
/// use smpp_core::timestamp::DateTime;
/// let at = DateTime::new(2026, 11, 22, 10, 11, 0).unwrap();
/// assert_eq!(at.to_string(), "2026-11-22T10:11:00");
/// assert_eq!(DateTime::new(2026, 2, 29, 0, 0, 0), None);
/// // Two hours ahead of UTC.
/// let local = at.with_utc_offset_quarters(Some(8));
/// assert_eq!(format!("{local:#}"), "2026-11-22T10:11:00+02:00");
/// assert_eq!(local.unix_seconds(), at.unix_seconds() - 7200);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DateTime {
    at: tpdu::DateTime,
    millis: u16,
}

impl DateTime {
    /// Creates a date and time without an offset from UTC. `None` if it does not exist, or if the year is not 1
    /// to 9999.
    pub const fn new(year: u16, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Option<Self> {
        match tpdu::DateTime::new(year, month, day, hour, minute, second) {
            Some(at) => Some(Self { at, millis: 0 }),
            None => None,
        }
    }

    /// Sets the milliseconds. Values above 999 count as 999.
    #[must_use]
    pub const fn with_millis(self, millis: u16) -> Self {
        Self { millis: if millis > 999 { 999 } else { millis }, ..self }
    }

    /// Sets the offset from UTC in quarter hours, without changing the other fields. Positive is ahead of UTC;
    /// `None` means unknown.
    #[must_use]
    pub const fn with_utc_offset_quarters(self, quarters: Option<i8>) -> Self {
        Self { at: self.at.with_utc_offset_quarters(quarters), ..self }
    }

    /// The year, 1 to 9999.
    pub const fn year(&self) -> u16 {
        self.at.year()
    }

    /// The month, 1 to 12.
    pub const fn month(&self) -> u8 {
        self.at.month()
    }

    /// The day of the month, 1 to 31.
    pub const fn day(&self) -> u8 {
        self.at.day()
    }

    /// The hour, 0 to 23.
    pub const fn hour(&self) -> u8 {
        self.at.hour()
    }

    /// The minute, 0 to 59.
    pub const fn minute(&self) -> u8 {
        self.at.minute()
    }

    /// The second, 0 to 59.
    pub const fn second(&self) -> u8 {
        self.at.second()
    }

    /// Milliseconds, 0 to 999.
    pub const fn millis(&self) -> u16 {
        self.millis
    }

    /// The offset from UTC in quarter hours, if known.
    pub const fn utc_offset_quarters(&self) -> Option<i8> {
        self.at.utc_offset_quarters()
    }

    /// Seconds since 1970-01-01 00:00 UTC. Without an offset, the fields are taken as UTC.
    pub fn unix_seconds(&self) -> i64 {
        self.at.unix_seconds()
    }

    /// Converts seconds since 1970-01-01 00:00 UTC to a date and time with offset 0. `None` outside the years 1
    /// to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        Some(tpdu::DateTime::from_unix_seconds(seconds)?.into())
    }

    /// Converts an instant of a clock that counts from 1970-01-01 00:00 UTC, to the second. `None` after the year 9999.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::timestamp::DateTime;
    /// let date = DateTime::from_instant(Instant::from_millis(1_795_342_260_999)).unwrap();
    /// assert_eq!(date.unix_seconds(), 1_795_342_260);
    /// ```
    pub fn from_instant(now: Instant) -> Option<Self> {
        Self::from_unix_seconds(i64::try_from(now.as_millis() / 1000).ok()?)
    }

    /// The same moment at another offset from UTC in quarter hours. Without an offset, the fields are taken as
    /// UTC. `None` if the result is outside the years 1 to 9999.
    pub fn at_utc_offset_quarters(&self, quarters: i8) -> Option<Self> {
        let shifted = self.unix_seconds().wrapping_add(i64::from(quarters).wrapping_mul(900));
        Some(
            Self::from_unix_seconds(shifted)?
                .with_millis(self.millis)
                .with_utc_offset_quarters(Some(quarters)),
        )
    }

    /// `YY MM DD hh mm ss`; `None` outside the years 2000 to 2099.
    pub(crate) fn digits(&self) -> Option<[[u8; 2]; 6]> {
        let year = u8::try_from(self.year().checked_sub(2000)?).ok()?;
        digits([year, self.month(), self.day(), self.hour(), self.minute(), self.second()])
    }

    /// Adds months. Keeps the day of the month, or uses the last day of a month that is too short.
    pub(super) fn months_later(&self, months: u16) -> Option<Self> {
        let of_year = u16::from(self.month()).wrapping_sub(1).saturating_add(months);
        let year = self.year().checked_add(of_year / 12)?;
        let month = u8::try_from(of_year % 12).ok()?.wrapping_add(1);
        let on = |day| Self::new(year, month, day, self.hour(), self.minute(), self.second());
        // A month lacks at most three of 31 days.
        let later = (0..=3).find_map(|lacks| on(self.day().saturating_sub(lacks)))?;
        Some(later.with_millis(self.millis).with_utc_offset_quarters(self.utc_offset_quarters()))
    }
}

/// The date and time of a time stamp in a TPDU, without milliseconds.
impl From<tpdu::DateTime> for DateTime {
    fn from(at: tpdu::DateTime) -> Self {
        Self { at, millis: 0 }
    }
}

/// `2026-11-22T10:11:00`, the fields alone. With `#`, also the milliseconds and the offset, if any.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.at.with_utc_offset_quarters(None))?;
        if !f.alternate() {
            return Ok(());
        }
        if self.millis != 0 {
            write!(f, ".{:03}", self.millis)?;
        }
        if let Some(quarters) = self.utc_offset_quarters() {
            let sign = if quarters < 0 { '-' } else { '+' };
            let quarters = quarters.unsigned_abs();
            write!(f, "{sign}{:02}:{:02}", quarters / 4, (quarters % 4).wrapping_mul(15))?;
        }
        Ok(())
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:#}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unix_seconds_of_known_days() {
        for (fields, seconds) in [
            ((1970, 1, 1, 0, 0, 0), 0),
            ((2000, 2, 29, 12, 0, 0), 951_825_600),
            ((2026, 11, 22, 10, 11, 0), 1_795_342_260),
            ((1969, 12, 31, 23, 59, 59), -1),
            ((9999, 12, 31, 23, 59, 59), 253_402_300_799),
            ((1, 1, 1, 0, 0, 0), -62_135_596_800),
        ] {
            let (year, month, day, hour, minute, second) = fields;
            let at = DateTime::new(year, month, day, hour, minute, second).unwrap();
            assert_eq!(at.unix_seconds(), seconds, "{at}");
            assert_eq!(DateTime::from_unix_seconds(seconds), Some(at.with_utc_offset_quarters(Some(0))));
        }
    }

    #[test]
    fn what_does_not_exist_is_refused() {
        for (year, month, day, hour, minute, second) in [
            (0, 1, 1, 0, 0, 0),
            (10000, 1, 1, 0, 0, 0),
            (2026, 0, 1, 0, 0, 0),
            (2026, 13, 1, 0, 0, 0),
            (2026, 4, 31, 0, 0, 0),
            (1900, 2, 29, 0, 0, 0),
            (2026, 1, 0, 0, 0, 0),
            (2026, 1, 1, 24, 0, 0),
            (2026, 1, 1, 0, 60, 0),
            (2026, 1, 1, 0, 0, 60),
        ] {
            assert_eq!(DateTime::new(year, month, day, hour, minute, second), None);
        }
    }

    #[test]
    fn the_moment_stays_when_the_offset_changes() {
        let noon = DateTime::new(2026, 1, 1, 12, 0, 0).unwrap().with_utc_offset_quarters(Some(4));
        let utc = noon.at_utc_offset_quarters(0).unwrap();
        assert_eq!(utc, DateTime::new(2026, 1, 1, 11, 0, 0).unwrap().with_utc_offset_quarters(Some(0)));
        assert_eq!(utc.unix_seconds(), noon.unix_seconds());
    }
}
