//! What a receipt says, and where it says so.

use super::part::{Name, Part};
use super::walk::Walk;
use crate::codes::Finality;
use crate::message::receipt::{ErrorValue, FactSource, Receipt, ReceiptKind};
use crate::tlv::Tag;
use core::fmt;

/// A statement about a receipt.
#[derive(Clone, Copy)]
pub(super) struct Stated<'r> {
    receipt: &'r Receipt<'r>,
    what: What,
}

#[derive(Clone, Copy)]
enum What {
    Kind,
    Id,
    State,
    Error,
}

impl<'w> Walk<'w> {
    /// The rows about a receipt: without octets, since they combine several fields.
    pub(super) fn facts(&mut self, receipt: &Receipt<'w>) {
        let stated = |what| Part::Stated(Stated { receipt, what });
        self.row(&[], 0, Name::Standard("receipt"), stated(What::Kind), None);
        if receipt.message_id().is_some() {
            self.row(&[], 1, Name::Standard("id of the message"), stated(What::Id), None);
        }
        if receipt.state().is_some() {
            self.row(&[], 1, Name::Standard("state"), stated(What::State), None);
        }
        if receipt.error().is_some() {
            self.row(&[], 1, Name::Standard("error"), stated(What::Error), None);
        }
    }
}

impl Stated<'_> {
    pub(super) fn write_value(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let receipt = self.receipt;
        match self.what {
            What::Kind => f.write_str(match receipt.kind {
                ReceiptKind::Receipt => "delivery receipt",
                ReceiptKind::Intermediate => "intermediate notification",
                ReceiptKind::DeliveryAcknowledgement => "delivery acknowledgement",
                ReceiptKind::UserAcknowledgement => "user acknowledgement",
                ReceiptKind::Unmarked => "looks like one",
                ReceiptKind::None => "none",
            }),
            What::Id => {
                receipt.message_id().map_or(Ok(()), |id| write!(f, "\"{}\"", id.value.escape_ascii()))
            }
            What::State => receipt.state().map_or(Ok(()), |state| write!(f, "{}", state.value)),
            What::Error => receipt.error().map_or(Ok(()), |error| write_error(&error.value, f)),
        }
    }

    pub(super) fn write_meaning(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let receipt = self.receipt;
        match self.what {
            What::Kind if receipt.kind == ReceiptKind::Unmarked && !receipt.is_trusted() => f.write_str(
                "not trusted: esm_class does not mark it, and any subscriber can send such a text",
            ),
            What::Kind => f.write_str(match receipt.finality() {
                Finality::Final => "final: no other receipt follows",
                Finality::Provisional => "provisional: another receipt may follow",
                Finality::Pending => "the message has not ended",
            }),
            What::Id => {
                let ids = receipt.message_ids();
                let first = receipt.message_id().map(|id| id.source);
                write_sources(first, ids, receipt.ids_agree(), Tag::RECEIPTED_MESSAGE_ID, f, |id, f| {
                    write!(f, "\"{}\"", id.escape_ascii())
                })
            }
            What::State => {
                let states = receipt.states();
                let first = receipt.state().map(|state| state.source);
                write_sources(first, states, receipt.states_agree(), Tag::MESSAGE_STATE, f, |state, f| {
                    write!(f, "{state}")
                })
            }
            What::Error => {
                let errors = receipt.errors();
                let first = receipt.error().map(|error| error.source);
                let tag = Tag::NETWORK_ERROR_CODE;
                write_sources(first, errors, receipt.errors_agree(), tag, f, write_error)?;
                receipt.known_error().map_or(Ok(()), |error| write!(f, ": {}", error.meaning))
            }
        }
    }
}

fn write_error(error: &ErrorValue<'_>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match error {
        ErrorValue::Network(error) => write!(f, "{} of the network {}", error.code, error.network),
        ErrorValue::Integer(number) => write!(f, "{number}"),
        ErrorValue::Text(text) => write!(f, "\"{}\"", text.escape_ascii()),
        ErrorValue::Octets(octets) => write!(f, "{}", crate::wire::Hex(octets)),
    }
}

/// Writes the source of a fact, and the values from the other sources.
fn write_sources<T>(
    first: Option<FactSource>,
    all: impl Iterator<Item = (FactSource, T)>,
    agree: Option<bool>,
    tag: Tag,
    f: &mut fmt::Formatter<'_>,
    write_value: impl Fn(&T, &mut fmt::Formatter<'_>) -> fmt::Result,
) -> fmt::Result {
    let Some(first) = first else { return Ok(()) };
    write!(f, "from {}", Source(first, tag))?;
    for (source, value) in all.filter(|(source, _)| *source != first) {
        write!(f, "; ")?;
        write_value(&value, f)?;
        write!(f, " in {}", Source(source, tag))?;
    }
    f.write_str(match agree {
        Some(true) => ", the same",
        Some(false) => ": they differ",
        None => "",
    })
}

/// A source in words.
struct Source(FactSource, Tag);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            FactSource::Tlv => write!(f, "the TLV {}", self.1.name().unwrap_or_default()),
            FactSource::VendorTlv(tag) => write!(f, "the TLV {tag}"),
            FactSource::Text => f.write_str("the text"),
        }
    }
}
