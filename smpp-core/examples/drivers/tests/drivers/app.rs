//! What the drivers of the tests drive: an application that keeps books.

use smpp_core::link::{Link, OnDemand, Turn};
use smpp_core::pdu::{DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{CloseReason, Config, Event, Outcome, Session, SessionError, Side, Slot, Token};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};
use std::sync::mpsc::Receiver;

pub type Window = Vec<Slot<u32>>;
pub type TestLink = Link<Window, OnDemand, OnDemand>;
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// No session takes longer to end than all these timers, one after the other.
pub const LIMIT: std::time::Duration = std::time::Duration::from_secs(5);

/// Longer than the response timeout, and than the time until a dead peer is noticed.
const SLOW: std::time::Duration = std::time::Duration::from_millis(1700);

/// A link with buffers hardly larger than a PDU.
pub fn link(now: Instant, side: Side) -> TestLink {
    let config = Config {
        response_timeout: Duration::from_millis(1000),
        session_init_timeout: Some(Duration::from_millis(1000)),
        enquire_link_interval: Some(Duration::from_millis(500)),
        pdu_timeout: Some(Duration::from_millis(500)),
        drain_timeout: Duration::from_millis(500),
        pending_timeout: Some(Duration::from_millis(1000)),
        ..Config::default()
    };
    let window = (0..20).map(|_| Slot::EMPTY).collect();
    Link::new(Session::new(now, side, 1, &config, window), OnDemand::new(600), OnDemand::new(400))
}

/// What another thread wants.
pub enum Order {
    Send,
    Unbind,
}

/// What the application does.
#[derive(Clone, Copy, Default)]
pub struct Plan {
    /// How many requests to send without being told.
    pub sends: u32,
    /// It unbinds once its requests are answered and this many have come from the peer.
    pub unbinds_after: Option<u32>,
    /// It answers when there are no more events.
    pub is_late: bool,
    /// A timer of its own: it sends a request at this interval.
    pub sends_every: Option<Duration>,
    /// It takes longer than a response may take to handle each request of the peer.
    pub is_slow: bool,
}

/// What it has seen.
#[derive(Debug, Default)]
pub struct Seen {
    pub sent: u32,
    pub answered: u32,
    /// Requests without a good answer.
    pub failed: u32,
    /// Requests of the peer.
    pub requests: u32,
    pub closed: Option<CloseReason>,
}

pub struct App {
    plan: Plan,
    orders: Receiver<Order>,
    pub seen: Seen,
    tokens: Vec<Token>,
    /// How many requests to send at once.
    to_send: u32,
    unbinds: bool,
    /// When its timer fires.
    due: Instant,
}

impl App {
    pub fn new(plan: Plan, orders: Receiver<Order>) -> Self {
        let (seen, tokens) = (Seen::default(), Vec::new());
        Self { plan, orders, seen, tokens, to_send: plan.sends, unbinds: false, due: Instant::ZERO }
    }

    pub fn on(&mut self, event: Option<Event<'_, u32>>, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        match event {
            None => self.send(&mut turn),
            Some(event) => self.handle(event, turn),
        }
    }

    fn handle(&mut self, event: Event<'_, u32>, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        assert!(self.seen.closed.is_none(), "an event after Closed: {event:?}");
        match event {
            Event::Bind { token, .. } => turn.accept_bind(token, "SMSC", &[])?,
            Event::Request { token, .. } => {
                self.seen.requests += 1;
                if self.plan.is_slow {
                    std::thread::sleep(SLOW);
                }
                if self.plan.is_late {
                    self.tokens.push(token);
                } else {
                    self.answer(&mut turn, token)?;
                }
            }
            Event::Disallowed { token, .. } => turn.answer_default(token)?,
            Event::Closed { reason } => self.seen.closed = Some(reason),
            event => match event.into_outcome() {
                Ok((_, Outcome::Answered { .. })) => self.seen.answered += 1,
                Ok(_) => self.seen.failed += 1,
                Err(_) => {}
            },
        }
        Ok(())
    }

    fn send(&mut self, turn: &mut Turn<'_, Window>) -> Result<(), Error> {
        for token in std::mem::take(&mut self.tokens) {
            self.answer(turn, token)?;
        }
        for order in self.orders.try_iter() {
            match order {
                Order::Send => self.to_send += 1,
                Order::Unbind => self.unbinds = true,
            }
        }
        if let Some(every) = self.plan.sends_every {
            if turn.now() >= self.due {
                self.due = turn.now() + every;
                self.to_send += 1;
            }
            turn.wake_at(self.due);
        }
        while self.to_send > 0 && turn.can_send() {
            match turn.session().side() {
                Side::Esme => turn.prepare(&submit_sm())?.keep(self.seen.sent),
                Side::Smsc => turn.prepare(&deliver_sm())?.keep(self.seen.sent),
            }
            self.to_send -= 1;
            self.seen.sent += 1;
        }
        let Seen { sent, answered, requests, .. } = self.seen;
        let has_enough = self.plan.unbinds_after.is_some_and(|least| requests >= least);
        if has_enough && sent >= self.plan.sends && answered == sent {
            (self.plan.unbinds_after, self.unbinds) = (None, true);
        }
        if self.unbinds {
            turn.shutdown();
        }
        Ok(())
    }

    fn answer(&mut self, turn: &mut Turn<'_, Window>, token: Token) -> Result<(), Error> {
        let ok = CommandStatus::ESME_ROK;
        let answered = match token.command_id() {
            CommandId::SUBMIT_SM => {
                turn.answer(token, ok, &SubmitSmResp { message_id: "1".into(), ..Default::default() })
            }
            CommandId::DELIVER_SM => turn.answer(token, ok, &DeliverSmResp::default()),
            _ => turn.answer_default(token),
        };
        match answered {
            Err(returned) if returned.error == SessionError::OutputFull => self.tokens.push(returned.token),
            answered => answered?,
        }
        Ok(())
    }
}

fn submit_sm() -> SubmitSm<'static> {
    SubmitSm {
        destination_addr: "15555550100".into(),
        registered_delivery: 1.into(),
        short_message: b"Hello",
        ..SubmitSm::default()
    }
}

fn deliver_sm() -> DeliverSm<'static> {
    DeliverSm { source_addr: "15555550100".into(), short_message: b"Hello", ..DeliverSm::default() }
}
