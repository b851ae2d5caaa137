//! What the connection and the clock have to do.

use crate::error::{outcome, smpp_error};
use crate::handle::{open, smpp_link};
use crate::pointer::Place;
use core::ptr;
use smpp_core::Instant;

/// wake_ms if no timer is running.
pub const SMPP_NEVER: u64 = 0xFFFF_FFFF_FFFF_FFFF;

/// Where to read to, what to write and how long to wait. The pointers are valid until the next call for this link.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct smpp_io {
    /// Where to put the octets that you read; NULL if nothing should be read now.
    pub read: *mut u8,
    /// The largest number of octets to read.
    pub read_size: usize,
    /// The octets to write.
    pub write: *const u8,
    /// How many there are; may be 0.
    pub write_len: usize,
    /// When to call smpp_link_next() again even if nothing was read or written; SMPP_NEVER if no timer is running.
    pub wake_ms: u64,
}

/// Stores in *io what to do now. Call it after smpp_link_next() has stored SMPP_EVENT_KIND_NONE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_io(link: *mut smpp_link, now_ms: u64, io: *mut smpp_io) -> smpp_error {
    let fill = || {
        // SAFETY: the caller passes NULL or a link.
        let handle = unsafe { open(link) }?;
        // SAFETY: the caller passes NULL or room for the result.
        let place = unsafe { Place::new(io) }?;
        let io = handle.link.io(Instant::from_millis(now_ms));
        let (read, read_size) = io.read.map_or((ptr::null_mut(), 0), |read| (read.as_mut_ptr(), read.len()));
        place.put(smpp_io {
            read,
            read_size,
            write: io.write.as_ptr(),
            write_len: io.write.len(),
            wake_ms: io.wake.map_or(SMPP_NEVER, Instant::as_millis),
        });
        Ok(())
    };
    outcome(fill())
}

/// Reports that count octets were read to where smpp_link_io() said. 0 means that the peer sends nothing more. Report
/// an error of the connection as 0, too.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_filled(link: *mut smpp_link, count: usize) -> smpp_error {
    // SAFETY: the caller passes NULL or a link.
    outcome(unsafe { open(link) }.map(|handle| handle.link.filled(count)))
}

/// Reports that count octets were written. 0 means that nothing more can be written. Report an error of the connection
/// as 0, too. Do not call it if the connection takes no octets for the moment.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_wrote(link: *mut smpp_link, count: usize) -> smpp_error {
    // SAFETY: the caller passes NULL or a link.
    outcome(unsafe { open(link) }.map(|handle| handle.link.wrote(count)))
}

/// Whether to close the connection and stop. Also true if this is not a link.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_is_done(link: *mut smpp_link) -> bool {
    // SAFETY: the caller passes NULL or a link.
    unsafe { open(link) }.map_or(true, |handle| handle.link.is_done())
}
