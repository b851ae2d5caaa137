//! Which message has its receipt.

use crate::args::Args;
use crate::common::screen::shown;
use crate::outbox::PartId;
use serde_json::{Value, json};
use smpp_core::Instant;
use smpp_core::codes::{Finality, MessageState};
use smpp_core::message::correlate::{
    Config, Correlator, EarlyReason, IdRule, Key, MAX_ID, News, Outcome, ReceiptsFor,
};
use smpp_core::message::receipt::{Receipt, ReceiptKind};
use smpp_core::profile::Profile;
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::{io, thread};

/// Ids that wait for their receipts at a time, at most.
const MOST_OPEN: usize = 65_535;

/// Ids that the server gave, and the receipts that named them. A receipt may overtake the answer with its id, and may
/// come again: it counts once. A later end takes the place of a provisional one.
pub(crate) struct Receipts {
    messages: Box<Correlator<u64, MOST_OPEN>>,
    /// Whether each part has a receipt; otherwise there is one for a message.
    for_each_part: bool,
    /// What receipts said whose ids no answer had brought.
    early: HashMap<Box<[u8]>, MessageState>,
    /// Messages with an end that a better one may replace, and that end.
    provisional: HashMap<u64, MessageState>,
    /// Messages that came to their end.
    complete: u64,
    /// Parts, or messages, whose end nothing better replaces.
    last: u64,
    /// The most ends that there ever were, a last one counted twice. See [`Receipts::gains`].
    best: u64,
    by_state: BTreeMap<MessageState, u64>,
    /// Final receipts for messages or parts that had theirs, by their ids.
    again: HashMap<Box<[u8]>, u64>,
    /// Texts that nothing marks as receipts, with the id of a message.
    unmarked: u64,
    /// Receipts whose ids would be those of messages in another base.
    other_base: u64,
    /// Parts that were accepted without an id.
    nameless: u64,
    /// Parts whose ids are too long to be kept.
    long_ids: u64,
    /// Receipts with two ids that differ.
    two_ids: u64,
}

/// What a receipt is to those that came before.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fresh {
    /// Progress: the first end of a part or of a message that was waited for, or its last end.
    Gain,
    /// Something else that is new.
    New,
    /// Said before, or not to be believed.
    No,
}

impl Receipts {
    /// # Errors
    /// The system gives no thread, or no memory for one.
    pub(crate) fn new(args: &Args) -> io::Result<Self> {
        let profile = args.profile.unwrap_or(&Profile::GENERIC);
        // Nobody can choose ids that are slow to find.
        let config = Config::of(profile, RandomState::new().hash_one(0));
        let ids = IdRule::Bases {
            submitted: args.submit_ids.map_or(profile.submit_ids, Into::into),
            in_receipt: args.receipt_ids.map_or(profile.receipt_ids, Into::into),
        };
        let receipts_for = args.receipts_for.map_or(config.receipts_for, Into::into);
        let by_destination = config.by_destination || args.receipts_by_destination;
        Ok(Self {
            messages: table(Config { ids, receipts_for, by_destination, ..config })?,
            for_each_part: receipts_for == ReceiptsFor::EachPart,
            early: HashMap::new(),
            provisional: HashMap::new(),
            complete: 0,
            last: 0,
            best: 0,
            by_state: BTreeMap::new(),
            again: HashMap::new(),
            unmarked: 0,
            other_base: 0,
            nameless: 0,
            long_ids: 0,
            two_ids: 0,
        })
    }

    /// Whether there is no room for the ids of so many more parts, besides those in flight.
    pub(crate) fn is_full(&self, in_flight: usize) -> bool {
        self.messages.waiting().saturating_add(in_flight) >= MOST_OPEN
    }

    /// A submit_sm_resp gave this id to a part.
    pub(crate) fn accepted(&mut self, now: Instant, part: PartId, key: Key<'_>) {
        let step = self.messages.accepted(now, key, part.message, part.part());
        if let Outcome::Refused(_) = step.outcome {
            let count = if key.id.len() > MAX_ID { &mut self.long_ids } else { &mut self.nameless };
            *count = count.saturating_add(1);
        }
        if let Outcome::Told(news) = step.outcome {
            self.count(&news);
            // What looked like a repetition was the receipt of another part with the same id.
            if self.for_each_part
                && let Some(count) = self.again.get_mut(key.id)
            {
                *count = count.saturating_sub(1);
            }
        }
        self.resolve(now);
        // The answer is progress by itself.
        self.gains();
    }

    /// A submit_sm was refused: no receipt for this part will come.
    pub(crate) fn refused(&mut self, now: Instant, part: PartId) {
        if let Outcome::Told(news) = self.messages.refused(now, part.message, part.part()).outcome {
            self.sum_up(&news);
        }
    }

    /// A receipt, or a message that looks like one.
    pub(crate) fn came(&mut self, now: Instant, receipt: &Receipt<'_>) -> Fresh {
        let fresh = match self.messages.receipt(now, receipt).outcome {
            Outcome::Told(news) => {
                self.two_ids = self.two_ids.saturating_add(u64::from(news.two_ids));
                self.count(&news);
                Fresh::New
            }
            Outcome::Repeated { .. } | Outcome::Contradicted { .. }
                if receipt.finality() == Finality::Final =>
            {
                self.came_again(receipt);
                Fresh::No
            }
            // An ordinary text may have the number of a message in it.
            Outcome::Unmarked { kind, .. } if kind != ReceiptKind::None => {
                self.unmarked = self.unmarked.saturating_add(1);
                Fresh::No
            }
            Outcome::Early(reason) => {
                let is_new = self.is_new_early(receipt);
                if is_new && matches!(reason, EarlyReason::OtherBase { .. }) {
                    self.other_base = self.other_base.saturating_add(1);
                }
                if is_new && matches!(reason, EarlyReason::TwoIds { .. }) {
                    self.two_ids = self.two_ids.saturating_add(1);
                }
                if is_new { Fresh::New } else { Fresh::No }
            }
            _ if receipt.is_trusted() => Fresh::New,
            _ => Fresh::No,
        };
        self.resolve(now);
        if self.gains() { Fresh::Gain } else { fresh }
    }

    /// Whether more ends are known than ever before. A part, or a message, can have a first end and a last one: so it is a
    /// gain twice at most, in whatever order a server reports ACCEPTED and UNKNOWN.
    fn gains(&mut self) -> bool {
        let ends = self.total().saturating_add(self.last);
        let is_gain = ends > self.best;
        self.best = self.best.max(ends);
        is_gain
    }

    /// A final receipt for a message or a part that has its own.
    fn came_again(&mut self, receipt: &Receipt<'_>) {
        let Some(id) = receipt.message_id() else { return };
        if self.again.len() < MOST_OPEN || self.again.contains_key(id.value) {
            let count = self.again.entry(id.value.into()).or_default();
            *count = count.saturating_add(1);
        }
    }

    /// Whether an early receipt says what no other said before under its id.
    fn is_new_early(&mut self, receipt: &Receipt<'_>) -> bool {
        let (Some(id), Some(state)) = (receipt.message_id(), receipt.state()) else { return false };
        let is_new = self.early.get(id.value) != Some(&state.value);
        if is_new && self.early.len() < MOST_OPEN {
            self.early.insert(id.value.into(), state.value);
        }
        is_new
    }

    /// Receipts that were early count once ids have shown their bases.
    fn resolve(&mut self, now: Instant) {
        while self.messages.has_resolved()
            && let Some(outcome) = self.messages.resolve(now)
        {
            self.other_base = self.other_base.saturating_sub(1);
            if let Outcome::Told(news) = outcome {
                self.count(&news);
            }
        }
    }

    /// Counts the end of what has a receipt, a part or a message.
    fn count(&mut self, news: &News<u64>) {
        let before = self.sum_up(news);
        let (before, end, finality) = if self.for_each_part {
            (news.superseded, Some(news.state).filter(|_| news.finality.is_end()), news.finality)
        } else {
            // What a part says is an end where the message has come to one by it.
            (before, news.sum.state(), news.sum.finality())
        };
        let Some(end) = end else { return };
        if finality == Finality::Final {
            self.last = self.last.saturating_add(1);
        }
        if let Some(count) = before.and_then(|state| self.by_state.get_mut(&state)) {
            *count = count.saturating_sub(1);
        }
        let count = self.by_state.entry(end).or_default();
        *count = count.saturating_add(1);
    }

    /// What has become of a message; its provisional end before, if it had one.
    fn sum_up(&mut self, news: &News<u64>) -> Option<MessageState> {
        match (news.sum.finality(), news.sum.state()) {
            (Finality::Provisional, Some(state)) => self.provisional.insert(news.value, state),
            (Finality::Final, _) => {
                self.complete = self.complete.saturating_add(1);
                self.provisional.remove(&news.value)
            }
            _ => None,
        }
    }

    /// Messages that came to their end: nothing better is to come.
    pub(crate) fn complete(&self) -> u64 {
        self.complete
    }

    /// Messages that came to an end, be it one that a better one might replace.
    pub(crate) fn ended(&self) -> u64 {
        self.complete.saturating_add(self.provisional.len() as u64)
    }

    /// What has a receipt: the parts, or the messages.
    pub(crate) const fn unit(&self) -> &'static str {
        if self.for_each_part { "parts" } else { "messages" }
    }

    /// Whether each part has a receipt; otherwise there is one for a message.
    pub(crate) const fn is_for_each_part(&self) -> bool {
        self.for_each_part
    }

    /// Parts or messages that have their receipt.
    pub(crate) fn total(&self) -> u64 {
        self.by_state.values().sum()
    }

    /// How many of them were delivered.
    pub(crate) fn delivered(&self) -> u64 {
        self.by_state.get(&MessageState::DELIVERED).copied().unwrap_or(0)
    }

    /// Parts or messages by the state that their receipt says.
    pub(crate) fn by_state(&self) -> BTreeMap<String, u64> {
        let counted = self.by_state.iter().filter(|(_, count)| **count > 0);
        counted.map(|(state, count)| (state_name(*state), *count)).collect()
    }

    /// What people should know about receipts that did not count.
    pub(crate) fn remarks(&self) -> impl Iterator<Item = String> {
        // Those that have found their messages since are not early any more.
        let other_base = self.other_base.min(self.messages.early() as u64);
        let remarks = [
            (self.nameless, "parts were accepted without an id: no receipt can be theirs"),
            (
                self.long_ids,
                "parts were accepted with an id of more than 64 octets: receipts for it cannot be matched",
            ),
            (self.again.values().sum(), "final receipts came for messages or parts that had theirs"),
            (
                self.unmarked,
                "messages look like receipts for these, but nothing marks them as such: not counted, anybody can send them",
            ),
            (
                other_base,
                "receipts would be for these messages if ids had another base there: see --submit-ids and --receipt-ids",
            ),
            (
                self.two_ids,
                "receipts have one id in a TLV and another one in the text: that in the TLV counts",
            ),
        ];
        remarks.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"))
    }
}

/// An empty table. It is too large for most stacks, and is made on a larger one.
fn table(config: Config) -> io::Result<Box<Correlator<u64, MOST_OPEN>>> {
    const STACK: usize = 8 * size_of::<Correlator<u64, MOST_OPEN>>();
    let made = thread::Builder::new().stack_size(STACK).spawn(move || Box::new(Correlator::new(config)))?;
    made.join().map_err(|_| io::Error::other("the table of ids was not made"))
}

/// Pairs of `err` and state that are counted, at most, and octets of `err` that are kept: a server can make up any number.
const MOST_ERRORS: usize = 1000;
const MOST_ERR_OCTETS: usize = 32;

/// What `err` said, receipts and intermediate notifications together.
#[derive(Default)]
pub(crate) struct Errors {
    /// By `err`, and by the number of the state.
    by_err: BTreeMap<(String, u8), u64>,
}

impl Errors {
    /// A receipt that is no repetition.
    pub(crate) fn told(&mut self, err: &[u8], state: MessageState) {
        let err = err.get(..MOST_ERR_OCTETS).unwrap_or(err);
        let key = (String::from_utf8_lossy(err).into_owned(), state.0);
        if self.by_err.len() >= MOST_ERRORS && !self.by_err.contains_key(&key) {
            return;
        }
        let count = self.by_err.entry(key).or_default();
        *count = count.saturating_add(1);
    }

    /// An object for each `err` and state, with what the profile knows of it.
    pub(crate) fn list(&self, profile: &Profile) -> Vec<Value> {
        let object = |((err, state), count): (&(String, u8), &u64)| {
            let state = MessageState(*state);
            let known = profile.error_in(Some(state), err.as_bytes());
            json!({
                "err": err,
                "state": state_name(state),
                "count": count,
                "class": known.map(|error| error.class.name()),
                "meaning": known.map(|error| error.meaning),
            })
        };
        self.by_err.iter().map(object).collect()
    }

    /// The same for people, a line each.
    pub(crate) fn lines(&self, profile: &Profile) -> String {
        let line = |((err, state), count): (&(String, u8), &u64)| {
            let state = MessageState(*state);
            let name = state_name(state);
            match profile.error_in(Some(state), err.as_bytes()) {
                Some(known) => {
                    format!("err {err} ({name}, {}): {} ({count})\n", known.class.name(), known.meaning)
                }
                None => format!("err {} ({name}) ({count})\n", shown(err.chars())),
            }
        };
        self.by_err.iter().map(line).collect()
    }
}

/// The name of a state in lower case, or its number.
fn state_name(state: MessageState) -> String {
    state.name().map_or_else(|| state.0.to_string(), str::to_ascii_lowercase)
}
