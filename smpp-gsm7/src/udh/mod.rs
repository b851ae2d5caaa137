//! User data headers (3GPP TS 23.040 clause 9.2.3.24): elements in front of the text, such as the position of a
//! segment in a long message. A header is present if TP-UDHI is set; in SMPP, if `esm_class` has the UDH indicator.
//!
//! [`Udh::split`] reads a header, and [`write()`] writes one.

mod element;
mod error;
mod write;

pub use element::{Concatenation, Element, Information, Ports, Width};
pub use error::{UdhError, UdhErrorKind, UdhWriteError};
pub use write::{national_shifts, write};

use crate::{Alphabet, Language};

/// A user data header: borrowed octets, not validated yet.
///
/// ```
/// use smpp_gsm7::udh::{Concatenation, Udh, Width};
/// let (udh, text) = Udh::split(b"\x05\x00\x03\x2A\x02\x01Hello")?;
/// assert_eq!(text, b"Hello");
/// assert_eq!(udh.check(), Ok(()));
/// let place = Concatenation { reference: 42, width: Width::Bits8, total: 2, number: 1 };
/// assert_eq!(udh.concatenation(), Some(place));
/// # Ok::<(), smpp_gsm7::udh::UdhError>(())
/// ```
///
/// Some senders count the length octet itself, so that the header seems to include the first octet of the text.
/// Such a header is read as intended if it makes no sense otherwise, and [`Udh::check`] reports it:
///
/// ```
/// use smpp_gsm7::udh::{Udh, UdhErrorKind};
/// let (udh, text) = Udh::split(b"\x06\x00\x03\x2A\x02\x01Hello")?;
/// assert_eq!((udh.concatenation().map(|place| place.number), text), (Some(1), &b"Hello"[..]));
/// assert_eq!(udh.check().map_err(|error| error.kind()), Err(UdhErrorKind::LengthCountsItself));
/// # Ok::<(), smpp_gsm7::udh::UdhError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Udh<'a> {
    elements: &'a [u8],
    length_counts_itself: bool,
}

impl<'a> Udh<'a> {
    /// Splits user data that starts with a header into header and text. Only the length is checked, because a
    /// receiver uses it to skip a malformed header. [`Udh::check`] checks the rest.
    ///
    /// The length octet normally does not count itself. This method assumes that it does if the octets it counts are
    /// not a sequence of whole elements, but would be one without the last octet, and if these elements have possible
    /// lengths and include a concatenation, ports or a national shift.
    ///
    /// ```
    /// use smpp_gsm7::udh::{Udh, UdhErrorKind};
    /// let (udh, text) = Udh::split(b"\x03\x24\x01\x01ten")?;
    /// assert_eq!((udh.len(), text), (4, &b"ten"[..]));
    ///
    /// let error = Udh::split(b"\x03\x24").unwrap_err();
    /// assert_eq!((error.kind(), error.offset()), (UdhErrorKind::LengthPastEnd, 0));
    /// # Ok::<(), smpp_gsm7::udh::UdhError>(())
    /// ```
    ///
    /// # Errors
    /// There are no octets, or the length exceeds the user data.
    pub fn split(user_data: &'a [u8]) -> Result<(Self, &'a [u8]), UdhError> {
        let (length, rest) = user_data.split_first().ok_or_else(|| UdhError::at(UdhErrorKind::Missing, 0))?;
        let length = usize::from(*length);
        let counted = rest.split_at_checked(length);
        let udh = |elements, length_counts_itself| Self { elements, length_counts_itself };
        if let Some((elements, text)) = counted
            && survey(elements) & NOT_WHOLE == 0
        {
            return Ok((udh(elements, false), text));
        }
        let shorter = length.checked_sub(1).and_then(|length| rest.split_at_checked(length));
        // An impossible segment number is a separate mistake that the same sender may make.
        if let Some((elements, text)) = shorter
            && survey(elements) & (NOT_WHOLE | ELEMENT_LENGTH | TYPED) == TYPED
        {
            return Ok((udh(elements, true), text));
        }
        let (elements, text) = counted.ok_or_else(|| UdhError::at(UdhErrorKind::LengthPastEnd, 0))?;
        Ok((udh(elements, false), text))
    }

    /// Length of the header in octets, including its length octet.
    ///
    /// ```
    /// use smpp_gsm7::udh::Udh;
    /// let user_data = b"\x05\x00\x03\x2A\x02\x01Hello";
    /// let (udh, text) = Udh::split(user_data)?;
    /// assert_eq!((udh.len(), text.len()), (6, user_data.len() - 6));
    /// # Ok::<(), smpp_gsm7::udh::UdhError>(())
    /// ```
    pub const fn len(&self) -> usize {
        self.elements.len().saturating_add(1)
    }

    /// Whether the header has no elements.
    ///
    /// ```
    /// use smpp_gsm7::udh::Udh;
    /// let (udh, text) = Udh::split(b"\x00Hello")?;
    /// assert!(udh.is_empty());
    /// assert_eq!((udh.len(), text), (1, &b"Hello"[..]));
    /// # Ok::<(), smpp_gsm7::udh::UdhError>(())
    /// ```
    pub const fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Iterates over the elements, up to the first octets that are not an element.
    ///
    /// ```
    /// use smpp_gsm7::udh::Udh;
    /// let (udh, _) = Udh::split(b"\x08\x00\x03\x2A\x02\x01\x24\x01\x01")?;
    /// let iei: Vec<u8> = udh.elements().map(|element| element.iei).collect();
    /// assert_eq!(iei, [0x00, 0x24]);
    /// # Ok::<(), smpp_gsm7::udh::UdhError>(())
    /// ```
    pub const fn elements(&self) -> Elements<'a> {
        Elements { rest: self.elements }
    }

    /// Checks the header for a length that counts itself, octets that are not an element, an element with a length
    /// that its type does not allow, and impossible segment numbers.
    ///
    /// ```
    /// use smpp_gsm7::udh::{Udh, UdhErrorKind};
    /// // Segment 3 of 2.
    /// let (udh, _) = Udh::split(b"\x05\x00\x03\x2A\x02\x03Hello")?;
    /// let error = udh.check().unwrap_err();
    /// assert_eq!((error.kind(), error.offset()), (UdhErrorKind::SegmentNumber, 5));
    /// # Ok::<(), smpp_gsm7::udh::UdhError>(())
    /// ```
    ///
    /// # Errors
    /// Returns the first error. The length octet is at offset 0.
    pub fn check(&self) -> Result<(), UdhError> {
        if self.length_counts_itself {
            return Err(UdhError::at(UdhErrorKind::LengthCountsItself, 0));
        }
        let mut elements = self.elements();
        // The octet `more` octets into an element with which `rest` begins.
        let fault = |kind, rest: &[u8], more: usize| {
            let offset = self.len().saturating_sub(rest.len()).saturating_add(more);
            Err(UdhError::at(kind, offset))
        };
        loop {
            let rest = elements.rest;
            let Some(element) = elements.next() else { break };
            if !element.has_possible_length() {
                return fault(UdhErrorKind::ElementLength(element.iei), rest, 1);
            }
            if let Some(place) = element.concatenation() {
                let total = if place.width == Width::Bits16 { 4 } else { 3 };
                if place.total == 0 {
                    return fault(UdhErrorKind::NoSegments, rest, total);
                }
                if !place.is_valid() {
                    return fault(UdhErrorKind::SegmentNumber, rest, total.saturating_add(1));
                }
            }
        }
        match elements.rest {
            [] => Ok(()),
            [_] => fault(UdhErrorKind::Truncated, elements.rest, 0),
            [iei, ..] => fault(UdhErrorKind::ElementPastEnd(*iei), elements.rest, 1),
        }
    }

    /// Whether [`check`](Self::check) finds no error. Takes less code.
    ///
    /// ```
    /// use smpp_gsm7::udh::Udh;
    /// let (udh, _) = Udh::split(b"\x05\x00\x03\x2A\x02\x01Hello")?;
    /// assert!(udh.is_well_formed());
    /// // Segment 3 of 2.
    /// let (udh, _) = Udh::split(b"\x05\x00\x03\x2A\x02\x03Hello")?;
    /// assert!(!udh.is_well_formed());
    /// # Ok::<(), smpp_gsm7::udh::UdhError>(())
    /// ```
    pub fn is_well_formed(&self) -> bool {
        !self.length_counts_itself && survey(self.elements) & !TYPED == 0
    }

    /// The position in a longer message, from the last valid element 0x00 or 0x08. `None` if the header has octets that
    /// are not an element, because a receiver ignores such a header.
    ///
    /// ```
    /// use smpp_gsm7::udh::{Concatenation, Udh, Width};
    /// let (udh, _) = Udh::split(b"\x06\x08\x04\x01\x2A\x02\x01Hello")?;
    /// let place = Concatenation { reference: 0x012A, width: Width::Bits16, total: 2, number: 1 };
    /// assert_eq!(udh.concatenation(), Some(place));
    /// # Ok::<(), smpp_gsm7::udh::UdhError>(())
    /// ```
    pub fn concatenation(&self) -> Option<Concatenation> {
        self.last(|information| match information {
            Information::Concatenation(place) if place.is_valid() => Some(place),
            _ => None,
        })
    }

    /// The application ports, from the last element 0x04 or 0x05. `None` if the header has octets that are not an
    /// element.
    ///
    /// ```
    /// use smpp_gsm7::udh::Udh;
    /// // To port 2948, WAP push.
    /// let (udh, _) = Udh::split(b"\x06\x05\x04\x0B\x84\x23\xF0")?;
    /// let ports = udh.ports().unwrap();
    /// assert_eq!((ports.destination, ports.originator), (2948, 9200));
    /// # Ok::<(), smpp_gsm7::udh::UdhError>(())
    /// ```
    pub fn ports(&self) -> Option<Ports> {
        self.last(|information| match information {
            Information::Ports(ports) => Some(ports),
            _ => None,
        })
    }

    /// The national languages of the locking-shift table and of the single-shift table, from the last elements 0x25 and
    /// 0x24. Both are `None` if the header has octets that are not an element.
    ///
    /// ```
    /// use smpp_gsm7::Language;
    /// use smpp_gsm7::udh::Udh;
    /// let (udh, _) = Udh::split(b"\x03\x24\x01\x01")?;
    /// assert_eq!(udh.languages(), (None, Some(Language::TURKISH)));
    /// # Ok::<(), smpp_gsm7::udh::UdhError>(())
    /// ```
    pub fn languages(&self) -> (Option<Language>, Option<Language>) {
        let locking = self.last(|information| match information {
            Information::LockingShift(language) => Some(language),
            _ => None,
        });
        let single = self.last(|information| match information {
            Information::SingleShift(language) => Some(language),
            _ => None,
        });
        (locking, single)
    }

    /// The tables for the text that follows. Links all national tables; see [`Language::tables`].
    ///
    /// ```
    /// use smpp_gsm7::Decoder;
    /// use smpp_gsm7::udh::Udh;
    /// let (udh, text) = Udh::split(b"\x03\x24\x01\x01\x1B\x73")?;
    /// let mut out = [0; 8];
    /// assert_eq!(Decoder::new(udh.alphabet()).decode(text, &mut out)?, "ş");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn alphabet(&self) -> Alphabet {
        let (locking, single) = self.languages();
        Alphabet::from_languages(locking, single)
    }

    fn last<T>(&self, pick: impl Fn(Information<'a>) -> Option<T>) -> Option<T> {
        let mut elements = self.elements();
        let found = elements.by_ref().filter_map(|element| pick(element.information())).last();
        found.filter(|_| elements.rest.is_empty())
    }
}

/// Iterator over the elements of a header.
///
/// ```
/// use smpp_gsm7::udh::{Element, Udh};
/// let (udh, _) = Udh::split(b"\x03\x24\x01\x01")?;
/// let mut elements = udh.elements();
/// assert_eq!(elements.next(), Some(Element { iei: 0x24, data: &[1] }));
/// assert_eq!(elements.next(), None);
/// # Ok::<(), smpp_gsm7::udh::UdhError>(())
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Elements<'a> {
    rest: &'a [u8],
}

/// Found by [`survey`]: an element that this crate uses.
const TYPED: u8 = 1;
/// An element with an impossible length, and no impossible segment number before it.
const ELEMENT_LENGTH: u8 = 2;
/// An impossible segment number.
const SEGMENT_NUMBER: u8 = 4;
/// Octets at the end that are not an element.
const NOT_WHOLE: u8 = 8;

/// What is among some elements.
#[cfg_attr(target_os = "none", inline(never))]
fn survey(elements: &[u8]) -> u8 {
    let (mut elements, mut found) = (Elements { rest: elements }, 0);
    for element in elements.by_ref() {
        if element.is_typed() {
            found |= TYPED;
        }
        if !element.has_possible_length() && found & SEGMENT_NUMBER == 0 {
            found |= ELEMENT_LENGTH;
        }
        if element.concatenation().is_some_and(|place| !place.is_valid()) {
            found |= SEGMENT_NUMBER;
        }
    }
    if elements.rest.is_empty() { found } else { found | NOT_WHOLE }
}

impl<'a> Iterator for Elements<'a> {
    type Item = Element<'a>;

    fn next(&mut self) -> Option<Element<'a>> {
        let [iei, length, rest @ ..] = self.rest else { return None };
        let (data, rest) = rest.split_at_checked(usize::from(*length))?;
        self.rest = rest;
        Some(Element { iei: *iei, data })
    }
}

#[cfg(test)]
mod tests;
