//! `inspect pcap`: reads a capture, and shows the SMPP in it as both sessions see it.

mod conversation;
mod follow;
mod layers;
mod packets;
mod receipts;
mod requests;
mod stats;
mod stream;
mod summary;
mod text;
mod write;

use crate::output;
use crate::provider::provider;
use crate::screen::ascii_safe;
use crate::version::version;
use clap::Args;
use conversation::Knowledge;
use follow::Follower;
use layers::Contents;
use receipts::Receipts;
use smpp_core::Version;
use smpp_core::message::correlate::IdRule;
use smpp_core::profile::Profile;
use stats::{Commands, Lints, count};
use std::cell::RefCell;
use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::BuildHasher;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;
use stream::At;
use summary::{Packets, Whole};
use write::{Style, Writer};

#[derive(Args)]
pub(crate) struct Options {
    /// The capture, in pcap or pcapng; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Read only connections on this port, and take them for SMPP; may be repeated [default: connections whose first
    /// octets are a PDU]
    #[arg(long, value_name = "PORT")]
    port: Vec<u16>,
    /// Print only the summary
    #[arg(long)]
    summary: bool,
    /// Print JSON lines: an object for each PDU and event, and the summary at the end
    #[arg(long)]
    json: bool,
    /// With --json, also print fields and TLVs
    #[arg(long, requires = "json")]
    fields: bool,
    /// With --fields, show passwords instead of ***
    #[arg(long, requires = "fields")]
    show_passwords: bool,
    /// Seconds after which a response is late, or missing
    #[arg(long, value_name = "SECONDS", default_value = "10", value_parser = seconds)]
    timeout: Duration,
    /// Version to check against [default: the one in the bind, otherwise 3.4]
    #[arg(long, value_parser = version())]
    version: Option<Version>,
    /// Provider whose receipts and alphabets these are (generic, kannel, mensatek)
    #[arg(long, value_name = "P", value_parser = provider)]
    profile: Option<&'static Profile>,
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().ok().filter(|seconds| (0.0..=1e6).contains(seconds));
    seconds.map(Duration::from_secs_f64).ok_or_else(|| "expected seconds, at most 1000000".to_owned())
}

/// Shows a capture. Returns whether it was read to its end.
pub(crate) fn show(options: &Options) -> io::Result<bool> {
    let input: Box<dyn Read + Send> = if options.file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(&options.file).map_err(|error| named(&options.file, &error))?)
    };
    let style = match options {
        Options { summary: true, .. } => Style::Nothing,
        Options { json: true, fields, show_passwords, .. } => {
            Style::Json { fields: *fields, show_passwords: *show_passwords }
        }
        _ => Style::Lines,
    };
    let seed = RandomState::new().hash_one(0);
    let profile = options.profile.unwrap_or(&Profile::GENERIC);
    let ids = IdRule::Bases { submitted: profile.submit_ids, in_receipt: profile.receipt_ids };
    let knowledge = Knowledge {
        commands: Commands::new(),
        lints: Lints::new(),
        receipts: Receipts::new(profile.receipt_dialect(), ids, seed),
        codings: profile.data_codings,
        version: options.version,
        timeout: u64::try_from(options.timeout.as_nanos()).unwrap_or(u64::MAX),
        findings: Vec::new(),
    };
    let writer = Writer::new(io::stdout().lock(), style);
    let follower = RefCell::new(Follower::new(options.port.clone(), knowledge, writer, seed));
    let mut packets = Packets::default();
    let read = packets::each(
        input,
        |packet| {
            packets.number = packet.number;
            match layers::contents(packet) {
                Contents::Tcp(segment) => {
                    count(&mut packets.tcp);
                    let at = At { time: packet.time, packet: packet.number };
                    return follower.borrow_mut().take(at, &segment);
                }
                Contents::Fragment => count(&mut packets.fragments),
                Contents::Unreadable => count(&mut packets.unreadable),
                Contents::Other => {}
            }
            Ok(())
        },
        || follower.borrow_mut().shared.writer.flush(),
    );
    let mut follower = follower.into_inner();
    let whole = match read {
        Ok(octets) => {
            packets.octets = octets;
            true
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            output::warn(named(&options.file, &error));
            false
        }
        Err(error) => return Err(error),
    };
    if whole || packets.number > 0 {
        follower.finish()?;
        let shared = &mut follower.shared;
        let mut about = Whole {
            packets: &packets,
            rows: &mut shared.rows,
            connections: shared.number,
            total: &shared.total,
            lints: &shared.knowledge.lints,
            first: shared.first,
            last: shared.last,
        };
        let text = if options.json {
            format!("{}\n", ascii_safe(&summary::object(&mut about).to_string()))
        } else {
            summary::tables(&mut about, &mut shared.writer.clock)
        };
        shared.writer.put(&text)?;
        shared.writer.flush()?;
    }
    Ok(whole)
}

fn named(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}
