//! Dates and times of day as used by SMPP and receipts: calendar fields, optionally with an offset from UTC.

use super::digits;
use crate::count::Counter;
use core::fmt;

/// A calendar date and time. The fields always form a date and time that exist.
///
/// ```
/// use smpp_core::timestamp::DateTime;
/// let at = DateTime::new(2026, 11, 22, 10, 11, 0).unwrap();
/// assert_eq!(at.to_string(), "2026-11-22T10:11:00");
/// assert_eq!(DateTime::new(2026, 2, 29, 0, 0, 0), None);
/// // With an offset of two hours ahead of UTC.
/// let local = at.with_quarters(Some(8));
/// assert_eq!(format!("{local:#}"), "2026-11-22T10:11:00+02:00");
/// assert_eq!(local.unix_seconds(), at.unix_seconds() - 7200);
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DateTime {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    millis: u16,
    quarters: Option<i8>,
}

impl DateTime {
    /// Creates a date and time without an offset from UTC. `None` if it does not exist, or if the year is not 1
    /// to 9999.
    pub const fn new(year: u16, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Option<Self> {
        match (year, month, hour, minute, second) {
            (1..=9999, 1..=12, 0..=23, 0..=59, 0..=59) if day >= 1 && day <= days_in(year, month) => {
                Some(Self { year, month, day, hour, minute, second, millis: 0, quarters: None })
            }
            _ => None,
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
    pub const fn with_quarters(self, quarters: Option<i8>) -> Self {
        Self { quarters, ..self }
    }

    /// The year, 1 to 9999.
    pub const fn year(&self) -> u16 {
        self.year
    }

    /// The month, 1 to 12.
    pub const fn month(&self) -> u8 {
        self.month
    }

    /// The day of the month, 1 to 31.
    pub const fn day(&self) -> u8 {
        self.day
    }

    /// The hour, 0 to 23.
    pub const fn hour(&self) -> u8 {
        self.hour
    }

    /// The minute, 0 to 59.
    pub const fn minute(&self) -> u8 {
        self.minute
    }

    /// The second, 0 to 59.
    pub const fn second(&self) -> u8 {
        self.second
    }

    /// Milliseconds, 0 to 999.
    pub const fn millis(&self) -> u16 {
        self.millis
    }

    /// The offset from UTC in quarter hours, if known.
    pub const fn quarters(&self) -> Option<i8> {
        self.quarters
    }

    /// Seconds since 1970-01-01 00:00 UTC. Without an offset, the fields are taken as UTC.
    pub fn unix_seconds(&self) -> i64 {
        let days = days_from_civil(self.year, self.month, self.day);
        let offset = i64::from(self.quarters.unwrap_or(0)).wrapping_mul(900);
        in_seconds(days, self.hour, self.minute, self.second).wrapping_sub(offset)
    }

    /// Converts seconds since 1970-01-01 00:00 UTC to a date and time with offset 0. `None` outside the years 1
    /// to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400))?;
        let of_day = seconds.rem_euclid(86_400);
        let small = |number: i64| u8::try_from(number).ok();
        let (hour, minute) = (small(of_day / 3600)?, small(of_day / 60 % 60)?);
        Some(Self::new(year, month, day, hour, minute, small(of_day % 60)?)?.with_quarters(Some(0)))
    }

    /// The same moment at another offset from UTC in quarter hours. Without an offset, the fields are taken as
    /// UTC. `None` if the result is outside the years 1 to 9999.
    pub fn at_quarters(&self, quarters: i8) -> Option<Self> {
        let shifted = self.unix_seconds().wrapping_add(i64::from(quarters).wrapping_mul(900));
        Some(Self::from_unix_seconds(shifted)?.with_millis(self.millis).with_quarters(Some(quarters)))
    }

    /// `YY MM DD hh mm ss`; `None` outside the years 2000 to 2099.
    pub(crate) fn digits(&self) -> Option<[[u8; 2]; 6]> {
        let year = u8::try_from(self.year.checked_sub(2000)?).ok()?;
        digits([year, self.month, self.day, self.hour, self.minute, self.second])
    }

    /// Adds months. Keeps the day of the month, or uses the last day of a month that is too short.
    pub(super) fn months_later(&self, months: u16) -> Option<Self> {
        let of_year = u16::from(self.month).wrapping_sub(1).saturating_add(months);
        let year = self.year.checked_add(of_year / 12)?;
        let month = u8::try_from(of_year % 12).ok()?.wrapping_add(1);
        let day = self.day.min(days_in(year, month));
        let later = Self::new(year, month, day, self.hour, self.minute, self.second)?;
        Some(later.with_millis(self.millis).with_quarters(self.quarters))
    }
}

/// Days, hours, minutes and seconds as seconds. The days are those of a date or of an interval, so nothing overflows.
pub(super) fn in_seconds(days: i64, hours: u8, minutes: u8, seconds: u8) -> i64 {
    let hours = days.wrapping_mul(24).wrapping_add(hours.into());
    let minutes = hours.wrapping_mul(60).wrapping_add(minutes.into());
    minutes.wrapping_mul(60).wrapping_add(seconds.into())
}

const fn is_leap(year: u16) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days from 0001-01-01 to 1970-01-01.
const EPOCH: i64 = 719_162;

/// Days of whole years, from the year 1 on.
const fn days_of_years(years: i64) -> i64 {
    years.wrapping_mul(365).wrapping_add(years / 4).wrapping_sub(years / 100).wrapping_add(years / 400)
}

/// Days since 1970-01-01.
fn days_from_civil(year: u16, month: u8, day: u8) -> i64 {
    let before = days_of_years(i64::from(year).wrapping_sub(1)).wrapping_sub(EPOCH + 1);
    let of_year =
        (1..month).fold(i64::from(day), |days, month| days.wrapping_add(days_in(year, month).into()));
    before.wrapping_add(of_year)
}

fn civil_from_days(days: i64) -> Option<(u16, u8, u8)> {
    let days = days.checked_add(EPOCH).filter(|days| (0..3_660_000).contains(days))?;
    // 146,097 days are 400 years. The estimate is at most one year too high.
    let mut years = days.wrapping_mul(400).wrapping_add(1200) / 146_097;
    if days_of_years(years) > days {
        years = years.wrapping_sub(1);
    }
    let year = u16::try_from(years.wrapping_add(1)).ok()?;
    let mut day = days.wrapping_sub(days_of_years(years)).wrapping_add(1);
    let mut month = 1_u8;
    while day > days_in(year, month).into() {
        day = day.wrapping_sub(days_in(year, month).into());
        month.increment();
    }
    Some((year, month, u8::try_from(day).ok()?))
}

/// `2026-11-22T10:11:00`, the fields alone. With `#`, also the milliseconds and the offset, if any.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { year, month, day, hour, minute, second, .. } = self;
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}")?;
        if !f.alternate() {
            return Ok(());
        }
        if self.millis != 0 {
            write!(f, ".{:03}", self.millis)?;
        }
        if let Some(quarters) = self.quarters {
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
            assert_eq!(DateTime::from_unix_seconds(seconds), Some(at.with_quarters(Some(0))));
        }
    }

    #[test]
    fn every_day_of_ten_thousand_years_is_the_next_one() {
        let first = DateTime::new(1, 1, 1, 0, 0, 0).unwrap().unix_seconds() / 86_400;
        let mut before = (0, 12, 31);
        for day in first..=2_932_896 {
            let (year, month, of_month) = civil_from_days(day).unwrap();
            let next_month = if before.1 == 12 { (before.0 + 1, 1, 1) } else { (before.0, before.1 + 1, 1) };
            let next = (before.0, before.1, before.2 + 1);
            assert!((year, month, of_month) == next || (year, month, of_month) == next_month, "{day}");
            assert!(of_month <= days_in(year, month));
            assert_eq!(days_from_civil(year, month, of_month), day);
            before = (year, month, of_month);
        }
        assert_eq!(before, (9999, 12, 31));
        assert_eq!(DateTime::from_unix_seconds(i64::MAX), None);
        assert_eq!(DateTime::from_unix_seconds(i64::MIN), None);
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
        let noon = DateTime::new(2026, 1, 1, 12, 0, 0).unwrap().with_quarters(Some(4));
        let utc = noon.at_quarters(0).unwrap();
        assert_eq!(utc, DateTime::new(2026, 1, 1, 11, 0, 0).unwrap().with_quarters(Some(0)));
        assert_eq!(utc.unix_seconds(), noon.unix_seconds());
    }
}
