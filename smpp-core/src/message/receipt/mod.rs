//! Delivery receipts: reads every known format, and writes the format of v3.4 Appendix B.
//!
//! Reading never fails. [`ReceiptText`] contains the fields of the text and everything else in it. [`Receipt`]
//! combines the text and the TLVs of a PDU, and keeps the source of each fact.
//!
//! Any subscriber can send a text that looks like a receipt. [`Receipt::is_trusted`] distinguishes receipts from
//! such texts. [`Receipt::finality`] says whether a receipt ends its message; for an untrusted text it is
//! [`Finality::Pending`](crate::codes::Finality::Pending). [`ReceiptRules`] has the settings for providers that need
//! other rules.
//!
//! ```
//! use smpp_core::codes::{EsmClass, MessageState};
//! use smpp_core::message::receipt::{Receipt, ReceiptDialect, ReceiptKind, FactSource};
//! use smpp_core::pdu::DeliverSm;
//! use smpp_core::tlv::Tlv;
//!
//! let tlvs = [Tlv::receipted_message_id("70BA8A69".into())];
//! let deliver_sm = DeliverSm {
//!     esm_class: EsmClass(0x04),
//!     short_message: b"id:1891273321 sub:001 dlvrd:001 submit date:2611221011 done date:2611221012 \
//!                      stat:DELIVRD err:000 Text:Hello",
//!     tlvs: (&tlvs).into(),
//!     ..DeliverSm::default()
//! };
//! let receipt = Receipt::from_deliver_sm(&deliver_sm, ReceiptDialect::DEFAULT, &mut []);
//! assert_eq!(receipt.kind, ReceiptKind::Receipt);
//! let id = receipt.message_id().unwrap();
//! assert_eq!((id.value, id.source), (&b"70BA8A69"[..], FactSource::Tlv));
//! assert_eq!(id.other, Some(&b"1891273321"[..]));
//! assert_eq!(receipt.ids_agree(), Some(true)); // hexadecimal and decimal of one number
//! assert_eq!(receipt.state().unwrap().value, MessageState::DELIVERED);
//! assert!(receipt.is_final());
//! ```

mod appendix_b;
mod body;
mod date;
mod dialect;
mod id;
mod lexer;
mod parser;
mod pdu;
mod words;
mod write;

pub use date::{DateReading, ReceiptDate};
pub use dialect::{
    ErrorClass, ErrorCode, ErrorValue, Fact, FactSource, ReceiptDialect, ReceiptRules, VendorFormat,
    VendorMeaning, VendorTlv, VendorValue,
};
pub(crate) use id::{Digits, LIMBS, bare, is_cut, number};
pub use id::{IdBase, ids_match};
pub(crate) use lexer::unquoted;
pub use parser::ReceiptText;
pub use pdu::{Receipt, ReceiptKind};
pub use write::{NewReceipt, ReceiptFormat, ReceiptTlvs, ReceiptWriteError, ReceiptWriteErrorKind};
