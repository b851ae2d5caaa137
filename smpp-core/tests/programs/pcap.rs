//! `inspect pcap`: captures built here, each with one peculiarity.

#![allow(clippy::cast_possible_truncation, reason = "small numbers")]

use super::capture_kit::*;
use super::kit::raw;
use smpp_core::pdu::{DestAddress, SubmitMulti, SubmitMultiResp, SubmitSm, UnsuccessSme};

/// A bind, two messages, a receipt, in both directions, in order.
fn session() -> Tcp {
    let mut tcp = Tcp::open();
    talk(&mut tcp);
    tcp
}

fn talk(tcp: &mut Tcp) {
    tcp.send(0, &bind());
    tcp.send(1, &bind_resp());
    tcp.send(0, &[submit(2), submit(3)].concat());
    tcp.send(1, &[submit_resp(2), submit_resp(3)].concat());
    tcp.send(1, &receipt(1, 3));
    tcp.send(0, &receipt_resp(1));
}

const SESSION: [&str; 8] = [
    "esme bind_transceiver 1",
    "smsc bind_transceiver_resp 1",
    "esme submit_sm 2",
    "esme submit_sm 3",
    "smsc submit_sm_resp 2",
    "smsc submit_sm_resp 3",
    "smsc deliver_sm 1",
    "esme deliver_sm_resp 1",
];

fn same(file: &[u8]) {
    let (objects, summary) = read(file);
    assert_eq!(brief(&objects), SESSION);
    let total = &summary["total"];
    assert_eq!((&total["receipts_matched"], &total["unanswered"]), (&1.into(), &0.into()), "{total}");
    for absent in ["cut", "gaps", "framing_lost", "unmatched_responses", "fragments", "unreadable"] {
        assert_eq!(total[absent], 0, "{absent}");
    }
}

#[test]
fn a_session_is_read_with_states_round_trips_and_its_receipt() {
    let (objects, summary) = read(&session().pcap());
    assert_eq!(brief(&objects), SESSION);
    assert_eq!(objects[0]["time"], "2026-11-28T02:24:00.003000000Z");
    assert_eq!(objects[0]["src"], "192.0.2.1:40000");
    assert_eq!(objects[0]["dst"], "192.0.2.2:2775");
    assert_eq!(objects[0]["state"], "OPEN");
    assert_eq!(objects[1]["state"], "BOUND_TRX");
    let answers =
        serde_json::json!({"command": "bind_transceiver", "packet": 4, "round_trip": 0.001, "late": false});
    assert_eq!(objects[1]["answers"], answers);
    let receipt = serde_json::json!({
        "id": "id-3", "state": "delivered", "message": "matched", "connection": 1, "sequence_number": 3, "after": 0.002,
    });
    assert_eq!(objects[6]["receipt"], receipt);
    let connection = &summary["connections"][0];
    assert_eq!((&connection["system_id"], &connection["esme"]), (&"me".into(), &"192.0.2.1:40000".into()));
    assert_eq!(connection["round_trip"]["max"], 0.001);
    assert_eq!(summary["total"]["pdus"], 8);
}

#[test]
fn lines_and_tables_are_for_people() {
    let mut tcp = session();
    tcp.close();
    let text = String::from_utf8(inspect(&tcp.pcap(), &[]).stdout).unwrap();
    assert!(text.contains("02:24:00.004000  #1 <- bind_transceiver_resp  seq 1        ESME_ROK  after 1.00 ms  now BOUND_TRX"), "{text}");
    assert!(
        text.contains("deliver_sm             seq 1  receipt DELIVERED for seq 3 after 2.00 ms"),
        "{text}"
    );
    assert!(text.contains("#1 closed\n"), "{text}");
    assert!(text.contains("12 packets, 12 with TCP, 2026-11-28 02:24:00 UTC, 11.0 ms"), "{text}");
    let summary = String::from_utf8(inspect(&tcp.pcap(), &["--summary"]).stdout).unwrap();
    assert!(text.ends_with(&summary) && summary.contains("submit_sm                 2\n"), "{summary}");
}

#[test]
fn retransmission() {
    let mut tcp = session();
    let again = tcp.packets[5].clone();
    tcp.packets.insert(6, again.clone());
    tcp.packets.push(again);
    same(&tcp.pcap());
    assert!(read(&tcp.pcap()).1["total"]["retransmitted_octets"].as_u64().unwrap() > 200);
}

/// A SYN that is repeated after the first octets begins nothing again.
#[test]
fn a_repeated_syn() {
    let mut tcp = Tcp::open();
    tcp.send(0, &bind());
    tcp.segment(0, 1000, SYN, b"");
    tcp.send(1, &bind_resp());
    tcp.segment(1, 5000, SYN | ACK, b"");
    tcp.send(0, &[submit(2), submit(3)].concat());
    tcp.send(1, &[submit_resp(2), submit_resp(3)].concat());
    tcp.send(1, &receipt(1, 3));
    tcp.send(0, &receipt_resp(1));
    same(&tcp.pcap());
}

#[test]
fn out_of_order() {
    let mut tcp = Tcp::open();
    tcp.send(0, &bind());
    tcp.send(1, &bind_resp());
    let both = [submit(2), submit(3)].concat();
    let (a, rest) = both.split_at(30);
    let (b, c) = rest.split_at(90);
    let next = tcp.next[0];
    tcp.segment(0, next + 120, ACK, c);
    tcp.segment(0, next + 30, ACK, b);
    tcp.segment(0, next, ACK, a);
    tcp.next[0] += both.len() as u32;
    tcp.send(1, &[submit_resp(2), submit_resp(3)].concat());
    tcp.send(1, &receipt(1, 3));
    tcp.send(0, &receipt_resp(1));
    same(&tcp.pcap());
    assert_eq!(read(&tcp.pcap()).1["total"]["out_of_order"], 2);
}

#[test]
fn overlap() {
    let mut tcp = Tcp::open();
    tcp.send(0, &bind());
    tcp.send(1, &bind_resp());
    let both = [submit(2), submit(3)].concat();
    let next = tcp.next[0];
    tcp.segment(0, next, ACK, &both[..50]);
    tcp.segment(0, next + 20, ACK, &both[20..100]);
    tcp.segment(0, next + 99, ACK, &both[99..]);
    tcp.next[0] += both.len() as u32;
    tcp.send(1, &[submit_resp(2), submit_resp(3)].concat());
    tcp.send(1, &receipt(1, 3));
    tcp.send(0, &receipt_resp(1));
    same(&tcp.pcap());
}

#[test]
fn octet_by_octet() {
    let mut tcp = Tcp::open();
    for octet in bind() {
        tcp.send(0, &[octet]);
    }
    for octet in bind_resp() {
        tcp.send(1, &[octet]);
    }
    for octet in [submit(2), submit(3)].concat() {
        tcp.send(0, &[octet]);
    }
    tcp.send(1, &[submit_resp(2), submit_resp(3)].concat());
    tcp.send(1, &receipt(1, 3));
    tcp.send(0, &receipt_resp(1));
    same(&tcp.pcap());
}

#[test]
fn sequence_numbers_wrap() {
    let mut tcp = Tcp::new();
    tcp.next = [u32::MAX - 60, u32::MAX];
    tcp.handshake();
    talk(&mut tcp);
    same(&tcp.pcap());
}

/// The PDU in the gap is lost, and so is the one that begins in it. Reading goes on with the next one.
#[test]
fn gap() {
    let mut tcp = Tcp::open();
    tcp.send(0, &bind());
    tcp.send(1, &bind_resp());
    let three = [submit(2), submit(3), submit(4)].concat();
    let one = submit(2).len();
    tcp.lose(0, &three[..one + 20]);
    tcp.send(0, &three[one + 20..]);
    tcp.send(1, &submit_resp(4));
    let (objects, summary) = read(&tcp.pcap());
    let seen = [
        "esme bind_transceiver 1",
        "smsc bind_transceiver_resp 1",
        "gap",
        "esme submit_sm 4",
        "smsc submit_sm_resp 4",
    ];
    assert_eq!(brief(&objects), seen);
    assert_eq!(summary["total"]["gap_octets"], one as u64 + 20);
    assert_eq!(summary["total"]["skipped_octets"], one as u64 - 20);
}

/// A gap that ends inside the PDU in which it began costs only the body of that PDU.
#[test]
fn gap_within_a_pdu() {
    let mut tcp = Tcp::open();
    let pdu = submit(2);
    tcp.send(0, &bind());
    tcp.send(1, &bind_resp());
    tcp.send(0, &pdu[..20]);
    tcp.lose(0, &pdu[20..50]);
    tcp.send(0, &[&pdu[50..], &submit(3)].concat());
    tcp.send(1, &[submit_resp(2), submit_resp(3)].concat());
    let (objects, summary) = read(&tcp.pcap());
    assert_eq!(
        brief(&objects)[2..],
        ["gap", "esme submit_sm 2", "esme submit_sm 3", "smsc submit_sm_resp 2", "smsc submit_sm_resp 3"]
    );
    assert_eq!(objects[3]["captured"], 20);
    assert_eq!((&summary["total"]["cut"], &summary["total"]["unmatched_responses"]), (&1.into(), &0.into()));
}

#[test]
fn snap_length() {
    let tcp = session();
    let file = pcap_with(false, false, RAW, 20 + 20 + 40, &tcp.packets);
    let (objects, summary) = read(&file);
    let pdus: Vec<String> = brief(&objects).into_iter().filter(|line| line != "gap").collect();
    // The second of two messages in one packet is not there at all.
    let seen: Vec<&str> = SESSION.into_iter().filter(|line| *line != "esme submit_sm 3").collect();
    assert_eq!(pdus, seen);
    assert_eq!(summary["total"]["cut"], 3);
    assert_eq!(summary["total"]["unmatched_responses"], 1);
    assert_eq!(summary["total"]["framing_lost"], 0);
}

#[test]
fn the_capture_begins_in_the_middle() {
    let mut tcp = Tcp::new();
    let pdu = submit(7);
    tcp.send(0, &pdu[33..]);
    tcp.send(0, &submit(8));
    tcp.send(1, &submit_resp(8));
    let (objects, _) = read(&tcp.pcap());
    assert_eq!(brief(&objects), ["esme submit_sm 8", "smsc submit_sm_resp 8"]);
    assert!(objects[0]["state"].is_null());
}

#[test]
fn framing_is_lost_and_found() {
    let mut tcp = Tcp::open();
    tcp.send(0, &bind());
    tcp.send(0, &[b"\0\0\0\x07garbage", &submit(2)[..]].concat());
    let (objects, summary) = read(&tcp.pcap());
    assert_eq!(brief(&objects), ["esme bind_transceiver 1", "framing_lost", "esme submit_sm 2"]);
    assert_eq!(summary["total"]["skipped_octets"], 11);
}

#[test]
fn links_and_headers() {
    let wrap = |link: u32, front: &[u8], back: &[u8], ipv6: bool| {
        let mut tcp = Tcp::new();
        tcp.ipv6 = ipv6;
        tcp.handshake();
        talk(&mut tcp);
        for (_, packet) in &mut tcp.packets {
            *packet = [front, &packet[..], back].concat();
        }
        pcap(link, &tcp.packets)
    };
    let addresses = [2; 12];
    let ethernet = |kind: &[u8]| [&addresses[..], kind].concat();
    for (link, front, back, ipv6) in [
        // Short packets on Ethernet are padded.
        (1, ethernet(&[8, 0]), &[0; 6][..], false),
        (1, ethernet(&[0x86, 0xDD]), &[], true),
        // One VLAN, and one in another.
        (1, ethernet(&[0x81, 0, 0, 5, 8, 0]), &[], false),
        (1, ethernet(&[0x88, 0xA8, 0, 5, 0x81, 0, 0, 6, 0x86, 0xDD]), &[], true),
        (101, vec![], &[], true),
        (228, vec![], &[], false),
        (0, vec![2, 0, 0, 0], &[], false),
        (0, vec![30, 0, 0, 0], &[], true),
        (108, vec![0, 0, 0, 2], &[], false),
        (113, [&[0; 14][..], &[8, 0]].concat(), &[], false),
        (276, [&[8, 0][..], &[0; 18]].concat(), &[], false),
    ] {
        same(&wrap(link, &front, back, ipv6));
    }
}

#[test]
fn fragments_are_counted() {
    let mut tcp = session();
    tcp.packets.push((START, ipv4(0, 6, 0x2000, &[0; 40])));
    tcp.packets.push((START, ipv4(0, 6, 5, &[0; 40])));
    tcp.packets.push((START, ipv4(0, 17, 0, &[0; 8])));
    tcp.packets.push((START, vec![0x45, 0]));
    let total = read(&tcp.pcap()).1["total"].take();
    assert_eq!((&total["fragments"], &total["unreadable"]), (&2.into(), &1.into()), "{total}");
    assert_eq!((&total["packets"], &total["tcp_packets"]), (&13.into(), &9.into()));
}

#[test]
fn big_endian_and_nanoseconds() {
    let mut tcp = session();
    for (time, _) in &mut tcp.packets {
        *time += 7;
    }
    for big_endian in [false, true] {
        for nanoseconds in [false, true] {
            let file = pcap_with(big_endian, nanoseconds, RAW, usize::MAX, &tcp.packets);
            same(&file);
            let time =
                if nanoseconds { "2026-11-28T02:24:00.003000007Z" } else { "2026-11-28T02:24:00.003000000Z" };
            assert_eq!(read(&file).0[0]["time"], time);
        }
    }
}

/// Two sections; the second has two interfaces, one with Ethernet and nanoseconds, one with raw IP and units of 2^-20 s.
#[test]
fn pcapng_with_several_interfaces() {
    let tcp = session();
    let mut file = [section(), interface(1, 6), block(0x0BAD, &[1, 2, 3]), section()].concat();
    file.extend(interface(1, 9));
    file.extend(interface(101, 0x80 | 20));
    for (number, (time, packet)) in tcp.packets.iter().enumerate() {
        if number % 2 == 0 {
            let frame = [&[2; 12][..], &[8, 0], packet].concat();
            file.extend(enhanced(0, *time, &frame));
        } else {
            let units = u128::from(*time) * (1 << 20) / u128::from(SECOND);
            file.extend(enhanced(1, units as u64, packet));
        }
    }
    same(&file);
    let (objects, _) = read(&file);
    assert_eq!(objects[1]["time"], "2026-11-28T02:24:00.004000000Z");
    let coarse = objects[0]["time"].as_str().unwrap();
    assert!(coarse.starts_with("2026-11-28T02:24:00.00299"), "{coarse}");
}

#[test]
fn a_port_is_used_again() {
    let mut tcp = session();
    let mut second = Tcp::new();
    (second.next, second.now) = ([900_000, 1], tcp.now);
    second.handshake();
    talk(&mut second);
    tcp.packets.append(&mut second.packets);
    let (objects, summary) = read(&tcp.pcap());
    assert_eq!(brief(&objects), [SESSION, SESSION].concat());
    assert_eq!((&objects[8]["connection"], &summary["total"]["connections"]), (&2.into(), &2.into()));
}

#[test]
fn the_end_of_a_connection() {
    let mut tcp = session();
    tcp.send(0, &submit(9));
    let mut reset = session();
    tcp.close();
    reset.send(0, &submit(9));
    reset.segment(1, reset.next[1], RST | ACK, b"");
    for tcp in [tcp, reset] {
        let (objects, summary) = read(&tcp.pcap());
        assert_eq!(brief(&objects)[8..], ["esme submit_sm 9", "unanswered", "closed"]);
        assert_eq!(summary["connections"][0]["state"], "CLOSED");
        assert_eq!((&summary["total"]["unanswered"], &summary["total"]["open"]), (&1.into(), &0.into()));
    }
}

#[test]
fn late_missing_and_unmatched_responses() {
    let mut tcp = session();
    tcp.send(0, &[submit(10), submit(11)].concat());
    tcp.now += 3 * SECOND;
    tcp.send(1, &submit_resp(10));
    tcp.send(1, &submit_resp(10));
    tcp.send(0, &submit(12));
    let output = inspect(&tcp.pcap(), &["--json", "--timeout", "2.5"]);
    let (objects, summary) = objects(&output);
    assert_eq!(objects[10]["answers"]["late"], true);
    assert!(objects[11]["answers"].is_null());
    let total = &summary["total"];
    assert_eq!((&total["late"], &total["unanswered"]), (&1.into(), &1.into()));
    // The last one has time left.
    assert_eq!((&total["open"], &total["unmatched_responses"]), (&1.into(), &1.into()));
    assert_eq!(objects.last().unwrap()["sequence_number"], 11);
}

#[test]
fn a_receipt_before_its_response_is_matched() {
    let mut tcp = Tcp::open();
    tcp.send(0, &submit(2));
    tcp.send(1, &receipt(1, 2));
    tcp.send(1, &receipt(2, 3));
    tcp.send(1, &submit_resp(2));
    let total = read(&tcp.pcap()).1["total"].take();
    assert_eq!((&total["receipts"], &total["receipts_matched"]), (&2.into(), &1.into()));
    assert_eq!(total["receipts_unmatched"], 1);
}

/// Some message centres send receipts for all messages of an account.
#[test]
fn a_receipt_that_was_not_asked_for_is_matched() {
    let mut tcp = Tcp::open();
    let pdu = SubmitSm { destination_addr: "15555550100".into(), ..SubmitSm::default() };
    tcp.send(0, &encoded(&pdu, 2));
    tcp.send(1, &submit_resp(2));
    tcp.send(1, &receipt(1, 2));
    let total = read(&tcp.pcap()).1["total"].take();
    assert_eq!((&total["receipts_matched"], &total["receipts_unmatched"]), (&1.into(), &0.into()));
}

/// A submit_multi gets one id, and then a receipt for each destination that was not refused.
#[test]
fn each_destination_of_a_submit_multi_has_its_receipt() {
    let entries = ["7", "8", "9"].map(|number| DestAddress::Sme {
        dest_addr_ton: Default::default(),
        dest_addr_npi: Default::default(),
        destination_addr: number.into(),
    });
    let multi = SubmitMulti {
        dest_address: entries.as_slice().into(),
        registered_delivery: 1.into(),
        ..SubmitMulti::default()
    };
    let refused = [UnsuccessSme { destination_addr: "9".into(), ..UnsuccessSme::default() }];
    let resp = SubmitMultiResp {
        message_id: "id-2".into(),
        unsuccess_sme: refused.as_slice().into(),
        ..SubmitMultiResp::default()
    };
    let (multi, resp) = (encoded(&multi, 2), encoded(&resp, 2));
    let outcomes = |order: [&[u8]; 4]| {
        let mut tcp = Tcp::open();
        tcp.send(0, &multi);
        order.into_iter().for_each(|pdu| tcp.send(1, pdu));
        let (_, summary) = read(&tcp.pcap());
        ["receipts_matched", "receipts_repeated", "receipts_unmatched"]
            .map(|name| summary["total"][name].as_u64().unwrap())
    };
    let receipts = [receipt(1, 2), receipt(2, 2), receipt(3, 2)];
    let [one, two, three] = receipts.each_ref().map(Vec::as_slice);
    assert_eq!(outcomes([&resp, one, two, three]), [2, 1, 0]);
    assert_eq!(outcomes([one, &resp, two, three]), [2, 1, 0]);
}

#[test]
fn findings_are_shown_and_counted() {
    let mut tcp = session();
    let mut odd = submit(20);
    odd[11] = 8;
    tcp.send(0, &odd);
    let (objects, summary) = read(&tcp.pcap());
    assert_eq!(objects[8]["findings"][0]["rule"], "status_in_request");
    assert_eq!(summary["total"]["rules"][0]["rule"], "status_in_request");
}

#[test]
fn other_protocols_are_left_alone_unless_a_port_is_named() {
    let mut tcp = Tcp::open();
    tcp.send(0, b"GET / HTTP/1.1\r\n\r\n");
    tcp.send(1, b"HTTP/1.1 200 OK\r\n\r\n");
    tcp.send(0, &bind());
    let (objects, summary) = read(&tcp.pcap());
    assert_eq!((objects.len(), &summary["total"]["connections"]), (0, &0.into()));
    let named = objects_of(&inspect(&tcp.pcap(), &["--json", "--port", "2775"]));
    assert_eq!(brief(&named), ["framing_lost", "framing_lost", "esme bind_transceiver 1"]);
    assert!(objects_of(&inspect(&session().pcap(), &["--json", "--port", "2776"])).is_empty());
}

fn objects_of(output: &std::process::Output) -> Vec<serde_json::Value> {
    objects(output).0
}

#[test]
fn a_file_that_is_cut_off_is_read_as_far_as_it_goes() {
    let whole = session().pcap();
    let output = inspect(&whole[..whole.len() - 3], &["--json"]);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(brief(&objects(&output).0), SESSION[..7]);
    let error = String::from_utf8(output.stderr).unwrap();
    assert_eq!(error, "inspect: -: the file ends inside the block after packet 8\n");
    for (file, what) in
        [(&b""[..], "cut off"), (b"GET / HTTP/1.1\r\nHost: example", "neither pcap nor pcapng")]
    {
        let output = inspect(file, &[]);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(1), 0));
        assert!(String::from_utf8(output.stderr).unwrap().contains(what));
    }
}

#[test]
fn passwords_are_hidden_unless_asked_for() {
    let file = session().pcap();
    let password = |args: &[&str]| {
        let output = inspect(&file, &[&["--json", "--fields"], args].concat());
        objects(&output).0[0]["fields"]["password"].take()
    };
    assert_eq!(password(&[]), "***");
    assert_eq!(password(&["--show-passwords"]), "secret");
    // If a field is missing, the password is in the place of another.
    for body in [&b"secret\0\0\x34\0\0\0"[..], b"mesecret\0\0\x34\0\0\0", b"secret\0\0\0\x34\0\0\0\x01"] {
        let mut tcp = Tcp::open();
        tcp.send(0, &raw(9, 1, body));
        for args in [&["--json", "--fields"][..], &["--json"], &["--explain"], &[]] {
            let output = inspect(&tcp.pcap(), args);
            assert!(output.status.success() && !output.stdout.is_empty(), "{output:?}");
            assert!(!output.stdout.windows(6).any(|six| six == b"secret"), "{output:?}");
        }
    }
}

/// However a capture is damaged, the program does not panic, and its exit status is 0 or 1.
#[test]
fn mutations() {
    let mut tcp = session();
    tcp.close();
    let mut ng = [section(), interface(101, 6)].concat();
    for (time, packet) in &tcp.packets {
        ng.extend(enhanced(0, time / 1000, packet));
    }
    // xorshift, with a fixed seed.
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 20) as usize % below
    };
    for round in 0..120 {
        let mut file = if round % 2 == 0 { tcp.pcap() } else { ng.clone() };
        for _ in 0..1 + random(12) {
            let at = random(file.len());
            match random(4) {
                0 => file[at] = random(256) as u8,
                1 => file[at] = [0, 1, 0x7F, 0x80, 0xFF][random(5)],
                2 => drop(file.remove(at)),
                _ => {
                    let end = (at + random(40)).min(file.len());
                    let piece = file[at..end].to_vec();
                    let to = random(file.len());
                    file.splice(to..to, piece);
                }
            }
        }
        let output = inspect(&file, if round % 3 == 0 { &[] } else { &["--json", "--fields"] });
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(
            matches!(output.status.code(), Some(0 | 1)) && !error.contains("panicked"),
            "{round}: {error}"
        );
    }
}
