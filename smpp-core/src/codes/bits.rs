//! Fields made of bits: one to three octets, with a getter and a `with_*` method for each part.

use super::{Version, WaitingIndication, codes};
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
        SMSC_DELIVERY_RECEIPT = 0x04, "Delivery receipt of the message centre";
        DELIVERY_ACKNOWLEDGEMENT = 0x08, "Delivery acknowledgement of an SME";
        USER_ACKNOWLEDGEMENT = 0x10, "Manual or user acknowledgement of an SME";
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

/// `Debug`, `defmt` and conversions for an octet of bits: the number for `defmt`, number and meaning for `Debug`.
macro_rules! readable_bits {
    ($($Name:ident),*) => { $(
        impl fmt::Debug for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write!(f, "{:#04x} ({self})", self.0)
            }
        }

        #[cfg(feature = "defmt")]
        impl defmt::Format for $Name {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{=u8:#04x}", self.0);
            }
        }

        crate::codes::nameless!($Name(u8));
    )* };
}

/// Replaces the bits in `mask` and keeps the others.
const fn replace(octet: u8, mask: u8, bits: u8) -> u8 {
    (octet & !mask) | (bits & mask)
}

/// `esm_class` (v3.4 section 5.2.12): messaging mode, message type, UDH indicator and reply path.
///
/// ```
/// use smpp_core::codes::{EsmClass, MessageType};
/// let class = EsmClass::default().with_udhi(true);
/// assert_eq!(class, EsmClass(0x40));
/// assert_eq!(EsmClass(0x04).message_type(), MessageType::SMSC_DELIVERY_RECEIPT);
/// assert_eq!(EsmClass(0x44).to_string(), "SMSC_DELIVERY_RECEIPT, UDHI");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[repr(transparent)]
pub struct EsmClass(
    /// The octet on the wire.
    pub u8,
);

impl EsmClass {
    const MODE: u8 = 0x03;
    const TYPE: u8 = 0x3C;
    const UDHI: u8 = 0x40;
    const REPLY_PATH: u8 = 0x80;

    /// Bits 1-0.
    pub const fn messaging_mode(self) -> MessagingMode {
        MessagingMode(self.0 & Self::MODE)
    }

    /// Bits 5-2. Values without a name are kept.
    pub const fn message_type(self) -> MessageType {
        MessageType(self.0 & Self::TYPE)
    }

    /// Bit 6: the user data starts with a user data header.
    pub const fn udhi(self) -> bool {
        self.0 & Self::UDHI != 0
    }

    /// Bit 7: the reply path is set.
    pub const fn reply_path(self) -> bool {
        self.0 & Self::REPLY_PATH != 0
    }

    /// Sets the messaging mode.
    #[must_use]
    pub const fn with_messaging_mode(self, mode: MessagingMode) -> Self {
        Self(replace(self.0, Self::MODE, mode.0))
    }

    /// Sets the message type.
    #[must_use]
    pub const fn with_message_type(self, message_type: MessageType) -> Self {
        Self(replace(self.0, Self::TYPE, message_type.0))
    }

    /// Sets or clears the UDH indicator.
    #[must_use]
    pub const fn with_udhi(self, set: bool) -> Self {
        Self(replace(self.0, Self::UDHI, if set { Self::UDHI } else { 0 }))
    }

    /// Sets or clears the reply path.
    #[must_use]
    pub const fn with_reply_path(self, set: bool) -> Self {
        Self(replace(self.0, Self::REPLY_PATH, if set { Self::REPLY_PATH } else { 0 }))
    }
}

readable_bits!(EsmClass, RegisteredDelivery, CallbackNumPresInd, MsMsgWaitFacilities);

/// Displays for example `SMSC_DELIVERY_RECEIPT, UDHI`. The default mode is omitted.
impl fmt::Display for EsmClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.message_type(), f)?;
        if self.messaging_mode() != MessagingMode::DEFAULT {
            write!(f, ", {}", self.messaging_mode())?;
        }
        if self.udhi() {
            f.write_str(", UDHI")?;
        }
        if self.reply_path() {
            f.write_str(", REPLY_PATH")?;
        }
        Ok(())
    }
}

codes! {
    /// Receipt from the message centre: bits 1-0 of `registered_delivery`.
    pub struct SmscReceipt(u8) {
        NONE = 0, "No receipt";
        SUCCESS_OR_FAILURE = 1, "Receipt on success or failure";
        FAILURE = 2, "Receipt on failure only";
        SUCCESS = 3, "Receipt on success only (5.0; reserved in 3.4)";
    }
}

/// `registered_delivery` (v3.4 section 5.2.17): the receipts and notifications to send.
///
/// ```
/// use smpp_core::codes::{RegisteredDelivery, SmscReceipt};
/// let asked = RegisteredDelivery::default().with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE);
/// assert_eq!(asked.0, 1);
/// assert!(RegisteredDelivery(0x11).intermediate_notification());
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[repr(transparent)]
pub struct RegisteredDelivery(
    /// The octet on the wire.
    pub u8,
);

impl RegisteredDelivery {
    const RECEIPT: u8 = 0x03;
    const DELIVERY_ACK: u8 = 0x04;
    const USER_ACK: u8 = 0x08;
    const INTERMEDIATE: u8 = 0x10;

    /// Bits 1-0.
    pub const fn smsc_receipt(self) -> SmscReceipt {
        SmscReceipt(self.0 & Self::RECEIPT)
    }

    /// Bit 2: requests a delivery acknowledgement from the SME.
    pub const fn delivery_acknowledgement(self) -> bool {
        self.0 & Self::DELIVERY_ACK != 0
    }

    /// Bit 3: requests a manual or user acknowledgement from the SME.
    pub const fn user_acknowledgement(self) -> bool {
        self.0 & Self::USER_ACK != 0
    }

    /// Bit 4, mask 0x10: requests intermediate notifications.
    pub const fn intermediate_notification(self) -> bool {
        self.0 & Self::INTERMEDIATE != 0
    }

    /// Sets the receipt from the message centre.
    #[must_use]
    pub const fn with_smsc_receipt(self, receipt: SmscReceipt) -> Self {
        Self(replace(self.0, Self::RECEIPT, receipt.0))
    }

    /// Requests a delivery acknowledgement or not.
    #[must_use]
    pub const fn with_delivery_acknowledgement(self, set: bool) -> Self {
        Self(replace(self.0, Self::DELIVERY_ACK, if set { Self::DELIVERY_ACK } else { 0 }))
    }

    /// Requests a user acknowledgement or not.
    #[must_use]
    pub const fn with_user_acknowledgement(self, set: bool) -> Self {
        Self(replace(self.0, Self::USER_ACK, if set { Self::USER_ACK } else { 0 }))
    }

    /// Requests intermediate notifications or not.
    #[must_use]
    pub const fn with_intermediate_notification(self, set: bool) -> Self {
        Self(replace(self.0, Self::INTERMEDIATE, if set { Self::INTERMEDIATE } else { 0 }))
    }
}

/// Displays for example `SUCCESS_OR_FAILURE, intermediate`.
impl fmt::Display for RegisteredDelivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.smsc_receipt(), f)?;
        for (set, name) in [
            (self.delivery_acknowledgement(), ", delivery acknowledgement"),
            (self.user_acknowledgement(), ", user acknowledgement"),
            (self.intermediate_notification(), ", intermediate"),
        ] {
            if set {
                f.write_str(name)?;
            }
        }
        Ok(())
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
    /// Who verified a callback number: bits 1-0 of `callback_num_pres_ind`.
    pub struct NumberScreening(u8) {
        NOT_SCREENED = 0, "User provided, not screened";
        PASSED = 1, "User provided, verified and passed";
        FAILED = 2, "User provided, verified and failed";
        NETWORK_PROVIDED = 3, "Network provided";
    }
}

/// `callback_num_pres_ind` (v3.4 section 5.3.2.37): presentation and screening of a callback number.
///
/// ```
/// use smpp_core::codes::{CallbackNumPresInd, NumberPresentation, NumberScreening};
/// let hidden = CallbackNumPresInd::default().with_presentation(NumberPresentation::RESTRICTED);
/// assert_eq!(hidden.0, 0x04);
/// assert_eq!(CallbackNumPresInd(0x07).to_string(), "RESTRICTED, NETWORK_PROVIDED");
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[repr(transparent)]
pub struct CallbackNumPresInd(
    /// The octet on the wire.
    pub u8,
);

impl CallbackNumPresInd {
    const PRESENTATION: u8 = 0x0C;
    const SCREENING: u8 = 0x03;

    /// Bits 3-2: whether the number may be shown.
    pub const fn presentation(self) -> NumberPresentation {
        NumberPresentation((self.0 & Self::PRESENTATION) >> 2)
    }

    /// Bits 1-0: who verified the number.
    pub const fn screening(self) -> NumberScreening {
        NumberScreening(self.0 & Self::SCREENING)
    }

    /// Sets the presentation.
    #[must_use]
    pub const fn with_presentation(self, presentation: NumberPresentation) -> Self {
        Self(replace(self.0, Self::PRESENTATION, presentation.0 << 2))
    }

    /// Sets the screening.
    #[must_use]
    pub const fn with_screening(self, screening: NumberScreening) -> Self {
        Self(replace(self.0, Self::SCREENING, screening.0))
    }
}

/// Displays for example `RESTRICTED, NETWORK_PROVIDED`.
impl fmt::Display for CallbackNumPresInd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.presentation(), self.screening())
    }
}

/// `ms_msg_wait_facilities` (v3.4 section 5.3.2.13): a message waiting indication.
///
/// ```
/// use smpp_core::codes::{MsMsgWaitFacilities, WaitingIndication};
/// let fax = MsMsgWaitFacilities::default().with_active(true).with_indication(WaitingIndication::FAX);
/// assert_eq!((fax.0, fax.to_string().as_str()), (0x81, "FAX waiting"));
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[repr(transparent)]
pub struct MsMsgWaitFacilities(
    /// The octet on the wire.
    pub u8,
);

impl MsMsgWaitFacilities {
    const ACTIVE: u8 = 0x80;
    const INDICATION: u8 = 0x03;

    /// Bit 7: the indication is active.
    pub const fn active(self) -> bool {
        self.0 & Self::ACTIVE != 0
    }

    /// Bits 1-0: what is waiting.
    pub const fn indication(self) -> WaitingIndication {
        WaitingIndication(self.0 & Self::INDICATION)
    }

    /// Sets or clears the active bit.
    #[must_use]
    pub const fn with_active(self, set: bool) -> Self {
        Self(replace(self.0, Self::ACTIVE, if set { Self::ACTIVE } else { 0 }))
    }

    /// Sets the indication.
    #[must_use]
    pub const fn with_indication(self, indication: WaitingIndication) -> Self {
        Self(replace(self.0, Self::INDICATION, indication.0))
    }
}

/// Displays `FAX waiting` or `FAX no longer waiting`.
impl fmt::Display for MsMsgWaitFacilities {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.indication(), if self.active() { "waiting" } else { "no longer waiting" })
    }
}

/// `congestion_state` (v5.0 section 4.8.4.18): the load of the message centre in percent.
///
/// ```
/// use smpp_core::codes::{CongestionBand, CongestionState};
/// assert_eq!(CongestionState(85).band(), Some(CongestionBand::Optimum));
/// assert_eq!(CongestionState(95).to_string(), "95 (nearing congestion)");
/// assert_eq!(CongestionState(101).band(), None);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[repr(transparent)]
pub struct CongestionState(
    /// The octet on the wire: 0 to 100.
    pub u8,
);

/// The meaning of a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum CongestionBand {
    /// 0.
    Idle,
    /// 1 to 29.
    Low,
    /// 30 to 49.
    Medium,
    /// 50 to 79.
    High,
    /// 80 to 89: the range to aim for. The standard lists 90 both here and in the next band.
    Optimum,
    /// 90 to 99.
    NearingCongestion,
    /// 100.
    Congested,
}

impl CongestionState {
    /// The band; `None` above 100.
    pub const fn band(self) -> Option<CongestionBand> {
        Some(match self.0 {
            0 => CongestionBand::Idle,
            1..=29 => CongestionBand::Low,
            30..=49 => CongestionBand::Medium,
            50..=79 => CongestionBand::High,
            80..=89 => CongestionBand::Optimum,
            90..=99 => CongestionBand::NearingCongestion,
            100 => CongestionBand::Congested,
            _ => return None,
        })
    }
}

/// Displays for example `95 (nearing congestion)`.
impl fmt::Display for CongestionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let meaning = match self.band() {
            Some(CongestionBand::Idle) => "idle",
            Some(CongestionBand::Low) => "low",
            Some(CongestionBand::Medium) => "medium",
            Some(CongestionBand::High) => "high",
            Some(CongestionBand::Optimum) => "optimum",
            Some(CongestionBand::NearingCongestion) => "nearing congestion",
            Some(CongestionBand::Congested) => "congested",
            None => "reserved",
        };
        write!(f, "{} ({meaning})", self.0)
    }
}

impl fmt::Debug for CongestionState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for CongestionState {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "{=u8}", self.0);
    }
}

crate::codes::nameless!(CongestionState(u8));

/// `its_session_info` (v3.4 section 5.3.2.43): the progress of a USSD or ITS dialogue.
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
    /// Second octet: bits 7-1 sequence number of the dialogue unit, bit 0 end of session.
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

/// Displays for example `session 7, unit 2, end of session`.
impl fmt::Display for ItsSessionInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "session {}, unit {}", self.session_number, self.sequence_number())?;
        if self.end_of_session() { f.write_str(", end of session") } else { Ok(()) }
    }
}

codes! {
    /// First octet of `network_error_code`.
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
        match self.0 {
            4..=8 => !matches!(version, Version::V50),
            _ => self.name().is_none(),
        }
    }
}

/// `network_error_code` (v3.4 section 5.3.2.31).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct NetworkErrorCode {
    /// The network that defines the code.
    pub network: ErrorNetwork,
    /// The error code.
    pub code: u16,
}

impl NetworkErrorCode {
    /// The three octets if all are ASCII digits: some message centres write an error such as `104` as text.
    ///
    /// ```
    /// use smpp_core::codes::NetworkErrorCode;
    /// assert_eq!(NetworkErrorCode { network: 0x31.into(), code: 0x3034 }.digits(), Some(*b"104"));
    /// assert_eq!(NetworkErrorCode { network: 3.into(), code: 104 }.digits(), None);
    /// ```
    pub const fn digits(self) -> Option<[u8; 3]> {
        let [high, low] = self.code.to_be_bytes();
        match (self.network.0, high, low) {
            (network @ b'0'..=b'9', b'0'..=b'9', b'0'..=b'9') => Some([network, high, low]),
            _ => None,
        }
    }
}

/// Displays for example `GSM error 27`, `error 104 in digits` or `error E01 in characters`.
impl fmt::Display for NetworkErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(digits) = self.digits() {
            return write!(f, "error {} in digits", digits.escape_ascii());
        }
        let [high, low] = self.code.to_be_bytes();
        let characters = [self.network.0, high, low];
        if characters.iter().all(|octet| matches!(octet, b' '..=b'~')) {
            return write!(f, "error {} in characters", characters.escape_ascii());
        }
        write!(f, "{} error {}", self.network, self.code)
    }
}
