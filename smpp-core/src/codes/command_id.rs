//! `command_id` (v3.4 section 5.1.2). The constants are declared with the PDUs.

use super::newtype;

newtype! {
    /// The type of a PDU (v3.4 section 5.1.2, v5.0 section 4.7.5). Bit 31 is set in responses.
    ///
    /// ```
    /// use smpp_core::CommandId;
    /// assert_eq!(CommandId::SUBMIT_SM.response(), CommandId::SUBMIT_SM_RESP);
    /// assert!(CommandId(0x8000_0777).is_response());
    /// ```
    pub struct CommandId(u32);
}

impl CommandId {
    const RESPONSE_BIT: u32 = 0x8000_0000;

    /// Whether bit 31 is set. This includes `generic_nack`.
    pub const fn is_response(self) -> bool {
        self.0 & Self::RESPONSE_BIT != 0
    }

    /// The id of the response to this request: bit 31 set.
    pub const fn response(self) -> Self {
        Self(self.0 | Self::RESPONSE_BIT)
    }

    /// The id of the request that this response answers: bit 31 clear.
    pub const fn request(self) -> Self {
        Self(self.0 & !Self::RESPONSE_BIT)
    }
}
