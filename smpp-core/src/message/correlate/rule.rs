//! Which ids match, and what ids have revealed about their bases.

use crate::message::receipt::{Digits, IdBase, bare, ids_match};
use crate::profile::Profile;

/// How to compare the id of a receipt with that of a submit_sm_resp. Ids with the same octets always match and
/// take precedence, unless the two sides use different bases; then the numbers decide. ASCII quotes and spaces
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
    /// [`IdBase::Either`] means that the base is unknown, as in [`Profile::GENERIC`] and [`Profile::KANNEL`]. Ids are then never matched across bases by guessing, because `1000` and `4096` may be one number or two. Both sides are assumed to use the same base until two ids have proved the opposite. From then on, the bases apply as if they were given. [`Correlator::id_rule`](super::Correlator::id_rule) returns what was learned, and [`Correlator::resolve`](super::Correlator::resolve) returns the receipts that arrived before.
    ///
    /// An id proves a difference if submit_sm_resp and receipt have one number in two bases, the hexadecimal
    /// spelling has letters or `0x` (any digits if the rule gives the base of one side), and the number is
    /// above 0xFFFF. This has limits:
    ///
    /// - Ids up to 0xFFFF prove nothing. If a message centre counts from 1, its bases are recognised only above
    ///   that.
    /// - Ids that are not numbers, such as UUIDs with dashes, prove nothing; nor do ids of more than 128
    ///   digits.
    /// - Ids of at least five digits that both sides spell alike are evidence against a difference. They must
    ///   be fewer than those that prove it, and after 255 of them nothing is learned any more.
    /// - An id with hexadecimal letters on the side that would have to be decimal rules these bases out
    ///   permanently.
    /// - Until the bases are known, receipts stay [early](super::EarlyReason::OtherBase), at most for
    ///   [`Config::memory`](super::Config::memory).
    ///
    /// If you know the bases, give them: `Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Decimal
    /// }`.
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::codes::{Finality, MessageState};
    /// use smpp_core::message::correlate::{Config, Correlator, EarlyReason, IdRule, Outcome, Part};
    /// use smpp_core::message::receipt::IdBase;
    /// use smpp_core::profile::Profile;
    ///
    /// let now = Instant::ZERO;
    /// let mut orders = Correlator::<u32, 100>::new(Config::of(&Profile::GENERIC, 0x5EED));
    /// for (id, order) in [(&b"70BA8A69"[..], 1), (b"70BA8A6B", 2)] {
    ///     let _ = orders.accepted(now, id, order, Part::ONLY);
    /// }
    /// let mut told = |id: &[u8]| orders.report(now, id, MessageState::DELIVERED, Finality::Final).outcome;
    /// // One id may be a coincidence; the second one proves it.
    /// assert_eq!(told(b"1891273321"), Outcome::Early(EarlyReason::OtherBase { value: 1 }));
    /// assert!(matches!(told(b"1891273323"), Outcome::Told(news) if news.value == 2));
    /// assert!(matches!(orders.resolve(now), Some(Outcome::Told(news)) if news.value == 1));
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
    /// The rule for a provider.
    pub const fn of(profile: &Profile) -> Self {
        Self::Bases { submitted: profile.submit_ids, in_receipt: profile.receipt_ids }
    }

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

    /// How the bases of the two sides differ, if they do.
    pub(super) const fn crossing(self) -> Option<Crossing> {
        match self {
            Self::Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Decimal } => {
                Some(Crossing::ToDecimal)
            }
            Self::Bases { submitted: IdBase::Decimal, in_receipt: IdBase::Hexadecimal } => {
                Some(Crossing::ToHexadecimal)
            }
            _ => None,
        }
    }
}

/// How the bases of submit_sm_resp and receipts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crossing {
    /// Hexadecimal in submit_sm_resp, decimal in the receipt.
    ToDecimal,
    /// Decimal in submit_sm_resp, hexadecimal in the receipt.
    ToHexadecimal,
}

impl Crossing {
    pub(super) const BOTH: [Self; 2] = [Self::ToDecimal, Self::ToHexadecimal];

    const fn rule(self) -> IdRule {
        let (submitted, in_receipt) = match self {
            Self::ToDecimal => (IdBase::Hexadecimal, IdBase::Decimal),
            Self::ToHexadecimal => (IdBase::Decimal, IdBase::Hexadecimal),
        };
        IdRule::Bases { submitted, in_receipt }
    }

    pub(super) fn same(self, submitted: &[u8], in_receipt: &[u8]) -> bool {
        self.rule().same(submitted, in_receipt)
    }
}

/// Where an id came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Submitted,
    InReceipt,
}

impl Side {
    /// An id of this side and one of the other, ordered with that of the submit_sm_resp first.
    pub(super) const fn in_order<'a>(self, id: &'a [u8], other: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        match self {
            Self::Submitted => (id, other),
            Self::InReceipt => (other, id),
        }
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
    rule: IdRule,
    /// An id of this side can only be hexadecimal.
    hexadecimal_submitted: bool,
    hexadecimal_in_receipt: bool,
    to_decimal: Pairs,
    to_hexadecimal: Pairs,
    /// Number of ids that both sides spelled alike.
    alike: u8,
}

/// Number of ids that came in two bases.
#[derive(Clone, Copy, Debug)]
struct Pairs {
    count: u8,
    /// The mark of the last one. It counts once, however often it comes.
    last: u32,
}

impl Evidence {
    pub(super) const fn new(rule: IdRule) -> Self {
        let pairs = Pairs { count: 0, last: 0 };
        Self {
            rule,
            hexadecimal_submitted: false,
            hexadecimal_in_receipt: false,
            to_decimal: pairs,
            to_hexadecimal: pairs,
            alike: 0,
        }
    }

    pub(super) const fn rule(&self) -> IdRule {
        self.rule
    }

    const fn base(&self, side: Side) -> Option<IdBase> {
        match (self.rule, side) {
            (IdRule::Exact, _) => None,
            (IdRule::Bases { submitted: base, .. }, Side::Submitted)
            | (IdRule::Bases { in_receipt: base, .. }, Side::InReceipt) => Some(base),
        }
    }

    /// Whether the bases may turn out to differ in this way.
    pub(super) fn may_cross(&self, crossing: Crossing) -> bool {
        let IdRule::Bases { submitted, in_receipt } = crossing.rule() else { return false };
        let open = |side, base| self.base(side).is_some_and(|is| is == base || is == IdBase::Either);
        self.rule != crossing.rule() && open(Side::Submitted, submitted) && open(Side::InReceipt, in_receipt)
    }

    /// Records an id.
    pub(super) fn saw(&mut self, side: Side, id: &[u8]) {
        let seen = match side {
            Side::Submitted => &mut self.hexadecimal_submitted,
            Side::InReceipt => &mut self.hexadecimal_in_receipt,
        };
        *seen |= is_hexadecimal_only(id);
    }

    /// Records that both sides spelled an id alike.
    pub(super) fn saw_alike(&mut self, id: &[u8]) {
        let digits = Digits::of(id);
        if digits.is_hexadecimal() && digits.digits.len() >= MIN_DIGITS {
            self.alike = self.alike.saturating_add(1);
        }
    }

    /// Records an id that came in two bases, and returns whether the difference is now proved. `mark` is a hash
    /// of it.
    pub(super) fn saw_pair(
        &mut self,
        crossing: Crossing,
        submitted: &[u8],
        in_receipt: &[u8],
        mark: u32,
    ) -> bool {
        let (hexadecimal, is_refuted) = match crossing {
            Crossing::ToDecimal => (submitted, self.hexadecimal_in_receipt),
            Crossing::ToHexadecimal => (in_receipt, self.hexadecimal_submitted),
        };
        let named = |side| self.base(side).is_some_and(|base| base != IdBase::Either);
        let one_way = is_hexadecimal_only(hexadecimal) || named(Side::Submitted) || named(Side::InReceipt);
        let is_large = Digits::of(hexadecimal).digits.len() >= MIN_DIGITS;
        if !self.may_cross(crossing) || !one_way || !is_large || is_refuted {
            return false;
        }
        let pairs = match crossing {
            Crossing::ToDecimal => &mut self.to_decimal,
            Crossing::ToHexadecimal => &mut self.to_hexadecimal,
        };
        if pairs.count == 0 || pairs.last != mark {
            *pairs = Pairs { count: pairs.count.saturating_add(1), last: mark };
        }
        let shown = pairs.count >= ENOUGH && pairs.count > self.alike;
        if shown {
            self.rule = crossing.rule();
        }
        shown
    }
}

/// Whether an id can be read as a hexadecimal number but not as a decimal one.
fn is_hexadecimal_only(id: &[u8]) -> bool {
    let digits = Digits::of(id);
    digits.is_hexadecimal() && !digits.is_decimal()
}
