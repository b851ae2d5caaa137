//! The chapters of `smpp_core::manual`: the octets in them are those that the crate writes, explained as it explains them.
//!
//! A chapter marks such a block: `<!-- pdu NAME -->` is a PDU of [`session`], `<!-- trace -->` what esme prints about its
//! submit_sm, and `<!-- inspect WHAT INPUT -->` the output of `inspect WHAT --explain`. With UPDATE_MANUAL=1, the test
//! writes the blocks anew.

use crate::kit::{Server, program};
use smpp_core::codes::{Npi, RegisteredDelivery, SmscReceipt, Ton};
use smpp_core::link::{Link, Turn};
use smpp_core::message::receipt::{NewReceipt, ReceiptFormat};
use smpp_core::pdu::{BindTransceiver, DeliverSm, DeliverSmResp, SubmitSm, SubmitSmResp};
use smpp_core::session::{Config, Event, Session, Side, Slot, Token};
use smpp_core::timestamp::DateTime;
use smpp_core::{CommandId, CommandStatus, Duration, Instant, RawPdu, Tlv, Version};
use std::collections::BTreeSet;
use std::fs::{read_dir, read_to_string, write};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Every marked block of every chapter.
#[test]
fn chapters_have_the_octets_of_the_crate() {
    let (session, mut blocks) = (session(), 0);
    for path in chapters() {
        let is = read_to_string(&path).unwrap();
        let (mut should_be, mut rest) = (String::new(), &*is);
        while let Some((before, (mark, after))) =
            rest.split_once("<!-- ").and_then(|(before, after)| Some((before, after.split_once(" -->")?)))
        {
            let (kind, argument) = mark.split_once(' ').unwrap_or((mark, ""));
            let block = match kind {
                "pdu" => narrow(&explained("pdu", &hex(&session[argument]))),
                "octets" => hex(&session[argument]),
                "trace" => narrow(&trace()),
                "inspect" => {
                    let (what, input) = argument.split_once(' ').unwrap();
                    let explained = explained(what, input);
                    if what == "pdu" { narrow(&explained) } else { explained }
                }
                _ => {
                    should_be.extend([before, "<!-- ", mark, " -->"]);
                    rest = after;
                    continue;
                }
            };
            let end = after.find("<!-- end -->").unwrap();
            should_be.extend([before, "<!-- ", mark, " -->\n\n```text\n", block.trim_end(), "\n```\n\n"]);
            rest = &after[end..];
            blocks += 1;
        }
        should_be += rest;
        if is != should_be && std::env::var_os("UPDATE_MANUAL").is_some() {
            write(&path, should_be).unwrap();
        } else {
            assert_eq!(is, should_be, "{}: write it anew with UPDATE_MANUAL=1", path.display());
        }
    }
    assert!(blocks > 12, "{blocks} blocks");
}

/// Rustdoc checks the modules of links, but not the headings.
#[test]
fn links_to_headings_of_chapters_lead_somewhere() {
    let mut links = 0;
    let texts: Vec<_> = chapters().map(|path| (path.clone(), read_to_string(path).unwrap())).collect();
    for (path, text) in &texts {
        for link in text.split("](crate::manual::").skip(1) {
            let target = link.split(')').next().unwrap();
            let Some((chapter, heading)) = target.split_once('#') else { continue };
            let file = format!("{chapter}.md");
            let (_, there) = texts.iter().find(|(path, _)| path.ends_with(&file)).expect(target);
            assert!(headings(there).contains(heading), "{}: {target}", path.display());
            links += 1;
        }
        for heading in text.split("](#").skip(1).filter_map(|link| link.split(')').next()) {
            assert!(headings(text).contains(heading), "{}: #{heading}", path.display());
        }
    }
    assert!(links > 50, "{links} links");
}

/// The names that rustdoc gives to headings.
fn headings(text: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| line.starts_with('#'));
    let known = |c: &char| c.is_alphanumeric() || matches!(c, '-' | '_' | ' ');
    let slug = |line: &str| line.trim_matches(['#', ' ']).chars().filter(known).collect::<String>();
    lines.map(|line| slug(line).to_lowercase().replace(' ', "-")).collect()
}

fn chapters() -> impl Iterator<Item = PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let listed = read_to_string(folder.join("src/manual.rs")).unwrap();
    let files = read_dir(folder.join("docs")).unwrap().map(|entry| entry.unwrap().path());
    files.filter(move |path| {
        let name = path.file_name().unwrap().to_str().unwrap();
        listed.contains(&format!("\"../docs/{name}\""))
    })
}

/// What `inspect WHAT --explain` prints.
fn explained(what: &str, input: &str) -> String {
    let mut inspect = program("inspect");
    inspect.args([what, "--explain"]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut inspect = inspect.spawn().unwrap();
    writeln!(inspect.stdin.take().unwrap(), "{input}").unwrap();
    let output = inspect.wait_with_output().unwrap();
    assert!(output.status.success(), "{what}: {input}");
    String::from_utf8(output.stdout).unwrap()
}

/// What `esme --trace` prints about its submit_sm: the one of [`session`], without fields that are 0.
fn trace() -> String {
    let smsc = Server::start("smsc", &[]);
    let address = smsc.address.to_string();
    let account = ["--system-id", "me", "--password", "secret", "--connect", &address];
    let message = ["--from", "Shop", "--to", "+46700000001", "--text", "Hello", "--receipts"];
    let output = program("esme").args(account).args(message).arg("--trace").output().unwrap();
    let all = String::from_utf8(output.stderr).unwrap();
    let start = all.find("-> server  submit_sm\n").unwrap();
    let end = start + all[start..].find("<- server").unwrap();
    let whole = explained("pdu", &hex(&session()["submit_sm"]));
    for line in all[start..end].lines().skip(1) {
        assert!(whole.contains(line), "esme sends another submit_sm: {line}\n{whole}");
    }
    all[start..end].to_owned()
}

/// A page is narrower than a terminal: columns without their blanks, and the last one, which has the meanings, in more
/// lines.
fn narrow(explained: &str) -> String {
    const MEANING: usize = 76;
    let is_title = |line: &str| !line.starts_with(' ') || line.trim_start().starts_with('^');
    let part = |line: &str, from: usize, to: usize| -> String {
        line.chars().chain(std::iter::repeat(' ')).take(to).skip(from).collect()
    };
    let lefts = explained.lines().filter(|line| !is_title(line)).map(|line| part(line, 0, MEANING));
    let blank = lefts.fold([true; MEANING], |mut blank, left| {
        left.chars().zip(&mut blank).for_each(|(c, blank)| *blank &= c == ' ');
        blank
    });
    // Of the blank columns in a row, two stay, and none at the front.
    let keep: Vec<_> =
        (0..MEANING).map(|at| !blank[at.saturating_sub(2)..=at].iter().all(|blank| *blank)).collect();
    let width = keep.iter().filter(|keep| **keep).count();
    let mut narrow = String::new();
    let mut lines = explained.lines().peekable();
    while let Some(line) = lines.next() {
        if is_title(line) {
            narrow.extend([line, "\n"]);
            continue;
        }
        // A row with the lines that continue it, which have no name.
        let mut row = vec![line];
        row.extend(std::iter::from_fn(|| {
            lines.next_if(|next| !is_title(next) && part(next, 32, MEANING).trim().is_empty())
        }));
        let all: String = row.iter().map(|line| part(line, MEANING, 200)).collect();
        let mut meanings = vec![String::new()];
        for word in all.split_whitespace() {
            if meanings.last().is_some_and(|last| !last.is_empty() && width + last.len() + word.len() > 90) {
                meanings.push(String::new());
            }
            let last = meanings.last_mut().unwrap();
            last.extend([if last.is_empty() { "" } else { " " }, word]);
        }
        let octets =
            row.iter().enumerate().filter(|(at, line)| *at == 0 || !part(line, 0, MEANING).trim().is_empty());
        let lefts: Vec<_> = octets.map(|(_, line)| part(line, 0, MEANING)).collect();
        for at in 0..lefts.len().max(meanings.len()) {
            let left = lefts.get(at).map_or_else(|| " ".repeat(MEANING), String::clone);
            let left: String = left.chars().zip(&keep).filter(|(_, keep)| **keep).map(|(c, _)| c).collect();
            let line = left + meanings.get(at).map_or("", String::as_str);
            narrow.extend([line.trim_end(), "\n"]);
        }
    }
    narrow
}

/// In lines of 16 octets.
fn hex(octets: &[u8]) -> String {
    let line =
        |octets: &[u8]| octets.iter().map(|octet| format!("{octet:02x}")).collect::<Vec<_>>().join(" ");
    octets.chunks(16).map(line).collect::<Vec<_>>().join("\n")
}

type Octets = [u8; 512];
type TestLink = Link<[Slot<()>; 4], Octets, Octets>;

/// The PDUs of a session: an ESME sends a message, gets its receipt, and unbinds after half a minute of silence.
struct Conversation(Vec<(String, Vec<u8>)>);

impl std::ops::Index<&str> for Conversation {
    type Output = [u8];

    fn index(&self, name: &str) -> &[u8] {
        let (_, octets) = self.0.iter().find(|(known, _)| known == name).expect(name);
        octets
    }
}

fn session() -> Conversation {
    let mut now = Instant::ZERO;
    // Only the ESME looks whether the other side is still there.
    let quiet = Config { enquire_link_interval: None, ..Config::default() };
    let link = |side, tag, config: Config| -> TestLink {
        Link::new(Session::new(now, side, tag, &config, [Slot::EMPTY; 4]), [0; 512], [0; 512])
    };
    let mut esme = link(Side::Esme, 1, Config::default());
    let mut smsc = link(Side::Smsc, 2, quiet);
    let bind = BindTransceiver { system_id: "me".into(), password: "secret".into(), ..Default::default() };
    let _ = esme.at(now).bind(&bind).unwrap();
    let mut seen = Conversation(Vec::new());
    while !esme.is_done() {
        while let Some((event, mut turn)) = esme.next(now) {
            match event {
                Event::Bound { .. } => submit(&mut turn),
                Event::Request { token, .. } => {
                    turn.answer(token, CommandStatus::ESME_ROK, &DeliverSmResp::default()).unwrap();
                }
                Event::LinkAlive { .. } => turn.shutdown(),
                _ => {}
            }
        }
        while let Some((event, mut turn)) = smsc.next(now) {
            match event {
                Event::Bind { token, .. } => {
                    let version = Tlv::sc_interface_version(Version::V50.interface_version());
                    turn.accept_bind(token, "smsc", &[version]).unwrap();
                }
                Event::Request { token, pdu } if pdu.command_id == CommandId::SUBMIT_SM => {
                    deliver(&mut turn, token, &pdu);
                }
                _ => {}
            }
        }
        let before = seen.0.len();
        copy(now, &mut esme, &mut smsc, &mut seen);
        copy(now, &mut smsc, &mut esme, &mut seen);
        if seen.0.len() == before {
            now = now + Duration::from_secs(30);
        }
    }
    seen
}

fn submit(turn: &mut Turn<'_, [Slot<()>; 4]>) {
    let mut out = [0; 160];
    let submit_sm = SubmitSm {
        source_addr_ton: Ton::ALPHANUMERIC,
        source_addr: "Shop".into(),
        dest_addr_ton: Ton::INTERNATIONAL,
        dest_addr_npi: Npi::ISDN,
        destination_addr: "46700000001".into(),
        registered_delivery: RegisteredDelivery::default().with_smsc_receipt(SmscReceipt::SUCCESS_OR_FAILURE),
        ..SubmitSm::text("Hello", &mut out).unwrap()
    };
    turn.prepare(&submit_sm).unwrap().keep(());
}

fn deliver(turn: &mut Turn<'_, [Slot<()>; 4]>, token: Token, pdu: &RawPdu<'_>) {
    let submit_sm: SubmitSm<'_> = pdu.decode().unwrap();
    let resp = SubmitSmResp { message_id: "00000001".into(), ..SubmitSmResp::default() };
    turn.answer(token, CommandStatus::ESME_ROK, &resp).unwrap();
    let receipt = NewReceipt {
        id: b"00000001",
        text: b"Hello",
        ..NewReceipt::delivered_at(DateTime::new(2026, 11, 22, 12, 0, 0).unwrap())
    };
    let (mut text, tlvs) = ([0; 160], receipt.tlvs(Version::V34));
    let len = receipt.write(ReceiptFormat::APPENDIX_B, &mut text).unwrap();
    turn.prepare(&DeliverSm::receipt_for(&submit_sm, &text[..len], &tlvs)).unwrap().keep(());
}

/// Copies what one side has to say, and notes the PDUs.
fn copy(now: Instant, from: &mut TestLink, to: &mut TestLink, seen: &mut Conversation) {
    let octets = from.io(now).write.to_vec();
    let Some(read) = to.io(now).read else { return };
    read[..octets.len()].copy_from_slice(&octets);
    if octets.is_empty() {
        return;
    }
    to.filled(octets.len());
    from.wrote(octets.len());
    let mut rest = &octets[..];
    while let Ok((pdu, after)) = RawPdu::split(rest) {
        seen.0.push((pdu.command_id.to_string(), rest[..rest.len() - after.len()].to_vec()));
        rest = after;
    }
}
