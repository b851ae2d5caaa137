//! Fields of one to three octets, most of them made of parts. Each part of an octet of bits has a getter and a `with_*`
//! method.

use super::{Version, WaitingIndication, codes, formats, from_str, newtype};
use core::fmt;

codes! {
    /// Messaging mode: bits 1-0 of `esm_class`. Used only from the ESME to the message centre.
    pub struct MessagingMode(u8) {
        DEFAULT = 0, "Default mode of the message centre, usually store and forward";
        DATAGRAM = 1, "Datagram mode";
        FORWARD = 2, "Forward mode, also called transaction mode";
        STORE_AND_FORWARD = 3, "Store and forward mode";
    }
}

codes! {
    /// Message type: bits 5-2 of `esm_class`, not shifted.
    pub struct MessageType(u8) {
        NORMAL = 0x00, "Normal message";
        SMSC_DELIVERY_RECEIPT = 0x04, "Delivery receipt from the message centre";
        DELIVERY_ACKNOWLEDGEMENT = 0x08, "Delivery acknowledgement from an SME";
        USER_ACKNOWLEDGEMENT = 0x10, "Manual or user acknowledgement from an SME";
        CONVERSATION_ABORT = 0x18, "Conversation abort (Korean CDMA)";
        INTERMEDIATE_NOTIFICATION = 0x20, "Intermediate delivery notification";
    }
}

impl MessageType {
    /// Whether only a message centre sends this type: a receipt or a notification.
    pub(crate) const fn is_of_smsc(self) -> bool {
        matches!(self, Self::SMSC_DELIVERY_RECEIPT | Self::INTERMEDIATE_NOTIFICATION)
    }
}

/// Declares a newtype over an octet of bits, with a getter and a `with_*` method for each part: a flag, or a code in
/// the bits of a mask, shifted down where a number of bits follows the mask.
macro_rules! bits {
    (
        $(#[$meta:meta])*
        pub struct $Name:ident {
            $( $(#[$part_meta:meta])* $part:ident $with:ident: $Part:ident = $mask:literal $(>> $shift:literal)?; )*
        }
    ) => {
        newtype! { $(#[$meta])* pub struct $Name(u8); }

        impl $Name {
            $(
                $(#[$part_meta])*
                pub const fn $part(self) -> $Part {
                    bits!(@read $Part, (self.0 & $mask) $(>> $shift)?)
                }

                #[doc = concat!("Replaces [`", stringify!($part), "`](Self::", stringify!($part), ") and keeps the other bits.")]
                #[must_use]
                pub const fn $with(self, value: $Part) -> Self {
                    Self(self.0 & !$mask | (bits!(@write $Part, value) $(<< $shift)?) & $mask)
                }
            )*
        }

        from_str!($Name, |_| None);
        formats!($Name: debug "{:#04x}", defmt "{=u8:#04x}");
    };
    (@read bool, $bits:expr) => {
        $bits != 0
    };
    (@read $Code:ident, $bits:expr) => {
        $Code($bits)
    };
    (@write bool, $flag:ident) => {
        if $flag { 0xFF } else { 0 }
    };
    (@write $Code:ident, $code:ident) => {
        $code.0
    };
}

bits! {
    /// `esm_class` (v3.4 section 5.2.12, v5.0 section 4.7.12): messaging mode, message type, UDH indicator and
    /// reply path.
    ///
    /// ```
    /// use smpp_core::codes::{EsmClass, MessageType};
    /// let class = EsmClass::default().with_udhi(true);
    /// assert_eq!(class, EsmClass(0x40));
    /// assert_eq!(EsmClass(0x04).message_type(), MessageType::SMSC_DELIVERY_RECEIPT);
    /// assert_eq!(EsmClass(0x44).to_string(), "SMSC_DELIVERY_RECEIPT, UDHI");
    /// ```
    pub struct EsmClass {
        /// The messaging mode: bits 1-0.
        messaging_mode with_messaging_mode: MessagingMode = 0x03;
        /// The message type: bits 5-2. Values without a name are kept.
        message_type with_message_type: MessageType = 0x3C;
        /// Bit 6: the user data starts with a user data header.
        udhi with_udhi: bool = 0x40;
        /// Bit 7: the reply path is set.
        reply_path with_reply_path: bool = 0x80;
    }
}

/// Displays, for example, `SMSC_DELIVERY_RECEIPT, UDHI`. Leaves out the default mode, and the normal message type unless
/// nothing else is set.
impl fmt::Display for EsmClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut comma = "";
        if self.message_type() != MessageType::NORMAL || self.0 == 0 {
            write!(f, "{}", self.message_type())?;
            comma = ", ";
        }
        if self.messaging_mode() != MessagingMode::DEFAULT {
            write!(f, "{comma}{}", self.messaging_mode())?;
            comma = ", ";
        }
        for (is_set, flag) in [(self.udhi(), "UDHI"), (self.reply_path(), "REPLY_PATH")] {
            if is_set {
                write!(f, "{comma}{flag}")?;
                comma = ", ";
            }
        }
        Ok(())
    }
}

codes! {
    /// When the message centre sends a receipt: bits 1-0 of `registered_delivery`.
    pub struct SmscReceipt(u8) {
        NONE = 0, "No receipt";
        SUCCESS_OR_FAILURE = 1, "Receipt on success or failure";
        FAILURE = 2, "Receipt on failure only";
        SUCCESS = 3, "Receipt on success only (5.0; reserved in 3.4)";
    }
}

impl SmscReceipt {
    /// Whether it asks for a receipt if the message is delivered.
    ///
    /// ```
    /// use smpp_core::codes::SmscReceipt;
    /// assert!(SmscReceipt::SUCCESS_OR_FAILURE.on_success() && !SmscReceipt::FAILURE.on_success());
    /// ```
    pub const fn on_success(self) -> bool {
        matches!(self, Self::SUCCESS_OR_FAILURE | Self::SUCCESS)
    }

    /// Whether it asks for a receipt if the message is not delivered.
    pub const fn on_failure(self) -> bool {
        matches!(self, Self::SUCCESS_OR_FAILURE | Self::FAILURE)
    }
}

bits! {
    /// `registered_delivery` (v3.4 section 5.2.17, v5.0 section 4.7.21): the receipts and notifications to send.
    ///
    /// ```
    /// use smpp_core::codes::{RegisteredDelivery, SmscReceipt};
    /// let asked = RegisteredDelivery::default().with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE);
    /// assert_eq!(asked.0, 1);
    /// assert!(RegisteredDelivery(0x11).intermediate_notification());
    /// ```
    pub struct RegisteredDelivery {
        /// The receipt from the message centre: bits 1-0.
        smsc_receipt with_smsc_receipt: SmscReceipt = 0x03;
        /// Bit 2: requests a delivery acknowledgement from the SME.
        delivery_acknowledgement with_delivery_acknowledgement: bool = 0x04;
        /// Bit 3: requests a manual or user acknowledgement from the SME.
        user_acknowledgement with_user_acknowledgement: bool = 0x08;
        /// Bit 4, mask 0x10: requests intermediate notifications.
        intermediate_notification with_intermediate_notification: bool = 0x10;
    }
}

/// Displays, for example, `SUCCESS_OR_FAILURE, intermediate`.
impl fmt::Display for RegisteredDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.smsc_receipt(), f)?;
        f.write_str(if self.delivery_acknowledgement() { ", delivery acknowledgement" } else { "" })?;
        f.write_str(if self.user_acknowledgement() { ", user acknowledgement" } else { "" })?;
        f.write_str(if self.intermediate_notification() { ", intermediate" } else { "" })
    }
}

codes! {
    /// Whether a callback number may be shown: bits 3-2 of `callback_num_pres_ind`.
    pub struct NumberPresentation(u8) {
        ALLOWED = 0, "Presentation allowed";
        RESTRICTED = 1, "Presentation restricted";
        NOT_AVAILABLE = 2, "Number not available";
    }
}

codes! {
    /// Who provided a callback number, and whether it was verified: bits 1-0 of `callback_num_pres_ind`.
    pub struct NumberScreening(u8) {
        NOT_SCREENED = 0, "User provided, not screened";
        PASSED = 1, "User provided, verified and passed";
        FAILED = 2, "User provided, verified and failed";
        NETWORK_PROVIDED = 3, "Network provided";
    }
}

bits! {
    /// `callback_num_pres_ind` (v3.4 section 5.3.2.37, v5.0 section 4.8.4.17): presentation and screening of a callback
    /// number.
    ///
    /// ```
    /// use smpp_core::codes::{CallbackNumPresInd, NumberPresentation, NumberScreening};
    /// let hidden = CallbackNumPresInd::default().with_presentation(NumberPresentation::RESTRICTED);
    /// assert_eq!(hidden.0, 0x04);
    /// assert_eq!(CallbackNumPresInd(0x07).to_string(), "RESTRICTED, NETWORK_PROVIDED");
    /// ```
    pub struct CallbackNumPresInd {
        /// Bits 3-2: whether the number may be shown.
        presentation with_presentation: NumberPresentation = 0x0C >> 2;
        /// Bits 1-0: who provided the number, and whether it was verified.
        screening with_screening: NumberScreening = 0x03;
    }
}

/// Displays, for example, `RESTRICTED, NETWORK_PROVIDED`.
impl fmt::Display for CallbackNumPresInd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.presentation(), self.screening())
    }
}

bits! {
    /// `ms_msg_wait_facilities` (v3.4 section 5.3.2.13, v5.0 section 4.8.4.40): a message waiting indication.
    ///
    /// ```
    /// use smpp_core::codes::{MsMsgWaitFacilities, WaitingIndication};
    /// let fax = MsMsgWaitFacilities::default().with_active(true).with_indication(WaitingIndication::FAX);
    /// assert_eq!((fax.0, fax.to_string().as_str()), (0x81, "FAX waiting"));
    /// ```
    pub struct MsMsgWaitFacilities {
        /// Bit 7: the indication is active.
        active with_active: bool = 0x80;
        /// Bits 1-0: what is waiting.
        indication with_indication: WaitingIndication = 0x03;
    }
}

/// Displays, for example, `FAX waiting` or `FAX no longer waiting`.
impl fmt::Display for MsMsgWaitFacilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.indication(), if self.active() { "waiting" } else { "no longer waiting" })
    }
}

newtype! {
    /// `congestion_state` (v5.0 section 4.8.4.18): the load of the side that sends the response, in percent.
    ///
    /// ```
    /// use smpp_core::codes::CongestionState;
    /// assert_eq!(CongestionState(85).meaning(), Some("optimum"));
    /// assert_eq!(CongestionState(95).to_string(), "95 (nearing congestion)");
    /// assert_eq!(CongestionState(101).meaning(), None);
    /// ```
    pub struct CongestionState(u8);
}

impl CongestionState {
    /// The band in which the load lies (v5.0 section 4.8.4.18); `None` above 100. The band to aim for is `optimum`, 80
    /// to 89; the standard lists 90 both there and in the next band.
    pub const fn meaning(self) -> Option<&'static str> {
        Some(match self.0 {
            0 => "idle",
            1..=29 => "low",
            30..=49 => "medium",
            50..=79 => "high",
            80..=89 => "optimum",
            90..=99 => "nearing congestion",
            100 => "congested",
            _ => return None,
        })
    }
}

/// Displays, for example, `95 (nearing congestion)`.
impl fmt::Display for CongestionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({})", self.0, self.meaning().unwrap_or("reserved"))
    }
}

from_str!(CongestionState, |_| None);
formats!(CongestionState: debug, defmt "{=u8}");

/// `its_session_info` (v3.4 section 5.3.2.43, v5.0 section 4.8.4.34): the progress of a USSD or ITS dialogue.
///
/// ```
/// use smpp_core::codes::ItsSessionInfo;
/// let last = ItsSessionInfo::new(7, 2, true);
/// assert_eq!(last, ItsSessionInfo { session_number: 7, sequence: 0b101 });
/// assert_eq!(last.to_string(), "session 7, unit 2, end of session");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct ItsSessionInfo {
    /// Number of the session, 0 to 255.
    pub session_number: u8,
    /// The second octet. Bits 7-1 are the sequence number of the dialogue unit; bit 0 marks the end of the
    /// session.
    pub sequence: u8,
}

impl ItsSessionInfo {
    /// Creates the value for one unit of a dialogue. Only the lower seven bits of `sequence_number` are used.
    pub const fn new(session_number: u8, sequence_number: u8, end_of_session: bool) -> Self {
        Self { session_number, sequence: (sequence_number << 1) | end_of_session as u8 }
    }

    /// Sequence number of the dialogue unit, 0 to 127.
    pub const fn sequence_number(self) -> u8 {
        self.sequence >> 1
    }

    /// Whether this is the last unit of the dialogue.
    pub const fn end_of_session(self) -> bool {
        self.sequence & 1 != 0
    }
}

/// Displays, for example, `session 7, unit 2, end of session`.
impl fmt::Display for ItsSessionInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "session {}, unit {}", self.session_number, self.sequence_number())?;
        if self.end_of_session() { f.write_str(", end of session") } else { Ok(()) }
    }
}

codes! {
    /// The kind of network that defines an error code: the first octet of `network_error_code`.
    pub struct ErrorNetwork(u8) {
        ANSI_136_ACCESS_DENIED = 1, "ANSI-136 access denied reason";
        IS_95_ACCESS_DENIED = 2, "IS-95 access denied reason";
        GSM = 3, "GSM";
        ANSI_136_CAUSE = 4, "ANSI-136 cause code (5.0)";
        IS_95_CAUSE = 5, "IS-95 cause code (5.0)";
        ANSI_41 = 6, "ANSI-41 error (5.0)";
        SMPP = 7, "SMPP error (5.0)";
        MESSAGE_CENTRE = 8, "Specific to the message centre (5.0)";
    }
}

impl ErrorNetwork {
    /// Whether a version reserves the value: 4 to 8 were added in 5.0.
    pub const fn is_reserved_in(self, version: Version) -> bool {
        self.name().is_none() || (matches!(self.0, 4..=8) && !matches!(version, Version::V50))
    }
}

/// `network_error_code` (v3.4 section 5.3.2.31, v5.0 section 4.8.4.42): an error code and the kind of network
/// that defines it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct NetworkErrorCode {
    /// The kind of network that defines the code.
    pub network: ErrorNetwork,
    /// The error code.
    pub code: u16,
}

impl NetworkErrorCode {
    /// Reads the three octets.
    pub const fn from_octets([network, high, low]: [u8; 3]) -> Self {
        Self { network: ErrorNetwork(network), code: u16::from_be_bytes([high, low]) }
    }

    /// The three octets. Some message centres write an error such as `104` as text.
    ///
    /// ```
    /// use smpp_core::codes::NetworkErrorCode;
    /// assert_eq!(NetworkErrorCode { network: 0x31.into(), code: 0x3034 }.to_octets(), *b"104");
    /// assert_eq!(NetworkErrorCode { network: 3.into(), code: 104 }.to_octets(), [3, 0, 104]);
    /// ```
    pub const fn to_octets(self) -> [u8; 3] {
        let [high, low] = self.code.to_be_bytes();
        [self.network.0, high, low]
    }
}

/// Displays, for example, `GSM error 27`, `error 104 in digits` or `error E01 in characters`.
impl fmt::Display for NetworkErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let octets = self.to_octets();
        let written_in = match octets {
            [b'0'..=b'9', b'0'..=b'9', b'0'..=b'9'] => "digits",
            [b' '..=b'~', b' '..=b'~', b' '..=b'~'] => "characters",
            _ => return write!(f, "{} error {}", self.network, self.code),
        };
        write!(f, "error {} in {written_in}", octets.escape_ascii())
    }
}
