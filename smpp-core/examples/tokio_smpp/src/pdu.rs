//! PDUs that own their octets, so that they can wait in queues and cross tasks.

use smpp_core::pdu::{Body, Encode};
use smpp_core::{CommandId, CommandStatus, DecodeError, EncodeError, RawPdu, Rules};
use std::fmt;
use std::sync::Arc;

/// A PDU with its own octets. It is cheap to clone.
///
/// `Debug` shows no body, so that neither texts nor passwords appear in logs.
#[derive(Clone, PartialEq, Eq)]
pub struct OwnedPdu {
    command_id: CommandId,
    command_status: CommandStatus,
    sequence_number: u32,
    body: Arc<[u8]>,
}

impl OwnedPdu {
    pub(crate) fn of(pdu: &RawPdu<'_>) -> Self {
        let RawPdu { command_id, command_status, sequence_number, body } = *pdu;
        Self { command_id, command_status, sequence_number, body: body.into() }
    }

    /// Encodes a PDU. With [`Rules::AS_IS`], the session checks it when it is sent, once the version is known.
    pub(crate) fn encode<P: Encode + ?Sized>(pdu: &P, rules: Rules) -> Result<Self, EncodeError> {
        let octets = pdu.encode_to_vec(0, rules)?;
        let body = octets.get(smpp_core::HEADER_LEN..).unwrap_or_default();
        Ok(Self {
            command_id: pdu.command_id(),
            command_status: CommandStatus::ESME_ROK,
            sequence_number: 0,
            body: body.into(),
        })
    }

    /// The type of the PDU.
    pub fn command_id(&self) -> CommandId {
        self.command_id
    }

    /// The PDU as header and body.
    pub fn raw(&self) -> RawPdu<'_> {
        RawPdu {
            command_id: self.command_id,
            command_status: self.command_status,
            sequence_number: self.sequence_number,
            body: &self.body,
        }
    }

    /// Decodes the body as `T`, such as [`DeliverSm`](smpp_core::pdu::DeliverSm).
    ///
    /// # Errors
    /// It is another PDU, or the body is broken.
    pub fn decode<'a, T: Body<'a>>(&'a self) -> Result<T, DecodeError> {
        self.raw().decode()
    }
}

impl fmt::Debug for OwnedPdu {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OwnedPdu")
            .field("command_id", &self.command_id)
            .field("command_status", &self.command_status)
            .field("sequence_number", &self.sequence_number)
            .field("octets", &self.body.len())
            .finish()
    }
}
