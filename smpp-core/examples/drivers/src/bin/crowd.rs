//! What many sessions cost on one thread, with the driver for mio: memory and processor time, idle and busy.
//!
//! `cargo run --release --bin crowd -- 10000` starts a server as a process of its own, binds as many sessions to it,
//! lets them be idle for a while, and then submits messages on all of them. Each session takes a file
//! descriptor in both processes: `ulimit -n` must allow them.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a measurement may stop at the first surprise"
)]

use mio::net::{TcpListener, TcpStream};
use mio::{Events, Poll, Token};
use smpp_core::link::{Link, OnDemand, Turn};
use smpp_core::pdu::{BindTransceiver, SubmitSm, SubmitSmResp};
use smpp_core::session::{Config, Event, Session, Side, Slot};
use smpp_core::{CommandId, CommandStatus, Instant};
use smpp_drivers::mio::{Connections, OnDemandLink, serve};
use std::collections::HashMap;
use std::convert::Infallible;
use std::error::Error;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// Slots in each window.
const SLOTS: usize = 10;
/// How long the sessions are idle: a few times the interval of enquire_link, which is 30 s.
const IDLE: Duration = Duration::from_secs(95);
/// The most octets that an idle session may need in addition to its window.
const MOST: u64 = 1024;
/// How many messages each session submits.
const MESSAGES: u32 = 100;

type Slots = Box<[Slot<u32>]>;
type Failure = Box<dyn Error + Send + Sync>;

fn main() -> Result<(), Failure> {
    let sessions = std::env::args().nth(1).unwrap_or_else(|| "10000".into());
    match sessions.as_str() {
        "serve" => match server()? {},
        sessions => measure(sessions.parse()?),
    }
}

fn clock() -> impl Fn() -> Instant {
    let start = std::time::Instant::now();
    move || Instant::ZERO + start.elapsed().into()
}

fn link(now: Instant, side: Side) -> OnDemandLink<Slots> {
    let window = (0..SLOTS).map(|_| Slot::EMPTY).collect();
    let session = Session::new(now, side, 1, &Config::default(), window);
    Link::new(session, OnDemand::new(4096), OnDemand::new(4096))
}

/// What the server has used so far.
#[derive(Clone, Copy)]
struct Usage {
    /// Memory, in KiB.
    memory: u64,
    /// Processor time, in hundredths of a second.
    time: u64,
}

impl Usage {
    /// That of this process, in two numbers.
    fn of_this_process() -> Result<String, Failure> {
        let status = std::fs::read_to_string("/proc/self/status")?;
        let memory = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
        let memory = memory.trim().trim_end_matches(" kB");
        let stat = std::fs::read_to_string("/proc/self/stat")?;
        let times = stat.split(' ').skip(13).take(2).map(str::parse::<u64>);
        let time = times.sum::<Result<u64, _>>()?;
        Ok(format!("{memory} {time}"))
    }

    fn parse(text: &str) -> Option<Self> {
        let (memory, time) = text.trim().split_once(' ')?;
        Some(Self { memory: memory.parse().ok()?, time: time.parse().ok()? })
    }
}

/// Answers everything. Prints its address, and then what it uses whenever a line comes in.
fn server() -> Result<Infallible, Failure> {
    std::thread::spawn(|| {
        for _ in std::io::stdin().lines() {
            println!("{}", Usage::of_this_process().unwrap_or_default());
        }
        std::process::exit(0);
    });
    let listener = TcpListener::bind("127.0.0.1:0".parse()?)?;
    println!("{}", listener.local_addr()?);
    let (_calls, called) = channel();
    let app = |_, event: Option<Event<'_, u32>>, mut turn: Turn<'_, Slots>| -> Result<(), Failure> {
        match event {
            Some(Event::Bind { token, .. }) => turn.accept_bind(token, "SMSC", &[])?,
            Some(Event::Request { token, .. }) if token.command_id() == CommandId::SUBMIT_SM => {
                let resp = SubmitSmResp { message_id: "1".into(), ..SubmitSmResp::default() };
                turn.answer(token, CommandStatus::ESME_ROK, &resp)?;
            }
            Some(Event::Request { token, .. } | Event::Disallowed { token, .. }) => {
                turn.answer_default(token)?
            }
            _ => {}
        }
        Ok(())
    };
    Ok(serve(Poll::new()?, listener, &called, clock(), |now| link(now, Side::Smsc), app)?)
}

/// The server in a process of its own.
struct Server {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start() -> Result<Self, Failure> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut process = command.arg("serve").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = process.stdin.take().ok_or("no standard input")?;
        let output = BufReader::new(process.stdout.take().ok_or("no standard output")?);
        Ok(Self { process, input, output })
    }

    fn line(&mut self) -> Result<String, Failure> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }

    fn usage(&mut self) -> Result<Usage, Failure> {
        writeln!(self.input)?;
        Usage::parse(&self.line()?).ok_or_else(|| "the server does not say what it uses".into())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The other ends of the sessions, on one thread as well.
struct Clients {
    poll: Poll,
    events: Events,
    connections: Connections<Slots>,
    books: Books,
}

#[derive(Default)]
struct Books {
    bound: u32,
    answered: u32,
    /// How many messages each session still has to submit.
    left: HashMap<Token, u32>,
}

impl Clients {
    fn connect(&mut self, now: Instant, address: &str) -> Result<(), Failure> {
        let socket = std::net::TcpStream::connect(address)?;
        socket.set_nonblocking(true)?;
        let mut link = link(now, Side::Esme);
        link.at(now).bind(&BindTransceiver { system_id: "me".into(), ..Default::default() })?;
        let socket = TcpStream::from_std(socket);
        let token = self.connections.add(now, self.poll.registry(), socket, link)?;
        self.books.left.insert(token, 0);
        Ok(())
    }

    /// Waits once, no later than `end`.
    fn turn(&mut self, clock: &impl Fn() -> Instant, end: Instant) -> Result<(), Failure> {
        let Self { poll, events, connections, books } = self;
        let most = end.saturating_since(clock()).into();
        poll.poll(events, Some(connections.wait(clock()).map_or(most, |wait| wait.min(most))))?;
        for event in events.iter() {
            connections.drive(clock, event.token(), |token, event, turn| books.on(token, event, turn));
        }
        connections.drive_due(clock, |token, event, turn| books.on(token, event, turn));
        Ok(())
    }

    /// Lets all sessions submit their messages.
    fn submit(&mut self, clock: impl Fn() -> Instant) {
        let Self { connections, books, .. } = self;
        let tokens: Vec<_> = books.left.keys().copied().collect();
        for token in tokens {
            books.left.insert(token, MESSAGES);
            connections.drive(&clock, token, |token, event, turn| books.on(token, event, turn));
        }
    }
}

impl Books {
    fn on(
        &mut self,
        token: Token,
        event: Option<Event<'_, u32>>,
        mut turn: Turn<'_, Slots>,
    ) -> Result<(), Failure> {
        match event {
            Some(Event::Bound { .. }) => self.bound += 1,
            Some(Event::Response { .. }) => self.answered += 1,
            Some(Event::Closed { reason }) => panic!("{token:?}: {reason}"),
            Some(_) => {}
            None => {
                let left = self.left.get_mut(&token).ok_or("a session without a number")?;
                while *left > 0 && turn.can_send() {
                    turn.prepare(&SubmitSm { short_message: b"Hello", ..SubmitSm::default() })?.keep(0);
                    *left -= 1;
                }
            }
        }
        Ok(())
    }
}

fn measure(sessions: u32) -> Result<(), Failure> {
    let mut server = Server::start()?;
    let address = server.line()?;
    let empty = server.usage()?;
    let clock = clock();
    let far = clock() + smpp_core::Duration::from_secs(3600);
    let mut clients = Clients {
        poll: Poll::new()?,
        events: Events::with_capacity(1024),
        connections: Connections::default(),
        books: Books::default(),
    };
    for number in 1..=sessions {
        clients.connect(clock(), &address)?;
        while number.is_multiple_of(100) && clients.books.bound < number {
            clients.turn(&clock, far)?;
        }
    }
    while clients.books.bound < sessions {
        clients.turn(&clock, far)?;
    }
    let idle = server.usage()?;
    let window = u64::try_from(SLOTS * size_of::<Slot<u32>>())?;
    let each = (idle.memory - empty.memory) * 1024 / u64::from(sessions);
    println!(
        "{sessions} sessions bound: {} KiB, {each} octets each, {window} of them its window",
        idle.memory
    );
    if each - window > MOST {
        return Err(format!("more than {MOST} octets in addition to the window").into());
    }

    let end = clock() + smpp_core::Duration::from_secs(IDLE.as_secs());
    while clock() < end {
        clients.turn(&clock, end)?;
    }
    let after = server.usage()?;
    let load = (after.time - idle.time) as f64 / IDLE.as_secs_f64();
    println!("idle for {} s: {} KiB, {load:.2} % of a processor", IDLE.as_secs(), after.memory);

    let start = std::time::Instant::now();
    clients.submit(&clock);
    while clients.books.answered < sessions * MESSAGES {
        clients.turn(&clock, far)?;
    }
    let took = start.elapsed().as_secs_f64();
    let busy = server.usage()?;
    let messages = f64::from(sessions * MESSAGES);
    let load = (busy.time - after.time) as f64 / took;
    let rate = messages / took;
    println!("{messages} messages: {rate:.0} per second, {load:.0} % of a processor, {} KiB", busy.memory);
    Ok(())
}
