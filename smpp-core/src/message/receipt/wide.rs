//! Texts in UTF-16, in either byte order and starting at any offset.

/// A text read as UTF-16.
#[derive(Clone, Copy)]
pub(super) struct Wide<'a> {
    units: &'a [[u8; 2]],
    order: Order,
}

/// The byte order of a unit.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Order {
    /// The most significant octet comes first.
    Big,
    /// The least significant octet comes first.
    Little,
}

impl<'a> Wide<'a> {
    /// Finds the likely byte order and offset. A byte order mark decides if the following units agree with it.
    /// Otherwise the positions of zeros decide, because every unit of an ASCII key has one. If there is an odd
    /// number of octets, the extra one comes before or after the text.
    pub(super) fn of(octets: &'a [u8]) -> Self {
        let from = |offset: usize, order| {
            let (units, _) = octets.get(offset..).unwrap_or_default().as_chunks();
            Self { units, order }
        };
        let marked = match octets {
            [0xFE, 0xFF, ..] => Some(from(2, Order::Big)),
            [0xFF, 0xFE, ..] => Some(from(2, Order::Little)),
            _ => None,
        };
        if let Some(marked) = marked.filter(Self::is_mostly_ascii) {
            return marked;
        }
        let (units, odd) = octets.as_chunks::<2>();
        let balance = head(units).iter().fold(0_i32, |balance, [first, second]| {
            balance.wrapping_add(i32::from(*first == 0)).wrapping_sub(i32::from(*second == 0))
        });
        let first = octets.first().copied().unwrap_or(0);
        match (balance < 0, odd) {
            (true, [last]) if *last != 0 || !is_text(first) => from(1, Order::Big),
            (true, _) => from(0, Order::Little),
            (false, [_]) if first != 0 && balance > 0 => from(1, Order::Little),
            (false, _) => from(0, Order::Big),
        }
    }

    /// Number of units that are printable ASCII or ASCII blanks.
    fn ascii(&self) -> usize {
        let is_ascii = |unit: &[u8; 2]| match (self.order, unit) {
            (Order::Big, [0, octet]) | (Order::Little, [octet, 0]) => is_text(*octet),
            _ => false,
        };
        // `count` would check for an impossible overflow.
        self.units.iter().fold(0, |found, unit| found.wrapping_add(usize::from(is_ascii(unit))))
    }

    /// Whether most of the first 16 units are ASCII. The text after the fields may be in any script.
    pub(super) fn is_mostly_ascii(&self) -> bool {
        let units = head(self.units);
        Self { units, ..*self }.ascii() > units.len() / 2
    }

    /// Whether any unit is ASCII.
    pub(super) fn has_ascii(&self) -> bool {
        self.ascii() > 0
    }

    /// Converts to UTF-8, with U+FFFD for lone surrogates. If the text does not fit, only whole words are kept.
    pub(super) fn decode(self, scratch: &mut [u8]) -> &[u8] {
        let units = self.units.iter().map(|unit| match self.order {
            Order::Big => u16::from_be_bytes(*unit),
            Order::Little => u16::from_le_bytes(*unit),
        });
        let (mut len, mut fits) = (0_usize, true);
        for character in char::decode_utf16(units) {
            let mut utf8 = [0; 4];
            let utf8 = character.unwrap_or(char::REPLACEMENT_CHARACTER).encode_utf8(&mut utf8).as_bytes();
            let end = len.wrapping_add(utf8.len());
            let Some(room) = scratch.get_mut(len..end) else {
                fits = false;
                break;
            };
            for (to, from) in room.iter_mut().zip(utf8) {
                *to = *from;
            }
            len = end;
        }
        let text = scratch.get(..len).unwrap_or_default();
        if fits { text } else { whole_words(text) }
    }
}

/// Printable ASCII, or a blank of it.
const fn is_text(octet: u8) -> bool {
    matches!(octet, b'\t' | b'\n' | b'\r' | b' '..=b'~')
}

/// The first units, which contain keys of a receipt wherever its text begins.
fn head(units: &[[u8; 2]]) -> &[[u8; 2]] {
    units.get(..16).unwrap_or(units)
}

/// The octets up to the last blank; the word after it may be incomplete.
pub(super) fn whole_words(text: &[u8]) -> &[u8] {
    let blank = text.iter().rposition(|octet| matches!(octet, b' ' | b'\t' | b'\r' | b'\n'));
    text.get(..blank.unwrap_or(0)).unwrap_or_default()
}
