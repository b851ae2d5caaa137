//! `--version`: a version of SMPP.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use smpp_core::Version;

/// Parses `3.3`, `3.4` or `5.0`.
pub(crate) fn version() -> impl TypedValueParser<Value = Version> {
    PossibleValuesParser::new(["3.3", "3.4", "5.0"]).try_map(|version| version.parse())
}
