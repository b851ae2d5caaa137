//! An ESME on threads. It sends each line of its standard input as a message of up to 255 segments, waits for the receipts,
//! prints the messages that it gets, and unbinds. If the connection ends before that, it connects again. SIGINT or SIGTERM
//! ends it:
//! `cargo run --bin esme -- 127.0.0.1:2775 ESME secret Shop 46700000001 3600`.

use smpp_core::prelude::*;
use smpp_drivers::threads::{connect, drive, end_with_signals, pause};
use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::{io, io::BufRead, sync::Arc, thread, time};

type Error = Box<dyn std::error::Error + Send + Sync>;
type Window = [Slot<Segment>; 10];

/// The maximum number of segments per second, and at once.
const RATE: (u32, u32) = (100, 10);
/// How many times to send a segment that the message centre keeps refusing for the moment.
const ATTEMPTS: u32 = 20;

/// A segment that owns its octets: it can wait, and it can be sent again.
struct Segment {
    /// The number of its message.
    message: u64,
    part: PartNumber,
    /// A whole submit_sm.
    octets: Vec<u8>,
    attempts: u32,
}

struct Client {
    lines: Receiver<Vec<u8>>,
    has_more: bool,
    is_ending: Arc<AtomicBool>,
    /// The address, the account and its password, the sender, the recipient, and how many seconds to wait for receipts.
    args: [String; 6],
    /// The number of the last message.
    last: u64,
    /// The reference number of the last message. It starts at a different number in each run: the recipient may
    /// still have segments of an earlier message.
    reference: u16,
    /// Segments to send.
    waiting: VecDeque<Segment>,
    pacer: Pacer,
    /// The ids of what was accepted, until their receipts come.
    ids: Correlator<Vec<IdSlot<u64>>>,
    /// Long messages that are not complete: 10 of up to 255 segments, in 470 KB.
    messages: Reassembler<Vec<MessageSlot<255, 40_000>>>,
    backoff: Backoff,
    /// The message centre does not accept the account.
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
            Some(Event::Closed { reason }) => println!("the session has ended: {reason}"),
            Some(event) => {
                if let Ok((segment, outcome)) = event.into_outcome() {
                    self.settled(segment, &outcome, turn);
                }
            }
            None => self.send(turn)?,
        }
        Ok(())
    }

    /// Sends the segments that wait. Unbinds if there is nothing to wait for, or after a signal.
    fn send(&mut self, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        self.expire(turn.now());
        turn.wake_at(self.ids.next_expiry());
        if self.is_ending.load(Relaxed) {
            turn.shutdown();
        }
        while turn.can_send() && self.fill() && turn.take(&mut self.pacer) {
            let Some(segment) = self.waiting.pop_front() else { break };
            let submit_sm: SubmitSm<'_> = RawPdu::parse(&segment.octets)?.decode()?;
            match turn.prepare(&submit_sm) {
                Ok(prepared) => {
                    prepared.keep(segment);
                }
                Err(error) => {
                    println!("message {}: never sent: {error}", segment.message);
                    report(self.ids.refused(turn.now(), segment.message, segment.part).ended());
                }
            }
        }
        if self.is_done() && turn.session().in_flight() == 0 {
            turn.shutdown();
        }
        Ok(())
    }

    /// Reports the messages whose receipts have not come in time.
    fn expire(&mut self, now: Instant) {
        while let Some(dropped) = self.ids.expire(now) {
            report(dropped.ended());
        }
    }

    /// Whether nothing is left to send, and all messages have ended.
    fn is_done(&self) -> bool {
        !self.has_more && self.waiting.is_empty() && self.ids.waiting() == 0
    }

    /// Cuts the next line into segments, if none are waiting. Returns whether there is one to send.
    fn fill(&mut self) -> bool {
        while self.waiting.is_empty() {
            match self.lines.try_recv().map(|line| self.cut(&line)) {
                Ok(cut) => cut.unwrap_or_else(|error| println!("message {}: never sent: {error}", self.last)),
                Err(error) => {
                    self.has_more = error == TryRecvError::Empty;
                    return false;
                }
            }
        }
        true
    }

    fn cut(&mut self, line: &[u8]) -> Result<(), Error> {
        self.last = self.last.saturating_add(1);
        self.reference = self.reference.wrapping_add(1);
        let line = str::from_utf8(line)?.trim_end_matches('\r');
        let plan = Segmenter { reference: self.reference, ..Segmenter::DEFAULT }.plan(line)?;
        let (mut segments, mut buffer, mut all) = (plan.segments(), [0; MAX_USER_DATA], Vec::new());
        let [_, _, _, source, destination, _] = &self.args;
        while let Some(segment) = segments.next_into(&mut buffer)? {
            let mut tlvs = SegmentTlvs::default();
            let submit_sm = SubmitSm {
                source_addr: source.as_str().into(),
                destination_addr: destination.as_str().into(),
                registered_delivery: RegisteredDelivery::default()
                    .with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE),
                ..SubmitSm::from_segment(&segment, &mut tlvs)
            };
            let octets = submit_sm.encode_to_vec(0, Rules::V34)?;
            let part = PartNumber::new(segment.number, segment.total);
            all.push(Segment { message: self.last, part, octets, attempts: 1 });
        }
        self.waiting.extend(all);
        Ok(())
    }

    /// Handles a segment that was accepted or refused, or whose outcome is unknown.
    fn settled(&mut self, segment: Segment, outcome: &Outcome<'_>, mut turn: Turn<'_, Window>) {
        let Segment { message, part, attempts, .. } = segment;
        match outcome {
            // It was certainly not accepted, so it is safe to send it again: after a pause, and before newer ones.
            Outcome::Refused { status, pause, .. }
                if status.retry_class() != RetryClass::Permanent && attempts < ATTEMPTS =>
            {
                self.pacer.pause(turn.now(), pause.map_or(Duration::from_secs(1), |pause| pause.span));
                let older = |other: &Segment| (other.message, other.part.number) < (message, part.number);
                let again = Segment { attempts: attempts.saturating_add(1), ..segment };
                self.waiting.insert(self.waiting.partition_point(older), again);
                // The session is at fault, not the segment: bind again.
                if status.retry_class() == RetryClass::Session {
                    turn.shutdown();
                }
            }
            // If it is unknown, sending it again may deliver it twice, so that is for a person to decide.
            _ => {
                println!("message {message}: segment {}: {outcome}", part.number);
                report(self.ids.outcome(turn.now(), outcome, message, part).ended());
            }
        }
    }

    /// Takes a receipt, or a message from a subscriber.
    fn deliver(&mut self, token: Token, pdu: &RawPdu<'_>, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        // Otherwise it was refused. There was room for that: an event is returned only if there is room for its
        // answer.
        let Ok((deliver_sm, token)) = turn.decode_or_refuse::<DeliverSm<'_>>(token, pdu) else {
            return Ok(());
        };
        let mut scratch = [0; 256];
        let receipt = Receipt::from_deliver_sm(&deliver_sm, ReceiptDialect::DEFAULT, &mut scratch);
        if receipt.is_trusted() {
            report(self.ids.receipt(turn.now(), &receipt).ended());
        } else {
            match self.text(turn.now(), &deliver_sm) {
                Ok(text) => text.iter().for_each(|text| println!("{}: {text}", deliver_sm.source_addr)),
                Err(error) => {
                    println!("{}: {error}", deliver_sm.source_addr);
                    return Ok(turn.refuse(token, CommandStatus::ESME_RX_R_APPN)?);
                }
            }
        }
        // If you store what arrives, do it before you answer: after that, the message centre forgets it.
        Ok(turn.answer(token, CommandStatus::ESME_ROK, &DeliverSmResp::default())?)
    }

    /// The text of a message, once all its segments have come.
    fn text(&mut self, now: Instant, deliver_sm: &DeliverSm<'_>) -> Result<Option<String>, Error> {
        let (inserted, dropped) = self.messages.insert(now, &deliver_sm.fragment_or_whole()?)?;
        dropped.iter().for_each(|incomplete| println!("{incomplete:?}"));
        let Inserted::Complete(message) = inserted else { return Ok(None) };
        let chars = DataCodings::default().chars_of(&message).ok_or("a message that is not text")?;
        Ok(Some(chars.collect()))
    }

    /// Runs a session until it has ended.
    fn session(&mut self, tag: u32, clock: impl Fn() -> Instant) -> Result<(), Error> {
        let [address, system_id, password, ..] = &self.args;
        let socket = connect(address, &self.is_ending)?;
        let session = Session::new(clock(), Side::Esme, tag, &Config::default(), [Slot::EMPTY; 10]);
        let mut link = Link::new(session, vec![0; 70_000], vec![0; 4096]);
        let (system_id, password) = (system_id.as_str().into(), password.as_str().into());
        link.at(clock()).bind(&BindTransceiver { system_id, password, ..BindTransceiver::default() })?;
        drive(&mut link, socket, clock, |event, turn| self.on(event, turn))
    }
}

/// Prints how a message has ended: once, whether or not all its receipts come.
fn report(ended: impl IntoIterator<Item = Ended<u64>>) {
    ended.into_iter().for_each(|Ended { value, end }| println!("message {value}: {end}"));
}

fn main() -> Result<(), Error> {
    let args = <[_; 6]>::try_from(std::env::args().skip(1).collect::<Vec<_>>())
        .map_err(|_| "usage: esme HOST:PORT SYSTEM_ID PASSWORD SOURCE DESTINATION SECONDS")?;
    let (sender, lines) = sync_channel(100);
    let input = || io::stdin().lock().split(b'\n').map_while(Result::ok);
    thread::spawn(move || input().try_for_each(|line| sender.send(line)));

    let start = time::Instant::now();
    let clock = || Instant::ZERO + start.elapsed().into();
    let random = || RandomState::new().hash_one(0);
    let expiry = Duration::from_secs(args[5].parse()?);
    let config = CorrelatorConfig { expiry, ..CorrelatorConfig::new(random()) };
    let mut client = Client {
        lines,
        has_more: true,
        is_ending: end_with_signals()?,
        args,
        last: 0,
        reference: random().to_le_bytes()[0].into(),
        waiting: VecDeque::new(),
        pacer: Pacer::new(clock(), RATE.0, RATE.1),
        ids: Correlator::new(config, vec![IdSlot::EMPTY; 10_000]),
        messages: Reassembler::new(vec![MessageSlot::EMPTY; 10], Duration::from_secs(600), random()),
        backoff: Backoff::new(Duration::from_secs(1), Duration::from_secs(60)),
        is_refused: false,
    };
    let mut ended = Ok(());
    for tag in 1.. {
        ended = client.session(tag, clock);
        if client.is_refused || client.is_done() || client.is_ending.load(Relaxed) {
            break;
        }
        let wait = client.backoff.next(random().to_le_bytes()[0]);
        println!("{ended:?}; connecting again in {} ms", wait.as_millis());
        pause(wait.into(), &client.is_ending);
    }
    // What has not ended by now was not sent, or gets no receipt.
    for Segment { message, part, .. } in client.waiting.drain(..) {
        report(client.ids.refused(clock(), message, part).ended());
    }
    client.expire(Instant::from_millis(u64::MAX));
    if client.is_refused { ended } else { Ok(()) }
}
