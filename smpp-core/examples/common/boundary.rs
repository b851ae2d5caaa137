//! `--boundary` and `--max-short-message`: where a long text may be cut.

use clap::{Args, ValueEnum};
use smpp_core::message::segment::{Boundary, Split};

/// How the parts of a long text are cut.
#[derive(Args)]
pub(crate) struct Cut {
    /// Where a text may be cut into parts; escape pairs and surrogate pairs stay together in any case
    #[arg(long, value_enum, default_value = "character")]
    boundary: BoundaryArg,
    /// Octets of short_message that the message centre takes at most, header included
    #[arg(long, value_name = "N", default_value_t = 254, value_parser = clap::value_parser!(u16).range(1..=254))]
    max_short_message: u16,
}

#[derive(Clone, Copy, ValueEnum)]
enum BoundaryArg {
    /// Between any two characters
    Character,
    /// Between what a reader takes for characters: not inside an emoji, not before an accent
    Grapheme,
    /// Before or after white space
    Word,
}

impl Cut {
    /// A split that cuts as it was asked for, at no more octets than it did.
    pub(crate) fn applied(&self, split: Split) -> Split {
        let boundary = match self.boundary {
            BoundaryArg::Character => Boundary::Character,
            BoundaryArg::Grapheme => Boundary::Grapheme,
            BoundaryArg::Word => Boundary::Word,
        };
        let max_short_message = split.max_short_message.min(usize::from(self.max_short_message));
        Split { boundary, max_short_message, ..split }
    }
}
