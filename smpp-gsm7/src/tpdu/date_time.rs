//! The date and time in TP-SCTS, TP-DT and TP-VP.

use crate::count::Counter;
use core::fmt;

/// A date and time that exists.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DateTime {
    year: u16,
    month: u8,
    day: u8,
    hour: u8,
    minute: u8,
    second: u8,
    quarters: Option<i8>,
}

impl DateTime {
    /// Creates a date and time without a time zone. `None` if it does not exist, or if the year is outside 1 to 9999.
    #[inline]
    pub const fn new(year: u16, month: u8, day: u8, hour: u8, minute: u8, second: u8) -> Option<Self> {
        match (year, month, hour, minute, second) {
            (1..=9999, 1..=12, 0..=23, 0..=59, 0..=59) if day >= 1 && day <= days_in(year, month) => {
                Some(Self { year, month, day, hour, minute, second, quarters: None })
            }
            _ => None,
        }
    }

    /// Sets the time zone in quarter hours ahead of UTC, without changing the other fields. `None` means unknown.
    #[must_use]
    pub const fn with_utc_offset_quarters(self, quarters: Option<i8>) -> Self {
        Self { quarters, ..self }
    }

    /// The year.
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

    /// The time zone in quarter hours ahead of UTC; `None` if it is unknown.
    pub const fn utc_offset_quarters(&self) -> Option<i8> {
        self.quarters
    }

    /// Seconds since 1970-01-01 00:00 UTC. Without a time zone, the fields are taken as UTC.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::DateTime;
    /// let at = DateTime::new(2026, 11, 27, 10, 11, 0).unwrap();
    /// assert_eq!(at.unix_seconds(), 1_795_774_260);
    /// assert_eq!(at.with_utc_offset_quarters(Some(8)).unix_seconds(), 1_795_774_260 - 7200);
    /// ```
    pub fn unix_seconds(&self) -> i64 {
        let before = days_of_years(i64::from(self.year).wrapping_sub(1)).wrapping_sub(EPOCH + 1);
        let of_year = (1..self.month).map(|month| i64::from(days_in(self.year, month)));
        let days = of_year.fold(before.wrapping_add(self.day.into()), i64::wrapping_add);
        let hours = days.wrapping_mul(24).wrapping_add(self.hour.into());
        let minutes = hours.wrapping_mul(60).wrapping_add(self.minute.into());
        let ahead = i64::from(self.quarters.unwrap_or_default()).wrapping_mul(900);
        minutes.wrapping_mul(60).wrapping_add(self.second.into()).wrapping_sub(ahead)
    }

    /// Converts seconds since 1970-01-01 00:00 UTC to a date and time in UTC. `None` outside the years 1 to 9999.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::DateTime;
    /// let at = DateTime::from_unix_seconds(1_795_774_260).unwrap();
    /// assert_eq!(at.to_string(), "2026-11-27T10:11:00+00:00");
    /// ```
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        let (year, month, day) = civil_from_days(seconds.div_euclid(86_400))?;
        let of_day = seconds.rem_euclid(86_400);
        let small = |number: i64| u8::try_from(number).ok();
        let (hour, minute) = (small(of_day / 3600)?, small(of_day / 60 % 60)?);
        Some(
            Self::new(year, month, day, hour, minute, small(of_day % 60)?)?.with_utc_offset_quarters(Some(0)),
        )
    }
}

/// Days from 0001-01-01 to 1970-01-01.
const EPOCH: i64 = 719_162;

/// Days of whole years, from the year 1 on.
const fn days_of_years(years: i64) -> i64 {
    years.wrapping_mul(365).wrapping_add(years / 4).wrapping_sub(years / 100).wrapping_add(years / 400)
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

const fn days_in(year: u16, month: u8) -> u8 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// `2026-11-27T10:11:00+02:00`, without the offset if the time zone is unknown.
impl fmt::Display for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}T", self.year, self.month, self.day)?;
        write!(f, "{:02}:{:02}:{:02}", self.hour, self.minute, self.second)?;
        let Some(quarters) = self.quarters else { return Ok(()) };
        let (sign, ahead) = (if quarters < 0 { '-' } else { '+' }, quarters.unsigned_abs());
        write!(f, "{sign}{:02}:{:02}", ahead / 4, (ahead % 4).wrapping_mul(15))
    }
}

impl fmt::Debug for DateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DateTime({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert_eq!(DateTime::new(year, month, of_month, 0, 0, 0).unwrap().unix_seconds(), day * 86_400);
            before = (year, month, of_month);
        }
        assert_eq!(before, (9999, 12, 31));
        assert_eq!(DateTime::from_unix_seconds(i64::MAX), None);
        assert_eq!(DateTime::from_unix_seconds(i64::MIN), None);
    }
}
