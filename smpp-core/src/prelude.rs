//! What most programs need, in one line: `use smpp_core::prelude::*;`.
//!
//! It has the types for a session and for messages. Names that also exist in the standard library, [`Duration`] and
//! [`Instant`], are those of this crate; an explicit `use` of another one has priority.
//!
//! ```
//! use smpp_core::prelude::*;
//!
//! let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::EMPTY; 10]);
//! let mut link = Link::new(session, [0; 512], [0; 512]);
//! let bind = BindTransceiver { system_id: "ESME".into(), ..BindTransceiver::default() };
//! let queued = link.at(Instant::ZERO).bind(&bind)?;
//! # let text = String::new();
//! # link.at(Instant::ZERO).close();
//! # while let Some((event, _)) = link.next(Instant::ZERO) { let _: Event<'_, String> = event; }
//! # drop(text);
//! # Ok::<(), smpp_core::session::SessionError>(())
//! ```

pub use crate::codes::{MessageState, Npi, RegisteredDelivery, RetryClass, SmscReceipt, Ton};
pub use crate::link::{Link, Turn};
pub use crate::message::correlate::{
    Correlation, Correlator, CorrelatorConfig, DroppedId, DroppedReason, End, Ended, IdSlot, PartNumber,
};
pub use crate::message::reassemble::{Inserted, MessageSlot, Reassembler};
pub use crate::message::receipt::{NewReceipt, Receipt, ReceiptDialect, ReceiptFormat};
pub use crate::message::segment::{MAX_USER_DATA, SegmentTlvs, Segmenter};
pub use crate::message::text::DataCodings;
pub use crate::pdu::{
    Address, BindReceiver, BindTransceiver, BindTransmitter, DataSm, DataSmResp, DeliverSm, DeliverSmResp,
    SubmitSm, SubmitSmResp,
};
pub use crate::session::{Backoff, Config, Event, Outcome, Pacer, Session, Side, Slot, Token, bind_info};
pub use crate::timestamp::DateTime;
pub use crate::{CommandId, CommandStatus, Duration, Encode, Instant, RawPdu, Rules, Tlv, Version};
