//! Facts of a receipt, with their sources.

use super::id::{IdBase, ids_match};
use crate::codes::{ErrorNetwork, NetworkErrorCode};
use crate::tlv::{Tag, Tlv};

/// Where a fact of a receipt stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Source {
    /// In a TLV of the standard.
    Tlv,
    /// In a TLV that the profile names.
    VendorTlv(Tag),
    /// In the text.
    Text,
}

/// A fact, where it stands, and what another place says of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Fact<T> {
    /// The value of the source that goes first.
    pub value: T,
    /// That source.
    pub source: Source,
    /// The value of another source: the first that differs, or else the first that is equal. `None` when there is no
    /// other.
    pub other: Option<T>,
}

impl<T: Copy + PartialEq> Fact<T> {
    /// What the sources say, in their order, but with the one named in front, and with what means something before what
    /// does not.
    pub(super) fn of(
        sources: impl Iterator<Item = (Source, T)> + Clone,
        first: Source,
        means_something: impl Fn(Source, T) -> bool,
    ) -> Option<Self> {
        let mut best: Option<(u8, Source, T)> = None;
        for (source, value) in sources.clone() {
            let rank = u8::from(means_something(source, value)) << 1 | u8::from(source == first);
            if best.is_none_or(|(highest, ..)| rank > highest) {
                best = Some((rank, source, value));
            }
        }
        let (_, source, value) = best?;
        let mut other = None;
        for (place, said) in sources {
            let is_better = other.is_none() || (other == Some(value) && said != value);
            if place != source && is_better {
                other = Some(said);
            }
        }
        Some(Self { value, source, other })
    }
}

/// Why a message failed, as a receipt has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum ErrorValue<'a> {
    /// The TLV `network_error_code`: the error of a network, which need not be the provider's. A value that was made, not
    /// received, may have a printable character for its network: the three octets are characters then.
    Network(NetworkErrorCode),
    /// An integer of a vendor's TLV.
    Integer(u64),
    /// `err` of the text, the characters of a vendor's TLV, or those that some message centres put into
    /// `network_error_code` instead of what the standard has there.
    Text(&'a [u8]),
    /// The value of a `network_error_code` that is neither what the standard has nor characters, as it came.
    Octets(&'a [u8]),
}

/// Whether the three octets of a `network_error_code` are what the standard has there. No network has a printable
/// character for its number: those are characters of an error.
pub(super) const fn is_network_error(error: &NetworkErrorCode) -> bool {
    !is_printable(error.network.0)
}

const fn is_printable(octet: u8) -> bool {
    matches!(octet, b' '..=b'~')
}

/// What stands in `network_error_code`. The standard has a network and 16 bits; message centres also send the network
/// and a code of 24 bits or three digits, characters such as `104` or `E01` with blanks or NULs around them, and other
/// things. One character alone may as well be a number, unless it is a digit.
pub(super) fn network_error<'a>(tlv: &Tlv<'a>) -> ErrorValue<'a> {
    let network = |network: u8, code: u16| {
        ErrorValue::Network(NetworkErrorCode { network: ErrorNetwork(network), code })
    };
    let code = |digits: &[u8]| number(digits, 10).and_then(|code| u16::try_from(code).ok());
    // What was made from a typed value has no slice.
    let made = match *tlv.octets() {
        [first, high, low] if tlv.slice().is_empty() => Some([first, high, low]),
        _ => None,
    };
    if let Some([first, high, low]) = made {
        return match number(without_padding(&[first, high, low]), 10) {
            Some(number) => ErrorValue::Integer(number),
            None => network(first, u16::from_be_bytes([high, low])),
        };
    }
    let octets = tlv.slice();
    let text = without_padding(octets);
    match *octets {
        [first, high, low] if !is_printable(first) => network(first, u16::from_be_bytes([high, low])),
        [first @ 1..=8, 0, high, low] => network(first, u16::from_be_bytes([high, low])),
        [first @ 1..=8, a, b, c] => match code(&[a, b, c]) {
            Some(code) => network(first, code),
            None => ErrorValue::Octets(octets),
        },
        _ if matches!(text, [b'0'..=b'9'] | [_, _, ..]) && text.iter().all(|octet| is_printable(*octet)) => {
            ErrorValue::Text(text)
        }
        _ => ErrorValue::Octets(octets),
    }
}

/// Without blanks around it and NULs behind it.
fn without_padding(mut octets: &[u8]) -> &[u8] {
    while let [b' ', behind @ ..] = octets {
        octets = behind;
    }
    while let [before @ .., 0 | b' '] = octets {
        octets = before;
    }
    octets
}

impl ErrorValue<'_> {
    /// The number, when it is one of decimal digits or a TLV's. Three characters in a `network_error_code` that are no
    /// digits, such as `E01`, are no number.
    pub fn number(&self) -> Option<u64> {
        match self {
            Self::Network(error) => is_network_error(error).then_some(error.code.into()),
            Self::Integer(number) => Some(*number),
            Self::Text(digits) => number(digits, 10),
            Self::Octets(_) => None,
        }
    }

    /// Whether both are one number, in decimal or hexadecimal digits, or one word.
    pub(super) fn agrees(&self, other: &Self) -> bool {
        let is = |text: &[u8], wanted: u64| {
            let hexadecimal = match text {
                [b'0', b'x' | b'X', digits @ ..] => digits,
                digits => digits,
            };
            number(text, 10) == Some(wanted) || number(hexadecimal, 16) == Some(wanted)
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

/// Digits as a number; `None` without any, or when it takes more than 64 bits.
fn number(digits: &[u8], base: u32) -> Option<u64> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u64, |number, octet| {
        let digit = char::from(*octet).to_digit(16).filter(|digit| *digit < base)?;
        number.checked_mul(base.into())?.checked_add(digit.into())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use ErrorValue::{Integer, Network, Text};

    #[test]
    fn what_differs_is_seen_first() {
        let a = (Source::Tlv, 1);
        let b = (Source::VendorTlv(Tag(0x1400)), 1);
        let c = (Source::Text, 2);
        let of = |list: &[(Source, i32)], first| Fact::of(list.iter().copied(), first, |_, value| value != 0);
        assert_eq!(of(&[a, b, c], Source::Tlv), Some(Fact { value: 1, source: Source::Tlv, other: Some(2) }));
        assert_eq!(
            of(&[a, b, c], Source::Text),
            Some(Fact { value: 2, source: Source::Text, other: Some(1) })
        );
        assert_eq!(of(&[a, b], Source::Text), Some(Fact { value: 1, source: Source::Tlv, other: Some(1) }));
        assert_eq!(of(&[b, c], b.0), Some(Fact { value: 1, source: b.0, other: Some(2) }));
        assert_eq!(of(&[c], Source::Tlv), Some(Fact { value: 2, source: Source::Text, other: None }));
        assert_eq!(of(&[], Source::Tlv), None);
        // What means nothing goes behind, even when it is named.
        let zero = (Source::Tlv, 0);
        assert_eq!(
            of(&[zero, c], Source::Tlv),
            Some(Fact { value: 2, source: Source::Text, other: Some(0) })
        );
        assert_eq!(of(&[zero, b, c], Source::Text).map(|fact| fact.source), Some(Source::Text));
        assert_eq!(of(&[zero, b, c], Source::Tlv).map(|fact| fact.source), Some(b.0));
        assert_eq!(of(&[zero], Source::Text), Some(Fact { value: 0, source: Source::Tlv, other: None }));
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
