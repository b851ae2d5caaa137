//! Addresses: TP-OA, TP-DA, TP-RA, and the address of the service centre.

use super::error::{DecodeTpduError, DecodeTpduErrorKind, Field};
use super::octets::{Reader, Writer};
use super::user_data::UserDataChars;
use crate::debug::octet;
use crate::error::{Named, error_at, error_kinds};
use crate::pack::Unpacker;
use crate::{Alphabet, EncodeTextError, Encoder, Fill, Padding};
use core::fmt;
use core::str::FromStr;

/// The maximum number of octets of an address after its type.
const MOST_OCTETS: usize = 10;
/// The maximum number of semi-octets of an address.
const MOST_SEMI_OCTETS: usize = 20;

/// An address of a TPDU (3GPP TS 23.040 9.1.2.5): up to 20 digits, or up to 11 characters of text.
///
/// Digits are in semi-octets, the first of a pair in the low half; if their number is odd, 0xF fills the last octet.
/// The address is kept as received, with the fill and any errors. It is `Copy` and can be the key of a
/// [`Reassembler`](crate::reassemble::Reassembler).
///
/// ```
/// use smpp_gsm7::tpdu::{Address, NumberingPlan, TypeOfNumber};
///
/// let address: Address = "+46700000001".parse()?;
/// assert_eq!(address.type_of_address().type_of_number(), TypeOfNumber::International);
/// assert_eq!((address.semi_octets(), address.octets()), (11, &[0x64, 0x07, 0x00, 0x00, 0x00, 0xF1][..]));
/// assert_eq!(address.to_string(), "+46700000001");
///
/// // A name is in septets, and its length is still in semi-octets: 7 characters are 49 bits, or 13 semi-octets.
/// let name = Address::alphanumeric("Example")?;
/// assert_eq!((name.semi_octets(), name.to_string().as_str()), (13, "Example"));
/// # Ok::<(), smpp_gsm7::tpdu::AddressError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Address {
    semi_octets: u8,
    type_of_address: TypeOfAddress,
    octets: [u8; MOST_OCTETS],
}

impl Address {
    /// No digits, of unknown type.
    pub const EMPTY: Self =
        Self { semi_octets: 0, type_of_address: TypeOfAddress::UNKNOWN, octets: [0; MOST_OCTETS] };

    /// A number of up to 20 digits `0` to `9`, `*`, `#`, `a`, `b` and `c`, with the letters in either case.
    ///
    /// # Errors
    /// Another character, or more than 20 digits.
    pub fn new(type_of_address: TypeOfAddress, digits: &str) -> Result<Self, AddressError> {
        let mut address = Self { type_of_address, ..Self::EMPTY };
        let mut slots = address.octets.iter_mut();
        let mut pair = None;
        for (offset, c) in digits.char_indices() {
            let semi_octet =
                semi_octet(c).ok_or_else(|| AddressError::at(AddressErrorKind::Unmappable(c), offset))?;
            match pair.take() {
                None => {
                    let slot = slots.next();
                    let slot = slot.ok_or_else(|| AddressError::at(AddressErrorKind::TooLong, offset))?;
                    *slot = FILL << 4 | semi_octet;
                    pair = Some(slot);
                }
                Some(slot) => *slot = *slot & 0x0F | semi_octet << 4,
            }
            address.semi_octets = address.semi_octets.saturating_add(1);
        }
        Ok(address)
    }

    /// A name of up to 11 septets in the default alphabet.
    ///
    /// # Errors
    /// The alphabet lacks a character, or the text has more than 11 septets.
    pub fn alphanumeric(text: &str) -> Result<Self, AddressError> {
        let mut address = Self { type_of_address: TypeOfAddress::ALPHANUMERIC, ..Self::EMPTY };
        let encoder = Encoder::new(Alphabet::DEFAULT);
        if let Some((offset, c)) = encoder.unmappable(text).next() {
            return Err(AddressError::at(AddressErrorKind::Unmappable(c), offset));
        }
        // Without unmappable characters, only the length remains.
        let too_long = |error: EncodeTextError| AddressError::at(AddressErrorKind::TooLong, error.offset());
        let done =
            encoder.encode_packed(text, Fill::NONE, Padding::Zero, &mut address.octets).map_err(too_long)?;
        let [semi_octets, ..] = (done.septets % 16).wrapping_mul(7).div_ceil(4).to_le_bytes();
        address.semi_octets = semi_octets;
        Ok(address)
    }

    /// Builds an address from its parts, as they appear in a TPDU: the number of semi-octets, the type, and the
    /// octets. Surplus octets are ignored. `None` if there are more than 20 semi-octets, or too few octets for them.
    pub fn from_octets(semi_octets: u8, type_of_address: TypeOfAddress, octets: &[u8]) -> Option<Self> {
        let octets = octets.get(..usize::from(semi_octets).div_ceil(2))?;
        let mut address = Self { semi_octets, type_of_address, octets: [0; MOST_OCTETS] };
        let slots = address.octets.get_mut(..octets.len())?;
        slots.iter_mut().zip(octets).for_each(|(slot, octet)| *slot = *octet);
        Some(address)
    }

    /// The length octet: the number of useful semi-octets, 0 to 20.
    pub const fn semi_octets(&self) -> u8 {
        self.semi_octets
    }

    /// Type of number and numbering plan.
    pub const fn type_of_address(&self) -> TypeOfAddress {
        self.type_of_address
    }

    /// The digits or packed septets, with the fill.
    pub fn octets(&self) -> &[u8] {
        self.octets.get(..usize::from(self.semi_octets).div_ceil(2)).unwrap_or_default()
    }

    /// Whether there are no digits.
    pub const fn is_empty(&self) -> bool {
        self.semi_octets == 0
    }

    /// Whether the type is alphanumeric, so that [`chars`](Self::chars) is text and not digits.
    pub const fn is_alphanumeric(&self) -> bool {
        matches!(self.type_of_address.type_of_number(), TypeOfNumber::Alphanumeric)
    }

    /// Whether the address is coded as the standard demands: an odd number of digits is followed by a fill of 0xF,
    /// which occurs nowhere else. An alphanumeric address is always well formed.
    pub fn is_well_formed(&self) -> bool {
        let mut all = self.every_semi_octet();
        let digits_are_sound = all.by_ref().take(self.semi_octets.into()).all(|digit| digit != FILL);
        self.is_alphanumeric() || digits_are_sound && all.all(|fill| fill == FILL)
    }

    /// The semi-octets of all octets, so one more than the length says if that is odd.
    fn every_semi_octet(&self) -> impl Iterator<Item = u8> + Clone {
        self.octets().iter().flat_map(|octet| [octet & 0x0F, octet >> 4])
    }

    /// The digits, or the text of an alphanumeric address. Digits end at the fill, which some senders count as a digit.
    ///
    /// The length of a text is taken literally: 13 semi-octets are 7 characters, and 14 are 8. If a sender counts 14
    /// for 7 characters and zero bits, every receiver that follows the standard reads an `@` at the end.
    ///
    /// ```
    /// use smpp_gsm7::tpdu::{Address, TypeOfAddress};
    /// let name = Address::alphanumeric("abcdefg")?;
    /// let rounded = Address::from_octets(14, TypeOfAddress::ALPHANUMERIC, name.octets()).unwrap();
    /// assert_eq!((name.to_string().as_str(), rounded.to_string().as_str()), ("abcdefg", "abcdefg@"));
    /// assert_eq!(rounded, Address::alphanumeric("abcdefg@")?);
    /// # Ok::<(), smpp_gsm7::tpdu::AddressError>(())
    /// ```
    pub fn chars(&self) -> impl Iterator<Item = char> + Clone {
        let semi_octets = usize::from(self.semi_octets);
        let (septets, digits) =
            if self.is_alphanumeric() { (semi_octets.wrapping_mul(4) / 7, 0) } else { (0, semi_octets) };
        let text =
            UserDataChars::packed(Alphabet::DEFAULT, Unpacker::new(self.octets(), Fill::NONE), septets);
        text.chain(self.every_semi_octet().take(digits).map_while(digit))
    }

    pub(super) fn read(reader: &mut Reader<'_>, field: Field) -> Result<Self, DecodeTpduError> {
        let start = *reader;
        let [semi_octets, type_of_address] = reader.array(field)?;
        if usize::from(semi_octets) > MOST_SEMI_OCTETS {
            return Err(DecodeTpduError::new(DecodeTpduErrorKind::AddressTooLong, field, start.offset()));
        }
        let octets = reader.octets(usize::from(semi_octets).div_ceil(2), field);
        let octets = octets.map_err(|_| start.ends(field))?;
        Ok(Self::from_octets(semi_octets, TypeOfAddress(type_of_address), octets).unwrap_or(Self::EMPTY))
    }

    pub(super) fn write(&self, out: &mut Writer<'_>) {
        out.put(&[self.semi_octets, self.type_of_address.0]);
        out.put(self.octets());
    }
}

impl Default for Address {
    fn default() -> Self {
        Self::EMPTY
    }
}

/// Parses `+` and digits as an international number, and digits alone as a number of unknown type. For other types, use
/// [`Address::new`].
impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        match text.strip_prefix('+') {
            Some(digits) => Self::new(TypeOfAddress::INTERNATIONAL, digits)
                .map_err(|error| AddressError::at(error.kind, error.offset.saturating_add(1))),
            None => Self::new(TypeOfAddress::UNKNOWN, text),
        }
    }
}

/// The digits, with `+` in front of an international number, or the text.
impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self.type_of_address.type_of_number(), TypeOfNumber::International) && !self.is_empty() {
            f.write_str("+")?;
        }
        self.chars().try_for_each(|c| write!(f, "{c}"))
    }
}

/// The semi-octet that fills the last octet.
const FILL: u8 = 0x0F;

/// The digits in the order of their semi-octets.
const DIGITS: &[u8; 15] = b"0123456789*#abc";

fn semi_octet(digit: char) -> Option<u8> {
    let digit = u8::try_from(digit).ok()?.to_ascii_lowercase();
    (0..FILL).zip(DIGITS).find(|(_, known)| **known == digit).map(|(semi_octet, _)| semi_octet)
}

fn digit(semi_octet: u8) -> Option<char> {
    DIGITS.get(usize::from(semi_octet)).map(|digit| char::from(*digit))
}

octet! {
    /// The octet in front of an address: type of number and numbering plan (3GPP TS 23.040 9.1.2.5). Its highest bit is
    /// 1 in the standard.
    pub struct TypeOfAddress(pub u8);
}

impl TypeOfAddress {
    /// A telephone number of unknown type: 0x81.
    pub const UNKNOWN: Self = Self(0x81);
    /// An international telephone number: 0x91.
    pub const INTERNATIONAL: Self = Self(0x91);
    /// Text: 0xD0.
    pub const ALPHANUMERIC: Self = Self(0xD0);

    /// Creates the octet.
    pub const fn new(type_of_number: TypeOfNumber, numbering_plan: NumberingPlan) -> Self {
        Self(0x80 | (type_of_number as u8) << 4 | numbering_plan.0 & 0x0F)
    }

    /// TON: bits 6 to 4.
    pub const fn type_of_number(self) -> TypeOfNumber {
        match self.0 >> 4 & 0x07 {
            0 => TypeOfNumber::Unknown,
            1 => TypeOfNumber::International,
            2 => TypeOfNumber::National,
            3 => TypeOfNumber::NetworkSpecific,
            4 => TypeOfNumber::Subscriber,
            5 => TypeOfNumber::Alphanumeric,
            6 => TypeOfNumber::Abbreviated,
            _ => TypeOfNumber::Reserved,
        }
    }

    /// NPI: bits 3 to 0.
    pub const fn numbering_plan(self) -> NumberingPlan {
        NumberingPlan(self.0 & 0x0F)
    }
}

/// The type of number (TON). SMPP uses the same values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
#[repr(u8)]
pub enum TypeOfNumber {
    /// Unknown: the network infers it from the digits.
    Unknown = 0,
    /// International: with the country code, without a prefix.
    International = 1,
    /// National: without a country code or prefix.
    National = 2,
    /// Defined by the network, such as a short code.
    NetworkSpecific = 3,
    /// A short number that service centres store for an application.
    Subscriber = 4,
    /// Text in GSM 7-bit.
    Alphanumeric = 5,
    /// An abbreviated number.
    Abbreviated = 6,
    /// Reserved for extension.
    Reserved = 7,
}

/// The numbering plan (NPI), 0 to 15. SMPP uses the same values for the plans named here, and has further ones.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct NumberingPlan(
    /// The number.
    pub u8,
);

impl NumberingPlan {
    /// Unknown.
    pub const UNKNOWN: Self = Self(0);
    /// ISDN and telephone (E.164).
    pub const ISDN: Self = Self(1);
    /// Data (X.121).
    pub const DATA: Self = Self(3);
    /// Telex.
    pub const TELEX: Self = Self(4);
    /// National.
    pub const NATIONAL: Self = Self(8);
    /// Private.
    pub const PRIVATE: Self = Self(9);
    /// ERMES.
    pub const ERMES: Self = Self(10);
}

error_at! {
    /// A text is not an address.
    AddressError: AddressErrorKind => "{kind}, octet {offset} of the text",
    /// Number of octets of the text before the error.
    offset
}

error_kinds! {
    /// Kinds of errors in an address.
    #[derive(Hash)]
    #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
    pub enum AddressErrorKind, Debug as Display {
        /// A character that such an address cannot have.
        Unmappable(c: char) => "an address cannot have {}", Named(*c);
        /// More than 20 digits or 11 septets.
        TooLong => "an address has at most 20 digits or 11 septets";
    }
}
