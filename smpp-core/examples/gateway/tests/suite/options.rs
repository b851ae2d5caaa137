//! Command line arguments and the environment.

use crate::kit::{Folder, TOKEN};
use std::process::{Command, Stdio};

/// Runs a gateway with wrong arguments. Returns what it says on its standard error.
fn refused(password: &str, args: &[&str]) -> String {
    let folder = Folder::new();
    let output = Command::new(env!("CARGO_BIN_EXE_gateway"))
        .args(["--store", &folder.file("store")])
        .args(args)
        .env("GATEWAY_TOKEN", TOKEN)
        .env("GATEWAY_PASSWORD", password)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2), "{args:?}: {output:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn an_address_with_a_password_is_not_repeated() {
    for (option, address) in [
        ("--smpp", "smpp://me:hidden@host"),
        ("--smpp", "me:hidden@host:1"),
        ("--smpp", "http://me:hidden@host"),
        ("--listen", "me:hidden@127.0.0.1:1"),
    ] {
        let said = refused("secret", &["--system-id", "a", option, address]);
        assert!(said.contains("no password") && !said.contains("hidden"), "{said}");
    }
}
