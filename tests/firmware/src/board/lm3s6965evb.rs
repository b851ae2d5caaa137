//! The lm3s6965evb: a Cortex-M3 with a PL011, and SysTick as the clock.

use super::{RECEIVED, Register, TO_SEND};
pub use cortex_m_rt::entry;
use cortex_m_rt::exception;

#[path = "cortex_m.rs"]
mod cortex_m;
pub use cortex_m::{sleep, without_interrupts};

const RCGC1: Register = Register(0x400F_E104);
const UART_DATA: Register = Register(0x4000_C000);
const UART_FLAGS: Register = Register(0x4000_C018);
const UART_LINE: Register = Register(0x4000_C02C);
const UART_CONTROL: Register = Register(0x4000_C030);
const UART_INTERRUPT_MASK: Register = Register(0x4000_C038);
const UART_INTERRUPT_CLEAR: Register = Register(0x4000_C044);
const SYSTICK_CONTROL: Register = Register(0xE000_E010);
const SYSTICK_RELOAD: Register = Register(0xE000_E014);
const SYSTICK_CURRENT: Register = Register(0xE000_E018);

const RX_EMPTY: u32 = 1 << 4;
const TX_FULL: u32 = 1 << 5;
const RX_INTERRUPT: u32 = 1 << 4;
const TX_INTERRUPT: u32 = 1 << 5;
const RX_TIMEOUT_INTERRUPT: u32 = 1 << 6;
const UART0_INTERRUPT: u32 = 1 << 5;
/// The clock after reset is 12.5 MHz.
const CYCLES_PER_MILLISECOND: u32 = 12_500;

#[exception]
fn SysTick() {
    super::tick();
}

/// The interrupt of the UART.
#[unsafe(no_mangle)]
extern "C" fn UART0() {
    super::serve();
}

/// Empties the receiver and fills the transmitter, as far as the rings allow. The UART raises its receive interrupt only
/// when the first octet comes, so one that is left in it would wait forever: an interrupt whose ring is full is
/// switched off, and `receive` switches it on again.
pub fn service() {
    UART_INTERRUPT_CLEAR.write(RX_INTERRUPT | RX_TIMEOUT_INTERRUPT | TX_INTERRUPT);
    let mut mask = RX_INTERRUPT | RX_TIMEOUT_INTERRUPT;
    while UART_FLAGS.read() & RX_EMPTY == 0 {
        if RECEIVED.is_full() {
            mask = 0;
            break;
        }
        // Only the low octet is data; errors of the line do not happen here.
        RECEIVED.put((UART_DATA.read() & 0xFF) as u8);
    }
    while UART_FLAGS.read() & TX_FULL == 0 {
        let Some(octet) = TO_SEND.take() else { break };
        mask |= TX_INTERRUPT;
        UART_DATA.write(octet.into());
    }
    UART_INTERRUPT_MASK.write(mask);
}

/// Switches the UART and the clock on.
pub fn start() {
    RCGC1.write(RCGC1.read() | 1);
    // Eight bits and the FIFO; then the UART, its transmitter and its receiver.
    UART_LINE.write(0x70);
    UART_CONTROL.write(0x301);
    UART_INTERRUPT_MASK.write(RX_INTERRUPT | RX_TIMEOUT_INTERRUPT);
    cortex_m::enable(UART0_INTERRUPT);
    SYSTICK_RELOAD.write(CYCLES_PER_MILLISECOND - 1);
    SYSTICK_CURRENT.write(0);
    SYSTICK_CONTROL.write(7);
}
