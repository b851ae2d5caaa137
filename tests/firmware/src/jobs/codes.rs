//! Numbers with names.

use super::arguments::{octet, short, word};
use crate::output::Output;
use smpp_core::CommandStatus;
use smpp_core::codes::*;
use smpp_core::message::text::{Charset, DataCodings};

/// Shows a value as each of the types.
macro_rules! show_as {
    ($out:ident, $value:expr, $($Name:ident)*) => {
        $( {
            let code = $Name::from($value);
            let texts = (code.name().unwrap_or("-"), code.meaning().unwrap_or("-"));
            $out.show(format_args!("{} {code} {code:?}; {}; {}; ", stringify!($Name), texts.0, texts.1));
            $out.number($Name::NAMED.len()).end();
        } )*
    };
}

/// `code NUMBER`: an octet as every kind of code, in words.
pub fn names(arguments: &[u8], out: &mut Output) {
    let value = octet(arguments);
    show_as!(out, value, MessagingMode MessageType SmscReceipt MessageClass DataCoding ErrorNetwork Ton Npi
        MessageState PriorityFlag ProtocolId ReplaceIfPresentFlag AddrSubunit NetworkType BearerType PayloadType PrivacyIndicator
        LanguageIndicator DisplayTime DeliveryFailureReason MsAvailabilityStatus DpfResult SetDpf
        MoreMessagesToSend ItsReplyType UssdServiceOp AlertOnMessageDelivery DestAddrNpResolution
        MsValidityBehaviour MsValidityUnit SubaddressType BroadcastAreaFormat BroadcastChannelIndicator
        BroadcastMessageClass BroadcastFrequencyUnit BroadcastContentNetwork InterfaceVersion NumberPresentation NumberScreening WaitingIndication);
    show_as!(out, u16::from(value), BroadcastContent);
    out.show(format_args!("final {}", MessageState(value).is_final_by_standard())).end();
    let version = InterfaceVersion(value).version();
    out.show(format_args!("{version} {version:?} {}", version.interface_version())).end();
}

/// `status NUMBER`: a command_status.
pub fn status(arguments: &[u8], out: &mut Output) {
    let status = CommandStatus(u32::from(short(arguments)));
    out.show(format_args!("{status}; {status:?}; {}; ", status.name().unwrap_or("-")))
        .text(status.meaning().unwrap_or("-"))
        .end();
    out.show(format_args!("{} {} {:?}", status.is_ok(), status.is_vendor(), status.retry_class())).end();
}

/// `bits A B`: an octet as each set of bits, then with the parts of the other.
pub fn bits(arguments: &[u8], out: &mut Output) {
    let (a, b) = word(arguments);
    let (a, b) = (octet(a), octet(b));
    let (class, other) = (EsmClass(a), EsmClass(b));
    out.show(format_args!("{class} {class:?} {:?} {:?}", class.messaging_mode(), class.message_type())).end();
    let class = class
        .with_messaging_mode(other.messaging_mode())
        .with_message_type(other.message_type())
        .with_udhi(other.udhi())
        .with_reply_path(other.reply_path());
    out.show(format_args!("{class:?} {}", class == other)).end();
    let (delivery, other) = (RegisteredDelivery(a), RegisteredDelivery(b));
    out.show(format_args!("{delivery} {delivery:?}")).end();
    let delivery = delivery
        .with_smsc_receipt(other.smsc_receipt())
        .with_delivery_acknowledgement(other.delivery_acknowledgement())
        .with_user_acknowledgement(other.user_acknowledgement())
        .with_intermediate_notification(other.intermediate_notification());
    out.show(format_args!("{delivery:?}")).end();
    let class = MessageClass(a);
    for coding in [
        DataCoding(b),
        DataCoding::gsm7_class(class),
        DataCoding::octets_class(class),
        DataCoding::ucs2_class(class),
    ] {
        let scheme = coding.scheme();
        let class = scheme.and_then(DataCodingScheme::message_class);
        let waiting = scheme.and_then(DataCodingScheme::message_waiting);
        let charset = DataCodings::default().charset_in(Version::V34, coding);
        let readings = (class, waiting, charset == Some(Charset::Ucs2), coding.is_reserved());
        out.show(format_args!("{coding} {coding:?} {readings:?}")).end();
    }
    let scheme = DataCodingScheme(a);
    let readings = (scheme.group(), scheme.coding(), scheme.is_compressed(), scheme.is_reserved());
    out.show(format_args!("{scheme} {scheme:?} {readings:?}")).end();
    let callback = CallbackNumPresInd(a);
    let other =
        callback.with_presentation(callback.presentation()).with_screening(CallbackNumPresInd(b).screening());
    out.show(format_args!("{callback} {other:?}")).end();
    let waiting = MsMsgWaitFacilities(a);
    let other = waiting.with_active(!waiting.active()).with_indication(MsMsgWaitFacilities(b).indication());
    out.show(format_args!("{waiting} {other:?}")).end();
    let unit = ItsSessionInfo::new(a, b, waiting.active());
    let error = NetworkErrorCode { network: a.into(), code: u16::from_be_bytes([a, b]) };
    let digits = Some(error.to_octets()).filter(|octets| octets.iter().all(u8::is_ascii_digit));
    out.show(format_args!("{unit}; {error} {digits:?}")).end();
    out.show(format_args!("{} {}", CongestionState(a), CongestionState(b))).end();
}
