//! A capture as JSON: its PDUs and events in order, and a summary. Reads packets, connections and sessions with the files
//! of `inspect pcap`.

#[path = "../../../../inspect/pcap/batch.rs"]
#[allow(dead_code, reason = "the page has one thread")]
mod batch;
#[path = "../../../../inspect/pcap/conversation.rs"]
#[allow(dead_code, reason = "the page knows the addresses from the summary")]
mod conversation;
#[path = "../../../../inspect/pcap/follow.rs"]
mod follow;
#[path = "../../../../inspect/pcap/hash.rs"]
mod hash;
#[path = "../../../../inspect/pcap/layers.rs"]
mod layers;
#[path = "../../../../inspect/pcap/packets.rs"]
mod packets;
#[path = "../../../../inspect/pcap/receipts.rs"]
mod receipts;
#[path = "../../../../inspect/pcap/requests.rs"]
mod requests;
#[path = "../../../../inspect/pcap/sessions.rs"]
mod sessions;
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

use batch::{Batch, Outlet};
use conversation::Knowledge;
use follow::{Checker, Follower};
use layers::Contents;
use receipts::Receipts;
use serde_json::{Value, json};
use sessions::Sessions;
use smpp_core::profile::Profile;
use stats::{Commands, Lints, count};
use std::cell::RefCell;
use std::io::{self, Read};
use std::rc::Rc;
use stream::At;
use summary::{Packets, Whole};
use write::Writer;

/// Nanoseconds after which a response is late, or missing.
const TIMEOUT: u64 = 10_000_000_000;
/// For the hashes. A capture made with knowledge of it can only make the page slow.
const SEED: u64 = 0x5EED;

/// Reads a capture to its end. If it is damaged, the answer has what is before that, and an error.
pub(crate) fn read(input: impl Read + Send, profile: &Profile) -> Value {
    let receipts = Receipts::new(profile.receipt_dialect(), profile.id_rule(), SEED);
    let knowledge = Knowledge { commands: Commands::new(), receipts, timeout: TIMEOUT };
    let sessions = Rc::new(RefCell::new(Sessions::new(knowledge, Writer::new(io::sink()), SEED)));
    let pass = {
        let sessions = Rc::clone(&sessions);
        move |batch: &mut Batch| {
            sessions.borrow_mut().take(batch)?;
            batch.clear();
            Ok(())
        }
    };
    let checker = Checker {
        lints: Lints::new(),
        codings: profile.data_codings,
        version: None,
        dialect: profile.receipt_dialect(),
        findings: Vec::new(),
        number: 0,
    };
    let follower = RefCell::new(Follower::new(Vec::new(), checker, Outlet::new(pass), SEED));
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
    let sessions = &mut *sessions.borrow_mut();
    let entries = sessions.writer.take();
    let about = summary::object(&mut Whole {
        packets: &packets,
        rows: &mut sessions.rows,
        connections: follower.shared.number,
        total: &sessions.total,
        lints: &follower.shared.checker.lints,
        first: follower.shared.first,
        last: follower.shared.last,
    });
    let summary = about.get("summary");
    json!({ "entries": entries, "omitted": sessions.writer.omitted, "summary": summary, "error": error })
}
