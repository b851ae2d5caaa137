//! Derives the result of a message from the last digits of its destination, if there is a profile. Every result
//! of the provider can be selected by choosing a number.

use smpp_core::codes::MessageState;
use smpp_core::profile::Profile;

/// A state and its `err`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stage {
    pub(crate) state: MessageState,
    pub(crate) err: u16,
}

/// The states of a message: the intermediate one, which a notification reports, and the final one.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Life {
    pub(crate) passing: Stage,
    pub(crate) end: Stage,
}

impl Life {
    /// The states of most messages.
    pub(crate) const DELIVERED: Self = Self {
        passing: Stage { state: MessageState::ENROUTE, err: 0 },
        end: Stage { state: MessageState::DELIVERED, err: 0 },
    };

    /// The states of a message to a number: `…9NNN` for error NNN of the profile, `…800S` for state number S.
    pub(crate) fn of(profile: &Profile, number: &[u8]) -> Self {
        let stage = match number.last_chunk::<4>() {
            Some([b'9', err @ ..]) => profile
                .receipt_dialect()
                .error(None, err)
                .map(|error| Stage { state: error.class.state(), err: error.code }),
            Some([b'8', b'0', b'0', digit @ b'0'..=b'9']) => {
                let state = MessageState(digit.wrapping_sub(b'0'));
                Some(Stage { state, err: err_of(profile, state) })
            }
            _ => None,
        };
        match stage {
            Some(end) if end.state.is_final_by_standard() => Self { end, ..Self::DELIVERED },
            Some(passing) => Self { passing, ..Self::DELIVERED },
            None => Self::DELIVERED,
        }
    }
}

/// The first error of the profile for a state. 0 for a message that was delivered or has not ended, and if the profile
/// has errors but none for the state; 1 if the profile has no errors.
pub(crate) fn err_of(profile: &Profile, state: MessageState) -> u16 {
    if state == MessageState::DELIVERED || !state.is_final_by_standard() {
        return 0;
    }
    let fits = profile.errors.iter().find(|error| error.class.state() == state);
    fits.map_or_else(|| u16::from(profile.errors.is_empty()), |error| error.code)
}
