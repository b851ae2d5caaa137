//! The arithmetic of lengths and indices. Operators may overflow and panic, so the crate does not use them; each
//! function here says what its result means at the limits.

/// Two lengths together. Sticks at the maximum, which no buffer has, so a comparison with a buffer fails.
#[inline(always)]
pub(crate) const fn sum(length: usize, more: usize) -> usize {
    length.saturating_add(more)
}

/// What is left of a length after `used`; never below 0.
#[inline(always)]
pub(crate) const fn left(length: usize, used: usize) -> usize {
    length.saturating_sub(used)
}

/// The index `by` places further on. Cannot overflow: both are within one slice.
#[inline(always)]
pub(crate) const fn forward(at: usize, by: usize) -> usize {
    at.wrapping_add(by)
}

/// Moves an index on within its slice, or counts what is in a slice.
#[inline(always)]
pub(crate) const fn advance(at: &mut usize, by: usize) {
    *at = forward(*at, by);
}

/// How much of a slice is before `rest`, its end.
#[inline(always)]
pub(crate) const fn before<T>(whole: &[T], rest: &[T]) -> usize {
    whole.len().wrapping_sub(rest.len())
}

/// The index `by` places back. Cannot overflow: callers know that `by` is not more.
#[inline(always)]
pub(crate) const fn back(at: usize, by: usize) -> usize {
    at.wrapping_sub(by)
}
