//! Views for people: `inspect --explain`, the notations that it reads, and the traces of the other programs.

use crate::kit::{OK, Server, esme, octets as octets_of, program, run};
use crate::notation::{NotOctets, pieces};
use smpp_core::codes::DataCoding;
use smpp_core::pdu::SubmitSm;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

fn feed(command: &mut Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut process = command.spawn().unwrap();
    process.stdin.take().unwrap().write_all(input).unwrap();
    process.wait_with_output().unwrap()
}

fn explain(args: &[&str], input: &str) -> (i32, String) {
    let output = feed(program("inspect").args(args).arg("--explain"), input.as_bytes());
    (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
}

/// Each file `explained/NAME.in`, in one notation or another, against NAME.out. To write the latter anew:
/// `inspect pdu --explain < NAME.in > NAME.out`.
#[test]
fn explanations_are_as_they_should_be() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/programs/explained");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|end| end == "in") {
            let input = std::fs::read_to_string(&path).unwrap();
            let expected = std::fs::read_to_string(path.with_extension("out")).unwrap();
            let (status, shown) = explain(&["pdu"], &input);
            assert_eq!(shown, expected, "{}", path.display());
            assert_eq!(status, i32::from(expected.contains("(undecodable")), "{}", path.display());
            count += 1;
        }
    }
    assert_eq!(count, 8);
}

const LINK: &str = "00000010000000150000000000000001";

#[test]
fn json_and_explanations_do_not_mix() {
    assert_eq!(run("inspect", &["pdu", "--explain", "--json"]).status.code(), Some(2));
    let json = feed(program("inspect").args(["pdu", "--json"]), LINK.as_bytes());
    let default = feed(program("inspect").arg("pdu"), LINK.as_bytes());
    assert!(json.stdout == default.stdout && json.stdout.starts_with(b"{\"command\":\"enquire_link\""));
    // A mistake is on standard error.
    let output = feed(program("inspect").args(["pdu", "--explain"]), b"00 0");
    assert_eq!((output.status.code(), &*output.stdout), (Some(1), &b""[..]));
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "inspect: line 1, column 4: half an octet\n");
}

/// Colours only where they are wanted.
#[test]
fn colours_are_for_terminals() {
    let shown = |variables: &[(&str, &str)]| {
        let mut command = program("inspect");
        command.args(["pdu", "--explain"]).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE");
        let output = feed(command.envs(variables.iter().copied()), LINK.as_bytes());
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(!shown(&[]).contains('\x1B') && shown(&[("CLICOLOR_FORCE", "1")]).contains("\x1B["));
    assert!(!shown(&[("CLICOLOR_FORCE", "0"), ("NO_COLOR", "1")]).contains('\x1B'));
}

/// What is sent cannot act on the terminal.
#[test]
fn explanations_are_safe_to_display() {
    let message: Vec<u8> = "a\u{1B}[31m\u{202E}b\u{9B}".encode_utf16().flat_map(u16::to_be_bytes).collect();
    let pdu = SubmitSm {
        source_addr: "\u{1B}[2J\u{7}".into(),
        destination_addr: "3".into(),
        data_coding: DataCoding::UCS2,
        short_message: &message,
        ..SubmitSm::default()
    };
    let pdu = octets_of(&pdu, OK, 1);
    let hex: String = pdu.iter().map(|octet| format!("{octet:02x}")).collect();
    for (args, input) in
        [(["pdu"], &*hex), (["text"], "a\u{1B}[31m\u{202E}b"), (["receipt"], "id:\\x1b[31m stat:DELIVRD")]
    {
        let (status, shown) = explain(&args, input);
        assert_eq!(status, 0, "{shown}");
        assert!(!shown.contains(['\x1B', '\u{202E}', '\u{9B}', '\x07']), "{shown}");
    }
}

#[test]
fn a_text_shows_what_it_costs_and_why() {
    let (status, shown) = explain(&["text"], "5 € [x]\nZażółć\n\n");
    assert_eq!(
        shown,
        "GSM 7-bit, 10 septets in 1 part, room for 150 more in the last one\n\
         \x20 part 1: 10 octets  \"5 € [x]\"\n\
         \x20 two septets each: € U+20AC, [ U+005B, ] U+005D\n\n\
         UCS2, 6 units in 1 part, room for 64 more in the last one\n\
         \x20 part 1: 12 octets  \"Zażółć\"\n\
         \x20 UCS2 because of: ż U+017C, ó U+00F3, ł U+0142, ć U+0107\n\
         \x20 with --transliterate: GSM 7-bit, 6 septets in 1 part\n\
         \x20 replaced: ż becomes z, ó becomes o, ł becomes l, ć becomes c\n\n"
    );
    assert_eq!(status, 0);
    let (status, shown) = explain(&["text", "--encoding", "gsm7"], "Zaż");
    assert!(status == 1 && shown.contains("not in GSM 7-bit: ż U+017C"), "{shown}");
    let (_, shown) = explain(&["text"], &"Hola 5€ ".repeat(30));
    assert!(shown.contains("part 2: 123 octets, 6 of them header"), "{shown}");
    // A nearest text can be longer than two.
    let (_, shown) = explain(&["text", "--transliterate"], "ﬁn… €");
    assert!(shown.contains("two septets each: ﬁ U+FB01, € U+20AC\n"), "{shown}");
}

#[test]
fn a_receipt_shows_its_fields_and_what_was_not_understood() {
    let (status, shown) = explain(
        &["receipt", "--profile", "mensatek"],
        "XMS=id:77 mcc:612 done date:1712121212 stat:ODD err:053",
    );
    let lines: Vec<Vec<&str>> = shown.lines().map(|line| line.split_whitespace().collect()).collect();
    assert_eq!(
        lines.iter().map(|words| words.join(" ")).collect::<Vec<_>>(),
        [
            "unread \"XMS=\" not understood",
            "id \"77\" id of the message",
            "mcc \"612\" not in Appendix B",
            "done date \"1712121212\" 2017-12-12T12:12:00 or 2024-04-03T05:13:32",
            "stat \"ODD\" an unknown word",
            "err \"053\" expired: the phone stayed off or out of coverage",
            "receipt delivery receipt the message has not ended",
            "id of the message \"77\" from the text",
            "error \"053\" from the text: expired: the phone stayed off or out of coverage",
            "",
        ]
    );
    assert_eq!(status, 0);
}

#[test]
fn a_tpdu_shows_its_fields_and_their_meanings() {
    let tpdu = "07916407000020F0 44 0B916407000000F1 00 00 62117201110080 0E 0500032A0201 9AE1341B140600";
    let (status, shown) = explain(&["tpdu", "--smsc"], tpdu);
    for line in [
        "tpdu            SMS-DELIVER",
        "  TP-UDL          14",
        "  number          1",
        "text            Mail a@",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}: {shown}");
    }
    assert_eq!(status, 0);
    assert_eq!(explain(&["tpdu"], "44 0b").0, 1);
    // White space is ignored, also where a dump has it.
    let (status, shown) = explain(&["tpdu", "--from", "ms"], "0000  00");
    assert!(status == 0 && shown.contains("length          3"), "{shown}");
}

/// The output shows the long message and its receipts, and nothing without a meaning, such as the status of a request.
#[test]
fn round_trip_reads_like_a_text() {
    let trace = String::from_utf8(run("round_trip", &[]).stdout).unwrap();
    for line in [
        "interface_version         0x34              version 3.4",
        "esm_class                 0x40              UDHI",
        "sm_length                 159               octets of short_message",
        "part 1 of 2, reference 7 (8 bits)",
        "\"€ por persona, \"",
        "SMSC_DELIVERY_RECEIPT",
        "stat                    \"DELIVRD\"         Delivered to the destination",
    ] {
        assert!(trace.contains(line), "{line}: {trace}");
    }
    for pdu in trace.split("\n->") {
        let is_response = pdu.lines().next().is_some_and(|line| line.ends_with("_resp"));
        assert_eq!(pdu.contains("ESME_ROK"), is_response, "{pdu}");
    }
    assert!(!trace.contains("warning:") && !trace.contains("error:"), "{trace}");
}

/// Both sides of a proxy, with the same rows.
#[cfg(unix)]
#[test]
fn proxy_traces_both_sides() {
    let smsc = Server::start("smsc", &[]);
    let proxy = Server::record("proxy", &["--connect", &smsc.address.to_string(), "--trace"]);
    let sent = esme(&["--connect", &proxy.address.to_string()]);
    assert!(sent.status.success(), "{sent:?}");
    assert!(Command::new("kill").arg(proxy.id().to_string()).status().unwrap().success());
    let said = String::from_utf8(proxy.end().stderr).unwrap();
    for line in [
        "<- ESME  submit_sm",
        "-> message centre  submit_sm",
        "<- message centre  submit_sm_resp",
        "-> ESME  submit_sm_resp",
    ] {
        assert!(said.lines().any(|said| said == line), "{line}: {said}");
    }
    assert!(said.contains("\"Hello\"") && !said.contains("secret"), "{said}");
}

fn octets(text: &str) -> Vec<u8> {
    let pieces = pieces(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    pieces.concat()
}

/// One PDU in every notation.
#[test]
fn notations_of_people() {
    let expected: Vec<u8> =
        (0..LINK.len()).step_by(2).map(|at| u8::from_str_radix(&LINK[at..at + 2], 16).unwrap()).collect();
    let pairs: Vec<&str> = (0..LINK.len()).step_by(2).map(|at| &LINK[at..at + 2]).collect();
    let with = |prefix: &str, between: &str| {
        pairs.iter().map(|pair| format!("{prefix}{pair}")).collect::<Vec<_>>().join(between)
    };
    let decimal = expected.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    for text in [
        LINK.to_owned(),
        LINK.to_uppercase(),
        with("", " "),
        with("", ":"),
        with("", "-"),
        with("", ","),
        with("", "\n"),
        with("0x", ","),
        with("0x", ", "),
        with("0X", " "),
        with("\\x", ""),
        format!("\"{}\"", with("\\x", "")),
        format!("b'{}'", with("\\x", "")),
        format!("\"{}\"\n  \"{}\";", with("\\x", "").split_at(32).0, with("\\x", "").split_at(32).1),
        format!("unsigned char pdu[] = {{ {} }};\nunsigned int pdu_len = 16;", with("0x", ", ")),
        format!("const PDU: [u8; 16] = {{\n    {},\n}};", with("0x", ",\n    ")),
        format!("[{decimal}]"),
        format!("byte[] pdu = {{{decimal}}};"),
        // Each number on a line of its own; a line on which all numbers have two digits; zeros left out.
        format!("[\n    {},\n]", decimal.replace(", ", ",\n    ")),
        format!("[\n    {}\n]", decimal.replace(", ", ",\n    ")),
        format!("[{}]", decimal.replace(" 21,", "\n 21,\n")),
        format!("[]byte{{{}}}", with("0x", ", ").replace("0x0", "0x")),
        format!("[{}]", with("0x", ",\n").replace("0x0", "0x")),
        format!("<Buffer {}>", with("", " ")),
        format!("/* enquire_link\n * 0x00 */ {LINK} // 0x01\n# ff"),
        "0x00000010 0x00000015, 0x00000000, 0x00000001".to_owned(),
        // xxd, hexdump -C, Wireshark, tcpdump -X. The characters look like digits.
        "00000000: 0000 0010 0000 0015 0000 0000 0000 0001  ab cd ef.......".to_owned(),
        "00000000: 00 00 00 10 00 00 00 15 00 00 00 00 00 00 00 01  ................".to_owned(),
        "00000000: 0000 0010 0000 0015  deadbeef\n00000008: 0000 0000 0000 0001  cafebabe".to_owned(),
        "00000000  00 00 00 10 00 00 00 15  00 00 00 00 00 00 00 01  |abcdef  |..  ab0|\n00000010\n"
            .to_owned(),
        "0000   00 00 00 10 00 00 00 15 00 00 00 00 00 00 00 01   abc  |ab|dead|ff|".to_owned(),
        "0000  00 00 00 10 00 00 00 15 00 00 00 00 00 00 00 01\r\n".to_owned(),
        "\t0x0000:  0000 0010 0000 0015 0000 0000 0000 0001  E..<abcd........".to_owned(),
        "00000040: 0000 0010 0000 0015  ........\n00000048: 0000 0000 0000 0001  ........".to_owned(),
    ] {
        assert_eq!(octets(&text), expected, "{text}");
    }
}

/// Characters of a literal are octets, whatever they look like elsewhere.
#[test]
fn literals_are_read_to_their_end() {
    assert_eq!(octets("b'\\x00a//b#c{/*\\'\\0' // d"), b"\0a//b#c{/*'\0");
    assert_eq!(octets("char a[] = \"\\x41\" \"BC\"; // \"d\""), b"ABC");
}

#[test]
fn repeated_lines_of_a_dump_are_filled_in() {
    let text = "00000000  00 01 02 03 04 05 06 07  08 09 0a 0b 0c 0d 0e 0f  |................|\n\
                00000010  61 61 61 61 61 61 61 61  61 61 61 61 61 61 61 61  |aaaaaaaaaaaaaaaa|\n\
                *\n\
                00000040  62 63                                             |bc|\n\
                00000042\n";
    let expected = [(0..16).collect(), vec![b'a'; 48], b"bc".to_vec()].concat();
    assert_eq!(octets(text), expected);
    // Up to the end.
    let text = text.split_inclusive("*\n").next().unwrap().to_owned() + "00000030\n";
    assert_eq!(octets(&text), expected[..48]);
}

/// A line that starts like a PDU is another piece, so that a broken one does not swallow it; other lines continue.
#[test]
fn lines_are_pieces_or_continue() {
    let broken = "0000001d0000000400000001";
    let found = pieces(&format!("{broken}\n{LINK}\n{LINK}")).unwrap();
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [12, 16, 16]);
    let found = pieces(&format!("{}\n{}", &LINK[..16], &LINK[16..])).unwrap();
    assert_eq!(found.iter().map(Vec::len).collect::<Vec<_>>(), [16]);
    let dump = "00000000: 0000 0010 0000 0015 0000 0000 0000 0001  ................\n";
    assert_eq!(pieces(&dump.repeat(2)).unwrap().len(), 2);
    let (status, shown) = explain(&["pdu"], &format!("{LINK}\n\n  \n{LINK}\n"));
    assert_eq!((status, shown.matches("enquire_link,").count()), (0, 2));
}

#[test]
fn an_error_says_where_the_notation_is_wrong() {
    let wrong = |text: &str| {
        let NotOctets { line, column, what } = pieces(text).unwrap_err();
        (line, column, what)
    };
    assert_eq!(wrong("00\n0"), (2, 1, "half an octet"));
    assert_eq!(wrong("00 0g"), (1, 5, "neither a hexadecimal digit nor a known notation"));
    assert_eq!(wrong("hello"), (1, 1, "neither a hexadecimal digit nor a known notation"));
    assert_eq!(wrong("00:0:00"), (1, 4, "half an octet"));
    assert_eq!(wrong("\"\\x0\""), (1, 2, "not an escape such as \\x1d"));
    assert_eq!(wrong("[0, 256]"), (1, 7, "not an octet: above 255"));
    assert_eq!(wrong("0000000 0000 0010 0000"), (1, 22, "half an octet; hexdump needs the option -C"));
    let dump = "00000000: 0000 0010  ....\n";
    assert_eq!(
        wrong(&format!("{dump}00000008: 0000 0015  ....")),
        (2, 1, "this offset does not follow the line before")
    );
    assert_eq!(wrong("00000000: 000  ."), (1, 9, "no octets in a line of a dump"));
    for nothing in ["", "  ", "// nothing", "/* */", "{}"] {
        assert_eq!(pieces(nothing), Ok(vec![]));
    }
}
