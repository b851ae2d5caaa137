//! `Debug` for structs of more than five fields.

/// Writes `Debug` as the derive would. Above five fields the derive calls a function of `core` that compares the number of
/// names with the number of values: a panic that no linker can see to be out of reach.
macro_rules! debug_fields {
    ($Name:ident $(<$lifetime:lifetime>)? { $($field:ident)* }) => {
        impl core::fmt::Debug for $Name $(<$lifetime>)? {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                let mut fields = f.debug_struct(stringify!($Name));
                $( fields.field(stringify!($field), &self.$field); )*
                fields.finish()
            }
        }
    };
}
pub(crate) use debug_fields;
