//! `inspect tpdu`: one object per TPDU, in both directions, with and without the address of the service centre.

use crate::kit::program;
use serde_json::{Value, json};
use std::io::Write;
use std::process::Stdio;

/// The exit status, and the objects of the lines.
fn inspect(args: &[&str], input: &str) -> (i32, Vec<Value>) {
    let mut command = program("inspect");
    command.arg("tpdu").args(args);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = process.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    (output.status.code().unwrap(), text.lines().map(|line| serde_json::from_str(line).unwrap()).collect())
}

/// The one object of a line that is good.
fn object(args: &[&str], input: &str) -> Value {
    let (status, mut objects) = inspect(args, input);
    assert_eq!((status, objects.len()), (0, 1), "{objects:?}");
    objects.remove(0)
}

#[test]
fn a_deliver_as_a_modem_hands_it_over() {
    let line = "07916407000020F0 44 0B916407000000F1 00 00 62117201110080 0E 0500032A0201 9AE1341B140600";
    assert_eq!(
        object(&["--smsc"], line),
        json!({
            "tpdu": "SMS-DELIVER", "service_centre": "+46700000020", "length": 32,
            "fields": {
                "TP-MTI": 0, "TP-MMS": 1, "TP-LP": 0, "TP-SRI": 0, "TP-UDHI": 1, "TP-RP": 0,
                "TP-OA": "0b916407000000f1", "TP-PID": 0, "TP-DCS": 0, "TP-SCTS": "62117201110080", "TP-UDL": 14,
                "TP-UD": "0500032a02019ae1341b140600",
            },
            "address": { "ton": 1, "npi": 1, "text": "+46700000001", "well_formed": true },
            "protocol": "short message", "coding": "GSM 7-bit", "validity": null,
            "time": "2026-11-27T10:11:00+02:00", "discharge_time": null, "status": null, "failure_cause": null,
            "command": null,
            "header": [{ "iei": 0, "meaning": "concatenated short messages, 8-bit reference", "data": "2a0201" }],
            "concatenation": { "reference": 42, "total": 2, "number": 1 },
            "text": "Mail a@", "trailing": "", "reencoded": true,
        })
    );
}

#[test]
fn one_number_and_two_directions() {
    let report = "062a0b916407000000f1621172011100806211720111508046";
    let shown = object(&[], report);
    assert_eq!(shown["tpdu"], "SMS-STATUS-REPORT");
    assert_eq!(shown["status"], json!({ "class": "permanent error", "meaning": "validity period expired" }));
    assert_eq!(shown["discharge_time"], "2026-11-27T10:11:05+02:00");
    let command = object(&["--from", "ms"], "220700022a0b916407000000f103010203");
    assert_eq!(
        (&command["tpdu"], &command["command"]),
        (&json!("SMS-COMMAND"), &json!("delete a submitted message"))
    );
    assert_eq!(command["fields"]["TP-CD"], "010203");

    let submit = object(&["--from", "ms", "--smsc"], "0011000B916407281553F80000AA0AE8329BFD4697D9EC37\r\n");
    assert_eq!((&submit["service_centre"], &submit["length"]), (&Value::Null, &json!(23)));
    assert_eq!(submit["validity"], json!({ "seconds": 4 * 24 * 3600, "until": null }));
    assert_eq!((&submit["text"], &submit["fields"]["TP-VPF"]), (&json!("hellohello"), &json!(2)));
    let refused = object(&["--from", "sc"], "01c50062117201110080");
    assert_eq!(refused["failure_cause"], "duplicate short message rejected");
    assert_eq!(object(&["--from=ms"], "00d300")["failure_cause"], "memory capacity exceeded");
}

#[test]
fn impossible_dates_and_other_octets_are_kept() {
    let shown = object(&[], "04 039121f3 00 04 00000000000000 02 0102 ff80");
    assert_eq!(
        (&shown["time"], &shown["text"], &shown["trailing"]),
        (&Value::Null, &Value::Null, &json!("ff80"))
    );
    assert_eq!(shown["coding"], "8-bit data");
    assert_eq!(shown["reencoded"], true);
    let odd = object(&[], "04 03912143 00 08 ffffffffffffff 03 0041d8");
    assert_eq!(odd["address"]["well_formed"], false);
    assert_eq!((&odd["text"], &odd["reencoded"]), (&json!("A\u{FFFD}"), &json!(true)));
}

#[test]
fn errors_say_where() {
    let error = |text: &str, offset: usize, field: Option<&str>| json!({ "error": text, "offset": offset, "field": field, "status": null });
    let past_end = "TP-UDL at octet 18: it counts more octets than are left";
    let short = "040b916407000000f1000062117201110080 0a e8329bfd";
    assert_eq!(inspect(&[], short), (1, vec![error(past_end, 18, Some("TP-UDL"))]));
    // The offset counts from the start of the line.
    let (status, objects) = inspect(&["--smsc"], &format!("00{short}\n\n00zz\n07\n"));
    let bad = error("not a pair of hexadecimal digits", 2, None);
    let address = error("the address of the service centre is longer than the PDU", 0, Some("SCA"));
    assert_eq!((status, objects), (1, vec![error(past_end, 19, Some("TP-UDL")), bad, address]));
    let reserved = "TP-MTI at octet 0: a mobile does not send this type";
    assert_eq!(inspect(&["--from", "ms"], "03"), (1, vec![error(reserved, 0, Some("TP-MTI"))]));
    assert_eq!(inspect(&[], "\n \n"), (0, vec![]));
    let wrong = program("inspect").args(["tpdu", "--from", "x"]).output().unwrap();
    assert_eq!(wrong.status.code(), Some(2));
}
