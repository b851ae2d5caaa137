//! The session of an ESME that has bound.

use super::{BindRequest, Server};
use crate::answer::{Answer, Answers, Responder, Verdict};
use crate::clock::Clock;
use crate::connection::{Connection, Role, Slots, Stream, stopped};
use crate::message::{Kind, Message};
use crate::metrics::{Meter, Outcomes, SessionMetrics};
use crate::outbox::{Job, Outbox, Settled};
use crate::outcome::{Failure, NeverSent, NotAccepted};
use crate::pdu::OwnedPdu;
use crate::sender::Sender;
use crate::server::request::{Request, Requests};
use smpp_core::link::Turn;
use smpp_core::session::{Pacer, Side, Token, bind_info};
use smpp_core::{CommandStatus, RawPdu, Rules};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use tokio::sync::{mpsc, watch};
use tracing::Instrument;

/// The session of an ESME that has bound: the handle to send to it. Clones share the session.
#[derive(Clone, Debug)]
pub struct Session {
    inner: Arc<Inner>,
    bind: Arc<BindRequest>,
}

/// What the handles and the task of a session share.
#[derive(Debug)]
struct Inner {
    sender: Sender,
    meter: Meter,
    stop: Arc<watch::Sender<bool>>,
}

impl Session {
    /// The bind that opened the session, without its password.
    pub fn bind(&self) -> &BindRequest {
        &self.bind
    }

    /// Delivers a message or a [receipt](Message::receipt) to the ESME, in as many segments as it needs. Temporary
    /// refusals are retried as [`ServerConfig::retry`](super::ServerConfig::retry) says.
    ///
    /// # Errors
    /// What became of the message, as far as it is known. See [`Failure`].
    pub async fn deliver(&self, message: Message) -> Result<(), NotAccepted> {
        self.inner.sender.message(Kind::DeliverSm, &message, |_, _| None).await.map(|_| ())
    }

    /// Sends any other request, and returns the response.
    ///
    /// # Errors
    /// What became of the request, as far as it is known.
    pub async fn request<P: smpp_core::Request + ?Sized>(&self, request: &P) -> Result<OwnedPdu, Failure> {
        let pdu = OwnedPdu::encode(request, Rules::AS_IS)
            .map_err(|error| Failure::NeverSent(NeverSent::Session(error.into())))?;
        self.inner.sender.request(pdu).await
    }

    /// Ends the session with an unbind, once requests in flight are answered.
    pub fn unbind(&self) {
        self.inner.stop.send_replace(true);
    }

    /// What became of the requests to the ESME so far.
    pub fn outcomes(&self) -> Outcomes {
        self.inner.sender.outcomes()
    }

    /// The figures of the session.
    pub fn metrics(&self) -> SessionMetrics {
        self.inner.meter.read()
    }
}

/// Runs the session on a connection.
pub(super) async fn serve<S: Stream>(server: Arc<Server>, stream: S, peer: SocketAddr, tag: u32) {
    let (clock, config) = (Clock::start(), &server.config);
    let outbox = Outbox::new(Pacer::new(clock.now(), 1_000_000, 1_000_000));
    let sender = Sender::new(outbox, config.retry.clone(), config.queue_timeout, config.segmenter);
    let stop = Arc::new(watch::Sender::new(false));
    let inner = Arc::new(Inner { sender, meter: Meter::new(), stop });
    let connection = Connection {
        clock,
        side: Side::Smsc,
        tag,
        config: &config.session,
        window: config.window,
        outbox: &inner.sender.outbox,
        sends: true,
        meter: &inner.meter,
        stop: inner.stop.subscribe(),
        role: Smsc { server: &server, inner: &inner, peer, asked: None, requests: None },
    };
    let span = tracing::info_span!("session", %peer, tag);
    let mut run = pin!(connection.run(stream).instrument(span.clone()));
    let mut shutdown = server.stop.subscribe();
    let reason = tokio::select! {
        reason = &mut run => reason,
        () = stopped(&mut shutdown) => {
            inner.stop.send_replace(true);
            run.await
        }
    };
    tracing::info!(parent: &span, %reason, "the session has ended");
}

/// The side of a server.
struct Smsc<'s> {
    server: &'s Arc<Server>,
    inner: &'s Arc<Inner>,
    peer: SocketAddr,
    /// The bind that is being authenticated.
    asked: Option<BindRequest>,
    /// Where requests go once the session is bound.
    requests: Option<mpsc::Sender<Request>>,
}

/// However the session ends, even if its task is aborted, what still waits is never sent.
impl Drop for Smsc<'_> {
    fn drop(&mut self) {
        self.inner.sender.outbox.close();
    }
}

impl Role for Smsc<'_> {
    fn opened(&mut self, _turn: &mut Turn<'_, Slots>) {}

    fn bind(&mut self, token: Token, pdu: &RawPdu<'_>, answers: &Answers) -> Result<(), Token> {
        let Ok(info) = bind_info(pdu) else { return Err(token) };
        let bind = BindRequest::new(self.peer, pdu.command_id, &info);
        self.asked = Some(bind.without_password());
        let (server, answers) = (Arc::clone(self.server), answers.clone());
        tokio::spawn(async move {
            let verdict = match (server.authenticate)(bind).await {
                Ok(()) => Verdict::AcceptBind(server.config.system_id.clone()),
                Err(status) => Verdict::Refuse(status),
            };
            // The connection may have ended meanwhile.
            let _ = answers.send(Answer { token, verdict });
        });
        Ok(())
    }

    fn bound(&mut self, turn: &mut Turn<'_, Slots>, result: Result<(), CommandStatus>) {
        let (Some(bind), Ok(())) = (self.asked.take(), result) else { return };
        tracing::info!(system_id = bind.system_id, kind = ?bind.kind, version = ?turn.session().version(), "bound");
        let pending = usize::try_from(self.server.config.session.max_pending).unwrap_or(usize::MAX);
        let (sender, requests) = mpsc::channel(pending.clamp(1, 100_000));
        self.requests = Some(sender);
        let session = Session { inner: Arc::clone(self.inner), bind: Arc::new(bind) };
        let requests = Requests { requests, stop: Arc::clone(&self.inner.stop) };
        if self.server.sessions.try_send((session, requests)).is_err() {
            tracing::warn!("nobody accepts the session");
        }
    }

    fn request(
        &mut self,
        token: Token,
        pdu: &RawPdu<'_>,
        answers: &Answers,
        turn: &Turn<'_, Slots>,
    ) -> Result<(), Token> {
        let Some(requests) = &self.requests else { return Err(token) };
        let responder = Responder::new(token, answers);
        let rules = turn.session().rules();
        let request = Request::new(OwnedPdu::of(pdu), responder, rules, self.server.config.data_codings);
        if requests.try_send(request).is_err() {
            tracing::debug!("nobody takes the requests");
        }
        Ok(())
    }

    fn sends(&mut self, _job: &Job) {}

    fn settled(&mut self, _job: &Job, _settled: &Settled, _turn: &mut Turn<'_, Slots>) {}
}
