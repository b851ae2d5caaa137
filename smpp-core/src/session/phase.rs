//! The phases in the life of a session. Exactly one is current and has the deadline, so no phase can wait
//! forever.

/// What the session as a whole is waiting for. The standard's state is kept separately: BOUND_TX and BOUND_TRX,
/// for example, are the same phase.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// OPEN or OUTBOUND, waiting for a bind.
    AwaitingBind,
    /// A bind is pending (with its own deadline) or accepted, and neither side is leaving.
    Active,
    /// We want to leave, and wait for responses in flight and for pending answers.
    Draining,
    /// Our unbind waits to be written.
    UnbindQueued,
    /// Our unbind was written. Its response has its own deadline.
    UnbindSent,
    /// The peer wants to leave, and we wait for pending answers. Our own unbind may also have been written.
    PeerDraining,
    /// Our unbind_resp waits to be written. Our own unbind may also have been written.
    UnbindRespQueued,
    /// Our unbind_resp was handed to the driver, which sends it and closes the connection.
    UnbindRespSent,
    /// Our unbind was answered, and the driver closes the connection.
    UnbindAnswered,
    /// CLOSED, with octets left to send.
    Closing,
    /// CLOSED; anything not sent yet is dropped.
    Closed,
}

impl Phase {
    /// Whether either side wants to leave. No more requests are sent then.
    pub(super) const fn is_leaving(self) -> bool {
        !matches!(self, Self::AwaitingBind | Self::Active)
    }

    /// Whether the peer has sent unbind.
    pub(super) const fn has_peer_unbound(self) -> bool {
        matches!(self, Self::PeerDraining | Self::UnbindRespQueued | Self::UnbindRespSent)
    }
}
