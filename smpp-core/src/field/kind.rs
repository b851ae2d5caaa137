//! The names of the mandatory fields. Each has a kind, the sections that define it, and a unit for its bound.

use crate::codes::Version;

/// Writes the sections of v3.4 and v5.0 that define a field as docs.
macro_rules! section_doc {
    ([]) => {
        "Defined in v3.3 only."
    };
    ([$v34:literal, $v50:literal]) => {
        concat!("Defined in v3.4 section ", $v34, " and v5.0 section ", $v50, ".")
    };
}

/// Declares the names of mandatory fields, with their kinds, the units of their bounds, and the sections of v3.4
/// and v5.0 that define them. The leading `$` lets the macro define two others: `field_kind!`, which maps a name
/// to its [`FieldKind`], and `field_doc!`, which writes the sections and the bound as docs.
macro_rules! field_kinds {
    ($d:tt $( $(#[$doc:meta])* $Kind:ident, $unit:ident, $sections:tt: $($name:ident)|+; )*) => {
        /// The kind of a mandatory field, the same in every PDU that has the field. Checks, lints and dumps match
        /// on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum FieldKind {
            $(
                $(#[$doc])*
                #[doc = concat!("\n\n", section_doc!($sections))]
                $Kind,
            )*
        }

        impl FieldKind {
            /// The section that defines the field in one version of the standard. `None` for v3.3, and for a field
            /// that only v3.3 has.
            pub const fn section_in(self, version: Version) -> Option<&'static str> {
                let sections: &[&str] = match self {
                    $( Self::$Kind => &$sections, )*
                };
                match (version, sections) {
                    (Version::V34, [v34, _]) => Some(v34),
                    (Version::V50, [_, v50]) => Some(v50),
                    _ => None,
                }
            }
        }

        macro_rules! field_kind {
            $($( ($name) => { FieldKind::$Kind }; )+)*
        }

        macro_rules! field_doc {
            $($( ($name $d($d rest:tt)*) => {
                concat!(
                    "\n\n", $crate::field::section_doc!($sections), " ",
                    $crate::field::unit_doc!($unit $d($d rest)*)
                )
            }; )+)*
        }
    };
}

field_kinds! { $
    /// `system_id`: identifies the ESME or the message centre.
    SystemId, text, ["5.2.1", "4.7.30"]: system_id;
    /// `password`.
    Password, text, ["5.2.2", "4.7.18"]: password;
    /// `system_type`.
    SystemType, text, ["5.2.3", "4.7.31"]: system_type;
    /// `interface_version`.
    InterfaceVersion, integer, ["5.2.4", "4.7.13"]: interface_version;
    /// Type of number of the address that follows.
    Ton, integer, ["5.2.5", "4.7.1"]: addr_ton | source_addr_ton | dest_addr_ton | esme_addr_ton;
    /// Numbering plan of the address that follows.
    Npi, integer, ["5.2.6", "4.7.2"]: addr_npi | source_addr_npi | dest_addr_npi | esme_addr_npi;
    /// `address_range`.
    AddressRange, text, ["5.2.7", "4.7.3"]: address_range;
    /// `source_addr`.
    SourceAddr, text, ["5.2.8", "4.7.29"]: source_addr;
    /// `destination_addr`.
    DestinationAddr, text, ["5.2.9", "4.7.8"]: destination_addr;
    /// `esme_addr`.
    EsmeAddr, text, ["5.2.10", "4.7.11"]: esme_addr;
    /// `service_type`.
    ServiceType, text, ["5.2.11", "4.7.25"]: service_type;
    /// `esm_class`.
    EsmClass, integer, ["5.2.12", "4.7.12"]: esm_class;
    /// `protocol_id`.
    ProtocolId, integer, ["5.2.13", "4.7.20"]: protocol_id;
    /// `priority_flag`.
    PriorityFlag, integer, ["5.2.14", "4.7.19"]: priority_flag;
    /// `schedule_delivery_time`.
    ScheduleDeliveryTime, text, ["5.2.15", "4.7.23.1"]: schedule_delivery_time;
    /// `validity_period`.
    ValidityPeriod, text, ["5.2.16", "4.7.23.2"]: validity_period;
    /// `registered_delivery`.
    RegisteredDelivery, integer, ["5.2.17", "4.7.21"]: registered_delivery;
    /// `replace_if_present_flag`.
    ReplaceIfPresentFlag, integer, ["5.2.18", "4.7.22"]: replace_if_present_flag;
    /// `data_coding`.
    DataCoding, integer, ["5.2.19", "4.7.7"]: data_coding;
    /// `sm_default_msg_id`.
    SmDefaultMsgId, integer, ["5.2.20", "4.7.27"]: sm_default_msg_id;
    /// `sm_length` as a separate field, without octets after it (3.3).
    SmLength, integer, ["5.2.21", "4.7.28"]: sm_length;
    /// `short_message`.
    ShortMessage, octets, ["5.2.22", "4.7.26"]: short_message;
    /// `message_id`, single or in a list.
    MessageId, text, ["5.2.23", "4.7.14"]: message_id;
    /// `dest_address`: a list.
    DestAddress, entries, ["4.5.1.1", "4.2.3.1"]: dest_address;
    /// `unsuccess_sme`: a list.
    UnsuccessSme, entries, ["4.5.2.1", "4.2.3.2"]: unsuccess_sme;
    /// `message_state`.
    MessageState, integer, ["5.2.28", "4.7.15"]: message_state;
    /// `final_date`.
    FinalDate, text, ["4.8.2", "4.7.23.3"]: final_date;
    /// `error_code`.
    ErrorCode, integer, ["4.8.2", "4.5.2.2"]: error_code;
    /// `num_msgs` as a separate field, without a list after it.
    NumMsgs, integer, []: num_msgs;
    /// `param_name`.
    ParamName, text, []: param_name;
    /// `param_value`.
    ParamValue, text, []: param_value;
}
#[expect(
    clippy::single_component_path_imports,
    reason = "other modules find these macros by their path only"
)]
pub(crate) use {field_doc, field_kind, section_doc};

/// Writes the bound and status of a field as docs. 255 is not a limit for an octet.
macro_rules! unit_doc {
    ($unit:ident [$all:literal; entries] $status:ident) => { $crate::field::unit_doc!(entries [$all] $status) };
    (text $($rest:tt)*) => { $crate::field::unit_doc!(@ "At most " " octets, including the NUL" $($rest)*) };
    (octets $($rest:tt)*) => { $crate::field::unit_doc!(@ "At most " " octets" $($rest)*) };
    (entries $($rest:tt)*) => { $crate::field::unit_doc!(@ "At most " " entries" $($rest)*) };
    (integer [255] $status:ident) => { concat!("Status for an invalid value: `", stringify!($status), "`.") };
    (integer $($rest:tt)*) => { $crate::field::unit_doc!(@ "Values up to " "" $($rest)*) };
    (@ $before:literal $unit:literal [$all:literal] $status:ident) => {
        concat!($before, $all, $unit, ". Status for an invalid value: `", stringify!($status), "`.")
    };
    (@ $before:literal $unit:literal [$v33:literal, $v34:literal, $v50:literal] $status:ident) => {
        concat!(
            $before, $v33, $unit, " (v3.3), ", $v34, " (v3.4), ", $v50, " (v5.0). Status for an invalid value: `",
            stringify!($status), "`."
        )
    };
}
pub(crate) use unit_doc;
