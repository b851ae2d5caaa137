//! Computes how many parts a message needs, and how long they may be.

use super::body::Body;
use super::error::SplitError;
use super::split::{Carriage, Encoding, Split};
use super::{MAX_PAYLOAD, MAX_SHORT_MESSAGE, OCTETS};
use crate::codes::DataCoding;
use crate::message::udh::{Concatenation, Information, Ports, Width};
use smpp_gsm7::{Fill, Language, packed_len, septet_room, ucs2, ucs2_room, unpacked_len};

impl Split {
    /// Chooses the alphabet and counts the parts, without writing anything.
    ///
    /// # Errors
    /// GSM 7-bit was requested but lacks a character, there are more than 255 parts, parts have no room for
    /// text, a message in one piece exceeds its limit, or a port does not fit into its element. A message that
    /// could be planned can also be written.
    pub fn plan<'t>(&self, text: &'t str) -> Result<Plan<'t>, SplitError> {
        let gsm7 = || {
            let done = self.encoder.measure(text).map_err(SplitError::Unmappable)?;
            let plan = self.count(Body::Gsm7(text), done.septets)?;
            Ok(Plan { changed: done.changed, ..plan })
        };
        let ucs2 = || self.count(Body::Ucs2(text), ucs2::units(text));
        match self.encoding {
            Encoding::Gsm7 => gsm7(),
            Encoding::Ucs2 => ucs2(),
            Encoding::Auto => match gsm7() {
                Ok(plan) if plan.parts == 1 => Ok(plan),
                // Replacements of several characters, and the headers for national tables, may need more parts
                // than UCS2.
                Ok(plan) => Ok(ucs2().ok().filter(|other| other.parts < plan.parts).unwrap_or(plan)),
                Err(SplitError::Unmappable(_)) => ucs2(),
                Err(error) => ucs2().map_err(|_| error),
            },
        }
    }

    /// Counts the parts of binary data.
    ///
    /// # Errors
    /// There are more than 255 parts, parts have no room for data, a message in one piece exceeds its limit, or
    /// a port does not fit into its element.
    pub fn plan_octets<'t>(&self, octets: &'t [u8]) -> Result<Plan<'t>, SplitError> {
        self.count(Body::Octets(octets), octets.len())
    }

    fn count<'t>(&self, body: Body<'t>, units: usize) -> Result<Plan<'t>, SplitError> {
        if let Some(Ports { destination, originator, width: Width::Bits8 }) = self.ports
            && let Some(port) = [destination, originator].into_iter().find(|port| *port > 255)
        {
            return Err(SplitError::Port(port));
        }
        let mut plan = Plan { split: *self, body, units, changed: 0, parts: 1, room: units, left: 0 };
        let header = plan.header_octets(None);
        let whole = |max: usize| {
            let room = max.checked_sub(header).and_then(|octets| plan.units_of(octets, header));
            let left = room.and_then(|room| room.checked_sub(units)).ok_or(SplitError::TooLong { max })?;
            Ok(Plan { left, ..plan })
        };
        match self.carriage {
            Carriage::ShortMessage { max } => {
                return whole(max.min(self.max_short_message).min(MAX_SHORT_MESSAGE));
            }
            Carriage::Payload { max } => return whole(max.min(MAX_PAYLOAD)),
            Carriage::Udh8 | Carriage::Udh16 | Carriage::Sar => {}
        }
        if let Some(left) = plan.room_behind(header, header).and_then(|room| room.checked_sub(units)) {
            return Ok(Plan { left, ..plan });
        }
        let later = plan.header_octets(Some(self.part_header(0, 0)));
        let written = if self.carriage == Carriage::Sar { header } else { later };
        // If there is no room for the header, not even an empty character fits.
        plan.room = plan.room_behind(later, written).ok_or(SplitError::NoRoomForText)?;
        let mut rest = body;
        let mut parts = 0_u8;
        while !rest.is_empty() {
            let after = rest.after(self, plan.room)?;
            if after.len() == rest.len() {
                return Err(SplitError::NoRoomForText);
            }
            if after.is_empty() {
                plan.left = plan.room.saturating_sub(rest.units(self));
            }
            rest = after;
            parts = parts.checked_add(1).ok_or(SplitError::TooManyParts)?;
        }
        // Not even a header without text fits.
        if parts == 0 {
            return Err(SplitError::NoRoomForText);
        }
        plan.parts = parts;
        Ok(plan)
    }
}

/// A measured message: alphabet, units and parts.
#[derive(Clone, Copy, Debug)]
pub struct Plan<'t> {
    pub(super) split: Split,
    pub(super) body: Body<'t>,
    pub(super) units: usize,
    pub(super) changed: usize,
    pub(super) parts: u8,
    /// Units of text per part.
    pub(super) room: usize,
    /// Free units in the last part.
    pub(super) left: usize,
}

impl Plan<'_> {
    /// The number of parts, 1 to 255.
    pub const fn parts(&self) -> u8 {
        self.parts
    }

    /// Length of the whole text without headers, in units: septets, 16-bit units, or octets.
    pub const fn units(&self) -> usize {
        self.units
    }

    /// Number of characters that the encoder changes by transliterating or replacing.
    pub const fn changed(&self) -> usize {
        self.changed
    }

    /// Units that can be added before another part is needed, or before a message in one piece is full. Most
    /// characters take one unit; those of the extension table and those above U+FFFF take two.
    ///
    /// ```
    /// use smpp_core::message::segment::Split;
    ///
    /// assert_eq!(Split::DEFAULT.plan("Hello")?.left(), 155); // of 160
    /// let long = "x".repeat(161);
    /// assert_eq!(Split::DEFAULT.plan(&long)?.left(), 145); // of 153: the second part has 8
    /// # Ok::<(), smpp_core::message::segment::SplitError>(())
    /// ```
    pub const fn left(&self) -> usize {
        self.left
    }

    /// The chosen alphabet; `None` for octets.
    pub const fn encoding(&self) -> Option<Encoding> {
        match self.body {
            Body::Gsm7(_) => Some(Encoding::Gsm7),
            Body::Ucs2(_) => Some(Encoding::Ucs2),
            Body::Octets(_) => None,
        }
    }

    /// The `data_coding` of every part: 0, 4 or 8; with a message class 0xF0, 0xF4 or 0x18 and above.
    pub const fn data_coding(&self) -> DataCoding {
        match (self.body, self.split.class) {
            (Body::Gsm7(_), None) => DataCoding::DEFAULT,
            (Body::Gsm7(_), Some(class)) => DataCoding::gsm7_class(class),
            (Body::Ucs2(_), None) => DataCoding::UCS2,
            (Body::Ucs2(_), Some(class)) => DataCoding::ucs2_class(class),
            (Body::Octets(_), None) => DataCoding::OCTET,
            (Body::Octets(_), Some(class)) => DataCoding::octets_class(class),
        }
    }

    /// The header elements of a part.
    pub(super) fn elements<'e>(
        &self,
        part: Option<Concatenation>,
        out: &'e mut [Information<'static>; 4],
    ) -> &'e [Information<'static>] {
        let alphabet = self.split.encoder.alphabet();
        let gsm7 = matches!(self.body, Body::Gsm7(_));
        let single = alphabet.single.language().filter(|_| gsm7).map(Information::SingleShift);
        let locking = alphabet.locking.language().filter(|_| gsm7).map(Information::LockingShift);
        let ports = self.split.ports.map(Information::Ports);
        let all = [part.map(Information::Concatenation), ports, single, locking];
        let mut count = 0_usize;
        for (slot, element) in out.iter_mut().zip(all.into_iter().flatten()) {
            *slot = element;
            count = count.wrapping_add(1);
        }
        out.get(..count).unwrap_or_default()
    }

    /// Length of a part's header, including the length octet; 0 without a header.
    fn header_octets(&self, part: Option<Concatenation>) -> usize {
        let mut elements = NO_ELEMENTS;
        match self.elements(part, &mut elements) {
            [] => 0,
            elements => {
                elements.iter().fold(1, |sum: usize, element| sum.wrapping_add(element.encoded_len()))
            }
        }
    }

    /// Units of text per part: limited over the air by a header of `header` octets, and in short_message by the
    /// `written` octets of it that are in there.
    fn room_behind(&self, header: usize, written: usize) -> Option<usize> {
        let room = self.units_of(self.split.max_short_message.checked_sub(written)?, written)?;
        Some(room.min(match self.body {
            Body::Gsm7(_) => septet_room(OCTETS, header),
            Body::Ucs2(_) => ucs2_room(OCTETS, header),
            Body::Octets(_) => OCTETS.saturating_sub(header),
        }))
    }

    /// Units that fit into `octets` octets after a header. `None` if there is no room for the fill bits, which
    /// are needed even without text.
    fn units_of(&self, octets: usize, header: usize) -> Option<usize> {
        match self.body {
            Body::Gsm7(_) if self.split.packed => {
                let fill = Fill::after_header(header);
                (packed_len(0, fill) <= octets).then(|| unpacked_len(octets, fill))
            }
            Body::Gsm7(_) | Body::Octets(_) => Some(octets),
            Body::Ucs2(_) => Some(octets / 2),
        }
    }
}

pub(super) const NO_ELEMENTS: [Information<'static>; 4] = [Information::SingleShift(Language(0)); 4];
