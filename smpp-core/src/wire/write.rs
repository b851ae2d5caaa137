//! Writes values to the caller's buffer at a position. A value that does not fit is not written.

use super::SMALL;
use super::error::Fault;
use super::read::zero_octets;
use crate::count::{forward, sum};

/// The position of the next octet after a write.
pub(crate) type Put = Result<usize, Fault>;

// The position is passed by value, so that it stays in a register from field to field. An index is cheaper than
// re-slicing the rest: one comparison and one store per octet.

/// Writes one octet.
pub(crate) fn put_u8(out: &mut [u8], at: usize, value: u8) -> Put {
    let place = out.get_mut(at).ok_or(Fault::BufferTooSmall)?;
    *place = value;
    Ok(forward(at, 1))
}

/// Writes a fixed number of octets.
pub(crate) fn put_array<const N: usize>(out: &mut [u8], at: usize, octets: [u8; N]) -> Put {
    let end = sum(at, N);
    let place = out.get_mut(at..end).and_then(<[u8]>::first_chunk_mut);
    *place.ok_or(Fault::BufferTooSmall)? = octets;
    Ok(end)
}

/// Writes octets.
pub(crate) fn put_octets(out: &mut [u8], at: usize, octets: &[u8]) -> Put {
    let end = sum(at, octets.len());
    let room = out.get_mut(at..end).ok_or(Fault::BufferTooSmall)?;
    // `zip` cannot mismatch lengths, so there is no panic branch; the compiler turns it into a copy.
    for (to, from) in room.iter_mut().zip(octets) {
        *to = *from;
    }
    Ok(end)
}

/// Writes a C-Octet String with its NUL; rejects a NUL inside. Many strings are empty: they take one octet and
/// no call.
#[cfg_attr(target_os = "none", inline(never))]
#[cfg_attr(not(target_os = "none"), inline)]
pub(crate) fn put_c_octet_string(out: &mut [u8], at: usize, text: &[u8]) -> Put {
    if text.is_empty() { put_u8(out, at, 0) } else { put_text(out, at, text) }
}

fn put_text(out: &mut [u8], at: usize, text: &[u8]) -> Put {
    let end = sum(sum(at, text.len()), 1);
    let room = out.get_mut(at..end).ok_or(Fault::BufferTooSmall)?;
    let Some((nul, body)) = room.split_last_mut() else { return Err(Fault::BufferTooSmall) };
    *nul = 0;
    // Copies and tests for NUL in one pass, eight octets at a time; the last eight overlap the previous ones.
    // Leaving the loop early keeps the compiler from splitting it into a copy and a test, which is slower for
    // short strings.
    if !SMALL && let (Some(to_last), Some(last)) = (body.last_chunk_mut::<8>(), text.last_chunk::<8>()) {
        *to_last = *last;
        if zero_octets(u64::from_le_bytes(*last)) != 0 {
            return Err(Fault::EmbeddedNul);
        }
        for (to, from) in body.as_chunks_mut::<8>().0.iter_mut().zip(text.as_chunks::<8>().0) {
            *to = *from;
            if zero_octets(u64::from_le_bytes(*from)) != 0 {
                return Err(Fault::EmbeddedNul);
            }
        }
    } else {
        for (to, from) in body.iter_mut().zip(text) {
            *to = *from;
            if *from == 0 {
                return Err(Fault::EmbeddedNul);
            }
        }
    }
    Ok(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn c_octet_strings_of_every_length_round_trip_and_refuse_nul() {
        let text: [u8; 40] = core::array::from_fn(|at| u8::try_from(at).unwrap() + 1);
        for length in 0..=40 {
            let mut out = [0xAA; 42];
            assert_eq!(put_c_octet_string(&mut out, 0, &text[..length]), Ok(length + 1));
            assert_eq!(&out[..length], &text[..length]);
            assert_eq!((out[length], out[length + 1]), (0, 0xAA));
            for bad in 0..length {
                let mut with_nul = text;
                with_nul[bad] = 0;
                let answer = put_c_octet_string(&mut [0; 42], 0, &with_nul[..length]);
                assert_eq!(answer, Err(Fault::EmbeddedNul), "length {length}, NUL at {bad}");
            }
        }
    }

    #[test]
    fn a_full_buffer_is_an_error() {
        assert_eq!(put_array(&mut [0; 3], 0, [0; 4]), Err(Fault::BufferTooSmall));
        assert_eq!(put_c_octet_string(&mut [0; 3], 0, b"abc"), Err(Fault::BufferTooSmall));
    }
}
