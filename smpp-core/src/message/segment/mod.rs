//! Splits messages into parts (3GPP TS 23.040 clause 9.2.3.24.1; v3.4 sections 5.3.2.22 to 5.3.2.24).
//!
//! ```
//! use smpp_core::message::segment::{MAX_USER_DATA, Split};
//! use smpp_core::pdu::SubmitSm;
//!
//! let text = "Precio: 5 €. ".repeat(13);
//! let plan = Split { reference: 42, ..Split::DEFAULT }.plan(&text)?;
//! assert_eq!((plan.parts(), plan.units()), (2, 182));
//!
//! let mut buffer = [0; MAX_USER_DATA];
//! let mut parts = plan.start();
//! while let Some(part) = parts.next_into(&mut buffer)? {
//!     let submit_sm = SubmitSm { destination_addr: "46700000001".into(), ..part.submit_sm() };
//!     assert_eq!(submit_sm.esm_class.udhi(), true);
//!     assert_eq!(&submit_sm.short_message[..6], [5, 0, 3, 42, 2, part.number]);
//! }
//! # Ok::<(), smpp_core::message::segment::SplitError>(())
//! ```

mod body;
mod error;
mod parts;
mod plan;
mod split;

pub use super::boundary::Boundary;
pub use error::SplitError;
pub use parts::{Part, Parts};
pub use plan::Plan;
pub use split::{Carriage, Encoding, Split};

/// Buffer size that holds the user data of any part: 160 unpacked septets.
pub const MAX_USER_DATA: usize = 160;
/// User data of one GSM message in octets.
const OCTETS: usize = smpp_gsm7::USER_DATA;
/// Maximum length of short_message in octets.
const MAX_SHORT_MESSAGE: usize = 254;
/// Maximum length of message_payload in octets.
const MAX_PAYLOAD: usize = 65_535;

#[cfg(test)]
mod tests;
