//! Values of single fields and TLVs, one line per value.

use super::{Version, codes};

codes! {
    /// Type of number (v3.4 section 5.2.5, v5.0 section 4.7.1).
    pub struct Ton(u8) {
        UNKNOWN = 0, "Unknown";
        INTERNATIONAL = 1, "International";
        NATIONAL = 2, "National";
        NETWORK_SPECIFIC = 3, "Network specific";
        SUBSCRIBER_NUMBER = 4, "Subscriber number";
        ALPHANUMERIC = 5, "Alphanumeric";
        ABBREVIATED = 6, "Abbreviated";
    }
}

codes! {
    /// Numbering plan indicator (v3.4 section 5.2.6, v5.0 section 4.7.2).
    pub struct Npi(u8) {
        UNKNOWN = 0, "Unknown";
        ISDN = 1, "ISDN (E.163/E.164)";
        DATA = 3, "Data (X.121)";
        TELEX = 4, "Telex (F.69)";
        LAND_MOBILE = 6, "Land mobile (E.212)";
        NATIONAL = 8, "National";
        PRIVATE = 9, "Private";
        ERMES = 10, "ERMES";
        INTERNET = 14, "Internet (IP)";
        WAP_CLIENT_ID = 18, "WAP client id";
    }
}

codes! {
    /// State of a message (v3.4 section 5.2.28, v5.0 section 4.7.15).
    pub struct MessageState(u8) {
        SCHEDULED = 0, "Scheduled, not yet under way (5.0)";
        ENROUTE = 1, "Under way";
        DELIVERED = 2, "Delivered to the destination";
        EXPIRED = 3, "Validity period expired";
        DELETED = 4, "Deleted";
        UNDELIVERABLE = 5, "Cannot be delivered";
        ACCEPTED = 6, "Accepted on behalf of the subscriber";
        UNKNOWN = 7, "The message centre does not know the state";
        REJECTED = 8, "Rejected";
        SKIPPED = 9, "Accepted but deliberately not sent (5.0)";
    }
}

codes! {
    /// Priority of a message (v3.4 section 5.2.14, v5.0 section 4.7.19): 0 or 1 in 3.3, up to 3 in 3.4, up to 4 in
    /// 5.0. The network defines what each level means.
    pub struct PriorityFlag(u8) {
        LEVEL_0 = 0, "Lowest: GSM not priority, ANSI-136 bulk, IS-95 normal";
        LEVEL_1 = 1, "GSM priority, ANSI-136 normal, IS-95 interactive";
        LEVEL_2 = 2, "GSM priority, ANSI-136 and IS-95 urgent";
        LEVEL_3 = 3, "GSM priority, ANSI-136 very urgent, IS-95 emergency";
        LEVEL_4 = 4, "Cell broadcast in the background with priority (5.0)";
    }
}

codes! {
    /// `protocol_id` (v3.4 section 5.2.13, v5.0 section 4.7.20): on GSM networks, the TP-PID (3GPP TS 23.040
    /// clause 9.2.3.9). Other networks ignore it.
    pub struct ProtocolId(u8) {
        DEFAULT = 0x00, "Plain short message";
        SHORT_MESSAGE_TYPE_0 = 0x40, "Short message type 0: acknowledged but not shown";
        REPLACE_TYPE_1 = 0x41, "Replaces an earlier message of type 1";
        REPLACE_TYPE_2 = 0x42, "Replaces an earlier message of type 2";
        REPLACE_TYPE_3 = 0x43, "Replaces an earlier message of type 3";
        REPLACE_TYPE_4 = 0x44, "Replaces an earlier message of type 4";
        REPLACE_TYPE_5 = 0x45, "Replaces an earlier message of type 5";
        REPLACE_TYPE_6 = 0x46, "Replaces an earlier message of type 6";
        REPLACE_TYPE_7 = 0x47, "Replaces an earlier message of type 7";
        ME_DATA_DOWNLOAD = 0x7D, "Data for the phone";
        ME_DEPERSONALISATION = 0x7E, "De-personalisation of the phone";
        SIM_DATA_DOWNLOAD = 0x7F, "Data for the SIM";
    }
}

codes! {
    /// Whether to replace an undelivered message that has the same addresses and service type (v3.4 section 5.2.18,
    /// v5.0 section 4.7.22).
    pub struct ReplaceIfPresentFlag(u8) {
        DO_NOT_REPLACE = 0, "Do not replace (default)";
        REPLACE = 1, "Replace";
    }
}

codes! {
    /// Subcomponent of the destination or source device (v3.4 section 5.3.2.1, v5.0 section 4.8.4.23).
    pub struct AddrSubunit(u8) {
        UNKNOWN = 0, "Unknown (default)";
        MS_DISPLAY = 1, "MS display";
        MOBILE_EQUIPMENT = 2, "Mobile equipment";
        SMART_CARD_1 = 3, "Smart card 1";
        EXTERNAL_UNIT_1 = 4, "External unit 1";
    }
}

codes! {
    /// Kind of network (v3.4 section 5.3.2.3, v5.0 section 4.8.4.26).
    pub struct NetworkType(u8) {
        UNKNOWN = 0, "Unknown";
        GSM = 1, "GSM";
        ANSI_136_TDMA = 2, "ANSI-136/TDMA";
        IS_95_CDMA = 3, "IS-95/CDMA";
        PDC = 4, "PDC";
        PHS = 5, "PHS";
        IDEN = 6, "iDEN";
        AMPS = 7, "AMPS";
        PAGING_NETWORK = 8, "Paging network";
    }
}

codes! {
    /// Kind of bearer (v3.4 section 5.3.2.5, v5.0 section 4.8.4.24).
    pub struct BearerType(u8) {
        UNKNOWN = 0, "Unknown";
        SMS = 1, "SMS";
        CSD = 2, "Circuit switched data";
        PACKET_DATA = 3, "Packet data";
        USSD = 4, "USSD";
        CDPD = 5, "CDPD";
        DATATAC = 6, "DataTAC";
        FLEX_REFLEX = 7, "FLEX/ReFLEX";
        CELL_BROADCAST = 8, "Cell broadcast";
    }
}

codes! {
    /// Higher layer of the user data (v3.4 section 5.3.2.10, v5.0 section 4.8.4.44).
    pub struct PayloadType(u8) {
        DEFAULT = 0, "Default (WDP for WAP)";
        WCMP = 1, "WCMP";
    }
}

codes! {
    /// Privacy level of a message (v3.4 section 5.3.2.14, v5.0 section 4.8.4.45).
    pub struct PrivacyIndicator(u8) {
        NOT_RESTRICTED = 0, "Not restricted (default)";
        RESTRICTED = 1, "Restricted";
        CONFIDENTIAL = 2, "Confidential";
        SECRET = 3, "Secret";
    }
}

codes! {
    /// Language of the text (v3.4 section 5.3.2.19, v5.0 section 4.8.4.35).
    pub struct LanguageIndicator(u8) {
        UNSPECIFIED = 0, "Unspecified (default)";
        ENGLISH = 1, "English";
        FRENCH = 2, "French";
        SPANISH = 3, "Spanish";
        GERMAN = 4, "German";
        PORTUGUESE = 5, "Portuguese";
    }
}

codes! {
    /// When the text is shown (v3.4 section 5.3.2.26, v5.0 section 4.8.4.31).
    pub struct DisplayTime(u8 = 1) {
        TEMPORARY = 0, "Temporary";
        DEFAULT = 1, "Default";
        INVOKE = 2, "Invoke";
    }
}

codes! {
    /// Why a delivery failed (v3.4 section 5.3.2.33, v5.0 section 4.8.4.19).
    pub struct DeliveryFailureReason(u8) {
        DESTINATION_UNAVAILABLE = 0, "Destination unavailable";
        DESTINATION_ADDRESS_INVALID = 1, "Destination address invalid";
        PERMANENT_NETWORK_ERROR = 2, "Permanent network error";
        TEMPORARY_NETWORK_ERROR = 3, "Temporary network error";
    }
}

codes! {
    /// Whether the phone can be reached (v3.4 section 5.3.2.30, v5.0 section 4.8.4.39).
    pub struct MsAvailabilityStatus(u8) {
        AVAILABLE = 0, "Available (default)";
        DENIED = 1, "Denied";
        UNAVAILABLE = 2, "Unavailable";
    }
}

codes! {
    /// Whether the delivery pending flag was set (v3.4 section 5.3.2.28, v5.0 section 4.8.4.32).
    pub struct DpfResult(u8) {
        NOT_SET = 0, "Not set";
        SET = 1, "Set";
    }
}

codes! {
    /// Whether to set the delivery pending flag on failure (v3.4 section 5.3.2.29, v5.0 section 4.8.4.52).
    pub struct SetDpf(u8 = 1) {
        NOT_REQUESTED = 0, "Not requested";
        REQUESTED = 1, "Requested (default)";
    }
}

codes! {
    /// Whether more messages follow (v3.4 section 5.3.2.34, v5.0 section 4.8.4.38).
    pub struct MoreMessagesToSend(u8 = 1) {
        NO = 0, "No";
        YES = 1, "Yes (default)";
    }
}

codes! {
    /// How the subscriber answers (v3.4 section 5.3.2.42, v5.0 section 4.8.4.33).
    pub struct ItsReplyType(u8) {
        DIGIT = 0, "Digit";
        NUMBER = 1, "Number";
        TELEPHONE_NUMBER = 2, "Telephone number";
        PASSWORD = 3, "Password";
        CHARACTER_LINE = 4, "Character line";
        MENU = 5, "Menu";
        DATE = 6, "Date";
        TIME = 7, "Time";
        CONTINUE = 8, "Continue";
    }
}

codes! {
    /// USSD operation (v3.4 section 5.3.2.44, v5.0 section 4.8.4.64).
    pub struct UssdServiceOp(u8) {
        PSSD_INDICATION = 0, "PSSD indication";
        PSSR_INDICATION = 1, "PSSR indication";
        USSR_REQUEST = 2, "USSR request";
        USSN_REQUEST = 3, "USSN request";
        PSSD_RESPONSE = 16, "PSSD response";
        PSSR_RESPONSE = 17, "PSSR response";
        USSR_CONFIRM = 18, "USSR confirm";
        USSN_CONFIRM = 19, "USSN confirm";
    }
}

codes! {
    /// How the phone alerts its user (v3.4 section 5.3.2.41, values of v5.0 section 4.8.4.2).
    pub struct AlertOnMessageDelivery(u8) {
        DEFAULT = 0, "Default";
        LOW = 1, "Low";
        MEDIUM = 2, "Medium";
        HIGH = 3, "High";
    }
}

codes! {
    /// Result of a number portability query (v5.0 section 4.8.4.22).
    pub struct DestAddrNpResolution(u8) {
        NO_QUERY = 0, "No query (default)";
        NOT_PORTED = 1, "Not ported";
        PORTED = 2, "Ported";
    }
}

codes! {
    /// How long the phone keeps a message (v3.4 section 5.3.2.27, v5.0 section 4.8.4.41).
    pub struct MsValidityBehaviour(u8) {
        STORE_INDEFINITELY = 0, "Store indefinitely (default)";
        POWER_DOWN = 1, "Power down";
        REGISTRATION_AREA = 2, "Registration area (SID based)";
        DISPLAY_ONLY = 3, "Display only";
        RELATIVE_PERIOD = 4, "Relative period (5.0)";
    }
}

impl MsValidityBehaviour {
    /// Whether a version reserves the value: RELATIVE_PERIOD was added in 5.0.
    pub const fn is_reserved_in(self, version: Version) -> bool {
        self.name().is_none() || (self.0 == Self::RELATIVE_PERIOD.0 && !matches!(version, Version::V50))
    }
}

codes! {
    /// Unit of the relative period of ms_validity (v5.0 section 4.8.4.41).
    pub struct MsValidityUnit(u8) {
        SECONDS = 0, "Seconds";
        MINUTES = 1, "Minutes";
        HOURS = 2, "Hours";
        DAYS = 3, "Days";
        WEEKS = 4, "Weeks";
        MONTHS = 5, "Months";
        YEARS = 6, "Years";
    }
}

codes! {
    /// Kind of a subaddress (v3.4 section 5.3.2.15, v5.0 section 4.8.4.60).
    pub struct SubaddressType(u8) {
        NSAP_EVEN = 128, "NSAP even";
        NSAP_ODD = 136, "NSAP odd";
        USER_SPECIFIED = 160, "User specified";
    }
}

codes! {
    /// Format of a broadcast area (v5.0 section 4.8.4.4).
    pub struct BroadcastAreaFormat(u8) {
        ALIAS = 0, "Alias/name";
        ELLIPSOID_ARC = 1, "Ellipsoid arc";
        POLYGON = 2, "Polygon";
    }
}

codes! {
    /// Cell broadcast channel (v5.0 section 4.8.4.7).
    pub struct BroadcastChannelIndicator(u8) {
        BASIC = 0, "Basic (default)";
        EXTENDED = 1, "Extended";
    }
}

codes! {
    /// Class of a broadcast message (v5.0 section 4.8.4.12).
    pub struct BroadcastMessageClass(u8) {
        NONE = 0, "None (default)";
        CLASS_1 = 1, "Class 1";
        CLASS_2 = 2, "Class 2";
        CLASS_3 = 3, "Class 3";
    }
}

codes! {
    /// Unit of a broadcast interval (v5.0 section 4.8.4.11).
    pub struct BroadcastFrequencyUnit(u8) {
        AS_OFTEN_AS_POSSIBLE = 0, "As often as possible";
        SECONDS = 8, "Seconds";
        MINUTES = 9, "Minutes";
        HOURS = 10, "Hours";
        DAYS = 11, "Days";
        WEEKS = 12, "Weeks";
        MONTHS = 13, "Months";
        YEARS = 14, "Years";
    }
}

codes! {
    /// Network of a broadcast content type (v5.0 section 4.8.4.8).
    pub struct BroadcastContentNetwork(u8) {
        GENERIC = 0, "Generic";
        GSM = 1, "GSM";
        TDMA = 2, "TDMA";
        CDMA = 3, "CDMA";
    }
}

codes! {
    /// The subject of a broadcast (v5.0 section 4.8.4.8).
    pub struct BroadcastContent(u16) {
        INDEX = 0x0, "Index";
        EMERGENCY_BROADCASTS = 0x1, "Emergency broadcasts";
        IRDB_DOWNLOAD = 0x2, "IRDB download";
        NEWS_FLASHES = 0x10, "News flashes";
        GENERAL_NEWS_LOCAL = 0x11, "General news (local)";
        GENERAL_NEWS_REGIONAL = 0x12, "General news (regional)";
        GENERAL_NEWS_NATIONAL = 0x13, "General news (national)";
        GENERAL_NEWS_INTERNATIONAL = 0x14, "General news (international)";
        BUSINESS_FINANCIAL_NEWS_LOCAL = 0x15, "Business/financial news (local)";
        BUSINESS_FINANCIAL_NEWS_REGIONAL = 0x16, "Business/financial news (regional)";
        BUSINESS_FINANCIAL_NEWS_NATIONAL = 0x17, "Business/financial news (national)";
        BUSINESS_FINANCIAL_NEWS_INTERNATIONAL = 0x18, "Business/financial news (international)";
        SPORTS_NEWS_LOCAL = 0x19, "Sports news (local)";
        SPORTS_NEWS_REGIONAL = 0x1a, "Sports news (regional)";
        SPORTS_NEWS_NATIONAL = 0x1b, "Sports news (national)";
        SPORTS_NEWS_INTERNATIONAL = 0x1c, "Sports news (international)";
        ENTERTAINMENT_NEWS_LOCAL = 0x1d, "Entertainment news (local)";
        ENTERTAINMENT_NEWS_REGIONAL = 0x1e, "Entertainment news (regional)";
        ENTERTAINMENT_NEWS_NATIONAL = 0x1f, "Entertainment news (national)";
        ENTERTAINMENT_NEWS_INTERNATIONAL = 0x20, "Entertainment news (international)";
        MEDICAL_HEALTH_HOSPITALS = 0x21, "Medical/health/hospitals";
        DOCTORS = 0x22, "Doctors";
        PHARMACY = 0x23, "Pharmacy";
        LOCAL_TRAFFIC = 0x30, "Local traffic";
        LONG_DISTANCE_TRAFFIC = 0x31, "Long distance traffic";
        TAXIS = 0x32, "Taxis";
        WEATHER = 0x33, "Weather";
        LOCAL_AIRPORT_FLIGHT_SCHEDULES = 0x34, "Local airport flight schedules";
        RESTAURANTS = 0x35, "Restaurants";
        LODGINGS = 0x36, "Lodgings";
        RETAIL_DIRECTORY = 0x37, "Retail directory";
        ADVERTISEMENTS = 0x38, "Advertisements";
        STOCK_QUOTES = 0x39, "Stock quotes";
        EMPLOYMENT_OPPORTUNITIES = 0x40, "Employment opportunities";
        TECHNOLOGY_NEWS = 0x41, "Technology news";
        DISTRICT_BASE_STATION_INFO = 0x70, "District (base station info)";
        NETWORK_INFORMATION = 0x71, "Network information";
        OPERATOR_SERVICES = 0x80, "Operator services";
        DIRECTORY_ENQUIRIES_NATIONAL = 0x81, "Directory enquiries (national)";
        DIRECTORY_ENQUIRIES_INTERNATIONAL = 0x82, "Directory enquiries (international)";
        CUSTOMER_CARE_NATIONAL = 0x83, "Customer care (national)";
        CUSTOMER_CARE_INTERNATIONAL = 0x84, "Customer care (international)";
        LOCAL_DATE_TIME_TIME_ZONE = 0x85, "Local date/time/time zone";
        MULTI_CATEGORY_SERVICES = 0x100, "Multi category services";
    }
}

/// Whether a state ends its message.
///
/// The order decides which reports replace others: a pending or provisional state is replaced by any report that
/// is not lower in this order. A final state is never replaced.
///
/// ```
/// use smpp_core::codes::{Finality, MessageState};
/// assert_eq!(MessageState::ENROUTE.finality(), Finality::Pending);
/// assert_eq!(MessageState::ACCEPTED.finality(), Finality::Provisional);
/// assert_eq!(MessageState::DELIVERED.finality(), Finality::Final);
/// assert!(Finality::Final > Finality::Provisional);
/// assert!(Finality::Provisional.is_end() && !Finality::Pending.is_end());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Finality {
    /// The message is scheduled or under way, or the standard does not define the state.
    Pending,
    /// The message has ended, unless a better report follows: some message centres report DELIVERED later.
    Provisional,
    /// The message has ended.
    Final,
}

impl Finality {
    /// Whether the message has ended, even if a later report may replace this one.
    pub const fn is_end(self) -> bool {
        !matches!(self, Self::Pending)
    }
}

impl MessageState {
    /// Whether a version reserves the value: SCHEDULED and SKIPPED were added in 5.0.
    pub const fn is_reserved_in(self, version: Version) -> bool {
        let added = matches!(self, Self::SCHEDULED | Self::SKIPPED);
        self.name().is_none() || (added && !matches!(version, Version::V50))
    }

    /// Whether the standard's table calls the state final: the message centre does nothing more for the message. To
    /// interpret receipts, use [`finality`](Self::finality) instead: message centres may report DELIVERED after
    /// ACCEPTED.
    ///
    /// `UNKNOWN` is not final here: the message centre has lost track of the message.
    pub const fn is_final_by_standard(self) -> bool {
        matches!(self.finality(), Finality::Final) || self.0 == Self::ACCEPTED.0
    }

    /// What the state in a receipt means: DELIVERED, EXPIRED, DELETED, UNDELIVERABLE, REJECTED and SKIPPED are
    /// final. ACCEPTED and UNKNOWN are provisional: they end the message, but a later receipt may replace them.
    /// All others are pending.
    ///
    /// Providers differ on ACCEPTED and UNKNOWN: see
    /// [`ReceiptRules`](crate::message::receipt::ReceiptRules).
    pub const fn finality(self) -> Finality {
        match self {
            Self::ACCEPTED | Self::UNKNOWN => Finality::Provisional,
            Self::SCHEDULED | Self::ENROUTE => Finality::Pending,
            _ if self.name().is_some() => Finality::Final,
            _ => Finality::Pending,
        }
    }
}
