//! Blanks and separators between words.

/// Separators that some message centres put between fields, with or without a blank: `id:1;stat:DELIVRD`.
pub(super) const SEPARATORS: &[u8] = b",;|&";

/// The blanks of a text: white space, and the separator if its fields have one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Blanks {
    /// A blank if there is no separator.
    separator: u8,
}

impl Blanks {
    pub(super) const PLAIN: Self = Self { separator: b' ' };

    pub(super) const fn with(separator: u8) -> Self {
        Self { separator }
    }

    /// Length of a blank at the start: ASCII white space, NUL, the no-break space of Latin-1, and Unicode
    /// spaces in UTF-8. 0 if there is none.
    const fn len(self, octets: &[u8]) -> usize {
        match octets {
            [0 | 0x09..=0x0D | b' ' | 0xA0, ..] => 1,
            [first, ..] if *first == self.separator => 1,
            [0xC2, 0xA0, ..] => 2,
            [0xE2, 0x80, 0x80..=0x8A | 0xA8 | 0xA9 | 0xAF, ..] | [0xE2, 0x81, 0x9F, ..] => 3,
            [0xE3, 0x80, 0x80, ..] => 3,
            _ => 0,
        }
    }

    #[cfg_attr(target_os = "none", inline(never))]
    pub(super) fn trim_start(self, mut octets: &[u8]) -> &[u8] {
        loop {
            match octets.get(self.len(octets)..) {
                Some(rest) if rest.len() < octets.len() => octets = rest,
                _ => return octets,
            }
        }
    }

    pub(super) fn trim_end(self, mut octets: &[u8]) -> &[u8] {
        loop {
            octets = match octets {
                [before @ .., 0xC2, 0xA0] => before,
                [before @ .., 0 | 0x09..=0x0D | b' ' | 0xA0] => before,
                [before @ .., last] if *last == self.separator => before,
                [before @ .., a, b, c] if self.len(&[*a, *b, *c]) == 3 => before,
                _ => return octets,
            }
        }
    }

    /// The octets up to the first blank, and the rest.
    pub(super) fn word(self, octets: &[u8]) -> (&[u8], &[u8]) {
        let mut rest = octets;
        while let [first, after @ ..] = rest {
            // Most octets are printable ASCII.
            let ends =
                if matches!(first, 0x21..=0x7E) { *first == self.separator } else { self.len(rest) != 0 };
            if ends {
                break;
            }
            rest = after;
        }
        octets.split_at_checked(octets.len().wrapping_sub(rest.len())).unwrap_or((octets, &[]))
    }
}

pub(super) fn trim_nuls(mut octets: &[u8]) -> &[u8] {
    while let [before @ .., 0] = octets {
        octets = before;
    }
    octets
}
