//! The gateway from outside: HTTP on one side, a message centre on the other, and processes that are killed in between.
//! Tests with a NATS server are ignored unless asked for, because they need `nats-server`: `./run` installs and runs
//! them all.
#![allow(
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::arithmetic_side_effects,
    reason = "a test may stop at the first surprise"
)]

mod centre;
mod ends;
mod http;
mod kills;
mod kit;
mod late;
mod options;
