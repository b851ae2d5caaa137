//! Handles the server's requests: receipts and messages.

use super::{Client, Esme};
use crate::args::Bind;
use crate::common::screen::shown;
use crate::common::warn;
use crate::common::{print, without_nuls};
use crate::receipts::Novelty;
use smpp_core::codes::{DataCoding, EsmClass};
use smpp_core::message::receipt::{Receipt, ReceiptKind};
use smpp_core::pdu::{DataSm, DataSmResp, DeliverSm, DeliverSmResp};
use smpp_core::profile::Profile;
use smpp_core::session::{Answers, Returned, Sent, Token, Undecoded};
use smpp_core::{COctetString, CommandId, CommandStatus, Instant, RawPdu, Tlvs};

/// The contents of a message.
struct Text<'m> {
    esm_class: EsmClass,
    data_coding: DataCoding,
    body: &'m [u8],
}

impl<'m> Text<'m> {
    /// From short_message, or from message_payload if there is none.
    fn new(
        esm_class: EsmClass,
        data_coding: DataCoding,
        short_message: Option<&'m [u8]>,
        tlvs: &Tlvs<'m>,
    ) -> Self {
        let payload = || tlvs.message_payload().ok().flatten();
        Self { esm_class, data_coding, body: short_message.or_else(payload).unwrap_or_default() }
    }
}

impl Client<'_> {
    /// Answers a request of the server and returns the length of the answer.
    pub(super) fn request(
        &mut self,
        session: &mut Esme<'_>,
        now: Instant,
        token: Token,
        pdu: &RawPdu<'_>,
        out: &mut [u8],
    ) -> usize {
        // Room to convert a receipt from UTF-16 to UTF-8: one and a half times the largest short_message.
        let mut scratch = [0; 384];
        // The version that both sides speak decides which state numbers are defined.
        let profile = Profile { version: session.version(), ..*self.profile() };
        let (pdu, nuls) = without_nuls(pdu);
        let answer = match pdu.command_id {
            // Octets after the last TLV are not a TLV.
            _ if pdu.tlvs().is_ok_and(|tlvs| !tlvs.trailing().is_empty()) => {
                warn(format_args!("{} with a truncated TLV: refused", pdu.command_id));
                session.refuse(now, token, CommandStatus::ESME_RINVTLVSTREAM, out)
            }
            CommandId::DELIVER_SM => match session.decode_or_refuse::<DeliverSm<'_>>(now, token, &pdu, out) {
                Ok((sm, token)) => {
                    let body = Some(sm.short_message).filter(|text| !text.is_empty());
                    let text = Text::new(sm.esm_class, sm.data_coding, body, &sm.tlvs);
                    let receipt = Receipt::from_deliver_sm(&sm, &profile, &mut scratch);
                    let status = self.message(now, &receipt, sm.source_addr, &text);
                    answer(session, now, token, status, &DeliverSmResp::default(), out)
                }
                Err(undecoded) => return octets_of(&undecoded),
            },
            CommandId::DATA_SM => match session.decode_or_refuse::<DataSm<'_>>(now, token, &pdu, out) {
                Ok((sm, token)) => {
                    let text = Text::new(sm.esm_class, sm.data_coding, None, &sm.tlvs);
                    let receipt = Receipt::from_data_sm(&sm, &profile, &mut scratch);
                    let status = self.message(now, &receipt, sm.source_addr, &text);
                    answer(session, now, token, status, &DataSmResp::default(), out)
                }
                Err(undecoded) => return octets_of(&undecoded),
            },
            _ => session.answer_default(now, token, out),
        };
        if nuls > 0 {
            self.report_nuls(pdu.command_id, nuls);
        }
        answer.map_or(0, |sent| sent.len)
    }

    pub(super) fn report_nuls(&mut self, command_id: CommandId, nuls: usize) {
        self.tails = self.tails.saturating_add(1);
        if self.tails == 1 {
            warn(format_args!("{command_id} with {nuls} NULs after its last field: ignored"));
        }
    }

    /// Handles a receipt or another message from the server. Returns the status to answer with.
    fn message(
        &mut self,
        now: Instant,
        receipt: &Receipt<'_>,
        from: COctetString<'_>,
        text: &Text<'_>,
    ) -> CommandStatus {
        // Only messages marked as receipts or notifications, with usable contents, are processed; the rest is
        // shown to the user.
        let marked = matches!(receipt.kind, ReceiptKind::Receipt | ReceiptKind::Intermediate);
        let readable = receipt.message_id().is_some() || receipt.state().is_some();
        let told = self.args.bind == Bind::Rx || !marked || !readable;
        if told
            && !self.args.json
            && let Err(error) = self.gauge.around(|| print(&format!("from {from}: {}\n", self.read(text))))
        {
            // It was not shown to anyone, so the server must keep it.
            self.fail(error.to_string());
            return CommandStatus::ESME_RX_T_APPN;
        }
        if marked {
            self.tell(|| describe(receipt, from));
        }
        self.received = self.received.saturating_add(1);
        let novelty = self.summary.receipts.received(now, receipt);
        if let (Some(err), Some(state), true) = (receipt.text.err, receipt.state(), novelty != Novelty::No) {
            self.summary.errors.count(err, state.value);
        }
        if self.args.bind == Bind::Rx || novelty == Novelty::Gain {
            self.progress = now;
        }
        CommandStatus::ESME_ROK
    }

    /// The text of a message, for the user.
    fn read(&self, text: &Text<'_>) -> String {
        let codings = self.profile().data_codings;
        match codings.chars(text.esm_class, text.data_coding, text.body) {
            Ok(Some(chars)) => shown(chars),
            Ok(None) | Err(_) => format!("{} octets with data_coding {}", text.body.len(), text.data_coding),
        }
    }

    fn profile(&self) -> &'static Profile {
        self.args.profile.unwrap_or(&Profile::GENERIC)
    }
}

/// A receipt or notification in one line.
fn describe(receipt: &Receipt<'_>, from: COctetString<'_>) -> String {
    let what = match receipt.kind {
        ReceiptKind::Intermediate => "notification",
        _ => "receipt",
    };
    let id =
        receipt.message_id().map_or_else(|| "no id".to_owned(), |id| format!("id {}", text_of(id.value)));
    let state = receipt.state().map_or_else(|| "no state".to_owned(), |state| state.value.to_string());
    let err = receipt.text.err.map_or_else(String::new, |err| format!(", err {}", text_of(err)));
    format!("{what} from {from}: {id}, {state}{err}")
}

/// Octets from the server, safe to show.
fn text_of(octets: &[u8]) -> String {
    shown(String::from_utf8_lossy(octets).chars())
}

/// Answers with `response`, or with a status that refuses the request.
fn answer<T>(
    session: &mut Esme<'_>,
    now: Instant,
    token: Token<T>,
    status: CommandStatus,
    response: &impl Answers<T>,
    out: &mut [u8],
) -> Result<Sent, Returned> {
    let sent = match status {
        CommandStatus::ESME_ROK => session.answer(now, token, status, response, out),
        status => session.refuse(now, token, status, out),
    };
    sent.map_err(Returned::untyped)
}

/// Length of the answer to a request that cannot be decoded.
fn octets_of(undecoded: &Undecoded) -> usize {
    undecoded.answer.as_ref().map_or(0, |sent| sent.len)
}
