//! HalfSipHash with the caller's seed. Nobody can choose ids that collide without knowing the seed.

use core::fmt;
use core::hash::Hasher;

/// The caller's seed. It is secret and never shown.
#[derive(Clone, Copy)]
pub struct Seed(pub u64);

impl fmt::Debug for Seed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Seed")
    }
}

/// HalfSipHash with `C` rounds per word and `D` at the end.
#[derive(Clone, Copy)]
pub struct HalfSip<const C: usize, const D: usize> {
    v: [u32; 4],
    /// Octets that do not fill a word yet.
    word: u32,
    len: u32,
}

/// One round per word and three at the end, as operating systems use for hash tables.
pub type Keyed = HalfSip<1, 3>;

impl<const C: usize, const D: usize> HalfSip<C, D> {
    pub const fn new(seed: Seed) -> Self {
        let [a, b, c, d, e, f, g, h] = seed.0.to_le_bytes();
        let (low, high) = (u32::from_le_bytes([a, b, c, d]), u32::from_le_bytes([e, f, g, h]));
        Self { v: [low, high, 0x6C79_6765 ^ low, 0x7465_6462 ^ high], word: 0, len: 0 }
    }

    pub fn push(&mut self, octet: u8) {
        self.word = self.word.rotate_right(8) ^ (octet as u32) << 24;
        self.len = self.len.wrapping_add(1);
        if self.len.is_multiple_of(4) {
            self.absorb(self.word);
            self.word = 0;
        }
    }

    fn absorb(&mut self, word: u32) {
        self.v[3] ^= word;
        self.rounds(C);
        self.v[0] ^= word;
    }

    fn rounds(&mut self, count: usize) {
        let [mut a, mut b, mut c, mut d] = self.v;
        for _ in 0..count {
            a = a.wrapping_add(b);
            b = b.rotate_left(5) ^ a;
            a = a.rotate_left(16);
            c = c.wrapping_add(d);
            d = d.rotate_left(8) ^ c;
            a = a.wrapping_add(d);
            d = d.rotate_left(7) ^ a;
            c = c.wrapping_add(b);
            b = b.rotate_left(13) ^ c;
            c = c.rotate_left(16);
        }
        self.v = [a, b, c, d];
    }

    /// The 32-bit hash, and 32 more bits.
    pub fn end(mut self) -> [u32; 2] {
        // The remaining octets are at the upper end of the word.
        let left = self.len % 4;
        let word = if left == 0 { 0 } else { self.word >> (8_u32.wrapping_mul(4_u32.wrapping_sub(left))) };
        self.absorb(word | self.len << 24);
        self.v[2] ^= 0xFF;
        self.rounds(D);
        let low = self.v[1] ^ self.v[3];
        self.v[1] ^= 0xDD;
        self.rounds(D);
        [low, self.v[1] ^ self.v[3]]
    }
}

impl<const C: usize, const D: usize> Hasher for HalfSip<C, D> {
    fn write(&mut self, octets: &[u8]) {
        octets.iter().for_each(|octet| self.push(*octet));
    }

    fn finish(&self) -> u64 {
        let [low, high] = self.end();
        u64::from(high) << 32 | u64::from(low)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the reference implementation: HalfSipHash-2-4 of no octets, one and so on, under the key 00 01 02 … 07.
    #[test]
    fn the_vectors_of_the_reference() {
        let seed = Seed(u64::from_le_bytes([0, 1, 2, 3, 4, 5, 6, 7]));
        let hash = |len: u8| {
            let mut hash = HalfSip::<2, 4>::new(seed);
            (0..len).for_each(|octet| hash.push(octet));
            hash.end()[0].to_le_bytes()
        };
        assert_eq!(hash(0), [0xA9, 0x35, 0x9F, 0x5B]);
        assert_eq!(hash(1), [0x27, 0x47, 0x5A, 0xB8]);
        assert_eq!(hash(2), [0xFA, 0x62, 0xA6, 0x03]);
        assert_eq!(hash(3), [0x8A, 0xFE, 0xE7, 0x04]);
    }
}
