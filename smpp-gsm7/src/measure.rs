//! How many messages a text takes, without writing anything.
//!
//! Texts are split greedily: each part takes as many whole characters as fit, and escape sequences and
//! surrogate pairs are not split. The number of parts is therefore not a simple division: 81 euro signs are 162
//! septets and need parts of 152 and 10, because 153 is odd.

use crate::error::EncodeError;
use crate::header::{USER_DATA, header_octets, septet_room, ucs2_room};
use crate::udh::Width;
use crate::{Alphabet, Encoder, ucs2};

/// The encoding of a text: septets of an alphabet, or 16-bit units.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// GSM 7-bit text, encoded by this encoder.
    Gsm7(Encoder),
    /// UTF-16BE, for all other texts.
    Ucs2,
}

impl Encoding {
    /// The default alphabet with a strict encoder.
    pub const GSM7: Self = Self::Gsm7(Encoder::new(Alphabet::DEFAULT));

    /// The data coding scheme (TP-DCS, 3GPP TS 23.038 clause 4): 0x00, or 0x08 for UCS2.
    pub const fn data_coding_scheme(&self) -> u8 {
        match self {
            Self::Gsm7(_) => 0x00,
            Self::Ucs2 => 0x08,
        }
    }

    /// How much of the text fits into `room` units: octets of the text, and units.
    fn prefix(&self, text: &str, room: usize) -> Result<(usize, usize), EncodeError> {
        match self {
            Self::Gsm7(encoder) => {
                let done = encoder.measure_prefix(text, room)?;
                Ok((done.octets, done.septets))
            }
            Self::Ucs2 => {
                let done = ucs2::measure_prefix(text, room);
                Ok((done.octets, done.units))
            }
        }
    }

    /// Units that the whole text takes without a header, and the number of changed characters.
    fn whole(&self, text: &str) -> Result<(usize, usize), EncodeError> {
        match self {
            Self::Gsm7(encoder) => {
                let done = encoder.measure(text)?;
                Ok((done.septets, done.changed))
            }
            Self::Ucs2 => Ok((ucs2::units(text), 0)),
        }
    }
}

/// The capacity of one message.
///
/// ```
/// use smpp_gsm7::{Alphabet, Encoder, Encoding, Limits, tables::turkish};
///
/// let limits = Limits::default();
/// assert_eq!((limits.single(&Encoding::GSM7), limits.part(&Encoding::GSM7)), (160, 153));
/// assert_eq!((limits.single(&Encoding::Ucs2), limits.part(&Encoding::Ucs2)), (70, 67));
///
/// // A national table is named in the header of every part, even if there is only one.
/// let turkish = Encoding::Gsm7(Encoder::new(Alphabet::new(&turkish::LOCKING, &smpp_gsm7::tables::EXTENSION)));
/// assert_eq!((limits.single(&turkish), limits.part(&turkish)), (155, 149));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Limits {
    /// Octets of user data in one message, including the header; 140 for a short message.
    pub octets: usize,
    /// The width of the reference number in the concatenation element.
    pub reference: Width,
    /// Octets of header elements in every part besides concatenation and national shifts, such as application
    /// ports.
    pub elements: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { octets: USER_DATA, reference: Width::Bits8, elements: 0 }
    }
}

impl Limits {
    /// Length of the header if the message is not split; 0 if it needs none.
    pub fn single_header(&self, encoding: &Encoding) -> usize {
        header_octets(self.constant_elements(encoding))
    }

    /// Length of the header of a part, if the message is split.
    pub fn part_header(&self, encoding: &Encoding) -> usize {
        header_octets(self.constant_elements(encoding).saturating_add(self.reference.concatenation_octets()))
    }

    /// Units of text that fit into a message that is not split.
    pub fn single(&self, encoding: &Encoding) -> usize {
        self.room(encoding, self.single_header(encoding))
    }

    /// Units of text that fit into one part of several.
    pub fn part(&self, encoding: &Encoding) -> usize {
        self.room(encoding, self.part_header(encoding))
    }

    fn room(&self, encoding: &Encoding, header: usize) -> usize {
        match encoding {
            Encoding::Gsm7(_) => septet_room(self.octets, header),
            Encoding::Ucs2 => ucs2_room(self.octets, header),
        }
    }

    fn constant_elements(&self, encoding: &Encoding) -> usize {
        self.elements.saturating_add(match encoding {
            Encoding::Gsm7(encoder) => encoder.alphabet().shift_octets(),
            Encoding::Ucs2 => 0,
        })
    }
}

/// The size of a text in one encoding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Measure {
    /// The encoding.
    pub encoding: Encoding,
    /// Units of the whole text, without headers: septets, or 16-bit units.
    pub units: usize,
    /// Number of messages, at least 1. The standard allows up to 255 parts; a message with more cannot be sent.
    /// `usize::MAX` if a part has no room for a single character.
    pub parts: usize,
    /// Free units in the last part, which is the number of single-unit characters that can be added before
    /// another part is needed. For a single message, this uses the room without concatenation.
    pub left: usize,
    /// Number of characters that the encoder changes by transliterating or replacing.
    pub changed: usize,
}

impl Measure {
    /// Whether there are at most 255 parts, so that they can be numbered.
    pub const fn fits(&self) -> bool {
        self.parts <= 255
    }

    /// Whether this is a better choice than `other`, which comes first in the list.
    const fn beats(&self, other: &Self) -> bool {
        let last_resort = matches!(self.encoding, Encoding::Ucs2);
        self.parts < other.parts
            || (self.parts == other.parts && self.changed < other.changed && !last_resort)
    }
}

/// Measures a text in one encoding.
///
/// ```
/// use smpp_gsm7::{Encoding, Limits, measure};
///
/// let text = "€".repeat(81);
/// let found = measure(&text, &Encoding::GSM7, &Limits::default()).unwrap();
/// assert_eq!((found.units, found.parts, found.left), (162, 2, 143));
/// let found = measure(&text, &Encoding::Ucs2, &Limits::default()).unwrap();
/// assert_eq!((found.units, found.parts, found.left), (81, 2, 53));
///
/// // The first character that the alphabet lacks, and its position.
/// let error = measure("20° hoy", &Encoding::GSM7, &Limits::default()).unwrap_err();
/// assert_eq!((error.octet(), error.character()), (2, 2));
/// ```
pub fn measure(text: &str, encoding: &Encoding, limits: &Limits) -> Result<Measure, EncodeError> {
    let (units, changed) = encoding.whole(text)?;
    let single = limits.single(encoding);
    if units <= single {
        return Ok(Measure {
            encoding: *encoding,
            units,
            parts: 1,
            left: single.wrapping_sub(units),
            changed,
        });
    }
    let room = limits.part(encoding);
    let mut parts: usize = 0;
    let mut last: usize = 0;
    let mut rest = text;
    while !rest.is_empty() {
        let (octets, taken) = encoding.prefix(rest, room)?;
        if octets == 0 {
            // There is no room for a single character, so no number of parts is enough.
            return Ok(Measure { encoding: *encoding, units, parts: usize::MAX, left: 0, changed });
        }
        rest = rest.get(octets..).unwrap_or_default();
        last = taken;
        parts = parts.wrapping_add(1);
    }
    Ok(Measure { encoding: *encoding, units, parts, left: room.saturating_sub(last), changed })
}

/// The cheapest encoding of a text, and the character that forced it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// The encoding with the fewest parts, and the size of the text in it.
    pub best: Measure,
    /// The first character that the first encoder in the list lacks, with its position; `None` if it has all.
    pub forced_by: Option<EncodeError>,
}

/// Chooses the encoding that needs the fewest parts: one of the encoders, or UCS2 if none of them can encode
/// the text.
///
/// If the list contains an encoder that transliterates, the result can show what the text would take with other
/// characters, and how many would change. Among equal numbers of parts, the encoding with fewer changed
/// characters wins, then the earlier one in the list; every encoder wins over UCS2. Put encodings that old
/// receivers know first, and leave out those that change what must not change. National tables are considered
/// only if they are in the list, because few networks support them. [`Encoder::with_languages`] lists every
/// combination of tables for some languages, [`Encoder::unmappable`] lists all characters that an encoder
/// cannot write, and [`Measure::left`] is what can still be added.
///
/// ```
/// use smpp_gsm7::{Alphabet, Encoder, Encoding, Limits, plan, tables};
///
/// let default = Encoder::new(Alphabet::DEFAULT);
/// let limits = Limits::default();
///
/// let simple = plan("mañana", [default], &limits);
/// assert_eq!((simple.best.encoding, simple.forced_by), (Encoding::Gsm7(default), None));
///
/// let text = "ağaç ".repeat(20); // 100 characters
/// let unicode = plan(&text, [default], &limits);
/// assert_eq!((unicode.best.encoding, unicode.best.parts), (Encoding::Ucs2, 2));
/// assert_eq!(unicode.forced_by.unwrap().octet(), 1); // the ğ
///
/// let turkish = Encoder::new(Alphabet::new(&tables::turkish::LOCKING, &tables::EXTENSION));
/// let national = plan(&text, [default, turkish], &limits);
/// assert_eq!((national.best.encoding, national.best.parts), (Encoding::Gsm7(turkish), 1));
/// ```
pub fn plan(text: &str, encoders: impl IntoIterator<Item = Encoder>, limits: &Limits) -> Plan {
    let mut best: Option<Measure> = None;
    let mut forced_by = None;
    let encodings = encoders.into_iter().map(Encoding::Gsm7).chain([Encoding::Ucs2]);
    let mut first = true;
    for encoding in encodings {
        match measure(text, &encoding, limits) {
            Ok(found) if best.is_none_or(|best| found.beats(&best)) => best = Some(found),
            Ok(_) => {}
            Err(error) if first => forced_by = Some(error),
            Err(_) => {}
        }
        first = false;
    }
    // UCS2 can encode every text, so there is always a result.
    let none = Measure { encoding: Encoding::Ucs2, units: 0, parts: 1, left: 0, changed: 0 };
    Plan { best: best.unwrap_or(none), forced_by }
}

/// One part of a long text, from [`parts`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part<'t> {
    /// The text of this part.
    pub text: &'t str,
    /// Number of octets of the whole text before this part.
    pub octet: usize,
    /// The number of the part, from 1.
    pub number: usize,
    /// The units it takes: septets, or 16-bit units.
    pub units: usize,
}

/// Splits a text as it was measured. The parts are slices of the text.
///
/// ```
/// use smpp_gsm7::{Encoding, Limits, measure, parts};
///
/// let text = "a".repeat(152) + "€uro" + &"b".repeat(10);
/// let found = measure(&text, &Encoding::GSM7, &Limits::default()).unwrap();
/// let cut: Vec<_> = parts(&text, &found, &Limits::default()).map(|part| part.units).collect();
/// assert_eq!(cut, [152, 15]);
/// ```
pub fn parts<'t>(text: &'t str, measure: &Measure, limits: &Limits) -> Parts<'t> {
    let room =
        if measure.parts == 1 { limits.single(&measure.encoding) } else { limits.part(&measure.encoding) };
    Parts { encoding: measure.encoding, room, text, octet: 0, number: 0 }
}

/// Iterator over the parts of a text, from [`parts`]. An empty text has one empty part.
#[derive(Clone, Debug)]
pub struct Parts<'t> {
    encoding: Encoding,
    room: usize,
    text: &'t str,
    octet: usize,
    number: usize,
}

impl<'t> Iterator for Parts<'t> {
    type Item = Part<'t>;

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.text.get(self.octet..)?;
        if rest.is_empty() && self.number > 0 {
            return None;
        }
        // A text that was measured has no character that the encoding lacks.
        let (octets, units) = self.encoding.prefix(rest, self.room).ok()?;
        if octets == 0 && !rest.is_empty() {
            return None;
        }
        let part =
            Part { text: rest.get(..octets)?, octet: self.octet, number: self.number.wrapping_add(1), units };
        self.octet = self.octet.wrapping_add(octets);
        self.number = part.number;
        Some(part)
    }
}

impl core::iter::FusedIterator for Parts<'_> {}
