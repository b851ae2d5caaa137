//! The example programs as processes, and PDUs on sockets.

use serde_json::Value;
use smpp_core::{CommandId, CommandStatus, Encode, Header, RawPdu, Rules};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Child, ChildStdout, Command, Output, Stdio};
use std::thread;
use std::time::Duration;

pub const OK: CommandStatus = CommandStatus::ESME_ROK;

/// An example, next to the folder of this test.
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

/// esme with an account, an address and a text unless `more` has one, on its way; `more` comes first.
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

/// The summary of an esme.
pub fn summary(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    serde_json::from_str(text.lines().last().unwrap_or_default()).unwrap_or_else(|_| panic!("{output:?}"))
}

/// A program that listens: smsc or proxy. It ends with this value.
pub struct Server {
    process: Child,
    _output: BufReader<ChildStdout>,
    pub address: SocketAddr,
}

impl Server {
    pub fn start(name: &str, more: &[&str]) -> Self {
        let mut command = program(name);
        command.args(["--listen", "127.0.0.1:0"]).args(more);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.strip_prefix("listening on ").unwrap().trim_end().parse().unwrap();
        Self { process, _output: output, address }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A running smsc, which ends with its standard input.
pub struct Smsc {
    process: Child,
    output: BufReader<ChildStdout>,
    pub address: SocketAddr,
}

impl Smsc {
    pub fn start(more: &[&str]) -> Self {
        let mut command = program("smsc");
        command.args(["--listen", "127.0.0.1:0", "--json"]).args(more);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());
        let mut line = String::new();
        output.read_line(&mut line).unwrap();
        let address = line.strip_prefix("listening on ").unwrap().trim_end().parse().unwrap();
        Self { process, output, address }
    }

    /// Ends it; the objects that it printed.
    pub fn end(mut self) -> Vec<Value> {
        drop(self.process.stdin.take());
        assert!(self.process.wait().unwrap().success());
        let mut rest = String::new();
        self.output.read_to_string(&mut rest).unwrap();
        rest.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }
}

impl Drop for Smsc {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A server that does as it is told with its only connection; what the script returns comes from the thread.
pub fn scripted<R: Send + 'static>(
    script: impl FnOnce(Peer) -> R + Send + 'static,
) -> (SocketAddr, thread::JoinHandle<R>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (address, thread::spawn(move || script(Peer::new(listener.accept().unwrap().0))))
}

/// The PDU with more octets behind it, and a `command_length` that counts them.
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

/// Header and body, whatever they say.
pub fn raw(command_id: u32, number: u32, body: &[u8]) -> Vec<u8> {
    let pdu = RawPdu { command_id: CommandId(command_id), command_status: OK, sequence_number: number, body };
    octets(&pdu, OK, number)
}

/// The end of a connection that a test speaks with.
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

    /// The next PDU; none when the peer has closed the connection.
    pub fn hear(&mut self) -> Option<(Header, Vec<u8>)> {
        let mut head = [0; 16];
        match self.0.read_exact(&mut head) {
            Ok(()) => {}
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("silence"),
            Err(_) => return None,
        }
        let header = Header::parse(&head).unwrap();
        let mut body = vec![0; header.command_length as usize - 16];
        self.0.read_exact(&mut body).unwrap();
        Some((header, body))
    }

    /// Hears the bind of an esme and accepts it.
    pub fn accept_bind(&mut self) {
        let bind = self.hear().unwrap().0;
        let resp = bind.command_id.response();
        self.say(&raw(resp.0, bind.sequence_number, b"centre\0"));
    }

    /// Says something, and hears the answer: its command_id, status and number.
    pub fn ask(&mut self, octets: &[u8]) -> Option<(u32, u32, u32)> {
        self.say(octets);
        self.hear().map(|(header, _)| (header.command_id.0, header.command_status.0, header.sequence_number))
    }
}
