//! The smallest useful ESME, on a session of its own: bind_transceiver, a submit_sm of a text, its response, receipts
//! of Appendix B or by TLV, enquire_link both ways, unbind, and every timer. A line holds the octets that the modem
//! delivers at once; each line takes a second.
#![no_std]
#![no_main]

#[path = "../esme.rs"]
mod esme;
#[path = "../measured.rs"]
mod measured;
#[path = "../minimal.rs"]
mod minimal;

measured::main!(esme::Esme<minimal::AppendixB>);
