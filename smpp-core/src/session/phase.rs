//! The phases of a session's life. One is current, and one clock says since when: no phase waits without a deadline.

/// What the session waits for as a whole. The state of the standard is kept beside it: BOUND_TX and BOUND_TRX, say, are
/// the same phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// OPEN or OUTBOUND: a bind has to come.
    AwaitingBind,
    /// A bind is pending (it has its own deadline) or accepted, and nobody is leaving.
    Active,
    /// We want to leave: responses in flight and replies owed are waited for.
    Draining,
    /// Our unbind waits for room to be written.
    UnbindQueued,
    /// Our unbind was written: its response has its own deadline.
    UnbindSent,
    /// The peer wants to leave: replies owed are waited for. Our own unbind may have been written as well.
    PeerDraining,
    /// Our unbind_resp waits for room to be written. Our own unbind may have been written as well.
    UnbindRespQueued,
    /// Our unbind_resp was written: the driver has to bring it out and close the connection.
    UnbindRespSent,
    /// Our unbind was answered: the driver has to close the connection.
    UnbindAnswered,
    /// CLOSED, with octets that may still leave.
    Closing,
    /// CLOSED, and what has not left by now never will.
    Closed,
}

impl Phase {
    /// Whether either side wants to leave: no request goes out any more.
    pub(super) const fn is_leaving(self) -> bool {
        !matches!(self, Self::AwaitingBind | Self::Active)
    }

    /// Whether the peer has sent unbind.
    pub(super) const fn has_peer_unbound(self) -> bool {
        matches!(self, Self::PeerDraining | Self::UnbindRespQueued | Self::UnbindRespSent)
    }
}
