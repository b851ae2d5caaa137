//! NULs after the last field: some peers send a C-Octet String where a PDU has none, or their whole buffer.

use smpp_core::session::Event;
use smpp_core::{RawPdu, Tag};

/// The command_id and the number of NULs after the last field or TLV, if there are any. Not for `Event::Bind` and
/// `Event::Request`: whoever handles those calls [`without_nuls`].
pub(crate) fn nuls_of<V>(event: &Event<'_, V>) -> Option<(smpp_core::CommandId, usize)> {
    let (Event::EnquireLink { pdu }
    | Event::Unbind { pdu }
    | Event::Disallowed { pdu, .. }
    | Event::OneWay { pdu }
    | Event::Unexpected { pdu }
    | Event::Bound { pdu, .. }
    | Event::BindRefused { pdu, .. }
    | Event::Response { pdu, .. }
    | Event::Nacked { pdu, .. }
    | Event::Mismatched { pdu, .. }
    | Event::Unmatched { pdu, .. }
    | Event::LinkAlive { pdu, .. }
    | Event::Unbound { pdu, .. }) = event
    else {
        return None;
    };
    let (_, nuls) = without_nuls(pdu);
    (nuls > 0).then_some((pdu.command_id, nuls))
}

/// The PDU without NULs after its last field or TLV, and how many there were. Other octets after the last TLV
/// are kept: a TLV that was cut off must not be mistaken for a complete message.
pub(crate) fn without_nuls<'a>(pdu: &RawPdu<'a>) -> (RawPdu<'a>, usize) {
    // The end of the last field in a vendor's PDU is unknown.
    let (Some(_), Ok(tlvs)) = (pdu.def(), pdu.tlvs()) else { return (*pdu, 0) };
    // Four NULs look like a TLV with tag 0 and no value.
    let mut nuls = 0_usize;
    for tlv in tlvs {
        let empty = tlv.tag() == Tag(0) && tlv.octets().is_empty();
        nuls = if empty { nuls.saturating_add(4) } else { 0 };
    }
    let rest = tlvs.trailing();
    if rest.iter().any(|octet| *octet != 0) {
        return (*pdu, 0);
    }
    let nuls = nuls.saturating_add(rest.len());
    let body = pdu.body.get(..pdu.body.len().saturating_sub(nuls)).unwrap_or(pdu.body);
    (RawPdu { body, ..*pdu }, nuls)
}
