//! Explains PDUs, delivery receipts, texts to send, and the TPDUs of modems: to people, or as JSON lines.

#[path = "../common/boundary.rs"]
mod boundary;
mod lines;
mod notation;
#[path = "../common/octets.rs"]
mod octets;
#[path = "../common/output.rs"]
#[expect(dead_code, reason = "lines are buffered here")]
mod output;
mod pcap;
mod pdu;
#[path = "../common/provider.rs"]
mod provider;
mod receipt;
#[path = "../common/rows.rs"]
mod rows;
#[path = "../common/screen.rs"]
mod screen;
mod text;
mod text_view;
mod tpdu;
#[path = "../common/version.rs"]
mod version;
mod view;

use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, Subcommand};
use serde_json::Value;
use std::process::ExitCode;
use view::{Ends, View};

#[derive(Parser)]
#[command(
    name = "inspect",
    about = "Explains PDUs, delivery receipts, texts and TPDUs from standard input: as a view on a terminal, elsewhere as \
             JSON lines. pcap reads a capture instead: it lists the PDUs, and prints JSON lines only with --json",
    after_help = "Exit status: 0 if every line gave an object without \"error\"; 1 if a line gave an error, a text \
                  cannot be written in the requested alphabet, or the output cannot be written; 2 for wrong usage. \
                  Lines may have up to 64 MiB."
)]
struct Args {
    #[command(subcommand)]
    what: What,
    #[command(flatten)]
    view: View,
}

#[derive(Subcommand)]
enum What {
    /// PDUs in hexadecimal: one or more complete PDUs per line, white space ignored. The view for people also reads
    /// dumps of xxd, hexdump -C and Wireshark, 00:00, 0x00,0x00, arrays and string literals, up to an empty line
    Pdu(pdu::Options),
    /// A capture of network traffic: its PDUs, which response answers which request, and which receipt belongs to which
    /// message
    #[command(
        after_help = "Without --explain or --json, prints one line for each PDU, on a terminal or not.\n\nExit status: 0 if \
                      the capture was read to its end, whatever is in it; 1 otherwise; 2 for wrong usage."
    )]
    Pcap(pcap::Options),
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
        What::Pdu(options) if args.view.is_for_people() => {
            let prompt = "Paste PDUs in hexadecimal, as a dump or as an array; an empty line explains them";
            view::each(Ends::AtEmptyLine, prompt, |block, out| pdu::view(block, &options, out))
        }
        What::Pdu(options) => lines::each(|line, out| pdu::explain_all(line, &options, out).map(|()| true)),
        What::Pcap(options) => {
            if let Err(why) = options.check(args.view) {
                Args::command().error(ErrorKind::ArgumentConflict, why).exit();
            }
            pcap::show(&options, args.view)
        }
        What::Receipt(options) if args.view.is_for_people() => {
            let prompt = "Paste the texts of receipts, one per line";
            view::each(Ends::AtLine, prompt, |line, out| receipt::view(line, &options, out))
        }
        What::Receipt(options) => {
            lines::each(|line, out| receipt::explain(line, &options, out).map(|()| true))
        }
        What::Text(options) => {
            if let Err(why) = options.check() {
                Args::command().error(ErrorKind::ValueValidation, why).exit();
            }
            if args.view.is_for_people() {
                let prompt = "Type texts, one per line";
                view::each(Ends::AtLine, prompt, |line, out| text_view::view(line, &options, out))
            } else {
                lines::each(|line, out| text::explain(line, &options, out))
            }
        }
        What::Tpdu(options) if args.view.is_for_people() => {
            let prompt = "Paste TPDUs in hexadecimal, one per line";
            view::each(Ends::AtLine, prompt, |line, out| tpdu::view(line, &options, out))
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
