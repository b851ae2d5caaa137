//! A correlator written from its documentation: one list that is searched from end to end, and ids that are read as
//! numbers. It is simple enough to be checked by reading.

use smpp_core::CommandStatus;
use smpp_core::codes::{Finality, MessageState};
use smpp_core::message::correlate::{
    Correlation, CorrelatorConfig, DroppedReason, EarlyReason, End, Ended, IdRule, IgnoredReason, PartNumber,
    ReceiptsFor,
};
use smpp_core::message::receipt::IdBase::{self, Decimal, Either, Hexadecimal};
use std::collections::HashSet;

mod entry;

pub use entry::{Counts, Gone, Said};
use entry::{Entry, List, NO_SPARE, Spare, Weight};

/// The correlator.
pub struct NaiveCorrelator {
    config: CorrelatorConfig,
    places: usize,
    /// The oldest first. The age of an id that is done counts from when it was done.
    entries: Vec<Entry>,
    born: u64,
    /// The bases of submitted ids and of those in receipts.
    bases: (IdBase, IdBase),
    /// Ids came that can only be hexadecimal: submitted, in a receipt.
    hexadecimal: (bool, bool),
    /// Submitted ids that came in receipts in decimal, and in hexadecimal.
    crossed: [Vec<Vec<u8>>; 2],
    /// Ids that both sides spelled alike.
    alike: usize,
    /// Early receipts that are to be checked again: id and destination.
    rechecks: Vec<(Vec<u8>, Vec<u8>)>,
    /// Messages that have ended.
    over: HashSet<u64>,
    /// How those ended that [`Self::ended`] has not returned yet.
    ends: Vec<Ended<u32>>,
}

/// Without `0x` and leading zeros, in lower case; `None` if these are not digits of the base.
fn digits(id: &[u8], base: IdBase) -> Option<String> {
    let text = std::str::from_utf8(id).ok()?.to_ascii_lowercase();
    let text = match base {
        Decimal => text,
        _ => text.strip_prefix("0x").unwrap_or(&text).to_owned(),
    };
    let radix = if base == Decimal { 10 } else { 16 };
    (!text.is_empty() && text.chars().all(|c| c.is_digit(radix)))
        .then(|| text.trim_start_matches('0').to_owned())
}

fn number(id: &[u8], base: IdBase) -> Option<u128> {
    let digits = digits(id, base)?;
    let radix = if base == Decimal { 10 } else { 16 };
    if digits.is_empty() { Some(0) } else { u128::from_str_radix(&digits, radix).ok() }
}

fn only_hexadecimal(id: &[u8]) -> bool {
    digits(id, Hexadecimal).is_some() && digits(id, Decimal).is_none()
}

fn is_large(id: &[u8]) -> bool {
    number(id, Hexadecimal).is_some_and(|number| number > 0xFFFF)
}

const CROSSINGS: [(IdBase, IdBase); 2] = [(Hexadecimal, Decimal), (Decimal, Hexadecimal)];

/// How a part ended: delivered (0), failed (1) or neither (2), and how certain that is.
#[derive(Clone, Copy)]
struct PartEnd {
    class: u8,
    state: MessageState,
    how: End,
    is_plain: bool,
}

/// UNKNOWN without an id counts only while there is nothing else about the part.
fn is_replaced(entry: &Entry, all: &[Entry]) -> bool {
    let is_lost = |entry: &Entry| entry.id.is_empty() && entry.state == Some(MessageState::UNKNOWN);
    is_lost(entry) && all.iter().any(|other| other.part == entry.part && !is_lost(other))
}

/// Whether anything is known about a part, and the best end that was reported for it.
fn best(all: &[Entry], part: u8) -> (bool, Option<PartEnd>) {
    let mut mine: Vec<&Entry> = all.iter().filter(|entry| entry.part == part).collect();
    mine.sort_by_key(|entry| std::cmp::Reverse(entry.born));
    mine.retain(|entry| !is_replaced(entry, all));
    let ends = || mine.iter().filter(|entry| entry.finality.is_end());
    let is_plain = ends().any(|entry| entry.finality == Finality::Final);
    let class = |entry: &&&Entry| match (entry.state, entry.finality) {
        (Some(MessageState::ACCEPTED | MessageState::UNKNOWN), _) => 2,
        (Some(MessageState::DELIVERED), Finality::Final) => 0,
        (_, Finality::Final) => 1,
        _ => 2,
    };
    // A receipt says more than a response.
    let end = ends().min_by_key(|entry| (class(entry), entry.id.is_empty()));
    let end = end.map(|entry| PartEnd {
        class: class(&entry),
        state: entry.state.unwrap(),
        how: entry.how,
        is_plain,
    });
    (!mine.is_empty(), end)
}

/// The end by a receipt with this state, without an error.
fn receipt(state: MessageState) -> End {
    End::Receipt { state, error: None }
}

impl NaiveCorrelator {
    /// An empty correlator.
    pub fn new(config: CorrelatorConfig, places: usize) -> Self {
        let bases = match config.ids {
            IdRule::Exact => (Either, Either),
            IdRule::Bases { submitted, in_receipt } => (submitted, in_receipt),
        };
        Self {
            config,
            places,
            entries: Vec::new(),
            born: 0,
            bases,
            hexadecimal: (false, false),
            crossed: [Vec::new(), Vec::new()],
            alike: 0,
            rechecks: Vec::new(),
            over: HashSet::new(),
            ends: Vec::new(),
        }
    }

    fn place(&self, destination: &[u8]) -> Vec<u8> {
        match destination {
            _ if !self.config.by_destination => Vec::new(),
            [b'+', rest @ ..] | [b'0', b'0', rest @ ..] => rest.to_vec(),
            rest => rest.to_vec(),
        }
    }

    fn newest(&self, fits: impl Fn(&Entry) -> bool) -> Option<usize> {
        (0..self.entries.len()).filter(|at| fits(&self.entries[*at])).max_by_key(|at| self.entries[*at].born)
    }

    /// Whether two ids are spelled alike, apart from leading zeros and letter case.
    fn same_digits(&self, a: &[u8], b: &[u8]) -> bool {
        let base = match self.bases {
            (Decimal, Decimal | Either) | (Either, Decimal) => Decimal,
            (Hexadecimal, Decimal) | (Decimal, Hexadecimal) => return a.eq_ignore_ascii_case(b),
            _ => Hexadecimal,
        };
        a.eq_ignore_ascii_case(b)
            || digits(a, base).is_some_and(|digits_of_a| Some(digits_of_a) == digits(b, base))
    }

    /// Whether the same text is the same id: not if the two sides have numbers in known, different bases.
    fn text_counts(&self, submitted: &[u8], in_receipt: &[u8]) -> bool {
        let (a, b) = (digits(submitted, self.bases.0), digits(in_receipt, self.bases.1));
        !CROSSINGS.contains(&self.bases)
            || a.is_none()
            || b.is_none()
            || number(submitted, self.bases.0) == number(in_receipt, self.bases.1)
    }

    /// The newest entry of the other side with this id, by the rule.
    fn find(&self, id: &[u8], place: &[u8], submitted: bool, lists: &[List]) -> Option<usize> {
        let in_order = |entry: &Entry| {
            if submitted { (id.to_vec(), entry.id.clone()) } else { (entry.id.clone(), id.to_vec()) }
        };
        let newest = |same: &dyn Fn(&Entry) -> bool| {
            self.newest(|entry| {
                lists.contains(&entry.list)
                    && entry.destination == place
                    && !entry.id.is_empty()
                    && same(entry)
            })
        };
        let text_counts = |entry: &Entry| {
            let (a, b) = in_order(entry);
            self.config.ids == IdRule::Exact || self.text_counts(&a, &b)
        };
        let exact = newest(&|entry| entry.id == id && text_counts(entry));
        if exact.is_some() || self.config.ids == IdRule::Exact {
            return exact;
        }
        newest(&|entry| self.same_digits(&entry.id, id) && text_counts(entry)).or_else(|| {
            let named = CROSSINGS.contains(&self.bases);
            newest(&|entry| {
                let (a, b) = in_order(entry);
                named
                    && number(&a, self.bases.0).is_some()
                    && number(&a, self.bases.0) == number(&b, self.bases.1)
            })
        })
    }

    /// The newest entry of the other side that would have this id if the bases differed, and how they differ.
    fn other_base(&self, id: &[u8], place: &[u8], submitted: bool, list: List) -> Option<(usize, usize)> {
        if self.config.ids == IdRule::Exact || CROSSINGS.contains(&self.bases) {
            return None;
        }
        let open = |base, named| named == base || named == Either;
        (0..2).find_map(|crossing| {
            let (of_submitted, of_receipt) = CROSSINGS[crossing];
            if !open(of_submitted, self.bases.0) || !open(of_receipt, self.bases.1) {
                return None;
            }
            let at = self.newest(|entry| {
                let (a, b) = if submitted { (id, &entry.id[..]) } else { (&entry.id[..], id) };
                let same =
                    number(a, of_submitted).is_some() && number(a, of_submitted) == number(b, of_receipt);
                entry.list == list && entry.destination == place && same
            })?;
            Some((at, crossing))
        })
    }

    /// An id came in two bases. Returns whether the bases are certain now.
    fn is_shown(&mut self, crossing: usize, submitted: &[u8], in_receipt: &[u8]) -> bool {
        let (hexadecimal, refuted) = match crossing {
            0 => (submitted, self.hexadecimal.1),
            _ => (in_receipt, self.hexadecimal.0),
        };
        let one_way = only_hexadecimal(hexadecimal) || self.bases.0 != Either || self.bases.1 != Either;
        if refuted || !one_way || !is_large(hexadecimal) {
            return false;
        }
        let pairs = &mut self.crossed[crossing];
        if pairs.last().is_none_or(|last| last != submitted) {
            pairs.push(submitted.to_vec());
        }
        if pairs.len() < 2 || pairs.len() <= self.alike {
            return false;
        }
        self.bases = CROSSINGS[crossing];
        let early = self.entries.iter().filter(|entry| entry.list == List::Early);
        self.rechecks = early.map(|entry| (entry.id.clone(), entry.destination.clone())).collect();
        true
    }

    fn each(&self) -> bool {
        self.config.receipts_for == ReceiptsFor::EachPart
    }

    /// The messages that have ended since the last call.
    pub fn ended(&mut self) -> Vec<Ended<u32>> {
        std::mem::take(&mut self.ends)
    }

    /// A message has ended, if it has not before.
    fn end(&mut self, which: u64, value: u32, end: End) -> bool {
        let is_first = self.over.insert(which);
        self.ends.extend(is_first.then_some(Ended { value, end }));
        is_first
    }

    /// An id was dropped. If it waits, its message ends: as a part of it failed, if one did. Returns whether there is
    /// anything to report.
    fn dropped(&mut self, entry: &Entry, reason: DroppedReason) -> bool {
        let (List::Open, Some((value, total))) = (entry.list, entry.message) else {
            return entry.list == List::Early;
        };
        let others = self.entries.iter().filter(|other| total > 1 && self.is_part(other, (value, total)));
        // No doc says which of two receipts for one part counts. It is not the one whose id is dropped.
        let mut last = entry.clone();
        last.born = 0;
        let all: Vec<Entry> = others.chain([&last]).cloned().collect();
        let failed = (1..=total).find_map(|part| best(&all, part).1.filter(|end| end.class == 1));
        let unsent = entry.part == 0 && reason == DroppedReason::Drained;
        let other = if unsent { End::NeverSent } else { End::Dropped(reason) };
        self.end(entry.which, value, failed.map_or(other, |end| end.how))
    }

    /// Whether an entry waits and belongs to this message. A message of one part has no other parts to find it.
    fn is_part(&self, entry: &Entry, message: (u32, u8)) -> bool {
        entry.list == List::Open && entry.message == Some(message) && (message.1 > 1 || entry.part == 0)
    }

    /// The message that waits for a part.
    fn which(&self, message: (u32, u8)) -> Option<u64> {
        self.entries.iter().find(|entry| self.is_part(entry, message)).map(|entry| entry.which)
    }

    /// A message begins, unless it has.
    pub fn begin(&mut self, now: u64, value: u32, total: u8) -> (Said, Option<Gone>) {
        let message = (value, total.max(1));
        if self.which(message).is_some_and(|which| !self.over.contains(&which)) {
            return (Said::Other(Correlation::Waiting), None);
        }
        let mut entries = std::mem::take(&mut self.entries);
        entries.retain(|entry| !self.is_part(entry, message));
        entries
            .iter_mut()
            .filter(|entry| entry.message == Some(message))
            .for_each(|entry| entry.lacks_parts = false);
        self.entries = entries;
        self.born += 1;
        let (kept, gone) = self.insert(now, b"", b"", Some(message), self.born, 0, NO_SPARE, None);
        let said = if kept { Correlation::Waiting } else { Correlation::Ignored(IgnoredReason::Full) };
        (Said::Other(said), gone)
    }

    /// Whether a part is worth sending.
    pub fn is_wanted(&self, value: u32, part: PartNumber) -> bool {
        let Some((_, total, _)) = self.valid(b"", part) else { return false };
        let message = (value, total);
        let all: Vec<Entry> =
            self.entries.iter().filter(|entry| self.is_part(entry, message)).cloned().collect();
        self.which(message).is_some_and(|which| !self.over.contains(&which))
            && (1..=total).all(|part| best(&all, part).1.is_none_or(|end| end.class != 1))
    }

    /// A submit_sm_resp.
    pub fn accepted(
        &mut self,
        now: u64,
        (id, destination): (&[u8], &[u8]),
        value: u32,
        part: PartNumber,
    ) -> (Said, Option<Gone>) {
        if !(1..=64).contains(&id.len()) {
            return self.unknown(now, value, part);
        }
        let Some((part, total, place)) = self.valid(destination, part) else {
            return (Said::Other(Correlation::Ignored(IgnoredReason::Part)), None);
        };
        let message = Some((value, total));
        let over = self.over(message);
        let which = self.which((value, total));
        if which.is_none() && over.is_none() {
            return (Said::Other(Correlation::Ignored(IgnoredReason::NotBegun)), None);
        }
        let which = which.unwrap_or_default();
        self.hexadecimal.0 |= only_hexadecimal(id);
        // The same part again.
        let is_same = |entry: &Entry| {
            entry.list == List::Open
                && (entry.message, entry.part) == (message, part)
                && entry.id == id
                && entry.destination == place
        };
        if total > 1 && self.entries.iter().any(is_same) {
            return (Said::Other(Correlation::Waiting), None);
        }
        // Any other entry that had this id.
        let mut gone = None;
        let mut all = self.entries.clone();
        all.sort_by_key(|entry| std::cmp::Reverse(entry.born));
        for entry in all {
            let is_other_part =
                entry.message == message && entry.part != part && (entry.list == List::Open || !self.each());
            if entry.list != List::Early && entry.id == id && entry.destination == place && !is_other_part {
                self.entries.retain(|other| other.born != entry.born);
                if self.dropped(&entry, DroppedReason::Reused) && gone.is_none() {
                    gone = Some(entry.into());
                }
            }
        }
        let mut early = self.find(id, &place, true, &[List::Early]);
        if early.is_none()
            && let Some((at, crossing)) = self.other_base(id, &place, true, List::Early)
        {
            let in_receipt = self.entries[at].id.clone();
            early = self.is_shown(crossing, id, &in_receipt).then_some(at);
        }
        let early = early.map(|at| self.entries.remove(at));
        // Another part has this id, and what was reported for it counts for one more.
        let each = self.each();
        let mut like = None;
        if over.is_none() {
            let known = self.newest(|entry| {
                let has_spare = entry.spare.iter().any(|end| end.2 > 0);
                let counts = if each { has_spare } else { entry.finality.is_end() };
                entry.id == id && entry.destination == place && entry.message == message && counts
            });
            like = known.map(|at| {
                let entry = &mut self.entries[at];
                if !each {
                    return (entry.state.unwrap(), entry.finality);
                }
                entry.take_spare().unwrap()
            });
        }
        let spare = early.as_ref().map_or(NO_SPARE, |early| early.spare);
        let told = early.and_then(|early| Some((early.state?, early.finality))).or(like);
        let (kept, evicted) = self.insert(now, id, &place, message, which, part, spare, over);
        let said = match told {
            Some((state, finality)) if kept => {
                self.tell(now, self.entries.len() - 1, state, finality, receipt(state))
            }
            _ if over.is_some() => Said::Other(Correlation::AlreadyEnded { value }),
            _ if kept => Said::Other(Correlation::Waiting),
            _ => Said::Other(Correlation::Ignored(IgnoredReason::Full)),
        };
        (said, gone.or(evicted))
    }

    fn valid(&self, destination: &[u8], part: PartNumber) -> Option<(u8, u8, Vec<u8>)> {
        let PartNumber { number, total } = if part.total < 2 { PartNumber::ONLY } else { part };
        (1..=total).contains(&number).then(|| (number, total, self.place(destination)))
    }

    /// The end of a long message that ended before all its parts were answered.
    fn over(&self, message: Option<(u32, u8)>) -> Option<MessageState> {
        if self.each() || message.is_none_or(|(_, total)| total == 1) {
            return None;
        }
        let deciding = match self.config.receipts_for {
            ReceiptsFor::LastPart => message?.1,
            _ => 1,
        };
        let done = |entry: &Entry| entry.message == message && entry.lacks_parts;
        let of_deciding = self.entries.iter().filter(|entry| done(entry) && entry.part == deciding);
        let oldest = of_deciding.min_by_key(|entry| entry.born);
        oldest.or_else(|| Some(&self.entries[self.newest(done)?]))?.state
    }

    /// Adds an id. To make room, the oldest done one goes first, then the oldest early one, then, for an id that
    /// waits, the oldest open one.
    #[allow(clippy::too_many_arguments)]
    fn insert(
        &mut self,
        now: u64,
        id: &[u8],
        place: &[u8],
        message: Option<(u32, u8)>,
        which: u64,
        part: u8,
        spare: Spare,
        over: Option<MessageState>,
    ) -> (bool, Option<Gone>) {
        let lists: &[List] = match (message, over) {
            (Some(_), None) => &[List::Done, List::Early, List::Open],
            _ => &[List::Done, List::Early],
        };
        let mut gone = None;
        let begun = |entry: &Entry| over.is_none() && part > 0 && entry.part == 0 && entry.message == message;
        if let Some(at) = self.entries.iter().position(|entry| message.is_some() && begun(entry)) {
            self.entries.remove(at);
        } else if self.entries.len() >= self.places {
            let oldest = |list: &List| self.entries.iter().position(|entry| entry.list == *list);
            let Some(at) = lists.iter().find_map(oldest) else { return (false, None) };
            let entry = self.entries.remove(at);
            gone = self.dropped(&entry, DroppedReason::Evicted).then(|| entry.into());
        }
        self.born += 1;
        self.entries.push(Entry {
            born: self.born,
            list: match (message, over) {
                (None, _) => List::Early,
                (Some(_), None) => List::Open,
                (Some(_), Some(_)) => List::Done,
            },
            since: now,
            id: id.to_vec(),
            destination: place.to_vec(),
            message,
            which,
            part,
            state: over,
            finality: if over.is_some() { Finality::Final } else { Finality::Pending },
            how: End::Unknown,
            spare,
            lacks_parts: over.is_some(),
        });
        (true, gone)
    }

    /// A submit_sm was refused.
    pub fn refused(
        &mut self,
        now: u64,
        value: u32,
        part: PartNumber,
        status: CommandStatus,
    ) -> (Said, Option<Gone>) {
        self.without_id(now, value, part, MessageState::REJECTED, End::Refused(status))
    }

    /// A part was not sent.
    pub fn never_sent(&mut self, now: u64, value: u32, part: PartNumber) -> (Said, Option<Gone>) {
        self.without_id(now, value, part, MessageState::REJECTED, End::NeverSent)
    }

    /// Nobody knows about a part.
    pub fn unknown(&mut self, now: u64, value: u32, part: PartNumber) -> (Said, Option<Gone>) {
        self.without_id(now, value, part, MessageState::UNKNOWN, End::Unknown)
    }

    /// No receipt will come for a part.
    fn without_id(
        &mut self,
        now: u64,
        value: u32,
        part: PartNumber,
        state: MessageState,
        how: End,
    ) -> (Said, Option<Gone>) {
        let Some((part, total, _)) = self.valid(b"", part) else {
            return (Said::Other(Correlation::Ignored(IgnoredReason::Part)), None);
        };
        let message = Some((value, total));
        let over = self.over(message);
        let which = self.which((value, total));
        if which.is_none() && over.is_none() {
            return (Said::Other(Correlation::Ignored(IgnoredReason::NotBegun)), None);
        }
        let which = which.unwrap_or_default();
        let again = self.newest(|entry| {
            let is_same = (entry.message, entry.part, entry.state) == (message, part, Some(state));
            is_same && entry.list == List::Open && entry.id.is_empty()
        });
        if let Some(at) = again {
            self.entries[at].how = how;
            return (Said::Other(Correlation::Waiting), None);
        }
        let (kept, gone) = self.insert(now, b"", b"", message, which, part, NO_SPARE, over);
        let said = match over {
            Some(_) => Said::Other(Correlation::AlreadyEnded { value }),
            None if kept => self.tell(now, self.entries.len() - 1, state, Finality::Final, how),
            None => Said::Other(Correlation::Ignored(IgnoredReason::Full)),
        };
        (said, gone)
    }

    /// A receipt that is trusted.
    pub fn report(
        &mut self,
        now: u64,
        (id, destination): (&[u8], &[u8]),
        state: MessageState,
        finality: Finality,
    ) -> (Said, Option<Gone>) {
        if !(1..=64).contains(&id.len()) {
            return (Said::Other(Correlation::Ignored(IgnoredReason::Id)), None);
        }
        let place = self.place(destination);
        self.hexadecimal.1 |= only_hexadecimal(id);
        let mut reason = EarlyReason::UnknownId;
        let mut known = self.find(id, &place, false, &[List::Open, List::Done]);
        match known {
            Some(at) => {
                let counts = self.entries[at].list == List::Open && is_large(id);
                self.alike += usize::from(counts);
            }
            None => {
                if let Some((at, crossing)) = self.other_base(id, &place, false, List::Open) {
                    let (value, _) = self.entries[at].message.unwrap();
                    reason = EarlyReason::OtherBase { value };
                    let submitted = self.entries[at].id.clone();
                    known = self.is_shown(crossing, &submitted, id).then_some(at);
                } else if let Some(at) = self
                    .newest(|entry| entry.list == List::Open && entry.id == id && entry.destination == place)
                {
                    // The same digits are another number.
                    let (value, _) = self.entries[at].message.unwrap();
                    reason = EarlyReason::OtherBase { value };
                }
            }
        }
        if let Some(at) = known {
            return (self.tell_one_of(now, at, state, finality), None);
        }
        let early = |entry: &Entry| entry.list == List::Early && entry.id == id && entry.destination == place;
        if let Some(at) = self.newest(early) {
            let early = &mut self.entries[at];
            match early.weigh(state, finality) {
                Weight::News => early.say(state, finality, receipt(state)),
                Weight::Repeated => early.repeat(state, finality),
                Weight::Contradicted(before) => {
                    early.repeat(state, finality);
                    reason = EarlyReason::Contradicted { before };
                }
            }
            return (Said::Other(Correlation::Early(reason)), None);
        }
        let (kept, gone) = self.insert(now, id, &place, None, 0, 1, NO_SPARE, None);
        if !kept {
            return (Said::Other(Correlation::Ignored(IgnoredReason::Full)), None);
        }
        self.entries.last_mut().unwrap().say(state, finality, receipt(state));
        (Said::Other(Correlation::Early(reason)), gone)
    }

    /// Of the parts with one id, the first for which it is new.
    fn tell_one_of(&mut self, now: u64, at: usize, state: MessageState, finality: Finality) -> Said {
        let known = &self.entries[at];
        let alike = |entry: &Entry| {
            entry.id == known.id && entry.destination == known.destination && entry.message == known.message
        };
        let mut parts: Vec<usize> = (0..self.entries.len()).filter(|at| alike(&self.entries[*at])).collect();
        parts.sort_by_key(|at| self.entries[*at].part);
        if self.config.receipts_for == ReceiptsFor::LastPart {
            parts.reverse();
        }
        let weight = |at: &&usize| match self.entries[**at].weigh(state, finality) {
            Weight::News => 0,
            Weight::Repeated => 1,
            Weight::Contradicted(_) => 2,
        };
        let best = *parts.iter().min_by_key(weight).unwrap();
        self.tell(now, best, state, finality, receipt(state))
    }

    fn tell(&mut self, now: u64, at: usize, state: MessageState, finality: Finality, how: End) -> Said {
        let entry = &mut self.entries[at];
        let (value, total) = entry.message.unwrap();
        match entry.weigh(state, finality) {
            Weight::News => {}
            Weight::Repeated => {
                entry.repeat(state, finality);
                return Said::Other(Correlation::Repeated { value, two_ids: false });
            }
            Weight::Contradicted(before) => {
                entry.repeat(state, finality);
                return Said::Other(Correlation::Contradicted { value, before, two_ids: false });
            }
        }
        let superseded = entry.state.filter(|_| entry.finality.is_end());
        let (part, which) = (entry.part, entry.which);
        entry.say(state, finality, how);
        let mine: Vec<usize> = match total {
            1 => vec![at],
            _ => (0..self.entries.len())
                .filter(|at| {
                    let entry = &self.entries[*at];
                    entry.list == List::Open && entry.message == Some((value, total))
                })
                .collect(),
        };
        let (counts, end) = self.count(&mine, total);
        if counts.finality == Finality::Final {
            self.finish(now, &mine, counts);
            self.end(which, value, end.unwrap());
        }
        Said::Told(value, part, state, finality, superseded, counts)
    }

    /// All parts of a message, and how it has ended.
    fn count(&self, mine: &[usize], total: u8) -> (Counts, Option<End>) {
        let all: Vec<Entry> = mine.iter().map(|at| self.entries[*at].clone()).collect();
        let parts: Vec<_> = (1..=total).map(|part| best(&all, part)).collect();
        let known = parts.iter().filter(|(known, _)| *known).count() as u8;
        let ends: Vec<PartEnd> = parts.iter().filter_map(|(_, end)| *end).collect();
        let of = |class| ends.iter().filter(|end| end.class == class).count() as u8;
        let (mut finality, mut state, mut how) = (Finality::Pending, None, None);
        if ends.len() == usize::from(total) {
            let plain = ends.iter().all(|end| end.is_plain);
            finality = if plain { Finality::Final } else { Finality::Provisional };
            let first = |class| ends.iter().find(|end| end.class == class);
            let worst = first(1).or(first(2)).or(first(0)).unwrap();
            (state, how) = (Some(worst.state), Some(worst.how));
        }
        let decides = |entry: &Entry| match self.config.receipts_for {
            ReceiptsFor::FirstPart => entry.part == 1,
            ReceiptsFor::LastPart => entry.part == total,
            ReceiptsFor::AnyPart => !entry.id.is_empty(),
            _ => false,
        };
        let rank = |entry: &&Entry| {
            let delivered = entry.state == Some(MessageState::DELIVERED);
            (entry.finality, delivered, std::cmp::Reverse(entry.part), !entry.id.is_empty())
        };
        let mut deciding: Vec<&Entry> = all.iter().filter(|entry| decides(entry)).collect();
        deciding.retain(|entry| entry.finality.is_end() && !is_replaced(entry, &all));
        deciding.sort_by_key(|entry| std::cmp::Reverse(entry.born));
        if let Some(entry) = deciding.into_iter().max_by_key(rank) {
            (finality, state, how) = (entry.finality, entry.state, Some(entry.how));
        }
        (Counts { numbers: [total, known, of(0), of(1), of(2)], finality, state }, how)
    }

    /// The message is done, and so are its ids, with its end if they have none.
    fn finish(&mut self, now: u64, mine: &[usize], counts: Counts) {
        let [total, known, ..] = counts.numbers;
        let is_answered = known >= total || self.each();
        let mut born: Vec<u64> = mine.iter().map(|at| self.entries[*at].born).collect();
        // The newest first, as the parts of a message are found.
        born.sort_by_key(|born| std::cmp::Reverse(*born));
        for born in born {
            let at = self.entries.iter().position(|entry| entry.born == born).unwrap();
            let mut entry = self.entries.remove(at);
            if entry.finality != Finality::Final {
                (entry.state, entry.finality) = (counts.state, Finality::Final);
            }
            (entry.list, entry.since, entry.lacks_parts) = (List::Done, now, !is_answered);
            if !(entry.id.is_empty() && is_answered) {
                self.entries.push(entry);
            }
        }
    }

    /// The next early receipt that counts since the bases are known.
    pub fn resolve(&mut self, now: u64) -> Option<Said> {
        while !self.rechecks.is_empty() {
            let (id, place) = self.rechecks.remove(0);
            let early =
                |entry: &Entry| entry.list == List::Early && entry.id == id && entry.destination == place;
            let Some(at) = self.entries.iter().position(early) else { continue };
            let known = self.find(&id, &place, false, &[List::Open, List::Done]);
            let Some(known) = known.map(|known| &self.entries[known]) else { continue };
            let has_parts = known.message.is_some_and(|(_, total)| total > 1);
            let early = &mut self.entries[at];
            let (state, finality) = (early.state.unwrap(), early.finality);
            // The other ends are for other parts with this id.
            if let Some((state, finality)) = has_parts.then(|| early.take_spare()).flatten() {
                early.say(state, finality, receipt(state));
                self.rechecks.insert(0, (id.clone(), place.clone()));
            } else {
                self.entries.remove(at);
            }
            let known = self.find(&id, &place, false, &[List::Open, List::Done]).unwrap();
            let said = self.tell_one_of(now, known, state, finality);
            if matches!(said, Said::Told(..) | Said::Other(Correlation::Contradicted { .. })) {
                return Some(said);
            }
        }
        None
    }

    /// Drops what has expired.
    pub fn expire(&mut self, now: u64) -> Option<Gone> {
        for list in [List::Done, List::Early, List::Open] {
            while let Some(at) = self.entries.iter().position(|entry| entry.list == list) {
                if now.saturating_sub(self.entries[at].since) < self.span(list) {
                    break;
                }
                let entry = self.entries.remove(at);
                if self.dropped(&entry, DroppedReason::Expired) {
                    return Some(entry.into());
                }
            }
        }
        None
    }

    /// Drops all that waits.
    pub fn drain(&mut self) -> Option<Gone> {
        loop {
            let at = [List::Open, List::Early]
                .iter()
                .find_map(|list| self.entries.iter().position(|entry| entry.list == *list))?;
            let entry = self.entries.remove(at);
            if self.dropped(&entry, DroppedReason::Drained) {
                return Some(entry.into());
            }
        }
    }

    fn span(&self, list: List) -> u64 {
        if list == List::Open { self.config.expiry.as_millis() } else { self.config.retention.as_millis() }
    }

    /// When something expires next.
    pub fn next_expiry(&self) -> Option<u64> {
        self.entries.iter().map(|entry| entry.since + self.span(entry.list)).min()
    }

    /// Ids that wait, and early receipts.
    pub fn counts(&self) -> (usize, usize) {
        let of = |list| self.entries.iter().filter(|entry| entry.list == list).count();
        (of(List::Open), of(List::Early))
    }

    /// The rule with the bases found so far.
    pub fn id_rule(&self) -> IdRule {
        match self.config.ids {
            IdRule::Exact => IdRule::Exact,
            IdRule::Bases { .. } => IdRule::Bases { submitted: self.bases.0, in_receipt: self.bases.1 },
        }
    }
}
