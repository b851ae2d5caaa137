//! `esme STEP` and `smsc STEP`: one step of a session. The two sessions get their input from the file, or from each
//! other. What a session wants on the wire is printed and, with `link`, kept for the other end.

use super::arguments::{MOST_OCTETS, hex, number, octet, short, text, version, word};
use crate::output::Output;
use heapless::Vec;
use smpp_core::codes::InterfaceVersion;
use smpp_core::frame::Accumulator;
use smpp_core::pdu::{
    AlertNotification, BindReceiver, BindReceiverResp, BindTransceiver, BindTransceiverResp, BindTransmitter,
    BindTransmitterResp, DataSmResp, DeliverSm, DeliverSmResp, EnquireLink, GenericNack, Outbind, QuerySm,
    SubmitSm, SubmitSmResp, Unbind,
};
use smpp_core::session::{
    Config, Event, OnInactivity, Recv, Returned, Sent, Session, SessionError, Side, Slot, Token, Undecoded,
    WhenPendingFull, bind_info, table,
};
use smpp_core::{COctetString, CommandId, CommandStatus, Duration, Instant, RawPdu, Request, Response};

/// The window, the octets that a PDU may have, and the tokens that a script may hold.
const WINDOW: usize = 4;
const MAX_PDU: usize = 256;
const HELD: usize = 4;

type Link = Session<[Slot<u16>; WINDOW]>;

/// Both ends, and the time that they share.
pub struct Ends {
    esme: End,
    smsc: End,
    now: Instant,
}

struct End {
    session: Option<Link>,
    input: Accumulator<MAX_PDU>,
    held: Vec<Token, HELD>,
    value: u16,
    /// What goes to the other end, when the two are linked.
    wire: Vec<u8, MOST_OCTETS>,
}

impl End {
    const fn new() -> Self {
        Self { session: None, input: Accumulator::new(), held: Vec::new(), value: 0, wire: Vec::new() }
    }
}

impl Ends {
    pub const fn new() -> Self {
        Self { esme: End::new(), smsc: End::new(), now: Instant::ZERO }
    }

    /// One step of one end.
    pub fn step(&mut self, side: Side, arguments: &[u8], out: &mut Output) {
        let (step, rest) = word(arguments);
        if step == b"wait" {
            self.now = self.now + Duration::from_millis(number(rest) as u64);
        }
        let now = self.now;
        let (this, other) = match side {
            Side::Esme => (&mut self.esme, &mut self.smsc),
            Side::Smsc => (&mut self.smsc, &mut self.esme),
        };
        if step == b"open" {
            *this = End { session: Some(open(now, side, rest)), ..End::new() };
            return;
        }
        let End { session, input, held, value, wire } = this;
        let Some(link) = session.as_mut() else { return out.line("not open") };
        let mut buffer = [0; MAX_PDU];
        let written = match step {
            b"take" => match hex(rest) {
                Some(octets) => take(link, now, input, &octets, held, out),
                None => return out.line("not hexadecimal, or too long"),
            },
            b"hear" => {
                let octets = core::mem::take(&mut other.wire);
                take(link, now, input, &octets, held, out);
            }
            b"wait" => link.handle_timeout(now),
            b"unbind" => match link.unbind(now) {
                Ok(()) => {}
                Err(error) => out.show(error).end(),
            },
            b"closed" => link.transport_closed(now),
            b"state" => state(link, out),
            b"timeout" => link.set_response_timeout(Duration::from_millis(number(rest) as u64)),
            b"answer" => match held.pop() {
                Some(token) => put(answer(link, now, token, rest, &mut buffer, out), &buffer, wire, out),
                None => out.line("nothing to answer"),
            },
            b"track" => {
                *value = value.wrapping_add(1);
                let tracked = link.track(now, CommandId(u32::from(short(rest))));
                let tracked = tracked.map(|prepared| prepared.keep(*value).sequence_number);
                out.show(format_args!("{tracked:?}")).end();
            }
            b"notify" => put(notify(link, now, rest, &mut buffer, out), &buffer, wire, out),
            _ => {
                *value = value.wrapping_add(1);
                match request(link, now, step, rest, *value, &mut buffer) {
                    Some(Ok(sent)) => put(Some(sent), &buffer, wire, out),
                    Some(Err(error)) => out.show(error).end(),
                    None => out.line("no such step"),
                }
            }
        };
        let () = written;
        if let Some(link) = this.session.as_mut() {
            flush(link, now, &mut this.wire, out);
        }
    }
}

/// `VERSION MAX_PENDING refuse|block unbind|close`: short timers, so that a script sees all of them.
fn open(now: Instant, side: Side, arguments: &[u8]) -> Link {
    let (which, rest) = word(arguments);
    let (pending, rest) = word(rest);
    let (full, inactive) = word(rest);
    let config = Config {
        version: version(which),
        max_pending: u32::from(short(pending)),
        when_pending_full: if full == b"block" { WhenPendingFull::Block } else { WhenPendingFull::Refuse },
        on_inactivity: if inactive == b"close" { OnInactivity::Close } else { OnInactivity::Unbind },
        max_pdu: MAX_PDU as u32,
        omit_tlvs: true,
        response_timeout: Duration::from_secs(5),
        session_init_timeout: Some(Duration::from_secs(20)),
        enquire_link_interval: Some(Duration::from_secs(10)),
        inactivity_timeout: Some(Duration::from_secs(60)),
        pdu_timeout: Some(Duration::from_secs(3)),
        pending_timeout: Some(Duration::from_secs(8)),
        ..Config::default()
    };
    let tag = if side == Side::Esme { 1 } else { 2 };
    Session::new(now, side, tag, &config, [Slot::EMPTY; WINDOW])
}

/// Octets from the peer, as many at a time as there is room for.
fn take(
    link: &mut Link,
    now: Instant,
    input: &mut Accumulator<MAX_PDU>,
    octets: &[u8],
    held: &mut Vec<Token, HELD>,
    out: &mut Output,
) {
    let mut come = octets;
    loop {
        let taken = input.push(come);
        come = come.get(taken..).unwrap_or_default();
        let used = match link.recv(now, input.octets()) {
            Recv::Event { used, event } => {
                show(&event, out);
                hold(event, held, out);
                used
            }
            Recv::NeedMore { total } => {
                if !input.octets().is_empty() {
                    out.text("needs ").number(total).end();
                }
                if come.is_empty() {
                    return;
                }
                0
            }
            other => return out.show(format_args!("{other:?}")).end(),
        };
        input.consume(used);
    }
}

/// Keeps the token of an event.
fn hold(event: Event<'_, u16>, held: &mut Vec<Token, HELD>, out: &mut Output) {
    let token = match event {
        Event::Bind { token, pdu } => {
            match bind_info(&pdu) {
                Ok(bind) => {
                    out.show(format_args!("bind by {} {}", bind.system_id, bind.interface_version)).end()
                }
                Err(error) => out.show(error).end(),
            }
            token
        }
        Event::Request { token, .. } | Event::Disallowed { token, .. } => token,
        _ => return,
    };
    let about = (token.command_id(), token.sequence_number(), token.proposed());
    match held.push(token) {
        Ok(()) => out.show(format_args!("holds {about:?}")).end(),
        Err(_) => out.line("holds too many"),
    }
}

/// A request by its name.
fn request(
    link: &mut Link,
    now: Instant,
    name: &[u8],
    rest: &[u8],
    value: u16,
    buffer: &mut [u8],
) -> Option<Result<Sent, SessionError>> {
    let (first, rest) = word(rest);
    let (second, rest) = word(rest);
    let (system_id, password) = (COctetString::new(first), second.into());
    let (from, to) = (COctetString::new(first), COctetString::new(second));
    let interface_version = InterfaceVersion(octet(rest));
    fn go(
        link: &mut Link,
        now: Instant,
        pdu: &impl Request,
        value: u16,
        out: &mut [u8],
    ) -> Result<Sent, SessionError> {
        link.prepare(now, pdu, out).map(|prepared| prepared.keep(value))
    }
    Some(match name {
        b"trx" => {
            let bind =
                BindTransceiver { system_id, password, interface_version, ..BindTransceiver::default() };
            link.send(now, &bind, buffer)
        }
        b"tx" => {
            let bind =
                BindTransmitter { system_id, password, interface_version, ..BindTransmitter::default() };
            link.send(now, &bind, buffer)
        }
        b"rx" => {
            let bind = BindReceiver { system_id, password, interface_version, ..BindReceiver::default() };
            link.send(now, &bind, buffer)
        }
        b"submit" => {
            let pdu = SubmitSm {
                source_addr: from,
                destination_addr: to,
                short_message: rest,
                ..SubmitSm::default()
            };
            go(link, now, &pdu, value, buffer)
        }
        b"deliver" => {
            let pdu = DeliverSm {
                source_addr: from,
                destination_addr: to,
                short_message: rest,
                ..DeliverSm::default()
            };
            go(link, now, &pdu, value, buffer)
        }
        b"query" => {
            go(link, now, &QuerySm { message_id: from, source_addr: to, ..QuerySm::default() }, value, buffer)
        }
        b"enquire" => go(link, now, &EnquireLink::default(), value, buffer),
        b"unbind-now" => link.send(now, &Unbind::default(), buffer),
        b"raw" => {
            let id =
                hex(first).and_then(|id| id.first_chunk().map(|id| CommandId(u32::from_be_bytes(*id))))?;
            let body = hex(second)?;
            let pdu = RawPdu {
                command_id: id,
                command_status: CommandStatus::ESME_ROK,
                sequence_number: 0,
                body: &body,
            };
            go(link, now, &pdu, value, buffer)
        }
        _ => return None,
    })
}

/// `outbind SYSTEM_ID PASSWORD` or `alert SOURCE ESME`, which nobody answers.
fn notify(link: &mut Link, now: Instant, rest: &[u8], buffer: &mut [u8], out: &mut Output) -> Option<Sent> {
    let (name, rest) = word(rest);
    let (first, second) = word(rest);
    let done = match name {
        b"outbind" => {
            let pdu = Outbind { system_id: first.into(), password: second.into(), ..Outbind::default() };
            link.send(now, &pdu, buffer)
        }
        b"alert" => {
            let pdu = AlertNotification {
                source_addr: first.into(),
                esme_addr: second.into(),
                ..AlertNotification::default()
            };
            link.send(now, &pdu, buffer)
        }
        _ => {
            // enquire_link needs a value. Only as a RawPdu can it be sent without one.
            let (command_id, command_status) = (CommandId::ENQUIRE_LINK, CommandStatus::ESME_ROK);
            link.send(now, &RawPdu { command_id, command_status, sequence_number: 0, body: &[] }, buffer)
        }
    };
    match done {
        Ok(sent) => Some(sent),
        Err(error) => {
            out.show(format_args!("{error}; {error:?}")).end();
            None
        }
    }
}

/// `ok TEXT`, `default`, `refuse STATUS`, `nack STATUS`, `wrong`, `abandon`, or `decode HEX` (the body as a submit_sm).
fn answer(
    link: &mut Link,
    now: Instant,
    token: Token,
    rest: &[u8],
    buffer: &mut [u8],
    out: &mut Output,
) -> Option<Sent> {
    let (how, rest) = word(rest);
    let status = CommandStatus(u32::from(short(rest)));
    let done = match how {
        b"ok" => accept(link, now, token, text(rest).into(), buffer),
        b"default" => link.answer_default(now, token, buffer),
        b"refuse" => link.refuse(now, token, status, buffer),
        b"nack" => link.answer(now, token, status, &GenericNack::default(), buffer),
        b"wrong" => link.answer(now, token, status, &BindReceiverResp::default(), buffer),
        b"decode" => {
            let body = hex(rest).unwrap_or_default();
            let (command_id, sequence_number) = (token.command_id(), token.sequence_number());
            let pdu =
                RawPdu { command_id, command_status: CommandStatus::ESME_ROK, sequence_number, body: &body };
            match link.decode_or_refuse::<SubmitSm<'_>>(now, token, &pdu, buffer) {
                Ok((submit_sm, token)) => {
                    out.show(format_args!("{submit_sm:?}")).end();
                    let response = SubmitSmResp { message_id: "read".into(), ..Default::default() };
                    link.answer(now, token, CommandStatus::ESME_ROK, &response, buffer)
                        .map_err(Returned::untyped)
                }
                Err(Undecoded { error, answer }) => {
                    out.show(error).end();
                    answer
                }
            }
        }
        _ => {
            match link.abandon(token) {
                Ok(()) => out.line("abandoned"),
                Err(returned) => out.show(returned).end(),
            }
            return None;
        }
    };
    match done {
        Ok(sent) => Some(sent),
        Err(returned) => {
            out.show(format_args!("{returned}; {returned:?}")).end();
            None
        }
    }
}

/// The response that goes with the request.
fn accept(
    link: &mut Link,
    now: Instant,
    token: Token,
    id: COctetString<'_>,
    buffer: &mut [u8],
) -> Result<Sent, Returned> {
    fn go(
        link: &mut Link,
        now: Instant,
        token: Token,
        response: &impl Response,
        buffer: &mut [u8],
    ) -> Result<Sent, Returned> {
        link.answer(now, token, CommandStatus::ESME_ROK, response, buffer)
    }
    let version = [smpp_core::Tlv::sc_interface_version(link.version().interface_version())];
    let tlvs = (&version).into();
    match token.command_id() {
        CommandId::BIND_TRANSCEIVER => {
            go(link, now, token, &BindTransceiverResp { system_id: id, tlvs, ..Default::default() }, buffer)
        }
        CommandId::BIND_TRANSMITTER => {
            go(link, now, token, &BindTransmitterResp { system_id: id, tlvs, ..Default::default() }, buffer)
        }
        CommandId::BIND_RECEIVER => {
            go(link, now, token, &BindReceiverResp { system_id: id, tlvs, ..Default::default() }, buffer)
        }
        CommandId::SUBMIT_SM => {
            go(link, now, token, &SubmitSmResp { message_id: id, ..Default::default() }, buffer)
        }
        CommandId::DATA_SM => {
            go(link, now, token, &DataSmResp { message_id: id, ..Default::default() }, buffer)
        }
        _ => go(link, now, token, &DeliverSmResp::default(), buffer),
    }
}

/// Prints what was written, and keeps it for the other end.
fn put(sent: Option<Sent>, buffer: &[u8], wire: &mut Vec<u8, MOST_OCTETS>, out: &mut Output) {
    let Some(sent) = sent else { return };
    let octets = buffer.get(..sent.len).unwrap_or_default();
    out.text("writes ").hex(octets).show(format_args!(" {} {}", sent.sequence_number, sent.omitted)).end();
    keep(octets, wire);
}

fn keep(octets: &[u8], wire: &mut Vec<u8, MOST_OCTETS>) {
    for octet in octets {
        // If a script writes more than fits at once, the rest is cut off, and the other end shows that something is missing.
        let _ = wire.push(*octet);
    }
}

/// An event, and the fields that its `Debug` leaves out here.
fn show(event: &Event<'_, u16>, out: &mut Output) {
    out.show(format_args!("{event:?}"));
    match event {
        Event::Bind { token, pdu, .. } | Event::Request { token, pdu } => {
            out.show(format_args!(", {token:?}, {pdu:?}"));
        }
        Event::Disallowed { token, pdu, cause } => {
            out.show(format_args!(", {token:?}, {pdu:?}, {cause:?}"));
        }
        Event::Response { pdu, round_trip, pause, .. } | Event::LinkAlive { pdu, round_trip, pause } => {
            out.show(format_args!(", {pdu:?}, {round_trip:?}, {pause:?}"));
        }
        Event::Bound { pdu, pause, .. }
        | Event::BindRefused { pdu, pause }
        | Event::Nacked { pdu, pause, .. } => {
            out.show(format_args!(", {pdu:?}, {pause:?}"));
        }
        Event::Unmatched { pdu, issued } => {
            out.show(format_args!(", {pdu:?}, {issued}"));
        }
        Event::Failed { reason, .. } | Event::Closed { reason } => {
            out.show(format_args!(", {reason:?}"));
        }
        _ => {}
    }
    out.end();
}

/// Everything that the session has to say by itself, first to the peer, then to us.
fn flush(link: &mut Link, now: Instant, wire: &mut Vec<u8, MOST_OCTETS>, out: &mut Output) {
    let mut buffer = [0; 16];
    while let Some(len) = link.poll_transmit(now, &mut buffer) {
        let octets = buffer.get(..len).unwrap_or_default();
        out.text("sends ").hex(octets).end();
        keep(octets, wire);
    }
    while let Some(event) = link.poll_event() {
        show(&event, out);
    }
}

/// Everything that a session says about itself.
fn state(link: &Link, out: &mut Output) {
    let places = (link.in_flight(), link.window_free(), link.pending());
    out.show(format_args!("{:?} {} {} {places:?}", link.side(), link.state(), link.version())).end();
    let wants = (link.wants_close(), link.wants_transmit(), link.close_reason());
    let due = link.poll_timeout().map(Instant::as_millis);
    out.show(format_args!("{wants:?} {:?} due {due:?}", link.rules())).end();
    if let Some(reason) = link.close_reason() {
        out.show(reason).end();
    }
    let counters = link.counters();
    let trips = (counters.round_trip_min(), counters.round_trip_max(), counters.round_trip_mean());
    out.show(format_args!("{counters:?} {} {trips:?}", counters.round_trips())).end();
    out.number(core::mem::size_of_val(link))
        .text(" octets; ")
        .number(core::mem::size_of::<Slot<u16>>())
        .line(" a slot");
}

/// `table VERSION SIDE(esme|smsc) COMMAND_ID`: the state table's row for a command, state by state.
pub fn row(arguments: &[u8], out: &mut Output) {
    let (which, rest) = word(arguments);
    let (side, id) = word(rest);
    let side = if side == b"smsc" { Side::Smsc } else { Side::Esme };
    let Some(id) = hex(id).and_then(|id| id.first_chunk().map(|id| CommandId(u32::from_be_bytes(*id))))
    else {
        return out.line("not hexadecimal, or too short");
    };
    let version = version(which);
    for state in table::State::ALL {
        let sends = table::may_send(version, side, state, id);
        out.show(format_args!("{state} {sends} "));
        match table::accepts(version, side, state, id) {
            Ok(()) => out.text("Accepted ESME_ROK"),
            Err(cause) => out.show(format_args!("{cause:?} {}", cause.command_status())),
        };
        let nexts = (table::next(state, id, true), table::next(state, id, false));
        out.show(format_args!(" {nexts:?}"));
        out.show(format_args!(" {} {:?}", state.is_bound(), side.peer())).end();
    }
}
