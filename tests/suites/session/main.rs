//! Two sessions with each other, and one session with a peer that breaks the rules.

mod answers;
mod bad_input;
mod binding;
mod blocking;
mod clocks;
mod closing;
mod crossing;
mod flood;
mod flow;
mod links;
mod outcomes;
mod pacing;
mod pitfalls;
mod pressure;
mod tails;
mod timing;
mod tokens;
mod unbinding;
mod vendor;
mod versions;
mod windows;

use smpp_core::pdu::{DataSm, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::Config;
use smpp_core::{CommandId, CommandStatus, Duration, Instant};
use smpp_tests::pair::{End, Pair, pdu_octets};

const OK: CommandStatus = CommandStatus::ESME_ROK;

fn submit_sm() -> SubmitSm<'static> {
    SubmitSm { short_message: b"Hello", ..SubmitSm::default() }
}

fn submit_sm_resp() -> SubmitSmResp<'static> {
    SubmitSmResp { message_id: "1".into(), ..SubmitSmResp::default() }
}

fn deliver_sm() -> DeliverSm<'static> {
    DeliverSm { short_message: b"Hello", ..DeliverSm::default() }
}

fn deliver_sm_resp() -> DeliverSmResp<'static> {
    DeliverSmResp::default()
}

fn data_sm() -> DataSm<'static> {
    DataSm::default()
}

/// Only the timers that a test asks for.
fn quiet() -> Config {
    Config {
        session_init_timeout: None,
        enquire_link_interval: None,
        inactivity_timeout: None,
        pdu_timeout: None,
        pending_timeout: None,
        response_timeout: Duration::from_secs(1000),
        ..Config::default()
    }
}

fn transceivers(config: &Config) -> Pair<4> {
    Pair::bound(config, CommandId::BIND_TRANSCEIVER)
}

/// The time at which [`esme`] and [`smsc`] are bound.
const START: u64 = 1000;

/// This many milliseconds after the bind.
fn at(millis: u64) -> Instant {
    Instant::from_millis(START + millis)
}

/// A bound client. The test writes the octets of its peer.
fn esme(config: &Config) -> End<4> {
    let mut end = transceivers(config).esme;
    end.outbox.clear();
    end
}

/// A bound message centre. The test writes the octets of its peer.
fn smsc(config: &Config) -> End<4> {
    let mut end = transceivers(config).smsc;
    end.outbox.clear();
    end
}

/// Only the timers of leaving: 7 s to drain, 5 s to respond.
fn leaving() -> Config {
    Config { drain_timeout: Duration::from_secs(7), response_timeout: Duration::from_secs(5), ..quiet() }
}

/// A PDU of the peer with any valid body.
fn pdu(command_id: CommandId, number: u32) -> Vec<u8> {
    pdu_octets(command_id, 0, number, if command_id.is_response() { b"\0" } else { &[0; 17] })
}

/// A PDU of the peer without a body.
fn bare(command_id: CommandId, number: u32) -> Vec<u8> {
    pdu_octets(command_id, 0, number, b"")
}
