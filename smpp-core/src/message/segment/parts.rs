//! Writes the parts one by one.

use super::body::Body;
use super::error::SplitError;
use super::plan::{NO_ELEMENTS, Plan};
use super::split::Carriage;
use crate::codes::{DataCoding, EsmClass};
use crate::debug::debug_fields;
use crate::message::udh;
use crate::pdu::{DataSm, SubmitSm};
use crate::tlv::{Tlv, Tlvs};
use smpp_gsm7::{Fill, Padding, ucs2};

impl<'t> Plan<'t> {
    /// Starts writing the parts.
    pub const fn start(&self) -> Parts<'t> {
        Parts { plan: *self, rest: self.body, number: 0 }
    }
}

/// The parts of a message, in order.
#[derive(Clone, Debug)]
pub struct Parts<'t> {
    plan: Plan<'t>,
    rest: Body<'t>,
    number: u8,
}

impl<'t> Parts<'t> {
    /// Writes the user data of the next part to the front of `out`. Returns `None` after the last part.
    /// [`MAX_USER_DATA`](super::MAX_USER_DATA) octets are enough for any part; a message sent in one piece may
    /// need more.
    ///
    /// # Errors
    /// The buffer is too small: call again with a larger one.
    pub fn next_into<'b>(&mut self, out: &'b mut [u8]) -> Result<Option<Part<'b>>, SplitError> {
        let plan = self.plan;
        if self.number == plan.parts {
            return Ok(None);
        }
        let number = self.number.saturating_add(1);
        let several = plan.parts > 1;
        let sar = several && plan.split.carriage == Carriage::Sar;
        let in_header = (several && !sar).then(|| plan.split.part_header(plan.parts, number));
        let mut elements = NO_ELEMENTS;
        let elements = plan.elements(in_header, &mut elements);
        let header = match elements {
            [] => 0,
            elements => udh::write(elements.iter().copied(), out).map_err(|_| SplitError::NoRoom)?,
        };
        let (_, space) = out.split_at_mut_checked(header).ok_or(SplitError::NoRoom)?;
        let (text, rest) = self.write_text(space, header)?;
        self.rest = rest;
        self.number = number;
        let user_data = out.get(..header.saturating_add(text)).ok_or(SplitError::NoRoom)?;
        let data_coding = plan.data_coding();
        let reference = if sar { plan.split.reference } else { plan.split.part_header(0, 0).reference };
        let mut part = Part {
            number,
            total: plan.parts,
            reference,
            user_data,
            header,
            data_coding,
            payload: false,
            tlvs: [Tlv::sar_msg_ref_num(0); 3],
            tlv_count: 0,
        };
        if sar {
            part.tlvs = [
                Tlv::sar_msg_ref_num(reference),
                Tlv::sar_total_segments(plan.parts),
                Tlv::sar_segment_seqnum(number),
            ];
            part.tlv_count = 3;
        }
        if let Carriage::Payload { .. } = plan.split.carriage {
            part.payload = true;
            part.tlvs = [Tlv::message_payload(user_data); 3];
            part.tlv_count = 1;
        }
        Ok(Some(part))
    }

    /// Writes the text of one part. Returns the number of octets and the rest.
    fn write_text(&self, out: &mut [u8], header: usize) -> Result<(usize, Body<'t>), SplitError> {
        let plan = &self.plan;
        let encoder = &plan.split.encoder;
        let rest = self.rest.after(&plan.split, plan.room)?;
        let taken = self.rest.len().saturating_sub(rest.len());
        let written = match self.rest {
            Body::Gsm7(text) => {
                let text = text.get(..taken).unwrap_or_default();
                if plan.split.packed {
                    let fill = Fill::after_header(header);
                    encoder.encode_packed(text, fill, Padding::Zero, out).map(|done| done.octets)
                } else {
                    encoder.encode(text, out).map(|done| done.septets)
                }
                .map_err(|_| SplitError::NoRoom)?
            }
            Body::Ucs2(text) => {
                ucs2::encode(text.get(..taken).unwrap_or_default(), out).map_err(|_| SplitError::NoRoom)?
            }
            Body::Octets(octets) => {
                let octets = octets.get(..taken).unwrap_or_default();
                let out = out.get_mut(..taken).ok_or(SplitError::NoRoom)?;
                for (to, from) in out.iter_mut().zip(octets) {
                    *to = *from;
                }
                taken
            }
        };
        Ok((written, rest))
    }
}

/// One part, ready to send.
#[derive(Clone, Copy)]
pub struct Part<'b> {
    /// The number of this part, from 1.
    pub number: u8,
    /// The number of parts.
    pub total: u8,
    /// The reference number as sent: the lower 8 bits of that in [`Split`](super::Split), or all 16.
    pub reference: u16,
    /// Header and text, for short_message or message_payload.
    pub user_data: &'b [u8],
    /// Length of the header in `user_data`, including the length octet; 0 without a header.
    pub header: usize,
    /// The value for `data_coding`.
    pub data_coding: DataCoding,
    payload: bool,
    tlvs: [Tlv<'b>; 3],
    tlv_count: u8,
}
debug_fields!(Part<'_> { number total reference user_data header data_coding payload tlvs tlv_count });

impl<'b> Part<'b> {
    /// The value for `esm_class`: the UDH indicator, if there is a header.
    pub const fn esm_class(&self) -> EsmClass {
        EsmClass(0).with_udhi(self.header > 0)
    }

    /// The TLVs that carry the part: three for SAR, one message_payload, or none.
    pub fn tlvs(&self) -> &[Tlv<'b>] {
        self.tlvs.get(..usize::from(self.tlv_count)).unwrap_or_default()
    }

    /// A submit_sm with `esm_class`, `data_coding`, `short_message` and `tlvs` set. Fill in the other fields.
    pub fn submit_sm(&self) -> SubmitSm<'_> {
        SubmitSm { tlvs: self.tlvs().into(), ..self.without_tlvs() }
    }

    /// A data_sm with `esm_class` and `data_coding` set. data_sm carries its text in message_payload, so the
    /// TLVs are written to `tlvs`.
    pub fn data_sm<'p>(&'p self, tlvs: &'p mut [Tlv<'b>; 4]) -> DataSm<'p> {
        let others = if self.payload { &[] } else { self.tlvs() };
        let mut count = 0_usize;
        let all = core::iter::once(Tlv::message_payload(self.user_data)).chain(others.iter().copied());
        for (slot, tlv) in tlvs.iter_mut().zip(all) {
            *slot = tlv;
            count = count.wrapping_add(1);
        }
        let tlvs: &[Tlv<'_>] = tlvs.get(..count).unwrap_or_default();
        DataSm {
            esm_class: self.esm_class(),
            data_coding: self.data_coding,
            tlvs: tlvs.into(),
            ..DataSm::default()
        }
    }

    pub(in crate::message) fn without_tlvs(&self) -> SubmitSm<'b> {
        SubmitSm {
            esm_class: self.esm_class(),
            data_coding: self.data_coding,
            short_message: if self.payload { &[] } else { self.user_data },
            tlvs: Tlvs::EMPTY,
            ..SubmitSm::default()
        }
    }
}
