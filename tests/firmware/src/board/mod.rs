//! A board as QEMU emulates it: a UART driven by interrupts, and a timer that interrupts each millisecond.
//!
//! Received octets go through a ring from the interrupt to the program, and octets to send go the other way. When a ring
//! is full, the octets stay in the UART, which then stops its peer: nothing is lost.

#[cfg_attr(all(target_arch = "arm", not(feature = "microbit")), path = "lm3s6965evb.rs")]
#[cfg_attr(all(target_arch = "arm", feature = "microbit"), path = "microbit.rs")]
#[cfg_attr(target_arch = "riscv32", path = "virt.rs")]
mod machine;
mod ring;

use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::Relaxed;
pub use machine::{entry, sleep, start};
use ring::Ring;

static RECEIVED: Ring = Ring::new();
static TO_SEND: Ring = Ring::new();
static MILLISECONDS: AtomicU32 = AtomicU32::new(0);

/// What the interrupt of the timer does.
fn tick() {
    MILLISECONDS.store(MILLISECONDS.load(Relaxed).wrapping_add(1), Relaxed);
    #[cfg(feature = "embassy")]
    crate::ticked();
}

/// What the interrupt of the UART does.
fn serve() {
    machine::service();
    #[cfg(feature = "embassy")]
    crate::served();
}

/// Copies received octets to the front of `into` and returns how many.
pub fn receive(into: &mut [u8]) -> usize {
    let mut count = 0_usize;
    for place in into {
        let Some(octet) = RECEIVED.take() else { break };
        *place = octet;
        count = count.wrapping_add(1);
    }
    if count > 0 {
        kick();
    }
    count
}

/// Takes as many octets as fit and returns how many.
pub fn send(octets: &[u8]) -> usize {
    let mut count = 0_usize;
    for octet in octets {
        if !TO_SEND.put(*octet) {
            break;
        }
        count = count.wrapping_add(1);
    }
    if count > 0 {
        kick();
    }
    count
}

/// Receives and sends outside of the interrupt.
fn kick() {
    machine::without_interrupts(serve);
}

/// Milliseconds since the start; wraps after 49 days.
pub fn milliseconds() -> u32 {
    MILLISECONDS.load(Relaxed)
}

/// Moves the clock, as a fault of it would.
pub fn turn_clock(by: u32) {
    machine::without_interrupts(|| MILLISECONDS.store(milliseconds().wrapping_add(by), Relaxed));
}

/// The clock, which wraps and may be wrong, as one that does not wrap and never goes back.
pub struct Clock {
    seen: u32,
    now: u64,
}

impl Clock {
    pub const ZERO: Self = Self { seen: 0, now: 0 };

    /// Milliseconds.
    pub fn now(&mut self) -> u64 {
        let seen = milliseconds();
        // A step of more than half the range is one back.
        let step = seen.wrapping_sub(self.seen);
        self.now = self.now.wrapping_add(if step > u32::MAX / 2 { 0 } else { step.into() });
        self.seen = seen;
        self.now
    }
}

/// A register, by its address.
#[derive(Clone, Copy)]
struct Register(usize);

impl Register {
    fn read(self) -> u32 {
        // SAFETY: only the files of the boards make registers, of addresses that the board has.
        unsafe { (self.0 as *const u32).read_volatile() }
    }

    fn write(self, value: u32) {
        // SAFETY: as above.
        unsafe { (self.0 as *mut u32).write_volatile(value) }
    }
}
