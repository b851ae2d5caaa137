//! `data_coding` against `spec/data_codings.csv`, all 256 values: SMPP's own, and what each is as a scheme of GSM.

use smpp_core::codes::{CodingGroup, DataCoding, DataCodingScheme, MessageClass, SchemeAlphabet};
use smpp_core::lint;
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::pdu::SubmitSm;
use smpp_core::{Encode, RawPdu, Rules, Version};
use smpp_tests::spec::{self, Row};

/// What the table says of a scheme, in its own words.
fn read(scheme: DataCodingScheme) -> [String; 6] {
    let group = match scheme.group() {
        CodingGroup::General => "general",
        CodingGroup::AutomaticDeletion => "automatic deletion",
        CodingGroup::Reserved => "reserved",
        CodingGroup::WaitingDiscard => "waiting discard",
        CodingGroup::WaitingStore => "waiting store",
        CodingGroup::WaitingStoreUcs2 => "waiting store ucs2",
        CodingGroup::MessageClass => "class",
    };
    let alphabet = match scheme.alphabet() {
        SchemeAlphabet::Gsm7 if scheme.is_reserved() => "reserved",
        SchemeAlphabet::Gsm7 => "gsm7",
        SchemeAlphabet::Octets => "octets",
        SchemeAlphabet::Ucs2 => "ucs2",
    };
    assert!(!scheme.is_reserved() || alphabet == "reserved", "{scheme:?}");
    let yes = |set: bool| if set { "yes" } else { "" };
    let class = scheme.message_class().map_or(String::new(), |class| class.0.to_string());
    let waiting = scheme.message_waiting();
    [
        group.into(),
        alphabet.into(),
        yes(scheme.is_compressed()).into(),
        class,
        waiting.map_or(String::new(), |waiting| waiting.indication.to_string()),
        waiting.map_or("", |waiting| if waiting.active { "yes" } else { "no" }).into(),
    ]
}

fn each_row(check: impl Fn(u8, &Row)) {
    let rows = spec::data_codings();
    let values: Vec<_> = rows.iter().map(|row| row.number("value")).collect();
    assert_eq!(values, (0..=255).collect::<Vec<_>>());
    rows.iter().zip(0..=255).for_each(|(row, value)| check(value, row));
}

#[test]
fn every_octet_is_a_scheme() {
    each_row(|value, row| {
        let columns = ["group", "alphabet", "compressed", "class", "waiting", "active"];
        let scheme = DataCodingScheme(value);
        assert_eq!(read(scheme), columns.map(|column| row.get(column).to_owned()), "{value:#x}");
        // The reading says it all.
        let shown = scheme.to_string();
        let says = |word: &str| shown.contains(word);
        assert!(says("UCS2") == (row.get("alphabet") == "ucs2"), "{shown}");
        assert!(says("8-bit") == (row.get("alphabet") == "octets"), "{shown}");
        assert!(says("reserved") == (row.get("alphabet") == "reserved"), "{shown}");
        assert!(says("compressed") == (row.get("compressed") == "yes"), "{shown}");
        assert!(says("waiting") != row.get("active").is_empty(), "{shown}");
        assert!(says("no longer") == (row.get("active") == "no"), "{shown}");
        assert!(says("discard") == (row.get("group") == "waiting discard"), "{shown}");
        assert!(says("store") == row.get("group").starts_with("waiting store"), "{shown}");
        assert!(says("deletion") == (row.get("group") == "automatic deletion"), "{shown}");
        let class = scheme.message_class().and_then(MessageClass::name);
        assert!(class.is_none_or(says) && class.is_some() != row.get("class").is_empty(), "{shown}");
    });
}

/// 0x00 to 0x0E are SMPP's whatever they are as a scheme; from there on the scheme counts.
#[test]
fn smpps_own_values_win() {
    each_row(|value, row| {
        let coding = DataCoding(value);
        let named = !matches!(row.get("smpp"), "gsm" | "reserved");
        assert_eq!(coding.name(), Some(row.get("smpp")).filter(|_| named), "{value:#x}");
        assert_eq!(coding.is_reserved(), row.get("smpp") == "reserved", "{value:#x}");
        let scheme = (value > 0x0E).then_some(DataCodingScheme(value));
        assert_eq!(coding.scheme(), scheme);
        assert_eq!(coding.message_class(), scheme.and_then(DataCodingScheme::message_class));
        assert_eq!(coding.message_waiting(), scheme.and_then(DataCodingScheme::message_waiting));
        assert_eq!(coding.is_ucs2(), row.get("text") == "ucs2", "{value:#x}");
        let expected = match (coding.name(), scheme) {
            (Some(name), _) => name.to_owned(),
            (None, Some(scheme)) => format!("{value:#x} ({scheme})"),
            (None, None) => format!("{value:#x}"),
        };
        assert_eq!(coding.to_string(), expected);
    });
}

/// What shows and reads messages goes by the same table: characters, dumps and `lint`.
#[test]
fn texts_dumps_and_lints_agree() {
    each_row(|value, row| {
        let charset = match row.get("text") {
            "none" => None,
            "gsm7" => Some(Charset::GSM7),
            "ia5" => Some(Charset::Ia5),
            "latin1" => Some(Charset::Latin1),
            "cyrillic" => Some(Charset::Cyrillic),
            "hebrew" => Some(Charset::Hebrew),
            "ucs2" => Some(Charset::Ucs2),
            other => panic!("{other}"),
        };
        assert_eq!(DataCodings::default().charset(DataCoding(value)), charset, "{value:#x}");

        let pdu = SubmitSm { data_coding: DataCoding(value), short_message: b"odd", ..SubmitSm::default() };
        let mut out = [0; 64];
        let len = pdu.encode(1, Rules::V34, &mut out).unwrap().len;
        let raw = RawPdu::parse(&out[..len]).unwrap();
        let reading = match DataCoding(value).scheme() {
            Some(scheme) => format!(" ({scheme})"),
            None => DataCoding(value).meaning().map_or(String::new(), |meaning| format!(" ({meaning})")),
        };
        let line = format!("data_coding: {value}{reading}\n");
        assert!(raw.dump().to_string().contains(&line), "{line}{}", raw.dump());

        let (mut reserved, mut odd) = (false, false);
        lint::check(&raw, Version::V34, |finding| {
            reserved |= (finding.rule.id, finding.field) == ("value_out_of_range", Some("data_coding"));
            odd |= finding.rule.id == "ucs2_odd";
        });
        assert_eq!(reserved, row.get("smpp") == "reserved", "{value:#x}");
        assert_eq!(odd, row.get("text") == "ucs2", "{value:#x}");
    });
}
