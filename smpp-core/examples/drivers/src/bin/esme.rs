//! An ESME on threads. It sends each line of its standard input as a message of up to 255 segments, waits for the receipts,
//! prints how each message has ended and the messages that it gets, and unbinds. If the connection ends before that, it
//! connects again. After SIGINT or SIGTERM it sends no more messages, and waits a few seconds for receipts:
//! `cargo run --bin esme -- 127.0.0.1:2775 ESME secret Shop 46700000001 3600`.

use smpp_core::prelude::*;
use smpp_drivers::threads::{connect, drive, end_with_signals, pause};
use std::collections::BTreeSet;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::{fmt::Display, io, io::BufRead, io::Write, iter, mem::take, sync::Arc, thread, time};

type Error = Box<dyn std::error::Error + Send + Sync>;
type Window = [Slot<Segment>; 10];

/// The maximum number of segments per second, and at once.
const RATE: (u32, u32) = (100, 10);
/// How many times to send a segment that the message centre keeps refusing for the moment.
const ATTEMPTS: u32 = 20;
/// How long to wait for receipts after a signal.
const GRACE: Duration = Duration::from_secs(5);

/// Whether a result could not be printed.
static IS_UNHEARD: AtomicBool = AtomicBool::new(false);

/// A segment that owns its octets: it can wait, and it can be sent again.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Segment {
    /// The number of its message.
    message: u64,
    part: PartNumber,
    attempts: u32,
    /// A whole submit_sm.
    octets: Vec<u8>,
}

struct Client {
    lines: Receiver<Vec<u8>>,
    /// Whether the thread that reads the lines is still there.
    has_more: bool,
    is_ending: Arc<AtomicBool>,
    /// When to unbind after a signal.
    deadline: Option<Instant>,
    /// The address, the account and its password, the sender, the recipient, and a time in seconds: a message may take
    /// that long until a segment is accepted, and again until its last receipt.
    args: [String; 6],
    /// The number of the last message.
    last: u64,
    /// The reference number of the last message. It starts at a random number, because the recipient may still have
    /// segments of a message of an earlier run.
    reference: u16,
    /// Segments to send, in order.
    waiting: BTreeSet<Segment>,
    pacer: Pacer,
    /// The messages that have not ended.
    ids: Correlator<Vec<IdSlot<u64>>>,
    /// Long messages that are not complete: 10 of up to 255 segments, in 470 KB.
    messages: Reassembler<Vec<MessageSlot<255, 40_000>>>,
    backoff: Backoff,
    /// The message centre does not accept the account, or the bind cannot be encoded.
    is_refused: bool,
}

impl Client {
    fn on(&mut self, event: Option<Event<'_, Segment>>, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        match event {
            Some(Event::Bound { .. }) => self.backoff.reset(),
            Some(Event::BindRefused { pdu, .. }) => {
                let status = pdu.command_status;
                self.is_refused = status.bind_retry_class() == RetryClass::Permanent;
                return Err(format!("the bind was refused with {status}").into());
            }
            Some(Event::Request { token, pdu }) if pdu.command_id == CommandId::DELIVER_SM => {
                self.deliver(token, &pdu, turn)?;
            }
            Some(Event::Request { token, .. } | Event::Disallowed { token, .. }) => {
                turn.answer_default(token)?
            }
            Some(Event::Closed { reason }) => eprintln!("the session has ended: {reason}"),
            Some(event) => self.settle(event, turn),
            None => self.send(turn)?,
        }
        Ok(())
    }

    /// Sends the segments that wait. Unbinds if there is nothing to wait for, or some time after a signal.
    fn send(&mut self, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        let now = turn.now();
        self.expire(now);
        // For other drivers: that for threads gives `None` at least every 40 ms.
        turn.wake_at(self.ids.next_expiry());
        turn.wake_at(self.messages.next_expiry());
        if self.is_ending.load(Relaxed) {
            self.stop(now);
            turn.wake_at(*self.deadline.get_or_insert(now + GRACE));
        }
        while turn.can_send() && self.fill(now) && turn.take(&mut self.pacer) {
            let Some(segment) = self.waiting.pop_first() else { break };
            let submit_sm: SubmitSm<'_> = RawPdu::parse(&segment.octets)?.decode()?;
            match turn.prepare(&submit_sm) {
                Ok(prepared) if self.ids.is_wanted(segment.message, segment.part) => prepared.keep(segment),
                // Without one of its segments, a message cannot be read.
                Ok(_) => self.never_sent(now, &segment),
                Err(error) => {
                    eprintln!("message {}: {error}", segment.message);
                    self.never_sent(now, &segment);
                }
            }
        }
        if self.is_done() || self.deadline.is_some_and(|deadline| deadline <= now) {
            turn.shutdown();
        }
        Ok(())
    }

    fn never_sent(&mut self, now: Instant, segment: &Segment) {
        report(self.ids.never_sent(now, segment.message, segment.part).ended());
    }

    /// Reports what has not come in time: receipts, the ids of early receipts, and segments.
    fn expire(&mut self, now: Instant) {
        iter::from_fn(|| self.ids.expire(now)).for_each(say);
        iter::from_fn(|| self.messages.expire(now)).for_each(|incomplete| eprintln!("{incomplete:?}"));
    }

    /// Gives up what waits to be sent.
    fn stop(&mut self, now: Instant) {
        while self.fill(now) {
            take(&mut self.waiting).iter().for_each(|segment| self.never_sent(now, segment));
        }
    }

    /// Whether nothing is left to send, and all messages have ended.
    fn is_done(&self) -> bool {
        (!self.has_more || self.deadline.is_some()) && self.ids.waiting() == 0
    }

    /// Cuts the next line into segments, if none are waiting. Returns whether there is one to send.
    fn fill(&mut self, now: Instant) -> bool {
        while self.waiting.is_empty() {
            match self.lines.try_recv().map(|line| self.cut(now, &line)) {
                Ok(cut) => {
                    cut.unwrap_or_else(|error| say(format!("message {}: never sent: {error}", self.last)))
                }
                Err(error) => {
                    self.has_more = error == TryRecvError::Empty;
                    return false;
                }
            }
        }
        true
    }

    fn cut(&mut self, now: Instant, line: &[u8]) -> Result<(), Error> {
        self.last = self.last.saturating_add(1);
        self.reference = self.reference.wrapping_add(1);
        let line = str::from_utf8(line)?.trim_end_matches('\r');
        let plan = Segmenter { reference: self.reference, ..Segmenter::DEFAULT }.plan(line)?;
        let (mut segments, mut buffer, mut all) = (plan.segments(), [0; MAX_USER_DATA], Vec::new());
        while let Some(segment) = segments.next_into(&mut buffer)? {
            let mut tlvs = SegmentTlvs::default();
            let submit_sm = SubmitSm::from_segment(&segment, &mut tlvs)
                .with_source(self.args[3].as_str())
                .with_destination(self.args[4].as_str());
            // A receipt, whether or not it is delivered.
            let submit_sm = SubmitSm { registered_delivery: 1.into(), ..submit_sm };
            let octets = submit_sm.encode_to_vec(0, Rules::V34)?;
            all.push(Segment { message: self.last, part: (&segment).into(), attempts: 1, octets });
        }
        report(self.ids.begin(now, self.last, plan.total()).ended());
        self.waiting.extend(all);
        Ok(())
    }

    /// Handles a segment that was accepted or refused, or whose outcome is unknown.
    fn settle(&mut self, event: Event<'_, Segment>, mut turn: Turn<'_, Window>) {
        let Ok((mut segment, outcome)) = event.into_outcome() else { return };
        // It is sent again after a pause, and before newer ones. What may have arrived is not: a person must decide.
        if segment.attempts < ATTEMPTS && turn.retry(&outcome, &mut self.pacer) {
            segment.attempts = segment.attempts.saturating_add(1);
            self.waiting.insert(segment);
        } else {
            report(self.ids.outcome(turn.now(), &outcome, segment.message, segment.part).ended());
        }
    }

    /// Takes a receipt, or a message from a subscriber.
    fn deliver(&mut self, token: Token, pdu: &RawPdu<'_>, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        // Otherwise it was refused. There was room for that: an event is returned only if there is room for its
        // answer.
        let decoded = turn.decode_or_refuse::<DeliverSm<'_>>(token, pdu);
        let Ok((deliver_sm, token)) = decoded else { return Ok(()) };
        let mut scratch = [0; 256];
        let receipt = Receipt::from_deliver_sm(&deliver_sm, ReceiptDialect::DEFAULT, &mut scratch);
        if receipt.is_trusted() {
            let recorded = self.ids.receipt(turn.now(), &receipt);
            report(recorded.ended());
            if matches!(recorded.correlation(), Correlation::Ignored(_) | Correlation::Contradicted { .. }) {
                eprintln!("receipt from {}: {}", deliver_sm.source_addr, recorded.correlation());
            }
        } else if let Err(error) = self.text(turn.now(), &deliver_sm) {
            eprintln!("{}: {error}", deliver_sm.source_addr);
            return Ok(turn.refuse(token, CommandStatus::ESME_RX_R_APPN)?);
        }
        // If you store what arrives, do it before you answer: after that, the message centre forgets it.
        Ok(turn.answer(token, CommandStatus::ESME_ROK, &DeliverSmResp::default())?)
    }

    /// Prints the text of a message, once all its segments have come.
    fn text(&mut self, now: Instant, deliver_sm: &DeliverSm<'_>) -> Result<(), Error> {
        let (inserted, dropped) = self.messages.insert(now, &deliver_sm.fragment_or_whole()?)?;
        dropped.iter().for_each(|incomplete| eprintln!("{incomplete:?}"));
        if let Inserted::Complete(message) = inserted {
            let chars = DataCodings::default().chars_of(&message).ok_or("a message that is not text")?;
            // Escaped, so that a text cannot look like a line of its own.
            let text = chars.flat_map(char::escape_debug).collect::<String>();
            say(format!("{}: {text}", deliver_sm.source_addr));
        }
        Ok(())
    }

    /// Runs a session until it has ended.
    fn session(&mut self, tag: u32, clock: impl Fn() -> Instant) -> Result<(), Error> {
        let [address, system_id, password, ..] = &self.args;
        let socket = connect(address, &self.is_ending)?;
        let session = Session::new(clock(), Side::Esme, tag, &Config::default(), [Slot::EMPTY; 10]);
        let mut link = Link::new(session, vec![0; 70_000], vec![0; 4096]);
        let (system_id, password) = (system_id.as_str().into(), password.as_str().into());
        let bind = BindTransceiver { system_id, password, ..BindTransceiver::default() };
        link.at(clock()).bind(&bind).inspect_err(|_| self.is_refused = true)?;
        drive(&mut link, socket, clock, |event, turn| self.on(event, turn))
    }
}

/// Prints how a message has ended.
fn report(ended: impl IntoIterator<Item = Ended<u64>>) {
    ended.into_iter().for_each(say);
}

/// Prints a result: to standard error if nobody reads standard output.
fn say(line: impl Display) {
    if let Err(error) = writeln!(io::stdout(), "{line}") {
        eprintln!("{line} (standard output: {error})");
        IS_UNHEARD.store(true, Relaxed);
    }
}

fn main() -> Result<(), Error> {
    let args = <[_; 6]>::try_from(std::env::args().skip(1).collect::<Vec<_>>())
        .map_err(|_| "usage: esme HOST:PORT SYSTEM_ID PASSWORD SOURCE DESTINATION SECONDS")?;
    let is_ending = end_with_signals()?;
    let ((sender, lines), stop) = (sync_channel(100), is_ending.clone());
    thread::spawn(move || {
        let input = io::stdin().lock().split(b'\n').map_while(Result::ok);
        input.take_while(|_| !stop.load(Relaxed)).try_for_each(|line| sender.send(line))
    });

    let start = time::Instant::now();
    let clock = || Instant::ZERO + start.elapsed().into();
    let random = || RandomState::new().hash_one(0);
    let expiry = Duration::from_secs(args[5].parse()?);
    let config = CorrelatorConfig { expiry, ..CorrelatorConfig::new(random()) };
    let mut client = Client {
        lines,
        has_more: true,
        is_ending,
        deadline: None,
        args,
        last: 0,
        reference: random().to_le_bytes()[0].into(),
        waiting: BTreeSet::new(),
        pacer: Pacer::new(clock(), RATE.0, RATE.1),
        ids: Correlator::new(config, vec![IdSlot::EMPTY; 10_000]),
        messages: Reassembler::new(vec![MessageSlot::EMPTY; 10], Duration::from_secs(600), random()),
        backoff: Backoff::new(Duration::from_secs(1), Duration::from_secs(60)),
        is_refused: false,
    };
    let mut ended = Ok(());
    for tag in 1.. {
        ended = client.session(tag, clock);
        client.expire(clock());
        if client.is_refused || client.is_done() || client.is_ending.load(Relaxed) {
            break;
        }
        let wait = client.backoff.next(random().to_le_bytes()[0]);
        let error = ended.as_ref().err().map(|error| format!("{error}; ")).unwrap_or_default();
        eprintln!("{error}connecting again in {} ms", wait.as_millis());
        pause(wait.into(), &client.is_ending);
    }
    client.stop(clock());
    if client.is_refused || client.is_ending.load(Relaxed) {
        eprintln!("the last line read was message {}", client.last);
    }
    iter::from_fn(|| client.ids.drain()).for_each(say);
    client.expire(Instant::from_millis(u64::MAX));
    match ended {
        Err(error) if client.is_refused => Err(error),
        _ if IS_UNHEARD.load(Relaxed) => Err("standard output could not be written".into()),
        _ => Ok(()),
    }
}
