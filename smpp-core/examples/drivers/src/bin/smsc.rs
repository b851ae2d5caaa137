//! A message centre on threads. It accepts every system_id with the one password, prints the texts that it gets,
//! and sends the receipts that are asked for: `cargo run --bin smsc -- 127.0.0.1:2775 secret`.

use smpp_core::codes::{EsmClass, RetryClass, SmscReceipt};
use smpp_core::link::{Link, Turn};
use smpp_core::message::reassemble::{Inserted, MessageSlot, Reassembler};
use smpp_core::message::receipt::{NewReceipt, ReceiptFormat};
use smpp_core::message::text::DataCodings;
use smpp_core::pdu::{DeliverSm, SubmitSm, SubmitSmResp};
use smpp_core::session::{Config, Event, Outcome, Session, Side, Slot, State, Token, bind_info};
use smpp_core::timestamp::DateTime;
use smpp_core::{CommandId, CommandStatus, Duration, Encode, Instant, RawPdu, Rules, Tlv, Version};
use smpp_drivers::threads::drive;
use std::collections::VecDeque;
use std::hash::{BuildHasher, RandomState};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::{thread, time};

type Error = Box<dyn std::error::Error + Send + Sync>;

/// The receipt in each slot is the octets of a deliver_sm.
type Window = [Slot<Vec<u8>>; 10];

/// How long to wait before sending a receipt again that the client did not take.
const AGAIN: Duration = Duration::from_secs(2);

/// What all sessions share.
struct Centre {
    password: String,
    last_id: AtomicU64,
}

/// A session.
struct Client {
    centre: Arc<Centre>,
    /// Its account, once it is bound.
    name: String,
    /// Long messages that are not complete.
    messages: Reassembler<Vec<MessageSlot<16, 2560>>>,
    /// Receipts to send in this session. A real message centre has them in one place for all sessions of the account.
    receipts: VecDeque<Vec<u8>>,
    /// When to send them.
    due: Instant,
}

impl Client {
    fn on(&mut self, event: Option<Event<'_, Vec<u8>>>, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        match event {
            Some(Event::Bind { token, pdu }) => self.bind(token, &pdu, turn)?,
            Some(Event::Request { token, pdu }) if pdu.command_id == CommandId::SUBMIT_SM => {
                self.submit(token, &pdu, turn)?;
            }
            Some(Event::Request { token, .. } | Event::Disallowed { token, .. }) => turn.answer_default(token)?,
            Some(Event::Closed { reason }) => println!("{}: {reason}", self.name),
            Some(event) => match event.into_outcome() {
                Ok((_, Outcome::Refused { status, .. })) if status.retry_class() == RetryClass::Permanent => {
                    eprintln!("{}: a receipt was refused with {status}", self.name);
                }
                // It may have arrived all the same. The client recognizes a repeated receipt by the id in it.
                Ok((receipt, Outcome::Refused { .. } | Outcome::Unknown)) => {
                    self.receipts.push_front(receipt);
                    self.due = turn.now() + AGAIN;
                }
                Ok((_, Outcome::Answered { .. })) | Err(_) => {}
            },
            None => self.send(turn)?,
        }
        Ok(())
    }

    fn bind(&mut self, token: Token, pdu: &RawPdu<'_>, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        let bind = bind_info(pdu)?;
        if !bind.password.matches(self.centre.password.as_bytes()) {
            // The session is still open: the client may try again.
            return Ok(turn.refuse(token, CommandStatus::ESME_RINVPASWD)?);
        }
        self.name = bind.system_id.to_string();
        let version = Tlv::sc_interface_version(Version::V34.interface_version());
        Ok(turn.accept_bind(token, "SMSC", &[version])?)
    }

    fn submit(&mut self, token: Token, pdu: &RawPdu<'_>, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        let (submit_sm, token) = match turn.decode_or_refuse::<SubmitSm<'_>>(token, pdu) {
            Ok(decoded) => decoded,
            Err(undecoded) => return Ok(undecoded.answer.map(drop)?),
        };
        // A real message centre stores the message before it answers: the client then forgets it.
        match self.text(turn.now(), &submit_sm) {
            Ok(Some(text)) => println!("{} to {}: {text}", self.name, submit_sm.destination_addr),
            Ok(None) => {}
            Err(error) => {
                eprintln!("{}: {error}", self.name);
                return Ok(turn.refuse(token, CommandStatus::ESME_RSUBMITFAIL)?);
            }
        }
        let id = self.centre.last_id.fetch_add(1, Ordering::Relaxed).to_string();
        let response = SubmitSmResp { message_id: id.as_str().into(), ..SubmitSmResp::default() };
        turn.answer(token, CommandStatus::ESME_ROK, &response)?;
        let asked = submit_sm.registered_delivery.smsc_receipt();
        if matches!(asked, SmscReceipt::SUCCESS_OR_FAILURE | SmscReceipt::SUCCESS) {
            self.receipts.push_back(receipt(&submit_sm, &id)?);
        }
        Ok(())
    }

    /// The text of a message, once it is complete.
    fn text(&mut self, now: Instant, submit_sm: &SubmitSm<'_>) -> Result<Option<String>, Error> {
        let codings = DataCodings::default();
        let Some(fragment) = submit_sm.fragment()? else {
            let SubmitSm { esm_class, data_coding, .. } = *submit_sm;
            return Ok(codings.chars(esm_class, data_coding, submit_sm.user_data())?.map(Iterator::collect));
        };
        let (inserted, dropped) = self.messages.insert(now, &fragment)?;
        if let Some(incomplete) = dropped {
            eprintln!("{}: {incomplete:?}", self.name);
        }
        let Inserted::Complete(message) = inserted else { return Ok(None) };
        Ok(message.chars(|coding| codings.charset(coding.into())).map(Iterator::collect))
    }

    /// Sends the receipts that are due, to a session that may receive them.
    fn send(&mut self, mut turn: Turn<'_, Window>) -> Result<(), Error> {
        if turn.now() < self.due {
            turn.wake_at(self.due);
            return Ok(());
        }
        let state = turn.session().state();
        while matches!(state, State::BoundRx | State::BoundTrx)
            && turn.can_send()
            && let Some(receipt) = self.receipts.pop_front()
        {
            let deliver_sm: DeliverSm<'_> = RawPdu::parse(&receipt)?.decode()?;
            turn.prepare(&deliver_sm)?.keep(receipt);
        }
        Ok(())
    }
}

/// The receipt for a message that was delivered.
fn receipt(submit_sm: &SubmitSm<'_>, id: &str) -> Result<Vec<u8>, Error> {
    let unix = time::SystemTime::now().duration_since(time::UNIX_EPOCH)?.as_secs();
    let date = DateTime::from_unix_seconds(unix.try_into()?).ok_or("the clock is wrong")?;
    let receipt = NewReceipt { id: id.as_bytes(), ..NewReceipt::delivered_at(date) };
    let (mut text, tlvs) = ([0; 160], receipt.tlvs(Version::V34));
    let len = receipt.write(ReceiptFormat::APPENDIX_B, &mut text)?;
    let deliver_sm = DeliverSm {
        esm_class: EsmClass(0x04),
        short_message: text.get(..len).unwrap_or_default(),
        tlvs: (&tlvs).into(),
        ..DeliverSm::reply_to(submit_sm)
    };
    let mut octets = vec![0; deliver_sm.encoded_len()];
    deliver_sm.encode(0, Rules::V34, &mut octets)?;
    Ok(octets)
}

/// Runs a session until it has ended.
fn serve(centre: Arc<Centre>, tag: u32, socket: TcpStream) -> Result<(), Error> {
    let start = time::Instant::now();
    let clock = || Instant::ZERO + start.elapsed().into();
    // Leaves out the TLVs for a client of 3.3, which does not know them.
    let config = Config { omit_tlvs: true, ..Config::default() };
    let session = Session::new(clock(), Side::Smsc, tag, &config, [Slot::EMPTY; 10]);
    let mut link = Link::new(session, vec![0; 70_000], vec![0; 4096]);
    let slots = (0..10).map(|_| MessageSlot::EMPTY).collect();
    let messages = Reassembler::new(slots, Duration::from_secs(600), RandomState::new().hash_one(tag));
    let (name, receipts) = (format!("session {tag}"), VecDeque::new());
    let mut client = Client { centre, name, messages, receipts, due: Instant::ZERO };
    drive(&mut link, socket, clock, |event, turn| client.on(event, turn))
}

fn main() -> Result<(), Error> {
    let args: Vec<_> = std::env::args().skip(1).collect();
    let [address, password] = args.as_slice() else { return Err("usage: smsc HOST:PORT PASSWORD".into()) };
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    // Clients take an id of an earlier run for that of an old message, so the ids start later in each run.
    let now = time::SystemTime::now().duration_since(time::UNIX_EPOCH)?.as_millis().try_into()?;
    let centre = Arc::new(Centre { password: password.clone(), last_id: AtomicU64::new(now) });
    for (tag, socket) in (1..).zip(listener.incoming()) {
        let centre = Arc::clone(&centre);
        let served = socket.map(|socket| thread::spawn(move || serve(centre, tag, socket)));
        if let Err(error) = served {
            eprintln!("cannot accept a connection: {error}");
        }
    }
    Ok(())
}
