//! Two sessions face to face, and one session before a peer that does not keep the rules.

mod answers;
mod bad_input;
mod binding;
mod flood;
mod flow;
mod pacing;
mod pitfalls;
mod pressure;
mod timing;
mod unbinding;

use smpp_core::pdu::{DataSm, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::Config;
use smpp_core::{CommandId, CommandStatus, Duration};
use smpp_tests::pair::Pair;

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

/// No timer but the ones a test asks for.
fn quiet() -> Config {
    Config {
        session_init_timeout: None,
        enquire_link_interval: None,
        inactivity_timeout: None,
        pdu_timeout: None,
        owed_timeout: None,
        response_timeout: Duration::from_secs(1000),
        ..Config::default()
    }
}

fn transceivers(config: &Config) -> Pair<4> {
    Pair::bound(config, CommandId::BIND_TRANSCEIVER)
}
