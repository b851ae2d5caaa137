//! The client and the server against each other and against scripted peers.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test stops at the first surprise"
)]

mod kills;
mod kit;
mod logs;
mod outcomes;
mod peers;
mod process;
mod programs;
mod receipts;
mod server;
mod tls;
mod trouble;
