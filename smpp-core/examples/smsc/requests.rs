//! Answers requests.

use crate::common::octets::{hex, latin1};
use crate::common::screen::ascii_safe;
use crate::delivery::{Id, takes_message, unix_now};
use crate::index::Route;
use crate::life::Life;
use crate::message::{Address, Message};
use crate::shared::{Shared, Smsc};
use serde_json::{Value, json};
use smpp_core::codes::{
    EsmClass, MessageState, PriorityFlag, ProtocolId, RegisteredDelivery, ReplaceIfPresentFlag,
};
use smpp_core::lint::{self, Severity};
use smpp_core::message::udh::Udh;
use smpp_core::pdu::{
    self, BroadcastSm, BroadcastSmResp, CancelBroadcastSm, CancelBroadcastSmResp, CancelSm, CancelSmResp,
    DataSm, DataSmResp, DestAddress, QueryBroadcastSm, QueryBroadcastSmResp, QueryLastMsgs,
    QueryLastMsgsResp, QueryMsgDetails, QueryMsgDetailsResp, QuerySm, QuerySmResp, ReplaceSm, ReplaceSmResp,
    SubmitMulti, SubmitMultiResp, SubmitSm, SubmitSmResp, UnsuccessSme,
};
use smpp_core::profile::Profile;
use smpp_core::session::{Sent, Token};
use smpp_core::timestamp::{DateTime, Timestamp};
use smpp_core::{
    Body, COctetString, CommandId, CommandStatus, Duration, Encode, Instant, RawPdu, Response, Rules, Tag,
    Tlv, Tlvs, Version,
};
use std::sync::Arc;

type Answer<P> = Result<P, CommandStatus>;

/// How many destinations one step of a cancel_sm handles, and in how many messages a submit_sm looks for the one to
/// replace. The limit keeps the lock free for others.
const CANCELLED_AT_ONCE: usize = 500;

/// Maximum number of ids in a query_last_msgs_resp, and of octets of text in a query_msg_details_resp.
const MOST_IDS: usize = 100;
const MOST_DETAILS: usize = 160;

/// A request and everything needed to answer it.
pub(crate) struct Handler<'r, 'w> {
    pub(crate) session: &'r mut Smsc<'w>,
    pub(crate) now: Instant,
    pub(crate) shared: &'r mut Shared,
    pub(crate) account: &'r Arc<[u8]>,
    /// The number of the session.
    pub(crate) tag: u32,
    /// Ids that were assigned and whose responses are not on their way yet.
    pub(crate) accepted: &'r mut Vec<Id>,
    /// The provider to imitate.
    pub(crate) profile: Option<&'static Profile>,
    /// Lines to print; `None` if they are not wanted.
    pub(crate) lines: Option<&'r mut String>,
    /// Whether the request was started before and is to be continued.
    pub(crate) begun: bool,
    /// Counts messages that were accepted, ended or listed.
    pub(crate) work: &'r mut usize,
    pub(crate) out: &'r mut [u8],
}

impl Handler<'_, '_> {
    /// Writes the answer and returns its length.
    ///
    /// # Errors
    /// There is more to do for this request. Answer it again, with `begun` set, after others have had their turn.
    pub(crate) fn answer(mut self, token: Token, pdu: &RawPdu<'_>) -> Result<usize, Token> {
        // Refuses what a strict message centre refuses, with the status that gives the reason.
        let refusal = if self.is_plain(pdu) { None } else { refusal(pdu, self.session.version()) };
        if let Some(status) = refusal {
            return Ok(self.finish::<SubmitSmResp<'_>>(token, Err(status)));
        }
        let (mut id, mut date, mut refused, mut tlvs, mut ids) =
            (String::new(), [0; 16], Vec::new(), Vec::new(), Vec::new());
        Ok(match pdu.command_id {
            CommandId::SUBMIT_SM => {
                let answer = decode(pdu).and_then(|sm| self.submit_sm(&sm, &mut id));
                self.finish(
                    token,
                    answer.map(|()| SubmitSmResp { message_id: id.as_str().into(), ..Default::default() }),
                )
            }
            CommandId::DATA_SM => {
                let answer = decode(pdu).and_then(|sm| self.data_sm(&sm, &mut id));
                self.finish(
                    token,
                    answer.map(|()| DataSmResp { message_id: id.as_str().into(), ..Default::default() }),
                )
            }
            CommandId::SUBMIT_MULTI => {
                let answer = decode(pdu).and_then(|sm| self.submit_multi(&sm, &mut id, &mut refused));
                let unsuccess_sme = refused.as_slice().into();
                let resp = |()| SubmitMultiResp {
                    message_id: id.as_str().into(),
                    unsuccess_sme,
                    ..Default::default()
                };
                self.finish(token, answer.map(resp))
            }
            CommandId::QUERY_SM => {
                let answer = decode(pdu).and_then(|query| self.query_sm(&query, &mut date));
                self.finish(token, answer)
            }
            CommandId::CANCEL_SM => {
                let answer = decode(pdu).and_then(|cancel| self.cancel_sm(&cancel));
                if answer == Ok(Cancelled::Some) {
                    return Err(token);
                }
                self.finish(token, answer.map(|_| CancelSmResp::default()))
            }
            CommandId::REPLACE_SM => {
                let answer = decode(pdu).and_then(|replace| self.replace_sm(&replace));
                self.finish(token, answer.map(|()| ReplaceSmResp::default()))
            }
            CommandId::BROADCAST_SM => {
                let answer = decode(pdu).and_then(|sm| self.broadcast_sm(&sm, &mut id));
                let resp = |()| BroadcastSmResp { message_id: id.as_str().into(), ..Default::default() };
                self.finish(token, answer.map(resp))
            }
            CommandId::QUERY_BROADCAST_SM => {
                let query = decode::<QueryBroadcastSm<'_>>(pdu);
                let areas = query.and_then(|query| Ok((query, self.query_broadcast_sm(&query)?)));
                let answer = areas.as_ref().map_err(|status| *status).map(|(query, (state, areas))| {
                    tlvs.push(Tlv::message_state(*state));
                    let success = if *state == MessageState::DELIVERED { 100 } else { 0 };
                    for area in areas {
                        tlvs.push(Tlv::raw(Tag::BROADCAST_AREA_IDENTIFIER, area));
                        tlvs.push(Tlv::broadcast_area_success(success));
                    }
                    QueryBroadcastSmResp {
                        message_id: query.message_id,
                        tlvs: tlvs.as_slice().into(),
                        ..Default::default()
                    }
                });
                self.finish(token, answer)
            }
            CommandId::CANCEL_BROADCAST_SM => {
                let answer = decode(pdu).and_then(|cancel| self.cancel_broadcast_sm(&cancel));
                self.finish(token, answer.map(|()| CancelBroadcastSmResp::default()))
            }
            CommandId::QUERY_LAST_MSGS => {
                let answer = decode(pdu).map(|query| self.query_last_msgs(&query));
                let answer = answer.as_ref().map_err(|status| *status).map(|found| {
                    ids.extend(found.iter().map(|id| COctetString::from(id.as_str())));
                    QueryLastMsgsResp { message_id: ids.as_slice().into(), ..Default::default() }
                });
                self.finish(token, answer)
            }
            CommandId::QUERY_MSG_DETAILS => self.query_msg_details(token, pdu, &mut date),
            // This message centre has no parameters.
            CommandId::PARAM_RETRIEVE => {
                octets(self.session.refuse(self.now, token, CommandStatus::ESME_RINVPARAM, self.out))
            }
            _ => octets(self.session.answer_default(self.now, token, self.out)),
        })
    }

    /// Whether this is a submit_sm without anything that could be wrong, like most: the checks take longer than
    /// everything else. Encoding it again proves that its fields respect their bounds.
    fn is_plain(&self, pdu: &RawPdu<'_>) -> bool {
        let Ok(sm) = pdu.decode::<SubmitSm<'_>>() else { return false };
        let mut again = [0; 512];
        (sm.esm_class.0 == 0 || is_plain_part(&sm))
            && sm.protocol_id == ProtocolId::DEFAULT
            && sm.priority_flag == PriorityFlag::LEVEL_0
            && sm.replace_if_present_flag.0 == 0
            && sm.registered_delivery.0 <= 1
            && sm.tlvs.is_empty()
            && sm.encode(0, Rules::of(self.session.version()), &mut again).is_ok()
    }

    fn finish<P: Response>(&mut self, token: Token, answer: Answer<P>) -> usize {
        match answer {
            Ok(response) => reply(self.session, self.now, token, &response, self.out),
            Err(status) => {
                if takes_message(token.command_id()) {
                    let refused = &mut self.shared.totals.refused;
                    *refused = refused.saturating_add(1);
                }
                octets(self.session.refuse(self.now, token, status, self.out))
            }
        }
    }

    /// Accepts a message, unless a limit or its result prevents it.
    fn accept(
        &mut self,
        id: &mut String,
        fill: impl FnOnce(Message) -> Answer<Message>,
        command_id: CommandId,
    ) -> Answer<()> {
        let message = fill(Message::new(command_id, self.account, self.tag, self.profile))?;
        if let Some(profile) = self.profile {
            self.suits(profile, &message)?;
        }
        if self.shared.throttle.as_mut().is_some_and(|throttle| !throttle.take(self.now)) {
            return Err(CommandStatus::ESME_RTHROTTLED);
        }
        let fate = self.shared.results.next().ok_or(CommandStatus::ESME_RSUBMITFAIL)?;
        let line = self.lines.is_some().then(|| describe(&message));
        let message = match (self.profile, message.destinations.first()) {
            (Some(profile), Some(to)) if fate == MessageState::DELIVERED => {
                let life = Life::of(profile, to.text().as_bytes());
                Message { state: life.passing.state, fate: life.end.state, life, ..message }
            }
            _ => Message { fate, ..message },
        };
        *self.work = self.work.saturating_add(message.work());
        let number = self.shared.store.accept(message)?;
        self.accepted.push(number);
        self.shared.totals.messages = self.shared.totals.messages.saturating_add(1);
        *id = self.shared.store.spell(number);
        if let (Some(lines), Some(mut line)) = (&mut self.lines, line) {
            if let Some(fields) = line.as_object_mut() {
                fields.insert("message_id".to_owned(), json!(id));
            }
            lines.push_str(&ascii_safe(&line.to_string()));
            lines.push('\n');
        }
        Ok(())
    }

    /// Whether the provider accepts such a message. If there is no sender, the provider chooses one.
    fn suits(&self, profile: &Profile, message: &Message) -> Answer<()> {
        if !profile.accepted_data_codings.contains(&message.data_coding) {
            // Only 5.0 has a status for this.
            return Err(if self.session.version() >= Version::V50 {
                CommandStatus::ESME_RINVDCS
            } else {
                CommandStatus::ESME_RSUBMITFAIL
            });
        }
        let source = message.source.text();
        let good = source.as_str().is_some_and(|source| profile.senders.check(source).is_ok());
        if source.is_empty() || good { Ok(()) } else { Err(CommandStatus::ESME_RINVSRCADR) }
    }

    fn submit_sm(&mut self, sm: &SubmitSm<'_>, id: &mut String) -> Answer<()> {
        let now = self.now;
        let fill = |message| {
            Ok(Message {
                service_type: sm.service_type.as_bytes().into(),
                source: Address::new(sm.source()),
                destinations: vec![destination(sm.destination())?],
                esm_class: sm.esm_class,
                protocol_id: sm.protocol_id,
                priority_flag: sm.priority_flag,
                registered_delivery: sm.registered_delivery,
                data_coding: sm.data_coding,
                body: body(sm.short_message, &sm.tlvs),
                scheduled: moment(now, sm.schedule_delivery_time, CommandStatus::ESME_RINVSCHED)?,
                expires: moment(now, sm.validity_period, CommandStatus::ESME_RINVEXPIRY)?,
                ..message
            })
        };
        self.accept(id, fill, CommandId::SUBMIT_SM)?;
        // The parts of a long message do not replace each other.
        if sm.replace_if_present_flag == ReplaceIfPresentFlag::REPLACE
            && !sm.esm_class.udhi()
            && sm.tlvs.get(Tag::SAR_MSG_REF_NUM).is_none()
            && let Some(by) = self.accepted.last()
        {
            let route = Route {
                account: self.account,
                source: sm.source_addr.as_bytes(),
                destination: sm.destination_addr.as_bytes(),
                service_type: sm.service_type.as_bytes(),
            };
            self.shared.store.replace(&route, *by, CANCELLED_AT_ONCE);
        }
        Ok(())
    }

    fn data_sm(&mut self, sm: &DataSm<'_>, id: &mut String) -> Answer<()> {
        let now = self.now;
        let fill = |message| {
            let seconds = sm.tlvs.qos_time_to_live().map_err(|error| error.command_status())?;
            Ok(Message {
                service_type: sm.service_type.as_bytes().into(),
                source: Address::new(sm.source()),
                destinations: vec![destination(sm.destination())?],
                esm_class: sm.esm_class,
                registered_delivery: sm.registered_delivery,
                data_coding: sm.data_coding,
                body: body(&[], &sm.tlvs),
                expires: seconds.map(|seconds| now + Duration::from_secs(seconds.into())),
                ..message
            })
        };
        self.accept(id, fill, CommandId::DATA_SM)
    }

    /// Destinations without an address are refused individually. There are no distribution lists.
    fn submit_multi<'a>(
        &mut self,
        sm: &SubmitMulti<'a>,
        id: &mut String,
        refused: &mut Vec<UnsuccessSme<'a>>,
    ) -> Answer<()> {
        let now = self.now;
        let mut destinations = Vec::new();
        for entry in sm.dest_address {
            let address = entry.address().ok_or(CommandStatus::ESME_RINVDLNAME)?;
            match destination(address) {
                Ok(address) => destinations.push(address),
                Err(error_status_code) => {
                    let sme = UnsuccessSme { error_status_code, ..UnsuccessSme::default() };
                    refused.push(sme.with_destination(address));
                }
            }
        }
        if destinations.is_empty() {
            return Err(CommandStatus::ESME_RINVNUMDESTS);
        }
        let fill = |message| {
            Ok(Message {
                service_type: sm.service_type.as_bytes().into(),
                source: Address::new(sm.source()),
                destinations,
                esm_class: sm.esm_class,
                protocol_id: sm.protocol_id,
                priority_flag: sm.priority_flag,
                registered_delivery: sm.registered_delivery,
                data_coding: sm.data_coding,
                body: body(sm.short_message, &sm.tlvs),
                scheduled: moment(now, sm.schedule_delivery_time, CommandStatus::ESME_RINVSCHED)?,
                expires: moment(now, sm.validity_period, CommandStatus::ESME_RINVEXPIRY)?,
                ..message
            })
        };
        self.accept(id, fill, CommandId::SUBMIT_MULTI)
    }

    fn broadcast_sm(&mut self, sm: &BroadcastSm<'_>, id: &mut String) -> Answer<()> {
        let now = self.now;
        let areas = sm.tlvs.iter().filter(|tlv| tlv.tag() == Tag::BROADCAST_AREA_IDENTIFIER);
        let fill = |message| {
            Ok(Message {
                service_type: sm.service_type.as_bytes().into(),
                source: Address::new(sm.source()),
                priority_flag: sm.priority_flag,
                data_coding: sm.data_coding,
                body: body(&[], &sm.tlvs),
                areas: areas.map(|tlv| tlv.octets().into()).collect(),
                scheduled: moment(now, sm.schedule_delivery_time, CommandStatus::ESME_RINVSCHED)?,
                expires: moment(now, sm.validity_period, CommandStatus::ESME_RINVEXPIRY)?,
                ..message
            })
        };
        self.accept(id, fill, CommandId::BROADCAST_SM)
    }

    /// The message of this account with the id and sender in a request.
    fn find(
        &self,
        id: COctetString<'_>,
        source: COctetString<'_>,
        otherwise: CommandStatus,
    ) -> Answer<(Id, &Message)> {
        let found =
            self.shared.store.get(self.account, id.as_bytes()).ok_or(CommandStatus::ESME_RINVMSGID)?;
        if source.is_empty() || found.1.source.text() == source { Ok(found) } else { Err(otherwise) }
    }

    fn query_sm<'a>(&self, query: &QuerySm<'a>, date: &'a mut [u8; 16]) -> Answer<QuerySmResp<'a>> {
        let (_, message) = self.find(query.message_id, query.source_addr, CommandStatus::ESME_RQUERYFAIL)?;
        Ok(QuerySmResp {
            message_id: query.message_id,
            final_date: final_date(message, date),
            message_state: message.state,
            error_code: message.error_code(),
            ..Default::default()
        })
    }

    fn cancel_sm(&mut self, cancel: &CancelSm<'_>) -> Answer<Cancelled> {
        let failed = CommandStatus::ESME_RCANCELFAIL;
        if !cancel.message_id.is_empty() {
            let (id, message) = self.find(cancel.message_id, cancel.source_addr, failed)?;
            if message.state.is_final_by_standard() {
                return Err(failed);
            }
            self.shared.store.end(id, MessageState::DELETED);
            return Ok(Cancelled::All);
        }
        let route = Route {
            account: self.account,
            source: cancel.source_addr.as_bytes(),
            destination: cancel.destination_addr.as_bytes(),
            service_type: cancel.service_type.as_bytes(),
        };
        let ended = self.shared.store.cancel(&route, CANCELLED_AT_ONCE);
        *self.work = self.work.saturating_add(ended);
        match ended {
            0 if !self.begun => Err(failed),
            CANCELLED_AT_ONCE.. => Ok(Cancelled::Some),
            _ => Ok(Cancelled::All),
        }
    }

    fn replace_sm(&mut self, replace: &ReplaceSm<'_>) -> Answer<()> {
        let failed = CommandStatus::ESME_RREPLACEFAIL;
        let scheduled = moment(self.now, replace.schedule_delivery_time, CommandStatus::ESME_RINVSCHED)?;
        let expires = moment(self.now, replace.validity_period, CommandStatus::ESME_RINVEXPIRY)?;
        let (id, _) = self.find(replace.message_id, replace.source_addr, failed)?;
        let body = body(replace.short_message, &replace.tlvs);
        let message = self.shared.store.replace_body(id, body, failed)?;
        message.registered_delivery = RegisteredDelivery(replace.registered_delivery.0);
        // A time that is not given is unchanged.
        message.scheduled = scheduled.or(message.scheduled);
        message.expires = expires.or(message.expires);
        if message.released {
            self.shared.store.release(self.now, id);
        }
        Ok(())
    }

    fn query_broadcast_sm(&self, query: &QueryBroadcastSm<'_>) -> Answer<(MessageState, Vec<Box<[u8]>>)> {
        let (_, message) =
            self.find(query.message_id, query.source_addr, CommandStatus::ESME_RBCASTQUERYFAIL)?;
        Ok((message.state, message.areas.clone()))
    }

    fn cancel_broadcast_sm(&mut self, cancel: &CancelBroadcastSm<'_>) -> Answer<()> {
        let failed = CommandStatus::ESME_RBCASTCANCELFAIL;
        let (id, message) = self.find(cancel.message_id, cancel.source_addr, failed)?;
        if message.state.is_final_by_standard() || message.command_id != CommandId::BROADCAST_SM {
            return Err(failed);
        }
        self.shared.store.end(id, MessageState::DELETED);
        Ok(())
    }

    fn query_last_msgs(&mut self, query: &QueryLastMsgs<'_>) -> Vec<String> {
        let mine = self.shared.store.newest(self.account, query.source_addr.as_bytes());
        let wanted = usize::from(query.num_msgs).min(MOST_IDS);
        let ids: Vec<_> = mine.take(wanted).map(|id| self.shared.store.spell(id)).collect();
        *self.work = self.work.saturating_add(ids.len());
        ids
    }

    fn query_msg_details(&mut self, token: Token, pdu: &RawPdu<'_>, date: &mut [u8; 16]) -> usize {
        let query = match decode::<QueryMsgDetails<'_>>(pdu) {
            Ok(query) => query,
            Err(status) => return octets(self.session.refuse(self.now, token, status, self.out)),
        };
        // Not in `find`, so that the session can be used while the message is borrowed.
        let found = self.shared.store.get(self.account, query.message_id.as_bytes());
        let Some((_, message)) = found.filter(|(_, message)| message.source.text() == query.source_addr)
        else {
            return octets(self.session.refuse(self.now, token, CommandStatus::ESME_RINVMSGID, self.out));
        };
        let destinations: Vec<DestAddress<'_>> =
            message.destinations.iter().map(|address| address.borrowed().into()).collect();
        let wanted = usize::from(query.sm_length).min(MOST_DETAILS).min(message.body.len());
        let resp = QueryMsgDetailsResp {
            service_type: COctetString::new(&message.service_type),
            dest_address: destinations.as_slice().into(),
            protocol_id: message.protocol_id,
            priority_flag: message.priority_flag,
            registered_delivery: message.registered_delivery,
            data_coding: message.data_coding,
            short_message: message.body.get(..wanted).unwrap_or_default(),
            message_id: query.message_id,
            final_date: final_date(message, date),
            message_state: message.state,
            error_code: message.error_code(),
            ..Default::default()
        }
        .with_source(message.source.borrowed());
        reply(self.session, self.now, token, &resp, self.out)
    }
}

/// The result of a cancel_sm.
#[derive(PartialEq, Eq)]
enum Cancelled {
    /// All matching messages were cancelled.
    All,
    /// As many as possible at once were cancelled.
    Some,
}

/// The status of the first error, as a strict message centre sees it.
pub(crate) fn refusal(pdu: &RawPdu<'_>, version: Version) -> Option<CommandStatus> {
    let mut refusal = None;
    // Names and passwords longer than the standard allows are common, and so are longer texts in 3.3.
    let bind = matches!(
        pdu.command_id,
        CommandId::BIND_TRANSMITTER | CommandId::BIND_RECEIVER | CommandId::BIND_TRANSCEIVER
    );
    let strict = version >= Version::V34 && !bind;
    lint::check(pdu, version, |finding| {
        // The session tolerates a TLV of the wrong length; the standard refuses the message.
        let wrong = finding.lint.severity == Severity::Error
            || finding.status == CommandStatus::ESME_RINVTLVLEN
            || (strict && finding.lint.id == "field_too_long");
        if wrong && !finding.status.is_ok() {
            refusal.get_or_insert(finding.status);
        }
    });
    refusal
}

/// Whether a valid UDH numbers the part, in an alphabet that allows one.
fn is_plain_part(sm: &SubmitSm<'_>) -> bool {
    let Ok((header, _)) = Udh::split(sm.short_message) else { return false };
    let numbered = header.concatenation().is_some_and(|part| part.is_valid());
    sm.esm_class == EsmClass::default().with_udhi(true)
        && matches!(sm.data_coding.0, 0 | 8)
        && numbered
        && header.check().is_ok()
}

/// Answers with ESME_ROK. If the answer cannot be written, the request is refused, so that every request is
/// answered.
fn reply<P: Response>(
    session: &mut Smsc<'_>,
    now: Instant,
    token: Token,
    response: &P,
    out: &mut [u8],
) -> usize {
    match session.answer(now, token, CommandStatus::ESME_ROK, response, out) {
        Ok(sent) => sent.len,
        Err(returned) => octets(session.refuse(now, returned.token, CommandStatus::ESME_RSYSERR, out)),
    }
}

fn octets<T>(sent: Result<Sent, T>) -> usize {
    sent.map_or(0, |sent| sent.len)
}

fn decode<'a, T: Body<'a>>(pdu: &RawPdu<'a>) -> Answer<T> {
    pdu.decode().map_err(|error| error.command_status())
}

/// The octets of the message, from short_message or message_payload.
fn body(short_message: &[u8], tlvs: &Tlvs<'_>) -> Box<[u8]> {
    match tlvs.message_payload() {
        Ok(Some(payload)) if short_message.is_empty() => payload.into(),
        _ => short_message.into(),
    }
}

fn destination(address: pdu::Address<'_>) -> Answer<Address> {
    if address.addr.is_empty() { Err(CommandStatus::ESME_RINVDSTADR) } else { Ok(Address::new(address)) }
}

/// Converts a time in a request to the local clock.
fn moment(now: Instant, field: COctetString<'_>, bad: CommandStatus) -> Answer<Option<Instant>> {
    let Some(time) = Timestamp::from_field(field).map_err(|_| bad)? else { return Ok(None) };
    let here = unix_now();
    let seconds = time.unix_seconds(here).ok_or(bad)?.saturating_sub(here);
    Ok(Some(now + Duration::from_secs(u64::try_from(seconds).unwrap_or(0))))
}

fn final_date<'d>(message: &Message, date: &'d mut [u8; 16]) -> COctetString<'d> {
    let done = message.done.and_then(DateTime::from_unix_seconds);
    match done.and_then(|done| Timestamp::Absolute(done).encode()) {
        Some(encoded) => {
            *date = encoded;
            COctetString::new(date)
        }
        None => COctetString::EMPTY,
    }
}

/// A message as a JSON object, without its id.
fn describe(message: &Message) -> Value {
    let mut to: Vec<Value> =
        message.destinations.iter().map(|to| json!(latin1(to.text().as_bytes()))).collect();
    let single = message.command_id != CommandId::SUBMIT_MULTI;
    json!({
        "message_id": null,
        "command": message.command_id.name(),
        "system_id": latin1(&message.account),
        "source_addr": latin1(message.source.text().as_bytes()),
        "destination_addr": if single { to.pop().unwrap_or_default() } else { Value::Array(to) },
        "esm_class": message.esm_class.0,
        "data_coding": message.data_coding.0,
        "registered_delivery": message.registered_delivery.0,
        "text": message.text(),
        "body": hex(&message.body),
    })
}
