//! Every PDU, field by field, against `data/spec/pdus.csv`, `data/spec/fields.csv` and `data/spec/sections.csv`, in
//! both directions.

use smpp_core::pdu::{FieldDef, FieldFormat};
use smpp_core::pdu::{IssuedBy, PDUS, PduDef, PduKind};
use smpp_core::{CommandId, Encode, RawPdu, Rules, Version};
use smpp_tests::spec::{self, Row, VERSIONS};
use std::collections::BTreeSet;

/// PDUs that we allow in a version whose text lacks them.
const ALSO_IN: &[(&str, Version, &str)] = &[
    (
        "bind_transceiver",
        Version::V33,
        "3.3 providers offer it: the bind carries interface_version 0x33 or 0x00",
    ),
    ("bind_transceiver_resp", Version::V33, "answers the above"),
];

fn def(name: &str) -> &'static PduDef {
    PDUS.iter().find(|def| def.name == name).unwrap_or_else(|| panic!("{name} is missing"))
}

#[test]
fn every_pdu_of_the_standard_is_there_and_no_other() {
    let rows = spec::pdus();
    let theirs: Vec<_> = rows.iter().map(|row| row.get("name")).collect();
    for def in PDUS {
        assert!(theirs.contains(&def.name), "{} is in no version", def.name);
    }
    assert_eq!(PDUS.len(), rows.len());
    for row in rows {
        let name = row.get("name");
        let def = def(name);
        assert_eq!(def.command_id, CommandId(row.number("command_id")), "{name}");
        assert_eq!(def.command_id.name(), Some(name));
        let kind = match row.get("kind") {
            "request" => PduKind::Request,
            "response" => PduKind::Response,
            "one_way" => PduKind::OneWay,
            other => panic!("{other}"),
        };
        assert_eq!(def.kind, kind, "{name}");
        let sender = match row.get("sender") {
            "esme" => IssuedBy::Esme,
            "smsc" => IssuedBy::Smsc,
            "both" => IssuedBy::Both,
            other => panic!("{other}"),
        };
        assert_eq!(def.issued_by, sender, "{name}");
        assert_eq!(def.kind == PduKind::Response, def.command_id.is_response(), "{name}");
        let reply = if def.kind == PduKind::Request { def.command_id.response().name() } else { None };
        assert_eq!(reply.unwrap_or_default(), row.get("reply"), "{name}");
        let theirs = row.versions("versions");
        for version in VERSIONS {
            let exception = ALSO_IN.iter().any(|(pdu, also, _)| (*pdu, *also) == (name, version));
            assert!(!exception || !theirs.contains(&version), "{name}: the exception for {version} is stale");
            assert_eq!(
                def.in_version(version),
                theirs.contains(&version) || exception,
                "{name} in {version}"
            );
        }
    }
}

/// The rows of a PDU, with each length or count joined to the field after it, as in our table.
fn joined(pdu: &str) -> Vec<(Row, Option<Row>)> {
    let mut all = Vec::new();
    let mut counter = None;
    for row in spec::fields(pdu) {
        if matches!(row.get("type"), "length" | "count") {
            assert!(counter.replace(row).is_none(), "{pdu}: a length without its field");
        } else {
            all.push((row, counter.take()));
        }
    }
    assert!(counter.is_none(), "{pdu}: a length without its field");
    all
}

fn kind(row: &Row) -> FieldFormat {
    match (row.get("type"), row.get("field")) {
        ("c_octet_string", "password") => FieldFormat::Password,
        ("c_octet_string", _) => FieldFormat::COctetString,
        ("integer", _) => FieldFormat::Integer,
        ("octet_string", _) => FieldFormat::OctetString,
        ("dest_address list", _) => FieldFormat::DestAddresses,
        ("unsuccess_sme list", _) => FieldFormat::UnsuccessSmes,
        ("message_id list", _) => FieldFormat::MessageIds,
        (other, _) => panic!("{other}"),
    }
}

fn check_bound(pdu: &str, row: &Row, field: &FieldDef, version: Version) {
    let cell = row.get(&format!("max_{version}"));
    if cell == "-" {
        return;
    }
    let name = row.get("field");
    assert_eq!(u32::from(field.max_in(version)), spec::number(cell), "{pdu}.{name} in {version}");
}

#[test]
fn fields_are_in_wire_order_with_kind_and_bounds() {
    let mut seen = 0;
    for def in PDUS {
        let rows = joined(def.name);
        let theirs: Vec<_> = rows.iter().map(|(row, _)| row.get("field")).collect();
        let ours: Vec<_> = def.fields.iter().map(|field| field.name).collect();
        assert_eq!(ours, theirs, "{}", def.name);
        for (field, (row, counter)) in def.fields.iter().zip(&rows) {
            assert_eq!(field.command_id(), def.command_id);
            assert_eq!(field.format(), kind(row), "{}.{}", def.name, field.name);
            assert_eq!(
                field.length_name().unwrap_or_default(),
                counter.as_ref().map_or("", |row| row.get("field")),
                "{}",
                def.name
            );
            for version in VERSIONS {
                check_bound(def.name, row, field, version);
                if let Some(counter) = counter {
                    check_bound(def.name, counter, field, version);
                }
            }
            seen += 1;
        }
    }
    let lines: usize = spec::pdus().iter().map(|row| joined(row.get("name")).len()).sum();
    assert_eq!((seen, PDUS.len()), (lines, 39));
}

/// Only layouts of 3.3 come from a single source.
#[test]
fn unverified_layouts_are_marked() {
    let marked: Vec<_> = PDUS.iter().filter(|def| def.is_unverified()).map(|def| def.name).collect();
    let only_v33: Vec<_> =
        spec::pdus().iter().filter(|row| row.get("versions") == "3.3").map(|row| row.get("name")).collect();
    assert_eq!(marked, only_v33);
}

/// A table, and the documentation made from it, covers the versions that have the PDU.
#[test]
fn bounds_differ_only_between_versions_that_have_the_pdu() {
    for def in PDUS {
        let has = |version: &Version| def.in_version(*version);
        for field in def.fields {
            let bounds = VERSIONS.map(|version| field.max_in(version));
            let given: Vec<u16> =
                VERSIONS.into_iter().filter(has).map(|version| field.max_in(version)).collect();
            let differs = given.iter().any(|bound| *bound != given[0]);
            assert_eq!(
                bounds.iter().any(|bound| *bound != bounds[0]),
                differs,
                "{}.{}",
                def.name,
                field.name
            );
        }
    }
}

/// The docs of each field cite them.
#[test]
fn each_field_names_its_section_in_v34_and_v50() {
    let mut rows = spec::sections();
    let names: BTreeSet<_> = rows.iter().map(|row| row.get("field")).collect();
    assert_eq!(names.len(), rows.len(), "a field has two lines");
    for def in PDUS {
        for field in def.fields {
            let name = format!("{}.{}", def.name, field.name);
            let row = rows.iter().find(|row| row.get("field") == field.name);
            let row = row.unwrap_or_else(|| panic!("{name} is missing"));
            let ours = VERSIONS.map(|version| field.kind.section_in(version));
            let theirs = ["3.4", "5.0"].map(|version| Some(row.get(version)).filter(|cell| *cell != "-"));
            assert_eq!(ours, [None, theirs[0], theirs[1]], "{name}");
            let cites_both = theirs.iter().all(Option::is_some);
            assert!(
                cites_both || (theirs == [None; 2] && def.until == Version::V33),
                "{name} lacks a section"
            );
        }
    }
    rows.retain(|row| !PDUS.iter().flat_map(|def| def.fields).any(|field| field.name == row.get("field")));
    assert!(rows.is_empty(), "no PDU has {rows:?}");
}

/// The first octets of the body of a vendor PDU.
#[test]
fn a_body_starts_behind_the_header_in_the_buffer() {
    let own = RawPdu {
        command_id: CommandId(0x0100_0001),
        command_status: 0.into(),
        sequence_number: 9,
        body: b"abc",
    };

    let mut out = [0xA5; 20];
    assert_eq!(own.encode_with(0.into(), 1, Rules::V34, &mut out).map(|done| done.len), Ok(19));
    assert_eq!(&out, b"\0\0\0\x13\x01\0\0\x01\0\0\0\0\0\0\0\x01abc\xA5");
}
