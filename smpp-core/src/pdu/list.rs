//! THE list of PDUs of 3.3, 3.4 and 5.0. An entry says: doc, type name, standard's name, constant, `command_id`, kind and
//! response, who sends it, first and last version; then a line per mandatory field in wire order under the standard's
//! name, with its type, its bounds (one for all versions, or one each for 3.3, 3.4 and 5.0; see
//! [`FieldDef::max`](crate::error::FieldDef::max)) and the `command_status` that a strict receiver answers when it is bad.
//!
//! To add a PDU, add its paragraph here; the struct, its codec, the table, dumps and checks follow.

/// Hands the list to the macro `$consumer`.
macro_rules! pdus {
    ($consumer:ident) => {
        $consumer! {
            /// Says that a PDU could not be understood; never answered itself (v3.4 section 4.3).
            GenericNack generic_nack GENERIC_NACK = 0x80000000, bare_response(), Both, V33..=V50 {
            }

            /// Asks for a session that receives (v3.4 section 4.1.3).
            BindReceiver bind_receiver BIND_RECEIVER = 0x00000001, request(BindReceiverResp), Esme, V33..=V50 {
                /// Identifies the ESME to the message centre (or the message centre to the ESME in responses).
                system_id: COctetString<'a>, [16], ESME_RINVSYSID;
                /// Proves who binds; never shown in dumps.
                password: Password<'a>, [9], ESME_RINVPASWD;
                /// Kind of ESME, such as `VMS`.
                system_type: COctetString<'a>, [13], ESME_RINVSYSTYP;
                /// The version that the ESME speaks.
                interface_version: InterfaceVersion, [255], ESME_RBINDFAIL;
                /// Type of number of `address_range`.
                addr_ton: Ton, [255], ESME_RBINDFAIL;
                /// Numbering plan of `address_range`.
                addr_npi: Npi, [255], ESME_RBINDFAIL;
                /// Addresses that the ESME serves.
                address_range: COctetString<'a>, [41], ESME_RBINDFAIL;
            }

            /// Answers bind_receiver (v3.4 section 4.1.4).
            BindReceiverResp bind_receiver_resp BIND_RECEIVER_RESP = 0x80000001, response(), Smsc, V33..=V50 {
                /// Identifies the ESME to the message centre (or the message centre to the ESME in responses).
                system_id: COctetString<'a>, [16], ESME_RINVSYSID;
            }

            /// Asks for a session that sends (v3.4 section 4.1.1).
            BindTransmitter bind_transmitter BIND_TRANSMITTER = 0x00000002, request(BindTransmitterResp), Esme, V33..=V50 {
                /// Identifies the ESME to the message centre (or the message centre to the ESME in responses).
                system_id: COctetString<'a>, [16], ESME_RINVSYSID;
                /// Proves who binds; never shown in dumps.
                password: Password<'a>, [9], ESME_RINVPASWD;
                /// Kind of ESME, such as `VMS`.
                system_type: COctetString<'a>, [13], ESME_RINVSYSTYP;
                /// The version that the ESME speaks.
                interface_version: InterfaceVersion, [255], ESME_RBINDFAIL;
                /// Type of number of `address_range`.
                addr_ton: Ton, [255], ESME_RBINDFAIL;
                /// Numbering plan of `address_range`.
                addr_npi: Npi, [255], ESME_RBINDFAIL;
                /// Addresses that the ESME serves.
                address_range: COctetString<'a>, [41], ESME_RBINDFAIL;
            }

            /// Answers bind_transmitter (v3.4 section 4.1.2).
            BindTransmitterResp bind_transmitter_resp BIND_TRANSMITTER_RESP = 0x80000002, response(), Smsc, V33..=V50 {
                /// Identifies the ESME to the message centre (or the message centre to the ESME in responses).
                system_id: COctetString<'a>, [16], ESME_RINVSYSID;
            }

            /// Asks for a session that sends and receives. Not in the text of 3.3, yet 3.3 providers offer it (v3.4 section 4.1.5).
            BindTransceiver bind_transceiver BIND_TRANSCEIVER = 0x00000009, request(BindTransceiverResp), Esme, V33..=V50 {
                /// Identifies the ESME to the message centre (or the message centre to the ESME in responses).
                system_id: COctetString<'a>, [16], ESME_RINVSYSID;
                /// Proves who binds; never shown in dumps.
                password: Password<'a>, [9], ESME_RINVPASWD;
                /// Kind of ESME, such as `VMS`.
                system_type: COctetString<'a>, [13], ESME_RINVSYSTYP;
                /// The version that the ESME speaks.
                interface_version: InterfaceVersion, [255], ESME_RBINDFAIL;
                /// Type of number of `address_range`.
                addr_ton: Ton, [255], ESME_RBINDFAIL;
                /// Numbering plan of `address_range`.
                addr_npi: Npi, [255], ESME_RBINDFAIL;
                /// Addresses that the ESME serves.
                address_range: COctetString<'a>, [41], ESME_RBINDFAIL;
            }

            /// Answers bind_transceiver (v3.4 section 4.1.6).
            BindTransceiverResp bind_transceiver_resp BIND_TRANSCEIVER_RESP = 0x80000009, response(), Smsc, V33..=V50 {
                /// Identifies the ESME to the message centre (or the message centre to the ESME in responses).
                system_id: COctetString<'a>, [16], ESME_RINVSYSID;
            }

            /// The message centre asks the ESME to bind; has no response (v3.4 section 4.1.7).
            Outbind outbind OUTBIND = 0x0000000B, one_way(), Smsc, V34..=V50 {
                /// Identifies the ESME to the message centre (or the message centre to the ESME in responses).
                system_id: COctetString<'a>, [16], ESME_RINVSYSID;
                /// Proves who binds; never shown in dumps.
                password: Password<'a>, [9], ESME_RINVPASWD;
            }

            /// Asks to end the session (v3.4 section 4.2.1).
            Unbind unbind UNBIND = 0x00000006, request(UnbindResp), Both, V33..=V50 {
            }

            /// Answers unbind (v3.4 section 4.2.2).
            UnbindResp unbind_resp UNBIND_RESP = 0x80000006, bare_response(), Both, V33..=V50 {
            }

            /// Asks whether the peer is alive (v3.4 section 4.11.1).
            EnquireLink enquire_link ENQUIRE_LINK = 0x00000015, request(EnquireLinkResp), Both, V33..=V50 {
            }

            /// Answers enquire_link (v3.4 section 4.11.2).
            EnquireLinkResp enquire_link_resp ENQUIRE_LINK_RESP = 0x80000015, bare_response(), Both, V33..=V50 {
            }

            /// Submits a message to one destination (v3.4 section 4.4.1).
            SubmitSm submit_sm SUBMIT_SM = 0x00000004, request(SubmitSmResp), Esme, V33..=V50 {
                /// SMS application service, empty for the default.
                service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
                /// Type of number of `destination_addr`.
                dest_addr_ton: Ton, [255], ESME_RINVDSTTON;
                /// Numbering plan of `destination_addr`.
                dest_addr_npi: Npi, [255], ESME_RINVDSTNPI;
                /// Address of the receiver.
                destination_addr: COctetString<'a>, [21], ESME_RINVDSTADR;
                /// Messaging mode, message type, UDH indicator and reply path.
                esm_class: EsmClass, [255], ESME_RINVESMCLASS;
                /// TP-PID on GSM.
                protocol_id: ProtocolId, [255], ESME_RUNKNOWNERR;
                /// Priority, 0 the lowest.
                priority_flag: PriorityFlag, [1, 3, 4], ESME_RINVPRTFLG;
                /// When to deliver: 16 characters (absolute or relative), or empty for at once.
                schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
                /// When to give up: 16 characters (absolute or relative), or empty for the default.
                validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
                /// Receipts and notifications asked for.
                registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
                /// Whether to replace an earlier message.
                replace_if_present_flag: ReplaceIfPresentFlag, [1], ESME_RINVREPFLAG;
                /// What the octets of the message mean.
                data_coding: DataCoding, [255], ESME_RINVDCS;
                /// Number of a canned message of the message centre, 0 for none.
                sm_default_msg_id: u8, [254, 254, 255], ESME_RINVDFTMSGID;
                /// The message, up to 254 octets (255 in 5.0); `sm_length` is counted from it. Longer ones go in the `message_payload` TLV.
                short_message: &'a [u8], [140, 254, 255], ESME_RINVMSGLEN;
            }

            /// Answers submit_sm (v3.4 section 4.4.2).
            SubmitSmResp submit_sm_resp SUBMIT_SM_RESP = 0x80000004, response(), Smsc, V33..=V50 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
            }

            /// Submits a message to many destinations (v3.4 section 4.5.1).
            SubmitMulti submit_multi SUBMIT_MULTI = 0x00000021, request(SubmitMultiResp), Esme, V33..=V50 {
                /// SMS application service, empty for the default.
                service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
                /// Where to: SME addresses and distribution lists; `number_of_dests` is counted from it.
                dest_address: Counted<'a, DestAddress<'a>>, [254, 254, 255], ESME_RINVNUMDESTS;
                /// Messaging mode, message type, UDH indicator and reply path.
                esm_class: EsmClass, [255], ESME_RINVESMCLASS;
                /// TP-PID on GSM.
                protocol_id: ProtocolId, [255], ESME_RUNKNOWNERR;
                /// Priority, 0 the lowest.
                priority_flag: PriorityFlag, [1, 3, 4], ESME_RINVPRTFLG;
                /// When to deliver: 16 characters (absolute or relative), or empty for at once.
                schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
                /// When to give up: 16 characters (absolute or relative), or empty for the default.
                validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
                /// Receipts and notifications asked for.
                registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
                /// Whether to replace an earlier message.
                replace_if_present_flag: ReplaceIfPresentFlag, [1], ESME_RINVREPFLAG;
                /// What the octets of the message mean.
                data_coding: DataCoding, [255], ESME_RINVDCS;
                /// Number of a canned message of the message centre, 0 for none.
                sm_default_msg_id: u8, [254, 254, 255], ESME_RINVDFTMSGID;
                /// The message, up to 254 octets (255 in 5.0); `sm_length` is counted from it. Longer ones go in the `message_payload` TLV.
                short_message: &'a [u8], [140, 254, 255], ESME_RINVMSGLEN;
            }

            /// Answers submit_multi (v3.4 section 4.5.2).
            SubmitMultiResp submit_multi_resp SUBMIT_MULTI_RESP = 0x80000021, response(), Smsc, V33..=V50 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
                /// Destinations that were refused; `no_unsuccess` is counted from it.
                unsuccess_sme: Counted<'a, UnsuccessSme<'a>>, [254, 254, 255], ESME_RUNKNOWNERR;
            }

            /// Delivers a message, or a receipt, to the ESME (v3.4 section 4.6.1).
            DeliverSm deliver_sm DELIVER_SM = 0x00000005, request(DeliverSmResp), Smsc, V33..=V50 {
                /// SMS application service, empty for the default.
                service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
                /// Type of number of `destination_addr`.
                dest_addr_ton: Ton, [255], ESME_RINVDSTTON;
                /// Numbering plan of `destination_addr`.
                dest_addr_npi: Npi, [255], ESME_RINVDSTNPI;
                /// Address of the receiver.
                destination_addr: COctetString<'a>, [21], ESME_RINVDSTADR;
                /// Messaging mode, message type, UDH indicator and reply path.
                esm_class: EsmClass, [255], ESME_RINVESMCLASS;
                /// TP-PID on GSM.
                protocol_id: ProtocolId, [255], ESME_RUNKNOWNERR;
                /// Priority, 0 the lowest.
                priority_flag: PriorityFlag, [1, 3, 4], ESME_RINVPRTFLG;
                /// When to deliver: 16 characters (absolute or relative), or empty for at once.
                schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
                /// When to give up: 16 characters (absolute or relative), or empty for the default.
                validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
                /// Receipts and notifications asked for.
                registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
                /// Whether to replace an earlier message.
                replace_if_present_flag: ReplaceIfPresentFlag, [1], ESME_RINVREPFLAG;
                /// What the octets of the message mean.
                data_coding: DataCoding, [255], ESME_RINVDCS;
                /// Number of a canned message of the message centre, 0 for none.
                sm_default_msg_id: u8, [254, 254, 255], ESME_RINVDFTMSGID;
                /// The message, up to 254 octets (255 in 5.0); `sm_length` is counted from it. Longer ones go in the `message_payload` TLV.
                short_message: &'a [u8], [140, 254, 255], ESME_RINVMSGLEN;
            }

            /// Answers deliver_sm; `message_id` is not used (v3.4 section 4.6.2).
            DeliverSmResp deliver_sm_resp DELIVER_SM_RESP = 0x80000005, response(), Esme, V33..=V50 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
            }

            /// Carries a message either way with the least of fields; the text is in `message_payload` (v3.4 section 4.7.1).
            DataSm data_sm DATA_SM = 0x00000103, request(DataSmResp), Both, V34..=V50 {
                /// SMS application service, empty for the default.
                service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [65], ESME_RINVSRCADR;
                /// Type of number of `destination_addr`.
                dest_addr_ton: Ton, [255], ESME_RINVDSTTON;
                /// Numbering plan of `destination_addr`.
                dest_addr_npi: Npi, [255], ESME_RINVDSTNPI;
                /// Address of the receiver.
                destination_addr: COctetString<'a>, [65], ESME_RINVDSTADR;
                /// Messaging mode, message type, UDH indicator and reply path.
                esm_class: EsmClass, [255], ESME_RINVESMCLASS;
                /// Receipts and notifications asked for.
                registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
                /// What the octets of the message mean.
                data_coding: DataCoding, [255], ESME_RINVDCS;
            }

            /// Answers data_sm (v3.4 section 4.7.2).
            DataSmResp data_sm_resp DATA_SM_RESP = 0x80000103, response(), Both, V34..=V50 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
            }

            /// Asks for the state of a message (v3.4 section 4.8.1).
            QuerySm query_sm QUERY_SM = 0x00000003, request(QuerySmResp), Esme, V33..=V50 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
            }

            /// Answers query_sm (v3.4 section 4.8.2).
            QuerySmResp query_sm_resp QUERY_SM_RESP = 0x80000003, response(), Smsc, V33..=V50 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
                /// When the message reached its final state, empty when it has not.
                final_date: COctetString<'a>, [17], ESME_RUNKNOWNERR;
                /// State of the message.
                message_state: MessageState, [255], ESME_RUNKNOWNERR;
                /// Error code of the network, 0 for none.
                error_code: u8, [255], ESME_RUNKNOWNERR;
            }

            /// Cancels one message, or all undelivered ones of a service type between two addresses (v3.4 section 4.9.1).
            CancelSm cancel_sm CANCEL_SM = 0x00000008, request(CancelSmResp), Esme, V33..=V50 {
                /// SMS application service, empty for the default.
                service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
                /// Type of number of `destination_addr`.
                dest_addr_ton: Ton, [255], ESME_RINVDSTTON;
                /// Numbering plan of `destination_addr`.
                dest_addr_npi: Npi, [255], ESME_RINVDSTNPI;
                /// Address of the receiver.
                destination_addr: COctetString<'a>, [21], ESME_RINVDSTADR;
            }

            /// Answers cancel_sm (v3.4 section 4.9.2).
            CancelSmResp cancel_sm_resp CANCEL_SM_RESP = 0x80000008, bare_response(), Smsc, V33..=V50 {
            }

            /// Replaces a message that is not delivered yet (v3.4 section 4.10.1).
            ReplaceSm replace_sm REPLACE_SM = 0x00000007, request(ReplaceSmResp), Esme, V33..=V50 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [9, 65, 65], ESME_RINVMSGID;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
                /// When to deliver: 16 characters (absolute or relative), or empty for at once.
                schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
                /// When to give up: 16 characters (absolute or relative), or empty for the default.
                validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
                /// Receipts and notifications asked for.
                registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
                /// Number of a canned message of the message centre, 0 for none.
                sm_default_msg_id: u8, [254, 254, 255], ESME_RINVDFTMSGID;
                /// The message, up to 254 octets (255 in 5.0); `sm_length` is counted from it. Longer ones go in the `message_payload` TLV.
                short_message: &'a [u8], [140, 254, 255], ESME_RINVMSGLEN;
            }

            /// Answers replace_sm (v3.4 section 4.10.2).
            ReplaceSmResp replace_sm_resp REPLACE_SM_RESP = 0x80000007, bare_response(), Smsc, V33..=V50 {
            }

            /// Tells that a mobile station can be reached again; has no response (v3.4 section 4.12.1).
            AlertNotification alert_notification ALERT_NOTIFICATION = 0x00000102, one_way(), Smsc, V34..=V50 {
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [65], ESME_RINVSRCADR;
                /// Type of number of `esme_addr`.
                esme_addr_ton: Ton, [255], ESME_RINVDSTTON;
                /// Numbering plan of `esme_addr`.
                esme_addr_npi: Npi, [255], ESME_RINVDSTNPI;
                /// Address of the ESME that asked for the alert.
                esme_addr: COctetString<'a>, [65], ESME_RINVDSTADR;
            }

            /// Submits a message for broadcast (v5.0 section 4.4.1.1).
            BroadcastSm broadcast_sm BROADCAST_SM = 0x00000111, request(BroadcastSmResp), Esme, V50..=V50 {
                /// SMS application service, empty for the default.
                service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [65], ESME_RINVMSGID;
                /// Priority, 0 the lowest.
                priority_flag: PriorityFlag, [1, 3, 4], ESME_RINVPRTFLG;
                /// When to deliver: 16 characters (absolute or relative), or empty for at once.
                schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
                /// When to give up: 16 characters (absolute or relative), or empty for the default.
                validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
                /// Whether to replace an earlier message.
                replace_if_present_flag: ReplaceIfPresentFlag, [1], ESME_RINVREPFLAG;
                /// What the octets of the message mean.
                data_coding: DataCoding, [255], ESME_RINVDCS;
                /// Number of a canned message of the message centre, 0 for none.
                sm_default_msg_id: u8, [254, 254, 255], ESME_RINVDFTMSGID;
            }

            /// Answers broadcast_sm (v5.0 section 4.4.1.2).
            BroadcastSmResp broadcast_sm_resp BROADCAST_SM_RESP = 0x80000111, response(), Smsc, V50..=V50 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [65], ESME_RINVMSGID;
            }

            /// Asks for the state of a broadcast (v5.0 section 4.6.1.1).
            QueryBroadcastSm query_broadcast_sm QUERY_BROADCAST_SM = 0x00000112, request(QueryBroadcastSmResp), Esme, V50..=V50 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [65], ESME_RINVMSGID;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
            }

            /// Answers query_broadcast_sm; the state is in TLVs (v5.0 section 4.6.1.3).
            QueryBroadcastSmResp query_broadcast_sm_resp QUERY_BROADCAST_SM_RESP = 0x80000112, response(), Smsc, V50..=V50 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [65], ESME_RINVMSGID;
            }

            /// Cancels a broadcast (v5.0 section 4.6.2.1).
            CancelBroadcastSm cancel_broadcast_sm CANCEL_BROADCAST_SM = 0x00000113, request(CancelBroadcastSmResp), Esme, V50..=V50 {
                /// SMS application service, empty for the default.
                service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [65], ESME_RINVMSGID;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
            }

            /// Answers cancel_broadcast_sm (v5.0 section 4.6.2.3).
            CancelBroadcastSmResp cancel_broadcast_sm_resp CANCEL_BROADCAST_SM_RESP = 0x80000113, bare_response(), Smsc, V50..=V50 {
            }

            /// Asks for a parameter of the message centre. Unverified layout: one public source (3.3 only).
            ParamRetrieve param_retrieve PARAM_RETRIEVE = 0x00000022, request(ParamRetrieveResp), Esme, V33..=V33 {
                /// Name of the parameter.
                param_name: COctetString<'a>, [32], ESME_RINVPARAM;
            }

            /// Answers param_retrieve. Unverified layout: one public source (3.3 only).
            ParamRetrieveResp param_retrieve_resp PARAM_RETRIEVE_RESP = 0x80000022, response(), Smsc, V33..=V33 {
                /// Value of the parameter.
                param_value: COctetString<'a>, [101], ESME_RINVPARAM;
            }

            /// Asks for the last messages of a sender. Unverified layout: one public source (3.3 only).
            QueryLastMsgs query_last_msgs QUERY_LAST_MSGS = 0x00000023, request(QueryLastMsgsResp), Esme, V33..=V33 {
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
                /// How many messages to report.
                num_msgs: u8, [100], ESME_RINVNUMMSGS;
            }

            /// Answers query_last_msgs. Unverified layout: one public source (3.3 only).
            QueryLastMsgsResp query_last_msgs_resp QUERY_LAST_MSGS_RESP = 0x80000023, response(), Smsc, V33..=V33 {
                /// Ids of the messages; `num_msgs` is counted from it.
                message_id: Counted<'a, COctetString<'a>>, [100], ESME_RINVNUMMSGS;
            }

            /// Asks for a whole message. Unverified layout: one public source (3.3 only).
            QueryMsgDetails query_msg_details QUERY_MSG_DETAILS = 0x00000024, request(QueryMsgDetailsResp), Esme, V33..=V33 {
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [9], ESME_RINVMSGID;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
                /// Octets of the message to return.
                sm_length: u8, [160], ESME_RINVMSGLEN;
            }

            /// Answers query_msg_details. Unverified layout: one public source (3.3 only).
            QueryMsgDetailsResp query_msg_details_resp QUERY_MSG_DETAILS_RESP = 0x80000024, response(), Smsc, V33..=V33 {
                /// SMS application service, empty for the default.
                service_type: COctetString<'a>, [6], ESME_RINVSERTYP;
                /// Type of number of `source_addr`.
                source_addr_ton: Ton, [255], ESME_RINVSRCTON;
                /// Numbering plan of `source_addr`.
                source_addr_npi: Npi, [255], ESME_RINVSRCNPI;
                /// Address of the sender.
                source_addr: COctetString<'a>, [21], ESME_RINVSRCADR;
                /// Where to: SME addresses and distribution lists; `number_of_dests` is counted from it.
                dest_address: Counted<'a, DestAddress<'a>>, [254, 254, 255], ESME_RINVNUMDESTS;
                /// TP-PID on GSM.
                protocol_id: ProtocolId, [255], ESME_RUNKNOWNERR;
                /// Priority, 0 the lowest.
                priority_flag: PriorityFlag, [255], ESME_RINVPRTFLG;
                /// When to deliver: 16 characters (absolute or relative), or empty for at once.
                schedule_delivery_time: COctetString<'a>, [17], ESME_RINVSCHED;
                /// When to give up: 16 characters (absolute or relative), or empty for the default.
                validity_period: COctetString<'a>, [17], ESME_RINVEXPIRY;
                /// Receipts and notifications asked for.
                registered_delivery: RegisteredDelivery, [255], ESME_RINVREGDLVFLG;
                /// What the octets of the message mean.
                data_coding: DataCoding, [255], ESME_RINVDCS;
                /// The message, up to 254 octets (255 in 5.0); `sm_length` is counted from it. Longer ones go in the `message_payload` TLV.
                short_message: &'a [u8], [160], ESME_RINVMSGLEN;
                /// Id that the message centre gave the message: text, 64 octets at most.
                message_id: COctetString<'a>, [9], ESME_RINVMSGID;
                /// When the message reached its final state, empty when it has not.
                final_date: COctetString<'a>, [17], ESME_RUNKNOWNERR;
                /// State of the message.
                message_state: MessageState, [255], ESME_RUNKNOWNERR;
                /// Error code of the network, 0 for none.
                error_code: u8, [255], ESME_RUNKNOWNERR;
            }
        }
    };
}
pub(super) use pdus;
