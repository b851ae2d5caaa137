//! The right to answer one request.

use super::owed::Generation;
use crate::codes::{CommandId, CommandStatus};
use crate::debug::debug_fields;

/// The right to answer one request of the peer, once: it cannot be cloned, and every way of answering consumes it. Can
/// be kept, and sent to another thread, while the answer is made.
///
/// A token that is dropped holds its place until [`Config::owed_timeout`](super::Config::owed_timeout); give it to
/// [`Session::abandon`](super::Session::abandon) instead.
#[derive(PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use = "the peer waits for an answer"]
pub struct Token {
    pub(super) command_id: CommandId,
    pub(super) sequence_number: u32,
    pub(super) session: u32,
    pub(super) proposed: CommandStatus,
    pub(super) generation: Generation,
    /// Whether the default answer is a generic_nack.
    pub(super) nack: bool,
    /// Whether this is the bind that the state waits for.
    pub(super) bind: bool,
    /// Whether the body was skipped because it was too large: nobody can say yes to it.
    pub(super) unread: bool,
}
debug_fields!(Token { command_id sequence_number session proposed generation nack bind unread });

impl Token {
    /// The `command_id` of the request.
    pub const fn command_id(&self) -> CommandId {
        self.command_id
    }

    /// The `sequence_number` of the request, as it came.
    pub const fn sequence_number(&self) -> u32 {
        self.sequence_number
    }

    /// What [`Session::answer_default`](super::Session::answer_default) answers: the verdict of the standard on a refused
    /// request, ESME_RINVCMDID (not supported here) for one that is in order. An ESME answers deliver_sm and data_sm
    /// with ESME_RX_T_APPN then, so that nothing is lost, and a message centre a bind with ESME_RBINDFAIL.
    pub const fn proposed(&self) -> CommandStatus {
        self.proposed
    }
}
