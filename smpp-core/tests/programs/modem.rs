//! A scripted GSM modem on any connection.

use std::io::{Read, Write};
use std::thread;
use std::time::Duration;

/// Nothing is stored.
pub const EMPTY: &str = "\r\nOK\r\n";

/// How a modem writes.
#[derive(Clone, Copy)]
pub struct Manner {
    pub echo: bool,
    /// What this modem writes for CR LF.
    pub line_end: &'static str,
    /// Octets at a time.
    pub chunk: usize,
}

pub const PLAIN: Manner = Manner { echo: true, line_end: "\r\n", chunk: 4096 };

/// What a modem does after a command.
#[derive(Clone, Copy)]
pub enum Then {
    /// Says this. After the command for a submit, it asks for the PDU first.
    Say(&'static str),
    Nothing,
    HangUp,
}

pub struct Modem<C> {
    connection: C,
    manner: Manner,
    /// What is next for each command, or for those that begin like this. Without an entry, a command succeeds.
    script: Vec<(&'static str, Then)>,
    heard: Vec<String>,
}

impl<C: Read + Write + Send + 'static> Modem<C> {
    /// Runs until the connection ends. The thread returns what came, up to and with each CR or Ctrl-Z.
    pub fn start(
        connection: C,
        manner: Manner,
        script: &[(&'static str, Then)],
    ) -> thread::JoinHandle<Vec<String>> {
        let mut modem = Self { connection, manner, script: script.to_vec(), heard: Vec::new() };
        thread::spawn(move || {
            while modem.turn().is_some() {}
            modem.heard
        })
    }

    /// One command. `None` at the end of the connection.
    fn turn(&mut self) -> Option<()> {
        let command = self.read_to(b'\r')?;
        if !command.starts_with("AT") {
            return Some(());
        }
        let is_submit = command.starts_with("AT+CMGS=");
        let at = self.script.iter().position(|(of, _)| command.starts_with(of));
        let then = match at.map(|at| self.script.remove(at).1) {
            Some(then) => then,
            None if is_submit => Then::Say("\r\n+CMGS: 1\r\n\r\nOK\r\n"),
            None if command == "AT+CMGF?\r" => Then::Say("\r\n+CMGF: 0\r\n\r\nOK\r\n"),
            None => Then::Say("\r\nOK\r\n"),
        };
        let Then::Say(answer) = then else { return matches!(then, Then::Nothing).then_some(()) };
        if is_submit {
            self.say("\r\n> ")?;
            self.read_to(0x1A)?;
        }
        self.say(answer)
    }

    /// Octets up to and with an end, which come back as an echo.
    fn read_to(&mut self, end: u8) -> Option<String> {
        let mut line = Vec::new();
        while line.last() != Some(&end) {
            let mut octet = [0];
            self.connection.read_exact(&mut octet).ok()?;
            line.extend(octet);
        }
        let line = String::from_utf8(line).unwrap();
        self.heard.push(line.clone());
        if self.manner.echo {
            self.write(&line)?;
        }
        Some(line)
    }

    fn say(&mut self, text: &str) -> Option<()> {
        self.write(&text.replace("\r\n", self.manner.line_end))
    }

    fn write(&mut self, text: &str) -> Option<()> {
        for chunk in text.as_bytes().chunks(self.manner.chunk) {
            self.connection.write_all(chunk).ok()?;
            if self.manner.chunk < 100 {
                thread::sleep(Duration::from_millis(1));
            }
        }
        Some(())
    }
}
