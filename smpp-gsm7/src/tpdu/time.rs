//! TP-SCTS and TP-DT.

use super::date_time::DateTime;
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
    /// The date and time, if it exists. The year is 2000 to 2099. A time zone counts as unknown if it is not in decimal
    /// digits, is more than 12 hours behind UTC, or is more than 14 hours ahead.
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
        Some(at.with_utc_offset_quarters(quarters(zone)))
    }

    /// The time stamp of a date and time; an unknown time zone is written as UTC. `None` outside the years 2000 to
    /// 2099, or if the time zone is more than 12 hours behind UTC or more than 14 hours ahead.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{DateTime, Timestamp};
    /// let at = DateTime::new(2026, 11, 27, 10, 11, 0).unwrap().with_utc_offset_quarters(Some(-20));
    /// let stamp = Timestamp::from_date_time(at).unwrap();
    /// assert_eq!(stamp.0, [0x62, 0x11, 0x72, 0x01, 0x11, 0x00, 0x0A]);
    /// assert_eq!(stamp.date_time(), Some(at));
    /// ```
    pub fn from_date_time(at: DateTime) -> Option<Self> {
        let year = u8::try_from(at.year().checked_sub(2000)?).ok()?;
        let quarters = at.utc_offset_quarters().unwrap_or_default();
        let sign = if quarters < 0 { 0x08 } else { 0x00 };
        let zone = swapped(quarters.unsigned_abs())? | sign;
        self::quarters(zone)?;
        Some(Self([
            swapped(year)?,
            swapped(at.month())?,
            swapped(at.day())?,
            swapped(at.hour())?,
            swapped(at.minute())?,
            swapped(at.second())?,
            zone,
        ]))
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
