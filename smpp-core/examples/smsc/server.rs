//! A connection: a thread, a session, and the messages shared by all connections.

use crate::args::Args;
use crate::common::warn;
use crate::common::{Clock, Link, Output, Trace, nuls_of, print, why_closed, without_nuls};
use crate::delivery::{Id, Outgoing, takes_message};
use crate::requests::{Handler, refusal};
use crate::shared::{Shared, Smsc};
use smpp_core::codes::RetryClass;
use smpp_core::pdu::Outbind;
use smpp_core::session::{CloseReason, Config, Event, Recv, Session, Side, Slot, Token, bind_info};
use smpp_core::{CommandId, CommandStatus, Instant, Password, RawPdu, Tlv, Version};
use std::collections::VecDeque;
use std::net::TcpStream;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Maximum number of deliver_sm in flight to an ESME. It is larger than the submit_sm window of most ESMEs, so that
/// receipts can catch up.
const DELIVER_WINDOW: usize = 2000;
/// Maximum number of messages of a connection that are held back; further ones get ESME_RTHROTTLED.
const MOST_HELD: u32 = 10_000;
/// Maximum memory for them; further ones are answered immediately.
const MOST_HELD_OCTETS: usize = 1024 * 1024;
/// Number of PDUs, ended messages and receipts handled while others wait for the lock.
const BATCH: usize = 200;
/// How long a message waits for room in the store that receipts in flight are about to free.
const PATIENCE: smpp_core::Duration = smpp_core::Duration::from_secs(1);
/// Maximum wait of a connection in one system call, which is the delay until it notices the end of the program,
/// or a receipt for a message from another connection.
const NAP: Duration = Duration::from_millis(20);
/// The `system_id` of this message centre.
const NAME: &str = "smsc";

/// The data shared by all connections.
pub(crate) struct Server {
    pub(crate) args: Args,
    pub(crate) clock: Clock,
    shared: Mutex<Shared>,
    /// Whether all sessions should end.
    pub(crate) ending: AtomicBool,
    /// Whether standard output can no longer be written.
    pub(crate) output_lost: AtomicBool,
    pub(crate) connections: AtomicUsize,
    tags: AtomicU32,
}

impl Server {
    pub(crate) fn new(args: Args) -> Self {
        let clock = Clock::start();
        let shared = Shared::new(&args, clock.now());
        Self {
            args,
            clock,
            shared: Mutex::new(shared),
            ending: AtomicBool::new(false),
            output_lost: AtomicBool::new(false),
            connections: AtomicUsize::new(0),
            tags: AtomicU32::new(1),
        }
    }

    /// Whether another connection is allowed.
    pub(crate) fn has_room(&self) -> bool {
        self.connections.load(Ordering::Relaxed) < self.args.connections as usize
    }

    pub(crate) fn shared(&self) -> MutexGuard<'_, Shared> {
        // Nothing panics while it holds the lock; if something did, the messages would still be valid.
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The highest version to speak.
    fn version(&self) -> Version {
        self.args.profile.map_or(Version::V50, |profile| profile.version)
    }

    /// Whether an ESME may bind: ESME_ROK, or the reason why not.
    fn judge(&self, system_id: &[u8], password: &Password<'_>) -> CommandStatus {
        let Args { system_id: known, password: expected, .. } = &self.args;
        if known.as_ref().is_some_and(|known| known.as_bytes() != system_id) {
            CommandStatus::ESME_RINVSYSID
        } else if expected.as_ref().is_some_and(|expected| !password.matches(expected.as_bytes())) {
            CommandStatus::ESME_RINVPASWD
        } else {
            CommandStatus::ESME_ROK
        }
    }
}

/// Serves a connection until it ends. With `outbind`, this side opened the connection.
pub(crate) fn serve(server: &Server, stream: TcpStream, outbind: bool) {
    let peer = stream.peer_addr().map_or_else(|_| "a client".to_owned(), |peer| peer.to_string());
    let Ok(mut link) = Link::new(stream) else { return };
    if server.args.trace {
        link.trace(Trace::new(peer.clone()));
    }
    link.capture(&server.args.capture, outbind);
    let config = Config {
        version: server.version(),
        omit_tlvs: true,
        pdu_timeout: Some(server.args.pdu_timeout.into()),
        strict_tails: server.args.strict,
        max_pending: MOST_HELD,
        drain_timeout: smpp_core::Duration::from_secs(1),
        ..Config::default()
    };
    let mut slots: Vec<Slot<Outgoing>> = (0..DELIVER_WINDOW).map(|_| Slot::EMPTY).collect();
    let tag = server.tags.fetch_add(1, Ordering::Relaxed);
    let mut session = Session::new(server.clock.now(), Side::Smsc, tag, &config, slots.as_mut_slice());
    let mut connection = Connection {
        server,
        tag,
        account: None,
        counted: false,
        receives: false,
        accepted: Vec::new(),
        written: VecDeque::new(),
        held: VecDeque::new(),
        held_octets: 0,
        work: 0,
        reported_nuls: false,
        peer,
        lines: String::new(),
    };
    if outbind {
        let system_id = server.args.system_id.as_deref().unwrap_or(NAME).into();
        let password = server.args.password.as_deref().unwrap_or_default().into();
        let outbind = Outbind { system_id, password, ..Outbind::default() };
        // It is the first PDU, so it is always allowed.
        let _ = link.output.put(|out| session.send(server.clock.now(), &outbind, out));
    }
    connection.converse(&mut session, &mut link);
    if let Some(reason @ CloseReason::FramingLost { .. }) = session.close_reason() {
        warn(format_args!("{}: {}", connection.peer, why_closed(reason, link.input.unread())));
    }
    connection.leave(&mut server.shared());
    // Accepted messages are delivered even if the response did not arrive.
    connection.release(server.clock.now(), u64::MAX);
    while server.shared().store.left(tag) {}
    session.transport_closed(server.clock.now());
    while let Some(event) = session.poll_event() {
        connection.handle(&mut session, server.clock.now(), event, &mut link.output, &mut server.shared());
    }
}

struct Connection<'s> {
    server: &'s Server,
    /// The number of the session.
    tag: u32,
    /// The `system_id`, once bound.
    account: Option<Arc<[u8]>>,
    /// Whether it counts as one of the account's sessions.
    counted: bool,
    /// Whether it is bound as a receiver or a transceiver.
    receives: bool,
    /// Messages accepted just now.
    accepted: Vec<Id>,
    /// Messages whose responses are not on their way yet, each with the position in the output where its
    /// response ends.
    written: VecDeque<(u64, Id)>,
    /// Messages that arrived when the store was full of messages with receipts in flight.
    held: VecDeque<Held>,
    /// Total length of their bodies.
    held_octets: usize,
    /// Work done in this round.
    work: usize,
    /// Whether NULs after a last field were reported.
    reported_nuls: bool,
    /// The peer, for the user.
    peer: String,
    /// JSON to print.
    lines: String,
}

/// A request that is answered as soon as there is room for its message. Meanwhile, its window holds the ESME
/// back.
struct Held {
    token: Token,
    command_status: CommandStatus,
    body: Vec<u8>,
    until: Instant,
    /// Whether it is partly done, and continues after others have had their turn.
    begun: bool,
}

impl Connection<'_> {
    fn converse(&mut self, session: &mut Smsc<'_>, link: &mut Link) {
        loop {
            let now = self.server.clock.now();
            // What has arrived in time counts, even if this thread was kept from reading it.
            if session.poll_timeout().is_some_and(|due| due <= now) {
                link.read(Duration::ZERO);
            }
            let mut shared = self.server.shared();
            shared.store.advance(now);
            self.work = 0;
            let mut waits_for_room = false;
            let has_more = loop {
                if self.work >= BATCH {
                    break true;
                }
                self.work = self.work.saturating_add(1);
                if !link.output.has_room() {
                    waits_for_room = true;
                    break false;
                }
                match session.recv(now, link.input.unread()) {
                    Recv::Event { used, event } => {
                        self.handle(session, now, event, &mut link.output, &mut shared);
                        link.input.consume(used);
                    }
                    Recv::Blocked => {
                        waits_for_room = true;
                        break false;
                    }
                    Recv::NeedMore { .. } | Recv::Fatal(_) => break false,
                }
            };
            session.handle_timeout(now);
            while let Some(event) = session.poll_event() {
                self.handle(session, now, event, &mut link.output, &mut shared);
            }
            self.answer_held(session, now, &mut link.output, &mut shared);
            drop(shared);
            self.print();
            let ending = self.server.ending.load(Ordering::Relaxed);
            if ending && !session.state().is_bound() {
                return;
            }
            if ending {
                // An error means that it is already unbinding.
                let _ = session.unbind(now);
            }
            link.transmit(session, now);
            self.release(now, link.output.taken());
            // In this order, so that the id arrives before the receipt.
            let next = self.deliver(session, now, link);
            link.transmit(session, now);
            let goes_on = waits_for_room || has_more || self.held.front().is_some_and(|held| held.begun);
            let lost = link.has_ended() && !goes_on;
            let done = session.must_close() || (session.wants_close() && link.output.is_empty());
            if lost || done || link.is_stuck() {
                return;
            }
            if !goes_on {
                let due = [session.poll_timeout(), next].into_iter().flatten().min();
                let wait = due.map_or(NAP, |due| due.saturating_since(now).into()).min(NAP);
                link.read(wait);
            }
        }
    }

    /// Releases the messages whose responses the connection has accepted.
    fn release(&mut self, now: Instant, taken: u64) {
        while self.written.front().is_some_and(|(end, _)| *end <= taken) {
            // Others have their turn after each batch.
            let mut shared = self.server.shared();
            for _ in 0..BATCH {
                let Some((_, id)) = self.written.front().copied().filter(|(end, _)| *end <= taken) else {
                    return;
                };
                self.written.pop_front();
                shared.store.release(now, id);
            }
        }
    }

    /// Answers requests that were held back, in order.
    fn answer_held(
        &mut self,
        session: &mut Smsc<'_>,
        now: Instant,
        output: &mut Output,
        shared: &mut Shared,
    ) {
        let may_go = |held: &Held, shared: &Shared| {
            held.until <= now || !shared.store.is_about_to_have_room(held.body.len())
        };
        self.work = 0;
        while self.work < BATCH {
            self.work = self.work.saturating_add(1);
            if !output.has_room() || !self.held.front().is_some_and(|held| may_go(held, shared)) {
                return;
            }
            let Some(Held { token, command_status, body, begun, .. }) = self.held.pop_front() else { return };
            self.held_octets = self.held_octets.saturating_sub(body.len());
            let (command_id, sequence_number) = (token.command_id(), token.sequence_number());
            let pdu = RawPdu { command_id, command_status, sequence_number, body: &body };
            if let Err(token) = self.answer(session, now, (token, begun), &pdu, output, shared) {
                return self.hold(now, token, &pdu);
            }
        }
    }

    /// Continues a request in the next round.
    fn hold(&mut self, now: Instant, token: Token, pdu: &RawPdu<'_>) {
        let (command_status, body) = (pdu.command_status, pdu.body.to_vec());
        self.held_octets = self.held_octets.saturating_add(body.len());
        self.held.push_front(Held { token, command_status, body, until: now, begun: true });
    }

    /// Answers a request, unless it takes so long that others must have their turn first.
    fn answer(
        &mut self,
        session: &mut Smsc<'_>,
        now: Instant,
        (token, begun): (Token, bool),
        pdu: &RawPdu<'_>,
        output: &mut Output,
        shared: &mut Shared,
    ) -> Result<(), Token> {
        let nobody = Arc::from([]);
        let handler = Handler {
            session,
            now,
            shared,
            tag: self.tag,
            account: self.account.as_ref().unwrap_or(&nobody),
            accepted: &mut self.accepted,
            profile: self.server.args.profile,
            lines: self.server.args.json.then_some(&mut self.lines),
            begun,
            work: &mut self.work,
            out: output.room(),
        };
        let sent = handler.answer(token, pdu)?;
        output.wrote(sent);
        let end = output.given();
        self.written.extend(self.accepted.drain(..).map(|id| (end, id)));
        Ok(())
    }

    /// Sends messages to the client, then receipts. Returns when there may be more.
    fn deliver(&self, session: &mut Smsc<'_>, now: Instant, link: &mut Link) -> Option<Instant> {
        let next_text = self.deliver_texts(session, now, link);
        let next_receipt = self.deliver_receipts(session, now, link);
        [next_text, next_receipt].into_iter().flatten().min()
    }

    /// Sends as many messages as the window and the buffer allow. Returns when there may be more.
    fn deliver_texts(&self, session: &mut Smsc<'_>, now: Instant, link: &mut Link) -> Option<Instant> {
        if !self.receives || !session.state().is_bound() {
            return None;
        }
        let mut shared = self.server.shared();
        while session.window_free() > 0
            && link.output.has_room()
            && let Some(text) = shared.texts.next(now, session.version())
        {
            let sent = session
                .prepare(now, &text.deliver_sm(), link.output.room())
                .map(|prepared| prepared.keep(Outgoing::Text(text.clone())));
            match sent {
                Ok(sent) => link.output.wrote(sent.len),
                // The session is ending; another one may send it.
                Err(_) => {
                    shared.texts.put_back(text);
                    break;
                }
            }
        }
        shared.texts.next_due()
    }

    /// Sends as many receipts as the window and the buffer allow. Returns when there may be more.
    fn deliver_receipts(&self, session: &mut Smsc<'_>, now: Instant, link: &mut Link) -> Option<Instant> {
        let mut shared = self.server.shared();
        shared.store.advance(now);
        let account = self.account.as_ref().filter(|_| self.receives && session.state().is_bound())?;
        for _ in 0..BATCH {
            if session.window_free() == 0 || !link.output.has_room() {
                return shared.store.next_due();
            }
            let Some(delivery) = shared.store.next_receipt(self.tag, account) else {
                return shared.store.next_due();
            };
            let Some(message) = shared.store.message(delivery.id) else {
                shared.store.receipt_done(delivery);
                continue;
            };
            let (id, version) = (shared.store.spell_in_receipt(delivery.id), session.version());
            let sent = message.with_receipt(&id, delivery, version, |deliver_sm| {
                session
                    .prepare(now, deliver_sm, link.output.room())
                    .map(|prepared| prepared.keep(Outgoing::Receipt(delivery)))
            });
            match sent {
                Some(Ok(sent)) => link.output.wrote(sent.len),
                // The session is ending; another one may send it.
                Some(Err(_)) => {
                    shared.store.put_back(delivery);
                    return shared.store.next_due();
                }
                // It cannot be written for any session.
                None => shared.store.receipt_done(delivery),
            }
        }
        // There may be more.
        Some(now)
    }

    fn handle(
        &mut self,
        session: &mut Smsc<'_>,
        now: Instant,
        event: Event<'_, Outgoing>,
        output: &mut Output,
        shared: &mut Shared,
    ) {
        let nuls = nuls_of(&event);
        if let Some((command_id, nuls)) = nuls {
            self.report_nuls(command_id, nuls);
        }
        match event {
            Event::Bind { token, pdu } => {
                let Some((token, pdu)) = self.without_nuls(session, now, (token, &pdu), output) else {
                    return;
                };
                let sent = self.bind(session, now, token, &pdu, output.room(), shared);
                if self.receives && session.state().is_bound() {
                    shared.store.joined(self.tag);
                }
                output.wrote(sent);
            }
            Event::Request { token, pdu } => {
                let Some((token, pdu)) = self.without_nuls(session, now, (token, &pdu), output) else {
                    return;
                };
                let may_wait = takes_message(pdu.command_id)
                    && self.held_octets.saturating_add(pdu.body.len()) <= MOST_HELD_OCTETS;
                if may_wait && (!self.held.is_empty() || shared.store.is_about_to_have_room(pdu.body.len())) {
                    let (command_status, body) = (pdu.command_status, pdu.body.to_vec());
                    self.held_octets = self.held_octets.saturating_add(body.len());
                    let until = now + PATIENCE;
                    self.held.push_back(Held { token, command_status, body, until, begun: false });
                } else if let Err(token) = self.answer(session, now, (token, false), &pdu, output, shared) {
                    self.hold(now, token, &pdu);
                }
            }
            Event::Disallowed { token, .. } => {
                // An error means that the session has ended.
                let _ = output.put(|out| session.answer_default(now, token, out));
            }
            // A response cannot be refused, but it does not confirm the receipt.
            Event::Response { value, .. } | Event::Nacked { value, .. }
                if nuls.is_some() && self.server.args.strict =>
            {
                shared.retry(now, value);
            }
            Event::Response { value, pdu, .. } | Event::Nacked { value, pdu, .. } => {
                match pdu.command_status.retry_class() {
                    RetryClass::Ok => shared.done(value, true),
                    RetryClass::Permanent | RetryClass::Session => shared.done(value, false),
                    // A temporary status.
                    _ => shared.retry(now, value),
                }
            }
            Event::TimedOut { value, .. }
            | Event::Mismatched { value, .. }
            | Event::OversizedResponse { value, .. } => {
                shared.retry(now, value);
            }
            // The next session gets it.
            Event::Failed { value, .. } => shared.put_back(value),
            // Before the answer, because the ESME may then bind again.
            Event::Unbind { .. } => self.leave(shared),
            // The session has answered, or no answer is needed.
            _ => {}
        }
    }

    /// The request without NULs after its last field, which are reported. With --strict, the request is refused
    /// instead.
    fn without_nuls<'p>(
        &mut self,
        session: &mut Smsc<'_>,
        now: Instant,
        (token, pdu): (Token, &RawPdu<'p>),
        output: &mut Output,
    ) -> Option<(Token, RawPdu<'p>)> {
        let (plain, nuls) = without_nuls(pdu);
        if nuls == 0 {
            return Some((token, plain));
        }
        self.report_nuls(pdu.command_id, nuls);
        if self.server.args.strict {
            // An error means that the session has ended.
            let _ = output.put(|out| session.refuse(now, token, CommandStatus::ESME_RINVTLVSTREAM, out));
            return None;
        }
        Some((token, plain))
    }

    fn report_nuls(&mut self, command_id: CommandId, nuls: usize) {
        if self.reported_nuls {
            return;
        }
        self.reported_nuls = true;
        let what = if self.server.args.strict { "refused" } else { "ignored" };
        warn(format_args!("{}: {command_id} with {nuls} NULs after its last field: {what}", self.peer));
    }

    /// Counts the session for its account, if the account may have another one.
    fn join(&mut self, shared: &mut Shared, account: Arc<[u8]>) -> bool {
        let limit = self.server.args.profile.and_then(|profile| profile.sessions_per_account);
        let sessions = shared.sessions.entry(account.clone()).or_default();
        if limit.is_some_and(|limit| *sessions >= limit.into()) {
            return false;
        }
        *sessions = sessions.saturating_add(1);
        self.account = Some(account);
        self.counted = true;
        true
    }

    /// Removes the session from its account.
    fn leave(&mut self, shared: &mut Shared) {
        let Some(account) = self.account.as_ref().filter(|_| self.counted) else { return };
        self.counted = false;
        if let Some(sessions) = shared.sessions.get_mut(account) {
            *sessions = sessions.saturating_sub(1);
            if *sessions == 0 {
                shared.sessions.remove(account);
            }
        }
    }

    /// Answers a bind and returns the length of the answer. A refused ESME may try again on the same
    /// connection.
    fn bind(
        &mut self,
        session: &mut Smsc<'_>,
        now: Instant,
        token: Token,
        pdu: &RawPdu<'_>,
        out: &mut [u8],
        shared: &mut Shared,
    ) -> usize {
        let answered = match (bind_info(pdu), refusal(pdu, session.version())) {
            (Ok(_), Some(status)) => session.refuse(now, token, status, out),
            (Ok(bind), None) => match self.server.judge(bind.system_id.as_bytes(), &bind.password) {
                CommandStatus::ESME_ROK if !self.join(shared, bind.system_id.as_bytes().into()) => {
                    session.refuse(now, token, CommandStatus::ESME_RALYBND, out)
                }
                CommandStatus::ESME_ROK => {
                    self.receives = pdu.command_id != CommandId::BIND_TRANSMITTER;
                    accept_bind(session, now, token, self.server.version(), out)
                }
                status => session.refuse(now, token, status, out),
            },
            (Err(error), _) => session.refuse(now, token, error.command_status(), out),
        };
        answered.map_or(0, |sent| sent.len)
    }

    fn print(&mut self) {
        if self.lines.is_empty() {
            return;
        }
        // The messages are accepted anyway; the exit status shows that not all of them were printed.
        if let Err(error) = print(&self.lines)
            && !self.server.output_lost.swap(true, Ordering::Relaxed)
        {
            warn(error);
        }
        self.lines.clear();
    }
}

fn accept_bind(
    session: &mut Smsc<'_>,
    now: Instant,
    token: Token,
    version: Version,
    out: &mut [u8],
) -> Result<smpp_core::session::Sent, smpp_core::session::Returned> {
    let version = [Tlv::sc_interface_version(version.interface_version())];
    session.accept_bind(now, token, NAME, &version, out)
}
