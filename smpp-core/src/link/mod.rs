//! A session with its input and output buffers. It makes the session's calls in the right order, so a driver
//! cannot get them wrong.
//!
//! A [`Link`] does no I/O and reads no clock. Every driver runs the same loop, on threads, an async runtime or bare
//! metal:
//!
//! 1. Call [`next`](Link::next) until it returns `None`. Answer each event that has a token with the [`Turn`] that
//!    comes with it, or keep the token and answer later. The link itself answers enquire_link and unbind.
//! 2. Send requests through [`at`](Link::at), while [`Turn::can_send`] returns `true`.
//! 3. Stop if [`is_done`](Link::is_done) returns `true`: close the connection.
//! 4. Call [`io`](Link::io): read, write or wait until `wake`, whichever comes first. Report what happened with
//!    [`filled`](Link::filled) and [`wrote`](Link::wrote).
//!
//! [`dispatch`](Link::dispatch) does steps 1 and 2, and returns whether to stop.
//!
//! If you have timers of your own, call [`Turn::wake_at`] in each round, before step 4.
//!
//! A call out of order costs at most one more round of the loop. No event and no octet is lost, and the driver
//! never sleeps too long. [`drivers`] has drivers to copy, and a complete client and server to start from.
//!
//! ```
//! use smpp_core::link::Link;
//! use smpp_core::pdu::{BindTransceiver, SubmitSm, SubmitSmResp};
//! use smpp_core::session::{Config, Event, Session, Side, Slot};
//! use smpp_core::{CommandStatus, Instant};
//!
//! let now = Instant::ZERO;
//! let config = Config::default();
//! let session = |side, tag| Session::new(now, side, tag, &config, [Slot::EMPTY; 4]);
//! let mut esme = Link::new(session(Side::Esme, 1), [0; 512], [0; 512]);
//! let mut smsc = Link::new(session(Side::Smsc, 2), [0; 512], [0; 512]);
//!
//! esme.at(now).bind(&BindTransceiver { system_id: "ESME".into(), ..Default::default() })?;
//! let mut answered = None;
//! while answered.is_none() {
//!     while let Some((event, mut turn)) = esme.next(now) {
//!         match event {
//!             Event::Bound { .. } => {
//!                 let text = String::from("Hello");
//!                 let submit_sm = SubmitSm { short_message: text.as_bytes(), ..SubmitSm::default() };
//!                 turn.prepare(&submit_sm)?.keep(text);
//!             }
//!             Event::Response { value, .. } => answered = Some(value),
//!             _ => {}
//!         }
//!     }
//!     while let Some((event, mut turn)) = smsc.next(now) {
//!         match event {
//!             Event::Bind { token, .. } => turn.accept_bind(token, "SMSC", &[])?,
//!             Event::Request { token, .. } => {
//!                 let resp = SubmitSmResp { message_id: "1".into(), ..SubmitSmResp::default() };
//!                 turn.answer(token, CommandStatus::ESME_ROK, &resp)?;
//!             }
//!             _ => {}
//!         }
//!     }
//!     // The "connection" copies octets both ways.
//!     for (from, to) in [(&mut esme, &mut smsc)] {
//!         copy(now, from, to);
//!         copy(now, to, from);
//!     }
//! }
//! assert_eq!(answered.as_deref(), Some("Hello"));
//!
//! type Octets = [u8; 512];
//! fn copy<V>(now: Instant, from: &mut Link<[Slot<V>; 4], Octets, Octets>, to: &mut Link<[Slot<V>; 4], Octets, Octets>) {
//!     let write = from.io(now).write;
//!     let Some(read) = to.io(now).read else { return };
//!     let count = write.len().min(read.len());
//!     read[..count].copy_from_slice(&write[..count]);
//!     if count > 0 {
//!         to.filled(count);
//!         from.wrote(count);
//!     }
//! }
//! # Ok::<(), smpp_core::session::SessionError>(())
//! ```
//!
//! # Buffers
//!
//! The input must hold the largest PDU to be read. If [`Config::max_pdu`](crate::session::Config::max_pdu) is larger
//! than the input, it is lowered to the input's size. Larger PDUs are skipped and reported, and need no buffer.
//!
//! The output must hold the largest PDU to be sent. The link takes a request from the input only if the output has
//! room for an answer to it: 128 octets, or an eighth of an output smaller than 1,024 octets. Until then, the request
//! and everything after it wait. Responses before it are still taken, as they need no room. Unless the output is empty,
//! requests take at most half of it, which leaves the other half for answers. A request larger than half of the output
//! goes out alone.
//!
//! If both peers wait for room, and the connection takes no more in either direction, they wait until their timers end
//! the sessions. To avoid this, make the output twice as large as your largest request, and large enough for the
//! answers: if each answer has at most `A` octets, and the peer has at most `N` requests in flight, a link whose output
//! has `2 * (N + 1) * A` octets and a third more never waits. It is enough if one of the peers never waits.
//!
//! # The end
//!
//! [`Event::Closed`] is the last event. The link is done once the last octets are written. A peer that does not
//! read them cannot hold the link open: the link gives up as soon as [`Session::must_close`] returns `true`, and
//! no later than [`Config::response_timeout`](crate::session::Config::response_timeout) after the peer closed its
//! side.
//!
//! A bound peer that stops reading is noticed when it does not answer enquire_link: after
//! [`Config::enquire_link_interval`](crate::session::Config::enquire_link_interval) plus the response timeout.

mod buffer;
#[doc = include_str!("../../docs/drivers.md")]
#[doc = include_str!("../../docs/drivers-bare-metal.md")]
#[doc = include_str!("../../docs/drivers-programs.md")]
pub mod drivers {}
mod turn;

pub use buffer::Buffer;
#[cfg(feature = "alloc")]
pub use buffer::OnDemand;
pub use turn::{Prepared, Queued, Turn};

use crate::count::{left, sum};
use crate::debug::shows;
use crate::frame::{Frame, Framed, move_to_front};
use crate::session::{Event, NoFrame, Role, Session, Side, Window};
use crate::stored::Stored;
use crate::wire::HEADER_LEN;
use core::mem::take;
use core::ops::Add;
use smpp_gsm7::Instant;

/// Room in the output that an answer may need, in octets. The link takes no request from the input without it.
const ANSWER: usize = 128;

/// In a small output, an answer may need this fraction: one eighth.
const ANSWER_PART: usize = 8;

/// A session with an input and an output buffer. See the [module](self) for the order of calls.
///
/// ```
/// use smpp_core::Instant;
/// use smpp_core::link::Link;
/// use smpp_core::session::{Config, Session, Side, Slot};
/// let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
/// let link = Link::new(session, [0; 512], [0; 512]);
/// // With the feature `alloc`, the slots and buffers can also be vectors or boxed slices.
/// assert!(!link.is_done());
/// ```
pub struct Link<W: Window, I: Buffer, O: Buffer, R: Role = Side> {
    session: Session<W, R>,
    input: Input<I>,
    output: O,
    state: LinkState,
    /// The deadline for the last octets, once the peer has closed its side.
    end_due: Stored<Option<Instant>>,
}

shows!([W: Window, I: Buffer, O: Buffer, R: Role] Link<W, I, O, R>, "Link", |link| {
    session: link.session,
    unread: left(link.input.end, link.input.start),
    unwritten: link.state.unwritten,
});

/// What the input contains.
struct Input<I> {
    buffer: I,
    start: usize,
    end: usize,
    /// The peer sends nothing more.
    has_ended: bool,
}

/// What a [`Turn`] changes besides the session and the output.
#[derive(Default)]
struct LinkState {
    /// Octets of output that wait to be written.
    unwritten: usize,
    /// Nothing more can be written.
    is_broken: bool,
    /// Something has happened since `next` returned `None`.
    is_dirty: bool,
    /// Input waits for room in the output, or for the caller's answer.
    is_held: bool,
    /// [`Event::Closed`] was returned.
    is_closed: bool,
    /// When the application wants its next turn.
    wake: Stored<Option<Instant>>,
}

/// Where to read to, what to write and how long to wait, so that a driver can wait for all of it at once.
///
/// ```
/// # use smpp_core::Instant;
/// # use smpp_core::link::Link;
/// # use smpp_core::session::{Config, Session, Side, Slot};
/// # let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
/// # let mut link = Link::new(session, [0; 512], [0; 512]);
/// use smpp_core::pdu::BindTransceiver;
/// link.at(Instant::ZERO).bind(&BindTransceiver::default())?;
/// let io = link.io(Instant::ZERO);
/// // The bind waits to be written, and the response can be read into the whole input buffer.
/// assert_eq!((io.write.len(), io.read.map(|read| read.len())), (23, Some(512)));
/// # Ok::<(), smpp_core::session::SessionError>(())
/// ```
#[must_use]
pub struct Io<'l> {
    /// Where to put the octets that you read; never empty. `None` if nothing should be read now.
    pub read: Option<&'l mut [u8]>,
    /// The octets to write; may be empty.
    pub write: &'l [u8],
    /// When to call [`Link::next`] again even if nothing was read or written. A time in the past means at once.
    /// `None` if no timer is running and [`Turn::wake_at`] was not called.
    pub wake: Option<Instant>,
}

shows!([] Io<'_>, "Io", |io| {
    read: io.read.as_ref().map(|read| read.len()),
    write: io.write.len(),
    wake: io.wake,
});

/// What a link waits for.
///
/// ```
/// # use smpp_core::Instant;
/// # use smpp_core::link::Link;
/// # use smpp_core::session::{Config, Session, Side, Slot};
/// # let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
/// # let mut link = Link::new(session, [0; 512], [0; 512]);
/// let interest = link.interest(Instant::ZERO);
/// assert!(interest.read && !interest.write);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[must_use]
pub struct Interest {
    /// Whether to wait until the connection can be read.
    pub read: bool,
    /// Whether to wait until the connection can be written.
    pub write: bool,
    /// When to stop waiting; see [`Io::wake`].
    pub wake: Option<Instant>,
}

impl<V, W: Window<Value = V>, I: Buffer, O: Buffer, R: Role> Link<W, I, O, R> {
    /// Creates a link for a new session. `input` must hold the largest PDU to receive and `output` the largest PDU
    /// to send; see [buffers](self#buffers).
    ///
    /// ```
    /// use smpp_core::Instant;
    /// use smpp_core::link::Link;
    /// use smpp_core::session::{Config, Session, Side, Slot};
    /// let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
    /// let link = Link::new(session, [0; 512], [0; 512]);
    /// // Larger PDUs are reported without their bodies, so the input buffer never overflows.
    /// assert_eq!(link.session().side(), Side::Esme);
    /// ```
    pub fn new(session: Session<W, R>, input: I, output: O) -> Self {
        let mut link = Self {
            session,
            input: Input { buffer: input, start: 0, end: 0, has_ended: false },
            output,
            state: LinkState { is_dirty: true, ..LinkState::default() },
            end_due: Stored::new(None),
        };
        link.session.limit_max_pdu(link.input.buffer.capacity());
        link
    }

    /// The next event, and the [`Turn`] to answer it with. `None` if there is nothing more to do now.
    ///
    /// ```
    /// use smpp_core::session::Event;
    /// # use smpp_core::{Instant, link::Link, session::{Config, Session, Side, Slot}};
    /// # let now = Instant::ZERO;
    /// # let session = Session::new(now, Side::Esme, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// # let mut link = Link::new(session, [0; 512], [0; 512]);
    /// link.filled(0); // the connection has ended
    /// let mut last = None;
    /// while let Some((event, _turn)) = link.next(now) {
    ///     last = Some(matches!(event, Event::Closed { .. }));
    /// }
    /// assert_eq!(last, Some(true));
    /// ```
    pub fn next(&mut self, now: Instant) -> Option<(Event<'_, V>, Turn<'_, W, R>)> {
        let Self { session, input, output, state, end_due } = self;
        if input.has_ended {
            let due = end_due.get().unwrap_or_else(|| now.add(session.response_timeout()));
            end_due.set(Some(due));
            if now >= due {
                state.give_up();
                session.stop_waiting();
            }
        }
        let answer = ANSWER.min(output.capacity() / ANSWER_PART);
        let out = output.octets_mut();
        state.is_held = false;
        let unread = input.buffer.octets();
        let mut reads = true;
        let event = loop {
            let received = unread.get(input.start..input.end).unwrap_or_default();
            // A response needs no room for an answer.
            if state.room(out) < answer && matches!(received, [_, _, _, _, 0..0x80, ..]) {
                session.stop_reading();
                (state.is_held, reads) = (true, false);
            }
            if !reads {
                break state.without_input(session, now, out, input.has_ended)?;
            }
            match session.next_frame(now, received) {
                Ok(Framed { used, frame }) => {
                    input.start = sum(input.start, used);
                    if !matches!(frame, Frame::Skipped) {
                        break session.handle(&frame);
                    }
                }
                // This makes the room that the session waits for.
                Err(NoFrame::Blocked) if session.wants_transmit() && state.room(out) >= HEADER_LEN => {
                    state.transmit(session, now, out);
                }
                Err(NoFrame::Blocked) => (state.is_held, reads) = (true, false),
                Err(NoFrame::NeedMore { .. }) => reads = false,
                Err(NoFrame::Fatal(_)) => {
                    // The rest of the input will not be used. Dropping it makes room to read, so that the peer can
                    // write, and then read our last octets.
                    (input.start, reads) = (input.end, false);
                }
            }
        };
        Some((event, Turn { session, out, state, now }))
    }

    /// The first steps of [every driver](self): passes each event to `app`, and then `None`, so that it can send requests
    /// and late answers. Returns whether the link [is done](Self::is_done).
    ///
    /// If a timer expires while `app` is busy, this returns before the session acts on it, because a response may have
    /// arrived in time. [`Io::wake`] is then in the past. Read once, without waiting, before you call this again.
    ///
    /// ```
    /// use smpp_core::session::{Event, SessionError};
    /// # use smpp_core::{Instant, link::Link, session::{Config, Session, Side, Slot}};
    /// # let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<()>::EMPTY; 4]);
    /// # let mut link = Link::new(session, [0; 512], [0; 512]);
    /// # let clock = || Instant::ZERO;
    /// link.filled(0); // the connection has ended
    /// let is_done = link.dispatch(clock, |event, mut turn| {
    ///     match event {
    ///         Some(Event::Request { token, .. }) => turn.answer_default(token)?,
    ///         Some(event) => println!("{event:?}"),
    ///         None => {}
    ///     }
    ///     Ok::<(), SessionError>(())
    /// })?;
    /// assert!(is_done);
    /// # Ok::<(), SessionError>(())
    /// ```
    ///
    /// # Errors
    /// The first error that `app` returns. Before this method returns it, it closes the link and passes the remaining
    /// events to `app`, so that `app` knows the outcome of each request. Further errors are dropped.
    pub fn dispatch<E>(
        &mut self,
        clock: impl Fn() -> Instant,
        mut app: impl FnMut(Option<Event<'_, V>>, Turn<'_, W, R>) -> Result<(), E>,
    ) -> Result<bool, E> {
        let start = clock();
        let mut last = start;
        let mut all = || {
            loop {
                let now = clock();
                // If a timer has expired while `app` was busy, return, so that the driver reads before the timer fires.
                let due = if last < now { self.session.poll_timeout() } else { None };
                if due.is_some_and(|due| start < due && due <= now) {
                    break;
                }
                last = now;
                let Some((event, turn)) = self.next(now) else { break };
                app(Some(event), turn)?;
            }
            app(None, self.at(clock()))
        };
        let result = all();
        if result.is_err() {
            self.at(clock()).close();
            while let Some((event, turn)) = self.next(clock()) {
                _ = app(Some(event), turn);
            }
        }
        result.map(|()| self.is_done())
    }

    /// A [`Turn`] outside of an event, for requests and late answers.
    ///
    /// ```
    /// # use smpp_core::Instant;
    /// # use smpp_core::link::Link;
    /// # use smpp_core::session::{Config, Session, Side, Slot};
    /// # let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
    /// # let mut link = Link::new(session, [0; 512], [0; 512]);
    /// use smpp_core::pdu::BindTransceiver;
    /// link.at(Instant::ZERO).bind(&BindTransceiver::default())?;
    /// assert_eq!(link.session().state(), smpp_core::session::State::BindPending);
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    pub fn at(&mut self, now: Instant) -> Turn<'_, W, R> {
        Turn { session: &mut self.session, out: self.output.octets_mut(), state: &mut self.state, now }
    }

    /// Where to read to, what to write and how long to wait now; see [`Io`].
    ///
    /// ```
    /// # use smpp_core::Instant;
    /// # use smpp_core::link::Link;
    /// # use smpp_core::session::{Config, Session, Side, Slot};
    /// # let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
    /// # let mut link = Link::new(session, [0; 512], [0; 512]);
    /// use smpp_core::pdu::BindTransceiver;
    /// link.at(Instant::ZERO).bind(&BindTransceiver::default())?;
    /// let io = link.io(Instant::ZERO);
    /// // Write these octets to the connection; here, all of them were written.
    /// let count = io.write.len();
    /// link.wrote(count);
    /// assert!(link.io(Instant::ZERO).write.is_empty());
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    pub fn io(&mut self, now: Instant) -> Io<'_> {
        if self.session.wants_transmit() {
            self.state.transmit(&mut self.session, now, self.output.octets_mut());
        }
        let wake = self.wake(now);
        let wants_read = self.wants_read();
        let write = self.output.octets().get(..self.state.unwritten).unwrap_or_default();
        let read = if wants_read { self.input.free() } else { None };
        Io { read, write, wake }
    }

    /// What to wait for before the next call of [`io`](Self::io), for drivers that wait until a connection is
    /// ready, as with epoll or tokio. Releases the memory of an empty `OnDemand` buffer.
    ///
    /// ```
    /// # use smpp_core::Instant;
    /// # use smpp_core::link::Link;
    /// # use smpp_core::session::{Config, Session, Side, Slot};
    /// # let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
    /// # let mut link = Link::new(session, [0; 512], [0; 512]);
    /// use smpp_core::pdu::BindTransceiver;
    /// link.at(Instant::ZERO).bind(&BindTransceiver::default())?;
    /// assert!(link.interest(Instant::ZERO).write);
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    pub fn interest(&mut self, now: Instant) -> Interest {
        if self.input.start == self.input.end {
            (self.input.start, self.input.end) = (0, 0);
            self.input.buffer.release();
        }
        if self.state.unwritten == 0 && !self.session.wants_transmit() {
            self.output.release();
        }
        let write = self.state.unwritten > 0 || self.session.wants_transmit();
        Interest { read: self.wants_read(), write, wake: self.wake(now) }
    }

    fn wants_read(&self) -> bool {
        !self.state.is_held && !self.input.has_ended && !self.is_done()
    }

    fn wake(&self, now: Instant) -> Option<Instant> {
        if self.state.is_dirty {
            return Some(now);
        }
        self.session.poll_timeout().into_iter().chain(self.end_due.get()).chain(self.state.wake.get()).min()
    }

    /// Reports that `count` octets were read into [`Io::read`]. 0 means that the peer sends nothing more. If
    /// reading fails, report 0. If it is interrupted or would have to wait, do not call this.
    ///
    /// ```
    /// # use smpp_core::Instant;
    /// # use smpp_core::link::Link;
    /// # use smpp_core::session::{Config, Session, Side, Slot};
    /// # let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
    /// # let mut link = Link::new(session, [0; 512], [0; 512]);
    /// use std::io::Read;
    /// let mut connection: &[u8] = b"\0\0\0\x10\0\0\0\x15\0\0\0\0\0\0\0\x01";
    /// if let Some(read) = link.io(Instant::ZERO).read {
    ///     let count = connection.read(read).unwrap_or(0);
    ///     link.filled(count);
    /// }
    /// // The session answers enquire_link itself, and reports it.
    /// assert!(matches!(link.next(Instant::ZERO), Some((smpp_core::session::Event::EnquireLink { .. }, _))));
    /// assert_eq!(link.io(Instant::ZERO).write.len(), 16);
    /// ```
    pub fn filled(&mut self, count: usize) {
        let Input { buffer, end, has_ended, .. } = &mut self.input;
        *end = sum(*end, count).min(buffer.capacity());
        self.state.is_dirty = true;
        *has_ended |= count == 0;
    }

    /// Reports that `count` octets of [`Io::write`] were written. 0 means that nothing more can be written. If
    /// writing fails, report 0: the link then keeps reading, to get the peer's last PDUs. If writing is interrupted or
    /// would have to wait, do not call this.
    ///
    /// ```
    /// # use smpp_core::Instant;
    /// # use smpp_core::link::Link;
    /// # use smpp_core::session::{Config, Session, Side, Slot};
    /// # let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
    /// # let mut link = Link::new(session, [0; 512], [0; 512]);
    /// use smpp_core::pdu::BindTransceiver;
    /// link.at(Instant::ZERO).bind(&BindTransceiver::default())?;
    /// use std::io::Write;
    /// let mut connection = Vec::new();
    /// let count = connection.write(link.io(Instant::ZERO).write).unwrap_or(0);
    /// link.wrote(count);
    /// assert_eq!(connection.len(), 23);
    /// # Ok::<(), smpp_core::session::SessionError>(())
    /// ```
    pub fn wrote(&mut self, count: usize) {
        let state = &mut self.state;
        if count == 0 && state.unwritten > 0 {
            return state.give_up();
        }
        let count = count.min(state.unwritten);
        move_to_front(self.output.octets_mut(), count, state.unwritten);
        state.unwritten = left(state.unwritten, count);
        state.is_dirty |= state.is_held || self.input.has_ended || self.session.wants_close();
    }

    /// Whether to close the connection: [`Event::Closed`] was returned, and the output was written or dropped.
    ///
    /// ```
    /// # use smpp_core::Instant;
    /// # use smpp_core::link::Link;
    /// # use smpp_core::session::{Config, Session, Side, Slot};
    /// # let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
    /// # let mut link = Link::new(session, [0; 512], [0; 512]);
    /// // The peer closes the connection.
    /// link.filled(0);
    /// assert!(matches!(link.next(Instant::ZERO), Some((smpp_core::session::Event::Closed { .. }, _))));
    /// assert!(link.is_done());
    /// ```
    pub fn is_done(&self) -> bool {
        self.state.is_closed
            && (self.session.must_close() || (self.state.unwritten == 0 && !self.session.wants_transmit()))
    }

    /// The session inside the link.
    ///
    /// ```
    /// # use smpp_core::Instant;
    /// # use smpp_core::link::Link;
    /// # use smpp_core::session::{Config, Session, Side, Slot};
    /// # let session = Session::new(Instant::ZERO, Side::Esme, 1, &Config::default(), [Slot::<u32>::EMPTY; 4]);
    /// # let link = Link::new(session, [0; 512], [0; 512]);
    /// assert_eq!(link.session().window_free(), 4);
    /// ```
    pub const fn session(&self) -> &Session<W, R> {
        &self.session
    }
}

impl<I: Buffer> Input<I> {
    /// The free space after the octets; `None` if the buffer is full.
    fn free(&mut self) -> Option<&mut [u8]> {
        let octets = self.buffer.octets_mut();
        if self.start > 0 {
            move_to_front(octets, self.start, self.end);
            self.end = left(self.end, take(&mut self.start));
        }
        octets.get_mut(self.end..).filter(|free| !free.is_empty())
    }
}

impl LinkState {
    const fn room(&self, out: &[u8]) -> usize {
        left(out.len(), self.unwritten)
    }

    /// Counts octets that were appended to the output.
    const fn appended(&mut self, len: usize) {
        if self.is_broken {
            // `wrote` will not be called for these.
            self.is_dirty = true;
        } else {
            self.unwritten = sum(self.unwritten, len);
        }
    }

    /// Appends what the session sends by itself.
    fn transmit<W: Window, R: Role>(&mut self, session: &mut Session<W, R>, now: Instant, out: &mut [u8]) {
        while session.wants_transmit() {
            let room = out.get_mut(self.unwritten..).unwrap_or_default();
            let Some(len) = session.poll_transmit(now, room) else { break };
            self.appended(len);
        }
    }

    /// Handles everything but input: timers, automatic PDUs and closing. Called when nothing more can be read
    /// now.
    #[inline(never)]
    fn without_input<V, W: Window<Value = V>, R: Role>(
        &mut self,
        session: &mut Session<W, R>,
        now: Instant,
        out: &mut [u8],
        has_ended: bool,
    ) -> Option<Event<'static, V>> {
        self.wake.set(self.wake.get().filter(|wake| now < *wake));
        session.handle_timeout(now);
        self.transmit(session, now, out);
        if session.must_close() {
            self.give_up();
        }
        let has_read_all = has_ended && !self.is_held;
        if self.unwritten == 0 && (has_read_all || session.wants_close()) {
            session.transport_closed(now);
        }
        let event = session.poll_event();
        self.is_closed |= matches!(event, Some(Event::Closed { .. }));
        self.is_dirty = event.is_some();
        event
    }

    /// Drops the output, and whatever is written to it later.
    const fn give_up(&mut self) {
        self.is_broken = true;
        self.is_dirty = true;
        self.unwritten = 0;
    }
}
