//! The example programs from outside: their arguments, their output, and their PDUs on real sockets. `cargo test`
//! builds them first; before `cargo test -p smpp-core --test programs`, run `cargo build -p smpp-core --examples`.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::arithmetic_side_effects,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "a test may stop at the first surprise"
)]

mod capture_kit;
mod captures;
mod kit;

mod crowd;
mod deadlines;
mod drivers;
mod examples;
mod explain;
mod inspect;
mod inspect_tpdu;
mod manual;
mod modem;
mod modem_gateway;
#[cfg(unix)]
mod modem_port;
#[path = "../../examples/inspect/notation.rs"]
mod notation;
mod options;
mod output;
mod pcap;
mod pcap_odd;
mod receipt_ids;
mod receipts;
mod rude;
mod sandbox;
#[cfg(unix)]
mod stopped;
mod tails;
