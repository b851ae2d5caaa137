//! `--capture` of esme, smsc and proxy: what they write, `inspect pcap` reads.

use super::capture_kit::{brief, objects};
use super::kit::{Peer, Server, esme, raw, run, scripted};
use serde_json::Value;
use std::io::Read;
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

/// A bind that cannot be read may have its password anywhere.
#[test]
fn no_password_is_captured_of_a_bind_that_cannot_be_read() {
    const BIND: &[u8] = b"me\0secret12\0\0\x34\0\0\0";
    let with_length = |length: usize| {
        let length = u32::try_from(length).unwrap();
        [&length.to_be_bytes()[..], &raw(9, 1, BIND)[4..]].concat()
    };
    let whole = raw(9, 1, BIND);
    let resp = raw(0x8000_0009, 1, b"smsc\0");
    for octets in [
        whole.clone(),
        // A length without the header, impossible ones, one that ends inside, and none.
        with_length(whole.len() - 16),
        with_length(8),
        with_length(whole.len() << 24),
        with_length(16),
        with_length(20),
        with_length(24),
        whole[4..].to_vec(),
        [b"\0", &whole[..]].concat(),
        // A field that is missing, or that does not end.
        raw(9, 1, b"secret12\0\0\x34\0\0\0"),
        raw(9, 1, b"mesecret12\0\0\x34\0\0\0"),
        raw(9, 1, b"secret12"),
        // The front of one, and nothing more.
        raw(9, 1, b"me\0secret12\0\0\x34\0\0\0more")[..31].to_vec(),
        [raw(0x15, 1, b""), with_length(8)].concat(),
    ] {
        let capture = Capture::new("torn");
        let smsc = Server::record("smsc", &["--capture", capture.path()]);
        let mut peer = Peer::connect(smsc.address);
        peer.say(&octets);
        peer.0.shutdown(std::net::Shutdown::Write).unwrap();
        while peer.hear().is_some() {}
        assert!(smsc.end().status.success());
        let file = std::fs::read(&capture.0).unwrap();
        let shown = |secret: &[u8]| file.windows(secret.len()).any(|found| found == secret);
        assert!(shown(b"***"), "{octets:?}");
        for secret in [&b"sec"[..], b"cre", b"ret", b"t12"] {
            assert!(!shown(secret), "{octets:?}");
        }
    }
    // After a bind, nothing is secret.
    let capture = Capture::new("lost");
    let (address, server) = scripted(move |mut peer| {
        peer.hear().unwrap();
        peer.say(&[&resp[..], b"garbage and more of it"].concat());
        while peer.hear().is_some() {}
    });
    esme(&["--connect", &address.to_string(), "--capture", capture.path()]);
    server.join().unwrap();
    let file = std::fs::read(&capture.0).unwrap();
    assert!(file.windows(7).any(|found| found == b"more of"));
}

/// A capture that ends before the program does is a failure.
#[cfg(target_os = "linux")]
#[test]
fn a_capture_that_is_cut_short_is_a_failure() {
    const SLOWLY: [&str; 4] = ["--count", "4", "--rate", "10"];
    let smsc = Server::start("smsc", &[]);
    let address = smsc.address.to_string();
    for name in ["esme", "smsc", "proxy"] {
        // A pipe whose reader goes after the header of the file.
        let pipe = Capture::new(&format!("short-{name}"));
        assert!(std::process::Command::new("mkfifo").arg(pipe.path()).status().unwrap().success());
        let path = pipe.0.clone();
        let reader = std::thread::spawn(move || {
            std::fs::File::open(path).unwrap().read_exact(&mut [0; 24]).unwrap();
        });
        let capture = ["--capture", pipe.path()];
        let output = match name {
            "esme" => esme(&[&["--connect", &address], &SLOWLY[..], &capture].concat()),
            _ => {
                let more = if name == "proxy" { &["--connect", &address][..] } else { &[] };
                let server = Server::record(name, &[more, &capture].concat());
                let address = server.address.to_string();
                assert!(esme(&[&["--connect", &address], &SLOWLY[..]].concat()).status.success());
                if name == "proxy" {
                    let id = server.id().to_string();
                    std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap();
                }
                server.end()
            }
        };
        reader.join().unwrap();
        assert_eq!(output.status.code(), Some(1), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("the capture ends here") && said.contains("incomplete"), "{said}");
    }
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
