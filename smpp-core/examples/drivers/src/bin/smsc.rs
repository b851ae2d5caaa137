//! A message centre on threads. It accepts every system_id with the one password, prints the texts that it gets,
//! and sends the receipts that are asked for. SIGINT or SIGTERM ends it:
//! `cargo run --bin smsc -- 127.0.0.1:2775 secret`.

use smpp_core::prelude::*;
use smpp_drivers::threads::{drive, end_with_signals, serve};
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::time;

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The receipt in each slot is the octets of a deliver_sm.
type Window = [Slot<Vec<u8>>; 10];

/// How long to wait before resending a receipt that the client did not take.
const AGAIN: Duration = Duration::from_secs(2);

/// What all sessions share. Each has it to itself while it handles an event.
struct Centre {
    /// Whether to end all sessions.
    is_ending: Arc<AtomicBool>,
    password: String,
    last_id: u64,
    /// By system_id.
    accounts: HashMap<String, Account>,
}

/// What the sessions of an account share.
struct Account {
    /// Long messages that are not complete: 10 of up to 255 segments, in 470 KB.
    messages: Reassembler<Vec<MessageSlot<255, 40_000>>>,
    /// Receipts for the next session that may receive them. A real message centre stores them.
    receipts: VecDeque<Vec<u8>>,
}

/// A session.
struct Client {
    /// The system_id, once it is bound.
    name: String,
    /// When to send receipts.
    due: Instant,
}

impl Client {
    fn on(
        &mut self,
        centre: &mut Centre,
        event: Option<Event<'_, Vec<u8>>>,
        mut turn: Turn<'_, Window>,
    ) -> Result<()> {
        match event {
            Some(Event::Bind { token, pdu }) => {
                let bind = bind_info(&pdu)?;
                if !bind.password.matches(centre.password.as_bytes()) {
                    // The session is still open: the client may try again.
                    return Ok(turn.refuse(token, CommandStatus::ESME_RINVPASWD)?);
                }
                self.name = bind.system_id.to_string();
                centre.accounts.entry(self.name.clone()).or_insert_with(Account::new);
                let version = Tlv::sc_interface_version(Version::V34.interface_version());
                turn.accept_bind(token, "SMSC", &[version])?;
            }
            Some(Event::Request { token, pdu }) if pdu.command_id == CommandId::SUBMIT_SM => {
                self.submit(centre, token, &pdu, turn)?;
            }
            Some(Event::Request { token, .. } | Event::Disallowed { token, .. }) => {
                turn.answer_default(token)?
            }
            Some(Event::Closed { reason }) => println!("{}: {reason}", self.name),
            Some(event) => match event.into_outcome() {
                Ok((_, Outcome::Refused { status, .. })) if status.retry_class() == RetryClass::Permanent => {
                    eprintln!("{}: a receipt was refused with {status}", self.name);
                }
                // It may have arrived all the same. The client recognises a repeated receipt by the id in it.
                Ok((receipt, Outcome::Refused { .. } | Outcome::Unknown)) => {
                    self.due = turn.now() + AGAIN;
                    if let Some(account) = centre.accounts.get_mut(&self.name) {
                        account.receipts.push_front(receipt);
                    }
                }
                Ok((_, Outcome::Answered { .. })) | Err(_) => {}
            },
            None => self.send(centre, turn)?,
        }
        Ok(())
    }

    fn submit(
        &self,
        centre: &mut Centre,
        token: Token,
        pdu: &RawPdu<'_>,
        mut turn: Turn<'_, Window>,
    ) -> Result<()> {
        // Otherwise it was refused. There was room for that: an event is returned only if there is room for its
        // answer.
        let Ok((submit_sm, token)) = turn.decode_or_refuse::<SubmitSm<'_>>(token, pdu) else { return Ok(()) };
        let account = centre.accounts.get_mut(&self.name).ok_or("no account")?;
        // A real message centre stores the message before it answers: after that, the client forgets it.
        if let Err(error) = account.text(turn.now(), &self.name, &submit_sm) {
            eprintln!("{}: {error}", self.name);
            return Ok(turn.refuse(token, CommandStatus::ESME_RSUBMITFAIL)?);
        }
        // At most 8 characters, for clients of 3.3. An id is used again after 2^32 messages or 49 days.
        centre.last_id = centre.last_id.wrapping_add(1);
        let id = format!("{:08X}", centre.last_id & 0xFFFF_FFFF);
        let response = SubmitSmResp { message_id: id.as_str().into(), ..SubmitSmResp::default() };
        turn.answer(token, CommandStatus::ESME_ROK, &response)?;
        let asked = submit_sm.registered_delivery.smsc_receipt();
        if matches!(asked, SmscReceipt::SUCCESS_OR_FAILURE | SmscReceipt::SUCCESS) {
            account.receipts.push_back(receipt(turn.now(), &submit_sm, &id)?);
        }
        Ok(())
    }

    /// Sends the receipts that are due, to a session that may receive them.
    fn send(&self, centre: &mut Centre, mut turn: Turn<'_, Window>) -> Result<()> {
        if centre.is_ending.load(Relaxed) {
            turn.shutdown();
        }
        if turn.now() < self.due {
            turn.wake_at(self.due);
            return Ok(());
        }
        let Some(account) = centre.accounts.get_mut(&self.name) else { return Ok(()) };
        while turn.can_send()
            && let Some(receipt) = account.receipts.front()
        {
            let deliver_sm: DeliverSm<'_> = RawPdu::parse(receipt)?.decode()?;
            match turn.prepare(&deliver_sm) {
                // It leaves the queue only now, so an error does not lose it.
                Ok(prepared) => _ = account.receipts.pop_front().map(|receipt| prepared.keep(receipt)),
                Err(error) if error.is_temporary() => return Err(error.into()),
                Err(error) => {
                    eprintln!("{}: a receipt that cannot be sent: {error}", self.name);
                    account.receipts.pop_front();
                }
            }
        }
        Ok(())
    }
}

impl Account {
    fn new() -> Self {
        let (slots, seed) = (vec![MessageSlot::EMPTY; 10], RandomState::new().hash_one(0));
        let messages = Reassembler::new(slots, Duration::from_secs(600), seed);
        Self { messages, receipts: VecDeque::new() }
    }

    /// Prints the text of a message, once it is complete.
    fn text(&mut self, now: Instant, name: &str, submit_sm: &SubmitSm<'_>) -> Result<()> {
        let (inserted, dropped) = self.messages.insert(now, &submit_sm.fragment_or_whole()?)?;
        dropped.iter().for_each(|incomplete| eprintln!("{incomplete:?}"));
        if let Inserted::Complete(message) = inserted {
            let chars = DataCodings::default().chars_of(&message).ok_or("a message that is not text")?;
            // Escaped, so that a text cannot look like a line of its own.
            let text = chars.flat_map(char::escape_debug).collect::<String>();
            println!("{name} to {}: {text}", submit_sm.destination_addr);
        }
        Ok(())
    }
}

/// The receipt for a message that was delivered.
fn receipt(now: Instant, submit_sm: &SubmitSm<'_>, id: &str) -> Result<Vec<u8>> {
    let date =
        DateTime::from_unix_seconds((now.as_millis() / 1000).try_into()?).ok_or("the clock is wrong")?;
    let receipt = NewReceipt { id: id.as_bytes(), ..NewReceipt::delivered_at(date) };
    let (mut text, tlvs) = ([0; 160], receipt.tlvs(Version::V34));
    let len = receipt.write(ReceiptFormat::APPENDIX_B, &mut text)?;
    let deliver_sm = DeliverSm::receipt_for(submit_sm, text.get(..len).unwrap_or_default(), &tlvs);
    Ok(deliver_sm.encode_to_vec(0, Rules::V34)?)
}

fn main() -> Result<()> {
    let args = <[_; 2]>::try_from(std::env::args().skip(1).collect::<Vec<_>>());
    let [address, password] = args.map_err(|_| "usage: smsc HOST:PORT PASSWORD")?;
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    // The time of the sessions counts from 1970, for the dates in receipts.
    let unix = Instant::ZERO + time::SystemTime::now().duration_since(time::UNIX_EPOCH)?.into();
    let start = time::Instant::now();
    let clock = || unix + start.elapsed().into();
    // A client would take a reused id for that of an old message, so each run starts with higher ids than the last.
    let (last_id, accounts, is_ending) = (unix.as_millis(), HashMap::new(), end_with_signals()?);
    let centre = Mutex::new(Centre { is_ending: is_ending.clone(), password, last_id, accounts });
    serve(&listener, &is_ending, |number, socket| {
        // Leaves out the TLVs for a client of 3.3, which does not know them.
        let config = Config { omit_tlvs: true, ..Config::default() };
        let session = Session::new(clock(), Side::Smsc, number, &config, [Slot::EMPTY; 10]);
        let mut link = Link::new(session, vec![0; 70_000], vec![0; 4096]);
        let mut client = Client { name: format!("session {number}"), due: Instant::ZERO };
        drive(&mut link, socket, clock, |event, turn| {
            client.on(&mut centre.lock().unwrap_or_else(PoisonError::into_inner), event, turn)
        })
    })
}
