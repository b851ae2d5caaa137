//! A cursor over the caller's buffer. Every put either fits or changes nothing that counts.

use super::error::EncodeErrorKind;
use super::read::zero_octets;

/// Writes into the caller's memory, front to back.
#[derive(Debug)]
pub struct Writer<'b> {
    rest: &'b mut [u8],
}

impl<'b> Writer<'b> {
    /// A writer that fills `out` from its start.
    pub const fn new(out: &'b mut [u8]) -> Self {
        Self { rest: out }
    }

    /// Octets of room left.
    pub const fn room(&self) -> usize {
        self.rest.len()
    }

    fn claim(&mut self, count: usize) -> Result<&'b mut [u8], EncodeErrorKind> {
        let (head, tail) = core::mem::take(&mut self.rest)
            .split_at_mut_checked(count)
            .ok_or(EncodeErrorKind::BufferTooSmall)?;
        self.rest = tail;
        Ok(head)
    }

    /// Writes one octet.
    pub fn put_u8(&mut self, value: u8) -> Result<(), EncodeErrorKind> {
        self.put(&[value])
    }

    /// Writes two octets, most significant first.
    pub fn put_u16(&mut self, value: u16) -> Result<(), EncodeErrorKind> {
        self.put(&value.to_be_bytes())
    }

    /// Writes four octets, most significant first.
    pub fn put_u32(&mut self, value: u32) -> Result<(), EncodeErrorKind> {
        self.put(&value.to_be_bytes())
    }

    /// Writes octets as they are.
    pub fn put(&mut self, octets: &[u8]) -> Result<(), EncodeErrorKind> {
        let head = self.claim(octets.len())?;
        // `zip` has no length to disagree about, so no panic branch; the compiler makes it a copy.
        for (to, from) in head.iter_mut().zip(octets) {
            *to = *from;
        }
        Ok(())
    }

    /// Writes a C-Octet String and its NUL; a NUL inside is refused.
    pub fn put_c_octet_string(&mut self, text: &[u8]) -> Result<(), EncodeErrorKind> {
        if text.is_empty() {
            return self.put_u8(0);
        }
        let head = self.claim(text.len().saturating_add(1))?;
        let Some((nul, body)) = head.split_last_mut() else { return Err(EncodeErrorKind::BufferTooSmall) };
        *nul = 0;
        // Copy and test for NUL in one pass, eight octets at a time.
        let (to_words, to_tail) = body.as_chunks_mut::<8>();
        let (from_words, from_tail) = text.as_chunks::<8>();
        let mut zeros = 0;
        for (to, from) in to_words.iter_mut().zip(from_words) {
            zeros |= zero_octets(u64::from_le_bytes(*from));
            *to = *from;
        }
        let mut tail_nul = false;
        for (to, from) in to_tail.iter_mut().zip(from_tail) {
            tail_nul |= *from == 0;
            *to = *from;
        }
        if zeros != 0 || tail_nul { Err(EncodeErrorKind::EmbeddedNul) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_octet_strings_of_every_length_round_trip_and_refuse_nul() {
        let text: [u8; 40] = core::array::from_fn(|i| i as u8 + 1);
        for length in 0..=40 {
            let mut out = [0xAA; 42];
            let mut writer = Writer::new(&mut out);
            writer.put_c_octet_string(&text[..length]).unwrap();
            assert_eq!(writer.room(), 41 - length);
            assert_eq!(&out[..length], &text[..length]);
            assert_eq!((out[length], out[length + 1]), (0, 0xAA));
            for bad in 0..length {
                let mut with_nul = text;
                with_nul[bad] = 0;
                let answer = Writer::new(&mut [0; 42]).put_c_octet_string(&with_nul[..length]);
                assert_eq!(answer, Err(EncodeErrorKind::EmbeddedNul), "length {length}, NUL at {bad}");
            }
        }
    }

    #[test]
    fn a_full_buffer_is_an_error() {
        assert_eq!(Writer::new(&mut [0; 3]).put_u32(1), Err(EncodeErrorKind::BufferTooSmall));
        assert_eq!(Writer::new(&mut [0; 3]).put_c_octet_string(b"abc"), Err(EncodeErrorKind::BufferTooSmall));
    }
}
