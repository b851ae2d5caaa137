//! Octets that are the same in ASCII and in the default alphabet, processed in blocks.

use crate::count::advance;
use crate::tables::is_plain;

/// Number of octets checked together. Large enough for vector registers, small enough to start over cheaply.
pub(crate) const BLOCK: usize = 32;

/// Whether every octet of a block is the same in both alphabets.
#[inline(always)]
pub(crate) fn all_plain(block: &[u8; BLOCK]) -> bool {
    block.iter().fold(true, |plain, octet| plain & is_plain(*octet))
}

/// Copies blocks while they are plain and fit. Returns the number of octets.
#[inline]
pub(crate) fn copy_plain(from: &[u8], to: &mut [u8]) -> usize {
    let mut copied: usize = 0;
    for (block, slot) in from.as_chunks::<BLOCK>().0.iter().zip(to.as_chunks_mut::<BLOCK>().0) {
        if !all_plain(block) {
            break;
        }
        *slot = *block;
        advance(&mut copied, BLOCK);
    }
    copied
}
