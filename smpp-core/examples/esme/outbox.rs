//! What to send: the text, again and again, part by part.

use crate::args::{Address, Args, SpokenVersion};
use smpp_core::codes::{RegisteredDelivery, SmscReceipt};
use smpp_core::message::segment::{MAX_USER_DATA, Parts, Split, SplitError};
use smpp_core::pdu::SubmitSm;

pub(crate) struct Outbox<'a> {
    text: &'a str,
    template: SubmitSm<'a>,
    /// Messages not begun.
    left: u64,
    /// How messages are cut, with the reference that the parts of this one share.
    split: Split,
    parts: Option<Parts<'a>>,
    parts_of_each: u8,
    /// Messages all of whose parts went out.
    pub(crate) sent: u64,
    buffer: [u8; MAX_USER_DATA],
}

impl<'a> Outbox<'a> {
    /// # Errors
    /// The text is too long for 255 parts.
    pub(crate) fn new(args: &'a Args) -> Result<Self, SplitError> {
        let text = args.text.as_deref().unwrap_or_default();
        let from = Address::new(args.from.as_ref(), args.from_ton, args.from_npi);
        let to = Address::new(args.to.as_ref(), args.to_ton, args.to_npi);
        let receipt = if args.wants_receipts() { SmscReceipt::SUCCESS_OR_FAILURE } else { SmscReceipt::NONE };
        let template = SubmitSm {
            source_addr_ton: from.ton,
            source_addr_npi: from.npi,
            source_addr: from.digits.into(),
            dest_addr_ton: to.ton,
            dest_addr_npi: to.npi,
            destination_addr: to.digits.into(),
            registered_delivery: RegisteredDelivery::default().with_smsc_receipt(receipt),
            ..SubmitSm::default()
        };
        // 3.3 has 140 octets for short_message, header included.
        let max_short_message = match args.version {
            SpokenVersion::V33 => 140,
            _ => Split::DEFAULT.max_short_message,
        };
        let split = Split { max_short_message, ..Split::DEFAULT };
        let parts_of_each = split.plan(text)?.parts();
        let buffer = [0; MAX_USER_DATA];
        Ok(Self { text, template, left: args.count, split, parts: None, parts_of_each, sent: 0, buffer })
    }

    /// How many submit_sm all of it takes.
    pub(crate) fn parts_in_all(&self) -> u64 {
        self.sent
            .saturating_add(self.left)
            .saturating_add(u64::from(self.parts.is_some()))
            .saturating_mul(self.parts_of_each.into())
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.left == 0 && self.parts.is_none()
    }

    /// The next part, for as long as there is one.
    pub(crate) fn next(&mut self) -> Result<Option<SubmitSm<'_>>, SplitError> {
        if self.parts.is_none() && self.left > 0 {
            self.left = self.left.saturating_sub(1);
            self.split.reference = self.split.reference.wrapping_add(1);
            self.parts = Some(self.split.plan(self.text)?.start());
        }
        let Some(parts) = &mut self.parts else { return Ok(None) };
        let Some(part) = parts.next_into(&mut self.buffer)? else { return Ok(None) };
        if part.number == part.total {
            self.parts = None;
            self.sent = self.sent.saturating_add(1);
        }
        Ok(Some(SubmitSm {
            esm_class: part.esm_class(),
            data_coding: part.data_coding,
            short_message: part.user_data,
            ..self.template
        }))
    }
}
