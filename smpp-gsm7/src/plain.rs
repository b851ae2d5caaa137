//! Octets that are the same in ASCII and in the default alphabet, a block of them at a time.

use crate::tables::is_plain;

/// Octets that are classified together. Wide enough for vector registers, small enough to start over cheaply.
pub(crate) const BLOCK: usize = 32;

/// Whether every octet of a block stands for itself.
#[inline(always)]
pub(crate) fn all_plain(block: &[u8; BLOCK]) -> bool {
    block.iter().fold(true, |plain, octet| plain & is_plain(*octet))
}

/// Copies blocks as long as they are plain and fit: how many octets that was.
#[inline]
pub(crate) fn copy_plain(from: &[u8], to: &mut [u8]) -> usize {
    let mut copied: usize = 0;
    for (block, slot) in from.as_chunks::<BLOCK>().0.iter().zip(to.as_chunks_mut::<BLOCK>().0) {
        if !all_plain(block) {
            break;
        }
        *slot = *block;
        copied = copied.wrapping_add(BLOCK);
    }
    copied
}
