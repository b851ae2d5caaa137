//! The maximum stack use.

/// The value that cortex-m-rt writes over the whole stack before `main` (feature `paint-stack`).
const PAINT: u32 = 0xCCCC_CCCC;

unsafe extern "C" {
    /// The lowest address of the stack, from cortex-m-rt's linker script.
    static _stack_end: u32;
    /// The address just above its first word.
    static _stack_start: u32;
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
