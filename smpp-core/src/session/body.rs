//! Reads the parts of a body that a session needs. The fields are parsed by hand, so that a session does not link
//! the decoders.

use crate::codes::{CommandStatus, InterfaceVersion, Version};
use crate::error::DecodeError;
use crate::pdu::{BindTransceiver, Body, RawPdu};
use crate::tlv::{Tag, Tlvs};
use crate::wire::c_octet_string;

/// Decodes the body of any of the three binds, which all have the same fields. The PDU's `command_id` names the
/// bind.
///
/// # Errors
/// The same errors as [`Body::decode_body`].
pub fn bind_info<'a>(pdu: &RawPdu<'a>) -> Result<BindTransceiver<'a>, DecodeError> {
    BindTransceiver::decode_body(pdu.body)
}

/// The version that a bind asks for, and the status that names the error in the body, if there is one.
pub(super) fn read_bind(body: &[u8]) -> (Option<Version>, Result<(), CommandStatus>) {
    let names =
        [CommandStatus::ESME_RINVSYSID, CommandStatus::ESME_RINVPASWD, CommandStatus::ESME_RINVSYSTYP];
    let rest = match names.into_iter().try_fold(body, behind) {
        Ok(rest) => rest,
        Err(status) => return (None, Err(status)),
    };
    let address_range = match rest {
        [_version, _ton, _npi, address_range @ ..] => behind(address_range, CommandStatus::ESME_RBINDFAIL),
        _ => Err(CommandStatus::ESME_RINVCMDLEN),
    };
    (rest.first().map(|version| InterfaceVersion(*version).version()), address_range.map(drop))
}

/// Returns the octets after a C-Octet String. If it has no terminator, returns `status`, or ESME_RINVCMDLEN if there
/// are no octets.
fn behind(octets: &[u8], status: CommandStatus) -> Result<&[u8], CommandStatus> {
    after_nul(octets).ok_or(if octets.is_empty() { CommandStatus::ESME_RINVCMDLEN } else { status })
}

/// The version that a bind response announces.
pub(super) fn version_announced(bind_resp: &RawPdu<'_>) -> Option<Version> {
    let tlvs = Tlvs::from_octets(after_nul(bind_resp.body)?);
    Some(tlvs.read::<InterfaceVersion>(Tag::SC_INTERFACE_VERSION)?.version())
}

/// The octets after a C-Octet String.
pub(super) fn after_nul(octets: &[u8]) -> Option<&[u8]> {
    c_octet_string(octets).ok().map(|(rest, _)| rest)
}

/// Whether the octets are complete TLVs. Four NULs are not a TLV: no TLV has tag 0.
#[inline(never)]
pub(super) fn is_tlvs(octets: &[u8]) -> bool {
    let mut tlvs = Tlvs::from_octets(octets).iter();
    !tlvs.any(|tlv| tlv.tag() == Tag(0)) && tlvs.rest().is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::CommandId;

    #[test]
    fn the_version_of_a_bind_is_read_where_the_body_goes_that_far() {
        for (body, version) in [
            (&b""[..], None),
            (b"id", None),
            (b"id\0pass\0type", None),
            (b"id\0pass\0type\0", None),
            (b"id\0pass\0type\0\x33", Some(Version::V33)),
            (b"id\0pass\0type\0\x34\x01", Some(Version::V34)),
            (b"\0\0\0\x50\x01\x01no NUL", Some(Version::V50)),
        ] {
            let (asked, whole) = read_bind(body);
            assert!(whole.is_err() && asked == version, "{}", body.escape_ascii());
        }
    }

    #[test]
    fn nuls_and_cut_tlvs_are_refused() {
        let good: [&[u8]; 3] = [b"", b"\x14\0\0\0", b"\x04\x28\0\x01\x05\x14\0\0\x02\0\0"];
        assert!(good.into_iter().all(is_tlvs));
        let bad: [&[u8]; 7] =
            [b"\0", b"\0\0\0\0", b"\0\0\0\x01x", b"\x14", b"\x14\0\0", b"\x14\0\0\x01", b"\x14\0\0\0\0"];
        assert!(!bad.into_iter().any(is_tlvs));
    }

    #[test]
    fn a_cut_or_damaged_bind_is_read_as_its_decoder_reads_it() {
        const BODY: &[u8] = b"id\0pass\0\0\x34\x01\x02555\0\x02\x10\0\x01\x50";
        let mut room = [0; BODY.len()];
        for end in 0..=BODY.len() {
            for at in 0..end.max(1) {
                for octet in [0, 1, b'x', 0x33, 0x34, 0x50, 0xFF] {
                    room.copy_from_slice(BODY);
                    room[at] = octet;
                    let body = &room[..end];
                    let pdu = RawPdu {
                        command_id: CommandId::BIND_TRANSCEIVER,
                        command_status: 0.into(),
                        sequence_number: 1,
                        body,
                    };
                    let decoded = bind_info(&pdu).map(|bind| bind.interface_version.version());
                    let decoded = decoded.map_err(|error| error.command_status());
                    let (version, whole) = read_bind(body);
                    assert_eq!(whole.map(|()| version.unwrap()), decoded, "{}", body.escape_ascii());
                }
            }
        }
    }
}
