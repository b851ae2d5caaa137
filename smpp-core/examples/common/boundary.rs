//! `--boundary` and `--max-short-message`: where a long text may be cut.

use clap::{Args, ValueEnum};
use smpp_core::message::segment::{Boundary, Segmenter};

/// How to split long texts.
#[derive(Args)]
pub(crate) struct Cut {
    /// Where a text may be split into parts; escape sequences and surrogate pairs are never split
    #[arg(long, value_enum, default_value = "character")]
    boundary: BoundaryArg,
    /// Maximum length of short_message in octets, including the user data header
    #[arg(long, value_name = "N", default_value_t = 254, value_parser = clap::value_parser!(u16).range(1..=254))]
    max_short_message: u16,
}

#[derive(Clone, Copy, ValueEnum)]
enum BoundaryArg {
    /// Between any two characters
    Character,
    /// Between user-perceived characters: not inside an emoji, not before an accent
    Grapheme,
    /// Before or after white space
    Word,
}

impl Cut {
    /// Applies these options, without exceeding the limit.
    pub(crate) fn applied(&self, segmenter: Segmenter) -> Segmenter {
        let boundary = match self.boundary {
            BoundaryArg::Character => Boundary::Character,
            BoundaryArg::Grapheme => Boundary::Grapheme,
            BoundaryArg::Word => Boundary::Word,
        };
        let max_octets = segmenter.max_octets.min(usize::from(self.max_short_message));
        Segmenter { boundary, max_octets, ..segmenter }
    }
}
