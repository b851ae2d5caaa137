//! What the user asks for.

use crate::common::{Secret, c_octets, here, provider, there};
use clap::Parser;
use smpp_core::profile::Profile;
use std::time::Duration;

#[derive(Parser)]
#[command(
    name = "smsc",
    allow_negative_numbers = true,
    about = "A message centre to try clients on: takes messages, delivers them nowhere, and sends receipts",
    after_help = "It prints \"listening on HOST:PORT\" first and ends at the end of its standard input, on SIGTERM, or on SIGINT. Every \
                  request of SMPP 3.3, 3.4 and 5.0 is answered from memory. A message is delivered after --receipt-delay, \
                  not before its schedule_delivery_time, unless its validity_period is over then. Receipts go to any \
                  receiver or transceiver of the same system_id, and wait until there is one. A message that \
                  asks for intermediate notifications gets one on the way.\n\nWith --profile it is that provider's sandbox: its receipts, senders, \
                  values of data_coding, ids and sessions of an account. The last digits of the (first) destination choose \
                  the life of the message:\n  ...9NNN  err NNN of the profile's table, in the state of its class; a result \
                  that is not final comes in the intermediate notification, and the message is delivered then\n  ...800S  \
                  message_state S: 3 EXPIRED, 4 DELETED, 5 UNDELIVERABLE, 6 ACCEPTED, 8 REJECTED, 9 SKIPPED; 0 SCHEDULED, \
                  1 ENROUTE and 7 UNKNOWN on the way only\n  others   delivered\n\nExit status: 0 when it \
                  ended as asked, 1 when it cannot run or its output could not be written, 2 on wrong usage."
)]
pub(crate) struct Args {
    /// Where to listen; port 0 picks one
    #[arg(long, value_name = "HOST:PORT", value_parser = here)]
    pub(crate) listen: String,
    /// The only account (any is taken without this)
    #[arg(long, value_name = "S", value_parser = c_octets::<15>)]
    pub(crate) system_id: Option<String>,
    /// Its password (any is taken without this)
    #[arg(long, value_name = "P", value_parser = Secret::<8>, allow_hyphen_values = true)]
    pub(crate) password: Option<String>,
    /// Milliseconds from submit_sm_resp to the final state and its receipt
    #[arg(long, value_name = "MS", default_value = "0", value_parser = millis)]
    pub(crate) receipt_delay: Duration,
    /// Share of messages refused with ESME_RSUBMITFAIL
    #[arg(long, value_name = "0.0-1.0", default_value_t = 0.0, value_parser = share)]
    pub(crate) reject: f64,
    /// Share of accepted messages that end as UNDELIVERABLE
    #[arg(long, value_name = "0.0-1.0", default_value_t = 0.0, value_parser = share)]
    pub(crate) undeliverable: f64,
    /// Messages a second over all sessions, and as many at once; those above get ESME_RTHROTTLED
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) throttle: Option<u32>,
    /// Messages to remember. The oldest final ones make room for new ones, first those whose receipts were taken; a new
    /// message waits up to a second for one of these. When none is final, the answer is ESME_RMSGQFUL
    #[arg(long, value_name = "N", default_value_t = 100_000, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) keep: u32,
    /// Octets of memory that the messages may take. Messages make room as for --keep; one that is larger than all of it
    /// gets ESME_RMSGQFUL. 70,000 are enough for any one message
    #[arg(long, value_name = "N", default_value_t = 268_435_456, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) keep_octets: u64,
    /// Refuse what most message centres tolerate: NULs behind the last field of any request. A receipt whose answer has such
    /// NULs is sent again
    #[arg(long)]
    pub(crate) strict: bool,
    /// Also connect to an ESME that listens here, and ask it to bind
    #[arg(long, value_name = "HOST:PORT", value_parser = there)]
    pub(crate) outbind: Option<String>,
    /// Milliseconds that a PDU may stay incomplete before the connection is closed
    #[arg(long, value_name = "MS", default_value = "10000", value_parser = millis)]
    pub(crate) pdu_timeout: Duration,
    /// Play this provider (generic, kannel, mensatek): see below
    #[arg(long, value_name = "P", value_parser = provider)]
    pub(crate) profile: Option<&'static Profile>,
    /// Start of the pseudo-random numbers behind --reject and --undeliverable: the n-th message has the same fate in each run
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Print a JSON object for each message accepted
    #[arg(long)]
    pub(crate) json: bool,
    /// Go on after the end of standard input
    #[arg(long)]
    pub(crate) forever: bool,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("not a number from 0.0 to 1.0".to_owned()),
    }
}

/// Milliseconds, up to a day.
fn millis(text: &str) -> Result<Duration, String> {
    match text.parse::<u32>() {
        Ok(millis) if millis <= 86_400_000 => Ok(Duration::from_millis(millis.into())),
        _ => Err("not a number of milliseconds from 0 to 86400000".to_owned()),
    }
}
