//! The names of the mandatory fields. Each has a kind and a unit for its bound.

/// Declares the names of mandatory fields, with their kinds and the units of their bounds. The leading `$` lets
/// the macro define two others: `field_kind!`, which maps a name to its [`FieldKind`], and `bound_doc!`, which
/// writes the docs of a bound.
macro_rules! field_kinds {
    ($d:tt $( $(#[$doc:meta])* $Kind:ident, $unit:ident: $($name:ident)|+; )*) => {
        /// The kind of a mandatory field, the same in every PDU that has the field. Checks, lints and dumps match
        /// on it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[non_exhaustive]
        pub enum FieldKind {
            $( $(#[$doc])* $Kind, )*
        }

        macro_rules! field_kind {
            $($( ($name) => { FieldKind::$Kind }; )+)*
        }

        macro_rules! bound_doc {
            $($( ($name $d($d rest:tt)*) => { $crate::field::unit_doc!($unit $d($d rest)*) }; )+)*
        }
    };
}

field_kinds! { $
    /// `system_id`: identifies the ESME or the message centre (v3.4 section 5.2.1).
    SystemId, text: system_id;
    /// `password` (v3.4 section 5.2.2).
    Password, text: password;
    /// `system_type` (v3.4 section 5.2.3).
    SystemType, text: system_type;
    /// `interface_version` (v3.4 section 5.2.4).
    InterfaceVersion, integer: interface_version;
    /// Type of number of the address that follows (v3.4 section 5.2.5).
    Ton, integer: addr_ton | source_addr_ton | dest_addr_ton | esme_addr_ton;
    /// Numbering plan of the address that follows (v3.4 section 5.2.6).
    Npi, integer: addr_npi | source_addr_npi | dest_addr_npi | esme_addr_npi;
    /// `address_range` (v3.4 section 5.2.7).
    AddressRange, text: address_range;
    /// `source_addr` (v3.4 section 5.2.8).
    SourceAddr, text: source_addr;
    /// `destination_addr` (v3.4 section 5.2.9).
    DestinationAddr, text: destination_addr;
    /// `esme_addr` (v3.4 section 5.2.10).
    EsmeAddr, text: esme_addr;
    /// `service_type` (v3.4 section 5.2.11).
    ServiceType, text: service_type;
    /// `esm_class` (v3.4 section 5.2.12).
    EsmClass, integer: esm_class;
    /// `protocol_id` (v3.4 section 5.2.13).
    ProtocolId, integer: protocol_id;
    /// `priority_flag` (v3.4 section 5.2.14).
    PriorityFlag, integer: priority_flag;
    /// `schedule_delivery_time` (v3.4 section 5.2.15).
    ScheduleDeliveryTime, text: schedule_delivery_time;
    /// `validity_period` (v3.4 section 5.2.16).
    ValidityPeriod, text: validity_period;
    /// `registered_delivery` (v3.4 section 5.2.17).
    RegisteredDelivery, integer: registered_delivery;
    /// `replace_if_present_flag` (v3.4 section 5.2.18).
    ReplaceIfPresentFlag, integer: replace_if_present_flag;
    /// `data_coding` (v3.4 section 5.2.19).
    DataCoding, integer: data_coding;
    /// `sm_default_msg_id` (v3.4 section 5.2.20).
    SmDefaultMsgId, integer: sm_default_msg_id;
    /// `sm_length` as a separate field, without octets after it (3.3).
    SmLength, integer: sm_length;
    /// `short_message` (v3.4 section 5.2.22).
    ShortMessage, octets: short_message;
    /// `message_id`, single or in a list (v3.4 section 5.2.23).
    MessageId, text: message_id;
    /// `dest_address`: a list (v3.4 section 4.5.1.1).
    DestAddress, entries: dest_address;
    /// `unsuccess_sme`: a list (v3.4 section 4.5.2.1).
    UnsuccessSme, entries: unsuccess_sme;
    /// `message_state` (v3.4 section 5.2.28).
    MessageState, integer: message_state;
    /// `final_date` (v3.4 section 4.8.2).
    FinalDate, text: final_date;
    /// `error_code` (v3.4 section 4.8.2).
    ErrorCode, integer: error_code;
    /// `num_msgs` as a separate field, without a list after it (3.3).
    NumMsgs, integer: num_msgs;
    /// `param_name` (3.3).
    ParamName, text: param_name;
    /// `param_value` (3.3).
    ParamValue, text: param_value;
}
#[expect(
    clippy::single_component_path_imports,
    reason = "other modules find these macros by their path only"
)]
pub(crate) use {bound_doc, field_kind};

/// Writes the bound and status of a field as docs. 255 is not a limit for an octet.
macro_rules! unit_doc {
    ($unit:ident [$all:literal; entries] $status:ident) => { $crate::field::unit_doc!(entries [$all] $status) };
    (text $($rest:tt)*) => { $crate::field::unit_doc!(@ "At most " " octets, including the NUL" $($rest)*) };
    (octets $($rest:tt)*) => { $crate::field::unit_doc!(@ "At most " " octets" $($rest)*) };
    (entries $($rest:tt)*) => { $crate::field::unit_doc!(@ "At most " " entries" $($rest)*) };
    (integer [255] $status:ident) => { concat!("\n\nA bad value is answered with `", stringify!($status), "`.") };
    (integer $($rest:tt)*) => { $crate::field::unit_doc!(@ "Values up to " "" $($rest)*) };
    (@ $before:literal $unit:literal [$all:literal] $status:ident) => {
        concat!("\n\n", $before, $all, $unit, "; otherwise `", stringify!($status), "`.")
    };
    (@ $before:literal $unit:literal [$v33:literal, $v34:literal, $v50:literal] $status:ident) => {
        concat!(
            "\n\n", $before, $v33, $unit, " (v3.3), ", $v34, " (v3.4), ", $v50, " (v5.0); otherwise `",
            stringify!($status), "`."
        )
    };
}
pub(crate) use unit_doc;
