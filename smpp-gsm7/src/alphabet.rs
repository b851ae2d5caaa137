//! The tables for encoding and decoding a text.

use crate::tables::{
    DEFAULT, ESCAPE, EXTENSION, LockingTable, SingleTable, bengali, gujarati, hindi, kannada, malayalam,
    oriya, portuguese, punjabi, spanish, tamil, telugu, turkish, urdu,
};
use core::fmt;

/// A national language identifier (3GPP TS 23.038 6.2.1.2.4): the octet in the national shift elements of a
/// user data header. It can have any value; the standard defines 0x01 to 0x0D.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
pub struct Language(pub u8);

/// Declares the languages of the standard, ordered by identifier.
macro_rules! languages {
    ($($(#[$doc:meta])* $NAME:ident = $identifier:literal $name:literal $module:ident $($LOCKING:ident)?;)+) => {
        impl Language {
            $($(#[$doc])* pub const $NAME: Self = Self($identifier);)+

            /// The languages of the standard, ordered by identifier.
            pub const ALL: [Self; [$($identifier),+].len()] = [$(Self::$NAME),+];

            /// The locking-shift and single-shift tables of a language, looked up at run time. Spanish has no
            /// locking-shift table. An undefined identifier has neither.
            ///
            /// Calling this links all tables: 3.5 KB on small processors, about 23 KB elsewhere (see
            /// [`tables`](crate::tables)). Firmware for one language should use its tables directly, such as
            /// `&tables::turkish::LOCKING`.
            pub fn tables(self) -> (Option<&'static LockingTable>, Option<&'static SingleTable>) {
                match self {
                    $(Self::$NAME => (None$(.or(Some(&$module::$LOCKING)))?, Some(&$module::SINGLE)),)+
                    _ => (None, None),
                }
            }

            /// The English name of the language, if the standard defines the identifier.
            pub const fn name(self) -> Option<&'static str> {
                Some(match self {
                    $(Self::$NAME => $name,)+
                    _ => return None,
                })
            }
        }
    };
}

languages! {
    /// Turkish.
    TURKISH = 0x01 "Turkish" turkish LOCKING;
    /// Spanish (a single-shift table only).
    SPANISH = 0x02 "Spanish" spanish;
    /// Portuguese.
    PORTUGUESE = 0x03 "Portuguese" portuguese LOCKING;
    /// Bengali.
    BENGALI = 0x04 "Bengali" bengali LOCKING;
    /// Gujarati.
    GUJARATI = 0x05 "Gujarati" gujarati LOCKING;
    /// Hindi.
    HINDI = 0x06 "Hindi" hindi LOCKING;
    /// Kannada.
    KANNADA = 0x07 "Kannada" kannada LOCKING;
    /// Malayalam.
    MALAYALAM = 0x08 "Malayalam" malayalam LOCKING;
    /// Oriya.
    ORIYA = 0x09 "Oriya" oriya LOCKING;
    /// Punjabi.
    PUNJABI = 0x0A "Punjabi" punjabi LOCKING;
    /// Tamil.
    TAMIL = 0x0B "Tamil" tamil LOCKING;
    /// Telugu.
    TELUGU = 0x0C "Telugu" telugu LOCKING;
    /// Urdu.
    URDU = 0x0D "Urdu" urdu LOCKING;
}

impl Language {
    /// The locking-shift table of a language; see [`tables`](Self::tables).
    pub fn locking(self) -> Option<&'static LockingTable> {
        self.tables().0
    }

    /// The single-shift table of a language; see [`tables`](Self::tables).
    pub fn single(self) -> Option<&'static SingleTable> {
        self.tables().1
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "Language(0x{:02X})", self.0),
        }
    }
}

/// The two tables for a text: one for plain septets, one for septets after an escape.
///
/// The two tables are independent: any locking-shift table can be combined with any single-shift table. Each
/// national table takes three octets of the user data header in every segment. A receiver that lacks the
/// table displays other characters, so use national tables only if the network and the receiver support them.
///
/// ```
/// use smpp_gsm7::{Alphabet, tables::turkish};
///
/// let alphabet = Alphabet::new(&turkish::LOCKING, &turkish::SINGLE);
/// assert_eq!(alphabet.code('ğ').unwrap().septets(), [0x0C]);
/// // The default alphabet has no such letter.
/// assert_eq!(Alphabet::DEFAULT.code('ğ'), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Alphabet {
    /// The meaning of plain septets.
    pub locking: &'static LockingTable,
    /// The meaning of septets after an escape.
    pub single: &'static SingleTable,
}

impl Alphabet {
    /// The default alphabet and extension table, which every GSM device supports without a header.
    pub const DEFAULT: Self = Self::new(&DEFAULT, &EXTENSION);

    /// Combines two tables.
    pub const fn new(locking: &'static LockingTable, single: &'static SingleTable) -> Self {
        Self { locking, single }
    }

    /// The tables named by the shift elements of a header. As the standard requires, an element is ignored if its
    /// language is undefined or has no such table.
    ///
    /// Links all tables; see [`Language::tables`].
    pub fn from_languages(locking: Option<Language>, single: Option<Language>) -> Self {
        Self {
            locking: locking.and_then(Language::locking).unwrap_or(&DEFAULT),
            single: single.and_then(Language::single).unwrap_or(&EXTENSION),
        }
    }

    /// Encodes a character as one septet, or as an escape and a septet; `None` if the alphabet lacks it.
    #[inline]
    pub fn code(&self, c: char) -> Option<Code> {
        match self.locking.septet(c) {
            Some(septet) => Some(Code::plain(septet)),
            None => self.single.septet(c).map(Code::escaped),
        }
    }
}

impl Default for Alphabet {
    fn default() -> Self {
        Self::DEFAULT
    }
}

/// An encoded character: a septet of the locking-shift table, or an escape and a septet of the single-shift
/// table.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Code([u8; 2]);

impl Code {
    /// A septet of the locking-shift table. The first octet is padding that cannot be mistaken for an escape.
    pub(crate) const fn plain(septet: u8) -> Self {
        Self([0, septet])
    }

    pub(crate) const fn escaped(septet: u8) -> Self {
        Self([ESCAPE, septet])
    }

    /// The one or two septets, in order.
    pub const fn septets(&self) -> &[u8] {
        match &self.0 {
            [ESCAPE, _] => &self.0,
            [_, septet] => core::slice::from_ref(septet),
        }
    }
}
