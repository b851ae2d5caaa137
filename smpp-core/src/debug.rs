//! `Debug` for structs of more than five fields.

/// Writes `Debug` as the derive would. Above five fields the derive calls a function of `core` that compares the number of
/// names with the number of values: a panic that no linker can see to be out of reach.
macro_rules! debug_fields {
    ($Name:ident $(<$lifetime:lifetime>)? { $($field:ident)* }) => {
        crate::debug::debug_fields! { @impl [] $Name $(<$lifetime>)? { $($field)* } }
    };
    // With the type of a value of the caller's.
    ($Name:ident <$V:ident> { $($field:ident)* }) => {
        crate::debug::debug_fields! { @impl [<$V: core::fmt::Debug>] $Name <$V> { $($field)* } }
    };
    (@impl [$($parameters:tt)*] $Name:ident $(<$argument:tt>)? { $($field:ident)* }) => {
        impl $($parameters)* core::fmt::Debug for $Name $(<$argument>)? {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut fields = f.debug_struct(stringify!($Name));
                $( fields.field(stringify!($field), &self.$field); )*
                fields.finish()
            }
        }
    };
}
pub(crate) use debug_fields;
