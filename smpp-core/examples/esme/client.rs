//! The conversation with the server: bind, send, wait for answers and receipts, unbind.

use crate::args::{Args, Bind};
use crate::common::screen::shown;
use crate::common::{Clock, Link, Output, after, say, span, until, why_closed, without_nuls};
use crate::complain;
use crate::outbox::{Outbox, PartId};
use crate::receipts::Fresh;
use crate::summary::Summary;
use smpp_core::codes::{DataCoding, EsmClass, RetryClass};
use smpp_core::message::correlate::Key;
use smpp_core::message::receipt::{Receipt, ReceiptKind};
use smpp_core::pdu::{
    BindReceiver, BindTransceiver, BindTransmitter, DataSm, DataSmResp, DeliverSm, DeliverSmResp,
    SubmitSmResp, Unbind,
};
use smpp_core::profile::Profile;
use smpp_core::session::pace::{Pacer, Pause};
use smpp_core::session::{
    CloseReason, Config, Event, Recv, Session, SessionError, Side, Slot, Token, Undecoded,
};
use smpp_core::{COctetString, CommandId, CommandStatus, Instant, RawPdu, Version};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

type Esme<'w> = Session<&'w mut [Slot<Option<Submitted>>]>;

/// The longest wait in one call to the system.
const NAP: Duration = Duration::from_secs(1);
/// The longest pause that a server gets for saying that it is at its limit.
const LONGEST_PAUSE: smpp_core::Duration = smpp_core::Duration::from_secs(1);

/// A submit_sm in flight, or one that is to be sent again.
#[derive(Clone, Copy)]
struct Submitted {
    part: PartId,
    /// When the server first refused it for now.
    refused: Option<Instant>,
}

/// What a message says.
struct Text<'m> {
    esm_class: EsmClass,
    data_coding: DataCoding,
    body: &'m [u8],
}

pub(crate) struct Client<'a> {
    args: &'a Args,
    outbox: Outbox<'a>,
    clock: Clock,
    summary: Summary,
    pacer: Option<Pacer>,
    /// No submit_sm before this time.
    paused_until: Instant,
    bound: bool,
    /// The bind has to be answered by then.
    bind_by: Instant,
    /// The session has to be over by then, once it is ending.
    leave_by: Option<Instant>,
    /// The server has sent unbind.
    server_leaves: bool,
    /// Parts that the server refused for now, with the last status.
    again: VecDeque<(Submitted, String)>,
    /// When submit_sm was last answered with ESME_ROK.
    accepted_at: Instant,
    /// Requests of the server with NULs behind their last field.
    tails: u64,
    /// Whether the user wants to stop.
    interrupted: Arc<AtomicBool>,
    /// When the first submit_sm went out.
    began: Option<std::time::Instant>,
    /// When an answer, or a message that was waited for, last came.
    progress: Instant,
    /// Messages and receipts that a receiver got.
    received: u64,
    /// How often submit_sm was answered with what but ESME_ROK.
    refusals: BTreeMap<String, u64>,
    /// Why this cannot go on.
    failure: Option<String>,
    closed: Option<CloseReason>,
    /// What the peer speaks when the session ended because that is no SMPP.
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
            bind_by: after(now, span(args.timeout)),
            leave_by: None,
            server_leaves: false,
            again: VecDeque::new(),
            accepted_at: now,
            tails: 0,
            interrupted: Arc::default(),
            began: None,
            progress: now,
            received: 0,
            refusals: BTreeMap::new(),
            failure: None,
            closed: None,
            ended: String::new(),
        }
    }

    /// Talks to the server until all is done or cannot be done. The error is a line for people.
    pub(crate) fn run(mut self, mut link: Link) -> (Summary, Result<(), String>) {
        let config = Config {
            version: self.version(),
            omit_tlvs: true,
            response_timeout: span(self.args.timeout),
            drain_timeout: span(self.args.timeout),
            // Time for an outbind, when that is waited for.
            session_init_timeout: self.args.outbind_listen.as_ref().map(|_| span(self.args.timeout)),
            enquire_link_interval: Some(span(self.args.enquire_link)).filter(|span| span.as_millis() > 0),
            ..Config::default()
        };
        if let Err(error) = watch_signals(&self.interrupted) {
            complain(format_args!("signals end this program at once: {error}"));
        }
        let mut slots: Vec<Slot<Option<Submitted>>> = (0..self.args.window).map(|_| Slot::new()).collect();
        let mut session = Session::new(self.clock.now(), Side::Esme, 1, &config, slots.as_mut_slice());
        if self.args.outbind_listen.is_none()
            && let Err(error) = self.bind(&mut session, &mut link.output)
        {
            return (self.summary, Err(format!("bind: {error}")));
        }
        self.converse(&mut session, &mut link);
        if self.tails > 1 {
            complain(format_args!("{} requests had NULs behind their last field", self.tails));
        }
        let verdict = self.verdict();
        (self.summary, verdict)
    }

    fn version(&self) -> Version {
        self.args.spoken_version()
    }

    fn bind(&self, session: &mut Esme<'_>, output: &mut Output) -> Result<(), SessionError> {
        let (system_id, password) = (self.args.system_id.as_str().into(), self.args.password.as_str().into());
        let system_type = self.args.system_type.as_str().into();
        let interface_version = self.version().interface_version();
        let (now, out) = (self.clock.now(), output.room());
        let sent = match self.args.bind {
            Bind::Trx => session.send(
                now,
                &BindTransceiver {
                    system_id,
                    password,
                    system_type,
                    interface_version,
                    ..Default::default()
                },
                None,
                out,
            ),
            Bind::Tx => session.send(
                now,
                &BindTransmitter {
                    system_id,
                    password,
                    system_type,
                    interface_version,
                    ..Default::default()
                },
                None,
                out,
            ),
            Bind::Rx => session.send(
                now,
                &BindReceiver { system_id, password, system_type, interface_version, ..Default::default() },
                None,
                out,
            ),
        };
        output.wrote(sent?.len);
        Ok(())
    }

    /// The loop: everything that came, time, what is to be sent, write, wait.
    fn converse(&mut self, session: &mut Esme<'_>, link: &mut Link) {
        loop {
            let now = self.clock.now();
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
            self.check_deadlines(now, link);
            if self.failure.is_none() && self.closed.is_none() && self.leave_by.is_none() {
                self.fill(session, now, &mut link.output);
                if (self.is_done(session) || self.gave_up(session, now)) && session.unbind(now).is_ok() {
                    self.leaves(now);
                }
            }
            if self.failure.is_some() && self.bound && self.closed.is_none() && self.leave_by.is_none() {
                // In good order, but without waiting for the answer.
                let _ = link.output.put(|out| session.send(now, &Unbind::default(), None, out));
            }
            link.transmit(session, now);
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

    /// What ends the run whatever the server sends meanwhile.
    fn check_deadlines(&mut self, now: Instant, link: &Link) {
        let seconds = self.args.timeout.as_secs_f64();
        if self.interrupted.load(Ordering::Relaxed) {
            self.fail("interrupted".to_owned());
        }
        if !self.bound && self.closed.is_none() && now >= self.bind_by {
            self.fail(format!("the bind was not answered within {seconds} s"));
        }
        if link.stuck_for() >= self.args.timeout {
            self.fail("the server does not read what we send".to_owned());
        }
    }

    /// The session is ending, and has to be over in time.
    fn leaves(&mut self, now: Instant) {
        self.leave_by.get_or_insert_with(|| after(now, span(self.args.timeout)));
    }

    /// How long there is nothing to do unless something comes.
    fn wait(&self, session: &Esme<'_>, now: Instant) -> Duration {
        let mut wait = session.poll_timeout().map_or(NAP, |due| until(now, due)).min(NAP);
        if self.may_send(session) {
            let paced = self.pacer.as_ref().map_or(now, Pacer::ready_at);
            wait = wait.min(until(now, paced.max(self.paused_until)));
        }
        if self.waits_for_messages(session) {
            wait = wait.min(until(now, after(self.progress, span(self.args.timeout))));
        }
        if !self.bound {
            wait = wait.min(until(now, self.bind_by));
        }
        self.leave_by.map_or(wait, |leave_by| wait.min(until(now, leave_by)))
    }

    /// Submits as much as the window, the buffer and the pace allow, first what was refused for now.
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
                    .send(now, &submit_sm, Some(submitted), output.room())
                    .map_err(|returned| returned.error.to_string()),
                Ok(None) => return,
                Err(error) => Err(error.to_string()),
            };
            match sent {
                Ok(sent) => output.wrote(sent.len),
                Err(error) => return self.fail(format!("submit_sm: {error}")),
            }
            if again.is_none() {
                self.began.get_or_insert_with(std::time::Instant::now);
                self.summary.parts = self.summary.parts.saturating_add(1);
            }
            self.progress = now;
        }
        self.summary.sent = self.outbox.sent;
    }

    /// Whether there is something to submit, and the server and the books have a place for it.
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

    /// All was sent and answered, and what was waited for came.
    fn is_done(&self, session: &Esme<'_>) -> bool {
        self.bound
            && match self.args.bind {
                Bind::Rx => self.received >= self.args.count,
                Bind::Tx | Bind::Trx => self.is_answered(session) && !self.lacks_receipts(),
            }
    }

    fn is_answered(&self, session: &Esme<'_>) -> bool {
        self.nothing_to_send() && session.in_flight() == 0
    }

    /// Whether a message has no end yet, or one that a better one may replace.
    fn lacks_receipts(&self) -> bool {
        self.args.wants_receipts() && self.summary.receipts.complete() < self.outbox.messages()
    }

    /// No more ids can be kept: their receipts have to come first.
    fn waits_for_receipts(&self, session: &Esme<'_>) -> bool {
        self.args.wants_receipts() && self.summary.receipts.is_full(session.in_flight())
    }

    /// Only messages from the server are waited for: no timer of the session runs for them.
    fn waits_for_messages(&self, session: &Esme<'_>) -> bool {
        let answered =
            session.in_flight() == 0 && (self.nothing_to_send() || self.waits_for_receipts(session));
        self.bound && (self.args.bind == Bind::Rx || answered)
    }

    /// Nothing that is waited for came for too long.
    fn gave_up(&self, session: &Esme<'_>, now: Instant) -> bool {
        self.waits_for_messages(session) && self.is_overdue(now, self.progress)
    }

    /// Whether the timeout has passed since then.
    fn is_overdue(&self, now: Instant, since: Instant) -> bool {
        now >= after(since, span(self.args.timeout))
    }

    fn handle(
        &mut self,
        session: &mut Esme<'_>,
        now: Instant,
        event: Event<'_, Option<Submitted>>,
        output: &mut Output,
    ) {
        match event {
            // The server asks for the bind.
            Event::OneWay { pdu } if pdu.command_id == CommandId::OUTBIND => {
                self.bind_by = after(now, span(self.args.timeout));
                if let Err(error) = self.bind(session, output) {
                    self.fail(format!("bind: {error}"));
                }
            }
            Event::Bound { .. } => {
                self.bound = true;
                self.progress = now;
            }
            Event::BindRefused { pdu, .. } => self.fail(format!("the bind was refused: {}", explain(&pdu))),
            Event::Response { value: Some(part), request: CommandId::SUBMIT_SM, pdu, pause, .. } => {
                self.answered(now, part, &pdu, pause)
            }
            Event::Nacked { value: Some(part), request: CommandId::SUBMIT_SM, pdu, .. } => {
                self.refused(now, part, pdu.command_status, format!("generic_nack {}", pdu.command_status));
            }
            Event::Mismatched { value: Some(part), request: CommandId::SUBMIT_SM, pdu, .. } => {
                self.rejected(now, part, format!("{} {}", pdu.command_id, pdu.command_status));
            }
            Event::OversizedResponse { value: Some(part), request: CommandId::SUBMIT_SM, .. } => {
                self.rejected(now, part, "an answer that is too large".to_owned());
            }
            Event::Mismatched { request, pdu, .. } => {
                self.fail(format!("{request} was answered with {}", pdu.command_id))
            }
            Event::OversizedResponse { request, .. } => {
                self.fail(format!("the answer to {request} is too large"))
            }
            Event::TimedOut { request, .. } => {
                self.fail(format!("{request} was not answered within {} s", self.args.timeout.as_secs_f64()));
            }
            Event::Request { token, pdu } => {
                let sent = self.request(session, now, token, &pdu, output.room());
                output.wrote(sent);
            }
            Event::Refused { token, .. } | Event::Oversized { token: Some(token), .. } => {
                // An error says that the session is over.
                let _ = output.put(|out| session.answer_default(now, token, out));
            }
            // The session answers. What is in flight and not answered before the connection ends has failed.
            Event::Unbind { .. } => {
                self.server_leaves = true;
                self.leaves(now);
            }
            Event::Closed { reason } => self.closed = Some(reason),
            // The session has answered, or there is nothing to answer.
            _ => {}
        }
    }

    fn answered(&mut self, now: Instant, part: Submitted, pdu: &RawPdu<'_>, pause: Option<Pause>) {
        if let Some(pause) = pause {
            self.pause(now, pause.span);
        }
        if !pdu.command_status.is_ok() {
            return self.refused(now, part, pdu.command_status, pdu.command_status.to_string());
        }
        self.mark(now);
        self.accepted_at = now;
        self.summary.accepted = self.summary.accepted.saturating_add(1);
        if self.args.wants_receipts() {
            match pdu.decode::<SubmitSmResp<'_>>() {
                Ok(resp) => {
                    let (id, to) = (resp.message_id.as_bytes(), self.outbox.destination());
                    let key = Key { id, destination: to.as_bytes() };
                    self.summary.receipts.accepted(now, part.part, key);
                }
                Err(error) => complain(format_args!("submit_sm_resp: {error}")),
            }
        }
    }

    /// A part was refused: for good, or for now, and then it is sent again until the server has taken no part for too
    /// long.
    fn refused(&mut self, now: Instant, part: Submitted, status: CommandStatus, why: String) {
        let refused = part.refused.unwrap_or(now);
        let hopeless = self.server_leaves || self.is_overdue(now, refused.max(self.accepted_at));
        if status.retry_class() != RetryClass::RetryLater || hopeless {
            return self.rejected(now, part, why);
        }
        self.mark(now);
        self.pause(now, LONGEST_PAUSE);
        self.again.push_back((Submitted { refused: Some(refused), ..part }, why));
    }

    fn rejected(&mut self, now: Instant, part: Submitted, why: String) {
        self.mark(now);
        self.summary.receipts.refused(now, part.part);
        self.count_rejected(why);
    }

    fn count_rejected(&mut self, why: String) {
        self.summary.rejected = self.summary.rejected.saturating_add(1);
        let count = self.refusals.entry(why).or_default();
        *count = count.saturating_add(1);
    }

    /// Nothing new goes out for a while, which is short beside the timeout.
    fn pause(&mut self, now: Instant, asked: smpp_core::Duration) {
        let most = span(self.args.timeout.mul_f64(0.25)).min(LONGEST_PAUSE);
        self.paused_until = self.paused_until.max(after(now, asked.min(most)));
    }

    /// An answer came.
    fn mark(&mut self, now: Instant) {
        self.progress = now;
        self.summary.span = self.began.map_or(Duration::ZERO, |began| began.elapsed());
    }

    /// A request of the server; how many octets the answer has.
    fn request(
        &mut self,
        session: &mut Esme<'_>,
        now: Instant,
        token: Token,
        pdu: &RawPdu<'_>,
        out: &mut [u8],
    ) -> usize {
        // A receipt in UTF-16 becomes UTF-8 in here: half as much again as the largest short_message.
        let mut scratch = [0; 384];
        // Which numbers of a state mean something is a matter of the version that both sides speak.
        let profile = Profile { version: session.version(), ..*self.profile() };
        let (pdu, nuls) = without_nuls(pdu);
        let answer = match pdu.command_id {
            // What stands after the last TLV is none.
            _ if pdu.tlvs().is_ok_and(|tlvs| !tlvs.trailing().is_empty()) => {
                complain(format_args!("{} with a TLV that was torn: refused", pdu.command_id));
                session.refuse(now, token, CommandStatus::ESME_RINVTLVSTREAM, out)
            }
            CommandId::DELIVER_SM => match session.decode_or_refuse::<DeliverSm<'_>>(now, token, &pdu, out) {
                Ok((token, sm)) => {
                    let payload = sm.tlvs.message_payload().ok().flatten();
                    let body = if sm.short_message.is_empty() {
                        payload.unwrap_or_default()
                    } else {
                        sm.short_message
                    };
                    let text = Text { esm_class: sm.esm_class, data_coding: sm.data_coding, body };
                    let receipt = Receipt::from_deliver_sm_of(&profile, &sm, &mut scratch);
                    match self.message(now, &receipt, sm.source_addr, &text) {
                        CommandStatus::ESME_ROK => {
                            session.reply(now, token, CommandStatus::ESME_ROK, &DeliverSmResp::default(), out)
                        }
                        status => session.refuse(now, token, status, out),
                    }
                }
                Err(undecoded) => return octets_of(&undecoded),
            },
            CommandId::DATA_SM => match session.decode_or_refuse::<DataSm<'_>>(now, token, &pdu, out) {
                Ok((token, sm)) => {
                    let body = sm.tlvs.message_payload().ok().flatten().unwrap_or_default();
                    let text = Text { esm_class: sm.esm_class, data_coding: sm.data_coding, body };
                    let receipt = Receipt::from_data_sm_of(&profile, &sm, &mut scratch);
                    match self.message(now, &receipt, sm.source_addr, &text) {
                        CommandStatus::ESME_ROK => {
                            session.reply(now, token, CommandStatus::ESME_ROK, &DataSmResp::default(), out)
                        }
                        status => session.refuse(now, token, status, out),
                    }
                }
                Err(undecoded) => return octets_of(&undecoded),
            },
            _ => session.answer_default(now, token, out),
        };
        if nuls > 0 {
            self.tails = self.tails.saturating_add(1);
            if self.tails == 1 {
                complain(format_args!(
                    "{} with {nuls} NULs behind its last field: read without them",
                    pdu.command_id
                ));
            }
        }
        answer.map_or(0, |sent| sent.len)
    }

    /// A receipt or another message from the server; the status to answer with.
    fn message(
        &mut self,
        now: Instant,
        receipt: &Receipt<'_>,
        from: COctetString<'_>,
        text: &Text<'_>,
    ) -> CommandStatus {
        // Only what is marked as a receipt or a notification, and says something as one, is for this program; the rest is
        // for people.
        let marked = matches!(receipt.kind, ReceiptKind::Receipt | ReceiptKind::Intermediate);
        let readable = receipt.message_id().is_some() || receipt.state().is_some();
        let told = self.args.bind == Bind::Rx || !marked || !readable;
        if told
            && !self.args.json
            && let Err(error) = say(&format!("from {from}: {}\n", self.read(text)))
        {
            // Nobody has seen it: the server keeps it.
            self.fail(error.to_string());
            return CommandStatus::ESME_RX_T_APPN;
        }
        self.received = self.received.saturating_add(1);
        let fresh = self.summary.receipts.came(now, receipt);
        if let (Some(err), Some(state), true) = (receipt.text.err, receipt.state(), fresh != Fresh::No) {
            self.summary.errors.told(err, state.value);
        }
        if self.args.bind == Bind::Rx || fresh == Fresh::Counted {
            self.progress = now;
        }
        CommandStatus::ESME_ROK
    }

    /// The text of a message for people.
    fn read(&self, text: &Text<'_>) -> String {
        let codings = self.profile().data_codings;
        match codings.chars(text.esm_class, text.data_coding, text.body) {
            Ok(Some(chars)) => shown(chars),
            Ok(None) | Err(_) => format!("{} octets with data_coding {}", text.body.len(), text.data_coding),
        }
    }

    fn profile(&self) -> &'static Profile {
        self.args.profile.unwrap_or(&Profile::GENERIC)
    }

    fn fail(&mut self, why: String) {
        self.failure.get_or_insert(why);
    }

    /// Whether it all came to a good end, and if not, what went wrong first.
    fn verdict(&mut self) -> Result<(), String> {
        self.summary.sent = self.outbox.sent;
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        for (_, why) in std::mem::take(&mut self.again) {
            self.count_rejected(why);
        }
        let ended = match self.closed {
            Some(_) => std::mem::take(&mut self.ended),
            None => "the session ended".to_owned(),
        };
        if !self.bound {
            return Err(format!("{ended} (before the bind was accepted)"));
        }
        let seconds = self.args.timeout.as_secs_f64();
        if self.args.bind == Bind::Rx {
            return match self.received {
                got if got >= self.args.count => Ok(()),
                got if self.closed.is_some() => {
                    Err(format!("{ended}, with {got} of {} messages", self.args.count))
                }
                got => Err(format!("{got} of {} messages, and no more within {seconds} s", self.args.count)),
            };
        }
        let all = self.outbox.parts_in_all();
        let Summary { accepted, rejected, .. } = self.summary;
        if rejected > 0 {
            let list: Vec<_> = self.refusals.iter().map(|(why, count)| format!("{why} ({count})")).collect();
            return Err(format!("{rejected} of {all} submit_sm were not accepted: {}", list.join(", ")));
        }
        if accepted < all {
            return Err(format!("{ended}, with {accepted} of {all} submit_sm answered"));
        }
        let receipts = &self.summary.receipts;
        if self.args.wants_receipts() && receipts.ended() < self.outbox.messages() {
            let (got, all, why) = (
                receipts.total(),
                if receipts.is_for_each_part() { all } else { self.outbox.messages() },
                match self.closed {
                    _ if self.server_leaves => "the server has sent unbind".to_owned(),
                    Some(_) => ended,
                    None => format!("no more came within {seconds} s"),
                },
            );
            return Err(format!("{got} of {all} receipts: {why}"));
        }
        if self.args.require_delivered && receipts.delivered() < receipts.total() {
            let (delivered, total, unit) = (receipts.delivered(), receipts.total(), receipts.unit());
            return Err(format!("{delivered} of {total} {unit} were delivered"));
        }
        Ok(())
    }
}

/// Tells of SIGINT and SIGTERM, which shall end the session in good order.
#[cfg(unix)]
fn watch_signals(told: &Arc<AtomicBool>) -> std::io::Result<()> {
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        signal_hook::flag::register(signal, told.clone())?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn watch_signals(_: &Arc<AtomicBool>) -> std::io::Result<()> {
    Ok(())
}

/// What the answer to a request that cannot be read took.
fn octets_of(undecoded: &Undecoded) -> usize {
    match undecoded {
        Undecoded::Refused { sent, .. } => sent.len,
        Undecoded::NotSent { .. } => 0,
    }
}

/// The status of a response for people: name and meaning.
fn explain(pdu: &RawPdu<'_>) -> String {
    let status = pdu.command_status;
    match status.meaning() {
        Some(meaning) => format!("{status} ({meaning})"),
        None => status.to_string(),
    }
}
