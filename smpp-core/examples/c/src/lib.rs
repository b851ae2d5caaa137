//! `smpp-core` for C: sessions in the caller's memory, without I/O and without allocation.
//!
//! `include/smpp.h` is generated from this crate. `README.md` says how to build and use it.
#![no_std]
#![allow(non_camel_case_types, reason = "these are the names in C")]

#[cfg(any(feature = "std", test))]
extern crate std;

pub mod answer;
pub mod constants;
pub mod error;
pub mod event;
pub mod handle;
pub mod io;
pub mod message;
pub mod pointer;
pub mod receipt;
pub mod request;
pub mod text;
pub mod waiting;

/// Without std, a panic that the optimiser cannot rule out leaves this call in the library. The function does not
/// exist, so linking a program fails.
#[cfg(all(not(feature = "std"), not(test)))]
#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        safe fn smpp_can_panic() -> !;
    }
    smpp_can_panic()
}
