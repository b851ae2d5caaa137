//! Command line arguments.

use crate::boundary::Cut;
use crate::common::fields::address;
use crate::common::octets::unhex;
use crate::common::{CaptureArgs, Secret, c_octets, connect_address, listen_address, parse, provider};
use crate::text;
use crate::version::version;
use clap::error::ErrorKind;
use clap::{CommandFactory, Parser, ValueEnum};
use smpp_core::codes::{Npi, Ton};
use smpp_core::message::correlate::ReceiptsFor;
use smpp_core::message::receipt::IdBase;
use smpp_core::profile::{Profile, SenderError};
use smpp_core::{Tag, Tlv, Version};
use std::time::Duration;

#[derive(Parser)]
#[command(
    name = "esme",
    allow_negative_numbers = true,
    about = "Sends a text through an SMPP server, and waits for each response and, on request, for each receipt",
    after_help = "The last line of the output is a summary. Its messages per second are counted from the first submit_sm to \
                  the last submit_sm_resp. A part that the server refuses temporarily (such as ESME_RTHROTTLED or \
                  ESME_RMSGQFUL) is sent again after a pause, and counts once. Receipts for one part extend the wait for the \
                  others at most twice: for a provisional end and for the final one.\n\nExit status: 0 if every submit_sm got \
                  ESME_ROK and, with --receipts, every message was ended by a PDU marked as a receipt (ACCEPTED and UNKNOWN \
                  count if nothing better comes within --timeout); 1 otherwise, including a sender that the profile does \
                  not allow, output that cannot be written, SIGINT and SIGTERM; 2 for wrong usage."
)]
pub(crate) struct Args {
    /// Server to connect to; smpp://HOST means port 2775
    #[arg(long, value_name = "HOST:PORT", value_parser = connect_address, required_unless_present = "outbind_listen")]
    pub(crate) connect: Option<String>,
    /// Instead of connecting, listen here for a server that sends outbind to ask for a bind. Port 0 picks a free port;
    /// standard error shows it as "esme: listening on HOST:PORT"
    #[arg(long, value_name = "HOST:PORT", value_parser = listen_address, conflicts_with = "connect")]
    pub(crate) outbind_listen: Option<String>,
    /// Account name, up to 15 octets
    #[arg(long, value_name = "S", value_parser = c_octets::<15>)]
    pub(crate) system_id: String,
    /// Account password, up to 8 octets
    #[arg(long, value_name = "P", value_parser = Secret::<8>("--password"), allow_hyphen_values = true)]
    pub(crate) password: String,
    /// Type of ESME, up to 12 octets; few servers need it
    #[arg(long, value_name = "T", default_value = "", value_parser = c_octets::<12>)]
    pub(crate) system_type: String,
    /// Direction of messages: both, sending only, or receiving only (esme then sends nothing and waits for
    /// --count messages)
    #[arg(long, value_enum, default_value = "trx")]
    pub(crate) bind: Bind,
    /// Highest protocol version to use [default: that of the profile, or 3.4]
    #[arg(long, value_parser = version())]
    pub(crate) version: Option<Version>,
    /// Apply the rules of a provider (generic, kannel, mensatek): senders, alphabets, base of ids, meaning of
    /// err
    #[arg(long, value_name = "P", value_parser = provider)]
    pub(crate) profile: Option<&'static Profile>,
    /// Sender, required unless --bind is rx: a number, with + if international, or up to 11 other ASCII characters (20
    /// with --from-ton)
    #[arg(long, value_name = "A", value_parser = address, allow_hyphen_values = true)]
    pub(crate) from: Option<String>,
    /// Destination, required unless --bind is rx: a number, with + if international, or, with --to-ton, up to 20 ASCII
    /// characters
    #[arg(long, value_name = "B", value_parser = address, allow_hyphen_values = true)]
    pub(crate) to: Option<String>,
    /// Text to send, required unless --bind is rx: in GSM 7-bit if possible, otherwise UCS2, in as many parts as needed.
    /// `-` reads it from standard input, without the last line break. If the text is empty and standard input is a
    /// terminal, esme asks for one
    #[arg(long, value_name = "T", allow_hyphen_values = true)]
    pub(crate) text: Option<String>,
    /// Add a TLV to each submit_sm: its tag by name or as 0xNNNN, and its value in hexadecimal. Can be repeated
    #[arg(long, value_name = "TAG=HEX", value_parser = tlv)]
    pub(crate) tlv: Vec<OwnedTlv>,
    #[command(flatten)]
    pub(crate) cut: Cut,
    /// How many times to send the text; with --bind rx, how many messages to wait for
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) count: u64,
    /// How many submit_sm may be in flight at a time
    #[arg(long, value_name = "W", default_value_t = 10, value_parser = clap::value_parser!(u16).range(1..=65_534))]
    pub(crate) window: u16,
    /// Maximum number of submit_sm per second
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000_000))]
    pub(crate) rate: Option<u32>,
    /// Request a receipt for each part, and wait until each message has ended
    #[arg(long)]
    pub(crate) receipts: bool,
    /// Also request intermediate notifications. They do not end a message; with --profile, the summary counts
    /// them by err
    #[arg(long)]
    pub(crate) intermediate: bool,
    /// For which parts of a long message the server sends receipts [default: as in the profile]
    #[arg(long, value_enum)]
    pub(crate) receipts_for: Option<ReceiptsForArg>,
    /// Match receipts by id and number: a receipt must come from the number that the message was sent to
    #[arg(long)]
    pub(crate) receipts_by_destination: bool,
    /// Base of the ids in submit_sm_resp [default: as in the profile]
    #[arg(long, value_enum, value_name = "BASE")]
    pub(crate) submit_ids: Option<Base>,
    /// Base of the ids in receipts [default: as in the profile]
    #[arg(long, value_enum, value_name = "BASE")]
    pub(crate) receipt_ids: Option<Base>,
    /// Fail unless receipts confirm that every message was delivered (implies --receipts)
    #[arg(long)]
    pub(crate) require_delivered: bool,
    /// Send enquire_link after this many seconds without a PDU from the server; 0 for never
    #[arg(long, value_name = "S", default_value = "30", value_parser = seconds)]
    pub(crate) enquire_link: Duration,
    /// Seconds to wait for each of: the connection, the bind, a response, a part that the server refuses
    /// temporarily, the next receipt that ends a part or message, and the end of the session
    #[arg(long, value_name = "S", default_value = "10", value_parser = seconds)]
    pub(crate) timeout: Duration,
    /// Connect again up to N times if the server cannot be reached, refuses the bind temporarily, does not answer, or
    /// ends the session. The pauses grow from 1 to 30 s. Parts without a response are not sent again: they may have arrived
    #[arg(long, value_name = "N", default_value_t = 0, conflicts_with = "outbind_listen")]
    pub(crate) retry: u32,
    /// Type of number of the sender, instead of the one derived from its form
    #[arg(long, value_name = "N")]
    pub(crate) from_ton: Option<u8>,
    /// Numbering plan of the sender
    #[arg(long, value_name = "N")]
    pub(crate) from_npi: Option<u8>,
    /// Type of number of the destination
    #[arg(long, value_name = "N")]
    pub(crate) to_ton: Option<u8>,
    /// Numbering plan of the destination
    #[arg(long, value_name = "N")]
    pub(crate) to_npi: Option<u8>,
    /// Print the id of each part, and each receipt, to standard error
    #[arg(long, short)]
    pub(crate) verbose: bool,
    /// Print each PDU to standard error, field by field with its octets
    #[arg(long)]
    pub(crate) trace: bool,
    #[command(flatten)]
    pub(crate) capture: CaptureArgs,
    /// Print only the summary, as a JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Bind {
    /// bind_transceiver
    Trx,
    /// bind_transmitter
    Tx,
    /// bind_receiver
    Rx,
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum ReceiptsForArg {
    /// One for each part
    Each,
    /// For the first part only
    First,
    /// For the last part only
    Last,
    /// One for the whole message, under the id of any part
    Any,
}

impl From<ReceiptsForArg> for ReceiptsFor {
    fn from(which: ReceiptsForArg) -> Self {
        match which {
            ReceiptsForArg::Each => Self::EachPart,
            ReceiptsForArg::First => Self::FirstPart,
            ReceiptsForArg::Last => Self::LastPart,
            ReceiptsForArg::Any => Self::AnyPart,
        }
    }
}

#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Base {
    Decimal,
    Hexadecimal,
    /// Not known: assumed to be the base of the other side, until at least two ids above FFFF have come in one base from
    /// one side and in the other base from the other (see IdRule::Bases). Until then, receipts with ids in another base do
    /// not count
    Either,
}

impl From<Base> for IdBase {
    fn from(base: Base) -> Self {
        match base {
            Base::Decimal => Self::Decimal,
            Base::Hexadecimal => Self::Hexadecimal,
            Base::Either => Self::Either,
        }
    }
}

impl Args {
    /// The arguments, when they make sense together; otherwise the program ends with status 2.
    pub(crate) fn read() -> Self {
        let mut args: Self = parse();
        if args.bind != Bind::Rx {
            for (missing, name) in [
                (args.from.is_none(), "--from"),
                (args.to.is_none(), "--to"),
                (args.text.is_none(), "--text"),
            ] {
                if missing {
                    wrong(ErrorKind::MissingRequiredArgument, &format!("{name} is needed to send"));
                }
            }
        }
        if !args.tlv.is_empty() && args.spoken_version() == Version::V33 {
            wrong(ErrorKind::ArgumentConflict, "--tlv: version 3.3 has no TLVs");
        }
        if args.bind == Bind::Tx && (args.wants_receipts() || args.intermediate) {
            wrong(ErrorKind::ArgumentConflict, "receipts cannot come to a transmitter: use --bind trx");
        }
        if args.outbind_listen.is_some() && args.spoken_version() == Version::V33 {
            wrong(ErrorKind::ArgumentConflict, "version 3.3 has no outbind");
        }
        let from = Address::new(args.from.as_ref(), args.from_ton, args.from_npi);
        if args.profile.is_none()
            && args.from_ton.is_none()
            && from.ton == Ton::ALPHANUMERIC
            && from.digits.len() > 11
        {
            wrong(
                ErrorKind::InvalidValue,
                "--from: a name has at most 11 characters; for anything else, use --from-ton",
            );
        }
        let to = Address::new(args.to.as_ref(), args.to_ton, args.to_npi);
        if args.to_ton.is_none() && to.ton == Ton::ALPHANUMERIC {
            wrong(
                ErrorKind::InvalidValue,
                "--to: a number has only digits, with + in front if international; for anything else, use --to-ton",
            );
        }
        if args.timeout.is_zero() {
            wrong(ErrorKind::InvalidValue, "--timeout must be more than 0");
        }
        if args.bind != Bind::Rx {
            let text = text::complete(args.text.take().unwrap_or_default());
            args.text = Some(text.unwrap_or_else(|error| wrong(ErrorKind::Io, &format!("--text: {error}"))));
        }
        args
    }

    pub(crate) fn spoken_version(&self) -> Version {
        self.version.unwrap_or_else(|| self.profile.map_or(Version::V34, |profile| profile.version))
    }

    /// The sender. If there is a profile, its rules apply.
    ///
    /// # Errors
    /// The provider does not accept the sender.
    pub(crate) fn sender(&self) -> Result<Address<'_>, SenderError> {
        let plain = Address::new(self.from.as_ref(), self.from_ton, self.from_npi);
        let (Some(profile), Some(from)) = (self.profile, &self.from) else { return Ok(plain) };
        let sender = profile.senders.check(from)?;
        Ok(Address {
            ton: self.from_ton.map_or(sender.ton, Ton),
            npi: self.from_npi.map_or(sender.npi, Npi),
            digits: from.strip_prefix('+').filter(|_| sender.ton != Ton::ALPHANUMERIC).unwrap_or(from),
        })
    }

    pub(crate) fn tlvs(&self) -> Vec<Tlv<'_>> {
        self.tlv.iter().map(|tlv| Tlv::raw(tlv.tag, &tlv.value)).collect()
    }

    pub(crate) const fn wants_receipts(&self) -> bool {
        self.receipts || self.require_delivered
    }
}

/// Ends the program with status 2 and a message.
pub(crate) fn wrong(kind: ErrorKind, message: &str) -> ! {
    Args::command().error(kind, message).exit()
}

/// An address. Its type of number and numbering plan follow from its spelling unless they are given.
pub(crate) struct Address<'a> {
    pub(crate) ton: Ton,
    pub(crate) npi: Npi,
    pub(crate) digits: &'a str,
}

impl<'a> Address<'a> {
    pub(crate) fn new(spelled: Option<&'a String>, ton: Option<u8>, npi: Option<u8>) -> Self {
        let spelled = spelled.map_or("", String::as_str);
        let is_number = |text: &str| text.bytes().all(|octet| octet.is_ascii_digit());
        let (own_ton, own_npi, digits) = match spelled.strip_prefix('+') {
            Some(digits) if is_number(digits) => (Ton::INTERNATIONAL, Npi::ISDN, digits),
            _ if is_number(spelled) => (Ton::UNKNOWN, Npi::ISDN, spelled),
            _ => (Ton::ALPHANUMERIC, Npi::UNKNOWN, spelled),
        };
        Self { ton: ton.map_or(own_ton, Ton), npi: npi.map_or(own_npi, Npi), digits }
    }
}

/// A TLV from the command line.
#[derive(Clone)]
pub(crate) struct OwnedTlv {
    tag: Tag,
    value: Vec<u8>,
}

/// TAG=HEX.
fn tlv(text: &str) -> Result<OwnedTlv, String> {
    let (tag, hex) = text.split_once('=').ok_or("expected TAG=HEX, such as 0x1403=01ff")?;
    let tag = tag.parse().map_err(|error| format!("{tag}: {error}"))?;
    let value = unhex(hex.as_bytes()).map_err(|_| "the value must be pairs of hexadecimal digits")?;
    if value.len() > usize::from(u16::MAX) {
        return Err("a value has at most 65535 octets".to_owned());
    }
    Ok(OwnedTlv { tag, value })
}

/// A number of seconds, with or without a fraction, up to a day.
fn seconds(text: &str) -> Result<Duration, String> {
    text.parse::<f64>()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|span| *span <= Duration::from_secs(86_400))
        .ok_or_else(|| "expected a number of seconds from 0 to 86400".to_owned())
}
