//! Command line arguments.

use crate::common::{CaptureArgs, Secret, c_octets, connect_address, listen_address, provider};
use crate::texts::Line;
use clap::Parser;
use smpp_core::profile::Profile;
use std::time::Duration;

#[derive(Parser)]
#[command(
    name = "smsc",
    allow_negative_numbers = true,
    about = "A sandbox message centre for testing clients: accepts messages, delivers them nowhere, and sends receipts",
    after_help = "It first prints \"listening on HOST:PORT\". It stops at the end of its standard input, on SIGTERM or on \
                  SIGINT, and prints totals (with --json, to standard error). Each line of standard input is a message to the next client \
                  that receives, as with --mo. It answers every request of SMPP 3.3, 3.4 and 5.0 from memory. A message is delivered after \
                  --receipt-delay, but not before its schedule_delivery_time, unless its validity_period has ended by then. \
                  Each run starts again with the same ids. \
                  Receipts go to the session that submitted the message if it receives, otherwise to any receiver or \
                  transceiver with the same system_id, and wait until there is one. A \
                  message that requests intermediate notifications gets one before it ends. A submit_sm with \
                  replace_if_present_flag 1 that is not a part of a longer message replaces an earlier message: the newest \
                  one that is not final and has the same sender, single destination and service_type ends as \
                  DELETED.\n\nWith --profile it is a \
                  sandbox for that provider, with its receipts, senders, data_coding values, ids and sessions per account. \
                  The last digits of the (first) destination choose the result of the message:\n  ...9NNN  err NNN of the \
                  profile's table, with the state of its class; a result that is not final is sent as the intermediate \
                  notification, and the message is then delivered\n  ...800S  message_state S: 3 EXPIRED, 4 DELETED, 5 \
                  UNDELIVERABLE, 6 ACCEPTED, 8 REJECTED, 9 SKIPPED; 0 SCHEDULED, 1 ENROUTE and 7 UNKNOWN only as the \
                  intermediate notification\n  others   delivered\n\nExit status: 0 if it was stopped as above; 1 if it \
                  cannot run or its output could not be written; 2 for wrong usage."
)]
pub(crate) struct Args {
    /// Address to listen on; port 0 picks a free port
    #[arg(long, value_name = "HOST:PORT", value_parser = listen_address)]
    pub(crate) listen: String,
    /// The only account to accept (default: any)
    #[arg(long, value_name = "S", value_parser = c_octets::<15>)]
    pub(crate) system_id: Option<String>,
    /// Password to accept (default: any)
    #[arg(long, value_name = "P", value_parser = Secret::<8>("--password"), allow_hyphen_values = true)]
    pub(crate) password: Option<String>,
    /// Milliseconds from submit_sm_resp to the final state and its receipt
    #[arg(long, value_name = "MS", default_value = "0", value_parser = millis)]
    pub(crate) receipt_delay: Duration,
    /// Send a message to the next client that receives: sender, destination and text, separated by spaces. Can be
    /// repeated
    #[arg(long, value_name = "FROM TO TEXT", allow_hyphen_values = true)]
    pub(crate) mo: Vec<Line>,
    /// Maximum number of connections; further ones are closed at once
    #[arg(long, value_name = "N", default_value_t = 10_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) connections: u32,
    /// Fraction of messages to refuse with ESME_RSUBMITFAIL
    #[arg(long, value_name = "0.0-1.0", default_value_t = 0.0, value_parser = share)]
    pub(crate) reject: f64,
    /// Fraction of accepted messages that end as UNDELIVERABLE
    #[arg(long, value_name = "0.0-1.0", default_value_t = 0.0, value_parser = share)]
    pub(crate) undeliverable: f64,
    /// Messages per second over all sessions, which is also the largest burst; messages above it get
    /// ESME_RTHROTTLED
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) throttle: Option<u32>,
    /// Number of messages to remember. A new message replaces the oldest one in a final state, preferably one whose
    /// receipt was accepted or refused for good; it waits up to a second for one of those. If no message is in a final state, the new one
    /// gets ESME_RMSGQFUL
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) keep: u32,
    /// Memory for messages in octets. Messages are replaced as with --keep; a message larger than the whole
    /// memory gets ESME_RMSGQFUL. 70,000 octets are enough for any single message
    #[arg(long, value_name = "N", default_value_t = 268_435_456, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) keep_octets: u64,
    /// Refuse what most message centres tolerate: NULs after the last field of a request. A receipt is sent
    /// again if its response has such NULs
    #[arg(long)]
    pub(crate) strict: bool,
    /// Also connect to an ESME that listens here, and ask it to bind
    #[arg(long, value_name = "HOST:PORT", value_parser = connect_address)]
    pub(crate) outbind: Option<String>,
    /// Milliseconds that a PDU may stay incomplete before the connection is closed
    #[arg(long, value_name = "MS", default_value = "10000", value_parser = millis)]
    pub(crate) pdu_timeout: Duration,
    /// Behave like this provider (generic, kannel, mensatek); see below
    #[arg(long, value_name = "P", value_parser = provider)]
    pub(crate) profile: Option<&'static Profile>,
    /// Seed for --reject and --undeliverable: with the same seed, the n-th message has the same result in each
    /// run
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Print each PDU to standard error, field by field with its octets
    #[arg(long)]
    pub(crate) trace: bool,
    #[command(flatten)]
    pub(crate) capture: CaptureArgs,
    /// Print a JSON object for each accepted message
    #[arg(long)]
    pub(crate) json: bool,
    /// Do not read standard input, and keep running until SIGTERM or SIGINT
    #[arg(long)]
    pub(crate) forever: bool,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0.0 to 1.0".to_owned()),
    }
}

/// A number of milliseconds, up to a day.
fn millis(text: &str) -> Result<Duration, String> {
    match text.parse::<u32>() {
        Ok(millis) if millis <= 86_400_000 => Ok(Duration::from_millis(millis.into())),
        _ => Err("expected a number of milliseconds from 0 to 86400000".to_owned()),
    }
}
