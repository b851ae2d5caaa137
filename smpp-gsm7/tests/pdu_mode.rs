//! The example `pdu_mode` from outside: commands, arguments that are not UTF-8, and output that cannot be written.
//! `cargo test` builds it first.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::std_instead_of_core,
    clippy::std_instead_of_alloc,
    reason = "a test may stop at the first surprise"
)]

use std::ffi::OsStr;
use std::os::unix::ffi::OsStrExt;
use std::process::{Command, Output, Stdio};

/// The example program. Cargo builds it into the folder next to that of the tests.
fn pdu_mode() -> Command {
    let mut path = std::env::current_exe().unwrap();
    path.pop();
    path.pop();
    path.push("examples/pdu_mode");
    assert!(path.exists(), "{} is not built: cargo build -p smpp-gsm7 --examples", path.display());
    Command::new(path)
}

fn run(args: &[&[u8]]) -> Output {
    pdu_mode().args(args.iter().map(|arg| OsStr::from_bytes(arg))).output().unwrap()
}

/// The commands for a text, without the line that selects PDU mode.
fn commands(number: &str, text: &str) -> Vec<String> {
    let output = run(&[number.as_bytes(), text.as_bytes()]);
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    let mut lines = text.lines().map(str::to_owned);
    assert_eq!(lines.next().as_deref(), Some("AT+CMGF=0"));
    lines.collect()
}

#[test]
fn one_part_and_two() {
    // "hellohello", the well-known example.
    let pdu = "0001000B916407000000F100000AE8329BFD4697D9EC37<Ctrl-Z>";
    assert_eq!(commands("+46700000001", "hellohello"), ["AT+CMGS=22", pdu]);
    let long = commands("+46700000001", &"x".repeat(161));
    assert_eq!(long.len(), 4);
    assert!(long.iter().any(|pdu| pdu.contains("0000A00500032A0201")), "{long:?}");
    assert!(long.iter().any(|pdu| pdu.contains("00000F0500032A0202")), "{long:?}");
    assert!(commands("1", "日").iter().any(|pdu| pdu.ends_with("00080265E5<Ctrl-Z>")));
    for none in ["+", "12a", "", "123456789012345678901"] {
        assert_eq!(run(&[none.as_bytes(), b"x"]).status.code(), Some(2), "{none}");
    }
}

#[test]
fn an_argument_that_is_not_utf8_is_wrong_usage() {
    for args in [[&b"+46700000001"[..], b"\xFF"], [b"\xE9", b"hello"]] {
        let output = run(&args);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert_eq!(output.stderr, b"pdu_mode: an argument is not UTF-8\n");
        assert!(output.stdout.is_empty());
    }
    assert_eq!(run(&[b"\xFF"]).status.code(), Some(2));
    assert_eq!(run(&[b"12x", b"hello"]).status.code(), Some(2));
    assert_eq!(run(&[]).status.code(), Some(2));
    assert_eq!(run(&[b"1", &b"x".repeat(255 * 153 + 1)]).status.code(), Some(1));
    let good = run(&[b"1", b"hello"]);
    assert_eq!(good.status.code(), Some(0));
    assert!(good.stdout.starts_with(b"AT+CMGF=0\nAT+CMGS="), "{good:?}");
}

#[test]
fn output_that_cannot_be_written_is_a_failure() {
    for args in [&["+46700000001", "hello"][..], &["--help"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let (reader, gone) = std::io::pipe().unwrap();
        drop(reader);
        for output in [Stdio::from(full), Stdio::from(gone)] {
            let process = pdu_mode().args(args).stdout(output).stderr(Stdio::piped()).spawn().unwrap();
            let done = process.wait_with_output().unwrap();
            assert_eq!(done.status.code(), Some(1), "{done:?}");
            assert!(done.stderr.starts_with(b"pdu_mode: standard output: "), "{done:?}");
        }
    }
}
