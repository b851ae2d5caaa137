//! Output and exit status. A program fails if its standard output cannot be written.

use clap::Parser;
use std::fmt::Display;
use std::io::{self, Write};
use std::process::ExitCode;

/// Parses the arguments, or ends the program: with status 0 after printing help, 1 if that could not be written,
/// 2 for wrong usage.
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

/// Writes all of a text to standard output.
///
/// # Errors
/// It cannot be written: the disk is full, or the reader has gone.
pub(crate) fn print(text: &str) -> io::Result<()> {
    let mut output = io::stdout().lock();
    let said = output.write_all(text.as_bytes()).and_then(|()| output.flush());
    said.map_err(|error| io::Error::new(error.kind(), format!("standard output: {error}")))
}

/// Prints one line to standard error.
pub(crate) fn warn(what: impl Display) {
    let _ = writeln!(io::stderr(), "{}: {what}", env!("CARGO_BIN_NAME"));
}

/// The exit status of a program. An error is printed.
pub(crate) fn exit(outcome: Result<(), impl Display>) -> ExitCode {
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            warn(error);
            ExitCode::FAILURE
        }
    }
}
