//! `Debug` for structs of more than five fields, and for structs that show something other than their fields.

/// Implements `Debug` like the derive. For more than five fields, the derive calls a function in `core` that
/// compares the number of names with the number of values and may panic, and the linker cannot remove that
/// panic.
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

/// Implements `Debug` and `defmt::Format` for a type that shows something other than its fields: only what
/// distinguishes its values, and no octets, which may contain a password.
macro_rules! shows {
    ([$($generics:tt)*] $Type:ty, $name:literal, |$this:ident| { $($field:ident: $value:expr,)* }) => {
        impl<$($generics)*> core::fmt::Debug for $Type {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let $this = self;
                f.debug_struct($name)$( .field(stringify!($field), &$value) )*.finish()
            }
        }

        #[cfg(feature = "defmt")]
        impl<$($generics)*> defmt::Format for $Type {
            fn format(&self, f: defmt::Formatter<'_>) {
                let $this = self;
                defmt::write!(f, "{=str} {{", $name);
                $( defmt::write!(f, " {=str}: {}", stringify!($field), &$value); )*
                defmt::write!(f, " }}");
            }
        }
    };
}
pub(crate) use shows;
