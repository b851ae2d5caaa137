//! The user data of one short message, as sent over the air or to a modem in PDU mode.

use crate::error::PackError;
use crate::header::{Reference, USER_DATA, header_septets};
use crate::measure::Encoding;
use crate::pack::{Fill, Padding};
use crate::{Alphabet, EncodeErrorKind, ucs2};

/// The position of a part in a long message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Concatenation {
    /// The number shared by all parts of a message. With [`Reference::Bits8`] only its low octet is sent.
    pub reference: u16,
    /// The width of the reference number.
    pub width: Reference,
    /// Number of parts, 1 to 255.
    pub total: u8,
    /// The number of this part, from 1.
    pub number: u8,
}

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

/// Writes the user data header for a text: concatenation if it is a part, then `elements` (each with identifier
/// and length, for example application ports), then the national shifts of the alphabet. Returns the number of
/// octets, or 0 if no header is needed.
///
/// Returns [`PackError::PartNumber`] if a part number is 0 or exceeds `total`, and [`PackError::NoRoom`] if
/// `out` is too small or the header exceeds the 255 octets its length octet can express.
///
/// ```
/// use smpp_gsm7::{Alphabet, Concatenation, PackError, Reference, write_header};
///
/// let mut header = [0; 16];
/// let part = Concatenation { reference: 0x6F, width: Reference::Bits8, total: 2, number: 1 };
/// let n = write_header(&Alphabet::DEFAULT, Some(part), &[], &mut header).unwrap();
/// assert_eq!(header[..n], [0x05, 0x00, 0x03, 0x6F, 0x02, 0x01]);
///
/// // From port 9200 to port 2948.
/// let ports = [0x05, 4, 0x0B, 0x84, 0x23, 0xF0];
/// let n = write_header(&Alphabet::DEFAULT, None, &ports, &mut header).unwrap();
/// assert_eq!(header[..n], [0x06, 0x05, 4, 0x0B, 0x84, 0x23, 0xF0]);
///
/// let part = Concatenation { number: 3, ..part };
/// assert_eq!(write_header(&Alphabet::DEFAULT, Some(part), &[], &mut header), Err(PackError::PartNumber));
/// ```
pub fn write_header(
    alphabet: &Alphabet,
    concatenation: Option<Concatenation>,
    elements: &[u8],
    out: &mut [u8],
) -> Result<usize, PackError> {
    if concatenation.is_some_and(|part| part.number == 0 || part.number > part.total) {
        return Err(PackError::PartNumber);
    }
    let mut slots = out.iter_mut();
    let mut written: usize = 0;
    let mut put = |octets: &[u8]| {
        for octet in octets {
            *slots.next().ok_or(PackError::NoRoom)? = *octet;
            written = written.wrapping_add(1);
        }
        Ok(())
    };
    let concatenated = concatenation.map_or(0, |part| part.width.element_octets());
    let length = concatenated.saturating_add(elements.len()).saturating_add(alphabet.shift_octets());
    if length == 0 {
        return Ok(0);
    }
    put(&[u8::try_from(length).map_err(|_| PackError::NoRoom)?])?;
    if let Some(Concatenation { reference, width, total, number }) = concatenation {
        let [high, low] = reference.to_be_bytes();
        match width {
            Reference::Bits8 => put(&[0x00, 3, low, total, number])?,
            Reference::Bits16 => put(&[0x08, 4, high, low, total, number])?,
        }
    }
    put(elements)?;
    if let Some(language) = alphabet.single.language() {
        put(&[0x24, 1, language.0])?;
    }
    if let Some(language) = alphabet.locking.language() {
        put(&[0x25, 1, language.0])?;
    }
    Ok(written)
}

/// Writes the user data of one short message or part: the header, fill bits and the text, packed or in UCS2.
/// Together with the returned length, this is what a modem expects in PDU mode (AT+CMGS).
///
/// The text must fit into one message. To split a long text, use [`parts`](crate::parts), with the length of
/// `elements` set in [`Limits`](crate::Limits). `elements` are described at [`write_header`]. Returns
/// [`PackError::NoRoom`] if the text exceeds the [`USER_DATA`] octets of a message or `out` is too small,
/// [`PackError::Unmappable`] for a character that the encoder cannot write, and [`PackError::PartNumber`] as in
/// [`write_header`]. The modem also needs [`Encoding::data_coding_scheme`], and [`UserData::has_header`] in the
/// first octet.
///
/// ```
/// use smpp_gsm7::{Concatenation, Encoding, Limits, Reference, measure, parts, write_user_data};
///
/// let text = "x".repeat(161);
/// let limits = Limits::default();
/// let measured = measure(&text, &Encoding::GSM7, &limits).unwrap();
///
/// let mut octets = [0; 140];
/// for part in parts(&text, &measured, &limits) {
///     let place = Concatenation { reference: 7, width: Reference::Bits8, total: 2, number: part.number as u8 };
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
    elements: &[u8],
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
    let header = write_header(&alphabet, concatenation, elements, out)?;
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
