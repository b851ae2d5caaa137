//! The programs `tokio_esme` and `tokio_smsc`, with each other and with those of `smpp-core`.

use crate::kit::server;
#[cfg(unix)]
use crate::process::terminate;
use crate::process::{Program, core, own, run};
use crate::tls::Certificate;
use std::process::{Child, Output, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

const ACCOUNT: [&str; 4] = ["--system-id", "acct", "--password", "secret"];
const MESSAGE: [&str; 4] = ["--from", "Shop", "--to", "15555550100"];

fn tokio_esme(connect: &str, more: &[&str]) -> Output {
    let args = [&["--connect", connect][..], &ACCOUNT, &MESSAGE, more].concat();
    run(&mut own("tokio_esme"), &args)
}

fn stdout(output: &Output) -> &str {
    std::str::from_utf8(&output.stdout).unwrap()
}

fn stderr(output: &Output) -> &str {
    std::str::from_utf8(&output.stderr).unwrap()
}

#[test]
fn they_talk_to_each_other_and_to_those_on_threads() {
    for mut command in [own("tokio_smsc"), core("smsc")] {
        let server = Program::start(&mut command, "127.0.0.1:0", &[]);
        let address = server.address.to_string();
        let long = "A long text, 5 €. ".repeat(20);
        let output = tokio_esme(&address, &["--text", &long, "--count", "100", "--sessions", "2"]);
        assert_eq!(stdout(&output), "100 of 100 accepted, 100 receipts\n", "{output:?}");
        assert!(output.status.success());
        let args = [
            &["--connect", &address, "--text", "x", "--count", "100", "--require-delivered"][..],
            &ACCOUNT,
            &MESSAGE,
        ];
        let output = run(&mut core("esme"), &args.concat());
        assert!(output.status.success(), "{output:?}");
    }
}

#[test]
fn they_talk_over_tls() {
    let certificate = Certificate::new();
    let (chain, key) = (certificate.chain.to_str().unwrap(), certificate.key.to_str().unwrap());
    let server =
        Program::start(&mut own("tokio_smsc"), "127.0.0.1:0", &["--certificate", chain, "--key", key]);
    let endpoint = format!("smpps://localhost:{}", server.address.port());
    let output = tokio_esme(&endpoint, &["--text", "Hello", "--count", "20", "--ca", chain]);
    assert_eq!(stdout(&output), "20 of 20 accepted, 20 receipts\n", "{output:?}");
    let output = tokio_esme(&endpoint, &["--text", "Hello"]);
    assert_eq!(output.status.code(), Some(1), "the certificate is not trusted: {output:?}");
}

#[test]
fn a_server_that_throttles_gets_everything_in_the_end() {
    let server = Program::start(&mut core("smsc"), "127.0.0.1:0", &["--throttle", "50"]);
    let output = tokio_esme(&server.address.to_string(), &["--text", "Hello", "--count", "150"]);
    assert_eq!(stdout(&output), "150 of 150 accepted, 150 receipts\n", "{output:?}");
}

#[test]
fn a_wrong_password_is_an_error() {
    let server = Program::start(&mut core("smsc"), "127.0.0.1:0", &["--password", "other"]);
    let output = tokio_esme(&server.address.to_string(), &["--text", "Hello"]);
    assert!(stderr(&output).contains("ESME_RINVPASWD"), "{output:?}");
    assert_eq!(output.status.code(), Some(1));
}

#[test]
fn a_refused_message_is_an_error() {
    let server = Program::start(&mut core("smsc"), "127.0.0.1:0", &["--reject", "1"]);
    let output = tokio_esme(&server.address.to_string(), &["--text", "Hello", "--count", "3"]);
    assert!(stderr(&output).contains("ESME_RSUBMITFAIL"), "{output:?}");
    assert_eq!((stdout(&output), output.status.code()), ("0 of 3 accepted, 0 receipts\n", Some(1)));
}

#[test]
fn missing_receipts_are_an_error() {
    let server = Program::start(&mut core("smsc"), "127.0.0.1:0", &["--receipt-delay", "60000"]);
    let output = tokio_esme(&server.address.to_string(), &["--text", "Hello", "--timeout", "1"]);
    assert!(stderr(&output).contains("receipts are missing"), "{output:?}");
    assert_eq!(output.status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn the_server_ends_cleanly() {
    let server = Program::start(&mut own("tokio_smsc"), "127.0.0.1:0", &[]);
    let output = tokio_esme(&server.address.to_string(), &["--text", "Hello"]);
    assert!(output.status.success());
    assert!(server.terminate());
}

#[cfg(unix)]
#[test]
fn the_client_ends_cleanly() {
    let store = std::env::temp_dir().join(format!("tokio_smpp-ends-{}", std::process::id()));
    let options = ["--store", store.to_str().unwrap()];
    let server = Program::start(&mut own("tokio_smsc"), "127.0.0.1:0", &options);
    let client = start_client(&server.address.to_string(), &["--rate", "50", "--count", "100000"]);
    let start = Instant::now();
    while std::fs::read_to_string(&store).unwrap().lines().count() < 10 {
        assert!(start.elapsed() < Duration::from_secs(60));
        sleep(Duration::from_millis(5));
    }
    terminate(&client);
    let output = client.wait_with_output().unwrap();
    std::fs::remove_file(&store).unwrap();
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stderr(&output).contains("interrupted"), "{output:?}");
    let (accepted, receipts) = stdout(&output).split_once(" of 100000 accepted, ").unwrap();
    let accepted: u32 = accepted.parse().unwrap();
    assert!(0 < accepted && accepted < 100_000, "{output:?}");
    assert_eq!(receipts, format!("{accepted} receipts\n"));
}

/// Everything is sent and answered, but the receipts do not come.
#[cfg(unix)]
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_client_ends_cleanly_while_it_waits_for_receipts() {
    let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
    let address = server(move |_, request| {
        request.accept("1").unwrap();
        tell.send(()).unwrap();
    })
    .await;
    let start = Instant::now();
    let client = start_client(&address, &["--timeout", "60"]);
    told.recv().await.unwrap();
    tokio::time::sleep(Duration::from_millis(500)).await;
    terminate(&client);
    let output = tokio::task::block_in_place(|| client.wait_with_output().unwrap());
    assert!(start.elapsed() < Duration::from_secs(50));
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    assert!(stderr(&output).contains("interrupted"), "{output:?}");
    assert_eq!(stdout(&output), "1 of 1 accepted, 0 receipts\n");
}

#[cfg(unix)]
fn start_client(connect: &str, more: &[&str]) -> Child {
    let args = [&["--connect", connect, "--text", "Hello"][..], &ACCOUNT, &MESSAGE, more].concat();
    let mut command = own("tokio_esme");
    command.args(args).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn wrong_arguments_are_refused_and_a_password_is_not_repeated() {
    let base = ["--connect", "127.0.0.1:9", "--to", "1", "--text", "x", "--system-id", "a"];
    let client = |more: &[&str]| run(&mut own("tokio_esme"), &[&base[..], more].concat());
    assert_eq!(client(&["--from", "Ñandú", "--password", "secret"]).status.code(), Some(2));
    let too_long = "1".repeat(21);
    for (option, wrong) in [
        ("--system-id", "sixteen letters!"),
        ("--system-id", "Ñandú"),
        ("--from", &too_long),
        ("--from", "+"),
        ("--from", "Shop\n"),
        ("--to", &too_long),
        ("--to", "é"),
    ] {
        let args = ["--connect", "127.0.0.1:9", "--text", "x", "--password", "secret"];
        let mut fields = vec![("--system-id", "a"), ("--from", "1"), ("--to", "1")];
        fields.retain(|(name, _)| *name != option);
        fields.push((option, wrong));
        let fields = fields.iter().flat_map(|(name, value)| [*name, *value]).collect::<Vec<_>>();
        let output = run(&mut own("tokio_esme"), &[&args[..], &fields].concat());
        assert_eq!(output.status.code(), Some(2), "{option} {wrong:?}: {output:?}");
        assert!(stderr(&output).contains(option), "{output:?}");
    }
    for wrong in ["SECRETPWD", "SECREñ", "SECRET\n", "-SECRETPW", "--SECRETPW"] {
        let output = client(&["--from", "1", "--password", wrong]);
        assert_eq!(output.status.code(), Some(2), "{wrong}: {output:?}");
        assert!(stderr(&output).contains("--password: ") && !stderr(&output).contains("SECR"), "{output:?}");
    }
    for password in ["-secret", "--json", "-1", "-"] {
        // It can be sent: the error is that there is no server.
        let output = client(&["--from", "1", "--password", password]);
        assert_eq!(output.status.code(), Some(1), "{password}: {output:?}");
    }
    for address in
        ["smpp://me:hidden@host", "smpps://me:hidden@host:1", "me:hidden@host:1", "http://me:hidden@host"]
    {
        for (name, option) in [("tokio_esme", "--connect"), ("tokio_smsc", "--listen")] {
            let output = run(&mut own(name), &[option, address]);
            assert_eq!(output.status.code(), Some(2), "{output:?}");
            assert!(
                stderr(&output).contains("no password") && !stderr(&output).contains("hidden"),
                "{output:?}"
            );
        }
    }
    for name in ["tokio_esme", "tokio_smsc"] {
        assert!(run(&mut own(name), &["--help"]).status.success());
        assert_eq!(run(&mut own(name), &["--nonsense"]).status.code(), Some(2), "{name}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_failure() {
    let server = Program::start(&mut core("smsc"), "127.0.0.1:0", &[]);
    let address = server.address.to_string();
    let client = [&["--connect", &address, "--text", "x"][..], &ACCOUNT, &MESSAGE].concat();
    for (name, args) in [
        ("tokio_esme", &client[..]),
        ("tokio_smsc", &["--listen", "127.0.0.1:0"]),
        ("tokio_esme", &["--help"]),
        ("tokio_smsc", &["--help"]),
    ] {
        let full = std::fs::File::options().write(true).open("/dev/full").unwrap();
        let output = own(name).args(args).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(1), "{name} {args:?}: {output:?}");
    }
}
