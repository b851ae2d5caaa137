//! What it costs to show an event: by `Debug`, or with the feature `defmt` by its `Format`. Without the feature `event`,
//! numbers are shown in the same way, so the difference of two images is the cost of the event.
#![no_std]
#![no_main]

#[path = "../measured.rs"]
mod measured;

use core::mem::MaybeUninit;
use measured::Output;
use smpp_core::session::{Config, Recv, Session, Side, Slot};
use smpp_core::{Duration, Instant};

/// A logger that counts the octets it gets, so that they are not optimised away.
#[cfg(feature = "defmt")]
mod logger {
    use core::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    #[defmt::global_logger]
    struct Counter;

    pub static OCTETS: AtomicUsize = AtomicUsize::new(0);

    // SAFETY: there is one thread and no interrupt handler logs, so acquire and release cannot overlap.
    unsafe impl defmt::Logger for Counter {
        fn acquire() {}

        unsafe fn flush() {}

        unsafe fn release() {}

        unsafe fn write(octets: &[u8]) {
            OCTETS.store(OCTETS.load(Relaxed).wrapping_add(octets.len()), Relaxed);
        }
    }
}

type Window = [Slot<u8>; 2];

struct Shown {
    session: &'static mut Session<Window>,
    now: Instant,
}

impl measured::Program for Shown {
    type Buffers = MaybeUninit<Session<Window>>;
    const BUFFERS: Self::Buffers = MaybeUninit::uninit();

    fn new(session: &'static mut Self::Buffers) -> Self {
        let config = Config::default();
        let session = session.write(Session::new(Instant::ZERO, Side::Smsc, 1, &config, [Slot::EMPTY; 2]));
        Self { session, now: Instant::ZERO }
    }

    fn line(&mut self, octets: &[u8], out: &mut Output) {
        let Self { session, now } = self;
        *now = *now + Duration::from_secs(1);
        if let Recv::Event { used, event } = session.recv(*now, octets) {
            #[cfg(feature = "event")]
            show(&event, out);
            #[cfg(not(feature = "event"))]
            core::hint::black_box(&event);
            show(&(used as u32), out);
        }
    }
}

#[cfg(feature = "defmt")]
fn show(value: &impl defmt::Format, out: &mut Output) {
    let before = logger::OCTETS.load(core::sync::atomic::Ordering::Relaxed);
    defmt::info!("{}", value);
    let after = logger::OCTETS.load(core::sync::atomic::Ordering::Relaxed);
    out.text(if after > before { "shown" } else { "not shown" }).end();
}

/// Neither generic nor inlined, so that both images have the same `show`.
#[cfg(not(feature = "defmt"))]
#[inline(never)]
fn show(value: &dyn core::fmt::Debug, out: &mut Output) {
    let octets = core::hint::black_box(16_u8);
    out.show(format_args!("{value:?}, {octets:?}, {octets:#x}, {:#x}", u32::from(octets))).end();
}

measured::main!(Shown);
