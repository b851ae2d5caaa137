//! Runs the application on each driver, in a thread of its own.

use crate::app::{App, Error, LIMIT, Order, Plan, Seen, TestLink, Window, link};
use embassy_sync::blocking_mutex::raw::CriticalSectionRawMutex;
use embassy_sync::signal::Signal;
use embedded_io_adapters::futures_03::FromFutures;
use smpp_core::Instant;
use smpp_core::link::Turn;
use smpp_core::pdu::BindTransceiver;
use smpp_core::session::{Event, Side};
use smpp_drivers::{embedded, mio, smol, threads, tokio};
use std::collections::HashMap;
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex};
use std::thread;

#[derive(Clone, Copy, Debug)]
pub enum Driver {
    Threads,
    Tokio,
    Smol,
    Mio,
    Embedded,
}

type Wake = Box<dyn Fn() + Send>;
type Ended = (Seen, Result<(), Error>);

/// A driver that runs.
pub struct Running {
    driver: Driver,
    orders: Sender<Order>,
    wake: Wake,
    ended: Receiver<Ended>,
}

impl Running {
    /// Gives an order, and wakes the driver.
    pub fn order(&self, order: Order) {
        let _ = self.orders.send(order);
        (self.wake)();
    }

    /// Waits for the end, no longer than the timers allow.
    pub fn end(self) -> Ended {
        match self.ended.recv_timeout(LIMIT) {
            Ok(ended) => ended,
            Err(RecvTimeoutError::Timeout) => panic!("{:?}: no end", self.driver),
            Err(RecvTimeoutError::Disconnected) => panic!("{:?} panicked", self.driver),
        }
    }
}

/// Starts an application, which binds if it is an ESME.
pub fn start(driver: Driver, side: Side, socket: TcpStream, plan: Plan) -> Running {
    let (orders, ordered) = channel();
    let (tell_wake, wake) = channel();
    let (tell_end, ended) = channel();
    let app = App::new(plan, ordered);
    let run = match driver {
        Driver::Threads => on_threads,
        Driver::Tokio => on_tokio,
        Driver::Smol => on_smol,
        Driver::Mio => on_mio,
        Driver::Embedded => on_embassy,
    };
    thread::spawn(move || run(side, socket, app, tell_wake, tell_end));
    Running { driver, orders, wake: wake.recv().unwrap(), ended }
}

fn bound(now: Instant, side: Side) -> TestLink {
    let mut link = link(now, side);
    if side == Side::Esme {
        let bind =
            BindTransceiver { system_id: "acct".into(), password: "secret".into(), ..Default::default() };
        link.at(now).bind(&bind).unwrap();
    }
    link
}

fn clock() -> impl Fn() -> Instant {
    let start = std::time::Instant::now();
    move || Instant::ZERO + start.elapsed().into()
}

fn on_threads(side: Side, socket: TcpStream, mut app: App, wake: Sender<Wake>, end: Sender<Ended>) {
    wake.send(Box::new(|| {})).unwrap();
    let mut link = bound(Instant::ZERO, side);
    let result = threads::drive(&mut link, socket, clock(), |event, turn| app.on(event, turn));
    let _ = end.send((app.seen, result));
}

fn on_tokio(side: Side, socket: TcpStream, mut app: App, wake: Sender<Wake>, end: Sender<Ended>) {
    let notify = Arc::new(::tokio::sync::Notify::new());
    let notified = notify.clone();
    wake.send(Box::new(move || notify.notify_one())).unwrap();
    let runtime = ::tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let result = runtime.block_on(async {
        socket.set_nonblocking(true)?;
        let socket = ::tokio::net::TcpStream::from_std(socket)?;
        let mut link = bound(Instant::ZERO, side);
        tokio::drive(&mut link, socket, &notified, clock(), |event, turn| app.on(event, turn)).await
    });
    let _ = end.send((app.seen, result));
}

fn on_smol(side: Side, socket: TcpStream, mut app: App, wake: Sender<Wake>, end: Sender<Ended>) {
    let (caller, called) = ::smol::channel::bounded(1);
    wake.send(Box::new(move || {
        let _ = caller.try_send(());
    }))
    .unwrap();
    let socket = ::smol::Async::new(socket).unwrap();
    let mut link = bound(Instant::ZERO, side);
    let driven = smol::drive(&mut link, socket, &called, clock(), |event, turn| app.on(event, turn));
    let result = ::smol::block_on(driven);
    let _ = end.send((app.seen, result));
}

fn on_mio(side: Side, socket: TcpStream, app: App, wake: Sender<Wake>, end: Sender<Ended>) {
    all_on_mio(vec![(side, socket, app, end)], wake);
}

/// Starts applications that share a thread, on mio.
pub fn start_on_one_thread(side: Side, sockets: Vec<(TcpStream, Plan)>) -> Vec<Running> {
    let (tell_wake, wake) = channel();
    let mut all = Vec::new();
    let mut running = Vec::new();
    for (socket, plan) in sockets {
        let (orders, ordered) = channel();
        let (tell_end, ended) = channel();
        all.push((side, socket, App::new(plan, ordered), tell_end));
        running.push((orders, ended));
    }
    thread::spawn(move || all_on_mio(all, tell_wake));
    let wake: Arc<Mutex<Wake>> = Arc::new(Mutex::new(wake.recv().unwrap()));
    let running = running.into_iter().map(|(orders, ended)| {
        let wake = wake.clone();
        let wake = Box::new(move || (wake.lock().unwrap())());
        Running { driver: Driver::Mio, orders, wake, ended }
    });
    running.collect()
}

fn all_on_mio(all: Vec<(Side, TcpStream, App, Sender<Ended>)>, wake: Sender<Wake>) {
    let mut poll = ::mio::Poll::new().unwrap();
    let waker = ::mio::Waker::new(poll.registry(), mio::WAKER).unwrap();
    wake.send(Box::new(move || waker.wake().unwrap())).unwrap();
    let clock = clock();
    let mut connections = mio::Connections::default();
    let mut apps = HashMap::new();
    for (side, socket, app, end) in all {
        socket.set_nonblocking(true).unwrap();
        let socket = ::mio::net::TcpStream::from_std(socket);
        let token = connections.add(clock(), poll.registry(), socket, bound(clock(), side)).unwrap();
        apps.insert(token, (app, end));
    }
    let mut events = ::mio::Events::with_capacity(8);
    while !connections.is_empty() {
        poll.poll(&mut events, connections.wait(clock())).unwrap();
        let mut ready: Vec<_> = events.iter().map(::mio::event::Event::token).collect();
        if ready.contains(&mio::WAKER) {
            ready = apps.keys().copied().collect();
        }
        for token in ready {
            connections.drive(&clock, token, |token, event, turn| on(&mut apps, token, event, turn));
        }
        connections.drive_due(&clock, |token, event, turn| on(&mut apps, token, event, turn));
    }
    for (app, end) in apps.into_values() {
        let _ = end.send((app.seen, Ok(())));
    }
}

/// A server that prints its address and runs until it is killed.
pub fn serve_on_mio() {
    let poll = ::mio::Poll::new().unwrap();
    let listener = ::mio::net::TcpListener::bind("127.0.0.1:0".parse().unwrap()).unwrap();
    println!("\nlistening on {}", listener.local_addr().unwrap());
    let (_caller, calls) = channel();
    let mut apps = HashMap::new();
    let served = mio::serve(
        poll,
        listener,
        &calls,
        clock(),
        |now| bound(now, Side::Smsc),
        |token, event, turn| {
            let new = || App::new(Plan::default(), channel().1);
            apps.entry(token).or_insert_with(new).on(event, turn)
        },
    );
    panic!("{served:?}");
}

fn on(
    apps: &mut HashMap<::mio::Token, (App, Sender<Ended>)>,
    token: ::mio::Token,
    event: Option<Event<'_, u32>>,
    turn: Turn<'_, Window>,
) -> Result<(), Error> {
    apps.get_mut(&token).unwrap().0.on(event, turn)
}

fn on_embassy(side: Side, socket: TcpStream, app: App, wake: Sender<Wake>, end: Sender<Ended>) {
    let signal: &'static _ = Box::leak(Box::new(Signal::<CriticalSectionRawMutex, ()>::new()));
    wake.send(Box::new(|| signal.signal(()))).unwrap();
    let executor = Box::leak(Box::new(embassy_executor::Executor::new()));
    // It never returns. The thread ends with the tests.
    executor.run(|spawner| spawner.spawn(on_embedded(side, socket, app, signal, end).unwrap()));
}

#[embassy_executor::task(pool_size = 64)]
async fn on_embedded(
    side: Side,
    socket: TcpStream,
    mut app: App,
    wake: &'static Signal<CriticalSectionRawMutex, ()>,
    end: Sender<Ended>,
) {
    let socket = ::smol::Async::new(socket).unwrap();
    let (reader, writer) = (FromFutures::new(&socket), FromFutures::new(&socket));
    let mut link = bound(embedded::now(), side);
    let result = embedded::drive(&mut link, reader, writer, wake, |event, turn| app.on(event, turn)).await;
    let _ = end.send((app.seen, result));
}
