//! `--capture` of esme, smsc and proxy: what they write, `inspect pcap` reads.

use super::capture_kit::{brief, objects};
use super::kit::{Server, esme, run};
use serde_json::Value;
use std::path::{Path, PathBuf};

/// A file that is removed at the end of the test.
struct Capture(PathBuf);

impl Capture {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("smpp-{}-{name}.pcap", std::process::id())))
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }

    fn read(&self) -> (Vec<Value>, Value) {
        let output = run("inspect", &["pcap", self.path(), "--json", "--fields", "--show-passwords"]);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        objects(&output)
    }
}

impl Drop for Capture {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

#[test]
fn both_sides_capture_the_same_session() {
    let (ours, theirs) = (Capture::new("esme"), Capture::new("smsc"));
    let smsc = Server::start("smsc", &["--receipt-delay", "10", "--capture", theirs.path()]);
    let address = smsc.address.to_string();
    let output = esme(&["--connect", &address, "--count", "3", "--receipts", "--capture", ours.path()]);
    assert!(output.status.success());
    assert!(smsc.end().status.success());
    let (a, summary) = ours.read();
    let (b, _) = theirs.read();
    // The two directions may overlap differently; each is the same on both sides.
    for side in ["esme", "smsc"] {
        let of = |objects: &[Value]| {
            let own: Vec<Value> = objects.iter().filter(|object| object["from"] == side).cloned().collect();
            let fields: Vec<Value> = own.iter().map(|object| object["fields"].clone()).collect();
            (brief(&own), fields)
        };
        assert_eq!(of(&a), of(&b), "{side}");
    }
    assert_eq!(a[0]["dst"], address);
    assert_eq!(a[0]["fields"]["password"], "******");
    let connection = &summary["connections"][0];
    assert_eq!((&connection["state"], &connection["smsc"]), (&"CLOSED".into(), &address.as_str().into()));
    let total = &summary["total"];
    assert_eq!(
        (&total["pdus"], &total["receipts_matched"], &total["unanswered"]),
        (&16.into(), &3.into(), &0.into())
    );
}

#[test]
fn passwords_are_captured_only_if_asked_for() {
    let capture = Capture::new("password");
    let smsc = Server::start("smsc", &[]);
    let address = smsc.address.to_string();
    let args = ["--connect", &address, "--capture", capture.path(), "--capture-passwords"];
    assert!(esme(&args).status.success());
    assert_eq!(capture.read().0[0]["fields"]["password"], "secret");
    assert!(!esme(&["--connect", &address, "--capture-passwords"]).status.success());
}

#[test]
fn the_proxy_captures_both_connections() {
    let capture = Capture::new("proxy");
    let smsc = Server::start("smsc", &["--receipt-delay", "10"]);
    let centre = smsc.address.to_string();
    let proxy = Server::start("proxy", &["--connect", &centre, "--capture", capture.path()]);
    let address = proxy.address.to_string();
    assert!(esme(&["--connect", &address, "--count", "2", "--receipts"]).status.success());
    // The file is written as it goes.
    let (_, summary) = capture.read();
    let connections = summary["connections"].as_array().unwrap();
    let mut centres: Vec<&str> = connections.iter().map(|one| one["smsc"].as_str().unwrap()).collect();
    centres.sort_unstable();
    let mut expected = [address.as_str(), centre.as_str()];
    expected.sort_unstable();
    assert_eq!(centres, expected);
    assert_eq!(
        (&summary["total"]["receipts_matched"], &summary["total"]["findings"]),
        (&4.into(), &0.into())
    );
}

#[test]
fn a_file_that_cannot_be_created() {
    let nowhere = Path::new("/nowhere/at/all.pcap").to_str().unwrap();
    for (program, args) in [
        (
            "esme",
            &[
                "--connect",
                "127.0.0.1:1",
                "--system-id",
                "a",
                "--password",
                "b",
                "--from",
                "c",
                "--to",
                "1",
                "--text",
                "d",
            ][..],
        ),
        ("smsc", &["--listen", "127.0.0.1:0"]),
        ("proxy", &["--listen", "127.0.0.1:0", "--connect", "127.0.0.1:1"]),
    ] {
        let output = run(program, &[args, &["--capture", nowhere]].concat());
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains(nowhere), "{output:?}");
    }
}
