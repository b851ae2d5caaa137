//! The conversation with the server: bind, send, wait for answers and receipts, unbind.

use crate::args::{Args, Bind};
use crate::common::{Clock, Link, Output, after, span, until};
use crate::complain;
use crate::outbox::Outbox;
use crate::summary::Summary;
use smpp_core::codes::{DataCoding, EsmClass};
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
use std::collections::BTreeMap;
use std::io::Write;
use std::time::Duration;

type Esme<'w> = Session<&'w mut [Slot<()>]>;

/// The longest wait in one call to the system.
const NAP: Duration = Duration::from_secs(1);
/// The longest pause that a server gets for saying that it is at its limit.
const LONGEST_PAUSE: smpp_core::Duration = smpp_core::Duration::from_secs(1);

pub(crate) struct Client<'a> {
    args: &'a Args,
    outbox: Outbox<'a>,
    clock: Clock,
    summary: Summary,
    pacer: Option<Pacer>,
    /// No submit_sm before this time.
    paused_until: Instant,
    bound: bool,
    /// The server has sent unbind.
    server_leaves: bool,
    /// When the first submit_sm went out.
    began: Option<std::time::Instant>,
    /// When an answer or a message last came.
    progress: Instant,
    /// Messages and receipts that a receiver got.
    received: u64,
    /// How often submit_sm was answered with what but ESME_ROK.
    refusals: BTreeMap<String, u64>,
    /// Why this cannot go on.
    failure: Option<String>,
    closed: Option<CloseReason>,
}

impl<'a> Client<'a> {
    pub(crate) fn new(args: &'a Args, outbox: Outbox<'a>, clock: Clock) -> Self {
        let now = clock.now();
        Self {
            args,
            outbox,
            clock,
            summary: Summary::new(args.profile),
            pacer: args.rate.map(|rate| Pacer::new(now, rate, (rate / 100).max(1))),
            paused_until: now,
            bound: false,
            server_leaves: false,
            began: None,
            progress: now,
            received: 0,
            refusals: BTreeMap::new(),
            failure: None,
            closed: None,
        }
    }

    /// Talks to the server until all is done or cannot be done. The error is a line for people.
    pub(crate) fn run(mut self, mut link: Link) -> (Summary, Result<(), String>) {
        let config = Config {
            version: self.version(),
            omit_tlvs: true,
            response_timeout: span(self.args.timeout),
            // Time for an outbind, when that is waited for.
            session_init_timeout: self.args.outbind_listen.as_ref().map(|_| span(self.args.timeout)),
            enquire_link_interval: Some(span(self.args.enquire_link)).filter(|span| span.as_millis() > 0),
            ..Config::default()
        };
        let mut slots: Vec<Slot<()>> = (0..self.args.window).map(|_| Slot::new()).collect();
        let mut session = Session::new(self.clock.now(), Side::Esme, 1, &config, slots.as_mut_slice());
        if self.args.outbind_listen.is_none()
            && let Err(error) = self.bind(&mut session, &mut link.output)
        {
            return (self.summary, Err(format!("bind: {error}")));
        }
        self.converse(&mut session, &mut link);
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
                (),
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
                (),
                out,
            ),
            Bind::Rx => session.send(
                now,
                &BindReceiver { system_id, password, system_type, interface_version, ..Default::default() },
                (),
                out,
            ),
        };
        output.wrote(sent?.len);
        Ok(())
    }

    /// The loop: everything that came, time, what is to be sent, write, wait.
    fn converse(&mut self, session: &mut Esme<'_>, link: &mut Link) {
        let mut unbinding = false;
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
            if self.failure.is_none() && self.closed.is_none() && !unbinding {
                self.fill(session, now, &mut link.output);
                if self.is_done(session) || self.gave_up(session, now) {
                    unbinding = session.unbind(now).is_ok();
                }
            }
            if self.failure.is_some() && self.bound && self.closed.is_none() && !unbinding {
                // In good order, but without waiting for the answer.
                let _ = link.output.put(|out| session.send(now, &Unbind::default(), (), out));
            }
            link.transmit(session, now);
            if link.stuck_for() >= self.args.timeout {
                self.fail("the server does not read what we send".to_owned());
            }
            let over = self.closed.is_some()
                || self.failure.is_some()
                || (session.wants_close() && link.output.is_empty());
            if over {
                return;
            }
            if !waits_for_room {
                link.read(self.wait(session, now));
            }
        }
    }

    /// How long there is nothing to do unless something comes.
    fn wait(&self, session: &Esme<'_>, now: Instant) -> Duration {
        let mut wait = session.poll_timeout().map_or(NAP, |due| until(now, due)).min(NAP);
        if self.bound && !self.outbox.is_empty() && session.window_free() > 0 {
            let paced = self.pacer.as_ref().map_or(now, Pacer::ready_at);
            wait = wait.min(until(now, paced.max(self.paused_until)));
        }
        if self.waits_for_messages(session) {
            wait = wait.min(until(now, after(self.progress, span(self.args.timeout))));
        }
        wait
    }

    /// Submits as much as the window, the buffer and the pace allow.
    fn fill(&mut self, session: &mut Esme<'_>, now: Instant, output: &mut Output) {
        if !self.bound || self.server_leaves || self.args.bind == Bind::Rx || now < self.paused_until {
            return;
        }
        while session.window_free() > 0 && output.has_room() && !self.outbox.is_empty() {
            if self.pacer.as_mut().is_some_and(|pacer| !pacer.take(now)) {
                return;
            }
            let sent = match self.outbox.next() {
                Ok(Some(submit_sm)) => {
                    session.send(now, &submit_sm, (), output.room()).map_err(|e| e.error.to_string())
                }
                Ok(None) => return,
                Err(error) => Err(error.to_string()),
            };
            match sent {
                Ok(sent) => output.wrote(sent.len),
                Err(error) => return self.fail(format!("submit_sm: {error}")),
            }
            self.began.get_or_insert_with(std::time::Instant::now);
            self.summary.parts = self.summary.parts.saturating_add(1);
            self.progress = now;
        }
        self.summary.sent = self.outbox.sent;
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
        self.outbox.is_empty() && session.in_flight() == 0
    }

    fn lacks_receipts(&self) -> bool {
        self.args.wants_receipts() && (self.summary.receipts.total() as u64) < self.summary.accepted
    }

    /// Only messages from the server are waited for: no timer of the session runs for them.
    fn waits_for_messages(&self, session: &Esme<'_>) -> bool {
        self.bound && (self.args.bind == Bind::Rx || self.is_answered(session))
    }

    /// Nothing came for too long.
    fn gave_up(&self, session: &Esme<'_>, now: Instant) -> bool {
        let silence = Duration::from_millis(now.saturating_since(self.progress).as_millis());
        self.waits_for_messages(session) && silence >= self.args.timeout
    }

    fn handle(&mut self, session: &mut Esme<'_>, now: Instant, event: Event<'_, ()>, output: &mut Output) {
        match event {
            // The server asks for the bind.
            Event::OneWay { pdu } if pdu.command_id == CommandId::OUTBIND => {
                if let Err(error) = self.bind(session, output) {
                    self.fail(format!("bind: {error}"));
                }
            }
            Event::Bound { .. } => {
                self.bound = true;
                self.progress = now;
            }
            Event::BindRefused { pdu, .. } => self.fail(format!("the bind was refused: {}", explain(&pdu))),
            Event::Response { request: CommandId::SUBMIT_SM, pdu, pause, .. } => {
                self.answered(now, &pdu, pause)
            }
            Event::Nacked { request: CommandId::SUBMIT_SM, pdu, .. }
            | Event::Mismatched { request: CommandId::SUBMIT_SM, pdu, .. } => {
                self.refused(now, format!("{} {}", pdu.command_id, pdu.command_status));
            }
            Event::OversizedResponse { request: CommandId::SUBMIT_SM, .. } => {
                self.refused(now, "an answer that is too large".to_owned());
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
            Event::Unbind { .. } => self.server_leaves = true,
            Event::Closed { reason } => self.closed = Some(reason),
            // The session has answered, or there is nothing to answer.
            _ => {}
        }
    }

    fn answered(&mut self, now: Instant, pdu: &RawPdu<'_>, pause: Option<Pause>) {
        if let Some(pause) = pause {
            self.paused_until = after(now, pause.span.min(LONGEST_PAUSE));
        }
        if !pdu.command_status.is_ok() {
            return self.refused(now, pdu.command_status.to_string());
        }
        self.mark(now);
        self.summary.accepted = self.summary.accepted.saturating_add(1);
        if self.args.wants_receipts() {
            match pdu.decode::<SubmitSmResp<'_>>() {
                Ok(resp) => self.summary.receipts.accepted(resp.message_id.as_bytes()),
                Err(error) => complain(format_args!("submit_sm_resp: {error}")),
            }
        }
    }

    fn refused(&mut self, now: Instant, why: String) {
        self.mark(now);
        self.summary.rejected = self.summary.rejected.saturating_add(1);
        let count = self.refusals.entry(why).or_default();
        *count = count.saturating_add(1);
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
        let ok = CommandStatus::ESME_ROK;
        let answer = match pdu.command_id {
            // What stands after the last TLV is none.
            _ if pdu.tlvs().is_ok_and(|tlvs| !tlvs.trailing().is_empty()) => {
                session.refuse(now, token, CommandStatus::ESME_RINVTLVSTREAM, out)
            }
            CommandId::DELIVER_SM => match session.decode_or_refuse::<DeliverSm<'_>>(now, token, pdu, out) {
                Ok((token, sm)) => {
                    let payload = sm.tlvs.message_payload().ok().flatten();
                    let body = if sm.short_message.is_empty() {
                        payload.unwrap_or_default()
                    } else {
                        sm.short_message
                    };
                    let text = (sm.esm_class, sm.data_coding, body);
                    let receipt = Receipt::from_deliver_sm_of(self.profile(), &sm, &mut scratch);
                    self.message(now, &receipt, sm.source_addr, text);
                    session.reply(now, token, ok, &DeliverSmResp::default(), out)
                }
                Err(undecoded) => return octets_of(&undecoded),
            },
            CommandId::DATA_SM => match session.decode_or_refuse::<DataSm<'_>>(now, token, pdu, out) {
                Ok((token, sm)) => {
                    let payload = sm.tlvs.message_payload().ok().flatten().unwrap_or_default();
                    let text = (sm.esm_class, sm.data_coding, payload);
                    let receipt = Receipt::from_data_sm_of(self.profile(), &sm, &mut scratch);
                    self.message(now, &receipt, sm.source_addr, text);
                    session.reply(now, token, ok, &DataSmResp::default(), out)
                }
                Err(undecoded) => return octets_of(&undecoded),
            },
            _ => session.answer_default(now, token, out),
        };
        answer.map_or(0, |sent| sent.len)
    }

    /// A receipt or another message from the server.
    fn message(
        &mut self,
        now: Instant,
        receipt: &Receipt<'_>,
        from: COctetString<'_>,
        (esm_class, data_coding, body): (EsmClass, DataCoding, &[u8]),
    ) {
        self.progress = now;
        self.received = self.received.saturating_add(1);
        if let (Some(_), Some(state)) = (receipt.message_id(), receipt.state()) {
            let fresh = if receipt.is_final() {
                self.summary.receipts.came(receipt.message_ids().map(|(_, id)| id), state.value)
            } else {
                receipt.kind != ReceiptKind::None
            };
            if let Some(err) = receipt.text.err.filter(|_| fresh) {
                self.summary.errors.told(err, state.value);
            }
        }
        let told = self.args.bind == Bind::Rx || receipt.kind == ReceiptKind::None;
        if told && !self.args.json {
            let text = match self.profile().data_codings.chars(esm_class, data_coding, body) {
                Ok(Some(chars)) => chars.map(|c| if c.is_control() { ' ' } else { c }).collect(),
                Ok(None) | Err(_) => format!("{} octets with data_coding {data_coding}", body.len()),
            };
            // Whoever reads the output may have gone.
            let _ = writeln!(std::io::stdout(), "from {from}: {text}");
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
        let ended = self.closed.map_or_else(|| "the session ended".to_owned(), |reason| reason.to_string());
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
        if self.lacks_receipts() {
            let (got, why) = (
                receipts.total(),
                if self.closed.is_some() { ended } else { format!("no more came within {seconds} s") },
            );
            return Err(format!("{got} of {all} receipts: {why}"));
        }
        if self.args.require_delivered && receipts.delivered() < receipts.total() {
            return Err(format!("{} of {} parts were delivered", receipts.delivered(), receipts.total()));
        }
        Ok(())
    }
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
