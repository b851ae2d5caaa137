//! Talks to the server: bind, send, wait for responses and receipts, unbind.

mod answers;
mod incoming;
mod verdict;

use crate::args::{Args, Bind};
use crate::common::warn;
use crate::common::{Clock, Link, Output, nuls_of, on_signal, why_closed};
use crate::gauge::Gauge;
use crate::outbox::{Outbox, PartId};
use crate::summary::Summary;
use smpp_core::codes::RetryClass;
use smpp_core::pdu::{BindReceiver, BindTransceiver, BindTransmitter, Unbind};
use smpp_core::session::{CloseReason, Config, Event, Pacer, Recv, Session, SessionError, Side, Slot};
use smpp_core::{CommandId, Instant};
use std::collections::{BTreeMap, VecDeque};
use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use verdict::explain;

type Esme<'w> = Session<&'w mut [Slot<Submitted>]>;

/// Maximum wait in one system call.
const NAP: Duration = Duration::from_secs(1);
/// Maximum pause when a server reports that it is at its limit.
const LONGEST_PAUSE: smpp_core::Duration = smpp_core::Duration::from_secs(1);

/// A submit_sm in flight, or one to be sent again.
#[derive(Clone, Copy)]
struct Submitted {
    part: PartId,
    /// When the server first refused it temporarily.
    refused: Option<Instant>,
}

pub(crate) struct Client<'a> {
    args: &'a Args,
    outbox: Outbox<'a>,
    clock: Clock,
    summary: Summary,
    pacer: Option<Pacer>,
    /// No submit_sm is sent before this time.
    paused_until: Instant,
    bound: bool,
    /// Deadline for the response to the bind.
    bind_by: Instant,
    /// Deadline for the end of the session, once it is ending.
    leave_by: Option<Instant>,
    /// The client has sent unbind, because everything is done or nothing more comes.
    has_left: bool,
    /// The server has sent unbind.
    server_leaves: bool,
    /// Parts that the server refused temporarily, with the last status.
    again: VecDeque<(Submitted, String)>,
    /// When a submit_sm was last answered with ESME_ROK.
    accepted_at: Instant,
    /// Number of PDUs from the server with NULs after their last field.
    tails: u64,
    /// Whether the user wants to stop.
    interrupted: Arc<AtomicBool>,
    /// When the first submit_sm was sent.
    began: Option<std::time::Instant>,
    /// When a submit_sm was last sent, or a response or an expected message last arrived.
    progress: Instant,
    /// Number of messages and receipts that a receiver got.
    received: u64,
    /// Number of submit_sm per status other than ESME_ROK.
    refusals: BTreeMap<String, u64>,
    /// Why the client cannot continue.
    failure: Option<String>,
    /// Whether another connection may help.
    may_recover: bool,
    /// Number of parts without a response when their connection ended.
    unanswered: u64,
    gauge: Gauge,
    closed: Option<CloseReason>,
    /// Why the session ended; empty if it has not.
    ended: String,
}

impl<'a> Client<'a> {
    pub(crate) fn new(args: &'a Args, outbox: Outbox<'a>, clock: Clock, summary: Summary) -> Self {
        let now = clock.now();
        Self {
            args,
            outbox,
            clock,
            summary,
            pacer: args.rate.map(|rate| Pacer::new(now, rate, (rate / 100).max(1))),
            paused_until: now,
            bound: false,
            bind_by: now + args.timeout.into(),
            leave_by: None,
            has_left: false,
            server_leaves: false,
            again: VecDeque::new(),
            accepted_at: now,
            tails: 0,
            interrupted: watched_signals(),
            began: None,
            progress: now,
            received: 0,
            refusals: BTreeMap::new(),
            failure: None,
            may_recover: false,
            unanswered: 0,
            gauge: Gauge::of(args),
            closed: None,
            ended: String::new(),
        }
    }

    /// Talks over a connection until everything is done or cannot be done.
    pub(crate) fn run(&mut self, mut link: Link) {
        let config = Config {
            version: self.args.spoken_version(),
            // What the user adds is never left out.
            omit_tlvs: self.args.tlv.is_empty(),
            response_timeout: self.args.timeout.into(),
            drain_timeout: self.args.timeout.into(),
            // Time to wait for an outbind, if one is expected.
            session_init_timeout: self.args.outbind_listen.as_ref().map(|_| self.args.timeout.into()),
            enquire_link_interval: Some(self.args.enquire_link.into())
                .filter(|span| *span > smpp_core::Duration::ZERO),
            ..Config::default()
        };
        let now = self.clock.now();
        (self.bind_by, self.progress) = (now + self.args.timeout.into(), now);
        let mut slots: Vec<Slot<Submitted>> = (0..self.args.window).map(|_| Slot::EMPTY).collect();
        let mut session = Session::new(now, Side::Esme, 1, &config, slots.as_mut_slice());
        if self.args.outbind_listen.is_none()
            && let Err(error) = self.bind(&mut session, &mut link.output)
        {
            return self.fail(format!("bind: {error}"));
        }
        self.converse(&mut session, &mut link);
        let lost = session.in_flight() as u64;
        self.unanswered = self.unanswered.saturating_add(lost);
    }

    /// Whether another connection is to be tried. Waits first, and prepares for it.
    pub(crate) fn begin_again(&mut self, wait: Duration) -> bool {
        let is_lost = match self.failure {
            Some(_) => self.may_recover,
            None => !self.has_left && !self.has_all(),
        };
        if !is_lost {
            return false;
        }
        let why = self.failure.take().unwrap_or_else(|| self.end());
        self.tell_always(format_args!("{why}; connecting again in {:.1} s", wait.as_secs_f64()));
        let start = std::time::Instant::now();
        while start.elapsed() < wait {
            if self.is_interrupted() {
                self.interrupt();
                return false;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        (self.bound, self.server_leaves, self.may_recover) = (false, false, false);
        (self.leave_by, self.closed, self.ended) = (None, None, String::new());
        true
    }

    /// The summary, and the error as one line for the user.
    pub(crate) fn finish(mut self) -> (Summary, Result<(), String>) {
        if self.tails > 1 {
            warn(format_args!("{} PDUs had NULs after their last field", self.tails));
        }
        let verdict = self.verdict();
        drop(self.gauge);
        (self.summary, verdict)
    }

    fn bind(&self, session: &mut Esme<'_>, output: &mut Output) -> Result<(), SessionError> {
        let (system_id, password) = (self.args.system_id.as_str().into(), self.args.password.as_str().into());
        let system_type = self.args.system_type.as_str().into();
        let (now, out) = (self.clock.now(), output.room());
        macro_rules! bind {
            ($Bind:ident) => {
                session.bind(now, &$Bind { system_id, password, system_type, ..$Bind::default() }, out)
            };
        }
        let sent = match self.args.bind {
            Bind::Trx => bind!(BindTransceiver),
            Bind::Tx => bind!(BindTransmitter),
            Bind::Rx => bind!(BindReceiver),
        };
        output.wrote(sent?.len);
        Ok(())
    }

    /// The main loop: handle input and timers, send, write, wait.
    fn converse(&mut self, session: &mut Esme<'_>, link: &mut Link) {
        loop {
            let now = self.clock.now();
            // What has arrived in time counts, even if the program was kept from reading it.
            if self.deadline(session).is_some_and(|due| due <= now) {
                link.read(Duration::ZERO);
            }
            let mut waits_for_room = false;
            loop {
                if !link.output.has_room() {
                    waits_for_room = true;
                    break;
                }
                match session.recv(now, link.input.unread()) {
                    Recv::Event { used, event } => {
                        self.handle(session, now, event, &mut link.output);
                        link.input.consume(used);
                    }
                    Recv::Blocked => {
                        waits_for_room = true;
                        break;
                    }
                    Recv::NeedMore { .. } | Recv::Fatal(_) => break,
                }
            }
            if link.has_ended() && !waits_for_room {
                session.transport_closed(now);
            }
            session.handle_timeout(now);
            while let Some(event) = session.poll_event() {
                self.handle(session, now, event, &mut link.output);
            }
            if let Some(reason) = self.closed.filter(|_| self.ended.is_empty()) {
                self.ended = why_closed(reason, link.input.unread());
            }
            self.check_deadlines(now);
            self.show_progress();
            if self.failure.is_none() && self.closed.is_none() && self.leave_by.is_none() {
                self.fill(session, now, &mut link.output);
                if (self.is_done(session) || self.gave_up(session, now)) && session.unbind(now).is_ok() {
                    self.has_left = true;
                    self.leaves(now);
                }
            }
            if self.failure.is_some() && self.bound && self.closed.is_none() && self.leave_by.is_none() {
                // Unbind in order, but without waiting for the response.
                let _ = link.output.put(|out| session.send(now, &Unbind::default(), out));
            }
            link.transmit(session, now);
            if link.stuck_for() >= self.args.timeout {
                self.lose("the server does not read our PDUs".to_owned());
            }
            let over = self.closed.is_some()
                || self.failure.is_some()
                || self.leave_by.is_some_and(|leave_by| now >= leave_by)
                || session.must_close()
                || (session.wants_close() && link.output.is_empty());
            if over {
                return;
            }
            if !waits_for_room {
                link.read(self.wait(session, now));
            }
        }
    }

    /// Ends the run after a deadline, whatever the server still sends.
    fn check_deadlines(&mut self, now: Instant) {
        let seconds = self.args.timeout.as_secs_f64();
        if self.is_interrupted() {
            self.interrupt();
        }
        if !self.bound && self.closed.is_none() && now >= self.bind_by {
            self.lose(format!("the bind was not answered within {seconds} s"));
        }
    }

    /// Sets the deadline for the end of the session.
    fn leaves(&mut self, now: Instant) {
        self.leave_by.get_or_insert_with(|| now + self.args.timeout.into());
    }

    /// When something counts as missing, unless it arrives before.
    fn deadline(&self, session: &Esme<'_>) -> Option<Instant> {
        let messages = self.waits_for_messages(session).then(|| self.progress + self.args.timeout.into());
        let bind = Some(self.bind_by).filter(|_| !self.bound);
        [session.poll_timeout(), messages, bind, self.leave_by].into_iter().flatten().min()
    }

    /// How long there is nothing to do unless input arrives.
    fn wait(&self, session: &Esme<'_>, now: Instant) -> Duration {
        let due = |at: Instant| Duration::from(at.saturating_since(now));
        let wait = self.deadline(session).map_or(NAP, due).min(NAP);
        if !self.may_send(session) {
            return wait;
        }
        let paced = self.pacer.as_ref().map_or(now, Pacer::ready_at);
        wait.min(due(paced.max(self.paused_until)))
    }

    /// Submits as much as the window, the buffer and the rate allow, starting with parts refused temporarily.
    fn fill(&mut self, session: &mut Esme<'_>, now: Instant, output: &mut Output) {
        if now < self.paused_until {
            return;
        }
        while self.may_send(session) && output.has_room() {
            if self.pacer.as_mut().is_some_and(|pacer| !pacer.take(now)) {
                return;
            }
            let again = self.again.pop_front();
            let next = match &again {
                Some((submitted, _)) => {
                    let part = self.outbox.again(submitted.part);
                    part.map(|part| part.map(|submit_sm| (*submitted, submit_sm)))
                }
                None => {
                    let next = self.outbox.next();
                    next.map(|next| {
                        next.map(|(part, submit_sm)| (Submitted { part, refused: None }, submit_sm))
                    })
                }
            };
            let sent = match next {
                Ok(Some((submitted, submit_sm))) => session
                    .prepare(now, &submit_sm, output.room())
                    .map(|prepared| (prepared.keep(submitted), submitted))
                    .map_err(|error| error.to_string()),
                Ok(None) => return,
                Err(error) => Err(error.to_string()),
            };
            let submitted = match sent {
                Ok((sent, submitted)) => {
                    output.wrote(sent.len);
                    submitted
                }
                Err(error) => return self.fail(format!("submit_sm: {error}")),
            };
            if again.is_none() {
                self.outbox.went(submitted.part);
                self.began.get_or_insert_with(std::time::Instant::now);
                self.summary.parts = self.summary.parts.saturating_add(1);
            }
            self.progress = now;
        }
        self.summary.sent = self.outbox.sent;
    }

    /// Whether there is something to submit, and room for it at the server and in the receipt table.
    fn may_send(&self, session: &Esme<'_>) -> bool {
        self.bound
            && !self.server_leaves
            && self.args.bind != Bind::Rx
            && session.window_free() > 0
            && !self.nothing_to_send()
            && !self.waits_for_receipts(session)
    }

    fn nothing_to_send(&self) -> bool {
        self.outbox.is_empty() && self.again.is_empty()
    }

    /// Whether everything was sent and answered, and all expected receipts arrived.
    fn is_done(&self, session: &Esme<'_>) -> bool {
        self.bound && self.has_all() && session.in_flight() == 0
    }

    /// Whether nothing is left to send, and nothing expected is missing, except answers.
    fn has_all(&self) -> bool {
        match self.args.bind {
            Bind::Rx => self.received >= self.args.count,
            Bind::Tx | Bind::Trx => self.nothing_to_send() && !self.lacks_receipts(),
        }
    }

    /// Whether a message has not ended, or has a provisional end.
    fn lacks_receipts(&self) -> bool {
        self.args.wants_receipts() && self.summary.receipts.complete() < self.outbox.messages()
    }

    /// Whether the table of ids is full, so that receipts must arrive first.
    fn waits_for_receipts(&self, session: &Esme<'_>) -> bool {
        self.args.wants_receipts() && self.summary.receipts.is_full(session.in_flight())
    }

    /// Whether the client only waits for messages from the server, for which the session has no timer.
    fn waits_for_messages(&self, session: &Esme<'_>) -> bool {
        let answered =
            session.in_flight() == 0 && (self.nothing_to_send() || self.waits_for_receipts(session));
        self.bound && (self.args.bind == Bind::Rx || answered)
    }

    /// Whether nothing that was expected has arrived for too long.
    fn gave_up(&self, session: &Esme<'_>, now: Instant) -> bool {
        self.waits_for_messages(session) && self.is_overdue(now, self.progress)
    }

    /// Whether the timeout has passed since then.
    fn is_overdue(&self, now: Instant, since: Instant) -> bool {
        now >= since + self.args.timeout.into()
    }

    fn handle(
        &mut self,
        session: &mut Esme<'_>,
        now: Instant,
        event: Event<'_, Submitted>,
        output: &mut Output,
    ) {
        if let Some((command_id, nuls)) = nuls_of(&event) {
            self.report_nuls(command_id, nuls);
        }
        match event {
            // The server asks for the bind.
            Event::OneWay { pdu } if pdu.command_id == CommandId::OUTBIND => {
                self.bind_by = now + self.args.timeout.into();
                if let Err(error) = self.bind(session, output) {
                    self.fail(format!("bind: {error}"));
                }
            }
            Event::Bound { .. } => {
                self.bound = true;
                self.progress = now;
                if let Err(error) = self.outbox.fit(session.version()) {
                    self.fail(format!("--text: {error}"));
                }
            }
            Event::BindRefused { pdu, .. } => {
                let why = if pdu.command_status.is_ok() {
                    format!("the bind was answered with {}", pdu.command_id)
                } else {
                    format!("the bind was refused: {}", explain(&pdu))
                };
                let is_temporary = pdu.command_status.bind_retry_class() == RetryClass::RetryLater;
                if is_temporary { self.lose(why) } else { self.fail(why) }
            }
            Event::Response { value: part, pdu, pause, .. } => self.answered(now, part, &pdu, pause),
            Event::Nacked { value: part, pdu, .. } => {
                self.refused(now, part, pdu.command_status, format!("generic_nack {}", pdu.command_status));
            }
            Event::Mismatched { value: part, pdu, .. } => {
                self.rejected(now, part, format!("{} {}", pdu.command_id, pdu.command_status));
            }
            Event::OversizedResponse { value: part, .. } => {
                self.rejected(now, part, "the response was too large".to_owned());
            }
            Event::Failed { .. } => self.unanswered = self.unanswered.saturating_add(1),
            Event::TimedOut { request, .. } => {
                self.unanswered = self.unanswered.saturating_add(1);
                self.lose(format!("{request} was not answered within {} s", self.args.timeout.as_secs_f64()));
            }
            Event::Request { token, pdu } => {
                let sent = self.request(session, now, token, &pdu, output.room());
                output.wrote(sent);
            }
            Event::Disallowed { token, .. } => {
                // An error means that the session has ended.
                let _ = output.put(|out| session.answer_default(now, token, out));
            }
            // The session answers. Requests that are not answered before the connection ends have failed.
            Event::Unbind { .. } => {
                self.server_leaves = true;
                self.leaves(now);
            }
            Event::Closed { reason } => self.closed = Some(reason),
            // The session has answered, or no answer is needed.
            _ => {}
        }
    }

    /// Whether the user wants to stop.
    pub(crate) fn is_interrupted(&self) -> bool {
        self.interrupted.load(Ordering::Relaxed)
    }

    /// Ends the run as the user wants.
    pub(crate) fn interrupt(&mut self) {
        self.fail("interrupted".to_owned());
    }

    fn fail(&mut self, why: String) {
        self.failure.get_or_insert(why);
    }

    /// Fails in a way that another connection may fix.
    pub(crate) fn lose(&mut self, why: String) {
        if self.failure.is_none() {
            self.may_recover = true;
            self.fail(why);
        }
    }

    /// Shows how far the run has come.
    fn show_progress(&mut self) {
        let receipts = &self.summary.receipts;
        match self.args.bind {
            Bind::Rx => self.gauge.show(self.received, String::new),
            _ if self.args.wants_receipts() => {
                let ended = receipts.ended();
                self.gauge.show(self.outbox.sent, || format!(", {ended} with a receipt"));
            }
            _ => self.gauge.show(self.outbox.sent, String::new),
        }
    }

    /// With `--verbose`, prints to standard error what happened.
    fn tell(&self, what: impl FnOnce() -> String) {
        if self.args.verbose {
            self.tell_always(what());
        }
    }

    fn tell_always(&self, what: impl Display) {
        self.gauge.around(|| warn(what));
    }
}

/// Becomes true when the user or the system asks the program to end.
fn watched_signals() -> Arc<AtomicBool> {
    let interrupted = Arc::new(AtomicBool::new(false));
    let mine = interrupted.clone();
    if let Err(error) = on_signal(move || mine.store(true, Ordering::Relaxed)) {
        warn(format_args!("signals will end this program immediately: {error}"));
    }
    interrupted
}
