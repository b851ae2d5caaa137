//! The `<pdu>` of the standard: the address of the service centre, and a TPDU.

use super::CTRL_Z;
use super::hex;
use crate::error::{error_at, error_kinds};
use crate::tpdu::{Address, TypeOfAddress};
use crate::writer::Writer;
use core::fmt;

/// Buffer size in octets that holds any `<pdu>`: an address of 12 octets and a TPDU of up to 164, with some to spare.
pub const MAX_PDU: usize = 200;

/// What 3GPP TS 27.005 calls `<pdu>`: the address of a service centre and a TPDU, or the page of a cell broadcast.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Pdu<'a> {
    /// The service centre that the message came through, or is sent through. `None` for the one on the SIM, or if the
    /// modem does not say.
    pub service_centre: Option<Address>,
    /// The TPDU or page: the octets that the modem's `<length>` counts.
    pub tpdu: &'a [u8],
}

impl<'a> Pdu<'a> {
    /// Reads a line of hexadecimal, in upper or lower case and with or without blanks, into the front of `out`.
    /// [`MAX_PDU`] octets are enough. `length` is the one in the [`Header`](super::Header) that came before.
    ///
    /// # Errors
    /// The line is empty or not hexadecimal, the address of the service centre exceeds it or has more than 20 digits,
    /// there are more or fewer octets than `length` says, or `out` is too small.
    pub fn from_line(line: &[u8], length: u16, out: &'a mut [u8]) -> Result<Self, PduError> {
        let pdu = Self::from_octets(hex::decode(line, out)?)?;
        pdu.expect(length, line)
    }

    /// Like [`from_line`](Self::from_line), for a `<pdu>` without an address, such as the page of a cell broadcast, or
    /// the SMS-SUBMIT-REPORT in a response to `AT+CMGS`. That response states no length: pass `None`.
    ///
    /// # Errors
    /// The line is not hexadecimal, there are more or fewer octets than `length` says, or `out` is too small.
    pub fn from_line_without_address(
        line: &[u8],
        length: Option<u16>,
        out: &'a mut [u8],
    ) -> Result<Self, PduError> {
        let pdu = Self { service_centre: None, tpdu: hex::decode(line, out)? };
        match length {
            Some(length) => pdu.expect(length, line),
            None => Ok(pdu),
        }
    }

    /// The PDU of this line, if it has as many octets as the header before it says.
    fn expect(self, length: u16, line: &[u8]) -> Result<Self, PduError> {
        let found = self.tpdu.len();
        if found != usize::from(length) {
            return Err(PduError::at(PduErrorKind::LengthMismatch { stated: length, found }, line.len()));
        }
        Ok(self)
    }

    /// Separates the address of the service centre from the TPDU. The length in front of the address counts octets, not
    /// digits. If it is 0, there is no address.
    ///
    /// # Errors
    /// `octets` is empty, the address exceeds it, or the address has more than 20 digits. The offset is 0.
    pub fn from_octets(octets: &'a [u8]) -> Result<Self, PduError> {
        let fault = |kind| PduError::at(kind, 0);
        let (length, rest) = octets.split_first().ok_or_else(|| fault(PduErrorKind::Empty))?;
        let (address, tpdu) = rest
            .split_at_checked(usize::from(*length))
            .ok_or_else(|| fault(PduErrorKind::ServiceCentrePastEnd))?;
        let Some((type_of_address, digits)) = address.split_first() else {
            return Ok(Self { service_centre: None, tpdu });
        };
        let service_centre = Self::service_centre_of(TypeOfAddress(*type_of_address), digits);
        Ok(Self {
            service_centre: Some(service_centre.ok_or_else(|| fault(PduErrorKind::AddressTooLong))?),
            tpdu,
        })
    }

    /// The address in these octets. The last octet has a single digit if its other half is the fill.
    fn service_centre_of(type_of_address: TypeOfAddress, digits: &[u8]) -> Option<Address> {
        let has_fill = digits.last().is_some_and(|octet| *octet >= 0xF0);
        let semi_octets = digits.len().saturating_mul(2).saturating_sub(usize::from(has_fill));
        Address::from_octets(u8::try_from(semi_octets).ok()?, type_of_address, digits)
    }

    /// The `<length>` for `AT+CMGS`: the number of octets without the address of the service centre.
    pub const fn length(&self) -> usize {
        self.tpdu.len()
    }

    /// The address with its length, as octets, and the TPDU.
    fn all(&self) -> Result<impl Iterator<Item = u8>, PduError> {
        let address = self.service_centre.as_ref();
        let read =
            address.and_then(|address| Self::service_centre_of(address.type_of_address(), address.octets()));
        if read != self.service_centre {
            return Err(PduError::at(PduErrorKind::HalfOctetLost, 0));
        }
        let octets = address.map(Address::octets).unwrap_or_default();
        // At most 11 octets.
        let [length, ..] = octets.len().saturating_add(usize::from(address.is_some())).to_le_bytes();
        let kind = address.map(|address| address.type_of_address().0);
        Ok(core::iter::once(length)
            .chain(kind)
            .chain(octets.iter().copied())
            .chain(self.tpdu.iter().copied()))
    }

    /// Writes address and TPDU as octets to the front of `out` and returns their number.
    ///
    /// # Errors
    /// The buffer is too small, or the address of the service centre would decode with a different number of
    /// digits.
    pub fn encode(&self, out: &mut [u8]) -> Result<usize, PduError> {
        write(self.all()?, out)
    }

    /// Writes address and TPDU in hexadecimal, and the [`CTRL_Z`] that makes a modem send, to the front of `out`.
    /// Returns the number of octets.
    ///
    /// # Errors
    /// The same errors as [`encode`](Self::encode).
    pub fn encode_line(&self, out: &mut [u8]) -> Result<usize, PduError> {
        write(self.all()?.flat_map(hex::digits).chain([CTRL_Z]), out)
    }
}

fn write(octets: impl Iterator<Item = u8>, out: &mut [u8]) -> Result<usize, PduError> {
    let mut writer = Writer::new(out);
    octets.for_each(|octet| writer.octet(octet));
    writer.finish().map_err(PduError::too_small)
}

error_at! {
    /// A `<pdu>` could not be read or written.
    PduError: PduErrorKind,
    /// Number of octets of the line before the error.
    offset
}

error_kinds! {
    /// Kinds of errors in a `<pdu>`.
    #[derive(Debug, Hash)]
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    pub enum PduErrorKind {
        /// The buffer is too small.
        BufferTooSmall {
            /// Octets that the buffer must have.
            needed: usize,
        } => "the PDU needs {needed} octets";
        /// Neither a hexadecimal digit nor a blank.
        NotHexadecimal => "not a hexadecimal digit";
        /// The line ends in the middle of an octet.
        HalfOctet => "the line ends in the middle of an octet";
        /// There are no octets.
        Empty => "there are no octets";
        /// The address of the service centre is longer than the octets.
        ServiceCentrePastEnd => "the address of the service centre is longer than the PDU";
        /// The address of the service centre has more than 20 digits.
        AddressTooLong => "the address of the service centre has more than 20 digits";
        /// The address of the service centre has an odd number of digits and no fill, or counts its fill as a digit. Its
        /// length is in octets, so it would decode with one digit more or fewer.
        HalfOctetLost => "the address of the service centre would be read with another number of digits";
        /// There are more or fewer octets, without the address, than the header says: octets were lost, or lines were mixed
        /// up.
        LengthMismatch {
            /// The `<length>` of the header.
            stated: u16,
            /// Octets without the address.
            found: usize,
        } => "{found} octets without the address of the service centre, and the header says {stated}";
    }
}

impl PduError {
    #[cold]
    pub(super) const fn too_small(needed: usize) -> Self {
        Self::at(PduErrorKind::BufferTooSmall { needed }, 0)
    }
}

impl fmt::Display for PduError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            PduErrorKind::NotHexadecimal | PduErrorKind::HalfOctet => {
                write!(f, "{}, octet {} of the line", self.kind, self.offset)
            }
            kind => kind.fmt(f),
        }
    }
}
