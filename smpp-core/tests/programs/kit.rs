//! Runs the example programs as processes, and exchanges PDUs with them over sockets.

use serde_json::Value;
use smpp_core::pdu::SubmitSmResp;
use smpp_core::{CommandId, CommandStatus, Encode, Header, RawPdu, Rules};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

pub const OK: CommandStatus = CommandStatus::ESME_ROK;

/// An example program. Cargo builds it into the folder next to that of the tests.
pub fn program(name: &str) -> Command {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples");
    path.push(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is not built: cargo build -p smpp-core --examples", path.display());
    Command::new(path)
}

pub fn run(name: &str, args: &[&str]) -> Output {
    program(name).args(args).stdin(Stdio::null()).output().unwrap()
}

/// Starts esme with an account, an address and, unless `more` has one, a text. `more` comes first.
pub fn start_esme(more: &[&str]) -> Child {
    let fixed = ["--system-id", "acct", "--password", "secret", "--json"];
    let mut command = program("esme");
    command.args(more).args(fixed).args(["--from", "Shop", "--to", "+15555550100"]);
    if !more.contains(&"--text") {
        command.args(["--text", "Hello"]);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

pub fn esme(more: &[&str]) -> Output {
    start_esme(more).wait_with_output().unwrap()
}

/// The summary in the last line of an esme.
pub fn summary(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    serde_json::from_str(text.lines().last().unwrap_or_default()).unwrap_or_else(|_| panic!("{output:?}"))
}

/// A running program that listens. It is killed when this value is dropped.
pub struct Server {
    process: Child,
    output: Option<BufReader<ChildStdout>>,
    pub address: SocketAddr,
}

impl Server {
    /// Starts a program, whose errors go to the standard error of the test.
    pub fn start(name: &str, more: &[&str]) -> Self {
        Self::spawn(name, more, Stdio::inherit())
    }

    /// Starts a program whose errors [`Server::end`] returns.
    pub fn record(name: &str, more: &[&str]) -> Self {
        Self::spawn(name, more, Stdio::piped())
    }

    fn spawn(name: &str, more: &[&str], errors: Stdio) -> Self {
        let mut command = program(name);
        command.args(["--listen", "127.0.0.1:0"]).args(more);
        let mut process =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(errors).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.strip_prefix("listening on ").unwrap().trim_end().parse().unwrap();
        Self { process, output: Some(output), address }
    }

    /// The number of the process.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Closes the reading end of the program's standard output.
    pub fn close_output(&mut self) {
        self.output = None;
    }

    /// The next line of a program started with [`Server::record`] on its standard error.
    pub fn next_error(&mut self) -> String {
        let mut line = String::new();
        BufReader::new(self.process.stderr.as_mut().unwrap()).read_line(&mut line).unwrap();
        line
    }

    /// Closes the program's standard input. Returns its status, and its output after the first line.
    pub fn end(mut self) -> Output {
        drop(self.process.stdin.take());
        let (mut stdout, mut stderr) = (Vec::new(), Vec::new());
        if let Some(mut output) = self.output.take() {
            output.read_to_end(&mut stdout).unwrap();
        }
        if let Some(mut errors) = self.process.stderr.take() {
            errors.read_to_end(&mut stderr).unwrap();
        }
        Output { status: self.process.wait().unwrap(), stdout, stderr }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A running smsc that prints a JSON object for each message.
pub struct Smsc(Server);

impl Smsc {
    pub fn start(more: &[&str]) -> Self {
        Self(Server::start("smsc", &[&["--json"], more].concat()))
    }

    pub fn address(&self) -> SocketAddr {
        self.0.address
    }

    /// Ends it and returns the objects that it printed.
    pub fn end(self) -> Vec<Value> {
        let output = self.0.end();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }
}

/// A server that runs a script on its only connection. The thread returns what the script returns.
pub fn scripted<R: Send + 'static>(
    script: impl FnOnce(Peer) -> R + Send + 'static,
) -> (SocketAddr, thread::JoinHandle<R>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (address, thread::spawn(move || script(Peer::new(listener.accept().unwrap().0))))
}

/// A PDU with more octets at its end, and a `command_length` that includes them.
pub fn longer(mut pdu: Vec<u8>, more: &[u8]) -> Vec<u8> {
    pdu.extend(more);
    let length = u32::try_from(pdu.len()).unwrap();
    pdu[..4].copy_from_slice(&length.to_be_bytes());
    pdu
}

/// The octets of a PDU.
pub fn octets(pdu: &impl Encode, status: CommandStatus, number: u32) -> Vec<u8> {
    let mut out = vec![0; 1024];
    let len = pdu.encode_with(status, number, Rules::AS_IS, &mut out).unwrap().len;
    out.truncate(len);
    out
}

/// A PDU with any command_id and body.
pub fn raw(command_id: u32, number: u32, body: &[u8]) -> Vec<u8> {
    let pdu = RawPdu { command_id: CommandId(command_id), command_status: OK, sequence_number: number, body };
    octets(&pdu, OK, number)
}

/// The test's side of a connection.
pub struct Peer(pub TcpStream);

impl Peer {
    pub fn new(stream: TcpStream) -> Self {
        stream.set_read_timeout(Some(Duration::from_secs(8))).unwrap();
        stream.set_nodelay(true).unwrap();
        Self(stream)
    }

    pub fn connect(address: SocketAddr) -> Self {
        Self::new(TcpStream::connect(address).unwrap())
    }

    pub fn say(&mut self, octets: &[u8]) {
        self.0.write_all(octets).unwrap();
    }

    /// The next PDU, or `None` if the peer has closed the connection.
    pub fn hear(&mut self) -> Option<(Header, Vec<u8>)> {
        let mut head = [0; 16];
        match self.0.read_exact(&mut head) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("the peer sent nothing"),
            Err(_) => return None,
        }
        let header = Header::parse(&head).unwrap();
        let mut body = vec![0; header.command_length as usize - 16];
        self.0.read_exact(&mut body).unwrap();
        Some((header, body))
    }

    /// Reads the bind of an esme and accepts it.
    pub fn accept_bind(&mut self) {
        let bind = self.hear().unwrap().0;
        let resp = bind.command_id.response();
        self.say(&raw(resp.0, bind.sequence_number, b"centre\0"));
    }

    /// Reads a submit_sm and accepts it with this id.
    pub fn accept_submit(&mut self, id: &str) {
        let submit_sm = self.hear().unwrap().0;
        let resp = SubmitSmResp { message_id: id.into(), ..Default::default() };
        self.say(&octets(&resp, OK, submit_sm.sequence_number));
    }

    /// Reads an unbind and answers it.
    pub fn accept_unbind(&mut self) {
        let unbind = self.hear().unwrap().0;
        assert_eq!(unbind.command_id, CommandId::UNBIND);
        self.say(&raw(CommandId::UNBIND_RESP.0, unbind.sequence_number, b""));
    }

    /// Sends octets and reads the answer: its command_id, status and sequence number.
    pub fn ask(&mut self, octets: &[u8]) -> Option<(u32, u32, u32)> {
        self.say(octets);
        self.hear().map(|(header, _)| (header.command_id.0, header.command_status.0, header.sequence_number))
    }
}
