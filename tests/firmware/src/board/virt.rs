//! QEMU's board `virt` with a 32-bit RISC-V: a 16550 as the UART, whose interrupt comes through the PLIC, and the timer
//! of the CLINT as the clock.

use super::{RECEIVED, Register, TO_SEND};
use core::arch::asm;
pub use riscv_rt::entry;

/// A register of the 16550, which has eight bits.
struct Octet(usize);

impl Octet {
    fn read(&self) -> u8 {
        // SAFETY: the constants below are the only ones, and the board has their addresses.
        unsafe { (self.0 as *const u8).read_volatile() }
    }

    fn write(&self, value: u8) {
        // SAFETY: as above.
        unsafe { (self.0 as *mut u8).write_volatile(value) }
    }
}

const UART_DATA: Octet = Octet(0x1000_0000);
const UART_INTERRUPTS: Octet = Octet(0x1000_0001);
const UART_FIFO: Octet = Octet(0x1000_0002);
const UART_LINE: Octet = Octet(0x1000_0003);
const UART_STATUS: Octet = Octet(0x1000_0005);
const TIMER_COMPARE_LOW: Register = Register(0x0200_4000);
const TIMER_COMPARE_HIGH: Register = Register(0x0200_4004);
const TIMER_LOW: Register = Register(0x0200_BFF8);
const PLIC_UART_PRIORITY: Register = Register(0x0C00_0028);
const PLIC_ENABLE: Register = Register(0x0C00_2000);
const PLIC_THRESHOLD: Register = Register(0x0C20_0000);
const PLIC_CLAIM: Register = Register(0x0C20_0004);

const RX_READY: u8 = 1;
const TX_EMPTY: u8 = 1 << 5;
const RX_INTERRUPT: u8 = 1;
const TX_INTERRUPT: u8 = 1 << 1;
const UART_INTERRUPT: u32 = 10;
/// The timer runs at 10 MHz.
const TICKS_PER_MILLISECOND: u32 = 10_000;

/// The interrupt of the timer. If one was missed, the next follows at once.
#[unsafe(no_mangle)]
extern "C" fn MachineTimer() {
    next_tick(TIMER_COMPARE_LOW.read());
    super::tick();
}

/// The interrupt of the PLIC.
#[unsafe(no_mangle)]
extern "C" fn MachineExternal() {
    let claimed = PLIC_CLAIM.read();
    if claimed == UART_INTERRUPT {
        super::serve();
    }
    PLIC_CLAIM.write(claimed);
}

/// A millisecond after `last`. The upper half steps when the lower one wraps; until it is written, no interrupt comes.
fn next_tick(last: u32) {
    let (next, wraps) = last.overflowing_add(TICKS_PER_MILLISECOND);
    let high = TIMER_COMPARE_HIGH.read();
    TIMER_COMPARE_HIGH.write(u32::MAX);
    TIMER_COMPARE_LOW.write(next);
    TIMER_COMPARE_HIGH.write(high.wrapping_add(wraps.into()));
}

/// Receives and sends as far as the rings allow. While the ring of received octets is full, the interrupt of the receiver
/// is off, and the octets stay there; `receive` switches it on again.
pub fn service() {
    let mut interrupts = RX_INTERRUPT;
    while UART_STATUS.read() & RX_READY != 0 {
        if RECEIVED.is_full() {
            interrupts = 0;
            break;
        }
        RECEIVED.put(UART_DATA.read());
    }
    while UART_STATUS.read() & TX_EMPTY != 0 {
        let Some(octet) = TO_SEND.take() else { break };
        interrupts |= TX_INTERRUPT;
        UART_DATA.write(octet);
    }
    UART_INTERRUPTS.write(interrupts);
}

/// Switches the UART and the clock on.
pub fn start() {
    crate::stack::paint();
    // 115,200 baud, which the first two registers say while the highest bit of this one is set; eight bits; and FIFOs that
    // interrupt with 14 octets, or with fewer after a moment.
    UART_LINE.write(0x83);
    UART_DATA.write(1);
    UART_INTERRUPTS.write(0);
    UART_LINE.write(0x03);
    UART_FIFO.write(0xC1);
    UART_INTERRUPTS.write(RX_INTERRUPT);
    PLIC_UART_PRIORITY.write(1);
    PLIC_THRESHOLD.write(0);
    PLIC_ENABLE.write(1 << UART_INTERRUPT);
    // The timer counts from the start of the emulator, so its upper half is 0.
    TIMER_COMPARE_HIGH.write(0);
    next_tick(TIMER_LOW.read());
    // SAFETY: the handlers above are for these two interrupts, of the timer and of the PLIC; then all are switched on.
    unsafe { asm!("csrs mie, {}", "csrsi mstatus, 8", in(reg) 1 << 7 | 1 << 11, options(nomem, nostack)) };
}

pub fn without_interrupts(f: impl FnOnce()) {
    // SAFETY: they are switched on again below, and were on before: no interrupt calls this.
    unsafe { asm!("csrci mstatus, 8", options(nostack)) };
    f();
    // SAFETY: as above.
    unsafe { asm!("csrsi mstatus, 8", options(nostack)) };
}

/// Sleeps until the next interrupt; that of the clock is the latest.
pub fn sleep() {
    // SAFETY: it waits and does nothing else.
    unsafe { asm!("wfi", options(nomem, nostack)) };
}
