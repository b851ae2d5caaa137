//! Shows what SMPP octets and texts are: PDUs in hex, delivery receipts, texts to send. One line in, JSON lines out.

#[path = "../common/boundary.rs"]
mod boundary;
mod lines;
#[path = "../common/output.rs"]
#[expect(dead_code, reason = "lines are buffered here")]
mod output;
mod pdu;
#[path = "../common/provider.rs"]
mod provider;
mod receipt;
#[expect(dead_code, reason = "what programs for people need")]
#[path = "../common/screen.rs"]
mod screen;
mod text;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use serde_json::Value;
use std::io::{self, Write};
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "inspect",
    about = "Explains SMPP octets and texts, line by line, from standard input to JSON lines on standard output",
    after_help = "Exit status: 0 when every line gave an object without \"error\", 1 when some line gave one, \
                  or when a text cannot be written in the alphabet asked for, or when the output cannot be written; 2 on wrong \
                  usage. A line of more than 64 MiB is an error."
)]
struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// Hexadecimal PDUs, one or more whole ones a line, white space ignored
    Pdu(pdu::Options),
    /// Texts of delivery receipts, one a line; \xNN is an octet, \\ a backslash
    Receipt(receipt::Options),
    /// UTF-8 texts to send, one a line
    Text(text::Options),
}

fn main() -> ExitCode {
    let args: Args = output::parse();
    let answered = match args.what {
        What::Pdu(options) => lines::each(|line, out| pdu::explain_all(line, &options, out).map(|()| true)),
        What::Receipt(options) => {
            lines::each(|line, out| receipt::explain(line, &options, out).map(|()| true))
        }
        What::Text(options) => {
            if let Err(why) = options.check() {
                Args::command().error(ErrorKind::ValueValidation, why).exit();
            }
            lines::each(|line, out| text::explain(line, &options, out))
        }
    };
    match answered {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            let _ = writeln!(io::stderr(), "inspect: {error}");
            ExitCode::FAILURE
        }
    }
}

/// An object that says what could not be read.
fn error_object(text: impl ToString, offset: usize, field: Option<&str>, status: Option<String>) -> Value {
    serde_json::json!({ "error": text.to_string(), "offset": offset, "field": field, "status": status })
}
