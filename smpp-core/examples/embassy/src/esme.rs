use crate::embedded::{drive, now};
use core::convert::Infallible;
use embassy_sync::blocking_mutex::raw::RawMutex;
use embassy_sync::channel::Channel;
use embassy_sync::signal::Signal;
use embedded_io_async::{Read, Write};
use smpp_core::codes::{MessageState, MessageType, RegisteredDelivery, SmscReceipt};
use smpp_core::link::{Link, Turn};
use smpp_core::message::reassemble::{InsertError, Inserted, Message, MessageSlot, Reassembler};
use smpp_core::message::receipt::ReceiptText;
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{CloseReason, Config, Disallowed, Esme, Event, Outcome, Session, Slot};
use smpp_core::{CommandId, CommandStatus, Duration, Instant};

/// The largest PDU that is accepted.
const MAX_PDU: usize = 512;

type Window = [Slot<u16>; 2];

/// What another task wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// Send this reading.
    Send(u16),
    /// Unbind.
    Unbind,
}

/// The queue of orders to the ESME. A reading whose outcome is unknown goes back into it.
pub struct Orders<M: RawMutex> {
    channel: Channel<M, Order, 4>,
    wake: Signal<M, ()>,
}

impl<M: RawMutex> Orders<M> {
    /// Creates an empty queue.
    pub const fn new() -> Self {
        Self { channel: Channel::new(), wake: Signal::new() }
    }

    /// Gives an order. Returns `false` if four others are waiting.
    pub fn give(&self, order: Order) -> bool {
        let is_taken = self.channel.try_send(order).is_ok();
        self.wake.signal(());
        is_taken
    }
}

impl<M: RawMutex> Default for Orders<M> {
    fn default() -> Self {
        Self::new()
    }
}

/// What has happened.
#[derive(Debug)]
pub enum Report<'a> {
    /// The message centre has accepted the bind.
    Bound,
    /// The message centre has refused the bind.
    BindRefused(CommandStatus),
    /// A reading was sent.
    Sent(u16),
    /// The message centre has accepted a reading under this id.
    Accepted(u16, &'a [u8]),
    /// The message centre has refused a reading.
    Refused(u16, CommandStatus),
    /// It is not known whether the message centre has accepted a reading. It is sent again: better twice than never.
    Unknown(u16),
    /// A receipt: the id of the message, and what became of it.
    Receipt(&'a [u8], MessageState),
    /// A short message.
    Short(&'a [u8]),
    /// A long message is complete.
    Long(&'a Message<'a>),
    /// A part of a long message was rejected.
    Dropped(InsertError),
    /// A deliver_sm that cannot be decoded.
    Malformed(CommandStatus),
    /// A PDU of this length is too large.
    TooLarge(u32),
    /// The message centre asks whether the link is alive.
    EnquireLink,
}

/// The link, and the messages that still lack parts. Put it into a static.
pub struct Memory {
    link: Option<Link<Window, [u8; MAX_PDU], [u8; MAX_PDU], Esme>>,
    messages: Reassembler<[MessageSlot<3, 480>; 1]>,
}

impl Memory {
    /// Creates an empty state.
    pub fn new() -> Self {
        let messages = Reassembler::new([MessageSlot::EMPTY], Duration::from_secs(60), 0x5EED);
        Self { link: None, messages }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self::new()
    }
}

/// One session, from its bind to its last octet. `tag` differs from that of the session before.
pub async fn session<M: RawMutex>(
    reader: impl Read,
    writer: impl Write,
    tag: u32,
    memory: &mut Memory,
    orders: &Orders<M>,
    report: impl FnMut(Report<'_>),
) -> CloseReason {
    let Memory { link, messages } = memory;
    let link = link.insert(new_link(now(), tag));
    let bind = BindTransceiver {
        system_id: "meter".into(),
        password: "secret".into(),
        ..BindTransceiver::default()
    };
    // There is room for the first PDU of a session.
    _ = link.at(now()).bind(&bind);
    let mut meter = Meter { messages, orders, report };
    let app = |event: Option<Event<'_, u16>>, turn: Turn<'_, Window, Esme>| -> Result<(), Infallible> {
        match event {
            Some(event) => meter.handle(event, turn),
            None => meter.obey(turn),
        }
        Ok(())
    };
    let Ok(()) = drive(link, reader, writer, &orders.wake, app).await;
    link.session().close_reason().unwrap_or(CloseReason::TransportClosed)
}

/// Not inlined, so that the link is built in its place.
#[inline(never)]
fn new_link(now: Instant, tag: u32) -> Link<Window, [u8; MAX_PDU], [u8; MAX_PDU], Esme> {
    let second = Duration::from_secs(1);
    let config = Config {
        max_pdu: MAX_PDU as u32,
        max_pending: 4,
        response_timeout: Duration::from_secs(3),
        session_init_timeout: Some(second),
        enquire_link_interval: Some(second),
        pdu_timeout: Some(Duration::from_secs(2)),
        drain_timeout: second,
        ..Config::default()
    };
    let session = Session::new(now, Esme, tag, &config, [Slot::EMPTY; 2]);
    Link::new(session, [0; MAX_PDU], [0; MAX_PDU])
}

struct Meter<'a, M: RawMutex, F> {
    messages: &'a mut Reassembler<[MessageSlot<3, 480>; 1]>,
    orders: &'a Orders<M>,
    report: F,
}

impl<M: RawMutex, F: FnMut(Report<'_>)> Meter<'_, M, F> {
    /// Takes orders as long as there is room for requests.
    fn obey(&mut self, mut turn: Turn<'_, Window, Esme>) {
        while turn.can_send()
            && let Ok(order) = self.orders.channel.try_receive()
        {
            match order {
                Order::Send(reading) => self.send(reading, &mut turn),
                Order::Unbind => _ = turn.unbind(),
            }
        }
    }

    fn send(&mut self, reading: u16, turn: &mut Turn<'_, Window, Esme>) {
        let mut text = *b"Reading 00000";
        let mut rest = reading;
        for digit in text.iter_mut().rev().take(5) {
            *digit |= (rest % 10) as u8;
            rest /= 10;
        }
        let submit_sm = SubmitSm {
            registered_delivery: RegisteredDelivery(0).with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE),
            short_message: &text,
            ..SubmitSm::default()
        };
        match turn.prepare(&submit_sm.with_source("15555550100").with_destination("15555550101")) {
            Ok(prepared) => {
                prepared.keep(reading);
                (self.report)(Report::Sent(reading));
            }
            Err(_) => self.unknown(reading),
        }
    }

    /// It is sent again, by the next session if this one ends.
    fn unknown(&mut self, reading: u16) {
        (self.report)(Report::Unknown(reading));
        self.orders.give(Order::Send(reading));
    }

    fn handle(&mut self, event: Event<'_, u16>, mut turn: Turn<'_, Window, Esme>) {
        match event {
            Event::Bound { .. } => (self.report)(Report::Bound),
            Event::BindRefused { pdu, .. } => {
                (self.report)(Report::BindRefused(pdu.command_status));
                turn.close();
            }
            Event::Request { token, pdu } if pdu.command_id == CommandId::DELIVER_SM => {
                match turn.decode_or_refuse::<DeliverSm<'_>>(token, &pdu) {
                    Ok((deliver_sm, token)) => {
                        self.delivered(turn.now(), &deliver_sm);
                        // An event comes only when there is room for its answer.
                        _ = turn.answer(token, CommandStatus::ESME_ROK, &DeliverSmResp::default());
                    }
                    Err(undecoded) => {
                        (self.report)(Report::Malformed(undecoded.error.command_status()));
                    }
                }
            }
            Event::Disallowed { token, cause: Disallowed::Oversized { command_length }, .. } => {
                (self.report)(Report::TooLarge(command_length));
                _ = turn.answer_default(token);
            }
            Event::Request { token, .. } | Event::Disallowed { token, .. } => _ = turn.answer_default(token),
            Event::EnquireLink { .. } => (self.report)(Report::EnquireLink),
            event => match event.into_outcome() {
                Ok((reading, Outcome::Answered { pdu, .. })) => {
                    // It is accepted, even if its id cannot be read.
                    let resp = pdu.decode::<SubmitSmResp<'_>>().unwrap_or_default();
                    (self.report)(Report::Accepted(reading, resp.message_id.as_bytes()));
                }
                Ok((reading, Outcome::Refused { status, .. })) => {
                    (self.report)(Report::Refused(reading, status));
                }
                Ok((reading, Outcome::Unknown)) => self.unknown(reading),
                Err(_) => {}
            },
        }
    }

    /// A receipt, a part of a long message, or a message.
    fn delivered(&mut self, now: Instant, deliver_sm: &DeliverSm<'_>) {
        if let Some((id, state)) = receipt(deliver_sm) {
            return (self.report)(Report::Receipt(id, state));
        }
        let Ok(Some(fragment)) = deliver_sm.fragment() else {
            return (self.report)(Report::Short(deliver_sm.short_message));
        };
        match self.messages.insert(now, &fragment) {
            Ok((Inserted::Complete(message), _)) => (self.report)(Report::Long(&message)),
            Ok(_) => {}
            Err(error) => (self.report)(Report::Dropped(error)),
        }
    }
}

/// The id and state of a receipt, from its TLVs or from its text in the form of Appendix B. `Receipt::from_deliver_sm`
/// reads other forms too, but takes much more flash: compare `dialects` and `esme` in `smpp_core::manual::microcontroller`.
fn receipt<'a>(deliver_sm: &DeliverSm<'a>) -> Option<(&'a [u8], MessageState)> {
    if deliver_sm.esm_class.message_type() != MessageType::SMSC_DELIVERY_RECEIPT {
        return None;
    }
    let (id, state) = (deliver_sm.tlvs.receipted_message_id(), deliver_sm.tlvs.message_state());
    if let (Ok(Some(id)), Ok(Some(state))) = (id, state) {
        return Some((id.as_bytes(), state));
    }
    let text = ReceiptText::parse_appendix_b(deliver_sm.short_message)?;
    let (id, stat) = text.id.zip(text.stat)?;
    let is = |state: &&MessageState| state.stat().is_some_and(|word| word.eq_ignore_ascii_case(stat));
    MessageState::NAMED.iter().find(is).map(|state| (id, *state))
}
