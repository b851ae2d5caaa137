//! Keeps one session of a client bound.

use super::config::BindKind;
use super::{ConnectError, Shared};
use crate::answer::{Answers, Responder};
use crate::clock::chance;
use crate::connection::{Connection, Role, Slots, Stream, stopped};
use crate::incoming::{Delivery, Incoming, Notice};
use crate::metrics::Meter;
use crate::outbox::{Job, Settled};
use crate::outcome::Failure;
use crate::pdu::OwnedPdu;
use crate::receipts::Segment;
use crate::sender::message_id;
use smpp_core::codes::RetryClass;
use smpp_core::link::Turn;
use smpp_core::pdu::{BindReceiver, BindTransceiver, BindTransmitter};
use smpp_core::session::{Backoff, Side, Token};
use smpp_core::{CommandId, CommandStatus, RawPdu};
use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::time::{sleep, timeout};
use tokio_rustls::rustls::pki_types::ServerName;
use tracing::Instrument;

type First = oneshot::Sender<Result<(), ConnectError>>;

/// How many segments without a response a connection remembers.
const MOST_OVERDUE: usize = 1000;

/// Connects, binds and runs a session, again and again.
pub(super) struct Binder {
    pub(super) kind: BindKind,
    pub(super) meter: Arc<Meter>,
    pub(super) shared: Arc<Shared>,
    pub(super) stop: watch::Receiver<bool>,
    /// Keeps the inbox open.
    pub(super) _items: mpsc::Sender<Incoming>,
    /// Shows that it has not ended.
    pub(super) _running: watch::Receiver<()>,
}

impl Binder {
    /// Runs until the client stops, or its bind turns out to be invalid. Tells `first` whether the first attempt succeeded.
    pub(super) async fn run(mut self, mut first: Option<First>) {
        let shared = Arc::clone(&self.shared);
        let config = &shared.config;
        let mut backoff = Backoff::new(config.reconnect_first.into(), config.reconnect_longest.into());
        let span = tracing::info_span!("bind", endpoint = %config.endpoint, system_id = config.system_id, kind = ?self.kind);
        for tag in 0.. {
            let attempt = self.once(tag, &mut first).instrument(span.clone()).await;
            if *self.stop.borrow() {
                return;
            }
            let wait = match attempt {
                Attempt::Invalid => return,
                Attempt::Refused => config.reconnect_longest,
                Attempt::Failed => backoff.next(chance()).into(),
                Attempt::Bound => {
                    backoff.reset();
                    backoff.next(chance()).into()
                }
            };
            tracing::debug!(parent: &span, ?wait, "connecting again");
            tokio::select! {
                () = sleep(wait) => {}
                () = stopped(&mut self.stop) => return,
            }
        }
    }

    /// Runs one connection.
    async fn once(&mut self, tag: u32, first: &mut Option<First>) -> Attempt {
        let connected = tokio::select! {
            connected = timeout(self.shared.config.connect_timeout, connect(&self.shared)) => {
                connected.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into()))
            }
            () = stopped(&mut self.stop) => return Attempt::Failed,
        };
        let stream = match connected {
            Ok(stream) => stream,
            Err(error) => {
                tracing::warn!(%error, "cannot connect");
                if let Some(first) = first.take() {
                    let _ = first.send(Err(ConnectError::Io(error)));
                }
                return Attempt::Failed;
            }
        };
        let mut role = Esme {
            shared: &self.shared,
            kind: self.kind,
            first: first.take(),
            is_bound: false,
            attempt: Attempt::Failed,
            overdue: VecDeque::new(),
        };
        let connection = Connection {
            clock: self.shared.clock,
            side: Side::Esme,
            tag,
            config: &self.shared.config.session,
            window: self.shared.config.window,
            outbox: &self.shared.sender.outbox,
            sends: self.kind != BindKind::Receiver,
            meter: &self.meter,
            stop: self.stop.clone(),
            role: &mut role,
        };
        let reason = connection.run(stream).await;
        tracing::info!(%reason, "the session has ended");
        if let Some(first) = role.first.take() {
            let _ = first.send(Err(ConnectError::Closed(reason)));
        }
        role.attempt
    }
}

/// How an attempt to bind ended.
#[derive(Clone, Copy)]
enum Attempt {
    Bound,
    Failed,
    /// Another attempt is refused too, until somebody corrects the account or the configuration.
    Refused,
    /// The bind cannot be encoded, so another attempt is pointless.
    Invalid,
}

/// Opens a connection, with TLS if the endpoint wants it.
async fn connect(shared: &Shared) -> io::Result<Box<dyn Stream>> {
    let endpoint = &shared.config.endpoint;
    let stream = TcpStream::connect((endpoint.host(), endpoint.port())).await?;
    stream.set_nodelay(true)?;
    if !endpoint.is_tls() {
        return Ok(Box::new(stream));
    }
    let Some(tls) = &shared.config.tls else {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "an smpps endpoint needs a TLS connector"));
    };
    let name = ServerName::try_from(endpoint.host().to_owned()).map_err(io::Error::other)?;
    Ok(Box::new(tls.connect(name, stream).await?))
}

/// The side of a client.
struct Esme<'c> {
    shared: &'c Shared,
    kind: BindKind,
    /// Whom to tell that the first bind was accepted or refused.
    first: Option<First>,
    is_bound: bool,
    attempt: Attempt,
    /// Segments whose response did not come in time, by their sequence_number.
    overdue: VecDeque<(u32, Segment)>,
}

impl Drop for Esme<'_> {
    fn drop(&mut self) {
        if self.is_bound {
            self.shared.bound.send_modify(|bound| *bound = bound.saturating_sub(1));
        }
    }
}

impl Role for &mut Esme<'_> {
    fn opened(&mut self, turn: &mut Turn<'_, Slots>) {
        let config = &self.shared.config;
        macro_rules! bind {
            ($Bind:ident) => {
                turn.bind(&$Bind {
                    system_id: config.system_id.as_str().into(),
                    password: config.password.as_str().into(),
                    system_type: config.system_type.as_str().into(),
                    ..$Bind::default()
                })
            };
        }
        let sent = match self.kind {
            BindKind::Transmitter => bind!(BindTransmitter),
            BindKind::Receiver => bind!(BindReceiver),
            BindKind::Transceiver => bind!(BindTransceiver),
        };
        if let Err(error) = sent {
            tracing::error!(%error, "the bind cannot be sent: correct the configuration");
            self.attempt = Attempt::Invalid;
            self.shared.receipts(|_| vec![Incoming::Notice(Notice::BindInvalid { error })]);
            if let Some(first) = self.first.take() {
                let _ = first.send(Err(ConnectError::Invalid(error)));
            }
            turn.shutdown();
        }
    }

    fn bound(&mut self, turn: &mut Turn<'_, Slots>, result: Result<(), CommandStatus>) {
        match result {
            Ok(()) => {
                tracing::info!(version = ?turn.session().version(), "bound");
                (self.is_bound, self.attempt) = (true, Attempt::Bound);
                self.shared.bound.send_modify(|bound| *bound = bound.saturating_add(1));
            }
            Err(status) if status.bind_retry_class() == RetryClass::Permanent => {
                tracing::error!(%status, "the bind was refused, and will be again");
                self.attempt = Attempt::Refused;
                self.shared.receipts(|_| vec![Incoming::Notice(Notice::BindRefused { status })]);
            }
            Err(status) => tracing::warn!(%status, "the bind was refused"),
        }
        if let Some(first) = self.first.take() {
            let _ = first.send(result.map_err(ConnectError::Refused));
        }
    }

    fn bind(&mut self, token: Token, _pdu: &RawPdu<'_>, _answers: &Answers) -> Result<(), Token> {
        Err(token)
    }

    fn request(
        &mut self,
        token: Token,
        pdu: &RawPdu<'_>,
        answers: &Answers,
        turn: &Turn<'_, Slots>,
    ) -> Result<(), Token> {
        if !matches!(pdu.command_id, CommandId::DELIVER_SM | CommandId::DATA_SM) {
            return Err(token);
        }
        let responder = Responder::new(token, answers);
        let delivery = Delivery::new(OwnedPdu::of(pdu), responder, self.shared.config.dialect);
        self.shared.receipts(|receipts| receipts.received(turn.now(), delivery));
        Ok(())
    }

    fn sends(&mut self, job: &Job) {
        if wants_receipt(job).is_some() {
            self.shared.receipts(|receipts| {
                receipts.sent(job.id);
                Vec::new()
            });
        }
    }

    fn settled(&mut self, job: &Job, settled: &Settled, turn: &mut Turn<'_, Slots>) {
        if let Err(Failure::Refused(status)) = settled
            && status.retry_class() == RetryClass::Session
        {
            tracing::warn!(%status, "the session is at fault: binding again");
            turn.shutdown();
        }
        let Some(segment) = wants_receipt(job) else { return };
        let id = settled.as_ref().map(message_id);
        let accepted = id.as_ref().ok().map(|id| (id, segment));
        self.shared.receipts(|receipts| receipts.settled(turn.now(), job.id, accepted));
    }

    fn overdue(&mut self, sequence_number: u32, job: &Job) {
        let Some(segment) = job.segment else { return };
        if self.overdue.len() >= MOST_OVERDUE {
            self.overdue.pop_front();
        }
        self.overdue.push_back((sequence_number, segment));
    }

    fn late(&mut self, response: &RawPdu<'_>, turn: &Turn<'_, Slots>) {
        let is_it = |(number, _): &(u32, Segment)| *number == response.sequence_number;
        let Some((_, segment)) = self.overdue.iter().position(is_it).and_then(|at| self.overdue.remove(at))
        else {
            return;
        };
        let Segment { submission, number, total, wants_receipt } = segment;
        let (key, status) = (submission.key, response.command_status);
        let is_answer = match response.command_id {
            CommandId::SUBMIT_SM_RESP => true,
            CommandId::GENERIC_NACK => !status.is_ok(),
            _ => false,
        };
        if !is_answer {
            // As if it had come in time: nobody knows what it means, so the message stays unknown.
            tracing::warn!(key, number, command = %response.command_id, %status, "a response of another type came late");
            return;
        }
        tracing::info!(key, number, total, %status, "a response came late");
        self.shared.receipts(|receipts| {
            let now = turn.now();
            // The segments from this one on will get no receipts. If it is the first, the message waits for none.
            let unsent = if status.is_ok() { number.checked_add(1) } else { Some(number) };
            let mut others = match unsent {
                Some(first @ 2..) if wants_receipt => {
                    receipts.refused(now, Segment { number: first, ..segment })
                }
                _ => Vec::new(),
            };
            let notice = if status.is_ok() {
                let message_id = message_id(&OwnedPdu::of(response));
                if wants_receipt {
                    others.extend(receipts.accepted(now, &message_id, segment));
                }
                Notice::AcceptedLate { key, number, total, message_id }
            } else {
                Notice::RefusedLate { key, number, total, status }
            };
            std::iter::once(Incoming::Notice(notice)).chain(others).collect()
        });
    }
}

/// The segment of a request whose message wants receipts.
fn wants_receipt(job: &Job) -> Option<Segment> {
    job.segment.filter(|segment| segment.wants_receipt)
}
