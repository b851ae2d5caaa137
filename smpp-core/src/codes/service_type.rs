//! `service_type` (v3.4 section 5.2.11): the names defined by the standard. Sender and message centre may agree
//! on others.

macro_rules! service_types {
    ($( $CONST:ident, $meaning:literal; )*) => {
        $( #[doc = concat!($meaning, ".")] pub const $CONST: &str = stringify!($CONST); )*

        /// All names.
        pub const NAMED: &[&str] = &[$($CONST),*];

        /// The meaning of a name in a few words. `None` for any other name, and for the empty one, which selects the
        /// message centre's default.
        ///
        /// ```
        /// use smpp_core::codes::service_type;
        /// use smpp_core::pdu::SubmitSm;
        /// let submit_sm = SubmitSm { service_type: service_type::USSD.into(), ..SubmitSm::default() };
        /// let meaning = service_type::meaning(submit_sm.service_type.as_bytes());
        /// assert_eq!(meaning, Some("Unstructured supplementary services data"));
        /// assert_eq!(service_type::meaning(b"MINE"), None);
        /// ```
        pub fn meaning(service_type: &[u8]) -> Option<&'static str> {
            $( if service_type == $CONST.as_bytes() {
                return Some($meaning);
            } )*
            None
        }
    };
}
service_types! {
    CMT, "Cellular messaging";
    CPT, "Cellular paging";
    VMN, "Voice mail notification";
    VMA, "Voice mail alerting";
    WAP, "Wireless application protocol";
    USSD, "Unstructured supplementary services data";
    CBS, "Cell broadcast (5.0)";
    GUTS, "Generic UDP transport (5.0)";
}
