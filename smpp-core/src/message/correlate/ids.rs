//! Compares ids, learns their bases, and finds the slot of an id.

use super::config::MessageKey;
use super::hash;
use super::outcome::EarlyReason;
use super::slot::{Id, IdSlot, Index, Message, Phase};
use super::{Correlator, MAX_ID, MOST_SPELLINGS};
use crate::count::Counter;
use crate::message::receipt::{Digits, IdBase, bare, ids_match};
use core::hash::Hash;
use smpp_gsm7::Instant;
use smpp_gsm7::slots::{At, Slots};

/// How to compare the id of a receipt with that of a submit_sm_resp. Ids with the same octets always match and
/// take precedence, unless the two sides use different bases; then the numbers decide. Quotes and spaces
/// around an id are always ignored: some message centres write `'78'` on one side and `78` on the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum IdRule {
    /// Ids match only if the octets are the same.
    #[default]
    Exact,
    /// Ids also match if they are the same number, regardless of case and leading zeros. If both bases are
    /// given, [`ids_match`] decides; if these differ, `1000` and `1000` are two numbers and do not match.
    ///
    /// [`IdBase::Either`] means that the base is unknown. The rule then never guesses a base, because `1000` and
    /// `4096` may be one number or two. It assumes that both sides use the same base until two ids have proved
    /// otherwise. From then on, the bases apply as if you had given them. [`Correlator::id_rule`] returns what was
    /// learned, and [`Correlator::resolve`] returns the receipts that arrived before.
    ///
    /// Two different ids prove that the bases differ. An id counts if submit_sm_resp and receipt have one
    /// number in two bases, the hexadecimal spelling has letters or `0x` (not needed if the rule gives the base
    /// of one side), and the number is above 0xFFFF. This has limits:
    ///
    /// - Ids up to 0xFFFF prove nothing. If a message centre counts from 1, its bases are recognised only above
    ///   that.
    /// - Ids that are not numbers, such as UUIDs with dashes, prove nothing.
    /// - Ids of at least five digits that both sides spell alike are evidence against a difference. They must be
    ///   fewer than the ids that prove one, and after 255 of them nothing more is learned.
    /// - An id with hexadecimal letters on the side that would have to be decimal rules these bases out
    ///   permanently.
    /// - Until the bases are known, receipts stay [early](EarlyReason::OtherBase), at most for
    ///   [`CorrelatorConfig::retention`](super::CorrelatorConfig::retention).
    ///
    /// If you know the bases, give them: `Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Decimal
    /// }`.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::codes::{Finality, MessageState};
    /// use smpp_core::message::correlate::{
    ///     Correlation, Correlator, CorrelatorConfig, EarlyReason, IdRule, IdSlot, PartNumber,
    /// };
    /// use smpp_core::message::receipt::IdBase;
    ///
    /// let now = Instant::ZERO;
    /// let ids = IdRule::Bases { submitted: IdBase::Either, in_receipt: IdBase::Either };
    /// let config = CorrelatorConfig { ids, ..CorrelatorConfig::new(0x5EED) };
    /// let mut orders = Correlator::new(config, [IdSlot::EMPTY; 100]);
    /// for (id, order) in [(&b"70BA8A69"[..], 1), (b"70BA8A6B", 2)] {
    ///     let _ = orders.begin(now, order, 1);
    ///     let _ = orders.accepted(now, id, order, PartNumber::ONLY);
    /// }
    /// let mut report = |id: &[u8]| {
    ///     orders.report(now, id, MessageState::DELIVERED, Finality::Final).on_dropped(drop)
    /// };
    /// // One id may be a coincidence; the second one proves it.
    /// assert_eq!(report(b"1891273321"), Correlation::Early(EarlyReason::OtherBase { value: 1 }));
    /// assert!(matches!(report(b"1891273323"), Correlation::Updated(update) if update.value == 2));
    /// assert!(matches!(orders.resolve(now), Some(Correlation::Updated(update)) if update.value == 1));
    /// let learned = IdRule::Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Decimal };
    /// assert_eq!(orders.id_rule(), learned);
    /// ```
    Bases {
        /// The base of the ids in submit_sm_resp.
        submitted: IdBase,
        /// The base of the ids in receipts.
        in_receipt: IdBase,
    },
}

impl IdRule {
    /// Whether two ids match according to the rule, without guessing a base.
    ///
    /// ```
    /// use smpp_core::message::correlate::IdRule;
    /// use smpp_core::message::receipt::IdBase;
    /// let named = IdRule::Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Decimal };
    /// assert!(named.same(b"70BA8A69", b"1891273321"));
    /// assert!(!named.same(b"1000", b"1000"));
    /// let open = IdRule::Bases { submitted: IdBase::Either, in_receipt: IdBase::Either };
    /// assert!(open.same(b"0a1b2c", b"A1B2C"));
    /// assert!(!open.same(b"70BA8A69", b"1891273321"));
    /// ```
    pub fn same(self, submitted: &[u8], in_receipt: &[u8]) -> bool {
        let Self::Bases { submitted: a, in_receipt: b } = self else {
            return bare(submitted) == bare(in_receipt);
        };
        let (a, b) = match (a, b) {
            // The same base on both sides. Decimal digits are also hexadecimal digits.
            (IdBase::Either, IdBase::Either) => (IdBase::Hexadecimal, IdBase::Hexadecimal),
            (IdBase::Either, named) | (named, IdBase::Either) => (named, named),
            named => named,
        };
        ids_match(submitted, a, in_receipt, b)
    }

    /// The side whose ids are hexadecimal while those of the other side are decimal.
    fn hexadecimal_side(self) -> Option<Origin> {
        Origin::BOTH.into_iter().find(|side| side.hexadecimal() == self)
    }
}

/// Where an id comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Origin {
    Submitted,
    InReceipt,
}

impl Origin {
    const BOTH: [Self; 2] = [Self::Submitted, Self::InReceipt];

    /// Puts the value of this side and that of the other side in order: submit_sm_resp, then receipt. Also
    /// converts back.
    const fn in_order<'a, T: ?Sized>(self, id: &'a T, other: &'a T) -> (&'a T, &'a T) {
        match self {
            Self::Submitted => (id, other),
            Self::InReceipt => (other, id),
        }
    }

    /// The rule if only the ids of this side are hexadecimal.
    const fn hexadecimal(self) -> IdRule {
        let (submitted, in_receipt) = self.in_order(&IdBase::Hexadecimal, &IdBase::Decimal);
        IdRule::Bases { submitted: *submitted, in_receipt: *in_receipt }
    }
}

/// Number of different ids that prove a difference.
const ENOUGH: u8 = 2;
/// Minimum number of hexadecimal digits in an id that proves something. Smaller numbers often match by
/// accident.
const MIN_DIGITS: usize = 5;

/// What ids have revealed about the bases that the rule leaves open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    /// The rule, including the bases that were proved.
    pub(super) rule: IdRule,
    submitted: OriginEvidence,
    in_receipt: OriginEvidence,
    /// Number of ids that both sides spelled alike.
    alike: u8,
}

#[derive(Clone, Copy, Debug)]
struct OriginEvidence {
    /// An id of this side can only be hexadecimal.
    has_letters: bool,
    /// Number of ids that are hexadecimal here and decimal on the other side.
    pairs: u8,
    /// A hash of the last such id, which counts once however often it arrives.
    last: u32,
}

impl Evidence {
    pub(super) const fn new(rule: IdRule) -> Self {
        let none = OriginEvidence { has_letters: false, pairs: 0, last: 0 };
        Self { rule, submitted: none, in_receipt: none, alike: 0 }
    }

    const fn side(&mut self, side: Origin) -> &mut OriginEvidence {
        match side {
            Origin::Submitted => &mut self.submitted,
            Origin::InReceipt => &mut self.in_receipt,
        }
    }

    /// Whether it may turn out that only the ids of this side are hexadecimal.
    fn may_be_hexadecimal(&self, side: Origin) -> bool {
        let IdRule::Bases { submitted, in_receipt } = self.rule else { return false };
        let (hexadecimal, decimal) = side.in_order(&submitted, &in_receipt);
        let may_be = |base: &IdBase, is| *base == is || *base == IdBase::Either;
        self.rule != side.hexadecimal()
            && may_be(hexadecimal, IdBase::Hexadecimal)
            && may_be(decimal, IdBase::Decimal)
    }

    /// Records an id.
    pub(super) fn saw(&mut self, side: Origin, id: &[u8]) {
        if self.rule != IdRule::Exact && !self.side(side).has_letters {
            self.side(side).has_letters = is_hexadecimal_only(id);
        }
    }

    /// Records that both sides spelled an id alike, unless their bases are known to differ.
    pub(super) fn saw_alike(&mut self, id: &[u8]) {
        if self.rule == IdRule::Exact || self.rule.hexadecimal_side().is_some() {
            return;
        }
        let digits = Digits::of(id);
        if digits.is_hexadecimal() && digits.digits.len() >= MIN_DIGITS {
            self.alike.increment();
        }
    }

    /// Records an id that is hexadecimal on one side and decimal on the other. Returns whether the difference
    /// is now proved. `mark` is a hash of the id.
    fn saw_pair(&mut self, side: Origin, submitted: &[u8], in_receipt: &[u8], mark: u32) -> bool {
        let (hexadecimal, _) = side.in_order(submitted, in_receipt);
        let one_way = is_hexadecimal_only(hexadecimal)
            || !matches!(self.rule, IdRule::Bases { submitted: IdBase::Either, in_receipt: IdBase::Either });
        let is_large = Digits::of(hexadecimal).digits.len() >= MIN_DIGITS;
        let (_, decimal) = side.in_order(&self.submitted, &self.in_receipt);
        let is_refuted = decimal.has_letters;
        if !self.may_be_hexadecimal(side) || !one_way || !is_large || is_refuted {
            return false;
        }
        let evidence = self.side(side);
        if evidence.pairs == 0 || evidence.last != mark {
            evidence.pairs.increment();
            evidence.last = mark;
        }
        let is_shown = evidence.pairs >= ENOUGH && evidence.pairs > self.alike;
        if is_shown {
            self.rule = side.hexadecimal();
        }
        is_shown
    }
}

/// Whether an id can be read as a hexadecimal number but not as a decimal one.
fn is_hexadecimal_only(id: &[u8]) -> bool {
    let digits = Digits::of(id);
    digits.is_hexadecimal() && !digits.is_decimal()
}

/// An id, the hash of its destination, which is 0 if destinations do not count, and the hash of both.
#[derive(Clone, Copy)]
pub(super) struct HashedKey<'a> {
    pub(super) id: &'a [u8],
    pub(super) destination: u32,
    exact: u32,
}

impl HashedKey<'_> {
    pub(super) const fn is_storable(&self) -> bool {
        !self.id.is_empty() && self.id.len() <= MAX_ID
    }

    /// A slot for this id.
    pub(super) fn slot<V>(&self, since: Instant) -> IdSlot<V> {
        let id = Id::new(self.id).unwrap_or(Id::EMPTY);
        IdSlot { since, id, destination: self.destination, ..IdSlot::EMPTY }
    }
}

impl<V: Copy + Eq + Hash, S: Slots<Slot = IdSlot<V>>> Correlator<S> {
    pub(super) fn hashed<'k>(&self, key: MessageKey<'k>) -> HashedKey<'k> {
        let by_destination = self.config.by_destination;
        let destination = if by_destination { self.hashes.destination(key.destination) } else { 0 };
        self.hashed_id(key.id, destination)
    }

    pub(super) fn hashed_id<'k>(&self, id: &'k [u8], destination: u32) -> HashedKey<'k> {
        HashedKey { id, destination, exact: self.hashes.exact(id, destination) }
    }

    /// The key of a slot whose id is indexed.
    pub(super) fn key_of<'t>(&self, at: At, slot: &'t IdSlot<V>) -> HashedKey<'t> {
        let exact = self.table.hash(Index::Exact, at);
        HashedKey { id: slot.id.as_bytes(), destination: slot.destination, exact }
    }

    /// Indexes the id of a slot.
    pub(super) fn join_id(&mut self, at: At, key: HashedKey<'_>) {
        self.table.join(Index::Exact, key.exact, at);
        if self.evidence.rule != IdRule::Exact {
            self.table.join(Index::Digits, self.hashes.digits(key.id, key.destination), at);
        }
    }

    /// The slots whose id has the same octets, apart from quotes around it.
    pub(super) fn exact<'t>(&'t self, key: HashedKey<'t>) -> impl Iterator<Item = (At, &'t IdSlot<V>)>
    where
        V: 't,
    {
        let (bucket, id) = (self.table.with_hash(Index::Exact, key.exact), bare(key.id));
        bucket.filter(move |(_, slot)| slot.destination == key.destination && bare(slot.id.as_bytes()) == id)
    }

    /// The slot of the message that a receipt refers to.
    pub(super) fn known(&self, key: HashedKey<'_>) -> Option<At> {
        self.find(key, Origin::InReceipt, |slot| slot.is(Phase::Open) || slot.is(Phase::Done))
    }

    /// The value of the message for a receipt with this id.
    pub(super) fn value_of(&self, key: HashedKey<'_>) -> Option<V> {
        self.table.slot(self.known(key)?)?.value
    }

    /// The early receipt for an id from a submit_sm_resp.
    pub(super) fn early_for(&mut self, key: HashedKey<'_>) -> Option<At> {
        self.table.oldest(Phase::Early)?;
        self.find(key, Origin::Submitted, |slot| slot.is(Phase::Early)).or_else(|| {
            let (at, hexadecimal) = self.in_other_base(key, Origin::Submitted, Phase::Early)?;
            self.is_shown(hexadecimal, at, key.id).then_some(at)
        })
    }

    /// The slot of the message that a receipt refers to, or the reason why none does yet. This may prove the bases
    /// of the ids.
    pub(super) fn known_or_proved(&mut self, key: HashedKey<'_>) -> Result<At, EarlyReason<V>> {
        self.evidence.saw(Origin::InReceipt, key.id);
        if let Some(at) = self.known(key) {
            if self.table.slot(at).is_some_and(|slot| slot.is(Phase::Open)) {
                self.evidence.saw_alike(key.id);
            }
            return Ok(at);
        }
        let (at, is_shown) = match self.in_other_base(key, Origin::InReceipt, Phase::Open) {
            Some((at, hexadecimal)) => (Some(at), self.is_shown(hexadecimal, at, key.id)),
            // The same octets are a different number here.
            None => (self.exact(key).find(|(_, slot)| slot.is(Phase::Open)).map(|(at, _)| at), false),
        };
        match at.and_then(|at| Some((at, self.table.slot(at)?.message()?))) {
            Some((at, _)) if is_shown => Ok(at),
            Some((_, Message { value, .. })) => Err(EarlyReason::OtherBase { value }),
            None => Err(EarlyReason::UnknownId),
        }
    }

    /// The slot of the other side with this id, according to the rule: the same octets first, then the same
    /// digits, then the same number in the other base. If the bases differ, the same octets may be a different
    /// number, so they do not count.
    fn find(&self, key: HashedKey<'_>, side: Origin, fits: impl Fn(&IdSlot<V>) -> bool) -> Option<At> {
        let rule = self.evidence.rule;
        let same = |slot: &IdSlot<V>| fits(slot) && is_same(rule, key, side, slot);
        let exact = self.exact(key).find(|(_, slot)| same(slot)).map(|(at, _)| at);
        if exact.is_some() || rule == IdRule::Exact {
            return exact;
        }
        let alike = |slot: &IdSlot<V>| same(slot) && hash::are_alike(slot.id.as_bytes(), key.id);
        self.spelled(self.hashes.digits(key.id, key.destination), alike)
            .or_else(|| self.spelled(self.crossed_hash(key, side, rule.hexadecimal_side()?)?, same))
    }

    /// A slot of the other side that would match this id if the bases differed, if the rule leaves that open,
    /// and the side that would be hexadecimal.
    fn in_other_base(&self, key: HashedKey<'_>, side: Origin, phase: Phase) -> Option<(At, Origin)> {
        let mut open = Origin::BOTH.into_iter().filter(|side| self.evidence.may_be_hexadecimal(*side));
        open.find_map(|hexadecimal| {
            let rule = hexadecimal.hexadecimal();
            let same = |slot: &IdSlot<V>| slot.is(phase) && is_same(rule, key, side, slot);
            Some((self.spelled(self.crossed_hash(key, side, hexadecimal)?, same)?, hexadecimal))
        })
    }

    /// The hash of the digits that an id has on the other side.
    fn crossed_hash(&self, key: HashedKey<'_>, side: Origin, hexadecimal: Origin) -> Option<u32> {
        let base = if side == hexadecimal { IdBase::Decimal } else { IdBase::Hexadecimal };
        self.hashes.converted(base, key.id, key.destination)
    }

    fn spelled(&self, hash: u32, fits: impl Fn(&IdSlot<V>) -> bool) -> Option<At> {
        let mut bucket = self.table.with_hash(Index::Digits, hash).take(MOST_SPELLINGS);
        bucket.find(|(_, slot)| fits(slot)).map(|(at, _)| at)
    }

    /// Whether this id, which a slot of the other side has in another base, proves the bases.
    fn is_shown(&mut self, hexadecimal: Origin, at: At, id: &[u8]) -> bool {
        let Some(slot) = self.table.slot(at) else { return false };
        let side = if slot.is(Phase::Early) { Origin::Submitted } else { Origin::InReceipt };
        let other = slot.id;
        let (submitted, in_receipt) = side.in_order(id, other.as_bytes());
        let mark = self.hashes.exact(submitted, 0);
        let is_shown = self.evidence.saw_pair(hexadecimal, submitted, in_receipt, mark);
        if is_shown {
            self.recheck = self.table.oldest(Phase::Early);
        }
        is_shown
    }
}

/// Whether a slot of the other side has this id.
fn is_same<V>(rule: IdRule, key: HashedKey<'_>, side: Origin, slot: &IdSlot<V>) -> bool {
    let (submitted, in_receipt) = side.in_order(key.id, slot.id.as_bytes());
    slot.destination == key.destination && rule.same(submitted, in_receipt)
}
