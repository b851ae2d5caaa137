//! Answers and requests through a link, at one point in time.

use super::LinkState;
use crate::codes::{CommandStatus, RetryClass};
use crate::count::left;
use crate::debug::shows;
use crate::pdu::{Bind, Body, ControlPdu, Operation, RawPdu, Request};
use crate::session::{
    self, Answers, Grant, Outcome, Pacer, Returned, Role, Sent, Session, SessionError, Side, Token,
    Undecoded, Window,
};
use crate::tlv::Tlvs;
use crate::wire::{COctetString, EncodeErrorKind};
use smpp_gsm7::{Duration, Instant};

/// Room that [`Turn::can_send`] asks for, in octets: enough for a submit_sm with a full short_message.
const REQUEST: usize = 384;

/// Sends answers and requests through a link, at one point in time. They are appended to the output.
pub struct Turn<'l, W: Window, R: Role = Side> {
    pub(super) session: &'l mut Session<W, R>,
    pub(super) out: &'l mut [u8],
    pub(super) state: &'l mut LinkState,
    pub(super) now: Instant,
}

shows!([W: Window, R: Role] Turn<'_, W, R>, "Turn", |turn| {
    session: turn.session,
    now: turn.now,
});

/// A PDU in the output of a link, which is sent as soon as the connection takes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Queued {
    /// The PDU's `sequence_number`.
    pub sequence_number: u32,
    /// TLVs left out because the session's version does not have them; see
    /// [`Config::omit_tlvs`](session::Config::omit_tlvs).
    pub omitted: u16,
}

/// A request that is in the output of a link but not sent yet. [`keep`](Self::keep) sends it and stores the
/// caller's value for it. If you drop this instead, nothing is sent, and no `sequence_number` and no slot is used.
#[must_use = "the request is sent once `keep` has stored its value"]
pub struct Prepared<'t, W: Window, R: Role = Side> {
    request: session::Prepared<'t, W, R>,
    state: &'t mut LinkState,
}

shows!([W: Window, R: Role] Prepared<'_, W, R>, "Prepared", |prepared| {
    request: prepared.request,
});

impl<V, W: Window<Value = V>, R: Role> Prepared<'_, W, R> {
    /// The `sequence_number` of the request.
    pub const fn sequence_number(&self) -> u32 {
        self.request.sequence_number()
    }

    /// TLVs that are left out; see [`Queued::omitted`].
    pub const fn omitted(&self) -> u16 {
        self.request.omitted()
    }

    /// Sends the request, and stores `value` until its outcome is known. Cannot fail.
    pub fn keep(self, value: V) {
        let Self { request, state } = self;
        state.appended(request.keep(value).len);
    }
}

impl<V, W: Window<Value = V>, R: Role> Turn<'_, W, R> {
    /// Writes a request. It is sent once [`Prepared::keep`] has stored a value for it. The event with the outcome
    /// returns the value. The PDU may borrow from that value.
    ///
    /// # Errors
    /// The same errors as [`Session::prepare`]. In addition, [`SessionError::OutputFull`] if the request fits
    /// once the output is written; [`SessionError::Encode`] if it never fits. The link is unchanged.
    pub fn prepare<P: Request + ?Sized>(&mut self, request: &P) -> Result<Prepared<'_, W, R>, SessionError> {
        let Self { session, out, state, now } = self;
        let capacity = out.len();
        let end = state.requests_end(capacity);
        let out = out.get_mut(state.unwritten..end).unwrap_or_default();
        match session.prepare(*now, request, out) {
            Ok(request) => Ok(Prepared { request, state }),
            Err(error) => Err(or_later(error, capacity)),
        }
    }

    /// Sends a bind, an outbind, an unbind or an alert_notification; see [`Session::send`].
    ///
    /// # Errors
    /// The same errors as [`Session::send`], and [`SessionError::OutputFull`]. The link is unchanged.
    pub fn send<P: ControlPdu + ?Sized>(&mut self, pdu: &P) -> Result<Queued, SessionError> {
        self.append(|session, now, out| session.send(now, pdu, out)).map(queued)
    }

    /// Sends a bind with the version of the session; see [`Session::bind`].
    ///
    /// # Errors
    /// The same errors as [`Session::bind`], and [`SessionError::OutputFull`]. The link is unchanged.
    pub fn bind<P: Bind>(&mut self, bind: &P) -> Result<Queued, SessionError> {
        self.append(|session, now, out| session.bind(now, bind, out)).map(queued)
    }

    /// Ends the session with an unbind; see [`Session::unbind`]. [`shutdown`](Self::shutdown) ends it in any state.
    ///
    /// # Errors
    /// The same errors as [`Session::unbind`].
    pub fn unbind(&mut self) -> Result<(), SessionError> {
        self.state.is_dirty = true;
        self.session.unbind(self.now)
    }

    /// Ends the session as its state requires: with an unbind if it is bound, and otherwise by closing the connection
    /// once the output is written. It works in every state, and a second call is harmless; see [`Session::shutdown`].
    pub fn shutdown(&mut self) {
        self.state.is_dirty |= !self.session.is_leaving();
        self.session.shutdown(self.now);
    }

    /// Writes the response to a request; see [`Session::answer`].
    ///
    /// # Errors
    /// Returns the error and the token. [`SessionError::OutputFull`] if the response fits once the output is written.
    pub fn answer<T, P: Answers<T> + ?Sized>(
        &mut self,
        token: Token<T>,
        status: CommandStatus,
        response: &P,
    ) -> Result<(), Returned<T>> {
        let sent = self
            .append_answer(|session, now, out| session.write_response(now, &token, status, response, out));
        sent.map(drop).map_err(|error| Returned { error, token })
    }

    /// Accepts a bind; see [`Session::accept_bind`].
    ///
    /// ```
    /// use smpp_core::link::Turn;
    /// use smpp_core::session::{Returned, Token, Window};
    /// use smpp_core::{Tlv, Version};
    ///
    /// fn accept<W: Window>(turn: &mut Turn<'_, W>, token: Token) -> Result<(), Returned> {
    ///     // The version of the server. Without it, an ESME may assume 3.3, which has no TLVs.
    ///     let version = Tlv::sc_interface_version(Version::V34.interface_version());
    ///     turn.accept_bind(token, "SMSC", &[version])
    /// }
    /// ```
    ///
    /// # Errors
    /// Returns the error and the token. [`SessionError::OutputFull`] if the response fits once the output is written.
    pub fn accept_bind<'p>(
        &mut self,
        token: Token,
        system_id: impl Into<COctetString<'p>>,
        tlvs: impl Into<Tlvs<'p>>,
    ) -> Result<(), Returned> {
        let (system_id, tlvs) = (system_id.into(), tlvs.into());
        let sent =
            self.append_answer(|session, now, out| session.write_accept(now, &token, system_id, tlvs, out));
        sent.map(drop).map_err(|error| Returned { error, token })
    }

    /// Refuses a request; see [`Session::refuse`].
    ///
    /// # Errors
    /// Returns the error and the token. [`SessionError::OutputFull`] if the response fits once the output is written.
    pub fn refuse<T>(&mut self, token: Token<T>, status: CommandStatus) -> Result<(), Returned<T>> {
        self.bare(&token.grant, Some(status)).map(drop).map_err(|error| Returned { error, token })
    }

    /// Writes the default answer to a request; see [`Session::answer_default`].
    ///
    /// # Errors
    /// Returns the error and the token. [`SessionError::OutputFull`] if the response fits once the output is written.
    pub fn answer_default<T>(&mut self, token: Token<T>) -> Result<(), Returned<T>> {
        self.bare(&token.grant, None).map(drop).map_err(|error| Returned { error, token })
    }

    /// Gives up a token without answering; see [`Session::abandon`].
    ///
    /// # Errors
    /// Returns the error and the token.
    pub fn abandon<T>(&mut self, token: Token<T>) -> Result<(), Returned<T>> {
        self.state.is_dirty |= self.state.is_held;
        self.session.abandon(token)
    }

    /// Decodes the body of a request. If it is invalid, answers with the status that names the fault; see
    /// [`Session::decode_or_refuse`].
    ///
    /// # Errors
    /// The body is invalid, or the request is not a `T`; see [`Undecoded`].
    pub fn decode_or_refuse<'i, T: Operation + Body<'i>>(
        &mut self,
        token: Token,
        pdu: &RawPdu<'i>,
    ) -> Result<(T, Token<T::Static>), Undecoded> {
        match pdu.decode::<T>() {
            Ok(decoded) => Ok((decoded, Token::new(token.grant))),
            Err(error) => {
                let sent = self.bare(&token.grant, Some(error.command_status()));
                Err(Undecoded { error, answer: sent.map_err(|error| Returned { error, token }) })
            }
        }
    }

    /// Asks for a turn at `at`, even if nothing happens on the connection until then: [`Io::wake`](super::Io::wake)
    /// will be no later. Use it for timers of your own, such as a pause before a retry. A time in the past means at
    /// once.
    ///
    /// With `None`, does nothing. If you call it several times, the earliest time counts.
    /// [`Link::next`](super::Link::next) forgets a time that has been reached, so check your timers in every turn, and
    /// call this again for the next one.
    pub fn wake_at(&mut self, at: impl Into<Option<Instant>>) {
        if let Some(at) = at.into() {
            self.state.wake.change(|wake| *wake = Some(wake.map_or(at, |wake| wake.min(at))));
        }
    }

    /// Whether `pacer` allows a request now: see [`Pacer::take`]. If not, asks for a turn when it does.
    pub fn take(&mut self, pacer: &mut Pacer) -> bool {
        let is_ready = pacer.take(self.now);
        if !is_ready {
            self.wake_at(pacer.ready_at());
        }
        is_ready
    }

    /// Whether a request with this outcome can be sent again. That is so if the peer refused it, so that it cannot arrive
    /// twice, and the status is neither [permanent](RetryClass::Permanent) nor ESME_ROK, which is the status of a
    /// generic_nack that gives no reason. If so, this pauses `pacer`: for the [duration](session::Pause::duration) in the
    /// outcome, or for 1 s if it has none. If the status is about the [session](RetryClass::Session), this also ends the
    /// session: keep the request for the next one.
    ///
    /// ```
    /// use smpp_core::link::Turn;
    /// use smpp_core::session::{Event, Pacer, Window};
    ///
    /// /// Puts a text back that can be sent again.
    /// fn on<W: Window>(event: Event<'_, String>, mut turn: Turn<'_, W>, pacer: &mut Pacer, again: &mut Vec<String>) {
    ///     if let Ok((text, outcome)) = event.into_outcome()
    ///         && turn.retry(&outcome, pacer)
    ///     {
    ///         again.push(text);
    ///     }
    /// }
    /// ```
    pub fn retry(&mut self, outcome: &Outcome<'_>, pacer: &mut Pacer) -> bool {
        let Outcome::Refused { status, pause, .. } = outcome else { return false };
        let class = status.retry_class();
        if !matches!(class, RetryClass::RetryLater | RetryClass::Session) {
            return false;
        }
        pacer.pause(self.now, pause.map_or(Duration::from_secs(1), |pause| pause.duration));
        if class == RetryClass::Session {
            self.shutdown();
        }
        true
    }

    /// Ends the session at once, without an unbind. Output that is not written yet is dropped. For an orderly end,
    /// call [`shutdown`](Self::shutdown).
    pub fn close(&mut self) {
        self.session.transport_closed(self.now);
        self.state.is_dirty = true;
    }

    /// Whether a message can be sent now: the session's state lets this side send messages, the session is not ending,
    /// a slot is free, and the part of the output that [requests may use](super#buffers) has 384 free octets, or half
    /// of an output that is smaller than 768. 384 octets are enough for a submit_sm with a full short_message, but a
    /// larger request may not fit. An ESME bound as a receiver sends no messages, and a message centre sends none to a
    /// transmitter.
    pub fn can_send(&self) -> bool {
        let room = left(self.state.requests_end(self.out.len()), self.state.unwritten);
        self.session.takes_messages()
            && self.session.window_free() > 0
            && room >= REQUEST.min(self.out.len() / 2)
    }

    /// The session inside the link.
    pub const fn session(&self) -> &Session<W, R> {
        self.session
    }

    /// The time for which this turn was created. The timers of requests that it sends start at this time: if handling
    /// an event takes long, send with a later turn, such as that of [`Link::at`](super::Link::at) with the current time.
    pub const fn now(&self) -> Instant {
        self.now
    }

    fn append(
        &mut self,
        write: impl FnOnce(&mut Session<W, R>, Instant, &mut [u8]) -> Result<Sent, SessionError>,
    ) -> Result<Sent, SessionError> {
        let out = self.out.get_mut(self.state.unwritten..).unwrap_or_default();
        let sent = write(self.session, self.now, out).map_err(|error| or_later(error, self.out.len()))?;
        self.state.appended(sent.len);
        Ok(sent)
    }

    fn append_answer(
        &mut self,
        write: impl FnOnce(&mut Session<W, R>, Instant, &mut [u8]) -> Result<Sent, SessionError>,
    ) -> Result<Sent, SessionError> {
        let sent = self.append(write)?;
        // The input may have waited for this answer.
        self.state.is_dirty |= self.state.is_held;
        Ok(sent)
    }

    /// Writes an answer without a body, or the default answer if there is no `status`.
    #[cfg_attr(target_os = "none", inline(never))]
    fn bare(&mut self, grant: &Grant, status: Option<CommandStatus>) -> Result<Sent, SessionError> {
        self.append_answer(|session, now, out| session.write_bare(now, grant, status, out))
    }
}

impl LinkState {
    /// How much of an output of `capacity` octets requests may use: half of it, or all of it while it is empty.
    const fn requests_end(&self, capacity: usize) -> usize {
        if self.unwritten == 0 { capacity } else { capacity / 2 }
    }
}

/// A PDU that was appended to the output.
const fn queued(Sent { sequence_number, omitted, .. }: Sent) -> Queued {
    Queued { sequence_number, omitted }
}

/// Turns an error about space into `OutputFull` if the PDU fits once the output is written.
fn or_later(error: SessionError, capacity: usize) -> SessionError {
    match error {
        SessionError::Encode(encode) => match encode.kind() {
            EncodeErrorKind::BufferTooSmall { needed } if needed <= capacity => SessionError::OutputFull,
            _ => error,
        },
        error => error,
    }
}
