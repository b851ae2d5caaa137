//! Pointers from C, checked as far as they can be.

use crate::error::{Result, smpp_error};
use core::ffi::{CStr, c_char};
use core::slice;

/// Octets or text, with a length and without a NUL at the end. What the library returns is never NULL.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct smpp_bytes {
    /// The first octet; may be NULL if len is 0.
    pub data: *const u8,
    /// Number of octets.
    pub len: usize,
}

impl From<&[u8]> for smpp_bytes {
    fn from(octets: &[u8]) -> Self {
        Self { data: octets.as_ptr(), len: octets.len() }
    }
}

/// A C string as smpp_bytes. NULL is the empty string. The octets are not copied.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_string(text: *const c_char) -> smpp_bytes {
    // SAFETY: the caller passes NULL or a C string.
    unsafe { string(text) }.into()
}

/// # Safety
/// `data` points to `len` octets that nothing changes during the lifetime, or `len` is 0.
pub(crate) unsafe fn octets<'a>(smpp_bytes { data, len }: smpp_bytes) -> Result<&'a [u8]> {
    if len == 0 {
        return Ok(&[]);
    }
    if data.is_null() || isize::try_from(len).is_err() {
        return Err(smpp_error::NullPointer);
    }
    // SAFETY: the caller guarantees it, and the length is in the range of a slice.
    Ok(unsafe { slice::from_raw_parts(data, len) })
}

/// # Safety
/// As [`octets`].
pub(crate) unsafe fn text<'a>(data: *const c_char, len: usize) -> Result<&'a str> {
    // SAFETY: as above.
    let octets = unsafe { octets(smpp_bytes { data: data.cast(), len }) }?;
    core::str::from_utf8(octets).map_err(|_| smpp_error::NotUtf8)
}

/// A buffer to write to. It is cleared first, because C need not have set its octets.
///
/// # Safety
/// `data` is NULL or points to `size` octets that nothing else uses during the lifetime.
pub(crate) unsafe fn octets_mut<'a>(data: *mut u8, size: usize) -> Result<&'a mut [u8]> {
    if size == 0 {
        return Ok(&mut []);
    }
    if data.is_null() || isize::try_from(size).is_err() {
        return Err(smpp_error::NullPointer);
    }
    // SAFETY: the caller guarantees that there is room.
    unsafe { data.write_bytes(0, size) };
    // SAFETY: the octets were just set, the caller guarantees the rest, and the length is in the range of a slice.
    Ok(unsafe { slice::from_raw_parts_mut(data, size) })
}

/// # Safety
/// `text` is NULL or a C string that nothing changes during the lifetime.
pub(crate) unsafe fn string<'a>(text: *const c_char) -> &'a [u8] {
    if text.is_null() {
        return &[];
    }
    // SAFETY: the caller guarantees it.
    unsafe { CStr::from_ptr(text) }.to_bytes()
}

/// Reads a struct.
///
/// # Safety
/// `from` is NULL or points to a `T`.
pub(crate) unsafe fn read<T: Copy>(from: *const T) -> Result<T> {
    if from.is_null() || !from.is_aligned() {
        return Err(smpp_error::NullPointer);
    }
    // SAFETY: it is aligned and not NULL, and the caller guarantees the rest.
    Ok(unsafe { from.read() })
}

/// A place to write a result to.
pub(crate) struct Place<T>(*mut T);

impl<T> Place<T> {
    /// # Safety
    /// `to` is NULL or has room for a `T` for as long as this exists.
    pub(crate) unsafe fn new(to: *mut T) -> Result<Self> {
        if to.is_null() || !to.is_aligned() { Err(smpp_error::NullPointer) } else { Ok(Self(to)) }
    }

    /// Like [`new`](Self::new), for a result that the caller may not need.
    ///
    /// # Safety
    /// As [`new`](Self::new).
    pub(crate) unsafe fn optional(to: *mut T) -> Result<Option<Self>> {
        // SAFETY: as above.
        if to.is_null() { Ok(None) } else { unsafe { Self::new(to) }.map(Some) }
    }

    pub(crate) fn put(self, value: T) {
        // SAFETY: checked in `new`, whose caller guarantees the rest.
        unsafe { self.0.write(value) }
    }
}
