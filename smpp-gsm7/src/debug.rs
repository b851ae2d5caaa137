//! `Debug` for structs of more than five fields, for both crates, and for octets with a meaning.

/// Implements `Debug` like the derive. For more than five fields, the derive calls a function in `core` that
/// compares the number of names with the number of values and may panic, and the linker cannot remove that
/// panic.
#[doc(hidden)]
#[macro_export]
macro_rules! debug_fields {
    ($([$($generics:tt)*])? $Name:ident $(<$argument:tt>)? { $($field:ident)* }) => {
        impl<$($($generics)*)?> core::fmt::Debug for $Name $(<$argument>)? {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut fields = f.debug_struct(stringify!($Name));
                $( fields.field(stringify!($field), &self.$field); )*
                fields.finish()
            }
        }
    };
}
pub(crate) use debug_fields;

/// Declares a type for an octet with a meaning, which `Debug` shows in hexadecimal.
macro_rules! octet {
    ($(#[$meta:meta])* pub struct $Name:ident(pub u8);) => {
        $(#[$meta])*
        #[derive(Clone, Copy, PartialEq, Eq, Hash)]
        #[cfg_attr(feature = "defmt", derive(defmt::Format))]
        #[cfg_attr(feature = "arbitrary", derive(arbitrary::Arbitrary))]
        pub struct $Name(
            /// The octet.
            pub u8,
        );

        impl core::fmt::Debug for $Name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                write!(f, concat!(stringify!($Name), "({:#04x})"), self.0)
            }
        }
    };
}
pub(crate) use octet;
