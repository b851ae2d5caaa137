//! The vectors of the board's interrupts. Without such a table, cortex-m-rt links the 240 of the largest Cortex-M3.

/// A Cortex-M0 has no more.
const INTERRUPTS: usize = 32;

/// Of the lm3s6965evb, or of the nRF51, whose timer interrupts too.
const UART0_INTERRUPT: usize = if cfg!(feature = "microbit") { 2 } else { 5 };
const TIMER0_INTERRUPT: usize = 8;

unsafe extern "C" {
    fn DefaultHandler();
    fn UART0();
    fn TIMER0();
}

type Vector = unsafe extern "C" fn();

#[unsafe(no_mangle)]
#[unsafe(link_section = ".vector_table.interrupts")]
static __INTERRUPTS: [Vector; INTERRUPTS] = {
    let mut vectors: [Vector; INTERRUPTS] = [DefaultHandler; INTERRUPTS];
    vectors[UART0_INTERRUPT] = UART0;
    vectors[TIMER0_INTERRUPT] = TIMER0;
    vectors
};
