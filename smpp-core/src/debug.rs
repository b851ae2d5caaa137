//! `Debug` for structs that show something other than their fields.

pub(crate) use smpp_gsm7::debug_fields;

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
