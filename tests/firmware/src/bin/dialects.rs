//! The ESME of `esme`, with receipts in every form that `Receipt` reads.
#![no_std]
#![no_main]

#[path = "../esme.rs"]
mod esme;
#[path = "../measured.rs"]
mod measured;
#[path = "../minimal.rs"]
mod minimal;

measured::main!(esme::Esme<minimal::AnyDialect>);
