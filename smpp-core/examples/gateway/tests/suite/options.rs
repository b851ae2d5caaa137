//! Command line arguments and the environment.

use crate::kit::{Folder, TOKEN};
use std::process::{Command, Stdio};

/// Runs a gateway with wrong arguments. Returns its standard error.
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

#[test]
fn an_account_that_cannot_be_sent_is_wrong_usage() {
    let smpp = ["--smpp", "smpp://127.0.0.1:1", "--listen", "127.0.0.1:0"];
    for password in ["SECRETPWD", "SECREñ", "SECRET\n"] {
        let said = refused(password, &[&smpp[..], &["--system-id", "a"]].concat());
        assert!(said.contains("GATEWAY_PASSWORD: ") && !said.contains("SECR"), "{said}");
    }
    for password in ["SECRETPWD", "-SECRETPW", "--SECRETPW"] {
        let said = refused("secret", &[&smpp[..], &["--system-id", "a", "--password", password]].concat());
        assert!(said.contains("--password") && !said.contains("SECR"), "{said}");
    }
    for system_id in ["sixteen letters!", "Ñandú", "a\n"] {
        let said = refused("secret", &[&smpp[..], &["--system-id", system_id]].concat());
        assert!(said.contains("--system-id"), "{said}");
    }
}
