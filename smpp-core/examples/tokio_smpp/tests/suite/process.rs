//! Programs that the tests start and stop.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::sync::OnceLock;

/// An example of this crate. `cargo test` builds it.
pub(crate) fn own(name: &str) -> Command {
    let tests = std::env::current_exe().unwrap();
    let path = tests.ancestors().nth(2).unwrap().join("examples").join(name);
    assert!(path.exists(), "{} is missing: run `cargo build --examples` first", path.display());
    Command::new(path)
}

/// An example of `smpp-core`. It is built if necessary.
pub(crate) fn core(name: &str) -> Command {
    static EXAMPLES: OnceLock<PathBuf> = OnceLock::new();
    let examples = EXAMPLES.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(3).unwrap();
        let build =
            ["build", "--quiet", "--locked", "-p", "smpp-core", "--example", "smsc", "--example", "esme"];
        let built = Command::new(env!("CARGO")).args(build).current_dir(root).status().unwrap();
        assert!(built.success());
        let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
        target.join("debug/examples")
    });
    Command::new(examples.join(name))
}

/// Runs a program to its end.
pub(crate) fn run(command: &mut Command, args: &[&str]) -> Output {
    command.args(args).stdin(Stdio::null()).output().unwrap()
}

/// A server program that runs until it is dropped.
pub(crate) struct Program {
    process: Child,
    pub(crate) address: SocketAddr,
}

impl Program {
    pub(crate) fn start(command: &mut Command, listen: &str, args: &[&str]) -> Self {
        let command = command.args(["--listen", listen]).args(args);
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.trim_end().strip_prefix("listening on ").unwrap().parse().unwrap();
        Self { process, address }
    }

    /// Kills it at once, as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Sends a signal, such as `STOP`.
    #[cfg(unix)]
    pub(crate) fn signal(&self, name: &str) {
        let pid = self.process.id().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// Sends SIGTERM and waits for the end. Returns whether it ended well.
    #[cfg(unix)]
    pub(crate) fn terminate(mut self) -> bool {
        terminate(&self.process);
        self.process.wait().unwrap().success()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends SIGTERM.
#[cfg(unix)]
pub(crate) fn terminate(process: &Child) {
    assert!(Command::new("kill").arg(process.id().to_string()).status().unwrap().success());
}
