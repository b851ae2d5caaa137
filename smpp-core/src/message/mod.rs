//! Messages: the contents of submit_sm, deliver_sm and data_sm.
//!
//! - [`text`]: characters by `data_coding`
//! - [`udh`]: user data headers
//! - [`segment`]: splits long messages into parts
//! - [`reassemble`]: joins parts
//! - [`compose`]: constructors for single messages
//! - [`receipt`]: reads and writes delivery receipts
//! - [`correlate`]: matches receipts to submitted messages

mod boundary;
pub mod compose;
pub mod correlate;
mod grapheme;
pub mod reassemble;
pub mod receipt;
pub mod segment;
pub mod text;
pub mod udh;
