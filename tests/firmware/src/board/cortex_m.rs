//! What the boards with a Cortex-M share.

use crate::board::Register;
use core::arch::asm;

const NVIC_ENABLE: Register = Register(0xE000_E100);

/// Enables interrupts, one bit for each.
pub fn enable(interrupts: u32) {
    NVIC_ENABLE.write(interrupts);
}

pub fn without_interrupts(f: impl FnOnce()) {
    // SAFETY: they are switched on again below, and were on before: no interrupt calls this.
    unsafe { asm!("cpsid i", options(nomem, nostack)) };
    f();
    // SAFETY: as above.
    unsafe { asm!("cpsie i", options(nomem, nostack)) };
}

/// Sleeps until the next interrupt; that of the clock is the latest.
pub fn sleep() {
    // SAFETY: it waits and does nothing else.
    unsafe { asm!("wfi", options(nomem, nostack)) };
}
