//! Standard output whose failures are not lost: what cannot be written makes the exit status one of failure.

use clap::Parser;
use std::io::{self, Write};

/// The arguments. Otherwise the program ends: with status 0 after its help, with 1 when that could not be written, with 2
/// on wrong usage.
pub(crate) fn parse<A: Parser>() -> A {
    A::try_parse().unwrap_or_else(|error| {
        let printed = error.print().and_then(|()| io::stdout().flush());
        let status = match error.exit_code() {
            0 if printed.is_err() => 1,
            status => status,
        };
        std::process::exit(status)
    })
}

/// Writes text to standard output, all of it.
///
/// # Errors
/// It cannot be written: the disk is full, or whoever read it has gone.
pub(crate) fn say(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    let said = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    said.map_err(|error| io::Error::new(error.kind(), format!("standard output: {error}")))
}
