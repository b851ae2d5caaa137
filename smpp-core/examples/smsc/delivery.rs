//! What this message centre takes and sends, and the clock.

use crate::texts::Text;
use smpp_core::CommandId;
use std::sync::Arc;
use std::time::SystemTime;

/// The number that a message_id stands for.
pub(crate) type Id = u32;

/// A receipt on its way: its message and destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Delivery {
    pub(crate) id: Id,
    pub(crate) destination: usize,
    /// Whether it is the final receipt rather than an intermediate notification.
    pub(crate) at_end: bool,
}

/// A deliver_sm in flight.
#[derive(Debug)]
pub(crate) enum Outgoing {
    Receipt(Delivery),
    Text(Arc<Text>),
}

/// Unix time in seconds.
pub(crate) fn unix_now() -> i64 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.ok().and_then(|since| i64::try_from(since.as_secs()).ok()).unwrap_or(0)
}

/// Whether the request contains a message.
pub(crate) fn takes_message(command_id: CommandId) -> bool {
    [CommandId::SUBMIT_SM, CommandId::DATA_SM, CommandId::SUBMIT_MULTI, CommandId::BROADCAST_SM]
        .contains(&command_id)
}
