//! The TPDUs of modems (3GPP TS 23.040), the lines they come in (TS 27.005), and pages of cell broadcasts (TS 23.041).

mod addresses;
mod fields;
mod lines;
mod pages;
mod reports;
mod shapes;
mod user_data;

use smpp_gsm7::tpdu::{DecodeTpduError, Direction, Tpdu};
use smpp_tests::hex;

/// Decodes a TPDU in hexadecimal and encodes it again to the same octets.
fn decoded(direction: Direction, octets: &[u8]) -> Result<Tpdu<'_>, DecodeTpduError> {
    let tpdu = Tpdu::decode(direction, octets)?;
    let mut out = vec![0; octets.len()];
    assert_eq!(tpdu.encode(&mut out), Ok(octets.len()), "{tpdu:?}");
    assert_eq!(hex::text(&out), hex::text(octets), "{tpdu:?}");
    assert_eq!(tpdu.direction(), direction);
    Ok(tpdu)
}

/// The text of a TPDU.
fn text(tpdu: &Tpdu<'_>) -> Option<String> {
    Some(tpdu.user_data()?.chars()?.collect())
}

/// Octets of a deliver from +46700000001 with these first octet, coding and user data.
fn deliver(first: u8, coding: u8, length: u8, user_data: &[u8]) -> Vec<u8> {
    let address = hex::octets("0b916407000000f1");
    let stamp = hex::octets("62117201110080");
    [&[first], &*address, &[0, coding], &stamp, &[length], user_data].concat()
}
