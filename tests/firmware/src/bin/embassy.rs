//! The ESME of `smpp-core/examples/embassy` on Embassy's executor, beside a task that ticks. The ESME sends two readings,
//! waits for their receipts and for a long message, and unbinds. If the session ends before that, it binds again after a
//! while, as often as the command line allows.
//!
//! The command line and the exit status are those of `uart`. At the end it prints how often the other task ticked, and how
//! late it was: a task that never waits would starve it.
#![no_std]
#![no_main]

#[allow(dead_code, reason = "what other programs need besides")]
#[path = "../arguments.rs"]
mod arguments;
#[allow(dead_code, unused_imports, reason = "what other programs need besides")]
#[path = "../board/mod.rs"]
mod board;
#[allow(dead_code, reason = "what other programs need besides")]
#[path = "../output.rs"]
mod output;
#[allow(dead_code, reason = "what other programs need besides")]
#[path = "../semihosting.rs"]
mod semihosting;
#[path = "../stack.rs"]
mod stack;
#[path = "../vectors.rs"]
mod vectors;

use arguments::ClockFault;
use core::cell::RefCell;
use core::convert::Infallible;
use core::future::poll_fn;
use core::sync::atomic::AtomicU32;
use core::sync::atomic::Ordering::Relaxed;
use core::task::{Poll, Waker};
use cortex_m as _;
use embassy_executor::Spawner;
use embassy_sync::blocking_mutex::CriticalSectionMutex;
use embassy_sync::blocking_mutex::raw::ThreadModeRawMutex;
use embassy_sync::waitqueue::AtomicWaker;
use embassy_time::{Duration, Instant, Timer, with_timeout};
use embassy_time_driver::Driver;
use embassy_time_queue_utils::Queue;
use embedded_io_async::{ErrorType, Read, Write};
use output::Output;
use smpp_core::session::Backoff;
use smpp_embassy::{Memory, Order, Orders, Report, session};

/// The time of Embassy: the clock of the board, whose interrupt wakes the tasks that are due.
struct Time {
    clock: CriticalSectionMutex<RefCell<board::Clock>>,
    queue: CriticalSectionMutex<RefCell<Queue>>,
}

impl Driver for Time {
    fn now(&self) -> u64 {
        self.clock.lock(|clock| clock.borrow_mut().now())
    }

    fn schedule_wake(&self, at: u64, waker: &Waker) {
        self.queue.lock(|queue| queue.borrow_mut().schedule_wake(at, waker));
    }
}

embassy_time_driver::time_driver_impl!(static TIME: Time = Time {
    clock: CriticalSectionMutex::new(RefCell::new(board::Clock::ZERO)),
    queue: CriticalSectionMutex::new(RefCell::new(Queue::new())),
});

/// Called by the interrupt of the clock, each millisecond.
pub fn ticked() {
    let now = TIME.now();
    TIME.queue.lock(|queue| queue.borrow_mut().next_expiration(now));
}

/// Called by the interrupt of the UART.
pub fn served() {
    RECEIVER.wake();
    SENDER.wake();
}

static RECEIVER: AtomicWaker = AtomicWaker::new();
static SENDER: AtomicWaker = AtomicWaker::new();

/// The UART of the board.
struct Uart;

impl ErrorType for Uart {
    type Error = Infallible;
}

impl Read for Uart {
    async fn read(&mut self, into: &mut [u8]) -> Result<usize, Infallible> {
        poll_fn(|context| {
            RECEIVER.register(context.waker());
            match board::receive(into) {
                0 if !into.is_empty() => Poll::Pending,
                count => Poll::Ready(Ok(count)),
            }
        })
        .await
    }
}

impl Write for Uart {
    async fn write(&mut self, octets: &[u8]) -> Result<usize, Infallible> {
        poll_fn(|context| {
            SENDER.register(context.waker());
            match board::send(octets) {
                0 if !octets.is_empty() => Poll::Pending,
                count => Poll::Ready(Ok(count)),
            }
        })
        .await
    }

    /// What was written leaves by itself.
    async fn flush(&mut self) -> Result<(), Infallible> {
        Ok(())
    }
}

const TICK: Duration = Duration::from_millis(10);
static TICKS: AtomicU32 = AtomicU32::new(0);
/// How late the latest tick was, in milliseconds.
static LATEST: AtomicU32 = AtomicU32::new(0);

static ORDERS: Orders<ThreadModeRawMutex> = Orders::new();

/// Gives its readings to the ESME, and ticks.
#[embassy_executor::task]
async fn meter() {
    for reading in 1..=2 {
        ORDERS.give(Order::Send(reading));
    }
    loop {
        let due = Instant::now() + TICK;
        Timer::at(due).await;
        TICKS.store(TICKS.load(Relaxed).wrapping_add(1), Relaxed);
        LATEST.store(LATEST.load(Relaxed).max(due.elapsed().as_millis() as u32), Relaxed);
    }
}

/// What was done so far, over all sessions.
#[derive(Default)]
struct Done {
    /// A bit for each reading.
    accepted: u8,
    receipts: u8,
    has_message: bool,
    has_unbound: bool,
    fault: ClockFault,
}

impl Done {
    fn all(&self) -> bool {
        self.accepted == 0b11 && self.receipts >= 2 && self.has_message
    }
}

#[embassy_executor::main]
async fn main(spawner: Spawner) {
    let mut out = Output::CLOSED;
    out.open();
    board::start();
    let (attempts, fault) = arguments::read();
    let mut done = Done { fault, ..Done::default() };
    let mut memory = Memory::new();
    let mut backoff = Backoff::new(smpp_core::Duration::from_millis(100), smpp_core::Duration::from_secs(2));
    if let Ok(task) = meter() {
        spawner.spawn(task);
    }
    for tag in 1..=attempts {
        let reason =
            session(Uart, Uart, tag, &mut memory, &ORDERS, |report| show(&report, &mut done, &mut out)).await;
        out.text("closed: ").show(reason).end();
        out.flush();
        if done.all() {
            let (ticks, latest) = (TICKS.load(Relaxed) as usize, LATEST.load(Relaxed) as usize);
            out.text("# ticks ").number(ticks).text(", at most late by ").number(latest).text(" ms").end();
            out.text("# stack ").number(stack::peak()).end();
            out.flush();
            semihosting::exit(0);
        }
        // A real board hangs up and dials again here. What is left of the old connection is read away.
        let pause = Duration::from_millis(backoff.next(0).as_millis());
        let read_away = async {
            loop {
                _ = Uart.read(&mut [0; 32]).await;
            }
        };
        _ = with_timeout(pause, read_away).await;
    }
    semihosting::exit(1)
}

/// Prints what has happened, and ends the session when all is done.
fn show(report: &Report<'_>, done: &mut Done, out: &mut Output) {
    match report {
        Report::Bound => out.text("bound"),
        Report::BindRefused(status) => out.text("refused: ").hex(&status.0.to_be_bytes()),
        Report::Sent(_) => {
            core::mem::take(&mut done.fault).plant();
            return;
        }
        Report::Accepted(reading, id) => {
            done.accepted |= 1 << (reading & 1);
            out.text("reading ").number((*reading).into()).text(" is ").octets(id)
        }
        Report::Refused(reading, status) => {
            out.text("reading ").number((*reading).into()).text(": ").hex(&status.0.to_be_bytes())
        }
        Report::Unknown(reading) => out.text("reading ").number((*reading).into()).text(" has no answer"),
        Report::Receipt(id, state) => {
            done.receipts = done.receipts.saturating_add(1);
            out.text("receipt: ").octets(id).text(" ").text(state.name().unwrap_or("?"))
        }
        Report::Short(text) => out.text("message of ").number(text.len()),
        Report::Long(message) => {
            done.has_message = true;
            out.text("message: ");
            // As they are, which is ASCII for most of the default alphabet. `chars` decodes each alphabet, with 4 KB more.
            message.fragments().for_each(|(_, octets)| _ = out.octets(octets));
            &mut *out
        }
        Report::Dropped(error) => out.show(error),
        Report::Malformed(status) => out.text("not a deliver_sm: ").hex(&status.0.to_be_bytes()),
        Report::TooLarge(length) => out.text("too large: ").number(*length as usize),
        Report::EnquireLink => out.text("enquire_link"),
    }
    .end();
    out.flush();
    if done.all() && !done.has_unbound {
        done.has_unbound = ORDERS.give(Order::Unbind);
    }
}

/// Embassy may panic; the status tells it from a failure.
#[panic_handler]
fn panicked(_: &core::panic::PanicInfo<'_>) -> ! {
    semihosting::exit(6)
}
