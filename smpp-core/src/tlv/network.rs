//! TLVs about the networks, devices and addresses of both sides.

use super::declare::*;

tlv! {
    /// Subcomponent of the destination device (v3.4 section 5.3.2.1; v5.0 section 4.8.4.23).
    dest_addr_subunit DEST_ADDR_SUBUNIT = 0x0005, AddrSubunit, [1],
        V34 may SUBMISSION, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// Network of the destination (v3.4 section 5.3.2.3; v5.0 section 4.8.4.26).
    dest_network_type DEST_NETWORK_TYPE = 0x0006, NetworkType, [1],
        V34 may [DATA_SM], V50 may SUBMISSION;
}

tlv! {
    /// Bearer of the destination (v3.4 section 5.3.2.5; v5.0 section 4.8.4.24).
    dest_bearer_type DEST_BEARER_TYPE = 0x0007, BearerType, [1],
        V34 may [DATA_SM], V50 may SUBMISSION;
}

tlv! {
    /// Telematic interworking at the destination: GSM protocol_id, then a reserved octet (v3.4 section 5.3.2.7; v5.0
    /// section 4.8.4.29).
    dest_telematics_id DEST_TELEMATICS_ID = 0x0008, u16, [2],
        V34 may [DATA_SM], V50 may SUBMISSION;
}

tlv! {
    /// Subcomponent of the source device (v3.4 section 5.3.2.2; v5.0 section 4.8.4.54).
    source_addr_subunit SOURCE_ADDR_SUBUNIT = 0x000D, AddrSubunit, [1],
        V34 may SUBMISSION, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// Network of the source (v3.4 section 5.3.2.4; v5.0 section 4.8.4.57).
    source_network_type SOURCE_NETWORK_TYPE = 0x000E, NetworkType, [1],
        V34 may [DATA_SM], V50 may SUBMISSION;
}

tlv! {
    /// Bearer of the source (v3.4 section 5.3.2.6; v5.0 section 4.8.4.55).
    source_bearer_type SOURCE_BEARER_TYPE = 0x000F, BearerType, [1],
        V34 may [DATA_SM], V50 may SUBMISSION;
}

tlv! {
    /// Telematic interworking of the source; one octet although its counterpart has two (v3.4 section 5.3.2.8; v5.0
    /// section 4.8.4.61).
    source_telematics_id SOURCE_TELEMATICS_ID = 0x0010, u8, [1],
        V34 may [DATA_SM], V50 may SUBMISSION;
}

tlv! {
    /// Subaddress of the source (v3.4 section 5.3.2.15; v5.0 section 4.8.4.60).
    source_subaddress SOURCE_SUBADDRESS = 0x0202, Subaddress<'a>, [2..=23],
        V34 may MESSAGE, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// Subaddress of the destination (v3.4 section 5.3.2.16; v5.0 section 4.8.4.28).
    dest_subaddress DEST_SUBADDRESS = 0x0203, Subaddress<'a>, [2..=23],
        V34 may MESSAGE, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// Application port of the source (v3.4 section 5.3.2.20; v5.0 section 4.8.4.59).
    source_port SOURCE_PORT = 0x020A, u16, [2],
        V34 may MESSAGE, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// Application port of the destination; 3.4 calls the TLV destination_port (v3.4 section 5.3.2.21; v5.0 section
    /// 4.8.4.30).
    dest_port DEST_PORT = 0x020B, u16, [2],
        V34 may MESSAGE, V50 may MESSAGE_BROADCAST;
}

tlv! {
    /// Identifier of the source network (v5.0 section 4.8.4.56).
    source_network_id SOURCE_NETWORK_ID = 0x060D, TlvText<'a>, [7..=65],
        V50 may MESSAGE;
}

tlv! {
    /// Identifier of the destination network (v5.0 section 4.8.4.25).
    dest_network_id DEST_NETWORK_ID = 0x060E, TlvText<'a>, [7..=65],
        V50 may MESSAGE;
}

tlv! {
    /// Node of the source, six digits (v5.0 section 4.8.4.58).
    source_node_id SOURCE_NODE_ID = 0x060F, &'a [u8], [6],
        V50 may MESSAGE;
}

tlv! {
    /// Node of the destination, six digits (v5.0 section 4.8.4.27).
    dest_node_id DEST_NODE_ID = 0x0610, &'a [u8], [6],
        V50 may MESSAGE;
}

tlv! {
    /// Whether a number portability query was made (v5.0 section 4.8.4.22).
    dest_addr_np_resolution DEST_ADDR_NP_RESOLUTION = 0x0611, DestAddrNpResolution, [1],
        V50 may MESSAGE;
}

tlv! {
    /// Number portability information, ten digits (v5.0 section 4.8.4.21).
    dest_addr_np_information DEST_ADDR_NP_INFORMATION = 0x0612, &'a [u8], [10],
        V50 may MESSAGE;
}

tlv! {
    /// Country code of a ported number (v5.0 section 4.8.4.20).
    dest_addr_np_country DEST_ADDR_NP_COUNTRY = 0x0613, &'a [u8], [1..=5],
        V50 may MESSAGE;
}
