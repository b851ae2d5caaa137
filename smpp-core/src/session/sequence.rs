//! The `sequence_number`s of our own requests: 1 to 0x7FFFFFFF, then 1 again (v3.4 section 5.1.4, v5.0 section
//! 4.7.24).

use crate::count::sum;

/// The last number before the sequence wraps to 1.
const LAST: u32 = 0x7FFF_FFFF;

pub(super) struct Numbers {
    /// The first number, with the bit [`WRAPPED`] set once the sequence has wrapped.
    first: u32,
    next: u32,
}

const WRAPPED: u32 = 0x8000_0000;

impl Numbers {
    /// Starts at `first`, clamped to the range.
    pub(super) fn new(first: u32) -> Self {
        let first = first.clamp(1, LAST);
        Self { first, next: first }
    }

    /// The next number that is not `busy`, trying at most `most` further numbers. Changes nothing.
    pub(super) fn peek(&self, most: usize, busy: impl Fn(u32) -> bool) -> Option<u32> {
        let numbers = core::iter::successors(Some(self.next), |number| Some(Self::after(*number)));
        numbers.take(sum(most, 1)).find(|number| !busy(*number))
    }

    /// Marks the number as used.
    pub(super) const fn commit(&mut self, number: u32) {
        let next = Self::after(number);
        // Also if the last number is passed over.
        if next <= self.next {
            self.first |= WRAPPED;
        }
        self.next = next;
    }

    /// Whether the number was ever used.
    pub(super) const fn issued(&self, number: u32) -> bool {
        let (is_later, is_earlier) =
            (self.first & LAST <= number && number <= LAST, 1 <= number && number < self.next);
        if self.first & WRAPPED != 0 { is_later || is_earlier } else { is_later && is_earlier }
    }

    const fn after(number: u32) -> u32 {
        if number >= LAST { 1 } else { number.saturating_add(1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_wrap_from_0x7fffffff_to_1_and_skip_busy_ones() {
        let mut numbers = Numbers::new(LAST - 1);
        let mut take = |busy: &[u32]| {
            let number = numbers.peek(busy.len(), |n| busy.contains(&n)).unwrap();
            numbers.commit(number);
            number
        };
        assert_eq!([take(&[]), take(&[]), take(&[]), take(&[])], [LAST - 1, LAST, 1, 2]);
        assert_eq!(take(&[3, 4]), 5);
        assert_eq!(take(&[]), 6);
    }

    #[test]
    fn issued_tells_given_out_from_never() {
        let mut numbers = Numbers::new(10);
        assert!(![0, 9, 10, u32::MAX].iter().any(|n| numbers.issued(*n)));
        numbers.commit(10);
        assert_eq!([9, 10, 11].map(|n| numbers.issued(n)), [false, true, false]);
        numbers.commit(LAST);
        numbers.commit(1);
        assert_eq!(
            [0, 1, 2, 9, 10, LAST, LAST + 1].map(|n| numbers.issued(n)),
            [false, true, false, false, true, true, false]
        );
    }

    #[test]
    fn a_first_number_out_of_range_is_put_into_it() {
        assert_eq!(Numbers::new(0).peek(0, |_| false), Some(1));
        assert_eq!(Numbers::new(u32::MAX).peek(0, |_| false), Some(LAST));
    }
}
