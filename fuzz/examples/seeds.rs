//! Writes `seeds/` and `dict/` from the dumps and tables of the workspace. Run it in `fuzz/` when either has changed:
//!
//!     cargo run --example seeds

use smpp_core::pdu::PDUS;
use smpp_core::tlv::TLVS;
use smpp_core::{CommandStatus, Header};
use smpp_tests::hex;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let vectors = [
        include_str!("../../tests/data/vectors/dumps.toml"),
        include_str!("../../tests/data/vectors/malformed.toml"),
    ];
    let octets =
        vectors.iter().flat_map(|file| file.lines()).filter_map(|line| line.strip_prefix("octets = "));
    let dumps: Vec<_> = octets.map(|text| hex::octets(text.trim_matches('"'))).collect();
    pdu(&dumps)?;
    explain(&dumps)?;
    frame(&dumps)?;
    receipt()?;
    septets("septets")?;
    septets("parts")?;
    session("session")?;
    session("session_model")?;
    session("link")?;
    session("correlate")?;
    session("reassembly")?;
    tpdu()
}

fn seed(target: &str, name: &str, octets: &[u8]) -> std::io::Result<()> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("seeds").join(target);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(name), octets)
}

fn dictionary(target: &str, entries: &[(String, Vec<u8>)]) -> std::io::Result<()> {
    let mut text = String::new();
    for (name, octets) in entries {
        let hex: String = octets.iter().map(|octet| format!("\\x{octet:02x}")).collect();
        let _ = writeln!(text, "{name}=\"{hex}\"");
    }
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("dict");
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(format!("{target}.dict")), text)
}

/// The numbers of the protocol in wire form.
fn numbers() -> Vec<(String, Vec<u8>)> {
    let ids = PDUS.iter().map(|def| (def.name.to_owned(), def.command_id.0.to_be_bytes().to_vec()));
    let tags = TLVS.iter().map(|def| {
        // Tag and minimum length: the header of a correct TLV.
        let head = [def.tag.0.to_be_bytes(), def.min.to_be_bytes()].concat();
        (format!("tlv_{}", def.name), head)
    });
    let statuses =
        CommandStatus::NAMED.iter().map(|status| (status.to_string(), status.0.to_be_bytes().to_vec()));
    ids.chain(tags).chain(statuses).collect()
}

/// Malformed PDUs, a message with a UDH, a receipt, and a PDU whose header lacks command_status.
fn explain(dumps: &[Vec<u8>]) -> std::io::Result<()> {
    for (number, octets) in dumps.iter().rev().take(12).enumerate() {
        seed("explain", &format!("malformed_{number}"), octets)?;
    }
    let parts: [(&str, u32, &[u8], &[u8]); 2] = [
        ("header", 4, b"\x40\0\0\0\0\x01\0\0\0", b"\x05\0\x03\x2a\x02\x01Hello"),
        (
            "receipt",
            5,
            b"\x04\0\0\0\0\0\0\0\0",
            b"id:77 sub:001 done date:2611221011 stat:DELIVRD mcc:1 text:x",
        ),
    ];
    for (name, command_id, fields, message) in parts {
        let mut body = [b"\0\x01\x01467\0\x01\x01468\0", fields].concat();
        body.push(u8::try_from(message.len()).unwrap_or(u8::MAX));
        body.extend(message);
        let length = u32::try_from(body.len()).unwrap_or(0).saturating_add(16);
        let header = [length, command_id, 0, 1].map(u32::to_be_bytes).concat();
        seed("explain", name, &[header, body].concat())?;
    }
    let shifted = hex::octets(
        "0000001D0000000400000001 0000 736F7572636500 0000 36353433323100 00000000000000000007 C8329BFD06DDDF72",
    );
    seed("explain", "shifted", &shifted)?;
    seed("explain", "choices", &[1, 12, 1, 5, 60, 3, 7, 61, 2, 9, 4, 4, 4, 4, 4, 4, 9, 3, 30, 7])?;
    dictionary("explain", &numbers())
}

/// The shortest dump of each PDU type, and all dumps that are malformed or unknown.
fn pdu(dumps: &[Vec<u8>]) -> std::io::Result<()> {
    let mut shortest = BTreeMap::<String, &[u8]>::new();
    for octets in dumps.iter().filter(|octets| octets.len() > 16) {
        let name = Header::parse(octets).and_then(|header| header.command_id.name()).unwrap_or("unknown");
        let known = shortest.entry(name.to_owned()).or_insert(octets);
        if octets.len() < known.len() {
            *known = octets;
        }
    }
    for (number, octets) in dumps.iter().rev().take(12).enumerate() {
        seed("pdu", &format!("malformed_{number}"), octets)?;
    }
    for (name, octets) in shortest {
        seed("pdu", &name, octets)?;
    }
    // It does not start with a zero, so these are choices for the generator.
    seed("pdu", "choices", &[1, 12, 1, 5, 60, 3, 7, 61, 2, 9, 4, 4, 4, 4, 4, 4, 9, 3, 30, 7])?;
    dictionary("pdu", &numbers())
}

/// Streams of a few dumps, after a zero and eight octets that choose limits and pieces.
fn frame(dumps: &[Vec<u8>]) -> std::io::Result<()> {
    for (number, some) in dumps.chunks(40).enumerate() {
        let few: Vec<u8> =
            some.iter().filter(|octets| octets.len() < 60).take(4).flatten().copied().collect();
        seed(
            "frame",
            &format!("stream_{number}"),
            &[&[0, 4 + number as u8, 1, 2, 7, 3, 9, 0, 1][..], &few].concat(),
        )?;
    }
    let lengths =
        [0, 15, 16, 17, 64, 65, 300, 4096, 4097, 65_536, 16 << 20, (16 << 20) + 1, 0x7FFF_FFFF, u32::MAX];
    let entries: Vec<_> = lengths
        .iter()
        .map(|length: &u32| (format!("length_{length}"), length.to_be_bytes().to_vec()))
        .collect();
    dictionary("frame", &entries)
}

fn receipt() -> std::io::Result<()> {
    for (name, text) in [
        (
            "appendix_b",
            "id:0123456789 sub:001 dlvrd:001 submit date:2611221200 done date:2611221201 stat:DELIVRD err:000 Text:Hello",
        ),
        (
            "no_text",
            "id:77 sub:001 dlvrd:000 submit date:2611221200 done date:2611221201 stat:UNDELIV err:21b",
        ),
        ("few_fields", "id:70BA8A69 stat:ENROUTE"),
        ("odd_order", "STAT:EXPIRED TEXT:call id:5 ID:0x1f submitdate:20261122120000 extra:9"),
        ("prefix", "XMS=id:77 mccmnc:99901 dlvrd:1 stat:FAILED ERR: Text:"),
        ("no_receipt", "please resubmit:now"),
    ] {
        seed("receipt", name, text.as_bytes())?;
    }
    let wide: Vec<u8> = "id:5 stat:DELIVRD".encode_utf16().flat_map(u16::to_be_bytes).collect();
    seed("receipt", "utf16", &wide)?;
    let words = [
        "id:",
        "sub:",
        "dlvrd:",
        "submit date:",
        "done date:",
        "stat:",
        "err:",
        "text:",
        "Text:",
        "TEXT:",
        "submit_date:",
        "submitdate:",
        "donedate:",
        "DELIVRD",
        "EXPIRED",
        "DELETED",
        "UNDELIV",
        "ACCEPTD",
        "UNKNOWN",
        "REJECTD",
        "ENROUTE",
        "SKIPPED",
        "FAILED",
        "0x",
        "2611221200",
        "20261122120000",
        "2026-11-22 10:11:00",
        "null",
        "\r\n",
    ];
    let entries: Vec<_> = words
        .iter()
        .enumerate()
        .map(|(number, word)| (format!("word_{number}"), word.as_bytes().to_vec()))
        .collect();
    dictionary("receipt", &entries)
}

fn septets(target: &str) -> std::io::Result<()> {
    let text = "\0\0Añadió 2 € [más]";
    for (name, choices) in
        [("default", [0, 0]), ("fill", [1, 0]), ("turkish", [0, 0x11]), ("portuguese", [3, 0x33])]
    {
        seed(target, name, &[&choices[..], &text.as_bytes()[2..]].concat())?;
    }
    seed(target, "escapes", &[0, 0, 0x1B, 0x65, 0x1B, 0x0A, 0x1B, 0x1B, 0x41, 0x00, 0x0D, 0x0D, 0x1B])?;
    seed(target, "utf16", &[0, 0, 0x00, 0x41, 0xD8, 0x3D, 0xDE, 0x00, 0xD8, 0x3D])?;
    let mut entries: Vec<(String, Vec<u8>)> = "€[]{}~^|\\ğşıçãõ∞ñ😀"
        .chars()
        .map(|c| (format!("char_{:x}", u32::from(c)), c.to_string().into_bytes()))
        .collect();
    entries.extend((0..=0x7F).step_by(9).map(|code| (format!("escape_{code:02x}"), vec![0x1B, code])));
    entries.push(("surrogates".to_owned(), vec![0xD8, 0x3D, 0xDE, 0x00]));
    dictionary(target, &entries)
}

/// Choices, which are arbitrary numbers: some that bind, send and close.
fn session(target: &str) -> std::io::Result<()> {
    for number in 0..6_u8 {
        let choices: Vec<u8> =
            (0..120_u8).map(|at| at.wrapping_mul(37 + 2 * number).wrapping_add(number)).collect();
        seed(target, &format!("choices_{number}"), &choices)?;
    }
    dictionary(target, &numbers())
}

/// TPDUs after a 0, choices after a 1, and lines of a modem after a 2 and the sizes of pieces and buffer.
fn tpdu() -> std::io::Result<()> {
    let deliver = "040b916407000000f1000062117201110080";
    for (name, digits) in [
        ("deliver", format!("{deliver}0ae8329bfd4697d9ec37")),
        ("deliver_name", "0414d0c4f23c7d760390ef7619000062117201110080 02e834".to_owned()),
        ("deliver_header", format!("44{}0e0500032a02019ae1341b140600", &deliver[2..])),
        ("deliver_shift", format!("44{}0a03240101086dd90c8f1b", &deliver[2..])),
        ("deliver_ucs2", "040b916407000000f100086211720111008004003165e5".to_owned()),
        ("submit", "31000b916407000000f10000a70ae8329bfd4697d9ec37".to_owned()),
        ("submit_absolute", "19000b916407000000f1000462117201110080020102".to_owned()),
        ("submit_enhanced", "09000481214300000330405060000002e834".to_owned()),
        ("status_report", "062a0b916407000000f162117201110080621172011150800001 40".to_owned()),
        ("submit_report", "01c30362117201110080 4104".to_owned()),
        ("deliver_report", "00d30700f6024142".to_owned()),
        ("command", "220700022a0b916407000000f103010203".to_owned()),
    ] {
        seed("tpdu", name, &[&[0], &hex::octets(&digits)[..]].concat())?;
    }
    for number in 0..6_u8 {
        let choices: Vec<u8> =
            (0..120_u8).map(|at| at.wrapping_mul(41 + 2 * number).wrapping_add(number)).collect();
        seed("tpdu", &format!("choices_{number}"), &[&[1], &choices[..]].concat())?;
    }
    let line = format!("07916407000020F0{deliver}02E834");
    let listed = format!("+CMGL: 1,0,,21\r\n{line}\r\n+CMGL: 2,1,\"Bob\",21\r\n{line}\r\n\r\nOK\r\n");
    let sent =
        "AT+CMGS=3\r\r\n> 000491AB\x1A\r\n+CMGS: 1\r\n\r\nOK\r\n+CMS ERROR: 322\r\n+CMTI: \"SM\",3\r\n";
    let page = format!("+CBM: 88\r\n4011003201 11{}\r\n", "c3".repeat(82));
    for (name, text) in [("listed", listed.as_str()), ("sent", sent), ("page", page.as_str())] {
        seed("tpdu", name, &[&[2, 7, 255], text.as_bytes()].concat())?;
    }
    let words = [
        "+CMGL: ",
        "+CMGR: ",
        "+CMT: ,",
        "+CDS: ",
        "+CBM: ",
        "+CMGS: ",
        "+CMTI: ",
        "+CMS ERROR: ",
        "\r\n",
        "> ",
        "\x1A",
        "OK",
    ];
    let words =
        words.iter().enumerate().map(|(number, word)| (format!("word_{number}"), word.as_bytes().to_vec()));
    let parts = [
        "0b916407000000f1",
        "0081",
        "0bd0cde6db5dce03",
        "62117201110080",
        "00000000000000",
        "0500032a0201",
        "06080412340202",
        "03240101",
        "0605040b8423f0",
        "07916407000020f0",
        "0a",
        "a0",
        "8c",
        "c8",
        "f1",
        "7f",
    ];
    let parts = parts.iter().enumerate().map(|(number, part)| (format!("part_{number}"), hex::octets(part)));
    dictionary("tpdu", &words.chain(parts).collect::<Vec<_>>())
}
