//! What a message centre sends: messages and receipts, to be acknowledged once they are stored.

use crate::answer::{AnswerError, Responder, Verdict};
use crate::message::Address;
use crate::outcome::MessageId;
use crate::pdu::OwnedPdu;
use crate::receipts::Submission;
use futures_core::Stream;
use smpp_core::codes::{Finality, MessageState};
use smpp_core::message::correlate::{DroppedReason, MessageStatus, Update};
use smpp_core::message::receipt::{self, ReceiptDialect};
use smpp_core::pdu::{DataSm, DataSmResp, DeliverSm, DeliverSmResp};
use smpp_core::session::SessionError;
use smpp_core::{CommandId, CommandStatus, Rules};
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::sync::mpsc;

/// What arrives at a client.
#[derive(Debug)]
#[non_exhaustive]
pub enum Incoming {
    /// A message from a subscriber, or another message that is not a receipt.
    Message(Delivery),
    /// A receipt.
    Receipt(Receipt),
    /// News about a message, which needs no acknowledgement.
    Notice(Notice),
}

/// News about a message or a bind.
#[derive(Debug)]
#[non_exhaustive]
pub enum Notice {
    /// No receipt will be matched to this id any more. A message is reported once, with the first of its ids.
    NoReceipt {
        /// [`Message::key`](crate::Message::key).
        key: u64,
        /// The id of the segment.
        message_id: MessageId,
        /// The last state that was reported.
        state: Option<MessageState>,
        /// Why: no receipt came in time, the client remembers too many ids, the message centre has used the id again, or
        /// the client has ended.
        reason: DroppedReason,
    },
    /// The message centre accepted a segment, but its response came after the timeout, when the message was already
    /// [unknown](crate::Failure::Unknown). Receipts for the segment have the key. The segments after it were not sent.
    AcceptedLate {
        /// [`Message::key`](crate::Message::key).
        key: u64,
        /// The number of the segment, from 1.
        number: u8,
        /// How many segments the message has.
        total: u8,
        /// The id of the segment.
        message_id: MessageId,
    },
    /// The message centre refused a segment, but its response came after the timeout, when the message was already
    /// [unknown](crate::Failure::Unknown). Neither it nor the segments after it will be
    /// delivered, so it is safe to send the message again.
    RefusedLate {
        /// [`Message::key`](crate::Message::key).
        key: u64,
        /// The number of the segment, from 1.
        number: u8,
        /// How many segments the message has.
        total: u8,
        /// The status.
        status: CommandStatus,
    },
    /// The message centre refused a bind, and will refuse it again until somebody corrects the account or the
    /// configuration: see
    /// [`bind_retry_class`](smpp_core::CommandStatus::bind_retry_class). The client tries it again every
    /// [`ClientConfig::reconnect_longest`](crate::ClientConfig::reconnect_longest).
    BindRefused {
        /// The status.
        status: CommandStatus,
    },
    /// A bind cannot be encoded, for example because the password is longer than SMPP allows. The client does not
    /// try it again.
    BindInvalid {
        /// Why.
        error: SessionError,
    },
    /// A receipt that was delivered without a key belongs to this message: the response with its id came late.
    /// Or a segment was accepted without an id, so no receipt can be matched to it: it counts as UNKNOWN.
    LateMatch {
        /// [`Message::key`](crate::Message::key).
        key: u64,
        /// The state of the whole message.
        message: MessageStatus,
    },
}

/// The stream of what arrives at a client. Dropping it refuses everything with a temporary error.
///
/// ```
/// use tokio_smpp::{Inbox, Incoming, Notice};
///
/// async fn receive(mut inbox: Inbox) {
///     while let Some(item) = inbox.next().await {
///         match item {
///             Incoming::Receipt(receipt) => {
///                 println!("message {:?} is {:?}", receipt.key(), receipt.state());
///                 // Store it, then acknowledge it. If that fails, it comes again.
///                 let _ = receipt.stored();
///             }
///             Incoming::Message(message) => {
///                 println!("{} wrote {:?}", message.source().addr, message.text());
///                 let _ = message.stored();
///             }
///             Incoming::Notice(Notice::NoReceipt { key, .. }) => println!("message {key}: no receipt"),
///             _ => {}
///         }
///     }
/// }
/// ```
#[derive(Debug)]
pub struct Inbox(pub(crate) mpsc::Receiver<Incoming>);

impl Inbox {
    /// Waits for the next item. Returns `None` once the client has shut down and everything was taken.
    ///
    /// Cancel safe: if the future is dropped, nothing is lost.
    pub async fn next(&mut self) -> Option<Incoming> {
        self.0.recv().await
    }
}

impl Stream for Inbox {
    type Item = Incoming;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Incoming>> {
        self.0.poll_recv(context)
    }
}

/// A deliver_sm or data_sm that waits for its acknowledgement. If it is dropped, the message centre gets a temporary
/// error and sends it again.
#[derive(Debug)]
pub struct Delivery {
    pdu: OwnedPdu,
    responder: Responder,
    dialect: ReceiptDialect,
}

impl Delivery {
    pub(crate) fn new(pdu: OwnedPdu, responder: Responder, dialect: ReceiptDialect) -> Self {
        Self { pdu, responder, dialect }
    }

    /// The PDU, for fields and TLVs that have no method here.
    pub fn pdu(&self) -> &OwnedPdu {
        &self.pdu
    }

    /// The sender.
    pub fn source(&self) -> Address {
        self.pdu.contents().map(|contents| contents.source).unwrap_or_default()
    }

    /// The recipient.
    pub fn destination(&self) -> Address {
        self.pdu.contents().map(|contents| contents.destination).unwrap_or_default()
    }

    /// The text, if the message is one. Of a long message it is the text of one segment: to join them, use
    /// [`DeliverSm::fragment`] and [`reassemble`](smpp_core::message::reassemble).
    pub fn text(&self) -> Option<String> {
        self.pdu.contents()?.text(&self.dialect.data_codings)
    }

    /// Acknowledges the message, after which the message centre forgets it: store it first.
    ///
    /// # Errors
    /// The connection is gone. The message centre will send the message again.
    pub fn stored(self) -> Result<(), AnswerError> {
        if self.pdu.command_id() == CommandId::DATA_SM {
            self.responder.reply(&DataSmResp::default(), Rules::AS_IS)
        } else {
            self.responder.reply(&DeliverSmResp::default(), Rules::AS_IS)
        }
    }

    /// Refuses the message. Most message centres send it again after a temporary status such as ESME_RX_T_APPN, and
    /// drop it after ESME_RX_P_APPN or ESME_RX_R_APPN.
    ///
    /// # Errors
    /// The connection is gone. The message centre will send the message again.
    pub fn refuse(self, status: CommandStatus) -> Result<(), AnswerError> {
        self.responder.answer(Verdict::Refuse(status))
    }

    /// Reads the message as a receipt.
    pub(crate) fn read_receipt<T>(&self, read: impl FnOnce(&receipt::Receipt<'_>) -> T) -> Option<T> {
        let mut scratch = [0; 1024];
        if let Ok(sm) = self.pdu.decode::<DeliverSm<'_>>() {
            return Some(read(&receipt::Receipt::from_deliver_sm(&sm, self.dialect, &mut scratch)));
        }
        let sm = self.pdu.decode::<DataSm<'_>>().ok()?;
        Some(read(&receipt::Receipt::from_data_sm(&sm, self.dialect, &mut scratch)))
    }
}

/// A delivery receipt that waits for its acknowledgement.
#[derive(Debug)]
pub struct Receipt {
    delivery: Delivery,
    summary: Summary,
    matched: Option<Matched>,
}

/// What a receipt says.
#[derive(Debug)]
pub(crate) struct Summary {
    message_id: Option<MessageId>,
    state: Option<MessageState>,
    finality: Finality,
}

/// The message of a receipt.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Matched {
    key: u64,
    message: Option<MessageStatus>,
}

impl Matched {
    /// The receipt has changed the state of its message.
    pub(crate) fn by(update: &Update<Submission>) -> Self {
        Self { key: update.value.key, message: Some(update.message) }
    }

    /// The receipt says nothing new.
    pub(crate) fn again(submission: Submission) -> Self {
        Self { key: submission.key, message: None }
    }
}

impl Receipt {
    pub(crate) fn new(delivery: Delivery, summary: Summary) -> Self {
        Self { delivery, summary, matched: None }
    }

    pub(crate) fn summary(receipt: &receipt::Receipt<'_>) -> Summary {
        Summary {
            message_id: receipt.message_id().map(|id| MessageId::new(id.value)),
            state: receipt.state().map(|state| state.value),
            finality: receipt.finality(),
        }
    }

    pub(crate) fn with(self, matched: Matched) -> Incoming {
        Incoming::Receipt(Self { matched: Some(matched), ..self })
    }

    pub(crate) fn into_delivery(self) -> Delivery {
        self.delivery
    }

    pub(crate) fn has_id(&self, is_it: impl FnOnce(&[u8]) -> bool) -> bool {
        self.summary.message_id.as_ref().is_some_and(|id| is_it(id.as_bytes()))
    }

    /// [`Message::key`](crate::Message::key) of its message. `None` if the id is unknown, for example because
    /// another process has submitted the message.
    pub fn key(&self) -> Option<u64> {
        self.matched.map(|matched| matched.key)
    }

    /// The id of the message.
    pub fn message_id(&self) -> Option<&MessageId> {
        self.summary.message_id.as_ref()
    }

    /// The state of the message, or of its segment.
    pub fn state(&self) -> Option<MessageState> {
        self.summary.state
    }

    /// Whether this receipt is the last one for the message or its segment.
    pub fn finality(&self) -> Finality {
        self.summary.finality
    }

    /// The state of the whole message, with all its segments. `None` if the receipt has changed nothing: it repeats
    /// an earlier one, or its message is unknown.
    pub fn message(&self) -> Option<MessageStatus> {
        self.matched.and_then(|matched| matched.message)
    }

    /// The sender of the receipt, which is the recipient of the message.
    pub fn source(&self) -> Address {
        self.delivery.source()
    }

    /// The PDU.
    pub fn pdu(&self) -> &OwnedPdu {
        self.delivery.pdu()
    }

    /// Reads the whole receipt, with dates, error codes and vendor TLVs.
    pub fn read<T>(&self, read: impl FnOnce(&receipt::Receipt<'_>) -> T) -> Option<T> {
        self.delivery.read_receipt(read)
    }

    /// Acknowledges the receipt; see [`Delivery::stored`].
    ///
    /// # Errors
    /// The connection is gone. The message centre will send the receipt again.
    pub fn stored(self) -> Result<(), AnswerError> {
        self.delivery.stored()
    }

    /// Refuses the receipt; see [`Delivery::refuse`].
    ///
    /// # Errors
    /// The connection is gone. The message centre will send the receipt again.
    pub fn refuse(self, status: CommandStatus) -> Result<(), AnswerError> {
        self.delivery.refuse(status)
    }
}
