//! The micro:bit: a Cortex-M0 of the nRF51, with 16 KiB of RAM. Its UART sends and receives an octet at a time. It has no
//! SysTick; TIMER0 is the clock.

use super::{RECEIVED, Register, TO_SEND};
use core::sync::atomic::AtomicBool;
use core::sync::atomic::Ordering::Relaxed;
pub use cortex_m_rt::entry;

#[path = "cortex_m.rs"]
mod cortex_m;
pub use cortex_m::{sleep, without_interrupts};

const UART_START_RX: Register = Register(0x4000_2000);
const UART_START_TX: Register = Register(0x4000_2008);
const UART_RX_READY: Register = Register(0x4000_2108);
const UART_TX_READY: Register = Register(0x4000_211C);
const UART_INTERRUPT_SET: Register = Register(0x4000_2304);
const UART_INTERRUPT_CLEAR: Register = Register(0x4000_2308);
const UART_ENABLE: Register = Register(0x4000_2500);
const UART_TX_PIN: Register = Register(0x4000_250C);
const UART_RX_PIN: Register = Register(0x4000_2514);
const UART_RX_DATA: Register = Register(0x4000_2518);
const UART_TX_DATA: Register = Register(0x4000_251C);
const UART_BAUD: Register = Register(0x4000_2524);
const TIMER_START: Register = Register(0x4000_8000);
const TIMER_COMPARED: Register = Register(0x4000_8140);
const TIMER_SHORTCUTS: Register = Register(0x4000_8200);
const TIMER_INTERRUPT_SET: Register = Register(0x4000_8304);
const TIMER_BITS: Register = Register(0x4000_8508);
const TIMER_PRESCALER: Register = Register(0x4000_8510);
const TIMER_COMPARE: Register = Register(0x4000_8540);

const RX_INTERRUPT: u32 = 1 << 2;
const TX_INTERRUPT: u32 = 1 << 7;
const UART0_INTERRUPT: u32 = 1 << 2;
const TIMER0_INTERRUPT: u32 = 1 << 8;
/// The timer starts again from 0 when it has reached its first compare value, which also interrupts.
const CLEAR_AT_COMPARE: u32 = 1;
const COMPARE_INTERRUPT: u32 = 1 << 16;

/// An octet is on its way.
static IS_SENDING: AtomicBool = AtomicBool::new(false);

/// The interrupt of the UART.
#[unsafe(no_mangle)]
extern "C" fn UART0() {
    super::serve();
}

/// The interrupt of the timer.
#[unsafe(no_mangle)]
extern "C" fn TIMER0() {
    TIMER_COMPARED.write(0);
    super::tick();
}

/// Receives and sends as far as the rings allow. While the ring of received octets is full, the interrupt of the receiver
/// is off, and the octets stay there; `receive` switches it on again. If this switched it on while the ring is full,
/// even for a moment, the interrupt would come again at once, forever.
pub fn service() {
    let mut switch = UART_INTERRUPT_SET;
    while UART_RX_READY.read() != 0 {
        if RECEIVED.is_full() {
            switch = UART_INTERRUPT_CLEAR;
            break;
        }
        // Before the read, which makes room for the next octet.
        UART_RX_READY.write(0);
        RECEIVED.put((UART_RX_DATA.read() & 0xFF) as u8);
    }
    switch.write(RX_INTERRUPT);
    loop {
        if IS_SENDING.load(Relaxed) {
            if UART_TX_READY.read() == 0 {
                break;
            }
            UART_TX_READY.write(0);
        }
        let octet = TO_SEND.take();
        IS_SENDING.store(octet.is_some(), Relaxed);
        let Some(octet) = octet else { break };
        UART_TX_DATA.write(octet.into());
    }
}

/// Switches the UART and the clock on.
pub fn start() {
    // The pins that lead to the USB chip, and 115,200 baud.
    UART_TX_PIN.write(24);
    UART_RX_PIN.write(25);
    UART_BAUD.write(0x01D7_E000);
    UART_ENABLE.write(4);
    UART_INTERRUPT_SET.write(RX_INTERRUPT | TX_INTERRUPT);
    UART_START_TX.write(1);
    UART_START_RX.write(1);
    // 16 MHz / 2^4, and 1,000 of these ticks in 16 bits.
    TIMER_BITS.write(0);
    TIMER_PRESCALER.write(4);
    TIMER_COMPARE.write(1000);
    TIMER_SHORTCUTS.write(CLEAR_AT_COMPARE);
    TIMER_INTERRUPT_SET.write(COMPARE_INTERRUPT);
    TIMER_START.write(1);
    cortex_m::enable(UART0_INTERRUPT | TIMER0_INTERRUPT);
}
