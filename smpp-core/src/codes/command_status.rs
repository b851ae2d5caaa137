//! `command_status` (v3.4 section 5.1.3, v5.0 section 4.7.6).

use super::codes;

codes! {
    /// The result in a response; 0 in requests (v3.4 section 5.1.3, v5.0 section 4.7.6).
    ///
    /// ```
    /// use smpp_core::codes::{CommandStatus, RetryClass};
    /// assert_eq!(CommandStatus(0x58), CommandStatus::ESME_RTHROTTLED);
    /// assert_eq!(CommandStatus(0x58).retry_class(), RetryClass::RetryLater);
    /// assert_eq!(CommandStatus(0x450).to_string(), "0x450"); // a vendor's
    /// ```
    pub struct CommandStatus(u32) {
        ESME_ROK = 0x0000, "No error";
        ESME_RINVMSGLEN = 0x0001, "Length of short_message or message_payload not acceptable (usually too long)";
        ESME_RINVCMDLEN = 0x0002, "PDU length too small or too large for this PDU";
        ESME_RINVCMDID = 0x0003, "Unknown or unsupported command_id";
        ESME_RINVBNDSTS = 0x0004, "PDU not allowed in this session state";
        ESME_RALYBND = 0x0005, "Bind sent on a session already bound";
        ESME_RINVPRTFLG = 0x0006, "Invalid or unsupported priority_flag";
        ESME_RINVREGDLVFLG = 0x0007, "Invalid or forbidden registered_delivery";
        ESME_RSYSERR = 0x0008, "Message centre (partly) unavailable; possible in any response";
        ESME_RINVSRCADR = 0x000A, "Overlong source address, or one with invalid characters";
        ESME_RINVDSTADR = 0x000B, "Empty or overlong destination address, or one with invalid characters";
        ESME_RINVMSGID = 0x000C, "Invalid message_id in query_sm, cancel_sm or replace_sm";
        ESME_RBINDFAIL = 0x000D, "Bind refused for any reason (provisioning, credentials...)";
        ESME_RINVPASWD = 0x000E, "Invalid password: wrong or malformed (5.0: malformed only; a wrong one gets ESME_RBINDFAIL)";
        ESME_RINVSYSID = 0x000F, "Invalid system_id: unknown or malformed (5.0: malformed only; an unknown one gets ESME_RBINDFAIL)";
        ESME_RCANCELFAIL = 0x0011, "cancel_sm failed";
        ESME_RREPLACEFAIL = 0x0013, "replace_sm failed";
        ESME_RMSGQFUL = 0x0014, "Message queue full (per destination or overall)";
        ESME_RINVSERTYP = 0x0015, "Unknown service_type, or one of the wrong length";
        ESME_RINVNUMDESTS = 0x0033, "Invalid number_of_dests (submit_multi)";
        ESME_RINVDLNAME = 0x0034, "Distribution list name invalid or unknown";
        ESME_RINVDESTFLAG = 0x0040, "Invalid dest_flag (submit_multi)";
        ESME_RINVSUBREP = 0x0042, "Replace-if-present requested where it is unsupported or denied";
        ESME_RINVESMCLASS = 0x0043, "Unsupported or invalid esm_class";
        ESME_RCNTSUBDL = 0x0044, "Cannot submit to a distribution list";
        ESME_RSUBMITFAIL = 0x0045, "submit_sm, data_sm or submit_multi failed, without a reason";
        ESME_RINVSRCTON = 0x0048, "Source TON invalid or unsupported";
        ESME_RINVSRCNPI = 0x0049, "Source NPI invalid or unsupported";
        ESME_RINVDSTTON = 0x0050, "Destination TON invalid or unsupported";
        ESME_RINVDSTNPI = 0x0051, "Destination NPI invalid or unsupported";
        ESME_RINVSYSTYP = 0x0053, "Malformed system_type in a bind";
        ESME_RINVREPFLAG = 0x0054, "Invalid or unsupported replace_if_present_flag";
        ESME_RINVNUMMSGS = 0x0055, "Invalid number_of_messages";
        ESME_RTHROTTLED = 0x0058, "Rate limit exceeded";
        ESME_RINVSCHED = 0x0061, "Malformed or invalid schedule_delivery_time";
        ESME_RINVEXPIRY = 0x0062, "Malformed or invalid validity_period";
        ESME_RINVDFTMSGID = 0x0063, "Invalid sm_default_msg_id, or no such message";
        ESME_RX_T_APPN = 0x0064, "Receiving ESME: temporary application error, retry the delivery later";
        ESME_RX_P_APPN = 0x0065, "Receiving ESME: permanent application error for this destination; do not retry this or other messages queued to it";
        ESME_RX_R_APPN = 0x0066, "Receiving ESME: rejects this message; do not retry it";
        ESME_RQUERYFAIL = 0x0067, "query_sm failed";
        ESME_RINVTLVSTREAM = 0x00C0, "Optional part of the body cannot be parsed";
        ESME_RTLVNOTALLWD = 0x00C1, "TLV not allowed here or refused by the operator";
        ESME_RINVTLVLEN = 0x00C2, "TLV length invalid";
        ESME_RMISSINGTLV = 0x00C3, "Required TLV missing (for example message_payload in data_sm)";
        ESME_RINVTLVVAL = 0x00C4, "TLV value invalid";
        ESME_RDELIVERYFAILURE = 0x00FE, "Transaction mode delivery failed (data_sm_resp; 5.0 also submit_sm_resp)";
        ESME_RUNKNOWNERR = 0x00FF, "Unknown error";
        ESME_RSERTYPUNAUTH = 0x0100, "ESME not authorised for this service_type";
        ESME_RPROHIBITED = 0x0101, "ESME not allowed this operation";
        ESME_RSERTYPUNAVAIL = 0x0102, "Service of this service_type unavailable";
        ESME_RSERTYPDENIED = 0x0103, "Message content not acceptable for this service_type";
        ESME_RINVDCS = 0x0104, "Invalid or unsupported data_coding";
        ESME_RINVSRCADDRSUBUNIT = 0x0105, "Invalid source_addr_subunit";
        ESME_RINVDSTADDRSUBUNIT = 0x0106, "Invalid dest_addr_subunit";
        ESME_RINVBCASTFREQINT = 0x0107, "Invalid or unsupported broadcast_frequency_interval";
        ESME_RINVBCASTALIAS_NAME = 0x0108, "Broadcast area alias name of the wrong length or with invalid characters";
        ESME_RINVBCASTAREAFMT = 0x0109, "Broadcast area format invalid or unsupported";
        ESME_RINVNUMBCAST_AREAS = 0x010A, "Number of broadcast areas invalid or unsupported";
        ESME_RINVBCASTCNTTYPE = 0x010B, "Invalid or unsupported broadcast_content_type";
        ESME_RINVBCASTMSGCLASS = 0x010C, "Invalid or unsupported broadcast_message_class";
        ESME_RBCASTFAIL = 0x010D, "broadcast_sm failed";
        ESME_RBCASTQUERYFAIL = 0x010E, "query_broadcast_sm failed";
        ESME_RBCASTCANCELFAIL = 0x010F, "cancel_broadcast_sm failed";
        ESME_RINVBCAST_REP = 0x0110, "Invalid or unsupported broadcast_rep_num";
        ESME_RINVBCASTSRVGRP = 0x0111, "Invalid or unsupported broadcast_service_group";
        ESME_RINVBCASTCHANIND = 0x0112, "Invalid or unsupported broadcast_channel_indicator";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RADDCUSTFAIL = 0x0019, "Adding a customer failed";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RDELCUSTFAIL = 0x001A, "Deleting a customer failed";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RMODCUSTFAIL = 0x001B, "Changing a customer failed";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RENQCUSTFAIL = 0x001C, "Querying a customer failed";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RINVCUSTID = 0x001D, "Customer id invalid";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RINVCUSTNAME = 0x001F, "Customer name invalid";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RINVCUSTADR = 0x0021, "Customer address invalid";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RINVADR = 0x0022, "Address invalid";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RCUSTEXIST = 0x0023, "Customer already exists";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RCUSTNOTEXIST = 0x0024, "Customer does not exist";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RADDDLFAIL = 0x0026, "Adding a distribution list failed";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RMODDLFAIL = 0x0027, "Changing a distribution list failed";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RDELDLFAIL = 0x0028, "Deleting a distribution list failed";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RVIEWDLFAIL = 0x0029, "Showing a distribution list failed";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RLISTDLSFAIL = 0x0030, "Listing distribution lists failed";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RPARAMRETFAIL = 0x0031, "param_retrieve failed";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RINVPARAM = 0x0032, "Parameter name invalid";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RINVDLMEMBDESC = 0x0035, "Distribution list member description invalid";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RINVDLMEMBTYP = 0x0038, "Distribution list member type invalid";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RINVDLMODOPT = 0x0039, "Distribution list change option invalid";
        /// Not in the text of 3.4 or 5.0; known from one family of implementations.
        ESME_RPROVNOTALLWD = 0x0059, "Provisioning not allowed";
    }
}

/// How a sender should react to a status. The protocol does not define this; the classes follow the practice of public
/// gateways.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RetryClass {
    /// The request succeeded.
    Ok,
    /// The same request will fail again.
    Permanent,
    /// The same request may succeed after a pause.
    RetryLater,
    /// The session is at fault: bind again. If the bind is refused,
    /// [`bind_retry_class`](CommandStatus::bind_retry_class) says what to do.
    Session,
}

impl CommandStatus {
    /// Whether the request succeeded.
    pub const fn is_ok(self) -> bool {
        self.0 == 0
    }

    /// Whether the number is in the range for vendors, 0x400 to 0x4FF.
    pub const fn is_vendor(self) -> bool {
        matches!(self.0, 0x400..=0x4FF)
    }

    /// How to react to a refused request. For a bind, see [`bind_retry_class`](Self::bind_retry_class).
    ///
    /// | status | class |
    /// | --- | --- |
    /// | ESME_ROK | `Ok` |
    /// | ESME_RTHROTTLED, ESME_RMSGQFUL, ESME_RSYSERR, ESME_RX_T_APPN, ESME_RSERTYPUNAVAIL | `RetryLater` |
    /// | ESME_RINVBNDSTS, ESME_RALYBND, ESME_RBINDFAIL, ESME_RINVPASWD, ESME_RINVSYSID, ESME_RINVSYSTYP | `Session` |
    /// | all others, including unknown and vendor values | `Permanent` |
    pub const fn retry_class(self) -> RetryClass {
        match self {
            Self::ESME_ROK => RetryClass::Ok,
            Self::ESME_RSYSERR
            | Self::ESME_RMSGQFUL
            | Self::ESME_RTHROTTLED
            | Self::ESME_RX_T_APPN
            | Self::ESME_RSERTYPUNAVAIL => RetryClass::RetryLater,
            Self::ESME_RINVBNDSTS
            | Self::ESME_RALYBND
            | Self::ESME_RBINDFAIL
            | Self::ESME_RINVPASWD
            | Self::ESME_RINVSYSID
            | Self::ESME_RINVSYSTYP => RetryClass::Session,
            _ => RetryClass::Permanent,
        }
    }

    /// How to react to a refused bind: try again later, or stop and alert whoever runs the program. Never
    /// [`RetryClass::Session`].
    ///
    /// | status | class | why |
    /// | --- | --- | --- |
    /// | ESME_RALYBND, ESME_RINVBNDSTS | `RetryLater` | the message centre still has an earlier session |
    /// | ESME_RBINDFAIL, ESME_RUNKNOWNERR, unknown and vendor values | `RetryLater` | could be anything, including a temporary fault |
    /// | all that [`retry_class`](Self::retry_class) classifies as `RetryLater` | `RetryLater` | the message centre is busy or partly down |
    /// | ESME_RINVPASWD, ESME_RINVSYSID, ESME_RINVSYSTYP | `Permanent` | the account or its password is wrong |
    /// | all others, for example ESME_RINVCMDID or ESME_RPROHIBITED | `Permanent` | the message centre does not accept this bind |
    ///
    /// Wait longer after each attempt: see [`Backoff`](crate::session::Backoff). Message centres that follow 5.0 send
    /// ESME_RBINDFAIL for a wrong password too, so report it if it persists.
    ///
    /// ```
    /// use smpp_core::codes::{CommandStatus, RetryClass};
    /// assert_eq!(CommandStatus::ESME_RALYBND.bind_retry_class(), RetryClass::RetryLater);
    /// assert_eq!(CommandStatus::ESME_RINVPASWD.bind_retry_class(), RetryClass::Permanent);
    /// ```
    pub const fn bind_retry_class(self) -> RetryClass {
        match self {
            Self::ESME_RINVPASWD | Self::ESME_RINVSYSID | Self::ESME_RINVSYSTYP => RetryClass::Permanent,
            Self::ESME_RUNKNOWNERR => RetryClass::RetryLater,
            _ => match self.retry_class() {
                RetryClass::Session => RetryClass::RetryLater,
                RetryClass::Permanent if self.name().is_none() => RetryClass::RetryLater,
                class => class,
            },
        }
    }
}
