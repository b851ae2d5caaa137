//! The few calls of semihosting that the program needs to talk to the host. RISC-V has taken them over from Arm.
//!
//! The compiler does not know the data that comes in here, so it cannot fold away what is computed from it.

use core::arch::asm;

const SYS_OPEN: usize = 0x01;
const SYS_CLOSE: usize = 0x02;
const SYS_WRITE: usize = 0x05;
const SYS_READ: usize = 0x06;
const SYS_FLEN: usize = 0x0C;
const SYS_GET_CMDLINE: usize = 0x15;
const SYS_EXIT_EXTENDED: usize = 0x20;

/// The reason "the program ended by itself", which allows an exit status to follow.
const ADP_STOPPED_APPLICATION_EXIT: usize = 0x20026;
/// `fopen` mode "rb", by its semihosting number.
const MODE_RB: usize = 1;
/// `fopen` mode "w"; with the name ":tt" it is standard output.
const MODE_W: usize = 4;
/// The result of a call that failed.
const FAILED: usize = usize::MAX;

/// A call: its number and the address of its arguments in the first two registers, the result in the first.
fn call<const N: usize>(number: usize, block: &mut [usize; N]) -> usize {
    let answer;
    // SAFETY: the breakpoint is the call; the host reads and writes only the block and what the block points to, and
    // every caller here points it at memory that it has borrowed for the call. No `nomem`: memory may change.
    #[cfg(target_arch = "arm")]
    unsafe {
        asm!("bkpt 0xAB", inlateout("r0") number => answer, in("r1") block.as_mut_ptr(), options(nostack));
    }
    // SAFETY: as above. The instructions around the breakpoint, which do nothing, are what makes it a call; all three
    // must be in one page.
    #[cfg(target_arch = "riscv32")]
    unsafe {
        asm!(
            ".balign 16", ".option push", ".option norvc",
            "slli x0, x0, 0x1f", "ebreak", "srai x0, x0, 7",
            ".option pop",
            inlateout("a0") number => answer, in("a1") block.as_mut_ptr(), options(nostack),
        );
    }
    answer
}

/// Reads the host's file of this name, which must end in a NUL, into `into`. Returns the part that was filled, or
/// `None` if there is no such file or it does not fit.
pub fn read_file<'m>(name: &[u8], into: &'m mut [u8]) -> Option<&'m [u8]> {
    let length = name.len().checked_sub(1)?;
    let handle = call(SYS_OPEN, &mut [name.as_ptr() as usize, MODE_RB, length]);
    if handle == FAILED {
        return None;
    }
    let length = call(SYS_FLEN, &mut [handle]);
    let part = into.get_mut(..length);
    let read = part.map(|part| {
        let unread = call(SYS_READ, &mut [handle, part.as_mut_ptr() as usize, part.len()]);
        (part, unread)
    });
    call(SYS_CLOSE, &mut [handle]);
    match read {
        Some((part, 0)) => Some(part),
        _ => None,
    }
}

/// The command line that the emulator was given, with the NUL at its end.
pub fn command_line(into: &mut [u8]) -> Option<&[u8]> {
    let mut block = [into.as_mut_ptr() as usize, into.len()];
    let answer = call(SYS_GET_CMDLINE, &mut block);
    let [_, length] = block;
    let with_nul = length.checked_add(1)?;
    if answer == 0 { into.get(..with_nul) } else { None }
}

/// The host's standard output.
pub struct Console {
    handle: usize,
}

impl Console {
    /// A console that is not open.
    pub const CLOSED: Self = Self { handle: 0 };

    /// Opens it.
    pub fn open() -> Self {
        let name = b":tt\0";
        Self { handle: call(SYS_OPEN, &mut [name.as_ptr() as usize, MODE_W, 3]) }
    }

    /// Writes `octets`. If the host does not accept output, nothing can report that, so there is no error.
    pub fn write(&self, octets: &[u8]) {
        call(SYS_WRITE, &mut [self.handle, octets.as_ptr() as usize, octets.len()]);
    }
}

/// Ends the program with this exit status of the emulator.
pub fn exit(status: usize) -> ! {
    call(SYS_EXIT_EXTENDED, &mut [ADP_STOPPED_APPLICATION_EXIT, status]);
    loop {
        core::hint::spin_loop();
    }
}
