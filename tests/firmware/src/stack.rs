//! The maximum stack use.

/// What the whole stack is filled with before `main`.
const PAINT: u32 = 0xCCCC_CCCC;

unsafe extern "C" {
    /// The lowest address of the stack, from the linker script of cortex-m-rt or of riscv-rt.
    #[cfg_attr(target_arch = "riscv32", link_name = "__estack")]
    static _stack_end: u32;
    /// The address just above its first word.
    static _stack_start: u32;
}

/// Fills the free part of the stack, where the runtime does not: cortex-m-rt does, by its feature `paint-stack`.
#[cfg(target_arch = "riscv32")]
#[inline(never)]
pub fn paint() {
    let top: usize;
    // SAFETY: it reads a register.
    unsafe { core::arch::asm!("mv {}, sp", out(reg) top, options(nomem, nostack)) };
    let mut word = (&raw const _stack_end).cast_mut();
    while (word as usize) < top {
        // SAFETY: below the stack pointer there is nothing that is in use; the write is volatile because the compiler
        // does not know this memory.
        unsafe { word.write_volatile(PAINT) };
        word = word.wrapping_add(1);
    }
}

/// The deepest stack since the start, in octets, rounded to a word.
pub fn peak() -> usize {
    let (low, high) = (&raw const _stack_end, &raw const _stack_start);
    let mut word = low;
    // SAFETY: both ends are of one region of RAM that the linker script keeps for the stack; the read is volatile
    // because the paint was put there behind the compiler's back.
    while word < high && unsafe { word.read_volatile() } == PAINT {
        word = word.wrapping_add(1);
    }
    (high as usize).wrapping_sub(word as usize)
}
