//! Writes headers.

use super::element::{Concatenation, Information, Ports, Width};
use super::error::UdhWriteError;
use crate::Alphabet;
use crate::writer::Writer;

/// Writes a header with its length octet to the front of `out` and returns the number of octets. Without elements
/// there is no header, and the result is 0.
///
/// ```
/// use smpp_gsm7::udh::{self, Information, Ports, Width};
/// let mut out = [0; 140];
/// let ports = Ports { destination: 2948, originator: 9200, width: Width::Bits16 };
/// let len = udh::write([Information::Ports(ports)], &mut out)?;
/// assert_eq!(out[..len], [0x06, 0x05, 0x04, 0x0B, 0x84, 0x23, 0xF0]);
/// # Ok::<(), udh::UdhWriteError>(())
/// ```
///
/// # Errors
/// The buffer is too small, the elements have more than 255 octets, or a reference number or port does not fit
/// into its element.
pub fn write<'e>(
    elements: impl IntoIterator<Item = Information<'e>>,
    out: &mut [u8],
) -> Result<usize, UdhWriteError> {
    let mut writer = Writer::new(out.get_mut(1..).unwrap_or_default());
    for element in elements {
        element.write(|octets| writer.put(octets))?;
    }
    let (Ok(len) | Err(len)) = writer.finish();
    if len == 0 {
        return Ok(0);
    }
    let length = u8::try_from(len).map_err(|_| UdhWriteError::TooLong)?;
    let needed = len.saturating_add(1);
    match out.split_first_mut() {
        Some((first, rest)) if len <= rest.len() => *first = length,
        _ => return Err(UdhWriteError::BufferTooSmall { needed }),
    }
    Ok(needed)
}

/// The elements that name the national tables of an alphabet.
pub fn national_shifts<'e>(alphabet: &Alphabet) -> impl Iterator<Item = Information<'e>> + use<'e> {
    let single = alphabet.single.language().map(Information::SingleShift);
    let locking = alphabet.locking.language().map(Information::LockingShift);
    single.into_iter().chain(locking)
}

impl Information<'_> {
    /// Length of the element in octets, including identifier and length.
    pub const fn encoded_len(&self) -> usize {
        match self {
            Self::Concatenation(Concatenation { width: Width::Bits16, .. }) => 6,
            Self::Concatenation(_) => 5,
            Self::Ports(Ports { width: Width::Bits16, .. }) => 6,
            Self::Ports(_) => 4,
            Self::SingleShift(_) | Self::LockingShift(_) => 3,
            Self::Other(element) => element.data.len().saturating_add(2),
        }
    }

    fn write(&self, mut put: impl FnMut(&[u8])) -> Result<(), UdhWriteError> {
        let low = |number: u16| u8::try_from(number).map_err(|_| UdhWriteError::NumberTooHigh(number));
        match *self {
            Self::Concatenation(Concatenation { reference, width, total, number }) => match width {
                Width::Bits8 => put(&[0x00, 3, low(reference)?, total, number]),
                Width::Bits16 => {
                    let [high, low] = reference.to_be_bytes();
                    put(&[0x08, 4, high, low, total, number]);
                }
            },
            Self::Ports(Ports { destination, originator, width }) => match width {
                Width::Bits8 => put(&[0x04, 2, low(destination)?, low(originator)?]),
                Width::Bits16 => {
                    let ([a, b], [c, d]) = (destination.to_be_bytes(), originator.to_be_bytes());
                    put(&[0x05, 4, a, b, c, d]);
                }
            },
            Self::SingleShift(language) => put(&[0x24, 1, language.0]),
            Self::LockingShift(language) => put(&[0x25, 1, language.0]),
            Self::Other(element) => {
                let length = u8::try_from(element.data.len()).map_err(|_| UdhWriteError::TooLong)?;
                put(&[element.iei, length]);
                put(element.data);
            }
        }
        Ok(())
    }
}
