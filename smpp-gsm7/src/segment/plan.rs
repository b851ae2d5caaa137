//! Computes how many segments a message needs, and how much they hold.

use super::error::{SegmentError, SegmentErrorKind as Kind};
use super::{MAX_PAYLOAD, MAX_SHORT_MESSAGE, Mode, Segmenter};
use crate::count::{advance, forward, left};
use crate::error::{EncodeTextError, EncodeTextErrorKind};
use crate::header::USER_DATA;
use crate::udh::{self, Concatenation, Information, Width};
use crate::{Charset, Fill, packed_len, septet_room, ucs2, ucs2_room, unpacked_len};

impl Segmenter {
    /// Chooses the encoding and counts the segments, without writing anything.
    ///
    /// ```
    /// use smpp_gsm7::Charset;
    /// use smpp_gsm7::segment::Segmenter;
    ///
    /// // A message centre whose alphabet is Latin-1: one message, where UCS2 would need two.
    /// let latin1 = Segmenter { charset: Charset::Latin1, ..Segmenter::DEFAULT };
    /// let text = "Ça coûte 103 caractères. ".repeat(4);
    /// assert_eq!(latin1.plan(&text)?.total(), 1);
    ///
    /// // Which character forces UCS2, and where?
    /// let text = format!("{}…", "x".repeat(100));
    /// let plan = Segmenter::DEFAULT.plan(&text)?;
    /// assert_eq!((plan.total(), plan.forced_by()), (2, Some((100, '…'))));
    /// # Ok::<(), smpp_gsm7::segment::SegmentError>(())
    /// ```
    ///
    /// # Errors
    /// The encoding lacks a character and UCS2 is not allowed, there are more segments than
    /// [`max_segments`](Segmenter::max_segments), segments have no room for text, a message in one piece exceeds
    /// its limit, or a port does not fit into its element. Once there is a plan, writing fails only if a buffer is too
    /// small.
    pub fn plan<'t>(&self, text: &'t str) -> Result<Plan<'t>, SegmentError> {
        // Of texts, only those in GSM 7-bit and UCS2 can have a message class.
        let charset = match self.charset {
            Charset::Gsm7(_) | Charset::Gsm7Packed(_) | Charset::Ucs2 => self.charset,
            _ if self.class.is_some() => Charset::GSM7,
            other => other,
        };
        let first = self.count(Body::Text(text, charset));
        if charset == Charset::Ucs2 || !self.ucs2_fallback {
            return first;
        }
        let ucs2 = || self.count(Body::Text(text, Charset::Ucs2));
        match first {
            Ok(plan) if plan.total == 1 => Ok(plan),
            // Replacements of several characters, and the headers for national tables, may need more segments than
            // UCS2.
            Ok(plan) => Ok(ucs2().ok().filter(|other| other.total < plan.total).unwrap_or(plan)),
            Err(error) => match error.kind() {
                Kind::Unmappable(c) => Ok(Plan { forced_by: Some((error.offset(), c)), ..ucs2()? }),
                _ => ucs2().map_err(|_| error),
            },
        }
    }

    /// Counts the segments of binary data.
    ///
    /// ```
    /// use smpp_gsm7::segment::Segmenter;
    /// // A header leaves 134 of 140 octets.
    /// assert_eq!(Segmenter::DEFAULT.plan_octets(&[0; 140])?.total(), 1);
    /// assert_eq!(Segmenter::DEFAULT.plan_octets(&[0; 141])?.total(), 2);
    /// # Ok::<(), smpp_gsm7::segment::SegmentError>(())
    /// ```
    ///
    /// # Errors
    /// There are more segments than [`max_segments`](Segmenter::max_segments), segments have no room for data, a
    /// message in one piece exceeds its limit, or a port does not fit into its element.
    pub fn plan_octets<'t>(&self, octets: &'t [u8]) -> Result<Plan<'t>, SegmentError> {
        self.count(Body::Octets(octets))
    }

    fn count<'t>(&self, body: Body<'t>) -> Result<Plan<'t>, SegmentError> {
        let fault = |kind| Err(SegmentError::at(kind, 0));
        if let Some(ports) = self.ports.filter(|ports| ports.width == Width::Bits8)
            && let Some(port) = [ports.destination, ports.originator].into_iter().find(|port| *port > 255)
        {
            return fault(Kind::PortTooHigh(port));
        }
        let Fit { units, changed, .. } = body.fit(self, usize::MAX)?;
        let mut plan = Plan {
            segmenter: *self,
            body,
            units,
            changed,
            total: 1,
            room: units,
            remaining: 0,
            forced_by: None,
        };
        let header = plan.header_len(None);
        let limit = match self.mode {
            Mode::ShortMessage { max } => Some(max.min(self.max_octets).min(MAX_SHORT_MESSAGE)),
            Mode::Payload { max } => Some(max.min(MAX_PAYLOAD)),
            Mode::Udh8 | Mode::Udh16 | Mode::Sar => None,
        };
        let room = match limit {
            Some(max) => max.checked_sub(header).and_then(|octets| body.units_of(octets, header)),
            None => plan.room_after(header, header),
        };
        if let Some(remaining) = room.and_then(|room| room.checked_sub(units)) {
            return Ok(Plan { remaining, ..plan });
        }
        if let Some(max) = limit {
            return fault(Kind::TooLong { max });
        }
        let later = plan.header_len(Some(self.concatenation(0, 0)));
        let written = if self.mode == Mode::Sar { header } else { later };
        // Without room for the header, no character fits.
        let Some(room) = plan.room_after(later, written) else { return fault(Kind::NoRoomForText) };
        plan.room = room;
        let (mut rest, mut total) = (body, 0_u8);
        while !rest.is_empty() {
            let (_, after) = rest.cut(self, room)?;
            let offset = left(body.len(), rest.len());
            if after.len() == rest.len() {
                return Err(SegmentError::at(Kind::NoRoomForText, offset));
            }
            if after.is_empty() {
                plan.remaining = left(room, rest.fit(self, usize::MAX)?.units);
            }
            rest = after;
            let max = self.max_segments.max(1);
            let too_many = SegmentError::at(Kind::TooManySegments { max }, offset);
            total = total.checked_add(1).filter(|total| *total <= max).ok_or(too_many)?;
        }
        // Not even a header without text fits.
        if total == 0 {
            return fault(Kind::NoRoomForText);
        }
        plan.total = total;
        Ok(plan)
    }
}

/// A message whose encoding is chosen and whose segments are counted, but not written yet.
#[derive(Clone, Copy, Debug)]
#[must_use]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Plan<'t> {
    pub(super) segmenter: Segmenter,
    pub(super) body: Body<'t>,
    units: usize,
    changed: usize,
    pub(super) total: u8,
    /// Units of text per segment.
    pub(super) room: usize,
    /// Free units in the last segment.
    remaining: usize,
    forced_by: Option<(usize, char)>,
}

impl Plan<'_> {
    /// The number of segments, 1 to 255.
    pub const fn total(&self) -> u8 {
        self.total
    }

    /// Length of the whole text without headers, in units: septets, 16-bit units, or octets.
    pub const fn units(&self) -> usize {
        self.units
    }

    /// Number of characters that the encoder [changes](crate::Encoder::changes).
    pub const fn changed(&self) -> usize {
        self.changed
    }

    /// Units that can be added before another segment is needed, or before a message in one piece is full. Most
    /// characters take one unit. In GSM 7-bit, a character that needs an escape takes two; in UCS2, one above U+FFFF
    /// does.
    ///
    /// ```
    /// use smpp_gsm7::segment::Segmenter;
    ///
    /// assert_eq!(Segmenter::DEFAULT.plan("Hello")?.remaining(), 155); // of 160
    /// let long = "x".repeat(161);
    /// assert_eq!(Segmenter::DEFAULT.plan(&long)?.remaining(), 145); // of 153: the second segment has 8
    /// # Ok::<(), smpp_gsm7::segment::SegmentError>(())
    /// ```
    pub const fn remaining(&self) -> usize {
        self.remaining
    }

    /// The encoding; `None` for binary data.
    pub const fn charset(&self) -> Option<Charset> {
        match self.body {
            Body::Text(_, charset) => Some(charset),
            Body::Octets(_) => None,
        }
    }

    /// The first character that could not be written without UCS2, if there is one: its offset in octets, and the
    /// character.
    pub const fn forced_by(&self) -> Option<(usize, char)> {
        self.forced_by
    }

    /// The `data_coding` (SMPP) or data coding scheme (TP-DCS) of every segment: 8 for text in UCS2, 0 for other text,
    /// 4 for binary data. With a message class, it is 0x18, 0xF0 or 0xF4 plus the class.
    pub const fn data_coding(&self) -> u8 {
        let (without_class, class_0) = match self.body {
            Body::Octets(_) => (0x04, 0xF4),
            Body::Text(_, Charset::Ucs2) => (0x08, 0x18),
            Body::Text(..) => (0x00, 0xF0),
        };
        match self.segmenter.class {
            None => without_class,
            Some(class) => class_0 | class & 3,
        }
    }

    /// The header elements of a segment.
    pub(super) fn elements(
        &self,
        place: Option<Concatenation>,
    ) -> impl Iterator<Item = Information<'static>> + use<> {
        let shifts = match self.body {
            Body::Text(_, Charset::Gsm7(alphabet) | Charset::Gsm7Packed(alphabet)) => {
                Some(udh::national_shifts(&alphabet))
            }
            _ => None,
        };
        let place = place.map(Information::Concatenation);
        let ports = self.segmenter.ports.map(Information::Ports);
        place.into_iter().chain(ports).chain(shifts.into_iter().flatten())
    }

    /// Length of a segment's header, including the length octet; 0 without a header.
    pub(super) fn header_len(&self, place: Option<Concatenation>) -> usize {
        crate::header_octets(self.elements(place).fold(0, |sum, element| forward(sum, element.encoded_len())))
    }

    /// Units of text per segment. Over the air, the whole header of `header` octets takes room; in the user data,
    /// only the `written` octets of it do.
    fn room_after(&self, header: usize, written: usize) -> Option<usize> {
        let room = self.body.units_of(self.segmenter.max_octets.checked_sub(written)?, written)?;
        Some(room.min(match self.body {
            Body::Text(_, Charset::Gsm7(_) | Charset::Gsm7Packed(_)) => septet_room(USER_DATA, header),
            Body::Text(_, Charset::Ucs2) => ucs2_room(USER_DATA, header),
            Body::Text(..) | Body::Octets(_) => left(USER_DATA, header),
        }))
    }
}

/// The content to cut.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(super) enum Body<'t> {
    Text(&'t str, Charset),
    Octets(&'t [u8]),
}

/// How much of a body fits into a number of units.
#[derive(Clone, Copy, Default)]
pub(super) struct Fit {
    /// Octets of the body.
    read: usize,
    pub(super) units: usize,
    changed: usize,
}

impl<'t> Body<'t> {
    pub(super) const fn len(&self) -> usize {
        match self {
            Self::Text(text, _) => text.len(),
            Self::Octets(octets) => octets.len(),
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What fits into `room` units.
    pub(super) fn fit(self, segmenter: &Segmenter, room: usize) -> Result<Fit, EncodeTextError> {
        let (text, charset) = match self {
            Self::Text(text, charset) => (text, charset),
            Self::Octets(octets) => {
                let read = octets.len().min(room);
                return Ok(Fit { read, units: read, changed: 0 });
            }
        };
        if let Charset::Gsm7(alphabet) | Charset::Gsm7Packed(alphabet) = charset {
            let done = segmenter.encoder_for(alphabet).measure_prefix(text, room)?;
            return Ok(Fit { read: done.read, units: done.septets, changed: done.changed });
        }
        let Some(to_octet) = charset.to_octet() else {
            let done = ucs2::measure_prefix(text, room);
            return Ok(Fit { read: done.read, units: done.units, changed: 0 });
        };
        let mut done = Fit::default();
        for c in text.chars().take(room) {
            if to_octet(c).is_none() {
                return Err(EncodeTextError::at(EncodeTextErrorKind::Unmappable(c), done.read));
            }
            advance(&mut done.read, c.len_utf8());
            advance(&mut done.units, 1);
        }
        Ok(done)
    }

    /// Cuts after at most `room` units, but not within a character or anything else that must stay together.
    pub(super) fn cut(self, segmenter: &Segmenter, room: usize) -> Result<(Self, Self), EncodeTextError> {
        let fits = self.fit(segmenter, room)?.read;
        Ok(match self {
            Self::Text(text, charset) => {
                let fitting =
                    |text: &str| Body::Text(text, charset).fit(segmenter, room).map_or(0, |fit| fit.read);
                let cut = text.split_at_checked(segmenter.boundary.last(text, fits, fitting));
                let (first, rest) = cut.unwrap_or((text, ""));
                (Self::Text(first, charset), Self::Text(rest, charset))
            }
            Self::Octets(octets) => {
                let (first, rest) = octets.split_at_checked(fits).unwrap_or((octets, &[]));
                (Self::Octets(first), Self::Octets(rest))
            }
        })
    }

    /// Units that fit into `octets` octets after a header. `None` if there is no room for the fill bits, which
    /// are needed even without text.
    fn units_of(self, octets: usize, header: usize) -> Option<usize> {
        match self {
            Self::Text(_, Charset::Gsm7Packed(_)) => {
                let fill = Fill::after_header(header);
                (packed_len(0, fill) <= octets).then(|| unpacked_len(octets, fill))
            }
            Self::Text(_, Charset::Ucs2) => Some(octets / 2),
            Self::Text(..) | Self::Octets(_) => Some(octets),
        }
    }

    /// Octets that this many units take after a header.
    pub(super) fn octets_of(self, units: usize, header: usize) -> usize {
        match self {
            Self::Text(_, Charset::Gsm7Packed(_)) => packed_len(units, Fill::after_header(header)),
            Self::Text(_, Charset::Ucs2) => forward(units, units),
            Self::Text(..) | Self::Octets(_) => units,
        }
    }
}
