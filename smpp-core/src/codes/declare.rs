//! `codes!` declares one newtype over a number, with its named values. `newtype!` declares one
//! whose values have no names here; `from_str!` and `formats!` complete it.

/// Declares a newtype over a number, with named values and their meanings. `(u8 = 1)` sets a default other than
/// 0. Displays the name, or else the number.
macro_rules! codes {
    ($($declaration:tt)*) => {
        crate::codes::code! { [display] $($declaration)* }
    };
}
pub(crate) use codes;

/// [`codes`], where `[]` leaves out `Display`.
macro_rules! code {
    (
        [$($display:ident)?]
        $(#[$meta:meta])*
        pub struct $Name:ident($int:ident $(= $default:literal)?) {
            $( $(#[$const_meta:meta])* $CONST:ident = $value:literal, $meaning:literal; )*
        }
    ) => {
        crate::codes::newtype! { $(#[$meta])* pub struct $Name($int $(= $default)?); }

        impl $Name {
            $( #[doc = concat!($meaning, ".")] $(#[$const_meta])* pub const $CONST: Self = Self($value); )*

            /// All values with a name.
            pub const NAMED: &'static [Self] = &[$( Self::$CONST ),*];

            /// The standard's name for the value, if it has one.
            pub const fn name(self) -> Option<&'static str> {
                match self.0 {
                    $( $value => Some(stringify!($CONST)), )*
                    _ => None,
                }
            }

            /// The meaning of the value in a few words, if it has a name.
            pub const fn meaning(self) -> Option<&'static str> {
                match self.0 {
                    $( $value => Some($meaning), )*
                    _ => None,
                }
            }
        }

        crate::codes::from_str!($Name, |name| {
            Self::NAMED.iter().find(|code| code.name() == Some(name)).copied()
        });
        crate::codes::formats!($Name: $($display "{:#x}",)? debug, defmt_name "{:#x}");
    };
}
pub(crate) use code;

/// Declares a newtype over a number, with conversions, hexadecimal formats and the feature `serde`.
macro_rules! newtype {
    ($(#[$meta:meta])* pub struct $Name:ident($int:ident $(= $default:literal)?);) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        #[repr(transparent)]
        pub struct $Name(
            /// The number on the wire.
            pub $int,
        );

        impl Default for $Name {
            fn default() -> Self {
                Self(0 $(| $default)?)
            }
        }

        impl From<$int> for $Name {
            fn from(value: $int) -> Self {
                Self(value)
            }
        }

        impl From<$Name> for $int {
            fn from(value: $Name) -> Self {
                value.0
            }
        }

        crate::codes::formats! { @hex LowerHex $Name }
        crate::codes::formats! { @hex UpperHex $Name }
        #[cfg(feature = "serde")]
        crate::serialize::code!($Name($int));
    };
}
pub(crate) use newtype;

/// `FromStr` of a newtype, with a search by name.
macro_rules! from_str {
    ($Name:ident, $find:expr) => {
        /// Reads a number such as `11` or `0x0B`, or the standard's name for a value if values of this type have names.
        impl core::str::FromStr for $Name {
            type Err = crate::codes::UnknownName;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let find: fn(&str) -> Option<Self> = $find;
                find(text).or_else(|| crate::codes::number(text).map(Self)).ok_or(crate::codes::UnknownName)
            }
        }
    };
}
pub(crate) use from_str;

/// Formats of a newtype over a number. A literal is the format of the number.
macro_rules! formats {
    ($Name:ident: $($format:ident $($number:literal)?),*) => {
        $( crate::codes::formats! { @$format $Name $($number)? } )*
    };
    (@display $Name:ident $number:literal) => {
        /// The standard's name, or else the number.
        impl core::fmt::Display for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                match self.name() {
                    Some(name) => f.write_str(name),
                    None => write!(f, $number, self.0),
                }
            }
        }
    };
    (@debug $Name:ident) => {
        impl core::fmt::Debug for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::Display::fmt(self, f)
            }
        }
    };
    // The number and its meaning.
    (@debug $Name:ident $number:literal) => {
        impl core::fmt::Debug for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!($number, " ({})"), self.0, self)
            }
        }
    };
    (@hex $Format:ident $Name:ident) => {
        impl core::fmt::$Format for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                core::fmt::$Format::fmt(&self.0, f)
            }
        }
    };
    (@defmt $Name:ident $number:literal) => {
        #[cfg(feature = "defmt")]
        impl defmt::Format for $Name {
            fn format(&self, f: defmt::Formatter<'_>) {
                defmt::write!(f, $number, self.0);
            }
        }
    };
    (@defmt_name $Name:ident $number:literal) => {
        #[cfg(feature = "defmt")]
        impl defmt::Format for $Name {
            fn format(&self, f: defmt::Formatter<'_>) {
                match self.name() {
                    Some(name) => defmt::write!(f, "{=str}", name),
                    None => defmt::write!(f, $number, self.0),
                }
            }
        }
    };
}
pub(crate) use formats;

/// Parses a decimal number, or a hexadecimal one after `0x`.
pub(crate) fn number<T: TryFrom<u32>>(text: &str) -> Option<T> {
    let (digits, radix) = text.strip_prefix("0x").map_or((text, 10), |digits| (digits, 16));
    let value = u32::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'))?;
    T::try_from(value).ok()
}
