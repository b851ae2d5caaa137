//! Messages: what stands inside the octets that submit_sm, deliver_sm and data_sm carry.
//!
//! [`text`] reads and writes characters by `data_coding`, [`udh`] the user data header, [`segment`] cuts a long message
//! into parts, [`reassemble`] puts parts together, [`compose`] has constructors for single messages, [`receipt`] reads
//! and writes delivery receipts, [`correlate`] finds the message that a receipt is about.

mod boundary;
pub mod compose;
pub mod correlate;
mod grapheme;
pub mod reassemble;
pub mod receipt;
pub mod segment;
pub mod text;
pub mod udh;
