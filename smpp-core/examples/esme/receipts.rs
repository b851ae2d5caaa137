//! Tracks which messages have their receipts.

use crate::args::Args;
use crate::common::screen::shown;
use crate::outbox::PartId;
use serde_json::{Value, json};
use smpp_core::codes::{Finality, MessageState};
use smpp_core::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, EarlyReason, IdRule, IdSlot, IgnoredReason, MAX_ID,
    MessageKey, ReceiptsFor, Recorded, Update,
};
use smpp_core::message::receipt::{Receipt, ReceiptKind};
use smpp_core::profile::Profile;
use smpp_core::{CommandStatus, Instant};
use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};

/// Maximum number of ids that wait for receipts at a time.
const MOST_OPEN: usize = 65_535;

/// The ids from the server and their receipts. A receipt may arrive before the response with its id, and may be
/// repeated: it counts once. A later end replaces a provisional one.
pub(crate) struct Receipts {
    messages: Correlator<&'static mut [IdSlot<u64>]>,
    /// Whether each part has a receipt; otherwise there is one per message.
    for_each_part: bool,
    /// States from receipts whose ids are not known yet.
    early: HashMap<Box<[u8]>, MessageState>,
    /// Messages with a provisional end, and that end.
    provisional: HashMap<u64, MessageState>,
    /// Number of messages that have ended.
    complete: u64,
    /// Number of parts or messages with a final end.
    last: u64,
    /// The highest number of ends so far; a final one counts twice. See [`Receipts::gains`].
    best: u64,
    by_state: BTreeMap<MessageState, u64>,
    /// Repeated final receipts, by id.
    again: HashMap<Box<[u8]>, u64>,
    remarks: Remarks,
}

/// Counts of receipts and ids that the user should know about.
#[derive(Default)]
struct Remarks {
    /// Number of unmarked texts with the id of a message.
    unmarked: u64,
    /// Number of receipts that would match in another base.
    other_base: u64,
    /// Number of parts that were accepted without an id.
    nameless: u64,
    /// Number of parts whose ids are too long to store.
    long_ids: u64,
    /// Number of receipts with two different ids.
    two_ids: u64,
    /// Number of ids that were dropped before their message ended.
    reused: u64,
}

/// How a receipt relates to earlier ones.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Novelty {
    /// Progress: the first end of a part or of an expected message, or its final end.
    Gain,
    /// Something else that is new.
    New,
    /// A repetition, or not trusted.
    No,
}

impl Receipts {
    pub(crate) fn new(args: &Args) -> Self {
        let profile = args.profile.unwrap_or(&Profile::GENERIC);
        // A random seed, so that nobody can choose ids that are slow to look up.
        let config = profile.correlator_config(RandomState::new().hash_one(0));
        let ids = IdRule::Bases {
            submitted: args.submit_ids.map_or(profile.submit_ids, Into::into),
            in_receipt: args.receipt_ids.map_or(profile.receipt_ids, Into::into),
        };
        let receipts_for = args.receipts_for.map_or(config.receipts_for, Into::into);
        let by_destination = config.by_destination || args.receipts_by_destination;
        // One table for the whole run. With the feature `alloc`, the correlator could own the vector.
        let slots = vec![IdSlot::EMPTY; MOST_OPEN].leak();
        Self {
            messages: Correlator::new(
                CorrelatorConfig { ids, receipts_for, by_destination, ..config },
                slots,
            ),
            for_each_part: receipts_for == ReceiptsFor::EachPart,
            early: HashMap::new(),
            provisional: HashMap::new(),
            complete: 0,
            last: 0,
            best: 0,
            by_state: BTreeMap::new(),
            again: HashMap::new(),
            remarks: Remarks::default(),
        }
    }

    /// Whether there is no room for another id, if each of the parts in flight gets one.
    pub(crate) fn is_full(&self, in_flight: usize) -> bool {
        self.messages.waiting().saturating_add(in_flight) >= MOST_OPEN
    }

    /// Records that a submit_sm_resp gave this id to a part.
    pub(crate) fn accepted(&mut self, now: Instant, part: PartId, key: MessageKey<'_>) {
        let remark = match key.id.len() {
            0 => Some(&mut self.remarks.nameless),
            1..=MAX_ID => None,
            _ => Some(&mut self.remarks.long_ids),
        };
        // It is counted in the remarks, not in the states.
        if let Some(count) = remark {
            *count = count.saturating_add(1);
        } else {
            let accepted =
                self.record(now, part, |messages| messages.accepted(now, key, part.message, part.part()));
            if let Correlation::Updated(update) = accepted {
                self.count(&update);
                // An apparent repetition was the receipt for another part with the same id.
                if self.for_each_part
                    && let Some(count) = self.again.get_mut(key.id)
                {
                    *count = count.saturating_sub(1);
                }
            }
        }
        self.resolve(now);
        // The response itself counts as progress.
        self.gains();
    }

    /// Records a part. Its message begins with the first one.
    fn record(
        &mut self,
        now: Instant,
        part: PartId,
        record: impl Fn(&mut Correlator<&'static mut [IdSlot<u64>]>) -> Recorded<u64>,
    ) -> Correlation<u64> {
        let mut recorded = record(&mut self.messages);
        if *recorded.correlation() == Correlation::Ignored(IgnoredReason::NotBegun) {
            let begun = self.messages.begin(now, part.message, part.part().total);
            let _ = self.counted(begun);
            recorded = record(&mut self.messages);
        }
        self.counted(recorded)
    }

    /// Counts an id that was dropped.
    fn counted(&mut self, recorded: Recorded<u64>) -> Correlation<u64> {
        recorded.on_dropped(|_| self.remarks.reused = self.remarks.reused.saturating_add(1))
    }

    /// Records that a submit_sm was refused, so that this part gets no receipt.
    pub(crate) fn refused(&mut self, now: Instant, part: PartId) {
        // The summary counts refusals by their text, so any status will do.
        let status = CommandStatus::ESME_RSUBMITFAIL;
        let refused =
            self.record(now, part, |messages| messages.refused(now, part.message, part.part(), status));
        if let Correlation::Updated(update) = refused {
            self.sum_up(&update);
        }
    }

    /// Handles a receipt, or a message that looks like one.
    pub(crate) fn received(&mut self, now: Instant, receipt: &Receipt<'_>) -> Novelty {
        let recorded = self.messages.receipt(now, receipt);
        let novelty = match self.counted(recorded) {
            Correlation::Updated(update) => {
                self.remarks.two_ids = self.remarks.two_ids.saturating_add(u64::from(update.two_ids));
                self.count(&update);
                Novelty::New
            }
            Correlation::Repeated { .. } | Correlation::Contradicted { .. }
                if receipt.finality() == Finality::Final =>
            {
                self.repeated(receipt);
                Novelty::No
            }
            // An ordinary text may contain the number of a message.
            Correlation::Unmarked { kind, .. } if kind != ReceiptKind::None => {
                self.remarks.unmarked = self.remarks.unmarked.saturating_add(1);
                Novelty::No
            }
            Correlation::Early(reason) => {
                let is_new = self.is_new_early(receipt);
                if is_new && matches!(reason, EarlyReason::OtherBase { .. }) {
                    self.remarks.other_base = self.remarks.other_base.saturating_add(1);
                }
                if is_new && matches!(reason, EarlyReason::TwoIds { .. }) {
                    self.remarks.two_ids = self.remarks.two_ids.saturating_add(1);
                }
                if is_new { Novelty::New } else { Novelty::No }
            }
            _ if receipt.is_trusted() => Novelty::New,
            _ => Novelty::No,
        };
        self.resolve(now);
        if self.gains() { Novelty::Gain } else { novelty }
    }

    /// Whether more ends are known than ever before. Each part or message can have a first and a final end, so
    /// it counts as progress at most twice, in whatever order a server reports ACCEPTED and UNKNOWN.
    fn gains(&mut self) -> bool {
        let ends = self.total().saturating_add(self.last);
        let is_gain = ends > self.best;
        self.best = self.best.max(ends);
        is_gain
    }

    /// Counts a final receipt for a message or part that already has one.
    fn repeated(&mut self, receipt: &Receipt<'_>) {
        let Some(id) = receipt.message_id() else { return };
        if self.again.len() < MOST_OPEN || self.again.contains_key(id.value) {
            let count = self.again.entry(id.value.into()).or_default();
            *count = count.saturating_add(1);
        }
    }

    /// Whether an early receipt reports something new for its id.
    fn is_new_early(&mut self, receipt: &Receipt<'_>) -> bool {
        let (Some(id), Some(state)) = (receipt.message_id(), receipt.state()) else { return false };
        let is_new = self.early.get(id.value) != Some(&state.value);
        if is_new && self.early.len() < MOST_OPEN {
            self.early.insert(id.value.into(), state.value);
        }
        is_new
    }

    /// Processes early receipts that match now that ids have shown their bases.
    fn resolve(&mut self, now: Instant) {
        while self.messages.has_resolved()
            && let Some(correlation) = self.messages.resolve(now)
        {
            self.remarks.other_base = self.remarks.other_base.saturating_sub(1);
            if let Correlation::Updated(update) = correlation {
                self.count(&update);
            }
        }
    }

    /// Counts the end of a part or message.
    fn count(&mut self, update: &Update<u64>) {
        let before = self.sum_up(update);
        let (before, end, finality) = if self.for_each_part {
            (update.superseded, Some(update.state).filter(|_| update.finality.is_end()), update.finality)
        } else {
            // The receipt for a part counts as an end if it has ended the message.
            (before, update.message.state(), update.message.finality())
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

    /// Records the state of a message. Returns its previous provisional end, if any.
    fn sum_up(&mut self, update: &Update<u64>) -> Option<MessageState> {
        match (update.message.finality(), update.message.state()) {
            (Finality::Provisional, Some(state)) => self.provisional.insert(update.value, state),
            (Finality::Final, _) => {
                self.complete = self.complete.saturating_add(1);
                self.provisional.remove(&update.value)
            }
            _ => None,
        }
    }

    /// Number of messages with a final end.
    pub(crate) fn complete(&self) -> u64 {
        self.complete
    }

    /// Number of messages with an end, even a provisional one.
    pub(crate) fn ended(&self) -> u64 {
        self.complete.saturating_add(self.provisional.len() as u64)
    }

    /// The unit that receipts are counted in: parts or messages.
    pub(crate) const fn unit(&self) -> &'static str {
        if self.for_each_part { "parts" } else { "messages" }
    }

    /// Whether each part has a receipt; otherwise there is one per message.
    pub(crate) const fn is_for_each_part(&self) -> bool {
        self.for_each_part
    }

    /// Number of parts or messages with a receipt.
    pub(crate) fn total(&self) -> u64 {
        self.by_state.values().sum()
    }

    /// How many of them were delivered.
    pub(crate) fn delivered(&self) -> u64 {
        self.by_state.get(&MessageState::DELIVERED).copied().unwrap_or(0)
    }

    /// Number of parts or messages by the state in their receipt.
    pub(crate) fn by_state(&self) -> BTreeMap<String, u64> {
        let counted = self.by_state.iter().filter(|(_, count)| **count > 0);
        counted.map(|(state, count)| (state_name(*state), *count)).collect()
    }

    /// Remarks for the user about receipts and ids.
    pub(crate) fn remarks(&self) -> impl Iterator<Item = String> {
        // Receipts that have matched since are no longer early.
        let other_base = self.remarks.other_base.min(self.messages.early() as u64);
        let remarks = [
            (self.remarks.nameless, "parts were accepted without an id: no receipt can be matched to them"),
            (
                self.remarks.long_ids,
                "parts were accepted with an id of more than 64 octets: their receipts cannot be matched",
            ),
            (self.again.values().sum(), "final receipts came for messages or parts that already had one"),
            (
                self.remarks.unmarked,
                "messages look like receipts for these but are not marked as receipts: not counted, because anybody can send them",
            ),
            (other_base, "receipts would match if ids had another base: see --submit-ids and --receipt-ids"),
            (
                self.remarks.two_ids,
                "receipts have one id in a TLV and another one in the text: the one in the TLV counts",
            ),
            (
                self.remarks.reused,
                "ids were dropped before their message ended: receipts for them cannot be matched",
            ),
        ];
        remarks.into_iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"))
    }
}

/// Maximum number of pairs of `err` and state that are counted, and maximum length of `err` that is kept: a
/// server could invent any number.
const MOST_ERRORS: usize = 1000;
const MOST_ERR_OCTETS: usize = 32;

/// The values of `err` in receipts and intermediate notifications.
#[derive(Default)]
pub(crate) struct Errors {
    /// Counts by `err` and by the number of the state.
    by_err: BTreeMap<(String, u8), u64>,
}

impl Errors {
    /// Counts a receipt that is not a repetition.
    pub(crate) fn count(&mut self, err: &[u8], state: MessageState) {
        let err = err.get(..MOST_ERR_OCTETS).unwrap_or(err);
        let key = (String::from_utf8_lossy(err).into_owned(), state.0);
        if self.by_err.len() >= MOST_ERRORS && !self.by_err.contains_key(&key) {
            return;
        }
        let count = self.by_err.entry(key).or_default();
        *count = count.saturating_add(1);
    }

    /// An object for each `err` and state, with the profile's entry for it.
    pub(crate) fn list(&self, profile: &Profile) -> Vec<Value> {
        let object = |((err, state), count): (&(String, u8), &u64)| {
            let state = MessageState(*state);
            let known = profile.receipt_dialect().error(Some(state), err.as_bytes());
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

    /// The same for the user, one line each.
    pub(crate) fn lines(&self, profile: &Profile) -> String {
        let line = |((err, state), count): (&(String, u8), &u64)| {
            let state = MessageState(*state);
            let name = state_name(state);
            match profile.receipt_dialect().error(Some(state), err.as_bytes()) {
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
