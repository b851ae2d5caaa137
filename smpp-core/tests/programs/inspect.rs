//! `inspect pdu`: one object per PDU, its contents, and errors for other input; also the lines of all subcommands.

use crate::kit::{program, run};
use serde_json::{Value, json};
use smpp_core::Version;
use smpp_core::codes::DataCoding;
use smpp_core::pdu::PDUS;
use std::io::Write;
use std::process::Stdio;

/// The exit status, and the objects of the lines.
fn inspect(args: &[&str], input: &str) -> (i32, Vec<Value>) {
    let mut command = program("inspect");
    let mut process = command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = process.stdin.take().unwrap();
    let input = input.to_owned();
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
    let output = process.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// Octets over 0x7F are `\u00XX`: unescaped, 0x85 would end the line for many readers.
#[test]
fn one_line_an_object_whatever_the_octets() {
    let octets: String = (0..=255).map(|octet| format!("\\x{octet:02x}")).collect();
    let (status, objects) = inspect(&["receipt"], &format!("id:1 text:{octets}.\n"));
    assert_eq!(status, 0);
    let all: String = (0..=255).map(char::from).chain(['.']).collect();
    assert_eq!(
        objects,
        [json!({
            "id": "1", "sub": null, "dlvrd": null, "submit_date": null, "submit_date_raw": null, "done_date": null,
            "done_date_raw": null, "stat": null, "state": null, "err": null, "text": all, "extra": {}, "unread": "",
        })]
    );
    let output = program("inspect")
        .arg("receipt")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .and_then(|mut process| {
            process.stdin.take().unwrap().write_all(b"id:\x85\xE9")?;
            process.wait_with_output()
        })
        .unwrap();
    assert!(output.stdout.starts_with(br#"{"id":"\u0085\u00e9","sub":null"#), "{output:?}");
}

fn framed(command_id: u32, body: &[u8]) -> String {
    let length = u32::try_from(16 + body.len()).unwrap();
    let header = [length, command_id, 0, 1].map(u32::to_be_bytes).concat();
    [&*header, body].concat().iter().map(|octet| format!("{octet:02x}")).collect()
}

fn error(text: &str, offset: usize, field: Option<&str>, status: Option<&str>) -> Value {
    json!({ "error": text, "offset": offset, "field": field, "status": status })
}

const LINK: &str = "00000010000000150000000000000001";

fn link(sequence_number: u32) -> Value {
    json!({
        "command": "enquire_link", "command_id": 21, "command_length": 16, "command_status": 0,
        "sequence_number": sequence_number, "fields": {}, "tlvs": [], "trailing": "", "findings": [],
        "reencoded": true,
    })
}

#[test]
fn lines_and_white_space() {
    let digits: String = LINK.chars().flat_map(|digit| [digit, ' ', '\t']).collect();
    let upper = LINK.replace("15", "15 ").to_uppercase();
    for input in [LINK, &digits, &upper, &format!("{LINK}\n"), &format!("\n\r\n  \n{LINK}\r\n\n")] {
        assert_eq!(inspect(&["pdu"], input), (0, vec![link(1)]), "{input:?}");
    }
    for input in ["", "\n", "\r\n\r\n", " \t"] {
        assert_eq!(inspect(&["pdu"], input), (0, vec![]), "{input:?}");
    }
    let two = format!("{LINK} 00000010000000150000000000000002\n{LINK}");
    assert_eq!(inspect(&["pdu"], &two), (0, vec![link(1), link(2), link(1)]));
}

#[test]
fn an_error_says_where_the_hexadecimal_is_wrong() {
    let bad = "not a pair of hexadecimal digits";
    for (input, offset) in [("0", 1), ("zz", 0), ("0x10", 1), ("00 1", 4), ("00\u{e9}0", 2), ("-1", 0)] {
        assert_eq!(inspect(&["pdu"], input), (1, vec![error(bad, offset, None, None)]), "{input:?}");
    }
    // A bad line does not affect others.
    let (status, objects) = inspect(&["pdu"], &format!("{LINK}\n{LINK}g\n{LINK}"));
    assert_eq!((status, objects), (1, vec![link(1), error(bad, 32, None, None), link(1)]));
}

#[test]
fn framing_that_is_lost_or_not_whole_drops_the_line() {
    let length = |text: &str| error(text, 0, Some("command_length"), Some("ESME_RINVCMDLEN"));
    for (stated, text) in [
        ("00000000", "framing lost: command_length 0 is invalid"),
        ("0000000f", "framing lost: command_length 15 is invalid"),
        ("ffffffff", "framing lost: command_length 4294967295 is invalid"),
        ("00000011", "incomplete PDU: command_length is 17, 16 octets are there"),
    ] {
        let broken = format!("{stated}{}", &LINK[8..]);
        assert_eq!(inspect(&["pdu"], &broken), (1, vec![length(text)]));
        // What comes before it on the line is shown.
        let (status, objects) = inspect(&["pdu"], &format!("{LINK}{broken}\n{LINK}"));
        assert_eq!((status, objects), (1, vec![link(1), length(text), link(1)]));
    }
    let (status, objects) = inspect(&["pdu"], &LINK[..6]);
    assert_eq!((status, objects), (1, vec![length("incomplete PDU: 3 octets do not form a header")]));
}

/// Framing is intact after a bad body, so the rest of the line is read.
#[test]
fn a_bad_body_names_field_octet_and_status() {
    let bad = framed(0x8000_0004, b"9");
    let (status, objects) = inspect(&["pdu"], &format!("{bad}{LINK}"));
    let text = "submit_sm_resp.message_id at octet 16: no terminating NUL within the PDU (answer with ESME_RINVMSGID)";
    assert_eq!(status, 1);
    // The finding repeats the error, beside the keys of every error.
    let mut expected = error(text, 16, Some("message_id"), Some("ESME_RINVMSGID"));
    expected["findings"] = json!([{
        "rule": "undecodable", "field": "message_id", "severity": "error", "status": "ESME_RINVMSGID",
        "message": "a mandatory field cannot be read",
    }]);
    assert_eq!(objects, [expected, link(1)]);
}

/// The offset is the one that the error names.
#[test]
fn a_text_that_cannot_be_cut_says_where() {
    let more = "more segments than the limit of 255, octet 39015 of the text";
    let text = "x".repeat(255 * 153 + 1);
    assert_eq!(inspect(&["text"], &text), (1, vec![error(more, 39_015, None, None)]));
}

/// All values of data_coding in all versions: a finding if the value has no meaning, a note if only GSM defines it.
#[test]
fn data_coding_has_one_reading_in_each_version() {
    for (argument, version) in [("3.3", Version::V33), ("3.4", Version::V34), ("5.0", Version::V50)] {
        let body = |value: u8| {
            [b"\0\x01\x01467\0\x01\x01468\0\0\0\0\0\0\0\0".as_slice(), &[value], b"\0\x02hi"].concat()
        };
        let lines: Vec<String> = (0..=255).map(|value| framed(4, &body(value))).collect();
        let (status, objects) = inspect(&["pdu", "--version", argument], &lines.join("\n"));
        assert_eq!((status, objects.len()), (0, 256));
        for (object, value) in objects.iter().zip(0..=u8::MAX) {
            assert_eq!(object["fields"]["data_coding"], json!(value));
            let findings = object["findings"].as_array().unwrap();
            let about = findings.iter().filter(|finding| finding["field"] == "data_coding");
            let found: Vec<_> = about.map(|finding| finding["severity"].as_str().unwrap()).collect();
            let coding = DataCoding(value);
            let expected: &[&str] = if !coding.is_meaningful_in(version) {
                &["warning"]
            } else if version > Version::V33 && coding.is_reserved() {
                &["note"]
            } else {
                &[]
            };
            assert_eq!(found, expected, "{value:#x} in {argument}");
        }
    }
}

/// Every command_id, and some unknown ones, with bodies of every kind.
#[test]
fn every_pdu_is_an_object_or_an_error_and_none_is_lost() {
    let ids: Vec<u32> =
        PDUS.iter().map(|def| def.command_id.0).chain([0x777, 0x8000_0777, u32::MAX]).collect();
    let counting: Vec<u8> = (1..=80).collect();
    for body in [&b""[..], b"\0", &[0; 60], &[0xFF; 60], &[1; 300], &counting] {
        for &id in &ids {
            let line = framed(id, body);
            let (status, objects) = inspect(&["pdu"], &line);
            let [object] = &objects[..] else { panic!("{line}: {objects:?}") };
            if let Some(offset) = object.get("offset") {
                assert_eq!(status, 1);
                assert!((16..=16 + body.len() as u64).contains(&offset.as_u64().unwrap()), "{object}");
                assert!(object["field"].is_string() && object["status"].is_string(), "{object}");
                continue;
            }
            assert_eq!((status, &object["reencoded"], &object["command_id"]), (0, &json!(true), &json!(id)));
            let known = PDUS.iter().find(|def| def.command_id.0 == id);
            assert_eq!(object["command"], json!(known.map(|def| def.name)));
            let keys: Vec<_> = object.as_object().unwrap().keys().map(String::as_str).collect();
            let body: &[&str] = if known.is_some() { &[] } else { &["body"] };
            let header = ["command", "command_id", "command_length", "command_status", "sequence_number"];
            let rest = ["fields", "tlvs", "trailing", "findings", "reencoded"];
            assert_eq!(keys, [&header[..], body, &rest].concat());
        }
    }
}

#[test]
fn fields_lists_and_tlvs_are_named() {
    let body = [
        b"\0\x01\x01467\0\x02\x01\x01\x01468\0\x02gr\xE9\0".as_slice(),
        b"\0\0\0\0\0\x01\0\x08\0\x02\0H",
        b"\x02\x04\0\x02\0\x07\x14\x01\0\x01\xFF\x02",
    ]
    .concat();
    let (status, objects) = inspect(&["pdu"], &framed(0x21, &body));
    assert_eq!(status, 0);
    assert_eq!(
        objects[0]["fields"],
        json!({
            "service_type": "", "source_addr_ton": 1, "source_addr_npi": 1, "source_addr": "467",
            "number_of_dests": 2,
            "dest_address": [
                { "dest_flag": 1, "dest_addr_ton": 1, "dest_addr_npi": 1, "destination_addr": "468" },
                { "dest_flag": 2, "dl_name": "gr\u{e9}" },
            ],
            "esm_class": 0, "protocol_id": 0, "priority_flag": 0, "schedule_delivery_time": "",
            "validity_period": "", "registered_delivery": 1, "replace_if_present_flag": 0, "data_coding": 8,
            "sm_default_msg_id": 0, "sm_length": 2, "short_message": "0048",
        })
    );
    let tlvs = json!([
        { "tag": 0x204, "name": "user_message_reference", "value": "0007" },
        { "tag": 0x1401, "name": null, "value": "ff" },
    ]);
    assert_eq!((&objects[0]["tlvs"], &objects[0]["trailing"]), (&tlvs, &json!("02")));
    let findings = json!([{
        "rule": "address_not_printable", "field": "dl_name", "severity": "warning", "status": "ESME_RINVDLNAME",
        "message": "an address with octets that are not printable ASCII",
    }, {
        "rule": "tlv_stream", "field": null, "severity": "error", "status": "ESME_RINVTLVSTREAM",
        "message": "octets at the end that are not a TLV",
    }]);
    assert_eq!(objects[0]["findings"], findings);
}

#[test]
fn findings_go_by_version_and_by_the_present() {
    let body = |time: &str| {
        let head = b"\0\x01\x01467\0\x01\x01468\0\0\0\x04".as_slice();
        framed(4, &[head, time.as_bytes(), b"\0\0\x01\0\0\0\x01a"].concat())
    };
    let found = |args: &[&str], line: &str| -> Vec<String> {
        let (_, objects) = inspect(args, line);
        let findings = objects[0]["findings"].as_array().unwrap();
        findings.iter().map(|finding| finding["rule"].as_str().unwrap().to_owned()).collect()
    };
    let past = body("261122101059000+");
    assert_eq!(found(&["pdu"], &past), ["value_out_of_range"], "priority 4 is of 5.0");
    assert_eq!(found(&["pdu", "--version", "5.0"], &past), [""; 0]);
    let now = ["pdu", "--version", "5.0", "--now", "1795342260"];
    assert_eq!(found(&now, &past), ["schedule_before_now"]);
    assert_eq!(found(&now, &body("261122101100000+")), [""; 0]);
    // The last: a number that does not fit in eight bits is not truncated.
    for wrong in [["pdu", "--version", "4.0"], ["pdu", "--now", "noon"], ["text", "--reference", "256"]] {
        assert_eq!(run("inspect", &wrong).status.code(), Some(2));
    }
}

/// No program shows a password, neither as text nor as octets, unless asked to.
#[test]
fn passwords_show_only_when_asked() {
    let (secret, octets) = ("TOPSECRT", "544f505345435254");
    let whole = format!("sys\0{secret}\0\0\x34\0\0\0");
    for id in [1, 2, 9, 11] {
        // Complete, truncated, without its NUL, and too long.
        let long = whole.replace(secret, &secret.repeat(3));
        for body in [&whole[..], &whole[..14], &whole[..12], &long] {
            let (_, objects) = inspect(&["pdu"], &framed(id, body.as_bytes()));
            let shown = format!("{objects:?}");
            assert!(!shown.contains(secret) && !shown.contains(octets), "{shown}");
        }
        let (_, objects) = inspect(&["pdu", "--show-passwords"], &framed(id, whole.as_bytes()));
        assert_eq!(objects[0]["fields"]["password"], secret);
        let (_, objects) = inspect(&["pdu"], &framed(id, whole.as_bytes()));
        assert_eq!(objects[0]["fields"]["password"], "***");
    }
    let trace = String::from_utf8(run("round_trip", &[]).stdout).unwrap();
    let mut lines = trace.lines().filter(|line| line.contains("password"));
    assert!(lines.any(|line| line.contains("** ** ** **") && line.ends_with("  ***")), "{trace}");
    assert!(!trace.contains("73 65 63 72 65 74") && !trace.contains("secret"), "{trace}");
}

/// Runs inspect with little memory on one line. Returns its exit status, and the length and beginning of its output.
#[cfg(target_os = "linux")]
fn with_little_memory(what: &str, line: &str) -> (Option<i32>, usize, String) {
    let inspect = program("inspect");
    let kibibytes = 100_000;
    let script = format!("ulimit -v {kibibytes}; exec {} {what}", inspect.get_program().display());
    let mut process = std::process::Command::new("sh")
        .args(["-c", &script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = process.stdin.take().unwrap();
    let line = format!("{line}\n");
    let writer = std::thread::spawn(move || {
        // It may end before it has read everything.
        let _ = input.write_all(line.as_bytes());
    });
    let output = process.wait_with_output().unwrap();
    writer.join().unwrap();
    let start = String::from_utf8_lossy(&output.stdout[..output.stdout.len().min(200)]).into_owned();
    (output.status.code(), output.stdout.len(), start)
}

/// A line used to take 43 times its length, most of all if it was all fields.
#[cfg(target_os = "linux")]
#[test]
fn a_line_takes_a_few_times_its_length_in_memory() {
    let fields =
        |count: usize, sign: char| (0..count).map(|number| format!("k{number}{sign}v ")).collect::<String>();
    // The maximum number of fields, and one more.
    let most = format!("id:1 stat:DELIVRD {}", fields(10_000, ':'));
    let (status, _, start) = with_little_memory("receipt", &most);
    assert_eq!(status, Some(0), "{start}");
    assert!(start.starts_with(r#"{"id":"1","sub":null,"#), "{start}");
    for more in [fields(10_001, ':'), fields(1_000_000, ':'), "id:2 ".repeat(1_000_000)] {
        let (status, _, start) = with_little_memory("receipt", &format!("id:1 stat:DELIVRD {more}"));
        assert_eq!(status, Some(1));
        assert_eq!(
            start,
            "{\"error\":\"more than 10000 non-standard fields: not read\",\"offset\":0,\
             \"field\":\"extra\",\"status\":null}\n"
        );
    }
    let (status, len, _) =
        with_little_memory("receipt", &format!("id:1 text:{}", "\u{E9}".repeat(2_000_000)));
    assert!(status == Some(0) && len > 12_000_000, "{status:?} {len}");
    // Each TLV and each finding of a PDU is an object.
    let pdu = format!("{:08x}000000150000000000000001{}", 16 + 4 * 200_000, "14000000".repeat(200_000));
    let (status, len, start) = with_little_memory("pdu", &pdu);
    assert!(status == Some(0) && len > 7_000_000, "{status:?} {len} {start}");
}

#[test]
fn a_line_without_an_end_is_an_error() {
    let line = format!("{}\n04\n", "0".repeat(64 * 1024 * 1024 + 1));
    let (status, objects) = inspect(&["pdu"], &line);
    assert_eq!((status, objects.len()), (1, 2));
    assert_eq!(objects[0]["error"], "a line of more than 67108864 octets was skipped");
    assert_eq!(objects[1]["error"], "incomplete PDU: 1 octets do not form a header");
}
