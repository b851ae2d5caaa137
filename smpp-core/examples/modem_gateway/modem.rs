//! The modem's side: commands one after the other, and what the modem hands over. It does no I/O.

use smpp_core::gsm7::at::{
    CANCEL, Header, HeaderKind, Line, LineReader, MAX_LINE, MAX_PDU, MessageStatus, Pdu,
};
use smpp_core::gsm7::tpdu::{Address, SmsDeliver, SmsStatusReport, Timestamp};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Leaves the prompt of an earlier program, if the modem waits there, and sends a command whose answer is unlike any
/// other.
const PROBE: &str = "\x1B\rAT+CMGF?\r";
/// What the answer to [`PROBE`] begins with.
const PROBED: &[u8] = b"+CMGF:";
/// How long the modem may take for it, and how often it is asked.
const PROBE_TIME: Duration = Duration::from_secs(5);
const PROBES: u8 = 3;
/// No echo, PDU mode, and no need to acknowledge what arrives. Messages and status reports are shown as they arrive or,
/// by a modem that cannot do that, stored and announced.
const SETUP: [(&str, Option<&str>); 4] = [
    ("ATE0\r", None),
    ("AT+CMGF=0\r", None),
    ("AT+CSMS=0\r", None),
    ("AT+CNMI=2,2,0,1,0\r", Some("AT+CNMI=2,1,0,2,0\r")),
];
/// Lists all that is stored.
const LIST: &str = "AT+CMGL=4\r";
/// Commands that may wait because the modem announces what it has stored.
const MOST_WAITING: usize = 200;
/// Maximum number of status reports that are kept until the submit under way is done.
const MOST_EARLY: usize = 16;
/// How many digits at the end of two numbers must agree: a number may be submitted in national form and reported in
/// international form.
const SAME_DIGITS: usize = 6;
/// How far off the time between submission and discharge in a status report may be.
const INACCURACY: Duration = Duration::from_secs(5);

/// What the modem said. `V` is the value that came with a submit.
pub(crate) enum Said<'a, V> {
    Deliver(SmsDeliver<'a>),
    StatusReport(SmsStatusReport<'a>),
    /// The network took the submit, which has this reference now.
    Sent(V, u8),
    /// It did not.
    Refused(V, String),
    /// Something that the gateway cannot use.
    Odd(String),
}

/// What a command is for.
enum Purpose<V> {
    /// To find where the answers to the commands begin.
    Probe,
    /// If the modem refuses it, this one may do instead.
    SetUp(Option<&'static str>),
    /// To choose the memory that the next command reads.
    Choose,
    /// To read a message, or all of them.
    Read(Option<u16>),
    Delete,
    /// The octets that follow the prompt (`None` once they are written), the destination and the value.
    Submit(Option<Vec<u8>>, Address, V),
}

struct Command<V> {
    line: String,
    purpose: Purpose<V>,
}

/// The command under way.
struct Current<V> {
    command: Command<V>,
    since: Instant,
    /// The reference of a submit.
    reference: Option<u8>,
    /// The references and the TPDUs of status reports that may be on this submit. Some modems show them before they say
    /// that the submit was sent.
    early: VecDeque<(u8, Vec<u8>)>,
    /// The numbers of stored messages that were taken.
    taken: Vec<u16>,
    /// The modem has answered the probe.
    is_probed: bool,
}

pub(crate) struct Modem<V> {
    reader: LineReader<[u8; MAX_LINE]>,
    /// A header after which an unsolicited line came instead of its PDU. The PDU may be the next line.
    interrupted: Option<Header>,
    waiting: VecDeque<Command<V>>,
    current: Option<Current<V>>,
    /// How long the modem may take for a command.
    patience: Duration,
    /// Probes in a row without an answer.
    probes: u8,
}

impl<V> Modem<V> {
    pub(crate) fn new(patience: Duration) -> Self {
        let mut modem = Self {
            reader: LineReader::new([0; MAX_LINE]),
            interrupted: None,
            waiting: VecDeque::new(),
            current: None,
            patience,
            probes: 0,
        };
        modem.restart();
        modem
    }

    /// Sets the modem up, before all submits that wait. It may have restarted, and forgotten its settings.
    fn restart(&mut self) {
        self.waiting.retain(|command| matches!(command.purpose, Purpose::Submit(..)));
        (self.interrupted, self.probes) = (None, 0);
        self.reader.clear();
        self.next(LIST.to_owned(), Purpose::Read(None));
        for (line, otherwise) in SETUP.into_iter().rev() {
            self.next(line.to_owned(), Purpose::SetUp(otherwise));
        }
        self.next(PROBE.to_owned(), Purpose::Probe);
    }

    /// The command comes before all that wait.
    fn next(&mut self, line: String, purpose: Purpose<V>) {
        self.waiting.push_front(Command { line, purpose });
    }

    /// Whether the modem has a submit that it has not answered.
    pub(crate) fn is_submitting(&self) -> bool {
        let current = self.current.as_ref();
        current.is_some_and(|current| matches!(current.command.purpose, Purpose::Submit(..)))
    }

    /// Number of commands that are not done.
    pub(crate) fn backlog(&self) -> usize {
        self.waiting.len().saturating_add(usize::from(self.current.is_some()))
    }

    /// Submits a TPDU, through the service centre on the SIM.
    pub(crate) fn submit(&mut self, tpdu: &[u8], to: Address, value: V) {
        let pdu = Pdu { service_centre: None, tpdu };
        let mut octets = vec![0; 2 * MAX_PDU];
        let written = pdu.encode_line(&mut octets).unwrap_or_default();
        octets.truncate(written);
        let line = format!("AT+CMGS={}\r", pdu.length());
        self.waiting.push_back(Command { line, purpose: Purpose::Submit(Some(octets), to, value) });
    }

    /// Removes the submits that the modem does not have yet, and returns their values.
    pub(crate) fn withdraw(&mut self) -> impl Iterator<Item = V> {
        let waiting = std::mem::take(&mut self.waiting);
        let (submits, others): (VecDeque<_>, _) =
            waiting.into_iter().partition(|command| matches!(command.purpose, Purpose::Submit(..)));
        self.waiting = others;
        submits.into_iter().filter_map(|command| match command.purpose {
            Purpose::Submit(_, _, value) => Some(value),
            _ => None,
        })
    }

    /// The next command, if the modem is idle.
    pub(crate) fn start(&mut self) -> Option<Vec<u8>> {
        if self.current.is_some() {
            return None;
        }
        let command = self.waiting.pop_front()?;
        let line = command.line.clone().into_bytes();
        let since = Instant::now();
        self.current = Some(Current {
            command,
            since,
            reference: None,
            early: VecDeque::new(),
            taken: Vec::new(),
            is_probed: false,
        });
        Some(line)
    }

    /// Takes octets of the modem. Returns what to write to it.
    pub(crate) fn receive(&mut self, mut octets: &[u8], mut say: impl FnMut(Said<'_, V>)) -> Vec<u8> {
        let mut write = Vec::new();
        while let Some(line) = self.reader.next(&mut octets) {
            let line = match line {
                Ok(line) => line,
                Err(error) => {
                    say(Said::Odd(error.to_string()));
                    continue;
                }
            };
            let interrupted = self.interrupted.take();
            let pdu = match line {
                Line::Pdu(header, digits) => Some((header, digits)),
                Line::Other(digits) => interrupted.map(|header| (header, digits)),
                _ => None,
            };
            if let Some((header, digits)) = pdu {
                let is_hexadecimal = digits.iter().all(|octet| octet.is_ascii_hexdigit() || *octet == b' ');
                self.interrupted = Some(header).filter(|_| !is_hexadecimal && interrupted.is_none());
                if handed_over(digits, header, &mut self.current, &mut say)
                    && let Some(current) = &mut self.current
                {
                    current.took(header);
                }
                continue;
            }
            match line {
                Line::Prompt => match &mut self.current {
                    // A second prompt does not ask for the PDU again: the modem has it.
                    Some(Current { command: Command { purpose: Purpose::Submit(pdu, ..), .. }, .. }) => {
                        write.extend(pdu.take().unwrap_or_default());
                    }
                    _ => write.push(CANCEL),
                },
                Line::Sent { reference, .. } => {
                    if let Some(current) = &mut self.current {
                        current.reference = Some(reference);
                    }
                }
                Line::Stored { kind: HeaderKind::Cmt | HeaderKind::Cds, memory, index } => {
                    // The name of a memory becomes part of a command.
                    if memory.iter().all(u8::is_ascii_alphanumeric) && self.waiting.len() < MOST_WAITING {
                        let memory: String = memory.iter().copied().map(char::from).collect();
                        let line = format!("AT+CPMS=\"{memory}\"\r");
                        self.waiting.push_back(Command { line, purpose: Purpose::Choose });
                        let line = format!("AT+CMGR={index}\r");
                        self.waiting.push_back(Command { line, purpose: Purpose::Read(Some(index)) });
                    } else {
                        say(Said::Odd(format!("message {index} stays in the modem")));
                    }
                }
                Line::Other(line) if line.starts_with(PROBED) => {
                    if let Some(current) = &mut self.current {
                        current.is_probed = true;
                    }
                }
                line if line.is_final() => {
                    // The end of a command that was given up comes before the answer to the probe.
                    let is_late = |current: &Current<V>| {
                        matches!(current.command.purpose, Purpose::Probe) && !current.is_probed
                    };
                    if !self.current.as_ref().is_some_and(is_late) {
                        let current = self.current.take();
                        ended(&mut self.waiting, current, line, &mut say);
                    }
                }
                _ => {}
            }
        }
        write
    }

    /// Gives up a command that takes too long.
    ///
    /// # Errors
    /// The modem does not answer at all.
    pub(crate) fn expire(&mut self, mut say: impl FnMut(Said<'_, V>)) -> Result<(), &'static str> {
        let patience = self.patience;
        let is_late = |current: &mut Current<V>| match current.command.purpose {
            Purpose::Probe => current.since.elapsed() > PROBE_TIME.min(patience),
            _ => current.since.elapsed() > patience,
        };
        let Some(Current { command, early, .. }) = self.current.take_if(is_late) else { return Ok(()) };
        match command.purpose {
            Purpose::Probe => {
                self.probes = self.probes.saturating_add(1);
                if self.probes >= PROBES {
                    return Err("the modem does not answer");
                }
                self.next(command.line, Purpose::Probe);
                return Ok(());
            }
            Purpose::Submit(_, _, value) => {
                early.iter().for_each(|(_, tpdu)| reported(tpdu, &mut say));
                say(Said::Refused(value, "the modem is silent".to_owned()));
            }
            _ => say(Said::Odd(format!("{}: the modem is silent", command.line.trim()))),
        }
        self.restart();
        Ok(())
    }
}

impl<V> Current<V> {
    /// Notes that a message has been handed over: if it is stored, it can be deleted.
    fn took(&mut self, header: Header) {
        match (&self.command.purpose, header.kind) {
            (Purpose::Read(None), HeaderKind::Cmgl) => self.taken.extend(header.index),
            (Purpose::Read(index), HeaderKind::Cmgr) => self.taken.extend(*index),
            _ => {}
        }
    }

    /// Whether the report may be on the submit under way. If its times are further apart than the submit has taken so
    /// far, by more than [`INACCURACY`], it is on an older message with the same reference and perhaps the same
    /// destination.
    fn may_be_on(&self, report: &SmsStatusReport<'_>) -> bool {
        let Purpose::Submit(None, to, _) = &self.command.purpose else { return false };
        let seconds = |stamp: Timestamp| stamp.date_time().map(|at| at.unix_seconds());
        let took = seconds(report.discharge_time)
            .zip(seconds(report.service_centre_time_stamp))
            .and_then(|(done, submitted)| u64::try_from(done.saturating_sub(submitted)).ok());
        let possible = self.since.elapsed().saturating_add(INACCURACY);
        self.reference.is_none_or(|reference| reference == report.message_reference)
            && is_same_number(to, &report.recipient_address)
            && took.is_none_or(|took| Duration::from_secs(took) <= possible)
    }

    /// Keeps a report until the submit under way is done. If too many are kept, passes the oldest on at once.
    fn keep(&mut self, reference: u8, tpdu: &[u8], say: &mut impl FnMut(Said<'_, V>)) {
        if self.early.len() >= MOST_EARLY
            && let Some((_, oldest)) = self.early.pop_front()
        {
            reported(&oldest, say);
        }
        self.early.push_back((reference, tpdu.to_vec()));
    }
}

fn is_same_number(one: &Address, other: &Address) -> bool {
    let backwards = |address: &Address| {
        let mut digits: Vec<char> = address.chars().collect();
        digits.reverse();
        digits.truncate(SAME_DIGITS);
        digits
    };
    backwards(one).into_iter().zip(backwards(other)).all(|(one, other)| one == other)
}

/// Passes on a report that was kept.
fn reported<V>(tpdu: &[u8], say: &mut impl FnMut(Said<'_, V>)) {
    if let Ok(report) = SmsStatusReport::decode(tpdu) {
        say(Said::StatusReport(report));
    }
}

/// A command is done. What follows from it comes before all that waits.
fn ended<V>(
    waiting: &mut VecDeque<Command<V>>,
    current: Option<Current<V>>,
    line: Line<'_>,
    say: &mut impl FnMut(Said<'_, V>),
) {
    let Some(Current { command, reference, early, taken, .. }) = current else { return };
    let why = match line {
        Line::Ok => "no reference".to_owned(),
        Line::CmsError(error) => format!("{} ({})", error.meaning(), error.0),
        other => format!("{other:?}"),
    };
    let is_ok = line == Line::Ok;
    match command.purpose {
        Purpose::Submit(_, _, value) => {
            let reference = reference.filter(|_| is_ok);
            let (mine, others): (Vec<_>, Vec<_>) =
                early.into_iter().partition(|(of, _)| Some(*of) == reference);
            others.iter().for_each(|(_, tpdu)| reported(tpdu, say));
            match reference {
                Some(reference) => say(Said::Sent(value, reference)),
                None => say(Said::Refused(value, why)),
            }
            mine.iter().for_each(|(_, tpdu)| reported(tpdu, say));
        }
        Purpose::Read(_) if is_ok => {
            for index in taken {
                waiting.push_front(Command { line: format!("AT+CMGD={index}\r"), purpose: Purpose::Delete });
            }
        }
        _ if is_ok => {}
        Purpose::SetUp(Some(otherwise)) => {
            waiting.push_front(Command { line: otherwise.to_owned(), purpose: Purpose::SetUp(None) });
        }
        purpose => {
            say(Said::Odd(format!("{}: {why}", command.line.trim())));
            if matches!(purpose, Purpose::Choose) {
                // Another memory must not be read.
                waiting.pop_front();
            }
        }
    }
}

/// A PDU after its header. Returns whether it was a message or a status report from the network.
fn handed_over<V>(
    line: &[u8],
    header: Header,
    current: &mut Option<Current<V>>,
    say: &mut impl FnMut(Said<'_, V>),
) -> bool {
    if matches!(header.status, Some(MessageStatus::StoredUnsent | MessageStatus::StoredSent)) {
        return false;
    }
    let mut octets = [0; MAX_PDU];
    let pdu = match Pdu::from_line(line, header.length, &mut octets) {
        Ok(pdu) => pdu,
        Err(error) => {
            say(Said::Odd(error.to_string()));
            return false;
        }
    };
    if let Ok(report) = SmsStatusReport::decode(pdu.tpdu) {
        match current.as_mut().filter(|current| current.may_be_on(&report)) {
            Some(current) => current.keep(report.message_reference, pdu.tpdu, say),
            None => say(Said::StatusReport(report)),
        }
        return true;
    }
    match SmsDeliver::decode(pdu.tpdu) {
        Ok(deliver) => say(Said::Deliver(deliver)),
        Err(error) => {
            say(Said::Odd(error.to_string()));
            return false;
        }
    }
    true
}
