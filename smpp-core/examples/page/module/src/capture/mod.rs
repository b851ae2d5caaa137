//! A capture as JSON: its PDUs and events in order, and a summary. Reads packets, connections and sessions with the files
//! of `inspect pcap`.

#[path = "../../../../inspect/pcap/conversation.rs"]
#[allow(dead_code, reason = "the page knows the addresses from the summary")]
mod conversation;
#[path = "../../../../inspect/pcap/follow.rs"]
mod follow;
#[path = "../../../../inspect/pcap/layers.rs"]
mod layers;
#[path = "../../../../inspect/pcap/packets.rs"]
mod packets;
#[path = "../../../../inspect/pcap/receipts.rs"]
mod receipts;
#[path = "../../../../inspect/pcap/requests.rs"]
mod requests;
#[path = "../../../../inspect/pcap/stats.rs"]
mod stats;
#[path = "../../../../inspect/pcap/stream.rs"]
mod stream;
#[path = "../../../../inspect/pcap/summary.rs"]
#[allow(dead_code, reason = "the page paints its own table")]
mod summary;
#[path = "../../../../inspect/pcap/text.rs"]
#[allow(dead_code, reason = "JSON needs no columns")]
mod text;
mod write;

use conversation::Knowledge;
use follow::Follower;
use layers::Contents;
use receipts::Receipts;
use serde_json::{Value, json};
use smpp_core::profile::Profile;
use stats::{Commands, Lints, count};
use std::cell::RefCell;
use std::io::{self, Read};
use stream::At;
use summary::{Packets, Whole};
use write::Writer;

/// Nanoseconds after which a response is late, or missing.
const TIMEOUT: u64 = 10_000_000_000;
/// For the hashes. An attacker who knows it can only make their own page slow.
const SEED: u64 = 0x5EED;

/// Reads a capture to its end. If it is damaged, the answer has what is before that, and an error.
pub(crate) fn read(input: impl Read + Send, profile: &Profile) -> Value {
    let knowledge = Knowledge {
        commands: Commands::new(),
        lints: Lints::new(),
        receipts: Receipts::new(profile.receipt_dialect(), profile.id_rule(), SEED),
        codings: profile.data_codings,
        version: None,
        timeout: TIMEOUT,
        findings: Vec::new(),
    };
    let writer = Writer::new(io::sink());
    let follower = RefCell::new(Follower::new(Vec::new(), knowledge, writer, SEED));
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
        || Ok(()),
    );
    let mut follower = follower.into_inner();
    let error = match read {
        Ok(octets) => {
            packets.octets = octets;
            None
        }
        Err(error) => Some(error.to_string()),
    };
    // The writer cannot fail.
    let _ = follower.finish();
    let shared = &mut follower.shared;
    let entries = shared.writer.take();
    let about = summary::object(&mut Whole {
        packets: &packets,
        rows: &mut shared.rows,
        connections: shared.number,
        total: &shared.total,
        lints: &shared.knowledge.lints,
        first: shared.first,
        last: shared.last,
    });
    let summary = about.get("summary");
    json!({ "entries": entries, "omitted": shared.writer.omitted, "summary": summary, "error": error })
}
