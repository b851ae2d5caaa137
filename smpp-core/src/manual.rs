//! The manual: how to use this crate, in chapters.
//!
//! - [`microcontroller`]: memory, the loop, the UART and the modem.

#[doc = include_str!("../docs/microcontroller.md")]
pub mod microcontroller {}
