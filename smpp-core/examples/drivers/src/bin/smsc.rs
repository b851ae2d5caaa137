//! A message centre on threads. It accepts the accounts that it is given, prints the texts that it gets, and sends the
//! receipts that are asked for. SIGINT or SIGTERM ends it:
//! `cargo run --bin smsc -- 127.0.0.1:2775 ESME secret Shop secret08`.

use smpp_core::prelude::*;
use smpp_drivers::threads::{drive, end_with_signals, serve};
use std::collections::{HashMap, VecDeque};
use std::hash::{BuildHasher, RandomState};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::sync::{Arc, Mutex, PoisonError};
use std::{io, io::Write, time};

type Result<T> = std::result::Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// The receipt in each slot is the octets of a deliver_sm.
type Window = [Slot<Vec<u8>>; 10];

/// How many receipts of an account may wait.
const MAX_RECEIPTS: usize = 10_000;

/// What all sessions share. Each has it to itself while it handles an event.
struct Centre {
    /// Whether to end all sessions.
    is_ending: Arc<AtomicBool>,
    last_id: u64,
    /// By system_id.
    accounts: HashMap<String, Account>,
}

/// What the sessions of an account share.
struct Account {
    password: String,
    /// Long messages that are not complete: 10 of up to 255 segments, in 470 KB.
    messages: Reassembler<Vec<MessageSlot<255, 40_000>>>,
    /// Receipts for the next session that may receive them. A real message centre stores them.
    receipts: VecDeque<Vec<u8>>,
}

/// A session.
struct Client {
    /// The system_id, once it is bound.
    name: String,
    /// Limits how fast it gets receipts, and pauses if it did not take one.
    pacer: Pacer,
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
                let name = bind.system_id.to_string();
                // After a refusal the session is still open: the client may try again.
                match centre.accounts.get(&name) {
                    None => turn.refuse(token, CommandStatus::ESME_RINVSYSID)?,
                    Some(account) if bind.password.matches(account.password.as_bytes()) => {
                        self.name = name;
                        let version = Tlv::sc_interface_version(Version::V34.interface_version());
                        turn.accept_bind(token, "SMSC", &[version])?;
                    }
                    Some(_) => turn.refuse(token, CommandStatus::ESME_RINVPASWD)?,
                }
            }
            Some(Event::Request { token, pdu }) if pdu.command_id == CommandId::SUBMIT_SM => {
                self.submit(centre, token, &pdu, turn)?;
            }
            Some(Event::Request { token, .. } | Event::Disallowed { token, .. }) => {
                turn.answer_default(token)?
            }
            Some(Event::Closed { reason }) => eprintln!("{}: the session has ended: {reason}", self.name),
            Some(event) => match event.into_outcome() {
                Ok((_, Outcome::Answered { .. })) | Err(_) => {}
                // It may have arrived all the same. The client recognises a repeated receipt by the id in it.
                Ok((receipt, outcome))
                    if matches!(outcome, Outcome::Unknown) || turn.retry(&outcome, &mut self.pacer) =>
                {
                    let account = centre.accounts.get_mut(&self.name).ok_or("no account")?;
                    account.receipts.push_front(receipt);
                }
                Ok((_, outcome)) => eprintln!("{}: a receipt was refused: {outcome:?}", self.name),
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
        // The client tries again later. If we dropped a receipt instead, it would never learn what became of a message
        // that we have accepted.
        if account.receipts.len() >= MAX_RECEIPTS {
            return Ok(turn.refuse(token, CommandStatus::ESME_RMSGQFUL)?);
        }
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
        if submit_sm.registered_delivery.smsc_receipt().on_success() {
            account.receipts.push_back(receipt(turn.now(), &submit_sm, &id)?);
        }
        Ok(())
    }

    /// Sends the receipts that wait, to a session that may receive them.
    fn send(&mut self, centre: &mut Centre, mut turn: Turn<'_, Window>) -> Result<()> {
        if centre.is_ending.load(Relaxed) {
            turn.shutdown();
        }
        let Some(account) = centre.accounts.get_mut(&self.name) else { return Ok(()) };
        while turn.can_send()
            && let Some(receipt) = account.receipts.front()
            && turn.take(&mut self.pacer)
        {
            match turn.prepare(&RawPdu::parse(receipt)?.decode::<DeliverSm<'_>>()?) {
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
    fn new(password: String) -> Self {
        let (slots, seed) = (vec![MessageSlot::EMPTY; 10], RandomState::new().hash_one(0));
        let messages = Reassembler::new(slots, Duration::from_secs(600), seed);
        Self { password, messages, receipts: VecDeque::new() }
    }

    /// Prints the text of a message, once it is complete.
    fn text(&mut self, now: Instant, name: &str, submit_sm: &SubmitSm<'_>) -> Result<()> {
        let (inserted, dropped) = self.messages.insert(now, &submit_sm.fragment_or_whole()?)?;
        dropped.iter().for_each(|incomplete| eprintln!("{incomplete:?}"));
        if let Inserted::Complete(message) = inserted {
            let chars = DataCodings::default().chars_of(&message).ok_or("a message that is not text")?;
            // Escaped, so that a text cannot look like a line of its own.
            let text = chars.flat_map(char::escape_debug).collect::<String>();
            writeln!(io::stdout(), "{name} to {}: {text}", submit_sm.destination_addr)?;
        }
        Ok(())
    }
}

/// The receipt for a message that was delivered.
fn receipt(now: Instant, submit_sm: &SubmitSm<'_>, id: &str) -> Result<Vec<u8>> {
    let date = DateTime::from_instant(now).ok_or("the clock is wrong")?;
    let receipt = NewReceipt { id: id.as_bytes(), ..NewReceipt::delivered_at(date) };
    let (mut text, tlvs) = ([0; 160], receipt.tlvs(Version::V34));
    let len = receipt.write(ReceiptFormat::APPENDIX_B, &mut text)?;
    let deliver_sm = DeliverSm::receipt_for(submit_sm, text.get(..len).unwrap_or_default(), &tlvs);
    Ok(deliver_sm.encode_to_vec(0, Rules::V34)?)
}

fn main() -> Result<()> {
    let mut args = std::env::args().skip(1);
    let usage = "usage: smsc HOST:PORT [SYSTEM_ID PASSWORD]...";
    let listener = TcpListener::bind(args.next().ok_or(usage)?)?;
    let mut accounts = HashMap::new();
    while let Some(name) = args.next() {
        accounts.insert(name, Account::new(args.next().ok_or(usage)?));
    }
    eprintln!("listening on {}", listener.local_addr()?);
    // The time of the sessions counts from 1970, for the dates in receipts.
    let unix = Instant::ZERO + time::SystemTime::now().duration_since(time::UNIX_EPOCH)?.into();
    let start = time::Instant::now();
    let clock = || unix + start.elapsed().into();
    // A client would take a reused id for that of an old message, so each run starts with higher ids than the last.
    let (last_id, is_ending) = (unix.as_millis(), end_with_signals()?);
    let centre = Mutex::new(Centre { is_ending: is_ending.clone(), last_id, accounts });
    serve(&listener, &is_ending, |number, socket| {
        // Leaves out the TLVs for a client of 3.3, which does not know them.
        let config = Config { omit_tlvs: true, ..Config::default() };
        let session = Session::new(clock(), Side::Smsc, number, &config, [Slot::EMPTY; 10]);
        let mut link = Link::new(session, vec![0; 70_000], vec![0; 4096]);
        // At most 100 receipts per second, and 10 at once.
        let pacer = Pacer::new(clock(), 100, 10);
        let mut client = Client { name: format!("session {number}"), pacer };
        drive(&mut link, socket, clock, |event, turn| {
            client.on(&mut centre.lock().unwrap_or_else(PoisonError::into_inner), event, turn)
        })
    })
}
