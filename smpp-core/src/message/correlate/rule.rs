//! Which ids are of one message.

use crate::message::receipt::{IdBase, ids_match};
use crate::profile::Profile;

/// When two ids are of one message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum IdRule {
    /// When they are the same octets.
    #[default]
    Exact,
    /// Also when they are the same number, as [`ids_match`] has it. Of several that fit, the same octets go first, then
    /// the same digits, then the same number in the other base.
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

    pub(super) const fn base(self, role: Role) -> IdBase {
        match (self, role) {
            (Self::Bases { submitted, .. }, Role::Submitted) => submitted,
            (Self::Bases { in_receipt, .. }, Role::InReceipt) => in_receipt,
            (Self::Exact, _) => IdBase::Either,
        }
    }

    pub(super) fn same(self, submitted: &[u8], in_receipt: &[u8]) -> bool {
        match self {
            Self::Exact => submitted == in_receipt,
            Self::Bases { submitted: a, in_receipt: b } => ids_match(submitted, a, in_receipt, b),
        }
    }
}

/// Where an id came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    Submitted,
    InReceipt,
}
