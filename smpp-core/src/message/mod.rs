//! Messages: the contents of submit_sm, deliver_sm and data_sm.
//!
//! - [`text`]: the character encoding that `data_coding` names
//! - [`udh`]: user data headers
//! - [`segment`]: cuts long messages into segments
//! - [`reassemble`]: joins the segments of a long message again; a segment that was received is called a fragment
//! - [`SubmitSm::text`](crate::pdu::SubmitSm::text), `flash`, `binary` and `to_port`: single messages
//! - [`receipt`]: reads and writes delivery receipts
//! - [`correlate`]: matches receipts to submitted messages
//!
//! Alphabets, user data headers, segmentation and reassembly do not depend on SMPP. They come from [`smpp_gsm7`], whose
//! documentation explains SMS text. The modules here add `data_coding`, TLVs and addresses.

mod compose;
pub mod correlate;
pub mod reassemble;
pub mod receipt;
pub mod segment;
pub mod text;

#[doc(inline)]
pub use smpp_gsm7::udh;

use crate::codes::EsmClass;
use udh::{Udh, UdhError};

/// Splits a message into header and text. There is a header only if `esm_class` announces one.
fn split_header(esm_class: EsmClass, user_data: &[u8]) -> Result<(Option<Udh<'_>>, &[u8]), UdhError> {
    if !esm_class.udhi() {
        return Ok((None, user_data));
    }
    Udh::split(user_data).map(|(udh, text)| (Some(udh), text))
}
