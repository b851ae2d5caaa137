//! Advice from the peer to send less.

use super::body::after_nul;
use crate::codes::{CommandId, CommandStatus, CongestionState, Version};
use crate::pdu::RawPdu;
use crate::tlv::{Tag, Tlvs};
use smpp_gsm7::Duration;

/// Advice from a peer that is at its limit: send less.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Pause {
    /// How the peer reported it.
    pub cause: PauseCause,
    /// How long to send no new requests: 1 s after ESME_RTHROTTLED, 10 s after ESME_RMSGQFUL, and 0.1 s to 1 s for
    /// congestion_state. The standard gives no values.
    pub duration: Duration,
}

/// How a peer reports that it is at its limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum PauseCause {
    /// ESME_RTHROTTLED: messages were sent too fast. The message was not accepted.
    Throttled,
    /// ESME_RMSGQFUL: the queue is full. The message was not accepted.
    QueueFull,
    /// congestion_state (5.0) is 91 to 100. The status of the response tells whether the message was accepted.
    Congested(CongestionState),
}

/// Upper end of the range in which a sender should keep congestion_state: 80 to 90 (v5.0 section 4.8.4.18).
const CONGESTION_GOAL: u8 = 90;

/// The advice in a response, if any.
pub(super) fn advice(pdu: &RawPdu<'_>, version: Version) -> Option<Pause> {
    let (cause, millis) = match pdu.command_status {
        CommandStatus::ESME_RTHROTTLED => (PauseCause::Throttled, 1000),
        CommandStatus::ESME_RMSGQFUL => (PauseCause::QueueFull, 10_000),
        _ if version < Version::V50 => return None,
        _ => {
            // Values above 100 are reserved and ignored.
            let state = congestion_state(pdu).filter(|state| state.meaning().is_some())?;
            let over = state.0.checked_sub(CONGESTION_GOAL).filter(|over| *over > 0)?;
            // 0.1 s for each step above the goal, which gives 1 s at 100.
            (PauseCause::Congested(state), u64::from(over).saturating_mul(100))
        }
    };
    Some(Pause { cause, duration: Duration::from_millis(millis) })
}

/// Reads congestion_state from a response; in 5.0 any response may have one (v5.0 section 4.8.4.18). Returns
/// `None` if the response does not have it, or if its fields cannot be read. The fields before the TLVs are skipped
/// by hand, so that no decoder is linked for this.
///
/// ```
/// use smpp_core::session::congestion_state;
/// use smpp_core::{RawPdu, codes::CongestionState};
/// let enquire_link_resp = b"\0\0\0\x15\x80\0\0\x15\0\0\0\0\0\0\0\x01\x04\x28\0\x01\x5F";
/// assert_eq!(congestion_state(&RawPdu::parse(enquire_link_resp)?), Some(CongestionState(95)));
/// # Ok::<(), smpp_core::DecodeError>(())
/// ```
pub fn congestion_state(pdu: &RawPdu<'_>) -> Option<CongestionState> {
    let tail = match pdu.command_id {
        CommandId::BIND_TRANSMITTER_RESP
        | CommandId::BIND_RECEIVER_RESP
        | CommandId::BIND_TRANSCEIVER_RESP
        | CommandId::SUBMIT_SM_RESP
        | CommandId::DATA_SM_RESP
        | CommandId::DELIVER_SM_RESP
        | CommandId::BROADCAST_SM_RESP
        | CommandId::QUERY_BROADCAST_SM_RESP => after_nul(pdu.body)?,
        // message_id, final_date, message_state, error_code.
        CommandId::QUERY_SM_RESP => after_nul(after_nul(pdu.body)?)?.get(2..)?,
        // message_id, then ton, npi, destination_addr and error_status_code of each unsuccess_sme.
        CommandId::SUBMIT_MULTI_RESP => {
            let (no_unsuccess, mut rest) = after_nul(pdu.body)?.split_first()?;
            for _ in 0..*no_unsuccess {
                rest = after_nul(rest.get(2..)?)?.get(4..)?;
            }
            rest
        }
        CommandId::ENQUIRE_LINK_RESP
        | CommandId::UNBIND_RESP
        | CommandId::CANCEL_SM_RESP
        | CommandId::REPLACE_SM_RESP
        | CommandId::CANCEL_BROADCAST_SM_RESP
        | CommandId::GENERIC_NACK => pdu.body,
        _ => return None,
    };
    Tlvs::from_octets(tail).read(Tag::CONGESTION_STATE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn advice_reads_status_and_congestion_state() {
        let resp = |status, body| RawPdu {
            command_id: CommandId::SUBMIT_SM_RESP,
            command_status: CommandStatus(status),
            sequence_number: 1,
            body,
        };
        assert_eq!(advice(&resp(0x58, b""), Version::V34).unwrap().cause, PauseCause::Throttled);
        assert_eq!(advice(&resp(0x14, b""), Version::V34).unwrap().cause, PauseCause::QueueFull);
        let congested = resp(0, b"id\0\x04\x28\0\x01\x5F");
        assert_eq!(advice(&congested, Version::V34), None);
        let pause = advice(&congested, Version::V50).unwrap();
        assert_eq!(
            (pause.cause, pause.duration.as_millis()),
            (PauseCause::Congested(CongestionState(95)), 500)
        );
        for (state, millis) in [(0, 0), (90, 0), (91, 100), (100, 1000), (101, 0), (128, 0), (255, 0)] {
            let body = [b'i', 0, 4, 0x28, 0, 1, state];
            let pdu = RawPdu { body: &body, ..resp(0, b"") };
            let pause = advice(&pdu, Version::V50);
            assert_eq!(
                pause.map_or(0, |pause| pause.duration.as_millis()),
                millis,
                "congestion_state {state}"
            );
        }
    }
}
