//! The calls between page and module. The page asks for room, writes its input there, calls, and reads the JSON. The
//! module has one thread and answers one call at a time.

use crate::{capture, explain, text};
use serde_json::{Value, json};
use std::io::{self, Read};
use std::sync::{Mutex, MutexGuard, PoisonError};

static INPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());
static OUTPUT: Mutex<Vec<u8>> = Mutex::new(Vec::new());

fn lock(buffer: &Mutex<Vec<u8>>) -> MutexGuard<'_, Vec<u8>> {
    buffer.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Makes room for that many octets of input, and says where.
// SAFETY: nothing else has this name, and the same holds for those below.
#[unsafe(no_mangle)]
pub extern "C" fn input(len: usize) -> *mut u8 {
    let mut input = lock(&INPUT);
    input.resize(len, 0);
    input.shrink_to(1 << 16);
    input.as_mut_ptr()
}

/// Where the answer to the last call is.
// SAFETY: see above.
#[unsafe(no_mangle)]
pub extern "C" fn output() -> *const u8 {
    lock(&OUTPUT).as_ptr()
}

/// Explains the PDUs of a text in any notation. Returns the length of the answer, as do the other calls.
// SAFETY: see above.
#[unsafe(no_mangle)]
pub extern "C" fn explain_text(version: u32, profile: u32, show_passwords: u32) -> usize {
    let options = explain::Options::new(version, profile, show_passwords);
    answer(&explain::notation(&String::from_utf8_lossy(&lock(&INPUT)), &options))
}

/// Explains PDUs.
// SAFETY: see above.
#[unsafe(no_mangle)]
pub extern "C" fn explain_octets(version: u32, profile: u32, show_passwords: u32) -> usize {
    let options = explain::Options::new(version, profile, show_passwords);
    answer(&explain::octets(&lock(&INPUT), &options))
}

/// Says what a text in UTF-8 costs.
// SAFETY: see above.
#[unsafe(no_mangle)]
pub extern "C" fn measure() -> usize {
    answer(&text::measure(&String::from_utf8_lossy(&lock(&INPUT))))
}

/// The versions and profiles that can be chosen.
// SAFETY: see above.
#[unsafe(no_mangle)]
pub extern "C" fn choices() -> usize {
    answer(&explain::choices())
}

/// Reads a capture, which the page hands out piece by piece.
// SAFETY: see above.
#[unsafe(no_mangle)]
pub extern "C" fn read_capture(profile: u32) -> usize {
    answer(&capture::read(Page, explain::profile(profile)))
}

fn answer(value: &Value) -> usize {
    let mut output = lock(&OUTPUT);
    output.clear();
    if serde_json::to_writer(&mut *output, value).is_err() {
        output.clear();
    }
    output.len()
}

/// The file that the page reads.
struct Page;

impl Read for Page {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        // SAFETY: the page writes at most that many octets there.
        let count = unsafe { pull(room.as_mut_ptr(), room.len()) };
        usize::try_from(count)
            .ok()
            .filter(|count| *count <= room.len())
            .ok_or_else(|| io::Error::other("the file cannot be read"))
    }
}

#[cfg(target_family = "wasm")]
#[link(wasm_import_module = "page")]
unsafe extern "C" {
    /// Writes the next octets of the file. Returns their number: 0 at its end, or negative if it cannot be read.
    fn pull(room: *mut u8, len: usize) -> isize;
}

/// Elsewhere there is no page.
#[cfg(not(target_family = "wasm"))]
unsafe fn pull(_: *mut u8, _: usize) -> isize {
    -1
}

/// An object that says what could not be read.
pub(crate) fn error(what: impl ToString) -> Value {
    json!({ "error": what.to_string() })
}
