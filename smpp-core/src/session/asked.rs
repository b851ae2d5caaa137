//! What the session itself needs of a bind.

use crate::codes::{CommandStatus, InterfaceVersion, Version};
use crate::wire::c_octet_string;

/// The version that the body of a bind asks for, or the status that says what is wrong with it: as
/// [`bind_info`](super::bind_info) has it. The fields are stepped over by hand, so that a session links no decoder.
pub(super) fn asked(body: &[u8]) -> Result<Version, CommandStatus> {
    let mut rest = body;
    for status in
        [CommandStatus::ESME_RINVSYSID, CommandStatus::ESME_RINVPASWD, CommandStatus::ESME_RINVSYSTYP]
    {
        rest = behind(rest, status)?;
    }
    let [version, _ton, _npi, address_range @ ..] = rest else { return Err(CommandStatus::ESME_RINVCMDLEN) };
    behind(address_range, CommandStatus::ESME_RBINDFAIL)?;
    Ok(InterfaceVersion(*version).version())
}

/// The octets behind a C-Octet String, or its status when it has no end.
fn behind(octets: &[u8], status: CommandStatus) -> Result<&[u8], CommandStatus> {
    match c_octet_string(octets) {
        Ok((rest, _)) => Ok(rest),
        Err(_) if octets.is_empty() => Err(CommandStatus::ESME_RINVCMDLEN),
        Err(_) => Err(status),
    }
}

#[cfg(test)]
mod tests {
    use super::super::bind_info;
    use super::*;
    use crate::codes::CommandId;
    use crate::pdu::RawPdu;

    #[test]
    fn a_bind_is_read_as_its_decoder_reads_it_wherever_it_ends_and_whatever_stands_there() {
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
                    assert_eq!(asked(body), decoded, "{}", body.escape_ascii());
                }
            }
        }
    }
}
