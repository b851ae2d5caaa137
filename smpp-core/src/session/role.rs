//! The side of a session, known when the program runs or when it is compiled.

use super::table::Side;
use core::fmt;

/// The side that a session acts for: a [`Side`], or [`Esme`] or [`Smsc`] to fix it when the program is compiled.
///
/// A session whose side is fixed links only the code of that side. Use it where every octet of flash counts: an ESME on a
/// Cortex-M3 gets 0.7 KB smaller. The session behaves the same.
///
/// ```
/// use smpp_core::Instant;
/// use smpp_core::session::{Config, Esme, Session, Side, Slot};
/// type Board = Session<[Slot<u8>; 4], Esme>;
/// let session: Board = Session::new(Instant::ZERO, Esme, 1, &Config::default(), [Slot::EMPTY; 4]);
/// assert_eq!(session.side(), Side::Esme);
/// ```
pub trait Role: Copy + fmt::Debug + sealed::Sealed {
    /// The side.
    fn side(self) -> Side;
}

impl Role for Side {
    fn side(self) -> Side {
        self
    }
}

/// The side of an ESME, as a type; see [`Role`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Esme;

impl Role for Esme {
    fn side(self) -> Side {
        Side::Esme
    }
}

/// The side of a message centre, as a type; see [`Role`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Smsc;

impl Role for Smsc {
    fn side(self) -> Side {
        Side::Smsc
    }
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::Side {}
    impl Sealed for super::Esme {}
    impl Sealed for super::Smsc {}
}
