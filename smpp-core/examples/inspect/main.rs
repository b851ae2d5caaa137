//! Decodes PDUs in hex, delivery receipts, texts to send, and the TPDUs of modems. One line in, JSON lines out.

#[path = "../common/boundary.rs"]
mod boundary;
mod lines;
#[path = "../common/octets.rs"]
mod octets;
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
mod tpdu;
#[path = "../common/version.rs"]
mod version;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use serde_json::Value;
use std::process::ExitCode;

#[derive(Parser)]
#[command(
    name = "inspect",
    about = "Explains PDUs, delivery receipts, texts and TPDUs: reads lines from standard input and prints JSON lines",
    after_help = "Exit status: 0 if every line gave an object without \"error\"; 1 if a line gave an error, a text \
                  cannot be written in the requested alphabet, or the output cannot be written; 2 for wrong usage. \
                  Lines may have up to 64 MiB."
)]
struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(Subcommand)]
enum What {
    /// PDUs in hexadecimal: one or more complete PDUs per line, white space ignored
    Pdu(pdu::Options),
    /// Texts of delivery receipts, one per line; \xNN is an octet, \\ a backslash
    Receipt(receipt::Options),
    /// Texts to send, in UTF-8, one per line
    Text(text::Options),
    /// TPDUs of modems in hexadecimal (3GPP TS 23.040): one per line, white space ignored
    Tpdu(tpdu::Options),
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
        What::Tpdu(options) => lines::each(|line, out| tpdu::explain(line, &options, out).map(|()| true)),
    };
    match answered {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            output::warn(error);
            ExitCode::FAILURE
        }
    }
}

/// An object that says what could not be read.
fn error_object(text: impl ToString, offset: usize, field: Option<&str>, status: Option<String>) -> Value {
    serde_json::json!({ "error": text.to_string(), "offset": offset, "field": field, "status": status })
}
