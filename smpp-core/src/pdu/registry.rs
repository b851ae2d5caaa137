//! The registry of all PDUs: generates the table, the enum [`Pdu`] and the names of ids. Each PDU is declared
//! in the file of its chapter.

use super::cursor::{FieldReader, FieldWriter};
use super::declare::{check_version, without_body};
use super::{Body, Encode, EncodeBody, Encoded, PduDef, RawPdu, UnknownPdu};
use crate::codes::CommandId;
use crate::count::sum;
use crate::error::{DecodeError, EncodeError};
use crate::rules::Rules;
use crate::tlv::Tlvs;
use crate::wire::{HEADER_LEN, SMALL};

macro_rules! registry {
    ($($Name:ident $name:ident $CONST:ident;)*) => {
        impl CommandId {
            /// The standard's name for the PDU; `None` if no version has the id.
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $( Self::$CONST => Some(stringify!($name)), )*
                    _ => None,
                }
            }

            /// The declaration of the PDU; `None` if no version has the id.
            pub fn def(self) -> Option<&'static PduDef> {
                PDUS.iter().find(|def| def.command_id == self)
            }
        }

        /// Every PDU of 3.3, 3.4 and 5.0.
        pub static PDUS: &[PduDef] = &[ $( super::$Name::<'static>::DEF, )* ];

        #[cfg(all(test, target_pointer_width = "64"))]
        pub(super) const SIZES: &[(&str, usize)] =
            &[ $( (stringify!($name), size_of::<super::$Name<'static>>()), )* ];

        /// Any PDU, typed. [`Pdu::Unknown`] keeps the body of a PDU that no version has.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum Pdu<'a> {
            $(
                #[doc = concat!("`", stringify!($name), "`.")]
                $Name(super::$Name<'a>),
            )*
            /// A `command_id` that no version has.
            Unknown(UnknownPdu<'a>),
        }

        impl<'a> Pdu<'a> {
            /// Decodes the body according to its `command_id`.
            ///
            /// # Errors
            /// The same errors as [`Body::decode_body`].
            pub fn decode(raw: &RawPdu<'a>) -> Result<Self, DecodeError> {
                if SMALL {
                    return Self::decode_together(raw);
                }
                Ok(match raw.command_id {
                    $( CommandId::$CONST => Self::$Name(super::$Name::decode_body(raw.body)?), )*
                    _ => Self::Unknown(UnknownPdu::not_in_list(*raw)),
                })
            }

            /// Decodes with one reader for all PDUs, which takes less code than one for each.
            pub(super) fn decode_together(raw: &RawPdu<'a>) -> Result<Self, DecodeError> {
                let mut reader = FieldReader::new(raw.body, raw.body.len(), &[]);
                let pdu = match raw.command_id {
                    $( CommandId::$CONST => Self::$Name(super::$Name::read(&mut reader)), )*
                    _ => Self::Unknown(UnknownPdu::not_in_list(*raw)),
                };
                reader.rest().map(|_| pdu)
            }

            /// Encodes with one writer for all PDUs.
            pub(super) fn encode_together(&self, out: &mut [u8], rules: Rules) -> Result<Encoded, EncodeError> {
                let (since, until, fields) = match self {
                    $( Self::$Name(_) => super::$Name::<'static>::rules(), )*
                    Self::Unknown(unknown) => return unknown.raw().encode_body(out, rules),
                };
                check_version(since, until, rules)?;
                let tlvs = self.tlvs();
                if self.is_omitted() {
                    return without_body(&self.counted(), &tlvs);
                }
                let mut writer = FieldWriter::new(out, HEADER_LEN, fields, rules);
                self.write_fields(&mut writer);
                writer.finish(&tlvs)
            }

            /// The length of the body, counted with one writer for all PDUs.
            pub(super) fn body_len_together(&self) -> usize {
                match self {
                    Self::Unknown(unknown) => unknown.raw().body_len(),
                    _ if self.is_omitted() => 0,
                    _ => sum(self.counted().counted(), self.tlvs().encoded_len()),
                }
            }

            #[inline(never)]
            fn counted(&self) -> FieldWriter<'static> {
                let mut fields = FieldWriter::counting();
                self.write_fields(&mut fields);
                fields
            }

            #[inline(never)]
            const fn is_omitted(&self) -> bool {
                match self {
                    $( Self::$Name(pdu) => pdu.is_omitted(), )*
                    Self::Unknown(_) => false,
                }
            }

            #[inline(never)]
            fn write_fields(&self, writer: &mut FieldWriter<'_>) {
                match self {
                    $( Self::$Name(pdu) => pdu.write_fields(writer), )*
                    Self::Unknown(_) => {}
                }
            }

            /// The optional part; empty for [`Pdu::Unknown`].
            #[cfg_attr(target_os = "none", inline(never))]
            pub const fn tlvs(&self) -> Tlvs<'a> {
                match self {
                    $( Self::$Name(pdu) => pdu.tlvs, )*
                    Self::Unknown(_) => Tlvs::EMPTY,
                }
            }

            /// Replaces the optional part. Has no effect on [`Pdu::Unknown`], which has none.
            #[must_use]
            pub const fn with_tlvs(mut self, tlvs: Tlvs<'a>) -> Self {
                match &mut self {
                    $( Self::$Name(pdu) => pdu.tlvs = tlvs, )*
                    Self::Unknown(_) => {}
                }
                self
            }
        }

        #[cfg(feature = "serde")]
        crate::serialize::any_pdu! { $($Name $name $CONST;)* }

        #[cfg(feature = "arbitrary")]
        crate::arbitrary_values::make_any! { $($Name $CONST;)* }

        impl Encode for Pdu<'_> {
            fn command_id(&self) -> CommandId {
                match self {
                    $( Self::$Name(_) => CommandId::$CONST, )*
                    Self::Unknown(unknown) => unknown.raw().command_id,
                }
            }
        }

        impl EncodeBody for Pdu<'_> {
            fn body_len(&self) -> usize {
                if SMALL {
                    return self.body_len_together();
                }
                match self {
                    $( Self::$Name(pdu) => pdu.body_len(), )*
                    Self::Unknown(unknown) => unknown.raw().body_len(),
                }
            }

            fn encode_body(&self, out: &mut [u8], rules: Rules) -> Result<Encoded, EncodeError> {
                if SMALL {
                    return self.encode_together(out, rules);
                }
                match self {
                    $( Self::$Name(pdu) => pdu.encode_body(out, rules), )*
                    Self::Unknown(unknown) => unknown.raw().encode_body(out, rules),
                }
            }
        }
    };
}
registry! {
    GenericNack generic_nack GENERIC_NACK;
    BindReceiver bind_receiver BIND_RECEIVER;
    BindReceiverResp bind_receiver_resp BIND_RECEIVER_RESP;
    BindTransmitter bind_transmitter BIND_TRANSMITTER;
    BindTransmitterResp bind_transmitter_resp BIND_TRANSMITTER_RESP;
    BindTransceiver bind_transceiver BIND_TRANSCEIVER;
    BindTransceiverResp bind_transceiver_resp BIND_TRANSCEIVER_RESP;
    Outbind outbind OUTBIND;
    Unbind unbind UNBIND;
    UnbindResp unbind_resp UNBIND_RESP;
    EnquireLink enquire_link ENQUIRE_LINK;
    EnquireLinkResp enquire_link_resp ENQUIRE_LINK_RESP;
    SubmitSm submit_sm SUBMIT_SM;
    SubmitSmResp submit_sm_resp SUBMIT_SM_RESP;
    SubmitMulti submit_multi SUBMIT_MULTI;
    SubmitMultiResp submit_multi_resp SUBMIT_MULTI_RESP;
    DeliverSm deliver_sm DELIVER_SM;
    DeliverSmResp deliver_sm_resp DELIVER_SM_RESP;
    DataSm data_sm DATA_SM;
    DataSmResp data_sm_resp DATA_SM_RESP;
    QuerySm query_sm QUERY_SM;
    QuerySmResp query_sm_resp QUERY_SM_RESP;
    CancelSm cancel_sm CANCEL_SM;
    CancelSmResp cancel_sm_resp CANCEL_SM_RESP;
    ReplaceSm replace_sm REPLACE_SM;
    ReplaceSmResp replace_sm_resp REPLACE_SM_RESP;
    AlertNotification alert_notification ALERT_NOTIFICATION;
    BroadcastSm broadcast_sm BROADCAST_SM;
    BroadcastSmResp broadcast_sm_resp BROADCAST_SM_RESP;
    QueryBroadcastSm query_broadcast_sm QUERY_BROADCAST_SM;
    QueryBroadcastSmResp query_broadcast_sm_resp QUERY_BROADCAST_SM_RESP;
    CancelBroadcastSm cancel_broadcast_sm CANCEL_BROADCAST_SM;
    CancelBroadcastSmResp cancel_broadcast_sm_resp CANCEL_BROADCAST_SM_RESP;
    ParamRetrieve param_retrieve PARAM_RETRIEVE;
    ParamRetrieveResp param_retrieve_resp PARAM_RETRIEVE_RESP;
    QueryLastMsgs query_last_msgs QUERY_LAST_MSGS;
    QueryLastMsgsResp query_last_msgs_resp QUERY_LAST_MSGS_RESP;
    QueryMsgDetails query_msg_details QUERY_MSG_DETAILS;
    QueryMsgDetailsResp query_msg_details_resp QUERY_MSG_DETAILS_RESP;
}

crate::codes::from_str!(CommandId, |name| {
    PDUS.iter().find(|def| def.name == name).map(|def| def.command_id)
});
// For `defmt` the number alone, since names would link the names of all PDUs.
crate::codes::formats!(CommandId: display "{:#010x}", debug, defmt "{=u32:#010x}");
