//! `data_coding` against `data/spec/data_codings.csv`, for all 256 values: as SMPP's own values and as GSM schemes.

use smpp_core::codes::{Coding, CodingGroup, DataCoding, DataCodingScheme, WaitingKind};
use smpp_core::lint::{self, Severity};
use smpp_core::message::text::{Charset, DataCodings};
use smpp_core::pdu::SubmitSm;
use smpp_core::{Encode, RawPdu, Rules, Version};
use smpp_tests::spec::{self, Row, VERSIONS};

/// The table's words for a scheme.
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
    let alphabet = match scheme.coding() {
        Coding::Gsm7 if scheme.is_reserved() => "reserved",
        Coding::Gsm7 => "gsm7",
        Coding::Octets => "octets",
        Coding::Ucs2 => "ucs2",
    };
    assert!(!scheme.is_reserved() || alphabet == "reserved", "{scheme:?}");
    let yes = |set: bool| if set { "yes" } else { "" };
    let class = scheme.message_class().map_or(String::new(), |class| class.to_string());
    let waiting = scheme.message_waiting();
    let kind = |kind| match kind {
        WaitingKind::Voicemail => "VOICEMAIL",
        WaitingKind::Fax => "FAX",
        WaitingKind::Email => "EMAIL",
        WaitingKind::Other => "OTHER",
    };
    [
        group.into(),
        alphabet.into(),
        yes(scheme.is_compressed()).into(),
        class,
        waiting.map_or("", |waiting| kind(waiting.kind)).into(),
        waiting.map_or("", |waiting| if waiting.is_active { "yes" } else { "no" }).into(),
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
        // The scheme says everything.
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
        let class = scheme.message_class().map(|class| format!("class {class}"));
        assert!(
            class.as_deref().is_none_or(says) && class.is_some() != row.get("class").is_empty(),
            "{shown}"
        );
    });
}

/// 0x00 to 0x0E are SMPP's own values, whatever they are as a scheme; above that the scheme counts.
#[test]
fn smpps_own_values_win() {
    each_row(|value, row| {
        let coding = DataCoding(value);
        let named = !matches!(row.get("smpp"), "gsm" | "reserved");
        assert_eq!(coding.name(), Some(row.get("smpp")).filter(|_| named), "{value:#x}");
        assert_eq!(coding.is_reserved(), row.get("smpp") == "reserved", "{value:#x}");
        let scheme = (value > 0x0E).then_some(DataCodingScheme(value));
        assert_eq!(coding.scheme(), scheme);
        let charset = DataCodings::default().charset_in(Version::V34, coding);
        assert_eq!(charset == Some(Charset::Ucs2), row.get("text") == "ucs2", "{value:#x}");
        let expected = match (coding.name(), scheme) {
            (Some(name), _) => name.to_owned(),
            (None, Some(scheme)) => format!("{value:#x} ({scheme})"),
            (None, None) => format!("{value:#x}"),
        };
        assert_eq!(coding.to_string(), expected);
    });
}

/// Dumps, decoding and `lint` use the same table.
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
        for version in VERSIONS {
            let reading = match DataCoding(value).scheme_in(version) {
                Some(scheme) => format!(" ({scheme})"),
                None => DataCoding(value).meaning().map_or(String::new(), |meaning| format!(" ({meaning})")),
            };
            let line = format!("data_coding: {value}{reading}\n");
            with_data_coding(value, |raw| {
                let dump = raw.dump().with_version(version).to_string();
                assert!(dump.contains(&line), "{line}{dump}");
                if version == Version::V34 {
                    assert_eq!(raw.dump().to_string(), dump);
                }
            });
        }
    });
}

/// A submit_sm whose UCS2 text has an odd length.
fn with_data_coding(value: u8, check: impl FnOnce(&RawPdu<'_>)) {
    let pdu = SubmitSm { data_coding: DataCoding(value), short_message: b"odd", ..SubmitSm::default() };
    let mut out = [0; 64];
    let len = pdu.encode(1, Rules::V34, &mut out).unwrap().len;
    check(&RawPdu::parse(&out[..len]).unwrap());
}

/// The meaning of each value in each version. In 3.3 the octet is a GSM scheme. Later, SMPP's own values take
/// precedence, and values that SMPP reserves but GSM defines get a note, because message centres forward them.
#[test]
fn setters_schemes_and_findings_agree_in_every_version() {
    for version in VERSIONS {
        each_row(|value, row| {
            let coding = DataCoding(value);
            let of_gsm = row.get("alphabet") != "reserved";
            let is_scheme = version == Version::V33 || value > 0x0E;
            let by_smpp = version >= Version::V34 && row.get("smpp") != "reserved";
            let meaningful = by_smpp || (is_scheme && of_gsm);
            let shown = format!("{value:#x} in {version}");

            assert_eq!(coding.scheme_in(version), is_scheme.then_some(DataCodingScheme(value)), "{shown}");
            assert_eq!(coding.is_meaningful_in(version), meaningful, "{shown}");
            assert_eq!(SubmitSm::checked(version).data_coding(coding).is_ok(), meaningful, "{shown}");
            let ucs2 = match version {
                Version::V33 => row.get("alphabet") == "ucs2" && row.get("compressed").is_empty(),
                _ => row.get("text") == "ucs2",
            };
            let charset = DataCodings::default().charset_in(version, coding);
            assert_eq!(charset == Some(Charset::Ucs2), ucs2, "{shown}");
            if version >= Version::V34 {
                assert_eq!(coding.scheme(), coding.scheme_in(version), "{shown}");
            }
            with_data_coding(value, |raw| {
                let mut found = Vec::new();
                lint::check(raw, version, |finding| {
                    let of_the_coding = finding.field == Some("data_coding") || finding.lint.id == "ucs2_odd";
                    found.extend(of_the_coding.then_some((finding.lint.id, finding.lint.severity)));
                });
                let mut expected = Vec::new();
                if !meaningful {
                    expected.push(("value_out_of_range", Severity::Warning));
                } else if version >= Version::V34 && !by_smpp {
                    expected.push(("data_coding_of_gsm", Severity::Note));
                }
                expected.extend(ucs2.then_some(("ucs2_odd", Severity::Warning)));
                assert_eq!(found, expected, "{shown}");
            });
        });
    }
}

/// 3.3 has no Latin-1, and no Japanese or Korean values that do not allow headers.
#[test]
fn texts_of_33_are_read_by_their_scheme() {
    let found = |data_coding: u8, version| {
        let pdu = SubmitSm {
            destination_addr: "46700000001".into(),
            esm_class: 0x40.into(),
            data_coding: data_coding.into(),
            short_message: b"\x05\x00\x03\x07\x02\x01me\x00home",
            ..SubmitSm::default()
        };
        let mut out = [0; 64];
        let len = pdu.encode(1, Rules::V33, &mut out).unwrap().len;
        let mut ids = Vec::new();
        lint::check(&RawPdu::parse(&out[..len]).unwrap(), version, |finding| ids.push(finding.lint.id));
        ids
    };
    assert_eq!(found(3, Version::V34), ["septets_as_latin1"]);
    assert_eq!(found(5, Version::V34), ["udh_in_text_coding"]);
    for data_coding in [3, 5] {
        assert_eq!(found(data_coding, Version::V33), [""; 0]);
    }
}
