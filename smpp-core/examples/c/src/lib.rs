//! `smpp-core` for C: sessions in memory of the caller, without I/O and without allocation.
//!
//! `include/smpp.h` is generated from this crate. `README.md` says how to build and use it.
#![no_std]
#![allow(non_camel_case_types, reason = "these are the names in C")]

#[cfg(any(feature = "std", test))]
extern crate std;

mod answer;
mod constants;
mod error;
mod event;
mod handle;
mod io;
mod message;
mod pointer;
mod receipt;
mod request;
mod text;
mod waiting;

/// Without std, a panic that the optimizer cannot rule out leaves this call in the library. The function does not exist,
/// so linking a program fails.
#[cfg(all(not(feature = "std"), not(test)))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        safe fn smpp_can_panic() -> !;
    }
    smpp_can_panic()
}
