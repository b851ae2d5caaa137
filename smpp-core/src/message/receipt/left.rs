//! The parts of a text that do not belong to a field of Appendix B.

use super::blanks::Blanks;
use super::scan::{Scan, split_name};

pub(super) enum Left<'a> {
    Field(&'a [u8], &'a [u8]),
    Words(&'a [u8]),
}

/// Iterates over the parts that do not belong to a field.
pub(super) struct Leftovers<'a> {
    scan: Scan<'a>,
    again: Option<(&'a [u8], &'a [u8])>,
    rest: &'a [u8],
    /// There are no fields: the words are prose.
    prose: bool,
    /// The words come before the first field.
    before: bool,
}

impl<'a> Leftovers<'a> {
    pub(super) fn of(octets: &'a [u8]) -> Self {
        Self { scan: Scan::new(octets), again: None, rest: &[], prose: false, before: false }
    }
}

impl<'a> Iterator for Leftovers<'a> {
    type Item = Left<'a>;

    fn next(&mut self) -> Option<Left<'a>> {
        loop {
            if let Some((name, value)) = self.again.take() {
                return Some(Left::Field(name, value));
            }
            let blanks = self.scan.blanks();
            let rest = blanks.trim_start(self.rest);
            if !rest.is_empty() {
                let (left, rest) = if self.prose {
                    (Left::Words(blanks.trim_end(rest)), &[][..])
                } else {
                    next_left(blanks, rest, self.before)
                };
                self.rest = rest;
                return Some(left);
            }
            let step = self.scan.next()?;
            self.prose = step.field.is_none() && self.scan.is_over();
            self.before = step.field.is_none() && self.scan.is_before_fields();
            self.rest = step.rest;
            self.again = step.field.filter(|found| found.again).map(|found| (found.name, found.value));
        }
    }
}

/// Returns a field of several words, or the words up to the next field. `octets` starts with a word. Before the
/// first field, only a field with a value counts, because `Delivery receipt: id:1` starts with words.
fn next_left(blanks: Blanks, octets: &[u8], before: bool) -> (Left<'_>, &[u8]) {
    let name_of = |word| split_name(word).filter(|(_, value)| !before || !value.is_empty());
    let (first, mut rest) = blanks.word(octets);
    loop {
        let (next, after) = blanks.word(blanks.trim_start(rest));
        if next.is_empty() || name_of(next).is_some() {
            break;
        }
        rest = after;
    }
    let taken = octets.get(..octets.len().wrapping_sub(rest.len())).unwrap_or(octets);
    let left = match name_of(first) {
        Some((name, _)) => {
            let value = taken.get(name.len().saturating_add(1)..).unwrap_or_default();
            Left::Field(name, blanks.trim_end(value))
        }
        None => Left::Words(blanks.trim_end(taken)),
    };
    (left, rest)
}
