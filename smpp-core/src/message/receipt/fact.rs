//! Facts in a receipt, with their sources.

use super::id::{IdBase, ids_match, integer};
use crate::codes::{ErrorNetwork, NetworkErrorCode};
use crate::tlv::{Tag, Tlv};

/// The part of a receipt that contains a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum FactSource {
    /// A TLV of the standard.
    Tlv,
    /// A vendor TLV declared in the profile.
    VendorTlv(Tag),
    /// The text.
    Text,
}

/// A fact, its source, and the value in another source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Fact<T> {
    /// The value in the source with the highest priority.
    pub value: T,
    /// That source.
    pub source: FactSource,
    /// The value in another source: the first that differs, or else the first that is equal. `None` if no other
    /// source has a value.
    pub other: Option<T>,
}

impl<T: Copy + PartialEq> Fact<T> {
    /// Combines the sources in their order, except that `first` is moved to the front and meaningless values to
    /// the end.
    pub(super) fn of(
        sources: impl Iterator<Item = (FactSource, T)> + Clone,
        first: FactSource,
        means_something: impl Fn(FactSource, T) -> bool,
    ) -> Option<Self> {
        let (source, value) = sources
            .clone()
            .min_by_key(|(source, value)| (!means_something(*source, *value), *source != first))?;
        let mut others = sources.filter(|(place, _)| *place != source).map(|(_, value)| value);
        let other = others.clone().find(|other| *other != value).or_else(|| others.next());
        Some(Self { value, source, other })
    }
}

/// The reason for a failure, as given in a receipt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ErrorValue<'a> {
    /// The TLV `network_error_code`: the error of a network, not necessarily the provider's. In a value that
    /// was built and not received, the network may be a printable character; the three octets are then
    /// characters.
    Network(NetworkErrorCode),
    /// An integer in a vendor TLV.
    Integer(u64),
    /// `err` in the text, or characters in a vendor TLV, or characters that some message centres put into
    /// `network_error_code` instead of the standard's format.
    Text(&'a [u8]),
    /// The octets of a `network_error_code` that is neither in the standard's format nor characters.
    Octets(&'a [u8]),
}

/// Whether the three octets of a `network_error_code` are in the standard's format. No network number is a
/// printable character, so printable octets are characters of an error.
pub(super) const fn is_network_error(error: &NetworkErrorCode) -> bool {
    !is_printable(error.network.0)
}

const fn is_printable(octet: u8) -> bool {
    matches!(octet, b' '..=b'~')
}

/// Interprets `network_error_code`. The standard has a network and 16 bits. Message centres also send the
/// network and a code of 24 bits or three digits, characters such as `104` or `E01` with blanks or NULs around
/// them, and other things. A single character could also be a number, unless it is a digit.
pub(super) fn network_error<'a>(tlv: &Tlv<'a>) -> ErrorValue<'a> {
    let network = |network: u8, code: u16| {
        ErrorValue::Network(NetworkErrorCode { network: ErrorNetwork(network), code })
    };
    let code = |digits: &[u8]| integer(digits, 10).and_then(|code| u16::try_from(code).ok());
    // A value built from a type has no slice.
    if tlv.slice().is_empty()
        && let [first, high, low] = *tlv.octets()
    {
        return match integer(without_padding(&[first, high, low]), 10) {
            Some(number) => ErrorValue::Integer(number),
            None => network(first, u16::from_be_bytes([high, low])),
        };
    }
    let octets = tlv.slice();
    let text = without_padding(octets);
    match *octets {
        [first, high, low] if !is_printable(first) => network(first, u16::from_be_bytes([high, low])),
        [first @ 1..=8, 0, high, low] => network(first, u16::from_be_bytes([high, low])),
        [first @ 1..=8, a, b, c] => {
            code(&[a, b, c]).map_or(ErrorValue::Octets(octets), |code| network(first, code))
        }
        _ if matches!(text, [b'0'..=b'9'] | [_, _, ..]) && text.iter().all(|octet| is_printable(*octet)) => {
            ErrorValue::Text(text)
        }
        _ => ErrorValue::Octets(octets),
    }
}

/// Removes blanks on both sides and NULs at the end.
fn without_padding(mut octets: &[u8]) -> &[u8] {
    while let [b' ', rest @ ..] | [rest @ .., 0 | b' '] = octets {
        octets = rest;
    }
    octets
}

impl ErrorValue<'_> {
    /// The error as a number, if it has decimal digits or is a number in a TLV. Three characters in a
    /// `network_error_code` that are not digits, such as `E01`, are not a number.
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Network(error) => is_network_error(error).then_some(error.code.into()),
            Self::Integer(number) => Some(*number),
            Self::Text(digits) => integer(digits, 10),
            Self::Octets(_) => None,
        }
    }

    /// Whether both are the same number, in decimal or hexadecimal digits, or the same word.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let is = |text: &[u8], wanted: u64| {
            let hexadecimal = match text {
                [b'0', b'x' | b'X', digits @ ..] => digits,
                digits => digits,
            };
            integer(text, 10) == Some(wanted) || integer(hexadecimal, 16) == Some(wanted)
        };
        match (self, other) {
            (Self::Text(a), Self::Text(b)) => ids_match(a, IdBase::Either, b, IdBase::Either),
            (Self::Octets(a), Self::Octets(b)) => a == b,
            (Self::Text(text), number) | (number, Self::Text(text)) => {
                number.number().is_some_and(|number| is(text, number))
            }
            (a, b) => a.number().is_some() && a.number() == b.number(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorValue::{Integer, Network, Text};

    #[test]
    fn what_differs_is_seen_first() {
        let a = (FactSource::Tlv, 1);
        let b = (FactSource::VendorTlv(Tag(0x1400)), 1);
        let c = (FactSource::Text, 2);
        let of =
            |list: &[(FactSource, i32)], first| Fact::of(list.iter().copied(), first, |_, value| value != 0);
        assert_eq!(
            of(&[a, b, c], FactSource::Tlv),
            Some(Fact { value: 1, source: FactSource::Tlv, other: Some(2) })
        );
        assert_eq!(
            of(&[a, b, c], FactSource::Text),
            Some(Fact { value: 2, source: FactSource::Text, other: Some(1) })
        );
        assert_eq!(
            of(&[a, b], FactSource::Text),
            Some(Fact { value: 1, source: FactSource::Tlv, other: Some(1) })
        );
        assert_eq!(of(&[b, c], b.0), Some(Fact { value: 1, source: b.0, other: Some(2) }));
        assert_eq!(of(&[c], FactSource::Tlv), Some(Fact { value: 2, source: FactSource::Text, other: None }));
        assert_eq!(of(&[], FactSource::Tlv), None);
        // Meaningless values come last, even if their source is named.
        let zero = (FactSource::Tlv, 0);
        assert_eq!(
            of(&[zero, c], FactSource::Tlv),
            Some(Fact { value: 2, source: FactSource::Text, other: Some(0) })
        );
        assert_eq!(of(&[zero, b, c], FactSource::Text).map(|fact| fact.source), Some(FactSource::Text));
        assert_eq!(of(&[zero, b, c], FactSource::Tlv).map(|fact| fact.source), Some(b.0));
        assert_eq!(
            of(&[zero], FactSource::Text),
            Some(Fact { value: 0, source: FactSource::Tlv, other: None })
        );
    }

    #[test]
    fn errors_agree_as_numbers_or_words() {
        let network = |code| Network(NetworkErrorCode { network: 3.into(), code });
        assert!(Text(b"027").agrees(&network(27)) && network(27).agrees(&Text(b"27")));
        assert!(Text(b"00B").agrees(&Integer(11)) && !Text(b"00B").agrees(&Integer(0)));
        assert!(Text(b"0x1B").agrees(&network(27)) && Integer(27).agrees(&Text(b"0X1b")));
        assert!(!Text(b"0x").agrees(&Integer(0)) && !Text(b"0x1B").agrees(&Integer(28)));
        assert!(Text(b"000").agrees(&Text(b"0")) && Text(b"e_net").agrees(&Text(b"E_NET")));
        assert!(network(1).agrees(&Integer(1)) && !Integer(1).agrees(&Integer(2)));
        assert!(!Text(b"").agrees(&Integer(0)) && !Text(b"99999999999999999999").agrees(&Integer(0)));
        assert_eq!([Text(b"0x1").number(), Text(b"12").number()], [None, Some(12)]);
    }
}
