//! Text to segments, and back.

use crate::error::{Result, outcome, smpp_error};
use crate::message::smpp_message;
use crate::pointer::{Place, octets_mut, read, text};
use core::ffi::c_char;
use smpp_core::codes::EsmClass;
use smpp_core::message::segment::{Plan, Segmenter};
use smpp_core::message::text::DataCodings;
use smpp_core::message::udh::Width;

fn plan(text: &str, reference: u16) -> Result<Plan<'_>> {
    Ok(Segmenter { reference, ..Segmenter::DEFAULT }.plan(text)?)
}

/// Stores in *total how many segments a text in UTF-8 needs: 1 if it fits into one message. The text is sent in GSM
/// 7-bit if possible, otherwise in UCS2.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_text_segments(data: *const c_char, len: usize, total: *mut u8) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes text of this length.
        let text = unsafe { text(data, len) }?;
        // SAFETY: the caller passes NULL or room for the number.
        let place = unsafe { Place::new(total) }?;
        place.put(plan(text, 0)?.total());
        Ok(())
    };
    outcome(run())
}

/// Writes one segment of a text in UTF-8 to buffer, for which SMPP_SEGMENT_SIZE octets are enough, and makes
/// message->short_message point to it. Also sets data_coding and, if there is a UDH, the UDH indicator in esm_class.
/// number counts from 1. Use one reference for all segments of a text, and a different one for the next text.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_text_segment(
    data: *const c_char,
    len: usize,
    reference: u8,
    number: u8,
    buffer: *mut u8,
    size: usize,
    message: *mut smpp_message,
) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes text of this length.
        let text = unsafe { text(data, len) }?;
        // SAFETY: the caller passes a buffer of this size.
        let buffer = unsafe { octets_mut(buffer, size) }?;
        // SAFETY: the caller passes NULL or a message.
        let fields = unsafe { read(message) }?;
        // SAFETY: as above.
        let place = unsafe { Place::new(message) }?;
        let mut segments = plan(text, reference.into())?.segments();
        while let Some(segment) = segments.next_into(buffer)? {
            if segment.number == number {
                place.put(smpp_message {
                    esm_class: EsmClass(fields.esm_class).with_udhi(segment.has_header()).0,
                    data_coding: segment.data_coding(),
                    short_message: segment.user_data.into(),
                    ..fields
                });
                return Ok(());
            }
        }
        Err(smpp_error::NoSegment)
    };
    outcome(run())
}

/// Writes the text of a message to out, in UTF-8 with a NUL at the end, and stores its length without the NUL in *len.
/// If out is too small, *len is the length of the whole text; out may then be NULL with a size of 0. A UDH is
/// skipped; for long messages, see smpp_message_part().
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_message_text(
    message: *const smpp_message,
    out: *mut c_char,
    size: usize,
    len: *mut usize,
) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or a message.
        let message = unsafe { read(message) }?;
        // SAFETY: the caller passes octets in the struct.
        let pdu = unsafe { message.to_submit_sm() }?;
        // SAFETY: the caller passes a buffer of this size.
        let out = unsafe { octets_mut(out.cast(), size) }?;
        // SAFETY: the caller passes NULL or room for the length.
        let place = unsafe { Place::new(len) }?;
        let chars = DataCodings::default().chars(pdu.esm_class, pdu.data_coding, pdu.user_data());
        let chars = chars.map_err(|_| smpp_error::BadPdu)?.ok_or(smpp_error::NotText)?;
        let (mut len, mut rest) = (0_usize, out.iter_mut());
        for char in chars {
            for octet in char.encode_utf8(&mut [0; 4]).bytes() {
                len = len.checked_add(1).ok_or(smpp_error::Other)?;
                if let Some(place) = rest.next() {
                    *place = octet;
                }
            }
        }
        place.put(len);
        *rest.next().ok_or(smpp_error::BufferTooSmall)? = 0;
        Ok(())
    };
    outcome(run())
}

/// Which part of a long message this is. Parts with the same addresses, reference and wide belong together.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct smpp_part {
    /// The reference number that all parts share.
    pub reference: u16,
    /// The number of parts; 1 if the message is not part of a longer one.
    pub total: u8,
    /// The number of this part, from 1.
    pub number: u8,
    /// 1 if the reference has 16 bits.
    pub wide: u8,
}

/// Stores in *part which part of a long message this is.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_message_part(message: *const smpp_message, part: *mut smpp_part) -> smpp_error {
    let run = || {
        // SAFETY: the caller passes NULL or a message.
        let message = unsafe { read(message) }?;
        // SAFETY: the caller passes octets in the struct.
        let pdu = unsafe { message.to_submit_sm() }?;
        // SAFETY: the caller passes NULL or room for the result.
        let place = unsafe { Place::new(part) }?;
        let fragment = pdu.fragment().map_err(|_| smpp_error::BadPdu)?;
        place.put(fragment.map_or(smpp_part { reference: 0, total: 1, number: 1, wide: 0 }, |fragment| {
            let of = fragment.concatenation;
            let wide = u8::from(of.width == Width::Bits16);
            smpp_part { reference: of.reference, total: of.total, number: of.number, wide }
        }));
        Ok(())
    };
    outcome(run())
}
