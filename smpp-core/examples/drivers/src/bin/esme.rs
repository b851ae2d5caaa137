//! An ESME on threads. It sends each line of its standard input as a message of up to 255 segments, waits for the receipts,
//! and unbinds. If the connection ends before that, it connects again:
//! `cargo run --bin esme -- 127.0.0.1:2775 ESME secret Shop 46700000001`.

use smpp_core::codes::{RegisteredDelivery, RetryClass, SmscReceipt};
use smpp_core::link::{Link, Turn};
use smpp_core::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, DroppedId, IdSlot, PartNumber,
};
use smpp_core::message::receipt::{Receipt, ReceiptDialect, ReceiptKind};
use smpp_core::message::segment::{MAX_USER_DATA, SegmentTlvs, Segmenter};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{Backoff, Config, Event, Outcome, Pacer, Session, Side, Slot, Token};
use smpp_core::{CommandId, CommandStatus, Duration, Encode, Instant, RawPdu, Rules};
use smpp_drivers::threads::drive;
use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::net::TcpStream;
use std::sync::mpsc::{Receiver, TryRecvError, sync_channel};
use std::{io, thread, time};

type Error = Box<dyn std::error::Error + Send + Sync>;
type Window = [Slot<Segment>; 10];

/// The most segments in a second, and the most at once.
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
    lines: Receiver<String>,
    has_more: bool,
    /// The address, the account and its password, the sender and the recipient.
    args: [String; 5],
    /// The number of the last message.
    last: u64,
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
                    self.settled(turn.now(), segment, &outcome);
                }
            }
            None => self.send(turn)?,
        }
        Ok(())
    }

    /// Sends the segments that wait. Unbinds if there is nothing to wait for.
    fn send(&mut self, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        while let Some(dropped) = self.ids.expire(turn.now()) {
            no_receipt(dropped);
        }
        if let Some(expiry) = self.ids.next_expiry() {
            turn.wake_at(expiry);
        }
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
                    report(
                        self.ids.refused(turn.now(), segment.message, segment.part).on_dropped(no_receipt),
                    );
                }
            }
        }
        if self.is_done() && turn.session().in_flight() == 0 {
            turn.shutdown();
        }
        Ok(())
    }

    /// Whether nothing is left to send, and no receipt to wait for.
    fn is_done(&self) -> bool {
        !self.has_more && self.waiting.is_empty() && self.ids.waiting() == 0
    }

    /// Cuts the next line into segments, if none are waiting. Returns whether there is one to send.
    fn fill(&mut self) -> bool {
        while self.waiting.is_empty() {
            let line = match self.lines.try_recv() {
                Ok(line) => line,
                Err(error) => {
                    self.has_more = error == TryRecvError::Empty;
                    return false;
                }
            };
            self.last = self.last.saturating_add(1);
            if let Err(error) = self.cut(&line) {
                println!("message {}: never sent: {error}", self.last);
            }
        }
        true
    }

    fn cut(&mut self, line: &str) -> Result<(), Error> {
        let reference = u16::try_from(self.last & 0xFFFF)?;
        let plan = Segmenter { reference, ..Segmenter::DEFAULT }.plan(line)?;
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

    /// A segment was accepted or refused, or its outcome is unknown.
    fn settled(&mut self, now: Instant, segment: Segment, outcome: &Outcome<'_>) {
        let Segment { message, part, attempts, .. } = segment;
        match outcome {
            Outcome::Answered { pdu, .. } => {
                let id = pdu.decode().map_or_else(|_| "".into(), |resp: SubmitSmResp<'_>| resp.message_id);
                println!("message {message}: accepted with id {id}");
                report(self.ids.accepted(now, id.as_bytes(), message, part).on_dropped(no_receipt));
            }
            // It was certainly not accepted, so it is safe to send it again: after a pause, and before what is newer.
            Outcome::Refused { status, pause, .. }
                if status.retry_class() == RetryClass::RetryLater && attempts < ATTEMPTS =>
            {
                self.pacer.pause(now, pause.map_or(Duration::from_secs(1), |pause| pause.span));
                let older = |other: &Segment| (other.message, other.part.number) < (message, part.number);
                let again = Segment { attempts: attempts.saturating_add(1), ..segment };
                self.waiting.insert(self.waiting.partition_point(older), again);
            }
            Outcome::Refused { status, .. } => {
                println!("message {message}: refused with {status}");
                report(self.ids.refused(now, message, part).on_dropped(no_receipt));
            }
            // Sending it again may deliver it twice, so that is for a person to decide.
            Outcome::Unknown => report(self.ids.unknown(now, message, part).on_dropped(no_receipt)),
        }
    }

    /// Takes a receipt, or a message from a subscriber.
    fn deliver(&mut self, token: Token, pdu: &RawPdu<'_>, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        // Otherwise it was refused. There is room for that: an event only comes if there is room for its answer.
        let Ok((deliver_sm, token)) = turn.decode_or_refuse::<DeliverSm<'_>>(token, pdu) else {
            return Ok(());
        };
        let mut scratch = [0; 256];
        let receipt = Receipt::from_deliver_sm(&deliver_sm, ReceiptDialect::DEFAULT, &mut scratch);
        if receipt.kind == ReceiptKind::None {
            let DeliverSm { esm_class, data_coding, source_addr, .. } = deliver_sm;
            let text =
                DataCodings::default().chars(esm_class, data_coding, deliver_sm.user_data()).ok().flatten();
            println!("{source_addr}: {}", text.map_or_else(String::new, Iterator::collect));
        } else {
            report(self.ids.receipt(turn.now(), &receipt).on_dropped(no_receipt));
        }
        // If you store what arrives, do it before you answer: the message centre then forgets it.
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

/// Prints what a receipt means for its message. The correlator keeps a receipt that comes before the response
/// with its id.
fn report(correlation: Correlation<u64>) {
    if let Correlation::Updated(update) = correlation
        && let Some(state) = update.message.state()
    {
        println!("message {}: {state}", update.value);
    }
}

/// No receipt has come for an id.
fn no_receipt(dropped: DroppedId<u64>) {
    println!("message {:?}: no receipt ({:?})", dropped.value, dropped.reason);
}

fn main() -> Result<(), Error> {
    let args = <[_; 5]>::try_from(std::env::args().skip(1).collect::<Vec<_>>())
        .map_err(|_| "usage: esme HOST:PORT SYSTEM_ID PASSWORD SOURCE DESTINATION")?;
    let (sender, lines) = sync_channel(100);
    thread::spawn(move || io::stdin().lines().map_while(Result::ok).try_for_each(|line| sender.send(line)));

    let start = time::Instant::now();
    let clock = || Instant::ZERO + start.elapsed().into();
    let random = || RandomState::new().hash_one(0);
    let config = CorrelatorConfig { expiry: EXPIRY, ..CorrelatorConfig::new(random()) };
    let mut client = Client {
        lines,
        has_more: true,
        args,
        last: 0,
        waiting: VecDeque::new(),
        pacer: Pacer::new(clock(), RATE.0, RATE.1),
        ids: Correlator::new(config, vec![IdSlot::EMPTY; 10_000]),
        backoff: Backoff::new(Duration::from_secs(1), Duration::from_secs(60)),
        is_refused: false,
    };
    for tag in 1.. {
        let ended = client.session(tag, clock);
        if client.is_refused {
            return ended;
        }
        if client.is_done() {
            break;
        }
        let wait = client.backoff.next(random().to_le_bytes()[0]);
        println!("{ended:?}; connecting again in {} ms", wait.as_millis());
        thread::sleep(wait.into());
    }
    Ok(())
}
