//! One connection: a link, its stream, and the tasks that send through it.

use crate::answer::{Answer, Answers, Verdict};
use crate::clock::Clock;
use crate::metrics::Meter;
use crate::outbox::{Job, Next, Outbox, Settled};
use crate::outcome::{Failure, NeverSent};
use crate::pdu::OwnedPdu;
use smpp_core::codes::InterfaceVersion;
use smpp_core::link::{Link, Prepared, Turn};
use smpp_core::pdu::{Body, DataSm, DeliverSm, Pdu, Request, SubmitMulti, SubmitSm};
use smpp_core::session::{
    CloseReason, Config, Event, Outcome, Session, SessionError, Side, Slot, State, Token,
};
use smpp_core::{CommandId, CommandStatus, Instant, RawPdu, Rules, Tag, Tlv, Version};
use std::collections::VecDeque;
use std::future::{pending, ready};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::{mpsc, watch};
use tokio::task::yield_now;
use tokio::time::timeout;

pub(crate) type Slots = Box<[Slot<Job>]>;

/// How long the end of a TLS stream may take.
const GOODBYE: Duration = Duration::from_secs(1);

/// A session uses no more slots.
const MOST_SLOTS: usize = 65_535;

/// The smallest output buffer. Half of it is for requests.
const OUTPUT: usize = 16 * 1024;

/// TCP or TLS.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// What the two sides do differently.
pub(crate) trait Role {
    /// The connection is open: a client binds now.
    fn opened(&mut self, turn: &mut Turn<'_, Slots>);

    /// The peer accepted or refused our bind, or we accepted its bind.
    fn bound(&mut self, turn: &mut Turn<'_, Slots>, result: Result<(), CommandStatus>);

    /// The peer asks to bind.
    fn bind(&mut self, token: Token, pdu: &RawPdu<'_>, answers: &Answers) -> Result<(), Token>;

    /// A request of the peer, with a well-formed body. Returns the token if it should get the standard's answer.
    fn request(
        &mut self,
        token: Token,
        pdu: &RawPdu<'_>,
        answers: &Answers,
        turn: &Turn<'_, Slots>,
    ) -> Result<(), Token>;

    /// One of our requests is about to be written.
    fn sends(&mut self, job: &Job);

    /// One of our requests has ended.
    fn settled(&mut self, job: &Job, settled: &Settled, turn: &mut Turn<'_, Slots>);

    /// The response to one of our requests did not come in time. The request has ended as unknown.
    fn overdue(&mut self, sequence_number: u32, job: &Job) {
        let _ = (sequence_number, job);
    }

    /// A response has come for a request that has already ended.
    fn late(&mut self, response: &RawPdu<'_>, turn: &Turn<'_, Slots>) {
        let _ = (response, turn);
    }
}

/// A connection to run.
pub(crate) struct Connection<'c, R> {
    pub(crate) clock: Clock,
    pub(crate) side: Side,
    /// Distinguishes the sessions of a program.
    pub(crate) tag: u32,
    pub(crate) config: &'c Config,
    pub(crate) window: usize,
    pub(crate) outbox: &'c Outbox,
    /// Whether this session sends what is in the outbox: a receiver of an ESME does not.
    pub(crate) sends: bool,
    pub(crate) meter: &'c Meter,
    /// Turns true when the session must end.
    pub(crate) stop: watch::Receiver<bool>,
    pub(crate) role: R,
}

/// What ended a wait.
enum Woken {
    Read(usize),
    Wrote(usize),
    Flushed,
    Answer(Answer),
    Stop,
    Other,
}

/// The state of a running connection.
struct Running<'c, R> {
    link: Link<Slots, Vec<u8>, Vec<u8>>,
    outbox: &'c Outbox,
    sends: bool,
    answers: Answers,
    /// Answers that are not written yet.
    unanswered: VecDeque<Answer>,
    role: R,
    /// The version that a server announces.
    version: InterfaceVersion,
    reason: CloseReason,
}

impl<R: Role> Connection<'_, R> {
    /// Runs the connection until both sides have ended it.
    pub(crate) async fn run<S: Stream>(self, stream: S) -> CloseReason {
        let Self { clock, side, tag, config, window, outbox, sends, meter, mut stop, role } = self;
        let (answers, mut answered) = mpsc::unbounded_channel();
        let (mut reader, mut writer) = tokio::io::split(stream);
        let octets = usize::try_from(config.max_pdu).unwrap_or(usize::MAX);
        let slots: Vec<_> = std::iter::repeat_with(|| Slot::EMPTY).take(window.min(MOST_SLOTS)).collect();
        let (input, output) = (vec![0; octets], vec![0; octets.max(OUTPUT)]);
        let session = Session::new(clock.now(), side, tag, config, slots.into_boxed_slice());
        let link = Link::new(session, input, output);
        let mut running = Running {
            link,
            outbox,
            sends,
            answers,
            unanswered: VecDeque::new(),
            role,
            version: config.version.interface_version(),
            reason: CloseReason::TransportClosed,
        };
        let (mut is_flushed, mut is_stopping) = (true, false);
        running.open(clock.now());
        loop {
            let now = clock.now();
            running.events(now);
            // No receipt overtakes the answer that was given before it.
            while let Ok(answer) = answered.try_recv() {
                running.unanswered.push_back(answer);
            }
            running.answer(now);
            let can_send = running.send(now);
            meter.record(running.link.session());
            if running.link.is_done() {
                break;
            }
            let io = running.link.io(now);
            let due = io.wake;
            let woken = tokio::select! {
                count = read(&mut reader, io.read) => Woken::Read(count),
                woken = write(&mut writer, io.write, is_flushed) => woken,
                answer = answered.recv() => answer.map_or(Woken::Other, Woken::Answer),
                () = outbox.changed(), if can_send => Woken::Other,
                () = stopped(&mut stop), if !is_stopping => Woken::Stop,
                () = clock.sleep_until(due) => Woken::Other,
            };
            match woken {
                Woken::Read(count) => running.link.filled(count),
                Woken::Wrote(count) => {
                    running.link.wrote(count);
                    is_flushed = false;
                }
                Woken::Flushed => is_flushed = true,
                Woken::Answer(answer) => running.unanswered.push_back(answer),
                Woken::Stop => {
                    is_stopping = true;
                    running.link.at(clock.now()).shutdown();
                }
                Woken::Other => {}
            }
            // What has arrived in time counts, even if this task was kept from reading it.
            if due.is_some_and(|due| due <= clock.now()) {
                yield_now().await;
                tokio::select! {
                    biased;
                    count = read(&mut reader, running.link.io(clock.now()).read) => running.link.filled(count),
                    () = ready(()) => {}
                }
            }
        }
        // Another session must take what this one was woken for.
        outbox.pass_on();
        // The peer has everything; it may be gone already.
        let _ = timeout(GOODBYE, writer.shutdown()).await;
        running.reason
    }
}

/// Waits until a session must end.
pub(crate) async fn stopped(stop: &mut watch::Receiver<bool>) {
    // Without a sender, nothing can go on either.
    let _ = stop.wait_for(|stop| *stop).await;
}

/// Reads if there is room. Never ends otherwise.
async fn read(reader: &mut (impl AsyncRead + Unpin), buffer: Option<&mut [u8]>) -> usize {
    match buffer {
        // The link treats errors like the end.
        Some(buffer) => reader.read(buffer).await.unwrap_or(0),
        None => pending().await,
    }
}

/// Writes, or flushes what TLS holds back. Never ends if there is nothing to do.
async fn write(writer: &mut (impl AsyncWrite + Unpin), octets: &[u8], is_flushed: bool) -> Woken {
    if !octets.is_empty() {
        return Woken::Wrote(writer.write(octets).await.unwrap_or(0));
    }
    if is_flushed {
        return pending().await;
    }
    // The next read or write reports an error.
    let _ = writer.flush().await;
    Woken::Flushed
}

impl<R: Role> Running<'_, R> {
    fn open(&mut self, now: Instant) {
        self.role.opened(&mut self.link.at(now));
    }

    fn events(&mut self, now: Instant) {
        while let Some((event, mut turn)) = self.link.next(now) {
            if let Event::TimedOut { value, sequence_number, .. } = &event {
                self.role.overdue(*sequence_number, value);
            }
            let event = match event.into_outcome() {
                Ok((job, outcome)) => {
                    let settled = settle(self.outbox, now, &outcome);
                    self.role.settled(&job, &settled, &mut turn);
                    job.settle(settled);
                    continue;
                }
                Err(event) => event,
            };
            let unanswered = match event {
                Event::Bind { token, pdu } => self.role.bind(token, &pdu, &self.answers),
                Event::Bound { .. } => {
                    self.role.bound(&mut turn, Ok(()));
                    Ok(())
                }
                Event::BindRefused { pdu, .. } => {
                    self.role.bound(&mut turn, Err(pdu.command_status));
                    turn.shutdown();
                    Ok(())
                }
                Event::Request { token, pdu } => match fault(&pdu) {
                    Some(status) => {
                        tracing::debug!(%status, command = %pdu.command_id, "refused a malformed request");
                        // An event comes only if there is room for its answer.
                        let _ = turn.refuse(token, status);
                        Ok(())
                    }
                    None => self.role.request(token, &pdu, &self.answers, &turn),
                },
                Event::Disallowed { token, .. } => Err(token),
                Event::Unmatched { pdu, issued: true } => {
                    self.role.late(&pdu, &turn);
                    Ok(())
                }
                Event::Closed { reason } => {
                    self.reason = reason;
                    Ok(())
                }
                _ => Ok(()),
            };
            if let Err(token) = unanswered {
                let _ = turn.answer_default(token);
            }
        }
    }

    /// Writes the answers of other tasks, as long as there is room.
    fn answer(&mut self, now: Instant) {
        while let Some(Answer { token, verdict }) = self.unanswered.pop_front() {
            let mut turn = self.link.at(now);
            let answered = match &verdict {
                Verdict::Reply(status, pdu) => turn.answer(token, *status, &pdu.raw()),
                Verdict::Refuse(status) => turn.refuse(token, *status),
                Verdict::Default => turn.answer_default(token),
                Verdict::AcceptBind(system_id) => {
                    let version = [Tlv::sc_interface_version(self.version)];
                    turn.accept_bind(token, system_id.as_str(), &version)
                }
            };
            match answered {
                Ok(()) if matches!(verdict, Verdict::AcceptBind(_)) => self.role.bound(&mut turn, Ok(())),
                Ok(()) => {}
                Err(returned) if returned.error.is_temporary() => {
                    self.unanswered.push_front(Answer { token: returned.token, verdict });
                    return;
                }
                Err(returned) => tracing::debug!(error = %returned.error, "cannot answer"),
            }
        }
    }

    /// Sends requests, as long as there is room and the pacer allows. Returns whether to wait for a new one.
    fn send(&mut self, now: Instant) -> bool {
        let mut turn = self.link.at(now);
        // A transmitter takes no messages. They do not wait for it: `prepare` says why.
        let is_transmitter = (turn.session().side(), turn.session().state()) == (Side::Smsc, State::BoundTx);
        while self.sends && (is_transmitter || turn.can_send()) {
            let job = match self.outbox.take(now) {
                Next::Job(job) => job,
                Next::Wait(until) => {
                    turn.wake_at(until);
                    return false;
                }
                Next::Nothing => return true,
            };
            match prepare(&mut turn, &job.pdu.raw()) {
                Ok(prepared) => {
                    self.role.sends(&job);
                    prepared.keep(job);
                }
                Err(error) if error.is_temporary() || is_ending(error) => {
                    self.outbox.put_back(job);
                    break;
                }
                Err(error) => job.settle(Err(Failure::NeverSent(NeverSent::Session(error)))),
            }
        }
        self.outbox.pass_on();
        false
    }
}

/// Whether the session ends, so that another one must send the request.
fn is_ending(error: SessionError) -> bool {
    matches!(error, SessionError::Unbinding | SessionError::Closed)
}

/// What became of a request, and how long to pause because of it.
fn settle(outbox: &Outbox, now: Instant, outcome: &Outcome<'_>) -> Settled {
    let (settled, pause) = match outcome {
        Outcome::Answered { pdu, pause } => (Ok(OwnedPdu::of(pdu)), pause),
        Outcome::Refused { status, pause, .. } => (Err(Failure::Refused(*status)), pause),
        Outcome::Unknown => return Err(Failure::Unknown),
    };
    if let Some(pause) = pause {
        tracing::debug!(cause = ?pause.cause, millis = pause.duration.as_millis(), "the peer asks for a pause");
        outbox.pause(now, pause.duration);
    }
    settled
}

/// The status that refuses a request whose body is broken, or whose last TLV is cut off. NULs after the last TLV are
/// common and harmless.
fn fault(pdu: &RawPdu<'_>) -> Option<CommandStatus> {
    if let Err(error) = Pdu::decode(pdu) {
        return Some(error.command_status());
    }
    let is_torn = pdu.tlvs().is_ok_and(|tlvs| tlvs.trailing().iter().any(|octet| *octet != 0));
    is_torn.then_some(CommandStatus::ESME_RINVTLVSTREAM)
}

/// Prepares a request. The messages are decoded first, so that the session adapts them to its version.
fn prepare<'t>(turn: &'t mut Turn<'_, Slots>, pdu: &RawPdu<'_>) -> Result<Prepared<'t, Slots>, SessionError> {
    match pdu.command_id {
        CommandId::SUBMIT_SM => typed::<SubmitSm<'_>>(turn, pdu),
        CommandId::SUBMIT_MULTI => typed::<SubmitMulti<'_>>(turn, pdu),
        CommandId::DATA_SM => typed::<DataSm<'_>>(turn, pdu),
        CommandId::DELIVER_SM => typed::<DeliverSm<'_>>(turn, pdu),
        _ => turn.prepare(pdu),
    }
}

fn typed<'t, 'p, P: Body<'p> + Request>(
    turn: &'t mut Turn<'_, Slots>,
    pdu: &RawPdu<'p>,
) -> Result<Prepared<'t, Slots>, SessionError> {
    match pdu.decode::<P>() {
        Ok(request) => {
            let version = turn.session().version();
            if version < Version::V34 && pdu.tlvs().is_ok_and(|tlvs| tlvs.get(Tag::MESSAGE_PAYLOAD).is_some())
            {
                // Without this TLV, the message would be empty. Encoding the request with it returns an error.
                request.encode_to_vec(0, Rules::of(version))?;
            }
            turn.prepare(&request)
        }
        // We have encoded it ourselves, so this does not happen.
        Err(_) => turn.prepare(pdu),
    }
}
