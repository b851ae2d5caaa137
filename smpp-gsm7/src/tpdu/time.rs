//! TP-SCTS, TP-DT, and the date and time in them.

use core::fmt;

/// A service centre time stamp (TP-SCTS, 3GPP TS 23.040 9.2.3.11), as received. TP-DT and an absolute validity period
/// have the same form.
///
/// Modems report impossible time stamps, such as month 0 from a service centre without a clock. The octets are kept;
/// [`date_time`](Self::date_time) is `None`.
///
/// ```
/// use smpp_gsm7::tpdu::Timestamp;
/// let stamp = Timestamp([0x62, 0x11, 0x72, 0x01, 0x11, 0x00, 0x80]);
/// assert_eq!(stamp.date_time().unwrap().to_string(), "2026-11-27T10:11:00+02:00");
/// assert_eq!(Timestamp([0; 7]).date_time(), None);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Timestamp(
    /// Year, month, day, hour, minute, second and time zone, each with its two digits swapped.
    pub [u8; 7],
);

impl Timestamp {
    /// The date and time, if it exists. The year is 2000 to 2099. A time zone that is out of range counts as unknown.
    pub fn date_time(&self) -> Option<DateTime> {
        let [year, month, day, hour, minute, second, zone] = self.0;
        let year = u16::from(number(year)?).saturating_add(2000);
        let at = DateTime::new(
            year,
            number(month)?,
            number(day)?,
            number(hour)?,
            number(minute)?,
            number(second)?,
        )?;
        Some(DateTime { quarters: quarters(zone), ..at })
    }

    /// The time stamp of a date and time; an unknown time zone is written as UTC. `None` outside the years 2000 to
    /// 2099, or if the time zone is out of range (12 hours behind UTC to 14 hours ahead).
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{DateTime, Timestamp};
    /// let at = DateTime::new(2026, 11, 27, 10, 11, 0).unwrap().with_quarters(Some(-20));
    /// let stamp = Timestamp::from_date_time(at).unwrap();
    /// assert_eq!(stamp.0, [0x62, 0x11, 0x72, 0x01, 0x11, 0x00, 0x0A]);
    /// assert_eq!(stamp.date_time(), Some(at));
    /// ```
    pub fn from_date_time(at: DateTime) -> Option<Self> {
        let year = u8::try_from(at.year.checked_sub(2000)?).ok()?;
        let quarters = at.quarters.unwrap_or_default();
        let sign = if quarters < 0 { 0x08 } else { 0x00 };
        let zone = swapped(quarters.unsigned_abs())? | sign;
        self::quarters(zone)?;
        let year = swapped(year)?;
        let (month, day) = (swapped(at.month)?, swapped(at.day)?);
        Some(Self([year, month, day, swapped(at.hour)?, swapped(at.minute)?, swapped(at.second)?, zone]))
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [year, month, day, hour, minute, second, zone] = self.0;
        write!(f, "Timestamp({year:02x}{month:02x}{day:02x}{hour:02x}{minute:02x}{second:02x}{zone:02x})")
    }
}

/// The number whose digits are in an octet, the first one in the low half.
pub(super) const fn number(octet: u8) -> Option<u8> {
    let (tens, ones) = (octet & 0x0F, octet >> 4);
    if tens > 9 || ones > 9 { None } else { Some(tens.wrapping_mul(10).wrapping_add(ones)) }
}

/// The octet of a number of two digits.
pub(super) const fn swapped(number: u8) -> Option<u8> {
    let (tens, ones) = (number / 10, number % 10);
    if tens > 9 { None } else { Some(ones << 4 | tens) }
}

/// The time zone in quarter hours: a sign in bit 3, and two digits. Between 12 hours behind UTC and 14 ahead.
fn quarters(zone: u8) -> Option<i8> {
    let quarters = i8::try_from(number(zone & !0x08)?).ok()?;
    let quarters = if zone & 0x08 == 0 { quarters } else { quarters.checked_neg()? };
    (-48..=56).contains(&quarters).then_some(quarters)
}

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
    /// Creates a date and time without a time zone. `None` if it does not exist, or if the year is not 1 to 9999.
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
    pub const fn with_quarters(self, quarters: Option<i8>) -> Self {
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
    pub const fn quarters(&self) -> Option<i8> {
        self.quarters
    }

    /// Seconds since 1970-01-01 00:00 UTC. Without a time zone, the fields are taken as UTC.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::DateTime;
    /// let at = DateTime::new(2026, 11, 27, 10, 11, 0).unwrap();
    /// assert_eq!(at.unix_seconds(), 1_795_774_260);
    /// assert_eq!(at.with_quarters(Some(8)).unix_seconds(), 1_795_774_260 - 7200);
    /// ```
    pub fn unix_seconds(&self) -> i64 {
        let years = i64::from(self.year).wrapping_sub(1);
        let leap_days = (years / 4).wrapping_sub(years / 100).wrapping_add(years / 400);
        // Days from 0001-01-01 to 1970-01-01, and one because a month starts with day 1.
        let before = years.wrapping_mul(365).wrapping_add(leap_days).wrapping_sub(719_162 + 1);
        let of_year = (1..self.month).map(|month| i64::from(days_in(self.year, month)));
        let days = of_year.fold(before.wrapping_add(self.day.into()), i64::wrapping_add);
        let hours = days.wrapping_mul(24).wrapping_add(self.hour.into());
        let minutes = hours.wrapping_mul(60).wrapping_add(self.minute.into());
        let ahead = i64::from(self.quarters.unwrap_or_default()).wrapping_mul(900);
        minutes.wrapping_mul(60).wrapping_add(self.second.into()).wrapping_sub(ahead)
    }
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
