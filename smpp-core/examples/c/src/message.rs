//! Binds and messages as structs.

use crate::error::{Result, outcome, smpp_error};
use crate::event::{pdu, smpp_event};
use crate::pointer::{Place, octets, smpp_bytes};
use smpp_core::pdu::{BindTransceiver, DataSm, DataSmResp, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::bind_info;
use smpp_core::{COctetString, CommandId, Password, Tlvs};

/// A bind. Start with all octets 0, which means empty. interface_version is only set when a bind is read: a link
/// binds with its own version.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct smpp_bind {
    /// The account.
    pub system_id: smpp_bytes,
    /// Its password.
    pub password: smpp_bytes,
    /// The kind of ESME; usually empty.
    pub system_type: smpp_bytes,
    /// The addresses that the ESME serves; usually empty.
    pub address_range: smpp_bytes,
    /// SMPP_BIND_TRANSMITTER, SMPP_BIND_RECEIVER or SMPP_BIND_TRANSCEIVER.
    pub command_id: u32,
    /// Type of number of address_range.
    pub addr_ton: u8,
    /// Numbering plan of address_range.
    pub addr_npi: u8,
    /// The version that the ESME speaks, such as 0x34 for 3.4.
    pub interface_version: u8,
}

/// The fields of submit_sm, deliver_sm and data_sm, with the names of the standard. Start with all octets 0, which
/// means empty.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct smpp_message {
    /// The SMS service; usually empty.
    pub service_type: smpp_bytes,
    /// Address of the sender.
    pub source_addr: smpp_bytes,
    /// Address of the recipient.
    pub destination_addr: smpp_bytes,
    /// When to deliver; empty: immediately.
    pub schedule_delivery_time: smpp_bytes,
    /// When to give up; empty: the message centre's default.
    pub validity_period: smpp_bytes,
    /// The octets of the message. smpp_text_segment() writes them, and smpp_message_text() reads them.
    pub short_message: smpp_bytes,
    /// TLVs as on the wire: two octets each for tag and length, then the value. If the peer speaks 3.3, they are left out,
    /// and a message with message_payload is refused with SMPP_ERROR_BAD_FIELD.
    pub tlvs: smpp_bytes,
    /// Type of number of source_addr: 1 for an international number, 5 for a name.
    pub source_addr_ton: u8,
    /// Numbering plan of source_addr: 1 for phone numbers.
    pub source_addr_npi: u8,
    /// Type of number of destination_addr.
    pub dest_addr_ton: u8,
    /// Numbering plan of destination_addr.
    pub dest_addr_npi: u8,
    /// SMPP_ESM_CLASS_RECEIPT in a receipt.
    pub esm_class: u8,
    /// Protocol identifier.
    pub protocol_id: u8,
    /// Priority; 0 is the lowest.
    pub priority_flag: u8,
    /// SMPP_RECEIPT_REQUESTED asks for a receipt.
    pub registered_delivery: u8,
    /// 1 replaces a message with the same addresses and service_type.
    pub replace_if_present_flag: u8,
    /// The alphabet of short_message.
    pub data_coding: u8,
    /// Number of a message predefined at the message centre.
    pub sm_default_msg_id: u8,
}

const fn string(text: COctetString<'_>) -> smpp_bytes {
    let octets = text.as_bytes();
    smpp_bytes { data: octets.as_ptr(), len: octets.len() }
}

impl smpp_bind {
    /// # Safety
    /// All fields are octets that nothing changes during the lifetime.
    pub(crate) unsafe fn to_pdu<'a>(self) -> Result<BindTransceiver<'a>> {
        // SAFETY: the caller guarantees it.
        let string = |bytes| unsafe { octets(bytes) }.map(COctetString::new);
        // SAFETY: the caller guarantees it.
        let password = Password::new(unsafe { octets(self.password) }?);
        Ok(BindTransceiver {
            system_id: string(self.system_id)?,
            password,
            system_type: string(self.system_type)?,
            addr_ton: self.addr_ton.into(),
            addr_npi: self.addr_npi.into(),
            address_range: string(self.address_range)?,
            ..BindTransceiver::default()
        })
    }
}

/// The optional part of a body, which is its end.
fn optional_part<'a>(body: &'a [u8], tlvs: &Tlvs<'_>) -> &'a [u8] {
    let len = tlvs.encoded_len().checked_add(tlvs.trailing().len());
    let start = len.and_then(|len| body.len().checked_sub(len));
    start.and_then(|start| body.get(start..)).unwrap_or_default()
}

/// Writes the conversions, which are the same for the two PDUs.
macro_rules! conversions {
    ($($Pdu:ident $to_pdu:ident $from_pdu:ident;)*) => { $(
        /// # Safety
        /// All fields are octets that nothing changes during the lifetime.
        pub(crate) unsafe fn $to_pdu<'a>(self) -> Result<$Pdu<'a>> {
            // SAFETY: the caller guarantees it.
            let bytes = |bytes| unsafe { octets(bytes) };
            let string = |field| bytes(field).map(COctetString::new);
            Ok($Pdu {
                service_type: string(self.service_type)?,
                source_addr_ton: self.source_addr_ton.into(),
                source_addr_npi: self.source_addr_npi.into(),
                source_addr: string(self.source_addr)?,
                dest_addr_ton: self.dest_addr_ton.into(),
                dest_addr_npi: self.dest_addr_npi.into(),
                destination_addr: string(self.destination_addr)?,
                esm_class: self.esm_class.into(),
                protocol_id: self.protocol_id.into(),
                priority_flag: self.priority_flag.into(),
                schedule_delivery_time: string(self.schedule_delivery_time)?,
                validity_period: string(self.validity_period)?,
                registered_delivery: self.registered_delivery.into(),
                replace_if_present_flag: self.replace_if_present_flag.into(),
                data_coding: self.data_coding.into(),
                sm_default_msg_id: self.sm_default_msg_id,
                short_message: bytes(self.short_message)?,
                tlvs: Tlvs::from_octets(bytes(self.tlvs)?),
            })
        }

        fn $from_pdu(pdu: &$Pdu<'_>, body: &[u8]) -> Self {
            Self {
                service_type: string(pdu.service_type),
                source_addr: string(pdu.source_addr),
                destination_addr: string(pdu.destination_addr),
                schedule_delivery_time: string(pdu.schedule_delivery_time),
                validity_period: string(pdu.validity_period),
                short_message: pdu.short_message.into(),
                tlvs: optional_part(body, &pdu.tlvs).into(),
                source_addr_ton: pdu.source_addr_ton.0,
                source_addr_npi: pdu.source_addr_npi.0,
                dest_addr_ton: pdu.dest_addr_ton.0,
                dest_addr_npi: pdu.dest_addr_npi.0,
                esm_class: pdu.esm_class.0,
                protocol_id: pdu.protocol_id.0,
                priority_flag: pdu.priority_flag.0,
                registered_delivery: pdu.registered_delivery.0,
                replace_if_present_flag: pdu.replace_if_present_flag.0,
                data_coding: pdu.data_coding.0,
                sm_default_msg_id: pdu.sm_default_msg_id,
            }
        }
    )* };
}

impl smpp_message {
    conversions! {
        SubmitSm to_submit_sm of_submit_sm;
        DeliverSm to_deliver_sm of_deliver_sm;
    }

    fn of_data_sm(pdu: &DataSm<'_>, body: &[u8]) -> Self {
        let &DataSm { service_type, source_addr_ton, source_addr_npi, source_addr, .. } = pdu;
        let &DataSm { dest_addr_ton, dest_addr_npi, destination_addr, esm_class, .. } = pdu;
        let same = SubmitSm {
            service_type,
            source_addr_ton,
            source_addr_npi,
            source_addr,
            dest_addr_ton,
            dest_addr_npi,
            destination_addr,
            esm_class,
            registered_delivery: pdu.registered_delivery,
            data_coding: pdu.data_coding,
            tlvs: pdu.tlvs,
            ..SubmitSm::default()
        };
        Self::of_submit_sm(&same, body)
    }
}

fn unreadable<E>(_: E) -> smpp_error {
    smpp_error::BadPdu
}

/// Reads the bind of an SMPP_EVENT_KIND_BIND. The strings point into the event's octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_event_bind(event: *const smpp_event, bind: *mut smpp_bind) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or an event that is still valid.
        let pdu = unsafe { pdu(event) }?;
        // SAFETY: the caller passes NULL or room for a bind.
        let place = unsafe { Place::new(bind) }?;
        let ids = [CommandId::BIND_RECEIVER, CommandId::BIND_TRANSMITTER, CommandId::BIND_TRANSCEIVER];
        if !ids.contains(&pdu.command_id) {
            return Err(smpp_error::BadPdu);
        }
        let bind = bind_info(&pdu).map_err(unreadable)?;
        place.put(smpp_bind {
            system_id: string(bind.system_id),
            password: string(bind.password.reveal()),
            system_type: string(bind.system_type),
            address_range: string(bind.address_range),
            command_id: pdu.command_id.0,
            addr_ton: bind.addr_ton.0,
            addr_npi: bind.addr_npi.0,
            interface_version: bind.interface_version.0,
        });
        Ok(())
    };
    outcome(run())
}

/// Reads the message of an SMPP_EVENT_KIND_MESSAGE. The strings point into the event's octets.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_event_message(
    event: *const smpp_event,
    message: *mut smpp_message,
) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or an event that is still valid.
        let pdu = unsafe { pdu(event) }?;
        // SAFETY: the caller passes NULL or room for a message.
        let place = unsafe { Place::new(message) }?;
        place.put(match pdu.command_id {
            CommandId::SUBMIT_SM => smpp_message::of_submit_sm(&pdu.decode().map_err(unreadable)?, pdu.body),
            CommandId::DELIVER_SM => {
                smpp_message::of_deliver_sm(&pdu.decode().map_err(unreadable)?, pdu.body)
            }
            CommandId::DATA_SM => smpp_message::of_data_sm(&pdu.decode().map_err(unreadable)?, pdu.body),
            _ => return Err(smpp_error::BadPdu),
        });
        Ok(())
    };
    outcome(run())
}

/// Reads the id that the peer gave the message, from an SMPP_EVENT_KIND_RESPONSE or SMPP_EVENT_KIND_LATE_RESPONSE. It
/// points into the event's octets, and is empty if the message was refused.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_event_message_id(
    event: *const smpp_event,
    message_id: *mut smpp_bytes,
) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or an event that is still valid.
        let pdu = unsafe { pdu(event) }?;
        // SAFETY: the caller passes NULL or room for the id.
        let place = unsafe { Place::new(message_id) }?;
        place.put(string(match pdu.command_id {
            CommandId::SUBMIT_SM_RESP => pdu.decode::<SubmitSmResp<'_>>().map_err(unreadable)?.message_id,
            CommandId::DELIVER_SM_RESP => pdu.decode::<DeliverSmResp<'_>>().map_err(unreadable)?.message_id,
            CommandId::DATA_SM_RESP => pdu.decode::<DataSmResp<'_>>().map_err(unreadable)?.message_id,
            CommandId::GENERIC_NACK => COctetString::EMPTY,
            _ => return Err(smpp_error::BadPdu),
        }));
        Ok(())
    };
    outcome(run())
}
