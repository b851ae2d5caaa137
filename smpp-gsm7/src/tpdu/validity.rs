//! TP-VP: how long the service centre keeps a message.

use super::error::{DecodeTpduError, Field};
use super::octets::{Reader, Writer};
use super::time::{Timestamp, number};
use crate::Duration;

/// TP-VP: how long the service centre keeps a message that it cannot deliver (3GPP TS 23.040 9.2.3.12). TP-VPF, in the
/// first octet, says which form it has.
///
/// ```
/// use smpp_gsm7::Duration;
/// use smpp_gsm7::tpdu::ValidityPeriod;
/// let day = ValidityPeriod::relative(Duration::from_secs(24 * 3600));
/// assert_eq!(day, ValidityPeriod::Relative(167));
/// assert_eq!(day.duration(), Some(Duration::from_secs(24 * 3600)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub enum ValidityPeriod {
    /// From 5 minutes to 63 weeks, in one octet: up to 12 hours in steps of 5 minutes (0 to 143), up to a day in half
    /// hours (to 167), up to 30 days in days (to 196), then in weeks.
    Relative(u8),
    /// Until a date and time.
    Absolute(Timestamp),
    /// Seven octets. The first says how to read the others.
    Enhanced([u8; 7]),
}

/// What an enhanced validity period says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Enhanced {
    /// The service centre makes only one attempt to deliver the message.
    pub is_single_shot: bool,
    /// The format, 0 to 7: 0 for no period, 1 for a relative one, 2 for seconds, 3 for hours, minutes and seconds.
    /// Others are reserved.
    pub format: u8,
    /// The first octet is followed by an extension octet, which no release of the standard defines.
    pub is_extended: bool,
}

impl ValidityPeriod {
    /// The shortest relative period that is not shorter than `period`; the longest, 63 weeks, if there is none.
    pub const fn relative(period: Duration) -> Self {
        let minutes = period.as_millis().div_ceil(60_000);
        const DAY: u64 = 24 * 60;
        let octet = match minutes {
            0..=5 => 0,
            6..=720 => minutes.div_ceil(5).saturating_sub(1),
            721..=DAY => minutes.saturating_sub(720).div_ceil(30).saturating_add(143),
            _ if minutes <= 30 * DAY => minutes.div_ceil(DAY).saturating_add(166),
            _ if minutes <= 63 * 7 * DAY => {
                let weeks = minutes.div_ceil(7 * DAY);
                weeks.saturating_add(192)
            }
            _ => 255,
        };
        let [octet, ..] = octet.to_le_bytes();
        Self::Relative(octet)
    }

    /// How long the message is valid. Returns `None` for an absolute period, and for an enhanced period if:
    ///
    /// - the extension bit is set,
    /// - the format states no period or is reserved,
    /// - the value is 0 in format 2, or
    /// - the value is not made of decimal digits in format 3.
    pub fn duration(&self) -> Option<Duration> {
        match *self {
            Self::Relative(octet) => Some(relative(octet)),
            Self::Absolute(_) => None,
            Self::Enhanced([first, second, third, fourth, ..]) => match first & 0x87 {
                1 => Some(relative(second)),
                2 => Some(Duration::from_secs(second.into())).filter(|_| second != 0),
                3 => {
                    let (hours, minutes) = (u64::from(number(second)?), u64::from(number(third)?));
                    let seconds = u64::from(number(fourth)?);
                    let minutes = hours.saturating_mul(60).saturating_add(minutes);
                    Some(Duration::from_secs(minutes.saturating_mul(60).saturating_add(seconds)))
                }
                _ => None,
            },
        }
    }

    /// What the first octet of an enhanced period says; `None` for other periods.
    pub const fn enhanced(&self) -> Option<Enhanced> {
        match *self {
            Self::Enhanced([first, ..]) => Some(Enhanced {
                is_single_shot: first & 0x40 != 0,
                format: first & 0x07,
                is_extended: first & 0x80 != 0,
            }),
            Self::Relative(_) | Self::Absolute(_) => None,
        }
    }

    /// TP-VPF.
    pub(super) const fn format(&self) -> u8 {
        match self {
            Self::Enhanced(_) => 1,
            Self::Relative(_) => 2,
            Self::Absolute(_) => 3,
        }
    }

    /// Reads the period that TP-VPF announces.
    pub(super) fn read(format: u8, reader: &mut Reader<'_>) -> Result<Option<Self>, DecodeTpduError> {
        let field = Field::ValidityPeriod;
        Ok(match format {
            1 => Some(Self::Enhanced(reader.array(field)?)),
            2 => Some(Self::Relative(reader.octet(field)?)),
            3 => Some(Self::Absolute(Timestamp(reader.array(field)?))),
            _ => None,
        })
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        match self {
            Self::Relative(octet) => out.octet(*octet),
            Self::Absolute(Timestamp(octets)) | Self::Enhanced(octets) => out.put(octets),
        }
    }
}

const fn relative(octet: u8) -> Duration {
    let octet = octet as u64;
    let minutes = match octet {
        0..=143 => octet.saturating_add(1).saturating_mul(5),
        144..=167 => octet.saturating_sub(143).saturating_mul(30).saturating_add(720),
        168..=196 => octet.saturating_sub(166).saturating_mul(24 * 60),
        _ => octet.saturating_sub(192).saturating_mul(7 * 24 * 60),
    };
    Duration::from_secs(minutes.saturating_mul(60))
}
