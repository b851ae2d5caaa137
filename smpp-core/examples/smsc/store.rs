//! All messages, shared by all sessions: their states, timers and receipts.

use crate::delivery::{Delivery, Id, unix_now};
use crate::index::{Index, Route};
use crate::message::Message;
use smpp_core::codes::MessageState;
use smpp_core::message::receipt::IdBase;
use smpp_core::profile::Profile;
use smpp_core::{CommandStatus, Duration, Instant};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// Approximate number of receipts queued in one call. The rest follows in later calls, so that nobody waits
/// long for the lock.
const BATCH: usize = 500;
/// How long to wait before sending a receipt again that an ESME could not accept.
const RETRY: Duration = Duration::from_secs(1);

/// Something due at a time.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// The message reaches this state.
    End(Id, MessageState),
    /// The receipt is sent again.
    Receipt(Delivery),
}

/// The route of a receipt: the session that submitted the message if it receives, otherwise any session of the
/// account that does.
#[derive(Clone, PartialEq, Eq, Hash)]
enum ReceiptRoute {
    Session(u32),
    Account(Arc<[u8]>),
}

/// Limits of the store.
#[derive(Clone, Copy)]
pub(crate) struct Keep {
    pub(crate) messages: usize,
    /// Memory for messages in octets.
    pub(crate) octets: usize,
}

pub(crate) struct Store {
    /// By id, so that the oldest come first.
    messages: BTreeMap<Id, Message>,
    index: Index,
    /// Memory used by the messages.
    octets: usize,
    /// Messages that are final, each of whose receipts an ESME has accepted or refused for good.
    settled: BTreeSet<Id>,
    /// Messages that are final, with receipts that are still to be accepted or refused for good.
    unconfirmed: BTreeSet<Id>,
    due: BTreeSet<(Instant, Due)>,
    /// Receipts to send, those of the oldest messages first.
    ready: HashMap<ReceiptRoute, BTreeSet<Delivery>>,
    /// Number of receipts sent but not answered yet.
    in_flight: usize,
    /// Number of messages whose responses are not on their way yet.
    unreleased: usize,
    /// Sessions bound to receive.
    receivers: HashSet<u32>,
    last_id: Id,
    keep: Keep,
    receipt_delay: Duration,
    /// The bases of ids in responses and in receipts.
    bases: [IdBase; 2],
}

/// Eight digits, the most that 3.3 allows.
fn spell(id: Id, base: IdBase) -> String {
    match base {
        IdBase::Decimal => format!("{id:08}"),
        IdBase::Hexadecimal | IdBase::Either => format!("{id:08X}"),
    }
}

impl Store {
    pub(crate) fn new(keep: Keep, receipt_delay: Duration, profile: &Profile) -> Self {
        Self {
            messages: BTreeMap::new(),
            index: Index::default(),
            octets: 0,
            settled: BTreeSet::new(),
            unconfirmed: BTreeSet::new(),
            due: BTreeSet::new(),
            ready: HashMap::new(),
            in_flight: 0,
            unreleased: 0,
            receivers: HashSet::new(),
            last_id: 0,
            keep,
            receipt_delay,
            bases: [profile.submit_ids, profile.receipt_ids],
        }
    }

    /// An id as written in responses.
    pub(crate) fn spell(&self, id: Id) -> String {
        let [base, _] = self.bases;
        spell(id, base)
    }

    /// An id as written in receipts.
    pub(crate) fn spell_in_receipt(&self, id: Id) -> String {
        let [_, base] = self.bases;
        spell(id, base)
    }

    /// The number of an id written by [`Store::spell`].
    fn number(&self, id: &[u8]) -> Option<Id> {
        let [base, _] = self.bases;
        let radix = if base == IdBase::Decimal { 10 } else { 16 };
        let number = Id::from_str_radix(str::from_utf8(id).ok()?, radix).ok()?;
        (spell(number, base).as_bytes() == id).then_some(number)
    }

    /// Accepts a message. Nothing happens to it before [`Store::release`].
    ///
    /// # Errors
    /// ESME_RMSGQFUL: the store is full and no message is final, or the message is larger than the whole memory.
    pub(crate) fn accept(&mut self, message: Message) -> Result<Id, CommandStatus> {
        let octets = message.octets();
        self.make_room(1, octets)?;
        self.last_id = self.last_id.checked_add(1).ok_or(CommandStatus::ESME_RMSGQFUL)?;
        self.octets = self.octets.saturating_add(octets);
        self.index.insert(self.last_id, &message);
        self.messages.insert(self.last_id, message);
        self.unreleased = self.unreleased.saturating_add(1);
        Ok(self.last_id)
    }

    /// Drops final messages until there is enough room.
    fn make_room(&mut self, messages: usize, octets: usize) -> Result<(), CommandStatus> {
        let full = CommandStatus::ESME_RMSGQFUL;
        let most = self.keep.octets.checked_sub(octets).ok_or(full)?;
        while self.messages.len().saturating_add(messages) > self.keep.messages || self.octets > most {
            let oldest = self.settled.pop_first().or_else(|| self.unconfirmed.pop_first());
            self.forget(oldest.ok_or(full)?);
        }
        Ok(())
    }

    /// Drops a message and its receipts.
    fn forget(&mut self, id: Id) {
        let Some(message) = self.messages.remove(&id) else { return };
        self.octets = self.octets.saturating_sub(message.octets());
        self.index.remove(id, &message);
        if message.receipts_left > 0 {
            let first = Delivery { id, destination: 0, at_end: false };
            let last = Delivery { id, destination: usize::MAX, at_end: true };
            for route in [ReceiptRoute::Session(message.session), ReceiptRoute::Account(message.account)] {
                if let Some(waiting) = self.ready.get_mut(&route) {
                    let mine: Vec<_> = waiting.range(first..=last).copied().collect();
                    for delivery in mine {
                        waiting.remove(&delivery);
                    }
                    if waiting.is_empty() {
                        self.ready.remove(&route);
                    }
                }
            }
        }
    }

    /// Whether a message of this many octets does not fit now but soon will: answers or receipts are on their way, and
    /// make room once they have arrived.
    pub(crate) fn is_about_to_have_room(&self, octets: usize) -> bool {
        let moves = self.unreleased > 0 || self.in_flight > 0;
        let octets = octets.saturating_add(size_of::<Message>());
        let fits_alone = octets <= self.keep.octets;
        let full = self.messages.len() >= self.keep.messages
            || (fits_alone && self.octets.saturating_add(octets) > self.keep.octets);
        moves && full && self.settled.is_empty()
    }

    /// Called when the response with the id is on its way to the ESME: from now on the message may be delivered
    /// and its receipt sent. Called again after its times have changed.
    pub(crate) fn release(&mut self, now: Instant, id: Id) {
        let Some(message) = self.messages.get_mut(&id) else { return };
        let first = !message.released;
        message.released = true;
        self.unreleased = self.unreleased.saturating_sub(usize::from(first));
        if message.state.is_final_by_standard() {
            // It was cancelled before.
            return self.announce(id);
        }
        if let Some((at, state)) = message.due.take() {
            self.due.remove(&(at, Due::End(id, state)));
        }
        let delivery = message.scheduled.map_or(now, |at| at.max(now)) + self.receipt_delay;
        let (at, state) = match message.expires {
            Some(expires) if expires <= delivery => (expires.max(now), MessageState::EXPIRED),
            _ => (delivery, message.fate),
        };
        message.due = Some((at, state));
        self.due.insert((at, Due::End(id, state)));
        if first && message.wants_intermediate() {
            self.queue_for_all(id, false);
        }
    }

    /// Queues a receipt or notification for each destination.
    fn queue_for_all(&mut self, id: Id, at_end: bool) {
        let Some(message) = self.messages.get_mut(&id) else { return };
        let count = message.destinations.len();
        message.receipts_left = message.receipts_left.saturating_add(count);
        for destination in 0..count {
            self.queue(Delivery { id, destination, at_end });
        }
    }

    /// Handles everything that is due, or as much as one call may do.
    pub(crate) fn advance(&mut self, now: Instant) {
        let mut work = 0_usize;
        while work < BATCH {
            let Some((at, due)) = self.due.first().copied().filter(|(at, _)| *at <= now) else { return };
            self.due.remove(&(at, due));
            let (Due::End(id, _) | Due::Receipt(Delivery { id, .. })) = due;
            work = work.saturating_add(self.messages.get(&id).map_or(1, Message::work));
            match due {
                Due::End(id, state) => self.end(id, state),
                Due::Receipt(delivery) => self.queue(delivery),
            }
        }
    }

    /// When to call [`Store::advance`] next.
    pub(crate) fn next_due(&self) -> Option<Instant> {
        self.due.first().map(|(at, _)| *at)
    }

    /// Sets the final state of a message, unless it has one.
    pub(crate) fn end(&mut self, id: Id, state: MessageState) {
        let Some(message) =
            self.messages.get_mut(&id).filter(|message| !message.state.is_final_by_standard())
        else {
            return;
        };
        if let Some((at, state)) = message.due.take() {
            self.due.remove(&(at, Due::End(id, state)));
        }
        message.state = state;
        message.done = Some(unix_now());
        self.index.ended(id, message);
        if message.released {
            self.announce(id);
        }
    }

    /// Queues the receipts of a message with its final state.
    fn announce(&mut self, id: Id) {
        if self.messages.get(&id).is_some_and(Message::wants_receipt) {
            self.queue_for_all(id, true);
        }
        self.settle(id);
    }

    /// Marks a final message as replaceable. Those without outstanding receipts are replaced first.
    fn settle(&mut self, id: Id) {
        let Some(message) = self.messages.get(&id).filter(|message| message.state.is_final_by_standard())
        else {
            return;
        };
        if message.receipts_left > 0 {
            self.unconfirmed.insert(id);
        } else {
            self.unconfirmed.remove(&id);
            self.settled.insert(id);
        }
    }

    fn queue(&mut self, delivery: Delivery) {
        if let Some(route) = self.route(delivery) {
            self.ready.entry(route).or_default().insert(delivery);
        }
    }

    fn route(&self, delivery: Delivery) -> Option<ReceiptRoute> {
        let message = self.messages.get(&delivery.id)?;
        Some(if self.receivers.contains(&message.session) {
            ReceiptRoute::Session(message.session)
        } else {
            ReceiptRoute::Account(message.account.clone())
        })
    }

    /// Records a session that is bound to receive.
    pub(crate) fn joined(&mut self, session: u32) {
        self.receivers.insert(session);
    }

    /// Records the end of a session, whose receipts go to others of the account. Returns whether to call it
    /// again.
    pub(crate) fn left(&mut self, session: u32) -> bool {
        self.receivers.remove(&session);
        let route = ReceiptRoute::Session(session);
        for _ in 0..BATCH {
            let Some(delivery) = self.ready.get_mut(&route).and_then(BTreeSet::pop_first) else {
                self.ready.remove(&route);
                return false;
            };
            self.queue(delivery);
        }
        true
    }

    /// The next receipt for a session of an account.
    pub(crate) fn next_receipt(&mut self, session: u32, account: &Arc<[u8]>) -> Option<Delivery> {
        [ReceiptRoute::Session(session), ReceiptRoute::Account(account.clone())].into_iter().find_map(
            |route| {
                let queue = self.ready.get_mut(&route)?;
                let next = queue.pop_first();
                if queue.is_empty() {
                    self.ready.remove(&route);
                }
                self.in_flight = self.in_flight.saturating_add(usize::from(next.is_some()));
                next
            },
        )
    }

    /// Puts back a receipt that could not be sent, as the next one.
    pub(crate) fn put_back(&mut self, delivery: Delivery) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.queue(delivery);
    }

    /// Called when the receipt is to be sent again later.
    pub(crate) fn retry(&mut self, now: Instant, delivery: Delivery) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.due.insert((now + RETRY, Due::Receipt(delivery)));
    }

    /// Called when the ESME accepted the receipt or refused it permanently.
    pub(crate) fn receipt_done(&mut self, delivery: Delivery) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let Some(message) = self.messages.get_mut(&delivery.id) else { return };
        message.receipts_left = message.receipts_left.saturating_sub(1);
        self.settle(delivery.id);
    }

    /// A message of an account.
    pub(crate) fn get(&self, account: &[u8], id: &[u8]) -> Option<(Id, &Message)> {
        let number = self.number(id)?;
        let message = self.messages.get(&number).filter(|message| *message.account == *account)?;
        Some((number, message))
    }

    pub(crate) fn message(&self, id: Id) -> Option<&Message> {
        self.messages.get(&id)
    }

    /// Replaces the body of a message that is not final.
    ///
    /// # Errors
    /// The message is final, or ESME_RMSGQFUL as for a new message.
    pub(crate) fn replace_body(
        &mut self,
        id: Id,
        body: Box<[u8]>,
        otherwise: CommandStatus,
    ) -> Result<&mut Message, CommandStatus> {
        let is_pending = |message: &&Message| !message.state.is_final_by_standard();
        let old = self.messages.get(&id).filter(is_pending).ok_or(otherwise)?.body.len();
        self.make_room(0, body.len().saturating_sub(old))?;
        self.octets = self.octets.saturating_sub(old).saturating_add(body.len());
        let message = self.messages.get_mut(&id).ok_or(otherwise)?;
        message.body = body;
        Ok(message)
    }

    /// Ends matching messages that are not final, up to about `most` units of work. Returns the work done.
    pub(crate) fn cancel(&mut self, route: &Route<'_>, most: usize) -> usize {
        let (mut found, mut work) = (Vec::new(), 0_usize);
        for id in self.index.pending(route) {
            if work >= most {
                break;
            }
            if let Some(message) = self.messages.get(&id).filter(|message| route.has(message)) {
                work = work.saturating_add(message.work());
                found.push(id);
            }
        }
        for id in found {
            self.end(id, MessageState::DELETED);
        }
        work
    }

    /// Ends the newest earlier message on this route that is not final and has the same service_type and only this
    /// destination. Looks at the newest `most` messages.
    pub(crate) fn replace(&mut self, route: &Route<'_>, by: Id, most: usize) {
        let is_it = |message: &Message| {
            route.has(message)
                && *message.service_type == *route.service_type
                && message.destinations.len() == 1
        };
        let is_it = |id: &Id| *id != by && self.messages.get(id).is_some_and(is_it);
        let found = self.index.pending(route).rev().take(most).find(is_it);
        if let Some(id) = found {
            self.end(id, MessageState::DELETED);
        }
    }

    /// The messages of an account from a sender, newest first.
    pub(crate) fn newest<'s>(&'s self, account: &'s [u8], source: &'s [u8]) -> impl Iterator<Item = Id> + 's {
        let is_it = move |id: &Id| {
            let message = self.messages.get(id);
            message.is_some_and(|m| *m.account == *account && m.source.text().as_bytes() == source)
        };
        self.index.of_sender(account, source).filter(is_it)
    }
}
