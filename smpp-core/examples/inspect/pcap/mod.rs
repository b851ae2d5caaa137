//! `inspect pcap`: reads a capture, and shows the SMPP in it as both sides see it.

mod batch;
mod conversation;
mod follow;
mod hash;
mod layers;
mod packets;
mod receipts;
mod requests;
mod sessions;
mod stats;
mod stream;
mod summary;
mod text;
mod write;

pub(crate) use conversation::may_show_password_as_text;

use crate::output;
use crate::provider::provider;
use crate::screen::ascii_safe;
use crate::version::version;
use crate::view::View;
use clap::Args;
use conversation::Knowledge;
use follow::{Checker, Follower, Shared};
use layers::Contents;
use receipts::Receipts;
use sessions::Sessions;
use smpp_core::Version;
use smpp_core::message::correlate::IdRule;
use smpp_core::profile::Profile;
use stats::{Commands, Lints, count};
use std::cell::RefCell;
use std::collections::hash_map::RandomState;
use std::fs::File;
use std::hash::BuildHasher;
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;
use stream::At;
use summary::{Packets, Whole};
use write::{Style, Writer};

#[derive(Args)]
pub(crate) struct Options {
    /// The capture, in pcap or pcapng; - reads standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Read only connections on this port, and treat them as SMPP; may be repeated [default: connections whose first
    /// octets are a PDU]
    #[arg(long, value_name = "PORT")]
    port: Vec<u16>,
    /// Print only the summary
    #[arg(long)]
    summary: bool,
    /// With --json, also print fields and TLVs
    #[arg(long)]
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

impl Options {
    /// Refuses options that would have no effect.
    pub(crate) fn check(&self, view: View) -> Result<(), &'static str> {
        if view.explain && view.json {
            Err("--explain is for people, and --json for programs")
        } else if self.fields && !view.json {
            Err("--fields needs --json")
        } else if self.summary && view.explain {
            Err("--summary shows no PDUs that --explain could explain")
        } else {
            Ok(())
        }
    }
}

/// Shows a capture. Returns whether it was read to its end.
pub(crate) fn show(options: &Options, view: View) -> io::Result<bool> {
    let input: Box<dyn Read + Send> = if options.file == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(&options.file).map_err(|error| named(&options.file, &error))?)
    };
    let profile = options.profile.unwrap_or(&Profile::GENERIC);
    let codings = profile.data_codings;
    let (fields, show_passwords) = (options.fields, options.show_passwords);
    let style = match view {
        _ if options.summary => Style::Nothing,
        View { json: true, .. } => Style::Json { fields, show_passwords },
        View { explain: true, .. } => Style::Explain { codings },
        View { .. } => Style::Lines,
    };
    let seed = RandomState::new().hash_one(0);
    let ids = IdRule::Bases { submitted: profile.submit_ids, in_receipt: profile.receipt_ids };
    let (outlet, inlet) = batch::pair();
    let checker = Checker {
        lints: Lints::new(),
        codings,
        version: options.version,
        dialect: profile.receipt_dialect(),
        findings: Vec::new(),
        number: 0,
    };
    let mut follower = Follower::new(options.port.clone(), checker, outlet, seed);
    let mut packets = Packets::default();
    thread::scope(|scope| {
        let timeout = u64::try_from(options.timeout.as_nanos()).unwrap_or(u64::MAX);
        let sessions = scope.spawn(move || {
            let receipts = Receipts::new(profile.receipt_dialect(), ids, seed);
            let knowledge = Knowledge { commands: Commands::new(), receipts, timeout };
            let sink: Box<dyn Write + Send> = match style {
                Style::Explain { .. } => Box::new(anstream::stdout()),
                _ => Box::new(io::stdout()),
            };
            let writer = Writer::new(sink, style);
            let mut sessions = Sessions::new(knowledge, writer, seed);
            inlet.each(|batch| sessions.take(batch))?;
            io::Result::Ok(sessions)
        });
        let read = read(input, &mut follower, &mut packets);
        let Follower { shared, .. } = follower;
        let Shared { number, checker, outlet, first, last } = shared;
        drop(outlet);
        let sessions = sessions.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        // An error of the writer comes first. It is the reason why the reader found that nobody takes its batches.
        let mut sessions: Sessions<_> = sessions?;
        let whole = match read {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::InvalidData => {
                output::warn(named(&options.file, &error));
                false
            }
            Err(error) => return Err(named(&options.file, &error)),
        };
        if whole || packets.number > 0 {
            let mut about = Whole {
                packets: &packets,
                rows: &mut sessions.rows,
                connections: number,
                total: &sessions.total,
                lints: &checker.lints,
                first,
                last,
            };
            let text = if view.json {
                format!("{}\n", ascii_safe(&summary::object(&mut about).to_string()))
            } else {
                summary::tables(&mut about, &mut sessions.writer.clock)
            };
            sessions.writer.put(&text)?;
            sessions.writer.flush()?;
        }
        Ok(whole)
    })
}

/// Reads the packets, and follows their connections to the end.
fn read(input: Box<dyn Read + Send>, follower: &mut Follower, packets: &mut Packets) -> io::Result<()> {
    let follower = RefCell::new(follower);
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
        || follower.borrow_mut().shared.outlet.pause(),
    );
    if let Ok(octets) = read {
        packets.octets = octets;
    }
    follower.into_inner().finish()?;
    read.map(|_| ())
}

fn named(file: &Path, error: &io::Error) -> io::Error {
    io::Error::new(error.kind(), format!("{}: {error}", file.display()))
}
