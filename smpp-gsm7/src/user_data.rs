//! The user data of one short message, as sent over the air or to a modem in PDU mode.

use crate::error::PackError;
use crate::header::{USER_DATA, header_septets};
use crate::measure::Encoding;
use crate::pack::{Fill, Padding};
use crate::udh::{self, Concatenation, Information, Width};
use crate::{Alphabet, EncodeErrorKind, ucs2};

/// The result of [`write_user_data`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct UserData {
    /// TP-UDL. For GSM 7-bit text: septets, including the header, rounded up. For UCS2: octets.
    pub length: u8,
    /// Number of octets of TP-UD.
    pub octets: usize,
    /// Whether there is a header: TP-UDHI, bit 6 of the first octet of the TPDU.
    pub has_header: bool,
}

/// Writes the user data of one short message or part: the header, fill bits and the text, packed or in UCS2.
/// Together with the returned length, this is what a modem expects in PDU mode (AT+CMGS).
///
/// The text must fit into one message. To split a long text, use [`parts`](crate::parts), with the length of
/// `elements` set in [`Limits`](crate::Limits). The header has the concatenation if the text is a part, with the low
/// octet of the reference number if it has 8 bits, then `elements`, for example application ports, then the
/// national shifts of the alphabet. The modem also needs [`Encoding::data_coding_scheme`], and [`UserData::has_header`] in the
/// first octet.
///
/// # Errors
/// [`PackError::NoRoom`] if the text exceeds the [`USER_DATA`] octets of a message or `out` is too small,
/// [`PackError::Unmappable`] for a character that the encoder cannot write, and [`PackError::PartNumber`] if a part
/// number is 0 or exceeds `total`.
///
/// ```
/// use smpp_gsm7::udh::{Concatenation, Width};
/// use smpp_gsm7::{Encoding, Limits, measure, parts, write_user_data};
///
/// let text = "x".repeat(161);
/// let limits = Limits::default();
/// let measured = measure(&text, &Encoding::GSM7, &limits).unwrap();
///
/// let mut octets = [0; 140];
/// for part in parts(&text, &measured, &limits) {
///     let place = Concatenation { reference: 7, width: Width::Bits8, total: 2, number: part.number as u8 };
///     let done = write_user_data(part.text, &measured.encoding, Some(place), &[], &mut octets).unwrap();
///     assert!(done.has_header);
///     assert_eq!(usize::from(done.length), 7 + part.units); // the header takes the place of seven septets
///     assert_eq!(octets[..6], [0x05, 0x00, 0x03, 7, 2, part.number as u8]);
/// }
/// ```
pub fn write_user_data(
    text: &str,
    encoding: &Encoding,
    concatenation: Option<Concatenation>,
    elements: &[Information<'_>],
    out: &mut [u8],
) -> Result<UserData, PackError> {
    let alphabet = match encoding {
        Encoding::Gsm7(encoder) => encoder.alphabet(),
        Encoding::Ucs2 => Alphabet::DEFAULT,
    };
    // No message holds more than this, however large the buffer.
    let out = match out.split_at_mut_checked(USER_DATA) {
        Some((message, _)) => message,
        None => out,
    };
    if concatenation.is_some_and(|part| !part.is_valid()) {
        return Err(PackError::PartNumber);
    }
    let concatenation = concatenation.map(|part| match part.width {
        Width::Bits8 => Concatenation { reference: part.reference & 0xFF, ..part },
        Width::Bits16 => part,
    });
    let elements = concatenation.map(Information::Concatenation).into_iter().chain(elements.iter().copied());
    let header =
        udh::write(elements.chain(udh::national_shifts(&alphabet)), out).map_err(|_| PackError::NoRoom)?;
    let out = out.get_mut(header..).unwrap_or_default();
    let (octets, length) = match encoding {
        Encoding::Gsm7(encoder) => {
            let done = encoder.encode_packed(text, Fill::after_header(header), Padding::Zero, out).map_err(
                |error| match error.kind {
                    EncodeErrorKind::Unmappable(c) => PackError::Unmappable(c),
                    EncodeErrorKind::NoRoom => PackError::NoRoom,
                },
            )?;
            (done.octets, done.septets.saturating_add(header_septets(header)))
        }
        Encoding::Ucs2 => {
            let octets = ucs2::encode(text, out).map_err(|_| PackError::NoRoom)?;
            (octets, octets.saturating_add(header))
        }
    };
    let length = u8::try_from(length).map_err(|_| PackError::NoRoom)?;
    Ok(UserData { length, octets: octets.saturating_add(header), has_header: header > 0 })
}
