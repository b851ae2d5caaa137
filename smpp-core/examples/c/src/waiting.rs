//! Tokens that wait for the caller's answer. C gets a number for each, so that a copy does no harm.

use smpp_core::session::Token;

/// A place for a token and its number.
pub(crate) type Place = Option<(u64, Token)>;

/// The tokens of a link.
pub(crate) struct Waiting {
    places: &'static mut [Place],
    last: u64,
}

impl Waiting {
    pub(crate) const fn new(places: &'static mut [Place]) -> Self {
        Self { places, last: 0 }
    }

    /// Keeps a token and returns its number, which is never 0.
    pub(crate) fn put(&mut self, token: Token) -> u64 {
        self.last = self.last.checked_add(1).unwrap_or(1);
        // There are as many places as the session has unanswered requests. If all are taken, the oldest has expired.
        let age = |place: &&mut Place| place.as_ref().map_or(0, |(number, _)| *number);
        if let Some(place) = self.places.iter_mut().min_by_key(age) {
            *place = Some((self.last, token));
        }
        self.last
    }

    /// Takes the token with a number out, and its place.
    pub(crate) fn take(&mut self, number: u64) -> Option<(&mut Place, Token)> {
        let place =
            self.places.iter_mut().find(|place| place.as_ref().is_some_and(|(known, _)| *known == number))?;
        let (_, token) = place.take()?;
        Some((place, token))
    }
}
