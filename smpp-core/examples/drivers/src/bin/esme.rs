//! An ESME on threads. It sends each line of its standard input as a message of up to 255 segments, waits for the
//! receipts, and unbinds. If the connection ends before that, it connects again:
//! `cargo run --bin esme -- 127.0.0.1:2775 ESME secret Shop 46700000001`.

use smpp_core::codes::{RegisteredDelivery, RetryClass, SmscReceipt};
use smpp_core::link::{Link, Turn};
use smpp_core::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, DroppedId, IdSlot, PartNumber, Recorded,
};
use smpp_core::message::receipt::{Receipt, ReceiptDialect};
use smpp_core::message::segment::{MAX_USER_DATA, SegmentTlvs, Segmenter};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{Backoff, Config, Event, Outcome, Pacer, Session, Side, Slot, Token};
use smpp_core::{CommandId, CommandStatus, Duration, Encode, Instant, RawPdu, Rules};
use smpp_drivers::threads::drive;
use std::collections::{BTreeSet, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::{io, io::BufRead, iter, thread, time};

type Error = Box<dyn std::error::Error + Send + Sync>;
type Window = [Slot<Segment>; 10];

/// The maximum number of segments per second, and at once.
const RATE: (u32, u32) = (100, 10);
/// How many times to send a segment that the message centre keeps refusing for the moment.
const ATTEMPTS: u32 = 20;
/// How long to wait for the receipts of a message.
const EXPIRY: Duration = Duration::from_secs(3600);

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
    /// The address, the account and its password, the sender and the recipient.
    args: [String; 5],
    /// The number of the last message.
    last: u64,
    /// Messages that have not ended.
    open: BTreeSet<u64>,
    /// The reference number of the last message. It starts at a different number in each run: the recipient may
    /// still have segments of an earlier message.
    reference: u16,
    /// Segments to send.
    waiting: VecDeque<Segment>,
    pacer: Pacer,
    /// The ids of what was accepted, until their receipts come.
    ids: Correlator<Vec<IdSlot<u64>>>,
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

    /// Sends the segments that wait. Unbinds if there is nothing to wait for.
    fn send(&mut self, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        iter::from_fn(|| self.ids.expire(turn.now())).for_each(|dropped| lost(&mut self.open, dropped));
        self.ids.next_expiry().into_iter().for_each(|expiry| turn.wake_at(expiry));
        while turn.can_send() && self.fill() {
            if !self.pacer.take(turn.now()) {
                turn.wake_at(self.pacer.ready_at());
                return Ok(());
            }
            let Some(segment) = self.waiting.pop_front() else { break };
            let submit_sm: SubmitSm<'_> = RawPdu::parse(&segment.octets)?.decode()?;
            match turn.prepare(&submit_sm) {
                Ok(prepared) => {
                    prepared.keep(segment);
                }
                Err(error) => {
                    println!("message {}: never sent: {error}", segment.message);
                    report(&mut self.open, self.ids.refused(turn.now(), segment.message, segment.part));
                }
            }
        }
        if self.is_done() && turn.session().in_flight() == 0 {
            turn.shutdown();
        }
        Ok(())
    }

    /// Whether nothing is left to send, and all messages have ended.
    fn is_done(&self) -> bool {
        !self.has_more && self.waiting.is_empty() && self.open.is_empty()
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
        self.open.insert(self.last);
        let (mut segments, mut buffer) = (plan.segments(), [0; MAX_USER_DATA]);
        let [.., source, destination] = &self.args;
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
            self.waiting.push_back(Segment { message: self.last, part, octets, attempts: 1 });
        }
        Ok(())
    }

    /// Handles a segment that was accepted or refused, or whose outcome is unknown.
    fn settled(&mut self, segment: Segment, outcome: &Outcome<'_>, mut turn: Turn<'_, Window>) {
        let Segment { message, part, attempts, .. } = segment;
        match outcome {
            Outcome::Answered { pdu, .. } => {
                let id = pdu.decode().map_or_else(|_| "".into(), |resp: SubmitSmResp<'_>| resp.message_id);
                println!("message {message}: accepted with id {id}");
                report(&mut self.open, self.ids.accepted(turn.now(), id.as_bytes(), message, part));
            }
            // It was certainly not accepted, so it is safe to send it again: after a pause, and before what is newer.
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
            Outcome::Refused { status, .. } => {
                println!("message {message}: refused with {status}");
                report(&mut self.open, self.ids.refused(turn.now(), message, part));
            }
            // Sending it again may deliver it twice, so that is for a person to decide.
            Outcome::Unknown => report(&mut self.open, self.ids.unknown(turn.now(), message, part)),
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
        if !receipt.is_trusted() {
            let DeliverSm { esm_class, data_coding, source_addr, .. } = deliver_sm;
            let text = DataCodings::default().chars(esm_class, data_coding, deliver_sm.user_data());
            println!("{source_addr}: {}", text.ok().flatten().map_or_else(String::new, Iterator::collect));
        } else {
            report(&mut self.open, self.ids.receipt(turn.now(), &receipt));
        }
        // If you store what arrives, do it before you answer: after that, the message centre forgets it.
        Ok(turn.answer(token, CommandStatus::ESME_ROK, &DeliverSmResp::default())?)
    }

    /// Runs a session until it has ended.
    fn session(&mut self, tag: u32, clock: impl Fn() -> Instant) -> Result<(), Error> {
        let [address, system_id, password, ..] = &self.args;
        let socket = TcpStream::connect(address)?;
        let session = Session::new(clock(), Side::Esme, tag, &Config::default(), [const { Slot::EMPTY }; 10]);
        let mut link = Link::new(session, vec![0; 70_000], vec![0; 4096]);
        let (system_id, password) = (system_id.as_str().into(), password.as_str().into());
        link.at(clock()).bind(&BindTransceiver { system_id, password, ..BindTransceiver::default() })?;
        drive(&mut link, socket, clock, |event, turn| self.on(event, turn))
    }
}

/// Prints how a message has ended. The correlator keeps a receipt that comes before the response with its id.
fn report(open: &mut BTreeSet<u64>, recorded: Recorded<u64>) {
    if let Correlation::Updated(update) = recorded.on_dropped(|dropped| lost(open, dropped))
        && update.message.is_complete()
        && let Some(state) = update.message.state()
        && open.remove(&update.value)
    {
        println!("message {}: {state}", update.value);
    }
}

/// No receipt has come for an id. Its message may have other ids, but it ends with the first.
fn lost(open: &mut BTreeSet<u64>, dropped: DroppedId<u64>) {
    if let Some(message) = dropped.value.filter(|message| open.remove(message)) {
        println!("message {message}: no receipt ({:?})", dropped.reason);
    }
}

fn main() -> Result<(), Error> {
    let args = <[_; 5]>::try_from(std::env::args().skip(1).collect::<Vec<_>>())
        .map_err(|_| "usage: esme HOST:PORT SYSTEM_ID PASSWORD SOURCE DESTINATION")?;
    let (sender, lines) = sync_channel(100);
    let input = || io::stdin().lock().split(b'\n').map_while(Result::ok);
    thread::spawn(move || input().try_for_each(|line| sender.send(line)));

    let start = time::Instant::now();
    let clock = || Instant::ZERO + start.elapsed().into();
    let random = || RandomState::new().hash_one(0);
    let config = CorrelatorConfig { expiry: EXPIRY, ..CorrelatorConfig::new(random()) };
    let mut client = Client {
        lines,
        has_more: true,
        args,
        last: 0,
        open: BTreeSet::new(),
        reference: random().to_le_bytes()[0].into(),
        waiting: VecDeque::new(),
        pacer: Pacer::new(clock(), RATE.0, RATE.1),
        ids: Correlator::new(config, vec![IdSlot::EMPTY; 10_000]),
        backoff: Backoff::new(Duration::from_secs(1), Duration::from_secs(60)),
        is_refused: false,
    };
    for tag in 1.. {
        match client.session(tag, clock) {
            ended if client.is_refused => return ended,
            _ if client.is_done() => break,
            ended => {
                let wait = client.backoff.next(random().to_le_bytes()[0]);
                println!("{ended:?}; connecting again in {} ms", wait.as_millis());
                thread::sleep(wait.into());
            }
        }
    }
    Ok(())
}
