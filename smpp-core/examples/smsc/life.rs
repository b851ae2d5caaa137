//! What the last digits of a number make of its message, once a profile is named: every result of the provider can be
//! had by choosing a number.

use smpp_core::codes::MessageState;
use smpp_core::profile::Profile;

/// A state and the `err` that goes with it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) state: MessageState,
    pub(crate) err: u16,
}

/// The states of a message: the one on the way, which an intermediate notification tells, and the final one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) passing: Stage,
    pub(crate) end: Stage,
}

impl Life {
    /// That of most messages.
    pub(crate) const DELIVERED: Self = Self {
        passing: Stage { state: MessageState::ENROUTE, err: 0 },
        end: Stage { state: MessageState::DELIVERED, err: 0 },
    };

    /// The life of a message to a number: `…9NNN` for the result NNN of the profile, `…800S` for the state number S.
    pub(crate) fn of(profile: &Profile, number: &[u8]) -> Self {
        let stage = match number.last_chunk::<4>() {
            Some([b'9', err @ ..]) => {
                profile.error(err).map(|error| Stage { state: error.class.message_state(), err: error.code })
            }
            Some([b'8', b'0', b'0', digit @ b'0'..=b'9']) => {
                let state = MessageState(digit.wrapping_sub(b'0'));
                Some(Stage { state, err: err_of(profile, state) })
            }
            _ => None,
        };
        match stage {
            Some(end) if end.state.is_final() => Self { end, ..Self::DELIVERED },
            Some(passing) => Self { passing, ..Self::DELIVERED },
            None => Self::DELIVERED,
        }
    }
}

/// The first result of the profile that goes with a state; 0 for a message that is well or that it has no result for.
pub(crate) fn err_of(profile: &Profile, state: MessageState) -> u16 {
    if state == MessageState::DELIVERED || !state.is_final() {
        return 0;
    }
    let fits = profile.errors.iter().find(|error| error.class.message_state() == state);
    fits.map_or_else(|| u16::from(profile.errors.is_empty()), |error| error.code)
}
