//! C-Octet Strings (v3.4 section 3.1): text that ends with a NUL on the wire.

use core::fmt;

/// A C-Octet String, without its NUL. Usually ASCII, but any octet except NUL is kept.
///
/// ```
/// use smpp_core::COctetString;
/// let source_addr: COctetString<'_> = "46701133111".into();
/// assert_eq!(source_addr, "46701133111");
/// assert_eq!(source_addr.len(), 11);
/// ```
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct COctetString<'a>(&'a [u8]);

impl<'a> COctetString<'a> {
    /// The empty string, a single NUL on the wire.
    pub const EMPTY: Self = Self(&[]);

    /// Wraps octets, without the NUL. Encoding rejects a NUL among them.
    pub const fn new(octets: &'a [u8]) -> Self {
        Self(octets)
    }

    /// The octets, without the NUL.
    pub const fn as_bytes(&self) -> &'a [u8] {
        self.0
    }

    /// The text if it is valid UTF-8. ASCII always is.
    pub const fn as_str(&self) -> Option<&'a str> {
        match core::str::from_utf8(self.0) {
            Ok(text) => Some(text),
            Err(_) => None,
        }
    }

    /// Length in octets, without the NUL.
    pub const fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether the string is empty.
    pub const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Conversions, comparisons and formats of a type over octets that are usually text.
macro_rules! text {
    ($Name:ident) => {
        impl<'a> From<&'a str> for $Name<'a> {
            fn from(text: &'a str) -> Self {
                Self::new(text.as_bytes())
            }
        }

        impl<'a> From<&'a [u8]> for $Name<'a> {
            fn from(octets: &'a [u8]) -> Self {
                Self::new(octets)
            }
        }

        impl<'a, const N: usize> From<&'a [u8; N]> for $Name<'a> {
            fn from(octets: &'a [u8; N]) -> Self {
                Self::new(octets)
            }
        }
    };
    (shown $Name:ident) => {
        crate::wire::text!($Name);

        impl AsRef<[u8]> for $Name<'_> {
            fn as_ref(&self) -> &[u8] {
                self.as_bytes()
            }
        }

        impl PartialEq<str> for $Name<'_> {
            fn eq(&self, other: &str) -> bool {
                self.as_bytes() == other.as_bytes()
            }
        }

        impl PartialEq<&str> for $Name<'_> {
            fn eq(&self, other: &&str) -> bool {
                self.as_bytes() == other.as_bytes()
            }
        }

        /// Escapes as [`slice::escape_ascii`] does: shows printable ASCII as it is, except for a backslash before
        /// quotes and backslashes, and other octets as `\t`, `\r`, `\n` or `\xNN`.
        impl core::fmt::Display for $Name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(&self.as_bytes().escape_ascii(), f)
            }
        }

        impl core::fmt::Debug for $Name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, "\"{self}\"")
            }
        }

        #[cfg(feature = "defmt")]
        impl defmt::Format for $Name<'_> {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, "{=[u8]:a}", self.as_bytes());
            }
        }

        #[cfg(feature = "serde")]
        crate::serialize::text!($Name);
    };
}
pub(crate) use text;
text!(shown COctetString);

/// Octets as lower-case hexadecimal digits.
pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

/// A password: a C-Octet String that `Debug`, `defmt` and dumps show as `***`.
///
/// Comparing two passwords takes the same time regardless of where they differ, so the response time of a server
/// does not reveal how much of a guess was right. Only the lengths affect the time.
///
/// ```
/// use smpp_core::Password;
/// let password: Password<'_> = "secret08".into();
/// assert_eq!(format!("{password:?}"), "***");
/// assert_eq!(password.reveal(), "secret08");
/// assert!(password.matches(b"secret08") && !password.matches(b"secret07"));
/// ```
#[derive(Clone, Copy, Default)]
pub struct Password<'a>(COctetString<'a>);

impl<'a> Password<'a> {
    /// Wraps octets, without the NUL.
    pub const fn new(octets: &'a [u8]) -> Self {
        Self(COctetString::new(octets))
    }

    /// Returns the password in plain text. To compare, use [`Password::matches`] or `==` instead.
    pub const fn reveal(&self) -> COctetString<'a> {
        self.0
    }

    /// Whether this is the password a server expects. The time depends only on the lengths of the two
    /// passwords.
    #[must_use]
    pub fn matches(&self, expected: &[u8]) -> bool {
        let given = self.0.as_bytes();
        let mut differs = u8::from(given.len() != expected.len());
        for (at, octet) in given.iter().enumerate() {
            let other = expected.get(at).copied().unwrap_or(0);
            // Keeps the compiler from stopping at the first difference.
            differs = core::hint::black_box(differs | (octet ^ other));
        }
        differs == 0
    }
}

/// Compares as [`Password::matches`] does.
impl PartialEq for Password<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.matches(other.0.as_bytes())
    }
}

impl Eq for Password<'_> {}

text!(Password);

impl fmt::Debug for Password<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

#[cfg(feature = "defmt")]
impl defmt::Format for Password<'_> {
    fn format(&self, f: defmt::Formatter<'_>) {
        defmt::write!(f, "***");
    }
}
