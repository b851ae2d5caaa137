//! Numbers of the standard that C programs need. The functions take and return any number.

use smpp_core::codes::{EsmClass, MessageState, MessageType, RegisteredDelivery, SmscReceipt, Version};
use smpp_core::message::segment::MAX_USER_DATA;
use smpp_core::{CommandId, CommandStatus};

/// command_id: binds to receive.
pub const SMPP_BIND_RECEIVER: u32 = 0x1;
/// command_id: binds to send.
pub const SMPP_BIND_TRANSMITTER: u32 = 0x2;
/// command_id: binds to send and receive.
pub const SMPP_BIND_TRANSCEIVER: u32 = 0x9;
/// command_id: a message to the message centre.
pub const SMPP_SUBMIT_SM: u32 = 0x4;
/// command_id: a message or a receipt from the message centre.
pub const SMPP_DELIVER_SM: u32 = 0x5;
/// command_id: a message in either direction.
pub const SMPP_DATA_SM: u32 = 0x103;

/// command_status: no error.
pub const SMPP_ESME_ROK: u32 = 0x0;
/// command_status: a system error.
pub const SMPP_ESME_RSYSERR: u32 = 0x8;
/// command_status: the bind failed.
pub const SMPP_ESME_RBINDFAIL: u32 = 0xD;
/// command_status: wrong password.
pub const SMPP_ESME_RINVPASWD: u32 = 0xE;
/// command_status: unknown system_id.
pub const SMPP_ESME_RINVSYSID: u32 = 0xF;
/// command_status: the queue is full. Try again later.
pub const SMPP_ESME_RMSGQFUL: u32 = 0x14;
/// command_status: the message was not accepted.
pub const SMPP_ESME_RSUBMITFAIL: u32 = 0x45;
/// command_status: messages were sent too fast. Try again later.
pub const SMPP_ESME_RTHROTTLED: u32 = 0x58;
/// command_status: the ESME cannot take the message now. The message centre tries again.
pub const SMPP_ESME_RX_T_APPN: u32 = 0x64;

/// esm_class: a receipt.
pub const SMPP_ESM_CLASS_RECEIPT: u8 = 0x04;
/// registered_delivery: requests a receipt on success and on failure.
pub const SMPP_RECEIPT_REQUESTED: u8 = 0x01;

/// message_state: delivered.
pub const SMPP_STATE_DELIVERED: u8 = 2;
/// message_state: the validity period has expired.
pub const SMPP_STATE_EXPIRED: u8 = 3;
/// message_state: cannot be delivered.
pub const SMPP_STATE_UNDELIVERABLE: u8 = 5;
/// message_state: rejected.
pub const SMPP_STATE_REJECTED: u8 = 8;

/// Version 3.3.
pub const SMPP_V33: u32 = 0x33;
/// Version 3.4.
pub const SMPP_V34: u32 = 0x34;
/// Version 5.0.
pub const SMPP_V50: u32 = 0x50;

/// Side of a link: the client, which binds.
pub const SMPP_ESME: u32 = 0;
/// Side of a link: the message centre, which answers binds.
pub const SMPP_SMSC: u32 = 1;

/// Buffer size in octets that holds the user data of any segment.
pub const SMPP_SEGMENT_SIZE: usize = 160;

const _: () = {
    let ids = [
        (SMPP_BIND_RECEIVER, CommandId::BIND_RECEIVER),
        (SMPP_BIND_TRANSMITTER, CommandId::BIND_TRANSMITTER),
        (SMPP_BIND_TRANSCEIVER, CommandId::BIND_TRANSCEIVER),
        (SMPP_SUBMIT_SM, CommandId::SUBMIT_SM),
        (SMPP_DELIVER_SM, CommandId::DELIVER_SM),
        (SMPP_DATA_SM, CommandId::DATA_SM),
    ];
    let mut rest = ids.as_slice();
    while let [(ours, theirs), others @ ..] = rest {
        assert!(*ours == theirs.0);
        rest = others;
    }
    let statuses = [
        (SMPP_ESME_ROK, CommandStatus::ESME_ROK),
        (SMPP_ESME_RSYSERR, CommandStatus::ESME_RSYSERR),
        (SMPP_ESME_RBINDFAIL, CommandStatus::ESME_RBINDFAIL),
        (SMPP_ESME_RINVPASWD, CommandStatus::ESME_RINVPASWD),
        (SMPP_ESME_RINVSYSID, CommandStatus::ESME_RINVSYSID),
        (SMPP_ESME_RMSGQFUL, CommandStatus::ESME_RMSGQFUL),
        (SMPP_ESME_RSUBMITFAIL, CommandStatus::ESME_RSUBMITFAIL),
        (SMPP_ESME_RTHROTTLED, CommandStatus::ESME_RTHROTTLED),
        (SMPP_ESME_RX_T_APPN, CommandStatus::ESME_RX_T_APPN),
    ];
    let mut rest = statuses.as_slice();
    while let [(ours, theirs), others @ ..] = rest {
        assert!(*ours == theirs.0);
        rest = others;
    }
    assert!(SMPP_ESM_CLASS_RECEIPT == EsmClass(0).with_message_type(MessageType::SMSC_DELIVERY_RECEIPT).0);
    let requested = RegisteredDelivery(0).with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE);
    assert!(SMPP_RECEIPT_REQUESTED == requested.0);
    assert!(SMPP_STATE_DELIVERED == MessageState::DELIVERED.0);
    assert!(SMPP_STATE_EXPIRED == MessageState::EXPIRED.0);
    assert!(SMPP_STATE_UNDELIVERABLE == MessageState::UNDELIVERABLE.0);
    assert!(SMPP_STATE_REJECTED == MessageState::REJECTED.0);
    assert!(SMPP_V33 == Version::V33.interface_version().0 as u32);
    assert!(SMPP_V34 == Version::V34.interface_version().0 as u32);
    assert!(SMPP_V50 == Version::V50.interface_version().0 as u32);
    assert!(SMPP_SEGMENT_SIZE == MAX_USER_DATA);
};
