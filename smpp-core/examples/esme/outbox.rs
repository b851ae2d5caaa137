//! The messages to send: the text, repeated, part by part.

use crate::args::{Address, Args};
use smpp_core::codes::{DataCoding, EsmClass, RegisteredDelivery, SmscReceipt};
use smpp_core::message::correlate::PartNumber;
use smpp_core::message::segment::{MAX_USER_DATA, Segment, SegmentError, Segmenter, Segments};
use smpp_core::pdu::SubmitSm;
use smpp_core::profile::Profile;
use smpp_core::{COctetString, Tlv, Version};
use std::hash::{BuildHasher, RandomState};

/// Identifies a part of a message, with everything needed to write it again.
#[derive(Clone, Copy)]
pub(crate) struct PartId {
    /// The number of the message, from 0.
    pub(crate) message: u64,
    /// The number of the part, from 1.
    number: u8,
    /// The number of parts.
    total: u8,
}

impl PartId {
    /// For the user, who counts from 1.
    pub(crate) fn name(self) -> String {
        let Self { message, number, total } = self;
        match total {
            1 => format!("message {}", message.saturating_add(1)),
            _ => format!("message {}, part {number} of {total}", message.saturating_add(1)),
        }
    }

    /// The part number and the number of parts.
    pub(crate) const fn part(self) -> PartNumber {
        PartNumber::new(self.number, self.total)
    }
}

/// Why nothing can be sent.
pub(crate) enum Unsendable {
    /// The text cannot be split into parts.
    Text(SegmentError),
    /// The provider would refuse it; one line for the user.
    Provider(String),
}

pub(crate) struct Outbox<'a> {
    text: &'a str,
    template: SubmitSm<'a>,
    /// Number of messages not started.
    left: u64,
    /// How to split messages, with the reference number of the first one.
    segmenter: Segmenter,
    /// The current message and its remaining parts.
    parts: Option<(u64, Segments<'a>)>,
    /// Number of messages started.
    begun: u64,
    parts_of_each: u8,
    /// Number of messages whose parts were all sent.
    pub(crate) sent: u64,
    buffer: [u8; MAX_USER_DATA],
}

impl<'a> Outbox<'a> {
    /// # Errors
    /// The text needs more than 255 segments, or the profile does not allow the sender or the alphabet.
    pub(crate) fn new(args: &'a Args, tlvs: &'a [Tlv<'a>]) -> Result<Self, Unsendable> {
        let text = args.text.as_deref().unwrap_or_default();
        let refused = |profile: &Profile, why: &str| Unsendable::Provider(format!("{}: {why}", profile.name));
        let from = args.sender().map_err(|error| {
            refused(args.profile.unwrap_or(&Profile::GENERIC), &format!("--from: {error}"))
        })?;
        let to = Address::new(args.to.as_ref(), args.to_ton, args.to_npi);
        let receipt = if args.wants_receipts() { SmscReceipt::SUCCESS_OR_FAILURE } else { SmscReceipt::NONE };
        let template = SubmitSm {
            source_addr_ton: from.ton,
            source_addr_npi: from.npi,
            source_addr: from.digits.into(),
            dest_addr_ton: to.ton,
            dest_addr_npi: to.npi,
            destination_addr: to.digits.into(),
            registered_delivery: RegisteredDelivery::default()
                .with_smsc_receipt(receipt)
                .with_intermediate_notification(args.intermediate),
            tlvs: tlvs.into(),
            ..SubmitSm::default()
        };
        let segmenter = args.profile.map_or(Segmenter::DEFAULT, Profile::segmenter);
        let max_octets = most_octets(segmenter, args.spoken_version());
        // A phone joins parts with the same reference, so do not reuse the one of the previous run.
        let [high, low, ..] = RandomState::new().hash_one(0).to_be_bytes();
        let reference = u16::from_be_bytes([high, low]);
        let segmenter = args.cut.applied(Segmenter { max_octets, reference, ..segmenter });
        let plan = segmenter.plan(text).map_err(Unsendable::Text)?;
        let parts_of_each = plan.total();
        let data_coding = DataCoding(plan.data_coding());
        if let Some(profile) =
            args.profile.filter(|profile| !profile.accepted_data_codings.contains(&data_coding))
        {
            return Err(refused(profile, &format!("data_coding {data_coding} is not accepted")));
        }
        let buffer = [0; MAX_USER_DATA];
        Ok(Self {
            text,
            segmenter,
            template,
            left: args.count,
            parts: None,
            begun: 0,
            parts_of_each,
            sent: 0,
            buffer,
        })
    }

    /// Total number of messages.
    pub(crate) fn messages(&self) -> u64 {
        self.begun.saturating_add(self.left)
    }

    /// The destination of the messages.
    pub(crate) fn destination(&self) -> COctetString<'a> {
        self.template.destination_addr
    }

    /// Total number of submit_sm.
    pub(crate) fn parts_in_all(&self) -> u64 {
        self.messages().saturating_mul(self.parts_of_each.into())
    }

    /// Cuts the messages for a server that speaks this version, unless the first has begun.
    ///
    /// # Errors
    /// The text needs more than 255 segments.
    pub(crate) fn fit(&mut self, version: Version) -> Result<(), SegmentError> {
        if self.begun == 0 {
            self.segmenter.max_octets = most_octets(self.segmenter, version);
            self.parts_of_each = self.segmenter.plan(self.text)?.total();
        }
        Ok(())
    }

    /// Called when a part that [`next`](Self::next) returned is on its way.
    pub(crate) fn went(&mut self, part: PartId) {
        if part.number == part.total {
            self.sent = self.sent.saturating_add(1);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.left == 0 && self.parts.is_none()
    }

    /// The next part, if there is one.
    pub(crate) fn next(&mut self) -> Result<Option<(PartId, SubmitSm<'_>)>, SegmentError> {
        if self.parts.is_none() && self.left > 0 {
            self.left = self.left.saturating_sub(1);
            self.parts = Some((self.begun, self.parts_of(self.begun)?));
            self.begun = self.begun.saturating_add(1);
        }
        let Some((message, parts)) = &mut self.parts else { return Ok(None) };
        let message = *message;
        let Some(part) = parts.next_into(&mut self.buffer)? else { return Ok(None) };
        if part.number == part.total {
            self.parts = None;
        }
        Ok(Some((
            PartId { message, number: part.number, total: part.total },
            submit_sm(&part, &self.template),
        )))
    }

    /// A part that was sent before.
    pub(crate) fn again(&mut self, id: PartId) -> Result<Option<SubmitSm<'_>>, SegmentError> {
        let mut parts = self.parts_of(id.message)?;
        for _ in 1..id.number {
            parts.next_into(&mut self.buffer)?;
        }
        let part = parts.next_into(&mut self.buffer)?;
        Ok(part.map(|part| submit_sm(&part, &self.template)))
    }

    /// The parts of a message, with its own reference number.
    fn parts_of(&self, message: u64) -> Result<Segments<'a>, SegmentError> {
        let [.., high, low] = message.to_be_bytes();
        let reference = self.segmenter.reference.wrapping_add(u16::from_be_bytes([high, low]));
        Ok(Segmenter { reference, ..self.segmenter }.plan(self.text)?.segments())
    }
}

/// 3.3 allows 140 octets for short_message, including the UDH.
fn most_octets(segmenter: Segmenter, version: Version) -> usize {
    if version == Version::V33 { segmenter.max_octets.min(140) } else { segmenter.max_octets }
}

fn submit_sm<'b>(segment: &Segment<'b>, template: &SubmitSm<'b>) -> SubmitSm<'b> {
    SubmitSm {
        esm_class: EsmClass::default().with_udhi(segment.has_header()),
        data_coding: DataCoding(segment.data_coding()),
        short_message: segment.user_data,
        ..*template
    }
}
