//! The arithmetic of lengths, indices and counters. Operators may overflow and panic, so the crates do not use them;
//! each function here says what its result means at the limits.

/// The sum of two lengths. Saturates at the maximum, which is longer than any buffer, so a check against a
/// buffer length fails.
#[inline(always)]
pub const fn sum(length: usize, more: usize) -> usize {
    length.saturating_add(more)
}

/// What is left of a length after `used`; never below 0.
#[inline(always)]
pub const fn left(length: usize, used: usize) -> usize {
    length.saturating_sub(used)
}

/// The index `by` places further on. Cannot overflow: both are within one slice.
#[inline(always)]
pub const fn forward(at: usize, by: usize) -> usize {
    at.wrapping_add(by)
}

/// Moves an index on within its slice, or counts what is in a slice.
#[inline(always)]
pub const fn advance(at: &mut usize, by: usize) {
    *at = forward(*at, by);
}

/// How much of a slice is before `rest`, its end.
#[inline(always)]
pub const fn before<T>(whole: &[T], rest: &[T]) -> usize {
    whole.len().wrapping_sub(rest.len())
}

/// The index `by` places back. Before the start of a slice, the result is an index that no slice has, so `get`
/// returns `None`.
#[inline(always)]
pub const fn back(at: usize, by: usize) -> usize {
    at.wrapping_sub(by)
}

/// A counter that saturates at its maximum and at 0.
pub trait Counter {
    /// One more.
    fn increment(&mut self);

    /// One less.
    fn decrement(&mut self);
}

macro_rules! counters {
    ($($int:ty)*) => { $(
        impl Counter for $int {
            #[inline(always)]
            fn increment(&mut self) {
                *self = self.saturating_add(1);
            }

            #[inline(always)]
            fn decrement(&mut self) {
                *self = self.saturating_sub(1);
            }
        }
    )* };
}
counters!(u8 u16 u32 u64 usize);
