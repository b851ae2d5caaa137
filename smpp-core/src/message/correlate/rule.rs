//! Which ids are of one message, and what ids have shown of their bases.

use crate::message::receipt::{Digits, IdBase, bare, ids_match};
use crate::profile::Profile;

/// When the id of a receipt is that of a submit_sm_resp. The same octets always are, and go before any other spelling,
/// unless the two sides use different bases: the number decides there. ASCII quotes and spaces around an id do not count under any rule:
/// some message centres write `'78'` on one side and `78` on the other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum IdRule {
    /// When they are the same octets.
    #[default]
    Exact,
    /// Also when they are the same number, whatever their letter case and zeros in front: by [`ids_match`] where both
    /// bases are named. Of two bases that differ, `1000` and `1000` are two numbers, and so not the same id.
    ///
    /// [`IdBase::Either`] means that the base is not known, as in
    /// [`Profile::GENERIC`] and [`Profile::KANNEL`]. Nothing is then matched across bases by a guess: `1000` and `4096`
    /// may be one number or two. Both sides are taken to write ids in the same base until two ids have shown the
    /// opposite: from then on the bases count as if they were named, and stay so. See
    /// [`Correlator::id_rule`](super::Correlator::id_rule) for what was learned, and
    /// [`Correlator::resolve`](super::Correlator::resolve) for the receipts that came before.
    ///
    /// An id shows it when submit_sm_resp and receipt have one number in two bases, the hexadecimal spelling has letters
    /// or `0x` (any digits do where the rule names the base of one side), and the number is above 0xFFFF. This has limits:
    ///
    /// - Ids up to 0xFFFF show nothing. A message centre that counts from 1 is not understood before its numbers
    ///   are above that.
    /// - Ids that are no number, such as UUIDs with their dashes, show nothing; nor do those of more than 128 digits.
    /// - Ids of five digits and more that both sides spell alike speak against it. They have to be fewer than those that
    ///   show it, and from 255 on nothing is learned any more.
    /// - One id with hexadecimal letters on the side that would have to be decimal is evidence against it, spelled alike
    ///   on both sides or not: these bases are never learned then.
    /// - Until then receipts stay [early](super::EarlyReason::OtherBase), no longer than
    ///   [`Config::memory`](super::Config::memory).
    ///
    /// Name the bases where you know them: `Bases { submitted: IdBase::Hexadecimal, in_receipt: IdBase::Decimal }`.
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
    /// // One id may be a coincidence, the second shows it.
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
    /// The rule of a provider.
    pub const fn of(profile: &Profile) -> Self {
        Self::Bases { submitted: profile.submit_ids, in_receipt: profile.receipt_ids }
    }

    /// Whether two ids are of one message by what the rule names, without any guess at a base.
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
            // One base on both sides. Decimal digits are hexadecimal ones as well.
            (IdBase::Either, IdBase::Either) => (IdBase::Hexadecimal, IdBase::Hexadecimal),
            (IdBase::Either, named) | (named, IdBase::Either) => (named, named),
            named => named,
        };
        ids_match(submitted, a, in_receipt, b)
    }

    /// How the bases of the two sides differ, when they do.
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

/// Bases that differ between submit_sm_resp and receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Crossing {
    /// Hexadecimal in submit_sm_resp, decimal in the receipt.
    ToDecimal,
    /// The other way round.
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

/// Where an id came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Submitted,
    InReceipt,
}

impl Side {
    /// An id of this side and one of the other: that of the submit_sm_resp first.
    pub(super) const fn in_order<'a>(self, id: &'a [u8], other: &'a [u8]) -> (&'a [u8], &'a [u8]) {
        match self {
            Self::Submitted => (id, other),
            Self::InReceipt => (other, id),
        }
    }
}

/// Different ids that show a crossing.
const ENOUGH: u8 = 2;
/// Hexadecimal digits of an id that shows something. Smaller numbers are too often those of other messages.
const MIN_DIGITS: usize = 5;

/// What ids have shown of the bases that the rule leaves open.
#[derive(Clone, Copy, Debug)]
pub(super) struct Evidence {
    /// The rule, with the bases that were shown.
    rule: IdRule,
    /// An id of this side can only be hexadecimal.
    hexadecimal_submitted: bool,
    hexadecimal_in_receipt: bool,
    to_decimal: Pairs,
    to_hexadecimal: Pairs,
    /// Ids that both sides spelled alike.
    alike: u8,
}

/// Ids that came in two bases.
#[derive(Clone, Copy, Debug)]
struct Pairs {
    count: u8,
    /// The mark of the last one: it counts once, however often it comes.
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

    /// Whether the bases may turn out to differ this way.
    pub(super) fn may_cross(&self, crossing: Crossing) -> bool {
        let IdRule::Bases { submitted, in_receipt } = crossing.rule() else { return false };
        let open = |side, base| self.base(side).is_some_and(|is| is == base || is == IdBase::Either);
        self.rule != crossing.rule() && open(Side::Submitted, submitted) && open(Side::InReceipt, in_receipt)
    }

    /// An id came.
    pub(super) fn saw(&mut self, side: Side, id: &[u8]) {
        let seen = match side {
            Side::Submitted => &mut self.hexadecimal_submitted,
            Side::InReceipt => &mut self.hexadecimal_in_receipt,
        };
        *seen |= is_hexadecimal_only(id);
    }

    /// Both sides spell an id alike.
    pub(super) fn saw_alike(&mut self, id: &[u8]) {
        let digits = Digits::of(id);
        if digits.is_hexadecimal() && digits.digits.len() >= MIN_DIGITS {
            self.alike = self.alike.saturating_add(1);
        }
    }

    /// An id came in two bases, if it is one: whether that is certain from now on. `mark` is a hash of it.
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

/// Whether an id cannot be read as a decimal number, but can as a hexadecimal one.
fn is_hexadecimal_only(id: &[u8]) -> bool {
    let digits = Digits::of(id);
    digits.is_hexadecimal() && !digits.is_decimal()
}
