//! The modem's side: commands one after the other, and what the modem hands over. It does no I/O.

use smpp_core::gsm7::at::{CANCEL, Header, Line, LineReader, MAX_LINE, MAX_PDU, Pdu};
use smpp_core::gsm7::tpdu::{SmsDeliver, SmsStatusReport};
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// PDU mode, and messages and status reports as they arrive.
const SETUP: [&str; 3] = ["ATE0\r", "AT+CMGF=0\r", "AT+CNMI=2,2,0,1,0\r"];
/// How long the modem may take for a command.
const PATIENCE: Duration = Duration::from_secs(60);

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

/// A command: its line, and for a submit the octets that follow the prompt and the value.
struct Command<V> {
    line: String,
    submit: Option<(Vec<u8>, V)>,
}

/// The command under way, since when, and the reference that it got.
type Current<V> = (Command<V>, Instant, Option<u8>);

pub(crate) struct Modem<V> {
    reader: LineReader<[u8; MAX_LINE]>,
    waiting: VecDeque<Command<V>>,
    current: Option<Current<V>>,
}

impl<V> Modem<V> {
    pub(crate) fn new() -> Self {
        let waiting = SETUP.iter().map(|line| Command { line: (*line).to_owned(), submit: None }).collect();
        Self { reader: LineReader::new([0; MAX_LINE]), waiting, current: None }
    }

    /// Number of commands that are not done.
    pub(crate) fn backlog(&self) -> usize {
        self.waiting.len().saturating_add(usize::from(self.current.is_some()))
    }

    /// Submits a TPDU, through the service centre on the SIM.
    pub(crate) fn submit(&mut self, tpdu: &[u8], value: V) {
        let pdu = Pdu { service_centre: None, tpdu };
        let mut line = vec![0; 2 * MAX_PDU];
        let written = pdu.encode_line(&mut line).unwrap_or_default();
        line.truncate(written);
        let command = format!("AT+CMGS={}\r", pdu.length());
        self.waiting.push_back(Command { line: command, submit: Some((line, value)) });
    }

    /// The next command, if the modem is idle.
    pub(crate) fn start(&mut self) -> Option<Vec<u8>> {
        if self.current.is_some() {
            return None;
        }
        let command = self.waiting.pop_front()?;
        let line = command.line.clone().into_bytes();
        self.current = Some((command, Instant::now(), None));
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
            match line {
                Line::Pdu(header, digits) => handed_over(digits, header, &mut say),
                Line::Prompt => match &self.current {
                    Some((Command { submit: Some((pdu, _)), .. }, ..)) => write.extend_from_slice(pdu),
                    _ => write.push(CANCEL),
                },
                Line::Sent { reference, .. } => {
                    if let Some((.., sent)) = &mut self.current {
                        *sent = Some(reference);
                    }
                }
                line if line.is_final() => ended(self.current.take(), line, &mut say),
                _ => {}
            }
        }
        write
    }

    /// Gives up a command that takes too long.
    pub(crate) fn expire(&mut self, mut say: impl FnMut(Said<'_, V>)) {
        if let Some((command, ..)) = self.current.take_if(|(_, since, _)| since.elapsed() > PATIENCE) {
            match command.submit {
                Some((_, value)) => say(Said::Refused(value, "the modem is silent".to_owned())),
                None => say(Said::Odd(format!("{}: the modem is silent", command.line.trim_end()))),
            }
        }
    }
}

/// A command is done.
fn ended<V>(current: Option<Current<V>>, line: Line<'_>, say: &mut impl FnMut(Said<'_, V>)) {
    let Some((command, _, sent)) = current else { return };
    let why = match line {
        Line::Ok => "no reference".to_owned(),
        Line::CmsError(error) => format!("{} ({})", error.meaning(), error.0),
        other => format!("{other:?}"),
    };
    match (command.submit, sent) {
        (Some((_, value)), Some(reference)) if line == Line::Ok => say(Said::Sent(value, reference)),
        (Some((_, value)), _) => say(Said::Refused(value, why)),
        (None, _) if line == Line::Ok => {}
        (None, _) => say(Said::Odd(format!("{}: {why}", command.line.trim_end()))),
    }
}

/// A PDU after its header.
fn handed_over<V>(line: &[u8], header: Header, say: &mut impl FnMut(Said<'_, V>)) {
    let mut octets = [0; MAX_PDU];
    let pdu = match Pdu::from_line(line, header.length, &mut octets) {
        Ok(pdu) => pdu,
        Err(error) => return say(Said::Odd(error.to_string())),
    };
    if let Ok(report) = SmsStatusReport::decode(pdu.tpdu) {
        return say(Said::StatusReport(report));
    }
    match SmsDeliver::decode(pdu.tpdu) {
        Ok(deliver) => say(Said::Deliver(deliver)),
        Err(error) => say(Said::Odd(error.to_string())),
    }
}
