//! Constructors for single messages. For longer ones, use [`segment`](super::segment).
//!
//! Each returns a [`SubmitSm`] with `esm_class`, `data_coding` and `short_message` set. Set the addresses and
//! other fields with struct update syntax.

use super::segment::{Part, Parts, Split, SplitError};
use super::udh::{Ports, Width};
use crate::codes::{DataCoding, MessageClass};
use crate::pdu::SubmitSm;

/// User data of one GSM message in octets.
const OCTETS: usize = 140;

/// A text that fits into one message, in GSM 7-bit or UCS2. It is written to `out`;
/// [`MAX_USER_DATA`](super::segment::MAX_USER_DATA) octets are always enough.
///
/// ```
/// use smpp_core::message::compose;
/// use smpp_core::pdu::SubmitSm;
/// let mut out = [0; 160];
/// let submit_sm = SubmitSm { destination_addr: "46700000001".into(), ..compose::text("5 €", &mut out)? };
/// assert_eq!((submit_sm.data_coding.0, submit_sm.short_message), (0, &b"5 \x1Be"[..]));
/// # Ok::<(), smpp_core::message::segment::SplitError>(())
/// ```
///
/// # Errors
/// The text needs more than one message, or `out` is too small.
pub fn text<'b>(text: &str, out: &'b mut [u8]) -> Result<SubmitSm<'b>, SplitError> {
    single(Split::DEFAULT.plan(text)?.start(), out)
}

/// A flash message: a text of class 0, which the phone displays immediately and does not store.
///
/// ```
/// use smpp_core::message::compose;
/// let mut out = [0; 160];
/// assert_eq!(compose::flash("Fire", &mut out)?.data_coding.0, 0xF0);
/// assert_eq!(compose::flash("火", &mut out)?.data_coding.0, 0x18);
/// # Ok::<(), smpp_core::message::segment::SplitError>(())
/// ```
///
/// # Errors
/// The text needs more than one message, or `out` is too small.
pub fn flash<'b>(text: &str, out: &'b mut [u8]) -> Result<SubmitSm<'b>, SplitError> {
    let split = Split { class: Some(MessageClass::FLASH), ..Split::DEFAULT };
    single(split.plan(text)?.start(), out)
}

/// A binary message of up to 140 octets, with `data_coding` 4.
///
/// # Errors
/// More than 140 octets.
pub fn binary(octets: &[u8]) -> Result<SubmitSm<'_>, SplitError> {
    if octets.len() > OCTETS {
        return Err(SplitError::TooLong { max: OCTETS });
    }
    Ok(SubmitSm { data_coding: DataCoding::OCTET, short_message: octets, ..SubmitSm::default() })
}

/// Octets for an application port, such as 2948 for WAP push: a header with both ports, followed by up to 133
/// octets.
///
/// ```
/// use smpp_core::message::compose;
/// let mut out = [0; 140];
/// let submit_sm = compose::to_port(2948, 9200, b"\x01\x06", &mut out)?;
/// assert_eq!(submit_sm.short_message, b"\x06\x05\x04\x0B\x84\x23\xF0\x01\x06");
/// assert!(submit_sm.esm_class.udhi());
/// # Ok::<(), smpp_core::message::segment::SplitError>(())
/// ```
///
/// # Errors
/// More than 133 octets, or `out` is too small.
pub fn to_port<'b>(
    destination: u16,
    originator: u16,
    octets: &[u8],
    out: &'b mut [u8],
) -> Result<SubmitSm<'b>, SplitError> {
    let ports = Ports { destination, originator, width: Width::Bits16 };
    single(Split { ports: Some(ports), ..Split::DEFAULT }.plan_octets(octets)?.start(), out)
}

/// The only part.
fn single<'b>(mut parts: Parts<'_>, out: &'b mut [u8]) -> Result<SubmitSm<'b>, SplitError> {
    match parts.next_into(out)? {
        Some(part @ Part { total: 1, .. }) => Ok(part.without_tlvs()),
        _ => Err(SplitError::TooLong { max: OCTETS }),
    }
}
