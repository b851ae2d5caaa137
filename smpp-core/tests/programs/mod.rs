//! Starts the examples and reads what they print.

use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, ChildStdout, Command, Output, Stdio};

/// An example, next to the folder of this test.
pub(crate) fn program(name: &str) -> Command {
    let mut path: PathBuf = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples");
    path.push(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is not built: cargo build -p smpp-core --examples", path.display());
    Command::new(path)
}

pub(crate) fn run(name: &str, args: &[&str]) -> Output {
    program(name).args(args).stdin(Stdio::null()).output().unwrap()
}

pub(crate) fn summary(output: &Output) -> Value {
    let text = String::from_utf8(output.stdout.clone()).unwrap();
    serde_json::from_str(text.lines().last().unwrap_or_default()).unwrap_or_else(|_| panic!("{output:?}"))
}

/// A running smsc, which ends with its standard input.
pub(crate) struct Smsc {
    process: Child,
    output: BufReader<ChildStdout>,
    pub(crate) address: SocketAddr,
}

impl Smsc {
    pub(crate) fn start(more: &[&str]) -> Self {
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
    pub(crate) fn end(mut self) -> Vec<Value> {
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
