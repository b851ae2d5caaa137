//! A link in the caller's memory.

use crate::constants::{SMPP_ESME, SMPP_SMSC, SMPP_V33, SMPP_V34, SMPP_V50};
use crate::error::{Result, outcome, smpp_error};
use crate::pointer;
use crate::waiting::{self, Waiting};
use core::alloc::Layout;
use core::ffi::c_void;
use core::slice;
use smpp_core::link::Link;
use smpp_core::session::{Config, Session, Side, Slot};
use smpp_core::{Duration, Instant, Version};

/// A session with its input and output, in the caller's memory.
pub struct smpp_link {
    _private: [u8; 0],
}

/// Settings of a link. Durations are in milliseconds. Start from smpp_config_default().
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct smpp_config {
    /// SMPP_ESME or SMPP_SMSC.
    pub side: u32,
    /// The highest version to use: SMPP_V33, SMPP_V34 or SMPP_V50. Default: SMPP_V34.
    pub version: u32,
    /// How many requests may wait for their responses, 1 to 65,535. Default: 16.
    pub window: u32,
    /// How many of the peer's requests may wait for your answers, at least 1. More are refused. Default: 16.
    pub max_pending: u32,
    /// Octets for what is read: the largest PDU that you can receive, at least 256. Default: 4,096.
    pub input_size: u32,
    /// Octets for what is written: at least 256, and twice the largest PDU that you send. Default: 4,096.
    pub output_size: u32,
    /// How long a request waits for its response. Default: 30,000.
    pub response_timeout_ms: u32,
    /// How long to wait for a bind; 0 for no limit. Default: 30,000.
    pub bind_timeout_ms: u32,
    /// How long the peer may be silent before the link sends enquire_link; 0 never sends it. Default: 30,000.
    pub enquire_link_ms: u32,
    /// How long a bound session may go without messages before it ends; 0 for no limit. Default: 0.
    pub inactivity_timeout_ms: u32,
    /// How long you may take for an answer; 0 for no limit. Default: 60,000.
    pub pending_timeout_ms: u32,
}

/// Upper limit of the octets that a link needs in addition to its window, tokens and buffers. See
/// SMPP_LINK_SIZE.
pub const SMPP_LINK_BASE: usize = 1024;
/// Upper limit of the octets for each request in the window.
pub const SMPP_LINK_PER_REQUEST: usize = 64;
/// Upper limit of the octets for each request of the peer that waits for an answer.
pub const SMPP_LINK_PER_PENDING: usize = 64;
/// The smallest input and output.
const SMALLEST_BUFFER: u32 = 256;

// Each part can start with a gap, and the memory with one that is smaller than the alignment of 16.
const _: () = {
    assert!(size_of::<Handle>() <= SMPP_LINK_BASE - 4 * 16);
    assert!(align_of::<Handle>() <= 16);
    assert!(size_of::<Slot<u64>>() <= SMPP_LINK_PER_REQUEST);
    assert!(size_of::<waiting::Place>() <= SMPP_LINK_PER_PENDING);
};

/// What the memory starts with.
pub(crate) struct Handle {
    magic: u64,
    /// Where it was created. Its parts point to each other, so it cannot be moved.
    this: *const smpp_link,
    pub(crate) link: Link<Slots, Octets, Octets>,
    pub(crate) waiting: Waiting,
    /// The highest version of this side.
    pub(crate) version: Version,
}

pub(crate) type Slots = &'static mut [Slot<u64>];
type Octets = &'static mut [u8];

/// Marks memory that `smpp_link_init` has filled in.
const MAGIC: u64 = 0x736D_7070_6C69_6E6B;

/// Where the parts of a link are, from its start.
struct Parts {
    size: usize,
    slots: usize,
    places: usize,
    input: usize,
    output: usize,
}

impl Parts {
    /// `None` if the memory cannot be addressed.
    fn of(config: &smpp_config) -> Option<Self> {
        let count = |count: u32| usize::try_from(count).ok();
        let slots = Layout::array::<Slot<u64>>(count(config.window)?).ok()?;
        let places = Layout::array::<waiting::Place>(count(config.max_pending)?).ok()?;
        let input = Layout::array::<u8>(count(config.input_size)?).ok()?;
        let output = Layout::array::<u8>(count(config.output_size)?).ok()?;
        let (all, slots) = Layout::new::<Handle>().extend(slots).ok()?;
        let (all, places) = all.extend(places).ok()?;
        let (all, input) = all.extend(input).ok()?;
        let (all, output) = all.extend(output).ok()?;
        Some(Self { size: all.size(), slots, places, input, output })
    }

    /// The size for memory that starts anywhere.
    fn size_anywhere(&self) -> Option<usize> {
        // At most this many octets come before the first aligned one.
        self.size.checked_add(align_of::<Handle>())
    }
}

/// The settings, if all are in range.
fn checked(config: &smpp_config) -> Result<(Side, Config)> {
    let side = match config.side {
        SMPP_ESME => Side::Esme,
        SMPP_SMSC => Side::Smsc,
        _ => return Err(smpp_error::BadConfig),
    };
    let version = match config.version {
        SMPP_V33 => Version::V33,
        SMPP_V34 => Version::V34,
        SMPP_V50 => Version::V50,
        _ => return Err(smpp_error::BadConfig),
    };
    let is_too_small = config.input_size < SMALLEST_BUFFER || config.output_size < SMALLEST_BUFFER;
    if is_too_small || !(1..=0xFFFF).contains(&config.window) || config.max_pending == 0 {
        return Err(smpp_error::BadConfig);
    }
    let millis = |millis: u32| Duration::from_millis(millis.into());
    let timer = |span: u32| (span > 0).then(|| millis(span));
    let config = Config {
        version,
        max_pending: config.max_pending,
        response_timeout: millis(config.response_timeout_ms),
        session_init_timeout: timer(config.bind_timeout_ms),
        enquire_link_interval: timer(config.enquire_link_ms),
        inactivity_timeout: timer(config.inactivity_timeout_ms),
        pending_timeout: timer(config.pending_timeout_ms),
        // The caller gives TLVs as octets, and cannot know which version the peer has.
        omit_tlvs: true,
        ..Config::default()
    };
    Ok((side, config))
}

/// The default settings. side is SMPP_ESME or SMPP_SMSC.
#[unsafe(no_mangle)]
pub extern "C" fn smpp_config_default(side: u32) -> smpp_config {
    smpp_config {
        side,
        version: SMPP_V34,
        window: 16,
        max_pending: 16,
        input_size: 4096,
        output_size: 4096,
        response_timeout_ms: 30_000,
        bind_timeout_ms: 30_000,
        enquire_link_ms: 30_000,
        inactivity_timeout_ms: 0,
        pending_timeout_ms: 60_000,
    }
}

/// The octets of memory that a link with these settings needs; 0 if smpp_link_init() would reject them. For static
/// memory, see SMPP_LINK_SIZE.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_size(config: *const smpp_config) -> usize {
    // SAFETY: the caller passes NULL or settings.
    let Ok(config) = (unsafe { pointer::read(config) }) else { return 0 };
    if checked(&config).is_err() {
        return 0;
    }
    Parts::of(&config).and_then(|parts| parts.size_anywhere()).unwrap_or(0)
}

/// Creates a link for a new connection, in memory of size octets with any alignment, and stores a pointer to it in
/// *link. The memory must stay where it is, and only the library may use it until the link is done. There is nothing to
/// free: afterwards, the memory can be used for something else.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn smpp_link_init(
    memory: *mut c_void,
    size: usize,
    config: *const smpp_config,
    now_ms: u64,
    link: *mut *mut smpp_link,
) -> smpp_error {
    let init = || {
        // SAFETY: the caller passes NULL or settings.
        let config = unsafe { pointer::read(config) }?;
        // SAFETY: the caller passes NULL or room for a pointer.
        let place = unsafe { pointer::Place::new(link) }?;
        // SAFETY: the caller passes NULL or memory of this size.
        place.put(unsafe { create(memory, size, &config, Instant::from_millis(now_ms)) }?);
        Ok(())
    };
    outcome(init())
}

/// # Safety
/// `memory` is NULL or points to `size` octets that nothing else uses as long as the link does.
unsafe fn create(
    memory: *mut c_void,
    size: usize,
    config: &smpp_config,
    now: Instant,
) -> Result<*mut smpp_link> {
    let (side, session_config) = checked(config)?;
    let parts = Parts::of(config).ok_or(smpp_error::BadConfig)?;
    if memory.is_null() {
        return Err(smpp_error::NullPointer);
    }
    let gap = memory.align_offset(align_of::<Handle>());
    if gap.checked_add(parts.size).is_none_or(|needed| needed > size) {
        return Err(smpp_error::MemoryTooSmall);
    }
    // SAFETY: the gap is inside the memory, as just checked.
    let start = unsafe { memory.cast::<u8>().add(gap) };
    // SAFETY: the layout puts as many slots there, aligned and inside the memory.
    let slots = unsafe { part(start, parts.slots, config.window, || Slot::EMPTY) };
    // SAFETY: as above.
    let places = unsafe { part(start, parts.places, config.max_pending, || None) };
    // SAFETY: as above.
    let input = unsafe { part(start, parts.input, config.input_size, || 0) };
    // SAFETY: as above.
    let output = unsafe { part(start, parts.output, config.output_size, || 0) };
    let this: *mut smpp_link = start.cast();
    let link = Link::new(Session::new(now, side, 1, &session_config, slots), input, output);
    let (waiting, version) = (Waiting::new(places), session_config.version);
    let handle = Handle { magic: MAGIC, this, link, waiting, version };
    // SAFETY: the layout starts with a handle, and `start` is aligned for it.
    unsafe { start.cast::<Handle>().write(handle) };
    Ok(this)
}

/// Fills a part of the memory.
///
/// # Safety
/// There is room for `count` values `offset` octets after `start`, aligned, which nothing else uses.
unsafe fn part<T>(start: *mut u8, offset: usize, count: u32, value: impl Fn() -> T) -> &'static mut [T] {
    // SAFETY: the caller guarantees that the part is there.
    let first = unsafe { start.add(offset) }.cast::<T>();
    // The layout was computed with this number.
    let count = usize::try_from(count).unwrap_or_default();
    for index in 0..count {
        // SAFETY: the index is below the number of values.
        let place = unsafe { first.add(index) };
        // SAFETY: the caller guarantees that there is room.
        unsafe { place.write(value()) };
    }
    // SAFETY: all values were just written, and nothing else uses them.
    unsafe { slice::from_raw_parts_mut(first, count) }
}

/// The handle behind a pointer from C.
///
/// # Safety
/// `link` is NULL, or points to memory that is as large as a link, and that nothing else uses during the lifetime.
pub(crate) unsafe fn open<'l>(link: *mut smpp_link) -> Result<&'l mut Handle> {
    let handle = link.cast::<Handle>();
    if handle.is_null() || !handle.is_aligned() {
        return Err(smpp_error::NullPointer);
    }
    // SAFETY: any octets are a number.
    let magic = unsafe { (&raw const (*handle).magic).read() };
    // SAFETY: any octets are a pointer that is only compared.
    let this = unsafe { (&raw const (*handle).this).read() };
    if magic != MAGIC || this != link.cast_const() {
        return Err(smpp_error::BadLink);
    }
    // SAFETY: `smpp_link_init` has created it, at this address.
    Ok(unsafe { &mut *handle })
}
