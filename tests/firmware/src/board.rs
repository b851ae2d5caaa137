//! The lm3s6965evb as QEMU emulates it: a PL011 UART driven by interrupts, and SysTick as the clock.
//!
//! Received octets go through a ring from the interrupt to the program, and octets to send go the other way. When a ring
//! is full, the octets stay in the UART, which then stops its peer: nothing is lost.

use core::arch::asm;
use core::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use core::sync::atomic::{AtomicU8, AtomicU32, AtomicUsize};
use cortex_m_rt::exception;

/// The registers that are used, by address.
mod register {
    pub const RCGC1: usize = 0x400F_E104;
    pub const UART_DATA: usize = 0x4000_C000;
    pub const UART_FLAGS: usize = 0x4000_C018;
    pub const UART_LINE: usize = 0x4000_C02C;
    pub const UART_CONTROL: usize = 0x4000_C030;
    pub const UART_INTERRUPT_MASK: usize = 0x4000_C038;
    pub const UART_INTERRUPT_CLEAR: usize = 0x4000_C044;
    pub const NVIC_ENABLE: usize = 0xE000_E100;
    pub const SYSTICK_CONTROL: usize = 0xE000_E010;
    pub const SYSTICK_RELOAD: usize = 0xE000_E014;
    pub const SYSTICK_CURRENT: usize = 0xE000_E018;
}

const RX_EMPTY: u32 = 1 << 4;
const TX_FULL: u32 = 1 << 5;
const RX_INTERRUPT: u32 = 1 << 4;
const TX_INTERRUPT: u32 = 1 << 5;
const RX_TIMEOUT_INTERRUPT: u32 = 1 << 6;
const UART0_INTERRUPT: u32 = 1 << 5;
/// The clock after reset is 12.5 MHz.
const CYCLES_PER_MILLISECOND: u32 = 12_500;

fn read(register: usize) -> u32 {
    // SAFETY: only the addresses above get here, which are registers of this board.
    unsafe { (register as *const u32).read_volatile() }
}

fn write(register: usize, value: u32) {
    // SAFETY: as above.
    unsafe { (register as *mut u32).write_volatile(value) }
}

/// Octets from one side to the other, one of which is an interrupt. Neither waits for the other.
struct Ring {
    octets: [AtomicU8; Ring::OCTETS],
    /// Counts the octets put in.
    end: AtomicUsize,
    /// Counts the octets taken out.
    start: AtomicUsize,
}

impl Ring {
    /// A power of two, so that the counters may wrap.
    const OCTETS: usize = 256;

    const fn new() -> Self {
        Self {
            octets: [const { AtomicU8::new(0) }; Self::OCTETS],
            end: AtomicUsize::new(0),
            start: AtomicUsize::new(0),
        }
    }

    fn is_full(&self) -> bool {
        self.end.load(Acquire).wrapping_sub(self.start.load(Acquire)) >= Self::OCTETS
    }

    fn put(&self, octet: u8) -> bool {
        let end = self.end.load(Relaxed);
        let Some(place) = self.octets.get(end % Self::OCTETS).filter(|_| !self.is_full()) else {
            return false;
        };
        place.store(octet, Relaxed);
        self.end.store(end.wrapping_add(1), Release);
        true
    }

    fn take(&self) -> Option<u8> {
        let start = self.start.load(Relaxed);
        if start == self.end.load(Acquire) {
            return None;
        }
        let octet = self.octets.get(start % Self::OCTETS)?.load(Relaxed);
        self.start.store(start.wrapping_add(1), Release);
        Some(octet)
    }
}

static RECEIVED: Ring = Ring::new();
static TO_SEND: Ring = Ring::new();
static MILLISECONDS: AtomicU32 = AtomicU32::new(0);

#[exception]
fn SysTick() {
    MILLISECONDS.store(MILLISECONDS.load(Relaxed).wrapping_add(1), Relaxed);
}

/// The interrupt of the UART.
#[unsafe(no_mangle)]
extern "C" fn UART0() {
    service();
}

/// Empties the receiver and fills the transmitter, as far as the rings allow. The UART raises its receive interrupt only
/// when the first octet comes, so one that is left in it would wait for ever: an interrupt whose ring is full is
/// switched off, and `receive` switches it on again.
fn service() {
    write(register::UART_INTERRUPT_CLEAR, RX_INTERRUPT | RX_TIMEOUT_INTERRUPT | TX_INTERRUPT);
    let mut mask = RX_INTERRUPT | RX_TIMEOUT_INTERRUPT;
    while read(register::UART_FLAGS) & RX_EMPTY == 0 {
        if RECEIVED.is_full() {
            mask = 0;
            break;
        }
        // Only the low octet is data; errors of the line do not happen here.
        RECEIVED.put((read(register::UART_DATA) & 0xFF) as u8);
    }
    while read(register::UART_FLAGS) & TX_FULL == 0 {
        let Some(octet) = TO_SEND.take() else { break };
        mask |= TX_INTERRUPT;
        write(register::UART_DATA, octet.into());
    }
    write(register::UART_INTERRUPT_MASK, mask);
}

/// Runs `service` outside of the interrupt.
fn kick() {
    without_interrupts(service);
}

fn without_interrupts(f: impl FnOnce()) {
    // SAFETY: they are switched on again below, and were on before: no interrupt calls this.
    unsafe { asm!("cpsid i", options(nomem, nostack)) };
    f();
    // SAFETY: as above.
    unsafe { asm!("cpsie i", options(nomem, nostack)) };
}

/// Switches the UART and the clock on.
pub fn start() {
    write(register::RCGC1, read(register::RCGC1) | 1);
    // Eight bits and the FIFO; then the UART, its transmitter and its receiver.
    write(register::UART_LINE, 0x70);
    write(register::UART_CONTROL, 0x301);
    write(register::UART_INTERRUPT_MASK, RX_INTERRUPT | RX_TIMEOUT_INTERRUPT);
    write(register::NVIC_ENABLE, UART0_INTERRUPT);
    write(register::SYSTICK_RELOAD, CYCLES_PER_MILLISECOND - 1);
    write(register::SYSTICK_CURRENT, 0);
    write(register::SYSTICK_CONTROL, 7);
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

/// Milliseconds since the start; wraps after 49 days.
pub fn milliseconds() -> u32 {
    MILLISECONDS.load(Relaxed)
}

/// Sleeps until the next interrupt; SysTick is the latest.
pub fn sleep() {
    // SAFETY: it waits and does nothing else.
    unsafe { asm!("wfi", options(nomem, nostack)) };
}
